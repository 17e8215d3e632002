"""The block tree of a source: what the Markdown parser found, in offsets of the source."""

from collections.abc import Iterator

from planlint.markdown.document import Block, BlockKind, reference_label
from planlint.markdown.parser import State, Token, parse_tokens
from planlint.text.patterns import regex
from planlint.text.source import Source, Span, span_of

_KINDS: dict[str, BlockKind] = {
    "paragraph": "paragraph",
    "heading": "heading",
    "block_code": "code",
    "block_html": "html",
    "thematic_break": "rule",
    "table": "table",
    "reference": "reference",
}
_ATX = regex(r"#{1,6}[ \t]*")
_FENCE = regex(r"`{3,}|~{3,}")
_NUMBER = regex(r"\d{1,9}")
_SPACE = " \t"
_BLANK = " \t\n"


def parse_blocks(source: Source, first_line: int = 0) -> tuple[Block, ...]:
    """The blocks of `source` from line `first_line` on; what stands before is front matter."""
    text = source.text
    if "\r" in text:  # what replaces a line end is as long: an offset into this text is one into the source
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    shift = source.line_starts[first_line] if first_line < len(source.line_starts) else len(text)
    state = parse_tokens(text[shift:], first_line)
    return tuple(_Placer(source, text).blocks(state))


class _Placer:
    """Turns tokens, whose offsets are those of a state, into blocks, whose offsets are those of the source."""

    def __init__(self, source: Source, text: str) -> None:
        self.text = text
        self.starts = source.line_starts
        bodies = [line.rstrip(_SPACE) for line in text.split("\n")]
        self.ends = [start + len(body) for start, body in zip(self.starts, bodies, strict=True)]
        """Where the text of each source line ends, without space behind it."""

    def blocks(self, state: State) -> Iterator[Block]:
        for token in state.tokens:
            match token["type"]:
                case "blank_line":
                    continue
                case "list":
                    ordered = token["ordered"]
                    items = tuple(self._container("item", item, state, ordered) for item in token["items"])
                    span = Span(items[0].span.start, items[-1].span.end)
                    yield Block("list", span, span, items, ordered=ordered)
                case "block_quote":
                    yield self._container("quote", token, state)
                case _:
                    yield self._leaf(token, state)

    def _container(self, kind: BlockKind, token: Token, state: State, numbered: bool = False) -> Block:
        child: State = token["state"]
        line = state.line_at(token["start"])
        first = self._visible(state.get_line(token["start"]), line)
        body = child.src.rstrip(_BLANK)
        end = self.ends[child.first_line + body.count("\n")] if body else first.end
        span = span_of((first.start, end))
        number = _NUMBER.match(self.text, span.start) if numbered else None
        return Block(kind, span, span, tuple(self.blocks(child)), number=int(number[0]) if number else None)

    def _visible(self, rest: str, line: int) -> Span:
        """The span of `rest`, what a state holds of source line `line`, without outer space."""
        end = self.ends[line]
        return span_of((end - len(rest.strip(_BLANK)), end))

    def _lines(self, state: State, start: int, end: int) -> list[Span]:
        """The lines between two offsets of a state, without outer space; blank lines at the end are left out."""
        lines = state.src[start:end].rstrip(_BLANK).split("\n")
        number = state.line_at(start)
        ends = self.ends[number : number + len(lines)]
        return [span_of((end - len(line.strip(_BLANK)), end)) for line, end in zip(lines, ends, strict=True)]

    def _leaf(self, token: Token, state: State) -> Block:
        kind = _KINDS[token["type"]]
        if kind == "code":
            return self._code(token, state)
        lines = self._lines(state, token["start"], token["end"])
        span = content = lines[0] if len(lines) == 1 else Span(lines[0].start, lines[-1].end)
        level = 0
        if kind == "heading":
            level = token["attrs"]["level"]
            content = Span(span.start, lines[-2].end) if token["style"] == "setext" else self._atx_content(span)
        label = reference_label(token["label"]) if kind == "reference" else ""
        return Block(kind, span, content, level=level, info=label, lines=tuple(lines))

    def _atx_content(self, span: Span) -> Span:
        """The heading without the number signs around it."""
        mark = _ATX.match(self.text, *span)
        assert mark
        text = self.text[mark.end() : span.end]
        unclosed = text.rstrip("#")
        if not unclosed or unclosed[-1] in _SPACE:
            text = unclosed.rstrip(_SPACE)
        return Span(mark.end(), mark.end() + len(text))

    def _code(self, token: Token, state: State) -> Block:
        lines = self._lines(state, token["start"], token["end"])
        span = Span(lines[0].start, lines[-1].end)
        if token["style"] == "indent":
            return Block("code", span, span, lines=tuple(lines))
        fence = _FENCE.match(self.text, span.start)
        assert fence
        last = self.text[lines[-1].start : lines[-1].end]
        closed = len(lines) > 1 and last.startswith(fence[0]) and not last.strip(last[0])
        number = state.line_at(token["start"]) + 1
        after = number + len(lines) - (2 if closed else 1)
        start = self.starts[number] if number < len(self.starts) else len(self.text)
        end = self.starts[after] if after < len(self.starts) else len(self.text)
        return Block(
            "code",
            span,
            Span(start, max(start, end)),
            info=self.text[fence.end() : lines[0].end].strip(),
            fence=fence[0],
            closed=closed,
            lines=tuple(lines[1:-1] if closed else lines[1:]),
        )

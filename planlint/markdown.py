"""Markdown's block structure, with the exact place of every block. The only module that knows mistune.

mistune reports no positions, so its block parser is extended: each state knows which line of the source its own first
line is, and every token is stamped with the offsets between which it was read. A list item and a quote hand their
lines on one to one, each line a suffix of its source line (but for expanded tabs), which gives the columns too.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from mistune.block_parser import BlockParser
from mistune.core import BlockState
from mistune.helpers import parse_link_href, parse_link_title
from mistune.util import unikey

from planlint.document import Block
from planlint.fences import intended_ends
from planlint.source import Source, Span

Token = dict[str, Any]

_EMPTY_ITEM = re.compile(r"\s*(?:[*+-]|\d{1,9}[.)])\s*$")
_MARKER_NUMBER = re.compile(r"\d{1,9}")
_ATX = re.compile(r"#{1,6}[ \t]*(.*?)(?:(?:[ \t]+|^)#+)?[ \t]*$")
_FENCE = re.compile(r"`{3,}|~{3,}")
_DELIMITER_CELL = re.compile(r"[ \t]*:?-+:?[ \t]*")
_DELIMITER_ROW = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\n?")
_BLANK_TO_LINE = re.compile(r"[ \t]*(?:\n|$)")
_UNESCAPED_PIPE = re.compile(r"\\.|\|", re.S)
_TABLE = r"^ {0,3}[^\s][^\n]*(?:\n {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*(?:\n|$))"


class _State(BlockState):
    """A stretch of Markdown whose line `n` is line `first_line + n` of the source."""

    def __init__(self, parent: "_State | None" = None) -> None:
        super().__init__(parent)
        self.first_line = 0
        self.frames: list[list[Any]] = []
        self._known = (0, 0)

    def line_at(self, offset: int) -> int:
        """The source line of an offset into `src`; cheap when asked in rising order."""
        known, line = self._known
        line += self.src.count("\n", known, offset) if offset >= known else -self.src.count("\n", offset, known)
        self._known = offset, line
        return self.first_line + line

    def child_state(self, src: str, lazy_line_starts: set[int] | None = None) -> "_State":
        child: _State = super().child_state(src, lazy_line_starts)  # type: ignore[assignment]
        frame = self.frames[-1]
        start, children = frame
        line_end = self.src.find("\n", start)
        marker_line = self.src[start : line_end if line_end >= 0 else len(self.src)]
        child.first_line = self.line_at(start) + bool(_EMPTY_ITEM.match(marker_line))
        children.append((start, child))
        frame[0] = self.src.rfind("\n", 0, max(0, self.cursor - 1)) + 1
        return child

    def add_paragraph(self, text: str) -> None:
        end = self.cursor + len(text)
        last = self.last_token()
        if last and last["type"] == "paragraph":
            last["end"] = end
        else:
            self.tokens.append({"type": "paragraph", "start": self.cursor, "end": end})

    def append_paragraph(self) -> int | None:
        last = self.last_token()
        if last and last["type"] == "paragraph":
            last["end"] = self.find_line_end()
            return last["end"]  # type: ignore[no-any-return]
        return None


class _Parser(BlockParser):
    state_cls = _State

    def __init__(self) -> None:
        super().__init__()
        self.register("table", _TABLE, _parse_table, before="paragraph")
        for rules in (self.block_quote_rules, self.list_rules):
            self.insert_rule(rules, "table", before="paragraph")

    def parse_method(self, m: re.Match[str], state: BlockState) -> int | None:
        assert isinstance(state, _State)
        count = len(state.tokens)
        start = m.start()
        frame: list[Any] = [start, []]
        state.frames.append(frame)
        end = super().parse_method(m, state)
        state.frames.pop()
        for token in state.tokens[count:]:
            if "start" not in token:
                token.update(start=start, end=end or state.cursor, states=frame[1])
        if m.lastgroup == "setex_heading" and end and len(state.tokens) == count:
            state.tokens[-1]["end"] = end
        return end

    def _parse_indent_code_fast(self, state: BlockState) -> int | None:
        count = len(state.tokens)
        end = super()._parse_indent_code_fast(state)
        if len(state.tokens) > count:
            state.tokens[-1].update(start=state.cursor, end=end)
        return end

    def parse_fenced_code(self, m: re.Match[str], state: BlockState) -> int | None:
        assert isinstance(state, _State)
        ends: dict[int, int] = state.env["fence_ends"]
        line = ends.get(state.line_at(m.start())) if ends else None
        if line is None or not (0 < line - state.first_line <= state.src.count("\n")):
            return super().parse_fenced_code(m, state)
        end = m.start()
        for _ in range(state.line_at(m.start()), line + 1):
            end = state.find_line_end_at(end)
        state.append_token({"type": "block_code", "style": "fenced"})
        return end

    def parse_ref_link(self, m: re.Match[str], state: BlockState) -> int | None:
        if end := state.append_paragraph():
            return end
        label = unikey(m.group("reflink_1"))
        _, href_end = parse_link_href(state.src, m.end(), block=True)
        if not label or href_end is None:
            return None
        _, title_end = parse_link_title(state.src, href_end, state.cursor_max)
        for stop in (title_end, href_end):
            if stop and (line_end := _BLANK_TO_LINE.match(state.src, stop)):
                state.append_token({"type": "reference", "label": label})
                return line_end.end()
        return None


def _parse_table(block: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    """A table as GFM reads it: rows of any number of cells, until a blank line or another block."""
    header_end = state.find_line_end_at(m.start())
    header, delimiter = state.src[m.start() : header_end], state.src[header_end : m.end()]
    if len(split_row(header)) != len(split_row(delimiter)) or "|" not in header + delimiter:
        return None
    stop = block.compile_sc(
        [
            "blank_line",
            "fenced_code",
            "indent_code",
            "atx_heading",
            "thematic_break",
            "block_quote",
            "list",
            "block_html",
        ]
    )
    end = m.end()
    while end < state.cursor_max and not stop.match(state.src, end):
        end = state.find_line_end_at(end)
    state.append_token({"type": "table"})
    return end


def split_row(row: str) -> list[Span]:
    """The cells of a table row, as offsets into `row`, without outer space; an empty cell is an empty span."""
    start, stop = len(row) - len(row.lstrip(" \t")), len(row.rstrip(" \t\r\n"))
    bars = [m.start() for m in _UNESCAPED_PIPE.finditer(row, start, stop) if m.group() == "|"]
    if bars and bars[0] == start:
        start = bars.pop(0) + 1
    if bars and bars[-1] == stop - 1:
        stop = bars.pop()
    cells = []
    for bar in (*bars, stop):
        text = row[start:bar]
        left = start + len(text) - len(text.lstrip(" \t"))
        cells.append(Span(min(left, bar), max(min(left, bar), start + len(text.rstrip(" \t")))))
        start = bar + 1
    return cells


@cache
def _parser() -> _Parser:
    return _Parser()


def parse_blocks(source: Source, first_line: int = 0) -> tuple[Block, ...]:
    """The blocks of `source` from line `first_line` on; what stands before is front matter."""
    text = source.text[source.line_starts[first_line] :] if first_line < len(source.line_starts) else ""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    state = _State()
    state.first_line = first_line
    state.process(text.replace("\0", "\ufffd") + ("" if text.endswith("\n") else "\n"))
    state.env["fence_ends"] = {
        state.line_at(start): state.line_at(end) for start, end in intended_ends(state.src).items()
    }
    parser = _parser()
    parser.parse(state)
    return tuple(_Lift(source).blocks(state.tokens, state))


class _Lift:
    """Turns tokens, whose offsets are those of a state, into blocks, whose offsets are those of the source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.line_spans = [source.line_span(n) for n in range(len(source.line_starts))]

    def blocks(self, tokens: Sequence[Token], state: _State) -> Iterator[Block]:
        for token in tokens:
            if token["type"] != "blank_line":
                yield self.block(token, state)

    def lines(self, state: _State, start: int, end: int) -> list[Span]:
        """The spans of the lines from `start` to `end`, blank lines at the end left out, whitespace kept."""
        text = state.src[start:end].rstrip(" \t\n\v\f")
        number = state.line_at(start)
        return [self.place(line, number + n) for n, line in enumerate(text.split("\n"))]

    def place(self, line: str, number: int) -> Span:
        """The span of `line`, the rest of source line `number` after its containers' prefixes."""
        start, end = self.line_spans[number]
        text = self.source.text
        visible = line.lstrip(" \t")
        first = end - len(visible) if visible else end
        indent = len(line) - len(visible)
        while indent and first > start and text[first - 1] == " ":
            first -= 1
            indent -= 1
        if indent and first > start and text[first - 1] == "\t":
            first -= 1
        return Span(first, end)

    def block(self, token: Token, state: _State) -> Block:
        kind = token["type"]
        if kind == "list":
            return self.list(token, state)
        if kind == "block_quote":
            ((start, child),) = token["states"]
            children = tuple(self.blocks(token["children"], child))
            span = self.container_span(state, start, child)
            return Block("quote", span, span, children)
        text = self.source.text
        lines = [trimmed(text, span) for span in self.lines(state, token["start"], token["end"])]
        span = Span(lines[0].start, lines[-1].end)
        match kind:
            case "heading":
                if token["style"] == "setext":
                    content = Span(span.start, lines[-2].end)
                else:
                    m = _ATX.match(text, span.start, span.end)
                    content = Span(*m.span(1)) if m else span
                return Block("heading", span, content, level=token["attrs"]["level"], lines=tuple(lines))
            case "block_code":
                return self.code(token, state)
            case "paragraph" | "block_text":
                return Block("paragraph", span, span, lines=tuple(lines))
            case "table":
                return Block("table", span, span, lines=tuple(lines))
            case "block_html":
                return Block("html", span, span, lines=tuple(lines))
            case "thematic_break":
                return Block("rule", span, span, lines=tuple(lines))
            case "reference":
                return Block("reference", span, span, info=token["label"], lines=tuple(lines))
        raise AssertionError(kind)

    def container_span(self, state: _State, start: int, child: _State) -> Span:
        """From the marker at `start` of `state` to the end of the last line of `child` that is not blank."""
        line = state.line_at(start)
        first = trimmed(self.source.text, self.place(state.get_line(start).rstrip("\n"), line))
        body = child.src.rstrip()
        last = child.first_line + body.count("\n") if body else line
        return Span(first.start, max(first.end, trimmed(self.source.text, self.line_spans[last]).end))

    def list(self, token: Token, state: _State) -> Block:
        items = []
        ordered = token["attrs"]["ordered"]
        for child_token, (start, child) in zip(token["children"], token["states"], strict=True):
            span = self.container_span(state, start, child)
            number = _MARKER_NUMBER.match(self.source.text, span.start) if ordered else None
            items.append(
                Block(
                    "item",
                    span,
                    span,
                    tuple(self.blocks(child_token["children"], child)),
                    number=int(number.group()) if number else None,
                )
            )
        span = Span(items[0].span.start, items[-1].span.end)
        return Block("list", span, span, tuple(items), ordered=ordered)

    def code(self, token: Token, state: _State) -> Block:
        text = self.source.text
        lines = self.lines(state, token["start"], token["end"])
        first, last = trimmed(text, lines[0]), trimmed(text, lines[-1])
        span = Span(first.start, last.end)
        if token["style"] == "indent":
            return Block("code", span, Span(lines[0].start, last.end), lines=tuple(lines))
        fence = _FENCE.match(text, first.start)
        assert fence
        closed = len(lines) > 1 and bool(re.fullmatch(f"{fence[0][0]}{{{len(fence[0])},}}", self.source[last]))
        inner = lines[1:-1] if closed else lines[1:]
        starts = self.source.line_starts
        line = state.line_at(token["start"])
        begin = starts[line + 1] if line + 1 < len(starts) else len(text)
        stop = starts[line + len(lines) - 1] if closed else (inner[-1].end if inner else begin)
        return Block(
            "code",
            span,
            Span(begin, max(begin, stop)),
            info=text[fence.end() : first.end].strip(),
            fence=fence[0],
            closed=closed,
            lines=tuple(inner),
        )


def trimmed(text: str, span: Span) -> Span:
    """`span` without the spaces and tabs at its ends."""
    part = text[span.start : span.end]
    end = span.start + len(part.rstrip(" \t\v\f"))
    return Span(min(end, span.start + len(part) - len(part.lstrip(" \t\v\f"))), end)

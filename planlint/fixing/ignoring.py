"""Where a comment that switches a rule off does no harm: the page stays as it is, and nothing else is reported."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from planlint.fixing.proof import keeps_page
from planlint.markdown.document import Block, Document
from planlint.markdown.parser import render
from planlint.settings.catalogue import SUPPRESSIONS, rules
from planlint.text.diagnostics import Diagnostic, Edit
from planlint.text.edits import apply_edits
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Source, Span

Lint = Callable[[str], Sequence[Diagnostic]]
"""What is reported about a text."""

_PREFIX = " \t>"
"""What may stand before a block in an item or a quote, and be repeated on a line of its own."""
_LINE_TAIL = regex(r"\\?[ \t]*\Z")
"""The end of a line that may be a hard line break, and has to stay its end."""
_CODE_INDENT = " " * 4


@value_object
class Way:
    """Comments with one kind of directive, before they name any rule. `around` holds what each of them stands between:
    its offset, and the text before and behind it. A pair switches off and on again."""

    where: str
    directive: str
    around: tuple[tuple[int, str, str], ...]

    def edits(self, codes: Iterable[str]) -> tuple[Edit, ...]:
        """The comments that name `codes`."""
        directives = (self.directive, "enable")
        return tuple(
            Edit(Span(offset, offset), f"{before}<!-- planlint-{directive} {' '.join(sorted(codes))} -->{behind}")
            for directive, (offset, before, behind) in zip(directives, self.around, strict=False)
        )


def ignoring(document: Document, diagnostics: Sequence[Diagnostic], index: int, lint: Lint) -> Way | None:
    """The way to silence one of the document's `diagnostics` that reaches least; None where each would do harm."""
    diagnostic, source = diagnostics[index], document.source
    if is_about_comments(diagnostic):
        return None
    before = Counter(each.code for each in diagnostics)
    before[diagnostic.code] -= 1
    for way in ways(document, diagnostic.finding.span.start):
        edits = way.edits([diagnostic.code])
        if keeps_page(source.text, edits, render):
            found = lint(apply_edits(source.text, edits))
            if Counter(each.code for each in found) <= before:
                return way
    return None


def is_about_comments(diagnostic: Diagnostic) -> bool:
    """Whether it is about a suppression: a comment has no say in what is said about itself."""
    rule = rules().get(diagnostic.code)
    return rule is not None and rule.family == SUPPRESSIONS


def ways(document: Document, offset: int) -> Iterator[Way]:
    """What may be tried for a finding at `offset`, the narrowest first."""
    source, newline = document.source, document.source.newline
    if document.front_matter and offset < document.front_matter.end:
        yield Way("in this file", "disable-file", ((document.front_matter.end, newline, ""),))
        return
    block = _innermost(document.blocks, offset)
    if block is None or block.kind in ("paragraph", "html"):
        yield Way("on this line", "disable-line", ((_line_end(source, offset), " ", ""),))
    elif (prefix := _prefix_of(source, block)) is not None:
        above = (source.line_starts[source.line_of(block.span.start)], prefix, newline)
        if source.line_of(block.span.start) == source.line_of(offset):
            yield Way("on this line", "disable-next-line", (above,))
        where = f"in this {'code block' if block.kind == 'code' else block.kind}"
        # A blank line comes first below: without it, the comment might be one more row.
        last = source.line_span(source.line_of(block.span.end)).end
        below = (last, f"{newline}{prefix.rstrip()}{newline}{prefix}", "")
        yield Way(where, "disable", (above, below))
    end = "" if source.text.endswith(("\n", "\r")) else newline
    yield Way("in this file", "disable-file", ((len(source.text), f"{end}{newline}", newline),))
    top = document.front_matter.end if document.front_matter else 0
    yield Way("in this file", "disable-file", ((top, newline if top else "", "" if top else newline * 2),))


def _innermost(blocks: Sequence[Block], offset: int) -> Block | None:
    for block in blocks:
        if block.span.start <= offset <= block.span.end:
            return _innermost(block.children, offset) or block
    return None


def _prefix_of(source: Source, block: Block) -> str | None:
    """What a line above `block` has to start with; None where the block stands behind a list marker."""
    prefix = source.text[source.line_starts[source.line_of(block.span.start)] : block.span.start]
    if block.kind == "code" and not block.fenced:
        prefix = prefix.removesuffix(_CODE_INDENT)
    return None if prefix.strip(_PREFIX) else prefix


def _line_end(source: Source, offset: int) -> int:
    """Where a comment can stand behind the line that holds `offset`."""
    start, end = source.line_span(source.line_of(offset))
    tail = _LINE_TAIL.search(source.text[start:end])
    assert tail
    return start + tail.start()

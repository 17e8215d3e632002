"""Where a comment that switches a rule off does no harm: the page stays as it is, and nothing else is reported."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from planlint.catalogue import rules
from planlint.diagnostics import Diagnostic, Edit
from planlint.document import Block, Document
from planlint.edits import apply_edits
from planlint.markdown import render
from planlint.source import Source, Span
from planlint.suppressions import FAMILY

Lint = Callable[[str], Sequence[Diagnostic]]
"""What is reported about a text."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PREFIX = re.compile(r"[ \t>]*")
"""What may stand before a block in an item or a quote, and be repeated on a line of its own."""
_LINE_TAIL = re.compile(r"\\?[ \t]*\Z")
"""The end of a line that may be a hard line break, and has to stay its end."""
_CODE_INDENT = " " * 4


@dataclass(frozen=True)
class Ignoring:
    """Edits that keep a rule from reporting `where`: "on this line", "in this table" ..."""

    where: str
    edits: tuple[Edit, ...]


def ignoring(document: Document, diagnostics: Sequence[Diagnostic], index: int, lint: Lint) -> Ignoring | None:
    """The way to silence one of the document's `diagnostics` that reaches least; None where each would do harm."""
    diagnostic, source = diagnostics[index], document.source
    if rules()[diagnostic.code].family == FAMILY:  # a comment has no say in what is said about itself
        return None
    before = Counter(each.code for each in diagnostics)
    before[diagnostic.code] -= 1
    for way in _ways(document, diagnostic.finding.span.start, diagnostic.code):
        text = apply_edits(source.text, way.edits)
        if _page(text) == _page(source.text) and Counter(each.code for each in lint(text)) <= before:
            return way
    return None


def _ways(document: Document, offset: int, code: str) -> Iterator[Ignoring]:
    """What may be tried for a finding at `offset`, the narrowest first."""
    source = document.source
    if document.front_matter and offset <= document.front_matter.end:
        comment = f"{source.newline}<!-- planlint-disable-file {code} -->"
        yield Ignoring("in this file", (_insert(document.front_matter.end, comment),))
        return
    block = _innermost(document.blocks, offset)
    if block is None or block.kind in ("paragraph", "html"):
        yield Ignoring("on this line", (_behind(source, offset, f"<!-- planlint-disable-line {code} -->"),))
    elif (prefix := _prefix_of(source, block)) is not None:
        if source.line_of(block.span.start) == source.line_of(offset):
            above = _above(source, block, prefix, f"<!-- planlint-disable-next-line {code} -->")
            yield Ignoring("on this line", (above,))
        else:
            above = _above(source, block, prefix, f"<!-- planlint-disable {code} -->")
            below = _below(source, block, prefix, f"<!-- planlint-enable {code} -->")
            yield Ignoring(f"in this {'code block' if block.kind == 'code' else block.kind}", (above, below))
    end = "" if source.text.endswith(("\n", "\r")) else source.newline
    comment = f"{end}{source.newline}<!-- planlint-disable-file {code} -->{source.newline}"
    yield Ignoring("in this file", (_insert(len(source.text), comment),))


def _innermost(blocks: Sequence[Block], offset: int) -> Block | None:
    for block in blocks:
        if block.span.start <= offset <= block.span.end:
            return _innermost(block.children, offset) or block
    return None


def _prefix_of(source: Source, block: Block) -> str | None:
    """What a line above `block` has to start with; None where the block stands behind a list marker."""
    prefix = source.text[source.line_starts[source.line_of(block.span.start)] : block.span.start]
    if block.kind == "code" and not block.fence:
        prefix = prefix.removesuffix(_CODE_INDENT)
    return prefix if _PREFIX.fullmatch(prefix) else None


def _behind(source: Source, offset: int, comment: str) -> Edit:
    start, end = source.line_span(source.line_of(offset))
    tail = _LINE_TAIL.search(source.text[start:end])
    assert tail
    return _insert(start + tail.start(), f" {comment}")


def _above(source: Source, block: Block, prefix: str, comment: str) -> Edit:
    start = source.line_starts[source.line_of(block.span.start)]
    return _insert(start, f"{prefix}{comment}{source.newline}")


def _below(source: Source, block: Block, prefix: str, comment: str) -> Edit:
    """A blank line comes first: without it, the comment might be one more row."""
    end = source.line_span(source.line_of(block.span.end)).end
    return _insert(end, f"{source.newline}{prefix.rstrip()}{source.newline}{prefix}{comment}")


def _insert(offset: int, text: str) -> Edit:
    return Edit(Span(offset, offset), text)


@lru_cache(maxsize=4)
def _page(text: str) -> str:
    """The rendered page without comments and white space."""
    return "".join(_COMMENT.sub("", render(text)).split())

"""The comments between which planlint keeps text up to date.

<!-- planlint:progress width=10 -->
...
<!-- /planlint -->
"""

from collections.abc import Sequence

from planlint.markdown.parts import Block, Region
from planlint.text.patterns import regex
from planlint.text.source import Source, Span

OPENING = regex(r"<!--\s*planlint:(?P<kind>[\w-]*)(?P<options>(?:(?!-->)[\s\S])*)-->")
CLOSING = regex(r"<!--\s*/planlint\s*(?::\s*\w*\s*)?-->")
_PREFIX = regex(r"[ \t>]*")
_WRITTEN = ("table", "paragraph")
"""What a region may hold: more than that may be text that lost its own marker."""


def find_regions(source: Source, blocks: Sequence[Block]) -> list[tuple[Region, Sequence[Block]]]:
    """The regions in `blocks` and the blocks in them, each with the blocks that it holds.

    Nothing in a container where markers are nested or left open, share their line with text, or hold more than tables
    and paragraphs.
    """
    found = _regions(source, blocks)
    for block in blocks:
        if block.children:
            found += find_regions(source, block.children)
    return found


def _regions(source: Source, blocks: Sequence[Block]) -> list[tuple[Region, Sequence[Block]]]:
    """The regions among the blocks of one container."""
    found = []
    depth = 0
    opened = 0
    nested = False
    for index, block in enumerate(blocks):
        if block.kind != "html":
            continue
        if OPENING.fullmatch(source.text, *block.span):
            nested = depth > 0
            opened = opened if nested else index
            depth += 1
        elif depth and CLOSING.fullmatch(source.text, *block.span):
            depth -= 1
            inside = blocks[opened + 1 : index]
            region = None if nested or depth else _region(source, blocks[opened], inside, block)
            if region:
                found.append((region, inside))
    return found


def _region(source: Source, opening: Block, inside: Sequence[Block], closing: Block) -> Region | None:
    if any(block.kind not in _WRITTEN for block in inside):
        return None
    if any(OPENING.search(source[block.span]) or CLOSING.search(source[block.span]) for block in inside):
        return None
    line = source.line_span(source.line_of(opening.span.start))
    prefix = source.text[line.start : opening.span.start]
    if not _PREFIX.fullmatch(prefix):
        return None
    start = source.line_span(source.line_of(opening.span.end)).end
    end = source.line_starts[source.line_of(closing.span.start)]
    return Region(opening.span, Span(start, end), closing.span, prefix)

"""The blocks of a scan as a tree."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from planlint.markdown.containers import CODE, ITEM, LEAVE, QUOTE, Event
from planlint.markdown.parts import Block, BlockKind
from planlint.markdown.scan import Scan
from planlint.text.source import Span, span_of

_KINDS: list[BlockKind] = ["paragraph", "html", "heading", "code", "table", "rule", "reference", "item", "quote"]
"""By the kind of the event."""


def block_tree(scan: Scan) -> tuple[Block, ...]:
    """The outermost blocks, with those in them as their children."""
    inner: list[tuple[int, Block]] = []
    outer: list[tuple[Event, list[tuple[int, Block]]]] = []
    for event in scan.events:
        kind = event[0]
        if kind in (ITEM, QUOTE):
            outer.append((event, inner))
            inner = []
        elif kind == LEAVE:
            children = tuple(_with_lists(inner)) if inner else ()
            event, inner = outer.pop()
            span = span_of((event[3], scan.ends[event[2]]))
            inner.append((event[4] if event[0] == ITEM else -1, Block(_KINDS[event[0]], span, children)))
        else:
            span = span_of((scan.begins[event[1]], scan.ends[event[2]]))
            inner.append((-1, Block(_KINDS[kind], span, fenced=kind == CODE and event[3] > 0)))
    return tuple(_with_lists(inner))


def _with_lists(blocks: Iterable[tuple[int, Block]]) -> Iterator[Block]:
    """`blocks` with the items of one list, which bear its number, as the children of one block."""
    for number, group in groupby(blocks, key=itemgetter(0)):
        found = tuple([block for _, block in group])
        if number < 0:
            yield from found
        else:
            yield Block("list", Span(found[0].span.start, found[-1].span.end), found)

"""Nodes and groups: what an outline consists of."""

from collections.abc import Mapping, Sequence
from typing import Literal

from planlint.markdown.document import Row, Segment, Table
from planlint.plan.amounts import Amount

NodeKind = Literal["heading", "item", "line", "row", "drawn"]
GroupKind = Literal["items", "rows", "sections", "drawn", "lines"]


_NONE: Mapping[int, Sequence[Amount]] = {}


class Node:
    """One line. `start` to `end` is its text (code points; marker, box and outer space left out); `line` from 0.

    `parent` is the node that it lies below: an item's parent item, a drawn line's line with less indent; None
    elsewhere. `cells` are the segments of a row, by column. `indent` is where a drawn line's text starts. `amounts`
    are those in its text, in order; `figures` those of a row, by column.
    """

    __slots__ = (
        "amounts",
        "cells",
        "end",
        "figures",
        "indent",
        "index",
        "item",
        "kind",
        "line",
        "parent",
        "row",
        "section",
        "start",
        "table",
    )

    def __init__(self, index: int, kind: NodeKind, segment: Segment) -> None:
        self.index, self.kind = index, kind
        self.start, self.end = segment.span
        self.line, self.section, self.item = segment.line, segment.section, segment.item
        self.table: Table | None = segment.table
        self.row: Row | None = segment.row
        self.cells: dict[int, Segment] = {}
        self.parent: Node | None = None
        self.indent = 0
        self.amounts: Sequence[Amount] = ()
        self.figures: Mapping[int, Sequence[Amount]] = _NONE


class Group:
    """Parts of one whole: the nodes of one list, table, drawing or of the headings right below a heading; "lines" of a
    paragraph that go on with the numbers of a list before it, or that each begin with a status mark, which Markdown
    takes for no list.

    `lead` is the node that introduces it: the parent item, or the last line before it with at most two lines between; a
    label ("**Created (3):**") wins over plain lines. `heading` is the heading it stands under, `gap` the number of
    lines between the two, or -1 where another group stands between. `index` is that of its first node.
    """

    __slots__ = ("gap", "heading", "index", "kind", "lead", "nodes")

    def __init__(self, kind: GroupKind, first: Node) -> None:
        self.kind, self.index = kind, first.index
        self.nodes: list[Node] = [first]
        self.lead: Node | None = None
        self.heading: Node | None = None
        self.gap = 0

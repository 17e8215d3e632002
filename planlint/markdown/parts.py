"""What a plan is made of: sections, items, tables, code, and the lines between them, each with its span.

All spans are code-point offsets into `Source.text`. Records compare by identity: two equal rows in two tables are two
things. A record points upward only (to its section, its parent); what lies below is found through the `Document`.
"""

from collections.abc import Callable
from functools import cached_property, partial
from typing import Literal, NamedTuple

from planlint.text.records import distinct, record
from planlint.text.source import Span, span_of

BlockKind = Literal["heading", "paragraph", "code", "quote", "list", "item", "table", "html", "rule", "reference"]


@record
class Block:
    """One block of the parse tree.

    `span` runs from the block's first visible character (after the prefixes of its containers) to the end of its last
    line that is not blank.
    """

    kind: BlockKind
    span: Span
    children: tuple["Block", ...] = ()
    fenced: bool = False
    """Of code: whether it stands in a fence."""


@record
class Section:
    """A heading and what stands under it, deeper headings included; section 0 is the whole document, level 0."""

    index: int
    level: int
    heading: Span
    """The heading's line, or an empty span at the start for section 0."""
    title_span: Span
    title: str
    """The heading as written, without its marks and outer space."""
    span: Span
    parent: "Section | None"

    @cached_property
    def path(self) -> tuple["Section", ...]:
        """This section and those it lies in, innermost first, section 0 last."""
        return (self, *self.parent.path) if self.parent else (self,)


class Box(NamedTuple):
    """A checkbox. `span` holds the brackets, `mark` the text between them (stripped; empty for an open box)."""

    span: Span
    mark: str


box_of: Callable[[tuple[Span, str]], Box] = partial(tuple.__new__, Box)


@distinct
class Item(NamedTuple):
    """One list item. `text_span` is its first line after marker and box; `span` reaches over all its children."""

    index: int  # type: ignore[assignment]  # not that of a tuple
    span: Span
    marker: Span
    box: Box | None
    text_span: Span
    text: str
    depth: int
    parent: "Item | None"
    list_index: int
    """Items with the same number stand in the same list."""
    section: Section
    number: int | None
    """The number as written, in an ordered list."""


item_of: Callable[[tuple[object, ...]], Item] = partial(tuple.__new__, Item)
"""`Item` of all its fields: as `span_of`."""


class Cell(NamedTuple):
    """A table cell: its text without outer space. An empty cell has an empty span where its text would stand."""

    span: Span
    text: str


cell_of: Callable[[tuple[Span, str]], Cell] = partial(tuple.__new__, Cell)


@distinct
class Row(NamedTuple):
    """A table row as written: it may have more or fewer cells than the header."""

    index: int  # type: ignore[assignment]  # not that of a tuple
    """0 for the header, 1 for the first row below it."""
    span: Span
    cells: tuple[Cell, ...]


row_of: Callable[[tuple[int, Span, tuple[Cell, ...]]], Row] = partial(tuple.__new__, Row)


Align = Literal["left", "right", "center", "none"]


@record
class Table:
    """A table as GFM reads it. `delimiter` is the span of the row of dashes; `aligns` has one entry a column."""

    index: int
    span: Span
    header: Row
    delimiter: Span
    aligns: tuple[Align, ...]
    rows: tuple[Row, ...]
    section: Section

    def column(self, index: int) -> list[Cell]:
        """The cells of one column, header left out, short rows skipped."""
        return [row.cells[index] for row in self.rows if index < len(row.cells)]


@record
class CodeBlock:
    """A code block, fenced or indented. `content` holds the lines between the fences, the last line end included."""

    index: int
    span: Span
    content: Span
    info: str
    fence: str
    closed: bool
    section: Section
    item: Item | None = None

    @property
    def opening(self) -> Span:
        """The run that opens it; empty where it is indented."""
        return span_of((self.span.start, self.span.start + len(self.fence)))


SegmentKind = Literal["heading", "item", "line", "cell", "drawn", "front"]


class Segment(NamedTuple):
    """The unit within which two values are "beside each other": a heading, a line of an item or a paragraph, a cell,
    a line drawn in a code fence that holds no program, a line of the front matter.

    `span` leaves out list markers, boxes, quote marks and outer space. In a cell, `table`, `row` and `column` are set;
    in an item's lines, `item`.
    """

    kind: SegmentKind
    span: Span
    line: int
    section: Section
    item: Item | None = None
    table: Table | None = None
    row: Row | None = None
    column: int = -1


segment_of: Callable[[tuple[object, ...]], Segment] = partial(tuple.__new__, Segment)
"""`Segment` of all its fields, in half the time: as `span_of`."""


@record
class Entry:
    """One `key: value` line at the top level of the front matter. `value` is a span without quotes and comments."""

    key: str
    key_span: Span
    value: Span


@record
class Region:
    """A stretch that planlint keeps up to date, between two comments of its own.

    `content` runs from the end of the opening comment's line to the start of the closing comment's line; what is in
    it counts nowhere. `prefix` is what the lines of its containers start with.
    """

    opening: Span
    content: Span
    closing: Span
    prefix: str

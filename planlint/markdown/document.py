"""A Markdown plan as a reader sees it: sections, items, tables, and the text between them, each with its span.

All spans are code-point offsets into `Source.text`. Records compare by identity: two equal rows in two tables are two
things. A record points upward only (to its section, its parent); what lies below is found through the `Document`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from planlint.text.patterns import regex
from planlint.text.records import record, value_object
from planlint.text.source import Source, Span

_DIGIT = regex(r"\d")

BlockKind = Literal["heading", "paragraph", "code", "quote", "list", "item", "table", "html", "rule", "reference"]


@record
class Block:
    """One block of the parse tree.

    `span` runs from the block's first visible character (after the prefixes of its containers) to the end of its last
    line that is not blank. `content` is the part a reader reads: a heading without its marks, the lines between two
    fences; elsewhere it equals `span`.
    """

    kind: BlockKind
    span: Span
    content: Span
    children: tuple["Block", ...] = ()
    level: int = 0  # heading: 1 to 6
    info: str = ""  # code: the info string; reference: the normalised label
    fence: str = ""  # code: the opening fence; empty when indented
    closed: bool = True  # code: whether the closing fence is there
    ordered: bool = False  # list
    number: int | None = None  # item of an ordered list: the number as written
    lines: tuple[Span, ...] = ()
    """A leaf's lines without outer space and the prefixes of its containers; of a fenced block those between the
    fences."""


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

    @property
    def path(self) -> tuple["Section", ...]:
        """This section and those it lies in, innermost first, section 0 last."""
        return (self, *self.parent.path) if self.parent else (self,)


@record
class Box:
    """A checkbox. `span` holds the brackets, `mark` the text between them (stripped; empty for an open box)."""

    span: Span
    mark: str


@record
class Item:
    """One list item. `text_span` is its first line after marker and box; `span` reaches over all its children."""

    index: int
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


@record
class Cell:
    """A table cell: its text without outer space. An empty cell has an empty span where its text would stand."""

    span: Span
    text: str


@record
class Row:
    """A table row as written: it may have more or fewer cells than the header."""

    index: int
    """0 for the header, 1 for the first row below it."""
    span: Span
    cells: tuple[Cell, ...]


def reference_label(text: str) -> str:
    """The label of a link reference as CommonMark compares them: case and the amount of white space do not matter."""
    return " ".join(text.split()).casefold()


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

    def column(self, index: int) -> Iterator[tuple[Row, Cell]]:
        """The cells of one column, header left out, short rows skipped."""
        for row in self.rows:
            if index < len(row.cells):
                yield row, row.cells[index]


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


SegmentKind = Literal["heading", "item", "line", "cell", "drawn", "front"]


@record
class Segment:
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


@record
class Entry:
    """One `key: value` line at the top level of the front matter. `value` is a span without quotes and comments."""

    key: str
    key_span: Span
    value: Span


@record
class Region:
    """A stretch that planlint keeps up to date, between two comments of its own.

    `content` runs from the end of the opening comment's line to the start of the closing comment's line; no fact is
    read from it, so that what is in it counts nowhere. `prefix` is what the lines of its containers start with.
    """

    opening: Span
    content: Span
    closing: Span
    prefix: str


@value_object
class Document:
    """One parsed plan. All sequences are in the order of the text."""

    source: Source
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    tables: tuple[Table, ...]
    code: tuple[CodeBlock, ...]
    segments: tuple[Segment, ...]
    front_matter: Span | None
    entries: tuple[Entry, ...]
    comments: tuple[Span, ...]
    """HTML comments outside code, with their marks."""
    code_spans: tuple[Span, ...]
    """Inline code, with its backticks."""
    regions: tuple[Region, ...]
    references: dict[str, Span]
    """Link reference definitions: label, as `reference_label` gives it -> the span of the first definition."""
    prose: str
    """`source.text` with code, comments, link targets, bare URLs and front matter blanked by spaces, line ends kept."""
    with_code: str
    """As `prose`, but code spans and code blocks are kept: for ids, file names and drawings."""

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.span.start for segment in self.segments]

    @cached_property
    def numbered(self) -> tuple[tuple[Segment, str], ...]:
        """The segments that hold a digit, in order, each with the text to read it in: that with code for what is drawn,
        else the prose."""
        read = [(each, self.with_code if each.kind == "drawn" else self.prose) for each in self.segments]
        return tuple((each, text) for each, text in read if _DIGIT.search(text, each.span.start, each.span.end))

    def segments_with(self, pattern: re.Pattern[str]) -> Iterator[Segment]:
        """The segments in whose prose a match of `pattern` starts, in order.

        One search through the prose is quicker than one in each segment. A match that reaches beyond the end of its
        segment counts, too: look again inside.
        """
        starts, position = self._segment_starts, 0
        while match := pattern.search(self.prose, position):
            index = bisect_right(starts, match.start())
            if index and match.start() < self.segments[index - 1].span.end:
                yield self.segments[index - 1]
            if index == len(starts):
                return
            position = starts[index]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.heading.start for section in self.sections]

    def section_at(self, offset: int) -> Section:
        """The innermost section that holds `offset`."""
        section = self.sections[max(0, bisect_right(self._section_starts, offset) - 1)]
        while section.parent and offset >= section.span.end and section.span.end < section.parent.span.end:
            section = section.parent  # the section of a heading in a quote ends with its quote
        return section

    def subsections(self, section: Section) -> Iterator[Section]:
        """All sections below `section`, at any depth."""
        for other in self.sections[section.index + 1 :]:
            if other.span.start >= section.span.end:
                return
            yield other

    @cached_property
    def children(self) -> dict[Item, tuple[Item, ...]]:
        """The direct children of each item that has any."""
        below: dict[Item, list[Item]] = {}
        for item in self.items:
            if item.parent:
                below.setdefault(item.parent, []).append(item)
        return {parent: tuple(items) for parent, items in below.items()}

    def text(self, span: Span) -> str:
        """The masked prose inside `span`: code and link targets are blank."""
        return self.prose[span.start : span.end]

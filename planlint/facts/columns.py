"""Tables as columns of figures: which rows hold things, which hold totals, and what stands in each cell."""

from collections.abc import Iterator
from typing import Literal

from planlint.facts.drawn_tables import read_drawn_tables
from planlint.facts.figures import Figure, cell_figure, is_blank
from planlint.facts.quantities import Quantities
from planlint.markdown.document import Cell, Document, Row, Table
from planlint.plan.names import normal
from planlint.text.records import record
from planlint.words.vocabulary import Vocabulary

RowKind = Literal["plain", "total", "part total", "average", "divider", "struck"]

_LABEL_CELLS = 4
_LABEL_WORDS = 4


@record
class Line:
    """A table row with its figures, one entry a column: a figure, "" for a blank cell, the text of any other."""

    row: Row
    kind: RowKind
    """`total`: the label is a word for a total and nothing else; `part total`: words follow ("Total design")."""
    label: Cell
    values: tuple[Figure | str, ...]

    def figure(self, column: int) -> Figure | None:
        """The figure in `column`, if there is one."""
        value = self.values[column] if column < len(self.values) else ""
        return value if isinstance(value, Figure) else None

    def text(self, column: int) -> str:
        """The words in `column` where it holds no figure; "" for blank and missing cells."""
        value = self.values[column] if column < len(self.values) else ""
        return value if isinstance(value, str) else ""


@record
class Grid:
    """A table read for arithmetic. `units` has the unit that each head names ("Hours", "Effort (d)"), or ""."""

    table: Table
    lines: tuple[Line, ...]
    heads: tuple[str, ...]
    units: tuple[str, ...]

    def plain(self) -> Iterator[Line]:
        """The rows that hold things."""
        return (line for line in self.lines if line.kind == "plain")


def read_grids(document: Document, quantities: Quantities, vocabulary: Vocabulary) -> tuple[Grid, ...]:
    """All tables, in the order of the text, then those drawn in fences."""
    tables = (*document.tables, *read_drawn_tables(document))
    return tuple(_grid(document, quantities, vocabulary, table) for table in tables)


def _grid(document: Document, quantities: Quantities, vocabulary: Vocabulary, table: Table) -> Grid:
    lines = tuple(_line(document, quantities, vocabulary, row) for row in table.rows if row.cells)
    heads = tuple(normal(cell.text) for cell in table.header.cells)
    return Grid(table, lines, heads, tuple(head_unit(head, vocabulary) for head in heads))


def head_unit(head: str, vocabulary: Vocabulary) -> str:
    """The unit of measure or count that a column's head names: "hours", "effort (h)", "story points"; "" if none."""
    if head in vocabulary.units:
        return vocabulary.units[head]
    words = head.replace("(", " ").replace(")", " ").replace("/", " ").split()
    for size in (2, 1):
        for start in range(len(words) - size, -1, -1):
            unit = vocabulary.units.get(" ".join(words[start : start + size]))
            if unit:
                return unit
    return ""


def _line(document: Document, quantities: Quantities, vocabulary: Vocabulary, row: Row) -> Line:
    label = next((cell for cell in row.cells[:_LABEL_CELLS] if not is_blank(cell.text)), row.cells[0])
    values = tuple(_value(document, quantities, cell) for cell in row.cells)
    return Line(row, _kind(row, label, vocabulary), label, values)


def _value(document: Document, quantities: Quantities, cell: Cell) -> Figure | str:
    if is_blank(cell.text):
        return ""
    if cell.text.count("*") % 2 or cell.text.endswith(("†", "‡", "¹", "²")):
        return cell.text  # a footnote says more than the number
    return cell_figure(document, quantities, cell.span) or cell.text


def _kind(row: Row, label: Cell, vocabulary: Vocabulary) -> RowKind:
    if label.text.startswith("~~"):
        return "struck"
    name = normal(label.text)
    if name in vocabulary.lists["average-words"]:
        return "average"
    if name in vocabulary.lists["sum-words"]:
        return "total"
    words = name.split()
    if len(words) <= _LABEL_WORDS and any(word in vocabulary.lists["average-words"] for word in words):
        return "average"  # also "total average"
    if (
        len(words) <= _LABEL_WORDS
        and words
        and any(" ".join(words[:n]) in vocabulary.lists["sum-words"] for n in (1, 2))
    ):
        return "part total"
    if any(word in vocabulary.lists["average-words"] for word in words[:1]):
        return "average"
    if len(row.cells) > 1 and all(is_blank(cell.text) for cell in row.cells if cell is not label):
        return "divider"
    return "plain"

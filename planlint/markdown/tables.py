"""Tables laid out so that their bars stand one below the other on a screen.

All widths are terminal cells: an emoji takes two, a combining mark none. `wcwidth` knows them.
"""

from collections.abc import Sequence

from planlint.markdown.lines import split_row
from planlint.markdown.parts import Align, Row, Table
from planlint.text.diagnostics import Edit
from planlint.text.source import Source, Span
from planlint.text.visible import width

_FRAME = 3
"""What a column takes besides its text: a bar and two spaces."""


def lay_out(
    rows: Sequence[Sequence[str]], aligns: Sequence[Align], *, flush: bool, max_width: int | None = None
) -> list[str] | None:
    """The lines of a table: header, dashes, the other rows. All of `rows` have one cell a column, the header first.

    `flush` lets the dashes touch the bars. Where the lines would be wider than `max_width`, cells have one space at
    each side and no more. None where the width of a cell cannot be told.
    """
    widths = [[width(cell) for cell in row] for row in rows]
    if any(each < 0 for row in widths for each in row):
        return None
    least = 1 if flush else 3
    columns = [max(least, *(row[column] for row in widths)) for column in range(len(aligns))]
    if max_width is not None and sum(columns) + _FRAME * len(columns) + 1 > max_width:
        columns = [least] * len(columns)
    lines = [
        "|".join(["", *map(_cell, row, cells, columns, aligns), ""]) for row, cells in zip(rows, widths, strict=True)
    ]
    dashes = [_dashes(size + 2 if flush else size, align) for size, align in zip(columns, aligns, strict=True)]
    lines.insert(1, f"|{'|'.join(dashes)}|" if flush else f"| {' | '.join(dashes)} |")
    return lines


def _cell(text: str, cells: int, size: int, align: Align) -> str:
    space = max(0, size - cells)
    left = space if align == "right" else space // 2 if align == "center" else 0
    return f" {' ' * left}{text}{' ' * (space - left)} "


def _dashes(size: int, align: Align) -> str:
    left, right = ":" if align in ("left", "center") else "", ":" if align in ("right", "center") else ""
    return left + "-" * (size - len(left) - len(right)) + right


def table_edits(source: Source, table: Table, max_width: int) -> tuple[Edit, ...]:
    """The edits that lay `table` out, one a line, in order; none where it is laid out well.

    Prefixes of lists and quotes stay; the colons and the manner of the row of dashes, too. Outer bars are added where
    no row has any; where rows lack the last one, they go on without it. A line of text right below a table with bars,
    which GFM takes for a row, is left out. A table is left alone where another row has more or fewer cells than the
    header, where rows differ in their outer bars (parsers then differ in what they see), and where the width of a cell
    cannot be told.
    """
    rows = [row for row in table.rows if not _is_glued(source, table, row)]
    places = [table.header.span, table.delimiter, *(row.span for row in rows)]
    (first, last), *others = {_outer_bars(source[place]) for place in places}
    if others or any(len(row.cells) != len(table.aligns) for row in rows):
        return ()
    if not first and len(rows) < len(table.rows):
        return ()  # nothing tells the line from a row, until the others have bars
    prefixes = _prefixes(source, places)
    indent = max(0, *(width(prefix) for prefix in prefixes))
    cells = [[cell.text for cell in row.cells] for row in (table.header, *rows)]
    flush = not any(space in source[table.delimiter] for space in " \t")
    lines = lay_out(cells, table.aligns, flush=flush, max_width=max_width - indent)
    edits = []
    for place, prefix, line in zip(places, prefixes, lines or (), strict=False):
        span = source.line_span(source.line_of(place.start))
        text = prefix + (line[:-1].rstrip(" ") if first and not last else line)
        if source[span] != text:
            edits.append(Edit(span, text))
    return tuple(edits)


def _outer_bars(row: str) -> tuple[bool, bool]:
    """Whether a row starts with a bar, and ends with one."""
    return row.startswith("|"), row[split_row(row)[-1].end :].endswith("|")


def _is_glued(source: Source, table: Table, row: Row) -> bool:
    """Whether the row is a line of text without a bar, below a table of several columns."""
    return len(row.cells) == 1 < len(table.aligns) and "|" not in source[row.span]


def _prefixes(source: Source, places: Sequence[Span]) -> list[str]:
    """What stands before each line of a table, indented alike where it differs in nothing but spaces."""
    prefixes = [source.text[source.line_span(source.line_of(place.start)).start : place.start] for place in places]
    header, delimiter = prefixes[:2]
    model = header if _marks(header) == _marks(delimiter) else delimiter
    return [model if _marks(prefix) == _marks(model) else prefix for prefix in prefixes]


def _marks(prefix: str) -> str:
    return prefix.replace(" ", "")

"""Edits completed so that the bars of a table stay one below the other, where they stood so before.

A table counts as aligned by the width of its text on a screen, or else by its number of characters, as some editors
align: whichever puts all its bars in line.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from planlint.markdown.document import Align, Document, Table
from planlint.markdown.lines import split_row
from planlint.text.diagnostics import Edit
from planlint.text.edits import apply_edits, in_order
from planlint.text.records import value_object
from planlint.text.source import Source, Span
from planlint.text.visible import width

Measure = Callable[[str], int]

_SPACES = 2
"""The room around the widest text of a column that has no room to spare."""


@value_object
class _Cell:
    """A cell of a row or of the row of dashes. `field` is all that stands between two bars, `span` the text in it."""

    field: Span
    span: Span
    old: str
    new: str
    measure: Measure

    @property
    def left(self) -> int:
        """The spaces before the text; all of them in an empty cell."""
        return self.span.start - self.field.start

    @property
    def right(self) -> int:
        """The spaces behind the text."""
        return self.field.end - self.span.end


def padded(document: Document, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """`edits`, given in order, and the edits of spaces and dashes that keep aligned tables aligned; in order.

    A column grows with its widest text, and shrinks with it where nothing else is as wide. Tables whose edits reach
    beyond a cell, and those that were not aligned, get no such edits.
    """
    if not any("|" in document.source.lines[document.source.line_of(edit.span.start)] for edit in edits):
        return tuple(edits)
    starts = [edit.span.start for edit in edits]
    before: list[Edit] = []
    behind: list[Edit] = []
    for table in document.tables:
        first = bisect_left(starts, table.span.start)
        inside = edits[first : bisect_left(starts, table.span.end + 1)]
        if inside and (first == 0 or edits[first - 1].span.end <= table.span.start):
            for left, right in _padding(document.source, table, inside):
                before += left
                behind += right
    return in_order((*before, *edits, *behind), len(document.source.text))


Pair = tuple[list[Edit], list[Edit]]
"""Edits that stand before the text of a cell, and behind it."""


def _padding(source: Source, table: Table, edits: Sequence[Edit]) -> list[Pair]:
    """The edits of spaces and dashes for one table, cell by cell."""
    for measure in (width, len):
        rows = _rows(source, table, edits, measure)
        if rows is None:
            return []
        sizes = [[measure(source[cell.field]) for cell in row] for row in rows]
        if any(size != sizes[0] for size in sizes) or min(sizes[0]) < 0 or len(_indents(source, table)) > 1:
            continue
        if not any(measure(cell.new) != measure(cell.old) for row in rows for cell in row):
            return []
        header, dashes, *body = rows
        pairs: list[Pair] = []
        for column, align in enumerate(table.aligns):
            cells = [row[column] for row in (header, *body)]
            pairs += _column(source, cells, dashes[column], sizes[0][column], align)
        return pairs
    return []


def _indents(source: Source, table: Table) -> set[int]:
    """How far the lines of a table are indented."""
    places = [table.header.span, table.delimiter, *(row.span for row in table.rows)]
    return {width(source.text[source.line_starts[source.line_of(place.start)] : place.start]) for place in places}


def _rows(source: Source, table: Table, edits: Sequence[Edit], measure: Measure) -> list[list[_Cell]] | None:
    """The cells of all lines, the row of dashes second; None where lines differ in their cells, lack an outer bar, or
    are edited beyond one cell."""
    places = [table.header.span, table.delimiter, *(row.span for row in table.rows)]
    rows = []
    used = 0
    for place in places:
        text = source[place]
        here = [edit for edit in edits if place.covers(edit.span)]
        cells: list[_Cell] = []
        for span in split_row(text):
            end = span.end
            while end < len(text) and text[end] in " \t":
                end += 1
            start = cells[-1].field.end + 1 - place.start if cells else 1
            if text[start - 1] != "|" or text[end : end + 1] != "|":
                return None
            whole = Span(place.start + span.start, place.start + span.end)
            own = [edit for edit in here if whole.covers(edit.span)]
            used += len(own)
            old = source[whole]
            new = apply_edits(old, [_shifted(edit, -whole.start) for edit in own])
            if "\n" in new or "\r" in new or (new and len(split_row(f"|{new}|")) != 1):
                return None
            cells.append(_Cell(Span(place.start + start, place.start + end), whole, old, new, measure))
        rows.append(cells)
    torn = used != len(edits) or any(len(row) != len(table.aligns) for row in rows)
    return None if torn or any(cell.new != cell.old for cell in rows[1]) else rows


def _shifted(edit: Edit, by: int) -> Edit:
    return Edit(Span(edit.span.start + by, edit.span.end + by), edit.text)


def _column(source: Source, cells: Sequence[_Cell], dashes: _Cell, size: int, align: Align) -> list[Pair]:
    """The edits for one column, `size` wide between its bars."""
    measure = dashes.measure
    room = size - max(measure(cell.old) for cell in cells)
    widest = max(measure(cell.new) for cell in cells)
    spare = dashes.old.count("-") - 1
    least = max(size - spare, min(size, 3 if dashes.field == dashes.span else 5))
    new_size = max(least, widest + room) if room <= _SPACES else max(size, widest + _SPACES)
    side = align if align != "none" else _side(cells)
    pairs = [_pad(cell, new_size, side) for cell in cells if new_size != size or cell.new != cell.old]
    if new_size != size:
        at = source.text.index("-", dashes.span.start)
        grown = new_size - size
        edit = Edit(Span(at, at), "-" * grown) if grown > 0 else Edit(Span(at, at - grown), "")
        pairs.append(([edit], []))
    return pairs


def _side(cells: Sequence[_Cell]) -> Align:
    """Where the text of a column stands that the row of dashes says nothing about."""
    body = [cell for cell in cells[1:] if cell.old]
    right = sum(cell.left > max(1, cell.right) for cell in body)
    return "right" if right > sum(cell.right > max(1, cell.left) for cell in body) else "left"


def _pad(cell: _Cell, size: int, side: Align) -> Pair:
    """The edits of the spaces around the text of a cell, for a column of `size`."""
    space = size - cell.measure(cell.new)
    left, right = cell.left, cell.right
    if side == "right":
        right = min(right if cell.old else 1, space)
        left = space - right
    elif side == "center" and space != left + right:
        left = space // 2
        right = space - left
    elif side != "center":
        left = min(left if cell.old else 1, space)
        right = space - left
    start, end = cell.field
    return _spaces(start, cell.left, left), _spaces(end - cell.right, cell.right, right)


def _spaces(start: int, old: int, new: int) -> list[Edit]:
    """`new` spaces for the `old` ones at `start`."""
    if new >= old:
        return [Edit(Span(start, start), " " * (new - old))] if new > old else []
    return [Edit(Span(start, start + old - new), "")]

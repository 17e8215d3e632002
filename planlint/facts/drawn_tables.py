"""Tables drawn with spaces or lines in a fence, read as if they were tables: a head, a rule, and rows in columns.

File        Lines
================
reader.py     120
TOTAL         120
"""

from collections.abc import Iterator, Sequence
from itertools import count, groupby

from planlint.markdown.document import Align, Cell, Document, Row, Segment, Table
from planlint.text.patterns import regex
from planlint.text.source import Span

_RULE = regex(r"[═─━=\-_+|┼┬┴├┤╪╬│ ]*[═─━=\-_]{3,}[═─━=\-_+|┼┬┴├┤╪╬│ ]*")
_CELL = regex(r"[^\s│┃|](?:[^\s│┃|]| (?=[\w(~<>$€%+*/.,\"'&–-]))*")
_MIN_ROWS = 3


def read_drawn_tables(document: Document) -> Iterator[Table]:
    """All drawn tables, in the order of the text, numbered -1, -2 ...; `delimiter` is the span of the rule."""
    numbers = count(-1, -1)
    drawn = [segment for segment in document.segments if segment.kind == "drawn"]
    for _, lines in groupby(enumerate(drawn), lambda pair: pair[1].line - pair[0]):
        yield from _tables(document, [segment for _, segment in lines], numbers)


def _tables(document: Document, lines: Sequence[Segment], numbers: Iterator[int]) -> Iterator[Table]:
    """The tables among lines without a blank one between them."""
    text = document.with_code
    rules = [n for n, line in enumerate(lines) if _RULE.fullmatch(text, *line.span)]
    start = next((n for n in rules if n and n - 1 not in rules), None)
    if start is None:
        return
    heads = _cells(text, lines[start - 1].span)
    body = [line for n, line in enumerate(lines) if n > start and n not in rules]
    if len(heads) < 2 or len(body) < _MIN_ROWS:
        return
    begin = lines[start - 1].span.start
    base = document.source.line_starts[lines[start - 1].line]
    columns = [(cell.span.start - base, cell.span.end - base) for cell in heads]
    rows = []
    for index, line in enumerate(body, 1):
        cells = _placed(document, line, columns)
        if cells is None:
            return
        rows.append(Row(index, line.span, cells))
    span = Span(begin, body[-1].span.end)
    header = Row(0, lines[start - 1].span, tuple(heads))
    none: Align = "none"
    yield Table(next(numbers), span, header, lines[start].span, (none,) * len(heads), tuple(rows), lines[start].section)


def _cells(text: str, span: Span) -> list[Cell]:
    return [Cell(Span(*match.span()), match[0]) for match in _CELL.finditer(text, *span)]


def _placed(document: Document, line: Segment, columns: Sequence[tuple[int, int]]) -> tuple[Cell, ...] | None:
    """The cells of a line, each below the head that it overlaps or stands nearest to; None where two claim one place,
    or one reaches over two."""
    base = document.source.line_starts[line.line]
    empty = Cell(Span(line.span.end, line.span.end), "")
    placed = [empty] * len(columns)
    for cell in _cells(document.with_code, line.span):
        start, end = cell.span.start - base, cell.span.end - base
        distances = [max(first - end, start - last, 0) for first, last in columns]
        column = distances.index(min(distances))
        if distances.count(0) > 1:
            return None
        if placed[column] is not empty:
            if column == len(columns) - 1:
                continue  # remarks behind the last column
            return None
        placed[column] = cell
    return tuple(placed)

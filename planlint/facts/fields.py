"""Fields: `**Status:** done`, `Owner: Ann`, a key beside its value in a two-column table, a line of front matter."""

import re
from collections.abc import Iterator

from planlint.markdown.document import Cell, Document, Row, Segment, Table
from planlint.plan.names import normal
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_BOLD_KEY = regex(r"(?:\*\*|__)(?P<key>[^*_:：|\n]{1,60})(?:[:：]\s?(?:\*\*|__)|(?:\*\*|__)\s?[:：])[ \t]*")
_PLAIN_KEY = regex(r"[*_]?(?P<key>[^\W\d][^:：|.!?;\n]{0,44}?)[*_]?\s?[:：][*_]?(?=[ \t]|$|[^\x00-\x7f])[ \t]*")
_PART = regex(r"[^|]+")
_MAX_KEY_WORDS = 6


@record
class Field:
    """A key with its value. `key` is comparable (casefolded, undecorated); `value` may be an empty span."""

    key: str
    key_span: Span
    value: Span
    segment: Segment

    def names(self, attribute: str, vocabulary: Vocabulary) -> bool:
        """Whether the key is one of the vocabulary's words for `attribute` ("status", "estimate", "owner" ...)."""
        return self.key in vocabulary.keys[attribute]


def read_fields(document: Document, vocabulary: Vocabulary) -> tuple[Field, ...]:
    """All fields of headings, items, lines and front matter, and rows of tables that pair a known key with a value."""
    fields: list[Field] = []
    known = frozenset().union(*vocabulary.keys.values())
    for segment in document.segments:
        if segment.kind in ("heading", "item", "line"):
            fields += _line_fields(document, segment)
    for table in document.tables:
        if len(table.aligns) == 2:
            fields += [
                field
                for row in (table.header, *table.rows)
                if (field := _pair(document, table, row)) and field.key in known
            ]
    fields += [
        Field(normal(entry.key), entry.key_span, entry.value, _front_segment(document, entry.key_span))
        for entry in document.entries
    ]
    fields.sort(key=lambda field: field.key_span.start)
    return tuple(fields)


def _front_segment(document: Document, span: Span) -> Segment:
    line = document.source.line_of(span.start)
    return Segment("front", document.source.line_span(line), line, document.sections[0])


def _line_fields(document: Document, segment: Segment) -> Iterator[Field]:
    """The fields of one line: every bold key, or one plain key at the start of a part between bars."""
    text = document.prose
    start, end = segment.span
    if text.find(":", start, end) < 0 and text.find("：", start, end) < 0:
        return
    bold = list(_BOLD_KEY.finditer(text, start, end))
    if bold:
        stops = [match.start() for match in bold[1:]] + [end]
        for match, stop in zip(bold, stops, strict=True):
            value = _trim(document.with_code, _value_start(text, match), stop)
            yield Field(normal(match["key"]), Span(*match.span("key")), value, segment)
        return
    for part_start, part_end in _parts(text, start, end):
        plain = _PLAIN_KEY.match(text, part_start, part_end)
        if plain and len(plain["key"].split()) <= _MAX_KEY_WORDS:
            value = _trim(document.with_code, _value_start(text, plain), part_end)
            yield Field(normal(plain["key"]), Span(*plain.span("key")), value, segment)


def _value_start(text: str, match: re.Match[str]) -> int:
    """Where the value may start: right behind the colon, because code is blank in `text`."""
    start = match.end()
    while start > match.end("key") and text[start - 1] in " \t":
        start -= 1
    return start


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a line between bars, each without leading space and symbols."""
    for match in _PART.finditer(text, start, end):
        begin = match.start()
        while begin < match.end() and not (text[begin].isalnum() or text[begin] in "*_"):
            begin += 1
        if begin < match.end():
            yield begin, match.end()


def _trim(text: str, start: int, end: int) -> Span:
    """`start` to `end` without space, bars and middle dots at the edges."""
    while start < end and (text[start].isspace()):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "|·•"):
        end -= 1
    return Span(start, end)


def _pair(document: Document, table: Table, row: Row) -> Field | None:
    if len(row.cells) != 2:
        return None
    key, value = row.cells
    segment = Segment("cell", value.span, document.source.line_of(value.span.start), table.section, None, table, row, 1)
    return Field(normal(key.text), key.span, value.span, segment)


def row_fields(document: Document, table: Table, row: Row) -> Iterator[Field]:
    """The cells of a row as fields whose keys are the column heads."""
    for column, (head, cell) in enumerate(zip(table.header.cells, row.cells, strict=False)):
        segment = Segment(
            "cell", cell.span, document.source.line_of(cell.span.start), table.section, None, table, row, column
        )
        yield Field(normal(head.text), head.span, cell.span, segment)


def find_column(table: Table, attribute: str, vocabulary: Vocabulary) -> int:
    """The first column whose head is one of the vocabulary's words for `attribute`; -1 if there is none."""
    words = vocabulary.keys[attribute]
    for index, cell in enumerate(table.header.cells):
        if normal(cell.text) in words:
            return index
    return -1


def heads_ids(head: Cell, vocabulary: Vocabulary) -> bool:
    """Whether a column is made for ids or numbers: its head is "ID", "Task", "#" and the like."""
    return any(vocabulary.has("id-headings", text) for text in (normal(head.text), head.text.strip(" *")))


def cell_at(row: Row, column: int) -> Cell | None:
    """The cell of `row` in `column`, or None in a short row."""
    return row.cells[column] if 0 <= column < len(row.cells) else None

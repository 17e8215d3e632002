"""Which places of a plan speak of something by its name.

A subject is a place that names a thing and then speaks of it: a heading with its section, a list item, a table row, or
a labelled line ("**Week 2:** 60% complete").
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from planlint.facts.fields import Field, row_fields
from planlint.markdown.document import Document, Item, Row, Section, Segment, Table
from planlint.plan.line_names import id_keys, name_line, only_aspects
from planlint.plan.names import normal, read_id, strip_edges, title_key
from planlint.plan.states import GLYPHS
from planlint.plan.tasks import drawn_text
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_MAX_NAME_WORDS = 10
_BRANCHES = regex(r"[\s│├└─┬┌┐┘|+`*•\-]*")
_SIGNED = regex(r"🆔\s*([\w-]+)")
"""The id of a task in Obsidian."""
_FLOW = regex(r"→|⇒|->|=>|│|\|")

SubjectKind = Literal["section", "item", "row", "label"]


@record
class Subject:
    """A place that speaks of one thing.

    `name` is the span of the thing's name, `tail` what follows it in the same heading, line or (for a row) nothing;
    `scope` all the text that belongs to it, `fields` the fields that speak of it directly.
    """

    kind: SubjectKind
    ids: tuple[str, ...]
    title: str
    """Comparable: see `names.title_key`; without the id. May be empty."""
    name: Span
    tail: Span
    scope: Span
    section: Section
    """The section it stands in; for a heading, the section that it opens."""
    segment: Segment
    fields: tuple[Field, ...]
    joined: bool = False
    """Id and title are one phrase ("Phase 2 completion report"): it may be a part of what the id names."""
    item: Item | None = None
    table: Table | None = None
    row: Row | None = None


def read_subjects(document: Document, fields: Sequence[Field], vocabulary: Vocabulary) -> tuple[Subject, ...]:
    """All subjects, in the order of the text."""
    owned = _owners(document, fields)
    subjects: list[Subject] = []
    sections = {section.heading.start: section for section in document.sections[1:]}
    first_lines = {item.text_span.start: item for item in document.items}
    for segment in document.segments:
        if segment.kind == "heading" and (section := _section_of(segment, sections)):
            subjects.append(_from_section(document, segment, section, owned, vocabulary))
        elif segment.kind == "item" and segment.item and segment.span.start in first_lines:
            subjects.append(_from_item(document, segment, segment.item, owned, vocabulary))
        elif segment.kind == "line":
            label = _from_label(document, segment, vocabulary)
            if label:
                subjects.append(label)
        elif segment.kind == "drawn" and (words := _drawn_name(document, segment, vocabulary)):
            subjects.append(_from_drawn(document, segment, words, vocabulary))
    for table in document.tables:
        subjects += [_from_row(document, table, row, vocabulary) for row in table.rows if row.cells]
    subjects.sort(key=lambda subject: (subject.name.start, -subject.scope.end))
    return tuple(subjects)


def _section_of(segment: Segment, sections: dict[int, Section]) -> Section | None:
    section = segment.section
    return (
        section
        if section.index and section.title_span.start <= segment.span.start <= section.title_span.end
        else sections.get(segment.span.start)
    )


def _owners(document: Document, fields: Sequence[Field]) -> dict[Item | Section, list[Field]]:
    """The fields that speak of an item (below it, or on its own lines after the first) or of a section (in its lead,
    before its first list item or deeper heading has fields of its own)."""
    owned: dict[Item | Section, list[Field]] = defaultdict(list)
    for field in fields:
        item = field.segment.item
        if field.segment.kind == "front":
            owned[document.sections[0]].append(field)
        elif item is None:
            owned[field.segment.section].append(field)
        elif item.parent is not None:
            owned[item.parent if field.key_span.start <= item.text_span.end else item].append(field)
        elif field.segment.span.start > item.text_span.end:
            owned[item].append(field)
        else:
            owned[field.segment.section].append(field)
    return owned


def _from_section(
    document: Document,
    segment: Segment,
    section: Section,
    owned: dict[Item | Section, list[Field]],
    vocabulary: Vocabulary,
) -> Subject:
    named = name_line(document.with_code, segment.span, vocabulary)
    fields = tuple(owned.get(section, ()))
    return Subject(
        "section", named.ids, named.title, named.name, named.tail, section.span, section, segment, fields, named.joined
    )


def _from_item(
    document: Document, segment: Segment, item: Item, owned: dict[Item | Section, list[Field]], vocabulary: Vocabulary
) -> Subject:
    named = name_line(document.with_code, segment.span, vocabulary)
    fields = tuple(owned.get(item, ()))
    signed = _SIGNED.search(document.prose, *segment.span)
    return Subject(
        "item",
        (signed[1].casefold(),) if signed else named.ids,
        named.title,
        named.name,
        named.tail,
        item.span,
        segment.section,
        segment,
        fields,
        named.joined,
        item,
    )


def _from_label(document: Document, segment: Segment, vocabulary: Vocabulary) -> Subject | None:
    """A line that starts in bold, or with an id, and so names what it speaks of."""
    text = document.prose
    line = text[segment.span.start : segment.span.end]
    stripped = strip_edges(text, *segment.span)
    if not line.startswith(("**", "__")) and read_id(document.with_code, *stripped, vocabulary) is None:
        return None
    named = name_line(document.with_code, segment.span, vocabulary)
    if named.name.start >= named.name.end or len(text[named.name.start : named.name.end].split()) > _MAX_NAME_WORDS:
        return None
    scope = Span(segment.span.start, _label_end(document, segment))
    return Subject(
        "label", named.ids, named.title, named.name, named.tail, scope, segment.section, segment, (), named.joined
    )


def _drawn_name(document: Document, segment: Segment, vocabulary: Vocabulary) -> Span | None:
    """Where the text of a drawn line starts that has a box, or names one phase or task and marks it with a glyph."""
    text = document.with_code
    words = drawn_text(text, segment.span)
    if words or not any(char in GLYPHS for char in text[segment.span.start : segment.span.end]):
        return words
    start = _BRANCHES.match(text, *segment.span).end()  # type: ignore[union-attr]
    identifier = read_id(text, start, segment.span.end, vocabulary)
    rest = text[identifier.span.end : segment.span.end] if identifier else ""
    if identifier is None or " " not in identifier.key or _FLOW.search(rest) or identifier.series in rest.casefold():
        return None
    return Span(start, segment.span.end)


def _from_drawn(document: Document, segment: Segment, words: Span, vocabulary: Vocabulary) -> Subject:
    """A task in a tree drawn in a fence."""
    named = name_line(document.with_code, words, vocabulary)
    return Subject(
        "label",
        named.ids,
        named.title,
        named.name,
        named.tail,
        segment.span,
        segment.section,
        segment,
        (),
        named.joined,
    )


def _label_end(document: Document, segment: Segment) -> int:
    """A label governs the list or table right below it; else its own line alone."""
    index = segment.line + 1
    source = document.source
    while index < len(source.line_starts) and not source.line_text(index).strip():
        index += 1
    if index >= len(source.line_starts):
        return segment.span.end
    start = source.line_starts[index]
    if index - segment.line > 2:
        return segment.span.end
    for block in _blocks_at(document, start, source.line_span(index).end):
        return block
    return segment.span.end


def _blocks_at(document: Document, start: int, end: int) -> Iterable[int]:
    """Ends of the list or table that begins on the line `start` to `end`."""
    tables = document.tables
    at = bisect_left(tables, start, key=lambda table: table.span.start)
    if at < len(tables) and tables[at].span.start < end:
        yield tables[at].span.end
    items = document.items
    at = bisect_left(items, start, key=lambda item: item.span.start)
    if at < len(items) and items[at].span.start < end:
        siblings = items[at].list_index
        last = at
        while last < len(items) and (items[last].list_index == siblings or items[last].depth > items[at].depth):
            last += 1
        yield max(item.span.end for item in items[at:last])


def _from_row(document: Document, table: Table, row: Row, vocabulary: Vocabulary) -> Subject:
    text = document.with_code
    ids: list[str] = []
    title, name = "", row.cells[0].span
    aside = [vocabulary.keys[attribute] for attribute in ("depends", "blocks", "priority", "owner")]
    cells = list(zip(table.header.cells[:3], row.cells[:3], strict=False))
    if cells and normal(cells[0][1].text) in vocabulary.weekdays:
        cells = cells[1:]  # when it is, not what it is
    for index, (head, cell) in enumerate(cells):
        if index and any(normal(head.text) in keys for keys in aside):
            continue
        identifier = read_id(text, *cell.span, vocabulary) if cell.text else None
        alone = identifier and strip_edges(text, *cell.span).end <= identifier.span.end
        if identifier and (index == 0 or (alone and " " not in identifier.key)):
            ids += id_keys(identifier)
            title = title or title_key(text[identifier.span.end : cell.span.end])
            title = "" if only_aspects(title, vocabulary) else title
        elif not title and any(c.isalpha() for c in cell.text) and not _is_status(cell.text, vocabulary):
            name = strip_edges(text, *cell.span)
            title = title_key(text[name.start : name.end])
            break
    segment = Segment("cell", name, document.source.line_of(row.span.start), table.section, None, table, row, 0)
    fields = tuple(row_fields(document, table, row))
    return Subject(
        "row",
        tuple(ids),
        title,
        name,
        Span(name.end, name.end),
        row.span,
        table.section,
        segment,
        fields,
        table=table,
        row=row,
    )


def _is_status(text: str, vocabulary: Vocabulary) -> bool:
    return normal(text) in vocabulary.statuses

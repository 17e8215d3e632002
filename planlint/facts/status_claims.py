"""What the places of a plan say about how far a thing has come: one claim for each word, box, tick and share.

A claim belongs to a subject of the ledger. Where a thing stands ("under 'In Progress'") is a claim as well.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from planlint.facts.fields import Field
from planlint.facts.ledger import Subject
from planlint.markdown.document import Document, Section
from planlint.plan.names import normal, read_id, title_key
from planlint.plan.states import GLYPHS, Status, glyph_state, read_phrase, read_slot, read_status
from planlint.plan.tails import tail_statuses
from planlint.plan.tasks import Task
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

Source = Literal["field", "column", "date", "tail", "name", "box", "list", "share", "glyph", "mention"]
_TICKS = frozenset(glyph for glyph, state in GLYPHS.items() if state == "done")
_YEAR = regex(r"\b20\d\d\b")
_ARROWS = ("→", "->", "⇒")


@record
class StatusClaim:
    """One statement about a subject's state. `place` is the word, glyph or box that makes it, `shown` its text."""

    subject: Subject
    state: str
    place: Span
    shown: str
    source: Source
    others: frozenset[str] = frozenset()
    """States that the same slot names besides."""
    glyph: str = ""

    @property
    def worded(self) -> bool:
        """Whether a word says it, in a place made for it."""
        return self.source in ("field", "column", "tail", "date")


@dataclass(frozen=True)
class _Reader:
    document: Document
    vocabulary: Vocabulary
    legend: Mapping[str, str]
    boxes: Mapping[int, Task]
    """The tasks by the offset of the segment that they stand before."""
    rules: Sequence[int]
    keys: frozenset[str]
    """What fields are called: "Status" itself is nothing that has one."""
    headings: Mapping[int, Subject]
    """The subjects of sections, by the index of the section."""


def read_status_claims(
    document: Document,
    subjects: Sequence[Subject],
    tasks: Sequence[Task],
    vocabulary: Vocabulary,
    legend: Mapping[str, str],
) -> tuple[StatusClaim, ...]:
    """All claims, subject by subject in the order of the text."""
    rules = [block.span.start for block in document.blocks if block.kind == "rule"]
    boxes = {task.item.text_span.start: task for task in tasks if task.item}
    headings = {subject.section.index: subject for subject in subjects if subject.kind == "section"}
    keys = frozenset().union(*vocabulary.keys.values())
    reader = _Reader(document, vocabulary, legend, boxes, rules, keys, headings)
    claims: list[StatusClaim] = []
    for subject in subjects:
        claims += _row_claims(reader, subject) if subject.kind == "row" else _line_claims(reader, subject)
    claims += _context_claims(reader, subjects)
    return tuple(claims)


def is_status_key(key: str, vocabulary: Vocabulary) -> bool:
    """Whether a line's key names a status. "Done:" and "Completed:" do not: a list or a date follows them."""
    return key in vocabulary.keys["status"] and key not in vocabulary.statuses


def _line_claims(reader: _Reader, subject: Subject) -> Iterator[StatusClaim]:
    known = normal(reader.document.with_code[subject.name.start : subject.name.end])
    if known in reader.keys:
        return
    for field in own_status_fields(reader, subject):
        yield from _slot_claim(reader, subject, field.value, "field")
    yield from _dated(reader, subject)
    task = reader.boxes.get(subject.segment.span.start) if subject.kind == "item" else None
    if task and subject.item and subject.item.text_span.start == subject.segment.span.start:
        state = {"open": "outstanding", "unknown": ""}.get(task.state, task.state)
        if state:
            yield StatusClaim(subject, state, task.box, reader.document.source[task.box], "box")
    yield from _worded(reader, subject)
    yield from _ticked(reader, subject)


def own_status_fields(reader: _Reader, subject: Subject) -> list[Field]:
    """The status field that speaks of the subject as a whole: none where there are several to choose from.

    In a section it stands before a rule: what follows one speaks of something larger.
    """
    found = [field for field in subject.fields if is_status_key(field.key, reader.vocabulary)]
    if subject.kind == "section":
        end = _lead_end(reader, subject.section)
        found = [f for f in found if f.segment.kind != "heading" and f.key_span.start < end]
        if len(found) > 1 and not _opens_section(reader, subject, found[0]):
            return []
        return found[:1]
    return found if len(found) == 1 else []


def _dated(reader: _Reader, subject: Subject) -> Iterator[StatusClaim]:
    """ "Completed: 3 May 2025" says that it is."""
    for field in subject.fields:
        done = reader.vocabulary.statuses.get(field.key) == "done" and field.segment.kind != "heading"
        if done and _YEAR.search(reader.document.prose, *field.value):
            yield StatusClaim(subject, "done", field.key_span, reader.document.source[field.key_span], "date")
            return


def _lead_end(reader: _Reader, section: Section) -> int:
    index = bisect_right(reader.rules, section.heading.end)
    return min(section.span.end, reader.rules[index] if index < len(reader.rules) else section.span.end)


def _opens_section(reader: _Reader, subject: Subject, field: Field) -> bool:
    """Whether only fields stand between the heading and `field`."""
    before = [f for f in subject.fields if f.key_span.start < field.key_span.start]
    lines = {f.segment.line for f in before}
    source = reader.document.source
    first = source.line_of(subject.section.heading.end) + 1
    return all(line in lines or not source.line_text(line).strip() for line in range(first, field.segment.line))


def _slot_claim(reader: _Reader, subject: Subject, slot: Span, source: Source) -> Iterator[StatusClaim]:
    text = reader.document.prose
    if not text[slot.start : slot.end].strip():
        text = reader.document.with_code
    status, others = read_slot(text, slot, reader.vocabulary, reader.legend)
    if status is None or not status.state:
        return
    if status.word.start < status.word.end:
        if status.firm:
            yield _worded_claim(reader, subject, status, source, others)
    elif status.glyph_span and (source == "column" or status.glyph in _TICKS):
        yield StatusClaim(subject, status.state, status.glyph_span, status.glyph, "glyph", others, status.glyph)


def _worded_claim(
    reader: _Reader, subject: Subject, status: Status, source: Source, others: frozenset[str] = frozenset()
) -> StatusClaim:
    text = reader.document.with_code
    start = status.word.start
    if status.percent is not None:
        start = min(i for i in range(status.span.start, start) if text[i].isdigit())
    place = Span(start, status.word.end)
    return StatusClaim(subject, status.state, place, text[place.start : place.end], source, others, status.glyph)


def _worded(reader: _Reader, subject: Subject) -> Iterator[StatusClaim]:
    """What the heading, the item's first line or the labelled line says behind the name."""
    text = reader.document.with_code
    boxed = subject.item is not None and subject.item.box is not None
    end = subject.segment.span.end
    for status in tail_statuses(text, subject.name, end, reader.vocabulary, reader.legend, boxed=boxed):
        yield _worded_claim(reader, subject, status, "tail")
    identifier = read_id(text, *subject.name, reader.vocabulary) if subject.ids and not boxed else None
    if identifier is None or reader.vocabulary.mentions("aside-words", text[subject.name.end : end]):
        return
    named = Span(identifier.span.end, subject.name.end)
    own = read_status(text, named, reader.vocabulary, reader.legend)
    if own and own.exact and not reader.vocabulary.has("status-nouns", normal(text[named.start : named.end])):
        apart = any(char in ":：-–—" for char in text[named.start : own.word.start])
        yield _worded_claim(reader, subject, own, "tail" if apart else "name")


def _ticked(reader: _Reader, subject: Subject) -> Iterator[StatusClaim]:
    """A tick right before the name, or at the end of the line."""
    text = reader.document.with_code if subject.segment.kind == "drawn" else reader.document.prose
    start, end = subject.segment.span
    if text[start:end].isascii() and not any(map(str.isascii, reader.legend)):
        return
    before = text[start : subject.name.start]
    behind = text[start:end].rstrip(" \t*_`~.!\ufe0f)")
    for offset, glyphs in ((start, before), (start + len(behind) - 1, behind[-1:])):
        for index, char in enumerate(glyphs):
            state = glyph_state(char, reader.legend) if char in _TICKS or char in reader.legend else ""
            if state:
                place = Span(offset + index, offset + index + 1)
                yield StatusClaim(subject, state, place, char, "glyph", frozenset(), char)
                return


def _row_claims(reader: _Reader, subject: Subject) -> Iterator[StatusClaim]:
    keys = reader.vocabulary.keys
    if reader.vocabulary.has("total-words", subject.title):
        return
    aimed = _aimed_column(reader, subject)
    text = reader.document.prose
    scores = sum("%" in text[field.value.start : field.value.end] for field in subject.fields) > 2
    for column, field in enumerate(subject.fields):
        if column == 0 or field.value.start >= field.value.end or field.value.start <= subject.name.start:
            continue
        if field.key in keys["status"]:
            yield from _slot_claim(reader, subject, field.value, "column")
        elif scores or field.key in reader.vocabulary.lists["percent-heads"]:
            continue
        elif field.key in keys["progress"] or (field.key in keys["current"] and column == aimed):
            yield from _share(reader, subject, field.value)


def _aimed_column(reader: _Reader, subject: Subject) -> int:
    """The column beside a target of 100 %; -1 without one."""
    for column, field in enumerate(subject.fields):
        aim = reader.document.prose[field.value.start : field.value.end]
        if aim == "100%" and field.key in reader.vocabulary.keys["target"]:
            return column + 1
    return -1


def _share(reader: _Reader, subject: Subject, cell: Span) -> Iterator[StatusClaim]:
    """A percentage in a progress column; a change ("40% → 60%") is none."""
    text = reader.document.prose[cell.start : cell.end]
    percents = [index for index, char in enumerate(text) if char == "%"]
    if len(percents) != 1 or any(arrow in text for arrow in (*_ARROWS, "+", "<", ">", "≥")):
        return
    start = percents[0]
    while start and (text[start - 1].isdigit() or text[start - 1] in "., "):
        start -= 1
    number = text[start : percents[0]].strip().replace(",", ".")
    start = percents[0] - len(text[start : percents[0]].lstrip())
    try:
        share = float(number)
    except ValueError:
        return
    state = "done" if share == 100 else "open" if not share else "outstanding" if share < 100 else ""
    if state and not text[percents[0] + 1 : percents[0] + 2].isalnum():
        place = Span(cell.start + start, cell.start + percents[0] + 1)
        shown = reader.document.prose[place.start : place.end]
        tick = next((char for char in text if char in _TICKS), "")
        yield StatusClaim(subject, state, place, shown, "share", frozenset(), tick)


def heading_states(title: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The states that a heading gives to what stands under it: "In Progress", "Completed Work", "Done / Closed"."""
    parts = title_key(title).replace(" & ", "/").split("/")
    if len(parts) == 1 and vocabulary.has("status-nouns", parts[0]):
        return frozenset()
    states = frozenset(_heading_state(part.strip(), vocabulary) for part in parts)
    return frozenset() if "" in states else states


def _heading_state(phrase: str, vocabulary: Vocabulary) -> str:
    """The state that one part of a heading names. Work that waits its turn ("To do", "Next") may be under way."""
    if vocabulary.has("done-headings", phrase):
        return "done"
    state, length = read_phrase(phrase, vocabulary)
    word = phrase[:length]
    if vocabulary.has("status-nouns", word):
        return ""
    rest = phrase[length + vocabulary.prefix("status-suffixes", phrase[length:]) :].strip(" :")
    while rest and (noun := vocabulary.prefix("generic-nouns", rest)):
        rest = rest[noun:].strip()
    if rest:
        return ""
    return "outstanding" if vocabulary.has("queue-words", word) else state


def _context_claims(reader: _Reader, subjects: Sequence[Subject]) -> Iterator[StatusClaim]:
    """What the heading or label above a list, a table or a section says about all that stands in it."""
    states: dict[Subject, frozenset[str]] = {}
    label: Subject | None = None
    for subject in subjects:
        if subject.kind == "label":
            if subject.scope.end > subject.segment.span.end:
                label = subject
            continue
        nested = subject.item is not None and subject.item.parent is not None
        above = label if label and label.scope.covers(subject.scope) and not nested else _heading_above(reader, subject)
        if above is None:
            continue
        if above not in states:
            title = reader.document.with_code[above.name.start : above.name.end]
            states[above] = heading_states(title, reader.vocabulary)
        for state in sorted(states[above])[:1]:
            shown = reader.document.source[above.name]
            yield StatusClaim(subject, state, above.name, shown, "list", states[above] - {state})


def _heading_above(reader: _Reader, subject: Subject) -> Subject | None:
    """The heading right above: of an item only where it stands at the top of its list."""
    if subject.kind == "section":
        parent = subject.section.parent
        return reader.headings.get(parent.index) if parent and parent.level else None
    return None if subject.item and subject.item.parent else reader.headings.get(subject.section.index)

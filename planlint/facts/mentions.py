"""Statuses of other things that a status field or a cell names by id: "Status: Phase 1 complete, Phase 2 next"."""

import re
from collections.abc import Iterator, Mapping, Sequence

from planlint.facts.fields import Field
from planlint.markdown.document import Document, Segment
from planlint.plan.names import Id, normal, read_id
from planlint.plan.states import read_status
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_PART = regex(r"(?:(?!\s[-–—+|]\s|,\s)[^;()（）\[\]，、；])+")
_MORE = regex(r"(?:\s?(?:,|&|\+|/|-|–)\s?\d{1,3}(?:\.\d{1,3})?)+")
_LISTED = regex(r"(?<=\d),(?=\s?\d{1,3}(?!\d))")
_ARROW = regex(r"→|⇒|->|=>")
_MAX_CELL = 60
_MAX_RANGE = 20
_BEGUN = frozenset({"active", "partial"})


@record
class Mention:
    """What a slot says of a thing that it names by id; several where it lists them ("Phases 1, 2 in progress")."""

    ids: tuple[str, ...]
    state: str
    place: Span
    """From the id to the end of the phrase."""
    segment: Segment


def read_mentions(
    document: Document, fields: Sequence[Field], vocabulary: Vocabulary, legend: Mapping[str, str]
) -> tuple[Mention, ...]:
    """All mentions, in the order of the text. A cell that calls a thing done may state a condition, and is left out."""
    found: list[Mention] = []
    for field in fields:
        if field.names("status", vocabulary) and field.segment.kind in ("line", "item", "heading"):
            found += _in_slot(document, field.value, field.segment, vocabulary, legend)
    for segment in document.segments:
        if segment.kind == "cell" and segment.column > 0 and segment.span.end - segment.span.start <= _MAX_CELL:
            cell = _in_slot(document, segment.span, segment, vocabulary, legend)
            found += [mention for mention in cell if mention.state in _BEGUN]
    return tuple(sorted(found, key=lambda mention: mention.place))


def _in_slot(
    document: Document, slot: Span, segment: Segment, vocabulary: Vocabulary, legend: Mapping[str, str]
) -> Iterator[Mention]:
    text = _LISTED.sub("&", document.prose[slot.start : slot.end])
    if _ARROW.search(text):
        return
    for part in _PART.finditer(text):
        identifier = read_id(text, *part.span(), vocabulary)
        if identifier is None or " " not in identifier.key:
            continue
        more = _MORE.match(text, identifier.span.end, part.end())
        start = more.end() if more else identifier.span.end
        status = read_status(text, Span(start, part.end()), vocabulary, legend)
        if status is None or not status.exact or status.word.start == status.word.end:
            continue
        if vocabulary.has("status-nouns", normal(text[status.word.start : status.word.end])):
            continue
        keys = _keys(identifier, more[0] if more else "")
        place = Span(slot.start + identifier.span.start, slot.start + status.word.end)
        yield Mention(keys, status.state, place, segment)


def _keys(identifier: Id, more: str) -> tuple[str, ...]:
    """All ids of a list or a range: "Phases 1, 2 & 3", "Steps 2-4"."""
    numbers = re.findall(r"\d+(?:\.\d+)?", more)
    span = re.fullmatch(r"(?P<kind>.+) (?P<first>\d+)-(?P<last>\d+)", identifier.key)
    if span is None or int(span["last"]) - int(span["first"]) > _MAX_RANGE:
        return (identifier.key, *(f"{identifier.series} {number}" for number in numbers))
    inside = range(int(span["first"]), int(span["last"]) + 1)
    return tuple(f"{span['kind']} {number}" for number in (*inside, *numbers))

"""Priority, owner or version of one thing, given twice."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from planlint.checks._document_status import place_of_field
from planlint.checks._open_work import is_aside
from planlint.checks._rival_claims import name_of
from planlint.facts.fields import Field
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.plan.names import normal, strip_edges
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span

_RANK = regex(r"P(?<=\bP)(?P<rank>[0-5])\b")
_TAG = regex(r"[(\[](?:(?P<key>[^\W\d]+)\s*:\s*)?\W*(?P<value>P[0-5])\b[^()\[\]]{0,30}[)\]]")
_VERSION = regex(r"v?(?P<number>\d+(?:\.\d+)+)")
_MAX_OWNER_WORDS = 3
_MAX_MEMBERS = 12


@record
class Attribute:
    """What one place says: `kind` is "priority" or "owner"; `scale` tells P0 from "high", which are not compared."""

    subject: Subject
    kind: str
    scale: str
    value: str
    place: Span


def compare_attributes(plan: Plan) -> Iterator[Finding]:
    """Attributes of one subject, or of subjects of one group, that differ; versions of the document."""
    attributes: dict[Subject, list[Attribute]] = {}
    ranked = _RANK.search(plan.document.prose) is not None
    for subject in plan.subjects:
        found = [attribute for field in subject.fields for attribute in _from_field(plan, subject, field)]
        if ranked:
            found += _from_tags(plan, subject)
        if found and not any(is_aside(s.title, ("history-headings",), plan.vocabulary) for s in subject.section.path):
            attributes[subject] = found
    told: set[Span] = set()
    for members, by_id in _gathered(plan, attributes):
        stated = [attribute for member in members[:_MAX_MEMBERS] for attribute in attributes.get(member, ())]
        for one, other in combinations(stated, 2):
            if _differ(one, other, by_id=by_id) and not {one.place, other.place} <= told:
                told |= {one.place, other.place}
                yield _finding(plan, one, other)
    yield from _versions(plan)


def _from_tags(plan: Plan, subject: Subject) -> Iterator[Attribute]:
    """A priority in brackets behind the name."""
    for tag in _TAG.finditer(plan.document.prose, subject.tail.start, min(subject.tail.end, subject.segment.span.end)):
        if tag["key"] is None or tag["key"].casefold() in plan.vocabulary.keys["priority"]:
            yield Attribute(subject, "priority", "rank", tag["value"], Span(*tag.span("value")))


def _from_field(plan: Plan, subject: Subject, field: Field) -> Iterator[Attribute]:
    text = plan.document.prose
    keys = plan.vocabulary.keys
    if field.key in keys["priority"] and field.segment.kind != "heading":
        if rank := _RANK.search(text, *field.value):
            yield Attribute(subject, "priority", "rank", rank[0], Span(*rank.span()))
            return
        value = strip_edges(text, *field.value)
        level, length = plan.vocabulary.longest(plan.vocabulary.priorities, text[value.start : value.end].casefold())
        if level and length == value.end - value.start:
            yield Attribute(subject, "priority", field.key, level, value)
    elif field.key in keys["owner"] and subject.ids and field.segment.kind != "heading":
        value = strip_edges(text, *field.value)
        name = normal(text[value.start : value.end])
        if name and len(name.split()) <= _MAX_OWNER_WORDS and not re.search(r"[,/&+;(]", text[value.start : value.end]):
            yield Attribute(subject, "owner", field.key, name, value)


def _gathered(plan: Plan, attributes: dict[Subject, list[Attribute]]) -> Iterator[tuple[Sequence[Subject], bool]]:
    """The ledger's groups; and a heading with the lines that name it among other things ("Release and training")."""
    for members in plan.groups:
        yield members, bool(set.intersection(*(set(member.ids) for member in members)))
    headings = {subject.title: subject for subject in attributes if subject.kind == "section"}
    for subject in attributes:
        if subject.kind in ("item", "label"):
            for part in _parts(plan, subject.title):
                if part in headings and part != subject.title and " " in part:
                    yield (headings[part], subject), False


def _parts(plan: Plan, title: str) -> list[str]:
    words = "|".join(re.escape(word) for word in sorted(plan.vocabulary.lists["and-words"]))
    return [part.strip() for part in re.split(rf"\s*[,&+/;]\s*|\s+(?:{words})\s+", title)]


def _differ(one: Attribute, other: Attribute, *, by_id: bool) -> bool:
    if one.kind != other.kind or one.scale != other.scale or one.value == other.value or one.subject is other.subject:
        return False
    if one.subject.table is not None and one.subject.table is other.subject.table:
        return False
    return one.kind == "priority" or (by_id and not (one.value in other.value or other.value in one.value))


def _finding(plan: Plan, one: Attribute, other: Attribute) -> Finding:
    first, second = plan.source[one.place], plan.source[other.place]
    line = plan.source.line_of(other.place.start) + 1
    message = f"{name_of(plan, one.subject)}: {one.kind} {first} here, {second} in line {line}"
    return Finding(one.place, message, (Related(other.place, f"{second} is stated here"),))


def _versions(plan: Plan) -> Iterator[Finding]:
    """The document's version in header and footer, under the same key."""
    found: dict[str, re.Match[str]] = {}
    for field in plan.fields:
        if field.key not in plan.vocabulary.keys["version"] or not place_of_field(plan, field):
            continue
        text = plan.source.text if field.segment.kind == "front" else plan.document.prose
        version = None if "→" in text[field.value.start : field.value.end] else _VERSION.search(text, *field.value)
        first = found.setdefault(field.key, version) if version else None
        if version and first and first["number"] != version["number"]:
            place, other = Span(*first.span("number")), Span(*version.span("number"))
            line = plan.source.line_of(other.start) + 1
            message = f"the document's {field.key} is {first['number']} here, {version['number']} in line {line}"
            yield Finding(place, message, (Related(other, f"{version['number']} is stated here"),))
            return

"""Which stretch of a plan a claim of progress counts."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Literal

from planlint.document import Row, Section, Segment
from planlint.facts.names import normal
from planlint.facts.progress import Claim
from planlint.facts.topics import Topic
from planlint.plan import Plan
from planlint.records import value_object
from planlint.source import Span

Tie = Literal["heading", "label", "item", "closing", "section", "document", "name"]


@value_object
class Scope:
    """What a claim counts, and by what it is tied to it: it heads a section, a list or sub-items, it closes the list or
    table right above it, it speaks of the section or the document as a whole, or it names a list elsewhere."""

    span: Span
    tie: Tie


def scope_of(plan: Plan, claim: Claim, topic: Topic) -> Scope | None:
    """The stretch that `claim` counts, by where it stands; None where that cannot be told."""
    segment = claim.segment
    section = segment.section
    if segment.kind == "heading":
        return Scope(_below(section), "heading") if section.index and _ends_line(plan, claim) else None
    if segment.kind == "item" and segment.item:
        item = segment.item
        if item in plan.document.children and segment.span.start <= item.text_span.start:
            return Scope(Span(item.text_span.end, item.span.end), "item")
    if segment.kind == "line" and segment.item is None:
        if label := _label_scope(plan, claim):
            return Scope(label, "label")
        if topic.about == "" and (above := _closed(plan, claim)):
            return Scope(above, "closing")
    if topic.about == "" and topic.progress == 2 and segment.kind in ("line", "item"):
        if segment.kind == "item" and segment.item and segment.item.parent:
            return None
        if section.level > 1 and segment.span.start < plan.footer and not _sums_up(plan, section):
            return Scope(_below(section), "section")
        return Scope(_whole(plan), "document")
    return None


def _sums_up(plan: Plan, section: Section) -> bool:
    """Whether a section without tasks tells how all of the plan stands: "Summary", "Status"."""
    lists = plan.vocabulary.lists
    named = normal(section.title) in lists["overview-headings"] | lists["conclusion-headings"]
    return named and section.level == 2 and not plan.counts.tasks_in(section.span)


def _whole(plan: Plan) -> Span:
    return plan.document.sections[0].span


def _below(section: Section) -> Span:
    return Span(section.heading.end, section.span.end)


def _ends_line(plan: Plan, claim: Claim) -> bool:
    """Whether little follows the claim on its line, and no other number."""
    rest = plan.document.prose[claim.span.end : claim.segment.span.end]
    return not any(char.isdigit() for char in rest) and len(rest.split()) <= 3


def _label_scope(plan: Plan, claim: Claim) -> Span | None:
    """The list or table right below the labelled line that holds the claim."""
    subjects = plan.subjects
    at = bisect_left(subjects, claim.segment.span.start, key=lambda subject: subject.name.start)
    for subject in subjects[at : at + 2]:
        if subject.kind == "label" and subject.segment is claim.segment and subject.scope.end > claim.segment.span.end:
            return Span(claim.segment.span.end, subject.scope.end)
    return None


def _closed(plan: Plan, claim: Claim) -> Span | None:
    """The list or table that ends right above the claim's line, with nothing but blank lines between."""
    source = plan.source
    line = claim.segment.line - 1
    lines = {other.segment.line for other in plan.claims if other.segment.kind == "line"}
    while line in lines:
        line -= 1  # one of several closing lines
    top = line
    while line >= 0 and not source.line_text(line).strip():
        line -= 1
    if line < 0 or top - line > 1:
        return None
    end = source.line_span(line)
    tables = plan.document.tables
    at = bisect_right(tables, end.start, key=lambda table: table.span.start) - 1
    if at >= 0 and tables[at].span.end >= end.start:
        return tables[at].span
    items = plan.document.items
    last = bisect_right(items, end.end, key=lambda item: item.span.start) - 1
    if last < 0 or items[last].span.end < end.start:
        return None
    item = items[last]
    while item.parent:
        item = item.parent
    first = item.index
    while first and (items[first - 1].list_index == item.list_index or items[first - 1].depth > item.depth):
        first -= 1
    return Span(items[first].span.start, end.end)


def named_scopes(plan: Plan) -> dict[Segment | Row, Scope]:
    """For lines, items and rows that name a thing: the one list, table or set of boxes elsewhere that has its name."""
    found: dict[Segment | Row, set[Span]] = defaultdict(set)
    for group in plan.groups:
        places = [member for member in group if member.kind in ("section", "label")]
        for own in group:
            key = own.row or own.segment
            found[key] |= {other.scope for other in places if other is not own and not other.scope.meets(own.scope)}
    scopes: dict[Segment | Row, Scope] = {}
    for key, spans in found.items():
        widest = [span for span in spans if not any(other != span and other.covers(span) for other in spans)]
        if len(widest) == 1:
            scopes[key] = Scope(widest[0], "name")
    return scopes

"""When things of a plan take place: the dates and numbered days that stand beside a name."""

from collections.abc import Iterable, Iterator
from datetime import date

from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.text.records import value_object
from planlint.text.source import Span

_OPENERS = "([{|:-–—,;*_~•·"
_CLOSERS = "()]}|:-–—,;*_~•·."


@value_object
class Extent:
    """From when to when something lasts: days of the calendar (`kind` "date", numbers are proleptic ordinals), or
    numbered days, weeks, months or sprints."""

    kind: str
    low: int
    high: int
    span: Span


def written_extents(plan: Plan, span: Span, *, slots_only: bool = True) -> Iterator[Extent]:
    """The dates and ordinals inside `span`: those in brackets or between dashes, colons, commas and the ends."""
    for period in plan.dates.inside(span):
        days = plan.days(period)
        if days and (not slots_only or _in_slot(plan, span, period.span)):
            yield Extent("date", days[0].toordinal(), days[1].toordinal(), period.span)
    for ordinal in plan.ordinals.inside(span):
        if not ordinal.open_ended and (not slots_only or _in_slot(plan, span, ordinal.span)):
            yield Extent(ordinal.kind, ordinal.low, ordinal.high, ordinal.span)


def extents(plan: Plan, subject: Subject) -> list[Extent]:
    """When the subject takes place: what stands on its own line, and in fields such as "Dates" and "Timeline"."""
    if subject.row is not None:
        if not plan.dates.inside(subject.scope) and not plan.ordinals.inside(subject.scope):
            return []
        found = [extent for cell in subject.row.cells for extent in written_extents(plan, cell.span)]
    else:
        found = list(written_extents(plan, Span(subject.name.start, subject.segment.span.end)))
        for field in subject.fields:
            if field.names("period", plan.vocabulary):
                found += written_extents(plan, field.value)
    return found


def single(found: Iterable[Extent], kind: str) -> Extent | None:
    """The one extent of a kind; None if there is none, or more than one."""
    of_kind = [extent for extent in found if extent.kind == kind]
    return of_kind[0] if len(of_kind) == 1 else None


def _in_slot(plan: Plan, within: Span, span: Span) -> bool:
    """Whether a date stands for itself: nothing but space between it and punctuation or an end on both sides."""
    text = plan.document.with_code
    before = text[within.start : span.start].rstrip()
    after = text[span.end : within.end].lstrip()
    return (not before or before[-1] in _OPENERS) and (not after or after[0] in _CLOSERS)


def day(ordinal: int) -> str:
    """An ordinal as a date: "2026-01-05"."""
    return date.fromordinal(ordinal).isoformat()

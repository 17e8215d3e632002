"""When a plan's things take place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from planlint.checks._inversions import only_date
from planlint.checks._schedule import extents
from planlint.checks._updates import due_period
from planlint.facts.fields import Field
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.output.overview.shape import Dated
from planlint.output.overview.things import Thing, Things, plain
from planlint.plan.dates import Period
from planlint.plan.names import strip_edges
from planlint.text.source import Span

_OWN_DATES = ("created", "updated", "date")
"""Fields that date the document, not its work."""


@dataclass(frozen=True)
class _When:
    """`rank` says how sure it is: start and end fields, a range, a due date, a day."""

    rank: int
    kind: Literal["period", "day", "due"]
    first: date
    last: date
    place: Span


def read_dates(things: Things) -> list[Dated]:
    """What has a date, each thing once, by its first day; of those that start together the longest first."""
    found: list[Dated] = []
    for thing in things.all if things.plan.dates.periods else ():
        whens = [when for member in thing.members for when in _whens(things.plan, member)]
        state = things.state(thing) if whens else "cancelled"
        if state != "cancelled":
            when = min(whens, key=lambda when: when.rank)
            found.append(
                {
                    "title": _title(things, thing, when),
                    "line": things.plan.source.line_of(when.place.start) + 1,
                    "state": state,
                    "kind": when.kind,
                    "start": when.first.isoformat(),
                    "end": when.last.isoformat(),
                }
            )
    found.sort(key=lambda dated: dated["line"])
    found.sort(key=lambda dated: dated["end"], reverse=True)
    found.sort(key=lambda dated: dated["start"])
    return found


def _title(things: Things, thing: Thing, when: _When) -> str:
    """The name of the thing without its date; of a row whose first cell is the date, the words behind it."""
    row = thing.members[0].row
    periods = things.plan.dates.inside(row.cells[0].span) if row else ()
    if row and periods:
        place, text = row.cells[0].span, things.plan.source.text
        rest = text[place.start : periods[0].span.start] + text[periods[0].span.end : place.end]
        if not any(char.isalnum() for char in rest):
            worded = (cell.text for cell in row.cells[1:] if any(char.isalpha() for char in cell.text))
            return plain(next(worded, row.cells[0].text))
    name = things.title(thing)
    before, date_in_it, _ = name.partition(things.plan.source[when.place])
    return before[slice(*strip_edges(before, 0, len(before)))] or name if date_in_it else name


def _whens(plan: Plan, subject: Subject) -> Iterator[_When]:
    """What one place says, in its fields or beside its name."""
    fields = [field for field in subject.fields if not _dates_the_document(plan, field)]
    start, end = only_date(plan, fields, "start"), only_date(plan, fields, "end")
    due = only_date(plan, fields, "due")
    if start and end:
        yield from _when(plan, 0, "period", start[1], end[1])
    elif last := due or end:
        yield from _when(plan, 2, "due", last[1], last[1])
    elif not subject.row and (told := due_period(plan, subject.segment.span)):
        yield from _when(plan, 2, "due", told, told)
    elif start:
        yield from _when(plan, 3, "day", start[1], start[1])
    else:
        yield from _beside(plan, subject)


def _dates_the_document(plan: Plan, field: Field) -> bool:
    return any(field.names(role, plan.vocabulary) for role in _OWN_DATES)


def _beside(plan: Plan, subject: Subject) -> Iterator[_When]:
    """The one date beside a name; of the title only a range, for a day there is the document's own date."""
    found = [extent for extent in extents(plan, subject) if extent.kind == "date"]
    if len({(extent.low, extent.high) for extent in found}) != 1:
        return
    for period in plan.dates.inside(found[0].span)[:1]:
        title = subject.kind == "section" and subject.section.level == 1
        if period.is_range or not title:
            yield from _when(plan, 1 if period.is_range else 3, "period" if period.is_range else "day", period, period)


def _when(plan: Plan, rank: int, kind: Literal["period", "day", "due"], start: Period, end: Period) -> Iterator[_When]:
    """Nothing where no year can be told."""
    first, last = (period.dates(plan.anchor) for period in (start, end))
    if first and last:
        days = (first[0], last[1])
        yield _When(rank, kind, days[1] if kind == "due" else min(days), max(days), start.span)

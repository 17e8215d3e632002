"""Dates: impossible ones, wrong weekdays, ends before starts, durations, children outside their parents, updates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from planlint.checks import _durations, _inversions, _nesting, _sequences, _updates
from planlint.facts.plan import Plan
from planlint.plan.dates import Moment, Period
from planlint.plan.names import normal, strip_edges
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.source import Span


def impossible_date(plan: Plan) -> Iterator[Finding]:
    """Days that no calendar has."""
    for moment in plan.dates.impossible:
        written = plan.source[moment.span]
        if moment.month > 12:
            yield Finding(moment.span, f"{written} is no date: there is no month {moment.month}")
        elif moment.month and moment.day:
            yield Finding(moment.span, f"{written} is no date: that month has {moment.length} days")


def wrong_weekday(plan: Plan) -> Iterator[Finding]:
    """Weekdays that are not those of the date beside them."""
    for period in plan.dates.periods:
        for moment in dict.fromkeys((period.start, period.end)):
            resolved = _known_day(plan, period, moment) if moment.weekday >= 0 and moment.day else None
            if resolved is None or moment.weekday_span is None:
                continue
            day, source = resolved
            if day.weekday() != moment.weekday:
                yield _weekday_finding(plan, moment, day, source)
    for moment, period in _weekdays_apart(plan):
        resolved = _known_day(plan, period, period.start)
        if resolved and resolved[0].weekday() != moment.weekday:
            yield _weekday_finding(plan, moment, *resolved)


def _weekdays_apart(plan: Plan) -> Iterator[tuple[Moment, Period]]:
    """Weekdays that stand alone in a cell or field, with the one date of the row, or of the field beside it."""
    weekdays = plan.vocabulary.weekdays
    for table in plan.document.tables:
        for row in table.rows:
            periods = [period for cell in row.cells for period in plan.dates.inside(cell.span)]
            named = [cell.span for cell in row.cells if normal(cell.text) in weekdays]
            yield from _paired(plan, named, periods)
    for subject in plan.subjects:
        fields = [field for field in subject.fields if subject.row is None]
        dated = [field.value for field in fields if field.names("date", plan.vocabulary)]
        named = [field.value for field in fields if normal(plan.source[field.value]) in weekdays]
        yield from _paired(plan, named, [period for value in dated for period in plan.dates.inside(value)])


def _paired(plan: Plan, named: Sequence[Span], periods: Sequence[Period]) -> Iterator[tuple[Moment, Period]]:
    if len(named) != 1 or len(periods) != 1 or periods[0].is_range:
        return
    if periods[0].start.day and periods[0].start.weekday < 0:
        where = strip_edges(plan.source.text, *named[0])
        number = plan.vocabulary.weekdays[normal(plan.source[where])]
        yield replace(periods[0].start, weekday=number - 1, weekday_span=where), periods[0]


def _known_day(plan: Plan, period: Period, moment: Moment) -> tuple[date, Span | None] | None:
    """The day that a moment names, and where its year was found: on the spot, in a full date with the same day and
    month, or in the document's own date, when that lies within three months."""
    if period.year:
        days = period.dates()
        return ((days[0] if moment is period.start else days[1]), None) if days else None
    twins = [
        (days[0], other.span)
        for other in plan.dates.periods
        if other.start.year and (days := other.dates()) and (days[0].month, days[0].day) == (moment.month, moment.day)
    ]
    if twins:
        return twins[0] if len({day for day, _ in twins}) == 1 else None
    days = plan.days(period)
    own = next((own for own in plan.document_dates if own.period.dates()), None)
    if not days or not own or plan.anchor is None or abs((days[0] - plan.anchor).days) > 92:
        return None
    return (days[0] if moment is period.start else days[1]), own.period.span


def _weekday_finding(plan: Plan, moment: Moment, day: date, source: Span | None) -> Finding:
    assert moment.weekday_span is not None
    written = plan.source[moment.weekday_span]
    right = _weekday_name(plan, written, day.weekday())
    message = f"{day.isoformat()} is a {_ENGLISH[day.weekday()]}, not a {_ENGLISH[moment.weekday]}"
    related = (Related(source, f"the year is {day.year} here"),) if source else ()
    fix = None
    if right:
        fix = Fix(f"Write {right}", (Edit(moment.weekday_span, right),), Applicability.UNSAFE)
    return Finding(moment.weekday_span, message, related, fix)


_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _weekday_name(plan: Plan, written: str, weekday: int) -> str:
    """The name of `weekday` in the language, length and case of the name `written`; "" if it cannot be told.

    The vocabulary lists the names of one language and length one after the other.
    """
    names = list(plan.vocabulary.weekdays.items())
    at = next((index for index, (name, _) in enumerate(names) if name == written.casefold()), -1)
    index = at + weekday - (names[at][1] - 1)
    if at < 0 or not 0 <= index < len(names) or names[index][1] - 1 != weekday:
        return ""
    name = names[index][0]
    return name.upper() if written.isupper() else name.capitalize() if written[0].isupper() else name


def inverted_dates(plan: Plan) -> Iterator[Finding]:
    """Ends before their starts: in ranges, between the fields of one thing, between the columns of a row."""
    yield from _inversions.inverted_ranges(plan)
    yield from _inversions.inverted_fields(plan)
    yield from _inversions.completed_before_created(plan)


def outside_parent(plan: Plan) -> Iterator[Finding]:
    """Things that take place outside the period of what they are part of."""
    yield from _nesting.outside_parent(plan)


def duration_mismatch(plan: Plan) -> Iterator[Finding]:
    """Durations that the range beside them does not have."""
    yield from _durations.beside_ranges(plan)
    yield from _durations.of_fields(plan)


def stale_update(plan: Plan) -> Iterator[Finding]:
    """A last update older than something that the document records."""
    yield from _updates.stale_update(plan)


def overdue(plan: Plan, *, today: str | None = None) -> Iterator[Finding]:
    """Open tasks whose due date has passed by `today`, an ISO date."""
    if today:
        yield from _updates.overdue(plan, date.fromisoformat(today))


def broken_sequence(plan: Plan) -> Iterator[Finding]:
    """Numbered days and weeks that overlap, repeat or skip, and days that share their date."""
    yield from _sequences.broken_sequence(plan)

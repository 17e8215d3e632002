"""Ends before their starts."""

from collections import Counter
from collections.abc import Iterator, Sequence

from planlint.facts.document_dates import DocumentDate, leading_date
from planlint.facts.fields import Field
from planlint.facts.plan import Plan
from planlint.plan.dates import Period
from planlint.text.diagnostics import Finding, Related
from planlint.text.source import Span


def inverted_ranges(plan: Plan) -> Iterator[Finding]:
    """Ranges such as "Jan 16-12" and "Days 7-5". Without a year, an end in an earlier month is in the next year.

    "Day 3-1" beside "Day 3-2" counts the parts of a day.
    """
    for period in plan.dates.periods:
        if not period.is_range:
            continue
        same_month = period.start.month == period.end.month
        days = period.dates() if (period.start.year and period.end.year) or (same_month and period.year) else None
        if (days and days[1] < days[0]) or (same_month and not period.year and period.end.day < period.start.day):
            start, end = plan.source[period.start.span], plan.source[period.end.span]
            message = f"{end} is before {start}" if start != end else f"{start} ends before it starts"
            yield Finding(period.span, message)
    starts = Counter((ordinal.kind, ordinal.low) for ordinal in plan.ordinals.all if ordinal.low != ordinal.high)
    for ordinal in plan.ordinals.all:
        new_year = ordinal.kind == "week" and ordinal.low > 44 and ordinal.high < 10
        if ordinal.high < ordinal.low and starts[ordinal.kind, ordinal.low] == 1 and not new_year:
            yield Finding(ordinal.span, f"{plan.source[ordinal.span]} ends before it starts")


def inverted_fields(plan: Plan) -> Iterator[Finding]:
    """A start field and an end field of one subject, each given once."""
    if len(plan.dates.periods) < 2:
        return
    seen: set[Span] = set()
    for subject in plan.subjects:
        start = only_date(plan, subject.fields, "start")
        end = only_date(plan, subject.fields, "end")
        if start and end and (finding := _compare(plan, start, end)) and finding.span not in seen:
            seen.add(finding.span)
            yield finding


def only_date(plan: Plan, fields: Sequence[Field], attribute: str) -> tuple[Field, Period] | None:
    """The one field that is named as `attribute` and holds a date."""
    found = [
        (field, period)
        for field in fields
        if field.names(attribute, plan.vocabulary) and (period := leading_date(plan.document, field, plan.dates))
    ]
    return found[0] if len(found) == 1 else None


def _compare(plan: Plan, start: tuple[Field, Period], end: tuple[Field, Period]) -> Finding | None:
    first, last = plan.days(start[1]), plan.days(end[1])
    if not first or not last or last[1] >= first[0]:
        return None
    if not (start[1].year and end[1].year) and start[1].start.month != end[1].end.month:
        return None
    return _finding(plan, start[0], start[1], end[0], end[1])


def _finding(plan: Plan, first: Field, start: Period, last: Field, end: Period) -> Finding:
    source = plan.source
    message = (
        f"{source[last.key_span].strip()} {source[end.span]} is before"
        f" {source[first.key_span].strip()} {source[start.span]}"
    )
    return Finding(end.span, message, (Related(start.span, f"{source[start.span]} is stated here"),))


def completed_before_created(plan: Plan) -> Iterator[Finding]:
    """A document completed before it was created, or a plan of a day completed before that day.

    A report is dated after what it reports on, so that its date says nothing.
    """
    if _is_report(plan):
        return
    created = [own for own in plan.document_dates if own.role == "created"]
    if not created:
        created = [own for own in plan.document_dates if own.role == "date" and own.field.segment.section.level <= 1]
    for own in plan.document_dates:
        if own.role != "completed":
            continue
        earlier = [other for other in created if _is_before(own, other) and not _same_place(own, other)]
        if earlier:
            first = earlier[0]
            yield _finding(plan, first.field, first.period, own.field, own.period)


def _same_place(own: DocumentDate, other: DocumentDate) -> bool:
    """Whether both stand in one section, where `inverted_fields` compares them."""
    return own.field.segment.section is other.field.segment.section and other.role == "created"


def _is_before(own: DocumentDate, other: DocumentDate) -> bool:
    ends, begins = own.period.dates(), other.period.dates()
    return bool(ends and begins and ends[1] < begins[0])


def _is_report(plan: Plan) -> bool:
    """Whether the title says that the document reports on what is over, or nothing in it is a task."""
    vocabulary = plan.vocabulary
    titles = [section.title for section in plan.document.sections[1:2]]
    words = {word.strip("*_():,.-") for title in titles for word in title.casefold().split()}
    over = any(vocabulary.statuses.get(word) == "done" for word in words)
    return over or bool(words & vocabulary.lists["report-words"]) or not plan.tasks

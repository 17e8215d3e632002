"""Last updates, and due dates."""

import re
from collections.abc import Iterator
from datetime import date

from planlint.facts.document_dates import DocumentDate, leading_date
from planlint.facts.fields import Field
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.markdown.document import Section
from planlint.plan.dates import Period
from planlint.plan.names import title_key
from planlint.plan.states import read_status
from planlint.text.diagnostics import Finding, Related
from planlint.text.source import Span

_UNFINISHED = frozenset({"open", "outstanding", "planning", "active", "blocked", "partial", "failed"})
_DUE_SIGN = "📅"


def stale_update(plan: Plan) -> Iterator[Finding]:
    """The document's last update, where it is older than its creation or than an entry that it records.

    Entries are completed work and lines of a history; plans, targets and reviews lie in the future by nature.
    """
    updates = [own for own in plan.document_dates if own.role == "updated" and own.period.dates()]
    if not updates:
        return
    newest = max(updates, key=_last_day)
    oldest = min(updates, key=_last_day)
    if _last_day(oldest) < _last_day(newest):
        written, other = plan.source[oldest.period.span], plan.source[newest.period.span]
        related = (Related(newest.period.span, "the other one is here"),)
        yield Finding(oldest.period.span, f"two last updates: {written} here, {other} there", related)
    later = [(day, span, what) for day, span, what in _records(plan) if day > _last_day(newest)]
    if later:
        day, span, what = max(later)
        written = plan.source[newest.period.span]
        message = f"the last update, {written}, is before {what} {plan.source[span]}"
        yield Finding(newest.period.span, message, (Related(span, f"{what} {day.isoformat()}"),))


def _last_day(own: DocumentDate) -> date:
    days = own.period.dates()
    assert days is not None
    return days[1]


def _records(plan: Plan) -> Iterator[tuple[date, Span, str]]:
    """Days on which something happened, by the document's own word: first day, place, what it is."""
    for own in plan.document_dates:
        days = own.period.dates()
        if days and (own.role == "created" or (own.role == "date" and not own.period.is_range and not _is_ahead(plan))):
            yield days[0], own.period.span, "its creation on" if own.role == "created" else "its own date,"
    for field in plan.fields:
        if field.segment.row is None:
            yield from _done_on(plan, field)
    for subject in plan.subjects:
        for field in subject.fields if subject.row else ():
            yield from _done_on(plan, field)
    yield from _history(plan)


def _done_on(plan: Plan, field: Field) -> Iterator[tuple[date, Span, str]]:
    """The day in a field or cell such as "Completed on"."""
    period = leading_date(plan.document, field, plan.dates) if field.names("done-on", plan.vocabulary) else None
    if period and period.start.day and (days := period.dates()):
        yield days[0], period.span, "work completed on"


def _is_ahead(plan: Plan) -> bool:
    """Whether the document is the plan of a day or week to come: its title names one."""
    titles = plan.document.sections[1:2]
    return any(plan.ordinals.inside(section.title_span) for section in titles)


def _history(plan: Plan) -> Iterator[tuple[date, Span, str]]:
    """The dates of the headings, rows and items in a section such as "Changelog"."""
    for subject in plan.subjects:
        if not any(_is_history(plan, section) for section in subject.section.path):
            continue
        where = subject.row.cells[0].span if subject.row and subject.row.cells else subject.segment.span
        cells = [cell.span for cell in subject.row.cells] if subject.row else [where]
        for span in cells[:3]:
            periods = plan.dates.inside(span)
            if periods and not periods[0].is_range and periods[0].start.day and (days := periods[0].dates()):
                yield days[0], periods[0].span, "the entry of"
                break


def _is_history(plan: Plan, section: Section) -> bool:
    return section.level > 1 and title_key(section.title) in plan.vocabulary.lists["history-headings"]


def overdue(plan: Plan, today: date) -> Iterator[Finding]:
    """Open tasks, and subjects with a due field and no finished status, whose due date has passed."""
    for task in plan.tasks:
        period = due_period(plan, task.text) if task.state == "open" and task.counts else None
        days = plan.days(period) if period else None
        if period and days and days[1] < today:
            yield _overdue(plan, period, days[1], today)
    for subject in plan.subjects:
        yield from _overdue_subject(plan, subject, today)


def _overdue_subject(plan: Plan, subject: Subject, today: date) -> Iterator[Finding]:
    vocabulary = plan.vocabulary
    dues = [field for field in subject.fields if field.names("due", vocabulary)]
    statuses = [field for field in subject.fields if field.names("status", vocabulary)]
    if len(dues) != 1 or len(statuses) != 1:
        return
    status = read_status(plan.document.prose, statuses[0].value, vocabulary, plan.legend)
    period = leading_date(plan.document, dues[0], plan.dates)
    days = plan.days(period) if period else None
    if period and days and days[1] < today and status and status.state in _UNFINISHED:
        yield _overdue(plan, period, days[1], today)


def due_period(plan: Plan, text: Span) -> Period | None:
    """The date behind a word for "due", or behind the calendar sign, in a task's or heading's text."""
    for period in plan.dates.inside(text):
        before = plan.document.prose[text.start : period.span.start].rstrip(" \t:*_([@")
        words = re.findall(r"[^\W\d_]+", before.casefold())
        phrases = (" ".join(words[-2:]), " ".join(words[-1:]))
        if before.endswith(_DUE_SIGN) or any(phrase in plan.vocabulary.keys["due"] for phrase in phrases):
            return period
    return None


def _overdue(plan: Plan, period: Period, due: date, today: date) -> Finding:
    late = (today - due).days
    days = "1 day" if late == 1 else f"{late} days"
    return Finding(period.span, f"due {plan.source[period.span]}, {days} before {today.isoformat()}, and still open")

"""DAT: dates, numbered days and weeks."""

from collections.abc import Iterator
from datetime import date

from planlint.compare import updates
from planlint.compare.plan import Plan
from planlint.rules import contradictions
from planlint.text.diagnostics import Finding


def inverted_dates(plan: Plan) -> Iterator[Finding]:
    """Ends before their starts: in ranges, between the fields of one thing, between the columns of a row."""
    yield from contradictions(plan, "DAT001")


def wrong_weekday(plan: Plan) -> Iterator[Finding]:
    """Weekdays that are not those of the date beside them."""
    yield from contradictions(plan, "DAT004")


def impossible_date(plan: Plan) -> Iterator[Finding]:
    """Days that no calendar has."""
    yield from contradictions(plan, "DAT008")


def outside_parent(plan: Plan) -> Iterator[Finding]:
    """Things that take place outside the period of what they are part of."""
    yield from contradictions(plan, "DAT002")


def duration_mismatch(plan: Plan) -> Iterator[Finding]:
    """Durations that the range beside them does not have."""
    yield from contradictions(plan, "DAT003")


def stale_update(plan: Plan) -> Iterator[Finding]:
    """A last update older than something that the document records."""
    yield from contradictions(plan, "DAT005")


def broken_sequence(plan: Plan) -> Iterator[Finding]:
    """Numbered days whose dates stand still or fall."""
    yield from contradictions(plan, "DAT007")


def overdue(plan: Plan, *, today: str | None = None) -> Iterator[Finding]:
    """Open tasks whose due date has passed by `today`, an ISO date."""
    if today:
        yield from updates.overdue(plan, date.fromisoformat(today))

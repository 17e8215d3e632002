"""DAT: dates, numbered days and weeks."""

from collections.abc import Iterator
from datetime import date

from planlint.compare.plan import Plan
from planlint.text.diagnostics import Finding


def overdue(plan: Plan, *, today: str | None = None) -> Iterator[Finding]:
    """Open tasks whose due date has passed by `today`, an ISO date."""
    if today:
        from planlint.compare import updates  # most runs give no day

        yield from updates.overdue(plan, date.fromisoformat(today))

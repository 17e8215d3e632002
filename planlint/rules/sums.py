"""SUM: totals, counts, arithmetic in rows and lines, changes and averages."""

from collections.abc import Iterator

from planlint.compare.plan import Plan
from planlint.rules import contradictions
from planlint.text.diagnostics import Finding


def total_mismatch(plan: Plan) -> Iterator[Finding]:
    """Totals that their column, list or sections do not add up to."""
    yield from contradictions(plan, "SUM001")


def row_mismatch(plan: Plan) -> Iterator[Finding]:
    """Rows that break the arithmetic which other rows show."""
    yield from contradictions(plan, "SUM002")


def equation_mismatch(plan: Plan) -> Iterator[Finding]:
    """Stated results that differ from their working."""
    yield from contradictions(plan, "SUM003")


def change_mismatch(plan: Plan) -> Iterator[Finding]:
    """Stated changes that the values beside them do not give."""
    yield from contradictions(plan, "SUM005")


def average_mismatch(plan: Plan) -> Iterator[Finding]:
    """Average rows that are no mean of their column."""
    yield from contradictions(plan, "SUM006")


def count_claim(plan: Plan) -> Iterator[Finding]:
    """Stated counts that differ from the list or table that they introduce."""
    yield from contradictions(plan, "SUM004")


def conflicting_count(plan: Plan) -> Iterator[Finding]:
    """One thing that two places count differently; counts by kind that the plan gives another time."""
    yield from contradictions(plan, "SUM007")

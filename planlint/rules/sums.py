"""SUM: sums, counts and equations."""

from collections.abc import Iterator

from planlint.facts.plan import Plan
from planlint.rules import contradictions
from planlint.text.diagnostics import Finding


def count_claim(plan: Plan) -> Iterator[Finding]:
    """Stated counts that differ from the list or table that they introduce."""
    yield from contradictions(plan, "SUM004")

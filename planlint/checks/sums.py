"""Sums: equations and changes."""

from collections.abc import Iterator

from planlint.checks._changes import changes
from planlint.checks._derivations import derivations
from planlint.checks._equations import equations
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding


def equation_mismatch(plan: Plan) -> Iterator[Finding]:
    """Stated equations whose two sides differ."""
    yield from equations(plan)
    yield from derivations(plan)


def change_mismatch(plan: Plan) -> Iterator[Finding]:
    """Stated changes that the values beside them do not give."""
    yield from changes(plan)

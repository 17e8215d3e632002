"""Sums and counts: totals, a row's own arithmetic, equations, stated counts, changes and averages."""

from collections.abc import Iterator

from planlint.checks._averages import averages
from planlint.checks._changes import changes
from planlint.checks._count_claims import count_claims
from planlint.checks._derivations import derivations
from planlint.checks._equations import equations
from planlint.checks._rows import rows
from planlint.checks._stated import stated_totals
from planlint.checks._totals import table_totals
from planlint.diagnostics import Finding
from planlint.plan import Plan


def total_mismatch(plan: Plan) -> Iterator[Finding]:
    """Total rows and lines that their column or list does not add up to."""
    for grid in plan.grids:
        yield from table_totals(plan, grid)
    yield from stated_totals(plan)


def row_mismatch(plan: Plan) -> Iterator[Finding]:
    """Rows that break the arithmetic which heads and other rows show."""
    for grid in plan.grids:
        yield from rows(plan, grid)


def equation_mismatch(plan: Plan) -> Iterator[Finding]:
    """Stated equations whose two sides differ."""
    yield from equations(plan)
    yield from derivations(plan)


def count_claim(plan: Plan) -> Iterator[Finding]:
    """Stated counts of things listed right below or in brackets."""
    yield from count_claims(plan)


def change_mismatch(plan: Plan) -> Iterator[Finding]:
    """Stated changes that the values beside them do not give."""
    yield from changes(plan)


def average_mismatch(plan: Plan) -> Iterator[Finding]:
    """Average rows that are no mean of their column."""
    for grid in plan.grids:
        yield from averages(plan, grid)

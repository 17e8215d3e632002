"""Sums and counts: totals, a row's own arithmetic, equations, stated counts, changes and averages."""

from collections.abc import Iterator

from planlint.checks._averages import averages
from planlint.checks._balances import balances
from planlint.checks._changes import changes
from planlint.checks._derivations import derivations
from planlint.checks._equations import equations
from planlint.checks._headed import headed_counts
from planlint.checks._rows import rows
from planlint.checks._stated import stated_totals
from planlint.checks._totals import table_totals
from planlint.checks._weighed import wrong_shares
from planlint.facts.figures import show
from planlint.facts.parts import Parts
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding, Related


def total_mismatch(plan: Plan) -> Iterator[Finding]:
    """Total rows and lines that their column or list does not add up to."""
    for grid in plan.grids:
        yield from table_totals(plan, grid)
    reported = set()
    taken: set[Parts] = set()
    for finding in (*stated_totals(plan, taken), *headed_counts(plan, taken)):
        reported.add(finding.span.start)
        yield finding
    for finding in (*balances(plan), *_shares(plan)):
        if finding.span.start not in reported:
            reported.add(finding.span.start)
            yield finding


def _shares(plan: Plan) -> Iterator[Finding]:
    for weighed in wrong_shares(plan):
        own = f"{show(weighed.fraction.done)} of {show(weighed.fraction.total)}"
        message = f"{own}, but the entries beside it have {show(weighed.done)} of {show(weighed.total)}"
        yield Finding(weighed.fraction.span, message, tuple(Related(place, "a part") for place in weighed.places[:9]))


def row_mismatch(plan: Plan) -> Iterator[Finding]:
    """Rows that break the arithmetic which heads and other rows show."""
    for grid in plan.grids:
        yield from rows(plan, grid)


def equation_mismatch(plan: Plan) -> Iterator[Finding]:
    """Stated equations whose two sides differ."""
    yield from equations(plan)
    yield from derivations(plan)


def change_mismatch(plan: Plan) -> Iterator[Finding]:
    """Stated changes that the values beside them do not give."""
    yield from changes(plan)


def average_mismatch(plan: Plan) -> Iterator[Finding]:
    """Average rows that are no mean of their column."""
    for grid in plan.grids:
        yield from averages(plan, grid)

"""Formulas of the user's own over the columns of tables."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from planlint.facts.columns import Grid, Line
from planlint.facts.figures import CONVENTIONS, Figure, factor, show
from planlint.facts.formulas import Formula, Range, read_formula
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding, Related

_ABOUT = Decimal("0.1")
"""How far off a figure with a tilde may be."""
_PERCENT = Decimal(100)


def off_formula(plan: Plan, asked: Mapping[str, Any]) -> Iterator[Finding]:
    """Rows whose cells do not fit the formula, in every table that has all its columns."""
    formula = read_formula(asked["formula"])
    tolerance = Decimal(str(asked.get("tolerance", 0)))
    for grid in plan.grids:
        if formula.column in grid.heads and all(column in grid.heads for column in formula.columns):
            for line in grid.plain():
                yield from _judge(plan, grid, line, formula, tolerance)


def _judge(plan: Plan, grid: Grid, line: Line, formula: Formula, tolerance: Decimal) -> Iterator[Finding]:
    """Nothing where a cell holds no figure, or one that is no more than a bound."""
    claim = line.figure(grid.heads.index(formula.column))
    parts = {column: line.figure(grid.heads.index(column)) for column in formula.columns}
    figures = [figure for figure in parts.values() if figure]
    if claim is None or len(figures) < len(parts) or any(each.open_ended or each.of for each in (claim, *figures)):
        return
    mixed = len({each.unit for each in (claim, *figures) if each.dimension == "time"}) > 1
    total = formula.value({column: _range(each, mixed) for column, each in parts.items() if each})
    if total is None:
        return
    worth = _worth(claim) if mixed else Decimal(1)
    low, high = total[0] / worth, total[1] / worth
    scales = (Decimal(1), _PERCENT) if claim.unit == "%" else (Decimal(1),)
    if not any(_fits(claim, figures, (low * scale, high * scale), tolerance) for scale in scales):
        value = show(low) if low == high else f"{show(low)} to {show(high)}"
        message = f"{plan.source[claim.span]} is not {formula.right}, which is {value}"
        related = tuple(Related(each.span, f"{plan.source[each.span]} is stated here") for each in figures)
        yield Finding(claim.span, message, related)


def _range(figure: Figure, mixed: bool) -> Range:
    """In hours where units of time have to be made one."""
    worth = _worth(figure) if mixed and figure.dimension == "time" else Decimal(1)
    return figure.low * worth, figure.high * worth


def _worth(figure: Figure) -> Decimal:
    """The hours in the figure's unit."""
    return factor(figure.unit, figure.working or CONVENTIONS[0])


def _fits(claim: Figure, figures: list[Figure], total: Range, tolerance: Decimal) -> bool:
    """Whether both ends fit; a total that the digits printed cannot hold may be rounded either way."""
    slack = tolerance
    if any(end % claim.place for end in total):
        slack = max(slack, claim.place * Decimal("0.999"))
    if claim.loose or any(figure.loose for figure in figures):
        slack = max(slack, max(abs(total[1]), abs(claim.high)) * _ABOUT)
    return abs(claim.low - total[0]) <= slack and abs(claim.high - total[1]) <= slack

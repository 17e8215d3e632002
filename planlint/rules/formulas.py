"""Formulas of the user's own over the columns of tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from planlint.compare.plan import Plan
from planlint.compare.values import number
from planlint.markdown.document import Row
from planlint.plan.amounts import TIME, Amount
from planlint.plan.formulas import Formula, Range, read_formula
from planlint.plan.names import normal
from planlint.rules.places import plain_rows
from planlint.text.diagnostics import Finding, Related
from planlint.text.policy import ABOUT
from planlint.text.source import Span

_DUST = 1e-9


def off_formula(plan: Plan, asked: Mapping[str, Any]) -> Iterator[Finding]:
    """Rows whose cells do not fit the formula, in every table that has all its columns."""
    formula = read_formula(asked["formula"])
    tolerance = float(asked.get("tolerance", 0))
    for table, rows in plain_rows(plan):
        heads = [normal(cell.text) for cell in table.header.cells]
        if formula.column in heads and all(column in heads for column in formula.columns):
            for row in rows:
                yield from _judge(plan, heads, row, formula, tolerance)


def _judge(plan: Plan, heads: list[str], row: Row, formula: Formula, tolerance: float) -> Iterator[Finding]:
    """Nothing where a cell holds no figure, or one that is no more than a bound."""
    claim = _figure(plan, row, heads.index(formula.column))
    parts = {column: _figure(plan, row, heads.index(column)) for column in formula.columns}
    figures = [figure for figure in parts.values() if figure]
    if claim is None or len(figures) < len(parts) or any(a.mark in ("+", "<", ">") or a.of for a in (claim, *figures)):
        return
    mixed = len({each.unit for each in (claim, *figures) if each.kind == "time"}) > 1
    total = formula.value({column: _range(each, mixed) for column, each in parts.items() if each})
    if total is None:
        return
    worth = TIME[claim.unit] if mixed and claim.kind == "time" else 1.0
    low, high = total[0] / worth, total[1] / worth
    scales = (1, 100) if claim.kind == "percent" else (1,)
    if not any(_fits(claim, figures, (low * scale, high * scale), tolerance) for scale in scales):
        value = number(low) if low == high else f"{number(low)} to {number(high)}"
        written = plan.source[Span(claim.left, claim.right)]
        message = f"{written} is not {formula.right}, which is {value}"
        spans = [Span(each.left, each.right) for each in figures]
        related = tuple(Related(span, f"{plan.source[span]} is stated here") for span in spans)
        yield Finding(Span(claim.left, claim.right), message, related)


def _figure(plan: Plan, row: Row, column: int) -> Amount | None:
    """The one amount of a cell."""
    return plan.outline.amounts.only(*row.cells[column].span) if column < len(row.cells) else None


def _range(figure: Amount, mixed: bool) -> Range:
    """In hours where units of time have to be made one."""
    return figure.hours if mixed and figure.kind == "time" else (figure.low, figure.high)


def _fits(claim: Amount, figures: list[Amount], total: Range, tolerance: float) -> bool:
    """Whether both ends fit; a total that the digits printed cannot hold may be rounded either way."""
    place = 10.0**-claim.decimals
    slack = tolerance + _DUST
    if any(abs(end / place - round(end / place)) > _DUST for end in total):
        slack = max(slack, place * 0.999)
    if claim.mark == "~" or any(figure.mark == "~" for figure in figures):
        slack = max(slack, max(abs(total[1]), abs(claim.high)) * ABOUT)
    return abs(claim.low - total[0]) <= slack and abs(claim.high - total[1]) <= slack

"""Averages: the figure in an Average row, or in a line that names one, against the column or list above."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from planlint.facts.columns import Grid, Line
from planlint.facts.figures import Figure, mean, show
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related

_SHOWN = 8
_NEAR = Decimal("0.5")


def averages(plan: Plan, grid: Grid) -> Iterator[Finding]:
    """Average rows whose figure is neither the mean of its column, nor a mean weighted by another, nor the median."""
    for position, line in enumerate(grid.lines):
        if line.kind != "average":
            continue
        rows = [row for row in grid.lines[:position] if row.kind == "plain"]
        for column in range(len(line.row.cells)):
            figure = line.figure(column)
            values = [value for row in rows if (value := row.figure(column))]
            if figure is None or len(values) < 2 or any(row.text(column) for row in rows):
                continue
            if not _comparable(figure, values) or _explained(figure, values, grid, rows, column):
                continue
            yield _finding(plan, figure, values)


def _comparable(figure: Figure, values: Sequence[Figure]) -> bool:
    """Whether all are plain numbers of one kind, and the average lies where an average can lie, or close to it."""
    kinds = {(value.dimension, value.unit, value.of) for value in values}
    if len(kinds) != 1 or figure.low != figure.high or figure.open_ended:
        return False
    dimension, unit, of = next(iter(kinds))
    if figure.dimension not in (dimension, "bare") or (figure.unit and unit and figure.unit != unit):
        return False
    if figure.of not in (of, None) or not all(value.exact for value in values):
        return False
    middle = mean(values)
    return abs(figure.low - middle) <= abs(middle) * _NEAR


def _explained(figure: Figure, values: Sequence[Figure], grid: Grid, rows: Sequence[Line], column: int) -> bool:
    slack = figure.place / 2 + max(value.place for value in values) / 2 * (max(value.place for value in values) < 1)
    if figure.loose:
        slack += abs(figure.low) / 10
    middle = sorted(value.low for value in values)
    median = (middle[len(middle) // 2] + middle[(len(middle) - 1) // 2]) / 2
    candidates = [mean(values), median]
    nonzero = [value for value in values if value.low]
    if nonzero:
        candidates.append(mean(nonzero))
    for other in range(len(grid.heads)):
        pairs = [(w.low, v.low) for row in rows if (w := row.figure(other)) and (v := row.figure(column))]
        weights = sum((weight for weight, _ in pairs), Decimal(0))
        if other != column and len(pairs) == len(values) and weights:
            candidates.append(sum((weight * value for weight, value in pairs), Decimal(0)) / weights)
    return any(abs(figure.low - candidate) <= slack for candidate in candidates) or _floored(figure, mean(values))


def _floored(figure: Figure, middle: Decimal) -> bool:
    return figure.place > 0 and abs(figure.low - middle) < figure.place


def _finding(plan: Plan, figure: Figure, values: Sequence[Figure]) -> Finding:
    middle = mean(values)
    decimals = max(-(figure.place.normalize().as_tuple().exponent or 0), 0)  # type: ignore[operator]
    right = f"{middle.quantize(Decimal(1).scaleb(-decimals)):f}"
    shown = " + ".join(show(value.low) for value in values)
    sum_ = f"({shown}) / {len(values)}" if len(values) <= _SHOWN else f"the mean of the {len(values)} figures"
    unit = plan.source.text[figure.number.end : figure.span.end]
    message = f"{sum_} is {right}{unit}, the average says {plan.source[figure.span]}"
    related = tuple(Related(value.span, "one of the figures") for value in values[:_SHOWN])
    fix = Fix(f"Write {right}", (Edit(figure.number, right),), Applicability.DISPLAY)
    return Finding(figure.span, message, related, fix)

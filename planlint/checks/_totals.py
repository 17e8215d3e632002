"""What a Total row may mean, and when nothing plausible gives the figure in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from planlint.checks._rows import breaks, holds_in
from planlint.checks._sum_texts import arithmetic, has_remark, rewrite
from planlint.facts.columns import Grid, Line, head_unit
from planlint.facts.figures import Figure, Sum, add, agrees, mean, show
from planlint.facts.parts import rate_of
from planlint.facts.plan import Plan
from planlint.plan.names import normal
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.records import value_object

_SHOWN = 8
_LOOSE = Decimal("0.98")
_MIN_ROWS = 2
_TELLING = 100
"""A number from here on is rarely the same by chance."""


@value_object
class Claim:
    """A figure in a total row, the column it is about, and the rows it may cover, the natural choice first."""

    line: Line
    figure: Figure
    column: int
    covers: tuple[tuple[Line, ...], ...]


def table_totals(plan: Plan, grid: Grid) -> Iterator[Finding]:
    """Total rows whose figure is no sum, count, mean, largest or last value of the rows above."""
    for position, line in enumerate(grid.lines):
        if line.kind not in ("total", "part total") or has_remark(plan, line.row.span):
            continue
        covers = _covers(grid, position)
        if not covers or (line.kind == "part total" and position + 1 < len(grid.lines)):
            continue
        for claim in _claims(plan, grid, line, covers):
            finding = _judge(plan, grid, claim)
            if finding:
                yield finding


def _covers(grid: Grid, position: int) -> list[tuple[Line, ...]]:
    """The sets of rows that a total row at `position` may add up."""
    before = grid.lines[:position]
    plain = tuple(line for line in before if line.kind == "plain")
    cut = max(
        (index for index, line in enumerate(before) if line.kind in ("total", "part total", "divider")), default=-1
    )
    recent = tuple(line for line in before[cut + 1 :] if line.kind == "plain")
    totals = tuple(line for line in before if line.kind in ("total", "part total"))
    options = [totals, plain, recent] if len(totals) >= _MIN_ROWS and not recent else [recent, plain, totals]
    options.append((*totals, *recent))
    return [lines for index, lines in enumerate(options) if len(lines) >= _MIN_ROWS and lines not in options[:index]]


def _claims(plan: Plan, grid: Grid, line: Line, covers: Sequence[tuple[Line, ...]]) -> Iterator[Claim]:
    """The figures of a total row, each with its column: its own, or the only one with its unit where a row was filled
    in one cell too far to the left or right."""
    own: set[int] = set()
    stray: list[Figure] = []
    for column in range(len(line.row.cells)):
        figure = line.figure(column)
        if figure is None or line.row.cells[column] is line.label or not _one_rate(plan, grid, column, figure):
            continue
        if _comparable(grid, covers[0], column, figure):
            own.add(column)
            yield Claim(line, figure, column, tuple(covers))
        elif figure.dimension in ("time", "points", "money") or figure.unit:
            stray.append(figure)
    for figure in stray:
        columns = [
            column
            for column in range(len(grid.heads))
            if column not in own and _same_unit(grid, covers[0], column, figure) and line.figure(column) is None
        ]
        if len(columns) == 1:
            yield Claim(line, figure, columns[0], tuple(covers))


def _one_rate(plan: Plan, grid: Grid, column: int, figure: Figure) -> bool:
    """Whether a column does not mix amounts a month with amounts a year."""
    figures = [figure, *_figures(grid.lines, column)]
    rates = {rate_of(plan.document, value) for value in figures if value.low}
    return len(rates) < 2


def _figures(lines: Sequence[Line], column: int) -> list[Figure]:
    return [figure for line in lines if (figure := line.figure(column))]


def _comparable(grid: Grid, lines: Sequence[Line], column: int, figure: Figure) -> bool:
    """Whether a column's figures are of the kind of `figure`: the same unit, or none on one side."""
    values = _figures(lines, column)
    if len(values) < _MIN_ROWS:
        return False
    if figure.dimension == "percent" or any(value.dimension == "percent" for value in values):
        return all(value.dimension == "percent" for value in (figure, *values))
    units = {value.unit for value in values if value.unit} or {grid.units[column] if column < len(grid.units) else ""}
    dimensions = {value.dimension for value in values} - {"bare"}
    if figure.dimension == "time":
        return dimensions == {"time"} or (not dimensions and figure.unit in units)
    if "time" in dimensions or len(dimensions) > 1:
        return False
    return not figure.unit or figure.unit in units or units == {""} or len(units) > 1


def _same_unit(grid: Grid, lines: Sequence[Line], column: int, figure: Figure) -> bool:
    values = _figures(lines, column)
    if len(values) < _MIN_ROWS:
        return False
    units = {value.unit for value in values if value.unit} or {grid.units[column]}
    if figure.dimension == "money":
        return all(value.dimension == "money" for value in values)
    return units == {figure.unit}


def _judge(plan: Plan, grid: Grid, claim: Claim) -> Finding | None:
    if any(_explained(grid, claim, lines) for lines in claim.covers):
        return None
    lines = claim.covers[0]
    values = _figures(lines, claim.column)
    if len(values) < _MIN_ROWS or not _additive(claim, values) or _has_subtotal(values):
        return None
    total = add(values, claim.figure.unit)
    if _is_row_at_fault(plan, grid, claim):
        return None
    if total.open_ended and total.low * _LOOSE <= claim.figure.high < total.low:
        return None  # "200+" is often said of a little less
    if claim.figure.high > total.low and any(line.text(claim.column) for line in lines):
        return None  # a cell that is no figure may stand for the rest
    if claim.line.kind == "part total" and not _names_column(plan, grid, claim, values):
        return None
    return _report(plan, grid, claim, values, total)


def _has_subtotal(values: Sequence[Figure]) -> bool:
    """Whether some row adds up the rows above it, more than one of them not zero, without saying so."""
    above, addends = Decimal(0), 0
    for index, value in enumerate(values):
        if index > 2 and addends > 1 and value.low == above:
            return True
        above += value.low
        addends += value.low != 0
    return False


def _is_row_at_fault(plan: Plan, grid: Grid, claim: Claim) -> bool:
    """Whether the total is right once rows that break their own arithmetic are put right."""
    right = {broken.line: broken.value for broken in breaks(plan, grid) if broken.relation.target == claim.column}
    lines = claim.covers[0]
    if not right.keys() & set(lines):
        return False
    values = [
        replace(figure, low=right.get(line, figure.low), high=right.get(line, figure.high))
        for line in lines
        if (figure := line.figure(claim.column))
    ]
    return agrees(claim.figure, values)


def _names_column(plan: Plan, grid: Grid, claim: Claim, values: Sequence[Figure]) -> bool:
    """Whether "Total design" or "Total lines" may be about these figures: one unit, and no other in the label."""
    units = {value.unit for value in values}
    named = head_unit(normal(claim.line.label.text), plan.vocabulary)
    return len(units) == 1 and (not named or named in units or named == grid.units[claim.column])


def _additive(claim: Claim, values: Sequence[Figure]) -> bool:
    """Whether a sum is what a reader expects: shares that are said to make 100 %, scores of one scale, numbers that
    are not positions in a sequence."""
    figure = claim.figure
    if figure.dimension == "percent":
        total = add(values)
        return figure.exact and figure.low == 100 and all(v.exact for v in values) and 90 <= total.low <= 110
    bounds = [value.of for value in values if value.of is not None]
    if bounds:
        whole = figure.of == sum(bounds) or figure.low == sum(value.low for value in values)
        return figure.of is not None and len(bounds) == len(values) and (whole or len(set(bounds)) == 1)
    ranges = [value for value in values if value.low != value.high]
    in_sequence = all(a.high <= b.low for a, b in pairwise(values))
    return not (ranges and in_sequence and figure.low != figure.high)


def _explained(grid: Grid, claim: Claim, lines: Sequence[Line]) -> bool:
    """Whether some plausible reading of the total gives it from these rows."""
    figure = claim.figure
    values = _figures(lines, claim.column)
    if len(values) < _MIN_ROWS:
        return False
    if any(agrees(figure, subset) for subset in _subsets(lines, claim.column)):
        return _fraction_agrees(figure, values)
    middle = replace(figure, open_ended=False)
    plain = figure.of is None and all(value.of is None for value in values)
    if plain and figure.exact and figure.dimension in ("bare", "count") and figure.low == len(lines):
        return True
    half = max(figure.place / 2, figure.low / 10 if figure.loose else Decimal(0))
    if abs(mean(values) - (middle.low + middle.high) / 2) <= half and len({v.unit for v in values}) == 1:
        return figure.of is None or figure.of == values[0].of
    rising = all(a.high <= b.high for a, b in pairwise(values))
    last = figure.high == values[-1].high and figure.low == values[-1].low
    largest = figure.dimension == "time" and figure.high == max(value.high for value in values)
    return (last and rising) or largest or _weighted(grid, claim, lines, half)


def _fraction_agrees(figure: Figure, values: Sequence[Figure]) -> bool:
    """Whether the second number of a fraction is the sum, or the common value, of the second numbers added up."""
    if figure.of is None or any(value.of is None for value in values):
        return True
    bounds = [value.of for value in values if value.of is not None]
    return figure.of in (sum(bounds), bounds[0])


def _subsets(lines: Sequence[Line], column: int) -> Iterator[list[Figure]]:
    """The figures that a reader may add up: all of them; those of bold rows; those of the others; those of the rows on
    top or at the bottom of an outline ("1", "1.1")."""
    yield _figures(lines, column)
    bold = [line for line in lines if line.label.text.startswith(("**", "__"))]
    deep = [
        line
        for line in lines
        if line.label.text.lstrip("*_ ").startswith(("-", "└", "├", "↳", "&nbsp;", "→"))
        or "." in line.label.text.split(" ")[0].rstrip(".")
    ]
    for part in (bold, deep):
        if 0 < len(part) < len(lines):
            rest = [line for line in lines if line not in part]
            for chosen in (part, rest):
                if values := _figures(chosen, column):
                    yield values


def _weighted(grid: Grid, claim: Claim, lines: Sequence[Line], half: Decimal) -> bool:
    """Whether another column, taken as weights, gives the total as a weighted mean (or a sum, of percentages)."""
    for column in range(len(grid.heads)):
        if column == claim.column:
            continue
        pairs = [
            (weight.low, value.low)
            for line in lines
            if (weight := line.figure(column)) and (value := line.figure(claim.column))
        ]
        weights = sum((weight for weight, _ in pairs), Decimal(0))
        if len(pairs) < _MIN_ROWS or not weights:
            continue
        products = sum((weight * value for weight, value in pairs), Decimal(0))
        if any(abs(result - claim.figure.low) <= half for result in (products / weights, products / 100)):
            return True
    return False


def _report(plan: Plan, grid: Grid, claim: Claim, values: Sequence[Figure], total: Sum) -> Finding:
    figure = claim.figure
    said = plan.source[figure.span]
    message = f"{arithmetic(values, total, grouped=',' in said)}, the total says {said}"
    if figure.of is not None:
        average = show(mean(values))
        bounds = sum((value.of for value in values if value.of is not None), Decimal(0))
        other = f" and have a mean of {average}" if len({value.of for value in values}) == 1 else f" of {show(bounds)}"
        message = f"the {len(values)} rows add up to {show(total.low)}{other}, the total says {said}"
    related = tuple(Related(value.span, "an addend") for value in values[:_SHOWN])
    return Finding(figure.span, message, related, _fix(plan, grid, claim, values, total))


def _fix(plan: Plan, grid: Grid, claim: Claim, values: Sequence[Figure], total: Sum) -> Fix | None:
    """The total rewritten from its column, in its own way of writing; only where all is exact and in one unit."""
    figure = claim.figure
    plain = claim.line.kind == "total" and figure.exact and figure.of is None and figure.dimension != "percent"
    same = not total.mixed and all(value.exact and value.of is None for value in values)
    if not (plain and same) or any(line.text(claim.column) for line in claim.covers[0]):
        return None
    written = plan.source[figure.number]
    text = rewrite(written, total.low)
    if text is None:
        return None
    broken = [each for each in breaks(plan, grid) if claim.column in each.relation.columns]
    doubtful = any(each.line in claim.covers[0] for each in broken)
    supported = doubtful or holds_in(plan, grid, claim.line) or _stands_elsewhere(plan, grid, claim)
    grade = Applicability.UNSAFE if supported else Applicability.SAFE
    return Fix(f"Write {text}", (Edit(figure.number, text),), grade)


def _stands_elsewhere(plan: Plan, grid: Grid, claim: Claim) -> bool:
    """Whether the plan gives the total a second time, outside this table."""
    figure = claim.figure
    unit = figure.unit or (grid.units[claim.column] if claim.column < len(grid.units) else "")
    return any(
        quantity.low == quantity.high == figure.low
        and not grid.table.span.covers(quantity.span)
        and (quantity.unit == unit != "" or figure.low >= _TELLING)
        for quantity in plan.quantities.all
    )

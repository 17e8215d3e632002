"""A row's own arithmetic: "Base + Buffer = Total", "After - Before = Change"."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from planlint.facts.columns import Grid, Line
from planlint.facts.figures import Figure, add, agrees, show
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.records import value_object

_MAX_COLUMNS = 8
_ENOUGH = 3


@value_object
class Relation:
    """`target` is the sum or the difference of `operands` (columns)."""

    target: int
    sign: str
    operands: tuple[int, ...]
    clear: bool
    """The target's head says what it is ("Total", "Change")."""

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns that take part."""
        return (self.target, *self.operands)


@value_object
class Break:
    """A row that does not fit a relation, with what its target should be and how many rows fit."""

    line: Line
    relation: Relation
    value: Decimal
    held: int


def rows(plan: Plan, grid: Grid) -> Iterator[Finding]:
    """Rows that break a relation which the heads and the other rows show."""
    for broken in breaks(plan, grid):
        yield _report(plan, grid, broken)


def breaks(plan: Plan, grid: Grid) -> list[Break]:
    """The rows that break a relation, each once."""
    columns = _numeric(grid)
    if not 3 <= len(columns) <= _MAX_COLUMNS:
        return []
    found: dict[Line, Break] = {}
    lines = [line for line in grid.lines if line.kind in ("plain", "total", "part total")]
    for relation in _relations(plan, grid, columns):
        verdicts = [(line, _holds(line, relation)) for line in lines]
        held = [line for line, verdict in verdicts if verdict]
        broken = [line for line, verdict in verdicts if verdict is False]
        if broken and _convincing(relation, held, broken):
            for line in broken:
                found.setdefault(line, Break(line, relation, _value(line, relation), len(held)))
    return list(found.values())


def holds_in(plan: Plan, grid: Grid, line: Line) -> bool:
    """Whether `line` fits a relation that the other rows of its table show."""
    columns = _numeric(grid)
    if not 3 <= len(columns) <= _MAX_COLUMNS:
        return False
    for relation in _relations(plan, grid, columns):
        verdicts = [_holds(other, relation) for other in grid.plain()]
        if verdicts.count(True) >= 2 and verdicts.count(True) > verdicts.count(False) and _holds(line, relation):
            return True
    return False


def _numeric(grid: Grid) -> list[int]:
    """Columns in which at least two rows hold a figure, and at least half of those that are not blank."""
    lines = list(grid.plain())
    found = []
    for column in range(len(grid.heads)):
        figures = sum(line.figure(column) is not None for line in lines)
        if figures >= 2 and figures > sum(bool(line.text(column)) for line in lines):
            found.append(column)
    return found


def _relations(plan: Plan, grid: Grid, columns: Sequence[int]) -> list[Relation]:
    """Candidates, the likeliest first: clear heads before others, more operands before fewer."""
    candidates: list[Relation] = []
    for target in columns:
        head = grid.heads[target]
        total = plan.vocabulary.mentions("sum-words", head)
        others = [column for column in columns if column != target]
        candidates += [Relation(target, "+", operands, total) for operands in _runs(target, others)]
        if plan.vocabulary.mentions("change-words", head):
            pairs = sorted(permutations(others, 2), key=lambda pair: _falls(grid, *pair))
            candidates += [Relation(target, "-", pair, True) for pair in pairs]
    return sorted(candidates, key=lambda relation: (not relation.clear, -len(relation.operands)))


def _falls(grid: Grid, minuend: int, subtrahend: int) -> bool:
    """Whether a difference is below zero in most rows: where a change has no sign, it is taken the other way round."""
    pairs = [(line.figure(minuend), line.figure(subtrahend)) for line in grid.plain()]
    known = [(a, b) for a, b in pairs if a and b]
    return sum(a.low < b.low for a, b in known) * 2 > len(known)


def _runs(target: int, others: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Sets of columns that may be added up: all others, those left of the target, those right of it, neighbours."""
    seen: set[tuple[int, ...]] = set()
    left = [column for column in others if column < target]
    right = [column for column in others if column > target]
    for part in (others, left, right, *(left[-size:] for size in (2, 3)), *(right[:size] for size in (2, 3))):
        chosen = tuple(part)
        if len(chosen) >= 2 and chosen not in seen:
            seen.add(chosen)
            yield chosen


def _holds(line: Line, relation: Relation) -> bool | None:
    """Whether the row fits; None where a cell is missing, rounded or open, or all but one are zero."""
    target = line.figure(relation.target)
    operands = [line.figure(column) for column in relation.operands]
    blank = [
        figure is None and not line.text(column) for figure, column in zip(operands, relation.operands, strict=True)
    ]
    figures = [figure for figure in operands if figure is not None]
    if target is None or not all(f is not None or empty for f, empty in zip(operands, blank, strict=True)):
        return None
    if len(figures) < 2 or not all(_usable(figure) for figure in (target, *figures)):
        return None
    if sum(figure.low != 0 for figure in figures) < 2:
        return None
    if relation.sign == "+":
        return agrees(target, figures) if _one_kind([target, *figures]) else None
    if any(blank):
        return None
    return _difference(target, figures)


def _usable(figure: Figure) -> bool:
    return figure.low == figure.high and not figure.open_ended and not figure.loose


def _one_kind(figures: Sequence[Figure]) -> bool:
    kinds = {figure.dimension for figure in figures} - {"bare"}
    return len(kinds) <= 1 and len({figure.of for figure in figures}) == 1


def _difference(target: Figure, figures: Sequence[Figure]) -> bool | None:
    minuend, subtrahend = figures
    if not _one_kind(figures) or (target.dimension == "percent" and minuend.dimension != "percent"):
        return None
    if len({figure.unit for figure in (target, *figures) if figure.unit}) > 1:
        return None
    slack = max(target.place - max(minuend.place, subtrahend.place), Decimal(0))
    result = minuend.low - subtrahend.low
    return abs(result - target.low) <= slack or (not target.signed and abs(abs(result) - target.low) <= slack)


def _convincing(relation: Relation, held: Sequence[Line], broken: Sequence[Line]) -> bool:
    """Whether so many different rows fit that those which do not are wrong."""
    kinds = {tuple(line.figure(column).low for column in relation.operands if line.figure(column)) for line in held}  # type: ignore[union-attr]
    if relation.clear:
        return len(broken) <= len(held) if len(kinds) >= 2 else len(kinds) == len(broken) == 1
    return len(kinds) >= _ENOUGH and len(broken) * 3 <= len(held)


def _value(line: Line, relation: Relation) -> Decimal:
    """What the target of `line` should be."""
    target = line.figure(relation.target)
    figures = [figure for column in relation.operands if (figure := line.figure(column))]
    if relation.sign == "+":
        return add(figures, target.unit if target else "").low
    return figures[0].low - figures[1].low


def _report(plan: Plan, grid: Grid, broken: Break) -> Finding:
    relation, line, value = broken.relation, broken.line, broken.value
    target = line.figure(relation.target)
    assert target is not None
    figures = [figure for column in relation.operands if (figure := line.figure(column))]
    joined = f" {relation.sign} ".join(show(figure.low) for figure in figures)
    names = [plan.source[grid.table.header.cells[c].span].strip("*") for c in (*relation.operands, relation.target)]
    rule = f"{f' {relation.sign} '.join(names[:-1])} = {names[-1]}"
    rows_held = "the other row" if broken.held == 1 else f"{broken.held} rows"
    message = f"{joined} = {show(value)}, this row says {plan.source[target.span]} ({rule} in {rows_held})"
    related = tuple(Related(figure.span, "an operand") for figure in figures)
    fix = Fix(f"Write {show(value)}", (Edit(target.number, show(value)),), Applicability.DISPLAY)
    return Finding(target.span, message, related, fix if value >= 0 and relation.sign == "+" else None)

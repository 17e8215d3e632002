"""Relations between the columns of a table: "Base + Buffer = Total", found in the rows, and averages of a column."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import NamedTuple

from planlint.compare.plan import Plan
from planlint.compare.telling import tell_fraction
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import BUCKETS, DUST, FAR, Value, factor_to
from planlint.plan.amounts import Amount
from planlint.plan.outline import Group, Node
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.text.source import Span

_DIGITS = regex(r"[\d.,]*\d")
_COLUMNS = 9
"""A table with more figures a row is not searched."""
_FEWEST = 2
_WITHOUT_ROLE = 3
"""In how many rows a formula must hold: fewer where a head says that its column is a total or a change."""


class Formula(NamedTuple):
    """The columns `parts` add up to the column `whole`; `blamed` is the one whose head says that it is worked out."""

    parts: tuple[int, ...]
    whole: int
    blamed: int
    role: str

    def value(self, row: Mapping[int, Amount]) -> float:
        """What the other columns give for the blamed one."""
        if self.blamed == self.whole:
            return sum(row[c].low for c in self.parts)
        return row[self.whole].low - sum(row[c].low for c in self.parts if c != self.blamed)


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this kind."""
    for group in plan.outline.groups:
        if group.kind == "rows" and len(group.nodes) > _FEWEST:
            yield from formulas(plan, group)
            yield from averages(plan, group)


def formulas(plan: Plan, group: Group) -> Iterator[Tie]:
    """A cell against the other cells of its row, by a formula that holds in other rows."""
    rows = [(node, _figures(plan, node)) for node in group.nodes]
    table = group.nodes[0].table
    columns = sorted({c for _, row in rows for c in row if table and c < len(table.header.cells)})
    if not 3 <= len(columns) <= _COLUMNS:
        return
    taken: set[int] = set()
    for formula in _candidates(plan, group, columns):
        used = {*formula.parts, formula.whole}
        full = [(n, row) for n, row in rows if used <= row.keys() and _one_unit([row[c] for c in used])]
        right = [(n, row) for n, row in full if abs(formula.value(row) - row[formula.blamed].low) < DUST]
        telling = {tuple(row[c].low for c in sorted(used)) for _, row in right if all(row[c].low for c in used)}
        wrong = len(full) - len(right)
        need = _FEWEST if formula.role else max(_WITHOUT_ROLE, _WITHOUT_ROLE * wrong)
        if len(telling) < need or wrong > len(telling) or formula.blamed in taken:
            continue
        taken.add(formula.blamed)
        for node, row in full:
            stated = row[formula.blamed]
            others = len(telling) - (tuple(row[c].low for c in sorted(used)) in telling)
            features = (formula.role or "plain", "many" if others > _WITHOUT_ROLE else "few")
            tie = Tie("total.formula", "SUM002", node, features, partial(_tell_formula, plan, formula, row, len(right)))
            every = Value(sum(a.low for c, a in row.items() if c != formula.blamed))
            value = Value(formula.value(row), unit=stated.unit, decimals=stated.decimals)
            yield tie.weigh(stated, value, [Reading(every, "all columns")])


def averages(plan: Plan, group: Group) -> Iterator[Tie]:
    """A cell of an Average row against the means of its column."""
    node = group.nodes[-1]
    word = plan.outline.totals.get(node, "")
    if not word or not plan.vocabulary.prefix("average-words", word):
        return
    above = [n for n in group.nodes[:-1] if n not in plan.outline.totals]
    rows = [_figures(plan, n) for n in above]
    for column, stated in _figures(plan, node).items():
        parts = [row[column] for row in rows if column in row]
        if len(parts) < _FEWEST or len(parts) < len(above) or not _one_unit([stated, *parts]):
            continue
        mean = Value(sum(a.low for a in parts) / len(parts), unit=stated.unit, decimals=3)
        tie = Tie("total.mean", "SUM006", node, (stated.kind,), partial(_tell_mean, plan, parts))
        tie.given, tie.parts = DOUBTFUL, above  # hardly any plan has one: agreement says nothing yet
        tie.weigh(stated, mean, list(_means(rows, column)))
        if min(a.low for a in parts) <= stated.low <= max(a.low for a in parts) and tie.outcome not in BUCKETS[2:]:
            yield tie  # one farther off is no mean of these rows


def fractions(plan: Plan, node: Node, stated: Amount, cells: Sequence[Span]) -> Iterator[Tie]:
    """A total fraction against the fractions above it: numerators, or where those agree, denominators."""
    parts = [a for span in cells if (a := plan.outline.amounts.only(*span)) and a.of is not None]
    if len(parts) < _FEWEST or len(parts) < len(cells) or stated.of is None or all(a.of == stated.of for a in parts):
        return  # scores have weights that nobody states
    tie = Tie("total.fraction", "SUM001", node, (), partial(tell_fraction, plan, parts))
    tie.given = LIKELY  # hardly any plan has one: agreement says nothing yet
    tie.weigh(stated, Value(sum(a.low for a in parts)))
    if not tie.differs:
        tie.weigh(denominator(stated), Value(sum(a.of or 0.0 for a in parts)))
    if tie.outcome not in FAR:
        yield tie


def denominator(fraction: Amount) -> Amount:
    """The number of all in a fraction, where the fraction stands."""
    of = fraction.of or 0.0
    made = Amount(fraction.start, fraction.end, fraction.left, of, of, 0)
    made.unit, made.kind = fraction.unit, fraction.kind
    return made


def numerator(plan: Plan, score: Amount) -> Amount:
    """What comes to so much in "82/100", where the rows above are plain points."""
    digits = _DIGITS.match(plan.outline.text, score.start, score.end)
    made = Amount(score.start, digits.end() if digits else score.end, score.left, score.low, score.high, score.decimals)
    made.unit, made.kind, made.mark = score.unit, score.kind, score.mark
    return made


def _means(rows: Sequence[Mapping[int, Amount]], column: int) -> Iterator[Reading]:
    """The mean without zeros, the median, the means weighted by another column."""
    values = sorted(row[column].low for row in rows)
    some = [v for v in values if v]
    if some:
        yield Reading(Value(sum(some) / len(some), decimals=3), "mean without zeros")
    middle = len(values) // 2
    yield Reading(Value((values[middle] + values[~middle]) / 2, decimals=3), "median")
    for other in set.intersection(*(set(row) for row in rows)) - {column}:
        if weight := sum(row[other].low for row in rows):
            mean = sum(row[column].low * row[other].low for row in rows) / weight
            yield Reading(Value(mean, decimals=3), "weighted mean")


def _figures(plan: Plan, node: Node) -> dict[int, Amount]:
    """The cells of a row, the first left out, that hold one exact figure."""
    found = {}
    for column, stated in node.figures.items():
        amount = stated[0] if len(stated) == 1 else plan.outline.amounts.only(*node.cells[column].span)
        if column and amount and amount.exact and amount.of is None and amount.kind != "percent":
            found[column] = amount
    return found


def _one_unit(amounts: Sequence[Amount]) -> bool:
    units = {a.unit for a in amounts if a.unit}
    return len(units) <= 1 or all(factor_to(a, b) == 1 for a, b in combinations(units, 2))


def _candidates(plan: Plan, group: Group, columns: Sequence[int]) -> Iterator[Formula]:
    """Sums of all columns or of two, those first whose head names what is worked out."""
    table = group.nodes[0].table
    assert table is not None
    heads = {c: table.header.cells[c].text for c in columns}
    roles = {c: _role(plan, head) for c, head in heads.items()}
    found = []
    for whole in columns:
        others = tuple(c for c in columns if c != whole)
        for parts in (others, *(combinations(others, 2) if len(others) > _FEWEST else ())):
            change = next((c for c in parts if roles[c] == "change"), None)
            if roles[whole] == "total" or change is None:
                found.append(Formula(parts, whole, whole, roles[whole]))
            else:
                found.append(Formula(parts, whole, change, "change"))
    return iter(sorted(found, key=lambda f: (not f.role, -len(f.parts))))


def _role(plan: Plan, head: str) -> str:
    vocabulary = plan.vocabulary
    if vocabulary.mentions("total-words", head):
        return "total"
    return "change" if any(vocabulary.mentions(f"{what}-words", head) for what in ("change", "improvement")) else ""


# --- messages --------------------------------------------------------------------------------------------------------


def _tell_formula(plan: Plan, formula: Formula, row: Mapping[int, Amount], rows: int, tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    table = tie.node.table
    assert table
    if formula.blamed == formula.whole:
        operands, sign = formula.parts, " + "
    else:
        operands, sign = (formula.whole, *(c for c in formula.parts if c != formula.blamed)), " - "
    numbers = sign.join(Value(row[c].low, decimals=row[c].decimals).text() for c in operands)
    heads = sign.join(table.header.cells[c].text.strip(" *") for c in operands)
    blamed = table.header.cells[formula.blamed].text.strip(" *")
    stated = plan.outline.text[tie.amount.left : tie.amount.right]
    message = f"{numbers} = {tie.shown.text()}, this row says {stated} ({heads} = {blamed} in {rows} rows)"
    related = tuple(Related(Span(row[c].left, row[c].right), "an operand") for c in operands)
    return Finding(Span(tie.amount.left, tie.amount.right), message, related, confidence=tie.confidence)


def _tell_mean(plan: Plan, parts: Sequence[Amount], tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    stated = plan.outline.text[tie.amount.left : tie.amount.right]
    mean = f"{tie.shown.low:.{max(tie.amount.decimals, 1)}f}"
    shown = " + ".join(Value(a.low, decimals=a.decimals).text() for a in parts)
    sums = f"({shown}) / {len(parts)}" if len(parts) <= 8 else f"the mean of the {len(parts)} figures above"
    related = tuple(Related(Span(a.left, a.right), "a figure") for a in parts)
    message = f"{sums} is {mean}, the average says {stated}"
    return Finding(Span(tie.amount.left, tie.amount.right), message, related, confidence=tie.confidence)

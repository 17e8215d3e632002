"""One thing, two estimates."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from planlint.facts.estimate_claims import Statement
from planlint.facts.figures import CONVENTIONS, Figure, add, agrees, conventions, factor
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding, Related

_CLEAR = Decimal("1.5")


def conflicts(plan: Plan) -> Iterator[Finding]:
    """Places that name one thing and give it estimates of which none is the same, or overlaps."""
    for group in plan.groups:
        statements = [statement for subject in group for statement in plan.estimates.of(subject)]
        if len(statements) < 2 or not _is_one_thing(group):
            continue
        for statement in statements:
            finding = _against(plan, statement, statements)
            if finding:
                yield finding
                break


def _against(plan: Plan, statement: Statement, statements: Sequence[Statement]) -> Finding | None:
    others = [
        other
        for other in statements
        if other.main.dimension == statement.main.dimension and _comparable(statement.subject, other.subject)
    ]
    if statement.place == "row":
        others = [other for other in others if other.place == "row" and other.key == statement.key]
        if not others or min(other.main.span for other in others) > statement.main.span:
            return None
    if not others:
        return None
    if any(_same(statement, other) for other in others):
        return _named_apart(plan, statement, others)
    rows = [other.main for other in others if other.place == "row"]
    if len(rows) > 1 and agrees(statement.main, rows):
        return None
    clear = [other for other in others if _clear(statement.main, other)]
    if not clear:
        return None
    said = plan.source[statement.main.span]
    seen = ", ".join(dict.fromkeys(_shown(plan, other) for other in clear[:3]))
    related = tuple(Related(other.main.span, f"{_shown(plan, other)} is stated here") for other in clear[:4])
    return Finding(statement.main.span, f"estimated at {said} here, at {seen} elsewhere", related)


def _named_apart(plan: Plan, statement: Statement, others: Sequence[Statement]) -> Finding | None:
    """A part of the estimate that a row gives under the same name: "6h buffer" against a Buffer of 0.5h."""
    for word, figure in statement.named if statement.place != "row" else ():
        rows = [row for other in others if other.place == "row" for head, row in other.named if head == word]
        if rows and not any(_overlap(figure, row) for row in rows):
            said, seen = plan.source[figure.span], plan.source[rows[0].span]
            related = (Related(rows[0].span, f"{seen} is stated here"),)
            return Finding(figure.span, f"{said} {word} here, {seen} elsewhere", related)
    return None


def _is_one_thing(group: Sequence[Subject]) -> bool:
    """Whether more than a recurring word holds the group together: an id, or a title that a heading or row has too."""
    shared = set.intersection(*(set(subject.ids) for subject in group))
    kinds = [subject.kind for subject in group]
    return bool(shared) or (len(set(kinds)) == len(kinds) and bool({"section", "row"} & set(kinds)))


def _comparable(a: Subject, b: Subject) -> bool:
    """Whether two places may speak of one thing: not two entries of one list or table, nor two parts of a plan that
    count their own phases."""
    if a is b or (a.table is not None and a.table is b.table):
        return False
    if a.item and b.item and a.item.list_index == b.item.list_index:
        return False
    numbered = any(" " in key for key in set(a.ids) & set(b.ids))
    return not (numbered and a.kind == b.kind == "section" and a.section.parent is not b.section.parent)


def _shown(plan: Plan, statement: Statement) -> str:
    figures = list(dict.fromkeys(plan.source[figure.span] for figure in statement.figures))
    return " / ".join(figures)


def _same(a: Statement, b: Statement) -> bool:
    """Whether some figure of one place fits some figure of the other."""
    return any(_overlap(x, y) for x in a.figures for y in b.figures)


def _overlap(a: Figure, b: Figure) -> bool:
    """Whether two figures may mean the same amount, days and weeks taken in any usual way."""
    if a.open_ended or b.open_ended:
        return True
    for convention in conventions([a, b]) if a.unit != b.unit else CONVENTIONS[:1]:
        low_a, high_a = (value * factor(a.unit, convention) for value in (a.low, a.high))
        low_b, high_b = (value * factor(b.unit, convention) for value in (b.low, b.high))
        slack = max(high_a, high_b) / 10 if a.loose or b.loose or a.unit != b.unit else Decimal("1e-9")
        if low_a <= high_b + slack and low_b <= high_a + slack:
            return True
    return False


def _clear(figure: Figure, other: Statement) -> bool:
    """Whether the two differ beyond doubt: in one unit at all, in different units by half and more."""
    if all(figure.unit == value.unit or {figure.unit, value.unit} <= {"minute", "hour"} for value in other.figures):
        return True
    for value in other.figures:
        ratios = []
        for convention in conventions([figure, value]):
            a = add([figure], figure.unit).high * factor(figure.unit, convention)
            b = value.high * factor(value.unit, convention)
            ratios.append(max(a / b, b / a) if a and b else Decimal(1))
        if min(ratios) < _CLEAR:
            return False
    return True

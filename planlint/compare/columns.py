"""Relations of the family `total` over a table: its column of tests, files or lines states their
sum, and "45 tests" elsewhere in the plan says it again."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

from planlint.compare.parts import Parts
from planlint.compare.plan import Plan
from planlint.compare.telling import CODES, tell
from planlint.compare.tie import Tie
from planlint.compare.values import FAR, compare
from planlint.plan.names import normal
from planlint.plan.outline import Group, Node
from planlint.text.policy import DOUBTFUL, FEW, LIKELY
from planlint.words.vocabulary import mentions

_FEWEST = 3
_UNITS = frozenset({"test", "file", "line", "task", "hour", "day", "point", "item", "component", "feature", "issue"})


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of column sums."""
    columns: dict[str, list[tuple[Group, Parts]]] = defaultdict(list)
    for group in plan.outline.groups:
        if group.kind == "rows" and len(group.nodes) >= _FEWEST:
            for unit, parts in _columns(plan, group):
                columns[unit].append((group, parts))
    for unit, found in columns.items():
        if len(found) == 1:
            yield from _claims(plan, unit, *found[0])


def _columns(plan: Plan, group: Group) -> Iterator[tuple[str, Parts]]:
    """The columns of a table without a total in which every cell is one number of one unit; the header may name it."""
    outline, table = plan.outline, group.nodes[0].table
    if table is None:
        return
    nodes = [node for node in group.nodes if node not in outline.totals]
    units = plan.vocabulary.units
    for column, head in enumerate(table.header.cells):
        words = normal(head.text).split()
        named = units.get(words[-1], units.get(words[0], "")) if words else ""
        if not column or (named and named not in _UNITS):
            continue
        if not nodes or len(nodes[0].figures.get(column, ())) != 1:
            continue
        parts = Parts(plan, named)
        parts.add([(node, node.figures.get(column, ())) for node in nodes])
        amounts = parts.amounts
        unit = named or (amounts[0].unit if amounts else "")
        alike = all(a.unit in ("", unit) and a.of is None and a.kind != "percent" for a in amounts)
        if unit in _UNITS and alike and parts.completeness == "full":
            parts.unit = unit
            for amount in amounts:
                outline.amounts.name(amount, unit)
            yield unit, parts


def _claims(plan: Plan, unit: str, group: Group, parts: Parts) -> Iterator[Tie]:
    """The statements of that unit outside tables which may be the sum."""
    value = parts.value()
    if value is None:
        return
    outline = plan.outline
    largest = max(a.high for a in parts.amounts)
    claims = [
        (node, a)
        for a in outline.amounts.all
        if a.unit == unit and a.of is None and a.high > max(largest, FEW) and a.mark not in ("<", ">") and not a.sign
        if (node := outline.at(a.start)) and node.kind not in ("row", "drawn")
    ]
    agreeing = [a for _, a in claims if compare(a, value) != "differs"]
    repeated = Counter(a.low for _, a in claims)
    told: set[float] = set()
    fields = {node for own in plan.spans_of_work.values() for node, _ in own if node.section.level <= 1}
    for node, claim in claims:
        words = plan.vocabulary.lists["sum-words"]
        how = "total" if mentions(words, outline.words(node).casefold()) else "once"
        how = "field" if node in fields else how
        how = f"{how} repeated" if repeated[claim.low] > 1 else how
        if how == "once" or claim.low in told:
            continue
        told.add(claim.low)
        exact = "exact" if claim.exact and all(a.exact for a in parts.amounts) else "about"
        features = (how, _place(node, group), exact)
        tie = Tie("total.column", CODES.get(claim.kind, "SUM001"), node, features, partial(tell, parts))
        tie.parts = parts.nodes
        tie.weigh(claim, value, list(parts.readings(claim, node.section)))
        if node in fields and tie.outcome not in FAR:  # hardly any plan says no more: agreement says nothing yet
            tie.given = LIKELY if claim.high < value.low else DOUBTFUL
        if tie.differs and agreeing:
            tie.outcome = "explained"  # another figure is the sum; this one counts something else
        yield tie


def _place(node: Node, group: Group) -> str:
    if node.section is group.nodes[0].section:
        return "same section"
    return "document" if node.section.level <= 1 else "elsewhere"

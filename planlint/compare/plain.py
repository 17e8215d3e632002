"""Relations of the family `total` for figures without a unit: a total that says in words what it counts ("Total
methods: 81"), right above or below its parts, or a field over a list ("Tests: 81")."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import attrgetter

from planlint.compare.counts import form_of
from planlint.compare.listing import BRACKETS
from planlint.compare.parts import Parts, goes_on
from planlint.compare.plan import Plan
from planlint.compare.sums import closed_by, is_sum, label_of, sum_tie
from planlint.compare.tie import Tie
from planlint.compare.values import FAR
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.outline import Group, Node
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY

_WORD = regex(r"[^\W\d_]{3,}")


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    totals, closed = plan.outline.totals, closed_by(plan)
    for group in plan.outline.groups:
        lead = group.lead
        if lead and lead.amounts and lead.kind != "heading" and group.kind != "sections":
            before = _line_before(plan, lead)
            if before and (before not in totals or is_sum(plan, before)) and not goes_on(group):
                yield from _against(plan, before, group)
    for group, after in closed:
        if group.kind != "sections" and after.kind != "heading":
            yield from _against(plan, after, group)


def _against(plan: Plan, node: Node, group: Group) -> Iterator[Tie]:
    """The figure of a total or field against those of a group."""
    stated = _stated(plan, node)
    parts = _parts(plan, stated, _words(plan, node), group) if stated else None
    if stated and parts and parts.completeness == "full":
        features = (label_of(plan, node, stated.left), "full")
        yield from map(_given, sum_tie("total.plain", "SUM001", node, features, stated, [parts]))


def _line_before(plan: Plan, lead: Node) -> Node | None:
    """The line that introduces a group, where it ends no other."""
    above = plan.outline.nodes[lead.index - 1] if lead.kind == "line" and lead.index else None
    return None if above and above.kind in ("row", "item") else lead


def _given(tie: Tie) -> Tie:
    tie.given = LIKELY  # it ties too seldom for a model of its own
    if tie.outcome in FAR:
        tie.outcome = "explained"
    return tie


def _stated(plan: Plan, node: Node) -> Amount | None:
    """The one count of a line, behind a colon, and nothing else behind it where it has no noun."""
    found = [a for a in node.amounts if a.kind in COUNTS]
    if len(found) != 1 or not found[0].exact or found[0].of is not None or form_of(plan, node, found[0]) != "field":
        return None
    behind = BRACKETS.sub("", plan.outline.text[found[0].right : node.end]).strip(" *_.")
    return found[0] if found[0].kind == "count" or not behind else None


def _words(plan: Plan, node: Node) -> set[str]:
    return {word.casefold().rstrip("s") for word in _WORD.findall(plan.outline.words(node))}


def _parts(plan: Plan, stated: Amount, label: set[str], group: Group) -> Parts | None:
    """The figures of the list, or of the one column that is headed by a word of the total, or has figures at all; None
    where they are in the unit of the total, which others add up."""
    if group.kind != "rows":
        if group.kind == "drawn" and _has_more(plan, group):
            return None
        parts = _counts(plan, stated.unit, group, attrgetter("amounts"))
        units = {a.unit.rstrip("s") for a in parts.amounts}
        known = stated.unit and units == {stated.unit}
        return parts if len(parts.amounts) > 1 and not known and (units == {""} or units & label) else None
    table, found = group.nodes[0].table, list[tuple[bool, Parts]]()
    for column in sorted({c for node in group.nodes for c in node.figures} - {0}):
        parts = _counts(plan, stated.unit, group, partial(_figures, column))
        heads = _WORD.findall(table.header.cells[column].text.casefold()) if table else []
        if len(parts.amounts) > 1:
            found.append((not label.isdisjoint(head.rstrip("s") for head in heads), parts))
    named = [parts for is_named, parts in found if is_named] or [parts for _, parts in found]
    return named[0] if len(named) == 1 else None


def _has_more(plan: Plan, group: Group) -> bool:
    """Whether the line right behind drawn ones has a figure, too: it may be one of them, drawn a little off."""
    last = group.nodes[-1]
    behind = plan.outline.nodes[last.index + 1 : last.index + 2]
    return any(node.kind == "drawn" and node.line == last.line + 1 and node.amounts for node in behind)


def _figures(column: int, row: Node) -> Sequence[Amount]:
    return row.figures.get(column, ())


def _counts(plan: Plan, unit: str, group: Group, figures: Callable[[Node], Sequence[Amount]]) -> Parts:
    """The members of `group` as parts, each with its counts, whatever they count."""
    parts, totals = Parts(plan, unit), plan.outline.totals
    counts = {node: [a for a in figures(node) if a.kind in COUNTS and a.of is None] for node in group.nodes}
    parts.add((node, found) for node, found in counts.items() if node not in totals)
    parts.called_totals = [a for node, found in counts.items() if node in totals for a in found]
    return parts

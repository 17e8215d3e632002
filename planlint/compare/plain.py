"""Relations of the family `total` for a total that names in words what it counts ("Total methods: 81"), against bare
figures or counts right above or below it."""

from collections.abc import Iterator, Sequence

from planlint.compare.counts import form_of
from planlint.compare.parts import Parts, goes_on, line_after
from planlint.compare.plan import Plan
from planlint.compare.sums import is_sum, label_of, sum_tie
from planlint.compare.tie import Tie
from planlint.compare.values import FAR
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.outline import Group, Node
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY

_WORD = regex(r"[^\W\d_]{3,}")


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    totals = plan.outline.totals
    for group in plan.outline.groups:
        if group.kind == "sections" or goes_on(group):
            continue
        for node in {line_after(plan, group), _line_before(plan, group)}:
            if node is None or node not in totals or node.kind == "heading" or not is_sum(plan, node):
                continue
            stated = _stated(plan, node)
            parts = _parts(plan, stated, _words(plan, node), group) if stated else None
            if stated and parts and parts.completeness == "full":
                yield from map(
                    _given,
                    sum_tie(
                        "total.plain", "SUM001", node, (label_of(plan, node, stated.left), "full"), stated, [parts]
                    ),
                )


def _line_before(plan: Plan, group: Group) -> Node | None:
    """The line that introduces a group, where it ends no other."""
    lead = group.lead
    above = plan.outline.nodes[lead.index - 1].kind if lead and lead.index else ""
    return None if above in ("row", "item") else lead


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
    behind = plan.outline.text[found[0].right : node.end].strip(" *_.")
    return found[0] if found[0].kind == "count" or not behind else None


def _words(plan: Plan, node: Node) -> set[str]:
    return {word.casefold().rstrip("s") for word in _WORD.findall(plan.outline.words(node))}


def _parts(plan: Plan, stated: Amount, label: set[str], group: Group) -> Parts | None:
    """The figures of the list, or of the one column that is headed by a word of the total, or has figures at all."""
    members = [node for node in group.nodes if node not in plan.outline.totals]
    if group.kind != "rows":
        parts = _counts(plan, stated.unit, [(n, n.amounts) for n in members])
        units = {a.unit.rstrip("s") for a in parts.amounts}
        return parts if len(parts.amounts) > 1 and (units == {""} or units & label) else None
    table, found = group.nodes[0].table, list[tuple[bool, Parts]]()
    for column in sorted({c for node in members for c in node.figures} - {0}):
        parts = _counts(plan, stated.unit, [(n, n.figures.get(column, ())) for n in members])
        heads = _WORD.findall(table.header.cells[column].text.casefold()) if table else []
        if len(parts.amounts) > 1:
            found.append((not label.isdisjoint(head.rstrip("s") for head in heads), parts))
    named = [parts for is_named, parts in found if is_named] or [parts for _, parts in found]
    return named[0] if len(named) == 1 else None


def _counts(plan: Plan, unit: str, members: Sequence[tuple[Node, Sequence[Amount]]]) -> Parts:
    """`members` as parts, each with its counts, whatever they count."""
    parts = Parts(plan, unit)
    parts.add([(node, [a for a in found if a.kind in COUNTS and a.of is None]) for node, found in members])
    return parts

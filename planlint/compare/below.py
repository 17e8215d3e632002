"""A fraction in a heading, label, item or drawn line against those, or the counts, of the parts right below it
(PRG009): "Checks (21/21)" over "Search (8/8)" and "Basket (7/9)", "Tasks (11/11)" over "Search (4 tasks)"."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from planlint.compare.formulas import denominator
from planlint.compare.plan import Plan
from planlint.compare.share import words_of
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import FAR, Value, number
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.outline import Node
from planlint.plan.standing import standing
from planlint.text.diagnostics import Finding, Related
from planlint.text.policy import LIKELY
from planlint.text.source import Span

_Parts = Sequence[tuple[Node, Amount]]


def below(plan: Plan) -> Iterator[Tie]:
    """All ties of this kind."""
    stated = {each.node: each.fractions for each in plan.shares if each.fractions}
    for node, found in stated.items():
        if node.kind == "row" or len(found) > 1 or not _is_count(found[0]) or not plan.outline.below(node):
            continue
        for nodes in _members(plan, node):
            if parts := _fractions(stated, nodes):
                tie = _of_fractions(plan, node, found[0], parts)
            else:
                tie = _of_counts(plan, node, found[0], nodes)
            if tie:
                yield tie
                break


def _is_count(fraction: Amount) -> bool:
    return fraction.exact and fraction.kind in COUNTS and fraction.low <= (fraction.of or 0.0)


def _members(plan: Plan, node: Node) -> Iterator[Sequence[Node]]:
    """The nodes that may be the parts: of what `node` introduces, of the sections right below a heading, and the
    labels over its lists."""
    groups = plan.outline.below(node)
    for group in groups:
        if len(group.nodes) > 1 and group.kind != "rows" and (group.lead is node or group.kind == "sections"):
            yield [each for each in group.nodes if each not in plan.outline.totals]
    tops = [g for g in groups if g.kind != "sections" and g.heading is node and g.nodes[0].parent is None]
    labels = [g.lead for g in tops if g.lead is not None and g.lead.kind == "line"]
    if len(labels) > 1 and len(set(labels)) == len(tops):
        yield labels


def _fractions(stated: Mapping[Node, Sequence[Amount]], nodes: Sequence[Node]) -> _Parts:
    """Each part with its one fraction; one of three or more parts may have none, if it has no figure at all."""
    found = [(node, stated[node][0]) for node in nodes if len(stated.get(node, ())) == 1]
    without = [node for node in nodes if node not in stated]
    full = len(found) + len(without) == len(nodes) and all(_is_count(part) for _, part in found)
    few = not without or (len(without) == 1 and len(found) > 2 and not without[0].amounts)
    return found if full and few and len(found) > 1 else ()


def _of_fractions(plan: Plan, node: Node, whole: Amount, parts: _Parts) -> Tie | None:
    low, of = sum(part.low for _, part in parts), sum(part.of or 0.0 for _, part in parts)
    tie = _tie(plan, node, parts, f"{number(low)}/{number(of)}")
    counting = [part for each, part in parts if not standing(plan.outline, each)]
    if whole.of == of:
        tie.weigh(whole, Value(low), [Reading(Value(sum(part.low for part in counting)), "those that count")])
        tie.outcome = "ticks" if tie.differs else tie.outcome
    else:
        readings = [Value(sum(part.of or 0.0 for part in counting)), Value(float(len(parts)))]
        others = [Reading(each, "those that count, or their number") for each in readings]
        tie.weigh(denominator(whole), Value(of), others)
        if whole.low == of - low:
            tie.outcome = "explained"  # the failed ones of all, over the passed ones of some
    return tie if tie.outcome not in FAR else None


def _of_counts(plan: Plan, node: Node, whole: Amount, nodes: Sequence[Node]) -> Tie | None:
    """The whole, or what is done of it, against the one count that each part states in the unit of the whole."""
    units = {whole.unit}
    if not whole.unit:
        units |= {plan.vocabulary.units.get(word, word) for word in words_of(plan.outline.words(node))}
    parts = [(each, found[0]) for each in nodes if len(found := _counts(plan, each, units)) == 1]
    if len(parts) < len(nodes) or len(parts) < 2 or len({part.unit for _, part in parts}) > 1:
        return None
    shown = sum(part.low for _, part in parts)
    tie = _tie(plan, node, parts, number(shown))
    counting = sum(part.low for each, part in parts if not standing(plan.outline, each))
    readings = [Reading(Value(counting), "those that count"), Reading(Value(float(len(parts))), "their number")]
    tie.weigh(denominator(whole), Value(shown), readings)
    if shown == whole.low:
        tie.outcome = "agree"
    return tie if tie.outcome not in FAR else None


def _counts(plan: Plan, node: Node, units: set[str]) -> list[Amount]:
    """The counts of a line in one of `units`; bare ones in brackets only."""
    text = plan.outline.text
    found = [a for a in node.amounts if a.kind in COUNTS and a.exact and a.of is None and not a.decimals]
    return [a for a in found if a.unit in units and (a.unit or text[a.left - 1 : a.left] in ("(", "（"))]


def _tie(plan: Plan, node: Node, parts: _Parts, shown: str) -> Tie:
    tie = Tie("overall.below", "PRG009", node, (), partial(tell_parts, plan, [part for _, part in parts], shown))
    tie.parts, tie.given = [each for each, _ in parts], LIKELY
    return tie


def tell_parts(plan: Plan, parts: Sequence[Amount], shown: str, tie: Tie) -> Finding:
    """An overall figure, and what is `shown` for it by the parts."""
    assert tie.amount
    text, place = plan.document.source.text, Span(tie.amount.start, tie.amount.end)
    values = [text[part.start : part.end] for part in parts]
    message = f"the parts ({', '.join(values[:-1])} and {values[-1]}) come to {shown}, the overall figure is "
    related = tuple(Related(Span(part.left, part.right), "a part") for part in parts[:9])
    return Finding(place, f"{message}{text[slice(*place)]}", related, confidence=tie.confidence)

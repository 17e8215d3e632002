"""Relations of the family `same`: one attribute of one thing, stated in two places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice

from planlint.compare.bind import Pair, Place, names_of, pairs, place
from planlint.compare.plan import Plan
from planlint.compare.states import name_of, tie_of
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import Value, compare, outcome_of
from planlint.plan.amounts import Amount
from planlint.plan.measures import Measure
from planlint.plan.outline import Node
from planlint.plan.statements import Statement
from planlint.plan.states import FINISHED, clash
from planlint.text.diagnostics import Finding, Related
from planlint.text.policy import LIKELY
from planlint.text.source import Span

_CODES = {"effort": "EST001", "points": "EST001", "share": "PRG007"}
_DRAWN = 12


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this family."""
    if plan.measures:
        yield from measured(plan)
    if plan.statements:
        yield from states(plan)
    if len(plan.document_statements) > 1:
        yield from document_states(plan)


# --- numbers ---------------------------------------------------------------------------------------------------------


def measured(plan: Plan) -> Iterator[Tie]:
    """One measure of one thing, in places of different kinds."""
    by_attribute: dict[str, list[Place[Measure]]] = {}
    for measure in plan.measures:
        if found := place(plan, measure.of, measure):
            by_attribute.setdefault(measure.attribute, []).append(found)
    names = names_of(each for places in by_attribute.values() for each in places)
    for attribute, places in by_attribute.items():
        of: dict[Node, list[Measure]] = {}
        within: dict[object, list[Measure]] = {}
        for each in places:
            of.setdefault(each.said.of, []).append(each.said)
            within.setdefault(each.container, []).append(each.said)
        told: set[tuple[int, int]] = set()
        for pair in map(_in_order, pairs(places, names)):
            if pair.match == "part" or _inside(pair.one.said.of, pair.other.said.of):
                continue  # a part of what is named, or of the same name
            nodes = pair.one.said.of.index, pair.other.said.of.index
            if nodes not in told:
                told.add(nodes)
                rivals = (each for each in within[pair.other.container] if each.of is not pair.other.said.of)
                tie = _measure_tie(plan, attribute, pair, of, islice(rivals, _DRAWN))
                if tie:
                    yield tie


def _in_order(pair: Pair[Measure]) -> Pair[Measure]:
    """The place that is told first: what is no row, else the first in the text."""
    one, other = pair.one, pair.other
    turned = one.kind == "row" or (other.kind != "row" and other.said.amount.start < one.said.amount.start)
    return pair._replace(one=other, other=one) if turned else pair


def _inside(whole: Node, part: Node) -> bool:
    """Whether an item stands in the section of its name."""
    return (
        whole.kind == "heading"
        and part.kind == "item"
        and part.section.heading.start >= whole.section.heading.start
        and (part.start < whole.section.span.end)
    )


def _measure_tie(
    plan: Plan,
    attribute: str,
    pair: Pair[Measure],
    of: Mapping[Node, Sequence[Measure]],
    rivals: Iterable[Measure],
) -> Tie | None:
    stated = _main(of[pair.one.said.of])
    shown_at = [m for m in of[pair.other.said.of] if _value(plan, m, stated) is not None]
    if not shown_at:
        return None
    shown = _main(shown_at)
    value = _value(plan, shown, stated)
    assert value is not None
    others = [*_values(plan, shown, stated), *(v for m in shown_at if (v := _value(plan, m, stated)))]
    readings = [Reading(other, "another amount of that line") for other in others]
    beside = [a for a in stated.node.amounts if a is not stated.amount and a.unit == stated.amount.unit]
    if any(compare(amount, value) != "differs" for amount in beside):
        readings.append(Reading(_own(stated), "another amount of this line"))
    if max(stated.amount.low, value.low) <= min(stated.amount.high, value.high):
        readings.append(Reading(_own(stated), "ranges that overlap"))
    relation = f"same.{attribute}".replace("points", "effort")
    relation += " alone" if pair.shared == "1" and not pair.match.startswith("id") else ""
    features = (pair.shared, pair.match, pair.kinds)

    def tell(tie: Tie) -> Finding:
        return _tell(plan, attribute, stated, shown_at, pair, tie)

    tie = Tie(relation, _CODES[attribute], stated.of, features, tell)
    tie.group = pair.group
    tie.parts = [shown.node]
    tie.weigh(stated.amount, value, readings)
    tie.null = [outcome_of(stated.amount, v) for m in rivals if (v := _value(plan, m, stated))]
    return tie


def _main(measures: Sequence[Measure]) -> Measure:
    """The measure that a row or section is known by: a Total, else a field, else the last."""
    for measure in measures:
        if measure.slot == "field":
            return measure
    totals = [measure for measure in measures if "total" in measure.head]
    return (totals or list(measures))[-1]


def _value(plan: Plan, measure: Measure, stated: Measure) -> Value | None:
    """What `measure` says, in the unit of `stated`; None where the two are different things."""
    amount = measure.amount
    if (amount.of is None) != (stated.amount.of is None):
        return None
    if amount.of is not None and amount.of != stated.amount.of and not (amount.unit == stated.amount.unit != ""):
        return None
    factor = plan.factor(measure.unit, stated.unit) if amount.of is None else 1.0
    if factor is None:
        return None
    return Value(amount.low * factor, amount.high * factor, stated.unit, amount.mark, amount.decimals)


def _values(plan: Plan, measure: Measure, stated: Measure) -> Iterator[Value]:
    """Every amount of the line of `measure` that is of the unit of `stated`."""
    for amount in measure.node.amounts:
        factor = plan.factor(amount.unit, stated.unit)
        if factor is not None and amount.of is None:
            yield Value(amount.low * factor, amount.high * factor, stated.unit, amount.mark, amount.decimals)


def _own(measure: Measure) -> Value:
    amount = measure.amount
    return Value(amount.low, amount.high, measure.unit, amount.mark, amount.decimals)


def _tell(
    plan: Plan, attribute: str, stated: Measure, shown: Sequence[Measure], pair: Pair[Measure], tie: Tie
) -> Finding:
    said = _written(plan, stated.amount)
    seen = " / ".join(dict.fromkeys(_written(plan, m.amount) for m in shown))
    line = plan.document.source.line_of(shown[-1].amount.start) + 1
    if attribute in ("effort", "points"):
        text = f"estimated at {said} here, at {seen} elsewhere"
    else:
        text = f"{said} here, but {seen} in line {line} for “{name_of(plan, pair.one.said.of)}”"
    related = tuple(Related(_span(m.amount), f"{_written(plan, m.amount)} is stated here") for m in shown[:4])
    return Finding(_span(stated.amount), text, related, confidence=tie.confidence)


def _span(amount: Amount) -> Span:
    return Span(amount.left, amount.right)


def _written(plan: Plan, amount: Amount) -> str:
    return plan.document.source[_span(amount)].strip()


# --- states ----------------------------------------------------------------------------------------------------------


def states(plan: Plan) -> Iterator[Tie]:
    """The state of one thing, in status slots of places of different kinds."""
    places = [
        found for said in plan.statements if said.of is not None and (found := place(plan, said.of, said)) is not None
    ]
    for pair in pairs(places, names_of(places)):
        glyphs = [each.said for each in (pair.one, pair.other) if each.said.slot == "glyph"]
        bare = [said for said in glyphs if not said.key]  # behind a name, and in no Status field or cell
        if (
            pair.match == "part"
            or (bare and len(glyphs) > 1)
            or any(said.of and said.of.kind == "item" for said in bare)
        ):
            continue
        one, other = sorted((pair.one.said, pair.other.said), key=_trust)
        tie = tie_of("same.state", "STA002", plan, one, other, (pair.shared, pair.match, pair.kinds))
        tie.group = pair.group
        if tie.outcome == "conflict" and _surely_one(pair) and FINISHED & {one.state, other.state}:
            tie.outcome, tie.given = "one done", LIKELY
        yield tie


def _surely_one(pair: Pair[Statement]) -> bool:
    """Whether the two share an id of their own ("A-12"), or a number ("Phase 2") and the name."""
    common = set(pair.one.thing.ids) & set(pair.other.thing.ids)
    return pair.match == "id+name" or any(" " not in each for each in common)


def _trust(said: Statement) -> tuple[bool, int]:
    """Words before glyphs, then in the order of the text."""
    return said.slot == "glyph", said.place.start


def document_states(plan: Plan) -> Iterator[Tie]:
    """The statuses of the document: front matter, title, header, footer."""
    for one, other in combinations(plan.document_statements, 2):
        if one.where == other.where or _topic(one.key) != _topic(other.key):
            continue
        clashes = bool(clash(one.state, other.state, document=True)) and not (
            one.state in other.others or other.state in one.others
        )
        outcome = "agree" if one.state == other.state else "conflict" if clashes else "soft"
        where = "-".join((one.where, other.where))
        node = one.node or plan.outline.first

        def tell(tie: Tie, one: Statement = one, other: Statement = other) -> Finding:
            return _tell_document(plan, one, other, tie)

        yield Tie("same.status", "STA001", node, (where,), tell, key=one.place.start, outcome=outcome)


def _topic(key: str) -> str:
    """What a status key speaks of: "" for a bare status, else "document", "implementation" ..."""
    words = key.split()
    topic = words[0] if len(words) > 1 else ""
    return {"plan": "document", "overall": "", "project": "", "current": "", "final": ""}.get(topic, topic)


def _tell_document(plan: Plan, one: Statement, other: Statement, tie: Tie) -> Finding:
    source = plan.document.source
    first, second = source[one.place], source[other.place]
    line = source.line_of(other.place.start) + 1
    text = f'the {one.where} calls the document "{first}", the {other.where} "{second}" (line {line})'
    related = (Related(other.place, f'"{second}" is stated here'),)
    return Finding(one.place, text, related, confidence=tie.confidence)

"""What a plan's things are said to take, each hour and point counted once."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from planlint.compare.plan import Plan
from planlint.output.overview.shape import STATES, Amounts, Estimate, Estimates
from planlint.output.overview.things import Thing, Things, scope
from planlint.plan.amounts import TIME
from planlint.plan.measures import Measure
from planlint.plan.names import normal
from planlint.plan.outline import Node
from planlint.text.source import Span

_UNITS: tuple[tuple[str, Literal["hours", "points"]], ...] = (("effort", "hours"), ("points", "points"))
_SLOTS = ("field", "tail", "cell")
_ENOUGH = 0.5
"""Parts that make up less than this share of their whole are only some of them: the whole counts."""
_WIDEST = 10
"""A range whose ends differ by this factor is no estimate."""
_YEAR = 52 * 40
"""Working hours; what takes longer is a horizon, a size or a retention, not one thing's estimate."""


class _Stated(NamedTuple):
    thing: Thing
    measure: Measure
    amount: float
    place: int


def efforts(plan: Plan) -> list[Measure]:
    """What is said of how much work there is."""
    return [measure for measure in plan.measures if _is_effort(plan, measure)]


def read_estimates(things: Things, measures: Sequence[Measure]) -> Estimates:
    """All estimates of a plan, without cancelled things, and without wholes whose parts have estimates."""
    items: list[Estimate] = []
    source = things.plan.document.source
    for attribute, unit in _UNITS:
        of_unit = [measure for measure in measures if measure.attribute == attribute]
        for stated in _counted(things.plan, _stated(things, of_unit)):
            state = things.state(stated.thing)
            if state != "cancelled":
                amount = stated.measure.amount
                items.append(
                    {
                        "title": things.title(stated.thing),
                        "line": source.line_of(stated.place) + 1,
                        "state": state,
                        "unit": unit,
                        "amount": round(stated.amount, 2),
                        "text": _written(source.text[amount.left : amount.right].strip(), stated.measure.unit),
                        "owners": [],
                    }
                )
    items.sort(key=lambda item: item["line"])
    return {"hours": _sums(items, "hours"), "points": _sums(items, "points"), "items": items}


def no_amounts() -> Amounts:
    """Nothing of anything."""
    return {"done": 0, "active": 0, "open": 0, "unstated": 0}


def add(sums: Amounts, more: Amounts) -> None:
    """Add `more` to `sums`."""
    for state in STATES:
        sums[state] = round(sums[state] + more[state], 2)


def _written(text: str, unit: str) -> str:
    """An estimate as the plan writes it, with the unit that a column's head or a field's key gives it."""
    return text if any(char.isalpha() for char in text) else f"{text} {unit}{'' if text == '1' else 's'}"


def _sums(items: Iterable[Estimate], unit: str) -> Amounts:
    sums = no_amounts()
    for item in items:
        if item["unit"] == unit:
            sums[item["state"]] = round(sums[item["state"]] + item["amount"], 2)
    return sums


def _is_effort(plan: Plan, measure: Measure) -> bool:
    """Whether it says how much work there is: in a field or column for that, or behind the name of a section, a task or
    something with an id. Any other list item must give hours: days may be those of a deadline or a retention."""
    vocabulary, of, amount = plan.vocabulary, measure.of, measure.amount
    if measure.attribute not in ("effort", "points") or of in plan.outline.totals:
        return False
    if amount.low < 0 or amount.high >= _WIDEST * amount.low > 0 or amount.low > amount.high:
        return False
    if measure.attribute == "effort" and _middle(plan, measure) > _YEAR:
        return False
    if measure.slot == "tail":
        firm = of.kind == "heading" or bool(of.item and of.item.box) or bool(plan.things[of].ids)
        return firm or (measure.unit == "hour" and amount.mark != "+")
    keys = vocabulary.keys["estimate"] | vocabulary.keys["points"]
    words = measure.head.replace("(", " ").replace(")", " ").split()
    return measure.head in keys or any(vocabulary.units.get(word) in (*TIME, "point") for word in words)


def _stated(things: Things, measures: Sequence[Measure]) -> list[_Stated]:
    """One estimate for each thing that has any: a field goes before a figure behind the name, both before a row."""
    by_node: dict[Node, list[Measure]] = defaultdict(list)
    for measure in measures:
        by_node[measure.of].append(measure)
    found = []
    for thing in things.of(by_node):
        every = [measure for node in thing for measure in by_node.get(node, ())]
        first = min(every, key=lambda measure: _SLOTS.index(measure.slot))
        found.append(_Stated(thing, first, _middle(things.plan, first), first.amount.left))
    work = [stated for stated in found if not _is_slot(things.plan, stated.thing)]
    return sorted(work or found, key=lambda stated: stated.place)


def _middle(plan: Plan, measure: Measure) -> float:
    """Points, or hours as the configuration counts days and weeks."""
    factor = TIME.get(measure.unit, 1.0) if measure.attribute == "effort" else 1.0
    if plan.vocabulary.working and measure.unit in ("day", "week", "month"):
        day, week = plan.vocabulary.working
        factor = {"day": day, "week": day * week, "month": day * week * 4}[measure.unit]
    return (measure.amount.low + measure.amount.high) / 2 * factor


def _is_slot(plan: Plan, thing: Thing) -> bool:
    """Whether it is a row for a day or a week: such a table spreads out work that has its estimates elsewhere."""
    for node in thing:
        cell = node.cells.get(0) if node.kind == "row" else None
        if cell is None:
            return False
        first = normal(plan.outline.text[slice(*cell.span)]).partition(" ")[0]
        dated = plan.dates.inside(cell.span) or plan.ordinals.inside(cell.span)
        if not dated and first not in plan.vocabulary.weekdays:
            return False
    return True


def _counted(plan: Plan, stated: Sequence[_Stated]) -> Iterator[_Stated]:
    """The innermost of estimates that lie in one another, where they make up enough of the whole."""
    parts: dict[int | None, list[int]] = {}
    for each, whole in enumerate(_wholes(plan, stated)):
        parts.setdefault(whole, []).append(each)

    def resolve(each: int) -> list[int]:
        below = [inner for part in parts.get(each, ()) for inner in resolve(part)]
        enough = below and sum(stated[part].amount for part in below) >= stated[each].amount * _ENOUGH
        return below if enough else [each]

    yield from (stated[each] for top in parts.get(None, ()) for each in resolve(top))


def _scope(plan: Plan, node: Node) -> Span:
    """What belongs to a place; to an overview of the document, the whole document."""
    overview = node.kind == "heading" and normal(node.section.title) in plan.vocabulary.lists["overview-headings"]
    return plan.document.sections[0].span if overview else scope(node)


def _wholes(plan: Plan, stated: Sequence[_Stated]) -> list[int | None]:
    """For each estimate that of the smallest thing around it. The one around is the larger thing: no circles."""
    starts = [each.place for each in stated]
    sizes = [max(end - start for start, end in map(scope, each.thing)) for each in stated]
    wholes: list[tuple[int, int | None]] = [(0, None)] * len(stated)
    for outer, each in enumerate(stated):
        for node in each.thing:
            start, end = _scope(plan, node)
            for inner in range(bisect_left(starts, start), bisect_left(starts, end)):
                smallest = wholes[inner][0]
                if inner != outer and end - start > sizes[inner] and (not smallest or end - start < smallest):
                    wholes[inner] = end - start, outer
    return [whole for _, whole in wholes]

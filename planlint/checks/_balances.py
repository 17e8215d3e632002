"""Totals against the states, priorities or amounts beside them that make them up."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, takewhile

from planlint.facts.balances import Amount, is_whole, state_of
from planlint.facts.figures import add, agrees, show
from planlint.facts.parts import unit_key
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding, Related
from planlint.words.vocabulary import mentions

_MAX_PARTS = 8
_MANY = 3
_KNOWN = frozenset({"line", "file", "test", "task", "item", "issue", "kb", "mb", "gb", "time", "points", "money"})


def balances(plan: Plan) -> Iterator[Finding]:
    """Totals that the amounts right below or above them do not make up."""
    for run in plan.balances:
        wholes = [index for index, amount in enumerate(run) if is_whole(amount, plan.vocabulary)]
        for place, index in enumerate(wholes):
            above = run[wholes[place - 1] + 1 if place else 0 : index]
            below = run[index + 1 : wholes[place + 1] if place + 1 < len(wholes) else len(run)]
            finding = _judge(plan, run[index], above[::-1], below, alone=len(wholes) == 1)
            if finding:
                yield finding


def _judge(
    plan: Plan, whole: Amount, above: Sequence[Amount], below: Sequence[Amount], *, alone: bool
) -> Finding | None:
    sides = [_states(plan, whole, side) for side in (below, above)]
    sides = [side for side in sides if side]
    if sides:
        if any(_adds_up(whole, side) for side in sides) or len(sides) > 1:
            return None
        return _finding(plan, whole, sides[0])
    left = plan.vocabulary.lists["sum-remarks"] - plan.vocabulary.lists["remaining-words"]
    if not alone or (above and below) or mentions(left, whole.label):
        return None
    if above and whole.kind not in ("drawn", "line"):
        return None  # lists and tables that end in a total are looked at elsewhere
    parts = _same_unit(plan, whole, above or below)
    exceeds = parts and add([part.figure for part in parts], whole.figure.unit).low > whole.figure.high
    enough = exceeds or above or len(parts) >= _MANY
    return _finding(plan, whole, parts) if parts and enough and not _agrees(whole, parts) else None


def _states(plan: Plan, whole: Amount, side: Sequence[Amount]) -> list[Amount]:
    """The amounts next to the total that give its states or priorities, each once; none where they cannot be all."""
    found = list(takewhile(lambda amount: state_of(amount.label, plan.vocabulary), side))
    states = [state_of(amount.label, plan.vocabulary) for amount in found]
    exact = all(amount.figure.exact and amount.figure.dimension in ("bare", "count") for amount in (whole, *found))
    if not exact or len(states) != len(set(states)) or not 2 <= len(states) <= _MAX_PARTS:
        return []
    ranked = [state.startswith("priority") for state in states]
    if any(ranked):
        return found if all(ranked) and len(found) > 2 else []
    closes = {"open", "outstanding", "left", "failed", "blocked"} & set(states)
    return found if "done" in states and closes else []


def _adds_up(whole: Amount, parts: Sequence[Amount]) -> bool:
    """Whether the parts, or some of them where states overlap, make up the total."""
    values = [part.figure.low for part in parts]
    return any(
        sum(chosen, Decimal(0)) == whole.figure.low
        for size in range(2, len(values) + 1)
        for chosen in combinations(values, size)
    )


def _same_unit(plan: Plan, whole: Amount, side: Sequence[Amount]) -> list[Amount]:
    """The amounts next to the total that have its unit, named by each of them; none where it is measured otherwise."""
    unit = _unit(plan, whole)
    found = list(takewhile(lambda amount: _unit(plan, amount) == unit, side))
    known = unit in _KNOWN or (unit and whole.kind == "drawn")
    return found if known and len(found) >= 2 and len(found) == len(side) else []


def _unit(plan: Plan, amount: Amount) -> str:
    """What an amount counts: its unit, that in the words behind it, or that which its label names."""
    key = unit_key(amount.figure)
    if key in _KNOWN or (key and amount.kind == "drawn"):
        return key
    words = [*amount.rest.split()[:3], *reversed(amount.label.split())]
    return next((plan.vocabulary.units[word] for word in words if word in plan.vocabulary.units), key)


def _agrees(whole: Amount, parts: Sequence[Amount]) -> bool:
    """Whether the parts, or those nearest to the total, make it up, or lie too far off to be about it."""
    figures = [part.figure for part in parts]
    total = add(figures, whole.figure.unit)
    near = whole.figure.low * Decimal("0.4") <= total.low <= whole.figure.low * Decimal("2.5")
    return not near or any(agrees(whole.figure, figures[:count]) for count in range(2, len(figures) + 1))


def _finding(plan: Plan, whole: Amount, parts: Sequence[Amount]) -> Finding:
    ordered = sorted(parts, key=lambda part: part.figure.span)
    shown = " + ".join(f"{show(part.figure.low)} {part.label}" for part in ordered)
    total = add([part.figure for part in ordered], whole.figure.unit)
    related = tuple(Related(part.figure.span, "a part of it") for part in ordered)
    message = f"{shown} is {show(total.low)}, the total says {plan.source[whole.figure.number]}"
    return Finding(whole.figure.number, message, related)

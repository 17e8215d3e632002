"""What a plan's things are said to take, each hour and point counted once."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from planlint.facts.columns import head_unit
from planlint.facts.estimate_claims import Statement, is_estimate_key
from planlint.facts.figures import CONVENTIONS, Figure, factor
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.output.overview.shape import Amounts, Estimate, Estimates
from planlint.output.overview.things import Thing, Things
from planlint.plan.names import normal
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_UNITS: Mapping[str, Literal["hours", "points"]] = {"time": "hours", "points": "points"}
_PLACES = ("field", "tail", "row")
_ENOUGH = Decimal("0.5")
"""Parts that make up less than this share of their whole are only some of them: the whole counts."""


@dataclass(frozen=True, eq=False)
class _Stated:
    thing: Thing
    statement: Statement
    amount: Decimal

    @property
    def place(self) -> int:
        return self.statement.main.span.start


def read_estimates(things: Things) -> Estimates:
    """All estimates of a plan, without cancelled things, and without wholes whose parts have estimates."""
    items: list[Estimate] = []
    for dimension, unit in _UNITS.items():
        for stated in _counted(things.plan, _stated(things, dimension)):
            state = things.state(stated.thing)
            if state == "cancelled":
                continue
            main = stated.statement.main
            items.append(
                {
                    "title": things.title(stated.thing),
                    "line": things.plan.source.line_of(main.span.start) + 1,
                    "state": state,
                    "unit": unit,
                    "amount": float(round(stated.amount, 2)),
                    "text": _written(things.plan.source[main.span].strip(), main.unit),
                }
            )
    items.sort(key=lambda item: item["line"])
    return {"hours": _sums(items, "hours"), "points": _sums(items, "points"), "items": items}


def no_amounts() -> Amounts:
    """Nothing of anything."""
    return {"done": 0, "active": 0, "open": 0, "unstated": 0}


def add(sums: Amounts, more: Amounts) -> None:
    """Add `more` to `sums`."""
    sums["done"] = round(sums["done"] + more["done"], 2)
    sums["active"] = round(sums["active"] + more["active"], 2)
    sums["open"] = round(sums["open"] + more["open"], 2)
    sums["unstated"] = round(sums["unstated"] + more["unstated"], 2)


def _written(text: str, unit: str) -> str:
    """An estimate as the plan writes it, with the unit that a column's head or a field's key gives it."""
    return text if any(char.isalpha() for char in text) else f"{text} {unit}{'' if text == '1' else 's'}"


def _sums(items: Iterable[Estimate], unit: str) -> Amounts:
    sums = no_amounts()
    for item in items:
        if item["unit"] == unit:
            sums[item["state"]] = round(sums[item["state"]] + item["amount"], 2)
    return sums


def _stated(things: Things, dimension: str) -> list[_Stated]:
    """One estimate for each thing that has any: a field goes before a figure behind the name, both before a row."""
    found = []
    vocabulary = things.plan.vocabulary
    for thing in things.all:
        statements = [
            statement
            for member in thing.members
            for statement in things.plan.estimates.of(member)
            if statement.main.dimension == dimension
            and _is_effort(statement, vocabulary)
            and not vocabulary.mentions("total-words", member.title)
        ]
        if statements:
            first = min(statements, key=lambda statement: _PLACES.index(statement.place))
            found.append(_Stated(thing, first, _middle(first.main)))
    work = [stated for stated in found if not _is_slot(things.plan, stated.thing)]
    return sorted(work or found, key=lambda stated: stated.place)


def _middle(figure: Figure) -> Decimal:
    """Points, or hours as the configuration counts days and weeks."""
    middle = (figure.low + figure.high) / 2
    return middle * factor(figure.unit, figure.working or CONVENTIONS[0]) if figure.dimension == "time" else middle


def _is_effort(statement: Statement, vocabulary: Vocabulary) -> bool:
    """Whether it says how much work there is: in a field or column for that, or behind the name of a section, a task or
    something with an id. Any other list item must give hours: days may be those of a deadline or a retention. A change
    or a number of seconds is no work."""
    key, subject, main = statement.key, statement.subject, statement.main
    if main.signed or main.unit == "second":
        return False
    if statement.place == "tail":
        firm = subject.kind == "section" or bool(subject.ids) or bool(subject.item and subject.item.box)
        hours = subject.kind == "item" and main.unit == "hour" and not main.open_ended
        return firm or (hours and not vocabulary.mentions("remaining-words", subject.title))
    named = is_estimate_key(key, vocabulary) or key in vocabulary.keys["points"]
    return named or (statement.place == "row" and bool(head_unit(key, vocabulary)))


def _is_slot(plan: Plan, thing: Thing) -> bool:
    """Whether it is a row for a day or a week: such a table spreads out work that has its estimates elsewhere."""
    for member in thing.members:
        if member.row is None or not member.row.cells:
            return False
        cell = member.row.cells[0]
        first = normal(cell.text).partition(" ")[0]
        dated = plan.dates.inside(cell.span) or plan.ordinals.inside(cell.span)
        if not dated and first not in plan.vocabulary.weekdays:
            return False
    return True


def _counted(plan: Plan, stated: Sequence[_Stated]) -> Iterator[_Stated]:
    """The innermost of estimates that lie in one another, where they make up enough of the whole."""
    parts: dict[_Stated | None, list[_Stated]] = {}
    for each, whole in _wholes(plan, stated).items():
        parts.setdefault(whole, []).append(each)

    def resolve(each: _Stated) -> list[_Stated]:
        below = [inner for part in parts.get(each, ()) for inner in resolve(part)]
        return below if below and sum(part.amount for part in below) >= each.amount * _ENOUGH else [each]

    for top in parts.get(None, ()):
        yield from resolve(top)


def _scope(plan: Plan, member: Subject) -> Span:
    """What belongs to a place; to an overview of the document, the whole document."""
    overview = member.kind == "section" and normal(member.section.title) in plan.vocabulary.lists["overview-headings"]
    return plan.document.sections[0].span if overview else member.scope


def _wholes(plan: Plan, stated: Sequence[_Stated]) -> dict[_Stated, _Stated | None]:
    """Each estimate with that of the smallest thing around it. The one around is the larger thing: no circles."""
    starts = [each.place for each in stated]
    wholes: dict[_Stated, tuple[int, _Stated | None]] = dict.fromkeys(stated, (0, None))
    for outer in stated:
        for member in outer.thing.members:
            scope = _scope(plan, member)
            length = scope.end - scope.start
            for inner in stated[bisect_left(starts, scope.start) : bisect_left(starts, scope.end)]:
                smallest = wholes[inner][0]
                if inner is not outer and length > inner.thing.size and (not smallest or length < smallest):
                    wholes[inner] = length, outer
    return {each: whole for each, (_, whole) in wholes.items()}

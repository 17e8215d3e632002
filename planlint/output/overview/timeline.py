"""When a plan's things take place."""

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import date
from typing import Literal, NamedTuple

from planlint.compare.plan import Plan
from planlint.compare.spans import nodes_with_extents, told_due
from planlint.output.overview.shape import Dated
from planlint.output.overview.things import Things, about, is_cell
from planlint.plan.dates import Period
from planlint.plan.outline import Node
from planlint.text.source import Span

_ROLES = ("done-on", "start", "end", "due")
_OWN_DATES = ("created", "updated", "date")
"""Fields that date the document, not its work."""


class When(NamedTuple):
    """`rank` says how sure it is: start and end fields, a range, a due date, a day."""

    rank: int
    kind: Literal["period", "day", "due"]
    first: date
    last: date
    place: Span


def read_whens(plan: Plan) -> dict[Node, When]:
    """The headings, items and rows that say when something takes place; none where no year can be told."""
    if not any(period.year for period in plan.dates.periods):
        return {}
    found: dict[Node, When] = {}
    for node, fields in _fields(plan).items():
        dated = {role: periods[0] for role, periods in fields.items() if len(periods) == 1}
        start, end = dated.get("start"), dated.get("end") or dated.get("done-on")
        last = dated.get("due") or dated.get("end")
        day = dated.get("range") or start or dated.get("done-on")
        if start and end:
            _note(plan, found, node, 0, "period", start, end)
        elif last:
            _note(plan, found, node, 2, "due", last, last)
        elif day:
            _note(plan, found, node, 1 if day.is_range else 3, "period" if day.is_range else "day", day, day)
    keys = frozenset().union(*plan.vocabulary.keys.values())
    spoken = {field.node for field in plan.fields if field.key in keys and not is_cell(field)}
    for node in plan.outline.nodes:
        told = node in found or node in spoken
        if node.kind in ("heading", "item") and not told and (due := told_due(plan, node)):
            _note(plan, found, node, 2, "due", due, due)
    _beside(plan, found, spoken)
    return found


def _fields(plan: Plan) -> Mapping[Node, dict[str, list[Period]]]:
    """The dates in fields and cells, by what they are about and by role."""
    fields: dict[Node, dict[str, list[Period]]] = defaultdict(lambda: defaultdict(list))
    keys = plan.vocabulary.keys
    for field in plan.fields:
        periods = plan.dates.inside(field.value)
        if not periods or any(field.key in keys[each] for each in _OWN_DATES):
            continue
        role = next((role for role in _ROLES if field.key in keys[role]), "")
        if not role and periods[0].is_range and not is_cell(field):
            role = "range"
        of = about(plan, field) if role else None
        if of:
            fields[of][role] += periods
    return fields


def _beside(plan: Plan, found: dict[Node, When], spoken: Set[Node | None]) -> None:
    """The one date beside a name, but for fields, which have `spoken` of another thing; of the title only a range, for
    a day there is the document's own date."""
    for node, own in nodes_with_extents(plan).items():
        if node.kind not in ("heading", "item", "row") or node in found or node in spoken or "date" not in own:
            continue
        for period in plan.dates.inside(own["date"].span)[:1]:
            title = node.kind == "heading" and node.section.level == 1
            if period.is_range or not title:
                kind: Literal["period", "day"] = "period" if period.is_range else "day"
                _note(plan, found, node, 1 if period.is_range else 3, kind, period, period)


def _note(
    plan: Plan,
    found: dict[Node, When],
    node: Node,
    rank: int,
    kind: Literal["period", "day", "due"],
    start: Period,
    end: Period,
) -> None:
    first, last = (period.dates(plan.anchor) for period in (start, end))
    if first and last:
        days = (first[0], last[1])
        found[node] = When(rank, kind, days[1] if kind == "due" else min(days), max(days), start.span)


def is_overdue(dated: Dated, today: date) -> bool:
    """Whether something should be over, and is said not to be."""
    return dated["state"] in ("active", "open") and date.fromisoformat(dated["end"]) < today


def read_dates(things: Things, whens: Mapping[Node, When]) -> list[Dated]:
    """What has a date, each thing once, by its first day; of those that start together the longest first."""
    found: list[Dated] = []
    source = things.plan.document.source
    for thing in things.of(whens):
        state = things.state(thing)
        if state != "cancelled":
            node = min((each for each in thing if each in whens), key=lambda each: whens[each].rank)
            when = whens[node]
            named = max(thing, key=lambda each: len(things.name(each, when.place)))
            found.append(
                {
                    "title": things.name(named, when.place),
                    "line": source.line_of(when.place.start) + 1,
                    "state": state,
                    "kind": when.kind,
                    "start": when.first.isoformat(),
                    "end": when.last.isoformat(),
                    "owners": [],
                }
            )
    found.sort(key=lambda dated: dated["line"])
    found.sort(key=lambda dated: dated["end"], reverse=True)
    found.sort(key=lambda dated: dated["start"])
    return found

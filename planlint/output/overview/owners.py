"""Who is to do what, as fields and columns name it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from planlint.compare.plan import Plan
from planlint.output.overview.estimates import no_amounts
from planlint.output.overview.shape import Owned, PlanData
from planlint.output.overview.things import Things, about, plain, scope
from planlint.output.overview.timeline import is_overdue
from planlint.plan.outline import Node
from planlint.text.source import Span

_BETWEEN = re.compile(r"[,;&+/|、，]")
_ASIDE = re.compile(r"\([^()]*\)|（[^（）]*）")
_MOST_WORDS = 4

Named = Sequence[tuple[Node | None, list[str]]]
"""The headings, items and rows that are somebody's, with the names; None is the document."""


def read_owners(plan: Plan) -> Named:
    """All that somebody is named for."""
    keys = plan.vocabulary.keys["owner"]
    fields = [field for field in plan.fields if field.key in keys and not plan.dates.inside(field.value)]
    found = [(about(plan, field), _names(plan, field.value)) for field in fields]
    return [(node, names) for node, names in found if names]


def _names(plan: Plan, value: Span) -> list[str]:
    """Each once; none for a sentence, and for what says that nobody is named."""
    nobody = plan.vocabulary.lists["nobody-words"]
    parts = _BETWEEN.split(_ASIDE.sub("", plain(plan.document.source[value])))
    names = [part.strip(" .@*_?-[]\"'") for part in parts]
    named = [name for name in names if any(map(str.isalpha, name)) and name.casefold() not in nobody]
    return [*dict.fromkeys(named)] if all(len(name.split()) <= _MOST_WORDS for name in named) else []


def by_line(things: Things, named: Named) -> list[list[str]]:
    """For each line of the plan who is named by the smallest thing around it."""
    source = things.plan.document.source
    found: list[list[str]] = [[]] * len(source.line_starts)
    places = [
        (scope(place) if place else Span(0, len(source.text)), names)
        for node, names in named
        for place in (things.places(node) if node else (None,))
    ]
    for (start, end), names in sorted(places, key=lambda each: each[0].start - each[0].end):
        first, last = source.line_of(start), source.line_of(max(start, end - 1))
        found[first : last + 1] = [names] * (last + 1 - first)
    return found


def by_owner(plans: Iterable[PlanData], today: date) -> list[Owned]:
    """What is whose, by name, what is nobody's last; nothing where no plan names anybody."""
    found: dict[str, Owned] = {}

    def of(names: Sequence[str]) -> list[Owned]:
        return [
            found.setdefault(
                name.casefold(),
                {"name": name, "tasks": {"done": 0, "total": 0}, "hours": no_amounts(), "overdue": 0},
            )
            for name in names or ("",)
        ]

    for plan in plans:
        for task in plan["items"]:
            for owned in of(task["owners"]):
                owned["tasks"]["total"] += 1
                owned["tasks"]["done"] += task["state"] == "done"
        for estimate in plan["estimates"]["items"]:
            for owned in of(estimate["owners"]) if estimate["unit"] == "hours" else ():
                owned["hours"][estimate["state"]] = round(owned["hours"][estimate["state"]] + estimate["amount"], 2)
        for dated in plan["dates"]:
            for owned in of(dated["owners"]):
                owned["overdue"] += is_overdue(dated, today)
    return [found[name] for name in sorted(found, key=lambda name: (not name, name))] if any(found) else []

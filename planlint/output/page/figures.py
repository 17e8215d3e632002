"""Numbers, days and words as the page shows them: the filters of its template."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from planlint.output.overview.shape import STATES, Amounts, Place, PlanData, Share, State

STATE_NAMES: Mapping[State, str] = {"done": "done", "active": "in progress", "open": "open", "unstated": "not stated"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FILTERS = (
    *("number", "count", "percent", "day", "month", "distance"),
    *("tasks", "problems", "together", "stacked", "total", "left"),
)
_MOST_LINES = 8


def number(value: float) -> str:
    """A number as people write it: thousands marked, one decimal where it has any."""
    return f"{value:,.1f}".removesuffix(".0")


def count(value: int, noun: str) -> str:
    """`1 plan`, `2 plans`."""
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def percent(share: Share) -> str:
    """How much is done, rounded down, so that only what is done is 100 %."""
    done = share["done"] * 100 // share["total"] if share["total"] else 0
    return "<1%" if share["done"] and not done else f"{done}%"


def day(iso: str, year: bool = True) -> str:
    """`5 Jan 2026`, or without its year `5 Jan`."""
    on = date.fromisoformat(iso)
    return f"{on.day} {MONTHS[on.month - 1]}{f' {on.year}' if year else ''}"


def month(iso: str) -> str:
    """`Jan 2026`."""
    return f"{MONTHS[int(iso[5:7]) - 1]} {iso[:4]}"


def distance(end: str, today: date) -> str:
    """`today`, `1 day late`, `in 2 days`."""
    days = (date.fromisoformat(end) - today).days
    return "today" if not days else f"{count(-days, 'day')} late" if days < 0 else f"in {count(days, 'day')}"


def tasks(plan: PlanData) -> str:
    """`2 tasks`, or in a plan without boxes, `2 entries`."""
    whole = plan["tasks"]["total"]
    return count(whole, "task") if plan["counted"] == "boxes" else f"{whole:,} {'entry' if whole == 1 else 'entries'}"


def problems(plan: PlanData) -> Mapping[str, int]:
    """How many problems of each severity a plan has."""
    return Counter(problem["severity"] for problem in plan["problems"])


def together(related: Sequence[Place]) -> dict[str, list[int | None]]:
    """The lines of places by message; None stands for those between the first ones and the last."""
    lines: dict[str, list[int | None]] = {}
    for place in related:
        found = lines.setdefault(place["message"], [])
        if place["line"] not in found:
            found.append(place["line"])
    return {
        message: each if len(each) <= _MOST_LINES else [*each[: _MOST_LINES - 1], None, each[-1]]
        for message, each in lines.items()
    }


def stacked(amounts: Amounts) -> list[tuple[State, float, float, float]]:
    """The amounts that there are: state, amount, and where its part of a bar begins and how wide it is, in percent."""
    found, at = [], 0.0
    for state in STATES:
        if amounts[state]:
            width = amounts[state] * 100 / total(amounts)
            found.append((state, amounts[state], at, width))
            at += width
    return found


def total(amounts: Amounts) -> float:
    """All amounts together."""
    return sum(amounts[state] for state in STATES)


def left(amounts: Amounts) -> float | None:
    """What is said to be still to be done; None where nothing is said of any of it."""
    known = amounts["done"] or amounts["active"] or amounts["open"]
    return amounts["active"] + amounts["open"] if known else None

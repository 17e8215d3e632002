"""Cookies against the boxes that they count."""

from decimal import Decimal

from planlint.facts.counting import Tally, box_tallies
from planlint.facts.plan import Plan
from planlint.plan.cookies import Cookie
from planlint.plan.tasks import Task


def describe(tally: Tally) -> str:
    """A tally in words: "12 of 35 boxes are ticked"."""
    if tally.done is None:
        return f"it is about {tally.total} {tally.noun}"
    verb = "ticked" if "box" in tally.noun else "marked as done"
    return f"{tally.done} of {tally.total} {tally.noun} {'is' if tally.done == 1 else 'are'} {verb}"


def cookie_tally(plan: Plan, cookie: Cookie) -> tuple[Tally, bool] | None:
    """The direct children with a box that a cookie counts, and whether every way of counting gives the same; None where
    it is right in one of them, or has no such children: Org mode counts no others."""
    direct = list(box_tallies(_direct(plan, cookie)))
    boxes = [*direct, *plan.counts.boxes(cookie.scope)]
    if cookie.percent is not None:
        right = any(_shares(cookie.percent, tally) for tally in boxes)
    else:
        right = any((tally.done, tally.total) == (cookie.done, cookie.total) for tally in boxes)
    if right or not direct:
        return None
    return direct[0], all((tally.done, tally.total) == (direct[0].done, direct[0].total) for tally in boxes)


def _shares(percent: int, tally: Tally) -> bool:
    """Whether the share of a tally may be printed so: a hundred percent leaves nothing, 0 % is less than one."""
    share = Decimal((tally.done or 0) * 100) / tally.total
    return abs(share - percent) < 1 and (percent < 100 or tally.done == tally.total)


def _direct(plan: Plan, cookie: Cookie) -> list[Task]:
    """The children of an item; below a heading, the headings with a box that are nearest, or else the boxes of its own
    text that stand below no item."""
    tasks = plan.counts.tasks_in(cookie.scope)
    if cookie.item:
        return [task for task in tasks if task.item and task.item.parent is cookie.item]
    headings = [task for task in tasks if task.origin == "heading"]
    if headings:
        return [task for task in headings if task.section.level == min(each.section.level for each in headings)]
    section = plan.document.section_at(cookie.span.start)
    own = (task for task in tasks if plan.document.section_at(task.box.start) is section)
    return [task for task in own if not (task.item and task.item.parent)]

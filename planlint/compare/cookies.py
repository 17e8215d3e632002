"""Cookies against the boxes that they count.

A cookie is right if any grain reproduces it: all boxes, the leaves, the top level, the children of the top level; with
or without optional and cancelled tasks.
"""

from collections.abc import Iterable, Iterator, Sequence

from planlint.compare.plan import Plan
from planlint.plan.cookies import Cookie
from planlint.plan.names import normal
from planlint.plan.tasks import Task, parents_of
from planlint.text.records import value_object
from planlint.text.source import Span


@value_object
class Tally:
    """So many done of so many boxes; `noun` is what is counted, in the plural, `places` are the boxes that are done."""

    done: int
    total: int
    noun: str
    places: tuple[Span, ...] = ()

    @property
    def told(self) -> str:
        """In words: "12 of 35 boxes are ticked"."""
        return f"{self.done} of {self.total} {self.noun} {'is' if self.done == 1 else 'are'} ticked"


def cookie_tally(plan: Plan, cookie: Cookie) -> tuple[Tally, bool] | None:
    """The direct children with a box that a cookie counts, and whether every way of counting gives the same; None where
    it is right in one of them, or has no such children: Org mode counts no others."""
    direct = list(_grains(_direct(plan, cookie)))
    boxes = [*direct, *tallies(plan, cookie.scope)]
    if cookie.percent is not None:
        right = any(_shares(cookie.percent, tally) for tally in boxes)
    else:
        right = any((tally.done, tally.total) == (cookie.done, cookie.total) for tally in boxes)
    if right or not direct:
        return None
    return direct[0], all((tally.done, tally.total) == (direct[0].done, direct[0].total) for tally in boxes)


def _shares(percent: int, tally: Tally) -> bool:
    """Whether the share of a tally may be printed so: a hundred percent leaves nothing, 0 % is less than one."""
    off = abs(tally.done * 100 - percent * tally.total)
    return off < tally.total and (percent < 100 or tally.done == tally.total)


def _direct(plan: Plan, cookie: Cookie) -> list[Task]:
    """The children of an item; below a heading, the headings with a box that are nearest, or else the boxes of its own
    text that stand below no item."""
    tasks = plan.tasks_in(cookie.scope)
    if cookie.item:
        return [task for task in tasks if task.item and task.item.parent is cookie.item]
    headings = [task for task in tasks if task.origin == "heading"]
    if headings:
        return [task for task in headings if task.section.level == min(each.section.level for each in headings)]
    section = plan.document.section_at(cookie.span.start)
    own = (task for task in tasks if plan.document.section_at(task.box.start) is section)
    return [task for task in own if not (task.item and task.item.parent)]


def tallies(plan: Plan, span: Span) -> list[Tally]:
    """The tasks inside `span`, in every grain; with those of asides ("Success criteria") and without."""
    tasks, asides = plan.tasks_in(span), plan.vocabulary.lists["aside-headings"]
    work = [
        task
        for task in tasks
        if not any(normal(s.title) in asides and s.heading.start >= span.start for s in task.section.path)
    ]
    return [*_grains(tasks), *_grains(work if len(work) < len(tasks) else ())]


def _grains(tasks: Sequence[Task]) -> Iterator[Tally]:
    """The tasks as boxes, in every grain: all, the innermost, the top level, the second level, each origin."""
    parents = parents_of(tasks)
    holders = set(parents.values()) - {None}
    yield from _variants(tasks, "boxes")
    if holders:
        top = {task for task in tasks if parents[task] is None}
        yield from _variants([task for task in tasks if task not in holders], "boxes without others below them")
        yield from _variants([task for task in tasks if task in top], "top-level boxes")
        yield from _variants([task for task in tasks if parents[task] in top], "boxes on the second level")
    origins = {task.origin for task in tasks}
    if len(origins) > 1:
        for origin in sorted(origins):
            yield from _variants([task for task in tasks if task.origin == origin], "boxes")


def _variants(tasks: Iterable[Task], noun: str) -> Iterator[Tally]:
    """Optional, cancelled and moved tasks left out, or counted: a cancelled one as open or as done."""
    tasks = list(tasks)
    for counted in (
        [task for task in tasks if task.counts],
        [task for task in tasks if not task.optional],
        [task for task in tasks if task.state != "cancelled"],
        [task for task in tasks if task.counts and task.mark not in (">", "<")],
        tasks,
    ):
        if counted:
            done = tuple(task.box for task in counted if task.state == "done")
            yield Tally(len(done), len(counted), noun, done)
            cancelled = sum(task.state == "cancelled" for task in counted)
            if cancelled:
                yield Tally(len(done) + cancelled, len(counted), noun, done)

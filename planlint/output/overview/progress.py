"""How much of a plan is done: the innermost tasks that count, by section."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from planlint.facts.counting import parents_of
from planlint.facts.plan import Plan
from planlint.fixing.regions import plain_title
from planlint.markdown.document import Section as DocumentSection
from planlint.output.overview.shape import Section, Share
from planlint.plan.tasks import Task
from planlint.text.source import Span


def leaf_tasks(tasks: Sequence[Task]) -> list[Task]:
    """The tasks that count and have none that counts below them.

    Optional and cancelled tasks do not count, and with them what stands below them. A heading with a box has the tasks
    of its section below it.
    """
    parents = parents_of(tasks)
    around: list[Task] = []
    left_out: set[Task] = set()
    holders: set[Task] = set()
    for task in tasks:
        while around and not around[-1].section.span.covers(task.box):
            around.pop()
        parent = parents[task] or (around[-1] if around else None)
        if not task.counts or parent in left_out:
            left_out.add(task)
        elif parent:
            holders.add(parent)
        if task.origin == "heading":
            around.append(task)
    return [task for task in tasks if task not in left_out and task not in holders]


class Progress:
    """A plan's leaf tasks by place; in a plan without boxes, the entries of lists and tables that show a status."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        if plan.tasks:
            found = [(task.box.start, int(task.state == "done"), 1) for task in leaf_tasks(plan.tasks)]
        else:
            shown = ((place, tally) for place, tally in plan.counts.shown() if tally.done is not None)
            found = sorted((place, tally.done or 0, tally.total) for place, tally in shown)
        self._starts = [place for place, _, _ in found]
        self._done = list(accumulate((done for _, done, _ in found), initial=0))
        self._total = list(accumulate((total for _, _, total in found), initial=0))

    def of(self, span: Span) -> Share:
        """What `span` holds."""
        first, last = (bisect_left(self._starts, offset) for offset in span)
        return {"done": self._done[last] - self._done[first], "total": self._total[last] - self._total[first]}

    @property
    def whole(self) -> Share:
        """What the plan holds."""
        return {"done": self._done[-1], "total": self._total[-1]}

    def sections(self, title: DocumentSection | None) -> Iterator[Section]:
        """The sections that have tasks, without `title`, the heading that stands for the whole plan."""
        document = self.plan.document
        for section in document.sections[1:]:
            tasks = self.of(section.span)
            if section is title or not tasks["total"]:
                continue
            yield {
                "title": plain_title(document, section),
                "depth": len(section.path) - 2 - (title in section.path),
                "line": document.source.line_of(section.heading.start) + 1,
                "tasks": tasks,
            }

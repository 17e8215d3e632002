"""What a stretch of text holds that can be counted: boxes, in each grain a reader may count in.

A printed fraction is right if any grain reproduces it: all boxes, the leaves, the top level, the children of the top
level; with or without optional and cancelled tasks.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from planlint.markdown.document import Document
from planlint.plan.names import normal
from planlint.plan.tasks import Task, parents_of
from planlint.text.records import value_object
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary


@value_object
class Tally:
    """So many done of so many things. `done` is None where nothing tells; `noun` is what is counted, in the plural."""

    done: int | None
    total: int
    noun: str
    places: tuple[Span, ...] = ()


@value_object
class Counts:
    """Everything in a document that can be counted."""

    document: Document
    tasks: Sequence[Task]
    vocabulary: Vocabulary

    @cached_property
    def _task_starts(self) -> list[int]:
        return [task.box.start for task in self.tasks]

    def tasks_in(self, span: Span) -> Sequence[Task]:
        """The tasks whose box starts inside `span`."""
        return self.tasks[bisect_left(self._task_starts, span.start) : bisect_left(self._task_starts, span.end)]

    def boxes(self, span: Span) -> list[Tally]:
        """The tasks inside `span`, in every grain, the plainest first; with those of asides ("Success criteria") and
        without."""
        tasks = self.tasks_in(span)
        work = [task for task in tasks if not self._stands_aside(task, span)] if self._asides else tasks
        tallies = dict.fromkeys(box_tallies(tasks))
        return list(tallies | dict.fromkeys(box_tallies(work)) if 0 < len(work) < len(tasks) else tallies)

    @cached_property
    def _asides(self) -> frozenset[int]:
        """The sections, by index, whose boxes are no work of the plan."""
        known = self.vocabulary.lists["aside-headings"]
        return frozenset(section.index for section in self.document.sections if normal(section.title) in known)

    def _stands_aside(self, task: Task, span: Span) -> bool:
        """Whether a task stands in an aside that lies inside `span`."""
        section = self.document.section_at(task.box.start)
        return any(above.index in self._asides and above.heading.start >= span.start for above in section.path)


def box_tallies(tasks: Sequence[Task]) -> Iterator[Tally]:
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

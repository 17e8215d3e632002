"""What a stretch of text holds that can be counted: boxes, ticked items, rows, in each grain a reader may count in.

A printed fraction is right if any grain reproduces it: all boxes, the leaves, the top level, the children of the top
level; with or without optional and cancelled tasks; items with a status glyph; rows with a status.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from planlint.facts.columns import Grid
from planlint.markdown.document import Document, Item
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
    grids: Sequence[Grid]
    legend: Mapping[str, str]
    vocabulary: Vocabulary

    @cached_property
    def _task_starts(self) -> list[int]:
        return [task.box.start for task in self.tasks]

    @cached_property
    def _item_starts(self) -> list[int]:
        return [item.span.start for item in self.document.items]

    def tasks_in(self, span: Span) -> Sequence[Task]:
        """The tasks whose box starts inside `span`."""
        return self.tasks[bisect_left(self._task_starts, span.start) : bisect_left(self._task_starts, span.end)]

    def items_in(self, span: Span) -> Sequence[Item]:
        """The items that start inside `span`."""
        items = self.document.items
        return items[bisect_left(self._item_starts, span.start) : bisect_left(self._item_starts, span.end)]

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

    def plain(self, span: Span) -> list[Tally]:
        """What merely can be counted: lists, rows, deeper headings."""
        lists = [Tally(None, len(items), "items") for items in self._lists(span)]
        rows = [
            Tally(None, sum(1 for _ in grid.plain()), "rows") for grid in self.grids if span.covers(grid.table.span)
        ]
        levels: dict[int, int] = defaultdict(int)
        section = self.document.section_at(span.start)
        for below in self.document.subsections(section):
            if span.start <= below.heading.start < span.end:
                levels[below.level] += 1
        return [*lists, *rows, *_sum(lists), *_sum(rows), *(Tally(None, n, "headings") for n in levels.values())]

    def _lists(self, span: Span) -> list[list[Item]]:
        lists: dict[int, list[Item]] = defaultdict(list)
        for item in self.items_in(span):
            lists[item.list_index].append(item)
        return list(lists.values())


def _sum(tallies: Sequence[Tally]) -> Iterator[Tally]:
    """All of `tallies` together."""
    if len(tallies) > 1:
        done = [tally.done for tally in tallies]
        known = [n for n in done if n is not None]
        total = sum(known) if len(known) == len(done) else None
        yield Tally(total, sum(tally.total for tally in tallies), tallies[0].noun)


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

"""What a stretch of text holds that can be counted: boxes, ticked items, rows, in each grain a reader may count in.

A printed fraction is right if any grain reproduces it: all boxes, the leaves, the top level, the children of the top
level; with or without optional and cancelled tasks; items with a status glyph; rows with a status.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from planlint.facts.columns import Grid
from planlint.facts.fields import cell_at, find_column
from planlint.markdown.document import Document, Item
from planlint.plan.names import is_symbol, normal
from planlint.plan.states import FINISHED, GLYPHS, glyph_state, read_status
from planlint.plan.tasks import Task
from planlint.text.records import value_object
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_LEADING = 4
_TREE_GAP = 8
"""How many lines without a box a drawn tree may hold between two."""
_NOT_DONE = "⚠❌✗✘⏳⌛⏸"
"""Glyphs that may mean many things, but never that a thing is done."""


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

    def shown(self) -> Iterator[tuple[int, Tally]]:
        """All lists and tables whose entries show how far they are, each with the place where it starts."""
        for items in self._lists(Span(0, len(self.document.source.text))):
            if tally := self._glyph_list(items):
                yield items[0].span.start, tally
        for grid in self.grids:
            if tally := self._rows(grid):
                yield grid.table.span.start, tally

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

    def _glyph_list(self, items: Sequence[Item]) -> Tally | None:
        states = [self._glyph(item.text) for item in items]
        if sum(state is not None for state in states) * 2 <= len(items) or any(item.box for item in items):
            return None
        places = tuple(item.text_span for item, state in zip(items, states, strict=True) if state == "done")
        return Tally(states.count("done"), len(items), "items", places)

    def _glyph(self, text: str) -> str | None:
        """What the status glyph before an item's text says; None where there is none."""
        for char in text[:_LEADING]:
            if is_symbol(char) and (char in GLYPHS or char in self.legend):
                return glyph_state(char, self.legend)
        return None

    def _rows(self, grid: Grid) -> Tally | None:
        column = find_column(grid.table, "status", self.vocabulary)
        if column < 0:
            return None
        cells = [cell for line in grid.plain() if (cell := cell_at(line.row, column))]
        states = [read_status(self.document.prose, cell.span, self.vocabulary, self.legend) for cell in cells]
        if not cells:
            return None
        done = tuple(
            cell.span for cell, status in zip(cells, states, strict=True) if status and status.state in FINISHED
        )
        known = all(status and (status.state or status.glyph in _NOT_DONE) for status in states)
        return Tally(len(done) if known else None, len(cells), "rows", done)


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


def parents_of(tasks: Sequence[Task]) -> dict[Task, Task | None]:
    """The task that each stands below: in lists by the item around it, in drawings by the column of its box."""
    by_item = {task.item: task for task in tasks if task.item}
    parents: dict[Task, Task | None] = {}
    above: list[Task] = []
    for task in tasks:
        if task.origin != "drawn":
            parents[task] = by_item.get(task.parent) if task.parent else None
            continue
        if above and task.segment_line - above[-1].segment_line > _TREE_GAP:
            above.clear()
        while above and above[-1].column >= task.column:
            above.pop()
        parents[task] = above[-1] if above else None
        above.append(task)
    return parents


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

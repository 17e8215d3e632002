"""How much of a stretch of text is done: its boxes, or in a plan without boxes, the entries that show a status."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from planlint.compare.plan import Plan
from planlint.plan.glyphs import GLYPHS
from planlint.plan.names import is_symbol
from planlint.plan.outline import Node
from planlint.plan.states import FINISHED, glyph_state, read_status
from planlint.plan.tasks import Task
from planlint.text.source import Span

_LEADING = 4
"""Code points at the start of an item among which its status glyph stands."""
_NOT_DONE = "⚠❌✗✘⏳⌛⏸"
"""Glyphs that may mean many things, but never that a thing is done."""


class Counted:
    """What of a plan can be done, by place: `tasks`, or where the plan has none at all, its entries."""

    def __init__(self, plan: Plan, tasks: Sequence[Task]) -> None:
        boxes = [(task.box.start, task.state == "done") for task in tasks]
        found = boxes if plan.tasks else sorted(entries(plan))
        self._starts = [place for place, _ in found]
        self._done = list(accumulate((done for _, done in found), initial=0))

    def of(self, span: Span) -> tuple[int, int]:
        """How many of how many are done in `span`."""
        first, last = (bisect_left(self._starts, offset) for offset in span)
        return self._done[last] - self._done[first], last - first

    @property
    def whole(self) -> tuple[int, int]:
        """How many of how many are done in the whole plan."""
        return self._done[-1], len(self._starts)


def entries(plan: Plan) -> Iterator[tuple[int, bool]]:
    """Where the entries of lists and tables start that show by a glyph or a status how far they are, and whether each
    is done; a table counts only where all its statuses can be told."""
    for group in plan.outline.groups:
        if group.kind == "items":
            glyphs = [state_before(plan, node) for node in group.nodes]
            if sum(state is not None for state in glyphs) * 2 > len(glyphs):
                yield from ((node.start, state == "done") for node, state in zip(group.nodes, glyphs, strict=True))
    yield from _rows(plan)


def state_before(plan: Plan, node: Node) -> str | None:
    """What the status glyph before the text of an item or line says; None where there is none."""
    for char in plan.outline.text[node.start : node.start + _LEADING]:
        if is_symbol(char) and (char in GLYPHS or char in plan.legend):
            return glyph_state(char, plan.legend)
    return None


def _rows(plan: Plan) -> Iterator[tuple[int, bool]]:
    tables: dict[object, list[tuple[int, bool | None]]] = {}
    seen: set[Node] = set()
    for field in plan.fields:
        node = field.node
        if node is None or field.row is None or field.key not in plan.vocabulary.keys["status"] or node in seen:
            continue
        if any(field.key_span == cell.span for cell in field.row.cells) or node in plan.outline.totals:
            continue
        seen.add(node)
        status = read_status(plan.document.prose, field.value, plan.vocabulary, plan.legend)
        known = status and (status.state or status.glyph in _NOT_DONE)
        tables.setdefault(node.table, []).append((node.start, status.state in FINISHED if status and known else None))
    for rows in tables.values():
        told = [(start, done) for start, done in rows if done is not None]
        if len(told) == len(rows):
            yield from told

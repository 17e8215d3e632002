"""A box and the boxes below it: in lists, under a heading with a box, and in trees drawn in fences."""

from collections.abc import Iterator, Sequence

from planlint.checks._completeness import related_boxes
from planlint.checks._open_work import SECTION_ASIDES, Boxes, is_aside
from planlint.facts.plan import Plan
from planlint.plan.tasks import Task
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related

_ENOUGH = 2


def compare_parents(plan: Plan) -> Iterator[Finding]:
    """A ticked box over open ones, or an open one over ticked ones only."""
    for parent, children in (*_in_lists(plan), *_under_headings(plan), *_in_trees(plan)):
        left = [child for child in children if child.state != "done"]
        if parent.state == "done" and left:
            yield _ticked_parent(plan, parent, children, left)
        elif parent.state == "open" and not parent.mark and not left and len(children) >= _ENOUGH:
            message = f"this box is open, but all {len(children)} boxes below it are ticked"
            yield Finding(
                parent.box, message, (Related(children[-1].box, "the last of them"),), _mark(plan, parent, "x")
            )


def _in_lists(plan: Plan) -> Iterator[tuple[Task, list[Task]]]:
    """Items with the items right below them that have boxes."""
    parents = {task.item: task for task in plan.tasks if task.item}
    below: dict[Task, list[Task]] = {}
    for task in Boxes(plan).tasks if any(task.parent for task in plan.tasks) else ():
        if task.parent and not _comes_after(plan, task):
            below.setdefault(parents[task.parent], []).append(task)
    yield from below.items()


def _comes_after(plan: Plan, task: Task) -> bool:
    """ "Follow-up: ...", "Later: ...": work that the parent does not wait for."""
    name, colon, _ = plan.source[task.text].partition(":")
    return bool(colon) and is_aside(name, SECTION_ASIDES, plan.vocabulary)


def _under_headings(plan: Plan) -> Iterator[tuple[Task, list[Task]]]:
    """Headings with a box, and the boxes of their section that stand at the top of a list."""
    headings = [task for task in plan.tasks if task.origin == "heading" and task.section.level]
    boxes = Boxes(plan) if headings else None
    for task in headings:
        assert boxes is not None
        own = boxes.own(task.section.span, task.section, SECTION_ASIDES)
        children = [child for child in own if child is not task and child.origin == "item" and child.parent is None]
        if children:
            yield task, children


def _in_trees(plan: Plan) -> Iterator[tuple[Task, list[Task]]]:
    """Boxes drawn on the lines right below a box and on a branch of it, further to the right."""
    above: list[tuple[int, Task, list[Task]]] = []
    line = -2
    for task in plan.tasks:
        if task.origin != "drawn":
            continue
        drawn = plan.source.line_text(task.segment_line)
        column = len(drawn) - len(drawn.lstrip(" \t│┃|"))
        closed = len(above) if task.segment_line > line + 1 else sum(column <= outer for outer, _, _ in above)
        for _ in range(closed):
            _, parent, children = above.pop()
            if children:
                yield parent, children
        if above and task.counts:
            above[-1][2].append(task)
        above.append((column, task, []))
        line = task.segment_line
    yield from ((parent, children) for _, parent, children in above if children)


def _ticked_parent(plan: Plan, parent: Task, children: Sequence[Task], left: Sequence[Task]) -> Finding:
    verb = "is" if len(left) == 1 else "are"
    below = "the box below it" if len(children) == 1 else f"{len(left)} of the {len(children)} boxes below it"
    message = f"this box is ticked, but {below} {verb} open"
    return Finding(parent.box, message, related_boxes(plan, left), _mark(plan, parent, " "))


def _mark(plan: Plan, task: Task, mark: str) -> Fix | None:
    """The box with another mark in it; none for a box that is a glyph."""
    if not plan.source[task.box].startswith("["):
        return None
    title = "Tick the box" if mark == "x" else "Open the box"
    return Fix(title, (Edit(task.box, f"[{mark}]"),), Applicability.UNSAFE)

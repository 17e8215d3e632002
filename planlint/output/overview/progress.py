"""How much of a plan is done: the innermost tasks that count, by section."""

from collections.abc import Iterator, Sequence

from planlint.compare.entries import Counted, entries
from planlint.fixing.regions import plain_title
from planlint.markdown.document import Document
from planlint.markdown.document import Section as DocumentSection
from planlint.output.overview.shape import Item, Section, Share, State
from planlint.output.overview.things import Things, box_state, plain
from planlint.plan.tasks import Task, parents_of


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


def items(things: Things, leaves: Sequence[Task]) -> Iterator[Item]:
    """The tasks or entries that are counted: in a plan with any task, `leaves`."""
    plan, source = things.plan, things.plan.document.source
    found: list[tuple[int, str, State]] = [
        (task.box.start, plain(source[task.text]) or "(no name)", box_state(task)) for task in leaves
    ]
    if not plan.tasks:
        nodes = {node.start: node for node in plan.outline.nodes}
        shown = sorted(entries(plan))
        found = [(start, things.name(nodes[start]), "done" if done else "open") for start, done in shown]
    for start, title, state in found:
        yield {"title": title, "line": source.line_of(start) + 1, "state": state, "owners": []}


def share(counted: tuple[int, int]) -> Share:
    """So many done of so many, as data."""
    return {"done": counted[0], "total": counted[1]}


def sections(document: Document, counted: Counted, title: DocumentSection | None) -> Iterator[Section]:
    """The sections that have tasks, without `title`, the heading that stands for the whole plan."""
    for section in document.sections[1:]:
        done, total = counted.of(section.span)
        if section is not title and total:
            yield {
                "title": plain_title(document, section),
                "depth": len(section.path) - 2 - (title in section.path),
                "line": document.source.line_of(section.heading.start) + 1,
                "tasks": share((done, total)),
            }

"""Relations of the family `states`: a box against the boxes right below it."""

from collections.abc import Iterator, Sequence

from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.compare.wholes import OPEN, Boxes, ticked
from planlint.plan.outline import Node
from planlint.plan.statements import TICKS
from planlint.plan.tasks import Task
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY

_NUMBER = regex(r"\d+(?:\.\d+)*")


def parents(plan: Plan, boxes: Boxes) -> Iterator[Tie]:
    """A box against the boxes right below it: in lists and under headings with a box."""
    below: dict[Task, list[Task]] = {}
    of_item = {task.item: task for task in plan.tasks if task.item}
    for task in boxes.tasks:
        parent = of_item.get(task.parent) if task.parent else None
        if parent and boxes.counts(task):
            below.setdefault(parent, []).append(task)
    drawn = {plan.outline.at(task.text.start): task for task in plan.tasks if task.origin == "drawn"}
    for node, task in drawn.items():
        above = drawn.get(node.parent) if node and node.parent else None
        if above and task.counts:
            below.setdefault(above, []).append(task)
    for task in plan.tasks:
        if task.origin == "heading" and task.section.level:
            own = [each for each in boxes.of_section(task.section) if each.parent is None and each is not task]
            if own:
                below[task] = own
    for parent, children in below.items():
        yield from _parent(plan, boxes, parent, children)


def _parent(plan: Plan, boxes: Boxes, parent: Task, children: list[Task]) -> Iterator[Tie]:
    node = plan.outline.at(parent.text.start) or plan.outline.first
    state = ticked(children)
    left = [task for task in children if task.state != "done"]
    if parent.state == "done":
        outcome = OPEN[state]
        several = "several" if len(children) > 1 else "one"

        def tell(tie: Tie) -> Finding:
            verb = "is" if len(left) == 1 else "are"
            which = "the box below it" if len(children) == 1 else f"{len(left)} of the {len(children)} boxes below it"
            text = f"this box is ticked, but {which} {verb} open"
            return Finding(parent.box, text, boxes.related(left), boxes.mark(parent, " "), tie.confidence)

        tie = Tie("states.parent", "STA006", node, (several,), tell, key=parent.box.start, outcome=outcome)
        tie.parts = boxes.nodes(left)
        if state == "none" and (parent.origin == "heading" or _numbered(plan, parent, children)):
            tie.outcome, tie.given = "all open", LIKELY
        elif state == "none" and _beside_ticks(plan, node):
            tie.outcome = OPEN["some"]
        yield tie
    elif parent.state == "open" and not parent.mark and len(children) > 1:

        def deny(tie: Tie) -> Finding:
            text = f"this box is open, but all {len(children)} boxes below it are ticked"
            last = (Related(children[-1].box, "the last of them"),)
            return Finding(parent.box, text, last, boxes.mark(parent, "x"), tie.confidence)

        outcome = "agree" if left else "all ticked"
        tie = Tie("states.children", "STA006", node, (), deny, key=parent.box.start, outcome=outcome)
        tie.parts = boxes.nodes(children)
        yield tie


def _numbered(plan: Plan, parent: Task, children: Sequence[Task]) -> bool:
    """Whether the numbers of the children begin with that of the parent ("2." over "2.1"): they are its steps, and no
    remark or choice."""
    text = plan.document.source.text
    number = _NUMBER.match(text, *parent.text)
    return number is not None and all(text.startswith(f"{number[0]}.", child.text.start) for child in children)


def _beside_ticks(plan: Plan, parent: Node) -> bool:
    """Whether an item right below a parent without a box of its own begins with a tick: it is done, what has an open
    box is not."""
    text = plan.document.source.text
    below = (node for group in plan.outline.below(parent) for node in group.nodes if node.item and not node.item.box)
    return any(text[node.start] in TICKS for node in below)

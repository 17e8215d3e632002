"""The boxes that a whole takes in: those in its scope that count, and that nothing inside it sets apart."""

from bisect import bisect_left
from collections.abc import Sequence

from planlint.compare.plan import Plan
from planlint.markdown.document import Section
from planlint.plan.names import normal
from planlint.plan.outline import Node
from planlint.plan.standing import APART, standing, stands_apart
from planlint.plan.tasks import Task
from planlint.text.diagnostics import Applicability, Edit, Fix, Related
from planlint.text.patterns import regex
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

CHECKS = (*APART, "check-headings", "aside-headings")
"""What sets boxes apart from the work of a whole document."""
OPEN = {"all": "agree", "some": "some open", "none": "none ticked"}
"""How boxes bear out that a whole is done."""
_SHOWN = 12
_WIDE = 50
_ASIDE = regex(r"[(（\[][^()（）\[\]]*[)）\]]|\s[-–—]\s.*|^\W{0,4}\w+:|:\s.*|[⏭⏩➡🚫⛔🗑🔜⏸].*|[A-Z]{4,}")
"""What stands apart from a task's words."""


class Boxes:
    """The boxes of one plan, in order, found by place."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.outline = plan, plan.outline
        self.node_of = self.outline.item_nodes
        self.tasks = [task for task in plan.tasks if task.counts and task.origin in ("item", "heading", "line")]
        self.starts = [task.box.start for task in self.tasks]
        self.used = "done" in [task.state for task in self.tasks]
        self.put_off = {
            said.of.section
            for said in plan.statements
            if said.of is not None and said.of.kind == "heading" and said.state in ("cancelled", "deferred")
        }
        self._apart: dict[tuple[str, bool], bool] = {}
        self._counts: dict[Task, bool] = {}

    def inside(self, span: Span) -> Sequence[Task]:
        """All boxes in `span` that count anywhere."""
        return self.tasks[bisect_left(self.starts, span.start) : bisect_left(self.starts, span.end)]

    def inside_line(self, node: Node) -> Sequence[Task]:
        """The boxes of the item at `node` and of those below it."""
        return self.inside(node.item.span) if node.item else ()

    def of_section(self, section: Section, *, strict: bool = False) -> list[Task]:
        """The boxes of a section, deeper ones included; `strict`: without checks and criteria."""
        return [task for task in self.inside(section.span) if not self._stands_apart(task, section, strict)]

    def own_checks(self) -> list[Task]:
        """The boxes of checklists of the work itself, of those that somebody began to tick."""
        lists: dict[Section, list[Task]] = {}
        for task in self.of_section(self.plan.document.sections[0]):
            if self.plan.vocabulary.mentions("work-checklists", normal(task.section.title)):
                lists.setdefault(task.section, []).append(task)
        return [task for tasks in lists.values() if ticked(tasks) != "none" for task in tasks]

    def of_item(self, node: Node) -> list[Task]:
        """The boxes below an item."""
        assert node.item
        below = [task for task in self.inside(node.item.span) if task.item is not node.item]
        return [task for task in below if self.counts(task)]

    def below(self, node: Node) -> list[Task]:
        """The boxes that a heading or item takes in."""
        if node.kind == "heading":
            return self.of_section(node.section)
        return self.of_item(node) if node.item else []

    def under_checks(self, node: Node) -> bool:
        """Whether a heading or item stands under, or is, a heading for checks, criteria or later work."""
        return any(section.level > 1 and self.apart(section.title, True) for section in node.section.path)

    def apart_in(self, node: Node, whole: Section) -> bool:
        """Whether what stands in `whole` is set apart by a heading below that of `whole`."""
        for section in node.section.path:
            if section is whole:
                break
            if self.apart(section.title, False):
                return True
        return False

    def outcomes(self) -> list[str]:
        """How far the boxes of each section with boxes of its own are ticked, as `states.done` calls it."""
        by_section: dict[Section, list[Task]] = {}
        for task in self.tasks:
            by_section.setdefault(task.section, []).append(task)
        return [ticked(found) for found in by_section.values()]

    def mark(self, task: Task, mark: str) -> Fix | None:
        """The box with another mark in it, shown only where it would be opened: whoever ticked it meant more than the
        boxes below it say. None for a box that is a glyph."""
        if not self.plan.document.source[task.box].startswith("["):
            return None
        if mark == "x":
            return Fix("Tick the box", (Edit(task.box, "[x]"),), Applicability.UNSAFE)
        return Fix("Open the box", (Edit(task.box, f"[{mark}]"),), Applicability.DISPLAY)

    def counts(self, task: Task) -> bool:
        """Whether the box counts by what its own line says. "Skip bad rows" and "Later sync" are work: such a word
        counts where it stands apart."""
        known = self._counts.get(task)
        if known is None:
            node = self.node_of.get(task.item) if task.item else None
            how = standing(self.outline, node) if node else ""
            if node and how in ("dropped", "later"):
                said = " ".join(match[0] for match in _ASIDE.finditer(self.outline.text, node.start, node.end))
                how = how if mentions(self.plan.vocabulary.aside, said.casefold()) else ""
            label, colon, _ = self.plan.document.source[task.text].partition(":")
            later = colon and stands_apart(self.plan.vocabulary, label, ("after-headings",))
            known = self._counts[task] = how in ("", "total") and not later
        return known

    def apart(self, title: str, strict: bool) -> bool:
        """Whether a heading or label sets apart what stands under it."""
        key = (title, strict)
        if key not in self._apart:
            self._apart[key] = stands_apart(self.plan.vocabulary, title, CHECKS if strict else APART)
        return self._apart[key]

    def _stands_apart(self, task: Task, whole: Section, strict: bool) -> bool:
        for section in task.section.path:
            if section is whole:
                break
            if section.level > 1 and (section in self.put_off or self.apart(section.title, strict)):
                return True
        node = self.node_of.get(task.item) if task.item else None
        if not self.counts(task):
            return True
        while node is not None:
            group = self.outline.group_of.get(node)
            lead = group.lead if group else None
            if lead is not None and lead.kind == "line" and self.apart(self.outline.words(lead), strict):
                return True
            node = node.parent
            heads = node is not None and (node.item is None or node.item.box is None)
            if node is not None and heads and self.apart(self.outline.words(node), strict):
                return True
        return False

    def nodes(self, tasks: Sequence[Task]) -> list[Node]:
        """The nodes of boxes in lists."""
        return [self.node_of[task.item] for task in tasks if task.item in self.node_of]

    def related(self, left: Sequence[Task]) -> tuple[Related, ...]:
        """Open boxes as the other side of a finding, as many as a reader can look at."""
        return tuple(Related(task.box, f'open: "{self._first_words(task)}"') for task in left[:_SHOWN])

    def _first_words(self, task: Task) -> str:
        text = " ".join(self.plan.document.source[task.text].replace("**", "").replace("`", "").split())
        return text if len(text) <= _WIDE else text[: _WIDE - 1].rstrip() + "…"


def ticked(tasks: Sequence[Task]) -> str:
    """How far boxes are ticked: "all", "some" or "none"."""
    done = sum(task.state == "done" for task in tasks)
    return "all" if done == len(tasks) else "some" if done else "none"


def open_of(left: Sequence[Task], found: Sequence[Task]) -> str:
    """ "2 of its 5 boxes are open"."""
    if len(found) == 1:
        return "its box is open"
    if len(left) == len(found):
        return f"none of its {len(found)} boxes is ticked"
    return f"{len(left)} of its {len(found)} boxes {'is' if len(left) == 1 else 'are'} open"


def ticked_of(left: Sequence[Task], found: Sequence[Task]) -> str:
    """ "1 of its 3 boxes is ticked"."""
    if not left:
        return f"all {len(found)} boxes are ticked"
    done = len(found) - len(left)
    return f"{done} of its {len(found)} boxes {'is' if done == 1 else 'are'} ticked"

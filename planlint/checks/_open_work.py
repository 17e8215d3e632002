"""Which boxes a claim of completeness takes in, and which stand apart: criteria, next steps, later phases."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.markdown.document import Item, Section
from planlint.plan.names import normal
from planlint.plan.tasks import Task
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary, mentions

SECTION_ASIDES = ("after-headings", "goal-headings", "history-headings")
_MAX_WORDS = 6
DOCUMENT_ASIDES = (*SECTION_ASIDES, "aside-headings", "check-headings")


class Boxes:
    """The boxes of a plan, found by place."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        dropped = _dropped_items(plan)
        self.tasks = [task for task in plan.tasks if task.counts and task.item not in dropped]
        self.starts = [task.box.start for task in self.tasks]
        self.labels = [subject for subject in plan.subjects if subject.kind == "label" and governs(subject)]
        self.label_starts = [label.name.start for label in self.labels]
        self.numbered = {s.section for s in plan.subjects if s.kind == "section" and s.ids}
        self._asides: dict[tuple[str, tuple[str, ...]], bool] = {}
        self.apart = _sections_apart(plan)

    def inside(self, span: Span) -> list[Task]:
        """All boxes in `span` that count."""
        return self.tasks[bisect_left(self.starts, span.start) : bisect_left(self.starts, span.end)]

    def own(self, scope: Span, section: Section, asides: tuple[str, ...]) -> list[Task]:
        """The boxes in `scope`, which lies in `section`, without those that stand apart."""
        return [task for task in self.inside(scope) if not self._stands_apart(task, scope, section, asides)]

    def of_task_file(self) -> list[Task]:
        """The boxes of a file that is one task, with its status in the front matter: its criteria are its own."""
        whole = self.plan.document.sections[0]
        return self.own(whole.span, whole, SECTION_ASIDES)

    def of_document(self) -> list[Task]:
        """The boxes of the document's own work. Criteria and checks count where they stand under a task or phase."""
        whole = self.plan.document.sections[0]
        own = self.own(whole.span, whole, SECTION_ASIDES)
        strict = set(self.own(whole.span, whole, DOCUMENT_ASIDES))
        return [task for task in own if task in strict or self._in_numbered(task.section)]

    def _in_numbered(self, section: Section) -> bool:
        return any(above in self.numbered for above in section.path if above.level > 1)

    def is_apart(self, subject: Subject, scope: Span, section: Section, asides: tuple[str, ...]) -> bool:
        """Whether a subject in `scope` stands under a heading of its own that sets it apart."""
        return self._under_aside(subject.section, scope, section, asides)

    def _under_aside(self, inner: Section, scope: Span, section: Section, asides: tuple[str, ...]) -> bool:
        for above in inner.path:
            if above is section or above.level <= 1 or not scope.covers(above.heading):
                break
            if above in self.apart or self._is_aside(above.title, asides):
                return True
        return False

    def _stands_apart(self, task: Task, scope: Span, section: Section, asides: tuple[str, ...]) -> bool:
        if self._under_aside(task.section, scope, section, asides):
            return True
        label = self._label(task)
        if label and scope.covers(label.name) and self._is_aside(self.plan.source[label.name], asides):
            return True
        return any(self._is_aside(item.text, asides) for item in _above(task.item) if scope.covers(item.text_span))

    def _is_aside(self, title: str, asides: tuple[str, ...]) -> bool:
        key = (title, asides)
        if key not in self._asides:
            self._asides[key] = is_aside(title, asides, self.plan.vocabulary)
        return self._asides[key]

    def _label(self, task: Task) -> Subject | None:
        """The label right above the list that the box stands in."""
        index = bisect_right(self.label_starts, task.box.start) - 1
        label = self.labels[index] if index >= 0 else None
        return label if label and label.scope.covers(task.box) else None


def governs(label: Subject) -> bool:
    """Whether the label has a list or table below it."""
    return label.scope.end > label.segment.span.end


def _above(item: Item | None) -> list[Item]:
    """The items around `item` that have no box of their own: they head a list."""
    found = []
    while item and item.parent:
        item = item.parent
        if item.box is None:
            found.append(item)
    return found


def _dropped_items(plan: Plan) -> frozenset[Item | None]:
    """Items that say of themselves that they are put off or given up: "- [ ] Query history - deferred"."""
    return frozenset(
        claim.subject.item
        for claim in plan.status_claims
        if claim.subject.kind == "item" and claim.state in ("cancelled", "deferred") and claim.worded
    )


def _sections_apart(plan: Plan) -> frozenset[Section]:
    """Sections that say of themselves that they are put off or given up."""
    return frozenset(
        claim.subject.section
        for claim in plan.status_claims
        if claim.subject.kind == "section" and claim.state in ("cancelled", "deferred") and claim.worded
    )


def is_aside(title: str, lists: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a heading or label holds one of the phrases of `lists`; a long one may hold it by chance."""
    title = normal(title)
    return len(title.split()) <= _MAX_WORDS and any(_holds(vocabulary.lists[name], title) for name in lists)


@lru_cache(maxsize=16384)
def _holds(words: frozenset[str], title: str) -> bool:
    return bool(mentions(words, title))


def first_words(plan: Plan, task: Task, limit: int = 50) -> str:
    """What a box is about, shortened."""
    text = " ".join(plan.source[task.text].replace("**", "").replace("`", "").split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

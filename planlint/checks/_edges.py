"""Which thing of a plan depends on which, by its fields, its columns and phrases such as "(depends on T003)"."""

from bisect import bisect_right
from collections.abc import Iterator

from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.references import Reference, read_list
from planlint.plan.links import plain_text, slug
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span

_WAITS = regex(r"⛔\ufe0f?\s*(?=[\w-])(?:[\w-]+(?:\s*,\s*)?)+")
_SIGN = regex(r"[\w-]+")


@record
class Edge:
    """`subject` (by the id `key`) depends on what the reference names; `backward` where the text says "blocks"."""

    subject: Subject
    key: str
    reference: Reference
    backward: bool = False

    @property
    def before(self) -> str:
        """The id of what has to be done first."""
        return self.key if self.backward else self.reference.key

    @property
    def after(self) -> str:
        """The id of what has to wait."""
        return self.reference.key if self.backward else self.key


def read_edges(plan: Plan) -> list[Edge]:
    """All dependencies whose both ends have ids, in the order of the text."""
    edges = [edge for subject in plan.subjects if subject.row for edge in _row_edges(plan, subject)]
    owners = _Owners(plan)
    for field in plan.fields:
        backward = field.names("blocks", plan.vocabulary)
        if field.segment.row is not None or not (backward or field.names("depends", plan.vocabulary)):
            continue
        owner = owners.of(field.key_span.start)
        if owner:
            edges += _to(plan, owner, field.value, backward=backward)
    for subject in plan.subjects:
        if subject.ids and subject.kind != "row":
            edges += _phrase_edges(plan, subject)
    return sorted(edges, key=lambda edge: edge.reference.span)


def _row_edges(plan: Plan, subject: Subject) -> Iterator[Edge]:
    if not subject.ids:
        return
    for field in subject.fields[1:]:  # the first column names the row
        backward = field.names("blocks", plan.vocabulary)
        if backward or field.names("depends", plan.vocabulary):
            yield from _to(plan, subject, field.value, backward=backward)


def _to(plan: Plan, subject: Subject, value: Span, *, backward: bool = False) -> Iterator[Edge]:
    named = read_list(plan.document.with_code, *value, plan.vocabulary) or list(_linked(plan, value))
    for reference in named:
        yield Edge(subject, subject.ids[0], reference, backward)


def _linked(plan: Plan, value: Span) -> Iterator[Reference]:
    """The ids of the headings that links by other words lead to: "[the schema](#task-1-schema)"."""
    for link in plan.links if "[" in plan.source[value] else ():
        if link.span.start in range(*value) and link.anchor and not link.path:
            headed = (s for s in plan.subjects if s.kind == "section" and s.ids)
            anchored = (s for s in headed if slug(plain_text(s.section.title).strip()) == link.anchor)
            yield from (Reference(link.text, subject.ids[0]) for subject in anchored)


def _phrase_edges(plan: Plan, subject: Subject) -> Iterator[Edge]:
    """ "depends on T003" on the subject's own line, behind its name, or "⛔ abc1,abc2" as Obsidian has it."""
    text = plan.document.with_code
    for signs in _WAITS.finditer(text, *subject.segment.span):
        for sign in _SIGN.finditer(text, signs.start() + 1, signs.end()):
            yield Edge(subject, subject.ids[0], Reference(Span(*sign.span()), sign[0].casefold()))
    begin, end = subject.name.start, subject.segment.span.end
    line = text[begin:end].casefold()
    for phrase in plan.vocabulary.lists["depends-phrases"]:
        at = line.find(phrase) if len(line) == end - begin else -1
        if at >= 0:
            start = begin + at + len(phrase)
            while start < end and text[start] in " :*_":
                start += 1
            yield from _to(plan, subject, Span(start, end))


class _Owners:
    """Finds whose field a line is: the innermost subject with an id that reaches over it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._named = [subject for subject in plan.subjects if subject.ids and subject.kind != "row"]
        self._starts = [subject.name.start for subject in self._named]

    def of(self, place: int) -> Subject | None:
        """The owner of the field at `place`; None where a nearer label might be meant."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return None
        nearest = self._named[index]
        if nearest.segment.span.start <= place < nearest.segment.span.end:
            return None
        if self._reaches(nearest, place):
            return nearest
        section = self._plan.document.section_at(place)
        if nearest.section is section or nearest.kind == "section":
            return None
        return next((s for s in reversed(self._named[:index]) if s.kind == "section" and s.section is section), None)

    def _reaches(self, subject: Subject, place: int) -> bool:
        if subject.kind == "section":
            return self._plan.document.section_at(place) is subject.section
        if subject.scope.start <= place < subject.scope.end:
            return True
        if subject.kind != "label":
            return False
        between = self._plan.source.text[subject.segment.span.end : place]
        return "\n\n" not in between.replace("\r\n", "\n").replace(" ", "") and "#" not in between

"""Which stretch of a plan a claim of progress counts."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Literal

from planlint.facts.columns import head_unit
from planlint.facts.plan import Plan
from planlint.facts.progress import Claim
from planlint.facts.topics import THINGS, Topic
from planlint.markdown.document import Item, Row, Section, Segment
from planlint.plan.names import normal
from planlint.text.records import value_object
from planlint.text.source import Span

_MIN_TITLE = 4
_GENERAL = (
    "aspect-words", "generic-nouns", "overview-headings", "after-headings", "check-headings", "goal-headings",
    "history-headings", "done-headings", "active-headings", "open-headings", "aside-headings", "sum-words",
    "report-words", "progress-words", "overall-words",
)  # fmt: skip

Tie = Literal["heading", "label", "item", "closing", "section", "document", "name"]


@value_object
class Scope:
    """What a claim counts, and by what it is tied to it: it heads a section, a list or sub-items, it closes the list or
    table right above it, it speaks of the section or the document as a whole, or it names a list elsewhere."""

    span: Span
    tie: Tie


def scope_of(plan: Plan, claim: Claim, topic: Topic) -> Scope | None:
    """The stretch that `claim` counts, by where it stands; None where that cannot be told."""
    segment = claim.segment
    section = segment.section
    if segment.kind == "heading":
        return Scope(_below(section), "heading") if section.index and _ends_line(plan, claim) else None
    if segment.kind == "item" and segment.item:
        item = segment.item
        if item in plan.document.children and segment.span.start <= item.text_span.start:
            return Scope(Span(item.text_span.end, item.span.end), "item")
    if segment.kind == "line" and segment.item is None:
        if label := _label_scope(plan, claim):
            return Scope(label, "label")
        if topic.about == "" and (above := _closed(plan, claim)):
            return Scope(above, "closing")
    if topic.about == "" and topic.progress == 2 and segment.kind in ("line", "item"):
        if segment.kind == "item" and segment.item and segment.item.parent:
            return None
        if section.level > 1 and segment.span.start < plan.footer and not _sums_up(plan, section):
            return Scope(_below(section), "section")
        return Scope(_whole(plan), "document")
    return None


def _sums_up(plan: Plan, section: Section) -> bool:
    """Whether a section without tasks tells how all of the plan stands: "Summary", "Status"."""
    lists = plan.vocabulary.lists
    named = normal(section.title) in lists["overview-headings"] | lists["conclusion-headings"]
    return named and section.level == 2 and not plan.counts.tasks_in(section.span)


def around(claim: Claim, scope: Scope) -> Span:
    """The stretch that a closing line may count as well: all of its section, where that has a name of its own."""
    section = claim.segment.section
    return _below(section) if scope.tie == "closing" and section.level > 1 else scope.span


def _whole(plan: Plan) -> Span:
    return plan.document.sections[0].span


def _below(section: Section) -> Span:
    return Span(section.heading.end, section.span.end)


def _ends_line(plan: Plan, claim: Claim) -> bool:
    """Whether little follows the claim on its line, and no other number."""
    rest = plan.document.prose[claim.span.end : claim.segment.span.end]
    return not any(char.isdigit() for char in rest) and len(rest.split()) <= 3


def _label_scope(plan: Plan, claim: Claim) -> Span | None:
    """The list or table right below the labelled line that holds the claim."""
    subjects = plan.subjects
    at = bisect_left(subjects, claim.segment.span.start, key=lambda subject: subject.name.start)
    for subject in subjects[at : at + 2]:
        if subject.kind == "label" and subject.segment is claim.segment and subject.scope.end > claim.segment.span.end:
            return Span(claim.segment.span.end, subject.scope.end)
    return None


def _closed(plan: Plan, claim: Claim) -> Span | None:
    """The list or table that ends right above the claim's line, with nothing but blank lines between."""
    source = plan.source
    line = claim.segment.line - 1
    lines = {other.segment.line for other in plan.claims if other.segment.kind == "line"}
    while line in lines:
        line -= 1  # one of several closing lines
    top = line
    while line >= 0 and not source.line_text(line).strip():
        line -= 1
    if line < 0 or top - line > 1:
        return None
    end = source.line_span(line)
    tables = plan.document.tables
    at = bisect_right(tables, end.start, key=lambda table: table.span.start) - 1
    if at >= 0 and tables[at].span.end >= end.start:
        return tables[at].span
    items = plan.document.items
    last = bisect_right(items, end.end, key=lambda item: item.span.start) - 1
    if last < 0 or items[last].span.end < end.start:
        return None
    item = first = _top(items[last])
    while first.index and (above := _top(items[first.index - 1])).list_index == item.list_index:
        first = above
    return Span(first.span.start, end.end)


def _top(item: Item) -> Item:
    """The outermost item around `item`."""
    while item.parent:
        item = item.parent
    return item


def named_scopes(plan: Plan) -> dict[Segment | Row, Scope]:
    """For lines, items and rows that name a thing: the one list, table or set of boxes elsewhere that has its name."""
    found: dict[Segment | Row, set[Span]] = defaultdict(set)
    for group in plan.groups:
        places = [member for member in group if member.kind in ("section", "label")]
        for own in group:
            key = own.row or own.segment
            found[key] |= {other.scope for other in places if other is not own and not other.scope.meets(own.scope)}
    scopes: dict[Segment | Row, Scope] = {}
    for key, spans in found.items():
        widest = [span for span in spans if not any(other != span and other.covers(span) for other in spans)]
        if len(widest) == 1:
            scopes[key] = Scope(widest[0], "name")
    return scopes


class Names:
    """Finds the list, table or set of boxes elsewhere that a claim names, by its row's name or by its own words."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._groups = named_scopes(plan)
        self._titles = _titles(plan)
        self._rows = {subject.row: subject for subject in plan.subjects if subject.row}

    def of_row(self, row: Row) -> Scope | None:
        """The scope with the name of a row."""
        return self._groups.get(row) or self._titled(self._rows[row].title if row in self._rows else "")

    def of_claim(self, claim: Claim, topic: Topic) -> Scope | None:
        """The scope that a claim names; a fraction in a table names that of its row, if its column counts things."""
        if claim.segment.row:
            return self.of_row(claim.segment.row) if self._counts_things(claim.segment) else None
        if not topic.about:
            return None
        words = [word for word in topic.about.split() if not self._says_done(word)]
        found = self._groups.get(claim.segment) or self._titled(" ".join(words))
        own = found and (found.span.start == claim.segment.span.end or found.span.covers(claim.span))
        return None if own else found

    def _titled(self, title: str) -> Scope | None:
        span = self._titles.get(title)
        return Scope(span, "name") if span else None

    def _says_done(self, word: str) -> bool:
        words = self._plan.vocabulary
        return word in words.statuses or words.has("made-words", word) or words.has("small-words", word)

    def _counts_things(self, segment: Segment) -> bool:
        """Whether a column is about progress, a status or things that lists hold; not about tests, points or hours."""
        if not (segment.table and segment.column and segment.column < len(segment.table.header.cells)):
            return False
        words = self._plan.vocabulary
        head = normal(segment.table.header.cells[segment.column].text)
        state = any(word in words.statuses or words.has("progress-words", word) for word in head.split())
        return (
            state or head in words.keys["status"] or head in words.keys["progress"] or head_unit(head, words) in THINGS
        )


def _titles(plan: Plan) -> dict[str, Span]:
    """Title -> the section, or the list or table below a label, that bears it; titles that several bear, or that say
    nothing of their own ("Overview", "Testing"), are left out."""
    general = frozenset().union(*(plan.vocabulary.lists[name] for name in _GENERAL))
    found: dict[str, set[Span]] = defaultdict(set)
    for subject in plan.subjects:
        below = subject.scope.end > subject.segment.span.end
        if subject.kind not in ("section", "label") or not below or len(subject.title) < _MIN_TITLE or subject.ids:
            continue
        if subject.title not in general and subject.title not in plan.vocabulary.statuses:
            found[subject.title].add(Span(subject.segment.span.end, subject.scope.end))
    return {title: spans.pop() for title, spans in found.items() if len(spans) == 1}

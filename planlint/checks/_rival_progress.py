"""One thing, two values of progress."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from planlint.checks._shares import percent_cells
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.progress import Claim, decimals
from planlint.facts.topics import Topic
from planlint.markdown.document import Row, Section, Segment
from planlint.plan.names import normal, read_id
from planlint.text.records import value_object
from planlint.text.source import Span

Owner = Subject | Literal["whole"] | None
_MAX_COMPARED = 12


@value_object
class Conflict:
    """A claim that disagrees with another about one thing, and what that thing is called in a message."""

    claim: Claim
    rival: Claim
    name: str


def find_conflicts(plan: Plan) -> Iterator[Conflict]:
    """Claims about one thing that differ: about the document as a whole, or about the members of one group."""
    whole, by_subject = _place(plan)
    seen: set[Claim] = set()
    things = [("the whole", whole)]
    things += [(_name(plan, group), _of_group(group, by_subject)) for group in plan.groups]
    for name, claims in things:
        for claim, rival in _disagreeing(plan, claims):
            if claim not in seen:
                seen.add(claim)
                yield Conflict(claim, rival, name)


def _name(plan: Plan, group: Sequence[Subject]) -> str:
    """The group's thing in a message: as its heading writes it, if one of its members is a section."""
    subject = next((member for member in group if member.kind == "section"), group[0])
    return f"“{plan.source[subject.name]}”"


def _of_group(group: Sequence[Subject], by_subject: dict[Subject, list[Claim]]) -> list[Claim]:
    """The claims about the members of a group; none where the group is no certain one: members that stand in one list
    or table, labels that recur, or names that go on after the id ("Phase 2 backend") may be several things."""
    members = [subject for subject in group if subject in by_subject and not subject.joined]
    places = Counter(
        (m.kind, m.table.index if m.table else m.item.list_index if m.item else -1)
        for m in members
        if m.kind != "label" or not m.ids
    )
    if any(count > 1 for (kind, _), count in places.items() if kind != "section"):
        return []
    return sorted({claim for subject in members for claim in by_subject[subject]}, key=lambda claim: claim.span)


def _disagreeing(plan: Plan, claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Of claims that disagree those with fewer on their side, the later one in a draw; each value once."""
    claims = claims[:_MAX_COMPARED]
    rivals = {a: [b for b in claims if not _agree(plan, a, b)] for a in claims}
    told: list[Claim] = []
    for claim in sorted(claims, key=lambda c: (-len(rivals[c]), -c.span.start)):
        against = [rival for rival in rivals[claim] if rival not in told]
        if against:
            told.append(claim)
            yield claim, against[0]


def _agree(plan: Plan, a: Claim, b: Claim) -> bool:
    """Whether two claims may both be right: equal at the coarser precision, or about different units."""
    if a.value is None or b.value is None:
        return True
    if a.fraction and b.fraction:
        if a.fraction.total == b.fraction.total:
            return a.fraction.done == b.fraction.done
        if a.fraction.unit == b.fraction.unit and not (a.percent and b.percent):
            return False
    if not (a.percent and b.percent):
        return True
    loose = a.percent.approximate or b.percent.approximate
    digits = min(decimals(plan.source.text, claim.percent.number) for claim in (a, b) if claim.percent)
    step = Decimal(5) if loose else Decimal(1).scaleb(-digits)
    return abs(a.value - b.value) <= step if loose else abs(a.value - b.value) < step


# --- whose progress --------------------------------------------------------------------------------------------------


def _place(plan: Plan) -> tuple[list[Claim], dict[Subject, list[Claim]]]:
    """The claims about the document as a whole, and those about each subject."""
    front = plan.front_progress.percent
    whole = [front] if front else []
    by_subject: dict[Subject, list[Claim]] = defaultdict(list)
    places = _Places(
        percent_cells(plan),
        {subject.row: subject for subject in plan.subjects if subject.row},
        {subject.section: subject for subject in plan.subjects if subject.kind == "section"},
        {subject.segment.span: subject for subject in plan.subjects if subject.kind in ("item", "label")},
    )
    last: Segment | None = None
    for claim, topic in plan.topics:
        first, last = claim.segment is not last, claim.segment
        footer = claim.segment.kind == "line" and claim.segment.span.start > plan.footer
        if topic.aside or not topic.progress or claim.value is None or (_is_past(plan, claim) and not footer):
            continue
        if claim.segment.row:
            owner: Owner = places.of_cell(claim)
        else:
            owner = _of_line(plan, claim, topic, places, footer=footer) if first else None
        if isinstance(owner, Subject):
            by_subject[owner].append(claim)
        elif owner:
            whole.append(claim)
    return whole, by_subject


@value_object
class _Places:
    """The subjects of a plan, by where they stand."""

    percents: dict[Row, list[Claim]]
    rows: dict[Row, Subject]
    sections: dict[Section, Subject]
    lines: dict[Span, Subject]

    def of_cell(self, claim: Claim) -> Subject | None:
        """The row's subject, for its one percentage in a progress column and the counted fraction beside it."""
        row = claim.segment.row
        cells = self.percents.get(row, []) if row else []
        if row is None or len(cells) != 1:
            return None
        counted = claim.fraction and not claim.percent and claim.fraction.unit
        return self.rows.get(row) if claim is cells[0] or counted else None


def _of_line(plan: Plan, claim: Claim, topic: Topic, places: _Places, *, footer: bool) -> Owner:
    """Whose progress the first claim of a line or heading is; in a footer, that of the document."""
    segment = claim.segment
    if segment.kind == "heading" and topic.about != "" and _ends_heading(plan, claim):
        return places.sections.get(segment.section)
    if topic.about == "" and topic.progress == 2:
        owner = None if footer else _owner(plan, segment.section)
        if owner is None or (topic.overall and _is_summary(plan, owner)):
            return "whole" if _speaks_of_all(plan, claim, topic) else None
        nested = segment.item is not None and segment.item.parent is not None
        return None if topic.overall or nested else places.sections.get(owner)
    if topic.about and segment.span in places.lines:
        return places.lines[segment.span]
    return "whole" if topic.about and topic.progress == 2 and _names_document(plan, topic) else None


def _speaks_of_all(plan: Plan, claim: Claim, topic: Topic) -> bool:
    """Whether a claim without a name is about the document: it says "overall", or it is a labelled line near the top.
    The project of which a phase plan is a part is another thing."""
    text = normal(plan.document.prose[claim.segment.span.start : claim.segment.span.end])
    part = _title_id(plan)
    if part and any(word in plan.vocabulary.lists["whole-words"] for word in text.replace(":", " ").split()):
        return False
    labelled = claim.before.end - claim.before.start > 2
    return topic.overall or (labelled and claim.segment.item is None)


def _owner(plan: Plan, section: Section) -> Section | None:
    """The nearest section that names a thing of its own; None where that is the document."""
    words = ("aspect-words", "progress-words", "overall-words", "small-words")
    for above in section.path:
        if above.level <= 1:
            return None
        named = [w for w in normal(above.title).replace(":", " ").split() if w.strip("%0123456789.")]
        if not all(any(plan.vocabulary.has(name, word.strip("():*_")) for name in words) for word in named):
            return above
    return None


def _names_document(plan: Plan, topic: Topic) -> bool:
    """Whether a claim names what the document's title names: "Phase 2 progress" under "# Phase 2: Interface"."""
    return bool(topic.about) and _title_id(plan) == topic.about


def _title_id(plan: Plan) -> str:
    """The id in the document's title ("phase 2"); "" where there is none."""
    titles = [section for section in plan.document.sections if section.level == 1]
    if len(titles) != 1:
        return ""
    identifier = read_id(plan.document.with_code, *titles[0].title_span, plan.vocabulary)
    return identifier.key if identifier else ""


def _is_summary(plan: Plan, section: Section) -> bool:
    """Whether a section has no id and no tasks of its own, so that "overall" in it cannot be about them."""
    if plan.counts.tasks_in(section.span) or read_id(plan.document.with_code, *section.title_span, plan.vocabulary):
        return False
    return section.parent is None or section.parent.level <= 1


def _ends_heading(plan: Plan, claim: Claim) -> bool:
    rest = plan.document.prose[claim.span.end : claim.segment.span.end]
    return not any(char.isdigit() for char in rest)


def _is_past(plan: Plan, claim: Claim) -> bool:
    """Whether a heading above says that what follows was or will be: a log, a goal, a dated entry."""
    lists = plan.vocabulary.lists
    for section in claim.segment.section.path:
        title = normal(section.title)
        if title in lists["history-headings"] or title in lists["aside-headings"]:
            return True
        words = set(title.split())
        if words & lists["aside-words"] and not words & lists["progress-words"]:
            return True
    return False

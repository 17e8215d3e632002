"""One thing, two values of progress."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planlint.checks._shares import percent_cells
from planlint.document import Row, Section
from planlint.facts.names import normal, read_id
from planlint.facts.progress import Claim, decimals
from planlint.facts.topics import Topic
from planlint.ledger import Subject
from planlint.plan import Plan


@dataclass(frozen=True, slots=True)
class Conflict:
    """A claim that disagrees with the others about its thing; `others` hold one claim for each other value."""

    claim: Claim
    others: tuple[Claim, ...]


def find_conflicts(plan: Plan) -> Iterator[Conflict]:
    """Claims about one thing that differ: about the document as a whole, or about the members of one group."""
    whole, by_subject = _place(plan)
    seen: set[Claim] = set()
    for claims in (whole, *(_of_group(group, by_subject) for group in plan.groups)):
        for conflict in _disagreeing(plan, claims):
            if conflict.claim not in seen:
                seen.add(conflict.claim)
                yield conflict


def _of_group(group: Sequence[Subject], by_subject: dict[Subject, list[Claim]]) -> list[Claim]:
    claims = {claim: None for subject in group for claim in by_subject.get(subject, ())}
    return sorted(claims, key=lambda claim: claim.span)


def _disagreeing(plan: Plan, claims: Sequence[Claim]) -> Iterator[Conflict]:
    """The claims outside the majority, the first of each value; the first value is right where none has a majority."""
    if len(claims) < 2:
        return
    values = Counter(claim.value for claim in claims if claim.value is not None)
    best = max(values.values(), default=0)
    major = next((claim for claim in claims if values[claim.value] == best), None)
    if major is None:
        return
    told: set[Decimal | None] = {major.value}
    for claim in claims:
        if claim.value not in told and not _agree(plan, claim, major):
            told.add(claim.value)
            yield Conflict(claim, (major,))


def _agree(plan: Plan, a: Claim, b: Claim) -> bool:
    """Whether two claims may both be right: equal at the coarser precision, or about different units."""
    if a.value is None or b.value is None:
        return True
    if a.fraction and b.fraction and not (a.percent and b.percent):
        same_unit = a.fraction.unit == b.fraction.unit
        if not same_unit and a.fraction.total != b.fraction.total:
            return True
        return same_unit and (a.fraction.done, a.fraction.total) == (b.fraction.done, b.fraction.total)
    if not (a.percent and b.percent):
        return True
    loose = a.percent.approximate or b.percent.approximate
    digits = min(decimals(plan.source.text, claim.percent.number) for claim in (a, b) if claim.percent)
    step = Decimal(5) if loose else Decimal(1).scaleb(-digits)
    return abs(a.value - b.value) < step


# --- whose progress --------------------------------------------------------------------------------------------------


def _place(plan: Plan) -> tuple[list[Claim], dict[Subject, list[Claim]]]:
    """The claims about the document as a whole, and those about each subject."""
    whole: list[Claim] = []
    by_subject: dict[Subject, list[Claim]] = defaultdict(list)
    cells = {claim for claims in percent_cells(plan).values() if len(claims) == 1 for claim in claims}
    rows: dict[Row, Subject] = {s.row: s for s in plan.subjects if s.row}
    sections: dict[Section, Subject] = {s.section: s for s in plan.subjects if s.kind == "section"}
    lines = {s.segment.span: s for s in plan.subjects if s.kind in ("item", "label")}
    for claim, topic in plan.topics:
        if topic.aside or not topic.progress or claim.value is None or _is_past(plan, claim):
            continue
        segment = claim.segment
        if segment.row:
            if claim in cells and segment.row in rows:
                by_subject[rows[segment.row]].append(claim)
            continue
        if segment.kind == "heading" and topic.about != "" and _ends_heading(plan, claim):
            by_subject[sections[segment.section]].append(claim)
        elif topic.about == "" and topic.progress == 2:
            owner = _owner(plan, segment.section)
            if owner is None:
                whole.append(claim)
            elif owner in sections and (segment.item is None or segment.item.parent is None):
                by_subject[sections[owner]].append(claim)
        elif topic.about and segment.span in lines:
            by_subject[lines[segment.span]].append(claim)
        elif topic.about and topic.progress == 2 and _names_document(plan, topic):
            whole.append(claim)
    return whole, by_subject


def _owner(plan: Plan, section: Section) -> Section | None:
    """The nearest section that names a thing of its own; None where that is the document."""
    words = ("aspect-words", "progress-words", "overall-words", "small-words")
    for above in section.path:
        if above.level <= 1:
            return None
        named = [w for w in normal(above.title).replace(":", " ").split() if not w.strip("%0123456789.")  == ""]
        if not all(any(plan.vocabulary.has(name, word.strip("():*_")) for name in words) for word in named):
            return above
    return None


def _names_document(plan: Plan, topic: Topic) -> bool:
    """Whether a claim names what the document's title names: "Phase 2 progress" under "# Phase 2: Interface"."""
    titles = [section for section in plan.document.sections if section.level == 1]
    if len(titles) != 1 or not topic.about:
        return False
    identifier = read_id(plan.document.with_code, *titles[0].title_span, plan.vocabulary)
    return bool(identifier and identifier.key == topic.about)


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
        if lists["aside-words"].intersection(title.split()):
            return True
    return False

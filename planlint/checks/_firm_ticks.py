"""Ticks on headings and labels that say how a section stands, and are no bullets or icons."""

from collections import defaultdict
from collections.abc import Iterator

from planlint.checks._open_work import is_aside
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.status_claims import StatusClaim, heading_states
from planlint.plan.states import GLYPHS

_WAITING = frozenset("⏳⌛🔄🚧⬜🔲⏸📋❌🔜")
"""Glyphs that mark what is not done, where they stand in the place of a tick."""
_ASIDES = ("goal-headings", "check-headings", "aside-headings", "after-headings")


def firm_ticks(plan: Plan) -> Iterator[StatusClaim]:
    """Ticks at the end of a heading ("### Backend ✅"), and ticks before the name of one of several phases or tasks of
    which another has an hourglass in the same place."""
    contrasted = _contrasted(plan)
    for claim in plan.status_claims:
        subject = claim.subject
        if claim.source != "glyph" or claim.state != "done" or subject.kind not in ("section", "label"):
            continue
        if claim.place < subject.name:
            if _family(subject) in contrasted:
                yield claim
        elif subject.kind == "section" and not _is_list(plan, subject):
            yield claim


def _is_list(plan: Plan, subject: Subject) -> bool:
    """Whether the heading is that of a checklist, or of what is done ("Completed ✅")."""
    title = plan.source[subject.name]
    if subject.ids or any(map(str.isalpha, plan.source[subject.tail])):
        return False  # "Test 3: Cancel the order ✅"
    return is_aside(title, _ASIDES, plan.vocabulary) or bool(heading_states(title, plan.vocabulary))


def _family(subject: Subject) -> tuple[object, ...]:
    """What the phases of a plan share that stand side by side; empty for what has no number."""
    if not subject.ids:
        return ()
    series = subject.ids[0].rstrip("0123456789.-abcdef")
    home = subject.section.parent if subject.kind == "section" else subject.section
    return subject.kind, home, series


def _contrasted(plan: Plan) -> frozenset[tuple[object, ...]]:
    """The families whose members all have a status glyph before their name, not all of them a tick."""
    marked: dict[tuple[object, ...], list[str]] = defaultdict(list)
    text = plan.document.prose
    for subject in plan.subjects:
        if subject.kind in ("section", "label") and (family := _family(subject)):
            before = text[subject.segment.span.start : subject.name.start].strip(" \t*_#\ufe0f")
            marked[family].append(before if before in GLYPHS else "")
    return frozenset(family for family, glyphs in marked.items() if all(glyphs) and _WAITING.intersection(glyphs))

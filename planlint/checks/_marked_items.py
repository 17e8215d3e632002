"""Items of a list that a glyph marks as not done."""

from collections import defaultdict

from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.plan.states import GLYPHS

_HOURGLASSES = frozenset("⏳⌛🔄🚧⬜🔲")
_LEFT = frozenset({"open", "outstanding"})


def marked_unfinished(plan: Plan) -> tuple[frozenset[Subject], frozenset[Subject]]:
    """Items with a glyph other than a tick: those that a word calls unfinished ("⚠️ Tests needed", "❌ Export (not
    started)"), and those with an hourglass in a list that is ticks else."""
    worded = {
        claim.subject
        for claim in plan.status_claims
        if claim.source == "tail"
        and claim.state in _LEFT
        and not plan.vocabulary.has("queue-words", claim.shown.casefold())
    }
    lists: dict[int, dict[Subject, str]] = defaultdict(dict)
    for subject in plan.subjects:
        if subject.kind == "item" and subject.item:
            lists[subject.item.list_index][subject] = _mark(plan, subject)
    said, marked = set(), set()
    for glyphs in lists.values():
        ticks = {glyph for glyph in glyphs.values() if _is_tick(plan, glyph)}
        contrasted = bool(ticks) and set(glyphs.values()) <= ticks | _HOURGLASSES
        for subject, glyph in glyphs.items():
            if not glyph or glyph in ticks:
                continue
            if subject in worded or _ends_unfinished(plan, subject):
                said.add(subject)
            elif contrasted:
                marked.add(subject)
    return frozenset(said), frozenset(marked)


def _mark(plan: Plan, subject: Subject) -> str:
    """The status glyph before a name; empty without one."""
    mark = plan.document.prose[subject.segment.span.start : subject.name.start].strip(" \t*_\ufe0f")
    return mark[0] if mark and mark[0] in GLYPHS else ""


def _is_tick(plan: Plan, glyph: str) -> bool:
    return bool(glyph) and plan.legend.get(glyph, GLYPHS[glyph]) == "done"


def _ends_unfinished(plan: Plan, subject: Subject) -> bool:
    text = plan.document.prose[subject.name.start : subject.segment.span.end]
    words = text.casefold().rstrip(" \t*_.!").split()
    return len(words) > 1 and plan.vocabulary.statuses.get(words[-1]) in _LEFT

"""Statuses: of the document, of one thing in two places, of glyph and word, of a whole and its parts."""

from collections import Counter
from collections.abc import Iterator

from planlint.compare.plan import Plan
from planlint.text.diagnostics import Finding
from planlint.text.policy import DOUBTFUL, PROVEN


def unknown_checkbox(plan: Plan) -> Iterator[Finding]:
    """Boxes with a character that neither GFM nor the document's legend knows."""
    odd = [task for task in plan.tasks if task.state == "unknown" and task.origin in ("item", "heading")]
    often = Counter(task.mark for task in odd)
    for task in odd:
        sure = PROVEN if often[task.mark] == 1 else DOUBTFUL  # whoever writes it again means something by it
        message = f'"{task.mark}" in a box says neither done nor open; it counts as open'
        yield Finding(task.box, message, confidence=sure)

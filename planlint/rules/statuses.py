"""Statuses: of the document, of one thing in two places, of glyph and word, of a whole and its parts."""

from collections.abc import Iterator

from planlint.compare.plan import Plan
from planlint.text.diagnostics import Finding


def unknown_checkbox(plan: Plan) -> Iterator[Finding]:
    """Boxes with a character that neither GFM nor the document's legend knows."""
    for task in plan.tasks:
        if task.state == "unknown" and task.origin in ("item", "heading"):
            yield Finding(task.box, f'"{task.mark}" in a box says neither done nor open; it counts as open')

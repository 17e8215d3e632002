"""Statuses: of the document, of one thing in two places, of glyph and word, of a whole and its parts."""

from collections.abc import Iterator

from planlint.checks._attributes import conflicting_attribute
from planlint.checks._completeness import done_with_open_tasks, open_with_all_done, parent_contradicts_children
from planlint.checks._document_status import conflicting_document_status
from planlint.checks._glyphs import glyph_contradicts_word
from planlint.checks._rival_claims import conflicting_status
from planlint.diagnostics import Finding
from planlint.plan import Plan

__all__ = [
    "conflicting_attribute",
    "conflicting_document_status",
    "conflicting_status",
    "done_with_open_tasks",
    "glyph_contradicts_word",
    "open_with_all_done",
    "parent_contradicts_children",
    "unknown_checkbox",
]


def unknown_checkbox(plan: Plan) -> Iterator[Finding]:
    """Boxes with a character that neither GFM nor the document's legend knows."""
    for task in plan.tasks:
        if task.state == "unknown" and task.origin in ("item", "heading"):
            yield Finding(task.box, f'"{task.mark}" in a box says neither done nor open; it counts as open')

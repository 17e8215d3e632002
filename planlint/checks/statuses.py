"""Statuses: of the document, of one thing in two places, of glyph and word, of a whole and its parts."""

from collections.abc import Iterator

from planlint.checks._attributes import compare_attributes
from planlint.checks._completeness import find_done_over_open, find_open_over_done
from planlint.checks._document_status import compare_document_statuses
from planlint.checks._glyphs import find_denied_ticks
from planlint.checks._parents import compare_parents
from planlint.checks._rival_claims import compare_claims
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding


def conflicting_document_status(plan: Plan) -> Iterator[Finding]:
    """Front matter, title, header and footer that name statuses which cannot hold together."""
    yield from compare_document_statuses(plan)


def conflicting_status(plan: Plan) -> Iterator[Finding]:
    """Tasks and phases of which two places say what cannot both hold."""
    yield from compare_claims(plan)


def done_with_open_tasks(plan: Plan) -> Iterator[Finding]:
    """What is called complete while tasks of its own are open."""
    yield from find_done_over_open(plan)


def open_with_all_done(plan: Plan) -> Iterator[Finding]:
    """What is called not started or in progress while all boxes of its own are ticked."""
    yield from find_open_over_done(plan)


def glyph_contradicts_word(plan: Plan) -> Iterator[Finding]:
    """Ticks in status slots beside "in progress", "partial", "pending" or less than 100 %."""
    yield from find_denied_ticks(plan)


def parent_contradicts_children(plan: Plan) -> Iterator[Finding]:
    """A ticked box over open ones, or an open one over ticked ones only."""
    yield from compare_parents(plan)


def conflicting_attribute(plan: Plan) -> Iterator[Finding]:
    """Priorities and owners of one thing, and versions of the document, that differ."""
    yield from compare_attributes(plan)


def unknown_checkbox(plan: Plan) -> Iterator[Finding]:
    """Boxes with a character that neither GFM nor the document's legend knows."""
    for task in plan.tasks:
        if task.state == "unknown" and task.origin in ("item", "heading"):
            yield Finding(task.box, f'"{task.mark}" in a box says neither done nor open; it counts as open')

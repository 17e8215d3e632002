"""Statuses: of the document, of one thing in two places, of glyph and word, of a whole and its parts."""

from collections.abc import Iterator

from planlint.compare.plan import Plan
from planlint.rules import contradictions
from planlint.text.diagnostics import Finding


def conflicting_document_status(plan: Plan) -> Iterator[Finding]:
    """Front matter, title, header and footer that name statuses which cannot hold together."""
    yield from contradictions(plan, "STA001")


def conflicting_status(plan: Plan) -> Iterator[Finding]:
    """Tasks and phases of which two places say what cannot both hold."""
    yield from contradictions(plan, "STA002")


def done_with_open_tasks(plan: Plan) -> Iterator[Finding]:
    """What is called complete while tasks of its own are open."""
    yield from contradictions(plan, "STA003")


def open_with_all_done(plan: Plan) -> Iterator[Finding]:
    """What is called not started while boxes of its own are ticked."""
    yield from contradictions(plan, "STA004")


def glyph_contradicts_word(plan: Plan) -> Iterator[Finding]:
    """Ticks in status slots beside a word for what is not done."""
    yield from contradictions(plan, "STA005")


def parent_contradicts_children(plan: Plan) -> Iterator[Finding]:
    """A ticked box over open ones, or an open one over ticked ones only."""
    yield from contradictions(plan, "STA006")


def conflicting_attribute(plan: Plan) -> Iterator[Finding]:
    """Priorities and owners of one thing, and versions of the document, that differ."""
    yield from contradictions(plan, "STA007")


def unknown_checkbox(plan: Plan) -> Iterator[Finding]:
    """Boxes with a character that neither GFM nor the document's legend knows."""
    for task in plan.tasks:
        if task.state == "unknown" and task.origin in ("item", "heading"):
            yield Finding(task.box, f'"{task.mark}" in a box says neither done nor open; it counts as open')

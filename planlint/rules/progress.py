"""PRG: percentages, fractions and bars."""

from collections.abc import Iterator

from planlint.facts.plan import Plan
from planlint.rules import contradictions
from planlint.text.diagnostics import Finding


def percent_mismatch(plan: Plan) -> Iterator[Finding]:
    """Percentages that are not the fraction beside them."""
    yield from contradictions(plan, "PRG001")


def bar_mismatch(plan: Plan) -> Iterator[Finding]:
    """Bars that do not show the figure beside them."""
    yield from contradictions(plan, "PRG004")


def over_hundred(plan: Plan) -> Iterator[Finding]:
    """More done than there is."""
    yield from contradictions(plan, "PRG006")


def count_mismatch(plan: Plan) -> Iterator[Finding]:
    """Fractions that disagree with the boxes that they are about."""
    yield from contradictions(plan, "PRG002")


def percent_of_tasks(plan: Plan) -> Iterator[Finding]:
    """Percentages of progress that are far from their boxes."""
    yield from contradictions(plan, "PRG003")


def image_bar_mismatch(plan: Plan) -> Iterator[Finding]:
    """Progress images that disagree with the percentage beside them."""
    yield from contradictions(plan, "PRG005")


def conflicting_progress(plan: Plan) -> Iterator[Finding]:
    """The document, or one phase or part, with two values of progress."""
    yield from contradictions(plan, "PRG007")


def overall_mismatch(plan: Plan) -> Iterator[Finding]:
    """Overall percentages that are no mean of their parts."""
    yield from contradictions(plan, "PRG009")

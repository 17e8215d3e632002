"""EST: estimates of time and points."""

from collections.abc import Iterator

from planlint.compare.plan import Plan
from planlint.rules import contradictions
from planlint.text.diagnostics import Finding


def inverted_range(plan: Plan) -> Iterator[Finding]:
    """Ranges whose larger number comes first."""
    yield from contradictions(plan, "EST004")


def unreadable_estimate(plan: Plan) -> Iterator[Finding]:
    """Estimate fields without a figure, where others have one."""
    yield from contradictions(plan, "EST005")


def conflicting_estimate(plan: Plan) -> Iterator[Finding]:
    """One task with two estimates."""
    yield from contradictions(plan, "EST001")


def parts_exceed_whole(plan: Plan) -> Iterator[Finding]:
    """Times of a whole that its parts do not add up to."""
    yield from contradictions(plan, "EST002")


def points_mismatch(plan: Plan) -> Iterator[Finding]:
    """Story points of a sprint, epic or phase that its stories do not add up to."""
    yield from contradictions(plan, "EST003")

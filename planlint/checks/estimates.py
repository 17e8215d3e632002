"""Estimates: one thing estimated twice, parts against their whole, story points, ranges, fields without a figure."""

from collections.abc import Iterator

from planlint.checks._time_left import times_left
from planlint.checks._whole import wholes
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding


def parts_exceed_whole(plan: Plan) -> Iterator[Finding]:
    """Wholes whose parts take more, or visibly less."""
    yield from wholes(plan, "time")
    yield from times_left(plan)


def points_mismatch(plan: Plan) -> Iterator[Finding]:
    """Story points of a sprint, epic or phase against its stories."""
    yield from wholes(plan, "points")

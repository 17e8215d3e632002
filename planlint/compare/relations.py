"""All relations, family by family."""

from planlint.compare import (
    arithmetic,
    attributes,
    boxes,
    changes,
    columns,
    efforts,
    formulas,
    kinds,
    listed,
    members,
    order,
    overall,
    same,
    sections,
    series,
    share,
    slots,
    spans,
    states,
    tally,
    total,
    updates,
)
from planlint.compare.calibration import load
from planlint.compare.context import Context
from planlint.compare.judge import judge
from planlint.compare.tie import Tie

FAMILIES = (
    efforts.ties,
    boxes.ties,
    tally.ties,
    members.ties,
    share.ties,
    arithmetic.ties,
    changes.ties,
    overall.ties,
    kinds.ties,
    total.ties,
    same.ties,
    attributes.ties,
    states.ties,
    slots.ties,
    listed.ties,
    formulas.ties,
    sections.ties,
    columns.ties,
    order.ties,
    spans.ties,
    series.ties,
    updates.ties,
)


def all_ties(context: Context) -> list[Tie]:
    """The ties of every relation, unjudged."""
    return [tie for family in FAMILIES for tie in family(context)]


def disagreements(context: Context) -> list[Tie]:
    """The ties that disagree, judged by the calibration that planlint ships, in the order of the text."""
    return judge(all_ties(context), load())

"""All relations, family by family."""

from collections.abc import Mapping
from functools import lru_cache

from planlint.compare import (
    arithmetic,
    attributes,
    boxes,
    changes,
    claims,
    columns,
    efforts,
    formulas,
    front,
    images,
    kinds,
    listed,
    members,
    order,
    overall,
    phases,
    portions,
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
from planlint.compare.judge import judge
from planlint.compare.plan import Plan
from planlint.compare.tie import Tie

FAMILIES = (
    attributes.ties,  # first: it reads the fields, and the bare figures of points fields get their unit there
    efforts.ties,
    boxes.ties,
    tally.ties,
    members.ties,
    share.ties,
    images.ties,
    front.ties,
    arithmetic.ties,
    changes.ties,
    overall.ties,
    portions.ties,
    kinds.ties,
    claims.ties,
    total.ties,
    same.ties,
    states.ties,
    slots.ties,
    listed.ties,
    phases.ties,
    formulas.ties,
    sections.ties,
    columns.ties,
    order.ties,
    spans.ties,
    series.ties,
    updates.ties,
)


def all_ties(plan: Plan) -> list[Tie]:
    """The ties of every relation, unjudged."""
    return [tie for family in FAMILIES for tie in family(plan)]


@lru_cache(maxsize=1)  # one rule after the other asks, and what is found refers to the plan: it would keep it alive
def contradictions(plan: Plan) -> tuple[Mapping[str, list[Tie]], Exception | None]:
    """The ties that disagree, judged by the calibration that planlint ships, in the order of the text, by the code of
    their rule; worked out once for a plan. And why a family failed, if one did: those of the others stand."""
    ties, fault = list[Tie](), None
    for family in FAMILIES:
        try:
            ties += list(family(plan))
        except Exception as error:
            fault = error
    found: dict[str, list[Tie]] = {}
    for tie in judge(ties, load()):
        found.setdefault(tie.code, []).append(tie)
    return found, fault

"""Counts and percentages of tasks against the tasks themselves."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planlint.checks._scopes import Scope, named_scope, scope_of
from planlint.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.facts.counting import Tally
from planlint.facts.progress import Claim, Fraction
from planlint.facts.topics import Topic
from planlint.plan import Plan

THINGS = frozenset({"", "task", "item", "step", "subtask", "story", "feature", "component", "criterion", "issue", "milestone"})
"""Units that a list of boxes or of items may be a list of."""
MEASURES = frozenset({"second", "minute", "hour", "day", "week", "month", "sprint", "point", "line", "test", "%"})
"""Units that no list shows one by one."""
_SCORES = frozenset({5, 10, 20, 100})


def bound_fractions(plan: Plan) -> Iterator[tuple[Claim, Fraction, Scope]]:
    """The fractions that count tasks, each with what it counts."""
    denominators = Counter(claim.fraction.total for claim in plan.claims if claim.fraction)
    for claim, topic in plan.topics:
        fraction = claim.fraction
        if not fraction or not _counts_things(claim, fraction, topic):
            continue
        scope = scope_of(plan, claim, topic) or (named_scope(plan, claim.segment) if topic.about else None)
        if scope is None:
            continue
        if topic.progress < 2 and not fraction.unit and fraction.total in _SCORES and denominators[fraction.total] > 2:
            continue  # the same denominator all over: marks out of ten
        yield claim, fraction, scope


def _counts_things(claim: Claim, fraction: Fraction, topic: Topic) -> bool:
    whole = fraction.done == int(fraction.done) and fraction.total == int(fraction.total) > 0
    return (
        whole
        and fraction.done <= fraction.total
        and not (fraction.ordinal or topic.aside or topic.progress == 0)
        and fraction.total > 1
        and fraction.unit not in MEASURES
    )


def wrong_tally(plan: Plan, fraction: Fraction, scope: Scope) -> Tally | None:
    """What the scope holds, where no way of counting it reproduces `fraction` and the tie is certain."""
    counts = plan.counts
    boxes = counts.boxes(scope.span)
    marked = counts.marked(scope.span)
    known = boxes or marked
    every = [*boxes, *marked, *counts.plain(scope.span)]
    if not known or any(tally.reproduces(fraction.done, fraction.total) for tally in every):
        return None
    same = [tally for tally in known if tally.total == fraction.total]
    if scope.tie in ("section", "document"):
        return same[0] if same and boxes and fraction.total > 2 else None
    if same:
        return same[0]
    best = known[0]
    if not boxes and len(marked) > 1:
        return None
    near = abs(best.total - fraction.total) <= max(1, fraction.total * Decimal("0.15"))
    if scope.tie == "name":
        return best if near and fraction.unit in THINGS else None
    return best if near or (fraction.unit in THINGS and best.total > 1 and (boxes or scope.tie == "closing")) else None


def describe(tally: Tally) -> str:
    """A tally in words: "12 of the 35 boxes below are ticked"."""
    verb = "ticked" if "box" in tally.noun else "marked as done"
    return f"{tally.done} of {tally.total} {tally.noun} {'is' if tally.done == 1 else 'are'} {verb}"

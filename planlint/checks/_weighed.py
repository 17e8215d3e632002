"""Shares of points, hours or tests against the rows or the groups that they are about."""

from collections.abc import Iterator
from decimal import Decimal

from planlint.facts.plan import Plan
from planlint.facts.progress import Claim, Fraction
from planlint.markdown.document import Item
from planlint.text.records import value_object
from planlint.text.source import Span

_WEIGHTS = frozenset({"point", "hour", "day"})


@value_object
class Weighed:
    """A fraction, and what its parts add up to."""

    fraction: Fraction
    done: Decimal
    total: Decimal
    places: tuple[Span, ...]


def wrong_shares(plan: Plan) -> Iterator[Weighed]:
    """ "20% complete (105/600 hours)" in a list whose other entries are done or not begun, each with its hours."""
    firsts: dict[Item, Claim] = {}
    for claim in plan.claims:
        if claim.segment.item and claim.segment.kind == "item":
            firsts.setdefault(claim.segment.item, claim)
    for item, claim in firsts.items():
        fraction = claim.fraction
        if not fraction or fraction.unit not in _WEIGHTS:
            continue
        others = [other for other in plan.document.items if other.list_index == item.list_index and other is not item]
        shares = [firsts[other].percent for other in others if other in firsts and not firsts[other].fraction]
        amounts = [[f for f in plan.figures(other.text_span) if f.unit == fraction.unit] for other in others]
        known = len(shares) == len(others) > 1 and all(share and share.low in (0, 100) for share in shares)
        if not known or any(len(found) != 1 for found in amounts):
            continue
        pairs = [(share.low if share else 0, found[0]) for share, found in zip(shares, amounts, strict=True)]
        done = sum((figure.low for share, figure in pairs if share), Decimal(0))
        total = sum((figure.low for _, figure in pairs), Decimal(0))
        near = fraction.total / 2 <= total <= fraction.total * 2
        if near and (done != fraction.done or total != fraction.total):
            yield Weighed(fraction, done, total, tuple(figure.span for _, figure in pairs))

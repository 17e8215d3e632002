"""Relations of the family `share` in front matter: a percentage beside counts, and more done than there is."""

from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.plan import Plan
from planlint.compare.share import fits
from planlint.compare.tie import Tie, conflict
from planlint.compare.values import Value, distance, whole_percent
from planlint.plan.amounts import Amount
from planlint.plan.front import Pair
from planlint.text.diagnostics import Finding, Related
from planlint.text.policy import LIKELY
from planlint.text.source import Span


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of the counts in front matter."""
    for counts in plan.counts:
        pairs, percent = counts.pairs, counts.percent
        over = [pair for pair in pairs if pair.done.low > pair.total.low]
        for pair in over:
            finding = Finding(_span(pair.done), f"{pair.written}: more is done than there is", _related(pair))
            yield conflict("share.over", "PRG006", plan, LIKELY, finding)
        if percent and pairs and not over:
            yield _percent(plan, pairs, percent)


def _percent(plan: Plan, pairs: Sequence[Pair], percent: Amount) -> Tie:
    """A percentage that may be the share of any of the counts beside it."""
    tie = Tie("share.front", "PRG001", plan.outline.first, (), partial(_tell, pairs, percent), key=percent.start)
    nearest = min((_share(pair) for pair in pairs), key=lambda share: abs(share - percent.low))
    tie.amount, tie.shown = percent, Value(nearest, unit="%", decimals=percent.decimals)
    agrees = any(fits(percent, pair.done.low, pair.total.low) for pair in pairs)
    tie.outcome = "agree" if agrees else distance(percent, tie.shown)
    tie.given = LIKELY
    return tie


def _share(pair: Pair) -> float:
    return 100 * pair.done.low / pair.total.low


def _tell(pairs: Sequence[Pair], percent: Amount, tie: Tie) -> Finding:
    """Any of the numbers may be the stale one: there is no fix."""
    said = " and ".join(f"{pair.written} ({whole_percent(_share(pair))}%)" for pair in pairs)
    related = tuple(each for pair in pairs for each in _related(pair))
    return Finding(_span(percent), f"{percent.low:g}%, but {said} are done", related, confidence=tie.confidence)


def _span(amount: Amount) -> Span:
    return Span(amount.start, amount.end)


def _related(pair: Pair) -> tuple[Related, ...]:
    return tuple(Related(_span(each), f"{each.low:g} is stated here") for each in (pair.done, pair.total))

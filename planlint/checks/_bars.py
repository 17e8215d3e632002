"""Which bars deny the figure beside them, and which are drawn to another scale."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from planlint.checks._counts import doubted_figures
from planlint.facts.plan import Plan
from planlint.facts.progress import Claim
from planlint.facts.topics import Topic
from planlint.plan.bars import Bar
from planlint.text.patterns import regex

_FRAMED = regex(r"^\s*[│║┃|].*[│║┃|]\s*$")
_FEWEST = 3
"""So many bars, one below the other, make a chart."""


class WrongBar(NamedTuple):
    """A bar that the figure of its claim denies. `sure` says that the figure proves how the bar should look."""

    claim: Claim
    bar: Bar
    sure: bool


def wrong_bars(plan: Plan) -> Iterator[WrongBar]:
    """Bars that do not show the percentage or the fraction beside them. Left out are charts, whose bars are as long as
    their values, each with a width of its own."""
    wrong = [(claim, claim.bar) for claim, topic in plan.topics if claim.bar and _is_denied(plan, claim, topic)]
    if not wrong:
        return
    drawn = [(claim, claim.bar) for claim in plan.claims if claim.bar and claim.value is not None]
    charts = {claim for run in _runs(drawn) if _is_chart(run) for claim, _ in run}
    widths = Counter(bar.width for claim, bar in drawn if claim.value is not None and bar.fits(claim.value))
    doubted = doubted_figures(plan)
    for claim, bar in wrong:
        if claim not in charts:
            figures = [claim.percent.number] if claim.percent else []
            figures += [claim.fraction.done_span] if claim.fraction else []
            cut = any(_fits(bar, claim, width) for width, count in widths.items() if count > 1 and width != bar.width)
            yield WrongBar(claim, bar, not cut and doubted.isdisjoint(figures))


def _is_denied(plan: Plan, claim: Claim, topic: Topic) -> bool:
    bar, value = claim.bar, claim.value
    if not bar or value is None or bar.open_width or not 0 <= value <= 100 or bar.fits(value):
        return False
    if claim.fraction and claim.fraction.percent is not None and bar.fits(claim.fraction.percent):
        return False
    return topic.progress == 2 or not _is_mockup(plan, claim)


def _is_mockup(plan: Plan, claim: Claim) -> bool:
    """Whether the claim is drawn inside a frame, as the sketch of a screen is."""
    return claim.segment.kind == "drawn" and bool(_FRAMED.match(plan.source.line_text(claim.segment.line)))


def _runs(drawn: Sequence[tuple[Claim, Bar]]) -> Iterator[list[tuple[Claim, Bar]]]:
    """The bars on lines that follow each other."""
    run: list[tuple[Claim, Bar]] = []
    for claim, bar in drawn:
        if run and claim.segment.line != run[-1][0].segment.line + 1:
            yield run
            run = []
        run.append((claim, bar))
    yield run


def _is_chart(run: Sequence[tuple[Claim, Bar]]) -> bool:
    """Whether bars of different widths are all as long as their values, on a scale of their own."""
    values = [claim.value for claim, _ in run if claim.value is not None]
    if len(run) < _FEWEST or len({bar.width for _, bar in run}) < 2 or len(set(values)) < 2 or not sum(values):
        return False
    scale = sum((bar.filled for _, bar in run), Decimal(0)) / sum(values, Decimal(0))
    return all(abs(bar.filled - value * scale) < 1 for (_, bar), value in zip(run, values, strict=True))


def _fits(bar: Bar, claim: Claim, width: int) -> bool:
    """Whether the bar would be right with another number of cells, as other bars of the plan have it."""
    return claim.value is not None and abs(bar.filled - claim.value * width / 100) < 1

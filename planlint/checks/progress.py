"""Progress: percents, fractions, bars and counts that should say the same."""

from collections.abc import Iterator
from decimal import Decimal

from planlint.checks._counts import bound_fractions, describe, wrong_tally
from planlint.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.facts.progress import Claim, decimals, rounds_to
from planlint.plan import Plan
from planlint.source import Span


def percent_mismatch(plan: Plan) -> Iterator[Finding]:
    """A percentage against the fraction beside it."""
    text = plan.source.text
    for claim in plan.claims:
        percent, fraction = claim.percent, claim.fraction
        if not percent or not fraction or fraction.percent is None or percent.open_ended:
            continue
        if rounds_to(fraction.percent, percent, text):
            continue
        right = _printed(fraction.percent, decimals(text, percent.number))
        yield Finding(
            percent.number,
            f"{text[slice(*percent.number)]}% is not {text[slice(*fraction.span)]}, which is {right}%",
            (Related(fraction.span, f"{text[slice(*fraction.span)]} is stated here"),),
        )


def bar_mismatch(plan: Plan) -> Iterator[Finding]:
    """A drawn bar against the percentage or the fraction beside it."""
    text = plan.source.text
    for claim in plan.claims:
        bar, value = claim.bar, claim.value
        if not bar or value is None or bar.open_width or bar.fits(value) or not 0 <= value <= 100:
            continue
        if claim.fraction and claim.fraction.percent is not None and bar.fits(claim.fraction.percent):
            continue
        shown = _printed(bar.filled * 100 / bar.width, 0)
        yield Finding(
            bar.cells,
            f"the bar shows {bar.filled.normalize():f} of {bar.width} cells, {shown}%; beside it stands {_printed(value, 0)}%",
        )


def over_hundred(plan: Plan) -> Iterator[Finding]:
    """More done than there is."""
    text = plan.source.text
    for claim in plan.claims:
        fraction = claim.fraction
        if fraction and fraction.done > fraction.total:
            yield Finding(fraction.span, f"{text[slice(*fraction.span)]}: more is done than there is")


def count_mismatch(plan: Plan) -> Iterator[Finding]:
    """A fraction against the tasks that it is about."""
    text = plan.source.text
    for _, fraction, scope in bound_fractions(plan):
        if tally := wrong_tally(plan, fraction, scope):
            yield Finding(fraction.span, f"{text[slice(*fraction.span)]} {scope.tie} {fraction.unit}, but {describe(tally)}")


def _printed(value: Decimal, digits: int) -> str:
    """`value` with so many decimals, rounded half up."""
    shown = value.quantize(Decimal(1).scaleb(-digits), "ROUND_HALF_UP")
    return f"{shown:f}"

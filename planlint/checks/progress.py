"""Progress: percents, fractions, bars and counts that should say the same."""

from collections.abc import Iterator
from decimal import Decimal

from planlint.checks import _remainders
from planlint.checks._bars import wrong_bars
from planlint.checks._counts import (
    bound_fractions,
    cookie_tally,
    describe,
    doubted_figures,
    wrong_percents,
    wrong_results,
    wrong_tally,
)
from planlint.checks._overall import wrong_sums, wrong_wholes
from planlint.checks._regions import broken_markers, stale_regions
from planlint.checks._scopes import Scope
from planlint.checks._shares import row_fractions
from planlint.checks._weighed import wrong_groups, wrong_weights
from planlint.facts.counting import Tally
from planlint.facts.figures import show
from planlint.facts.plan import Plan
from planlint.facts.progress import Claim, Fraction, decimals, printed, rounds_to, whole_percent
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.source import Span


def percent_mismatch(plan: Plan) -> Iterator[Finding]:
    """A percentage against the fraction beside it."""
    wrong = [pair for pair in _percents_beside(plan) if _is_wrong(plan, *pair)]
    if not wrong:
        return
    doubted = {fraction.done_span for fraction, scope, _ in bound_fractions(plan) if wrong_tally(plan, fraction, scope)}
    for percent_claim, fraction in wrong:
        yield _percent_finding(plan, percent_claim, fraction, doubted=fraction.done_span in doubted)


def _percents_beside(plan: Plan) -> Iterator[tuple[Claim, Fraction]]:
    """Percentages with the fraction that stands beside them: in the text, in their row, in the front matter."""
    yield from ((claim, claim.fraction) for claim in plan.claims if claim.fraction)
    yield from row_fractions(plan)
    front = plan.front_progress
    if front.percent and front.percent.percent and front.counts:
        percent = front.percent.percent
        if not any(count.percent is not None and abs(count.percent - percent.low) < 1 for count in front.counts):
            yield front.percent, front.counts[-1]


def _is_wrong(plan: Plan, claim: Claim, fraction: Fraction) -> bool:
    percent = claim.percent
    if not percent or fraction.percent is None or percent.open_ended:
        return False
    return not rounds_to(fraction.percent, percent, plan.source.text)


def _percent_finding(plan: Plan, claim: Claim, fraction: Fraction, *, doubted: bool) -> Finding:
    """What is said of a wrong percentage. It is proved by its fraction, unless what the fraction counts denies that."""
    text = plan.source.text
    percent, bar = claim.percent, claim.bar
    assert percent is not None
    assert fraction.percent is not None
    right = printed(fraction.percent, decimals(text, percent.number))
    agreed = bar is not None and bar.fits(percent.low) and not bar.fits(fraction.percent)
    place = fraction.span if claim.fraction is fraction else fraction.done_span
    apart = not place.covers(fraction.total_span)
    loose = agreed or doubted or percent.approximate or apart
    share = f"{show(fraction.done)}/{show(fraction.total)}" if apart else text[slice(*place)]
    return Finding(
        percent.number,
        f"{text[slice(*percent.number)]}% is not {share}, which is {right}%",
        (Related(place, f"{share} is stated here"),),
        Fix(f"Write {right}%", (Edit(percent.number, right),), Applicability.UNSAFE if loose else Applicability.SAFE),
    )


def percent_of_tasks(plan: Plan) -> Iterator[Finding]:
    """A progress percentage against the boxes that it is about."""
    text = plan.source.text
    for claim, tally in wrong_percents(plan):
        assert claim.percent
        share = str(whole_percent(tally.done or 0, tally.total))
        yield Finding(
            claim.percent.number,
            f"{text[slice(*claim.percent.number)]}%, but {describe(tally)} ({share}%)",
            tuple(Related(place, "counted here") for place in tally.places[:9]),
            Fix(f"Write {share}%", (Edit(claim.percent.number, share),), Applicability.UNSAFE),
        )


def bar_mismatch(plan: Plan) -> Iterator[Finding]:
    """A drawn bar against the percentage or the fraction beside it."""
    text = plan.source.text
    for claim, bar, sure in wrong_bars(plan):
        assert claim.value is not None
        beside = claim.percent.span if claim.percent else claim.fraction.span if claim.fraction else claim.span
        stated = text[slice(*beside)].strip()
        new = bar.redrawn(claim.value)
        grade = Applicability.SAFE if sure else Applicability.UNSAFE
        yield Finding(
            bar.cells,
            f"the bar shows {bar.filled.normalize():f} of {bar.width} cells, the text beside it {stated}: "
            f"that is {new.count(bar.full)} cells",
            (Related(beside, f"{stated} is stated here"),),
            Fix(f"Redraw the bar for {stated}", (Edit(bar.cells, new),), grade),
        )


def image_bar_mismatch(plan: Plan) -> Iterator[Finding]:
    """A progress image: its address, its alternative text and the percentage beside it."""
    source = plan.source
    doubted: frozenset[Span] | None = None
    for image in plan.images:
        if image.alt is not None and image.alt != image.value:
            yield Finding(
                image.number,
                f"the image shows {image.value}%, its text says {image.alt}%",
                (Related(image.alt_number, f"{image.alt}% is stated here"),),
                Fix(f"Show {image.alt}%", (Edit(image.number, f"{image.alt}"),), Applicability.UNSAFE),
            )
            continue
        line = source.line_span(source.line_of(image.span.start))
        beside = [c for c in plan.claims if line.covers(c.span) and c.percent and not c.span.meets(image.span)]
        if len(beside) == 1 and beside[0].percent and beside[0].percent.exact:
            percent = beside[0].percent
            if not rounds_to(image.value, percent, source.text) and percent.low.to_integral_value() != image.value:
                doubted = doubted_figures(plan) if doubted is None else doubted
                yield _image_beside(plan, image.number, image.value, percent.number, percent.number in doubted)


def over_hundred(plan: Plan) -> Iterator[Finding]:
    """More done than there is."""
    text = plan.source.text
    for count in plan.front_progress.counts:
        if count.done > count.total:
            yield Finding(
                count.done_span,
                f"{show(count.done)} of {show(count.total)}: more is done than there is",
                (Related(count.total_span, f"{show(count.total)} is stated here"),),
            )
    for claim, topic in plan.topics:
        fraction, percent = claim.fraction, claim.percent
        if topic.aside or not topic.progress:
            continue
        if fraction:
            counted = topic.progress == 2 or fraction.unit in ("task", "item", "step", "story")
            if counted and fraction.done > fraction.total and not fraction.ordinal:
                yield Finding(fraction.span, f"{text[slice(*fraction.span)]}: more is done than there is")
        elif percent and percent.exact and percent.low > 100 and topic.progress == 2:
            yield Finding(percent.number, f"{text[slice(*percent.number)]}%: more than all of it is done")


def count_mismatch(plan: Plan) -> Iterator[Finding]:
    """A fraction against the tasks that it is about, or against the fractions of its parts."""
    text = plan.source.text
    for fraction, scope, claim in bound_fractions(plan):
        tally = wrong_tally(plan, fraction, scope)
        if tally:
            yield Finding(
                fraction.span,
                f"{show(fraction.done)}/{show(fraction.total)}, but {describe(tally)}",
                tuple(Related(place, "counted here") for place in tally.places[:9]),
                None if tally.done is None else _recount(text, claim, fraction, scope, tally),
            )
    for fraction, tally in wrong_results(plan):
        message = f"{show(fraction.done)}/{show(fraction.total)}, but {tally.done} of {tally.total} rows passed"
        yield Finding(fraction.span, message, tuple(Related(place, "counted here") for place in tally.places[:9]))
    for weighed in (*wrong_weights(plan), *wrong_groups(plan)):
        own = f"{show(weighed.fraction.done)}/{show(weighed.fraction.total)}"
        message = f"{own}, but the parts add up to {show(weighed.done)} of {show(weighed.total)}"
        yield Finding(weighed.fraction.span, message, tuple(Related(place, "a part") for place in weighed.places[:9]))
    for fraction, rest in _remainders.wrong_counts(plan):
        sum_ = f"{show(rest.done)} done and {show(rest.value)} left are {show(rest.done + rest.value)}"
        message = f"{sum_}, not {show(rest.whole)}"
        yield Finding(fraction.span, message, (Related(rest.left, f"{show(rest.value)} is stated here"),))
    for whole in wrong_sums(plan):
        fractions = [part.fraction for part in whole.parts if part.fraction]
        sums = " + ".join(text[slice(*fraction.done_span)] for fraction in fractions)
        assert whole.claim.fraction
        yield Finding(
            whole.claim.fraction.span,
            f"{text[slice(*whole.claim.fraction.span)]}, but the parts add up to {sums} = {show(whole.done)} "
            f"of {show(whole.total)}",
            tuple(Related(part.span, "a part") for part in whole.parts[:9]),
        )


def _recount(text: str, claim: Claim | None, fraction: Fraction, scope: Scope, tally: Tally) -> Fix:
    """The fraction, and the percentage beside it, as the tally has them."""
    edits = [Edit(fraction.done_span, str(tally.done)), Edit(fraction.total_span, str(tally.total))]
    if claim and claim.percent:
        share = printed(Decimal((tally.done or 0) * 100) / tally.total, decimals(text, claim.percent.number))
        edits.append(Edit(claim.percent.number, share))
    stale = sorted(edit for edit in edits if text[slice(*edit.span)] != edit.text)
    certain = scope.tie == "heading" and tally.total == fraction.total and tally.noun == "boxes"
    new = f"{tally.done}/{tally.total}" if fraction.slash else f"{tally.done} of {tally.total}"
    return Fix(f"Write {new}", tuple(stale), Applicability.SAFE if certain else Applicability.UNSAFE)


def _stated(text: str, claim: Claim) -> str:
    """What a claim says: "3/10 (30%)"."""
    percent = claim.percent and f"{text[slice(*claim.percent.number)]}%"
    fraction = claim.fraction and text[slice(*claim.fraction.span)]
    return f"{fraction} ({percent})" if percent and fraction else percent or fraction or ""


def overall_mismatch(plan: Plan) -> Iterator[Finding]:
    """An overall percentage against those of its parts."""
    text = plan.source.text
    for whole in wrong_wholes(plan):
        percent = whole.claim.percent
        assert percent
        values = [text[slice(*part.percent.number)] for part in whole.parts if part.percent]
        mean = printed(whole.means[0], 0)
        yield Finding(
            percent.number,
            f"the parts ({', '.join(values[:-1])} and {values[-1]}%) average {mean}%, "
            f"the overall figure is {text[slice(*percent.number)]}%",
            tuple(Related(part.span, "a part") for part in whole.parts[:9]),
            Fix(f"Write {mean}%", (Edit(percent.number, mean),), Applicability.UNSAFE),
        )


def stale_cookie(plan: Plan) -> Iterator[Finding]:
    """A cookie against the boxes below its heading or item."""
    text = plan.source.text
    for cookie in plan.cookies:
        if (counted := cookie_tally(plan, cookie)) is None:
            continue
        tally, sure = counted
        new = f"{whole_percent(tally.done or 0, tally.total)}%" if cookie.in_percent else f"{tally.done}/{tally.total}"
        said = text[slice(*cookie.span)]
        grade = Applicability.SAFE if sure or cookie.asks else Applicability.UNSAFE
        yield Finding(
            cookie.span,
            f"{said} is not filled in: {describe(tally)}" if cookie.asks else f"{said}, but {describe(tally)}",
            tuple(Related(place, "counted here") for place in tally.places[:9]),
            Fix(f"Write [{new}]", (Edit(cookie.span, f"[{new}]"),), grade),
        )


def stale_region(plan: Plan) -> Iterator[Finding]:
    """Regions that planlint keeps up to date, and their markers."""
    yield from stale_regions(plan)
    yield from broken_markers(plan)


def _image_beside(plan: Plan, number: Span, value: Decimal, beside: Span, doubted: bool) -> Finding:
    stated = plan.source[beside]
    grade = Applicability.UNSAFE if doubted else Applicability.SAFE
    return Finding(
        number,
        f"the image shows {value}%, the text beside it says {stated}%",
        (Related(beside, f"{stated}% is stated here"),),
        Fix(f"Show {stated}%", (Edit(number, stated.replace(",", ".")),), grade),
    )

"""PRG: percentages, fractions and bars."""

from collections.abc import Iterator

from planlint.compare.cookies import cookie_tally
from planlint.compare.plan import Plan
from planlint.compare.values import whole_percent
from planlint.plan.cookies import read_cookies
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related


def stale_cookie(plan: Plan) -> Iterator[Finding]:
    """A cookie against the boxes below its heading or item."""
    text = plan.source.text
    for cookie in read_cookies(plan.document):
        if (counted := cookie_tally(plan, cookie)) is None:
            continue
        tally, sure = counted
        percent = whole_percent(100 * tally.done / tally.total)
        new = f"{percent}%" if cookie.in_percent else f"{tally.done}/{tally.total}"
        said = text[slice(*cookie.span)]
        grade = Applicability.SAFE if sure or cookie.asks else Applicability.UNSAFE
        yield Finding(
            cookie.span,
            f"{said} is not filled in: {tally.told}" if cookie.asks else f"{said}, but {tally.told}",
            tuple(Related(place, "counted here") for place in tally.places[:9]),
            Fix(f"Write [{new}]", (Edit(cookie.span, f"[{new}]"),), grade),
        )


def stale_region(plan: Plan) -> Iterator[Finding]:
    """Regions that planlint keeps up to date, and their markers."""
    if plan.document.comments and "planlint" in plan.source.text:
        from planlint.rules._regions import broken_markers, stale_regions

        yield from stale_regions(plan)
        yield from broken_markers(plan)

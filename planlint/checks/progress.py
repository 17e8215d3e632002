"""Progress: cookies and regions."""

from collections.abc import Iterator
from math import floor

from planlint.checks._counts import (
    cookie_tally,
    describe,
)
from planlint.facts.plan import Plan
from planlint.rules._regions import broken_markers, stale_regions
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related


def stale_cookie(plan: Plan) -> Iterator[Finding]:
    """A cookie against the boxes below its heading or item."""
    text = plan.source.text
    for cookie in plan.cookies:
        if (counted := cookie_tally(plan, cookie)) is None:
            continue
        tally, sure = counted
        done = tally.done or 0
        percent = min(floor(100 * done / tally.total + 0.5), 100 if done == tally.total else 99)
        new = f"{percent}%" if cookie.in_percent else f"{tally.done}/{tally.total}"
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

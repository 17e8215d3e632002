"""Shares of points, hours or tests against the rows or the groups that they are about."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from planlint.facts.columns import Grid, Line
from planlint.facts.fields import cell_at, find_column
from planlint.facts.plan import Plan
from planlint.facts.progress import Claim, Fraction
from planlint.markdown.document import Item, Section
from planlint.plan.names import normal
from planlint.plan.states import FINISHED, UNFINISHED, read_status
from planlint.text.records import value_object
from planlint.text.source import Span

_WEIGHTS = frozenset({"point", "hour", "day"})
_MAX_GROUPS = 6


@value_object
class Weighed:
    """A fraction, and what its parts add up to."""

    fraction: Fraction
    done: Decimal
    total: Decimal
    places: tuple[Span, ...]


def wrong_weights(plan: Plan) -> Iterator[Weighed]:
    """ "11/16 points" in the section of a table whose finished rows do not add up to 11, though all do to 16."""
    for claim, topic in plan.topics:
        fraction = claim.fraction
        if not fraction or fraction.unit not in _WEIGHTS or topic.aside or not topic.progress or claim.segment.row:
            continue
        section = claim.segment.section
        found = [rows for grid in plan.grids if grid.table.section is section and (rows := _rows(plan, grid, fraction))]
        if len(found) == 1 and found[0].done != fraction.done:
            yield found[0]


def _rows(plan: Plan, grid: Grid, fraction: Fraction) -> Weighed | None:
    """What a table has for the unit of a fraction, where its rows add up to the fraction's second number."""
    columns = [column for column, unit in enumerate(grid.units) if unit == fraction.unit]
    status = find_column(grid.table, "status", plan.vocabulary)
    if len(columns) != 1 or status < 0:
        return None
    done = total = Decimal(0)
    places: list[Span] = []
    for line in grid.plain():
        figure, state = line.figure(columns[0]), _state(plan, line, status)
        if figure is None or not figure.exact or state not in FINISHED | UNFINISHED:
            return None
        total += figure.low
        if state in FINISHED:
            done += figure.low
            places.append(figure.span)
    return Weighed(fraction, done, total, tuple(places)) if total == fraction.total else None


def _state(plan: Plan, line: Line, column: int) -> str:
    cell = cell_at(line.row, column)
    status = read_status(plan.document.prose, cell.span, plan.vocabulary, plan.legend) if cell else None
    return status.state if status else ""


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


def wrong_groups(plan: Plan) -> Iterator[Weighed]:
    """ "19/19 tests passing" at the top, over a section on tests whose groups ("Models (5/5)") add up to others."""
    groups = list(_groups(plan))
    for claim, topic in plan.topics if groups else ():
        fraction = claim.fraction
        named = fraction and (fraction.unit == "test" or "test" in (topic.about or "").split())
        if not fraction or not named or topic.aside or claim.segment.section.level > 2:
            continue
        about = [lists for section, lists in groups if not section.span.covers(claim.span)]
        if len(about) == 1:
            yield from _against(fraction, about[0])


def _groups(plan: Plan) -> Iterator[tuple[Section, list[list[Claim]]]]:
    """Sections about tests in which every item of every list ends in a fraction in brackets; those of each list."""
    ends = {claim.segment.item: claim for claim in plan.claims if claim.fraction and _is_bracketed(plan, claim)}
    for section in plan.document.sections[1:]:
        words = normal(section.title).split()
        if section.level != 2 or not any(plan.vocabulary.units.get(word) == "test" for word in words):
            continue
        lists: dict[int, list[Item]] = {}
        for item in plan.counts.items_in(section.span):
            lists.setdefault(item.list_index, []).append(item)
        known = [[ends[item] for item in items if item in ends] for items in lists.values()]
        whole = [found for found, items in zip(known, lists.values(), strict=True) if len(found) == len(items)]
        if sum(map(len, whole)) > 2 and len(whole) * 2 > len(lists):
            yield section, whole


def _is_bracketed(plan: Plan, claim: Claim) -> bool:
    text = plan.document.prose
    return text[claim.span.start - 1 : claim.span.start] == "(" and not text[
        claim.span.end : claim.segment.span.end
    ].strip(") *")


def _against(fraction: Fraction, lists: list[list[Claim]]) -> Iterator[Weighed]:
    """The groups where no choice of the lists makes up the total of a fraction, but they are of its order."""
    totals = [sum((c.fraction.total for c in found if c.fraction), Decimal(0)) for found in lists][:_MAX_GROUPS]
    sums = {sum(chosen) for size in range(1, len(totals) + 1) for chosen in combinations(totals, size)}
    total = sum(totals, Decimal(0))
    if fraction.total in sums or not fraction.total / 2 <= total <= fraction.total * 2:
        return
    claims = [claim for found in lists for claim in found]
    done = sum((claim.fraction.done for claim in claims if claim.fraction), Decimal(0))
    yield Weighed(fraction, done, total, tuple(claim.span for claim in claims))

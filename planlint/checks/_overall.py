"""An overall percentage against the parts that it sums up."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planlint.checks._shares import percent_cells
from planlint.facts.columns import Grid, Line
from planlint.facts.fields import find_column
from planlint.facts.plan import Plan
from planlint.facts.progress import Claim, rounds_to
from planlint.facts.topics import Topic
from planlint.markdown.document import Row, Segment, Table
from planlint.plan.names import normal
from planlint.text.records import value_object

_TOLERANCE = Decimal(5)
"""How many points an overall figure may lie off the mean of its parts, whose weights nobody states."""
_PLAIN_TOLERANCE = Decimal(4)
"""The same where each part is done or not begun."""
_WEIGHED = Decimal(2)
"""How many points more where a column may be the weights."""
_MIN_PARTS = 3
_NAMELESS = ("overall", "total", "progress", "small")


@value_object
class Whole:
    """An overall claim with the percentages of its parts and every mean that they have."""

    claim: Claim
    parts: tuple[Claim, ...]
    means: tuple[Decimal, ...]
    """The plain mean first, then those weighted by a column of the table."""
    full: Decimal
    """The share of the parts that are done."""


def wrong_wholes(plan: Plan) -> Iterator[Whole]:
    """Overall percentages that no mean of their parts comes near."""
    for whole in _wholes(plan):
        percent = whole.claim.percent
        if percent is None or not whole.means:
            continue
        slack = _TOLERANCE if any(part.value not in (0, 100) for part in whole.parts) else _PLAIN_TOLERANCE
        slack *= 2 if percent.approximate else 1
        plain, *weighted = (abs(mean - percent.low) for mean in whole.means)
        near = plain <= slack or any(gap <= slack + _WEIGHED for gap in weighted)
        if not near and not rounds_to(whole.full, percent, plan.source.text):
            yield whole


def _wholes(plan: Plan) -> Iterator[Whole]:
    percents = _percents(plan)
    topics = dict(plan.topics)
    grids = {grid.table: grid for grid in plan.grids}
    for grid in plan.grids:
        yield from _total_rows(grid, percents, topics)
    firsts = _first_claims(plan)
    for claim, topic in plan.topics:
        if topic.aside or not topic.progress or not claim.percent or claim.fraction or claim.segment.table:
            continue
        leads = plan.source[claim.segment.span].rstrip(" *_").endswith((":", "："))
        named = topic.overall or leads or (topic.about == "" and claim.segment.kind == "line")
        if siblings := _siblings(plan, claim, firsts, topics):
            yield _whole(claim, siblings)
        elif topic.progress < 2 or not named:
            yield from _heads_list(plan, claim, firsts, topics)
        elif table := _table_beside(plan, claim):
            rows = list(grids[table].plain())
            yield from _of_rows(claim, grids[table], rows, percents, topics)
        else:
            for step in (-1, 1):
                parts = _neighbours(plan, claim, firsts, topics, step)
                if parts:
                    yield _whole(claim, parts)


def _percents(plan: Plan) -> dict[Row, list[Claim]]:
    """The percents of progress columns; where a table has none, those of a status column with one in every row."""
    percents = dict(percent_cells(plan))
    tables = {row for grid in plan.grids for row in grid.table.rows if any(r in percents for r in grid.table.rows)}
    cells: dict[Row, list[Claim]] = {}
    for claim in plan.claims:
        segment = claim.segment
        if not (segment.table and segment.row and segment.row.index and claim.percent) or segment.row in tables:
            continue
        if segment.column == find_column(segment.table, "status", plan.vocabulary):
            cells.setdefault(segment.row, []).append(claim)
    for grid in plan.grids:
        if all(len(cells.get(line.row, [])) == 1 for line in grid.lines if line.kind in ("plain", "total")):
            percents |= {line.row: cells[line.row] for line in grid.lines if line.row in cells}
    return percents


def _whole(claim: Claim, parts: Sequence[Claim], weights: Sequence[Sequence[Decimal]] = ()) -> Whole:
    full = Decimal(100 * sum(part.value is not None and part.value >= 100 for part in parts)) / len(parts)
    return Whole(claim, tuple(parts), _means(parts, weights), full)


def _heads_list(plan: Plan, claim: Claim, firsts: dict[Segment, Claim], topics: dict[Claim, Topic]) -> Iterator[Whole]:
    """A labelled percentage of something else ("Health: 75%") right above a list of parts, done or not begun."""
    if claim.segment.kind not in ("line", "heading") or claim is not firsts[claim.segment]:
        return
    parts = _neighbours(plan, claim, firsts, topics, 1)
    item = parts[-1].segment.item if parts else None
    follower = plan.document.items[item.index + 1 : item.index + 2] if item else ()
    whole = item and not any(other.list_index == item.list_index for other in follower)
    if whole and all(part.segment.item and part.value in (0, 100) for part in parts):
        yield _whole(claim, parts)


def _siblings(plan: Plan, claim: Claim, firsts: dict[Segment, Claim], topics: dict[Claim, Topic]) -> list[Claim]:
    """The percentages of the other items in the list of an overall item; none where an item has none."""
    item = claim.segment.item
    if claim.segment.kind != "item" or item is None or not topics[claim].overall:
        return []
    label = normal(plan.document.prose[claim.before.start : claim.before.end]).split()
    if not all(any(plan.vocabulary.has(f"{name}-words", word) for name in _NAMELESS) for word in label):
        return []
    items = {other for other in plan.document.items if other.list_index == item.list_index and other is not item}
    first_lines = {segment.item: part for segment, part in firsts.items() if segment.item in items}
    parts = [part for part in first_lines.values() if part.percent and not part.fraction and not topics[part].aside]
    whole = len(parts) >= len(items) - 1 and len(parts) >= _MIN_PARTS
    return sorted(parts, key=lambda part: part.span) if whole and all(topics[part].progress for part in parts) else []


def _total_rows(grid: Grid, percents: dict[Row, list[Claim]], topics: dict[Claim, Topic]) -> Iterator[Whole]:
    totals = [line for line in grid.lines if line.kind == "total"]
    for line in totals:
        claims = percents.get(line.row, [])
        if len(claims) == 1 and len(totals) == 1:
            yield from _of_rows(claims[0], grid, list(grid.plain()), percents, topics)


def _of_rows(
    claim: Claim, grid: Grid, rows: Sequence[Line], percents: dict[Row, list[Claim]], topics: dict[Claim, Topic]
) -> Iterator[Whole]:
    """The overall claim of a table, where every row has one percentage in its progress column."""
    parts = [cells[0] for line in rows if len(cells := percents.get(line.row, [])) == 1 and not topics[cells[0]].aside]
    if len(parts) != len(rows) or len(parts) < _MIN_PARTS:
        return
    weights = []
    for column in range(len(grid.heads)):
        figures = [line.figure(column) for line in rows]
        if all(figure and figure.unit != "%" and figure.low >= 0 for figure in figures):
            weights.append([(figure.low + figure.high) / 2 for figure in figures if figure])
    yield _whole(claim, parts, weights)


def _means(parts: Sequence[Claim], weights: Sequence[Sequence[Decimal]]) -> tuple[Decimal, ...]:
    values = [part.value for part in parts if part.value is not None]
    if len(values) != len(parts):
        return ()
    means = [sum(values, Decimal(0)) / len(values)]
    means.extend(
        sum((v * w for v, w in zip(values, column, strict=True)), Decimal(0)) / sum(column, Decimal(0))
        for column in weights
        if sum(column, Decimal(0))
    )
    fractions = [part.fraction for part in parts if part.fraction]
    total = sum((fraction.total for fraction in fractions), Decimal(0))
    if len(fractions) == len(parts) and total:
        means.append(sum((fraction.done for fraction in fractions), Decimal(0)) * 100 / total)
    return tuple(means)


def _first_claims(plan: Plan) -> dict[Segment, Claim]:
    found: dict[Segment, Claim] = {}
    for claim in plan.claims:
        found.setdefault(claim.segment, claim)
    return found


def _table_beside(plan: Plan, claim: Claim) -> Table | None:
    """The table right above a line, or right below a heading or a line that ends with its claim."""
    tables = plan.document.tables
    at = bisect_left(tables, claim.segment.span.start, key=lambda table: table.span.start)
    if claim.segment.kind == "line" and at:
        between = plan.source.text[tables[at - 1].span.end : claim.segment.span.start]
        if not between.strip(" \t\r\n>*_"):
            return tables[at - 1]
    if claim.segment.kind in ("line", "heading") and at < len(tables):
        between = plan.source.text[claim.segment.span.end : tables[at].span.start]
        return tables[at] if not between.strip(" \t\r\n>*_#") else None
    return None


def _neighbours(
    plan: Plan, claim: Claim, firsts: dict[Segment, Claim], topics: dict[Claim, Topic], step: int
) -> list[Claim]:
    """The named percentages on the lines right above (`step` -1) or below the claim, one a line, none left out."""
    segments = plan.document.segments
    at = bisect_left(segments, claim.segment.span.start, key=lambda segment: segment.span.start) + step
    parts: list[Claim] = []
    line = claim.segment.line
    while 0 <= at < len(segments):
        segment = segments[at]
        part = firsts.get(segment)
        if abs(segment.line - line) > 2 or segment.kind not in ("line", "item", "drawn") or part is None:
            break
        topic = topics[part]
        if not part.percent or topic.aside or not topic.progress or not topic.about or topic.overall:
            break
        if parts and segment.kind != parts[0].segment.kind:
            break
        parts.append(part)
        line = segment.line
        at += step
    return sorted(parts, key=lambda part: part.span) if len(parts) >= _MIN_PARTS else []

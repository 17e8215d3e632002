"""An overall percentage against the parts that it sums up."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planlint.checks._shares import percent_cells
from planlint.document import Row, Section, Segment, Table
from planlint.facts.columns import Grid, Line
from planlint.facts.progress import Claim
from planlint.facts.statuses import read_status
from planlint.facts.topics import Topic
from planlint.plan import Plan
from planlint.records import value_object
from planlint.source import Span

_TOLERANCE = Decimal(7)
"""How many points an overall figure may lie off the mean of its parts, whose weights nobody states."""
_MIN_PARTS = 3


@value_object
class Whole:
    """An overall claim with the percentages of its parts and every mean that they have."""

    claim: Claim
    parts: tuple[Claim, ...]
    means: tuple[Decimal, ...]
    """The plain mean first, then those weighted by a column of the table."""


def wrong_wholes(plan: Plan) -> Iterator[Whole]:
    """Overall percentages that no mean of their parts comes near."""
    for whole in _wholes(plan):
        percent = whole.claim.percent
        if percent is None or not whole.means:
            continue
        slack = _TOLERANCE * (2 if percent.approximate else 1)
        if all(abs(mean - percent.low) > slack for mean in whole.means):
            yield whole


def _wholes(plan: Plan) -> Iterator[Whole]:
    percents = percent_cells(plan)
    topics = dict(plan.topics)
    grids = {grid.table: grid for grid in plan.grids}
    for grid in plan.grids:
        yield from _total_rows(grid, percents, topics)
    firsts = _first_claims(plan)
    for claim, topic in plan.topics:
        if topic.aside or topic.progress < 2 or not claim.percent or claim.fraction or claim.segment.table:
            continue
        leads = plan.source[claim.segment.span].rstrip(" *_").endswith((":", "："))
        if not (topic.overall or leads or (topic.about == "" and claim.segment.kind == "line")):
            continue
        table = _table_above(plan, claim)
        if table:
            rows = list(grids[table].plain())
            yield from _of_rows(claim, grids[table], rows, percents, topics)
        else:
            for step in (-1, 1):
                parts = _neighbours(plan, claim, firsts, topics, step)
                if parts:
                    yield Whole(claim, tuple(parts), _means(parts, []))


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
    yield Whole(claim, tuple(parts), _means(parts, weights))


def _means(parts: Sequence[Claim], weights: Sequence[Sequence[Decimal]]) -> tuple[Decimal, ...]:
    values = [part.value for part in parts if part.value is not None]
    if len(values) != len(parts):
        return ()
    means = [
        sum(values, Decimal(0)) / len(values),
        Decimal(100 * sum(value >= 100 for value in values)) / len(values),
    ]
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


def _table_above(plan: Plan, claim: Claim) -> Table | None:
    tables = plan.document.tables
    at = bisect_left(tables, claim.segment.span.start, key=lambda table: table.span.start) - 1
    if at < 0 or claim.segment.kind != "line":
        return None
    between = plan.source.text[tables[at].span.end : claim.segment.span.start]
    return tables[at] if not between.strip(" \t\r\n>*_") else None


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


# --- fractions -------------------------------------------------------------------------------------------------------


@value_object
class Sum:
    """An overall fraction with those of its parts, and what they add up to."""

    claim: Claim
    parts: tuple[Claim, ...]
    done: Decimal
    total: Decimal


def wrong_sums(plan: Plan) -> Iterator[Sum]:
    """Overall fractions that the fractions of their parts do not add up to."""
    topics = dict(plan.topics)
    firsts = _first_claims(plan)
    headings = {claim.segment.section: claim for claim in firsts.values() if claim.segment.kind == "heading"}
    for claim, topic in plan.topics:
        if not claim.fraction or topic.aside or not topic.progress or claim.fraction.ordinal:
            continue
        if claim.segment.kind == "heading":
            parts, rest = _subsections(plan, claim.segment.section, headings), False
        elif topic.overall and claim.segment.kind == "line":
            parts, rest = _lines_above(plan, claim, firsts)
            if not parts and not rest:
                parts = _sections_of(claim, headings)
        else:
            continue
        if len(parts) < 2 or any(topics[part].aside or not topics[part].progress for part in parts):
            continue
        fractions = [part.fraction for part in parts if part.fraction]
        done = sum((fraction.done for fraction in fractions), Decimal(0))
        total = sum((fraction.total for fraction in fractions), Decimal(0))
        own = claim.fraction
        full = sum(part.done == part.total for part in fractions)
        if own.done == full and own.total == len(fractions):
            continue  # so many of the parts are complete
        known = rest or total == own.total
        wrong = done != own.done if known else claim.segment.kind == "heading"
        if wrong:
            yield Sum(claim, tuple(parts), done, own.total if rest else total)


def _sections_of(claim: Claim, headings: dict[Section, Claim]) -> list[Claim]:
    """The fractions in the document's headings of the highest level that has any, of the claim's unit or of none."""
    found = {section: other for section, other in headings.items() if other.fraction and section.level > 1}
    top = min((section.level for section in found), default=0)
    level = [other for section, other in found.items() if section.level == top]
    unit = claim.fraction.unit if claim.fraction else ""
    return level if all(other.fraction and other.fraction.unit in ("", unit) for other in level) else []


def _subsections(plan: Plan, section: Section, headings: dict[Section, Claim]) -> list[Claim]:
    """The fractions in the headings right below `section`, where every one of them has one of the same unit."""
    below = [other for other in plan.document.subsections(section) if other.parent is section]
    claims = [headings[other] for other in below if other in headings]
    own = headings.get(section)
    unit = own.fraction.unit if own and own.fraction else None
    same = all(claim.fraction and claim.fraction.unit == unit for claim in claims)
    return claims if same and len(claims) == len(below) else []


def _lines_above(plan: Plan, claim: Claim, firsts: dict[Segment, Claim]) -> tuple[list[Claim], bool]:
    """The fractions of the claim's unit on the lines above it, and whether lines of things not started stand among
    them; nothing where another line stands between."""
    segments = plan.document.segments
    at = bisect_left(segments, claim.segment.span.start, key=lambda segment: segment.span.start) - 1
    line, parts, rest = claim.segment.line, [], False
    while at >= 0 and line - segments[at].line <= 2 and segments[at].kind in ("line", "item"):
        segment = segments[at]
        part = firsts.get(segment)
        if part and part.fraction and claim.fraction and part.fraction.unit == claim.fraction.unit:
            parts.append(part)
        elif (part is None or not part.percent) and _not_started(plan, segment):
            rest = True
        else:
            break
        line = segment.line
        at -= 1
    return parts[::-1], rest


def _not_started(plan: Plan, segment: Segment) -> bool:
    text = plan.document.prose
    colon = text.find(":", *segment.span)
    if colon < 0:
        return False
    status = read_status(text, Span(colon + 1, segment.span.end), plan.vocabulary, plan.legend)
    return bool(status and status.state in ("open", "deferred"))

"""Shares that a table states in columns: how many are done, how many there are, and the percentage."""

from collections.abc import Iterator
from decimal import Decimal

from planlint.facts.columns import Grid
from planlint.facts.figures import Figure
from planlint.facts.plan import Plan
from planlint.facts.progress import Claim, Fraction
from planlint.markdown.document import Row, Table
from planlint.plan.names import normal
from planlint.text.records import value_object
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary


@value_object
class Share:
    """One row's counts, each with its place, and the percent of its progress column if it has one."""

    table: Table
    row: Row
    done: Decimal
    total: Decimal
    done_span: Span
    total_span: Span
    percent: Claim | None


def read_shares(plan: Plan) -> Iterator[Share]:
    """The rows of tables with one column of what is done and one of all there is."""
    percents = percent_cells(plan)
    for grid in plan.grids:
        columns = _columns(grid, plan.vocabulary)
        if columns is None:
            continue
        for line in grid.lines:
            done, total = line.figure(columns[0]), line.figure(columns[1])
            if done and total and _whole(done) and _whole(total) and 0 <= done.low <= total.low:
                claims = percents.get(line.row, [])
                percent = claims[0] if len(claims) == 1 else None
                yield Share(grid.table, line.row, done.low, total.low, done.number, total.number, percent)


def percent_cells(plan: Plan) -> dict[Row, list[Claim]]:
    """The percents that stand in columns of progress, by row; head rows left out."""
    found: dict[Row, list[Claim]] = {}
    for claim in plan.claims:
        segment = claim.segment
        if not (segment.table and segment.row and segment.row.index and claim.percent):
            continue
        heads = segment.table.header.cells
        if segment.column < len(heads) and is_progress_head(heads[segment.column].text, plan.vocabulary):
            found.setdefault(segment.row, []).append(claim)
    return found


def is_progress_head(head: str, vocabulary: Vocabulary) -> bool:
    """Whether a column headed so states how far things are: "Progress", "% complete", "Completion"."""
    name = normal(head)
    words = name.split()
    return (
        name in vocabulary.keys["progress"]
        or head.strip(" *_") == "%"
        or any(vocabulary.has("progress-words", word) for word in words)
    ) and not any(vocabulary.has("measure-words", word) for word in words)


def _columns(grid: Grid, vocabulary: Vocabulary) -> tuple[int, int] | None:
    done = [index for index, head in enumerate(grid.heads) if _is_done(head, vocabulary)]
    total = [index for index, head in enumerate(grid.heads) if _is_total(head, vocabulary)]
    return (done[0], total[0]) if len(done) == len(total) == 1 and done != total else None


def _is_done(head: str, vocabulary: Vocabulary) -> bool:
    words = normal(head).split()
    verbs = [word for word in words if vocabulary.statuses.get(word) == "done"]
    return len(verbs) == 1 and all(word in verbs or _is_thing(word, vocabulary) for word in words) and "%" not in head


def _is_total(head: str, vocabulary: Vocabulary) -> bool:
    words = normal(head).replace("#", " ").split()
    return bool(words) and all(vocabulary.has("total-words", word) or _is_thing(word, vocabulary) for word in words)


def _is_thing(word: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.units.get(word) in (
        "task",
        "item",
        "step",
        "story",
        "subtask",
        "feature",
        "component",
        "issue",
        "test",
        "file",
        "criterion",
    )


def _whole(figure: Figure) -> bool:
    return figure.low == figure.high == int(figure.low)


def row_fractions(plan: Plan) -> Iterator[tuple[Claim, Fraction]]:
    """The percent of a progress column with the one counted fraction that stands elsewhere in its row."""
    percents = percent_cells(plan)
    fractions: dict[Row, list[Fraction]] = {}
    for claim, topic in plan.topics:
        row = claim.segment.row
        if row in percents and claim.fraction and claim.fraction.unit and not claim.percent and topic.progress:
            fractions.setdefault(row, []).append(claim.fraction)
    for row, found in fractions.items():
        if len(found) == len(percents[row]) == 1 and not percents[row][0].fraction:
            yield percents[row][0], found[0]
    for share in read_shares(plan):
        if share.percent and not share.percent.fraction:
            span = Span(*sorted((share.done_span.start, share.total_span.end)))
            yield (
                share.percent,
                Fraction(span, share.done, share.total, share.done_span, share.total_span, "", True, False),
            )

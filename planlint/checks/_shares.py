"""Percentages in the progress columns of tables."""

from planlint.facts.plan import Plan
from planlint.facts.progress import Claim
from planlint.markdown.document import Row
from planlint.plan.names import normal
from planlint.words.vocabulary import Vocabulary


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

"""Relations of the family `order` about numbers in a row: days with their dates, phases, weeks, steps."""

from collections.abc import Iterator
from itertools import pairwise

from planlint.compare.plan import Plan
from planlint.compare.spans import nodes_with_extents
from planlint.compare.tie import Tie, conflict
from planlint.plan.outline import Node
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_SERIES = regex(
    r"[^\w]*(?P<word>[^\W\d_]+)\s#?(?P<number>\d{1,3})(?!\s[^\W\d_]+\s\d|[\w%°]|[.,:/–-]\w|\s?[-–&+]\s?\d|\s(?:to|and)\s\d)"
)
_FEWEST = 4
"""So many siblings make a row."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties about numbers in a row."""
    yield from days_in_a_row(plan)
    yield from numbers_in_a_row(plan)


def days_in_a_row(plan: Plan) -> Iterator[Tie]:
    """Numbered days that rise while their dates fall: two days' work may be done in one."""
    known = nodes_with_extents(plan) if plan.dates.periods and plan.ordinals.all else {}
    for group in plan.outline.groups if known else ():
        stated = [(n, own) for n in group.nodes if "day" in (own := known.get(n, {})) and "date" in own]
        for (_, before), (_, own) in pairwise(stated):
            day, earlier = own["day"], before["day"]
            if day.low <= earlier.high or own["date"].low >= before["date"].low or len(stated) < 3:
                continue
            source = plan.document.source
            written, last = source[own["date"].span], source[before["date"].span]
            message = f"day {day.low} ({written}) is before day {earlier.low} ({last})"
            related = (Related(before["date"].span, f"day {earlier.low} is here"),)
            yield conflict("order.days", "DAT007", plan, DOUBTFUL, Finding(own["date"].span, message, related))


def numbers_in_a_row(plan: Plan) -> Iterator[Tie]:
    """Siblings that are named by their number, all in a row but for one that comes twice or is left out."""
    series = plan.vocabulary.series
    named = {node for offset in plan.outline.amounts.ordinals if (node := plan.outline.at(offset))}
    for group in plan.outline.groups:
        steps: list[tuple[Node, str, int]] = []
        for node in group.nodes if group.kind != "rows" and not named.isdisjoint(group.nodes) else ():
            match = _SERIES.match(plan.outline.text, node.start, node.end)
            kind = series.get(match["word"].casefold(), "") if match else ""
            if match and kind:
                steps.append((node, kind, int(match["number"])))
        if len(steps) < _FEWEST or len({kind for _, kind, _ in steps}) > 1:
            continue
        breaks = [(before, step) for before, step in pairwise(steps) if step[2] != before[2] + 1]
        if len(breaks) == 2 and breaks[1][0] is breaks[0][1] and breaks[1][1][2] == breaks[0][0][2] + 2:
            breaks = breaks[:1]  # one number in another's place
        if len(breaks) == 1:
            yield from _break(plan, *breaks[0])


def _break(plan: Plan, before: tuple[Node, str, int], step: tuple[Node, str, int]) -> Iterator[Tie]:
    node, kind, number = step
    if number == before[2] and node.kind == "heading":
        message, relation, grade = f"{kind} {number} comes twice", "order.twice", LIKELY
    elif number == before[2] + 2:
        missing = f"{kind} {number - 1}"
        if mentions(frozenset({missing}), plan.outline.text.casefold()):
            return
        message = f"{kind} {number} follows {kind} {before[2]}: there is no {missing}"
        relation, grade = "order.left out", DOUBTFUL
    else:
        return
    related = (Related(Span(before[0].start, before[0].end), f"{kind} {before[2]} is here"),)
    yield conflict(relation, "DAT007", plan, grade, Finding(Span(node.start, node.end), message, related))

"""Percentages that are said to be the portions of one whole ("Weight", "freq."): they add up to a hundred."""

from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.compare.values import number
from planlint.plan.amounts import Amount
from planlint.plan.outline import Group
from planlint.plan.standing import standing
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_WORD_BEHIND = regex(r" ([^\W\d_]+)")
_FEWEST = 3
_WHOLE = 100.0
_LOST = 0.6
"""Points that rounding may lose or add in all."""
_NEAR = (70.0, 160.0)
"""Sums beyond are some of the portions, or no portions."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of portions."""
    for group in plan.outline.groups:
        if group.kind not in ("rows", "items"):
            continue
        if len([a for node in group.nodes for a in node.amounts if a.kind == "percent"]) >= _FEWEST:
            yield from _columns(plan, group) if group.kind == "rows" else _list(plan, group)


def _columns(plan: Plan, group: Group) -> Iterator[Tie]:
    table, outline = group.nodes[0].table, plan.outline
    for column, head in enumerate(table.header.cells if table else ()):
        if mentions(plan.vocabulary.lists["portion-words"], head.text.casefold()):
            rows = [n for n in group.nodes if standing(outline, n) != "total"]
            found = [n.figures.get(column, ()) for n in rows]
            yield from _tie(group, head.span, found)


def _list(plan: Plan, group: Group) -> Iterator[Tie]:
    nodes = [n for n in group.nodes if standing(plan.outline, n) != "total"]
    words = plan.vocabulary.lists["portion-words"]
    percents = [[a for a in n.amounts if a.kind == "percent"] for n in nodes]
    named = [[a for a in each if _word_behind(plan, a) in words] for each in percents]
    lead = group.lead or group.heading
    if lead and mentions(words, plan.outline.words(lead).casefold()):
        yield from _tie(group, Span(lead.start, lead.end), percents)
    elif any(named):
        yield from _tie(group, Span(nodes[0].start, nodes[0].end), named)


def _word_behind(plan: Plan, amount: Amount) -> str:
    match = _WORD_BEHIND.match(plan.outline.text, amount.right)
    return match[1].casefold() if match else ""


def _tie(group: Group, span: Span, found: Sequence[Sequence[Amount]]) -> Iterator[Tie]:
    portions = [each[0] for each in found if len(each) == 1 and each[0].kind == "percent" and each[0].exact]
    if len(portions) < max(_FEWEST, len(found)) or any(each.sign for each in portions):
        return
    total = sum(each.low for each in portions)
    tie = Tie("share.portions", "SUM001", group.nodes[0], (), partial(_tell, span, portions, total), key=span.start)
    rounded = sum(0.5 * 10.0**-each.decimals for each in portions if each.decimals or each.low % 5)
    tie.outcome = "p35" if _NEAR[0] <= total <= _NEAR[1] else "explained"
    if abs(total - _WHOLE) <= _LOST + rounded:
        tie.outcome = "agree"
    tie.given = LIKELY
    yield tie


def _tell(span: Span, portions: Sequence[Amount], total: float, tie: Tie) -> Finding:
    message = f"the {len(portions)} portions add up to {number(total)}%, not to 100%"
    related = tuple(Related(Span(each.start, each.end), "a portion") for each in portions[:9])
    return Finding(span, message, related, None, tie.confidence)

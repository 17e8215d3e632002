"""A total against its breakdown by result: "Total tests: 50" over "Passed: 45", "Failed: 3", "Skipped: 2" in items,
rows, lines or a fence."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import NamedTuple

from planlint.compare.plan import Plan
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import FAR, Value, number
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.outline import Node
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary, mentions

_LABEL = regex(r"[\W\d_]*([^\W\d_][^:：|=\d]{0,40}?)[\s*_]*(?:[:：|=]|\s[-–—]|\s\s|\.\.\.)[\s*_~|.]*$")
_WORDS = regex(r"[^\W\d_]+")
_LONGEST = 5
"""Words of a label, at most."""
_APART = 2
"""How many lines from one entry to the next."""


class _Entry(NamedTuple):
    node: Node
    amount: Amount
    label: str
    state: str


def ties(plan: Plan) -> Iterator[Tie]:
    """The totals with a breakdown by result below them."""
    for node in plan.outline.totals:
        found = _entry(plan, node, frozenset()) if node.amounts else None
        if found is None or mentions(plan.vocabulary.lists["sum-remarks"], found.label):
            continue
        entries = list(_entries(plan, found))
        run = next((n for n, each in enumerate(entries) if not each.state), len(entries))
        if _is_breakdown([each.state for each in entries[:run]]):
            yield _tie(plan, found, entries, run)


def _entries(plan: Plan, total: _Entry) -> Iterator[_Entry]:
    """The counts with a label in the lines right below a total, all of one kind."""
    words, nodes = frozenset(_WORDS.findall(total.label)), plan.outline.nodes
    before, first = total.node, None
    for node in nodes[total.node.index + 1 :]:
        first = first or node
        follows = node.line - before.line <= _APART and node.section is before.section and node.kind == first.kind
        if not follows or node in plan.outline.totals or (node.kind == "row" and node.table is not first.table):
            return
        found = _entry(plan, node, words) if node.amounts else None
        before = node
        if found:
            yield found
        elif not node.amounts or node.amounts[0].kind != "percent":  # "Pass rate: 90%"
            return


def _entry(plan: Plan, node: Node, words: frozenset[str]) -> _Entry | None:
    """The count that a line starts with, behind its label: "✅ Passed: 45 (90%)"."""
    amount = node.amounts[0]
    if node.kind == "row" and (0 not in node.cells or amount not in node.figures.get(1, ())):
        return None
    if amount.kind not in COUNTS or not amount.exact or amount.of is not None or amount.decimals:
        return None
    match = _LABEL.match(plan.outline.text, node.start, amount.left)
    if match is None:
        return None
    label = match[1].casefold()
    return _Entry(node, amount, label, _result_of(plan.vocabulary, label, words))


def _is_breakdown(states: Sequence[str]) -> bool:
    """Whether the results are some of what succeeded and some of what did not."""
    return "done" in states and len(set(states)) > 1


@lru_cache(maxsize=4096)
def _result_of(vocabulary: Vocabulary, label: str, words: frozenset[str]) -> str:
    """What `label`, casefolded, says of a result: "done" or another state; "" where it says something else than a
    result, or names things that are not among `words`, those of the total."""
    own = _WORDS.findall(label)
    if len(own) > _LONGEST:
        return ""
    for length in range(len(own), 0, -1):
        for phrase, rest in ((own[:length], own[length:]), (own[-length:], own[:-length])):
            said = " ".join(phrase)
            state = vocabulary.statuses.get(said, "")
            if said in vocabulary.lists["result-words"]:
                state = "done"
            elif said in vocabulary.lists["outcome-words"]:
                state = "other"
            if state and all(word in words or f"{word}s" in words or word.removesuffix("s") in words for word in rest):
                return state
    return ""


def _tie(plan: Plan, total: _Entry, entries: Sequence[_Entry], run: int) -> Tie:
    parts = sorted([each.amount for each in entries[:run]], key=attrgetter("start"))
    tie = Tie("total.results", "SUM001", total.node, (), partial(_tell, plan, [(a.start, a.end) for a in parts]))
    tie.parts, tie.given = [each.node for each in entries[:run]], LIKELY
    readings = [
        Reading(Value(sum(each.amount.low for each in entries[:last])), "the first of them")
        for last in range(2, len(entries) + 1)
        if _is_breakdown([each.state for each in entries[:last]])
    ]
    ran = [each.amount.low for each in entries[:run] if each.state != "cancelled"]
    readings.append(Reading(Value(sum(ran)), "without what was skipped"))
    shown = Value(sum(part.low for part in parts))
    tie.weigh(total.amount, shown, readings)
    if tie.outcome in FAR:
        tie.outcome = "explained"
    elif tie.differs and total.amount.low > shown.low and len(ran) == run:
        tie.outcome, tie.given = "rest", DOUBTFUL  # the others were skipped, perhaps
    return tie


def _tell(plan: Plan, parts: Sequence[tuple[int, int]], tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    text, place = plan.document.source.text, Span(tie.amount.start, tie.amount.end)
    added = " + ".join(text[start:end] for start, end in parts)
    come_to = number(tie.shown.low, grouped="," in added)
    message = f"{added} = {come_to}, the total says "
    related = tuple(Related(Span(*part), "a part") for part in parts[:9])
    return Finding(place, f"{message}{text[slice(*place)]}", related, confidence=tie.confidence)

"""A count that stands away from what it counts, bound by the noun (SUM004): "All 12 routes are tested" against the one
table whose first column is headed "Route"; "41 checks" against what the headings or items of one list state, "Search
(12 checks)" and "Basket (29 checks)"."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from planlint.compare.counts import is_count, is_partial
from planlint.compare.listing import leave_open, members_of
from planlint.compare.members import labels_of, own_count, tops_of
from planlint.compare.plan import Plan
from planlint.compare.telling import tell_count
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import FAR, Value
from planlint.plan.amounts import Amount
from planlint.plan.outline import Node
from planlint.plan.standing import standing
from planlint.text.diagnostics import Finding
from planlint.text.patterns import regex
from planlint.text.policy import FEW, LIKELY
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_WORD = regex(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LONGEST = 3
"""How many words the head of a column may have that names what its rows are."""
_NEAR = 3
"""How many words before a count may say that it is one of some."""
_OF_SOME = ("partial-words", "around-words")
_OF_OTHERS = ("p35", *FAR)
"""Distances at which a count is one of other things, or of more."""


class _Evidence(NamedTuple):
    """Things of one kind: the `nodes` that hold or count them, how many there are, the least that a count of all of
    them is, and other numbers that a count may mean."""

    relation: str
    nodes: Sequence[Node]
    shown: float
    least: float
    told: str
    readings: Callable[[], Iterator[float]]


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this family."""
    claims = _claims(plan)
    known: dict[tuple[str, str], list[_Evidence]] = {}
    for noun, evidence in (*_tables(plan, claims), *_stated(plan, claims)):
        known.setdefault((noun, evidence.relation), []).append(evidence)
    for (noun, _), found in known.items():
        evidence = found[0]
        stated = [a for a in claims[noun] if a.low > evidence.least and is_count(a)] if len(found) == 1 else []
        nodes = [(node, a) for a in stated if (node := plan.outline.at(a.start)) and not _holds(evidence, node)]
        if len({amount.low for _, amount in nodes}) == 1:  # with several counts of one noun, each is of a part
            said = [(node, amount) for node, amount in nodes if _may_count(plan, evidence, node, amount)]
            for node, amount in said[:1]:
                yield _tie(plan, evidence, node, amount, [again for _, again in said[1:]])


def _claims(plan: Plan) -> Mapping[str, list[Amount]]:
    """What the plan counts, by noun in the singular."""
    found: dict[str, list[Amount]] = {}
    for amount in plan.outline.amounts.all:
        if amount.kind == "count" and amount.of is None and FEW < amount.low == amount.high:
            found.setdefault(_singular(amount.unit), []).append(amount)
    return found


def _tables(plan: Plan, nouns: Mapping[str, object]) -> Iterator[tuple[str, _Evidence]]:
    """The tables, each with which of `nouns` its rows are."""
    text, units = plan.outline.document.with_code, plan.vocabulary.units
    for group in plan.outline.groups if nouns else ():
        table = group.nodes[0].table
        if group.kind != "rows" or table is None or len(group.nodes) < 2:
            continue
        for column, cell in enumerate(table.header.cells[:2]):
            head = cell.text.strip(" *_`")
            words = _WORD.findall(head.casefold().partition("(")[0])
            noun = _singular(units.get(words[-1], words[-1])) if 0 < len(words) <= _LONGEST else ""
            if noun not in nouns:
                continue
            nodes = members_of(plan, group)
            firsts = [text[slice(*node.cells[0].span)].strip(" *_`.") for node in nodes if 0 in node.cells]
            if len(nodes) > 1 and column == (1 if firsts and all(map(str.isdecimal, firsts)) else 0):
                told = f'{len(nodes)} listed under "{head}" from line {nodes[0].line + 1} on'
                readings = partial(_numbers_of_rows, plan, nodes, column)
                yield noun, _Evidence("tally.column", nodes, float(len(nodes)), 0.0, told, readings)


def _numbers_of_rows(plan: Plan, nodes: Sequence[Node], column: int) -> Iterator[float]:
    """How many rows count, are of the kind that most are, have different names, or have one entry in a column."""
    text = plan.outline.document.with_code
    yield sum(not standing(plan.outline, node) for node in nodes)
    words = plan.vocabulary.lists["qualifier-words"]
    yield sum(not mentions(words, text[node.start : node.end].casefold()) for node in nodes)
    for each in sorted({column for node in nodes for column in node.cells}):
        cells = Counter(text[slice(*node.cells[each].span)].strip(" *_") for node in nodes if each in node.cells)
        if each == column:
            yield sum(any(map(str.isalnum, cell)) for cell in cells)
        else:
            yield from set(cells.values()) - {1}


def _stated(plan: Plan, nouns: Mapping[str, object]) -> Iterator[tuple[str, _Evidence]]:
    """The lists, sections, and labels of one section, of which each ends with a count in brackets of one of `nouns`."""
    outline = plan.outline
    every, headings = list[Sequence[Node]](), dict[Node, None]()
    for group in outline.groups if nouns else ():
        first, lead = group.nodes[0], group.lead
        top = group.kind == "sections" or (group.kind == "items" and first.parent is None)
        if top and first.amounts and _singular(first.amounts[-1].unit) in nouns and own_count(plan, first):
            every.append(members_of(plan, group))
        named = lead.amounts[-1].unit if lead and lead.kind == "line" and lead.amounts else ""
        if lead and group.heading and _singular(named) in nouns and own_count(plan, lead):
            headings[group.heading] = None
    every += [labels_of(tops_of(plan, heading)) for heading in headings]
    for nodes in every:
        parts = [amount for node in nodes if node.amounts and (amount := own_count(plan, node))]
        if len(parts) == len(nodes) > 1 and len({amount.unit for amount in parts}) == 1 and parts[0].unit != "line":
            total, least = sum([amount.low for amount in parts]), max([amount.low for amount in parts])
            told = f"{' + '.join([f'{amount.low:g}' for amount in parts])} = {total:g} from line {nodes[0].line + 1} on"
            readings = partial(_sums, plan, nodes, parts)
            yield _singular(parts[0].unit), _Evidence("tally.parts", nodes, total, least, told, readings)


def _sums(plan: Plan, nodes: Sequence[Node], parts: Sequence[Amount]) -> Iterator[float]:
    """What the parts that count come to, and what all but the last do."""
    yield sum(part.low for node, part in zip(nodes, parts, strict=True) if not standing(plan.outline, node))
    yield sum(part.low for part in parts[:-1])


@lru_cache(maxsize=8192)
def _singular(noun: str) -> str:
    """A noun without the ending of its plural, as English writes it: "categories" and "category" are one."""
    if noun.endswith("ies") and len(noun) > _LONGEST + 1:
        return f"{noun[:-3]}y"
    if noun.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun if noun.endswith("ss") else noun.removesuffix("s")


def _holds(evidence: _Evidence, node: Node) -> bool:
    """Whether `node` is one of the parts, or stands between or in them."""
    first, last = evidence.nodes[0], evidence.nodes[-1]
    return first.start <= node.start < (last.section.span.end if last.kind == "heading" else last.end)


def _may_count(plan: Plan, evidence: _Evidence, node: Node, stated: Amount) -> bool:
    """Whether a count may be of all: no name, no share, none of a list of its own."""
    text = plan.outline.text
    if node.kind == "row" or plan.outline.below(node) or is_partial(plan, node, stated):
        return False
    before = text[node.start : stated.left].rstrip(" *_")
    word = before.rpartition(" ")[2].lstrip("*_")
    if word[:1].isupper() and word.isalpha() and not plan.vocabulary.has("every-words", word.casefold()):
        return False
    if plan.vocabulary.mentions_any(_OF_SOME, " ".join(before.split()[-_NEAR:]).casefold()):
        return False
    if evidence.relation == "tally.parts":
        return True
    if len(evidence.nodes) < stated.low and leave_open(plan, evidence.nodes):
        return False
    return before[-1:] not in ("(", "[", "（")  # there it is of what stands before


def _tie(plan: Plan, evidence: _Evidence, node: Node, stated: Amount, again: Sequence[Amount]) -> Tie:
    tie = Tie(evidence.relation, "SUM004", node, (), partial(_tell, plan, evidence, again))
    tie.parts, tie.cap = evidence.nodes, LIKELY if evidence.relation == "tally.column" else 1.0
    tie.group = stated.start  # what a plan counts besides tells nothing
    readings = [Value(number) for number in evidence.readings()] if stated.low != evidence.shown else []
    if any(amount.low == evidence.shown for amount in node.amounts) or (readings and _listed(plan, stated)):
        readings.append(Value(stated.low))
    others = [Reading(value, "of another kind, or another number of this line") for value in readings]
    tie.weigh(stated, Value(evidence.shown, unit=stated.unit), others)
    if tie.outcome in _OF_OTHERS:
        tie.outcome = "explained"
    return tie


def _listed(plan: Plan, stated: Amount) -> bool:
    """Whether another list, or the headings of a section that its noun heads, are as many as is stated."""
    noun, outline = _singular(stated.unit), plan.outline
    heads = [head for group in outline.groups if len(group.nodes) == stated.low for head in (group.lead, group.heading)]
    return any(noun in outline.words(head).casefold() for head in heads if head)


def _tell(plan: Plan, evidence: _Evidence, again: Sequence[Amount], tie: Tie) -> Finding:
    assert tie.amount
    places = [(Span(each.start, each.end), "listed here") for each in (evidence.nodes[0], evidence.nodes[-1])]
    places += [(Span(each.left, each.right), "stated again here") for each in again]
    units, noun = plan.vocabulary.units, _singular(tie.amount.unit)
    words = [n for n, word in enumerate(tie.amount.words, 1) if _singular(units.get(word, word)) == noun]
    return tell_count(plan, evidence.told, places, tie, words=words[0] if words else 1)

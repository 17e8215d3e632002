"""Relations of the family `share`: counts with a percentage each, "Passed: 45 (90%)", against the whole that the others
are a share of: a total, a count in the line above, another column, or the sum of them all."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from planlint.compare.plan import Plan
from planlint.compare.share import columns, fits
from planlint.compare.tie import Tie
from planlint.compare.values import Value, distance, number, whole_percent
from planlint.markdown.document import Table
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.outline import Node
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.text.source import Span

_OPENS = regex(r"(?:[ *_]+[^\W\d_]+){0,3}[ *_]*[(（][ *_~]*$")
_CLOSES = regex(r"[\s*_]*%?[\s*_]*[)）]")
_APART = 2
"""How many lines from one entry to the next."""
_FEWEST = 2
_ROWS = 3
"""How many rows of a table must agree before two columns are about one thing."""
_GIVEN = ("total", "lead", "column")
"""Wholes that are stated, which one share of them tells from others."""


class _Entry(NamedTuple):
    node: Node
    figure: Amount
    percent: Amount


class _Whole(NamedTuple):
    """What the entries may be shares of, one value for each, and where it is stated (nowhere, for a sum)."""

    kind: str
    values: Sequence[float]
    places: Sequence[Amount]


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    entries = _bracketed(plan)
    seen: set[Node] = set()
    for node in entries:
        if node not in seen:
            run = _run(plan, node)
            seen.update(run)
            own = [entries[each] for each in run if each in entries and each not in plan.outline.totals]
            yield from _weigh(plan, own, list(_wholes(plan, run, own)), _FEWEST)
    for table in plan.document.tables:
        if [amount.kind for amount in plan.outline.amounts.within(*table.span)].count("percent") >= _ROWS:
            found = list(_columns(plan, table))
            known = {tie.key for tie in columns(plan, table)} if found else set()
            yield from [tie for tie in found if tie.key not in known]


def _is_count(amount: Amount) -> bool:
    return amount.kind in COUNTS and amount.exact and amount.of is None and not amount.decimals and not amount.sign


def _is_share(amount: Amount) -> bool:
    return amount.kind == "percent" and amount.exact and amount.of is None and not amount.sign and amount.low <= 100


def _bracketed(plan: Plan) -> Mapping[Node, _Entry]:
    """The lines and rows with one count that has nothing but its percentage in brackets behind it."""
    found: dict[Node, list[_Entry]] = {}
    text = plan.outline.text
    for count, percent in pairwise(plan.outline.amounts.all):
        if percent.kind != "percent" or count.kind not in COUNTS or not _CLOSES.match(text, percent.end):
            continue
        if _OPENS.fullmatch(text, count.right, percent.left) and _is_share(percent) and _is_count(count):
            node = plan.outline.at(percent.start)
            if node and node.kind != "heading" and node.start <= count.start:
                found.setdefault(node, []).append(_Entry(node, count, percent))
    return {node: each[0] for node, each in found.items() if len(each) == 1}


def _run(plan: Plan, node: Node) -> list[Node]:
    """The lines of one kind around `node`, right below each other; of a list, its own items."""
    nodes, found = plan.outline.nodes, [node]
    for step in (-1, 1):
        last, index = node, node.index + step
        while 0 <= index < len(nodes):
            each = nodes[index]
            if each.section is not node.section or each.kind != node.kind or abs(each.line - last.line) > _APART:
                break
            if each.kind == "row" and each.table is not node.table:
                break
            if not node.item or (each.item and each.item.list_index == node.item.list_index):
                found.append(each)
            last, index = each, index + step
    return sorted(found, key=lambda each: each.index)


def _wholes(plan: Plan, run: Sequence[Node], entries: Sequence[_Entry]) -> Iterator[_Whole]:
    """What the entries of a run may be shares of, the most likely first."""
    group = plan.outline.group_of.get(entries[0].node) if entries else None
    for node in run:
        if node in plan.outline.totals and (stated := [a for a in node.amounts if _is_count(a)]):
            yield _one("total", stated[0], len(entries))
    home = plan.outline.heading_of.get(run[0].section)
    for lead in dict.fromkeys([group.lead if group else None, run[0].parent, home]):
        stated = [a for a in lead.amounts if _is_count(a)] if lead else []
        if len(stated) == 1:
            yield _one("lead", stated[0], len(entries))
    if len(entries) > _FEWEST:
        yield _Whole("sum", [sum(each.figure.low for each in entries)] * len(entries), ())


def _one(kind: str, stated: Amount, times: int) -> _Whole:
    return _Whole(kind, [stated.low] * times, [stated])


def _columns(plan: Plan, table: Table) -> Iterator[Tie]:
    """A column of percentages against one of fractions, two of counts, or one of counts and its sum."""
    rows = [node for row in table.rows if (node := plan.outline.at(row.cells[0].span.start)) and node.figures]
    shares: dict[int, dict[Node, Amount]] = {}
    counts: dict[int, dict[Node, Amount]] = {}
    for node in rows:
        for column, found in node.figures.items():
            if len(found) == 1 and _is_share(found[0]):
                shares.setdefault(column, {})[node] = found[0]
            elif len(found) == 1 and ((found[0].of is not None and found[0].exact) or _is_count(found[0])):
                counts.setdefault(column, {})[node] = found[0]
    for percents in shares.values():
        for figures in counts.values():
            own = [_Entry(n, figures[n], percents[n]) for n in rows if n in figures and n in percents]
            entries = [each for each in own if each.node not in plan.outline.totals]
            if len(entries) >= _ROWS:
                yield from _weigh(plan, entries, list(_beside(plan, entries, figures, counts)), _ROWS)


def _beside(
    plan: Plan, entries: Sequence[_Entry], own: Mapping[Node, Amount], counts: Mapping[int, Mapping[Node, Amount]]
) -> Iterator[_Whole]:
    if all(each.figure.of is not None for each in entries):
        yield _Whole("column", [each.figure.of or 0.0 for each in entries], [each.figure for each in entries])
        return
    if any(each.figure.of is not None for each in entries):
        return
    for other in counts.values():
        stated = [other[each.node] for each in entries if each.node in other]
        if other is not own and len(stated) == len(entries) and all(each.of is None for each in stated):
            yield _Whole("column", [each.low for each in stated], stated)
    for node, total in own.items():
        if node in plan.outline.totals:
            yield _one("total", total, len(entries))
    yield _Whole("sum", [sum(each.figure.low for each in entries)] * len(entries), ())


def _weigh(plan: Plan, entries: Sequence[_Entry], wholes: Sequence[_Whole], fewest: int) -> Iterator[Tie]:
    """Each entry against that of `wholes` of which the most entries are a telling share: neither none nor all."""
    best, most = None, 0
    for whole in wholes:
        near = [
            (each, value)
            for each, value in zip(entries, whole.values, strict=True)
            if 0 < each.figure.low < value and abs(each.percent.low - 100 * each.figure.low / value) <= 1
        ]
        telling = [fits(each.percent, each.figure.low, value) for each, value in near].count(True) if near else 0
        if telling > most:
            best, most = whole, telling
    need = fewest - (fewest == _FEWEST and best is not None and best.kind in _GIVEN)
    if best is None or most < need:
        return
    possible = [(n, each) for n, each in enumerate(entries) if each.figure.low <= best.values[n] > 0]
    wrong = sum(not fits(each.percent, each.figure.low, best.values[n]) for n, each in possible)
    if wrong >= most and wrong > 1:
        return
    for n, each in possible:
        others = [w.values[n] for w in wholes if w is not best and w.values[n] >= max(1.0, each.figure.low)]
        yield _tie(plan, each, best, n, most, any(fits(each.percent, each.figure.low, value) for value in others))


def _tie(plan: Plan, entry: _Entry, whole: _Whole, place: int, telling: int, explained: bool) -> Tie:
    value, percent = whole.values[place], entry.percent
    features = (whole.kind, "many" if telling > _FEWEST else "few")
    stated = whole.places[place if len(whole.places) > 1 else 0] if whole.places else None
    tie = Tie("share.breakdown", "PRG001", entry.node, features, partial(_tell, plan, entry, value, stated))
    tie.key, tie.amount = percent.start, percent
    tie.shown = Value(100 * entry.figure.low / value, unit="%", decimals=percent.decimals)
    agrees = fits(percent, entry.figure.low, value)
    tie.outcome = "agree" if agrees else "explained" if explained else distance(percent, tie.shown)
    tie.given = LIKELY if whole.kind in _GIVEN or telling > _FEWEST else DOUBTFUL
    return tie


def _tell(plan: Plan, entry: _Entry, value: float, stated: Amount | None, tie: Tie) -> Finding:
    assert tie.shown
    percent = entry.percent
    right = f"{tie.shown.low:.{percent.decimals}f}" if percent.decimals else str(whole_percent(tie.shown.low))
    text = plan.document.source.text
    said = text[percent.start : percent.end]
    message = f"{said}% is not {number(entry.figure.low)} of {number(value)}, which is {right}%"
    sources = dict.fromkeys([entry.figure, stated] if stated else [entry.figure])
    related = tuple(Related(Span(each.start, each.end), "is stated here") for each in sources)
    fix = Fix(f"Write {right}%", (Edit(Span(percent.start, percent.end), right),), Applicability.DISPLAY)
    return Finding(Span(percent.start, percent.end), message, related, fix, tie.confidence)

"""An overall percentage or fraction against those of its parts (PRG009), against what is left, and against the other
places that state it (PRG007)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.below import below, tell_parts
from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.compare.values import FAR, Value, distance, number
from planlint.plan.amounts import Amount
from planlint.plan.measures import Measure
from planlint.plan.outline import Group, Node
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY, POINTS
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_FEWEST = 3
_NEAR = 2
"""How many lines may stand between the parts and their whole."""
_SLACK = 7.0
"""How many points the whole may lie off a mean of its parts, whose weights nobody states."""
_WORDS = regex(r"[^\W\d_]+")
_ARROW = regex(r"→|⇒|->|=>")
_LEAST = 10
"""Smaller wholes are sums of other wholes by chance."""
_SAYS = ("overall-words", "progress-words")
_DENIES = ("aside-words", "measure-words", "target-words", "of")


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of an overall percentage."""
    yield from fractions(plan)
    yield from below(plan)
    if not any(len(shares.percents) for shares in plan.shares):
        return  # two places in the front matter alone are one map of counts
    yield from twice(plan)
    for group in plan.outline.groups:
        if len(group.nodes) >= _FEWEST and group.kind != "sections" and group.nodes[1].amounts:
            yield from means(plan, group)


def twice(plan: Plan) -> Iterator[Tie]:
    """How far the whole document is, in front matter, title, header, summary and footer: each place against the first
    of those that most agree with."""
    for attribute in ("share", "project"):
        places = [each for each in plan.overall if each.attribute == attribute]
        if len(places) < 2:
            continue
        often = Counter(each.amount.low for each in places)
        first = max(places, key=lambda each: often[each.amount.low])
        for other in places:
            if other is not first:
                yield _twice(plan, first, other)


def _twice(plan: Plan, first: Measure, other: Measure) -> Tie:
    """Nine of ten agree, and what differs is a contradiction: there is no wrong binding to learn from."""
    tie = Tie("same.overall", "PRG007", other.node, (), partial(_tell_twice, plan, first, other))
    tie.parts, tie.given = [first.node], LIKELY
    coarse, fine = sorted((other.amount, first.amount), key=lambda amount: amount.decimals)
    tie.weigh(coarse, Value(fine.low, unit="%", mark=fine.mark, decimals=fine.decimals))
    tie.key = other.amount.start
    if "~" in (coarse.mark, fine.mark) and abs(coarse.low - fine.low) <= POINTS:
        tie.outcome = "soft"
    return tie


def _tell_twice(plan: Plan, first: Measure, other: Measure, tie: Tie) -> Finding:
    place, there = (Span(each.amount.left, each.amount.right) for each in (other, first))
    text, line = plan.document.source.text, plan.document.source.line_of(first.amount.start) + 1
    said, seen = (text[slice(*span)].rstrip(" %") + "%" for span in (place, there))
    related = (Related(there, f"{seen} is stated here"),)
    return Finding(place, f"{said} here, but {seen} in line {line} for the whole", related, confidence=tie.confidence)


def fractions(plan: Plan) -> Iterator[Tie]:
    """An overall fraction, "28/50 files", against the fractions in headings, items or rows whose wholes add up to its
    whole; nothing where one of several such groups agrees."""
    stated = {shares.node: shares.fractions for shares in plan.shares if shares.fractions}
    wholes = [node for node, found in stated.items() if len(found) == 1 and _says_whole(plan, node, found[0])]
    if not wholes:
        return
    groups = [(group, [stated[node][0] for node in group.nodes if node in stated]) for group in plan.outline.groups]
    full = [
        (group, parts, sum(part.of or 0.0 for part in parts))
        for group, parts in groups
        if len(parts) >= max(_FEWEST, len(group.nodes)) and all(part.exact for part in parts)
    ]
    for node in wholes:
        overall = stated[node][0]
        ties = []
        for group, parts, of in full:
            if of == overall.of and node not in group.nodes:
                done = sum(part.low for part in parts)
                tie = Tie("overall.fraction", "PRG009", node, (), partial(tell_parts, plan, parts, number(done)))
                tie.given, tie.parts = LIKELY, group.nodes
                ties.append(tie.weigh(overall, Value(done)))
        agreeing = [tie for tie in ties if not tie.differs]
        yield from agreeing[:1] or [tie for tie in ties[:1] if tie.outcome not in FAR]


def _says_whole(plan: Plan, node: Node, fraction: Amount) -> bool:
    """Whether a line is about the whole: at the top of the document, or by its words; and no goal or change."""
    words = plan.outline.words(node).casefold()
    whole = node.section.level <= 1 or mentions(plan.vocabulary.lists["overall-words"], words)
    aside = _ARROW.search(words) or plan.vocabulary.mentions_any(("aside-words", "target-words"), words)
    return bool(whole and not aside and fraction.exact and (fraction.of or 0.0) >= _LEAST)


def means(plan: Plan, group: Group) -> Iterator[Tie]:
    """The percentage of a total row, of the line above or of the line below, against the mean of the parts."""
    outline = plan.outline
    column = _column(plan, group) if group.kind == "rows" else -1
    if column is None or not _percents(plan, group.nodes[1], column):
        return
    totals = [node for node in group.nodes if node in outline.totals]
    members = [node for node in group.nodes if node not in totals]
    parts = [found[0] for node in members if len(found := _percents(plan, node, column)) == 1]
    if len(parts) < max(_FEWEST, len(members)):
        return
    beside = totals if len(totals) == 1 else [] if totals else _beside(plan, group)
    for node in beside:
        stated = _percents(plan, node, column if node in totals else -1)
        sure = node.kind == "row" or (len(node.amounts) == 1 and _is_overall(plan, node))
        if sure and len(stated) == 1 and 0 < stated[0].low <= 100:
            yield _tie(plan, node, stated[0], parts, list(_weights(plan, members, column)))


def _column(plan: Plan, group: Group) -> int | None:
    """The one column that says how far things are."""
    table, lists = group.nodes[0].table, plan.vocabulary.lists
    heads = [set(_WORDS.findall(cell.text.casefold())) for cell in table.header.cells] if table else []
    found = [n for n, head in enumerate(heads) if head & lists["progress-words"] and not head & lists["measure-words"]]
    return found[0] if len(found) == 1 else None


def _percents(plan: Plan, node: Node, column: int) -> list[Amount]:
    """The percentages of a line or cell; none where something sets one apart."""
    amounts = node.amounts
    if column >= 0:
        amounts = plan.outline.amounts.within(*node.cells[column].span) if column in node.cells else ()
    found = [a for a in amounts if a.kind == "percent"]
    return found if all(a.low == a.high and a.mark in ("", "~") and not a.sign and a.of is None for a in found) else []


def _beside(plan: Plan, group: Group) -> Iterator[Node]:
    """What stands right above or below a group and speaks of how far the whole is, in one number."""
    nodes, last = plan.outline.nodes, group.nodes[-1]
    below = nodes[last.index + 1] if last.index + 1 < len(nodes) else None
    for node in (group.lead, below):
        if node is None or node.section is not last.section or node.kind not in ("heading", "line", "drawn", "item"):
            continue
        gap = group.nodes[0].line - node.line if node is group.lead else node.line - last.line
        if 0 < gap <= _NEAR:
            yield node


def _is_overall(plan: Plan, node: Node) -> bool:
    """Whether a line says how far the whole is, and neither what it aims at nor of what it is a share."""
    words = set(_WORDS.findall(plan.outline.words(node).casefold()))
    known = {name: bool(words & plan.vocabulary.lists[name]) for name in (*_SAYS, *_DENIES)}
    return all(known[name] for name in _SAYS) and not any(known[name] for name in _DENIES)


def _weights(plan: Plan, members: Sequence[Node], column: int) -> Iterator[list[float]]:
    """The columns of a table that may be weights: a number in every row."""
    for other in members[0].cells if column >= 0 else ():
        found = [plan.outline.amounts.within(*n.cells[other].span) for n in members if other in n.cells]
        if other != column and len(found) == len(members) and all(len(each) == 1 for each in found):
            yield [each[0].of or each[0].low for each in found]


def _tie(plan: Plan, node: Node, stated: Amount, parts: Sequence[Amount], weights: Sequence[list[float]]) -> Tie:
    values = [part.low for part in parts]
    means = [sum(values) / len(values), 100 * sum(value >= 100 for value in values) / len(values)]
    means += [sum(v * w for v, w in zip(values, ws, strict=True)) / sum(ws) for ws in weights if sum(ws) > 0]
    tie = Tie("overall.mean", "PRG009", node, (), partial(_tell, plan, parts), key=stated.start)
    tie.amount, tie.shown = stated, Value(means[0], unit="%")
    slack = _SLACK * (2 if stated.mark else 1)
    tie.outcome = "agree" if min(abs(mean - stated.low) for mean in means) <= slack else distance(stated, tie.shown)
    tie.given = DOUBTFUL if min(values) < stated.low < max(values) else LIKELY  # no weights give what lies outside
    return tie


def _tell(plan: Plan, parts: Sequence[Amount], tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    text, place = plan.document.source.text, Span(tie.amount.start, tie.amount.end)
    values = [text[part.start : part.end] for part in parts]
    mean = f"{tie.shown.low:.0f}"
    message = f"the parts ({', '.join(values[:-1])} and {values[-1]}%) average {mean}%, the overall figure is "
    related = tuple(Related(Span(part.left, part.right), "a part") for part in parts[:9])
    fix = Fix(f"Write {mean}%", (Edit(place, mean),), Applicability.DISPLAY)
    return Finding(place, f"{message}{text[slice(*place)]}%", related, fix, tie.confidence)

"""The parts of a figure: which amounts of a group add up to it, and in which other ways an author may have added up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from planlint.compare.plan import Plan
from planlint.compare.tie import Reading
from planlint.compare.values import DUST, Value, factor_to, total
from planlint.markdown.document import Section
from planlint.plan.amounts import COUNTS, Amount, outside_brackets
from planlint.plan.outline import Group, Node
from planlint.plan.standing import standing
from planlint.text.patterns import regex
from planlint.words.vocabulary import mentions

_ASIDES = 5
"""Of more parts that may be left out, all or none are."""
_BLANK = 2
"""How far lines with a blank one between them are apart."""
_BOLD = "**"
_DEEP = regex(r"[\s*_|]*(\d+)((?:\.\d+)+)(?!\d)")
_BEFORE = regex(r"([^\W\d_]+) $")
_RATE = regex(r"\s?(?:/|per )\s?([^\W\d_]+)")
_REMARK = regex(r"(?:\*\*|__)[^:*_\d]{2,30}(?::(?:\*\*|__)|(?:\*\*|__):)\s+(?:[^\s\d]+\s+){2,}[^\s\d]+[^\d]*$")
"""A sentence behind a bold label, without a figure: no part of the work."""


class Parts:
    """`nodes` with their `amounts`, all in one unit or in units of one kind; `members` counts those that could have
    stated one, `crowded` those that state several, `dashes` those with a dash instead. `closed`: a total beside them
    says what they add up to."""

    __slots__ = ("amounts", "called_totals", "closed", "crowded", "dashes", "members", "nodes", "plan", "unit")

    def __init__(self, plan: Plan, unit: str) -> None:
        self.plan, self.unit = plan, unit
        self.nodes: list[Node] = []
        self.amounts: list[Amount] = []
        self.called_totals: Sequence[Amount] = ()
        self.members = self.crowded = self.dashes = 0
        self.closed = False

    def add(self, members: Iterable[tuple[Node, Sequence[Amount]]]) -> None:
        """Take in members, each with the amounts of this unit that it states."""
        for node, found in members:
            self.members += 1
            if len(found) == 1:
                self.nodes.append(node)
                self.amounts.append(found[0])
            self.crowded += len(found) > 1

    @property
    def completeness(self) -> str:
        """How many of the members state one amount: "full", "most", "few" or "crowded"."""
        if self.crowded:
            return "crowded"
        if len(self.amounts) == self.members:
            return "full"
        return "most" if 4 * len(self.amounts) >= 3 * self.members else "few"

    @property
    def at_several_rates(self) -> bool:
        """Whether some are so much a month or an hour, others not: they cannot be added up as they stand."""
        text = self.plan.outline.text
        rates = {rate[1].casefold() if (rate := _RATE.match(text, a.right)) else "" for a in self.amounts}
        return len(rates) > 1

    @property
    def measured(self) -> bool:
        """Whether some are ranges, or sizes with decimals: their authors round, each for itself."""
        return any(a.low < a.high or (a.kind == "size" and a.decimals) for a in self.amounts)

    def counting(self) -> list[bool]:
        """For each part, whether nothing sets it aside."""
        outline = self.plan.outline
        return [not standing(outline, n) for n in self.nodes]

    def value(self, *, open_only: bool = False) -> Value | None:
        """What all parts add up to; `open_only` leaves out those that are ticked, if some are."""
        ticked = self._ticked() if open_only else []
        return self._sum(not each for each in ticked) if ticked else total(self.amounts, self.unit)

    def _ticked(self) -> list[bool]:
        """For each part, whether its box is ticked; empty where there are no boxes, or all are alike."""
        boxes = [n.item.box.mark.casefold() == "x" for n in self.nodes if n.item and n.kind == "item" and n.item.box]
        return boxes if len(boxes) == len(self.nodes) and 0 < sum(boxes) < len(boxes) else []

    def is_calendar(self) -> bool:
        """Whether ranges follow each other ("1-2", "3-4"): they say when, not how much."""
        follow = [b.low - a.high in (0, 1) and b.low < b.high for a, b in pairwise(self.amounts)]
        return len(follow) > 1 and all(follow)

    def has_footnote(self) -> bool:
        """Whether a remark hangs on one of the figures."""
        return any(_has_footnote(self.plan.outline.text, a) for a in self.amounts)

    def readings(self, stated: Amount, section: Section) -> Iterator[Reading]:
        """The other ways to add up."""
        yield from self._aside_readings()
        yield from self._subtotal_readings()
        yield from self._partial_readings()
        if self.called_totals and (every := total([*self.amounts, *self.called_totals], self.unit)):
            yield Reading(every, 'with what is called a total: "Overall look"')
        if stated.kind == "time" and self.plan.parallel(section):
            longest = max((total([a], self.unit) for a in self.amounts), key=lambda v: v.high if v else 0)
            every = total(self.amounts, self.unit)
            if longest and every:
                sure = stated.unit not in ("minute", "hour")
                yield Reading(Value(longest.low, every.high, self.unit), "in parallel", strong=sure)
        lows = [a.low for a in self.amounts]
        if lows == sorted(lows) and stated.kind not in ("money", "points") and not self.closed:
            yield Reading(Value(lows[-1], self.amounts[-1].high, self.unit), "the last of a running figure")
        if stated.kind in COUNTS:
            yield Reading(Value(float(self.members)), "number", strong=False)

    def _sum(self, chosen: Iterable[bool]) -> Value | None:
        return total([a for a, take in zip(self.amounts, chosen, strict=True) if take], self.unit)

    def _aside_readings(self) -> Iterator[Reading]:
        """All parts; those that count with some of the others."""
        counting = self.counting()
        aside = [i for i, counts in enumerate(counting) if not counts]
        some = range(len(aside) + 1) if len(aside) <= _ASIDES else (0, len(aside))
        for size in some:
            for taken in combinations(aside, size):
                if value := self._sum(counts or i in taken for i, counts in enumerate(counting)):
                    yield Reading(value, "without what is set aside")

    def _subtotal_readings(self) -> Iterator[Reading]:
        """Without the parts that are sums of parts beside them, and without those below another (1, 1.1, 1.2)."""
        plain = [True] * len(self.amounts)
        for i in range(len(plain)):
            plain[i] = not (_sums_run(self.amounts, i, -1) or _sums_run(self.amounts, i, 1))
        subtotals = [i for i, each in enumerate(plain) if not each]
        some = [{i} for i in subtotals] if 1 < len(subtotals) <= _ASIDES else []
        for left_out in (set(subtotals), *some) if subtotals else ():
            if value := self._sum(i not in left_out for i in range(len(plain))):
                yield Reading(value, "without subtotals")
        text = self.plan.outline.text
        deep = [bool(_DEEP.match(text, n.start, n.end)) for n in self.nodes]
        bold = [text.find(_BOLD, n.start, n.start + 4) >= 0 for n in self.nodes]
        for mark in (deep, bold):
            if 0 < sum(mark) < len(mark):
                yield from (Reading(v, "of one rank") for v in (self._sum(mark), self._sum(not m for m in mark)) if v)

    def _partial_readings(self) -> Iterator[Reading]:
        """Only what is ticked, only what is open."""
        ticked = self._ticked()
        for chosen in (ticked, [not each for each in ticked]) if ticked else ():
            if value := self._sum(chosen):
                yield Reading(value, "done or open")

    def left_out(self, stated: Amount) -> Node | None:
        """The one part without which the rest makes what is stated."""
        value = self.value()
        if value is None or stated.low != stated.high:
            return None
        found = [
            node
            for node, a in zip(self.nodes, self.amounts, strict=True)
            if abs(value.low - a.low * (factor_to(a.unit, self.unit) or 1) - stated.low) < DUST and a.low
        ]
        return found[0] if len(found) == 1 else None

    def is_qualified(self, node: Node) -> bool:
        """Whether `node` says that it is a part of another kind ("modified", "+140"), unlike the others."""
        words = self.plan.vocabulary.lists["qualifier-words"]
        outline = self.plan.outline
        own = mentions(words, outline.words(node).casefold())
        if own and sum(own in outline.words(n).casefold() for n in self.nodes) <= len(self.nodes) // 2:
            return True
        units = Counter(a.unit for a in self.amounts)
        of_node = [a for n, a in zip(self.nodes, self.amounts, strict=True) if n is node]
        return any(a.sign == "+" or a.mark or units[a.unit] * 2 < len(self.nodes) for a in of_node)


def amounts_in(plan: Plan, amounts: Sequence[Amount], unit: str) -> Sequence[Amount]:
    """Those of `amounts` that can be added up in `unit`."""
    found = []
    for a in amounts:
        fits = a.unit == unit or factor_to(a.unit, unit) is not None
        if fits and a.of is None and a.mark not in ("<", ">") and not _is_change(plan, a):
            found.append(a)
    if len(found) < 2:
        return found
    outside = outside_brackets(plan.outline.text, found[0].left, found)
    return outside if outside and outside[0] is found[0] else found


def _is_change(plan: Plan, amount: Amount) -> bool:
    """Whether the word before an amount says that it is a change: "saved 4 hours"."""
    before = _BEFORE.search(plan.outline.text, max(0, amount.left - 20), amount.left)
    return bool(before and plan.vocabulary.has("change-words", before[1].casefold()))


def parts_of(plan: Plan, group: Group, unit: str, fewest: int = 2) -> Iterator[Parts]:
    """The ways in which `group` has `fewest` parts in `unit`, or more: its lines, or each column of a table."""
    nodes = [n for n in group.nodes if n not in plan.outline.totals]
    totals = [n for n in group.nodes if n in plan.outline.totals]
    if group.kind == "rows":
        for column in sorted({c for n in nodes for c in n.figures} - {0}):
            parts = Parts(plan, unit)
            stated = [(node, node.figures.get(column, ())) for node in nodes]
            parts.add([(node, amounts_in(plan, found, unit) if found else ()) for node, found in stated])
            if len(parts.amounts) >= fewest:
                figures = [n.figures[column] for n in totals if column in n.figures]
                parts.called_totals = [a for each in figures for a in amounts_in(plan, each, unit)]
                parts.closed = _closes(parts, parts.called_totals)
                yield parts
        return
    parts = Parts(plan, unit)
    parts.called_totals = [a for node in totals for a in amounts_in(plan, node.amounts, unit)]
    members: list[tuple[Node, Sequence[Amount]]] = []
    for node in nodes:
        found = amounts_in(plan, node.amounts, unit) if node.amounts else ()
        if not found and node.kind == "heading":
            found = plan.estimates_in(node.section, unit)
        if found or not _REMARK.match(plan.outline.text, node.start, node.end):
            members.append((node, found))
    parts.add(members)
    if group.kind == "sections":
        _only_phases(plan, parts, nodes)
    if len(parts.amounts) >= fewest:
        yield parts


def lists_of(plan: Plan, groups: Iterable[Group], unit: str) -> Parts | None:
    """The parts of those of `groups` that lie in no other as those of one; None where fewer than two have any."""
    tops = [g for g in groups if g.nodes[0].parent is None]
    lists = [each for g in tops if (each := next(parts_of(plan, g, unit, 1), None))] if len(tops) > 1 else []
    if len(lists) < 2:
        return None
    joined = Parts(plan, unit)
    for each in lists:
        joined.nodes += each.nodes
        joined.amounts += each.amounts
        joined.members += each.members
        joined.crowded += each.crowded
    return joined


def lists_below(plan: Plan, group: Group) -> list[Group]:
    """The lists, tables and drawings in the sections of `group`."""
    start, end = group.nodes[0].start, group.nodes[-1].section.span.end
    return [g for g in plan.outline.groups if g.kind != "sections" and start < g.nodes[0].start < end]


def _closes(parts: Parts, totals: Sequence[Amount]) -> bool:
    """Whether the one figure of a total is the sum of `parts`."""
    value = parts.value() if len(totals) == 1 else None
    return value is not None and abs(totals[0].low * (factor_to(totals[0].unit, parts.unit) or 0) - value.low) < DUST


def _only_phases(plan: Plan, parts: Parts, nodes: list[Node]) -> None:
    """Of the sections below a heading, those count as members that are called like the ones with a figure."""
    firsts = {_first_word(plan, n) for n in parts.nodes}
    if len(firsts) == 1:
        parts.members = sum(_first_word(plan, n) in firsts for n in nodes)


def _first_word(plan: Plan, node: Node) -> str:
    return next(iter(plan.outline.words(node).casefold().split()), "")


def _sums_run(amounts: Sequence[Amount], i: int, step: int) -> bool:
    """Whether amount `i` is the sum of three or more right before (-1) or behind (1) it; of two it is so by chance."""
    low, at = 0.0, i + step
    while 0 <= at < len(amounts) and low < amounts[i].low:
        low += amounts[at].low * (factor_to(amounts[at].unit, amounts[i].unit) or 0)
        at += step
        if abs(at - i) > 3 and abs(low - amounts[i].low) < DUST:
            return True
    return False


def _has_footnote(text: str, amount: Amount) -> bool:
    behind = text[amount.right : amount.right + 2]
    return behind[:1] in ("†", "‡") or (
        behind[:1] == "*" and behind != "**" and text[amount.left - 1 : amount.left] != "*"
    )


def goes_on(group: Group) -> bool:
    """Whether an ordered list is the end of another: its first number is not the first."""
    item = group.nodes[0].item if group.kind == "items" else None
    return bool(item and item.number and item.number > 1)


def line_after(plan: Plan, group: Group) -> Node | None:
    """The line right behind a list or table, or the one that closes the last of several sections."""
    nodes = plan.outline.nodes
    last = group.nodes[-1]
    index = last.index + 1
    if group.kind == "sections":
        end = last.section.span.end
        while index < len(nodes) and nodes[index].start < end:
            index += 1
        return nodes[index - 1] if nodes[index - 1].kind == "line" else None
    if group.kind == "drawn":  # a blank line may stand before a total
        while index < len(nodes) and nodes[index].kind == "drawn" and nodes[index].parent is not last.parent:
            index += 1
        after = nodes[index] if index < len(nodes) else None
        gap = after.line - nodes[index - 1].line if after else 0
        if after and after.kind == "drawn" and after.section is last.section and gap == _BLANK:
            return after
    while index < len(nodes) and (
        nodes[index].kind == "item" or nodes[index].item is not None or nodes[index].kind == "row"
    ):
        if nodes[index].kind == "row" and nodes[index].table is not last.table:
            return None
        index += 1
    after = nodes[index] if index < len(nodes) else None
    return (
        after
        if after
        and after.kind in ("line", "heading")
        and (after.section is last.section or after.section in last.section.path)
        else None
    )

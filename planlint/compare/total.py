"""Relations of the family `total`: a figure against the sum of the parts it is made of."""

from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.formulas import fractions, numerator
from planlint.compare.parts import Parts, amounts_in, lists_below, lists_of, parts_of
from planlint.compare.plan import Plan
from planlint.compare.sums import claims_in, closed_by, is_sum, label_of, noun_of, sum_tie
from planlint.compare.telling import CODES, tell
from planlint.compare.tie import Tie
from planlint.compare.values import Value, factor_to
from planlint.plan.amounts import Amount
from planlint.plan.outline import Group, Node
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_BRACKET = regex(r"[(（\[][^()（）\[\]]*$")
_LABELLED = regex(r"[:：|—–=]\**\s*[*_~≈(]*$|\s-\s[*_~≈]*$")
_FINER = {"day": ("hour", 10.0), "week": ("day", 7.0)}
"""How much of the finer unit a day and a week may hold, at the very most."""
_WORD_BEFORE = regex(r"([^\W\d_]+)[\s*~≈]*$")
_NOTHING = ("-", "–", "—")
_FEW = 3
_NEAR = 3
"""How many lines may stand between a heading and the group that it sums up."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this family."""
    outline = plan.outline
    leads: dict[Node, list[Group]] = {}
    apart: dict[Node, list[Group]] = {}
    for group in outline.groups:
        if not outline.totals.keys().isdisjoint(group.nodes):
            yield from rows(plan, group) if group.kind == "rows" else items(plan, group)
        for node in {group.lead, group.heading}:
            if node is None or not node.amounts:
                continue
            own = node is group.heading is not group.lead and group.lead and claims_in(group.lead)
            near = node is group.lead or group.kind == "sections" or 0 <= group.gap <= _NEAR
            (leads if near and not own else apart).setdefault(node, []).append(group)
    for node, groups in leads.items():
        yield from intros(plan, node, groups)
    for node, groups in apart.items():
        yield from labelled(plan, node, groups)
    yield from closings(plan)
    yield from fields(plan)


def rows(plan: Plan, group: Group) -> Iterator[Tie]:
    """A cell of a Total row against the cells above it in its column."""
    outline = plan.outline
    for position, node in _totals(plan, group):
        if position < 2:
            continue
        above = [n for n in group.nodes[:position] if n not in outline.totals]
        last = "last" if position == len(group.nodes) - 1 else "middle"
        if last == "middle" and (len(node.cells) == 2 or label_of(plan, node, node.end) == "worded"):
            continue  # one figure of many
        found = [tie for column in sorted(node.cells)[1:] for tie in _cell(plan, group, position, column, last, above)]
        _left_out(found)
        yield from _beside_each_other(found)


def _cell(plan: Plan, group: Group, position: int, column: int, last: str, above: list[Node]) -> Iterator[Tie]:
    """One cell of the total row at `position` against those `above` it."""
    outline, node = plan.outline, group.nodes[position]
    span = node.cells[column].span
    stated = outline.amounts.only(*span)
    if stated is None or stated.kind == "percent":
        return
    if stated.of is not None:
        cells = [n.cells[column].span for n in above if column in n.cells]
        if any(a.of is not None for cell in cells for a in outline.amounts.within(*cell)):
            yield from fractions(plan, node, stated, cells)
            return
        stated = numerator(plan, stated)
    parts = _column(plan, above, column, stated)
    if parts is None and len(node.amounts) == 1:
        parts = next(iter(parts_of(plan, group, stated.unit)), None)  # one cell for all columns
    if parts:
        named = [n for n in group.nodes[:position] if n in outline.totals and column in n.cells]
        parts.called_totals = [a for n in named if (a := outline.amounts.only(*n.cells[column].span))]
        features = (f"{last} {label_of(plan, node, span.start)}", parts.completeness, stated.kind)
        for tie in sum_tie("total.row", "SUM001", node, features, stated, [parts]):
            tie.group = left if tie.given and (left := parts.left_out(stated)) else None
            yield tie


def _left_out(row: Sequence[Tie]) -> None:
    """Where no column has one of the rows, it was forgotten."""
    without = [tie for tie in row if tie.relation == "total.left out"]
    rows = [tie.group for tie in without]
    for tie in without if rows and rows.count(rows[0]) > 1 else ():
        tie.given, tie.only_conflicts = LIKELY, True


def _beside_each_other(row: list[Tie]) -> list[Tie]:
    """The ties of one total row: where another column of the same unit agrees to the digit, or two small ones do, the
    rows are the right ones, and even a far miss is a slip; where that total is the same, it may stand for both."""
    agreeing: dict[str, list[float]] = {}
    for tie in row:
        if tie.outcome == "agree" and tie.shown:
            agreeing.setdefault(tie.shown.unit, []).append(tie.shown.low)
    short = [t for t in row if t.differs and t.amount and t.shown and t.amount.low > t.shown.high]
    for tie in row:
        values = agreeing.get(tie.shown.unit, []) if tie.shown and tie.amount and tie.amount.low else []
        if (len(short) > 1 and tie in short) or (tie.differs and tie.amount and tie.amount.low in values):
            tie.cap = LIKELY  # a row may be missing, or counted once
        if tie.outcome == "far" and any(value > (_FEW if len(values) == 1 else 0) for value in values):
            tie.outcome, tie.given = "p35", LIKELY
    return row


def items(plan: Plan, group: Group) -> Iterator[Tie]:
    """A "Total" item, or drawn line, against the ones before it."""
    outline = plan.outline
    for position, node in _totals(plan, group):
        before = group.nodes[:position]
        last = "last" if position == len(group.nodes) - 1 else "middle"
        yield from _fraction(plan, node, before)
        if group.kind == "drawn":
            yield from _drawn(plan, node, f"{last} {label_of(plan, node, node.end)}", before)
        for stated in claims_in(node)[:1]:
            parts = Parts(plan, stated.unit)
            members = [each for each in before if each not in outline.totals]
            parts.add([(each, amounts_in(plan, each.amounts, stated.unit)) for each in members])
            if len(parts.amounts) > 1:
                features = (f"{last} {label_of(plan, node, stated.left)}", parts.completeness, noun_of(stated))
                yield from sum_tie("total.item", "SUM001", node, features, stated, [parts])


def _totals(plan: Plan, group: Group) -> Iterator[tuple[int, Node]]:
    """The members of a group that are called the sum of others, each with its position."""
    for position, node in enumerate(group.nodes):
        if node in plan.outline.totals and is_sum(plan, node):
            yield position, node


def _fraction(plan: Plan, node: Node, before: Sequence[Node]) -> Iterator[Tie]:
    """The one fraction of a total line against those of the lines before it."""
    found = [a for a in node.amounts if a.of is not None]
    if len(found) == 1:
        lines = [n for n in before if n.amounts and n not in plan.outline.totals]
        yield from fractions(plan, node, found[0], [Span(n.start, n.end) for n in lines])


def _drawn(plan: Plan, node: Node, where: str, before: Sequence[Node]) -> Iterator[Tie]:
    """The figures of a total line in a fence against those above them, in columns: where all lines have as many, or
    where one stands right above the other."""
    rows = [n for n in before if n.amounts and n not in plan.outline.totals]
    if len(rows) < _FEW or len(node.amounts) < 2:
        return
    alike = all(len(n.amounts) == len(node.amounts) for n in rows)
    for column, stated in enumerate(node.amounts):
        parts = Parts(plan, stated.unit)
        found = [(row, row.amounts[column] if alike else _above(plan, row, node, stated)) for row in rows]
        parts.add([(row, [a] if a and a.unit == stated.unit and a.of is None else []) for row, a in found])
        if parts.completeness == "full" and stated.kind != "percent" and stated.of is None:
            yield from sum_tie("total.item", "SUM001", node, (where, "full", noun_of(stated)), stated, [parts])


def _above(plan: Plan, row: Node, node: Node, stated: Amount) -> Amount | None:
    """The one figure of `row` that starts or ends in the column where `stated` does."""
    starts = plan.document.source.line_starts
    here, there = starts[node.line], starts[row.line]
    edges = {stated.start - here, -(stated.end - here)}
    found = [a for a in row.amounts if edges & {a.start - there, -(a.end - there)}]
    return found[0] if len(found) == 1 else None


def intros(plan: Plan, node: Node, groups: Sequence[Group]) -> Iterator[Tie]:
    """A heading, lead line or parent item with a figure against the list, table or headings that it introduces."""
    if node in plan.outline.totals and node.kind != "heading" and groups[0].lead is not node:
        return
    claims = claims_in(node)
    for stated in claims:
        if sum(a.unit == stated.unit for a in claims) > 1 or _follows(plan, node, stated, "horizon-words"):
            continue
        found = [(g, p) for g in groups for p in parts_of(plan, g, stated.unit)]
        if found and node.kind == "heading":
            plain = [g for g in plan.outline.below(node) if g.kind in ("items", "lines")]
            if every := lists_of(plan, plain, stated.unit):
                found.insert(0, (plain[0], every))
        if found:
            group, first = found[0]
            sections = "sections" if group.kind == "sections" else "list"
            mood = "mood" if _is_mood(plan, node) else ""
            features = (first.completeness, _slot(plan, node, stated), noun_of(stated), sections, mood)
            code = CODES.get(stated.kind, "SUM001")
            yield from sum_tie("total.intro", code, node, features, stated, [p for _, p in found])
        else:
            yield from _coarser(plan, node, stated, groups)


def labelled(plan: Plan, node: Node, groups: Sequence[Group]) -> Iterator[Tie]:
    """A heading with a figure against the lists and tables of its section that other lines introduce: all of them, or
    one whose line states no such figure."""
    for stated in claims_in(node):
        if noun_of(stated) in ("noun", "item") or _follows(plan, node, stated, "horizon-words"):
            continue
        every = lists_of(plan, [g for g in plan.outline.below(node) if g.kind != "sections"], stated.unit)
        plain = [g for g in groups if not (g.lead and any(a.unit == stated.unit for a in claims_in(g.lead)))]
        found = [p for p in (every, *(p for g in plain for p in parts_of(plan, g, stated.unit))) if p]
        if found:
            features = (found[0].completeness, _slot(plan, node, stated), noun_of(stated), "apart", "")
            yield from sum_tie("total.intro", CODES.get(stated.kind, "SUM001"), node, features, stated, found)


def closings(plan: Plan) -> Iterator[Tie]:
    """A line "Total: 12 hours" against the group right above it."""
    for group, after in closed_by(plan):
        if group.kind != "rows":
            yield from _fraction(plan, after, group.nodes)
        for stated in claims_in(after):
            found = list(parts_of(plan, group, stated.unit))
            if group.kind == "sections" and not _follows(plan, after, stated, "of"):
                lists = lists_of(plan, lists_below(plan, group), stated.unit)
                alone = sum(a.unit == stated.unit for a in claims_in(after)) == 1
                found += [lists] if lists and alone else []
            if found:
                label = label_of(plan, after, stated.left)
                features = (f"after {group.kind} {label}", found[0].completeness, noun_of(stated))
                yield from sum_tie("total.item", "SUM001", after, features, stated, found)
                break


def fields(plan: Plan) -> Iterator[Tie]:
    """An effort field of a section against the sections or the list below it."""
    outline = plan.outline
    for section, found in plan.estimate_fields.items():
        heading = outline.heading_of.get(section)
        for node, stated in found[:1] if heading else ():
            groups = [
                g
                for g in outline.groups
                if g.heading is heading and g.lead is not node and g.nodes[0].index > node.index
            ]
            parts = [(g, p) for g in groups for p in parts_of(plan, g, stated.unit)]
            if parts and parts[0][0].kind == "sections" and parts[0][1].completeness == "few":
                continue
            if parts:
                sections = "sections" if parts[0][0].kind == "sections" else "list"
                features = (parts[0][1].completeness, "field", noun_of(stated), sections)
                yield from sum_tie("total.intro", CODES[stated.kind], node, features, stated, [p for _, p in parts])
            else:
                yield from _coarser(plan, node, stated, groups)


def _coarser(plan: Plan, node: Node, stated: Amount, groups: Sequence[Group]) -> Iterator[Tie]:
    """Days against parts in hours, weeks against parts in days: only more than the longest day and week hold."""
    finer, most = _FINER.get(stated.unit, ("", 0.0))
    if plan.vocabulary.working:
        most = plan.vocabulary.working[stated.unit == "week"]
    for parts in (p for group in groups for p in parts_of(plan, group, finer) if finer):
        value = parts.value()
        if (
            value
            and parts.completeness != "crowded"
            and value.low / most > stated.high
            and not plan.parallel(node.section)
        ):
            tie = Tie("total.coarser", "EST002", node, (parts.completeness,), partial(tell, parts))
            tie.parts, tie.given = parts.nodes, LIKELY if plan.vocabulary.working else DOUBTFUL
            yield tie.weigh(stated, Value(value.low / most, value.high / most, stated.unit, value.mark, 2, value.count))
            return


def _column(plan: Plan, above: list[Node], column: int, stated: Amount) -> Parts | None:
    """The cells of a column above a total; None where fewer than two have a figure, or of another unit."""
    amounts, text = plan.outline.amounts, plan.outline.text
    spans = [(n, n.cells[column].span) for n in above if column in n.cells]
    cells = [(n, amounts.within(*span)) for n, span in spans if text[slice(*span)].strip() not in _NOTHING]
    units = {a.unit for _, found in cells for a in found if a.unit}
    unit = stated.unit or next(iter(sorted(units)), "")
    parts = Parts(plan, unit)
    parts.add(
        (node, [a for a in found if a.kind != "percent" and a.of is None and a.start not in amounts.dated])
        for node, found in cells
    )
    parts.members += len(above) - len(spans)
    parts.dashes = len(spans) - len(cells)
    known = all(not a.unit or factor_to(a.unit, unit) is not None or a.kind == "count" for a in parts.amounts)
    return parts if len(parts.amounts) > 1 and known and unit != "ms" else None


def _is_mood(plan: Plan, node: Node) -> bool:
    """Whether a line tells of a target, an average, a rate or the past."""
    lists = plan.vocabulary.lists
    return bool(mentions(lists["aside-words"] | lists["average-words"], plan.outline.words(node).casefold()))


def _follows(plan: Plan, node: Node, stated: Amount, words: str) -> bool:
    """Whether a figure stands right behind one of `words`: "next 2 hours" says until when, "6 of 30 hours" of what."""
    before = _WORD_BEFORE.search(plan.outline.text, max(node.start, stated.left - 24), stated.left)
    return bool(before and plan.vocabulary.has(words, before[1].casefold()))


def _slot(plan: Plan, node: Node, stated: Amount) -> str:
    """Where in its line a figure stands: in brackets, behind a label, or in the middle of a sentence."""
    before = plan.outline.text[node.start : stated.left]
    return "bracket" if _BRACKET.search(before) else "label" if _LABELLED.search(before) else "mid"

"""Relations of the family `tally` beyond the list right below: a stated count against the lists of a whole section, a
group of that name elsewhere, the names beside it in a row."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial

from planlint.compare.counts import cap_of, count_in, is_count, is_named, is_partial, size_of
from planlint.compare.listing import BRACKETS, COMMA, MORE, are_coded, leave_open, members_of, names_in
from planlint.compare.plan import Plan
from planlint.compare.telling import tell_count
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import FAR, Value
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.names import title_key
from planlint.plan.outline import Group, Node
from planlint.plan.standing import standing
from planlint.text.diagnostics import Finding
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_MORE_PARTS = regex(r",|;|、|，| / |/| & | \+ | and | und | et | y |<br ?/?>")
_BRACKETED = regex(r"[(（\[][*_ ]*#[^\d,;()（）]*[)）\]]")
_ENUMERATED = regex(r"#[^(（]{0,40}[(（][^()（）]*,")
_CLOSED = regex(r"(?: [^\W\d_]+){0,2}[)）][*_:： ]*\W*$")
_COMMENT = regex(r"[#/]+ ")
_SEVERAL = regex(r"`[^`]+`[^,`]{0,12}, `")
_OF_ANOTHER_KIND = frozenset({"task", "test", "step", "line"})
"""What a list of files does not count."""
_LETTERS = regex(r"[^\W\d_]")
_ASIDE = regex(r"[^\W\d_]{3,}")
_ROWS = 4
_AGREE = 0.7


_Called = tuple[Node, Group]
"""A group behind the node that names it."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    outline = plan.outline
    called = _called(plan)
    for node in outline.nodes:
        if node.amounts and node.kind == "heading":
            yield from _many(plan, node)
            yield from _counted(plan, node)
    yield from _phrases(plan, called)
    yield from _labels(plan, called)
    for group in outline.groups:
        if group.kind == "rows" and len(group.nodes) >= _ROWS:
            yield from _cells(plan, group)


# --- the lists of a section ------------------------------------------------------------------------------------------


def _many(plan: Plan, heading: Node) -> Iterator[Tie]:
    """A heading with a count against all lists of its section, or of the sections below it."""
    outline = plan.outline
    stated = count_in(plan, heading)
    if stated is None or stated.unit in _OF_ANOTHER_KIND or not _BRACKETED.search(_line(plan, heading, stated)):
        return
    groups = tops_of(plan, heading)
    if not groups:
        below = next((g for g in outline.below(heading) if g.kind == "sections"), None)
        groups = [g for node in below.nodes for g in tops_of(plan, node)] if below else []
    if len(groups) < 2:
        return
    text = outline.document.with_code
    members = [node for group in groups for node in members_of(plan, group)]
    members = [node for node in members if not _COMMENT.match(text, node.start)]
    if any(_SEVERAL.search(text, node.start, node.end) or names_in(plan, [node]) for node in members):
        return
    if len(members) < 2 or not are_coded(plan, members) or (len(members) < stated.low and leave_open(plan, members)):
        return
    counting = sum(not standing(outline, node) for node in members)
    first = len(members) - len(members_of(plan, groups[-1]))  # the last list may be of what is gone, or not yet there
    readings = [Reading(Value(float(n)), "of one kind") for n in (len(groups), counting, first)]
    readings += [Reading(Value(float(len(members_of(plan, group)))), "one of the lists") for group in groups]
    distinct = len({text[n.start : n.end].split(" - ")[0].casefold() for n in members})
    readings.append(Reading(Value(float(distinct)), "different ones"))
    tell = partial(_tell, plan, f"{len(members)} in the {len(groups)} lists below")
    tie = _done(Tie("tally.many", "SUM004", heading, (), tell), members, stated, readings)
    tie.given = LIKELY  # it ties too seldom for a model of its own
    if tie.outcome in FAR:
        tie.outcome = "explained"
    yield tie


def _counted(plan: Plan, heading: Node) -> Iterator[Tie]:
    """A heading with a count against those of the labels, items or headings right below it, where all have one."""
    stated = count_in(plan, heading)
    if stated is None:
        return
    tops = tops_of(plan, heading)
    one = len(tops) == 1 and tops[0].kind == "items"
    every: list[tuple[str, Sequence[Node]]] = [("items", tops[0].nodes)] if one else []
    every.append(("labels", labels_of(tops)))
    every += [("sections", g.nodes) for g in plan.outline.below(heading) if g.kind == "sections"]
    for kind, nodes in every:
        parts = [count for node in nodes if (count := own_count(plan, node))]
        alike = stated.unit and {stated.unit} == {a.unit for a in parts}
        if len(nodes) < 2 or len(parts) < len(nodes) or (alike and kind != "labels"):
            continue  # figures of one unit are added up
        listed = sum(len(members_of(plan, g)) for node in nodes for g in plan.outline.below(node)[:1])
        added = " + ".join(f"{a.low:g}" for a in parts)
        tell = partial(_tell, plan, f"{added} = {sum(a.low for a in parts):g} below")
        tie = Tie("tally.counted", "SUM004", heading, (kind, size_of(stated)), tell)
        last = sum(a.low for a in parts[:-1])
        readings = [Reading(Value(float(n)), "what is listed, or without the last") for n in (listed, len(nodes), last)]
        yield _done(tie, nodes, stated, readings, Value(sum(a.low for a in parts)))


def labels_of(groups: Sequence[Group]) -> list[Node]:
    """The labels over `groups`; none where one of them has none of its own."""
    labels = [group.lead for group in groups if group.lead is not None and group.lead.kind == "line"]
    return labels if len(labels) == len(set(labels)) == len(groups) else []


def own_count(plan: Plan, node: Node) -> Amount | None:
    """The one count that a label, item or heading ends with, in brackets."""
    found = [a for a in node.amounts if a.kind in COUNTS and a.of is None]
    text = plan.outline.text
    if len(found) != 1 or not found[0].exact or found[0].decimals:
        return None
    before, behind = text[node.start : found[0].left], text[found[0].end : node.end]
    return found[0] if before.endswith(("(", "（")) and _CLOSED.match(behind) else None


def _line(plan: Plan, node: Node, stated: Amount) -> str:
    """The text of `node` with the stated digits as "#"."""
    text = plan.outline.text
    return text[node.start : stated.start] + "#" + text[stated.end : node.end]


def tops_of(plan: Plan, heading: Node) -> list[Group]:
    """The lists, tables and drawings of the section of `heading` that lie below nothing else."""
    return [
        g
        for g in plan.outline.below(heading)
        if g.kind != "sections" and g.heading is heading and g.nodes[0].parent is None
    ]


# --- groups by name --------------------------------------------------------------------------------------------------


def _called(plan: Plan) -> Mapping[str, list[_Called]]:
    """The groups by what they are called: the label before them, the heading that they stand under."""
    found: dict[str, list[_Called]] = {}
    text = plan.outline.document.with_code
    for group in plan.outline.groups:
        if group.nodes[0].parent is not None and group.kind != "sections":
            continue
        for node in {group.lead, group.heading} - {None}:
            assert node is not None
            if node.kind in ("heading", "line"):
                name = title_key(text[node.start : node.end].rstrip(" *_:："))
                if name:
                    found.setdefault(name, []).append((node, group))
    return found


@lru_cache(maxsize=8192)
def _key(vocabulary: Vocabulary, name: str) -> str:
    """`name` in any order and number, without words for a total or a record: "Total files modified" and "Modified
    files", "Commits" and "Commit history"."""
    lists = vocabulary.lists
    fillers = lists["small-words"] | lists["sum-words"]
    words = [word for word in name.split() if word not in fillers]
    while len(words) > 1 and words[-1] in lists["history-headings"] and not words[-1].endswith("s"):
        words.pop()
    return " ".join(sorted([word.removesuffix("s") for word in words]))


def _phrases(plan: Plan, called: Mapping[str, list[_Called]]) -> Iterator[Tie]:
    """A count with a phrase of two or three words against the one group that is called so."""
    for stated in plan.outline.amounts.all:
        if stated.kind != "count" or len(stated.words) < 2 or stated.of is not None:
            continue
        for length in (3, 2):
            words = stated.words[:length]
            each = called.get(" ".join(words), ())
            if len(words) == length and len(each) == 1 and all(_ASIDE.match(word) for word in words):
                node = plan.outline.at(stated.start) if is_count(stated) else None
                if node is None or is_named(plan, node, stated) or _ENUMERATED.search(_line(plan, node, stated)):
                    break
                yield from _against(plan, "phrase", node, stated, each[0], words=length)
                break


def _labels(plan: Plan, called: Mapping[str, list[_Called]]) -> Iterator[Tie]:
    """A count in a field or a row against the one group called like the field or the first cell."""
    stated = list(_labelled(plan))
    alike: dict[str, list[_Called]] = {}
    for name, homes in called.items() if stated else ():
        alike.setdefault(_key(plan.vocabulary, name), []).extend(homes)
    for slot, node, amount, name in stated:
        each = called.get(name) or alike.get(_key(plan.vocabulary, name), [])
        if len(each) == 1:
            yield from _against(plan, slot, node, amount, each[0])


def _labelled(plan: Plan) -> Iterator[tuple[str, Node, Amount, str]]:
    """The rows and fields that are a count: which of the two, where, the count, and what it is called."""
    outline, text = plan.outline, plan.outline.document.with_code
    for group in outline.groups:
        for node in group.nodes if group.kind == "rows" else ():
            amount = _alone(plan, node.cells[1].span) if 0 in node.cells and 1 in node.figures else None
            if amount and is_count(amount) and node not in outline.totals:
                yield "row", node, amount, title_key(text[slice(*node.cells[0].span)])
    for field in plan.fields:
        amount = _alone(plan, field.value) if field.node and field.node.amounts and not field.row else None
        if amount and is_count(amount) and field.node:
            yield "field", field.node, amount, field.key


def _alone(plan: Plan, span: Span) -> Amount | None:
    """The one bare count that fills `span`."""
    if not plan.outline.text[slice(*span)].strip(" *_`").isdecimal():
        return None
    found = plan.outline.amounts.only(*span)
    return found if found and found.kind in COUNTS else None


def _against(plan: Plan, slot: str, node: Node, stated: Amount, called: _Called, words: int = 1) -> Iterator[Tie]:
    home, group = called
    if node in (home, group.lead, group.heading) or node in group.nodes or is_partial(plan, node, stated):
        return
    if count_in(plan, home) or (group.kind == "sections" and slot == "phrase"):
        return  # two statements, which are compared as such
    members = members_of(plan, group)
    if len(members) < 2 or leave_open(plan, members):
        return
    what = "coded" if are_coded(plan, members) else "plain"
    if what == "plain" and (slot != "phrase" or _say_numbers(members)):
        return
    counting = sum(not standing(plan.outline, n) for n in members)
    readings = [Reading(Value(float(counting)), "those that count")]
    own = [[a for a in n.amounts if a.unit == stated.unit and a.of is None] for n in members]
    if any(own) and stated.unit:
        listed = sum(a.low for amounts in own for a in amounts)
        readings.append(Reading(Value(listed), "their own counts"))
    noun = stated.words[0].rstrip("s") if stated.words else ""
    if noun:
        bearing = sum(noun in plan.outline.document.with_code[n.start : n.end].casefold() for n in members)
        readings.append(Reading(Value(float(bearing)), "those that bear the noun"))
    nested = sum(len(g.nodes) for n in members for g in plan.outline.below(n) if g.kind != "sections")
    readings.append(Reading(Value(float(nested)), "the entries below them"))
    name = plan.document.source.text[home.start : home.end].strip(" *_:：#")[:50]
    tell = partial(_tell, plan, f'{len(members)} listed at "{name}"', words=words)
    tie = Tie("tally.named", "SUM004", node, (slot, what, group.kind, size_of(stated)), tell)
    yield _done(tie, members, stated, readings)


def _say_numbers(members: Sequence[Node]) -> bool:
    """Whether most members hold figures: they tell how much, not what."""
    return 2 * sum(bool(node.amounts) for node in members) > len(members)


# --- names in a row --------------------------------------------------------------------------------------------------


def _cells(plan: Plan, group: Group) -> Iterator[Tie]:
    """A count in one column against the names in another, where most rows agree."""
    nodes = [node for node in group.nodes if node not in plan.outline.totals]
    columns = {column for node in nodes for column in node.cells}
    counts = {}
    for column in sorted({column for node in nodes for column in node.figures}):
        cells = {node: node.cells[column].span for node in nodes if column in node.figures}
        stated = {node: count for node, span in cells.items() if (count := _alone(plan, span))}
        if len(stated) >= _ROWS:
            counts[column] = stated
    text = plan.outline.document.with_code
    for listing in sorted(columns) if counts else ():
        split = {n: text[slice(*n.cells[listing].span)] for n in nodes if listing in n.cells}
        if sum("," in cell or "、" in cell or "，" in cell for cell in split.values()) < _ROWS - 2:
            continue
        for column, stated in counts.items():
            if column != listing:
                yield from _column(plan, column, stated, {n: split[n] for n in stated if n in split})


def _column(plan: Plan, column: int, stated: Mapping[Node, Amount], cells: Mapping[Node, str]) -> Iterator[Tie]:
    made = []
    for node, cell in cells.items():
        names = sum(bool(each.strip()) for each in COMMA.split(BRACKETS.sub("", cell)))
        if not names or MORE.search(cell) or not all(_LETTERS.search(each) for each in COMMA.split(cell)):
            continue
        readings = [Reading(Value(float(len(split.split(cell)))), "other names") for split in (COMMA, _MORE_PARTS)]
        tie = Tie("tally.cell", "SUM004", node, (), partial(_tell, plan, f"{names} named in the row"))
        tie.group, tie.given = (node.table, column), LIKELY
        made.append(tie.weigh(stated[node], Value(float(names), unit=stated[node].unit), readings))
    informed = [tie for tie in made if tie.amount and tie.amount.low > 1]
    agree = sum(tie.outcome == "agree" for tie in informed)
    if agree >= _ROWS - 1 and agree >= _AGREE * (len(informed) - 1):
        yield from made


def _done(
    tie: Tie, members: Sequence[Node], stated: Amount, readings: Sequence[Reading], shown: Value | None = None
) -> Tie:
    tie.parts = members
    tie.cap = LIKELY if "plain" in tie.features else cap_of(stated, sure=True)
    return tie.weigh(stated, shown or Value(float(len(members)), unit=stated.unit), readings)


def _tell(plan: Plan, shown: str, tie: Tie, words: int = 1) -> Finding:
    """What is stated and what is shown, where; nothing is provable, since a name may be missing."""
    ends = (tie.parts[0], tie.parts[-1]) if tie.parts else (tie.node,)
    return tell_count(plan, shown, [(Span(n.start, n.end), "listed here") for n in ends], tie, words=words)

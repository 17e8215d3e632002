"""Relations of the family `tally`: a stated count against the list, table or drawing that it introduces."""

from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.counts import (
    LIMIT,
    breaks_off,
    cap_of,
    count_in,
    form_of,
    is_count,
    is_named,
    is_partial,
    size_of,
)
from planlint.compare.listing import (
    BRACKETS,
    CODE,
    CODED,
    COMMA,
    MORE,
    NUMBERED,
    STARTS,
    are_attributes,
    are_code,
    are_coded,
    are_marked,
    leave_open,
    members_of,
    names_in,
    of_one_kind,
    share_of,
    stand_for,
)
from planlint.compare.plan import Plan
from planlint.compare.telling import tell_count
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import Value
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.outline import Group, Node
from planlint.plan.standing import standing
from planlint.text.diagnostics import Finding
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, FEW, LIKELY
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import mentions

_BRACKET = regex(r"[*_]{0,2}(?P<noun>(?: [^\W\d_]+){0,3})[*_]{0,2}:? ?[(（](?P<inside>[^()（）\n]{3,200})[)）]")
_NO_NAME = regex(r"(?<![\w`./-])\d|[=:→]|->|\d[a-z]?[-–]\w\b|[×x]\d|\b(?:GET|POST|PUT|PATCH|DELETE)\b")
"""A number, a rule, a range, a verb of HTTP: what stands with it in brackets is no list of names."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this family."""
    yield from introduced(plan)
    yield from inline(plan)


def introduced(plan: Plan) -> Iterator[Tie]:
    """A heading, label or line with a count, over the group that it introduces."""
    outline = plan.outline
    for group in outline.groups:
        if group.kind == "sections" or len(group.nodes) < 2:
            continue
        if not (group.lead and group.lead.amounts) and not (group.heading and group.heading.amounts):
            continue
        for node, slot in _introducers(group):
            stated = count_in(plan, node)
            if stated:
                tie = _tie(plan, node, slot, stated, group)
                if tie:
                    yield tie
                break


def _introducers(group: Group) -> Iterator[tuple[Node, str]]:
    """The nodes that may count a group, the nearest first: its lead, then its heading with at most two lines
    between."""
    if group.lead and group.lead.kind in ("line", "drawn") and group.lead is not group.heading:
        yield group.lead, "label"
    if group.lead and group.lead.kind == "item":
        yield group.lead, "item"
    if group.heading and 0 <= group.gap <= 2:
        yield group.heading, "heading"


def _tie(plan: Plan, node: Node, slot: str, stated: Amount, group: Group) -> Tie | None:
    members = members_of(plan, group)
    if len(members) < 2:
        return None
    form = form_of(plan, node, stated)
    if form not in ("bracket", "field") and (is_named(plan, node, stated) or breaks_off(plan, node)):
        return None
    coded, names = are_coded(plan, members), names_in(plan, members)
    if not names and not coded and are_attributes(plan, members):
        return None
    if len(members) < stated.low and leave_open(plan, members):
        return None
    counted = group.kind == "items" and form != "sentence" and _is_counted(plan, members)
    rows = group.kind == "rows"
    marked = form == "bracket" and group.lead is node and are_marked(plan, members)
    other = "announced" if form == "announced" else "marked" if marked else "plain"
    what = "names" if names else "coded" if coded else "rows" if rows else "numbered" if counted else other
    tie = Tie("tally.intro", "SUM004", node, (what, form, slot, size_of(stated), group.kind), partial(_tell, plan))
    tie.parts = members
    if names or (not counted and form != "announced"):  # such a list counts itself, such a sentence is no remark
        sure = are_code(names) if names else coded or rows
        tie.cap = DOUBTFUL if form == "sentence" and stated.low <= FEW else cap_of(stated, sure=sure)
    shown = Value(float(len(names or members)), unit=stated.unit)
    return tie.weigh(stated, shown, _readings(plan, stated, group, members))


def inline(plan: Plan) -> Iterator[Tie]:
    """A count with what it counts in brackets right behind it: "3 hooks (useA, useB)", "Screens: **4** (Home,
    Search)"."""
    outline, text = plan.outline, plan.document.source.text
    for amount in outline.amounts.all:
        counts = amount.kind in COUNTS and amount.of is None and 1 < amount.low == amount.high <= LIMIT
        match = _BRACKET.match(text, amount.end) if counts else None
        node = outline.at(amount.start) if match and is_count(amount) else None
        if not match or node is None or match.end() > node.end or len(match["noun"].split()) > 3:
            continue
        pieces = [piece.strip(" *_") for piece in COMMA.split(match["inside"])]
        if len(pieces) < 2 or not are_names(pieces) or is_partial(plan, node, amount):
            continue
        coded = "coded" if all("`" in piece or "." in piece or "/" in piece for piece in pieces) else "plain"
        if len(pieces) == 2 and coded == "plain":
            continue  # two words in brackets are more often a remark
        noun = "noun" if match["noun"].strip(" *_") else "bare"
        inside = span_of(match.span("inside"))
        tell = partial(tell_count, plan, f"{len(pieces)} in the brackets", [(inside, "they are listed here")])
        tie = Tie("tally.inline", "SUM004", node, (noun, coded, size_of(amount), node.kind), tell, key=amount.start)
        tie.cap = cap_of(amount, sure=True) if coded == "coded" else LIKELY
        slashed = Reading(Value(float(sum(1 + piece.count("/") for piece in pieces))), "names between slashes")
        yield tie.weigh(amount, Value(float(len(pieces)), unit=amount.unit), [slashed])


def are_names(pieces: Sequence[str]) -> bool:
    """Whether the pieces are names: short, without numbers, and none of them leaves more open."""
    words = sum(len(piece.split()) for piece in pieces)
    return (
        words <= 2.5 * len(pieces)
        and all(piece and not _NO_NAME.search(piece) for piece in pieces)
        and not MORE.search(pieces[-1])
    )


def _is_counted(plan: Plan, members: Sequence[Node]) -> bool:
    """Whether the items have the numbers of their list before them, or labels with numbers ("Test 1: opens")."""
    item = members[0].item
    source = plan.document.source.text
    if item is not None and source[item.span.start : members[0].start].lstrip()[:1].isdecimal():
        return True
    return share_of(plan, members, NUMBERED.match) >= CODED


def _readings(plan: Plan, stated: Amount, group: Group, members: Sequence[Node]) -> list[Reading]:
    outline = plan.outline
    found = [Reading(Value(float(n)), "all lines") for n in _counted(plan, group, members)]
    counting = [node for node in members if not standing(outline, node)]
    labelled = [node for node in members if outline.document.source.text.startswith("**", node.start)]
    if group.kind == "drawn" and "  " in outline.words(members[0]).strip():
        found.append(Reading(Value(float(len(members) - 1)), "those below a header"))
    starting = share_of(plan, members, STARTS.match) * len(members)
    if CODED * len(members) <= starting < len(members):
        found.append(Reading(Value(round(starting)), "those that start with code"))
    if 0 < 2 * len(labelled) < len(members):
        found.append(Reading(Value(float(len(members) - len(labelled))), "those without a label"))
    found.append(Reading(Value(float(len(counting))), "those that count"))
    found.append(Reading(Value(float(len(members) - _qualified(plan, members))), "those of the kind that is counted"))
    found += [Reading(Value(float(n)), how) for n, how in _boxes(members)]
    leaves = sum(_leaves(plan, node) for node in members)
    found.append(Reading(Value(float(leaves)), "leaves"))
    numbers = [node.amounts for node in members]
    firsts = [own[0].low for own in numbers if own and own[0].kind in COUNTS]
    if len(firsts) == len(members):
        found.append(Reading(Value(sum(firsts)), "numbers in them"))
    same = [a.low for own in numbers for a in own if a.unit == stated.unit and stated.unit and a.of is None]
    if same:
        rest = sum(not any(a.unit == stated.unit for a in own) for own in numbers)
        found += [Reading(Value(sum(same)), "their own counts"), Reading(Value(sum(same) + rest), "their own counts")]
    bearing = [node for node in group.nodes if stated.unit and stated.unit in outline.words(node).casefold()]
    found += [Reading(Value(a.low), "what one line says of all") for node in bearing for a in node.amounts[:1]]
    noun = stated.words[0].rstrip("s") if stated.words else ""
    if len(noun) > 2:
        named = sum(noun in outline.words(node).casefold() for node in members)
        found.append(Reading(Value(float(named)), "those that bear the noun"))
    section = [
        g for g in outline.groups if g.heading is group.heading and g.kind == group.kind and g.nodes[0].parent is None
    ]
    if len(section) > 1:
        found.append(Reading(Value(float(sum(len(members_of(plan, g)) for g in section))), "all lists of the section"))
    source = plan.document.source.text
    pieces = sum(1 + source.count(",", n.start, n.end) + source.count(" / ", n.start, n.end) for n in members)
    codes = sum(source.count("`", n.start, n.end) // 2 for n in members)
    found += [Reading(Value(float(pieces)), "pieces", strong=False), Reading(Value(float(codes)), "code names")]
    distinct = len({source[n.start : n.end].casefold() for n in members})
    found.append(Reading(Value(float(distinct)), "different ones", strong=False))
    return found


def _counted(plan: Plan, group: Group, members: Sequence[Node]) -> tuple[int, ...]:
    return len(group.nodes), stand_for(plan, members), of_one_kind(plan, members)


def _qualified(plan: Plan, members: Sequence[Node]) -> int:
    """How many say in brackets that they are of another kind than most: "(extended)", in a list of new files."""
    words = plan.vocabulary.lists["qualifier-words"]
    remarks = [" ".join(BRACKETS.findall(plan.outline.words(node))) for node in members]
    return sum(bool(mentions(words, remark.casefold())) for remark in remarks)


def _boxes(members: Sequence[Node]) -> Iterator[tuple[int, str]]:
    boxes = [node.item.box.mark for node in members if node.item and node.item.box]
    if boxes:
        yield sum(mark in ("x", "X") for mark in boxes), "ticked ones"
        yield sum(not mark for mark in boxes), "open ones"


def _leaves(plan: Plan, node: Node) -> int:
    below = [g for g in plan.outline.below(node) if g.nodes[0].parent is node]
    return sum(_leaves(plan, child) for group in below for child in group.nodes) or 1


def _tell(plan: Plan, tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    listed, text = int(tie.shown.low), plan.document.source.text
    sure = len(tie.parts) == listed > tie.amount.low and all(CODE.search(text, n.start, n.end) for n in tie.parts)
    first, last = tie.parts[0], tie.parts[-1]
    places = (Span(first.start, first.end), "the first one"), (Span(last.start, last.end), "the last one")
    return tell_count(plan, f"{listed} listed below", places, tie, sure=sure)

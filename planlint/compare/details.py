"""Relations between a summary and its details: what a row or item says of a section that it names, against what that
section adds up to, or how much it lists."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from planlint.compare.bind import place
from planlint.compare.counts import cap_of, is_count, is_partial, size_of
from planlint.compare.listing import are_coded, leave_open, members_of, stand_for
from planlint.compare.parts import Parts, parts_of
from planlint.compare.plan import Plan
from planlint.compare.sums import claims_in, noun_of, sum_tie
from planlint.compare.telling import CODES, tell_count
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import Value, factor_to
from planlint.plan.amounts import Amount
from planlint.plan.outline import Group, Node
from planlint.plan.standing import standing
from planlint.plan.things import similar
from planlint.text.diagnostics import Finding
from planlint.text.patterns import regex
from planlint.text.source import Span

_WORD = regex(r"[^\W_]+")
_KINDS = ("time", "points", "count")
_SECTION = 2
"""The level where the sections of most plans begin."""
_STATING = ("heading", "item", "row")


class Detail(NamedTuple):
    """`summary` names the section of `heading`; `match` says how: by its "name", or by its id, with
    like titles ("id+name"), other titles ("id alone"), or where one has none ("id")."""

    summary: Node
    heading: Node
    match: str


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    summaries = [
        node
        for group in plan.outline.groups
        if group.kind == "rows" or (group.kind == "items" and _sums_up(plan, group))
        for node in group.nodes
        if node.amounts and node not in plan.outline.totals and _stated(node)
    ]
    sections = _sections(plan, summaries) if summaries else {}
    details = [found for node in summaries if sections and (found := _detail(plan, node, sections))]
    times = Counter(each.heading for each in details)
    for detail in details:
        if times[detail.heading] == 1:
            yield from _against(plan, detail)


def _sums_up(plan: Plan, group: Group) -> bool:
    """Whether a list stands where a plan speaks of the whole: before its sections, or in a summary."""
    section = group.nodes[0].section
    return section.level < _SECTION or bool(plan.vocabulary.mentions("summary-words", section.title))


def _stated(node: Node) -> list[Amount]:
    """The figures of a summary that may come from details: one of each unit."""
    found = [a for a in claims_in(node) if a.kind in _KINDS and not a.sign]
    units = [a.unit for a in found]
    return [a for a in found if units.count(a.unit) == 1]


def _sections(plan: Plan, summaries: Sequence[Node]) -> Mapping[str, Node]:
    """The headings by what they are called, as far as `summaries` have a word of it; of several, the one of the highest
    level, if it is alone there."""
    found: dict[str, list[Node]] = {}
    words = {word for node in summaries for key in plan.things[node].keys for word in _WORD.findall(key)}
    for node in plan.outline.heading_of.values():
        title = plan.document.with_code[node.start : node.end].casefold()
        if node.section.level > 1 and not words.isdisjoint(_WORD.findall(title)) and plan.outline.below(node):
            for key in plan.things[node].keys:
                found.setdefault(key, []).append(node)
    highest = {key: min(node.section.level for node in nodes) for key, nodes in found.items()}
    alone = {key: [n for n in nodes if n.section.level == highest[key]] for key, nodes in found.items()}
    return {key: nodes[0] for key, nodes in alone.items() if len(nodes) == 1}


def _detail(plan: Plan, node: Node, sections: Mapping[str, Node]) -> Detail | None:
    """The section that a row or item names, elsewhere in the document."""
    if place(plan, node, None) is None:
        return None
    thing = plan.things[node]
    for key in thing.keys:
        heading = sections.get(key)
        if heading is None or place(plan, heading, None) is None:
            continue
        other = plan.things[heading]
        inside = heading.section.span.start <= node.start < heading.section.span.end
        if inside or (thing.ids and other.ids and not key.startswith("#")):
            return None
        named = bool(thing.title and other.title)
        alike = "+name" if named and similar(thing.title, other.title) else " alone" if named else ""
        match = f"id{alike}" if key.startswith("#") else "name"
        return Detail(node, heading, match)
    return None


def _against(plan: Plan, detail: Detail) -> Iterator[Tie]:
    node, heading = detail.summary, detail.heading
    own = {a.unit for a in heading.amounts}
    groups = [g for g in plan.outline.below(heading) if g.nodes[0].parent in (None, heading)]
    for stated in _stated(node):
        if stated.unit in own or plan.estimates_in(heading.section, stated.unit):
            continue
        found = [p for g in groups for p in parts_of(plan, g, stated.unit) if p.completeness in ("full", "most")]
        if found and not _goes_on(plan, heading, found, stated.unit):
            yield from _sum(detail, stated, found)
        elif not found and stated.kind == "count" and is_count(stated) and not is_partial(plan, node, stated):
            yield from _count(plan, detail, stated, [g for g in groups if g.kind != "sections"])


def _goes_on(plan: Plan, heading: Node, parts: Sequence[Parts], unit: str) -> bool:
    """Whether deeper headings of the section state more of the unit than the parts do."""
    known = {node for each in parts for node in each.nodes}
    inside = {node.section for node in known} - {heading.section}
    end = heading.section.span.end
    others = [n for n in plan.outline.nodes[heading.index :] if n.start < end and n.amounts and n.kind in _STATING]
    return any(
        factor_to(amount.unit, unit) is not None
        for node in others
        if node not in known and node.section not in inside and node.parent not in known and node is not heading
        for amount in node.amounts
    )


def _sum(detail: Detail, stated: Amount, parts: Sequence[Parts]) -> Iterator[Tie]:
    several = "one" if len(parts) == 1 else "several"
    features = (detail.match, parts[0].completeness, noun_of(stated), detail.summary.kind, several)
    for tie in sum_tie("detail.sum", CODES.get(stated.kind, "SUM001"), detail.summary, features, stated, parts):
        tie.group = detail.summary.table or detail.summary.section
        yield tie


def _count(plan: Plan, detail: Detail, stated: Amount, lists: Sequence[Group]) -> Iterator[Tie]:
    members = members_of(plan, lists[0]) if len(lists) == 1 else []
    if len(members) < 2 or leave_open(plan, members):
        return
    listed = stand_for(plan, members)
    what = "coded" if are_coded(plan, members) else lists[0].kind
    if what not in ("coded", "rows"):
        return  # plain items tell of it
    features = (what, detail.match, size_of(stated), detail.summary.kind)
    tie = Tie("detail.count", "SUM004", detail.summary, features, partial(_tell, plan, detail, listed))
    tie.parts, tie.group = members, detail.summary.table or detail.summary.section
    counting = sum(not standing(plan.outline, n) for n in members)
    readings = [Reading(Value(float(counting)), "those that count")]
    tie.weigh(stated, Value(float(listed), unit=stated.unit), readings)
    tie.cap = cap_of(stated, sure=True)
    yield tie


def _tell(plan: Plan, detail: Detail, listed: int, tie: Tie) -> Finding:
    heading = detail.heading
    name = plan.document.source.text[heading.start : heading.end].strip(" *_:：#")[:50]
    ends = tie.parts[0], tie.parts[-1]
    return tell_count(plan, f'{listed} listed at "{name}"', [(Span(n.start, n.end), "listed here") for n in ends], tie)

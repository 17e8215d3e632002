"""Relations of the family `total` within a section: a figure somewhere in it against the one list that makes it up,
and a section's own estimate against those of all sections below it.

They tie seldom: too few for a model of their own, so that a near miss has a grade of the policy, and a far one none."""

from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.parts import Parts, parts_of
from planlint.compare.plan import Plan
from planlint.compare.sums import noun_of, sum_tie
from planlint.compare.telling import CODES, tell
from planlint.compare.tie import Tie
from planlint.compare.values import FAR, factor_to
from planlint.markdown.document import Section
from planlint.plan.amounts import Amount
from planlint.plan.names import normal
from planlint.plan.outline import Group, Node
from planlint.plan.standing import stands_apart
from planlint.text.policy import DOUBTFUL, LIKELY

_FEWEST = 3
_NOUNS = frozenset({"test", "file", "line", "hour", "day", "minute", "point"})


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of a section's figures."""
    yield from spread(plan)
    yield from estimates(plan)


def spread(plan: Plan) -> Iterator[Tie]:
    """ "199 tests" in one line, over the one list of the section in which every member says "k tests"."""
    for group in plan.outline.groups:
        if group.kind == "sections" or len(group.nodes) < _FEWEST or not group.nodes[0].amounts:
            continue
        units = {a.unit for a in group.nodes[0].amounts} & _NOUNS
        for unit in sorted(units):
            parts = next(iter(parts_of(plan, group, unit)), None)
            if parts and parts.completeness == "full" and len(parts.amounts) >= _FEWEST:
                claim = _claim(plan, group, parts, unit)
                if claim:
                    yield _tie(*claim, parts)


def _claim(plan: Plan, group: Group, parts: Parts, unit: str) -> tuple[Node, Amount, str] | None:
    """The one line of the section, outside the list and not right above it, that states a figure in `unit`."""
    outline, first = plan.outline, group.nodes[0]
    inside = set(group.nodes)
    found: list[tuple[Node, Amount, str]] = []
    index = first.index - 1
    while index >= 0 and outline.nodes[index].section is first.section and len(found) < 2:
        node = outline.nodes[index]
        index -= 1
        own = [a for a in node.amounts if a.unit == unit and a.of is None]
        if not own or node in inside or node.kind in ("row", "drawn"):
            continue
        if node is group.lead or node is group.heading or node in outline.totals or len(own) > 1:
            return None
        beside = group.lead and group.lead.item and node.item and node.item.list_index == group.lead.item.list_index
        found.append((node, own[0], "sibling" if beside else node.kind))
    largest = max(a.high for a in parts.amounts)
    if len(found) != 1 or found[0][1].high <= largest or found[0][1].mark in ("~", "<", ">"):
        return None
    return found[0]


def _tie(node: Node, stated: Amount, place: str, parts: Parts) -> Tie:
    code = CODES.get(stated.kind, "SUM001")
    tie = Tie("total.section", code, node, (place, stated.kind), partial(tell, parts))
    tie.parts = parts.nodes
    value = parts.value()
    assert value
    return _graded(tie.weigh(stated, value, list(parts.readings(stated, node.section))), LIKELY)


def _graded(tie: Tie, grade: float) -> Tie:
    """A near miss may be an error; a far one is about something else."""
    if tie.outcome in FAR:
        tie.outcome = "explained"
    tie.given = grade
    return tie


def _whole_of(plan: Plan, section: Section) -> Section:
    """What an estimate in `section` speaks of: in an overview, the first section of its parent, of those beside it."""
    if section.parent and section.index == section.parent.index + 1:
        return section.parent if normal(section.title) in plan.vocabulary.lists["overview-headings"] else section
    return section


def _work_below(plan: Plan, whole: Section, section: Section, unit: str) -> list[Section]:
    """The outermost sections in `whole` that state an estimate, but for `section`."""
    found = {s: None for s in plan.document.subsections(whole) if s is not section and plan.estimates_in(s, unit)}
    outer = [s for s in found if not any(above in found for above in s.path[1:])]
    return [s for s in outer if not any(_comes_later(plan, above) for above in s.path[1:])]


def _comes_later(plan: Plan, section: Section) -> bool:
    """Whether what stands in a section is work that the plan only points to: "Next steps"."""
    return stands_apart(plan.vocabulary, section.title, ("after-headings",))


def estimates(plan: Plan) -> Iterator[Tie]:
    """The estimate of a section or of the plan against those of all sections below it that state one."""
    for section, own in plan.spans_of_work.items():
        found = [tie for tie in _stages(plan, section, own) if tie.outcome != "explained"]
        yield from found
        if found:
            continue
        node, stated = own[0]
        parts = Parts(plan, stated.unit)
        whole = _whole_of(plan, section)
        for below in _work_below(plan, whole, section, stated.unit):
            for place, amount in plan.estimate_fields[below]:
                if factor_to(amount.unit, stated.unit) is not None:
                    parts.add([(plan.outline.heading_of.get(below, place), [amount])])
        value = parts.value() if len(parts.amounts) >= _FEWEST and len(own) == 1 else None
        if value is None or plan.parallel(whole):
            continue
        level = "plan" if section.level <= 1 else "section"
        less = "less" if stated.high < value.low else "more"
        tie = Tie("total.estimates", CODES[stated.kind], node, (level, less), partial(tell, parts))
        tie.parts = parts.nodes
        weighed = tie.weigh(stated, value, list(parts.readings(stated, section)))
        if less == "less" and weighed.outcome in FAR and 2 * stated.high >= value.low:
            weighed.outcome = "p35"  # at most half of what the parts take
        yield _graded(weighed, LIKELY if less == "less" else DOUBTFUL)


def _stages(plan: Plan, section: Section, own: Sequence[tuple[Node, Amount]]) -> Iterator[Tie]:
    """A plan's or phase's estimate, also the one in brackets ("8 weeks (90 hours)"), against the one group of headings
    that state their parts, one level further down or beside the section."""
    node, first = own[0]
    others = [a for a in node.amounts if a.start > first.start and a.kind == first.kind and a.of is None]
    for stated in [first, *others]:
        groups = _headings_for(plan, section, children=stated is not first)
        found = [p for g in groups for p in parts_of(plan, g, stated.unit) if p.completeness in ("full", "most")]
        found = [p for p in found if all(n.section is not section for n in p.nodes)]
        if not found or sum(a.unit == stated.unit for a in node.amounts) > 1:
            continue
        for tie in sum_tie("total.stages", CODES[stated.kind], node, ("field", noun_of(stated)), stated, found):
            assert tie.amount
            assert tie.shown
            slack = tie.amount.high > tie.shown.high
            if tie.differs and (len(found) > 1 or len(found[0].amounts) < _FEWEST or slack):
                tie.outcome = "explained"
            yield _graded(tie, LIKELY)


def _headings_for(plan: Plan, section: Section, *, children: bool) -> Iterator[Group]:
    """The groups of headings that an estimate in `section` may be about: of a title, those below its sections; of the
    first section of a phase, those beside and below; `children` adds its own."""
    top = section.level <= 1
    first = section.parent and section.index == section.parent.index + 1 and section.parent
    for group in plan.outline.groups:
        if group.kind != "sections" or group.heading is None:
            continue
        above = group.heading.section
        if _comes_later(plan, above):
            continue
        below = (children and above is section) or (top and above.parent is section)
        if below or (first and not top and above is not section and first in (above, above.parent)):
            yield group

"""Relations of the family `total` within a section: a figure somewhere in it against the one list that makes it up,
and a section's own estimate against those of all sections below it.

They tie seldom: too few for a model of their own, so that a near miss has a grade of the policy, and a far one none."""

from collections.abc import Iterator
from functools import partial

from planlint.compare.parts import Parts, parts_of
from planlint.compare.plan import Plan
from planlint.compare.telling import CODES, tell
from planlint.compare.tie import Tie
from planlint.compare.values import FAR, factor_to
from planlint.markdown.document import Section
from planlint.plan.amounts import Amount
from planlint.plan.names import normal
from planlint.plan.outline import Group, Node
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
    return [s for s in found if not any(above in found for above in s.path[1:])]


def estimates(plan: Plan) -> Iterator[Tie]:
    """The estimate of a section or of the plan against those of all sections below it that state one."""
    for section, own in plan.spans_of_work.items():
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

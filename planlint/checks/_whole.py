"""A whole and its parts: the estimate of a plan, phase or task against the estimates of what lies below it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from planlint.checks._sum_texts import amount
from planlint.facts.figures import Figure, add, agrees, conventions
from planlint.facts.ledger import Subject
from planlint.facts.parts import Parts
from planlint.facts.plan import Plan
from planlint.markdown.document import Section
from planlint.plan.tasks import mark_state
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span

_SHOWN = 12
_CLEAR = Decimal("1.4")
_NEAR = Decimal("2.8")
_CALENDAR = frozenset({"day", "week", "month"})
_OVERVIEW_PLACES = 2
_OUTLINE = regex(r"\W*\d{1,3}(?:\.\d{1,3})*[.):]?\s+[^\W\d]")


@record
class Node:
    """A section, what it says of itself, the series of its id ("phase", "w", "#"; "" for none), and the nodes below."""

    section: Section
    subject: Subject | None
    own: Figure | None
    series: str
    below: tuple["Node", ...]

    def estimates(self) -> list[Figure]:
        """Its own estimate, or else those of the nodes below that carry ids."""
        if self.own:
            return [self.own]
        return [figure for node in self.below if node.series for figure in node.estimates()]


def wholes(plan: Plan, dimension: str) -> Iterator[Finding]:
    """Wholes of one dimension ("time" or "points") that their parts exceed or do not reach."""
    root = _tree(plan, dimension)
    lists = _direct_parts(plan, dimension)
    seen: set[Span] = set()
    for node, own in _claims(root):
        heading = plan.document.text(node.section.heading)
        if plan.vocabulary.mentions("remaining-words", heading):
            continue
        direct = [(list(parts.figures), not parts.missing) for parts in lists.get(node.section, [])]
        finding = _judge(plan, node.section, own, [*_series_sums(node), *direct])
        if finding:
            seen.add(own.span)
            yield finding
    yield from (finding for finding in _headlines(plan, dimension) if finding.span not in seen)


def _tree(plan: Plan, dimension: str) -> Node:
    subjects = {subject.section: subject for subject in plan.subjects if subject.kind == "section"}
    below: dict[Section, list[Node]] = {}
    node: Node | None = None
    for section in reversed(plan.document.sections):
        subject = subjects.get(section)
        own = _own(plan, subject, dimension) if subject else None
        node = Node(section, subject, own, _series(subject), tuple(reversed(below.get(section, []))))
        if section.parent:
            below.setdefault(section.parent, []).append(node)
    assert node is not None
    return node


def _own(plan: Plan, subject: Subject, dimension: str) -> Figure | None:
    found = [s.main for s in plan.estimates.of(subject) if s.main.dimension == dimension and s.place != "row"]
    return found[0] if found else None


def _series(subject: Subject | None) -> str:
    """What sections of one kind share: "phase" of "Phase 2", "w24.2" of "W24.2.3", "#" of a number alone."""
    if subject is None:
        return ""
    if _OUTLINE.match(subject.section.title):
        return "#"
    if not subject.ids:
        return ""
    key = subject.ids[0]
    if " " in key:
        return key.split(" ")[0]
    head = key.rstrip("0123456789abcdefgh").rstrip(".-_")
    return head or "#"


def _claims(root: Node) -> Iterator[tuple[Node, Figure]]:
    """Nodes with the figure that is about all below them: their own, or that of an overview right at the start."""
    queue = [root]
    while queue:
        node = queue.pop(0)
        queue += node.below
        if node.own and node.section.level:
            yield node, node.own
        elif not node.own:
            first = [child for child in node.below[:_OVERVIEW_PLACES] if child.own and not child.series]
            parts = [child for child in node.below if child.series and child.estimates()]
            if len(first) == 1 and len(parts) >= 2 and not first[0].below and first[0].own:
                yield replace(node, below=tuple(parts)), first[0].own


def _series_sums(node: Node) -> list[tuple[list[Figure], bool]]:
    """For each series of sections below (phases, tasks): the estimates of its members."""
    found: dict[str, list[Figure]] = {}
    for series, figure in _members(node):
        found.setdefault(series, []).append(figure)
    return [(figures, False) for figures in found.values() if len(figures) > 1]


def _members(node: Node) -> Iterator[tuple[str, Figure]]:
    for child in node.below:
        if child.series:
            yield from ((child.series, figure) for figure in child.estimates())
        elif not child.own:
            yield from _members(child)


def _direct_parts(plan: Plan, dimension: str) -> dict[Section, list[Parts]]:
    found: dict[Section, list[Parts]] = {}
    for parts in plan.parts:
        nested = parts.items and parts.items[0].parent is not None
        if parts.unit == dimension and parts.kind != "sections" and not parts.rate and not nested:
            found.setdefault(parts.section, []).append(parts)
    return found


def _judge(plan: Plan, section: Section, own: Figure, sums: Sequence[tuple[list[Figure], bool]]) -> Finding | None:
    """A finding where sets of parts of the order of the whole all add up to the same, and no set fits it."""
    if any(agrees(own, figures) for figures, _ in sums):
        return None
    near = sorted((pair for pair in sums if _near(own, pair[0])), key=lambda pair: not pair[1])
    totals = [add(figures, own.unit) for figures, _ in near]
    if len({(total.low, total.high) for total in totals}) != 1:
        return None
    (figures, whole), total = near[0], totals[0]
    units = {figure.unit for figure in figures}
    if (units | {own.unit}) & _CALENDAR and units != {own.unit} and not _clearly(own, figures):
        return None
    if not (total.high > own.high or total.low > own.low or whole):
        return None
    if own.unit in _CALENDAR and plan.vocabulary.mentions("parallel-words", plan.source[section.span]):
        return None
    message = f"the {len(figures)} parts add up to {amount(total)}, the whole is given as {plan.source[own.span]}"
    related = tuple(Related(figure.span, "a part") for figure in figures[:_SHOWN])
    return Finding(own.span, message, related)


def _near(own: Figure, figures: Sequence[Figure]) -> bool:
    return own.high / _NEAR <= add(figures, own.unit).high <= own.high * _NEAR


def _clearly(own: Figure, figures: Sequence[Figure]) -> bool:
    """Whether whole and parts in different units are far apart under every convention."""
    for convention in conventions([own, *figures]):
        total = add(figures, own.unit, convention)
        if total.high >= own.low / _CLEAR and total.low <= own.high * _CLEAR:
            return False
    return True


def _headlines(plan: Plan, dimension: str) -> Iterator[Finding]:
    """Headings, labels and items with a figure, above a list whose every entry has one. What is left of something is
    compared with the entries that are not ticked."""
    lists = [parts for parts in plan.parts if parts.kind == "list" and parts.unit == dimension]
    for subject in plan.subjects if lists else ():
        figures = [figure for figure in plan.figures(subject.tail) if figure.dimension == dimension]
        if len(figures) != 1 or figures[0].open_ended:
            continue
        line = plan.document.text(subject.segment.span)
        left = plan.vocabulary.mentions("remaining-words", line)
        if (subject.kind == "section" or figures[0].of is not None) and not left:
            continue
        parts = [parts for parts in lists if _heads(plan, subject, parts)]
        if len(parts) != 1 or parts[0].missing or not _in_brackets(plan, subject, figures[0]):
            continue
        own = replace(figures[0], of=None)
        chosen = _open_figures(plan, parts[0]) if left else list(parts[0].figures)
        if chosen and not agrees(own, chosen) and not agrees(own, parts[0].figures):
            finding = _judge(plan, subject.section, own, [(chosen, True)])
            if finding:
                yield finding


def _in_brackets(plan: Plan, subject: Subject, figure: Figure) -> bool:
    """Whether the figure follows the name at once, after a bracket, a dash or a colon."""
    before = plan.document.prose[subject.tail.start : figure.span.start]
    return not any(char.isalnum() for char in before)


def _open_figures(plan: Plan, parts: Parts) -> list[Figure]:
    """The figures of the entries that are not ticked."""
    ticked = [item.text_span for item in parts.items if item.box and mark_state(item.box.mark, plan.legend) == "done"]
    return [figure for figure in parts.figures if not any(span.covers(figure.span) for span in ticked)]


def _heads(plan: Plan, subject: Subject, parts: Parts) -> bool:
    """Whether the list is the first thing below the heading or label."""
    if not subject.scope.covers(parts.span) or parts.items[0].parent is not subject.item:
        return False
    between = plan.document.prose[subject.segment.span.end : parts.span.start]
    return not between.strip(" \t\r\n-*_")

"""Things that take place outside the period of what they are part of."""

from collections import defaultdict
from collections.abc import Iterator

from planlint.checks._schedule import Extent, extents, single
from planlint.checks._updates import due_period
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.plan.names import title_key
from planlint.text.diagnostics import Finding, Related

KINDS = ("date", "day", "week", "month", "sprint")


def outside_parent(plan: Plan) -> Iterator[Finding]:
    """Children whose dates, days or weeks do not lie within those of the heading, label or item above them.

    Numbered days and weeks may start anew inside their parent; so they are compared only where another child lies
    within it.
    """
    if not any(period.is_range for period in plan.dates.periods) and not any(o.low < o.high for o in plan.ordinals.all):
        return
    own = {subject: extents(plan, subject) or _due(plan, subject) for subject in plan.subjects}
    lent = _lent(plan, own)
    for kind in KINDS:
        for parent, children in _families(plan, own, lent, kind).items():
            bounds = single(own[parent], kind)
            if bounds is None:
                continue
            outside = [(child, extent) for child, extent in children if not _within(extent, bounds)]
            if not outside or (kind != "date" and len(outside) == len(children)):
                continue
            for child, extent in outside:
                yield _finding(plan, bounds, child, extent)


def _due(plan: Plan, subject: Subject) -> list[Extent]:
    """The day that a task is due: "- [ ] Import (due May 4)"."""
    item = subject.item
    period = due_period(plan, item.text_span) if item and item.box else None
    days = plan.days(period) if period else None
    return [Extent("date", days[0].toordinal(), days[1].toordinal(), period.span)] if period and days else []


def _within(extent: Extent, bounds: Extent) -> bool:
    return bounds.low <= extent.low and extent.high <= bounds.high


def _lent(plan: Plan, own: dict[Subject, list[Extent]]) -> dict[Subject, list[Extent]]:
    """What other places that speak of the same thing say about when it takes place."""
    lent: dict[Subject, list[Extent]] = defaultdict(list)
    for group in plan.groups:
        for subject in group:
            if subject.kind != "row":
                lent[subject] += [extent for other in group if other is not subject for extent in own[other]]
    return lent


def _families(
    plan: Plan, own: dict[Subject, list[Extent]], lent: dict[Subject, list[Extent]], kind: str
) -> dict[Subject, list[tuple[Subject, Extent]]]:
    """The nearest enclosing subject with an extent of `kind` -> the subjects in it that have one."""
    families: dict[Subject, list[tuple[Subject, Extent]]] = defaultdict(list)
    stack: list[Subject] = []
    for subject in plan.subjects:
        while stack and not (stack[-1].scope.start <= subject.name.start < stack[-1].scope.end):
            stack.pop()
        extent = single(own[subject], kind) or single(lent[subject], kind)
        if extent is None:
            continue
        inherited = stack and extent == single(own[stack[-1]], kind)
        if stack and not inherited and _takes_part(plan, subject, stack[-1], kind):
            families[stack[-1]].append((subject, extent))
        bounds = single(own[subject], kind)
        if bounds and bounds.low < bounds.high and subject.kind != "row":
            stack.append(subject)
    return families


def _takes_part(plan: Plan, subject: Subject, parent: Subject, kind: str) -> bool:
    """Whether a subject is a part of its parent: a heading, a labelled line, a task, and not one under "Next steps". A
    document's own period says nothing about its dated lines: of the document, only numbered headings are parts."""
    for section in subject.section.path:
        if section.index <= parent.section.index:
            break
        if title_key(section.title) in plan.vocabulary.lists["aside-headings"]:
            return False
    if parent.section.level <= 1:
        return subject.kind == "section" and (kind != "date" or bool(subject.ids))
    return subject.kind in ("section", "label") or bool(subject.item and subject.item.box)


def _finding(plan: Plan, bounds: Extent, child: Subject, extent: Extent) -> Finding:
    source = plan.source
    name = source[child.name].strip()
    written, limits = source[extent.span], source[bounds.span]
    what = name if written in name else f"{name} ({written})"
    side = "starts before" if extent.low < bounds.low else "ends after"
    message = f"{what} {side} {limits}"
    related = [Related(extent.span, f"{written} is stated here")]
    if not (extent.span.start >= child.scope.start and extent.span.end <= child.scope.end):
        related.append(Related(child.name, "which is part of it"))
    return Finding(bounds.span, message, tuple(related))

"""A whole and its boxes: called complete with open ones, called open with all ticked."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from planlint.checks._document_status import document_statuses
from planlint.checks._firm_ticks import firm_ticks
from planlint.checks._marked_items import marked_unfinished
from planlint.checks._open_work import DOCUMENT_ASIDES, SECTION_ASIDES, Boxes, first_words, governs
from planlint.checks._rival_claims import name_of, named, says
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.status_claims import StatusClaim
from planlint.plan.states import UNFINISHED
from planlint.plan.tasks import Task
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.source import Span

_SHOWN = 12
_NOT_DONE = frozenset({"partial", "active", "open", "outstanding", "planning", "blocked"})
_ENOUGH = 2


def find_done_over_open(plan: Plan) -> Iterator[Finding]:
    """What is called complete while boxes of its own are open."""
    boxes = Boxes(plan)
    whole = _document_over_open(plan, boxes)
    if whole:
        yield whole
    yield from _over_open_parts(plan, boxes)
    yield from _over_marked_items(plan, boxes)
    for claim, section, found in _rows_over_boxes(plan, boxes):
        left = [task for task in found if task.state != "done"]
        if claim.state == "done" and left and not _qualified(plan, claim):
            line = plan.source.line_of(section.name.start) + 1
            message = f"{named(plan, claim)}: {says(claim)}, but {_open_of(left, found)} (line {line})"
            yield Finding(claim.place, message, related_boxes(plan, left))
    told: set[int] = set()
    for claim in (*(claim for claim in plan.status_claims if claim.source != "glyph"), *firm_ticks(plan)):
        found = _own_boxes(boxes, claim) if claim.state == "done" and not _qualified(plan, claim) else []
        left = [task for task in found if task.state != "done"]
        if not left or all(task.box.start in told for task in left):
            continue
        told.update(task.box.start for task in left)
        message = f"{named(plan, claim)}: {says(claim)}, but {_open_of(left, found)}"
        yield Finding(claim.place, message, related_boxes(plan, left))
    for listed, home, found in _listed_over_boxes(plan, boxes):
        if listed.state == "done" and all(task.state == "open" for task in found):
            line = plan.source.line_of(home.name.start) + 1
            message = (
                f"this box is ticked, but none of the {len(found)} boxes of {name_of(plan, home)} is (line {line})"
            )
            yield Finding(listed.box, message, (Related(home.name, "its own section"), *related_boxes(plan, found)))
    yield from _under_done_headings(plan, boxes, told)


def _under_done_headings(plan: Plan, boxes: Boxes, told: set[int]) -> Iterator[Finding]:
    """Open boxes right under a heading such as "Completed"."""
    listed: dict[Span, list[Task]] = {}
    shown: dict[Span, str] = {}
    for claim in plan.status_claims:
        if claim.source == "list" and claim.state == "done" and not claim.others and claim.subject.item:
            own = [task for task in boxes.inside(claim.subject.scope) if task.item is claim.subject.item]
            listed.setdefault(claim.place, []).extend(own)
            shown[claim.place] = claim.shown
    for place, found in listed.items():
        left = [task for task in found if task.state != "done" and task.box.start not in told]
        if left:
            message = f'this box stands under "{shown[place]}" and is open'
            if len(left) > 1:
                message = f'this box and {len(left) - 1} more of {len(found)} stand under "{shown[place]}" and are open'
            heading = Related(place, f'"{shown[place]}" is the heading above')
            yield Finding(left[0].box, message, (heading, *related_boxes(plan, left[1:])))


def _rows_over_boxes(plan: Plan, boxes: Boxes) -> Iterator[tuple[StatusClaim, Subject, list[Task]]]:
    """Rows and items that give a status to the one section of their name, with the boxes of that section."""
    claims: dict[Subject, list[StatusClaim]] = defaultdict(list)
    for claim in plan.status_claims:
        if claim.source in ("column", "field", "tail") or (claim.source == "glyph" and claim.subject.row):
            claims[claim.subject].append(claim)
    for members in plan.groups:
        sections = [member for member in members if member.kind == "section"]
        if len(sections) != 1 or sections[0].section.level == 1 or claims.get(sections[0]):
            continue
        if boxes.is_apart(sections[0], plan.document.sections[0].span, plan.document.sections[0], DOCUMENT_ASIDES):
            continue
        found = boxes.own(sections[0].scope, sections[0].section, SECTION_ASIDES)
        for member in members if found else ():
            if member.kind in ("row", "item", "label") and not member.joined and _same_title(member, sections[0]):
                yield from ((claim, sections[0], found) for claim in claims.get(member, ()))


def _listed_over_boxes(plan: Plan, boxes: Boxes) -> Iterator[tuple[Task, Subject, list[Task]]]:
    """Boxes that list a task by its id ("[x] W3.1: Parser written"), with the boxes of the one section of that id."""
    tasks = {task.item: task for task in boxes.tasks if task.item}
    for members in plan.groups:
        sections = [member for member in members if member.kind == "section"]
        if len(sections) != 1 or sections[0].section.level == 1:
            continue
        home = sections[0]
        own = [task for task in boxes.own(home.scope, home.section, SECTION_ASIDES) if task.origin == "item"]
        for member in members if len(own) >= _ENOUGH else ():
            listed = tasks.get(member.item) if member.item else None
            if listed and set(member.ids) & set(home.ids) and not home.scope.covers(member.name) and not member.joined:
                yield listed, home, own


def _same_title(one: Subject, other: Subject) -> bool:
    return one.title == other.title or not (one.title and other.title)


def _over_open_parts(plan: Plan, boxes: Boxes) -> Iterator[Finding]:
    """Sections called complete over phases and tasks of their own that are called unfinished."""
    parts = [claim for claim in plan.status_claims if claim.state in _NOT_DONE and claim.worded and _is_part(claim)]
    parts.sort(key=lambda part: part.subject.name.start)
    starts = [part.subject.name.start for part in parts]
    for claim in plan.status_claims if parts else ():
        subject = claim.subject
        whole = subject.kind == "section" and subject.section.level > 1 and claim.source in ("field", "tail")
        if claim.state != "done" or not whole or _qualified(plan, claim):
            continue
        first_inside = bisect_left(starts, subject.scope.start)
        nearby = parts[first_inside : bisect_left(starts, subject.scope.end)]
        inside = [part for part in nearby if _belongs(boxes, part.subject, subject)]
        if inside:
            first = inside[0]
            line = plan.source.line_of(first.place.start) + 1
            part = f'{named(plan, first)}, a part of it, is "{first.shown}" (line {line})'
            related = tuple(Related(part.place, f'"{part.shown}"') for part in inside[:_SHOWN])
            yield Finding(claim.place, f"{named(plan, claim)}: {says(claim)}, but {part}", related)


def _over_marked_items(plan: Plan, boxes: Boxes) -> Iterator[Finding]:
    """Sections called complete over items that a glyph marks and a word calls unfinished ("⚠️ Tests needed"), and
    headings called complete over a list of ticks with an hourglass among them."""
    worded, marked = marked_unfinished(plan)
    left = sorted(worded | marked, key=lambda subject: subject.name.start)
    starts = [subject.name.start for subject in left]
    for claim in plan.status_claims if left else ():
        whole = claim.subject
        if claim.state != "done" or whole.kind != "section" or whole.section.level < 2 or not claim.worded:
            continue
        nearby = left[bisect_left(starts, whole.scope.start) : bisect_left(starts, whole.scope.end)]
        inside = [
            item for item in nearby if (item in worded or claim.source == "tail") and _belongs(boxes, item, whole)
        ]
        if inside and not _qualified(plan, claim):
            line = plan.source.line_of(inside[0].name.start) + 1
            message = f'{named(plan, claim)}: {says(claim)}, but it lists "{plan.source[inside[0].name]}" (line {line})'
            yield Finding(claim.place, message, tuple(Related(item.name, "listed here") for item in inside[:_SHOWN]))


def _is_part(claim: StatusClaim) -> bool:
    if claim.subject.kind == "row" and claim.source == "column":
        return True
    return claim.subject.kind in ("section", "row", "item") and bool(claim.subject.ids)


def _belongs(boxes: Boxes, part: Subject, whole: Subject) -> bool:
    if part is whole or not whole.scope.covers(part.name) or set(part.ids) & set(whole.ids):
        return False
    return not boxes.is_apart(part, whole.scope, whole.section, SECTION_ASIDES)


def _qualified(plan: Plan, claim: StatusClaim) -> bool:
    """Whether the claim names what is left: "DONE (release pending)"."""
    line = plan.source.line_span(plan.source.line_of(claim.place.end))
    rest = plan.document.prose[claim.place.end : line.end]
    return bool(claim.others & UNFINISHED) or plan.vocabulary.mentions("remaining-words", rest)


def _document_over_open(plan: Plan, boxes: Boxes) -> Finding | None:
    claims = [status for status in document_statuses(plan) if status.state == "done" and not status.others & UNFINISHED]
    if not claims:
        return None
    own = boxes.of_task_file() if claims[0].where == "front matter" else boxes.of_document()
    found = [task for task in own if task.origin in ("item", "heading")]
    left = [task for task in found if task.state != "done"]
    if not left:
        return None
    place = claims[0].place
    message = f'the {claims[0].where} calls the document "{plan.source[place]}", but {_open_of(left, found)}'
    return Finding(place, message, related_boxes(plan, left))


def _own_boxes(boxes: Boxes, claim: StatusClaim) -> list[Task]:
    """The boxes that a claim clearly takes in: of a section all in it, of an item or a label those below it."""
    subject = claim.subject
    said = claim.worded or claim.source == "glyph"
    if subject.kind == "section" and said and subject.section.level > 1:
        return boxes.own(subject.scope, subject.section, SECTION_ASIDES)
    if subject.kind == "label" and said and governs(subject):
        return boxes.own(subject.scope, subject.section, SECTION_ASIDES)
    if subject.kind == "item" and claim.worded:
        below = boxes.own(subject.scope, subject.section, SECTION_ASIDES)
        return [task for task in below if task.item is not subject.item]
    return []


def _open_of(left: Sequence[Task], found: Sequence[Task]) -> str:
    if len(found) == 1:
        return "its box is open"
    if len(left) == len(found):
        return f"none of its {len(found)} boxes is ticked"
    return f"{len(left)} of its {len(found)} boxes {'is' if len(left) == 1 else 'are'} open"


def related_boxes(plan: Plan, left: Sequence[Task]) -> tuple[Related, ...]:
    """Open boxes as the other side of a finding, as many as a reader can look at."""
    return tuple(Related(task.box, f'open: "{first_words(plan, task)}"') for task in left[:_SHOWN])


def find_open_over_done(plan: Plan) -> Iterator[Finding]:
    """What is called not started or in progress while all boxes of its own are ticked."""
    boxes = Boxes(plan)
    unfinished = sorted(claim.place.start for claim in plan.status_claims if claim.state in UNFINISHED)
    for claim in plan.status_claims:
        subject = claim.subject
        if claim.state not in UNFINISHED - {"review"} or not claim.worded or subject.kind not in ("section", "item"):
            continue
        if any(char.isdigit() for char in claim.shown):
            continue  # a share is weighed against the boxes elsewhere
        found = [task for task in boxes.inside(subject.scope) if task.item is None or task.item is not subject.item]
        if len(found) < _ENOUGH or any(task.state != "done" for task in found):
            continue
        if bisect_left(unfinished, subject.scope.end) - bisect_left(unfinished, subject.scope.start) > 1:
            continue
        yield _all_ticked(plan, claim, found)
    for claim, _, found in _rows_over_boxes(plan, boxes):
        waits = claim.state in UNFINISHED - {"review"} and not any(char.isdigit() for char in claim.shown)
        if waits and len(found) >= _ENOUGH and all(task.state == "done" for task in found):
            yield _all_ticked(plan, claim, found)


def _all_ticked(plan: Plan, claim: StatusClaim, found: Sequence[Task]) -> Finding:
    message = f"{named(plan, claim)}: {says(claim)}, but all {len(found)} boxes are ticked"
    return Finding(claim.place, message, (Related(found[-1].box, "the last of them"),), _finish(plan, claim))


def _finish(plan: Plan, claim: StatusClaim) -> Fix | None:
    """The words that the plan itself uses for what is done, in the case of what they replace."""
    done = next((c for c in plan.status_claims if c.state == "done" and c.worded and c.source == claim.source), None)
    if done is None:
        return None
    return Fix(f'Write "{done.shown}"', (Edit(claim.place, done.shown),), Applicability.UNSAFE)

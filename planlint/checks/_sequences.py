"""Numbered days, weeks, sprints and phases in a row."""

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from planlint.checks._numbering import says_number
from planlint.checks._schedule import Extent, extents, single
from planlint.facts.fields import find_column
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.references import expand
from planlint.markdown.document import Row, Table
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span

_KINDS = ("day", "week", "month", "sprint", "phase")
_FEWEST = 4
_VERSION = regex(r"\d+(?:\.\d+)+")


@value_object
class _Step:
    """A member of a sequence: "Week 3", "Days 4-5"."""

    subject: Subject
    kind: str
    low: int
    high: int

    @property
    def span(self) -> Span:
        return self.subject.name


def broken_sequence(plan: Plan) -> Iterator[Finding]:
    """The one place where siblings that otherwise follow each other overlap, repeat or skip a number; and numbered days
    that share a date or run against the calendar.

    Two breaks or more make a pattern: milestones every second week, tracks side by side, numbers that start anew.
    """
    known = {each for subject in plan.subjects for key in subject.ids for each in expand(key)}
    for steps in _sequences(plan).values():
        yield from _breaks(steps, known)
        yield from _left_out(plan, steps, known)
        yield from _overlapping_dates(plan, steps)
        if steps[0].kind == "day":
            yield from _shared_dates(plan, steps)
    yield from _older_versions(plan)


def _sequences(plan: Plan) -> dict[tuple[object, ...], list[_Step]]:
    """Siblings that are named by their number: headings under one parent, items, labels and drawn lines, rows.

    Left out where some number is split ("Phase 4A", "Phase 4.1").
    """
    sequences: dict[tuple[object, ...], list[_Step]] = defaultdict(list)
    split: set[tuple[object, ...]] = set()
    for subject in plan.subjects:
        for kind, number in (key.split(" ", 1) for key in subject.ids if " " in key):
            place = (*_place(subject), kind)
            low, _, high = number.partition("-")
            if kind in _KINDS and not subject.joined:
                if low.isdigit() and (not high or high.isdigit()):
                    sequences[place].append(_Step(subject, kind, int(low), int(high or low)))
                else:
                    split.add(place)
    return {place: steps for place, steps in sequences.items() if place not in split}


def _place(subject: Subject) -> tuple[object, ...]:
    if subject.kind == "section":
        return "section", subject.section.parent, subject.section.level
    if subject.item:
        return "item", subject.item.list_index
    if subject.table:
        return "row", subject.table.index
    return subject.segment.kind, subject.section


def _breaks(steps: Sequence[_Step], known: Container[str]) -> Iterator[Finding]:
    """The one break of a run of numbers; what is left out here and named elsewhere is not missing."""
    if len(steps) < _FEWEST:
        return
    jumps = [(a, b) for a, b in pairwise(steps) if b.low != a.high + 1]
    if len(jumps) == 2 and jumps[0][1] is jumps[1][0] and jumps[1][1].low - jumps[0][0].high == 2:
        jumps = [(a, b) for a, b in jumps if (a.low, a.high) == (b.low, b.high)]  # one number in another's place
    if len(jumps) != 1:
        return
    before, after = jumps[0]
    first, second = _name(before), _name(after)
    related = (Related(before.span, f"{first} stands here"),)
    if (before.low, before.high) == (after.low, after.high):
        titles = before.subject.title, after.subject.title
        if after.kind in ("phase", "sprint") and after.subject.kind == "section" and all(titles) and len({*titles}) > 1:
            yield Finding(after.span, f"{second} comes twice", related)
    elif after.low > before.high + 1:
        gap = after.low - before.high - 1
        missing = f"{after.kind} {before.high + 1}"
        if missing not in known and (gap == 1 or (after.kind == "phase" and gap < _FEWEST)):
            yield Finding(after.span, f"{second} follows {first}: there is no {missing}", related)
    elif before.low < after.low < before.high:
        yield Finding(after.span, f"{second} overlaps {first}", related)


def _left_out(plan: Plan, steps: Sequence[_Step], known: Container[str]) -> Iterator[Finding]:
    """The one number between 1 and 4 that three headings leave out, and that the plan does not name at all."""
    numbers = [step.low for step in steps]
    if len(steps) != _FEWEST - 1 or numbers not in ([1, 2, 4], [1, 3, 4]) or any(s.low != s.high for s in steps):
        return
    at = 1 if numbers[1] == 3 else 2
    missing = f"{steps[at].kind} {numbers[at] - 1}"
    if steps[at].subject.kind == "section" and missing not in known and not says_number(plan, missing):
        before, after = _name(steps[at - 1]), _name(steps[at])
        related = (Related(steps[at - 1].span, f"{before} stands here"),)
        yield Finding(steps[at].span, f"{after} follows {before}: there is no {missing}", related)


def _numbers(step: _Step) -> str:
    return str(step.low) if step.low == step.high else f"{step.low}-{step.high}"


def _overlapping_dates(plan: Plan, steps: Sequence[_Step]) -> Iterator[Finding]:
    """The one step that begins well before the one before it has ended, by the dates of a run of three or more."""
    dated = [(step, extent) for step in steps if (extent := single(extents(plan, step.subject), "date"))]
    if len(dated) < 3 or len(dated) != len(steps) or any(extent.low == extent.high for _, extent in dated):
        return
    if any(a.high >= b.low for (a, _), (b, _) in pairwise(dated)):
        return
    meeting = [(a, b) for a, b in pairwise(dated) if b[1].low < a[1].high]
    if len(meeting) == 1:
        (before, earlier), (after, later) = meeting[0]
        first, second = plan.source[earlier.span], plan.source[later.span]
        message = f"{_name(after)} ({second}) begins before {_name(before)} ({first}) has ended"
        yield Finding(later.span, message, (Related(earlier.span, f"{first} is here"),))


def _name(step: _Step) -> str:
    return f"{step.kind} {_numbers(step)}"


def _shared_dates(plan: Plan, steps: Sequence[_Step]) -> Iterator[Finding]:
    """Rising day numbers on one date, or on falling dates."""
    dated = [(step, extent) for step in steps if (extent := _date(plan, step))]
    if len(dated) < 3 or any(a.high >= b.low for (a, _), (b, _) in pairwise(dated)):
        return
    for (before, earlier), (after, later) in pairwise(dated):
        if later.low < earlier.low:
            message = f"{after.kind} {after.low} is before {before.kind} {before.low} by its date"
            yield Finding(later.span, message, (Related(earlier.span, f"{plan.source[earlier.span]} is here"),))
    for _, run in groupby(dated, key=lambda pair: pair[1].low):
        same = list(run)
        if len(same) > 1:
            *most, last = [str(step.low) for step, _ in same]
            numbers = f"{', '.join(most)} and {last}"
            message = f"days {numbers} have the same date, {plan.source[same[0][1].span]}"
            related = tuple(Related(extent.span, f"day {step.low}") for step, extent in same if step is not same[1][0])
            yield Finding(same[1][1].span, message, related)


def _date(plan: Plan, step: _Step) -> Extent | None:
    extent = single(extents(plan, step.subject), "date")
    return extent if extent and extent.low == extent.high else None


def _older_versions(plan: Plan) -> Iterator[Finding]:
    """The one version in a history of versions that is dated before the one that it follows."""
    for table in plan.document.tables:
        number, day = (find_column(table, key, plan.vocabulary) for key in ("version", "date"))
        found = _versions(plan, table, number, day) if number >= 0 and day >= 0 else ()
        dated = sorted(found, key=lambda entry: entry[:2])
        falls = [(a, b) for a, b in pairwise(dated) if b[1] < a[1] and a[0][0] == b[0][0] and a[0] != b[0]]
        if len(dated) > 2 and len(falls) == 1:
            (_, _, earlier), (_, _, later) = falls[0]
            first, second = plan.source[earlier.cells[day].span], plan.source[later.cells[day].span]
            version, before = later.cells[number].text, earlier.cells[number].text
            message = f"version {version} is dated {second}, before version {before} ({first})"
            yield Finding(later.cells[day].span, message, (Related(earlier.cells[day].span, f"{first} is here"),))


def _versions(plan: Plan, table: Table, number: int, day: int) -> Iterator[tuple[tuple[int, ...], date, Row]]:
    for row in table.rows:
        if max(number, day) < len(row.cells):
            version = _VERSION.search(row.cells[number].text)
            periods = plan.dates.inside(row.cells[day].span)
            days = periods[0].dates() if len(periods) == 1 and periods[0].start.day else None
            if version and days:
                yield tuple(map(int, version[0].split("."))), days[0], row

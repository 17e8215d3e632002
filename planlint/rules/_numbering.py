"""Runs of numbers: headings, labels, list items and rows that count up one by one."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from planlint.compare.plan import Plan
from planlint.markdown.document import Item, Section
from planlint.plan.names import normal, read_id
from planlint.plan.references import split_key
from planlint.plan.things import heads_ids
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY, SURE
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_PLAIN = regex(r"#?(?P<number>\d{1,3})\.?")
_FEWEST = 4
_COUNTED = regex(r"[\W_]*+(?:[^\W\d_]++ #?)?\d")
"""How a heading or label with a number starts."""
_MAX_NAME_WORDS = 10


@record
class _Step:
    """One numbered thing: what its siblings share, its number (or range), and where that stands."""

    kind: str
    number: int
    last: int
    span: Span
    title: str
    width: int = 1
    """Digits that the number is written with at least: 3 in T001."""

    def name(self, number: int) -> str:
        """What a sibling with another number would be called."""
        return f"{self.kind}{number:0{self.width}}"


_Run = tuple[Section | None, int, str]
"""The section above some headings, their level, and what stands before their numbers."""


def find_broken_runs(plan: Plan) -> Iterator[Finding]:
    """Runs that repeat a number, skip one, or begin with the second."""
    headings = _headings(plan)
    for steps in headings.values():
        faults = list(_faults(plan, steps))
        yield from faults
        yield from _again(steps, {fault.span for fault in faults})
        yield from _headless(plan, steps)
    yield from _misplaced(plan, headings)
    for steps in _items(plan).values():
        yield from _faults(plan, steps, gaps=False)
    for steps in (*_labels(plan).values(), *_ids(plan).values()):
        yield from _faults(plan, steps)
    for steps in _rows(plan):
        yield from _faults(plan, steps, counts_rows=True)


def _headings(plan: Plan) -> Mapping[_Run, list[_Step]]:
    """Headings under one parent: "### 2. Title", "## Step 3: Title", "## Part 2-3"."""
    groups: dict[_Run, list[_Step]] = defaultdict(list)
    text = plan.source.text
    for section in plan.document.sections[1:]:
        if not _COUNTED.match(text, *section.title_span):
            continue
        if step := _numbered(plan, section.title_span):
            groups[section.parent, section.level, step.kind].append(step)
    return groups


def _labels(plan: Plan) -> dict[tuple[object, ...], list[_Step]]:
    """Labelled lines of one section: "**Step 2: Lay the pipes**"."""
    groups: dict[tuple[object, ...], list[_Step]] = defaultdict(list)
    text, vocabulary = plan.document.with_code, plan.vocabulary
    for node in plan.outline.nodes:
        if node.kind != "line" or node.item or not _COUNTED.match(text, node.start, node.end):
            continue
        step = _numbered(plan, Span(node.start, node.end))
        if not step or not step.kind:
            continue
        if text.startswith(("**", "__"), node.start) or read_id(text, node.start, node.end, vocabulary):
            name = plan.things[node].name
            if len(text[name.start : name.end].split()) <= _MAX_NAME_WORDS:
                groups[node.section, step.kind].append(step)
    return groups


def _items(plan: Plan) -> dict[int, list[_Step]]:
    """The items of ordered lists that do not count on. Markdown closes their gaps: only repeats are faults."""
    lists: dict[int, list[Item]] = defaultdict(list)
    for item in plan.document.items:
        if item.number is not None:
            lists[item.list_index].append(item)
    found = {}
    for index, items in lists.items():
        numbers = [item.number or 0 for item in items]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            spans = [Span(item.marker.start, item.marker.end - 1) for item in items]
            steps = zip(numbers, spans, items, strict=True)
            found[index] = [_Step("", number, number, span, normal(item.text)) for number, span, item in steps]
    return found


def _ids(plan: Plan) -> dict[tuple[object, ...], list[_Step]]:
    """Tasks of one list with ids that count on: "1.2 Lay", "T002 Lay"."""
    lists: dict[tuple[object, ...], list[_Step]] = defaultdict(list)
    for node, thing in plan.dependencies.named.items() if plan.document.items else ():
        item = node.item if node.kind == "item" else None
        if item and item.box and item.number is None:
            key = thing.ids[0]
            parts = split_key(key)
            if parts and " " not in parts[0] and "-" not in key:
                kind, number = parts[0].upper(), parts[1]
                step = _Step(kind, number, number, thing.name, thing.title, len(key) - len(kind))
                lists[item.list_index, kind].append(step)
    return lists


def _rows(plan: Plan) -> Iterator[list[_Step]]:
    """The rows of a table whose first column counts them."""
    for table in plan.document.tables:
        if not heads_ids(table.header.cells[0], plan.vocabulary):
            continue
        cells = [row.cells[0] for row in table.rows if row.cells]
        found = [_PLAIN.fullmatch(cell.text) for cell in cells]
        numbers = [int(match["number"]) for match in found if match]
        if len(numbers) == len(cells) and numbers[:1] == [1]:
            rows = zip(table.rows, cells, numbers, strict=False)
            yield [_Step("", number, number, cell.span, plan.source[row.span]) for row, cell, number in rows]


def _numbered(plan: Plan, span: Span) -> _Step | None:
    """The number that a heading or label starts with, decoration skipped.

    Days, weeks and phases are left to DAT007, which knows when they may overlap or restart; not so "Phase 3.2".
    """
    text = plan.source.text
    start, end = span
    while start < end and not text[start].isalnum():
        start += 1
    match = _pattern(plan.vocabulary).match(text, start, end)
    if not match or (not match["kind"] and not match["end"] and not match["prefix"]):
        return None
    kind = (match["kind"] or "").casefold()
    timed = plan.vocabulary.units.get(kind.strip(" #")) in ("day", "week", "month", "sprint", "phase")
    if timed and not match["prefix"]:
        return None
    first = int(match["number"])
    where = Span(match.start("prefix"), match.end("number"))
    return _Step(kind + match["prefix"], first, int(match["last"] or first), where, normal(text[match.end() : end]))


@cache
def _pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    """A number in front of a title, or a range or list of numbers: "2.", "Part 2-3:", "Steps 1 and 2"."""
    words = "|".join(map(re.escape, vocabulary.lists["ranges"] | vocabulary.lists["and-words"]))
    return re.compile(
        r"(?P<kind>[^\W\d_]+[ ]#?)?(?P<prefix>(?:\d{1,3}\.)*)(?P<number>\d{1,3})"
        rf"(?:[ ]?(?:[-–—+&/,]|\b(?:{words})\b)[ ]?(?P<last>\d{{1,3}}))*(?![\w%]|\.[A-Za-z](?!\w))"
        r"(?:(?P<end>[.):])|(?=\s|$|\s?[-–—]))"
    )


def _faults(plan: Plan, steps: Sequence[_Step], *, gaps: bool = True, counts_rows: bool = False) -> Iterator[Finding]:
    """The slips of a run that is otherwise plainly counted: numbers that come twice, and single ones left out.

    Numbers that come twice are slips; what is left out was often taken out, and of phases, codes and rows chosen.
    """
    slips = _slips(steps)
    doubled = any(after.number == before.last for before, after in slips)
    for before, after in slips:
        first, missing = before.name(before.last), after.name(after.number - 1)
        if after.number == before.last and after.title != before.title:
            yield Finding(after.span, f"{first} comes twice", (Related(before.span, f"{first} stands here first"),))
        elif after.number != before.last and gaps and not _elsewhere(plan, after):
            related = Related(before.span, f"the one before is {first}")
            message = f"{after.name(after.number)} follows {first}: there is no {missing}"
            outline = not counts_rows and not after.kind[:1].isalpha()
            confidence = SURE if doubled else LIKELY if outline else DOUBTFUL
            yield Finding(after.span, message, (related,), confidence=confidence)


def _again(steps: Sequence[_Step], told: Collection[Span]) -> Iterator[Finding]:
    """Sections 2.4 and 2.5 that come once more in the same chapter, further down."""
    first: dict[int, _Step] = {}
    for step in steps if steps[0].kind[:1].isdecimal() else ():
        before = first.setdefault(step.number, step)
        if step.title != before.title and step.span not in told:
            name = step.name(step.number)
            related = Related(before.span, f"{name} stands here first")
            yield Finding(step.span, f"{name} comes twice", (related,), confidence=SURE)


def _misplaced(plan: Plan, headings: Mapping[_Run, Sequence[_Step]]) -> Iterator[Finding]:
    """Sections whose numbers belong to another chapter, 2.3: "2.3.2" below 2.5, beside 2.5.1."""
    dotted = [run for run in headings if run[2][:1].isdecimal()]
    chapters = {step.name(step.number) for run in headings if dotted for step in headings[run]}
    for parent, level, kind in dotted:
        above = _numbered(plan, parent.title_span) if parent and kind[:-1] in chapters else None
        whole, steps = above.name(above.number) if above else "", headings[parent, level, kind]
        other = kind != f"{whole}." and kind.count(".") == whole.count(".") + 1
        if above and other and (parent, level, f"{whole}.") in headings:
            related = Related(above.span, "it stands below this heading")
            message = f"{steps[0].name(steps[0].number)} stands in {whole}"
            yield Finding(steps[0].span, message, (related,), confidence=SURE)


def _slips(steps: Sequence[_Step]) -> list[tuple[_Step, _Step]]:
    """The pairs of neighbours that do not count on; none where they are too many, or other than one off."""
    if len(steps) < _FEWEST or any(a.last == b.number and a.number != b.last for a, b in pairwise(steps)):
        return []  # ranges that touch: "Minutes 2-4", "Minutes 4-6"
    slips = [(a, b) for a, b in pairwise(steps) if b.number - a.last != 1]
    twice_told = [  # one number, written in another's place
        one if other[1].number == other[0].last else other
        for one, other in pairwise(slips)
        if one[1] is other[0] and other[1].number - one[0].last == 2
    ]
    slips = [slip for slip in slips if slip not in twice_told]
    gaps = sum(b.number - a.last == 2 for a, b in slips)
    doubles = sum(b.number == a.last for a, b in slips)
    in_step = len(steps) - 1 - len(slips)
    few = len(slips) == 1 or (in_step >= len(slips) if doubles else in_step >= 2 * gaps)
    return slips if gaps + doubles == len(slips) and few else []


def _headless(plan: Plan, steps: Sequence[_Step]) -> Iterator[Finding]:
    """Parts 3.2, 3.3, 3.4 ... of which the plan nowhere names the first."""
    numbers = sorted(step.number for step in steps)
    kind = steps[0].kind
    if len(steps) < _FEWEST or not kind.endswith(".") or numbers != list(range(2, len(steps) + 2)):
        return
    if not says_number(plan, f"{kind.rpartition(' ')[2]}1"):
        message = f"{kind}{steps[0].number} is the first one: there is no {kind}1"
        yield Finding(steps[0].span, message, confidence=DOUBTFUL)


def _elsewhere(plan: Plan, after: _Step) -> bool:
    """Whether the number left out before a step stands somewhere else: by its name, or in front of another heading,
    also in code."""
    number = after.number - 1
    return (
        says_number(plan, f"{after.kind}{number}")
        if after.kind
        else _heads(number).search(plan.source.text) is not None
    )


def says_number(plan: Plan, name: str) -> bool:
    """Whether `name`, letters and a number, stands anywhere in the plan: "phase 2", "T012", "3.1"."""
    return _whole(name).search(plan.source.text) is not None


@cache
def _whole(name: str) -> re.Pattern[str]:
    letters, number = split_key(name) or (name, 0)
    return re.compile(rf"(?<![\w.]){re.escape(letters)}0*{number}(?![\d]|\.\d)", re.IGNORECASE)


@cache
def _heads(number: int) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\r\n])[ \t>]*#+[^\w\r\n]*{number}(?!\d)")

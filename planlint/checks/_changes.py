"""Changes stated beside the two values that they lie between: "8.7 -> 9.67 (+11 %)", "from 40 to 10 (-75 %)"."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from planlint.facts.columns import Grid, Line
from planlint.facts.figures import Figure, factor, show
from planlint.facts.plan import Plan
from planlint.markdown.document import Segment
from planlint.plan.names import title_key
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span

_ARROW = regex(r"[\s*_`]*(?:→|->|⇒|=>|\bto\b|\bauf\b|\bà\b|\bзу\b)[\s*_`~≈]*")
_CHANGE = regex(
    r"(?P<sign>[+−–-])?\s?(?P<about>[~≈]\s?)?(?P<number>∞|\d{1,5}(?:,\d{3})*(?:[.]\d+)?)\s?(?P<unit>%|[x×](?!\w)|times\b|fold\b)"
)
_IN_BRACKETS = regex(r"\([^()\n]{0,39}?[\d∞]\s?(?:[%x×]|times)")
_THAN = regex(" than ")
_FASTER = regex(
    r"(?P<subject>[^\W\d_][\w ]{1,30}?)\s+(?:is\s+)?(?P<number>\d+(?:\.\d+)?)\s?(?:x|×|times)\s+"
    r"(?:faster|slower|quicker|cheaper|smaller|larger|bigger)\s+than\s+(?P<other>[^\W\d_][\w ]{1,30})",
    re.IGNORECASE,
)


@value_object
class Change:
    """A stated change. `factor` for "3x", else a share in percent; `place` the worth of its last digit."""

    span: Span
    number: Span
    value: Decimal
    place: Decimal
    factor: bool
    loose: bool
    signed: bool


def changes(plan: Plan) -> Iterator[Finding]:
    """Stated changes that do not follow from the values beside them, or from the columns they name."""
    for segment in plan.document.segments_with(_IN_BRACKETS):
        yield from _in_line(plan, segment)
    for grid in plan.grids:
        yield from _in_table(plan, grid)
    yield from _compared_columns(plan)
    yield from _stated_twice(plan)


def _read_change(plan: Plan, span: Span) -> Change | None:
    match = _CHANGE.search(plan.document.prose, *span)
    if match is None or (match["unit"] == "fold"):
        return None
    digits = match["number"].replace(",", "").replace("∞", "Infinity")
    decimals = len(digits.partition(".")[2])
    return Change(
        Span(*match.span()),
        Span(*match.span("number")),
        Decimal(digits),
        Decimal(1).scaleb(-decimals),
        match["unit"] != "%",
        bool(match["about"]),
        bool(match["sign"]),
    )


def _in_line(plan: Plan, segment: Segment) -> Iterator[Finding]:
    """ "A → B (p%)" and "from A to B (p%)"."""
    text = plan.document.prose
    figures = [part for figure in plan.figures(segment.span) for part in _ends(plan, figure)]
    for first, second in pairwise(figures):
        between = text[first.span.end : second.span.start]
        if not (_ARROW.fullmatch(between) or _ARROW.fullmatch(between[len(_unit_words(between)) :])):
            continue
        if text[second.span.end :].lstrip(" *_`")[:1] in ("→", "-") and "→" in between:
            continue
        bracket = re.compile(r"[^()\n→]{0,25}\(([^()\n]{1,40})\)").match(text, second.span.end, segment.span.end)
        change = _read_change(plan, Span(*bracket.span(1))) if bracket else None
        if bracket is None or change is None or change.span.start - bracket.start(1) > 3:
            continue
        if not _explains(first, second, change):
            yield _finding(plan, first, second, change)


def _ends(plan: Plan, figure: Figure) -> Iterator[Figure]:
    """A figure by itself; both ends of "from 40 to 10", which reads as a range."""
    text = plan.document.prose
    digits = plan.source[figure.number]
    cut = re.search(r"\s?(?:to|bis|à)\s", digits)
    if figure.low == figure.high:
        yield figure
    elif cut and re.search(
        r"\b(?:from|von|de)\s[*_~]*$", text[max(0, figure.number.start - 8) : figure.number.start], re.I
    ):
        middle = figure.number.start + cut.start()
        yield replace(
            figure, high=figure.low, span=Span(figure.span.start, middle), number=Span(figure.number.start, middle)
        )
        start = figure.number.start + cut.end()
        yield replace(figure, low=figure.high, span=Span(start, figure.span.end), number=Span(start, figure.number.end))


def _unit_words(between: str) -> str:
    """The word of a unit that stands before the arrow ("23 files → 17")."""
    match = re.match(r"\s?[^\W\d_]{1,12}(?=[\s*])", between)
    return match[0] if match else ""


def _ratio(first: Figure, second: Figure) -> tuple[Decimal, Decimal] | None:
    """Both values in one unit; None where they cannot be compared."""
    if first.dimension == second.dimension == "time":
        return first.low * factor(first.unit) * 3600, second.low * factor(second.unit) * 3600
    if {first.dimension, second.dimension} & {"time", "percent", "money"} and first.dimension != second.dimension:
        return None
    if first.of != second.of or (first.unit != second.unit and first.unit and second.unit):
        return None
    return first.low, second.low


def _explains(first: Figure, second: Figure, change: Change) -> bool:
    """Whether any usual way of stating a change gives this one: share of the old value, of the new one, difference of
    percentages, quotient."""
    values = _ratio(first, second)
    if values is None or not values[0] or not values[1] or first.open_ended or second.open_ended:
        return True
    old, new = values
    fuzz = (
        first.place / 2 / abs(first.low) + second.place / 2 / abs(second.low)
        if first.place < 1 or second.place < 1
        else Decimal(0)
    )
    if change.factor:
        options = [old / new, new / old, old / new - 1, new / old - 1]
    else:
        options = [abs(new - old) / old * 100, new / old * 100]
        if not change.signed or new < old:
            options += [abs(new - old) / new * 100, old / new * 100]
        if first.dimension == "percent" or first.of is not None:
            options += [abs(new - old), abs(new - old) * 100 / (first.of or 100)]
    for option in options:
        slack = change.place * Decimal("1.001") + abs(option) * fuzz * 2
        if change.loose or first.loose or second.loose:
            slack += abs(option) / 10 + change.place
        if change.factor:
            slack = max(slack, abs(option) / 20)
        if abs(abs(option) - change.value) <= slack:
            return True
    return False


def _finding(plan: Plan, first: Figure, second: Figure, change: Change) -> Finding:
    values = _ratio(first, second)
    assert values is not None
    old, new = values
    said, a, b = plan.source[change.span], plan.source[first.span], plan.source[second.span]
    if change.factor:
        right = show(max(old / new, new / old).quantize(Decimal("0.1")))
        message = f"from {a} to {b} is {right}x, not {said}"
    else:
        right = show(abs((new - old) / old * 100).quantize(Decimal(1) if change.place == 1 else Decimal("0.1")))
        message = f"from {a} to {b} is {'+' if new > old else '-'}{right}%, not {said}"
    related = (Related(first.span, "the value before"), Related(second.span, "the value after"))
    fix = Fix(f"Write {right}", (Edit(change.number, right),), Applicability.DISPLAY)
    return Finding(change.span, message, related, fix)


# --- tables ----------------------------------------------------------------------------------------------------------


def _columns(plan: Plan, grid: Grid) -> tuple[int, int, int] | None:
    """Before, after and change columns."""
    words = plan.vocabulary

    def find(name: str) -> int:
        return next((i for i, head in enumerate(grid.heads) if words.mentions(name, head)), -1)

    before, after, change = find("before-words"), find("after-words"), find("improvement-words")
    return (before, after, change) if min(before, after, change) >= 0 and len({before, after, change}) == 3 else None


def _in_table(plan: Plan, grid: Grid) -> Iterator[Finding]:
    columns = _columns(plan, grid)
    if columns is None:
        return
    wrong: list[tuple[Figure, Figure, Change]] = []
    right = 0
    for line in grid.plain():
        read = _row_change(plan, line, *columns)
        if read is None:
            continue
        if _explains(*read):
            right += 1
        else:
            wrong.append(read)
    if right >= len(wrong):
        for first, second, change in wrong:
            yield _finding(plan, first, second, change)


def _row_change(plan: Plan, line: Line, before: int, after: int, change: int) -> tuple[Figure, Figure, Change] | None:
    first, second = line.figure(before), line.figure(after)
    if first is None or second is None or change >= len(line.row.cells):
        return None
    cell = line.row.cells[change]
    stated = _read_change(plan, cell.span)
    if stated is None or plan.source.text[cell.span.start : stated.span.start].strip(" *_(+-−–~↑↓⬆⬇✅"):
        return None
    if first.low != first.high or second.low != second.high or not first.low or not second.low:
        return None
    return (first, second, stated) if _ratio(first, second) else None


def _compared_columns(plan: Plan) -> Iterator[Finding]:
    """ "Overview 3x faster than deep" beside a table with a column of each."""
    for segment in plan.document.segments_with(_THAN) if " than " in plan.document.prose else ():
        match = _FASTER.search(plan.document.text(segment.span))
        if match is None:
            continue
        number = Span(segment.span.start + match.start("number"), segment.span.start + match.end("number"))
        for grid in plan.grids:
            if not segment.section.span.covers(grid.table.span):
                continue
            pair = _heads(grid, match["subject"], match["other"])
            ratios = [_row_ratio(line, *pair) for line in grid.plain()] if pair else []
            found = [ratio for ratio in ratios if ratio]
            stated = Decimal(match["number"])
            if len(found) >= 2 and not min(found) * Decimal("0.8") <= stated <= max(found) * Decimal("1.25"):
                shown = f"{show(min(found).quantize(Decimal('0.1')))}x to {show(max(found).quantize(Decimal('0.1')))}x"
                message = f"{match['number']}x is stated, the table's columns differ by {shown}"
                related = tuple(Related(line.row.span, "a row with both") for line in grid.plain())[:4]
                yield Finding(number, message, related)


def _heads(grid: Grid, subject: str, other: str) -> tuple[int, int] | None:
    def find(phrase: str) -> int:
        words = set(phrase.casefold().split())
        return next((i for i, head in enumerate(grid.heads) if head and set(head.split()) <= words), -1)

    first, second = find(subject), find(other)
    return (first, second) if min(first, second) >= 0 and first != second else None


def _row_ratio(line: Line, first: int, second: int) -> Decimal | None:
    a, b = line.figure(first), line.figure(second)
    values = _ratio(a, b) if a and b else None
    if values is None or not values[0] or not values[1]:
        return None
    return max(values[0] / values[1], values[1] / values[0])


def _stated_twice(plan: Plan) -> Iterator[Finding]:
    """One measure with two different improvements in tables of the same heads."""
    seen: dict[tuple[tuple[str, ...], str], list[tuple[Grid, Change]]] = defaultdict(list)
    for grid in plan.grids:
        columns = _columns(plan, grid)
        if columns is None:
            continue
        for line in grid.plain():
            cell = line.row.cells[columns[2]] if columns[2] < len(line.row.cells) else None
            change = _read_change(plan, cell.span) if cell else None
            name = title_key(line.label.text)
            heads = tuple(grid.heads[column] for column in columns)
            if change and name:
                seen[heads, name].append((grid, change))
    for stated in seen.values():
        first = stated[0]
        for grid, change in stated[1:]:
            if grid is not first[0] and change.factor == first[1].factor and change.value != first[1].value:
                said, other = plan.source[change.span], plan.source[first[1].span]
                related = (Related(first[1].span, f"{other} is stated here"),)
                yield Finding(change.span, f"{said} here, {other} for the same measure above", related)

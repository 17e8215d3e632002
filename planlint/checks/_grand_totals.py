"""How many there are of one thing in the whole plan, wherever it says so: "Total tests: 45", "all 47 tests pass"."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from planlint.facts.figures import show
from planlint.facts.plan import Plan
from planlint.markdown.document import Section
from planlint.plan.names import normal, read_id
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span

_UNITS = frozenset({"test", "task", "file", "issue", "step", "story", "feature", "component", "milestone"})
_EVERY = r"[aA](?<![\w-].)[lL]{2}\s\**"
_ALL = regex(rf"{_EVERY}(?P<n>\d{{1,5}})\**\s(?P<word>[^\W\d_]+)(?=\s|[.,;:!)]|$)")
_ALL_OF = regex(rf"{_EVERY}\d")
_MAX_VALUES = 2


@value_object
class Said:
    """One statement: how many of a unit, and where the number stands."""

    unit: str
    value: Decimal
    place: Span


def grand_totals(plan: Plan) -> Iterator[Finding]:
    """Totals of one unit in the whole plan that differ; only two values, as several would be of several things."""
    by_unit: dict[str, list[Said]] = defaultdict(list)
    for said in sorted({*_keyed(plan), *_tables(plan), *_prose(plan), *_shares(plan)}, key=lambda said: said.place):
        by_unit[said.unit].append(said)
    for unit, statements in by_unit.items():
        values = {said.value for said in statements}
        if len(values) != _MAX_VALUES:
            continue
        first = statements[0]
        other = next(said for said in statements if said.value != first.value)
        line = plan.source.line_of(first.place.start) + 1
        message = f"{show(other.value)} {unit}s in all here, {show(first.value)} in line {line}"
        yield Finding(other.place, message, (Related(first.place, f"{show(first.value)} is stated here"),))


def _keyed(plan: Plan) -> Iterator[Said]:
    """ "Total tests: 45" in a line, a list or a row."""
    for run in plan.balances:
        for amount in run:
            yield from _of_label(plan, amount.label, amount.figure.number, amount.figure.low, exact=amount.figure.exact)
    for field in plan.fields:
        figures = plan.figures(field.value)
        if figures and not plan.document.prose[field.value.start : figures[0].span.start].strip(" *_✅"):
            figure = figures[0]
            value = figure.of if figure.of is not None else figure.low
            yield from _of_label(plan, field.key, figure.number, value, exact=figure.exact)


def _of_label(plan: Plan, label: str, number: Span, value: Decimal, *, exact: bool) -> Iterator[Said]:
    words = label.split()
    total = [word for word in words if plan.vocabulary.has("total-words", word)]
    units = [unit for word in words if (unit := plan.vocabulary.units.get(word, "")) in _UNITS]
    if exact and len(words) == 2 and len(total) == 1 and len(units) == 1 and _is_of_all(plan, number):
        yield Said(units[0], value, number)


def _tables(plan: Plan) -> Iterator[Said]:
    """The Total row of the one table that has such a row for a unit."""
    found: dict[str, list[Said]] = defaultdict(list)
    for grid in plan.grids:
        for line in grid.lines:
            for column, unit in enumerate(grid.units if line.kind == "total" else ()):
                figure = line.figure(column)
                if figure and unit in _UNITS and grid.heads[column] in plan.vocabulary.units and figure.exact:
                    value = figure.of if figure.of is not None else figure.low
                    found[unit].append(Said(unit, value, figure.number))
    for statements in found.values():
        if len(statements) == 1 and _is_of_all(plan, statements[0].place):
            yield statements[0]


def _prose(plan: Plan) -> Iterator[Said]:
    """ "All 45 tests pass"."""
    for segment in plan.document.segments_with(_ALL_OF):
        if segment.kind not in ("line", "item", "heading"):
            continue
        for match in _ALL.finditer(plan.document.prose, *segment.span):
            unit = plan.vocabulary.units.get(match["word"].casefold(), "")
            if unit in _UNITS and _is_of_all(plan, segment.span):
                yield Said(unit, Decimal(match["n"]), Span(*match.span("n")))


def _shares(plan: Plan) -> Iterator[Said]:
    """ "Tests: 45/45 passing", where the label is the unit alone."""
    for claim, topic in plan.topics:
        fraction = claim.fraction
        if not fraction or topic.aside or fraction.ordinal or claim.segment.kind == "cell":
            continue
        words = (topic.about or "").split()
        named = [unit for word in words if (unit := plan.vocabulary.units.get(word, "")) in _UNITS]
        alone = len(named) == len(words) == 1 and (fraction.unit in ("", *named) or fraction.unit not in _UNITS)
        if alone and claim.before.end - claim.before.start > 2 and _is_of_all(plan, claim.span):
            yield Said(named[0], fraction.total, fraction.total_span)


def _is_of_all(plan: Plan, span: Span) -> bool:
    """Whether a place speaks of the whole plan: at its head, or under headings that name nothing of their own."""
    section: Section = plan.document.section_at(span.start)
    lists = ("aspect-words", "report-words", "total-words", "small-words", "progress-words", "result-words")
    for above in section.path:
        if above.level <= 1:
            continue
        if read_id(plan.document.with_code, *above.title_span, plan.vocabulary):
            return False
        words = [word.strip("():*_") for word in normal(above.title).split()]
        if not all(
            any(plan.vocabulary.has(name, word) for name in lists) or word in plan.vocabulary.units for word in words
        ):
            return False
    return True

"""Counts by kind against the rows of a table, or the sections, that have the names of the kinds."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from planlint.facts.breakdowns import Breakdown, Kind, read_breakdowns
from planlint.facts.columns import Grid, Line
from planlint.facts.figures import show
from planlint.facts.plan import Plan
from planlint.markdown.document import Section
from planlint.plan.names import normal, read_id
from planlint.text.diagnostics import Finding, Related
from planlint.text.records import value_object
from planlint.text.source import Span


@value_object
class Other:
    """What else the plan has for one kind: the numbers that a reader may find there, and where."""

    values: frozenset[Decimal]
    place: Span
    said: str


def kinds(plan: Plan) -> Iterator[Finding]:
    """Counts that differ from the table or the sections that show the same kinds; at least half of them must agree, so
    that it is certain that the two are about the same."""
    rows = [_named_rows(grid) for grid in plan.grids]
    sections = _named_sections(plan)
    for breakdown in read_breakdowns(plan.document):
        places = [*_in_tables(plan, breakdown, rows), _in_sections(plan, breakdown, sections)]
        found = [place for place in places if len(place) == len(breakdown.kinds)]
        if any(all(kind.value in place[kind].values for kind in breakdown.kinds) for place in found):
            continue
        for place in found:
            wrong = [kind for kind in breakdown.kinds if kind.value not in place[kind].values]
            if len(breakdown.kinds) - len(wrong) >= max(2, len(wrong)):
                yield from (_finding(plan, kind, place[kind]) for kind in wrong)
                break


def _finding(plan: Plan, kind: Kind, other: Other) -> Finding:
    message = f"{plan.source[kind.number]} {kind.name} here, {other.said}"
    return Finding(kind.number, message, (Related(other.place, f"{other.said} here"),))


# --- tables ----------------------------------------------------------------------------------------------------------


def _named_rows(grid: Grid) -> tuple[Grid, Mapping[str, Line]]:
    """The plain rows of a table by the name in their first cell, and by its first word where that is its own."""
    named: dict[str, Line] = {}
    twice: set[str] = set()
    for line in grid.plain():
        name = normal(line.label.text)
        for key in {name, name.split(" ")[0]} - {""}:
            if key in named:
                twice.add(key)
            named[key] = line
    return grid, {key: line for key, line in named.items() if key not in twice}


def _in_tables(
    plan: Plan, breakdown: Breakdown, tables: list[tuple[Grid, Mapping[str, Line]]]
) -> Iterator[dict[Kind, Other]]:
    """For each column of figures in a table that has a row for every kind: what stands there."""
    for grid, named in tables:
        lines = {kind: line for kind in breakdown.kinds if (line := _named(named, kind.name))}
        if len(lines) < len(breakdown.kinds) or len(set(lines.values())) < len(lines):
            continue
        for column in range(1, len(grid.heads)):
            cells = {kind: figure for kind, line in lines.items() if (figure := line.figure(column))}
            if all(cell.exact and cell.dimension in ("bare", "count") and cell.of is None for cell in cells.values()):
                yield {
                    kind: Other(frozenset({cell.low}), cell.span, f"{plan.source[cell.span]} in the table")
                    for kind, cell in cells.items()
                }


def _named(table: Mapping[str, Line], name: str) -> Line | None:
    """The row of a kind: by its whole name, or by its first word ("4 critical issues")."""
    return table.get(name) or table.get(name.split(" ")[0])


# --- sections --------------------------------------------------------------------------------------------------------


def _named_sections(plan: Plan) -> Mapping[str, Section]:
    """Sections by the first word of their titles, where no other title starts with it."""
    named: dict[str, Section] = {}
    twice: set[str] = set()
    for section in plan.document.sections[1:]:
        word = normal(section.title).split(" ")[0]
        if word in named:
            twice.add(word)
        named[word] = section
    return {word: section for word, section in named.items() if word and word not in twice}


def _in_sections(plan: Plan, breakdown: Breakdown, named: Mapping[str, Section]) -> dict[Kind, Other]:
    """What the sections of one level that are named after the kinds hold."""
    sections = {kind: named[word] for kind in breakdown.kinds if (word := kind.name.split(" ")[0]) in named}
    if len({section.level for section in sections.values()}) != 1:
        return {}
    others = {kind: _entries(plan, section) for kind, section in sections.items()}
    return {kind: other for kind, other in others.items() if other.values}


def _entries(plan: Plan, section: Section) -> Other:
    """The ways to count what a section holds: numbered headings, else the entries of its lists and tables."""
    below = [child for child in plan.document.subsections(section) if child.parent is section]
    numbered = [child for child in below if _is_numbered(plan, child)]
    values = {len(below), len(numbered)}
    if not numbered:
        span = Span(section.heading.end, section.span.end)
        values |= {tally.total for tally in (*plan.counts.boxes(span), *plan.counts.plain(span))}
    found = frozenset(Decimal(value) for value in values if value)
    count = len(numbered) or (min(values - {0}) if values - {0} else 0)
    return Other(found, section.title_span, f"{show(Decimal(count))} in “{plan.source[section.title_span]}”")


def _is_numbered(plan: Plan, section: Section) -> bool:
    title = section.title.lstrip("*_# ")
    number = title.split(" ")[0].rstrip(".):")
    return number.isdecimal() or read_id(plan.document.with_code, *section.title_span, plan.vocabulary) is not None

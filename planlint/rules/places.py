"""The places that rules of the user's own look at: headings, cells of a column, tasks, items, prose."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from planlint.compare.plan import Plan
from planlint.markdown.document import Item, Row, Section, Table
from planlint.plan.names import normal
from planlint.text.records import value_object
from planlint.text.source import Span

PROSE = ("heading", "item", "line", "cell")
"""Segments of the text that a reader reads: neither front matter nor code."""

Spans = tuple[Span, ...]


@value_object
class Place:
    """One heading, cell, task, item or line: the stretches of text that belong to it, the first one first, and the
    innermost of the sections asked for that it lies in."""

    spans: Spans
    scope: Section


def scopes(plan: Plan, asked: Mapping[str, Any]) -> list[Section]:
    """The sections that a rule is about: those that `under` names, or the whole document."""
    if "under" not in asked:
        return [plan.document.sections[0]]
    pattern = re.compile(asked["under"])
    return [section for section in plan.document.sections[1:] if pattern.search(section.title)]


def innermost(plan: Plan, span: Span, sections: Collection[Section]) -> Section | None:
    """The innermost of `sections` that `span` lies in."""
    return next((each for each in plan.document.section_at(span.start).path if each in sections), None)


def places(plan: Plan, asked: Mapping[str, Any]) -> Iterator[Place]:
    """The places that `asked` names, in the order of the text."""
    sections = set(scopes(plan, asked))
    for spans in _FINDERS[asked["in"]](plan, asked) if sections else ():
        scope = innermost(plan, spans[0], sections)
        if scope:
            yield Place(spans, scope)


def told_place(asked: Mapping[str, Any]) -> str:
    """ "a heading", "a cell of Owner", "an open task" ..."""
    match asked["in"]:
        case "column":
            return f"a cell of {asked['column']}"
        case "task":
            return f"{'an' if asked.get('state') == 'open' else 'a'} {asked.get('state', '')} task".replace("  ", " ")
        case "item":
            return "an item"
    return "prose" if asked["in"] == "prose" else "a heading"


def _headings(plan: Plan, asked: Mapping[str, Any]) -> Iterator[Spans]:
    for section in plan.document.sections[1:]:
        if asked.get("level", section.level) == section.level:
            yield (section.title_span,)


def _cells(plan: Plan, asked: Mapping[str, Any]) -> Iterator[Spans]:
    """The cells of things, not those of totals and dividers."""
    head = normal(asked["column"])
    for table, rows in plain_rows(plan):
        for column in (index for index, each in enumerate(table.header.cells) if normal(each.text) == head):
            for row in rows:
                if column < len(row.cells):
                    yield (row.cells[column].span,)


def plain_rows(plan: Plan) -> Iterator[tuple[Table, list[Row]]]:
    """Each table with its rows of things, without totals."""
    for group in plan.outline.groups:
        table = group.nodes[0].table
        if group.kind == "rows" and table:
            yield table, [n.row for n in group.nodes if n.row and n not in plan.outline.totals]


def _tasks(plan: Plan, asked: Mapping[str, Any]) -> Iterator[Spans]:
    lines = _lines_of_items(plan)
    for task in plan.tasks:
        state = task.state if task.state in ("done", "cancelled") else "open"
        if asked.get("state", state) == state:
            yield lines[task.item] if task.item else (task.text,)


def _items(plan: Plan, asked: Mapping[str, Any]) -> Iterator[Spans]:  # noqa: ARG001
    yield from _lines_of_items(plan).values()


def _prose(plan: Plan, asked: Mapping[str, Any]) -> Iterator[Spans]:  # noqa: ARG001
    yield from ((segment.span,) for segment in plan.document.segments if segment.kind in PROSE)


def _lines_of_items(plan: Plan) -> dict[Item, Spans]:
    """The lines of each item, those of the items below it left out."""
    lines = {item: [item.text_span] for item in plan.document.items}
    for segment in plan.document.segments:
        if segment.kind in ("item", "line") and segment.item and not segment.span.meets(segment.item.text_span):
            lines[segment.item].append(segment.span)
    return {item: tuple(spans) for item, spans in lines.items()}


_FINDERS: dict[str, Callable[[Plan, Mapping[str, Any]], Iterator[Spans]]] = {
    "heading": _headings,
    "column": _cells,
    "task": _tasks,
    "item": _items,
    "prose": _prose,
}

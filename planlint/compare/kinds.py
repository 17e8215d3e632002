"""Counts by kind on one line ("4 critical, 3 high, 2 low") against the table or sections named after the kinds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from planlint.compare.plan import Plan
from planlint.compare.tie import Tie, conflict
from planlint.compare.values import number
from planlint.markdown.document import Section
from planlint.plan.amounts import COUNTS
from planlint.plan.names import normal, read_id
from planlint.plan.outline import Node
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY
from planlint.text.source import Span, span_of

_PAIR = regex(r"(?P<n>\d(?<![\w.,/:#$€<>~+-]\d)\d{0,3})\**\s+\**(?P<kind>[^\W\d_][\w-]*(?:\s[^\W\d_][\w-]*){0,2})")
_KEYED = regex(r"(?P<kind>[^\W\d_][\w-]*)\**\s?[:：=]\s?\**(?P<n>\d{1,4})(?![\w%./:])")
_JOIN = regex(r"[\s*_]*(?:,|;|/|\||\+|&|·|•|,?\s?(?:and|und|et|y|e|и))[\s*_]*(?:(?:and|und|et)\s)?[^\w\d]*")
_AGREEING = 2
_T = TypeVar("_T")

Kind = tuple[str, Span]
"""A name made comparable, and where its count stands."""
Place = dict[str, tuple[frozenset[float], Span, str]]
"""What stands elsewhere for each kind: the numbers that a reader may find there, where, and how it is told."""


def ties(plan: Plan) -> Iterator[Tie]:
    """The counts that differ from a place which shows all the kinds, and agrees on half of them at least."""
    found = list(_breakdowns(plan))
    tables = list(_named_rows(plan)) if found else []
    sections = _named_sections(plan) if found else {}
    for kinds in found:
        places = [*_in_tables(plan, kinds, tables), _in_sections(plan, kinds, sections)]
        full = [(place, _wrong(plan, kinds, place)) for place in places if len(place) == len(kinds)]
        if all(wrong for _, wrong in full):
            near = [(place, wrong) for place, wrong in full if len(kinds) - len(wrong) >= max(_AGREEING, len(wrong))]
            for place, wrong in near[:1]:
                yield from (_tie(plan, name, span, place) for name, span in wrong)


def _wrong(plan: Plan, kinds: Sequence[Kind], place: Place) -> list[Kind]:
    text = plan.outline.text
    return [(name, span) for name, span in kinds if float(text[slice(*span)]) not in place[name][0]]


def _tie(plan: Plan, name: str, span: Span, place: Place) -> Tie:
    _, other, said = place[name]
    message = f"{plan.outline.text[slice(*span)]} {name} here, {said}"
    finding = Finding(span, message, (Related(other, f"{said} here"),))
    return conflict("kinds.named", "SUM007", plan, LIKELY, finding)


def _breakdowns(plan: Plan) -> Iterator[Sequence[Kind]]:
    """Two or more counts on one line, each of another kind."""
    outline = plan.outline
    for node in outline.nodes:
        if node.kind in ("heading", "line", "item") and len(node.amounts) >= _AGREEING:
            for pattern in (_PAIR, _KEYED):
                yield from _runs(outline.text, node, pattern)


def _runs(text: str, node: Node, pattern: re.Pattern[str]) -> Iterator[Sequence[Kind]]:
    runs: list[list[Kind]] = [[]]
    end = -1
    for match in pattern.finditer(text, node.start, node.end):
        if runs[-1] and not _JOIN.fullmatch(text, end, match.start()):
            runs.append([])
        runs[-1].append((normal(match["kind"]), span_of(match.span("n"))))
        end = match.end()
    for run in runs:
        if len(run) > 1 and len({name for name, _ in run}) == len(run):
            yield run


def _named_rows(plan: Plan) -> Iterator[Mapping[str, Node]]:
    """The rows of each table by the name in their first cell, and by its first word where that is its own."""
    for group in plan.outline.groups:
        if group.kind == "rows":
            rows = [row for row in group.nodes if row not in plan.outline.totals and 0 in row.cells]
            yield _by_name([(normal(plan.outline.text[slice(*row.cells[0].span)]), row) for row in rows])


def _by_name(named: Sequence[tuple[str, _T]]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    twice: set[str] = set()
    for name, each in named:
        for key in {name, name.split(" ")[0]} - {""}:
            if key in found:
                twice.add(key)
            found[key] = each
    return {key: each for key, each in found.items() if key not in twice}


def _of_kind(named: Mapping[str, _T], kinds: Sequence[Kind]) -> dict[str, _T]:
    """What has the name of each kind, or its first word ("4 critical issues")."""
    found = {name: named.get(name) or named.get(name.split(" ")[0]) for name, _ in kinds}
    return {name: each for name, each in found.items() if each is not None}


def _in_tables(plan: Plan, kinds: Sequence[Kind], tables: Sequence[Mapping[str, Node]]) -> Iterator[Place]:
    """For each column of numbers in a table that has a row for every kind: what stands there."""
    for named in tables:
        rows = _of_kind(named, kinds)
        if len(rows) < len(kinds) or len(set(rows.values())) < len(rows):
            continue
        for column in sorted(next(iter(rows.values())).cells)[1:]:
            place: Place = {}
            for name, row in rows.items():
                amount = plan.outline.amounts.only(*row.cells[column].span) if column in row.cells else None
                if amount and amount.exact and amount.kind in COUNTS and not amount.of:
                    span = Span(amount.start, amount.end)
                    said = f"{plan.outline.text[slice(*span)]} in the table"
                    place[name] = frozenset({amount.low}), span, said
            yield place


def _named_sections(plan: Plan) -> Mapping[str, Section]:
    return _by_name([(normal(section.title).split(" ")[0], section) for section in plan.document.sections[1:]])


def _in_sections(plan: Plan, kinds: Sequence[Kind], named: Mapping[str, Section]) -> Place:
    """What the sections of one level that are named after the kinds hold."""
    sections = _of_kind(named, kinds)
    if len({section.level for section in sections.values()}) != 1:
        return {}
    held = {name: _entries(plan, section) for name, section in sections.items()}
    return {
        name: (values, sections[name].title_span, f"{number(count)} in “{sections[name].title}”")
        for name, (values, count) in held.items()
        if values
    }


def _entries(plan: Plan, section: Section) -> tuple[frozenset[float], float]:
    """The ways to count what a section holds, and the plainest: numbered headings, else entries of lists and tables."""
    below = [child for child in plan.document.subsections(section) if child.parent is section]
    numbered = [child for child in below if _is_numbered(plan, child)]
    values = {float(len(below)), float(len(numbered))}
    if not numbered:
        groups = [g for g in plan.outline.groups if section in g.nodes[0].section.path and g.kind in ("items", "rows")]
        values |= {float(len(group.nodes)) for group in groups} | {float(sum(len(group.nodes) for group in groups))}
    values -= {0.0}
    return frozenset(values), float(len(numbered)) or min(values, default=0.0)


def _is_numbered(plan: Plan, section: Section) -> bool:
    title = section.title.lstrip("*_# ").split(" ")[0].rstrip(".):")
    return title.isdecimal() or read_id(plan.document.with_code, *section.title_span, plan.vocabulary) is not None

"""Parts with figures: list items, table rows or subsections that each state one figure of the same unit.

"- Parser (4 hours)" and "- Printer (2 hours)" are two parts in hours. A total, an estimate or a count that stands above
or below them can be compared with their sum.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Literal

from planlint.facts.columns import Grid
from planlint.facts.figures import Figure, figures_in
from planlint.facts.quantities import Quantities
from planlint.markdown.document import Document, Item, Section, Table
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_RATE = regex(r"\s?(?:/|per\s)\s?([^\W\d_]+)")
_COUNT_LAST = regex(r"\(~?\d{1,4}\+?(?:\s[^()\d]+)?\)[\s*:_]*$")
_WORDS_BEHIND = regex(r"(?:[ *_]{1,3}[^\W\d_][\w-]*){2,3}")
_WORD_BEFORE = regex(r"([^\W\d_]+)\s$")
_SUPPOSED = regex(r"\d[hdwm%]?[*_)]*\s?[-–—]\s?$|(?<!\s)[-–—]$|[→=+×]\s?$|(?<!\*)\*\s$|->\s?$")

_DIMENSIONS = {**dict.fromkeys(("minute", "hour", "day", "week", "month"), "time"), "point": "points"}

BARE = "#"
"""The unit of numbers that stand alone in brackets."""

PartsKind = Literal["list", "table", "sections", "labels"]


@record
class Parts:
    """Two or more members of one list, table column or section that state a figure of one unit each.

    `unit` is "time" for all units of time and "#" for numbers alone in brackets, `rate` the word behind a slash or
    "per" ("week" in "10 hours/week"); `missing` counts the members without such a figure.
    """

    kind: PartsKind
    unit: str
    rate: str
    figures: tuple[Figure, ...]
    missing: int
    span: Span
    section: Section
    items: tuple[Item, ...] = ()
    table: Table | None = None
    column: int = -1


def unit_key(figure: Figure) -> str:
    """What makes two figures addable: "time", "points", "money", or the unit."""
    return figure.dimension if figure.dimension in ("time", "points", "money") else figure.unit


def with_noun(document: Document, figure: Figure, vocabulary: Vocabulary) -> Figure:
    """`figure` with the unit that stands behind an adjective: "12 new tests" are tests."""
    if figure.dimension != "count" or figure.unit in vocabulary.units.values():
        return figure
    words = _WORDS_BEHIND.match(document.prose, figure.number.end)
    named = words[0].casefold().split() if words else []
    for index, word in enumerate(named[1:], 1):
        unit = vocabulary.units.get(word, "")
        if any(vocabulary.has("clause-words", before) for before in named[:index]):
            break
        if unit and unit not in _DIMENSIONS and unit != "%":
            return replace(figure, unit=unit)
    return figure


def is_alone_in_brackets(document: Document, figure: Figure) -> bool:
    """Whether brackets hold the number and nothing else: "Unit tests (12)"."""
    text = document.prose
    return text[figure.span.start - 1 : figure.span.start] == "(" and text[figure.span.end : figure.span.end + 1] == ")"


def rate_of(document: Document, figure: Figure) -> str:
    """The word behind a slash or "per" right after `figure`, or ""."""
    match = _RATE.match(document.prose, figure.span.end)
    return match[1].casefold() if match else ""


def is_total(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a line starts with a word for a total ("Total: 5h", "Subtotal 3"), or its label ends with one ("Day 2
    total: 5h")."""
    folded = text.casefold()
    if _total_pattern(vocabulary.lists["sum-words"]).match(folded):
        return True
    label = re.match(r"[^:：|\n]{1,30}?\s([^\W\d_]+)[\s*_]*[:：]", folded)
    return label is not None and vocabulary.has("sum-words", label[1])


@cache
def _total_pattern(words: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
    return re.compile(rf"[\W_]*(?:{either})(?!\w)")


def read_parts(
    document: Document, quantities: Quantities, grids: Sequence[Grid], vocabulary: Vocabulary
) -> tuple[Parts, ...]:
    """All groups of parts: of lists, of table columns, of the headings below a heading; in the order of the text."""
    found = [*_of_lists(document, quantities, vocabulary), *_of_grids(grids)]
    found += [*_of_sections(document, quantities, vocabulary), *_of_labels(document, quantities, vocabulary)]
    found.sort(key=lambda parts: parts.span)
    return tuple(found)


def _of_lists(document: Document, quantities: Quantities, vocabulary: Vocabulary) -> Iterator[Parts]:
    lists: dict[int, list[Item]] = defaultdict(list)
    for item in document.items:
        lists[item.list_index].append(item)
    for siblings in lists.values():
        if sum(quantities.states(item.text_span) for item in siblings) < 2:
            continue
        items = [item for item in siblings if not is_total(item.text, vocabulary) and not item.text.startswith("~~")]
        if len(items) < 2:
            continue
        stated = [
            _stated(document, _plain(document, vocabulary, figures_in(document, quantities, item.text_span)))
            for item in items
        ]
        span = Span(items[0].span.start, items[-1].span.end)
        for (unit, rate), figures in _by_unit(stated).items():
            missing = len(items) - len(figures)
            yield Parts("list", unit, rate, tuple(figures), missing, span, items[0].section, tuple(items))


def entry_parts(
    document: Document,
    quantities: Quantities,
    vocabulary: Vocabulary,
    section: Section,
    span: Span,
    unit: str,
    rate: str,
) -> Parts | None:
    """All top-level list items inside `span` with the figure of `unit` that each states; None if fewer than two do."""
    found: list[Figure] = []
    items = [item for item in document.items if span.covers(item.span) and not item.parent]
    items = [item for item in items if not is_total(item.text, vocabulary)]
    for item in items:
        figures = _plain(document, vocabulary, figures_in(document, quantities, item.text_span))
        figure = _stated(document, figures).get((unit, rate))
        found += [figure] if figure else []
    missing = len(items) - len(found)
    return Parts("list", unit, rate, tuple(found), missing, span, section, tuple(items)) if len(found) > 1 else None


def _of_sections(document: Document, quantities: Quantities, vocabulary: Vocabulary) -> Iterator[Parts]:
    below: dict[Section, list[Section]] = defaultdict(list)
    for section in document.sections[1:]:
        if section.parent:
            below[section.parent].append(section)
    for parent, sections in below.items():
        stated = [
            _stated(document, _plain(document, vocabulary, figures_in(document, quantities, section.title_span)))
            for section in sections
        ]
        span = Span(sections[0].span.start, sections[-1].span.end)
        for (unit, rate), figures in _by_unit(stated).items():
            missing = len(sections) - len(figures)
            yield Parts("sections", unit, rate, tuple(figures), missing, span, parent)


def _of_grids(grids: Sequence[Grid]) -> Iterator[Parts]:
    for grid in grids:
        lines = list(grid.plain())
        for column in range(len(grid.heads)):
            figures = [figure for line in lines if (figure := line.figure(column))]
            units = {unit_key(figure) for figure in figures}
            if units == {""} and column < len(grid.units):
                units = {grid.units[column]}
                units = {_DIMENSIONS.get(unit, unit) for unit in units}
            if len(figures) >= 2 and len(units) == 1 and units != {""} and not in_sequence(figures):
                missing = sum(bool(line.text(column)) for line in lines)
                span, table = grid.table.span, grid.table
                yield Parts(
                    "table", units.pop(), "", tuple(figures), missing, span, table.section, table=table, column=column
                )


def _of_labels(document: Document, quantities: Quantities, vocabulary: Vocabulary) -> Iterator[Parts]:
    """Bold lines of one section that end with a count in brackets: "**Unit tests (12)**"."""
    labels: dict[Section, list[Span]] = defaultdict(list)
    for segment in document.segments:
        text = document.prose[segment.span.start : segment.span.end]
        if segment.kind == "line" and not segment.item and text.startswith("**") and _COUNT_LAST.search(text):
            labels[segment.section].append(segment.span)
    for section, spans in labels.items():
        if len(spans) > 1:
            figures = [_plain(document, vocabulary, figures_in(document, quantities, span)) for span in spans]
            counts = [[figure for figure in found if figure.dimension in ("count", "bare")] for found in figures]
            span = Span(spans[0].start, spans[-1].end)
            for (unit, rate), found in _by_unit([_stated(document, each) for each in counts]).items():
                yield Parts("labels", unit, rate, tuple(found), len(spans) - len(found), span, section)


def _stated(document: Document, figures: Sequence[Figure]) -> dict[tuple[str, str], Figure]:
    """The one figure of each unit that a line states: the only one, or the only one in brackets."""
    by_unit: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.dimension == "percent" or figure.of is not None:
            continue
        if figure.unit or figure.dimension == "money":
            by_unit[unit_key(figure), rate_of(document, figure)].append(figure)
        elif is_alone_in_brackets(document, figure):
            by_unit[BARE, ""].append(figure)
    stated: dict[tuple[str, str], Figure] = {}
    for key, found in by_unit.items():
        bracketed = [figure for figure in found if document.prose[figure.span.start - 1 : figure.span.start] == "("]
        chosen = found if len(found) == 1 else bracketed
        if len(chosen) == 1 and not _SUPPOSED.search(
            document.prose[max(0, chosen[0].span.start - 6) : chosen[0].span.start]
        ):
            stated[key] = chosen[0]
    return stated


def _plain(document: Document, vocabulary: Vocabulary, figures: Sequence[Figure]) -> list[Figure]:
    """`figures` without those that the word before them sets aside: "saved 2h", "max 3h"."""
    kept = []
    for figure in figures:
        word = _WORD_BEFORE.search(document.prose, max(0, figure.span.start - 20), figure.span.start)
        if word is None or not vocabulary.has("sum-remarks", word[1].casefold()):
            kept.append(with_noun(document, figure, vocabulary))
    return kept


def _by_unit(stated: Sequence[dict[tuple[str, str], Figure]]) -> dict[tuple[str, str], list[Figure]]:
    units: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for line in stated:
        for key, figure in line.items():
            units[key].append(figure)
    return {key: figures for key, figures in units.items() if len(figures) >= 2 and not in_sequence(figures)}


def in_sequence(figures: Sequence[Figure]) -> bool:
    """Whether figures are places on one line, not amounts: "0-2s", "2-5s", "5-8s"; or 1, 2, 3."""
    rising = all(a.high <= b.low for a, b in pairwise(figures))
    ranges = sum(figure.low != figure.high for figure in figures)
    counting = len(figures) > 2 and [figure.low for figure in figures] == list(range(1, len(figures) + 1))
    return (rising and ranges * 2 >= len(figures) and len(figures) > 2) or (counting and not ranges)

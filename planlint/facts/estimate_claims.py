"""Estimates: what a plan says a thing will take, in time or in points, and where it says so.

A statement is one place: an estimate field under a heading or item, a figure behind the name in a heading or item, the
cells of a table row. Several figures in one place ("4h (1.3h base x 3x)", base and total of a row) are alternatives.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from planlint.facts.columns import Grid, Line
from planlint.facts.fields import Field
from planlint.facts.figures import Figure, figures_in
from planlint.facts.ledger import Subject
from planlint.facts.quantities import Quantities
from planlint.markdown.document import Document
from planlint.plan.names import normal
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

Place = Literal["field", "tail", "row"]

_NEAR_START = 28
_FIGURE_FOR_TITLE = regex(r"[^:\n]{1,40}:[\s*_~]*\d[\d.,–-]*\s?[^\W\d_]+(?:\s[^\W\d_]+)?[\s*_]*")
_NAMED = regex(r"\s+([^\W\d_]{3,})(?!\w|\s*[x×*]\s*\d)")


@record
class Statement:
    """What one place says. `main` is the figure that a reader takes first; `figures` all that the place offers, the sum
    of a base and its buffer included; `key` the field's key or the column's head."""

    subject: Subject
    place: Place
    main: Figure
    figures: tuple[Figure, ...]
    key: str
    named: tuple[tuple[str, Figure], ...] = ()
    """Figures with the word that says what they are: "base" in "2h base", or the head of a column."""


class Estimates:
    """Finds the statements of subjects. `grids` are those of the document."""

    def __init__(
        self, document: Document, quantities: Quantities, grids: Sequence[Grid], vocabulary: Vocabulary
    ) -> None:
        self._document = document
        self._quantities = quantities
        self._vocabulary = vocabulary
        self._lines = {line.row: (grid, line) for grid in grids for line in grid.lines}
        self._read: dict[Subject, list[Statement]] = {}

    def of(self, subject: Subject) -> list[Statement]:
        """All statements that one subject makes."""
        if subject not in self._read:
            self._read[subject] = list(self._of_row(subject)) if subject.row else self._of_place(subject)
        return self._read[subject]

    def _of_place(self, subject: Subject) -> list[Statement]:
        found = [statement for field in subject.fields if (statement := self._of_field(subject, field))]
        if len(found) > len({statement.key for statement in found}):
            found = []  # fields of several things below
        tail = self._of_tail(subject)
        return [*found, tail] if tail else found

    def _of_field(self, subject: Subject, field: Field) -> Statement | None:
        """The statement of an estimate field: its value begins with the figure, or with a word or two before it."""
        if not any(field.names(name, self._vocabulary) for name in ("estimate", "points", "end", "duration")):
            return None
        value = Span(*field.value)
        figures = [figure for figure in self._figures(value) if figure.dimension in ("time", "points", "bare")]
        if not figures or figures[0].of is not None:
            return None
        if field.names("end", self._vocabulary) and figures[0].dimension != "time":
            return None
        main = figures[0]
        if main.dimension == "bare":
            unit = self._unit_of_key(field.key)
            if not unit:
                return None
            main = _with_unit(main, unit)
        before = self._document.prose[value.start : main.span.start]
        behind = self._document.prose[main.span.end : value.end].lstrip(" *_")
        if len(before) > _NEAR_START or self._set_aside(value) or behind[:1] in ("+", "→", "="):
            return None
        same = [figure for figure in figures if figure.dimension == main.dimension]
        named = tuple((word, figure) for figure in same if (word := self._word_behind(figure)))
        return Statement(subject, "field", main, (main, *same), field.key, named)

    def _of_tail(self, subject: Subject) -> Statement | None:
        """A figure behind the name of a heading, item or label: "(4 hours)", "- 5 pts"; or in the place of its title:
        "Sprint 2: 18 points"."""
        place = subject.tail
        if subject.ids and _FIGURE_FOR_TITLE.fullmatch(self._document.prose, subject.name.start, subject.tail.end):
            place = Span(self._document.prose.index(":", subject.name.start) + 1, subject.tail.end)
        figures = [figure for figure in self._figures(place) if figure.dimension in ("time", "points")]
        if len(figures) != 1 or figures[0].of is not None or self._set_aside(place):
            return None
        before = self._document.prose[place.start : figures[0].span.start]
        tail = self._document.prose[place.start : place.end]
        if any(char.isalnum() for char in before) or "→" in tail or "->" in tail:
            return None
        return Statement(subject, "tail", figures[0], (figures[0],), "")

    def _of_row(self, subject: Subject) -> Iterator[Statement]:
        """One statement a dimension: all cells of the row in columns that may hold an estimate."""
        grid, line = self._lines.get(subject.row, (None, None)) if subject.row else (None, None)
        if grid is None or line is None or line.kind not in ("plain", "part total"):
            return
        for dimension in ("time", "points"):
            cells = [pair for column in range(len(grid.heads)) for pair in self._cell(grid, line, column, dimension)]
            planned = [figure for figure, asked in cells if asked]
            if planned:
                figures = tuple(figure for figure, _ in cells)
                named = tuple((self._head_of(grid, line, figure), figure) for figure in figures)
                yield Statement(subject, "row", planned[-1], figures, self._head_of(grid, line, planned[-1]), named)

    def _head_of(self, grid: Grid, line: Line, figure: Figure) -> str:
        column = next(c for c in range(len(grid.heads)) if line.row.cells[c].span.end >= figure.span.end)
        return grid.heads[column]

    def _word_behind(self, figure: Figure) -> str:
        """The word that names a figure; not where the figure is a factor ("1.3h base x 3")."""
        match = _NAMED.match(self._document.prose, figure.span.end)
        return match[1].casefold() if match else ""

    def _cell(self, grid: Grid, line: Line, column: int, dimension: str) -> Iterator[tuple[Figure, bool]]:
        """The cell's figure, and whether its column is about what is planned."""
        figure = line.figure(column)
        if figure is None or figure.of is not None:
            return
        head = grid.heads[column]
        unit = grid.units[column] if column < len(grid.units) else ""
        if figure.dimension == "bare" and unit and head:
            figure = _with_unit(figure, unit)
        words = ("actual-keys", "remaining-words", "progress-keys", "start-keys", "end-keys")
        if figure.dimension == dimension:
            yield figure, not any(self._vocabulary.mentions(name, head) for name in words)

    def _figures(self, span: Span) -> list[Figure]:
        return figures_in(self._document, self._quantities, span)

    def _unit_of_key(self, key: str) -> str:
        words = key.split()
        return next((self._vocabulary.units[word] for word in reversed(words) if word in self._vocabulary.units), "")

    def _set_aside(self, span: Span) -> bool:
        """Whether the text speaks of what is left, was spent or is only allowed for."""
        text = self._document.prose[span.start : span.end]
        return any(self._vocabulary.mentions(name, text) for name in ("remaining-words", "actual-keys", "aside-words"))


def _with_unit(figure: Figure, unit: str) -> Figure:
    if unit in ("second", "minute", "hour", "day", "week", "month"):
        return replace(figure, unit=unit, dimension="time")
    return replace(figure, unit=unit, dimension="points" if unit == "point" else figure.dimension)


def is_estimate_key(key: str, vocabulary: Vocabulary) -> bool:
    """Whether `key` names an estimate."""
    return normal(key) in vocabulary.keys["estimate"]

"""Totals with the amounts that make them up, line by line: "Total: 12, Done: 8, Open: 4".

Such amounts stand below each other in a list, in labelled lines, in the rows of a table with one column of figures or
in a drawing, or beside each other on one line.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from planlint.facts.columns import Grid
from planlint.facts.figures import Figure
from planlint.facts.quantities import Quantities, Quantity
from planlint.markdown.document import Document, Item, Segment
from planlint.plan.names import normal
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_KEYED = regex(r"[\W_]*(?P<key>[^\W\d][^:：|\d\n]{0,40}?)[\s*_]*[:：][\s*_]*(?P<value>[^\s*_].*)")
_DRAWN = regex(r"[\W_]*(?P<key>[^\W\d_][^:：|\n]{0,50}?)(?:\s*[:：]\s*|\s{2,}|\s?\.{3,}\s?)(?P<value>[~<$€£]?\d.*)")
_LEAD = regex(r"[\s*_<~≈$€£¥✅❌⏳⚠️🟢🟡🔴]*")
_RULE = regex(r"[\W_]*")
_FEWEST = 3

Kind = Literal["item", "line", "drawn", "row", "beside"]


@record
class Amount:
    """One labelled figure. `label` is comparable; `rest` holds the words behind the figure, its unit included."""

    label: str
    figure: Figure
    rest: str
    kind: Kind


FiguresOf = Callable[[Span], list[Figure]]


def read_balances(
    document: Document, quantities: Quantities, grids: Sequence[Grid], figures: FiguresOf, vocabulary: Vocabulary
) -> list[tuple[Amount, ...]]:
    """Runs of three or more labelled amounts, in the order of the text. `figures` gives those inside a span."""
    runs = [*_of_lines(document, quantities, figures, vocabulary), *_of_grids(grids), *_beside(document, figures)]
    return [tuple(run) for run in runs if len(run) >= _FEWEST]


def _of_lines(
    document: Document, quantities: Quantities, figures: FiguresOf, vocabulary: Vocabulary
) -> Iterator[list[Amount]]:
    """List items of one list, and lines right below each other, each with a key and a figure."""
    run: list[Amount] = []
    last: Segment | None = None
    for segment in document.segments:
        if segment.kind not in ("item", "line", "drawn"):
            continue
        if segment.kind == "item" and segment.item and segment.span.start > segment.item.text_span.start:
            continue
        if segment.kind == "drawn" and last and last.kind == "drawn" and _is_rule(document, segment):
            last = segment if run else None
            continue
        amount = _amount(document, quantities, segment, figures)
        gap = 2 if amount and segment.kind == "line" and is_whole(amount, vocabulary) else 1
        if last and not (amount and _follows(last, segment, gap)):
            yield run
            run = []
        broken = amount and not run and segment.kind == "drawn" and _goes_on(document, segment)
        last = segment if amount and not broken else None
        run += [amount] if amount and not broken else []
    yield run


def _goes_on(document: Document, segment: Segment) -> bool:
    """Whether a drawn line stands right below another with a figure."""
    above = document.source.line_text(segment.line - 1)
    return any(char.isdigit() for char in above) and "```" not in above


def _is_rule(document: Document, segment: Segment) -> bool:
    return _RULE.fullmatch(document.source[segment.span]) is not None


def _follows(last: Segment, segment: Segment, gap: int) -> bool:
    """Whether two lines stand in one list, or at most `gap` lines apart."""
    if last.kind != segment.kind:
        return False
    if isinstance(last.item, Item) and isinstance(segment.item, Item) and last.kind == "item":
        return last.item.list_index == segment.item.list_index
    return segment.line - last.line <= gap and last.item is segment.item


def _amount(document: Document, quantities: Quantities, segment: Segment, figures: FiguresOf) -> Amount | None:
    if not quantities.states(segment.span):
        return None
    drawn = segment.kind == "drawn"
    text = document.with_code if drawn else document.prose
    match = (_DRAWN if drawn else _KEYED).match(text, *segment.span)
    if match is None:
        return None
    value = Span(*match.span("value"))
    found = [_plain(text, q) for q in quantities.inside(value)] if drawn else figures(value)
    kind: Kind = "drawn" if drawn else "line" if segment.kind == "line" else "item"
    return _first(text, normal(match["key"]), value, found, kind)


def _first(text: str, label: str, value: Span, found: Sequence[Figure], kind: Kind) -> Amount | None:
    """The figure that a value starts with."""
    lead = _LEAD.match(text, *value)
    if not found or not lead or found[0].span.start > lead.end() or found[0].of is not None:
        return None
    first = found[0]
    if first.dimension == "percent" or first.low != first.high:
        return None
    return Amount(label, first, normal(text[first.number.end : value.end]), kind)


def _plain(text: str, quantity: Quantity) -> Figure:
    """A quantity of a drawing as a figure."""
    decimals = re.search(r"\.(\d+)$", text[quantity.number.start : quantity.number.end])
    place = Decimal(1).scaleb(-len(decimals[1]) if decimals else 0)
    return Figure(
        quantity.span,
        quantity.number,
        quantity.low,
        quantity.high,
        place,
        quantity.unit,
        quantity.dimension,
        quantity.approximate or bool(quantity.bound),
        quantity.open_ended,
    )


def _of_grids(grids: Sequence[Grid]) -> Iterator[list[Amount]]:
    """The rows of tables with one column of figures right behind the label."""
    for grid in grids:
        if not 2 <= len(grid.heads) <= 3:
            continue
        run: list[Amount] = []
        for line in grid.lines:
            figure = line.figure(1)
            plain = figure and figure.of is None and figure.dimension != "percent" and figure.low == figure.high
            if figure and plain and line.label is line.row.cells[0]:
                run.append(Amount(normal(line.label.text), figure, "", "row"))
            else:
                yield run
                run = []
        yield run


def _beside(document: Document, figures: FiguresOf) -> Iterator[list[Amount]]:
    """Keys with figures on one line: "**Total:** 12 | **Done:** 8 | **Open:** 4"."""
    for segment, _ in document.numbered:
        text = document.text(segment.span)
        if segment.kind not in ("line", "item") or text.count(":") < _FEWEST - 1:
            continue
        run: list[Amount] = []
        for part in re.finditer(r"(?:[^|,;·•/]|/(?=\d)|,(?=\d{3}))+", text):
            span = Span(segment.span.start + part.start(), segment.span.start + part.end())
            match = _KEYED.match(document.prose, *span)
            value = Span(*match.span("value")) if match else span
            amount = _first(document.prose, normal(match["key"]), value, figures(value), "beside") if match else None
            run += [amount] if amount else []
        yield run


def is_whole(amount: Amount, vocabulary: Vocabulary) -> bool:
    """Whether a label names a total: "total", "total tests", "tasks in total"."""
    words = amount.label.split()
    return bool(words) and (
        vocabulary.has("total-words", words[0])
        or vocabulary.has("total-words", words[-1])
        or any(vocabulary.has("total-words", word) for word in amount.rest.split()[:2])
    )


def state_of(label: str, vocabulary: Vocabulary) -> str:
    """The state, or the priority, that a label says ("tests passed", "still open", "high priority"); else ""."""
    noun = [word for word in label.split() if word not in vocabulary.units]
    if " ".join(noun) in vocabulary.statuses:
        return vocabulary.statuses[" ".join(noun)]
    words = [word for word in noun if not vocabulary.has("small-words", word) and not vocabulary.has("now-words", word)]
    phrase = " ".join(words)
    if any(vocabulary.has("priority-keys", word) for word in words) and len(words) == 2:
        phrase = words[0]
    if phrase in vocabulary.priorities:
        return f"priority {vocabulary.priorities[phrase]}"
    if vocabulary.has("remaining-words", phrase):
        return "left"
    if vocabulary.has("result-words", phrase):
        return "done"
    return vocabulary.statuses.get(phrase, "")

"""One source to its formatted source: bars in one style, and tables with their columns in line.

Nothing else is changed, and what is changed is proved: the page renders as before, but for the glyphs of bars.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from planlint.compare.plan import Plan
from planlint.fixing.proof import keeps_rendering, sift, unused_word
from planlint.markdown.document import Document, Table
from planlint.markdown.parser import render
from planlint.markdown.tables import table_edits
from planlint.plan.bars import Bar, draw, read_bars
from planlint.plan.shares import Shares
from planlint.running.linter import build_plan, options_of
from planlint.settings.catalogue import rules
from planlint.settings.config import Settings
from planlint.settings.suppressions import read_suppressions
from planlint.text.diagnostics import Edit
from planlint.text.edits import apply_edits, in_order
from planlint.text.records import replace
from planlint.text.source import Source, Span
from planlint.text.visible import width

TABLES = "FMT006"
"""The rule that reports what is done to tables; where a comment switches it off, they stay as they are."""

_TRIALS = 10_000

Change = tuple[Edit, ...]


def format_text(source: Source, settings: Settings) -> Source:
    """`source` with its tables laid out, and its bars in the style that `settings` ask for; the same where all is well.

    Formatting the result once more changes nothing. Line ends and byte order mark are kept.
    """
    style = settings.format.get("bar", "")
    return _with_tables(_with_bars(source, settings, style) if style else source, settings)


# --- tables ----------------------------------------------------------------------------------------------------------


def _with_tables(source: Source, settings: Settings) -> Source:
    if "|" not in source.text:
        return source
    document = Document(source)
    max_width = options_of(rules()[TABLES], settings)["max_width"]
    suppressions = read_suppressions(document)
    changes: list[tuple[Table, Change]] = []
    for table in document.tables:
        edits = table_edits(source, table, max_width)
        if edits and not suppressions.at(TABLES, table.span.start):
            changes.append((table, edits))
    if not changes:
        return source
    return replace(source, text=_laid_out(source.text, changes))


def _laid_out(text: str, changes: Sequence[tuple[Table, Change]]) -> str:
    """`text` with those changes that leave its page as it is: all of them, but where parsers see different tables."""
    page = render(text)

    def holds(group: tuple[Change, ...]) -> bool:
        return render(_applied(text, group)) == page

    everything = tuple(edits for _, edits in changes)
    if not holds(everything):
        shown = _shown_tables(text, [table for table, _ in changes])
        everything = sift([tuple(edits for table, edits in changes if table in shown)], holds, _TRIALS)
    return _applied(text, everything)


def _applied(text: str, group: Sequence[Change]) -> str:
    return apply_edits(text, (edit for edits in group for edit in edits))


def _shown_tables(text: str, tables: Sequence[Table]) -> set[Table]:
    """The tables that are tables on the rendered page, too, and not code there: each gets a word, and shows it."""
    word = unused_word(text)
    places = [table.header.cells[0].span.start for table in tables]
    marked = apply_edits(text, [Edit(Span(at, at), f"{word}{n}{word}") for n, at in enumerate(places)])
    shown = re.findall(rf"<th[^>]*>{word}(\d+){word}", render(marked))
    return {tables[int(number)] for number in shown}


# --- bars ------------------------------------------------------------------------------------------------------------


def _with_bars(source: Source, settings: Settings, style: str) -> Source:
    plan = build_plan(source, settings)
    edits = tuple(bar_edits(plan, style))
    if not edits:
        return source

    def holds(group: tuple[Edit, ...]) -> bool:
        return keeps_rendering(source.text, in_order(group, len(source.text)), render)

    return replace(source, text=apply_edits(source.text, sift([edits], holds, _TRIALS)))


def bar_edits(plan: Plan, style: str) -> Iterator[Edit]:
    """The edits that draw the labelled bars of `plan` in `style`, a full glyph and an empty one.

    A bar keeps its width, its brackets, and what it shows, be that right or wrong. Those without a percentage or a
    fraction beside them stay as they are, and so do bars of charts, and drawings that would get wider or narrower.
    """
    for shares in plan.shares:
        drawn = shares.node.kind == "drawn"
        for bar in shares.bars:
            value = _value(shares, bar)
            if bar.open_width and (drawn or value != 100):
                continue  # of a chart, unless full and beside 100 %
            filled = _filled(bar, value)
            wrap = not bar.framed and style.isascii()
            edit = Edit(bar.span if wrap else bar.cells, draw(style, filled, bar.width, framed=wrap))
            old = plan.source[edit.span]
            fits = not drawn or width(old) == width(edit.text)
            if edit.text != old and fits and _reads_back(plan.document, shares.span, bar, edit, filled):
                yield edit


def _value(shares: Shares, bar: Bar) -> Decimal:
    """The percentage nearest to a bar, else the nearest fraction as one."""
    figures = shares.percents or shares.fractions
    nearest = min(figures, key=lambda amount: max(amount.start - bar.span.end, bar.span.start - amount.end))
    value = Decimal(repr(nearest.low))
    return value if nearest.of is None else value * 100 / Decimal(repr(nearest.of))


def _filled(bar: Bar, value: Decimal) -> int:
    """How many cells are filled where each is either full or empty: for the stated value, if the bar shows it now."""
    exact = value * bar.width / 100 if bar.fits(float(value)) else Decimal(bar.filled)
    return min(bar.width, max(0, int(exact.to_integral_value(ROUND_HALF_UP))))


def _reads_back(document: Document, line_span: Span, bar: Bar, edit: Edit, filled: int) -> bool:
    """Whether the new bar is read as a bar of the same width, where it stands."""
    start, end = line_span
    line = document.with_code[start : edit.span.start] + edit.text + document.with_code[edit.span.end : end]
    return any(
        new.cells.start - (edit.span.start - start) in (0, 1) and new.filled == filled and new.width == bar.width
        for new in read_bars(line, 0, len(line))
    )

"""Numbered days, weeks, months and sprints: "Day 3", "Weeks 1-2", "第3周"."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from planlint.plan.outline import Outline
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

NUMBER_RANGE = regex(
    r"(?:[-–—‑~/&+]|\s(?:[-–—&+]|(?P<word>[^\W\d_]+))\s(?=[\d.]+\s*(?:[^\w\s]|$)))"
    r"(?P<last>\d{1,4}(?:\.\d{1,3}){0,3})(?![\w%/-]|\.\d|,\d)"
)
"""What makes a number a range; with spaces around the sign only where nothing follows that could be counted."""

KINDS = ("day", "week", "month", "sprint")
_ORDINAL_WORD = regex(r"(?<![\w-])(?P<word>[^\W\d_]+)\s#?(?P<low>\d{1,3})(?![\w%°]|[.,:/]\d)")
_IDEOGRAPH = regex(r"[\u3040-\ud7a3]")
_ORDINAL_CJK = regex(
    r"(?P<prefix>第?)\s?(?P<low>\d{1,3})(?:\s?[-–—~]\s?(?P<high>\d{1,3}))?\s?(?P<word>[\u3040-\u9fff\uac00-\ud7a3]{1,3})"
)


@value_object
class Ordinal:
    """A numbered day, week, month or sprint, or a range of them: "Day 3", "Weeks 1-2"."""

    span: Span
    kind: str
    low: int
    high: int
    open_ended: bool = False


@value_object
class Ordinals:
    """All ordinals of a document, in the order of the text, found by place."""

    all: tuple[Ordinal, ...]

    def inside(self, span: Span) -> tuple[Ordinal, ...]:
        """The ordinals that start inside `span`."""
        first = bisect_left(self._starts, span.start)
        return self.all[first : bisect_left(self._starts, span.end, first)]

    @cached_property
    def _starts(self) -> list[int]:
        return [ordinal.span.start for ordinal in self.all]


def read_ordinals(outline: Outline) -> Ordinals:
    """Every numbered day, week, month and sprint in prose, tables, and lines drawn in fences."""
    found: list[Ordinal] = []
    for span in outline.stretches(outline.amounts.ordinals):
        found += _ordinals(outline.text, span, outline.vocabulary)
    if not outline.text.isascii() and _IDEOGRAPH.search(outline.text):
        taken = {ordinal.span.start for ordinal in found}
        spans = outline.stretches(match.start("low") for match in _ORDINAL_CJK.finditer(outline.text))
        found += (
            o for span in spans for o in _dense(outline.text, span, outline.vocabulary) if o.span.start not in taken
        )
    found.sort(key=lambda ordinal: ordinal.span)
    return Ordinals(tuple(found))


def _ordinals(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[Ordinal]:
    for match in _ORDINAL_WORD.finditer(text, *span):
        kind = vocabulary.series.get(match["word"].casefold(), "")
        if kind not in KINDS:
            continue
        low, end = int(match["low"]), match.end()
        last = NUMBER_RANGE.match(text, end, span.end)
        if last and "." not in last["last"] and _is_range(text, last, vocabulary):
            yield Ordinal(Span(match.start(), last.end()), kind, low, int(last["last"]))
        else:
            yield Ordinal(Span(match.start(), end), kind, low, low, text[end : end + 1] == "+")


def _dense(text: str, span: Span, vocabulary: Vocabulary) -> Iterator[Ordinal]:
    for match in _ORDINAL_CJK.finditer(text, *span):
        table = vocabulary.series if match["prefix"] else vocabulary.ordinals
        kind, length = vocabulary.longest(table, match["word"])
        if kind in KINDS:
            where = Span(match.start(), match.start("word") + length)
            yield Ordinal(where, kind, int(match["low"]), int(match["high"] or match["low"]))


def _is_range(text: str, match: re.Match[str], vocabulary: Vocabulary) -> bool:
    if match["word"]:
        return vocabulary.has("ranges", match["word"].casefold())
    return text[match.start() : match.start("last")].strip() in {"-", "–", "—", "‑", "~"}

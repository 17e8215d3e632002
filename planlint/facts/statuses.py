"""Statuses: the words and glyphs that say how far a thing has come, where they stand in a status slot.

A status slot is a place made for a status: the value of a status field, a cell of a status column, the end of a
heading. Running text is none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planlint.document import Document
from planlint.facts.names import is_symbol
from planlint.source import Span
from planlint.vocabulary import Vocabulary

GLYPHS: Mapping[str, str] = {
    "✅": "done", "☑": "done", "✔": "done", "✓": "done", "🗹": "done", "🎉": "",
    "🔄": "active", "🚧": "active", "🏗": "active", "🔧": "active", "🔨": "active", "▶": "active", "🟡": "", "🟠": "",
    "⬜": "open", "☐": "open", "⚪": "", "🔲": "open", "⭕": "", "📋": "", "🟢": "", "🔴": "", "❌": "", "✗": "", "✘": "",
    "⏳": "", "⌛": "", "⏸": "", "⚠": "", "⏭": "", "🚫": "", "⛔": "",
}  # fmt: skip
"""What a glyph says by itself; "" where its meaning differs from plan to plan and only a legend can tell."""

FINISHED = frozenset({"done", "live", "final"})
UNFINISHED = frozenset({"partial", "active", "review", "open", "blocked", "failed"})
_SKIP = " \t*_~`#:–—-"
_LEGEND = re.compile(
    r"(?P<glyph>[^\w\s*|`\[\](){}:=.,;/\\-][\ufe0f\u200d]?)\s*(?:=|:|-|–|—|→)?\s*\**(?P<word>[^\W\d_][^|,;/()\n✅🔄⏳❌⬜]{1,28})"
)
_PERCENT = re.compile(r"~?(\d{1,3}(?:[.,]\d+)?)\s?%\s*")


@dataclass(frozen=True, slots=True)
class Status:
    """A status as read. `state` is canonical ("done", "active", "partial", "open" ...), "" when a glyph stands alone
    that means nothing by itself; `word` is the span of the phrase (empty when there is none)."""

    span: Span
    state: str
    word: Span
    glyph: str
    exact: bool
    """Nothing but punctuation, a parenthesis or a new clause follows the phrase."""
    percent: float | None = None
    """A percentage that stands before the phrase: "60% complete"."""


def glyph_state(glyph: str, legend: Mapping[str, str]) -> str:
    """What a glyph says in this document."""
    bare = glyph.rstrip("\ufe0f")
    return legend.get(bare, GLYPHS.get(bare, ""))


def read_status(text: str, span: Span, vocabulary: Vocabulary, legend: Mapping[str, str]) -> Status | None:
    """The status that a slot holds, or None when it starts with neither a status glyph nor a status phrase."""
    start, end = span
    glyph = ""
    while start < end and (text[start] in _SKIP or text[start] in "[(" or is_symbol(text[start])):
        bare = text[start]
        if is_symbol(bare) and not glyph and (bare in GLYPHS or bare in legend):
            glyph = bare
        start += 1
    percent = _PERCENT.match(text, start, end)
    begin = percent.end() if percent else start
    while begin < end and text[begin] in _SKIP:
        begin += 1
    folded = text[begin:end].casefold().replace("\u00a0", " ")
    state, length = vocabulary.longest(vocabulary.statuses, folded)
    value = float(percent[1].replace(",", ".")) if percent else None
    if not length:
        if not glyph:
            return None
        return Status(span, glyph_state(glyph, legend), Span(begin, begin), glyph, False, value)
    if value is not None and value < 100 and state == "done":
        state = "active"
    rest = text[begin + length : end].lstrip("*_~` \t")
    exact = not rest or not (rest[0].isalnum() or rest[0] in "'’/") or is_symbol(rest[0])
    return Status(span, state, Span(begin, begin + length), glyph, exact, value)


def read_legend(document: Document, vocabulary: Vocabulary) -> dict[str, str]:
    """Glyph -> state, from lines that explain at least two glyphs ("✅ Done | 🔄 In progress | ⬜ Not started")."""
    legend: dict[str, str] = {}
    for segment in document.segments:
        if segment.kind not in ("line", "item", "heading"):
            continue
        text = document.prose[segment.span.start : segment.span.end]
        if text.isascii():
            continue
        found: dict[str, str] = {}
        for match in _LEGEND.finditer(text):
            if not is_symbol(match["glyph"][0]):
                continue
            phrase = match["word"].casefold().strip(" *_.")
            state, length = vocabulary.longest(vocabulary.statuses, phrase)
            if length == len(phrase):
                found[match["glyph"][0]] = state
        if len(found) >= 2:
            legend.update(found)
    return legend

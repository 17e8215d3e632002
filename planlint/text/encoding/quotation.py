"""Whether a document speaks of mojibake, and shows it, rather than suffers from it."""

import re
from collections.abc import Sequence

from planlint.text.edits import blanked
from planlint.text.patterns import regex
from planlint.text.source import Span

_BAR = regex(r"(?<![ \t])[ \t]*+\|[ \t]*+")
_QUOTES = frozenset("\"'`“”„‘’‚«»")
_NEAR = 24
"""How far an explanation stands from what it explains, in code points."""


def speaks_of(repairs: Sequence[tuple[Span, str]], text: str, quotations: int) -> bool:
    """Whether `text` shows what was meant near what came out, or quotes what came out as inline code (that many
    `quotations`), in one case of five, or has all of it in quotes.

    `repairs` are the places of mojibake, in order, and what was meant.
    """
    text, spans = _unpadded(text.replace("\r", "\n"), [span for span, _ in repairs])
    rest = blanked(text, spans)
    leads = "".join({re.escape(text[span.start]) for span in spans})
    rest = re.sub(rf"[{leads}][^\x00-\x7f]", "  ", rest)  # what no repair explains is no explanation
    explained = named = 0
    for (start, end), (_, meant) in zip(spans, repairs, strict=True):
        first, last = max(0, start - _NEAR), end + _NEAR
        is_explained = meant[0] in rest[first:start].rpartition("\n")[2] + rest[end:last].partition("\n")[0]
        explained += is_explained
        named += is_explained or _is_quoted(_last_word(text[first:start]) + _first_word(text[end:last]))
    return (explained + quotations) * 5 >= len(repairs) + quotations or named == len(repairs)


def _unpadded(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """`text` with one space for each bar and the spaces around it, and where `spans` are in it: what a plan says does
    not depend on how its tables are laid out."""
    parts: list[str] = []
    moved: list[Span] = []
    position = size = 0
    for start, end in spans:
        gap = _BAR.sub(" ", text[position:start])
        parts += gap, text[start:end]
        position = end
        size += len(gap) + end - start
        moved.append(Span(size - (end - start), size))
    return "".join([*parts, _BAR.sub(" ", text[position:])]), moved


def _is_quoted(rest: str) -> bool:
    """Whether what is left of a word stands between quotation marks."""
    return len(rest) > 1 and rest[0] in _QUOTES and rest.rstrip(".,;:!?)")[-1:] in _QUOTES


def _last_word(text: str) -> str:
    return "" if text[-1:].isspace() else text.split()[-1] if text else ""


def _first_word(text: str) -> str:
    return "" if text[:1].isspace() else text.split()[0] if text else ""

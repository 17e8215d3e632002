"""Names of things: ids (`W18.1`, `E4-S01`, `Phase 2`), titles made comparable, and the decoration around them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from planlint.source import Span
from planlint.vocabulary import Vocabulary

_CODE = re.compile(
    r"""(?<![\w./#-])(?:
        (?P<code>[A-Z][A-Z0-9]{0,11}(?:[-_][A-Z]{1,6})*[-_]?\d{1,5}(?:[.-][A-Z]?\d{1,4})*[a-z]?)
    )(?![\w/]|-\d|\.\d)""",
    re.VERBOSE,
)
"""A code such as T001, W18.1, E4-S01, BACK-12, API-003, AC18.1.2, W48.3b."""

_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?|[IVX]{1,4}|[A-H])(?![\w%]|\.\d|,\d)")
_OUTLINE = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3})[.)]?\s+(?=\S)")
_EDGE = " \t*_~`:.,;|>#\"'“”«»()[]{}-–—=+•→·/\\✓✔☑☐"


@dataclass(frozen=True, slots=True)
class Id:
    """An id as written. `key` is comparable: casefolded, "phase 2" for a numbered kind, "w18.1" for a code."""

    span: Span
    key: str
    series: str
    """What ids of the same kind share: "phase", or the letters of a code."""


def is_symbol(char: str) -> bool:
    """Whether `char` is an emoji, a pictograph, or a part of one (variation selector, joiner)."""
    return char in "\ufe0f\u200d\u20e3" or (char > "\u2000" and unicodedata.category(char) in ("So", "Sk", "Sm", "Cn"))


def strip_edges(text: str, start: int, end: int) -> Span:
    """The part of `text[start:end]` without emphasis marks, emoji, punctuation and space at both ends."""
    while start < end and (text[start] in _EDGE or text[start].isspace() or is_symbol(text[start])):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace() or is_symbol(text[end - 1])):
        end -= 1
    return Span(start, end)


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A phrase made comparable: casefolded, without emphasis, code marks and emoji, with single spaces."""
    text = "".join(" " if c in "*_`~" or c.isspace() else c for c in text if not is_symbol(c))
    text = " ".join(text.casefold().split())
    span = strip_edges(text, 0, len(text))
    return text[span.start : span.end]


@lru_cache(maxsize=8192)
def title_key(text: str) -> str:
    """A title made comparable: `normal`, without numbering, a trailing parenthesis and what follows a dash or colon.

    "### 2. ✅ **Parser rewrite** (3 days) - COMPLETE" and "Parser Rewrite" have the same key.
    """
    text = normal(text)
    text = _OUTLINE.sub("", text, count=1) if _OUTLINE.match(text) else text
    text = re.split(r"\s*[(\[]|\s+[-–—:|]\s+|:\s|\s[→⇒]", text, maxsplit=1)[0] or text
    span = strip_edges(text, 0, len(text))
    return text[span.start : span.end]


def read_id(text: str, start: int, end: int, vocabulary: Vocabulary) -> Id | None:
    """The id that stands at the start of `text[start:end]`, decoration skipped: a code, a numbered kind or an outline
    number. None when the text does not start with one."""
    begin = strip_edges(text, start, end).start
    code = _CODE.match(text, begin, end)
    if code:
        return Id(Span(begin, code.end()), code["code"].casefold(), re.match(r"[a-z]+", code["code"].casefold())[0])  # type: ignore[index]
    kind, length = _series_at(text, begin, end, vocabulary)
    if kind:
        number = _NUMBER.match(text, begin + length, end)
        code = _CODE.match(text, begin + length, end)
        if code:
            return Id(Span(begin, code.end()), code["code"].casefold(), re.match(r"[a-z]+", code["code"].casefold())[0])  # type: ignore[index]
        if number:
            return Id(Span(begin, number.end()), f"{kind} {number['number'].casefold()}", kind)
    return None


def _series_at(text: str, start: int, end: int, vocabulary: Vocabulary) -> tuple[str, int]:
    """The kind word ("Phase ") at `start`, casefolded, with the length up to its number; ("", 0) if none."""
    match = re.compile(
        r"(?:([^\W\d_]+(?:[ ][^\W\d_]+)?)[\s#*]+|([\u3040-\u9fff\uac00-\ud7a3]+))(?=\d|[IVXA-H]\b|[A-Z]+-?\d)"
    ).match(text, start, end)
    if not match:
        return "", 0
    word = (match[1] or match[2]).casefold()
    if vocabulary.has("series", word):
        return word, match.end() - start
    return "", 0


def find_codes(text: str, start: int, end: int) -> list[Id]:
    """All codes (`W18.1`, `T001`) inside `text[start:end]`."""
    found = []
    for match in _CODE.finditer(text, start, end):
        key = match["code"].casefold()
        letters = re.match(r"[a-z]+", key)
        found.append(Id(Span(match.start(), match.end()), key, letters[0] if letters else ""))
    return found

"""Names of things: ids (`W18.1`, `E4-S01`, `Phase 2`), titles made comparable, and the decoration around them."""

import re
import unicodedata
from functools import lru_cache

from planlint.plan.ordinals import NUMBER_RANGE
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import Vocabulary

_CODE = regex(
    r"""(?<![\w./#-])(?:
        (?P<code>[A-Z][A-Z0-9]{0,11}(?:[-_][A-Z]{1,6})*[-_]?\d{1,5}(?:[.-][A-Z]?\d{1,4})*[a-z]?)
    )(?![\w/]|-\d|\.\d)""",
    re.VERBOSE,
)
"""A code such as T001, W18.1, E4-S01, BACK-12, API-003, AC18.1.2, W48.3b."""

_NUMBER = regex(r"(?P<number>\d{1,4}(?:\.\d{1,3}){0,3}[a-zA-Z]?|[IVX]{1,4}|[A-H])(?![\w%]|\.\d|,\d)")
_CODE_RANGE = regex(r"\s?(?:[–—…]|\.\.\.?|\bto\b)\s?(?P<last>[A-Z]*[A-Z0-9.-]*\d)(?![\w.])")
_MEASURES = frozenset({"second", "minute", "hour", "day", "week", "month", "sprint", "point", "ms", "kb", "mb", "gb"})
"""Units of what is measured: no title starts with one, as one may with "Test" or "File"."""

_ISSUE = regex(r"\d{1,6}(?![\w%]|[.,]\d)")
_OUTLINE_ID = regex(r"\d{1,3}(?:\.\d{1,3}){1,3}(?=[.)]?(?:\s+\W{0,3}[^\W\d_]|,\s|\s*$))")
_OUTLINE = regex(r"(?:\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,3}[.)]?)\s+(?=\S)")
_TITLE_END = regex(r" (?:[(\[→⇒]|[-–—:|] )|\(|\[|: ")
"""In a title with single spaces; each branch starts with a literal, which makes the search for one quick."""
_TAGS = regex(r"(?:\s*\[[A-Z][A-Z0-9-]{0,7}\])+\s*")
"""Tags between an id and its title, as spec-kit writes them: `T001 [P] [US1] Create the table`."""

_SERIES = regex(
    r"(?:([^\W\d_]++(?:[ ][^\W\d_]++)?)[\s#*]++|([\u3040-\u9fff\uac00-\ud7a3]++)\s?)"
    r"(?=\d|[IVX]++\b|[A-H]\b|[A-Z]++-?\d)"
)
_ORDINAL = regex(
    r"(?P<prefix>[\u3040-\u9fff]?)\s?(?P<number>\d{1,3}|[一二三四五六七八九十])\s?(?P<word>[\u3040-\u9fff\uac00-\ud7a3]{1,4})"
)
_LETTERS = regex(r"[a-z]+")
_NUMERALS = "一二三四五六七八九十"
MAY_HAVE_ID = regex(
    r"[\W_]*+(?:[xX]\] )?[\W_]*+(?:\d|[^\x00-\u303f]|[A-Z][A-Z0-9]{0,11}(?:[-_][A-Z]{1,6})*[-_]?\d"
    r"|[^\W\d_]++(?:[ ][^\W\d_]++)?[\s#*]++(?:\d|[IVX]++\b|[A-H]\b|[A-Z]++-?\d))"
)
"""What every text that `read_id` finds an id in starts with; most lines of a plan do not."""
_EMPHASIS = "*_`~"
_EDGE = " \t*_~`:.,;|>#\"'“”«»()[]{}-–—=+•→·/\\✓✔☑☐"


@value_object
class Id:
    """An id as written. `key` is comparable: casefolded, "phase 2" for a numbered kind ("phases 1-3": "phase 1-3"),
    "w18.1" for a code, "#12" for an issue, "3.1" for an outline number."""

    span: Span
    key: str
    series: str
    """What ids of the same kind share: "phase", the letters of a code, "#", or "" for outline numbers."""


def is_symbol(char: str) -> bool:
    """Whether `char` is an emoji, a pictograph, or a part of one (variation selector, joiner)."""
    return char in "\ufe0f\u200d\u20e3" or (char > "\u2000" and unicodedata.category(char) in ("So", "Sk", "Sm", "Cn"))


class _Edges(dict[str, bool]):
    """Whether a character only decorates a name; worked out once for each character met."""

    def __missing__(self, char: str) -> bool:
        self[char] = decorates = char in _EDGE or char.isspace() or is_symbol(char)
        return decorates


class _Marks(dict[int, str]):
    """For `str.translate`: marks of emphasis and code become spaces, symbols nothing."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = " " if char in _EMPHASIS else "" if is_symbol(char) else char
        return self[code]


_EDGES = _Edges()
_MARKS = _Marks()


_TICKS = frozenset("xX✓✔✗✘~")


def strip_edges(text: str, start: int, end: int) -> Span:
    """The part of `text[start:end]` without emphasis marks, emoji, punctuation and space at both ends, and without the
    box that a heading starts with."""
    if start < end and not text[start].isalnum():
        start = skip_edges(text, start, end)
    while start < end and _EDGES[text[end - 1]]:
        end -= 1
    return span_of((start, end))


def _stripped(text: str) -> str:
    """What `strip_edges` leaves of a phrase; of ASCII without a box and with single spaces, so does `str.strip`."""
    span = strip_edges(text, 0, len(text))
    return text[span.start : span.end]


def skip_edges(text: str, start: int, end: int) -> int:
    """Where the part that `strip_edges` leaves of `text[start:end]` begins; `end` if nothing is left."""
    box = text[start : start + 1] == "[" and text[start + 1 : start + 2] in _TICKS
    if box and text.startswith("] ", start + 2, end):
        start += 4
    while start < end and _EDGES[text[start]]:
        start += 1
    return start


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """A phrase made comparable: casefolded, without emphasis, code marks and emoji, with single spaces."""
    if text.isascii():
        for mark in _EMPHASIS:
            text = text.replace(mark, " ")
    else:
        text = text.translate(_MARKS)
    text = " ".join(text.casefold().split())
    return text.strip(_EDGE) if text.isascii() and text[:1] != "[" else _stripped(text)


@lru_cache(maxsize=8192)
def title_key(text: str) -> str:
    """A title made comparable: `normal`, without numbering, a trailing parenthesis and what follows a dash or colon.

    "### 2. ✅ **Parser rewrite** (3 days) - COMPLETE" and "Parser Rewrite" have the same key.
    """
    text = normal(text)
    text = _OUTLINE.sub("", text, count=1) if _OUTLINE.match(text) else text
    if end := _TITLE_END.search(text):
        text = text[: end.start()] or text
    return text.strip(_EDGE) if text.isascii() and text[:1] != "[" else _stripped(text)


def read_id(text: str, start: int, end: int, vocabulary: Vocabulary) -> Id | None:
    """The id that stands at the start of `text[start:end]`, decoration skipped: a code, a numbered kind, an issue or an
    outline number. None when the text does not start with one."""
    if not MAY_HAVE_ID.match(text, start, end):
        return None
    begin = start if text[start].isalnum() else skip_edges(text, start, end)
    if begin >= end:
        return None
    if text[begin].isdigit():
        counted = _ORDINAL.match(text, begin, end)
        found = _ordinal(counted, vocabulary) if counted else None
        if not found and (text[begin - 1] == "#" or _OUTLINE_ID.match(text, begin, end)):
            found = _bare_number(text, start, begin, end, vocabulary)
        return found
    if text[begin] in vocabulary.lists["ordinal-prefixes"]:
        counted = _ORDINAL.match(text, begin, end)
        return _ordinal(counted, vocabulary) if counted else None
    if text[begin : begin + 2].isupper() and (code := _code(text, begin, begin, end)):
        return code
    kind, length = _series_at(text, begin, end, vocabulary)
    if kind:
        if text[begin + length : begin + length + 2].isupper() and (code := _code(text, begin, begin + length, end)):
            return code
        number = _NUMBER.match(text, begin + length, end)
        if number:
            last = NUMBER_RANGE.match(text, number.end(), end)
            if last and last["word"] and not vocabulary.has("ranges", last["word"].casefold()):
                last = None
            key = f"{kind} {number['number'].casefold()}" + (f"-{last['last']}" if last else "")
            return Id(span_of((begin, last.end() if last else number.end())), key, kind)
    return None


def skip_tags(text: str, start: int, end: int) -> int:
    """Where the tags behind an id end: `T001 [P] [US1] Create the table`."""
    tags = _TAGS.match(text, start, end)
    return tags.end() if tags else start


def _code(text: str, begin: int, start: int, end: int) -> Id | None:
    """The code at `start`, with the range that it opens ("W18.1 to W18.3"); its span starts at `begin`."""
    code = _CODE.match(text, start, end)
    if not code:
        return None
    key = code["code"].casefold()
    letters = _LETTERS.match(key)
    stop = code.end()
    last = _CODE_RANGE.match(text, stop, end)
    if last:
        key += "-" + last["last"].casefold()
        stop = last.end()
    return Id(span_of((begin, stop)), key, letters[0] if letters else "")


def _bare_number(text: str, start: int, begin: int, end: int, vocabulary: Vocabulary) -> Id | None:
    if begin > start and text[begin - 1] == "#" and (issue := _ISSUE.match(text, begin, end)):
        return Id(Span(begin - 1, issue.end()), f"#{issue[0]}", "#")
    outline = _OUTLINE_ID.match(text, begin, end)
    if not outline or _is_counted(text[outline.end() : end].lstrip(" "), vocabulary):
        return None
    return Id(span_of(outline.span()), outline[0], "")


def _is_counted(rest: str, vocabulary: Vocabulary) -> bool:
    """Whether what follows a number is its unit: "2.5 days", but not "2.5 Test the import"."""
    unit, length = vocabulary.longest(vocabulary.units, rest.casefold())
    return bool(unit) and (unit in _MEASURES or rest[0].islower() or length == len(rest.rstrip(" *_")))


def _ordinal(match: re.Match[str], vocabulary: Vocabulary) -> Id | None:
    """A numbered kind whose word comes last, as in Chinese, Japanese and Korean."""
    number = str(_NUMERALS.index(match["number"]) + 1) if match["number"] in _NUMERALS else match["number"]
    table = vocabulary.series if match["prefix"] in vocabulary.lists["ordinal-prefixes"] else vocabulary.ordinals
    kind, length = vocabulary.longest(table, match["word"])
    return Id(Span(match.start(), match.start("word") + length), f"{kind} {number}", kind) if kind else None


def _series_at(text: str, start: int, end: int, vocabulary: Vocabulary) -> tuple[str, int]:
    """The kind of the word before a number ("Phases 1-3": "phase") at `start`, with the length up to the number.

    ("", 0) if there is none.
    """
    match = _SERIES.match(text, start, end)
    if not match:
        return "", 0
    kind = vocabulary.series.get((match[1] or match[2]).casefold(), "")
    return (kind, match.end() - start) if kind else ("", 0)


def find_codes(text: str, start: int, end: int) -> list[Id]:
    """All codes (`W18.1`, `T001`) inside `text[start:end]`."""
    found = []
    for match in _CODE.finditer(text, start, end):
        key = match["code"].casefold()
        letters = _LETTERS.match(key)
        found.append(Id(span_of(match.span()), key, letters[0] if letters else ""))
    return found

"""Quantities: numbers with their units, as ranges where a range is written."""

import re
from bisect import bisect_left
from decimal import Decimal
from typing import Literal

from planlint.markdown.document import Document
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_NUMBER = r"\d{1,3}(?:[, \u00a0\u202f'’]\d{3})+(?:\.\d+)?(?![\d])|\d+(?:[.,]\d+)?"
_QUANTITY = regex(
    rf"""(?=[\d~≈∼<>≤≥+−$€£¥₹acreuоп약大约約-])  # what it may start with: most characters are ruled out at once
    (?<![^\W\u3040-\u9fff\uac00-\ud7a3])(?<![./#\\])(?<!\d[:,-])(?<!\bv)
    (?P<about>[~≈∼]\s?|\b(?:about|approximately|around|roughly|circa|ca\.?|approx\.?|etwa|rund|ungefähr|environ|unos|cerca\sde|около|примерно)\s|약\s?|大?[约約])?
    (?P<bound>[<>≤≥]=?\s?)?
    (?P<sign>[+−-](?=\d))?
    (?P<money>[$€£¥₹])?
    (?P<low>{_NUMBER})
    (?:\s?(?P<lowunit>[hdwm%KkM]|hours?|days?|weeks?)?\s?(?:[-–—‑~]|\bto\b|\bbis\b|\bà\b)\s?~?[$€£]?(?P<high>{_NUMBER}))?
    (?P<plus>\+)?
    (?P<scale>[KkM](?![\w]))?
    """,
    re.VERBOSE,
)
_UNIT = regex(r"(?:[ \u00a0]|-(?=[^\W\d_]{3}))?(%|[^\W\d_]+(?:[-/][^\W\d_]+)?(?:\(s\))?(?:[ ][^\W\d_]+){0,2})")
_LETTERS = regex(r"[^\W\d_]+")
_SCALES = {"": 1, "K": 1000, "k": 1000, "M": 1_000_000}
_MONEY = regex(r"\s?[€$£¥₽](?!\w)|\s?(?:EUR|USD|GBP|CHF)\b")
_MINUTES = regex(r"[0-5]\d(?!\w)")
"""The 30 of "1h30"."""
_COMMA_DIGITS = regex(r",(?<=\d,)\d{1,2}(?![\d,])")
_POINT_DIGITS = regex(r"\.(?<=\d\.)\d{1,2}(?![\d.])")
_SLASH = regex(r"/(?<=\d/)|/(?<=\d\s/)")
_FOLLOWS = regex(r"[:/]\d|\.\d|-\d|,\d{3}|\w")
HOURS = {"second": Decimal(1) / 3600, "minute": Decimal(1) / 60, "hour": Decimal(1)}
"""The hours in the units of time that are the same everywhere."""
_WORKING = {**HOURS, "day": Decimal(8), "week": Decimal(40)}

Dimension = Literal["time", "points", "percent", "money", "count", "bare"]


@value_object
class Quantity:
    """A number, or a range of numbers, with its unit.

    `number` is the span of the digits (range included), `span` takes in sign, tilde and unit. `unit` is canonical
    ("hour", "task", "%"), or the casefolded word that follows, or "". `low` equals `high` where no range is written.
    """

    span: Span
    number: Span
    low: Decimal
    high: Decimal
    unit: str
    unit_word: str
    dimension: Dimension
    approximate: bool
    open_ended: bool
    """Written with a plus: "120+"."""
    bound: str
    """"<" or ">" where one stands before the number, else ""."""
    signed: bool

    @property
    def exact(self) -> bool:
        """One number, with no tilde, plus, bound or range about it."""
        return self.low == self.high and not (self.approximate or self.open_ended or self.bound)


def to_decimal(text: str, *, decimal_comma: bool = False) -> Decimal:
    """The number that `text` writes, thousands marks removed."""
    if text.isdecimal():
        return Decimal(text)
    text = re.sub(r"[ \u00a0\u202f'’]", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text) and (
        not decimal_comma or "." in text or text.count(",") > 1  # no decimal comma, whatever the rest of the plan has
    ):
        return Decimal(text.replace(",", ""))
    if decimal_comma and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return Decimal(text.replace(".", ""))
    return Decimal(text.replace(",", "."))


def uses_decimal_comma(text: str) -> bool:
    """Whether the document writes 1,5 and nowhere 1.5."""
    return any(_whole_before(text, m.start()) for m in _COMMA_DIGITS.finditer(text)) and not any(
        _whole_before(text, m.start()) for m in _POINT_DIGITS.finditer(text)
    )


def _whole_before(text: str, mark: int) -> bool:
    """Whether the digits before `mark` begin a number."""
    start = mark
    while start and text[start - 1].isdecimal():
        start -= 1
    return text[start - 1 : start] not in (".", ",")


def read_quantities(
    text: str, start: int, end: int, vocabulary: Vocabulary, *, decimal_comma: bool = False
) -> list[Quantity]:
    """The quantities inside `text[start:end]`, in order. Dates, versions, ids, fractions and clock times are none."""
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text, start, end):
        quantity = _quantity(text, match, end, vocabulary, decimal_comma)
        if quantity:
            found.append(quantity)
    return found


def _quantity(
    text: str, match: re.Match[str], end: int, vocabulary: Vocabulary, decimal_comma: bool
) -> Quantity | None:
    about, bound, signed, money, from_, inner, to, plus, thousands = match.groups("")
    stop = match.end()
    unit = _UNIT.match(text, stop, end)
    canonical, word, length = _unit(unit, inner, vocabulary)
    if not canonical and not thousands and _FOLLOWS.match(text, stop, min(end, stop + 5)):
        return None
    low = to_decimal(from_, decimal_comma=decimal_comma)
    high = to_decimal(to, decimal_comma=decimal_comma) if to else low
    first = vocabulary.units.get(inner.casefold(), canonical)
    if to and first != canonical and first in _WORKING and canonical in _WORKING:
        low *= _WORKING[first] / _WORKING[canonical]
    scale = _SCALES[thousands] * (-1 if signed and signed != "+" else 1)
    behind = None if money else _MONEY.match(text, stop, end)
    minutes = _MINUTES.match(text, stop + length, end) if canonical == "hour" and low == high else None
    number = Span(match.start("low"), match.end("high") if to else match.end("low"))
    if minutes:
        low = high = low + Decimal(minutes[0]) / 60
        length += 2
        number = Span(number.start, stop + length)
    return Quantity(
        Span(match.start(), behind.end() if behind else stop + length),
        number,
        low * scale,
        high * scale,
        canonical or word,
        word,
        _dimension(canonical, word, bool(money or behind)),
        bool(about),
        bool(plus),
        bound[:1].replace("≤", "<").replace("≥", ">"),
        bool(signed),
    )


def _unit(unit: re.Match[str] | None, inner: str, vocabulary: Vocabulary) -> tuple[str, str, int]:
    """Canonical unit, the word as written (casefolded) and its length, from the text behind a number."""
    if unit:
        words = unit[1].casefold()
        spaced = unit[0][0] in " \u00a0"
        meaning, length = vocabulary.longest(vocabulary.units, words)
        if meaning and not (spaced and length == 1 and words[0] in "mswd" and meaning != "%"):
            return meaning, words[:length], len(unit[0]) - len(unit[1]) + length
        first = _LETTERS.match(words)
        if first and spaced:
            return "", first[0], 0
        if first:
            return "", "", 0
    if inner and inner.casefold() in vocabulary.units:
        return vocabulary.units[inner.casefold()], inner.casefold(), 0
    return "", "", 0


def _dimension(unit: str, word: str, money: bool) -> Dimension:
    if money:
        return "money"
    if unit in ("second", "minute", "hour", "day", "week", "month"):
        return "time"
    if unit == "point":
        return "points"
    if unit == "%":
        return "percent"
    return "count" if unit or word else "bare"


@value_object
class Quantities:
    """All quantities of a document's prose, found by place."""

    all: tuple[Quantity, ...]
    starts: list[int]
    slashes: list[int]
    """Where a slash stands behind a digit: perhaps a fraction."""
    vocabulary: Vocabulary

    def may_hold_fraction(self, span: Span) -> bool:
        """Whether a slash behind a digit stands inside `span`."""
        at = bisect_left(self.slashes, span.start)
        return at < len(self.slashes) and self.slashes[at] < span.end

    def unit_at(self, text: str, offset: int) -> tuple[str, Dimension, int]:
        """The unit that `text` names at `offset`, its dimension, and where it ends; ("", "bare", offset) if none."""
        unit = _UNIT.match(text, offset)
        canonical, word, length = _unit(unit, "", self.vocabulary)
        return canonical or word, _dimension(canonical, word, False), offset + length

    def states(self, span: Span) -> bool:
        """Whether a quantity or a fraction stands inside `span`."""
        at = bisect_left(self.starts, span.start)
        return (at < len(self.starts) and self.starts[at] < span.end) or self.may_hold_fraction(span)

    def inside(self, span: Span) -> tuple[Quantity, ...]:
        """The quantities whose digits start inside `span`."""
        first = bisect_left(self.starts, span.start)
        return self.all[first : bisect_left(self.starts, span.end)]


def read(document: Document, vocabulary: Vocabulary) -> Quantities:
    """Every quantity of the document: prose, tables, and lines drawn in fences."""
    comma = uses_decimal_comma(document.prose)
    found: list[Quantity] = []
    for segment, text in document.numbered:
        found += read_quantities(text, *segment.span, vocabulary, decimal_comma=comma)
    found.sort(key=lambda quantity: quantity.number.start)
    slashes = [match.start() for match in _SLASH.finditer(document.prose)]
    return Quantities(tuple(found), [q.number.start for q in found], slashes, vocabulary)


def in_hours(
    quantity: Quantity, hours_a_day: Decimal = Decimal(8), days_a_week: Decimal = Decimal(5)
) -> tuple[Decimal, Decimal] | None:
    """The range in working hours, or None where the unit is no time."""
    factor = HOURS.get(quantity.unit)
    if factor is None:
        factor = {"day": hours_a_day, "week": hours_a_day * days_a_week, "month": hours_a_day * days_a_week * 4}.get(
            quantity.unit
        )
    return None if factor is None else (quantity.low * factor, quantity.high * factor)

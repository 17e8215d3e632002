"""Amounts: every number that a plan states, with its unit and how it was written.

One expression runs over the text once. Dates, times of day, versions, ids and ordinals ("Phase 3", "W18.1", "3D") are
no
amounts. Numbers are read as people write them: `1,000,000`, `1.234,50`, `-$5`, `3.5k`, `~4`, `120+`, `2-3 weeks`,
`7/10`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from planlint.text.patterns import regex
from planlint.words.vocabulary import Vocabulary

_NUMBER = r"\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_AMOUNT = regex(
    rf"""(?=[\d~≈<>≤≥$€£¥₹₽+−-])(?<![^\W\u3040-\u9fff\uac00-\ud7a3])(?<![./#\\_@])(?<!\d[:,–-])
    (?P<about>[~≈]\s?)?(?P<bound>[<>≤≥]=?\s?)?(?P<sign>[+−-])?(?P<money>[$€£¥₹₽]\s?)?(?P<minus>[−-](?=\d))?
    (?P<low>{_NUMBER})
    (?P<scale>[kKM](?!\w))?
    (?:\s?(?P<lowunit>hours?|days?|weeks?|min|[hdwm%])?(?P<dash>\s?[-–—‑]\s?|\s(?:to|bis|à)\s)[~≈]?[$€£]?(?P<high>{_NUMBER})(?P<scale2>[kKM](?!\w))?(?![\d/:.]*\d)
      |\s?/\s?(?P<of>{_NUMBER})(?!\s?/|[\d.]*\d))?
    (?P<plus>\+(?!\w))?""",
    re.VERBOSE,
)
_WORD = regex(r"[ \u00a0\u202f]?[*_]{0,2}(%|\(?[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:\(s\))?)")
_MORE = regex(r"[ \u00a0][*_]{0,2}([^\W\d_]+(?:[-/][^\W\d_]+)*)")
_STUCK = regex(r"\w|[.:]\d|,\d{3}|-\d|[-_][A-Za-z]*\d")
"""What makes a number a part of something longer."""
_BEFORE = regex(r"([^\W\d_]+) $")
_HALF = regex(
    r"\s?(?:h|hrs?|hours?|hr)\s?(?:and\s)?(?P<minutes>[0-5]?\d)\s?(?:m|min|mins|minutes?)?(?!\w)", re.IGNORECASE
)
_COMMA = regex(r"(?<![\d.,])\d+,\d{1,2}(?![\d,.])")
_POINT = regex(r"(?<![\d.,])\d+\.\d{1,2}(?![\d,.])")
_GROUPS = regex(r"[,.'’\u00a0\u202f](\d{3})(?!\d)")
_CURRENCY = regex(r"\s?(?:[€$£¥₽]|EUR\b|USD\b|GBP\b|CHF\b|BRL\b|euros?\b|dollars?\b)", re.IGNORECASE)
_SCALES = {"": 1, "k": 1000, "K": 1000, "M": 1_000_000}
_CJK = ("\u3040", "\u9fff")

TIME = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1.0, "day": 8.0, "week": 40.0, "month": 160.0}
"""Working hours in a unit of time; days and weeks by the commonest convention."""
_SIZES = frozenset({"ms", "kb", "mb", "gb", "tb", "px", "s", "bytes", "byte", "x", "fps", "rps", "qps"})


class Amount:
    """A number, a range or a fraction. Offsets are code points; `start` to `end` are the digits (range and denominator
    included), `left` to `right` take in sign, tilde, currency and unit.

    `low` equals `high` but for ranges. `unit` is canonical ("hour", "test", "%", "money"), else the casefolded word
    behind
    the number, else "". `mark` is "~", "+", "<", ">" or "". `words` are the words behind the number, casefolded.
    """

    __slots__ = (
        "decimals",
        "end",
        "high",
        "kind",
        "left",
        "low",
        "mark",
        "of",
        "right",
        "sign",
        "start",
        "unit",
        "words",
    )

    def __init__(self, start: int, end: int, left: int, low: float, high: float, decimals: int) -> None:
        self.start, self.end, self.left, self.right = start, end, left, end
        self.low, self.high, self.decimals = low, high, decimals
        self.unit = self.kind = self.mark = self.sign = ""
        self.of: float | None = None
        self.words: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """One number, with no tilde, plus or bound about it."""
        return self.low == self.high and not self.mark

    @property
    def hours(self) -> tuple[float, float]:
        """Low and high in working hours; only for `kind` "time"."""
        factor = TIME[self.unit]
        return self.low * factor, self.high * factor

    def __repr__(self) -> str:
        high = f"-{self.high:g}" if self.high != self.low else ""
        of = f"/{self.of:g}" if self.of is not None else ""
        return f"<{self.mark}{self.low:g}{high}{of} {self.unit}>"


class Amounts:
    """The amounts of one text, in order, found by place."""

    def __init__(self, text: str, vocabulary: Vocabulary, comma: bool | None = None) -> None:
        self.text, self.vocabulary = text, vocabulary
        self.comma = uses_decimal_comma(text) if comma is None else comma
        self.all = list(self._find())
        self.starts = [each.start for each in self.all]

    def _find(self) -> Iterator[Amount]:
        search, at = _AMOUNT.search, 0
        while match := search(self.text, at):
            start = match.start("low")
            if self._is_ordinal(start):
                at = match.end("low")
                continue
            found = self._read(match)
            at = max(match.end(), found.end) if found else match.end()
            if found:
                yield found

    def _is_ordinal(self, start: int) -> bool:
        """Whether the word before makes the number a name: "Phase 3", "Day 2 - 4 hours"."""
        text = self.text
        if text[start - 1 : start] != " " or not text[start - 2 : start - 1].isalpha():
            return False
        before = _BEFORE.search(text, max(0, start - 20), start)
        return bool(before and before[1].casefold() in self.vocabulary.series)

    def within(self, start: int, end: int) -> list[Amount]:
        """The amounts whose digits start in `text[start:end]`."""
        first = bisect_left(self.starts, start)
        if first == len(self.starts) or self.starts[first] >= end:
            return []
        return self.all[first : bisect_left(self.starts, end, first)]

    def _read(self, match: re.Match[str]) -> Amount | None:
        about, bound, sign, money, minus, low, scale, low_unit, _, high, scale2, of, plus = match.groups("")
        text, end = self.text, match.end()
        start = match.start("low")
        if sign == "-" and not money and text[match.start() - 1 : match.start()].isalnum():
            return None
        stop = (
            match.end("of") if of else match.end("high") if high else match.end("scale") if scale else match.end("low")
        )
        first = self.number(low) * _SCALES[scale]
        last = self.number(high) * _SCALES[scale2 or scale] if high else first
        if high and not scale and scale2:
            first *= _SCALES[scale2]
        amount = Amount(start, stop, match.start(), first, last, _decimals(low, high, self.comma))
        self._unit(amount, end, low_unit, money)
        if not amount.unit and not scale and not plus and _STUCK.match(text, end, end + 8):
            return None
        if high and last < first and not amount.unit:
            return None  # "13 - 11/12", a date, an id
        amount.of = self.number(of) if of else None
        amount.mark = "~" if about else "+" if plus else bound[:1].replace("≤", "<").replace("≥", ">")
        amount.sign = "-" if "-" in sign + minus or "−" in sign + minus else sign
        if amount.sign == "-":
            amount.low, amount.high = -amount.high, -amount.low
        return amount

    def number(self, digits: str) -> float:
        """The value of `digits`, by the document's decimal mark where both readings are possible."""
        if digits.isdecimal():
            return float(digits)
        groups = len(_GROUPS.findall(digits))
        tail = re.search(r"[.,](\d+)$", digits)
        fraction = (
            tail[1] if tail and (len(tail[1]) != 3 or (groups == 1 and _is_decimal(digits, tail, self.comma))) else ""
        )
        whole = digits[: -len(fraction) - 1] if fraction else digits
        return float(re.sub(r"\D", "", whole) + ("." + fraction if fraction else ""))

    def _unit(self, amount: Amount, end: int, low_unit: str, money: str) -> None:
        text, vocabulary = self.text, self.vocabulary
        word = _WORD.match(text, end)
        if money or (behind := _CURRENCY.match(text, end)):
            amount.unit = amount.kind = "money"
            amount.right = end if money else behind.end()  # type: ignore[union-attr]
        if word:
            self._word(amount, word)
        if amount.unit == "" and low_unit:
            amount.unit = vocabulary.units.get(low_unit.casefold(), "")
        if (
            amount.unit == "hour"
            and amount.low == amount.high
            and (half := _HALF.match(text, end))
            and amount.low % 1 == 0
        ):
            amount.low = amount.high = amount.low + int(half["minutes"]) / 60
            amount.end, amount.right, amount.decimals = half.end(), half.end(), 2
        if not amount.kind:
            amount.kind = _kind(amount.unit)

    def _word(self, amount: Amount, word: re.Match[str]) -> None:
        text = self.text
        first = word[1].casefold().lstrip("(")
        glued = word[0][0] not in " \u00a0\u202f"
        digit = text[word.end() : word.end() + 1].isdecimal()  # the h of "2h30"
        phrase = first if digit else text[word.start(1) : word.start(1) + 24].casefold()
        meaning, length = self.vocabulary.longest(self.vocabulary.units, phrase)
        if (
            meaning
            and length == 1
            and "a" <= first <= "z"
            and (text[word.start(1)].isupper() or (not glued and first != "h"))
        ):
            meaning = ""
        if meaning and amount.kind != "money":
            amount.unit, amount.right = meaning, word.start(1) + length
        if glued and not meaning and first[:1] < _CJK[0]:
            return
        words, at = [first.rstrip("(s)") if first.endswith("(s)") else first], word.end()
        while len(words) < 3 and (more := _MORE.match(text, at)):
            words.append(more[1].casefold())
            at = more.end()
        amount.words = tuple(words)
        if amount.unit or amount.kind == "money" or word[1][0] == "(":
            return
        amount.unit = words[0]
        for each in words[1:]:
            if (known := self.vocabulary.units.get(each)) and _kind(known) in ("count", "points"):
                amount.unit = known
                break


def uses_decimal_comma(text: str) -> bool:
    """Whether the text writes 1,5 and nowhere 1.5."""
    return bool(_COMMA.search(text)) and not _POINT.search(text)


def _is_decimal(digits: str, tail: re.Match[str], comma: bool) -> bool:
    """Whether three digits behind one mark are decimals: after the mark that the document uses for them, or a zero."""
    return digits[: tail.start()] == "0" or (digits[tail.start()] == "," if comma else False)


def _decimals(low: str, high: str, comma: bool) -> int:
    """How many decimals are printed, at most."""
    mark = "," if comma else "."
    found = [len(m[1]) for digits in (low, high) if (m := re.search(rf"[{mark}](\d+)$", digits)) and len(m[1]) != 3]
    return max(found, default=0)


def _kind(unit: str) -> str:
    if unit in TIME:
        return "time"
    if unit == "%":
        return "percent"
    if unit == "point":
        return "points"
    if unit in _SIZES:
        return "size"
    return "count" if unit else "bare"

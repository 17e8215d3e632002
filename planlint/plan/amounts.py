"""Amounts: every number that a plan states, with its unit and how it was written.

One expression runs over the text once. Dates, times of day, versions, ids and ordinals ("Phase 3", "W18.1", "3D") are
no amounts. Numbers are read as people write them: `1,000,000`, `1.234,50`, `-$5`, `3.5k`, `~4`, `120+`, `2-3 weeks`,
`7/10`.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

from planlint.plan.decimals import TAIL, decimals_of, is_decimal, uses_decimal_comma
from planlint.text.patterns import regex
from planlint.words.vocabulary import Vocabulary, head_noun, is_plural

_NUMBER = r"\d(?:\d{0,2}(?:[,.'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d*(?:[.,]\d+)?)"
_AMOUNT = regex(
    rf"""(?P<low>{_NUMBER})(?P<scale>[kKM](?!\w))?
    (?:[^\S\r\n]?(?P<lowunit>hours?|days?|weeks?|min|[hdwm%])?
        (?:[^\S\r\n]?[-–—‑][^\S\r\n]?|[^\S\r\n](?:to|bis)[^\S\r\n])[~≈]?[$€£]?
        (?P<high>{_NUMBER})(?P<scale2>[kKM](?!\w))?(?![\d/:.]*\d)
      |\s?/\s?(?P<of>{_NUMBER})(?!\s?/|[\d.]*\d))?
    (?P<plus>\+(?!\w))?""",
    re.VERBOSE,
)
"""Starts with a digit, so that the search skips what is none; what stands before is looked at from there."""
_BEFORE = regex(
    r"(?:^|(?<=[^\w]))(?P<about>[~≈]\s?)?(?P<bound>[<>≤≥]=?\s?)?(?P<sign>[+−-])?(?P<money>[$€£¥₹₽]\s?)?(?P<minus>[−-])?$"
)
_PREFIX = frozenset("~≈<>≤≥=+−-$€£¥₹₽ ")
_BOUNDS = {"<": "<", "≤": "<", ">": ">", "≥": ">"}
_MAY_STICK = frozenset(".:,-_") | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_JOINS = frozenset(":,–-−")
_GLUED = frozenset("./#\\_@§第")
_BEHIND = regex(
    r"(?P<gap>[ \u00a0\u202f]?)[*_]{0,2}"
    r"(?P<words>%|\(?[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:\(s\))?(?:[ \u00a0][*_]{0,2}[^\W\d_]+(?:[-/][^\W\d_]+)*){0,2})"
    r"(?P<digit>\d?)"
)
_SPACES = regex(r"[ \u00a0*_]+")
_STUCK = regex(r"\w|[.:]\d|,\d{3}|-\d|[-_][A-Za-z]*\d")
"""What makes a number a part of something longer."""
_WORD_BEFORE = regex(r"([^\W\d_]+)\.? #?$")
_YEAR = regex(r"(?:19|20)\d\d")
_HALF = regex(
    r"\s?(?:h|hrs?|hours?|hr)\s?(?:and\s)?(?P<minutes>[0-5]?\d)\s?(?:m|min|mins|minutes?)?(?!\w)", re.IGNORECASE
)
_GROUPS = regex(r"[,.'’\u00a0\u202f](\d{3})(?!\d)")
_CURRENCY = regex(r"\s?(?:[€$£¥₽]|EUR\b|USD\b|GBP\b|CHF\b|BRL\b|euros?\b|dollars?\b)", re.IGNORECASE)
_SCALES = {"": 1, "k": 1000, "K": 1000, "M": 1_000_000}
_CLOSES = "),.:;]|"
"""Behind these no unit stands."""
_CJK = "\u3040"
_CURRENCY_STARTS = frozenset("€$£¥₽EUGCBed")
_NO_DIGIT = regex(r"\D")

TIME = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1.0, "day": 8.0, "week": 40.0, "month": 160.0}
"""Working hours in a unit of time; days and weeks by the commonest convention."""
COUNTS = frozenset({"bare", "count"})
"""Kinds of amounts that may say how many."""
WINDOW = 1000
"""How much of a long line is searched on either side of a number, in code points: more than anybody writes, so that
lines of any length are read in linear time."""
_SIZES = ("ms", "kb", "mb", "gb", "tb", "px", "s", "bytes", "byte", "x", "fps", "rps", "qps")
_KINDS = {"": "bare", "%": "percent", "point": "points", "money": "money"}
_KINDS |= dict.fromkeys(TIME, "time") | dict.fromkeys(_SIZES, "size")


class Amount:
    """A number, a range or a fraction. Offsets are code points; `start` to `end` are the digits (range and denominator
    included), `left` to `right` take in sign, tilde, currency and unit.

    `low` equals `high` but for ranges. `unit` is canonical ("hour", "test", "%", "money"), else the casefolded word
    behind the number, else "". `mark` is "~", "+", "<", ">" or "". `words` are the words behind the number, casefolded.
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


_MOST = 1e15
"""What has more digits than a float tells apart is an id, a hash, or noise."""


class Amounts:
    """The amounts of one text, in order, found by place."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = text, vocabulary
        self.ordinals: list[int] = []
        """Where numbers stand that are names: behind "Phase", "Day" ..."""
        self.dated: list[int] = []
        """Where a date may stand: at years, and at numbers beside the name of a month."""
        self.all = self._find()
        self.starts = [each.start for each in self.all]

    @cached_property
    def comma(self) -> bool:
        """Whether the text writes decimals behind a comma; looked for when the first one is read."""
        return uses_decimal_comma(self.text)

    @cached_property
    def by_value(self) -> Mapping[float, list[Amount]]:
        """The amounts by their low end."""
        found: dict[float, list[Amount]] = {}
        for amount in self.all:
            found.setdefault(amount.low, []).append(amount)
        return found

    def _find(self) -> list[Amount]:
        text, search, at = self.text, _AMOUNT.search, 0
        every: list[Amount] = []
        while match := search(text, at):
            start = match.start()
            at = match.end()
            if at - start > 3 and _YEAR.search(match[0]):
                self.dated.append(start)
            before = text[start - 1] if start else "\n"
            if (
                before in _GLUED
                or (before.isalnum() and before < _CJK)
                or (before in _JOINS and _continues(text, start))
            ):
                at = match.end("low")
                continue
            if before == " " and (text[start - 2].isalnum() or text[start - 2] == ".") and self._is_ordinal(start):
                self.ordinals.append(start)
                at = match.end("low")
                continue
            found = self._read(match, before)
            if found:
                if found.words and (found.words[0] in self.vocabulary.months or found.words[0][0] in "月年월년"):
                    self.dated.append(start)
                at = max(at, found.end)
                every.append(found)
        return every

    def _is_ordinal(self, start: int) -> bool:
        """Whether the word before makes the number a name: "Phase 3", "Day 2 - 4 hours"."""
        before = _WORD_BEFORE.search(self.text, max(0, start - 20), start)
        word = before[1].casefold() if before else ""
        if word in self.vocabulary.months:
            self.dated.append(start)
        return word in self.vocabulary.series

    def within(self, start: int, end: int) -> list[Amount]:
        """The amounts whose digits start in `text[start:end]`."""
        first = bisect_left(self.starts, start)
        if first == len(self.starts) or self.starts[first] >= end:
            return []
        return self.all[first : bisect_left(self.starts, end, first)]

    def only(self, start: int, end: int) -> Amount | None:
        """The one amount whose digits start in `text[start:end]`, those in brackets behind it left out; None where
        there is none, or several."""
        starts, first = self.starts, bisect_left(self.starts, start)
        if first == len(starts) or starts[first] >= end:
            return None
        if first + 1 == len(starts) or starts[first + 1] >= end:
            return self.all[first]
        outside = outside_brackets(self.text, start, self.within(start, end))
        return self.all[first] if outside == [self.all[first]] else None

    def _read(self, match: re.Match[str], before: str) -> Amount | None:
        low, scale, low_unit, high, scale2, of, plus = match.groups("")
        text, end, start, left = self.text, match.end(), match.start(), match.start()
        about = bound = sign = money = ""
        if before in _PREFIX and (prefix := _BEFORE.search(text, max(0, start - 6), start)):
            left = prefix.start()
            about, bound, sign, money, minus = prefix.groups("")
            sign += minus
        name = "of" if of else "high" if high else "scale" if scale else "low"
        first = float(low) if low.isdecimal() else self.number(low)
        last = first
        if scale or high:
            first *= _SCALES[scale or (scale2 if high else "")]
            last = (
                (float(high) if high.isdecimal() else self.number(high)) * _SCALES[scale2 or scale] if high else first
            )
        all_of = (float(of) if of.isdecimal() else self.number(of)) if of else None
        if not max(first, last, all_of or 0) < _MOST:
            return None
        decimals = 0 if (low + high).isdecimal() else decimals_of(low, high, self.comma)
        amount = Amount(start, match.end(name), left, first, last, decimals)
        if money or low_unit or text[end : end + 1] not in _CLOSES:
            self._unit(amount, end, low_unit, money)
        else:
            amount.kind = "bare"
        first_unit = self.vocabulary.units.get(low_unit.casefold(), "") if high and low_unit else ""
        if first_unit in TIME and amount.unit in TIME:  # "30 min - 1 hour"
            amount.low = first * TIME[first_unit] / TIME[amount.unit]
        if not amount.unit and not scale and not plus and text[end : end + 1] in _MAY_STICK and _STUCK.match(text, end):
            return None
        if high and last < first and not amount.unit:
            return None  # "13 - 11/12", a date, an id
        amount.of = all_of
        if plus:
            amount.right = max(amount.right, match.end())
        if about or plus or bound:
            amount.mark = "~" if about else "+" if plus else _BOUNDS[bound[0]]
        if sign:
            amount.sign = "-" if "-" in sign or "−" in sign else sign
        if sign and amount.sign == "-":
            amount.low, amount.high = -amount.high, -amount.low
        return amount

    def number(self, digits: str) -> float:
        """The value of `digits`, by the document's decimal mark where both readings are possible."""
        if digits.isdecimal():
            return float(digits)
        groups = len(_GROUPS.findall(digits))
        tail = TAIL.search(digits)
        decimal = tail and (len(tail[1]) != 3 or (groups == 1 and is_decimal(digits, tail, self.comma)))
        fraction = tail[1] if tail and decimal else ""
        whole = digits[: -len(fraction) - 1] if fraction else digits
        return float(_NO_DIGIT.sub("", whole) + ("." + fraction if fraction else ""))

    def name(self, amount: Amount, unit: str) -> None:
        """Give a bare number the unit that its place says: a field's key, a column's head."""
        amount.unit, amount.kind = unit, kind_of(unit)

    def _unit(self, amount: Amount, end: int, low_unit: str, money: str) -> None:
        text = self.text
        if money:
            amount.unit, amount.right = "money", end
        elif text[end : end + 2].strip()[:1] in _CURRENCY_STARTS and (behind := _CURRENCY.match(text, end)):
            amount.unit, amount.right = "money", behind.end()
        behind = _BEHIND.match(text, end)
        if behind:
            words = behind["words"], bool(behind["gap"]), bool(behind["digit"])
            meanings = self.vocabulary.meanings
            if words not in meanings:
                meanings[words] = self._look_up(*words)
            unit, length, amount.words, kind = meanings[words]
            if unit and not amount.unit:
                amount.unit, amount.kind = unit, kind
                if length:
                    amount.right = behind.start("words") + length
        if not amount.unit and low_unit:
            amount.unit = self.vocabulary.units.get(low_unit.casefold(), "")
        if amount.unit == "hour" and amount.low == amount.high and amount.low % 1 == 0:
            half = _HALF.match(text, end)
            if half:
                amount.low = amount.high = amount.low + int(half["minutes"]) / 60
                amount.end, amount.right, amount.decimals = half.end(), half.end(), 2
        if not amount.kind:
            amount.kind = _KINDS.get(amount.unit, "count")

    def _look_up(self, words: str, spaced: bool, digit: bool) -> tuple[str, int, tuple[str, ...], str]:
        """Unit, how much of `words` it takes, and the words, of what stands behind a number."""
        folded = words.casefold()
        each = tuple(word.removesuffix("(s)") for word in _SPACES.split(folded.lstrip("(")) if word)[:3]
        first = each[0] if each else ""
        phrase = first if digit and len(each) == 1 else folded  # the h of "2h30"
        unit, length = self.vocabulary.longest(self.vocabulary.units, phrase)
        if unit and length == 1 and "a" <= folded[0] <= "z" and (words[0].isupper() or (spaced and first != "h")):
            unit = ""
        if unit and length == len(first) and len(each) > 1 and first not in self.vocabulary.plurals:
            plural = each[1] in self.vocabulary.plurals or is_plural(each[1])
            other = self.vocabulary.units.get(each[1], each[1])
            if kind_of(unit) == kind_of(other) == "count" and plural:
                return other, 0, each, "count"  # "9 test files" are files, "8 test classes" classes
        if unit:
            return unit, length, each, kind_of(unit)
        if words[0] == "(" or (not spaced and first[:1] < _CJK):
            return "", 0, each if spaced else (), "bare"
        countable = (self.vocabulary.units.get(word, "") for word in each[1:])
        unit = next((u for u in countable if u and kind_of(u) in ("count", "points")), head_noun(each))
        return unit, 0, each, kind_of(unit)


def outside_brackets(text: str, start: int, found: list[Amount]) -> list[Amount]:
    """Of several amounts, those in no bracket opened from `start` on: a remark in brackets is no second value."""
    return [a for a in found if text.count("(", start, a.left) == text.count(")", start, a.left)]


def _continues(text: str, start: int) -> bool:
    """Whether a number behind a joint goes on from another one: the 30 of "9:30", the 02 of "2025-02" and of "T-02"."""
    if start < 2:
        return False
    return text[start - 2].isalnum() if text[start - 1] == "-" else text[start - 2].isdecimal()


def kind_of(unit: str) -> str:
    """What sort of amount a unit makes: time, percent, points, money, size, count; "bare" for none."""
    return _KINDS.get(unit, "count")

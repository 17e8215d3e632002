"""When two stated values are equal: the one place that decides it.

A total of exact numbers is compared exactly. What is printed vaguely (a tilde, a plus, a range) agrees with what it may
mean; such agreement is "soft": it silences, and proves nothing.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import floor
from typing import Literal

from planlint.plan.amounts import TIME, Amount
from planlint.text.policy import ABOUT, PLUS

Outcome = Literal["agree", "soft", "differs"]
DUST = 1e-6
"""Two numbers no farther apart are one."""
FAR = ("p60", "far")
"""Distances farther than authors err: such a miss shows a wrong binding, nothing else."""


class Value:
    """What a document shows: a number or range, how it was printed, and in which unit.

    `mark` is "~" or "+" where a part of it is written so; `decimals` as printed, at most; `count` how many amounts
    make it.
    """

    __slots__ = ("count", "decimals", "high", "low", "mark", "unit")

    def __init__(
        self, low: float, high: float | None = None, unit: str = "", mark: str = "", decimals: int = 0, count: int = 1
    ) -> None:
        self.low, self.high = low, low if high is None else high
        self.unit, self.mark, self.decimals, self.count = unit, mark, decimals, count

    def text(self, *, grouped: bool = False) -> str:
        """The value as a person writes it, without unit; `grouped` with commas from a thousand on."""
        low = number(self.low, self.decimals, grouped=grouped)
        return low if self.low == self.high else f"{low}-{number(self.high, self.decimals, grouped=grouped)}"

    def __repr__(self) -> str:
        return f"<{self.mark}{self.text()} {self.unit}>"


def number(value: float, decimals: int = 0, *, grouped: bool = False) -> str:
    """`value` with as many decimals as it needs, at most two more than are printed elsewhere."""
    text = f"{value:{',' if grouped or abs(value) >= 10_000 else ''}.{max(decimals, 2)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rewrite(written: str, value: float) -> str:
    """`value` in the manner of the digits `written`: their thousands marks, their decimal mark; "" where the manner is
    not clear."""
    digits = written.replace(",", "").replace(".", "")
    if not digits.isdecimal() or value < 0:
        return ""
    needed = len(number(value).partition(".")[2])
    if "." in written and "," in written:  # the last mark is the one for decimals
        mark = max(".,", key=written.rfind)
        decimals = len(written.rpartition(mark)[2])
        if decimals == 3 or written.count(mark) > 1:
            return ""
        text = f"{value:,.{max(decimals, needed)}f}"
        return text if mark == "." else text.translate({ord(","): ".", ord("."): ","})
    if "." in written:
        decimals = len(written.rpartition(".")[2])
        return "" if decimals == 3 else f"{value:.{max(decimals, needed)}f}"
    if "," in written and len(written.rpartition(",")[2]) != 3:
        return number(value).replace(",", "").replace(".", ",")
    return number(value, grouped=True) if "," in written else number(value).replace(",", "")


def whole_percent(value: float) -> int:
    """The nearest whole per cent, but 100 only for all."""
    return 99 if 99.5 <= value < 100 else floor(value + 0.5)


def total(amounts: Iterable[Amount], unit: str = "") -> Value | None:
    """The sum of `amounts` in `unit` (or in the unit they share); None where their units cannot be added up."""
    parts = list(amounts)
    if not parts:
        return None
    unit = unit or parts[0].unit
    low, high, decimals = 0.0, 0.0, 0
    for part in parts:
        factor = 1.0 if part.unit == unit else factor_to(part.unit, unit)
        if factor is None:
            return None
        low += part.low * factor
        high += part.high * factor
        decimals = max(decimals, part.decimals if part.unit == unit else 2)
    marks = {part.mark for part in parts}
    mark = "~" if "~" in marks else "+" if "+" in marks else ""
    return Value(low, high, unit, mark, decimals, len(parts))


@lru_cache(maxsize=1024)
def factor_to(unit: str, other: str) -> float | None:
    """What one `unit` is worth in `other`; None where they are different things. Days and hours are, too."""
    if unit == other:
        return 1.0
    exact = ("second", "minute", "hour")
    return TIME[unit] / TIME[other] if unit in exact and other in exact else None


def compare(stated: Amount, shown: Value) -> Outcome:
    """Whether `stated` may mean `shown`, which is in the same unit."""
    low, high = stated.low, stated.high
    if _same(low, shown.low) and _same(high, shown.high):
        return "agree"
    if stated.mark == "<":
        return "soft" if shown.low <= high + DUST else "differs"
    if stated.mark in ("+", ">"):
        return "soft" if low - DUST <= shown.high and shown.low <= low * PLUS else "differs"
    if _vague(low, high, stated.mark == "~", shown) or _rounded(stated, shown):
        return "soft"
    return "differs"


def _same(one: float, other: float) -> bool:
    return abs(one - other) < DUST


def _vague(low: float, high: float, about: bool, shown: Value) -> bool:
    """Whether ranges, tildes and pluses let the two meet. A tilde before a range adds nothing."""
    if low == high and shown.low - DUST <= low <= shown.high + DUST:
        return True
    half_right = shown.low < shown.high and (_same(low, shown.low) or _same(high, shown.high))
    if low < high and low - DUST <= shown.low and shown.high <= high + DUST and not half_right:
        return True
    if shown.mark == "+" and shown.low - DUST <= low <= shown.high * PLUS:
        return True
    if (about and low == high) or shown.mark == "~":
        slack = ABOUT * max(abs(low), abs(shown.low))
        return abs(low - shown.low) <= slack + DUST and abs(high - shown.high) <= slack + DUST
    return False


def _rounded(stated: Amount, shown: Value) -> bool:
    """Whether the difference is one of rounding: less than the last printed digit of the stated value, of finer parts;
    or what the rounding of the parts may add up to."""
    difference = max(abs(stated.low - shown.low), abs(stated.high - shown.high))
    if shown.decimals > stated.decimals or stated.kind == "time":
        half = stated.kind == "time" and stated.decimals == 1 and stated.low == stated.high and stated.low % 0.5 == 0
        return shown.decimals > 0 and difference < (0.5 if half else 10.0**-stated.decimals) - DUST
    sizes = stated.kind in ("size", "percent") and shown.decimals
    return bool(sizes) and difference <= shown.count * 0.5 * 10.0**-shown.decimals + DUST


def outcome_of(stated: Amount, shown: Value) -> str:
    """ "agree", "soft", or how far the two are apart: a bucket of `distance`."""
    outcome = compare(stated, shown)
    return distance(stated, shown) if outcome == "differs" else outcome


def distance(stated: Amount, shown: Value) -> str:
    """How far the two are apart: "one" (one unit), "p10", "p20", "p35", "p60" (per cent of the larger) or "far"."""
    gaps = [abs(stated.low - shown.low), abs(stated.high - shown.high)]
    gap = max(gaps) if stated.low != stated.high or shown.low != shown.high else gaps[0]
    size = max(abs(stated.high), abs(shown.high), DUST)
    if _same(gap, 1) and stated.kind != "percent" and size > 2:
        return "one"
    return next((name for name, limit in _BUCKETS if gap <= limit * size), "far")


_BUCKETS = (("p10", 0.10), ("p20", 0.20), ("p35", 0.35), ("p60", 0.60))
BUCKETS = ("one", "p10", "p20", "p35", "p60", "far")

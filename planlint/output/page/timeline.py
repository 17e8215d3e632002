"""Where days are drawn: bars over a common axis, and the areas of a burn-up."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from planlint.output.overview.shape import Dated, Moment
from planlint.output.page.figures import MONTHS

_MOST_TICKS = 5
_SHARE: tuple[Literal["done", "total"], ...] = ("done", "total")
_MARGIN = 3
"""Days on both sides of dates that are all the same."""


class Scale:
    """Days as percentages of the width; a day is from its own place to that of the next one."""

    def __init__(self, dates: Sequence[Dated]) -> None:
        self.first = min(date.fromisoformat(dated["start"]) for dated in dates)
        self.last = max(date.fromisoformat(dated["end"]) for dated in dates)
        if (self.last - self.first).days < _MARGIN:
            self.first = _shifted(self.first, -_MARGIN)
            self.last = _shifted(self.last, _MARGIN)

    def at(self, when: date) -> float:
        """Where a day begins, in percent of the width."""
        return (when - self.first).days * 100 / ((self.last - self.first).days + 1)

    def bar(self, dated: Dated) -> tuple[float, float]:
        """Where something begins, and how wide it is."""
        at = self.at(date.fromisoformat(dated["start"]))
        return at, self.at(date.fromisoformat(dated["end"])) - at + 100 / ((self.last - self.first).days + 1)

    def ticks(self) -> list[tuple[float, str]]:
        """The days to name below the bars, as places: a few, at the starts of days, weeks, months or years."""
        return [(self.at(when), label) for when, label in self._ticks()]

    def _ticks(self) -> list[tuple[date, str]]:
        days = (self.last - self.first).days + 1
        for step in (1, 2, 7, 14):
            if days / step <= _MOST_TICKS:
                start = self.first + timedelta(days=-self.first.weekday() % 7 if step > 2 else 0)
                found = [start + timedelta(days=n) for n in range(0, (self.last - start).days + 1, step)]
                return [(each, f"{each.day} {MONTHS[each.month - 1]}") for each in found]
        for months in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200):
            if days / (months * 30.4) <= _MOST_TICKS:
                return [(each, _month(each, number)) for number, each in enumerate(self._months(months))]
        return []

    def _months(self, step: int) -> Iterator[date]:
        years = max(1, step // 12)
        for year in range(self.first.year // years * years, self.last.year + 1, years):
            for month in range(1, 13, min(step, 12)):
                if year >= 1 and self.first <= date(year, month, 1) <= self.last:
                    yield date(year, month, 1)


def _shifted(when: date, days: int) -> date:
    """As many days later, as far as the calendar goes."""
    return date.fromordinal(min(max(when.toordinal() + days, 1), date.max.toordinal()))


def _month(when: date, number: int) -> str:
    if when.month == 1:
        return str(when.year)
    return MONTHS[when.month - 1] + (f" {when.year}" if number == 0 else "")


def area(moments: Sequence[Moment], key: Literal["done", "total"]) -> str:
    """The points of a line for what is done, or all, in a picture 100 wide and 30 high."""
    days = [date.fromisoformat(each["day"]).toordinal() for each in moments]
    most = max(each["tasks"]["total"] for each in moments) or 1
    lows = [(1 - each["tasks"][key] / most) * 30 for each in moments]
    span = days[-1] - days[0]
    return " ".join(f"{(day - days[0]) * 100 / span:.4g},{low:.4g}" for day, low in zip(days, lows, strict=True))


def change(moments: Sequence[Moment]) -> str:
    """`+8 done, −1 in all`, from the first moment to the last."""
    done, added = (moments[-1]["tasks"][key] - moments[0]["tasks"][key] for key in _SHARE)
    return f"{done:+,} done, {f'{added:+,}' if added else 'as many'} in all".replace("-", "−")

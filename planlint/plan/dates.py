"""Dates as plans write them, and the periods they make."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, cached_property

from planlint.plan.outline import Outline
from planlint.text.patterns import regex
from planlint.text.records import replace, value_object
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import Vocabulary

_YEAR = r"(?:19|20)\d\d"
_NUMERIC = rf"""
    (?P<iy>{_YEAR})(?P<sep>[-/.])(?P<im>\d\d?)(?P=sep)(?P<id>\d\d?)(?![\w/]|[-.]\w)
  | (?P<iy2>{_YEAR})-(?P<im2>\d\d)-(?P<id2>\d\d)T\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?
  | (?P<nd>\d\d?)(?P<nsep>[./])(?P<nm>\d\d?)(?P=nsep)(?P<ny>{_YEAR})(?![\w/]|[-.]\w)
  | (?:(?P<cy>{_YEAR})\s?[年년]\s?)?(?P<cm>\d\d?)\s?[月월]\s?(?P<cd>\d\d?)\s?[日일号]
  | (?:Q(?P<q>[1-4])\s?(?:of\s)?(?P<qy>{_YEAR})|(?P<qy2>{_YEAR})[\s-]?Q(?P<q2>[1-4]))(?![\w/]|[-.]\w)
"""
_NAMED = r"""
    (?P<a>MONTHS)\.?[ ](?P<ad>\d\d?)(?:st|nd|rd|th)?
      (?:(?P<gap>\s?)[-–—‑](?P=gap)(?P<ad2>\d\d?)(?:st|nd|rd|th)?
        (?=,?[ ]YEAR|\s*(?:[^\w\s.%:/]|[.:](?!\d)|$)))?
      (?:,?[ ]?(?P<ay>YEAR))?(?![\w%]|[.:/,]\d)
  | (?:(?P<bd0>\d\d?)\.?\s?[-–—‑]\s?)?(?P<bd>\d\d?)(?:st|nd|rd|th|\.|er|º)?[ ](?:of[ ]|de[ ])?(?P<b>MONTHS)(?![^\W_])
      (?:\.?,?[ ](?:de[ ])?(?P<by>YEAR)(?![\w/]|[-.]\w)|(?!\.?,?[ ]\d\d?(?!\d)))
  | (?P<c>MONTHS)\.?,?[ ](?:de[ ])?(?P<cy2>YEAR)(?![\w/]|[-.]\w)
""".replace("YEAR", _YEAR)
_BETWEEN = regex(r"\s?(?:[-–—‑~]|\s(?P<word>[^\W\d_']+)\s)\s?")


@value_object
class Moment:
    """A date as written: a day, or `months` whole months when `day` is 0. `year` is 0 where none is written.

    `weekday` counts from Monday, 0; -1 where none stands beside the date.
    """

    span: Span
    year: int
    month: int
    day: int
    months: int = 1
    weekday: int = -1
    weekday_span: Span | None = None

    @property
    def possible(self) -> bool:
        """Whether the calendar has such a day; 29 February without a year counts as possible."""
        return 1 <= self.month <= 12 and 0 <= self.day <= _month_length(self.year or 2024, self.month)

    @property
    def length(self) -> int:
        """The number of days of its month."""
        return _month_length(self.year or 2024, self.month)

    def first(self, year: int = 0) -> date:
        """The first day it covers, in `year` where it has none of its own."""
        return date(self.year or year, self.month, self.day or 1)

    def last(self, year: int = 0) -> date:
        """The last day it covers."""
        if self.day:
            return self.first(year)
        month = self.month + self.months - 1
        return date(self.year or year, month, _month_length(self.year or year, month))


@value_object
class Period:
    """A date, or a range of dates; both ends are the same moment where one date is written."""

    span: Span
    start: Moment
    end: Moment

    @property
    def is_range(self) -> bool:
        """Whether two ends are written."""
        return self.start is not self.end

    @property
    def year(self) -> int:
        """The year written at either end, 0 if none."""
        return self.start.year or self.end.year

    def dates(self, anchor: date | None = None) -> tuple[date, date] | None:
        """First and last day, near `anchor` where no year is written; an end in an earlier month is in the next year.

        None without any year, or for a day that does not exist.
        """
        start, end = self.start, self.end
        if not (start.possible and end.possible):
            return None
        year = self.year
        years = (year,) if year else (anchor.year - 1, anchor.year, anchor.year + 1) if anchor else ()
        candidates = [days for year in years if (days := self._in_year(year))]
        if not candidates:
            return None
        return min(candidates, key=lambda days: abs(days[0] - anchor)) if anchor else candidates[0]

    def _in_year(self, year: int) -> tuple[date, date] | None:
        start, end = self.start, self.end
        begins = year - (not start.year and bool(end.year) and start.month > end.month)
        ends = year + (not end.year and end.month < start.month)
        try:
            return start.first(begins), end.last(ends)
        except ValueError:
            return None


@value_object
class Dates:
    """All periods of a document, in the order of the text, found by place; `impossible` are days no calendar has."""

    periods: tuple[Period, ...]
    impossible: tuple[Moment, ...]

    def inside(self, span: Span) -> tuple[Period, ...]:
        """The periods that start inside `span`."""
        first = bisect_left(self._starts, span.start)
        return self.periods[first : bisect_left(self._starts, span.end, first)]

    @cached_property
    def _starts(self) -> list[int]:
        return [period.span.start for period in self.periods]


def read_dates(outline: Outline) -> Dates:
    """Every date in prose, tables, front matter, and lines drawn in fences."""
    vocabulary, source = outline.vocabulary, outline.document.source
    periods: list[Period] = []
    impossible: list[Moment] = []
    texts = [(outline.text, span) for span in outline.stretches(sorted(outline.amounts.dated))]
    texts += [(source.text, entry.value) for entry in outline.document.entries]
    for text, span in texts:
        pattern = _pattern(tuple(vocabulary.months))
        moments = [_with_weekday(text, span, p, vocabulary) for p in _read(text, span, pattern, vocabulary)]
        impossible += [m for p in moments for m in dict.fromkeys((p.start, p.end)) if not m.possible]
        periods += _joined(text, [p for p in moments if p.start.possible and p.end.possible], vocabulary)
    periods.sort(key=lambda period: period.span)
    return Dates(tuple(periods), tuple(impossible))


@cache
def _pattern(months: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    named = _NAMED.replace("MONTHS", f"(?i:{names})")
    return regex(rf"(?<![\w/-])(?<!\d[.:,])(?:{_NUMERIC}|{named})", re.VERBOSE)


def _read(text: str, span: Span, pattern: re.Pattern[str], vocabulary: Vocabulary) -> Iterator[Period]:
    """The dates in `span`, ranges within one month ("Jan 5-6") already joined."""
    for match in pattern.finditer(text, *span):
        group = match.groupdict()
        where = span_of(match.span())
        if group["iy"] or group["iy2"]:
            year, month, day = _numbers(group, *("iy im id" if group["iy"] else "iy2 im2 id2").split())
            moment = Moment(where, year, month, day)
            if group["sep"] == "." and not (moment.possible and len(group["im"]) == 2 == len(group["id"])):
                continue
        elif group["ny"]:
            day, month, year = _numbers(group, "nd", "nm", "ny")
            moment = _day_first(where, day, month, year, slash=group["nsep"] == "/")
        elif group["cm"]:
            moment = Moment(where, int(group["cy"] or 0), int(group["cm"]), int(group["cd"]))
        elif group["q"] or group["q2"]:
            moment = Moment(where, int(group["qy"] or group["qy2"]), 3 * int(group["q"] or group["q2"]) - 2, 0, 3)
        else:
            yield from _from_names(where, group, vocabulary.months)
            continue
        if moment.month:
            yield Period(where, moment, moment)


def _numbers(group: Mapping[str, str | None], *names: str) -> tuple[int, ...]:
    return tuple(int(group[name] or 0) for name in names)


def _day_first(where: Span, day: int, month: int, year: int, *, slash: bool) -> Moment:
    """5.1.2026; with slashes only where the order of day and month cannot be mistaken, else a moment without month."""
    if slash and day <= 12 and month <= 12 and day != month:
        return Moment(where, year, 0, 0)
    if slash and month > 12:
        day, month = month, day
    return Moment(where, year, month, day) if month <= 12 and 1 <= day <= 31 else Moment(where, year, 0, 0)


def _from_names(where: Span, group: Mapping[str, str | None], months: Mapping[str, int]) -> Iterator[Period]:
    """A date with a month's name; a lower-case name must be a whole month's, or have a year."""
    name = group["a"] or group["b"] or group["c"] or ""
    year = int(group["ay"] or group["by"] or group["cy2"] or 0)
    if name.islower() and name.isascii() and not year and (group["a"] or len(name) <= 4):
        return
    month = months[name.casefold()]
    day = int(group["ad"] or group["bd"] or 0)
    if group["c"] is None and (day == 0 or day > 31):
        return
    moment = Moment(where, year, month, day)
    if group["ad2"] and 1 <= int(group["ad2"]) <= 31:
        yield Period(where, moment, replace(moment, day=int(group["ad2"])))
    elif group["bd0"] and 1 <= int(group["bd0"]) <= 31:
        yield Period(where, replace(moment, day=int(group["bd0"])), moment)
    else:
        yield Period(where, moment, moment)


def _with_weekday(text: str, segment: Span, period: Period, vocabulary: Vocabulary) -> Period:
    """The date with the weekday that stands right before it or, in brackets or behind a comma, right after it."""
    reach = max(segment.start, period.span.start - 24)
    begin = end = reach + len(text[reach : period.span.start].rstrip(" ,."))
    while begin > reach and text[begin - 1].isalpha():
        begin -= 1
    named = text[begin:end].casefold() in vocabulary.weekdays
    before = _WEEKDAY_BEFORE.search(text, reach, period.span.start) if named else None
    after = _WEEKDAY_AFTER.match(text, period.span.end, segment.end)
    for match in (before, after):
        if not match or match["other"]:
            continue
        number = vocabulary.weekdays.get(match["name"].casefold())
        if number is not None and _is_weekday(match["name"]) and not period.is_range:
            moment = replace(period.start, weekday=number - 1, weekday_span=span_of(match.span("name")))
            whole = Span(min(period.span.start, match.start("name")), max(period.span.end, match.end()))
            return Period(whole, moment, moment)
    return period


def _is_weekday(name: str) -> bool:
    """Whether the name of a weekday is no other word: not so "sat" and "sun". Many languages write it in lower case."""
    return not name[0].islower() or len(name) > 4


_WEEKDAY_BEFORE = regex(r"(?P<other>[^\W\d_]+\s?[-–—/&]\s?|[^\W\d_]+\s(?:to|and)\s)?\b(?P<name>[^\W\d_]{2,13})\.?,?\s$")
_WEEKDAY_AFTER = regex(r"\s?[(（,，]\s?(?P<name>[^\W\d_]{1,13})\.?(?P<other>\s?[-–—/&])?(?=[)）,，;:*\s]|$)[)）]?")


def _joined(text: str, periods: list[Period], vocabulary: Vocabulary) -> list[Period]:
    """Neighbours with nothing but a dash or a word such as "to" between them become one range."""
    joined: list[Period] = []
    for period in periods:
        previous = joined[-1] if joined else None
        if previous and not previous.is_range and not period.is_range:
            between = _BETWEEN.fullmatch(text, previous.span.end, period.span.start)
            if between and (not between["word"] or vocabulary.has("ranges", between["word"].casefold())):
                joined[-1] = Period(Span(previous.span.start, period.span.end), previous.start, period.end)
                continue
        joined.append(period)
    return joined


@cache
def _month_length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def working_days(first: date, last: date) -> int:
    """How many days from `first` to `last`, both included, are no Saturday or Sunday; 0 if `last` is earlier."""
    return sum((first + timedelta(days=n)).weekday() < 5 for n in range((last - first).days + 1))

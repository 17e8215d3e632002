"""Dated things as bars over a common axis."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from planlint.output.overview.shape import Dated
from planlint.output.overview.timeline import is_overdue
from planlint.output.page.parts import MONTHS, STATE_NAMES, day, facets, link

_MOST_TICKS = 5
_MARGIN = 3
"""Days on both sides of dates that are all the same."""


class _Scale:
    """Days as percentages of the width; a day is from its own place to that of the next one."""

    def __init__(self, dates: Sequence[Dated]) -> None:
        self.first = min(date.fromisoformat(dated["start"]) for dated in dates)
        self.last = max(date.fromisoformat(dated["end"]) for dated in dates)
        if (self.last - self.first).days < _MARGIN:
            self.first = _shifted(self.first, -_MARGIN)
            self.last = _shifted(self.last, _MARGIN)

    def at(self, when: date) -> float:
        return (when - self.first).days * 100 / ((self.last - self.first).days + 1)

    def ticks(self) -> list[tuple[date, str]]:
        """The days to name below the bars: a few, at the starts of days, weeks, months or years."""
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


def timeline(dates: Sequence[Dated], href: str, today: date, number: int) -> str:
    """An ordered list: what, when, and a bar. `number` keeps the ids of several timelines apart."""
    scale = _Scale(dates)
    now = scale.first <= today <= scale.last
    lines = [f'<line x1="{scale.at(when):.4g}%" x2="{scale.at(when):.4g}%" y2="100%"/>' for when, _ in scale.ticks()]
    labels = [
        f'<text x="{scale.at(when):.4g}%" y="14">{label}</text>' for when, label in scale.ticks() if scale.at(when) < 88
    ]
    if now:
        at = f"{scale.at(today):.4g}%"
        lines.append(f'<line class="today" x1="{at}" x2="{at}" y2="100%"/>')
    grid = f'<defs><g class="grid" id="grid{number}">{"".join(lines)}</g></defs>'
    axis = f'<div class="axis"><svg aria-hidden="true">{grid}{"".join(labels)}</svg></div>'
    rows = "".join(_row(dated, scale, href, today, number) for dated in dates)
    note = '<p class="small muted">The vertical line across the bars is the day of the report.</p>' if now else ""
    return f'<div class="timeline">{axis}<ol>{rows}</ol></div>{note}'


def dated_facets(dated: Dated, today: date) -> str:
    """By which something with a date is filtered."""
    return facets(dated["owners"], state=dated["state"] + ("|overdue" if is_overdue(dated, today) else ""))


def _row(dated: Dated, scale: _Scale, href: str, today: date, number: int) -> str:
    first, last = date.fromisoformat(dated["start"]), date.fromisoformat(dated["end"])
    told = [STATE_NAMES[dated["state"]]] if dated["state"] != "unstated" else []
    told += ['<b class="error">overdue</b>'] if is_overdue(dated, today) else []
    start = day(dated["start"], year=first.year != last.year)
    when = day(dated["end"]) if first == last else f"{start} – {day(dated['end'])}"
    due = "due " if dated["kind"] == "due" else ""
    return (
        f"<li{dated_facets(dated, today)}><span>{link(href, dated['line'], dated['title'])}</span>"
        f'<span class="when">{due}{when}{"".join(f" · {each}" for each in told)}</span>'
        f'<svg aria-hidden="true"><use href="#grid{number}"/>{_shape(dated, scale, first, last)}</svg></li>'
    )


def _shape(dated: Dated, scale: _Scale, first: date, last: date) -> str:
    at, end = scale.at(first), scale.at(last) + 100 / ((scale.last - scale.first).days + 1)
    if first == last:
        kind = " due" if dated["kind"] == "due" else ""
        return f'<circle class="{dated["state"]}{kind}" cx="{(at + end) / 2:.4g}%" cy="50%" r="4.5"/>'
    return f'<rect class="{dated["state"]}" x="{at:.4g}%" width="{end - at:.4g}%" y="25%" height="50%" rx="3"/>'

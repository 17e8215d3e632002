"""Dates: what is read as one, what ranges they make, and what the checks say of them."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import check_for

from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.plan.dates import working_days
from planlint.rules import dates as checks
from planlint.text.diagnostics import Finding
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

DAYS = st.dates(date(1990, 1, 1), date(2089, 12, 31))
NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
MONTHS = (*NAMES, "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GERMAN = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November")
FORMATS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: day.isoformat(),
    "slashes": lambda day: f"{day.year}/{day.month:02d}/{day.day:02d}",
    "points": lambda day: f"{day.day}.{day.month}.{day.year}",
    "long": lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    "short": lambda day: f"{MONTHS[day.month - 1][:3]} {day.day}, {day.year}",
    "british": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "german": lambda day: f"{day.day}. {(*GERMAN, 'Dezember')[day.month - 1]} {day.year}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "stamp": lambda day: f"{day.isoformat()}T10:30:00Z",
}


def plan_of(text: str) -> Plan:
    return Plan(Document(Source(text)), load_vocabulary())


def read(text: str) -> list[tuple[str, ...]]:
    """The periods of a line that stands in no list: as written, first day, last day."""
    plan = plan_of(f"On {text}\n")
    return [
        (plan.source[period.span], *(day.isoformat() for day in period.dates(date(2026, 6, 1)) or ()))
        for period in plan.dates.periods
    ]


@given(DAYS, st.sampled_from(sorted(FORMATS)))
def test_every_way_to_write_a_date(day: date, name: str) -> None:
    written = FORMATS[name](day)
    assert read(f"{written}: done") == [(written, day.isoformat(), day.isoformat())]


@given(DAYS, st.integers(0, 700), st.sampled_from(["iso", "long", "british"]), st.sampled_from([" - ", " to ", "–"]))
def test_every_range(start: date, days: int, name: str, joint: str) -> None:
    end = start + timedelta(days)
    written = FORMATS[name](start) + joint + FORMATS[name](end)
    assert read(f"({written})") == [(written, start.isoformat(), end.isoformat())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jan 5-6", [("Jan 5-6", "2026-01-05", "2026-01-06")]),
        ("Dec 29 - Jan 4", [("Dec 29 - Jan 4", "2025-12-29", "2026-01-04")]),
        ("5-6 Jan 2026", [("5-6 Jan 2026", "2026-01-05", "2026-01-06")]),
        ("Jan 5 – Feb 2, 2027", [("Jan 5 – Feb 2, 2027", "2027-01-05", "2027-02-02")]),
        ("May 2025", [("May 2025", "2025-05-01", "2025-05-31")]),
        ("Q2 2026", [("Q2 2026", "2026-04-01", "2026-06-30")]),
        ("2026-Q4", [("2026-Q4", "2026-10-01", "2026-12-31")]),
        ("15/04/2026", [("15/04/2026", "2026-04-15", "2026-04-15")]),
        ("Mon, Jan 5 – Fri, Jan 9", [("Mon, Jan 5 – Fri, Jan 9", "2026-01-05", "2026-01-09")]),
        ("13 décembre 2025", [("13 décembre 2025", "2025-12-13", "2025-12-13")]),
        ("3 de enero de 2026", [("3 de enero de 2026", "2026-01-03", "2026-01-03")]),
        ("week 5 Jan 6-10", [("Jan 6-10", "2026-01-06", "2026-01-10")]),
        ("Jan 5 - 6 tasks", [("Jan 5", "2026-01-05", "2026-01-05")]),
        ("03/04/2026", []),
        ("8/15, 24/7 and 1/2", []),
        ("version 2024.1.15, v2025.01.05", []),
        ("2025-01-05-notes and 2026-1345", []),
        ("may 5 tests, mar 3", []),
        ("no date, 2026 items", []),
    ],
)
def test_what_is_a_date(text: str, expected: list[tuple[str, ...]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Days 5-7", [("day", 5, 7)]),
        ("Day 3, Week 2", [("day", 3, 3), ("week", 2, 2)]),
        ("Weeks 1 - 2:", [("week", 1, 2)]),
        ("Tage 1-3", [("day", 1, 3)]),
        ("第2周, 3~5주차", [("week", 2, 2), ("week", 3, 5)]),
        ("Week 3 - 5 tasks", [("week", 3, 3)]),
        ("5 days, 3天, Today 3.5", []),
    ],
)
def test_ordinals(text: str, expected: list[tuple[str, int, int]]) -> None:
    plan = plan_of(f"On {text}\n")
    assert [(ordinal.kind, ordinal.low, ordinal.high) for ordinal in plan.ordinals.all] == expected


@given(DAYS, st.integers(0, 30))
def test_working_days_are_those_of_the_calendar(start: date, days: int) -> None:
    end = start + timedelta(days)
    assert working_days(start, end) == sum(day.weekday() < 5 for day in _each(start, end))


def _each(start: date, end: date) -> Iterator[date]:
    for number in range((end - start).days + 1):
        yield start + timedelta(number)


@given(DAYS, st.sampled_from(WEEKDAYS), st.sampled_from(["iso", "long", "british"]))
def test_weekdays(day: date, name: str, form: str) -> None:
    findings = list(check_for("DAT004")(plan_of(f"Meet on {name}, {FORMATS[form](day)}.\n")))
    assert bool(findings) is (day.weekday() != WEEKDAYS.index(name))
    for finding in findings:
        assert finding.fix
        assert finding.fix.edits[0].text == WEEKDAYS[day.weekday()]


@given(DAYS, st.integers(1, 60))
def test_right_durations_are_silent(start: date, days: int) -> None:
    end = start + timedelta(days - 1)
    fitting = {days, days - 1, working_days(start, end)} - {0}
    for count in fitting:
        unit = "day" if count == 1 else "days"
        plan = plan_of(f"### Build ({count} {unit}: {start.isoformat()} to {end.isoformat()})\n")
        assert list(check_for("DAT003")(plan)) == []


@given(DAYS, st.integers(2, 60), st.integers(1, 50))
def test_longer_durations_are_found(start: date, days: int, more: int) -> None:
    end = start + timedelta(days - 1)
    plan = plan_of(f"### Build ({days + more} days: {start.isoformat()} to {end.isoformat()})\n")
    assert len(list(check_for("DAT003")(plan))) == 1


@given(DAYS, DAYS)
def test_ends_before_starts(start: date, end: date) -> None:
    plan = plan_of(f"| Task | Start | End |\n|---|---|---|\n| Build | {start} | {end} |\n")
    assert bool(list(check_for("DAT001")(plan))) is (end < start)


@given(st.integers(1, 20), st.integers(0, 9), st.integers(0, 25), st.integers(0, 5))
def test_parts_within_and_without(low: int, more: int, first: int, length: int) -> None:
    """A second part proves that days count on from phase to phase."""
    high, last = low + more + 1, first + length + 1
    text = f"## Sprint (Days {low}-{high})\n\n### Plan (Days {low}-{low + 1})\n\n### Build (Days {first}-{last})\n"
    findings = list(check_for("DAT002")(plan_of(text)))
    assert bool(findings) is not (low <= first and last <= high)


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("- [ ] Renew (due 2026-03-01)\n", "2026-03-02", 1),
        ("- [ ] Renew (due 2026-03-01)\n", "2026-03-01", 0),
        ("- [x] Renew (due 2026-03-01)\n", "2026-03-02", 0),
        ("- [ ] Renew, due by March 1, 2026\n", "2026-03-02", 1),
        ("- [ ] Renew, last done March 1, 2026\n", "2026-03-02", 0),
        ("| Task | Due | Status |\n|---|---|---|\n| A | 2026-03-01 | Open |\n", "2026-03-02", 1),
        ("| Task | Due | Status |\n|---|---|---|\n| A | 2026-03-01 | Done |\n", "2026-03-02", 0),
        ("| Task | Due | Status |\n|---|---|---|\n| A | 2026-03-01 | 🔄 |\n", "2026-03-02", 1),
        ("| Task | Due | Status |\n|---|---|---|\n| A | 2026-03-01 | ✅ Not needed |\n", "2026-03-02", 0),
        ("| Task | Due | Status |\n|---|---|---|\n| A | 2026-03-01 | 40% complete |\n", "2026-03-02", 1),
    ],
)
def test_overdue(text: str, today: str, expected: int) -> None:
    assert len(list(checks.overdue(plan_of(text), today=today))) == expected


ALL: list[Callable[[Plan], Iterator[Finding]]] = [
    check_for("DAT008"),
    check_for("DAT004"),
    check_for("DAT001"),
    check_for("DAT002"),
    check_for("DAT003"),
    check_for("DAT005"),
    checks.overdue,
    check_for("DAT007"),
]


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 5), st.integers(1, 4), st.booleans())
def test_consistent_plans_are_silent(start: date, phases: int, days: int, dated: bool) -> None:
    """Phases in a row, each with its days, in a header, headings and a table."""
    lines = ["# Plan", "", f"**Created:** {start - timedelta(3)}", f"**Last Updated:** {start - timedelta(2)}", ""]
    rows = ["| Phase | Start | End | Duration |", "|---|---|---|---|"]
    for number in range(phases):
        first = start + timedelta(number * days)
        last = first + timedelta(days - 1)
        when = f"{first} to {last}" if dated else f"Days {number * days + 1}-{number * days + days}"
        lines += [f"## Phase {number + 1} ({when})", "", f"- [ ] Build part {number} (due {last})", ""]
        rows.append(f"| Phase {number + 1} | {first} | {last} | {days} days |")
    plan = plan_of("\n".join([*lines, *rows, ""]))
    assert [finding.message for check in ALL for finding in check(plan)] == []

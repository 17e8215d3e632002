"""Estimates: conflicts, parts against wholes, points, ranges; and the plans in which all is well."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import check_for

from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.text.diagnostics import Finding
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

Check = Callable[[Plan], Iterator[Finding]]

SUMMARY = "| ID | Task | Estimate |\n|---|---|---|\n| API-1 | Paging | 2h |\n\n"
ROW = "| ID | Base | Buffer | Total |\n|---|---|---|---|\n| API-1 | 5h | 1h | 6h |\n\n"


def run(check: Check, text: str) -> list[str]:
    return [finding.message for finding in check(Plan(Document(Source(text)), load_vocabulary()))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW + "## API-1: Paging\n\n**Estimate:** 3h\n", "estimated at 3h here, at 5h / 1h / 6h elsewhere"),
        (ROW + "## API-1: Paging (9 hours)\n", "estimated at 9 hours here"),
        (ROW + "## API-1: Paging\n\n- **Effort:** 2-3h\n", "estimated at 2-3h here"),
        (ROW + "## API-1: Paging\n\n**Estimate:** 180 min\n", "estimated at 180 min here"),
        (ROW + "## API-1: Paging\n\n**Estimate:** 360 min\n", None),
        (ROW + "## API-1: Paging\n\n**Estimate:** 6h\n", None),
        (ROW + "## API-1: Paging\n\n**Estimate:** 5h (1.7h x 3)\n", None),
        (ROW + "## API-1: Paging\n\n**Estimate:** 4-7h\n", None),
        (ROW + "## API-1: Paging\n\n**Actual:** 9h\n", None),
        (ROW + "## API-1: Paging (3h remaining)\n", None),
        (ROW + "- API-1: 6h → 3h\n", None),
        (ROW + "## API-1: Paging\n\n**Estimate:** 1 day\n", None),
        (ROW + "## API-1: Paging\n\n**Estimate:** 5h (with 1h buffer)\n", None),
        (SUMMARY + "| ID | Task | Downtime |\n|---|---|---|\n| API-1 | Paging | 5h |\n", None),
        ("**Morning (2 hours)**\n\n- a\n\n**Morning (4 hours)**\n\n- b\n", None),
        ("## A\n\n### Phase 2: Tests (3 h)\n\n## B\n\n### Phase 2: Tests (1 h)\n", None),
    ],
)
def test_conflicts(text: str, said: str | None) -> None:
    messages = run(check_for("EST001"), text)
    assert messages == [] if said is None else len(messages) == 1 and said in messages[0]


def phases(whole: str, *parts: str) -> str:
    body = "".join(f"## Phase {number}: Work\n\n**Estimate:** {part}\n\n" for number, part in enumerate(parts, 1))
    return f"# Launch\n\n**Estimated effort:** {whole}\n\n{body}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (phases("5 days", "3 days", "4 days"), "the 2 parts add up to 7 days, the whole is given as 5 days"),
        (phases("7 days", "3 days", "4 days"), None),
        (phases("9 days", "3 days", "4 days"), None),
        (phases("6-8 days", "3 days", "4 days"), None),
        (phases("4-6 hours", "1-2 hours", "2-3 hours", "1-2 hours"), "add up to 4-7 hours"),
        (phases("2 days", "6 h", "6 h"), None),
        (phases("2 days", "30 h", "10 h"), "add up to 40 hours"),
        (phases("5 days", "60 h", "36 h"), "add up to 96 hours"),
        (phases("40 min", "3 weeks", "4 weeks"), None),
        ("Team of four.\n\n" + phases("5 days", "3 days", "4 days"), "add up to 7 days"),
        (phases("5 days", "3 days", "4 days") + "The phases run in parallel.\n", None),
        ("**Backend (6 hours)**\n\n- API (2 hours)\n- Store (3 hours)\n", "add up to 5 hours"),
        ("**Backend (6 hours)**\n\n- API (2 hours)\n- Store\n", None),
        ("- Backend (6 hours)\n  - API (4 hours)\n  - Store (3 hours)\n", "add up to 7 hours"),
        ("## Remaining (6 hours)\n\n- [x] API (4 hours)\n- [ ] Store (3 hours)\n- [ ] Docs (3 hours)\n", None),
        ("## Remaining (6 hours)\n\n- [x] API (4 hours)\n- [ ] Store (3 hours)\n- [ ] Docs (4 hours)\n", "7 hours"),
        ("## Demo (9 hours)\n\n- Cut (saved 4 hours)\n- Mix (saved 3 hours)\n", None),
    ],
)
def test_wholes(text: str, said: str | None) -> None:
    messages = run(check_for("EST002"), text)
    assert messages == [] if said is None else len(messages) == 1 and said in messages[0]


@given(st.lists(st.integers(1, 13), min_size=2, max_size=8))
def test_points_that_add_up(points: list[int]) -> None:
    stories = "".join(f"- Story {chr(65 + index)} ({size} points)\n" for index, size in enumerate(points))
    assert run(check_for("EST003"), f"**Sprint 4 ({sum(points)} points)**\n\n{stories}") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("**Estimate:** 5-3 days\n", 1),
        ("**Estimate:** 3-5 days\n", 0),
        ("**Estimate:** 8–6h\n", 1),
        ("From 40 to 10 minutes\n", 0),
        ("Week 3-1 days\n", 0),
        ("30 min - 1 hour\n", 0),
        ("Open 9-5\n", 0),
        ("Late since 1998-3 days\n", 0),
    ],
)
def test_inverted_ranges(text: str, count: int) -> None:
    assert len(run(check_for("EST004"), text)) == count


@given(st.text("ab12 3h.d-()*:|#\n", max_size=100))
def test_nothing_breaks(text: str) -> None:
    for check in (
        check_for("EST001"),
        check_for("EST002"),
        check_for("EST003"),
        check_for("EST004"),
        check_for("EST005"),
    ):
        assert all(run(check, text))

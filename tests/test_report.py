"""The report: what it counts, the shape of its data, and the page."""

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Ran
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import noise, well_formed

from planlint.output import page
from planlint.output.overview.collect import collect, href, plan_data
from planlint.output.overview.progress import leaf_tasks
from planlint.output.overview.schema import report_schema
from planlint.output.overview.shape import Moment, PlanData, Report
from planlint.output.overview.spreadsheet import as_csv
from planlint.output.page import render
from planlint.output.text import notes
from planlint.running.linter import build_plan, lint
from planlint.running.runner import FileResult
from planlint.settings.config import Overrides, Settings
from planlint.text.diagnostics import Diagnostic
from planlint.text.source import Source
from planlint.text.visible import visible

FIXTURES = sorted((ROOT / "fixtures").glob("*.md"))
TODAY = date(2026, 4, 10)


DEFAULTS = Settings()


def data_of(text: str, settings: Settings = DEFAULTS, diagnostics: Sequence[Diagnostic] = ()) -> PlanData:
    """What the report says of one plan."""
    source = Source(text, "plan.md")
    return plan_data(FileResult("plan.md", source, diagnostics), build_plan(source, settings), "plan.md")


def report_of(*texts: str) -> Report:
    """The report on plans with these texts."""
    results = []
    for number, text in enumerate(texts):
        source = Source(text, f"plan{number}.md")
        results.append(FileResult(f"plan{number}.md", source, lint(source, Settings())))
    return collect(results, Overrides(isolated=True), today=TODAY, folder=Path.cwd(), workers=1)


# --- progress --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "done", "total"),
    [
        ("No tasks.\n", 0, 0),
        ("- [x] a\n- [ ] b\n", 1, 2),
        ("- [ ] a\n  - [x] b\n  - [x] c\n", 2, 2),
        ("- [x] a\n  - [x] b\n    - [ ] c\n- [ ] d\n", 0, 2),
        ("- [x] a\n- [ ]* b\n- [ ] c (optional)\n", 1, 1),
        ("- [x] a\n- [-] b\n- [ ] ~~given up~~\n", 1, 1),
        ("- [-] given up\n  - [ ] with it\n- [x] a\n", 1, 1),
        ("- [ ] (optional) extras\n  - [ ] one\n- [x] a\n", 1, 1),
        ("- [x] a\n  - [ ]* only optional below\n", 1, 1),
        ("- [~] begun\n- [>] moved\n- [x] a\n", 1, 3),
        ("- [ ] a\n  - plain\n    - [x] b\n", 1, 1),
        ("## [x] One\n\n- [ ] a\n- [ ] b\n\n## [x] Two\n", 1, 3),
        ("## [x] One\n\n### [ ] Deep\n\n- [x] a\n", 1, 1),
        ("```\n[x] Root\n├── [x] a\n└── [ ] b\n```\n", 1, 2),
        ("```python\nx = '[ ] no task'\n```\n", 0, 0),
    ],
)
def test_the_innermost_tasks_that_count_are_counted(text: str, done: int, total: int) -> None:
    assert data_of(text)["tasks"] == {"done": done, "total": total}


def test_every_box_is_a_leaf_or_has_one_below_it() -> None:
    for file in FIXTURES:
        plan = build_plan(Source(file.read_text(encoding="utf-8")), Settings())
        leaves = leaf_tasks(plan.tasks)
        assert set(leaves) <= set(plan.tasks)
        assert bool(leaves) == any(task.counts for task in plan.tasks)
        assert all(task.counts for task in leaves)


@pytest.mark.parametrize(
    ("text", "counted", "share"),
    [
        ("| Step | Status |\n|---|---|\n| a | Done |\n| b | Open |\n", "entries", (1, 2)),
        ("- ✅ a\n- ⬜ b\n- ⬜ c\n", "entries", (1, 3)),
        ("- a\n- b\n", "nothing", (0, 0)),
        ("- [ ] a\n\n| Step | Status |\n|---|---|\n| b | Done |\n", "boxes", (0, 1)),
    ],
)
def test_entries_are_counted_where_there_are_no_boxes(text: str, counted: str, share: tuple[int, int]) -> None:
    data = data_of(text)
    assert (data["counted"], (data["tasks"]["done"], data["tasks"]["total"])) == (counted, share)


SECTIONED = """\
# Shop

## Phase 1 [1/2]

- [x] a

### 1.1 [Parts](parts.md)

- [ ] b

## Notes

None.

## Phase 2

- [ ] c
"""


def test_sections_have_the_tasks_below_them() -> None:
    data = data_of(SECTIONED)
    assert (data["title"], data["line"]) == ("Shop", 1)
    assert [(s["title"], s["depth"], s["line"], s["tasks"]["done"], s["tasks"]["total"]) for s in data["sections"]] == [
        ("Phase 1", 0, 3, 1, 2),
        ("1.1 Parts", 1, 7, 0, 1),
        ("Phase 2", 0, 15, 0, 1),
    ]


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        ("- [ ] a\n", "plan", []),
        ("", "plan", []),
        ("# One\n\n- [ ] a\n\n# Two\n\n- [x] b\n", "plan", [("One", 0), ("Two", 0)]),
        ("## Only\n\n- [ ] a\n\n### Deep\n\n- [x] b\n", "Only", [("Deep", 0)]),
        ("### Deep\n\n- [ ] a\n", "plan", [("Deep", 0)]),
    ],
)
def test_the_title_is_the_one_heading_above_all(text: str, title: str, sections: list[tuple[str, int]]) -> None:
    data = data_of(text)
    assert data["title"] == title
    assert [(section["title"], section["depth"]) for section in data["sections"]] == sections


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("# Plan\n\nBetter days.\n", None),
        ("# Plan\n\n**Status:** In progress\n", {"text": "In progress", "state": "active", "line": 3}),
        ("---\nstatus: done\n---\n\n# Plan\n", {"text": "done", "state": "done", "line": 2}),
    ],
)
def test_the_status_is_what_the_plan_calls_itself(text: str, status: Any) -> None:
    assert data_of(text)["status"] == status


# --- estimates -------------------------------------------------------------------------------------------------------

TWICE = """\
| Phase | Hours | Status |
|---|---|---|
| Phase 1 | 8 | Done |
| Phase 2 | 5 | Open |
| **Total** | **13** | |

## Phase 1

**Estimate:** 8 hours
"""
WHOLE = "## Phase 1: Beds\n\n**Estimate:** {} hours\n\n- [x] Dig (3 hours)\n- [ ] Plant (4 hours)\n"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("# Plan\n\nIt took 4 hours to write this.\n", {}),
        ("- [x] Dig (3h)\n- [ ] Plant (4h)\n- [~] Water (30 min)\n", {"done": 3, "open": 4, "active": 0.5}),
        ("- [ ] Dig (2-4 hours)\n", {"open": 3}),
        ("- [ ] Dig (2 days)\n- [ ] Plant (1 week)\n", {"open": 56}),
        ("- [-] Dig (3h)\n- [ ] Plant (4h)\n", {"open": 4}),
        ("## Beds\n\n**Status:** In progress\n**Effort:** 6 hours\n", {"active": 6}),
        ("## Beds\n\n**Status:** Active\n**Effort:** 6 hours\n", {"active": 6}),
        ("## Beds\n\n**Effort:** 6 hours\n\n- [x] a\n- [ ] b\n", {"active": 6}),
        ("## Beds\n\n**Effort:** 6 hours\n\n- [x] a\n", {"done": 6}),
        ("## Beds\n\n**Effort:** 6 hours\n", {"unstated": 6}),
        ("# Plan\n\n## Done\n\n- Beds (6 hours)\n", {"done": 6}),
        ("## Phase 1 - COMPLETE\n\n| Task | Effort |\n|---|---|\n| Dig | 3h |\n| Plant | 4h |\n", {"done": 7}),
        (TWICE, {"done": 8, "open": 5}),
        (WHOLE.format(7), {"done": 3, "open": 4}),
        (WHOLE.format(20), {"active": 20}),
        ("| Metric | Value |\n|---|---|\n| Answer | 3 hours |\n", {}),
        ("- Backups kept (90 days)\n- Tokens (15 min)\n", {}),
        ("- Dig: +2h\n- Start-up (4 seconds)\n", {}),
        (
            "| Day | Hours |\n|---|---|\n| Mon | 3 |\n| Tue | 4 |\n\n### [ ] T-1: Dig (7h)\n\n**Status:** Open\n",
            {"open": 7},
        ),
        ("| Day | Hours |\n|---|---|\n| Mon | 3 |\n| Tue | 4 |\n", {"unstated": 7}),
        ("# Plan\n\n## Changelog\n\n- [x] Dig (3h)\n", {}),
        ("- [ ] Mute alerts (1-8760 hours)\n- [ ] Guess (1-15 hours)\n- [ ] Dig (1-9 hours)\n", {"open": 5}),
        ("- [ ] Keep the logs (3000 hours)\n- [ ] Dig (1800 hours)\n", {"open": 1800}),
        ("- [ ] Sign up (10-1 days)\n- [ ] Search vectors (768d)\n", {}),
        ("# Plan\n\n**Status:** Done\n\n- [ ] Dig (3h)\n", {"done": 3}),
        ("# Plan\n\n- [x] Dig\n\n## Beds (6 hours)\n\nWords.\n", {"done": 6}),
        ("# Plan\n\n- [x] Dig\n\n## Beds (6 hours)\n\n**Status:** In progress\n", {"active": 6}),
        ("## A\n\n- Test (3 hours)\n\n## B\n\n- Test (4 hours)\n", {"unstated": 7}),
    ],
)
def test_each_hour_counts_once_under_its_state(text: str, hours: Mapping[str, float]) -> None:
    nothing = {"done": 0, "active": 0, "open": 0, "unstated": 0}
    estimates = data_of(text)["estimates"]
    assert estimates["hours"] == {**nothing, **hours}
    assert estimates["points"] == nothing
    assert sum(item["amount"] for item in estimates["items"]) == pytest.approx(sum(hours.values()))


def test_points_are_counted_apart() -> None:
    text = (
        "### S-1: Basket (5 pts)\n\n- [x] a\n\n### S-2: Payment (3 pts)\n\n- [ ] b\n\n### S-3: Mail (2h)\n\n- [ ] c\n"
    )
    estimates = data_of(text)["estimates"]
    assert (estimates["points"]["done"], estimates["points"]["open"], estimates["hours"]["open"]) == (5, 3, 2)
    assert [(item["title"], item["line"], item["text"]) for item in estimates["items"]] == [
        ("S-1: Basket", 1, "5 pts"),
        ("S-2: Payment", 5, "3 pts"),
        ("S-3: Mail", 9, "2h"),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## 4.1: Roots\n\n**Effort:** 2 hours\n", "4.1: Roots"),
        ("- [ ] Dig the [dry](dry.md) **bed** (2h)\n", "Dig the dry bed"),
        ("| ID | Task | Effort |\n|---|---|---|\n| T-1 | Dig | 2h |\n", "T-1 Dig"),
        ("| Phase | Effort |\n|---|---|\n| Garden beds | 2h |\n\n## Phase 1: Garden beds\n", "Phase 1: Garden beds"),
    ],
)
def test_a_thing_is_called_what_the_plan_calls_it(text: str, title: str) -> None:
    assert [item["title"] for item in data_of(text)["estimates"]["items"]] == [title]


def test_days_are_as_long_as_the_configuration_says() -> None:
    settings = Settings(vocabulary={"hours-per-day": 6, "days-per-week": 4})
    assert data_of("- [ ] Dig (2 days)\n- [ ] Plant (1 week)\n", settings)["estimates"]["hours"]["open"] == 36


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("# Plan\n\n**Created:** 2026-01-05\n**Last updated:** 2026-02-01\n", []),
        ("# Plan (2026-01-05)\n", []),
        ("# Plan\n\n## Changelog\n\n### 1.0 (2026-01-05)\n", []),
        ("---\ndue: 2026-01-05\n---\n\n# Plan\n", []),
        ("## Beds\n\nDug on a cold day, 2026-01-05, by us.\n", []),
        ("## Beds (Jan 5-9)\n", []),
        ("## Beds (2026-01-05 to 2026-01-09)\n", [("Beds", "period", "2026-01-05", "2026-01-09", "unstated")]),
        (
            "## Beds\n\n**Start:** 2026-01-05\n**End:** 2026-01-09\n**Status:** Done\n",
            [("Beds", "period", "2026-01-05", "2026-01-09", "done")],
        ),
        ("## Beds\n\n**Completed:** 2026-02-01\n", [("Beds", "day", "2026-02-01", "2026-02-01", "done")]),
        (
            "## Beds\n\n**When:** 2026-01-05 to 2026-01-09\n",
            [("Beds", "period", "2026-01-05", "2026-01-09", "unstated")],
        ),
        ("## 2026-01-05: Beds\n", [("Beds", "day", "2026-01-05", "2026-01-05", "unstated")]),
        ("## Beds\n\n**Next review:** 2026-02-01\n", []),
        ("- [ ] Dig (due 2026-01-05)\n", [("Dig", "due", "2026-01-05", "2026-01-05", "open")]),
        ("- [x] Dig 📅 2026-01-05\n", [("Dig", "due", "2026-01-05", "2026-01-05", "done")]),
        ("## Beds (due 2026-01-05)\n", [("Beds", "due", "2026-01-05", "2026-01-05", "unstated")]),
        ("- [-] Dig (due 2026-01-05)\n", []),
        ("## Beds\n\n**Due:** 2026-02-30\n", []),
        ("## Beds\n\n**Due:** 2026-01-05\n", [("Beds", "due", "2026-01-05", "2026-01-05", "unstated")]),
        ("- Dig\n  - Due: 2026-01-05\n", [("Dig", "due", "2026-01-05", "2026-01-05", "unstated")]),
        (
            "| Date | Step |\n|---|---|\n| 2026-02-01 | Plant |\n| 2026-01-05 | Dig |\n",
            [
                ("Dig", "day", "2026-01-05", "2026-01-05", "unstated"),
                ("Plant", "day", "2026-02-01", "2026-02-01", "unstated"),
            ],
        ),
        (
            "**Date:** 2026-01-02\n\n| Step | Start | End |\n|---|---|---|\n| Dig | Jan 5 | Jan 9 |\n",
            [("Dig", "period", "2026-01-05", "2026-01-09", "unstated")],
        ),
    ],
)
def test_dates_are_those_of_the_work(text: str, dates: list[tuple[str, ...]]) -> None:
    found = data_of(text)["dates"]
    assert [(each["title"], each["kind"], each["start"], each["end"], each["state"]) for each in found] == dates


# --- owners ----------------------------------------------------------------------------------------------------------

TABLE = "| Step | Owner | Status |\n|---|---|---|\n| Dig | {} | Done |\n| Plant | Al | Open |\n"


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("- [ ] a\n", [[]]),
        ("---\nowner: Bo\n---\n\n- [ ] a\n", [["Bo"]]),
        ('---\nassignee: ["@bo", "al"]\n---\n\n- [ ] a\n', [["bo", "al"]]),
        ("# Yard\n\n**Owner:** Bo\n\n- [ ] a\n\n## Beds\n\n**Assigned to:** @al\n\n- [ ] b\n", [["Bo"], ["al"]]),
        ("- [ ] a\n  - Owner: Bo\n- [ ] b\n", [["Bo"], []]),
        (TABLE.format("Bo & [Cy](cy.md) (lead)"), [["Bo", "Cy"], ["Al"]]),
        (TABLE.format("TBD"), [[], ["Al"]]),
        (TABLE.format("whoever comes first to the yard"), [[], ["Al"]]),
        (TABLE.format("2026-01-05"), [[], ["Al"]]),
        (
            "| Phase | Owner |\n|---|---|\n| Oak beds | Bo |\n\n## Phase 1: Oak beds\n\n- [ ] a\n\n## End\n\n- [ ] b\n",
            [["Bo"], []],
        ),
    ],
)
def test_what_is_whose(text: str, owners: list[list[str]]) -> None:
    assert [item["owners"] for item in data_of(text)["items"]] == owners


def test_owners_are_summed_up() -> None:
    text = "## Beds\n\nOwner: Bo, Al\n\n- [x] Dig (2h)\n- [ ] Plant (due 2026-04-09)\n\n## Roof\n\n- [ ] Paint (1h)\n"
    report = report_of(text, "Owner: bo\n\n- [x] a\n")
    found = [(each["name"], *each["tasks"].values(), each["overdue"]) for each in report["totals"]["owners"]]
    assert found == [("Al", 1, 2, 1), ("Bo", 2, 3, 1), ("", 0, 1, 0)]
    assert [each["hours"]["open"] for each in report["totals"]["owners"]] == [0, 0, 1]
    assert "Bo2/3·66%1" in Page(render(report)).words.replace(" ", "")
    assert not report_of("- [ ] a\n")["totals"]["owners"]


# --- problems, the whole ---------------------------------------------------------------------------------------------


def test_a_problem_names_both_places() -> None:
    source = Source("# Plan\n\nProgress: 60% (4/5 tasks)\n", "plan.md")
    data = data_of(source.text, diagnostics=lint(source, Settings(select=("PRG001",))))
    assert data["problems"] == [
        {
            "code": "PRG001",
            "rule": "percent-mismatch",
            "severity": "error",
            "line": 3,
            "column": 11,
            "message": "60% is not 4/5, which is 80%",
            "excerpt": {"before": "Progress: ", "marked": "60", "after": "% (4/5 tasks)"},
            "related": [{"line": 3, "column": 16, "message": "4/5 is stated here"}],
            "fix": {"title": "Write 80%", "grade": "safe"},
            "owners": [],
        }
    ]


def test_totals_are_the_sums_of_the_plans() -> None:
    report = report_of(*(file.read_text(encoding="utf-8") for file in FIXTURES))
    plans, totals = report["plans"], report["totals"]
    assert totals["plans"] == len(plans) == len(FIXTURES)
    assert totals["tasks"]["total"] == sum(plan["tasks"]["total"] for plan in plans) > 0
    assert sum(totals["problems"].values()) == sum(len(plan["problems"]) for plan in plans) > 0  # type: ignore[arg-type]
    assert totals["hours"]["done"] == sum(plan["estimates"]["hours"]["done"] for plan in plans) > 0
    assert totals["points"]["open"] == sum(plan["estimates"]["points"]["open"] for plan in plans) > 0


NASTY = (
    "",
    "##\n\n- [ ] a (2h)\n\n### 2026-01-05\n\n| | |\n|---|---|\n| 2026-01-05 | |\n",
    "# <script>alert('x')</script> \"quoted\" & 'so'\n\n- [ ] </script><script>evil()</script>\n"
    "- [x] <img src=x onerror=y>\n\nProgress: 90% (1/2 tasks) <b>really</b> &amp; &lt;\n",
    f"# {'endless' * 60}\n\n## {'very long words in a row ' * 20}(8 hours)\n\n"
    "**Start:** 2026-01-05\n**End:** 2026-12-20\n**Status:** In progress\n\n- [x] a\n",
    "# خطة المكتبة\n\n## المرحلة الأولى (due 2026-05-01)\n\n- [x] رسم\n- [ ] بناء\n\nProgress: 90% (1/2 tasks)\n",
    "# 図書館の移転計画\n\n| 作業 | 開始 | 終了 | 状態 |\n|---|---|---|---|\n"
    "| 箱詰め | 2026-04-01 | 2026-04-20 | 進行中 |\n\n- [x] 調査\n",
    "# Bell \x07 and \u202e turned\n\n- [ ] x \x00\n\nDone: 3/2 tasks (10%)\n",
    "# Far apart\n\n- [ ] First (due 1901-01-01)\n- [x] Last (due 2099-12-31)\n",
)


def fixture_report(*more: str) -> Report:
    report = report_of(*(file.read_text(encoding="utf-8") for file in FIXTURES), *more)
    for number, tasks in enumerate(((0, 0), (3, 90), (61, 117))):
        moment: Moment = {"day": f"2026-03-{10 + 7 * number}", "tasks": {"done": tasks[0], "total": tasks[1]}}
        report["trend"].append(moment)
    return report


@pytest.mark.parametrize("texts", [(), *((text,) for text in NASTY), NASTY], ids=lambda texts: str(len(texts)))
def test_the_data_has_the_shape_of_the_schema(texts: tuple[str, ...]) -> None:
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    report = json.loads(json.dumps(report_of(*texts)))
    assert not list(Draft202012Validator(schema).iter_errors(report))
    assert list(Draft202012Validator(schema).iter_errors({**report, "plans": [{}]}))


def test_the_items_are_what_is_counted() -> None:
    for plan in fixture_report(*NASTY)["plans"]:
        done = sum(item["state"] == "done" for item in plan["items"])
        assert plan["tasks"] == {"done": done, "total": len(plan["items"])}


def test_every_key_is_documented() -> None:
    told = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    for name, definition in report_schema()["$defs"].items():
        for key in definition["properties"]:
            assert f"`{key}`" in told, f"{name}.{key}"


@given(well_formed() | noise())
def test_every_text_has_a_report(text: str) -> None:
    data = data_of(text)
    assert data["tasks"]["done"] <= data["tasks"]["total"]
    assert all(each["start"] <= each["end"] for each in data["dates"])
    assert all(item["amount"] >= 0 for item in data["estimates"]["items"])


# --- the page --------------------------------------------------------------------------------------------------------

VOID = {"meta", "link", "input", "br", "img"}
TAGS = """
    html head meta link title style script body a header main footer section div p span h1 h2 h3 ul ol li dl dt dd
    b bdi table caption thead tbody tr th td details summary svg rect line circle text g defs use time pre code mark
    polygon button label input output select option
"""


class Page(HTMLParser):
    """What a page holds; fails where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def words(self) -> str:
        return " ".join(self.text.split())

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module", params=[(), NASTY[:1], NASTY], ids=["empty", "one", "many"])
def shown(request: pytest.FixtureRequest) -> Page:
    """The page on no plan, on one, and on many."""
    return Page(render(fixture_report(*request.param) if len(request.param) > 1 else report_of(*request.param)))


def test_the_page_is_sound(shown: Page) -> None:
    assert {tag for tag, _ in shown.tags} <= set(TAGS.split())
    ids = [attributes["id"] for _, attributes in shown.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [(a.get("href") or "")[1:] for a in shown.all("a", "use") if (a.get("href") or "").startswith("#")]
    assert targets
    assert set(targets) <= set(ids)
    labels = [attributes["aria-labelledby"] for _, attributes in shown.tags if "aria-labelledby" in attributes]
    assert set(labels) <= set(ids)
    assert len(shown.all("script")) == len(shown.all("style")) == 1
    assert not [name for _, attributes in shown.tags for name in attributes if name.startswith("on") or name == "style"]


def test_the_page_is_accessible(shown: Page) -> None:
    assert shown.all("html") == [{"lang": "en"}]
    assert [len(shown.all(name)) for name in ("header", "main", "footer", "h1", "title")] == [1] * 5
    levels = [int(tag[1]) for tag, _ in shown.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    for svg in shown.all("svg"):
        assert svg.get("aria-hidden") == "true" or (svg["role"] == "img" and svg["aria-label"])
    assert all("scope" in cell for cell in shown.all("th"))
    assert shown.all("a")[0] == {"class": "skip", "href": "#main"}


def test_the_page_loads_nothing(shown: Page) -> None:
    assert not [
        name for _, attributes in shown.tags for name in ("src", "srcset", "action", "data") if name in attributes
    ]
    assert [link["href"] for link in shown.all("link")] == ["data:,"]
    policy = next(meta["content"] for meta in shown.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("name", ["page.css", "page.js"])
def test_the_policy_names_style_and_script(name: str) -> None:
    content = (Path(page.__file__).parent / name).read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(|https?:|fetch\(|import\(|XMLHttp|eval\(|innerHTML", content)
    shown = render(report_of())
    assert content in shown
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in shown


def test_all_that_the_data_says_is_shown() -> None:
    report = fixture_report(*NASTY)
    text = Page(render(report)).words
    for plan in report["plans"]:
        told = [plan["title"], plan["path"], *(section["title"] for section in plan["sections"])]
        told += [f"{plan['path']}:{problem['line']}" for problem in plan["problems"]]
        told += [problem["message"] for problem in plan["problems"]]
        told += [each["message"] for problem in plan["problems"] for each in problem["related"]]
        told += [item["title"] for item in plan["estimates"]["items"]] + [each["title"] for each in plan["dates"]]
        for each in told:
            assert " ".join(visible(each).split()) in text


ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    ["<script>", "</details>", "&amp;", '" onclick="x', "-->", "<!--", "]]>", "$title", "${body}", "\\", "\u2066"]
)


@given(ANY, ANY, ANY)
def test_no_text_of_a_plan_becomes_part_of_the_page(title: str, message: str, name: str) -> None:
    report = report_of("# Plan\n\n- [x] a (3h, due 2026-01-05)\n- [ ] b\n\nProgress: 90% (1/2 tasks)\n")
    plan = report["plans"][0]
    calm = Page(render(report))
    plan["title"], plan["path"] = title, name
    plan["problems"][0]["message"] = plan["problems"][0]["excerpt"]["marked"] = message + "."
    plan["dates"][0]["title"] = plan["estimates"]["items"][0]["title"] = title
    report["failures"].append({"path": name, "message": message})
    wild = Page(render(report))
    extra = ["section", "h2", "ul", "li", "bdi"]
    assert sorted(tag for tag, _ in wild.tags) == sorted([*(tag for tag, _ in calm.tags), *extra])
    for each in (title, message, name):
        assert visible(each).replace("\r\n", "\n").replace("\r", "\n") in wild.text


@pytest.mark.parametrize(
    ("count", "told", "noted"),
    [
        (6, "line 7, line 8: an addend", "lines 3, 4, 5, 6, 7, 8: an addend"),
        (8, "line 9, line 10: an addend", "lines 3, 4, 5, 6, 7 ... 10: an addend"),
        (9, "line 9 … line 11: an addend", "lines 3, 4, 5, 6, 7 ... 11: an addend"),
    ],
)
def test_many_places_are_shortened(count: int, told: str, noted: str) -> None:
    rows = "".join(f"| Bed {n} | {10 + n} |\n" for n in range(count))
    text = f"| Bed | Hours |\n|---|--:|\n{rows}| Total | {10 * count + count * (count - 1) // 2 + 3} |\n"
    assert told in Page(render(report_of(text))).text
    source = Source(text)
    assert list(notes(source, lint(source, DEFAULTS)[0])) == [noted]


def test_a_plan_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("planlint.output.overview.collect.build_plan", fails)
    report = report_of("# Plan\n")
    (failure,) = report["failures"]
    assert failure == {
        "path": "plan0.md",
        "message": "plan0.md: planlint failed (RecursionError: too deep); please report it",
    }
    assert not report["plans"]


def test_a_long_report_is_folded() -> None:
    few, many = (Page(render(report_of(*["- [ ] a\n"] * count))) for count in (2, 20))
    opened, folded = (["open" in each for each in page.all("details") if "id" in each] for page in (few, many))
    assert (opened, folded) == ([True] * 2, [False] * 20)


@pytest.mark.parametrize(
    ("share", "told"), [((0, 3), "0%"), ((1, 300), "&lt;1%"), ((2, 3), "66%"), ((199, 200), "99%"), ((3, 3), "100%")]
)
def test_only_what_is_done_is_called_done(share: tuple[int, int], told: str) -> None:
    report = report_of("- [ ] a\n")
    report["plans"][0]["tasks"] = {"done": share[0], "total": share[1]}
    assert f'aria-label="{told} done"' in render(report)


def test_what_should_be_over_is_overdue() -> None:
    text = "- [ ] a (due 2026-04-09)\n- [ ] b (due 2026-04-10)\n- [x] c (due 2026-04-09)\n"
    assert Page(render(report_of(text))).text.count("· overdue") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("## Beds (6 hours)\n", "Estimated hours leftnot stated"),
        ("- [ ] Dig (3h)\n\n## Beds (6 hours)\n", "Estimated hours left3"),
        ("- [x] Dig (3h)\n", "Estimated hours left0"),
    ],
)
def test_what_nobody_tells_of_is_not_left(text: str, told: str) -> None:
    assert told in Page(render(report_of(text))).text


LEAD = (
    "# Yard\n\n- [ ] Dig (due 2026-04-09)\n- [x] Rake (due 2026-04-01)\n- [ ] Plant (due 2026-04-12)\n",
    "# Shed\n\n- [ ] Paint (due 2026-04-02)\n- [ ] Roof (due 2026-05-12)\n\nProgress: 60% (4/5 tasks)\n",
)


def test_what_is_late_and_due_next_comes_first() -> None:
    text = Page(render(report_of(*LEAD))).text
    late, soon, below = (text.index(head) for head in ("Overdue", "Due in the next 30 days", "Overview"))
    places = [text.index(told) for told in ("Paint", "8 days late", "Dig", "1 day late", "Plant", "in 2 days")]
    assert places == sorted(places)
    assert late < text.index("Dig") < soon < text.index("Plant") < below < text.index("Roof")
    assert below < text.index("Rake")


def test_the_worst_plan_leads_the_table() -> None:
    text = Page(render(report_of(*LEAD))).text
    table = text.index("All plans")
    assert text.index("Shed", table) < text.index("Yard", table)
    assert "PRG001 percent-mismatch11" in text[text.index("Problems by rule") :]


def test_folders_are_summed_up() -> None:
    report = report_of(*LEAD)
    assert "Folders" not in Page(render(report)).text
    report["plans"][0]["path"] = "docs/yard.md"
    assert "docs11/3·33%0" in Page(render(report)).words.replace(" ", "")


def luminance(color: str) -> float:
    """As WCAG 2 defines it."""
    channels = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colors_are_told_apart(scheme: int) -> None:
    style = (Path(page.__file__).parent / "page.css").read_text(encoding="utf-8")
    colors = {
        match[1]: luminance(match[2 + scheme])
        for match in re.finditer(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", style)
    }

    def contrast(one: str, other: str) -> float:
        low, high = sorted((colors[one], colors[other]))
        return (high + 0.05) / (low + 0.05)

    for ground in ("ground", "surface"):
        for name in ("text", "muted", "link", "error", "warning", "info"):
            assert contrast(name, ground) >= 4.5, (name, ground)
        for name in ("done", "active", "open", "today"):
            assert contrast(name, ground) >= 3, (name, ground)
    assert contrast("text", "mark") >= 4.5
    assert contrast("done", "track") >= 3


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_page_is_written_to_a_file(
    planlint: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "docs" / "my plan.md").write_text("# Plan\n\nProgress: 60% (4/5 tasks)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = planlint("report", "--no-config", "docs", "-o", "out/report.html", "--today", "2026-04-10")
    assert (ran.code, ran.out, ran.err) == (0, "", "wrote out/report.html\n")
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert 'href="../docs/my%20plan.md#L3"' in text
    assert "docs/my plan.md:3" in Page(text).text
    assert "10 Apr 2026" in Page(text).text


def test_the_data_is_printed(planlint: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_text("- [x] a\n", encoding="utf-8")
    ran = planlint("report", "--no-config", tmp_path, "--format", "json", "--today", "2026-04-10")
    assert ran.code == 0
    data = json.loads(ran.out)
    assert (data["version"], data["today"], data["totals"]["tasks"]) == (1, "2026-04-10", {"done": 1, "total": 1})
    assert planlint("report", "--no-config", tmp_path, "--today", "2026-04-10").out.startswith("<!doctype html>")


def test_the_schema_is_printed(planlint: Callable[..., Ran]) -> None:
    assert json.loads(planlint("schema", "report").out) == report_schema()


def test_what_cannot_be_read_is_listed(planlint: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("- [x] a\n", encoding="utf-8")
    report = tmp_path / "report.html"
    ran = planlint("report", "--no-config", tmp_path, tmp_path / "none.md", "-o", report)
    assert ran.code == 2
    assert ran.err.count("none.md: no such file or folder") == 1
    shown = Page(report.read_text(encoding="utf-8"))
    assert "What could not be read" in shown.text
    assert "none.md: no such file or folder" in shown.text
    assert "good.md" in shown.text


def test_without_plans_the_page_says_so(planlint: Callable[..., Ran], tmp_path: Path) -> None:
    ran = planlint("report", "--no-config", tmp_path)
    assert (ran.code, ran.err) == (0, "0 files checked\n")
    assert "No plans were found." in Page(ran.out).text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "pdf"], "'pdf' is not one of"),
        (["--select", "NOPE"], "NOPE"),
        (["-o", "no/such/folder/report.html"], "No such file or directory"),
    ],
)
def test_wrong_usage_is_one_line(
    planlint: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = planlint("report", "--no-config", ".", *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_several_processes_say_the_same(planlint: Callable[..., Ran], tmp_path: Path) -> None:
    body = "## Part {0}\n\n- [x] a (2h)\n- [ ] b (due 2026-05-{1:02})\n\n" + "Words and more words. " * 200 + "\n\n"
    for number in range(30):
        text = "".join(body.format(part, number % 27 + 1) for part in range(4))
        (tmp_path / f"plan{number}.md").write_text(f"# Plan {number}\n\n{text}", encoding="utf-8")
    one, two = (
        planlint("report", "--no-config", "--no-cache", tmp_path, "--format", "json", "--jobs", jobs) for jobs in (1, 2)
    )
    assert one.code == two.code == 0
    assert one.out == two.out
    assert json.loads(one.out)["totals"]["hours"]["done"] == 240


def test_what_the_baseline_knows_is_left_out(
    planlint: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.md").write_text("# Plan\n\nProgress: 60% (4/5 tasks)\n", encoding="utf-8")
    Path(".planlint.yaml").write_text("baseline: known.json\n", encoding="utf-8")
    planlint("plan.md", "--write-baseline")
    totals = json.loads(planlint("report", "plan.md", "--format", "json").out)["totals"]
    assert (totals["known"], totals["problems"]) == (1, {"error": 0, "warning": 0, "info": 0})
    assert "1 problem in the baseline" in Page(planlint("report", "plan.md").out).text


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://example.org/me/it/blob/main", "https://example.org/me/it/blob/main/docs/my%20plan.md#L3"),
        ("https://example.org/it/?plain=1&a=b", "https://example.org/it/docs/my%20plan.md?plain=1&a=b#L3"),
        ("file:///it", None),
        ("javascript:alert(1)//", None),
    ],
)
def test_links_lead_to_the_forge(planlint: Callable[..., Ran], tmp_path: Path, base: str, url: str | None) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "my plan.md").write_text("# Plan\n\nProgress: 60% (4/5 tasks)\n", encoding="utf-8")
    ran = planlint("report", "--no-config", tmp_path / "docs", "--base-url", base)
    assert ran.code == (0 if url else 2)
    links = {link.get("href") for link in Page(ran.out).all("a")} if url else set()
    assert not url or url in links
    assert bool(ran.err) == (url is None)


def test_a_spreadsheet_has_a_row_a_plan(planlint: Callable[..., Ran], tmp_path: Path) -> None:
    text = "# =1+1\n\n**Owner:** Bo\n**Status:** In progress\n\n- [x] Dig (3h)\n- [ ] Plant (due 2026-04-{:02})\n"
    for number in (9, 11):
        (tmp_path / f"plan{number}.md").write_text(text.format(number), encoding="utf-8")
    ran = planlint("report", "--no-config", tmp_path, "--format", "csv", "--today", "2026-04-10")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["next"] + row["overdue"] for row in rows] == ["2026-04-110", "1"]
    told = {"title": "'=1+1", "status": "active", "owners": "Bo", "done": "1", "total": "2", "hours_done": "3.0"}
    assert {name: rows[0][name] for name in told} == told
    assert as_csv(report_of()).count("\n") == 1
    assert len(list(csv.reader(io.StringIO(as_csv(fixture_report(*NASTY)))))) == 1 + len(FIXTURES) + len(NASTY)


@pytest.mark.parametrize(
    ("path", "folder", "url"),
    [
        ("/w/docs/a.md", "/w", "docs/a.md"),
        ("/w/docs/a.md", "/w/out", "../docs/a.md"),
        ("/w/a b#1?.md", "/w", "a%20b%231%3F.md"),
        ("/w/javascript:x.md", "/w", "javascript%3Ax.md"),
        ("/w/é.md", "/w", "%C3%A9.md"),
    ],
)
def test_a_link_leads_from_the_report_to_the_plan(path: str, folder: str, url: str) -> None:
    assert href(path, Path(folder)) == url


@pytest.mark.parametrize(
    ("name", "start"), [("r.csv", "path,"), ("r.json", "{"), ("r.html", "<!doctype"), ("r.txt", "<!doctype")]
)
def test_the_ending_of_the_file_says_the_format(
    planlint: Callable[..., Ran], tmp_path: Path, name: str, start: str
) -> None:
    (tmp_path / "plan.md").write_text("- [x] Dig\n- [ ] Plant\n")
    planlint("report", "--no-config", tmp_path, "-o", tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8").casefold().startswith(start)

"""Tasks in the formats of the wild, and the ways of counting them; docs/task-formats.md says the same in words."""

import pytest
from hypothesis import given
from work import Work, works

from planlint.compare import cookies
from planlint.compare.entries import Counted
from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.plan.tasks import MARKS
from planlint.text.source import Source, Span
from planlint.words.vocabulary import load_vocabulary


def plan_of(text: str) -> Plan:
    return Plan(Document(Source(text)), load_vocabulary())


def tallies(text: str) -> set[tuple[int | None, int]]:
    """Every way in which the boxes, or else the entries, of `text` may be counted."""
    plan = plan_of(text)
    entries = set() if plan.tasks else {Counted(plan, ()).whole} - {(0, 0)}
    return entries | {(tally.done, tally.total) for tally in cookies.tallies(plan, Span(0, len(text)))}


@pytest.mark.parametrize(
    ("line", "state", "counts"),
    [
        ("- [ ] Open", "open", True),
        ("- [x] Done", "done", True),
        ("* [X] Done", "done", True),
        ("1. [x] Done", "done", True),
        ("- [✅] Done", "done", True),
        ("- [-] Given up", "cancelled", False),
        ("- [ ] ~~Given up~~", "cancelled", False),
        ("- [x] ~~Done and struck~~", "done", True),
        ("- [~] In part", "open", True),
        ("- [/] Begun", "open", True),
        ("- [>] Moved on", "open", True),
        ("- [!] Urgent", "open", True),
        ("- [ ] T001 [P] [US1] spec-kit", "open", True),
        ("- [x] 1.1 OpenSpec", "done", True),
        ("- [x] #1 A criterion of Backlog.md", "done", True),
        ("- [ ]* 2.1 Optional in Kiro", "open", False),
        ("- [ ] Docs (optional)", "open", False),
        ("- [ ] Optional: docs", "open", False),
        ("### [x] TASK-001: a heading", "done", True),
        ("### [ ] TASK-002: a heading", "open", True),
        ("| Task | Done |\n|---|---|\n| Paint | [x] |", "done", True),
        ("| Task | Done |\n|---|---|\n| Paint | ☐ |", "open", True),
        ("```text\n├── [x] Drawn\n```", "done", True),
        ("```\n│   └── ☐ Drawn\n```", "open", True),
        ("☑ A bare line", "done", True),
        ("- [§] Nobody knows", "unknown", True),
        ("- [-] 2. Begun in Kiro\n  - _Requirements: 1.2_", "open", True),
        ("- [-] Given up\n  - Requirements: 1.2", "cancelled", False),
        ("Still to do:\n\n```\n- [ ] Paint the door\n```", "open", True),
    ],
)
def test_states(line: str, state: str, counts: bool) -> None:
    (task,) = plan_of(line + "\n").tasks
    assert (task.state, task.counts) == (state, counts)


@pytest.mark.parametrize(
    "line",
    [
        "- A plain item",
        "- [link](target.md)",
        "- [1] A footnote",
        "`- [ ] code`",
        "```python\n# [ ] a comment\n```",
        "- _Requirements: 1.1_",
        "An array [x] in a sentence",
        "| Task | Done |\n|---|---|\n| Paint | yes |",
        "Write items in this form:\n\n```\n- [ ] CHK1 Wording\n```",
        "Format:\n```text\n[ ] Task\n```",
        "Log it:\n\n```\n- [ ] <what to do>\n- [x] {what is done} ...\n```",
    ],
)
def test_no_tasks(line: str) -> None:
    assert plan_of(line + "\n").tasks == ()


def test_the_text_of_an_optional_task_starts_behind_the_star() -> None:
    plan = plan_of("- [ ]* 2.1 Write more tests\n")
    assert plan.source[plan.tasks[0].text] == "2.1 Write more tests"


def test_a_legend_beats_the_table_of_marks() -> None:
    plan = plan_of("Legend: ✅ done | ❌ cancelled\n\n- [✅] One\n- [❌] Two\n")
    assert [task.state for task in plan.tasks] == ["done", "cancelled"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [x] a\n- [ ] b\n", {(1, 2)}),
        ("- [x] a\n  - [x] b\n  - [ ] c\n- [ ] d\n", {(2, 4), (1, 2), (1, 3)}),
        ("- [x] a\n- [-] b\n", {(1, 1), (1, 2), (2, 2)}),
        ("- [x] a\n- [ ] b (optional)\n", {(1, 1), (1, 2)}),
        ("- [x] a\n- [ ]* b\n", {(1, 1), (1, 2)}),
        ("- [x] a\n- [>] b\n", {(1, 2), (1, 1)}),
        ("```\n[ ] a\n├── [x] b\n└── [ ] c\n```\n", {(1, 3), (1, 2), (0, 1)}),
        ("### [x] TASK-1\n\n- [x] a\n- [x] b\n\n### [ ] TASK-2\n\n- [ ] c\n", {(3, 5), (2, 3), (1, 2)}),
        ("- ✅ a\n- ⬜ b\n- ⬜ c\n", {(1, 3)}),
        ("| Task | Status |\n|---|---|\n| a | Done |\n| b | In progress |\n| **Total** | |\n", {(1, 2)}),
        ("| Task | Status |\n|---|---|\n| a | Done |\n| b | hm |\n", set()),
        ("- a\n- b\n", set()),
    ],
)
def test_grains(text: str, expected: set[tuple[int, int]]) -> None:
    assert tallies(text) >= expected
    assert bool(tallies(text)) == bool(expected)


@given(works())
def test_all_boxes_are_counted(work: Work) -> None:
    text = "\n".join(line for part in work.parts for line in work.boxes(part)) + "\n"
    assert tallies(text) == {(work.done, work.total)}


def test_every_mark_has_a_state() -> None:
    for mark, state in MARKS.items():
        if len(mark) == 1 and not mark.isalnum():
            (task,) = plan_of(f"- [{mark}] Task\n- [ ] Another\n").tasks[:1]
            assert task.state == state

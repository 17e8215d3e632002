"""Statuses: what is read, what cannot hold together, and small plans in nine languages."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import check_for

from planlint.compare import listed
from planlint.compare.entries import entries
from planlint.compare.listed import state_of_heading
from planlint.compare.plan import Plan
from planlint.compare.wholes import Boxes
from planlint.markdown.document import Document
from planlint.plan.states import DOCUMENT, WORK, clash, read_slot
from planlint.rules import statuses as checks
from planlint.text.diagnostics import Finding
from planlint.text.source import Source, Span
from planlint.words.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def plan_of(text: str) -> Plan:
    return Plan(Document(Source(text)), WORDS)


def found(check: Callable[[Plan], Iterator[Finding]], text: str) -> list[str]:
    plan = plan_of(text)
    return [f"{plan.source.line_of(finding.span.start) + 1} {finding.message}" for finding in check(plan)]


ALL = [
    check_for("STA001"),
    check_for("STA002"),
    check_for("STA003"),
    check_for("STA004"),
    check_for("STA005"),
    check_for("STA006"),
    check_for("STA007"),
    checks.unknown_checkbox,
]

CLASHES = [
    ("done", "active", True),
    ("done", "open", True),
    ("done", "review", False),
    ("done", "ready", False),
    ("done", "live", False),
    ("open", "active", True),
    ("open", "review", False),
    ("outstanding", "active", False),
    ("outstanding", "open", False),
    ("partial", "active", False),
    ("cancelled", "active", True),
    ("approved", "ready", False),
    ("draft", "draft", False),
]


@pytest.mark.parametrize(("one", "other", "clashes"), CLASHES)
def test_clash(one: str, other: str, clashes: bool) -> None:
    assert bool(clash(one, other)) is bool(clash(other, one)) is clashes


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        ("revised", "proposed", True),
        ("planning", "ready", True),
        ("draft", "approved", True),
        ("approved", "active", False),
    ],
)
def test_documents_know_more_states(one: str, other: str, clashes: bool) -> None:
    assert bool(clash(one, other, document=True)) is clashes
    assert not clash(one, other)


def test_clashing_states_exist_and_have_reasons() -> None:
    states = set(WORDS.statuses.values())
    for pair, reason in DOCUMENT.items():
        assert pair <= states
        assert reason
    assert WORK.items() <= DOCUMENT.items()


SLOTS = [
    ("Done", "done", set()),
    ("In progress (design done)", "active", set()),
    ("Complete, pending", "done", {"open"}),
    ("COMPLETE (PENDING OUTSIDE REVIEW)", "done", set()),
    ("Draft / Final", None, set()),
    ("Draft → Final", None, set()),
    ("⬜ Not started / 🔄 In progress / ✅ Done", None, set()),
    ("some words", None, set()),
]


@pytest.mark.parametrize(("text", "state", "others"), SLOTS)
def test_slot(text: str, state: str | None, others: set[str]) -> None:
    status, also = read_slot(text, Span(0, len(text)), WORDS, {})
    assert (status.state if status else None) == state
    assert others <= also


HEADINGS = [
    ("Completed", "done"),
    ("✅ Completed Work", "done"),
    ("In Progress", ""),
    ("Remaining Issues", "waiting"),
    ("To Do", "waiting"),
    ("Next Steps", ""),
    ("Testing", ""),
    ("Planning", ""),
    ("Completed by the team", ""),
    ("已完成的任务", "done"),
]


@pytest.mark.parametrize(("title", "state"), HEADINGS)
def test_state_of_heading(title: str, state: str) -> None:
    assert state_of_heading(title, WORDS) == state


ENTRIES = [
    ("- ✅ Read\n- ⏳ Write\n", [True, False]),
    ("- **✅ Read**\n- Write\n- 🔄 Print\n", [True, False, False]),
    ("- The ✅ sign\n- The 🔄 sign\n", []),
    ("| Task | Status |\n|---|---|\n| Read | Done |\n| Write | Open |\n", [True, False]),
    ("| Task | Status |\n|---|---|\n| Read | Done |\n| Write | see below |\n", []),
]


@pytest.mark.parametrize(("text", "done"), ENTRIES)
def test_entries_that_show_how_far_they_are(text: str, done: list[bool]) -> None:
    assert [each for _, each in sorted(entries(plan_of(text)))] == done


NAMED = [
    ("Complete", "- [x] a\n- [x] b\n", "agree"),
    ("Complete", "- [x] a\n- [ ] b\n", "1 of its 2 boxes is open"),
    ("Complete", "- [ ] a\n- [ ] b\n", "none of its 2 boxes is ticked"),
    ("Not started", "- [ ] a\n- [ ] b\n", "agree"),
    ("Not started", "- [x] a\n- [ ] b\n", "1 of its 2 boxes is ticked"),
    ("Not started", "- [x] a\n- [x] b\n", "all 2 boxes are ticked"),
    ("In progress", "- [x] a\n- [x] b\n", ""),
    ("Complete", "- [ ] a\n", ""),
]


@pytest.mark.parametrize(("status", "boxes", "said"), NAMED)
def test_a_row_against_the_boxes_of_the_section_that_it_names(status: str, boxes: str, said: str) -> None:
    plan = plan_of(f"| Task | Status |\n|---|---|\n| T1 Importer | {status} |\n\n## T1 Importer\n\n{boxes}")
    ties = list(listed.named(plan, Boxes(plan)))
    assert len(ties) == bool(said)
    for tie in ties:
        assert said in (tie.tell(tie).message if tie.differs else tie.outcome)


LANGUAGES = [
    ("en", "# Plan\n\n**Status:** Complete\n\n## Work\n\nAll.\n\n---\n\n**Status:** {}\n", "In progress", "Done"),
    (
        "de",
        "# Plan\n\n**Status:** Abgeschlossen\n\n## Arbeit\n\nAlles.\n\n---\n\n**Stand:** {}\n",
        "In Arbeit",
        "Erledigt",
    ),
    ("fr", "# Plan\n\n**Statut :** Terminé\n\n## Travail\n\nTout.\n\n---\n\n**Statut :** {}\n", "En cours", "Achevé"),
    (
        "es",
        "# Plan\n\n**Estado:** Completado\n\n## Trabajo\n\nTodo.\n\n---\n\n**Estado:** {}\n",
        "En progreso",
        "Terminado",
    ),
    (
        "pt",
        "# Plano\n\n**Estado:** Concluído\n\n## Trabalho\n\nTudo.\n\n---\n\n**Estado:** {}\n",
        "Em andamento",
        "Feito",
    ),
    ("ru", "# План\n\n**Статус:** Завершено\n\n## Работа\n\nВсё.\n\n---\n\n**Статус:** {}\n", "В работе", "Готово"),
    ("zh", "# 计划\n\n**状态**：已完成\n\n## 工作\n\n全部。\n\n---\n\n**状态**：{}\n", "进行中", "完成"),
    ("ja", "# 計画\n\n**状態**：完了\n\n## 作業\n\nすべて。\n\n---\n\n**状態**：{}\n", "作業中", "完了済み"),
    ("ko", "# 계획\n\n**상태**: 완료\n\n## 작업\n\n전부.\n\n---\n\n**상태**: {}\n", "진행 중", "완료됨"),
]


@pytest.mark.parametrize(("language", "text", "wrong", "right"), LANGUAGES)
def test_document_status_in_every_language(language: str, text: str, wrong: str, right: str) -> None:
    assert language
    assert len(found(check_for("STA001"), text.format(wrong))) == 1
    assert not found(check_for("STA001"), text.format(right))


TASKS = [
    ("en", "In progress", "Not started", "Partly done"),
    ("de", "In Arbeit", "Nicht begonnen", "Begonnen"),
    ("fr", "En cours", "Non commencé", "En développement"),
    ("es", "En progreso", "No iniciado", "Iniciado"),
    ("pt", "Em andamento", "Não iniciado", "Em desenvolvimento"),
    ("ru", "В работе", "Не начато", "Выполняется"),
    ("zh", "进行中", "未开始", "开发中"),
    ("ja", "作業中", "未着手", "対応中"),
    ("ko", "진행 중", "미시작", "작업 중"),
]
STATUS_KEYS = {"fr": "Statut", "es": "Estado", "ru": "Статус", "zh": "状态", "ja": "状態", "ko": "상태"}


@pytest.mark.parametrize(("language", "heading", "wrong", "right"), TASKS)
def test_tick_beside_a_word_in_every_language(language: str, heading: str, wrong: str, right: str) -> None:
    key = STATUS_KEYS.get(language, "Status")
    for word in (heading, wrong, right):
        assert len(found(check_for("STA005"), f"**{key}:** ✅ {word}\n")) == 1
        assert not found(check_for("STA005"), f"**{key}:** 🔄 {word}\n")


WHERE = [
    ("# P\n\n**Status:** Draft\n\n## A\n\nText.\n\n**Status:** Approved\n", 0),
    ("# P\n\n**Status:** Draft\n\n## A\n\nText.\n\n---\n\n**Status:** Approved\n", 1),
    ("# P\n\n## Overview\n\n**Status:** Draft\n\n## A\n\nText.\n\n---\n\n**Status:** Approved\n", 1),
    ("# P\n\n## Task 1\n\n**Status:** Done\n\n## Task 2\n\nText.\n\n---\n\n**Status:** Open\n", 0),
    ("# P\n\n**Status:** Draft\n\n## A\n\nText.\n\n## Conclusion\n\n**Status:** Approved\n", 1),
    ("# P\n\n> **Status:** Draft\n\n## A\n\nText.\n\n---\n\n*Status: Approved*\n", 1),
    ("# P\n\n| Status | Draft |\n|---|---|\n| Owner | Ann |\n\n## A\n\nText.\n\n---\n\n**Status:** Approved\n", 1),
    ("---\nstatus: draft\n---\n\n# P\n\n**Status:** Approved\n", 1),
    ("# P\n\n## Status: Draft\n\nText.\n\n---\n\n**Status:** Approved\n", 1),
    ("# P\n", 0),
]


@pytest.mark.parametrize(("text", "count"), WHERE)
def test_where_the_document_speaks_of_itself(text: str, count: int) -> None:
    assert len(found(check_for("STA001"), text)) == count


ASIDES = [
    ("### T1 (done)\n\n- [x] z\n\n- [ ] a\n", 1),
    ("### T1 (done)\n\n- [x] z\n\n#### Future work\n\n- [ ] a\n", 0),
    ("### T1 (done)\n\n- [x] z\n\n**Next steps:**\n\n- [ ] a\n", 0),
    ("### T1 (done)\n\n- [x] z\n\n- Follow-up\n  - [ ] a\n", 0),
    ("### T1 (done)\n\n- [x] z\n\n- [ ] a - deferred\n", 0),
    ("### T1 (done)\n\n- [x] z\n\n#### T1.1 Rest (postponed)\n\n- [ ] a\n", 0),
    ("### T1 (done)\n\n- [x] z\n\n**Acceptance criteria:**\n\n- [ ] a\n", 1),
    ("# P - done\n\n- [x] z\n\n## Checklist\n\n- [ ] a\n", 0),
    ("# P - done\n\n```\n[ ] a sketch\n```\n", 0),
    ("# P - done\n\n- [x] a\n", 0),
]


@pytest.mark.parametrize(("text", "count"), ASIDES)
def test_boxes_that_stand_apart(text: str, count: int) -> None:
    assert len(found(check_for("STA003"), text)) == count


PARENTS = [
    ("- [x] a\n  - [x] b\n  - [ ] c\n", 1),
    ("- [x] a\n  - [ ] b\n  - [ ] c\n", 0),
    ("- [x] a\n  - [x] b\n  - [ ] Follow-up: c\n", 0),
    ("- [x] a\n  - [x] b\n  - [ ] c - deferred\n", 0),
    ("- [x] a\n  - [x] b\n  - [ ] ~~c~~\n", 0),
    ("- [x] a\n  - b\n    - [x] c\n    - [ ] d\n", 1),
    ("### [x] T1 a\n\n- [ ] b\n", 1),
    ("### [x] T1 a\n\n#### Next steps\n\n- [ ] b\n", 0),
    ("```\n[x] a\n├── [x] b\n└── [ ] c\n```\n", 1),
    ("```\n├── [x] a\n│   ├── [x] b\n│   └── [ ] c\n```\n", 1),
    ("```\n├── [x] a\n└── [ ] b\n```\n", 0),
]


@pytest.mark.parametrize(("text", "count"), PARENTS)
def test_parents(text: str, count: int) -> None:
    assert len(found(check_for("STA006"), text)) == count


QUIET = [
    "- [x] Load test - failed\n",
    "# A\n\n**Status:** Draft\n\n# B\n\nText.\n\n---\n\n**Status:** Approved\n",
    "- ✅ Orders: pending\n",
    "- ✅ Invalid trade: **blocked**\n",
    "| Metric | Share | Status |\n|---|---|---|\n| a | 70% | ✅ |\n",
    "| Item | Progress | Target | Change |\n|---|---|---|---|\n| a | 90% | 80% | 10% |\n\n## a thing ✅\n",
    "### Week 3: Testing\n\n| Week | Status |\n|---|---|\n| Week 3 | Not started |\n",
    "## Completed\n\n- Parser - new\n",
    "## Success criteria\n\n### Phase 1 complete\n\n- [ ] Users can log in\n",
    "| Bug | Cause | Severity |\n|---|---|---|\n| RC-31 | x | High |\n| RC-31 | y | Low |\n",
]


@pytest.mark.parametrize("text", QUIET)
def test_nothing_is_said(text: str) -> None:
    assert [message for check in ALL for message in found(check, text)] == []


names = st.lists(
    st.sampled_from(["Parser", "Importer", "Exporter", "Search", "Login", "Backup"]),
    min_size=1,
    max_size=6,
    unique=True,
)
states = st.sampled_from(
    [("done", "x", "✅ Complete"), ("open", " ", "⬜ Not started"), ("active", " ", "🔄 In progress")]
)


@st.composite
def plans(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    """A plan that says the same of each task in a table, a section and a list, and what it says."""
    tasks = [(f"TASK-{10 + number}", name, draw(states)) for number, name in enumerate(draw(names))]
    lines = ["# Release", "", "| Task | Status |", "|---|---|"]
    lines += [f"| {key} {name} | {state[2]} |" for key, name, state in tasks]
    for key, name, state in tasks:
        lines += ["", f"## {key}: {name}", "", f"**Status:** {state[2]}", "", f"- [{state[1]}] Build the part {name}"]
    lines += ["", "## List", ""]
    lines += [f"- [{state[1]}] {key}: {name}" for key, name, state in tasks]
    return "\n".join(lines) + "\n", [(key, state[0]) for key, _, state in tasks]


@given(plans())
def test_nothing_is_said_of_a_consistent_plan(drawn: tuple[str, list[tuple[str, str]]]) -> None:
    text, _ = drawn
    assert [message for check in ALL for message in found(check, text)] == []


@given(plans(), st.randoms())
def test_one_stale_section_is_found(drawn: tuple[str, list[tuple[str, str]]], random: "st.Random") -> None:
    text, tasks = drawn
    key, state = random.choice(tasks)
    stale = "In progress" if state != "active" else "Complete"
    head, _, rest = text.partition(f"## {key}")
    before, _, after = rest.partition("**Status:** ")
    wrong = f"{head}## {key}{before}**Status:** {stale}{after[after.index(chr(10)) :]}"
    messages = found(check_for("STA002"), wrong)
    assert len(messages) == 1
    assert key in messages[0]


@given(st.text(alphabet="✅🔄⬜ #-*:|[]()x1%\nDoneIn progress완료", max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    plan = plan_of(text)
    for check in ALL:
        for finding in check(plan):
            assert 0 <= finding.span.start <= finding.span.end <= len(text)

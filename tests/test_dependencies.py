"""Ids and dependencies: who waits for whom, and what cannot be."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planlint.compare import graph
from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.rules import dependencies as checks
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

TITLES = ("schema", "import", "export", "search", "archive", "reports", "billing", "backup", "login", "mailer")


def plan_of(text: str) -> Plan:
    return Plan(Document(Source(text)), load_vocabulary())


def table(waits: dict[int, set[int]], done: frozenset[int] = frozenset()) -> str:
    rows = ["| ID | Task | Depends on | Status |", "|---|---|---|---|"]
    for number, before in sorted(waits.items()):
        names = ", ".join(f"A-{other}" for other in sorted(before)) or "-"
        status = "Done" if number in done else "Not started"
        rows.append(f"| A-{number} | The {TITLES[number - 1]} | {names} | {status} |")
    return "\n".join(rows) + "\n"


def edges(plan: Plan) -> list[tuple[str, str]]:
    return [(edge.after, edge.before) for edge in plan.dependencies.edges]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [ ] T002 Import (depends on T001)\n", [("t002", "t001")]),
        ("- [ ] **T002** Import\n  - Depends on: T001, T003\n", [("t002", "t001"), ("t002", "t003")]),
        ("- [ ] **T002** Import\n  - Blocks: T003\n", [("t003", "t002")]),
        ("## Phase 3\n\n**Prerequisites:** Phases 1 and 2\n", [("phase 3", "phase 1"), ("phase 3", "phase 2")]),
        ("**Task 1.2: Import**\n**Depends on:** Task 1.1\n", [("task 1.2", "task 1.1")]),
        ("## Aufgabe 2\n\n**Hängt ab von:** Aufgabe 1\n", [("task 2", "task 1")]),
        ("| ID | Blocked by |\n|---|---|\n| A-2 | A-1 |\n", [("a-2", "a-1")]),
        ("| Depends on | ID |\n|---|---|\n| A-1 | A-2 |\n", []),
        ("- [ ] T002 Import\n  - Depends on: none\n", []),
        ("- [ ] T002 Import\n  - Depends on: the schema of T001\n", []),
        ("- [ ] T002 Import, see T001\n", []),
        ("This import depends on [T001](other.md), and so does T002.\n", []),
        ("- [ ] The import depends on [T001](other.md)\n", []),
        ("**Depends on:** T001\n", []),
        (
            "## T002\n\n**Depends on:** [T001](#a), [[T003|the export]], [[T004]] and `T005`\n",
            [
                ("t002", "t001"),
                ("t002", "t003"),
                ("t002", "t004"),
                ("t002", "t005"),
            ],
        ),
        ("## T002\n\n**Depends on:** [the `schema`](#t001-the-schema)\n\n## T001: the *schema*\n", [("t002", "t001")]),
        ("- [ ] Sow 🆔 s1 ⛔ d1, w-2 📅 2026-01-01\n", [("s1", "d1"), ("s1", "w-2")]),
        ("- [ ] Sow ⛔ d1\n- ⛔ blocked\n", []),
    ],
)
def test_edges(text: str, expected: list[tuple[str, str]]) -> None:
    assert edges(plan_of(text)) == expected


@st.composite
def acyclic(draw: st.DrawFn) -> dict[int, set[int]]:
    """Tasks 1 to n, each of which waits for earlier ones in a shuffled order."""
    order = draw(st.permutations(range(1, draw(st.integers(2, len(TITLES))) + 1)))
    return {
        number: draw(st.sets(st.sampled_from(order[:place]), max_size=3)) if place else set()
        for place, number in enumerate(order)
    }


@given(acyclic())
def test_plans_without_a_circle_are_silent(waits: dict[int, set[int]]) -> None:
    plan = plan_of(table(waits))
    assert list(checks.cycle(plan)) == []
    assert list(checks.unknown_id(plan)) == []
    assert list(checks.duplicate_id(plan)) == []
    assert list(checks.done_before_dependency(plan)) == []


@given(st.permutations(range(1, len(TITLES) + 1)), st.integers(2, len(TITLES)))
def test_a_circle_is_printed_whole(order: list[int], length: int) -> None:
    ring = order[:length]
    waits: dict[int, set[int]] = {number: set() for number in order}
    for after, before in pairwise([*ring, ring[0]]):
        waits[after].add(before)
    findings = list(checks.cycle(plan_of(table(waits))))
    assert len(findings) == 1
    assert set(findings[0].message.split(" waits for ")) == {f"A-{number}" for number in ring}
    assert len(findings[0].related) == length - 1


@given(acyclic(), st.sets(st.integers(1, len(TITLES))))
def test_done_before_what_it_depends_on(waits: dict[int, set[int]], done: set[int]) -> None:
    finished = frozenset(done & waits.keys())
    expected = {(after, before) for after in finished for before in waits[after] - finished}
    findings = list(checks.done_before_dependency(plan_of(table(waits, finished))))
    told = {
        (int(finding.message.split()[0][2:]), int(finding.message.split(" but A-")[1].split(",")[0]))
        for finding in findings
    }
    assert told == expected


@given(acyclic(), st.integers(11, 99))
def test_a_reference_past_the_end(waits: dict[int, set[int]], number: int) -> None:
    assume(len(waits) >= 4)
    waits[2].add(number)
    findings = list(checks.unknown_id(plan_of(table(waits))))
    assert [f"A-{number}" in finding.message for finding in findings] == [True]


@given(st.integers(4, len(TITLES)), st.data())
def test_one_id_for_two_things(count: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, count - 1))
    second = data.draw(st.integers(first + 1, count))
    numbers = [first if number == second else number for number in range(1, count + 1)]
    items = [f"- [ ] T{number:03d} The {title}\n" for number, title in zip(numbers, TITLES, strict=False)]
    findings = list(checks.duplicate_id(plan_of("".join(items))))
    assert [finding.message for finding in findings] == [f"T{first:03d} is used for two things"]


@pytest.mark.parametrize(
    "text",
    [
        "| Cause | Fix |\n|---|---|\n| R-1 | Retry |\n| R-1 | Cache |\n| R-2 | Log |\n| R-3 | Alert |\n",
        "### E308: Types\n\n### E433: Paths\n\n### E433: Crates\n\n### E599: Methods\n",
        "- [ ] T001 The schema\n- [ ] T002 The import\n- [ ] T003 The export\n- [x] T002 Import, the tests\n",
    ],
)
def test_ids_that_may_come_twice(text: str) -> None:
    assert list(checks.duplicate_id(plan_of(text))) == []


@pytest.mark.parametrize(
    ("text", "kind", "ids", "title"),
    [
        ("## Phase 2: Storage (5 days)\n", "heading", ("phase 2",), "storage"),
        ("- [ ] T001 [P] [US1] Create the table\n", "item", ("t001",), "create the table"),
        ("- [ ] Create the table (T001)\n", "item", ("t001",), "create the table"),
        ("- [ ] Create the table 🆔 a1\n", "item", ("a1",), "create the table"),
        ("**Task 3.1: Storage** (2 days)\n", "line", ("task 3.1", "3.1"), "storage"),
        ("```\n├─ [ ] T001 Storage\n```\n", "drawn", ("t001",), "storage"),
        ("| ID | Task |\n|---|---|\n| A-1 | Storage |\n", "row", ("a-1",), "storage"),
        ("| ID | Priority | Task |\n|---|---|---|\n| A-1 | P0 | Storage |\n", "row", ("a-1",), "storage"),
    ],
)
def test_what_is_named_by_an_id(text: str, kind: str, ids: tuple[str, ...], title: str) -> None:
    named = plan_of(text).dependencies.named
    assert [(node.kind, thing.ids, thing.title) for node, thing in named.items()] == [(kind, ids, title)]


@pytest.mark.parametrize("text", ["## Storage\n", "Storage comes first (T001).\n", "```\nPhase 1 → Phase 2 ✅\n```\n"])
def test_what_has_no_id(text: str) -> None:
    assert not plan_of(text).dependencies.named


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("## T1 Parser (in progress)\n", ["active"]),
        ("## T1 Parser - 75% done\n", ["partial"]),
        ("## ✅ T1 Parser\n", ["done"]),
        ("## T1 Parser: testing\n", []),
        ("- [x] T1 Parser\n", ["done"]),
        ("- [-] T1 Parser\n", ["cancelled"]),
        ("## T1 Parser\n\n**Completed:** May 2025\n", ["done"]),
        ("## Stage A\n\n**T1: Parser**\n**Status:** done\n", ["done"]),
        ("## Completed\n\n- T1 Parser\n", ["done"]),
        ("| T | Status |\n|---|---|\n| T1 | ✅ |\n", ["done"]),
        ("| T | Note |\n|---|---|\n| T1 | done |\n", []),
    ],
)
def test_what_is_said_of_an_id(text: str, states: list[str]) -> None:
    assert [state for state, _ in graph.states(plan_of(text)).get("t1", [])] == states

"""The ledger: which places name a thing, and which of them are brought together."""

import pytest

from planlint.facts.plan import Plan
from planlint.markdown.building import parse_document
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary


def plan_of(text: str) -> Plan:
    return Plan(parse_document(Source(text)), load_vocabulary())


def lines(plan: Plan) -> list[list[int]]:
    """Each group as the lines of its members, from 1."""
    return sorted(sorted(plan.source.line_of(member.name.start) + 1 for member in group) for group in plan.groups)


@pytest.mark.parametrize(
    ("text", "kind", "ids", "title", "joined"),
    [
        ("## Phase 2: Storage (5 days)\n", "section", ("phase 2",), "storage", False),
        ("## Phase 2 Progress\n", "section", ("phase 2",), "", False),
        ("## Phase 2 goals\n", "section", ("phase 2",), "goals", True),
        ("## Storage\n", "section", (), "storage", False),
        ("- [ ] T001 [P] [US1] Create the table\n", "item", ("t001",), "create the table", False),
        ("- [ ] Create the table (T001)\n", "item", ("t001",), "create the table", False),
        ("- [ ] 1.2 Create the table\n", "item", ("1.2",), "create the table", False),
        ("**Task 3.1: Storage** (2 days)\n", "label", ("task 3.1", "3.1"), "storage", False),
        ("```\n├─ [ ] Storage (Days 5-6)\n```\n", "label", (), "storage", False),
        ("```\nâ”œâ”€ [ ] Storage (Days 5-6)\n```\n", "label", (), "storage", False),
        ("| ID | Task |\n|---|---|\n| A-1 | Storage |\n", "row", ("a-1",), "storage", False),
        ("| ID | Priority | Task |\n|---|---|---|\n| A-1 | P0 | Storage |\n", "row", ("a-1",), "storage", False),
    ],
)
def test_subject(text: str, kind: str, ids: tuple[str, ...], title: str, joined: bool) -> None:
    subject = plan_of(text).subjects[-1]
    assert (subject.kind, subject.ids, subject.title, subject.joined) == (kind, ids, title, joined)


def test_plain_lines_name_nothing() -> None:
    assert plan_of("Some text about storage.\n").subjects == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Phase 1: Storage\n\n| Phase | State |\n|---|---|\n| Phase 1 | done |\n", [[1, 5]]),
        ("## Phase 1: Storage\n\n## Phase 1: Invoices\n", []),
        ("## Phase 1: Storage layer\n\n## Phase 1: Storage\n", [[1, 3]]),
        ("## Phase 1\n\n- [ ] Phase 1 completion report\n", []),
        ("## T001: Storage\n\n- [ ] T001 Build the storage\n", [[1, 3]]),
        ("| ID | What |\n|---|---|\n| C1 | Locking |\n\n| ID | What |\n|---|---|\n| C1 | Colours |\n", []),
        ("| ID | What |\n|---|---|\n| C1 | Locking order |\n\n- [ ] C1: Locking order\n", [[3, 5]]),
        ("### Load tests\n\n```\n├─ [ ] Load tests (Days 5-6)\n```\n", [[1, 4]]),
        ("## Android\n\n- [ ] Splash screen\n\n## iOS\n\n- [ ] Splash screen\n", []),
        ("## Android\n\n- [ ] Splash screen\n\n## Next steps\n\n- [ ] Splash screen\n", [[3, 7]]),
        ("- [ ] Splash screen\n- [ ] Splash screen\n", []),
        ("## Splash\n\n**Status:** done\n\n## Menu\n\n**Status:** open\n", []),
        ("## Phase 1: Storage\n\n- **Phase 1**\n- Storage\n", [[1, 3]]),
        ("## Invoices\n\n## Reports\n", []),
    ],
)
def test_groups(text: str, expected: list[list[int]]) -> None:
    assert lines(plan_of(text)) == expected


def test_no_place_is_in_two_groups_of_one_title() -> None:
    plan = plan_of("## Phase 5: Plug-in system\n\n| Phase 5 | Plug-in system |\n|---|---|\n\n- Plug-in system\n")
    members = [member for group in plan.groups for member in group]
    assert len(members) == len(set(members))

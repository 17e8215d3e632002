"""The ledger: which places name a thing."""

import pytest

from planlint.facts.plan import Plan
from planlint.markdown.building import parse_document
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary


def plan_of(text: str) -> Plan:
    return Plan(parse_document(Source(text)), load_vocabulary())


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

"""How far readings reach: a row at each limit, and one right beyond it."""

import pytest

from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.plan.fields import heading_fields, place_in_document
from planlint.plan.standing import stands_apart
from planlint.plan.tasks import parents_of
from planlint.plan.things import is_name
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def plan_of(text: str) -> Plan:
    return Plan(Document(Source(text)), WORDS)


def rows(before: int) -> str:
    return "# Plan\n\n| Key | Value |\n|---|---|\n" + "| Note | none |\n" * before + "| Status | Done |\n"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("# Plan\n" + "\n" * 39 + "**Status:** Done\n", "header"),
        ("# Plan\n" + "\n" * 40 + "**Status:** Done\n", ""),
        (rows(5), "header"),
        (rows(6), ""),
        ("# Plan\n\n## Aim\n\n## Status: Done\n", "header"),
        ("# Plan\n\n## Aim\n\n## Way\n\n## Status: Done\n", ""),
        ("# Plan\n\n## Aim\n\n---\n\n**Status:** Done\n\n---\n\n## Way\n", "footer"),
        ("# Plan\n\n## Aim\n\n---\n\n**Status:** Done\n\n---\n\n## Way\n\n## Cost\n", "aside"),
    ],
)
def test_a_status_speaks_of_the_document(text: str, where: str) -> None:
    plan = plan_of(text)
    field = [each for each in (*plan.fields, *heading_fields(plan.outline)) if each.key == "status"][-1]
    assert place_in_document(plan.outline, field) == where


@pytest.mark.parametrize(("cell", "found"), [("3h " + "x" * 25, 1), ("3h " + "x" * 26, 0)])
def test_a_short_cell_is_a_measure(cell: str, found: int) -> None:
    plan = plan_of(f"| Task | Hours |\n|---|---|\n| Parser | {cell} |\n")
    assert len([each for each in plan.measures if each.slot == "cell"]) == found


@pytest.mark.parametrize(
    ("title", "apart"), [("Next steps for all of us", True), ("Next steps for all of us here", False)]
)
def test_a_short_heading_sets_apart(title: str, apart: bool) -> None:
    assert stands_apart(WORDS, title) == apart


@pytest.mark.parametrize(
    ("title", "named"), [("overview", True), ("parsers", False), ("db up", True), ("数据模型", True), ("数据库", False)]
)
def test_a_long_title_is_a_name(title: str, named: bool) -> None:
    assert is_name(title) == named


@pytest.mark.parametrize(("between", "lead"), [(2, "**Open:**"), (3, "c")])
def test_a_label_near_a_list_introduces_it(between: int, lead: str) -> None:
    plan = plan_of("**Open:**\n\n" + "\n\n".join("abc"[:between]) + "\n\n- one\n- two\n")
    (group,) = plan.outline.groups
    assert group.lead
    assert plan.outline.words(group.lead) == lead


@pytest.mark.parametrize(("between", "below"), [(7, True), (8, False)])
def test_a_drawn_box_lies_below_a_near_one(between: int, below: bool) -> None:
    plan = plan_of("```\n[ ] a\n" + "text\n" * between + "  [ ] b\n```\n")
    assert (parents_of(plan.tasks)[plan.tasks[1]] is plan.tasks[0]) == below


@pytest.mark.parametrize(("words", "named"), [(9, 1), (10, 0)])
def test_a_short_label_names_a_thing(words: int, named: int) -> None:
    assert len(plan_of(f"**T001 {'word ' * words}:** text\n").dependencies.named) == named

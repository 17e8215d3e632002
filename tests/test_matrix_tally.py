"""Stated counts over every kind of group: silent where they agree in one way, found where one is off."""

import pytest

from planlint.running.linter import lint
from planlint.settings.config import Settings
from planlint.text.source import Source

FILES = [f"src/part{n}.py" for n in range(8)]
CONTAINERS = {
    "heading": "## Files ({n})\n\n{group}",
    "heading with noun": "## Changes ({n} files)\n\n{group}",
    "label": "**Created ({n} files):**\n\n{group}",
    "line": "{n} files:\n\n{group}",
}
GROUPS = {
    "list": "".join(f"- `{name}`\n" for name in FILES),
    "numbered": "".join(f"{n}. `{name}`\n" for n, name in enumerate(FILES, 1)),
    "table": "| File | Owner |\n|---|---|\n" + "".join(f"| `{name}` | Kim |\n" for name in FILES),
}
ASIDES = {"struck": "- ~~`src/old.py`~~\n", "optional": "- `src/old.py` (optional)\n", "moved": "- [>] `src/old.py`\n"}


def found(text: str) -> list[str]:
    return [each.code for each in lint(Source(text), Settings(select=("SUM004",), confidence="medium"))]


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("group", GROUPS)
def test_a_count_is_held_against_its_group(container: str, group: str) -> None:
    assert found(CONTAINERS[container].format(n=8, group=GROUPS[group])) == []
    assert found(CONTAINERS[container].format(n=9, group=GROUPS[group])) == ["SUM004"]
    assert found(CONTAINERS[container].format(n=40, group=GROUPS[group])) == []  # of something else


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("aside", ASIDES)
def test_a_part_set_aside_counts_or_not(container: str, aside: str) -> None:
    for count in (8, 9):
        assert found(CONTAINERS[container].format(n=count, group=GROUPS["list"] + ASIDES[aside])) == []


def code(names: list[str]) -> str:
    return "".join(f"- `{name}`\n" for name in names)


def counts(text: str, confidence: str = "low") -> list[str]:
    settings = Settings(select=("SUM004",), confidence=confidence)
    return [each.finding.message for each in lint(Source(text), settings)]


SPLITS = {
    "lists": "**New:**\n\n{one}\n**Changed:**\n\n{other}",
    "sections": "### New\n\n{one}\n### Changed\n\n{other}",
}


@pytest.mark.parametrize("split", SPLITS)
def test_a_count_over_several_lists(split: str) -> None:
    body = SPLITS[split].format(one=code(FILES[:5]), other=code(FILES[5:]))
    assert counts(f"## Files (8)\n\n{body}") == []
    assert counts(f"## Files (9)\n\n{body}") == ["9 entries stated, 8 in the 2 lists below"]
    assert counts(f"## Files (40)\n\n{body}") == []  # of something else
    assert counts(f"## Files (9 new, 3 old)\n\n{body}") == []
    assert counts(f"## Files (9 tests)\n\n{body}") == []  # files hold them


PLACES = {
    "phrase": "The move adds {n} shared adapters in one go.\n",
    "row": "| What | Number |\n|---|---|\n| Shared adapters | {n} |\n| Weeks | 12 |\n",
    "field": "**Shared adapters:** {n}\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_count_of_what_is_listed_elsewhere(place: str) -> None:
    plan = f"# Move\n\n{PLACES[place]}\n## Shared adapters\n\n{code(FILES)}"
    assert counts(plan.format(n=8)) == []
    assert counts(plan.format(n=9)) == [
        '9 shared adapters stated, 8 listed at "Shared adapters"'
        if place == "phrase"
        else '9 entries stated, 8 listed at "Shared adapters"'
    ]
    assert counts(plan.format(n=40)) == []
    assert counts(plan.format(n=9) + f"\n## Shared adapters\n\n{code(FILES)}") == []  # which of the two?
    assert counts(plan.format(n=9).replace("## Shared adapters", "## Shared adapters (8)")) == []  # two statements


ROWS = "| Layer | Parts | Number |\n|---|---|---|\n| Edge | proxy, cache | 2 |\n| Store | rows, blobs, keys | 3 |\n"


def test_a_count_beside_the_names_of_its_row() -> None:
    table = f"{ROWS}| Jobs | mail, sync | 2 |\n| View | list, form, chart, map | {{n}} |\n"
    assert counts(table.format(n=4)) == []
    assert counts(table.format(n=5)) == ["5 entries stated, 4 named in the row"]
    unlike = table.replace("| 2 |", "| 7 |").replace("| 3 |", "| 9 |")
    assert counts(unlike.format(n=5)) == []  # the other rows say that it counts something else

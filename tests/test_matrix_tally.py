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

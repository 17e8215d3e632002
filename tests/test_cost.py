"""What checking costs that no clock need measure: calls for lines that state nothing, and plans kept in memory."""

import gc
import sys
import weakref

import pytest

from planlint.running.linter import build_plan, lint, lint_plan
from planlint.settings.config import Settings
from planlint.text.source import Source

WORDS = ("lay", "pipes", "wall", "paint", "door", "carry", "sand", "boil", "water", "sweep", "floor", "move", "chairs")
SETTINGS = Settings()


def phrase(number: int) -> str:
    """Some words, for each number others."""
    return " ".join(WORDS[number // step % len(WORDS)] for step in (1, 13, 3, 169, 5))


def calls(text: str) -> int:
    count = 0

    def called(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event == "call"

    source = Source(text)
    gc.disable()  # others are called when it runs
    sys.setprofile(called)
    try:
        assert lint(source, SETTINGS) == []
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


@pytest.mark.parametrize(
    ("before", "line", "most"),
    [
        ("", "{}.\n", 1),
        ("", "{}\n\n", 1),
        ("", "- {}\n", 3),
        ("", "- [ ] {}\n", 9),
        ("", "- lay `pipe` {}\n", 4),
        ("- the house\n", "  - {}\n", 3),
        ("", "## {}\n\n", 4),
        ("", "**Note**: {}\n\n", 2),
        ("| Thing | Place |\n|---|---|\n", "| {0} | {0} |\n", 4),
        ("```\n", "{}\n", 3),
        ("```python\n", "{}\n", 0),
    ],
)
def test_a_line_that_states_nothing_costs_few_calls(before: str, line: str, most: int) -> None:
    """What a hundred lines more cost, each; what is read for the first time is read before."""

    def plan(lines: range) -> str:
        text = "".join(line.format(phrase(number)) for number in lines)
        return f"# Plan\n\n{before}{text}" + ("```\n" if before.startswith("`") else "")

    calls(plan(range(400)))
    assert calls(plan(range(100, 300))) - calls(plan(range(200, 300))) <= 100 * most


def test_a_plan_is_freed_when_the_next_is_checked() -> None:
    """At once: no cycle has to wait for the garbage collector."""
    plan = build_plan(
        Source("# Plan\n\nProgress: 75% (4/5 tasks)\n\n- [ ] T1 Lay pipes\n- [ ] T2 Paint (after T1)\n"), SETTINGS
    )
    assert lint_plan(plan, SETTINGS)
    kept = weakref.ref(plan)
    gc.disable()
    try:
        del plan
        lint(Source("# Another plan\n"), SETTINGS)
        assert kept() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("words", ["50% 3 of 5 ", "50% (3/5) ", "3 of 5 tasks, ", "5 → 6 "])
def test_a_line_twice_as_long_costs_twice_as_much(words: str) -> None:
    calls(words * 100)  # what is read for the first time is read before
    short, long, longer = (calls(words * times) for times in (100, 300, 500))
    assert longer - long <= 1.1 * (long - short)

"""Every number of the policy matters: what hangs on it changes when it doubles."""

import sys
from collections.abc import Callable
from typing import cast

import pytest

from planlint.compare.calibration import Calibration, _as_judged, load
from planlint.compare.judge import judge
from planlint.compare.tie import Tie
from planlint.compare.values import Value, compare
from planlint.plan.amounts import Amount
from planlint.plan.outline import Node
from planlint.running.linter import lint
from planlint.settings.config import Settings
from planlint.text import policy
from planlint.text.diagnostics import Finding
from planlint.text.source import Source, Span

NUMBERS = {name: value for name, value in vars(policy).items() if isinstance(value, float)}


def grade(confidence: float) -> str:
    """A confidence as people read it, by the grades that are published."""
    bounds = {"too much": 1.0, "sure": 0.9, "high": 0.8, "medium": 0.5, "low": 0.35}
    return next((name for name, least in bounds.items() if confidence >= least), "none")


def reported(text: str, confidence: str) -> list[str]:
    return [each.code for each in lint(Source(text), Settings(confidence=confidence))]


def graded(text: str) -> list[str]:
    return [grade(each.finding.confidence) for each in lint(Source(text), Settings(confidence="low"))]


def applicability(text: str) -> list[str]:
    return [each.finding.fix.applicability.value for each in lint(Source(text), Settings()) if each.finding.fix]


def stated(number: float, mark: str) -> Amount:
    amount = Amount(0, 3, 0, number, number, 0)
    amount.mark = mark
    return amount


def settled(*ties: tuple[str, int, float, int]) -> str:
    """The surest of some disagreements, each of a relation, at a key, as sure as given, with so many weak readings."""

    def tell(_: Tie) -> Finding:
        return Finding(Span(0, 0), "")

    made = []
    for relation, key, given, weak in ties:
        tie = Tie(relation, "X", cast(Node, None), (), tell, key=key, outcome="p10")
        tie.given, tie.weak = given, weak
        made.append(tie)
    return grade(max(tie.confidence for tie in judge(made, Calibration({}))))


DAYS = "| Day | Date |\n|---|---|\n| Day 1 | 4 May |\n| Day 2 | 5 May |\n| Day 3 | 4 May |\n"
CODE = "".join(f"- `part{n}.md`\n" for n in range(6))
CASES: dict[str, tuple[Callable[[], object], object]] = {
    "HIGH": (lambda: reported("Progress: 60% (4/5 tasks)\n", "high"), ["PRG001"]),
    "MEDIUM": (lambda: reported("Progress: 60% (4/5 tasks)\n", "medium"), ["PRG001"]),
    "LOW": (lambda: reported(DAYS, "low"), ["DAT007"]),
    "SURE": (lambda: applicability("Progress: 60% (4/5 tasks)\n"), ["safe"]),
    "PROVEN": (lambda: graded("Progress: 60% (4/5 tasks)\n"), ["sure"]),
    "LIKELY": (lambda: graded("**Progress:** 4/3 tasks\n"), ["medium"]),
    "DOUBTFUL": (lambda: graded(DAYS), ["low"]),
    "ABOUT": (lambda: compare(stated(100, "~"), Value(115)), "differs"),
    "PLUS": (lambda: compare(stated(100, "+"), Value(150)), "differs"),
    "NEARLY": (lambda: graded("## ✅ Beds (100%)\n\n## ✅ Shed (85%)\n"), []),
    "POINTS": (lambda: graded("Progress: ~60% (4/6 tasks)\n"), ["sure"]),
    "JUDGED": (lambda: grade(Calibration({"r": {"judged": [0, 0, 2]}}).judged("r", 0.97)), "medium"),
    "BORROWED": (lambda: grade(_as_judged({"": [8, 0, 0], "x": [0, 0, 6]}, 0.5, ("x",))), "low"),
    "UNREAD": (lambda: grade(_as_judged({"": [3, 0, 0]}, 0.5, ())), "high"),
    "WITNESS": (lambda: settled(("a", 0, 0.8, 0), ("b", 0, 0.8, 0)), "high"),
    "FEW": (lambda: graded(f"## Files (7 files)\n\n{CODE}"), ["high"]),
    "MANY": (
        lambda: graded("# Herbs\n\n## Summary\n\nWe dried 25 alpine herbs.\n\n## Conclusion\n\n- Alpine herbs: 28\n"),
        ["medium"],
    ),
    "ODD": (lambda: settled(*(("a", key, 0.97, 0) for key in range(3))), "low"),
    "WEAK": (lambda: settled(("a", 0, 0.9, 1)), "high"),
}


def test_every_number_has_its_case() -> None:
    assert CASES.keys() == NUMBERS.keys()


@pytest.mark.parametrize("name", CASES)
def test_what_hangs_on_a_number(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    look, expected = CASES[name]
    assert look() == expected
    doubled = 2 * NUMBERS[name]
    for module in [each for key, each in sys.modules.items() if key.startswith("planlint.") and name in vars(each)]:
        if getattr(module, name) == NUMBERS[name]:
            monkeypatch.setattr(module, name, doubled)
    if name.lower() in policy.GRADES:
        monkeypatch.setitem(policy.GRADES, name.lower(), doubled)
    load.cache_clear()
    assert look() != expected
    load.cache_clear()

"""The fixer with the real rules, on real plans and on the fixtures: nothing is lost, and nothing is done twice."""

from collections import Counter
from pathlib import Path

import pytest

from planlint.fixing.fixer import fix
from planlint.running.linter import lint
from planlint.running.reading import ReadError, read
from planlint.settings.config import Settings
from planlint.text.source import Source

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PLANS = [
    *sorted((ROOT / "fixtures").rglob("*.md")),
    *sorted((SHARED / "bench" / "docs").rglob("*.md")),
    *sorted((SHARED / "corpus").rglob("*.md"))[::40],
]


@pytest.mark.skipif(not PLANS, reason="there are no plans")
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name[:30])
def test_fixing(plan: Path) -> None:
    try:
        source = read(plan)
    except ReadError:
        pytest.skip("not UTF-8")
    result = fix(source, Settings(), unsafe=True)
    found = lint(result.source, Settings())
    assert [each.finding.message for each in result.remaining] == [each.finding.message for each in found]
    again = fix(result.source, Settings(), unsafe=True)
    assert (again.source.text, again.applied) == (result.source.text, Counter())
    if "\r" not in source.text:
        windows = fix(Source(source.text.replace("\n", "\r\n"), source.name), Settings(), unsafe=True)
        assert windows.source.text == result.source.text.replace("\n", "\r\n")

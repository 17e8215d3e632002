"""Fixes that are not made: each is told under its problem, counts as none, and stays refused."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from markdown_it import MarkdownIt

from planlint.fixing.fixer import fix
from planlint.fixing.proof import shown
from planlint.running.linter import lint
from planlint.settings.config import Settings
from planlint.text.diagnostics import Applicability
from planlint.text.source import Source

Run = Callable[..., Ran]

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
ENABLE = "<!-- planlint-enable -->"
CODE_BEHIND_A_LIST = f"- [a](#a)\n  - [b](#b)\n{ENABLE}\n    - [c](#c)\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CODE_BEHIND_A_LIST, None),
        (f"text\n{ENABLE}\n# Title\n", "text\n# Title\n"),
        (f"text\n{ENABLE}\n===\n", None),
        (f"- a\n\n{ENABLE}\n\n- b\n", None),
        (f"- a\n\n{ENABLE}\n\n      code\n", None),
        (f"# A\n\n{ENABLE}\n\ntext\n", "# A\n\ntext\n"),
        (f"# A\n\n{ENABLE}{ENABLE}\n", "# A\n"),
        (f"{ENABLE}{ENABLE}\n", ""),
        (f"- [ ] a {ENABLE} {ENABLE}\n", "- [ ] a\n"),
        ("# A\n\n<!-- planlint-enable PRG SUM -->\n", "# A\n"),
    ],
)
def test_a_comment_goes_only_where_the_page_stays_the_same(text: str, expected: str | None) -> None:
    result = fix(Source(text), Settings(select=("CFG",)), unsafe=True)
    assert result.source.text == (text if expected is None else expected)
    assert shown(MARKDOWN.render(result.source.text)) == shown(MARKDOWN.render(text))
    again = fix(result.source, Settings(select=("CFG",)), unsafe=True)
    assert (again.source.text, again.applied) == (result.source.text, Counter())
    refused = [each for each in result.remaining if each.refused]
    assert len(refused) == len(result.refused) == (expected is None)
    for each in refused:
        assert each.finding.fix is None
        assert each.refused == "Remove the comment: it would change how other text renders"


def test_every_report_tells_it(planlint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plan = tmp_path / "plan.md"
    plan.write_text(CODE_BEHIND_A_LIST)
    told = "Remove the comment: it would change how other text renders"
    args = ("--select", "CFG", "--fix", "--unsafe-fixes", "plan.md")
    ran = planlint(*args)
    assert (ran.code, ran.err) == (1, "")
    assert f"   = not fixed: {told}\n" in ran.out
    assert ran.out.endswith("\n1 problem\n")
    (found,) = json.loads(planlint(*args, "--output-format", "json").out)[0]["diagnostics"]
    assert "fix" not in found["data"]
    assert found["data"]["refused"] == told
    (result,) = json.loads(planlint(*args, "--output-format", "sarif").out)["runs"][0]["results"]
    assert result["properties"]["refused"] == told
    for form in ("github", "junit"):
        assert f"not fixed: {told}" in planlint(*args, "--output-format", form).out
    for option in ("--diff", "--statistics"):
        line = (
            "planlint: plan.md:3:1: CFG001 was not fixed (Remove the comment): it would change how other text renders\n"
        )
        assert line in planlint(*args, option).err
    assert plan.read_text() == CODE_BEHIND_A_LIST


BAR = "Progress: [████░░░░░░] 75% (4/5 tasks)\n"


@pytest.mark.parametrize(
    ("above", "info", "first", "graded"),
    [
        ("Progress so far", "", "", Applicability.SAFE),
        ("For example:", "", "", Applicability.DISPLAY),
        ("Sample output", "text", "", Applicability.DISPLAY),
        ("Progress so far", "text example", "", Applicability.DISPLAY),
        ("Progress so far", "", "$ make report\n", Applicability.DISPLAY),
        ("Ausgabe", "", "", Applicability.DISPLAY),
    ],
)
def test_examples_and_what_tools_print_are_not_mended(above: str, info: str, first: str, graded: Applicability) -> None:
    source = Source(f"# Plan\n\n{above}\n\n```{info}\n{first}{BAR}```\n")
    grades = {each.finding.fix.applicability for each in lint(source, Settings()) if each.finding.fix}
    assert grades == {graded}
    assert (fix(source, Settings(), unsafe=True).source.text == source.text) == (graded is Applicability.DISPLAY)

"""A rule that fails hides nothing but what it would have said."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Ran

from planlint.compare import relations
from planlint.fixing.fixer import fix
from planlint.output import FORMATS
from planlint.running import jobs, linter
from planlint.running.linter import RuleError, lint
from planlint.running.writing import WriteError
from planlint.settings.catalogue import Rule, check_of, rules
from planlint.settings.config import Settings
from planlint.text.diagnostics import Finding
from planlint.text.source import Source, Span

Run = Callable[..., Ran]

PLAN = "# Plan\n\nProgress: 75% (4/5 tasks)\n\n- [ ] a\n\n[b](no.md)\n"
BROKEN = ("LNK001", "STA003")


@pytest.fixture(autouse=True)
def _two_broken_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_plan: Any, **_options: Any) -> Iterator[Finding]:
        yield Finding(Span(0, 1), "said before the fall")
        raise ValueError("it\nis odd")

    def check(rule: Rule) -> Callable[..., Iterator[Finding]]:
        return failing if rule.code in BROKEN else check_of(rule)

    monkeypatch.setattr(linter, "check_of", check)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "plan.md"
    file.write_text(PLAN)
    return file


def told() -> str:
    names = [rules()[code].name for code in BROKEN]
    told = " and ".join(f"{code} {name}" for code, name in zip(BROKEN, names, strict=True))
    return f"plan.md: {told} failed (ValueError: it is odd); please report it"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("plan")
def test_the_other_findings_stand(planlint: Run, form: str) -> None:
    ran = planlint("plan.md", "--output-format", form)
    assert (ran.code, ran.err) == (2, f"planlint: {told()}\n")
    assert "PRG001" in ran.out
    assert "before the fall" not in ran.out
    if form == "sarif":
        invocation = json.loads(ran.out)["runs"][0]["invocations"][0]
        assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == [told()]
    if form == "text":
        assert ran.out.endswith("1 problem, 1 can be fixed with --fix\n")


def test_the_other_fixes_are_made(planlint: Run, plan: Path) -> None:
    ran = planlint("--fix", "plan.md")
    assert (ran.code, ran.err) == (2, f"planlint: {told()}\n")
    assert plan.read_text() == PLAN.replace("75%", "80%")


def test_a_file_that_cannot_be_written_was_checked(planlint: Run, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> bool:
        raise WriteError("plan.md: No space left on device (it was not fixed)")

    monkeypatch.setattr(linter, "check_of", check_of)
    monkeypatch.setattr(jobs, "write", failing)
    ran = planlint("--fix", "--select", "PRG001", "plan.md")
    assert (ran.code, ran.err) == (2, "planlint: plan.md: No space left on device (it was not fixed)\n")
    assert ran.out.endswith("\n1 problem, 1 can be fixed with --fix\n")
    assert plan.read_text() == PLAN


def test_a_failed_rule_does_not_make_a_comment_needless(planlint: Run, plan: Path) -> None:
    plan.write_text(PLAN + "\n<!-- planlint-disable-line LNK001 -->\n")
    assert "CFG001" not in planlint("plan.md", "--ignore", "PRG").out


def test_nothing_is_hidden_from_callers() -> None:
    with pytest.raises(RuleError, match=r"LNK001 .* failed \(ValueError: it is odd"):
        lint(Source(PLAN), Settings())
    failures: linter.Failures = {}
    result = fix(Source(PLAN), Settings(), unsafe=True, failures=failures)
    assert [code.partition(" ")[0] for code in failures["failed (ValueError: it is odd); please report it"]] == list(
        BROKEN
    )
    assert result.applied["PRG001"] == 1


def test_relations_that_fail_hide_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: Any) -> list[Any]:
        raise TypeError("no order")

    monkeypatch.setattr(linter, "check_of", check_of)
    monkeypatch.setattr(relations, "FAMILIES", {**relations.FAMILIES, "attributes": failing})
    failures: linter.Failures = {}
    assert [each.code for each in lint(Source(PLAN), Settings(select=("PRG",)), failures=failures)] == ["PRG001"]
    (told,) = failures.values()
    assert "PRG002 count-mismatch" in told
    assert "PRG001 percent-mismatch" not in told


@pytest.mark.parametrize("digits", ["0", "9" * 400, "9" * 5000], ids=len)
@pytest.mark.parametrize("fixture", sorted((ROOT / "fixtures").rglob("*.md")), ids=lambda path: path.stem)
def test_no_rule_fails_on_numbers(fixture: Path, digits: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linter, "check_of", check_of)
    text = fixture.read_bytes().decode(errors="replace")
    lint(Source(re.sub(r"\d+", digits, text)), Settings(preview=True))


@pytest.mark.parametrize(
    "text",
    [
        "Target: 1,000,000 rows\n\nPhases 1,2 are done, 75% (4/5)\n",
        "```\nmake\n    ```\n\n## Tasks\n",
        "1/2 75% 1/2\n",  # as near to the one as to the other
    ],
)
def test_no_rule_fails(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linter, "check_of", check_of)
    lint(Source(text), Settings(preview=True))

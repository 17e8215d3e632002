"""Every example of every rule: what is reported, what is not, and what a fix makes of it."""

from pathlib import Path

import pytest

from planlint.fixing.fixer import fix
from planlint.running.linter import lint
from planlint.running.neighbours import Neighbours
from planlint.settings.catalogue import Example, Rule, rules
from planlint.settings.config import Settings
from planlint.text.diagnostics import Applicability, Diagnostic
from planlint.text.records import replace
from planlint.text.source import Source

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in rules().values()
    for number, example in enumerate(rule.examples, 1)
]
FIXED = [each for each in EXAMPLES if each.values[1].fixed is not None]


def settings_for(rule: Rule, example: Example) -> Settings:
    return Settings(
        select=(rule.code, *example.select), options={rule.code: example.options or {}}, confidence=example.confidence
    )


def reported(source: Source, diagnostics: list[Diagnostic], rule: Rule) -> list[str]:
    """The reports as examples spell them."""
    return [
        f"{place(source, each.finding.span.start)}-{place(source, each.finding.span.end)} {each.finding.message}"
        for each in diagnostics
        if each.code == rule.code
    ]


def has_fix(diagnostic: Diagnostic) -> bool:
    fix = diagnostic.finding.fix
    return fix is not None and fix.applicability is not Applicability.DISPLAY


def place(source: Source, offset: int) -> str:
    line = source.line_of(offset)
    return f"{line + 1}:{offset - source.line_starts[line] + 1}"


def neighbours_for(example: Example, folder: Path) -> Neighbours:
    """The example's files, around a plan in the root of a repository."""
    for name, text in (example.files or {}).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Neighbours(folder, folder / "plan.md")


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_reports(rule: Rule, example: Example, tmp_path: Path) -> None:
    source = Source(example.text, encoding=example.encoding)
    diagnostics = lint(source, settings_for(rule, example), neighbours=neighbours_for(example, tmp_path))
    assert reported(source, diagnostics, rule) == list(example.reports)
    applicable = [each for each in diagnostics if each.code == rule.code and has_fix(each)]
    assert not applicable or example.fixed is not None, "an example with a fix shows the fixed text"


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_fixes(rule: Rule, example: Example, tmp_path: Path) -> None:
    settings = settings_for(rule, example)
    neighbours = neighbours_for(example, tmp_path)
    result = fix(Source(example.text), settings, unsafe=True, neighbours=neighbours)
    assert result.source.text == example.fixed, result.refused
    again = fix(result.source, settings, unsafe=True, neighbours=neighbours)
    assert again.source.text == example.fixed
    assert not again.applied


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_line_ends_change_nothing(rule: Rule, example: Example, newline: str) -> None:
    """The same lines and columns are reported, and the same is mended, however lines end."""
    if "\r" in example.text:
        pytest.skip("the example is about line ends")
    settings = settings_for(rule, example)
    source = Source(example.text, encoding=example.encoding)
    other = replace(source, text=example.text.replace("\n", newline))
    assert reported(other, lint(other, settings), rule) == reported(source, lint(source, settings), rule)
    fixed = fix(source, settings, unsafe=True).source.text
    assert fix(other, settings, unsafe=True).source.text == fixed.replace("\n", newline)

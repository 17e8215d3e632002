"""What is said of every plan in fixtures/, what a safe fix makes of it, and what all fixes make of it.

After a change of a rule, `pytest tests/test_fixtures.py --snapshot-update` writes them anew: read the difference.
"""

from difflib import unified_diff
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from planlint.fixing.fixer import FixResult, fix
from planlint.running.linter import lint
from planlint.running.neighbours import Neighbours
from planlint.settings.catalogue import rules
from planlint.settings.config import Settings
from planlint.text.source import Source

FOLDER = Path(__file__).resolve().parents[1] / "fixtures"
FIXTURES = sorted(FOLDER.glob("*.md"))
SETTINGS = Settings(confidence="low")
CLEAN = "-clean"
ABSENT = {
    "CFG001": "it is about planlint's own comments, as CFG002",
    "CFG002": "a misspelled comment is not what a plan is about",
    "DAT006": "it needs a day to compare with",
    "ENC004": "a file in another encoding is no text",
    "FMT006": "it is off by default",
}
"""Rules that no fixture breaks, and why."""

each_fixture = pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)


def read(path: Path) -> tuple[Source, Neighbours]:
    return Source(path.read_text(encoding="utf-8"), path.name), Neighbours(FOLDER, path)


def fixed(path: Path, *, unsafe: bool) -> FixResult:
    source, neighbours = read(path)
    return fix(source, SETTINGS, unsafe=unsafe, neighbours=neighbours)


def report(path: Path) -> list[str]:
    """Every diagnostic in one line."""
    source, neighbours = read(path)
    lines = []
    for found in lint(source, SETTINGS, neighbours=neighbours):
        start = found.finding.span.start
        line = source.line_of(start)
        mended = found.finding.fix
        grade = f" [{mended.applicability}: {mended.title}]" if mended else ""
        lines.append(f"{line + 1}:{start - source.line_starts[line] + 1} {found.code} {found.finding.message}{grade}")
    return lines


@each_fixture
def test_report(path: Path, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(report(path)) == snapshot


@each_fixture
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_fixed(path: Path, unsafe: bool, snapshot: SnapshotAssertion) -> None:
    result = fixed(path, unsafe=unsafe)
    before = read(path)[0].text
    difference = unified_diff(before.splitlines(), result.source.text.splitlines(), lineterm="", n=1)
    assert "\n".join([*list(difference)[2:], *result.refused]) == snapshot


@each_fixture
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_a_second_fix_finds_nothing_to_do(path: Path, unsafe: bool) -> None:
    _, neighbours = read(path)
    once = fixed(path, unsafe=unsafe)
    twice = fix(once.source, SETTINGS, unsafe=unsafe, neighbours=neighbours)
    assert twice.source.text == once.source.text


@each_fixture
def test_clean_plans_are_clean(path: Path) -> None:
    assert (report(path) == []) == path.stem.endswith(CLEAN)


def test_every_rule_is_broken_somewhere() -> None:
    broken = {line.split()[1] for path in FIXTURES for line in report(path)}
    assert broken == rules().keys() - ABSENT.keys()

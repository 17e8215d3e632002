"""A short part of benchmarks/fuzz.py, and that it sees faults."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from planlint.running import linter
from planlint.text.source import Source

sys.path.insert(0, str(ROOT / "benchmarks"))
import fuzz

PLANS = [path.read_bytes() for path in sorted((ROOT / "fixtures").rglob("*.md"))]


@pytest.mark.parametrize("seed", range(5))
def test_mutated_fixtures(seed: int) -> None:
    for data in fuzz.inputs(PLANS, seed, 12):
        found = [fault for fault in fuzz.faults(data, fuzz.Figures()) if fault[0] != "slow"]  # tests measure no time
        assert found == [], data


LINES = st.sampled_from(
    ["- a", "  b", "  ```", "```", "<i id=c title='d e'>", "# f", "| g | h |", "|---|---|", "", "> i", "**j** k"]
)
ODD = st.tuples(st.integers(0, 60), st.sampled_from(["\u2028", "\u200b", "\ufeff", "â€™", "Â", "Ã©"]))


@given(st.lists(LINES, max_size=8), st.lists(ODD, max_size=5))
def test_odd_characters_anywhere(lines: list[str], odd: list[tuple[int, str]]) -> None:
    text = "\n".join(lines)
    for at, char in odd:
        text = text[:at] + char + text[at:]
    assert [fault for fault in fuzz.faults(text.encode(), fuzz.Figures()) if fault[0] != "slow"] == []


def test_the_same_seed_makes_the_same_inputs() -> None:
    assert list(fuzz.inputs(PLANS, 1, 20)) == list(fuzz.inputs(PLANS, 1, 20)) != list(fuzz.inputs(PLANS, 2, 20))


PERCENT = b"Progress: 75% (4/5 tasks)\n\nother words\n"


def test_a_crash_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linter, "check_of", lambda _: None)
    assert {kind for kind, _ in fuzz.faults(PERCENT, fuzz.Figures())} == {"crash"}


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        ("Progress: 80% (4/5 tasks)\n\nother words\n", set()),
        ("Progress: 80% (4/5 tasks)\n\n[other words]: x\n", {"words"}),
        ("Progress: 80% (4/5 tasks)\n\nother words\n\n> 75% (4/5)", set()),
        ("<!-- Progress: 75% (4/5 tasks)\n\nother words\n", {"words"}),
        ("Progress: 75% (4/5 tasks)\n\n```\nother words\n", set()),
    ],
)
def test_lost_words_are_seen(monkeypatch: pytest.MonkeyPatch, after: str, kinds: set[str]) -> None:
    monkeypatch.setattr(fuzz, "apply_fixes", lambda source, *_, **__: Fixed(source, Source(after)))
    found = {kind for kind, what in fuzz.faults(PERCENT, fuzz.Figures()) if what.startswith("fix")}
    assert found == kinds


class Fixed:
    """What `fix` returns, once; then nothing changes."""

    def __init__(self, source: Source, after: Source) -> None:
        self.source = after if source.text.encode() == PERCENT else source
        self.applied = Counter(PRG001=1)


def test_restless_fixes_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def longer(source: Source, *_: Any, **__: Any) -> Fixed:
        return Fixed(Source(PERCENT.decode()), Source(source.text + "80\n\n"))

    monkeypatch.setattr(fuzz, "apply_fixes", longer)
    assert "restless" in {kind for kind, _ in fuzz.faults(PERCENT, fuzz.Figures())}


def test_it_prints_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["fuzz.py", str(ROOT / "fixtures"), "--n", "3", "--keep", str(tmp_path / "kept")])
    assert fuzz.main() in (0, 1)
    out = capsys.readouterr().out
    assert "3 inputs, " in out
    assert "unsafe fix" in out

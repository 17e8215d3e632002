"""What comes from plans, names and settings commands neither the terminal nor a build server, on no stream."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Ran
from hypothesis import given
from hypothesis import strategies as st

from planlint.output import FORMATS
from planlint.output._changes import patch
from planlint.running.runner import FileResult
from planlint.text.source import Source
from planlint.text.visible import brief, in_json, line_start, visible

Run = Callable[..., Ran]

HIDDEN = [0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *HIDDEN)]
MARKS = st.sampled_from([*CONTROLS, "#", "[", ":", "a", "]", " ", "##[", "##vso[", "##teamcity["])
WILD = st.lists(MARKS | st.characters()).map("".join)

COMMAND = re.compile(r"^\s*::|##(?!vso\[task\.logissue type=)(?:vso|teamcity)?\[", re.MULTILINE | re.IGNORECASE)
"""What GitHub Actions, Azure Pipelines and TeamCity obey, be it known or not, but for what planlint tells Azure."""
TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
PIECE = "\n::error title=x::y ##[error]z ##vso[task.complete]w \x1b]0;t\x07 \x9b31m \u202eu \u061c"
NAME = PIECE.replace("/", "") + ".md"
PLAN = f"::error::of\n\nProgress: 60% (4/5) {PIECE[1:]}\n::warning::w\n\n[a](no\x1b[31m##[error]##VSO[a.b].md)\n"
LOOKS = "PRG001,LNK001"


@given(WILD)
def test_visible(text: str) -> None:
    shown = visible(text)
    assert not set(CONTROLS) & set(shown)
    assert not COMMAND.search(line_start(text))
    assert visible(shown) == shown


def test_what_can_be_seen_stays() -> None:
    for text in ("Größe 60% ✅ 日本語", "a:: b", "## [x]", "👩\u200d💻"):
        assert visible(text) == line_start(text) == text


@given(WILD)
def test_json_stays_what_it_is(text: str) -> None:
    written = in_json(json.dumps({"a": text}, ensure_ascii=False))
    assert json.loads(written) == {"a": text}
    assert not COMMAND.search(written)
    assert not TERMINAL.search(written)


@pytest.mark.parametrize(
    ("value", "told"),
    [("text", "'text'"), ("x" * 90, f"'{'x' * 59}…'"), ("a\nb", "'a␊b'"), (3, "3"), ([1], "a list"), ({}, "a mapping")],
)
def test_brief(value: object, told: str) -> None:
    assert brief(value) == told


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with plans whose names and texts are commands; one is no text, and one named as a command begins."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    for name, text in (
        (NAME, PLAN.encode()),
        ("docs\n::error::d.md", b"\x7fELF\0\1\2" + bytes(range(256)) * 4),
        ("::error ::x.md", PLAN.encode()),
    ):
        (tmp_path / name).write_bytes(text)
    return tmp_path


def heeded(text: str) -> str:
    """What GitHub looks for commands in: not what stands between `stop-commands` and its token."""
    return re.sub(r"^::stop-commands::(\w+)\n.*?^::\1::\n", "", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(os.name != "posix", reason="names with newlines")
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("hostile")
def test_reports(planlint: Run, form: str) -> None:
    ran = planlint("--no-config", "--select", LOOKS, "--output-format", form, ".")
    assert ran.code == 2
    lines = [line for line in ran.out.split("\n") if not (form == "github" and line.startswith("::error file="))]
    assert not COMMAND.search("\n".join(lines))
    assert not COMMAND.search(ran.err)
    assert "::error::d.md: " in ran.err
    for stream in (ran.out, ran.err):
        assert not TERMINAL.search(stream)
    assert ran.out.count("PRG001") >= 2
    if "json" in form or form in ("sarif", "gitlab"):
        for text in ran.out.splitlines() if form == "json-lines" else [ran.out]:
            json.loads(text)
    if form == "junit":
        ElementTree.fromstring(ran.out)


@pytest.mark.skipif(os.name != "posix", reason="names with newlines")
@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    "args",
    [
        ["report", "--format", "json", "."],
        ["format", "--check", "."],
        ["--write-baseline", "."],
        ["--add-suppressions", "."],
        ["--statistics", "."],
        ["--fix", "."],
        ["--diff", "."],
        ["missing\n::error::x"],
        ["--no\n::error::x"],
        ["config", "--config", "missing\n::error::x"],
        ["--select", "A\n::error::x", "."],
    ],
    ids=lambda args: args[0].strip("-")[:9],
)
def test_commands(planlint: Run, monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    form = ["--output-format", "text"] if args[0] in ("--fix", "--select", "missing\n::error::x") else []
    ran = planlint(*args, *form)
    assert ran.out + ran.err
    for stream in (ran.out, ran.err):
        assert not COMMAND.search(heeded(stream))
        if args[0] != "--diff":  # a patch holds what the plan holds
            assert not TERMINAL.search(stream)


@pytest.mark.skipif(not shutil.which("git") or os.name != "posix", reason="needs git, and names with newlines")
@pytest.mark.parametrize(
    "name", ["a.md", "a b.md", "a\nb.md", 'a"b.md', "a\\b.md", "a\tb.md", "ä.md", "a\x1b.md", "\u202ea.md", "::a::.md"]
)
@pytest.mark.parametrize("in_actions", [False, True])
def test_git_applies_the_patch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, in_actions: bool) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", str(in_actions).lower())
    Path(name).write_text("one\n::error::x\ntwo\n")
    result = FileResult(name, Source("one\n::error::x\n2\n"), before=Source("one\n::error::x\ntwo\n"))
    text = "".join(patch([result]))
    assert "\n--- " not in text.partition("@@")[2]
    ran = subprocess.run(["git", "apply", "-p0"], input=text.encode(), capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert Path(name).read_text() == "one\n::error::x\n2\n"

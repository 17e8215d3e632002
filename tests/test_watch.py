"""`planlint check --watch`: a real process, and real changes of files."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

pytest.importorskip("watchfiles")

PATIENCE = 60
"""Seconds until a test gives up; it goes on as soon as it sees what it waits for."""


def until(told: Callable[[], bool], poke: Callable[[], object] = lambda: None) -> None:
    end = time.monotonic() + PATIENCE
    while not told():
        assert time.monotonic() < end
        poke()
        time.sleep(0.5)


@pytest.mark.skipif(os.name == "nt", reason="ends with a signal")
@pytest.mark.parametrize("named", [".", "plan.md"])
def test_a_changed_plan_is_checked_again(tmp_path: Path, named: str) -> None:
    plan, out, err = (tmp_path / name for name in ("plan.md", "out", "err"))
    plan.write_text("- [ ] a\n", encoding="utf-8")
    tmp_path.joinpath("click.py").write_text("raise SystemExit('imported from the folder of the plans')")
    # The first folder of its path is the one that a module given by name is found in: not this one
    command = [sys.executable, "-c", "import sys; sys.path.pop(0); from planlint.cli._main import main; main()"]
    with out.open("w") as stdout, err.open("w") as stderr:
        # Who runs the tests in the background ignores SIGINT, and so would the process
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        process = subprocess.Popen([*command, "--watch", named], stdout=stdout, stderr=stderr, cwd=tmp_path)
        signal.signal(signal.SIGINT, before)
    try:
        until(lambda: "waiting for changes" in err.read_text(encoding="utf-8"))
        assert "malformed-checkbox" not in out.read_text(encoding="utf-8")

        def save() -> None:  # as an editor does: a new file takes the old one's place
            new = tmp_path / "new"
            new.write_text("- [] a\n- [ ] b\n", encoding="utf-8")
            new.replace(plan)

        until(lambda: "FMT004" in out.read_text(encoding="utf-8"), save)
        tmp_path.joinpath(".planlint.yaml").write_text("ignore: [FMT004]\n", encoding="utf-8")
        until(lambda: out.read_text(encoding="utf-8").rstrip().endswith("no problems in 1 file"), save)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


@pytest.mark.parametrize("more", [["-"], ["--output-file", "x"], ["--write-baseline"], ["--add-suppressions"]])
def test_what_is_written_is_not_watched(planlint: Callable[..., Ran], more: list[str]) -> None:
    ran = planlint("--watch", *more)
    assert (ran.code, ran.out) == (2, "")
    assert "--watch goes neither with" in ran.err


def test_a_missing_path_is_not_watched(planlint: Callable[..., Ran]) -> None:
    assert "no such file or folder" in planlint("--watch", "none.md").err


def test_a_missing_extra_is_one_line(planlint: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    told = "planlint: --watch needs watchfiles, which is not installed; install planlint[watch]\n"
    assert planlint("--watch") == (2, "", told)

"""Many files: in order, from the cache, in several processes, fixed and written."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planlint.fixing.fixer import FixResult
from planlint.output import Style, Tally, sarif, text
from planlint.output import json as json_report
from planlint.running import cache as cache_module
from planlint.running import jobs, linter, runner
from planlint.running.jobs import Job, Verdict, check_all
from planlint.running.neighbours import Neighbours, forget
from planlint.running.runner import FileResult, RunOptions, run, run_text
from planlint.settings.config import Overrides
from planlint.text.diagnostics import Applicability, Diagnostic, Edit, Finding, Fix, Severity
from planlint.text.source import Source, Span

ALONE = Overrides(isolated=True)


def stub_lint(
    source: Source,
    _settings: object = None,
    *,
    neighbours: Neighbours | None = None,
    **_others: object,
) -> list[Diagnostic]:
    """Reports every "wrong", which it can put right, and "gone.md" where there is no such file."""
    found = []
    for offset in range(len(source.text)):
        if source.text.startswith("wrong", offset):
            span = Span(offset, offset + 5)
            fix = Fix("Write right", (Edit(span, "right"),), Applicability.SAFE)
            found.append(Diagnostic("PRG001", "percent-mismatch", Severity.ERROR, Finding(span, "is wrong", fix=fix)))
        elif source.text.startswith("crash", offset):
            raise RecursionError("maximum recursion\ndepth exceeded")
        elif source.text.startswith("die", offset) and os.getpid() != PARENT:
            os._exit(1)
        elif source.text.startswith("gone.md", offset) and neighbours and neighbours.kind("gone.md") == "missing":
            found.append(
                Diagnostic("LNK001", "missing-file", Severity.ERROR, Finding(Span(offset, offset + 7), "is gone"))
            )
    return found


PARENT = os.getpid()


@pytest.fixture(autouse=True)
def _stubbed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The stub takes the linter's place everywhere; forked processes inherit it."""
    monkeypatch.setattr(linter, "lint", stub_lint)
    monkeypatch.setattr("planlint.fixing.fixer.lint", stub_lint)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user-cache"))


def plant(count: int, text: str = "wrong {}\n") -> list[str]:
    Path("docs").mkdir(exist_ok=True)
    names = [f"docs/{number:03}.md" for number in range(count)]
    for number, name in enumerate(names):
        Path(name).write_text(text.replace("{}", str(number)))
    return names


def results(**options: object) -> list[FileResult]:
    given: dict[str, object] = {"overrides": ALONE, "cache": False, "jobs": 1} | options
    return list(run([Path("docs")], RunOptions(**given)))  # type: ignore[arg-type]


def test_results_come_in_the_order_of_paths() -> None:
    names = plant(12)
    found = results()
    assert [result.path for result in found] == names
    assert [result.source.text for result in found] == [f"wrong {number}\n" for number in range(12)]
    assert all([d.code for d in result.diagnostics] == ["PRG001"] for result in found)


@pytest.fixture
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_WORTH_A_POOL", 40)
    monkeypatch.setattr(jobs, "_CHUNK", 30)


@pytest.mark.skipif(sys.platform != "linux", reason="the stub is inherited by forks only")
@pytest.mark.usefixtures("_small_chunks")
class TestInParallel:
    """The same in several processes."""

    @pytest.mark.parametrize("count", [0, 1, 4, 5, 200])
    def test_same_results(self, count: int) -> None:
        plant(count)
        Path("docs/009a.md").write_bytes(b"\xff")
        Path("docs/109a.md").symlink_to("nowhere")
        assert results(jobs=3) == results()

    def test_the_rest_passes_in_order(self) -> None:
        job = Job("a.md", b"wrong wrong", ALONE)  # type: ignore[arg-type]
        slots = [0, job, 1, job, job, job, 2, 3, job, job, 4, job, 5]
        done = list(check_all(slots, 2))
        assert [slot if isinstance(slot, int) else "job" for slot in done] == [
            slot if isinstance(slot, int) else "job" for slot in slots
        ]
        assert all(isinstance(slot, int) or len(slot[1].diagnostics) == 2 for slot in done)

    def test_a_dead_process_takes_only_its_own_file_with_it(self) -> None:
        names = plant(60)
        for name in (names[7], names[40]):
            Path(name).write_text("die\n")
        found = results(jobs=2)
        assert [result.path for result in found] == names
        errors = {result.path: result.error for result in found if result.error}
        assert errors.keys() == {names[7], names[40]}
        assert "process died on this file" in str(errors[names[7]])

    def test_fixes_are_written(self) -> None:
        plant(60)
        assert all(result.fixed == {"PRG001": 1} for result in results(jobs=2, fix=True))
        assert {file.read_text()[:5] for file in Path("docs").iterdir()} == {"right"}

    def test_stopping_early_ends_the_processes(self) -> None:
        plant(200)
        running = run([Path("docs")], RunOptions(ALONE, cache=False, jobs=2))
        next(running)
        running.close()  # type: ignore[attr-defined]


def test_a_failure_is_an_error_of_its_file() -> None:
    names = plant(3)
    Path(names[1]).write_text("crash\n")
    first, second, third = results()
    assert (len(first.diagnostics), len(third.diagnostics)) == (1, 1)
    assert second.error == (
        "docs/001.md: planlint failed (RecursionError: maximum recursion depth exceeded); please report it"
    )


def test_paths_that_cannot_be_used_come_first() -> None:
    plant(1)
    found = list(run([Path("docs"), Path("missing.md")], RunOptions(ALONE, cache=False)))
    assert [(result.path, result.error) for result in found] == [
        ("missing.md", "missing.md: no such file or folder; check the path"),
        ("docs/000.md", None),
    ]


def test_fix_and_write() -> None:
    (name,) = plant(1, "wrong and gone.md\r\n")
    (result,) = results(fix=True)
    assert Path(name).read_bytes() == b"right and gone.md\r\n"
    assert result.source.text == "right and gone.md\r\n"
    assert result.before == Source("wrong and gone.md\r\n", name)
    assert ([d.code for d in result.diagnostics], result.fixed) == (["LNK001"], {"PRG001": 1})


def test_fix_without_writing() -> None:
    (name,) = plant(1)
    (result,) = results(fix=True, write=False)
    assert (Path(name).read_text(), result.source.text) == ("wrong 0\n", "right 0\n")


def test_a_file_that_cannot_be_written_keeps_its_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    (name,) = plant(1)
    monkeypatch.setattr(os, "access", lambda *_: False)
    (result,) = results(fix=True)
    assert result.complaints == (f"{name}: was not fixed, because it is read-only; change its mode",)
    assert (result.source.text, len(result.diagnostics), result.fixed, result.before) == ("wrong 0\n", 1, {}, None)


def test_a_file_that_changes_while_it_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    (name,) = plant(1)

    def slow(source: Source, *_: object, **__: object) -> FixResult:
        Path(name).write_text("edited meanwhile\n")
        return fix(source, *_, **__)

    from planlint.fixing.fixer import fix

    monkeypatch.setattr("planlint.fixing.fixer.fix", slow)
    (result,) = results(fix=True)
    assert Path(name).read_text() == "edited meanwhile\n"
    assert "changed meanwhile" in str(result.complaints)


def test_text_from_standard_input() -> None:
    plant(1)
    options = RunOptions(ALONE, fix=True)
    result = run_text(b"\xef\xbb\xbfwrong gone.md", "docs/000.md", options)
    assert (result.path, result.source) == ("docs/000.md", Source("right gone.md", "docs/000.md", bom=True))
    assert [d.code for d in result.diagnostics] == ["LNK001"]
    assert Path("docs/000.md").read_text() == "wrong 0\n"
    assert run_text(b"gone.md", None, options).diagnostics == []  # no name, no neighbours
    assert run_text(bytes(range(256)), None, options).error == "<stdin>: is a binary file, not text; exclude it"


class TestCache:
    """Verdicts of earlier runs."""

    @pytest.fixture(autouse=True)
    def _linted(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
        self.linted: list[str] = []

        def counting(source: Source, settings: object, **others: object) -> list[Diagnostic]:
            self.linted.append(source.name)
            return stub_lint(source, settings, **others)  # type: ignore[arg-type]

        monkeypatch.setattr(linter, "lint", counting)
        monkeypatch.setattr("planlint.fixing.fixer.lint", counting)
        (tmp_path / ".git").mkdir()
        forget()
        yield
        forget()

    def run(self, **options: object) -> list[FileResult]:
        self.linted.clear()
        forget()
        return results(cache=True, **options)

    def test_the_second_run_lints_nothing(self) -> None:
        plant(12, "wrong gone.md\n")
        first = self.run()
        assert len(self.linted) == 12
        assert self.run() == first
        assert self.linted == []
        assert Path(".planlint_cache/.gitignore").read_text() == "*\n"

    def test_only_what_changed_is_linted(self) -> None:
        names = plant(12)
        self.run()
        Path(names[3]).write_text("right\n")
        self.run()
        assert self.linted == [names[3]]

    def test_settings_are_part_of_the_key(self) -> None:
        plant(12)
        self.run()
        self.run(overrides=Overrides(isolated=True, ignore=("FMT",)))
        assert len(self.linted) == 12

    def test_planlint_is_part_of_the_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plant(12)
        self.run()
        monkeypatch.setattr(cache_module, "_version", lambda: "another")
        self.run()
        assert len(self.linted) == 12

    def test_what_lies_around_is_part_of_the_verdict(self) -> None:
        names = plant(12)
        Path(names[5]).write_text("gone.md\n")
        self.run()
        Path("docs/gone.md").write_text("here again\n")
        found = self.run()
        assert self.linted == [names[5], "docs/gone.md"]
        assert found[5].diagnostics == []

    def test_fixed_files_are_known(self) -> None:
        plant(12)
        self.run()
        assert all(result.fixed for result in self.run(fix=True))
        assert len(self.linted) == 24
        assert not any(result.fixed for result in self.run(fix=True))
        assert self.linted == []

    def test_fixes_that_were_not_written_are_not_known(self) -> None:
        plant(12)
        self.run(fix=True, write=False)
        assert len(self.run()) == 12
        assert len(self.linted) == 12

    @pytest.mark.parametrize("data", [b"\xff wrong", b"\0\x01\xff" * 99])
    def test_files_in_other_encodings_and_binary_ones_stay_so(self, data: bytes) -> None:
        names = plant(12)
        Path(names[2]).write_bytes(data)
        assert self.run() == self.run()

    def test_a_clean_file_is_not_read_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        names = plant(12, "right\n")
        Path(names[4]).write_text("wrong\n")
        monkeypatch.setattr(cache_module, "_TICK", -AGES)
        self.run()
        opened: list[Path] = []
        monkeypatch.setattr(runner, "read_bytes", lambda path: opened.append(path) or Path(path).read_bytes())
        monkeypatch.setattr(cache_module, "read_bytes", lambda path, *_: opened.append(path) or path.read_bytes())
        found = self.run()
        assert [str(path.name) for path in opened] == ["verdicts.json", "004.md"]
        assert [len(result.diagnostics) for result in found] == [0] * 4 + [1] + [0] * 7
        assert self.run(texts="all")[0].source.text == "right\n"

    @pytest.mark.parametrize("tick", ["right now", "ages ago"])
    def test_a_change_of_the_same_size_and_time_is_noticed(self, tick: str, monkeypatch: pytest.MonkeyPatch) -> None:
        if tick == "ages ago":
            monkeypatch.setattr(cache_module, "_TICK", -AGES)
        names = plant(12, "wrong\n")
        self.run()
        status = Path(names[3]).stat()
        Path(names[3]).write_text("right\n")
        os.utime(names[3], ns=(status.st_atime_ns, status.st_mtime_ns))
        assert self.run()[3].diagnostics == []
        assert self.linted == [names[3]]

    def test_a_file_that_has_just_changed_is_read(self) -> None:
        """Within one tick of the clock, a file can change twice and look the same."""
        plant(12)
        self.run()
        assert json.loads(STORE.read_text())["stamps"] == {}

    def test_a_file_with_other_times_and_the_same_text_is_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cache_module, "_TICK", -AGES)
        for name in plant(12):
            self.run()
            os.utime(name, (1, 1))
        assert self.linted == []

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"no JSON",
            b"[]",
            b"\xd6",
            b"null",
            b"[" * 100_000,
            b'{"planlint": 1}',
            b"9" * 5000,
            b'{"verdicts": {}}',
        ],
        ids=lambda content: content[:12],
    )
    def test_a_broken_cache_is_replaced(self, content: bytes) -> None:
        plant(12)
        Path(".planlint_cache").mkdir()
        STORE.write_bytes(content)
        self.run()
        self.run()
        assert self.linted == []

    @pytest.mark.parametrize("value", [None, [], {}, "text", -1, 7, 1e999, [[[]]], {"a": {}}, True, [[None] * 3] * 3])
    def test_a_broken_part_is_made_anew(self, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever stands in the place of any part: the file has the shape, and someone may have written into it."""
        monkeypatch.setattr(runner, "_CACHED_FROM", 1)
        monkeypatch.setattr(cache_module, "_TICK", -AGES)
        plant(1, "wrong gone.md\n")
        first = self.run()
        whole = json.loads(STORE.read_text())
        for place in list(places(whole)):
            STORE.write_text(json.dumps(changed(whole, place, value)))
            found = self.run()
            assert found[0].complaints == ()
            for report in (text.report, json_report.report, sarif.report):
                assert "".join(report(found, Tally(), Style()))
            if place == ("planlint",):
                assert found == first

    @pytest.mark.parametrize("blocked", ["a file", "a link", "a linked folder", "a folder", "a fifo"])
    def test_without_a_place_there_is_no_cache(self, blocked: str, tmp_path: Path) -> None:
        plant(12)
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "verdicts.json").write_text("precious")
        if blocked == "a file":
            STORE.parent.write_text("a file")
        elif blocked == "a linked folder":
            STORE.parent.symlink_to(outside)
        else:
            STORE.parent.mkdir()
        if blocked == "a link":
            STORE.symlink_to(outside / "verdicts.json")
        elif blocked == "a folder":
            STORE.mkdir()
        elif blocked == "a fifo":
            os.mkfifo(STORE)
        for _ in range(2):
            assert not any(result.complaints for result in self.run())
        assert (outside / "verdicts.json").read_text() == "precious"
        assert [file.name for file in outside.iterdir()] == ["verdicts.json"]

    def test_a_link_to_a_folder_is_a_verdict_like_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def asking(source: Source, *_: object, neighbours: Neighbours, **__: object) -> list[Diagnostic]:
            self.linted.append(source.name)
            neighbours.anchors("../docs")
            neighbours.anchors("000.md")
            return []

        monkeypatch.setattr(linter, "lint", asking)
        plant(12)
        self.run()
        self.run()
        assert self.linted == []
        Path("docs/000.md").write_text("# New\n")
        self.run()
        assert len(self.linted) == 12

    def test_what_is_gone_is_forgotten(self) -> None:
        names = plant(13)
        self.run()
        Path(names[3]).unlink()
        Path(names[4]).write_text("right")
        self.run()
        assert names[3] not in STORE.read_text()
        assert names[5] in STORE.read_text()

    def test_outside_a_repository_the_cache_is_the_users(self, tmp_path: Path) -> None:
        (tmp_path / ".git").rmdir()
        plant(12)
        self.run()
        assert not Path(".planlint_cache").exists()
        assert list((tmp_path / "user-cache/planlint").glob("verdicts-*.json"))


AGES = 3600 * 10**9
STORE = Path(".planlint_cache/verdicts.json")


def places(value: object, *above: object) -> Iterator[tuple[object, ...]]:
    """The path to each part of some JSON, of lists and objects the first and the last member only."""
    yield above
    members = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, member in dict(members[:1] + members[-1:]).items():
        yield from places(member, *above, key)


def changed(value: Any, place: tuple[Any, ...], new: object) -> object:
    """A copy of some JSON where another value stands in one place."""
    if not place:
        return new
    value = value.copy()
    value[place[0]] = changed(value[place[0]], place[1:], new)
    return value


PLANLINT = """
import sys
from pathlib import Path
from tests.test_runner import stub_lint
from planlint.running import linter
from planlint.fixing import fixer
from planlint.running.runner import RunOptions, run
from planlint.settings.config import Overrides
linter.lint = fixer.lint = stub_lint
print("ready", flush=True)
for result in run([Path("docs")], RunOptions(Overrides(isolated=True), fix=True, cache=True, jobs=int(sys.argv[1]))):
    if result.error:
        print(result.error, flush=True)
"""


def planlint(jobs: int = 1) -> "subprocess.Popen[str]":
    """A process that fixes docs/ with the stub."""
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-c", PLANLINT, str(jobs)], env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_two_at_once() -> None:
    plant(150, "wrong {}\n" * 20)
    processes = [planlint(), planlint()]
    output = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], output
    assert [err for _, err in output] == ["", ""]
    assert [out for out, _ in output] == ["ready\n", "ready\n"]  # what the other one has fixed already is no error
    texts = {file.name: file.read_text() for file in Path("docs").iterdir()}
    assert texts == {f"{number:03}.md": f"right {number}\n" * 20 for number in range(150)}


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize(
    ("sent", "jobs"), [(signal.SIGKILL, 1), (signal.SIGINT, 1), (signal.SIGINT, 2), (signal.SIGKILL, 2)]
)
def test_killed_at_any_moment(sent: signal.Signals, jobs: int) -> None:
    for turn in range(5):
        plant(60, "wrong {}\n" * 1000)
        with planlint(jobs) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(0.02 + 0.04 * turn)
            process.send_signal(sent)
            try:
                process.communicate(timeout=30)
            finally:
                process.kill()
        for number, file in enumerate(sorted(Path("docs").glob("*.md"))):
            assert file.read_text() in (f"wrong {number}\n" * 1000, f"right {number}\n" * 1000)
    left = [file.name for file in Path("docs").iterdir() if file.suffix != ".md"]
    assert sent == signal.SIGKILL or left == []


def test_verdicts_are_plain() -> None:
    assert Verdict() == Verdict()

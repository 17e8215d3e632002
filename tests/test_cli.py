"""The command line: what it prints, where, and with which exit code."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from click.shell_completion import ShellComplete
from conftest import ROOT, Ran
from jsonschema import Draft202012Validator

from planlint.cli._main import cli
from planlint.running.progress import Progress
from planlint.settings.catalogue import rules
from planlint.text.source import Source

Run = Callable[..., Ran]

CLEAN = "# Plan\n\n- [ ] Build it\n"
FIXABLE = "# Plan\n\n- [] Build it\n"
BROKEN = "# Plan\n\n```text\nBuild it\n"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".planlint.yaml").write_text("{}\n", encoding="utf-8")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def write(name: str, text: str | bytes) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put bytes on standard input."""

    def feed(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return feed


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["clean.md"], 0),
        (["broken.md"], 1),
        (["clean.md", "broken.md"], 1),
        (["."], 1),
        ([], 1),
        (["broken.md", "--exit-zero"], 0),
        (["broken.md", "--ignore", "FMT"], 0),
        (["broken.md", "--select", "LNK,DAT"], 0),
        (["broken.md", "--select", "unclosed-fence"], 1),
        (["missing.md"], 2),
        (["missing.md", "--exit-zero"], 2),
        (["binary.md", "clean.md"], 2),
        (["clean.md", "--select", "XYZ"], 2),
        (["clean.md", "--fixx"], 2),
        (["clean.md", "--config", "missing.yaml"], 2),
        (["clean.md", "--config", "wrong.yaml"], 2),
        (["clean.md", "--config", "wrong.yaml", "--no-config"], 2),
        (["-", "clean.md"], 2),
        (["clean.md", "--jobs", "0"], 2),
        (["clean.md", "--output-file", "missing/report.txt"], 2),
        (["clean.md", "--output-format", "json", "--statistics"], 2),
        (["fixable.md"], 1),
        (["fixable.md", "--diff"], 1),
        (["clean.md", "--diff"], 0),
        (["fixable.md", "--fix"], 0),
        (["fixable.md", "broken.md", "--fix"], 1),
        (["fixable.md", "--fail-on", "error"], 0),
        (["broken.md", "--fail-on", "error"], 1),
        (["fixable.md", "--fail-on", "warning", "--diff"], 1),
        (["--version"], 0),
        (["--help"], 0),
    ],
)
def test_exit_codes(planlint: Run, args: list[str], code: int) -> None:
    write("clean.md", CLEAN)
    write("broken.md", BROKEN)
    write("fixable.md", FIXABLE)
    write("binary.md", b"\x00\x01\x02PNG\xff")
    write("wrong.yaml", "selekt: []\n")
    if not args or args == ["."]:
        Path("binary.md").unlink()
    ran = planlint(*args)
    assert ran.code == code
    if code == 2:
        assert ran.err
        assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["--select", "FMT01"], "planlint: --select: 'FMT01' selects no rule; did you mean 'FMT001'?"),
        (
            ["--config", "wrong.yaml"],
            "planlint: wrong.yaml:2: selct: there is no such setting; did you mean 'select'?",
        ),
        (["--config", "missing.yaml"], "planlint: missing.yaml: no such file or folder; check the path"),
        (["--output-file", "no/report"], "planlint: Could not open file 'no/report': No such file or directory"),
    ],
)
def test_a_wrong_use_is_told_in_one_line(planlint: Run, args: list[str], line: str) -> None:
    write("plan.md", CLEAN)
    write("wrong.yaml", "preview: true\nselct: []\n")
    ran = planlint("plan.md", *args)
    assert ran == (2, "", line + "\n")


@pytest.mark.parametrize(("word", "hint"), [("rulse", "rules"), ("expalin", "explain"), ("zzz", ""), ("clean", "")])
def test_a_mistyped_command(planlint: Run, word: str, hint: str) -> None:
    write("clean/plan.md", CLEAN)
    ran = planlint(word)
    assert ran.code == (0 if word == "clean" else 2)
    assert (f"neither a command nor a path; did you mean {hint!r}?" in ran.err) == bool(hint)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["rul"], {"rules"}),
        ([""], {"check", "format", "init"}),
        (["check", "--select", "PRG00"], {"PRG001", "PRG002"}),
        (["check", "--ignore", "SUM,FMT00"], {"SUM,FMT001"}),
        (["explain", "percent-m"], {"percent-mismatch"}),
    ],
)
def test_completion(words: list[str], offered: set[str]) -> None:
    found = ShellComplete(cli, {}, "planlint", "_PLANLINT_COMPLETE").get_completions(words[:-1], words[-1])
    assert offered <= {item.value for item in found}


def test_what_cannot_be_read_stops_nothing_else(planlint: Run) -> None:
    write("docs/broken.md", BROKEN)
    write("docs/other/binary.md", b"\x00\x01\xff\xfe\x00")
    write("docs/sub/plan.md", CLEAN)
    write("docs/sub/.planlint.yaml", "select: 5\n")
    ran = planlint("docs", "missing.md")
    assert ran.code == 2
    assert "docs/broken.md:3:1: FMT002" in ran.out
    lines = ran.err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("planlint: ") for line in lines)
    for name in ("missing.md", "docs/other/binary.md", "docs/sub/.planlint.yaml:1: select"):
        assert sum(name in line for line in lines) == 1


def test_a_wrong_configuration_is_told_once(planlint: Run) -> None:
    for name in ("a", "b", "c"):
        write(f"docs/{name}.md", CLEAN)
    write("docs/.planlint.yaml", "select: 5\n")
    assert len(planlint("docs").err.splitlines()) == 1
    assert len(planlint("docs/a.md", "docs/b.md").err.splitlines()) == 1


@pytest.mark.parametrize("args", [["docs"], ["check", "docs"], ["--quiet", "docs"], ["docs", "-q"]])
def test_check_is_the_default_command(planlint: Run, args: list[str]) -> None:
    write("docs/broken.md", BROKEN)
    ran = planlint(*args)
    assert ran.code == 1
    assert ran.out.startswith("docs/broken.md:3:1: FMT002 ")


@pytest.mark.parametrize(
    ("files", "args", "last"),
    [
        ({"a.md": CLEAN}, [], "no problems in 1 file"),
        ({"a.md": CLEAN, "b.md": CLEAN}, [], "no problems in 2 files"),
        ({"a.txt": BROKEN}, [], "0 files checked"),
        ({"a.md": BROKEN}, [], "1 problem"),
        ({"a.md": BROKEN, "b.md": FIXABLE}, [], "2 problems, 1 can be fixed with --fix"),
        ({"a.md": FIXABLE}, ["--fix"], "1 fixed, no problems in 1 file"),
        ({"a.md": BROKEN, "b.md": FIXABLE}, ["--fix"], "1 fixed, 1 problem left"),
        ({"a.md": BROKEN, "b.md": FIXABLE}, ["--statistics"], "2 problems, 1 can be fixed with --fix"),
    ],
)
def test_the_summary(planlint: Run, files: dict[str, str], args: list[str], last: str) -> None:
    for name, text in files.items():
        write(name, text)
    assert planlint(*args, ".").out.splitlines()[-1] == last
    for name, text in files.items():
        write(name, text)
    assert last not in planlint(*args, "--quiet", ".").out


@pytest.mark.parametrize("form", ["json", "json-lines", "github", "--diff"])
def test_that_nothing_was_checked_is_said_in_every_format(planlint: Run, form: str) -> None:
    ran = planlint(".", *(["--diff"] if form == "--diff" else ["--output-format", form]))
    assert ran.err == "0 files checked\n"
    assert ran.out == ("[]\n" if form == "json" else "")


def test_the_text_report(planlint: Run) -> None:
    write("docs/a.md", FIXABLE)
    write("docs/b.md", "| a | b |\n|---|---|\n| 1 | 2 | 3 |\n")
    ran = planlint("docs", "--select", "FMT003,FMT004")
    assert ran.err == ""
    assert ran.out == (
        "docs/a.md:3:3: FMT004 [*] `[]` is not a task, `[ ]` is\n"
        " 3 | - [] Build it\n"
        "   |   ^^\n"
        "   = fix: Write [ ]\n"
        "\n"
        "docs/b.md:3:11: FMT003 this row has 3 cells, the header 2: '3' is not shown\n"
        " 3 | | 1 | 2 | 3 |\n"
        "   |           ^\n"
        "   = line 1: the header has 2 cells\n"
        "\n"
        "2 problems, 1 can be fixed with --fix\n"
    )


def test_statistics(planlint: Run) -> None:
    write("a.md", FIXABLE)
    write("b.md", FIXABLE + "\n" + BROKEN)
    assert planlint(".", "--statistics", "--quiet").out == (
        "     2  FMT004 [*] malformed-checkbox\n     1  FMT002     unclosed-fence\n"
    )


@pytest.mark.parametrize("color", ["auto", "always", "never"])
@pytest.mark.parametrize("no_color", ["", "1"])
@pytest.mark.parametrize("force_color", ["", "1"])
def test_color(planlint: Run, monkeypatch: pytest.MonkeyPatch, color: str, no_color: str, force_color: str) -> None:
    write("a.md", FIXABLE)
    plain = planlint("a.md").out
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("FORCE_COLOR", force_color)
    colored = planlint("a.md", "--color", color).out
    forced = color == "auto" and force_color and not no_color
    assert ("\x1b[" in colored) == (color == "always" or bool(forced))
    assert re.sub(r"\x1b\[\d*m", "", colored) == plain


def test_the_report_goes_to_a_file(planlint: Run) -> None:
    write("a.md", BROKEN)
    expected = planlint("a.md").out
    ran = planlint("a.md", "--output-file", "report.txt", "--color", "never")
    assert ran == (1, "", "")
    assert Path("report.txt").read_text(encoding="utf-8") == expected


def test_inside_github_actions_annotations_are_the_default(planlint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    write("a.md", BROKEN)
    assert planlint("a.md").out.startswith("::error file=a.md,line=3,")
    assert planlint("a.md", "--output-format", "text").out.startswith("a.md:3:1: FMT002")


def test_json_uses_the_shapes_and_units_of_the_language_server_protocol(planlint: Run) -> None:
    write("docs/über plan.md", "# 🎉 Plan\n\n| 🎉 a | b |\n|---|---|\n| 🎉 1 | 2 | 3 |\n\n- [] Build it\n")
    ran = planlint("docs", "--select", "FMT003,FMT004", "--output-format", "json")
    (entry,) = json.loads(ran.out)
    assert entry["path"] == "docs/über plan.md"
    assert Path(unquote(urlparse(entry["uri"]).path)) == Path("docs/über plan.md").absolute()
    first, second = entry["diagnostics"]
    assert first == {
        "range": span(4, 13, 14),
        "severity": 1,
        "code": "FMT003",
        "source": "planlint",
        "message": "this row has 3 cells, the header 2: '3' is not shown",
        "relatedInformation": [
            {"location": {"uri": entry["uri"], "range": span(2, 0, 12)}, "message": "the header has 2 cells"}
        ],
        "data": {"rule": "table-cells", "confidence": 1.0},
    }
    assert second["data"] == {
        "rule": "malformed-checkbox",
        "confidence": 1.0,
        "fix": {"title": "Write [ ]", "applicability": "safe", "edits": [{"range": span(6, 2, 4), "newText": "[ ]"}]},
    }
    assert second["severity"] == 2
    assert "relatedInformation" not in second


def span(line: int, start: int, end: int) -> dict[str, dict[str, int]]:
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


@pytest.mark.parametrize(
    ("files", "count"),
    [({"a.md": CLEAN}, 0), ({"a.md": BROKEN, "b.md": CLEAN, "c.md": BROKEN}, 2)],
)
def test_json_has_an_entry_for_each_file_with_findings(planlint: Run, files: dict[str, str], count: int) -> None:
    for name, text in files.items():
        write(name, text)
    report = json.loads(planlint(".", "--output-format", "json").out)
    assert len(report) == count
    assert all(entry["diagnostics"] for entry in report)


@pytest.mark.parametrize(
    "text", [FIXABLE, FIXABLE.replace("\n", "\r\n"), FIXABLE.rstrip("\n"), f"{FIXABLE}\n\n\n\n\n\n\n\n- [] More"]
)
def test_the_diff_is_a_patch_that_does_what_fix_does(planlint: Run, text: str) -> None:
    write("docs/a.md", text)
    write("docs/b.md", CLEAN)
    ran = planlint("docs", "--diff")
    assert ran.code == 1
    assert ran.err == "1 file would change\n"
    assert Path("docs/a.md").read_bytes() == text.encode()
    planlint("docs", "--fix")
    fixed = Path("docs/a.md").read_bytes()
    assert fixed == text.replace("[]", "[ ]").encode()
    write("docs/a.md", text)
    subprocess.run(["git", "apply", "-p0"], input=ran.out.encode(), check=True, timeout=30)
    assert Path("docs/a.md").read_bytes() == fixed


@pytest.mark.parametrize("command", ["check", "format"])
def test_a_diff_has_colours(planlint: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    write("a.md", "# Plan\n\n- [] Build it\n- [ ] Paint it\n\n| A | B |\n|---|---|\n| Long | Longer |\n")
    plain = planlint(command, "--diff", "a.md").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = planlint(command, "--diff", "a.md").out
    assert all(part in coloured for part in ("\x1b[31m-", "\x1b[32m+", "\x1b[36m@@", "\n - "))
    assert re.sub(r"\x1b\[\d*m", "", coloured) == plain


UNSAFE = "# Plan\n\n[x](#buying-ladder)\n\n## 2. Buying ladder\n"


@pytest.mark.parametrize(
    ("text", "args", "told"),
    [
        (CLEAN, [], ""),
        (FIXABLE, [], "1 file would change\n"),
        (BROKEN, [], "0 files would change, 1 problem would be left\n"),
        (BROKEN, ["--quiet"], ""),
        (FIXABLE + BROKEN, [], "1 file would change, 1 problem would be left\n"),
        (UNSAFE, [], "0 files would change, 1 problem would be left (1 can be fixed with --unsafe-fixes)\n"),
        (UNSAFE, ["--unsafe-fixes"], "1 file would change\n"),
    ],
)
def test_the_diff_says_what_it_leaves(planlint: Run, text: str, args: list[str], told: str) -> None:
    write("a.md", text)
    assert planlint("a.md", "--diff", *args).err == told


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["a.md"], 0, "1 path left out by `exclude` or .gitignore\n"),
        (
            ["a.md", "docs", "--output-format", "json"],
            0,
            "0 files checked\n2 paths left out by `exclude` or .gitignore\n",
        ),
        (["a.md", "-q"], 0, ""),
        (["a.md", "b.md"], 0, ""),
        (["a.md", "c.md"], 2, "planlint: c.md: no such file or folder; check the path\n"),
    ],
)
def test_why_nothing_that_was_named_is_checked(planlint: Run, args: list[str], code: int, told: str) -> None:
    write("a.md", BROKEN)
    write("b.md", CLEAN)
    write("docs/c.md", BROKEN)
    ran = planlint(*args, "--exclude", "a.md", "--exclude", "docs/")
    assert (ran.code, ran.err) == (code, told)


@pytest.mark.parametrize("args", [["--fix", ""], ["report", ""], ["format", ""], ["config", ""]])
def test_an_empty_path_is_not_the_current_folder(planlint: Run, args: list[str]) -> None:
    write("a.md", FIXABLE)
    ran = planlint(*args)
    assert (ran.code, Path("a.md").read_text("utf-8")) == (2, FIXABLE)
    assert ran.err.endswith("a path is empty; write . for the current folder\n")


def test_standard_input(planlint: Run, feed: Callable[[str], None]) -> None:
    feed(FIXABLE)
    assert planlint("-").out.startswith("<stdin>:3:3: FMT004")
    feed(FIXABLE)
    assert planlint("-", "--stdin-filename", "docs/a.md").out.startswith("docs/a.md:3:3: FMT004")
    feed(CLEAN)
    assert planlint("-", "--output-format", "json") == (0, "[]\n", "")
    feed(BROKEN)
    (entry,) = json.loads(planlint("-", "--output-format", "json").out)
    assert entry["uri"].startswith("untitled:")


@pytest.mark.parametrize("text", [FIXABLE, FIXABLE.replace("\n", "\r\n"), "\ufeff" + FIXABLE, CLEAN, BROKEN, ""])
def test_fixing_standard_input_prints_the_text_and_nothing_else(
    planlint: Run, feed: Callable[[str], None], text: str
) -> None:
    feed(text)
    ran = planlint("-", "--fix", "--quiet")
    assert ran.out == text.replace("[]", "[ ]")
    assert bool(ran.err) == (text == BROKEN)


def test_standard_input_takes_the_settings_of_its_name(planlint: Run, feed: Callable[[str], None]) -> None:
    write("docs/.planlint.yaml", "ignore: [FMT]\n")
    feed(BROKEN)
    assert planlint("-", "--stdin-filename", "docs/a.md").code == 0


def test_explain(planlint: Run) -> None:
    by_code, by_name = planlint("explain", "FMT002"), planlint("explain", "unclosed-fence")
    assert by_code == by_name
    assert by_code.out.startswith("# FMT002 unclosed-fence\n\n")
    assert len(re.findall("^# FMT", planlint("explain", "FMT").out, re.M)) > 3
    ran = planlint("explain", "FMT999")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("planlint: 'FMT999' selects no rule")


def test_rules(planlint: Run) -> None:
    text, listed = planlint("rules").out, json.loads(planlint("rules", "--output-format", "json").out)
    assert [each["code"] for each in listed] == list(rules())
    assert [line.split()[0] for line in text.splitlines()] == list(rules())


def test_config_says_where_everything_was_set(planlint: Run) -> None:
    config = write("docs/.planlint.yaml", "exclude: [old]\nseverity: {FMT002: info}\n").absolute()
    lines = [re.split(r"\s+# ", line) for line in planlint("config", "docs", "--ignore", "LNK").out.splitlines()]
    shown = {pair[0].strip(): pair[1] for pair in lines if len(pair) == 2}
    assert shown['select: ["ALL"]'] == "default"
    assert shown['exclude: ["old"]'] == f"{config}:1"
    assert shown['FMT002: "info"'] == f"{config}:2"
    assert shown['ignore: ["LNK"]'] == "--ignore"


@pytest.mark.parametrize("kind", [[], ["config"], ["rules"]])
def test_schema(planlint: Run, kind: list[str]) -> None:
    schema = json.loads(planlint("schema", *kind).out)
    Draft202012Validator.check_schema(schema)
    assert (schema["type"] == "array") == (kind == ["rules"])


def test_a_fault_of_planlint_is_not_taken_for_a_finding(planlint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planlint.cli._main.cli.main", lambda *_, **__: 1 / 0)
    ran = planlint("rules")
    assert ran.code == 2
    assert ran.err.endswith("planlint: internal error, please report it: division by zero\n")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "after", "drawn"), [(Terminal(), 0.0, True), (Terminal(), 60.0, False), (io.StringIO(), 0.0, False)]
)
def test_progress_is_for_long_runs_on_terminals(stream: io.StringIO, after: float, drawn: bool) -> None:
    assert list(Progress(stream, after).watch("abc")) == ["a", "b", "c"]
    assert stream.getvalue() == ("\r\x1b[Kplanlint: 1 checked ...\r\x1b[K" if drawn else "")


@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    for number in range(300):
        write(f"docs/{number}.md", BROKEN)
    with subprocess.Popen(
        [sys.executable, "-m", "planlint", "docs"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize(("name", "code"), [("clean.md", 0), ("long.md", 1), ("missing.md", 2)])
def test_a_process_ends_with_all_its_output(tmp_path: Path, name: str, code: int) -> None:
    write("clean.md", CLEAN)
    write("long.md", "# Plan\n\n" + "- [] Build it\n" * 2000)
    command = [sys.executable, "-m", "planlint", "--select", "FMT004", name]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == code
    assert ran.stdout.count("FMT004") == (2000 if code == 1 else 0)
    assert ran.stdout.endswith(
        ("no problems in 1 file\n", "2000 problems, 2000 can be fixed with --fix\n", "0 files checked\n")
    )
    assert bool(ran.stderr) == (code == 2)


def test_positions_in_text_are_code_points_from_one(planlint: Run) -> None:
    line = "| 🎉 a\u0301 | 表 | "
    write("a.md", f"| a | b |\n|---|---|\n{line}x |\n")
    out = planlint("a.md", "--select", "FMT003").out
    assert out.startswith(f"a.md:3:{len(line) + 1}: ")
    assert Source(f"{line}x").position(len(line)) == (0, len(line) + 1)


def test_the_cache_goes_where_the_environment_says(
    planlint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANLINT_CACHE_DIR", str(tmp_path / "kept" / "here"))
    for number in range(12):
        write(f"plan-{number}.md", CLEAN)
    assert planlint(".").code == 0
    assert list(Path("kept/here").glob("verdicts-*.json"))
    assert not Path(".planlint_cache").exists()


@pytest.mark.parametrize(
    ("config", "args", "codes"),
    [
        ("{}", [], ["a/plan.md FMT004", "b/plan.md FMT004"]),
        ("per-file-ignores: {a/: [FMT]}", [], ["b/plan.md FMT004"]),
        ("per-file-ignores: {'*.md': [malformed-checkbox]}", [], []),
        ("per-file-ignores: {other/: [ALL]}", ["--exclude", "b/"], ["a/plan.md FMT004"]),
        ("{}", ["--config", "per-file-ignores = {'/b' = ['ALL']}"], ["a/plan.md FMT004"]),
        ("{}", ["--no-config", "--exclude", "a"], ["b/plan.md FMT004"]),
    ],
)
def test_rules_that_do_not_run_in_some_files(planlint: Run, config: str, args: list[str], codes: list[str]) -> None:
    write(".planlint.yaml", config)
    for folder in "ab":
        write(f"{folder}/plan.md", FIXABLE)
    found = [json.loads(line) for line in planlint(".", "--output-format", "json-lines", *args).out.splitlines()]
    assert [f"{each['path']} {each['code']}" for each in found] == codes


@pytest.mark.parametrize(
    ("config", "fixed"),
    [
        ("{}", True),
        ("unfixable: [FMT]", False),
        ("fixable: [PRG]", False),
        ("{fixable: [FMT004], unfixable: [FMT]}", True),
    ],
)
def test_only_fixable_rules_mend(planlint: Run, config: str, fixed: bool) -> None:
    write(".planlint.yaml", config)
    plan = write("plan.md", FIXABLE)
    assert ("= suggestion: " in planlint("plan.md").out) == (not fixed)
    planlint("plan.md", "--fix")
    assert (plan.read_text(encoding="utf-8") != FIXABLE) == fixed


def test_planlint_has_nothing_to_say_about_its_own_pages(planlint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert planlint("README.md", "docs", "CONTRIBUTING.md", "CHANGELOG.md", "--no-cache", "--quiet") == (0, "", "")

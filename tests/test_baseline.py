"""Adoption: a baseline of known problems, and comments that switch them off."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Ran
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from planlint.fixing.proof import shown
from planlint.fixing.silencing import silenced
from planlint.markdown.document import Document
from planlint.markdown.parser import render
from planlint.running.linter import lint
from planlint.settings.baseline import NAME
from planlint.settings.config import Settings
from planlint.text.source import Source

Run = Callable[..., Ran]

PLAN = "# Plan\n\nSow by 2026-02-30 (beds)\n\n- [x] a\n\nSow by 2026-02-30 (beds)\n\nReap by 2026-06-31 (beds)\n"
"""Three problems; two of them in equal lines."""


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    write(".planlint.yaml", f"select: [PRG001, DAT008, FMT004, SUM]\nbaseline: {NAME}\n")


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def keys(ran: Ran) -> list[str]:
    """The places and codes of a text report."""
    return re.findall(r"^\S+:\d+:\d+: [A-Z]+\d+", ran.out, re.M)


def test_what_is_known_is_not_reported(planlint: Run) -> None:
    write("docs/plan.md", PLAN)
    assert planlint("--write-baseline", "docs") == (0, f"3 problems of 1 file kept in {NAME}\n", "")
    assert planlint("docs") == (0, "no problems in 1 file, 3 in the baseline\n", "")
    assert planlint("docs", "--no-config", "--select", "DAT008").code == 1
    assert planlint("docs", "--no-config", "--select", "DAT008", "--baseline", NAME).code == 0


@pytest.mark.parametrize(
    ("edit", "reported", "stale"),
    [
        (lambda text: text, [], 0),
        (lambda text: f"One more line.\n\n{text}", [], 0),
        (lambda text: text.replace("- [x] a", "- [ ] a\n- [ ] b"), [], 0),
        (lambda text: text.replace("Reap by", "  Reap  by"), [], 0),
        (lambda text: text.replace("02-30", "02-28", 1), [], 1),
        (lambda text: text.replace("02-30", "02-28"), [], 2),
        (lambda text: text.replace("06-31", "09-31"), ["docs/plan.md:9:9: DAT008"], 1),
        (lambda text: f"{text}\nSow by 2026-02-30 (beds)\n", ["docs/plan.md:11:8: DAT008"], 0),
        (lambda text: f"{text}\nRest by 2026-11-31\n", ["docs/plan.md:11:9: DAT008"], 0),
        (lambda _: None, [], 3),
    ],
)
def test_edits_elsewhere_reopen_nothing(
    planlint: Run, edit: Callable[[str], str | None], reported: list[str], stale: int
) -> None:
    write("docs/plan.md", PLAN)
    write("docs/other.md", "# Other\n")
    planlint("--write-baseline")
    text = edit(PLAN)
    if text is None:
        Path("docs/plan.md").unlink()
    else:
        write("docs/plan.md", text)
    ran = planlint("docs")
    assert keys(ran) == reported
    entries = {0: "", 1: "1 entry", 2: "2 entries", 3: "3 entries"}[stale]
    assert ran.err == (f"{entries} of the baseline matched nothing; renew it with --write-baseline\n" if stale else "")
    planlint("--write-baseline")
    assert planlint("docs").err == ""


def test_entries_of_rules_that_do_not_run_are_not_stale(planlint: Run) -> None:
    write("plan.md", PLAN)
    planlint("--write-baseline")
    assert planlint("--select", "SUM") == (0, "no problems in 1 file\n", "")
    write("plan.md", "# Plan\n")
    assert planlint("--select", "SUM") == (0, "no problems in 1 file\n", "")


def test_a_part_is_renewed_alone(planlint: Run) -> None:
    for name in ("a/plan.md", "b/plan.md", "c/plan.md"):
        write(name, PLAN)
    planlint("--write-baseline")
    write("a/plan.md", "# Plan\n")
    Path("c/plan.md").unlink()
    assert planlint("--write-baseline", "a").out.startswith("0 problems of 0 files kept")
    assert list(json.loads(Path(NAME).read_text(encoding="utf-8"))["files"]) == ["b/plan.md"]


@pytest.mark.parametrize(
    ("args", "file"),
    [
        (["--write-baseline"], NAME),
        (["--write-baseline", "docs"], NAME),
        (["docs", "--write-baseline"], NAME),
        (["--write-baseline", "known.json", "docs"], "known.json"),
        (["--no-config", "--select", "DAT008", "--write-baseline"], NAME),
        (["--baseline", "known.json", "--write-baseline"], "known.json"),
    ],
)
def test_where_a_baseline_goes(planlint: Run, args: list[str], file: str) -> None:
    write("docs/plan.md", PLAN)
    assert planlint(*args).code == 0
    assert Path(file).exists()
    assert list(json.loads(Path(file).read_text(encoding="utf-8"))["files"]) == ["docs/plan.md"]


def test_what_is_fixed_is_not_kept(planlint: Run) -> None:
    write("plan.md", "# Plan\n\nProgress: 60% (4/5 tasks)\n\n- [] a\n")
    assert planlint("--fix", "--write-baseline").out.startswith("0 problems of 0 files kept")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file or directory; planlint --write-baseline makes a baseline"),
        ("{", "is no baseline; planlint --write-baseline makes one"),
        ("[]", "is no baseline; planlint --write-baseline makes one"),
        ('{"version": 1, "files": {"a": 1}}', "is no baseline; planlint --write-baseline makes one"),
        ('{"version": 9, "files": {}}', "is a baseline of another planlint; make a new one with --write-baseline"),
    ],
)
def test_a_baseline_that_is_none_is_told_once(planlint: Run, tmp_path: Path, content: str | None, message: str) -> None:
    for name in ("a.md", "b.md"):
        write(name, PLAN)
    if content is not None:
        write(NAME, content)
    ran = planlint()
    assert (ran.code, ran.err) == (2, f"planlint: {tmp_path / NAME}: {message}\n")


@pytest.mark.parametrize("args", [["--diff"], ["-"], ["--add-suppressions"]])
def test_what_does_not_go_with_writing_a_baseline(planlint: Run, args: list[str]) -> None:
    assert planlint("--write-baseline", *args).code == 2
    assert not Path(NAME).exists()


def test_cached_results_are_sifted_as_well(planlint: Run) -> None:
    for number in range(12):
        write(f"docs/{number}.md", PLAN)
    planlint("--write-baseline")
    first = planlint("docs")
    assert first == planlint("docs") == (0, "no problems in 12 files, 36 in the baseline\n", "")


AWKWARD = {
    "heading": "# Plan 60% (4/5 tasks)\n\ntext\n",
    "setext heading": "Plan 60% (4/5 tasks)\n====================\n\ntext\n",
    "heading in an item": "- # Plan 60% (4/5 tasks)\n",
    "task": "- [ ] a 60% (4/5 tasks)\n- [ ] b\n",
    "hard break": "a 60% (4/5 tasks)  \nb\n\nc 60% (4/5 tasks)\\\nd\n",
    "table": "| a | b |\n|---|---|\n| 60% (4/5 tasks) | 1 |\n| x | 30% (1/2 items) |\n\ntext\n",
    "table at the end": "text\n| a | 60% (4/5 tasks) |\n|---|---|\n| 60% (4/5 tasks) | 1 |",
    "table in a quote": "> | a | b |\n> |---|---|\n> | 60% (4/5 tasks) | 1 |\n> x\n",
    "table in an item": "- x\n\n  | a | b |\n  |---|---|\n  | 60% (4/5 tasks) | 1 |\n- y\n",
    "table after a marker": "- | a | 60% (4/5 tasks) |\n  |---|---|\n  | 60% (4/5 tasks) | 1 |\n",
    "drawing": "```\n├── [x] a\n└── done 60% (4/5 tasks)\n```\n\ntext\n",
    "open fence": "text\n\n```\n├── done 60% (4/5 tasks)\n",
    "front matter": "---\nprogress: 60% (4/5 tasks)\nstatus: done 60% (4/5 tasks)\n---\n\n# Plan\n",
    "several on a line": "60% (4/5 tasks), and 30% (1/2 items)\n",
    "quote": "> 60% (4/5 tasks)\n> more\n",
    "line ends": "# Plan 60% (4/5 tasks)\r\n\r\n| 60% (4/5 tasks) |\r\n|---|\r\n| 60% (4/5 tasks) |\r\n",
    "comments already": "<!-- planlint-disable-next-line PRG001 -->\n60% (4/5 tasks)\n60% (4/5 tasks)\n",
    "nothing": "# Plan\n\n80% (4/5 tasks)\n",
}


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_comments_silence_everything_and_change_no_page(planlint: Run, text: str) -> None:
    write("plan.md", text)
    found = len(lint(Source(text), Settings(select=("PRG001", "SUM"))))
    ran = planlint("--add-suppressions", "--select", "PRG001,CFG", "--no-config")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{found} problem")
    after = Path("plan.md").read_bytes().decode()
    assert planlint("--no-config", "--select", "PRG001,CFG").code == 0
    assert page(after) == page(text)
    assert (after == text) == (found == 0)


def page(text: str) -> str:
    """As another parser renders it, but for comments and white space."""
    html = MarkdownIt().enable("table").render(re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S))
    return re.sub(r"<!--.*?-->|\s", "", html)


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures").glob("*.md")), ids=lambda path: path.stem)
def test_fixtures_lint_clean_with_their_comments(path: Path) -> None:
    source = Source(path.read_text(encoding="utf-8"), path.name)
    usual = Settings()
    text, left = silenced(Document(source), lint(source, usual), lambda text: lint(Source(text), usual))
    assert {each.code for each in left} <= {"FMT007"}  # a comment between the two blocks would part them
    assert [each.code for each in lint(Source(text), usual)] == [each.code for each in left]
    assert page(text) == page(source.text)
    assert without_comments(text) == without_comments(source.text)


def without_comments(text: str) -> str:
    """The text without planlint's comments, white space and quote marks."""
    return "".join(re.sub(r"<!-- planlint-.*?-->|>", "", text).split())


WRONG = "60% (4/5 tasks)"
PIECES = [
    *("", "", "text", WRONG, f"# {WRONG}", f"- {WRONG}", f"- [ ] {WRONG}", f"  {WRONG}", f"    {WRONG}", f"> {WRONG}"),
    *(
        f"| {WRONG} | 1 |",
        "|---|---|",
        f"> | {WRONG} | 1 |",
        "> |---|---|",
        "- [] x",
        "===",
        "---",
        "```",
        "````",
        "~~~",
    ),
    *(f"├── {WRONG}", "<div>", "</div>", "a <!-- b", "-->", f"1. {WRONG}\\", f"{WRONG}  ", "[a]: b", "\ttext"),
]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("\n".join), st.sampled_from(["PRG001", "FMT", "ALL"]))
def test_comments_never_do_harm(text: str, select: str) -> None:
    chosen = Settings(select=(select, "CFG"))
    before = lint(Source(text), chosen)
    after, left = silenced(Document(Source(text)), before, lambda text: lint(Source(text), chosen))
    reported = sorted((each.code, each.finding.message) for each in lint(Source(after), chosen))
    assert shown(render(after)) == shown(render(text))
    assert len(reported) == len(left)
    assert {code for code, _ in reported} <= {each.code for each in left}
    assert without_comments(after) == without_comments(text)


def test_what_no_comment_can_switch_off_is_told(planlint: Run) -> None:
    write("plan.md", "<!-- planlint-disable PRG001 -->\n\n60% (4/5 tasks)\n\n<!-- planlint-disable NIX -->\n")
    ran = planlint("--add-suppressions", "--no-config")
    assert (ran.code, ran.out) == (1, "0 problems in 0 files switched off, 1 left\n")
    assert re.fullmatch(r"planlint: plan.md:5: no comment can switch off CFG\d+ here\n", ran.err)


@pytest.mark.parametrize("args", [["--fix"], ["--diff"], ["-"]])
def test_what_does_not_go_with_adding_comments(planlint: Run, args: list[str]) -> None:
    write("plan.md", PLAN)
    assert planlint("--add-suppressions", *args).code == 2
    assert Path("plan.md").read_text(encoding="utf-8") == PLAN

"""`planlint format`: what it does to bars, what it does not do to pages, and its command."""

import io
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import mistune
import pytest
from conftest import ROOT, Ran
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import noise, well_formed

from planlint.fixing.fixer import fix
from planlint.fixing.formatter import format_text
from planlint.markdown.document import Document
from planlint.markdown.parser import render
from planlint.plan.bars import is_style
from planlint.running.linter import lint
from planlint.running.reading import ReadError, read
from planlint.settings.config import Settings
from planlint.text.source import Source

SHARED = ROOT.parent / "shared"
COMMONMARK = SHARED / "bench" / "external" / "commonmark-cases.json"
CORPUS = SHARED / "corpus"


def formatted(text: str, **settings: object) -> str:
    return format_text(Source(text), Settings(format={key.replace("_", "-"): settings[key] for key in settings})).text


# --- bars ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "before", "after"),
    [
        ("█░", "Progress: ■■■■□□□□ 50%\n", "Progress: ████░░░░ 50%\n"),
        ("■□", "Progress: ■■■■□□□□ 50%\n", "Progress: ■■■■□□□□ 50%\n"),
        ("█░", "Import [####----] 4/8\n", "Import [████░░░░] 4/8\n"),
        ("#-", "Import [████░░░░] 4/8\n", "Import [####----] 4/8\n"),
        ("#-", "Import ████░░░░ 4/8\n", "Import [####----] 4/8\n"),
        ("#-", "Import |████░░░░| 4/8\n", "Import |████░░░░| 4/8\n"),  # would be no bar any more
        ("█░", "Import [====>   ] 60%\n", "Import [█████░░░] 60%\n"),
        ("█░", "Progress: ███▌░░ 58%\n", "Progress: ███░░░ 58%\n"),
        ("🟩⬜", "- Beds: ●●●○○ 60%\n", "- Beds: 🟩🟩🟩⬜⬜ 60%\n"),
        ("█░", "Done: ■■■■■ 100%\n", "Done: █████ 100%\n"),
        ("█░", "Begun: □□□□□ 0%\n", "Begun: ░░░░░ 0%\n"),
        ("█░", "Wrong: ■□□□□ 80%\n", "Wrong: █░░░░ 80%\n"),  # not for the formatter to mend
        ("█░", "Rating ●●●○○\n", "Rating ●●●○○\n"),  # nobody says what it measures
        ("█░", "■■■■□□□□\n", "■■■■□□□□\n"),
        ("█░", "Monday ■■■■■■■■ 12%\n", "Monday ■■■■■■■■ 12%\n"),  # a chart
        ("█░", "```text\nBeds  ■■□□ 50%\nShed  ■■■□ 75%\n```\n", "```text\nBeds  ██░░ 50%\nShed  ███░ 75%\n```\n"),
        ("█░", "```text\n│ 🟩🟩⬜⬜ 50% │\n```\n", "```text\n│ 🟩🟩⬜⬜ 50% │\n```\n"),  # the frame would break
        ("█░", "```sh\nbar ■■□□ 50%\n```\n", "```sh\nbar ■■□□ 50%\n```\n"),
        (
            "🟩⬜",
            "| Bed | Progress |\n|---|---|\n| North | ■■□□ 50% |\n",
            "| Bed   | Progress     |\n|-------|--------------|\n| North | 🟩🟩⬜⬜ 50% |\n",
        ),
    ],
)
def test_bars(style: str, before: str, after: str) -> None:
    assert formatted(before, bar=style) == after
    assert formatted(after, bar=style) == after
    assert formatted(before) == before or "|" in before


@pytest.mark.parametrize(
    ("style", "good"),
    [
        ("█░", True),
        ("■□", True),
        ("🟩⬜", True),
        ("#-", True),
        ("==", False),
        ("ab", False),
        ("█", False),
        ("░█", False),
    ],
)
def test_styles(style: str, good: bool) -> None:
    assert is_style(style) is good


@given(st.sampled_from(["█░", "■□", "🟩⬜", "#-"]), st.integers(0, 12), st.integers(0, 100), st.integers(4, 12))
def test_a_bar_is_as_right_or_wrong_as_before(style: str, filled: int, percent: int, size: int) -> None:
    filled = min(filled, size)
    text = f"Progress: [{'▰' * filled}{'▱' * (size - filled)}] {percent}%\n"
    rules = Settings(select=("PRG004",))
    assert len(lint(Source(text), rules)) == len(lint(Source(formatted(text, bar=style)), rules))


# --- pages -----------------------------------------------------------------------------------------------------------


@cache
def stock() -> Callable[[str], str]:
    """mistune as it comes, with tables wherever GFM has them."""
    inside = [f"mistune.plugins.table.table_in_{place}" for place in ("list", "quote")]
    markdown = mistune.create_markdown(escape=False, plugins=["strikethrough", "table", *inside])
    return lambda text: str(markdown(text))


def check_page(text: str) -> None:
    after = formatted(text)
    assert formatted(after) == after
    if after != text:
        assert render(after) == render(text)
        assert stock()(after) == stock()(text)


@pytest.mark.skipif(not COMMONMARK.exists(), reason="the examples of CommonMark are not here")
def test_pages_of_commonmark_stay() -> None:
    for case in json.loads(COMMONMARK.read_text(encoding="utf-8")):
        check_page(case["markdown"])


def corpus_folders() -> list[Path]:
    return sorted(folder for folder in CORPUS.iterdir() if folder.is_dir()) if CORPUS.is_dir() else []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("folder", corpus_folders(), ids=lambda folder: folder.name)
def test_pages_of_real_plans_stay(folder: Path) -> None:
    for file in sorted(folder.rglob("*.md")):
        try:
            text = read(file).text
        except ReadError:
            continue
        check_page(text)


@given(noise())
def test_any_text(text: str) -> None:
    after = formatted(text)
    assert formatted(after) == after
    assert render(after) == render(text)
    assert [line_end for line_end in "\r\n" if line_end in text] == [
        line_end for line_end in "\r\n" if line_end in after
    ]


@given(well_formed(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_line_ends_and_byte_order_mark_stay(text: str, newline: str, bom: bool) -> None:
    source = Source(text.replace("\n", newline), "plan.md", bom)
    after = format_text(source, Settings())
    assert (after.name, after.bom) == (source.name, bom)
    assert after.text == format_text(Source(text), Settings()).text.replace("\n", newline)
    assert [line.rstrip(" ") for line in after.text.split(newline) if "|" not in line] == [
        line.rstrip(" ") for line in source.text.split(newline) if "|" not in line
    ]


@given(well_formed())
def test_the_rule_and_the_command_agree(text: str) -> None:
    settings = Settings(select=("FMT006",))
    fixed = fix(Source(text), settings, unsafe=False)
    assert fixed.source.text == formatted(text)
    assert not fixed.remaining


MANGLED = ("a", "—", "Ã©", "`Ã©`", "“Ã©”", "â—‹", "â€”", "â—\ufffd", "âœ…", "aÃ", "Â", "\x93a\x94", "it\x92s", "✅")
CELL = st.builds("{1}{0}{2}".format, st.sampled_from(MANGLED), *[st.integers(0, 30).map(" ".__mul__)] * 2)


def problems(text: str) -> list[str]:
    """The codes of what is reported, but for the layout of tables."""
    return sorted(each.code for each in lint(Source(text), Settings(preview=True)) if each.code != "FMT006")


@given(st.lists(st.tuples(CELL, CELL), min_size=2, max_size=6), st.sampled_from(["|", ""]))
@example([("â€”" + " " * 30, "â—\ufffd" + " " * 30), ("a", "a"), ("aâ—\ufffd", "a")], "|")
@example([("âœ…", "Â"), ("a", "âœ…")], "")
@example([("aÃ", "a"), ("a", "aÃ ")], "|")
@example([("`Ã©`", "`Ã©`â—\ufffd"), ("`Ã©`", "â—\ufffd`Ã©`")], "|")
def test_a_layout_changes_no_problem(rows: list[tuple[str, str]], bar: str) -> None:
    """Nothing that is said of a table depends on where its bars stand."""
    header, *body = [f"{bar}{'|'.join(row)}{bar}\n" for row in rows]
    text = "".join([header, f"{bar}---|---{bar}\n", *body])
    assert problems(formatted(text)) == problems(text)


def test_what_only_one_parser_takes_for_a_table_stays() -> None:
    """A fence inside a fence: planlint reads the table as the author meant it, the page shows it as code."""
    inner = "| a | b |\n|--|--|\n| longer | c |\n"
    text = f"| a | b |\n|--|--|\n| longer | c |\n\n```md\n```sh\nx\n```\n{inner}```\n\n{inner}```\n"
    after = formatted(text)
    assert render(after) == render(text)
    assert after.startswith("| a      | b |\n")


def test_the_same_source_where_nothing_changes() -> None:
    source = Source("# Plan\n\n| a | b |\n|---|---|\n")
    assert format_text(source, Settings()) is source


# --- the command -----------------------------------------------------------------------------------------------------

UGLY = "| Bed | Crop |\n|---|---|\n| North | Peas |\n"
PRETTY = "| Bed   | Crop |\n|-------|------|\n| North | Peas |\n"


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ugly.md").write_bytes(b"\xef\xbb\xbf" + UGLY.encode())
    (tmp_path / "pretty.md").write_text(PRETTY, encoding="utf-8")
    return tmp_path


def test_files_are_written(planlint: Callable[..., Ran], plans: Path) -> None:
    before = (plans / "pretty.md").stat()
    assert planlint("format", ".") == (0, "1 file formatted, 1 file left unchanged\n", "")
    assert (plans / "ugly.md").read_bytes() == b"\xef\xbb\xbf" + PRETTY.encode()
    after = (plans / "pretty.md").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert planlint("format") == (0, "2 files left unchanged\n", "")
    assert planlint("format", "--check", "--quiet") == (0, "", "")


def test_check_names_what_would_change(planlint: Callable[..., Ran], plans: Path) -> None:
    told = "would format ugly.md\n1 file would be formatted, 1 file already formatted\n"
    assert planlint("format", "--check", ".") == (1, told, "")
    assert UGLY in (plans / "ugly.md").read_text(encoding="utf-8")


def test_diff_shows_what_would_change(planlint: Callable[..., Ran], plans: Path) -> None:
    ran = planlint("format", "--diff", ".")
    assert (ran.code, ran.err) == (1, "1 file would be formatted, 1 file already formatted\n")
    assert "--- ugly.md\n+++ ugly.md\n" in ran.out
    assert "+| North | Peas |\n" not in ran.out
    assert "+| Bed   | Crop |\n" in ran.out
    assert UGLY in (plans / "ugly.md").read_text(encoding="utf-8")


def test_a_patch_holds_what_the_plan_holds(planlint: Callable[..., Ran], plans: Path) -> None:
    (plans / "ugly.md").write_text(f"{UGLY}\nWater \x1b[31mdaily\x1b[0m.\n", encoding="utf-8")
    assert "Water \x1b[31mdaily\x1b[0m.\n" in planlint("format", "--diff", ".").out


def test_a_bad_file_does_not_stop_the_others(planlint: Callable[..., Ran], plans: Path) -> None:
    (plans / "bad.md").write_bytes(b"caf\xe9")
    ran = planlint("format", "nowhere.md", ".")
    assert ran.code == 2
    assert ran.err.count("\n") == 2
    assert "nowhere.md" in ran.err
    assert "bad.md" in ran.err
    assert PRETTY in (plans / "ugly.md").read_text(encoding="utf-8-sig")


@pytest.mark.usefixtures("plans")
def test_standard_input(planlint: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    for flags, code, out in (((), 0, PRETTY), (("--check",), 1, "would format <stdin>\n")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UGLY.encode())))
        ran = planlint("format", *flags, "-")
        assert (ran.code, ran.out) == (code, out)


def test_the_configuration_holds(planlint: Callable[..., Ran], plans: Path) -> None:
    (plans / ".planlint.yaml").write_text(
        'format: {max-width: 15, bar: "■□"}\nexclude: [pretty.md]\n', encoding="utf-8"
    )
    (plans / "bars.md").write_text("Progress: ██░░ 50%\n", encoding="utf-8")
    assert planlint("format", ".").out == "1 file formatted, 1 file left unchanged\n"
    assert (plans / "bars.md").read_text(encoding="utf-8") == "Progress: ■■□□ 50%\n"
    assert planlint("--select", "FMT006", ".").code == 0
    assert "format:\n  max-width: 15" in planlint("config", ".").out
    assert planlint("format", "--no-config", ".").code == 0
    assert "██" not in (plans / "bars.md").read_text(encoding="utf-8")
    assert PRETTY in (plans / "ugly.md").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("format: {bar: ab}", ":1: format.bar: 'ab' should be a full and an empty glyph, such as █░"),
        ("format: {bra: ab}", ":1: format.bra: there is no such setting; did you mean 'bar'?"),
        ("format:\n  max-width: wide", ":2: format.max-width: 'wide' should be a whole number"),
    ],
)
def test_wrong_settings(planlint: Callable[..., Ran], plans: Path, setting: str, said: str) -> None:
    (plans / ".planlint.yaml").write_text(setting, encoding="utf-8")
    ran = planlint("format", ".")
    assert ran.code == 2
    assert said in ran.err
    assert UGLY in (plans / "ugly.md").read_text(encoding="utf-8-sig")


def test_a_comment_keeps_a_table(planlint: Callable[..., Ran], plans: Path) -> None:
    (plans / "ugly.md").write_text(f"<!-- planlint-disable-file unaligned-table -->\n\n{UGLY}", encoding="utf-8")
    assert planlint("format", "--check", ".").code == 0
    assert planlint("ugly.md").code == 0


def test_a_fix_leaves_formatted_tables_formatted() -> None:
    text = "| Bed   | Rows |\n|-------|-----:|\n| North |    8 |\n| South |  992 |\n| Total |  990 |\n"
    result = fix(Source(text), Settings(select=("SUM",)), unsafe=False)
    assert result.source.text == text.replace("|  990 |", "| 1000 |")
    assert formatted(result.source.text) == result.source.text
    assert Document(result.source).tables

"""Regions that planlint keeps up to date."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran
from hypothesis import given
from hypothesis import strategies as st

from planlint.compare import cookies
from planlint.fixing.fixer import fix
from planlint.fixing.formatter import format_text
from planlint.fixing.regions import essence, plain_title
from planlint.markdown.document import Document
from planlint.running.linter import build_plan, lint
from planlint.running.neighbours import Neighbours
from planlint.settings.config import Settings
from planlint.text.diagnostics import Applicability, Diagnostic
from planlint.text.source import Source

REGION = Settings(select=("PRG010",))
OPEN, CLOSE = "<!-- planlint:progress -->\n", "<!-- /planlint -->\n"
EMPTY = OPEN + CLOSE


def with_options(options: str, closing: str = "<!-- /planlint -->") -> str:
    return f"<!-- planlint:progress {options} -->\n{closing}\n"


def messages(text: str, neighbours: Neighbours | None = None, settings: Settings = REGION) -> list[str]:
    return [each.finding.message for each in lint(Source(text), settings, neighbours=neighbours)]


def fixed(text: str, neighbours: Neighbours | None = None, *, unsafe: bool = False) -> str:
    result = fix(Source(text), REGION, unsafe=unsafe, neighbours=neighbours)
    assert fix(result.source, REGION, unsafe=unsafe, neighbours=neighbours).source.text == result.source.text
    return result.source.text


def rows(text: str) -> list[str]:
    """The cells of a region's rows, without bars and spaces, and what stands behind "Overall"."""
    document = Document(Source(text))
    (region,) = document.regions
    found = []
    for line in document.source[region.content].splitlines():
        cells = [" ".join(cell.split()) for cell in re.split(r"(?<!\\)\|", line.strip(" >|"))]
        if len(cells) == 3 and "--" not in cells[0] and cells[0] != "Section":
            found.append(f"{cells[0]} {cells[1]} {cells[2].split()[-1]}")
        elif "Overall" in line:
            found.append("Overall" + re.sub(r"[█░]+ ", "", line.partition("Overall:**")[2]))
    return found


# --- what is counted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Nothing here.\n", ["Overall no tasks"], id="no tasks"),
        pytest.param("- [x] Dig\n- [ ] Rake\n", ["Overall 50% (1/2)"], id="no sections"),
        pytest.param(
            "# Plot\n\n## Beds\n\n- [x] Dig\n- [ ] Rake\n\n## Shed\n\n- [ ] Mend\n",
            ["Beds 1/2 50%", "Shed 0/1 0%", "Overall 33% (1/3)"],
            id="a title is no section",
        ),
        pytest.param(
            "## Beds\n\n- [x] Dig\n\n## Shed\n\n- [ ] Mend\n", ["Beds 1/1 100%", "Shed 0/1 0%", "Overall 50% (1/2)"],
            id="no title",
        ),
        pytest.param("# Plot\n\n- [x] Dig\n", ["Plot 1/1 100%", "Overall 100% (1/1)"], id="a title alone"),
        pytest.param(
            "# Plot\n\n- [x] Buy\n\n## Beds\n\n- [ ] Dig\n", ["Beds 0/1 0%", "Overall 50% (1/2)"],
            id="tasks above the sections",
        ),
        pytest.param(
            "# Plot\n\n- [x] Buy\n\n## Beds\n\n- [ ] Dig\n\n## Shed\n\n- [ ] Mend\n",
            ["Beds 0/1 0%", "Shed 0/1 0%", "Overall 33% (1/3)"],
            id="tasks above several sections",
        ),
        pytest.param(
            "## Beds\n\n- [x] Dig\n\n### North\n\n- [ ] Rake\n\n## Why\n\nText.\n",
            ["Beds 1/2 50%", "Overall 50% (1/2)"],
            id="deeper sections count, empty ones do not",
        ),
        pytest.param(
            "## Beds\n\n- [x] Dig\n  - [x] Deep\n  - [ ] Wide\n- [-] Burn\n- [ ] ~~Flood~~\n- [ ] Sow (optional)\n",
            ["Beds 2/3 67%", "Overall 67% (2/3)"],
            id="cancelled and optional tasks do not count",
        ),
        pytest.param(
            "## Tasks\n\n### [x] T-1: Dig\n\n### [ ] T-2: Rake\n",
            ["T-1: Dig 1/1 100%", "T-2: Rake 0/1 0%", "Overall 50% (1/2)"],
            id="boxes in headings",
        ),
        pytest.param(
            "## Beds\n\n```text\n[x] Dig\n├── [ ] Rake\n```\n", ["Beds 1/2 50%", "Overall 50% (1/2)"], id="a drawn tree"
        ),
        pytest.param("## Beds\n\n```sh\n- [x] Dig\n```\n", ["Overall no tasks"], id="boxes in a program"),
        pytest.param(
            "## Beds\n\n| Task | Status |\n|---|---|\n| Dig | ✅ Done |\n| Rake | Open |\n\n"
            "## Shed\n\n- ✅ Mend\n- ⬜ Paint\n",
            ["Beds 1/2 50%", "Shed 1/2 50%", "Overall 50% (2/4)"],
            id="statuses where there is no box",
        ),
        pytest.param(
            "## Beds\n\n- [ ] Dig\n\n## Table\n\n| Task | Status |\n|---|---|\n| Dig | Done |\n",
            ["Beds 0/1 0%", "Overall 0% (0/1)"],
            id="boxes come before statuses",
        ),
        pytest.param(
            "## Beds [0/1]\n\n- [ ] Dig\n\n## **[Shed](shed.md)** | `a|b` <!-- x -->\n\n- [ ] Mend\n",
            ["Beds 0/1 0%", "Shed \\| `a\\|b` 0/1 0%", "Overall 0% (0/2)"],
            id="titles",
        ),
        pytest.param(
            "## Beds\n\n" + "- [x] Dig\n" * 199 + "- [ ] Rake\n", ["Beds 199/200 99%", "Overall 99% (199/200)"],
            id="percentages are rounded half up, but not to the whole",
        ),
    ],
)  # fmt: skip
def test_counting(text: str, expected: list[str]) -> None:
    assert rows(fixed(f"{EMPTY}\n{text}")) == expected
    assert rows(fixed(f"{text}\n{EMPTY}")) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("depth=0", ["Overall 50% (2/4)"]),
        ("depth=1", ["Beds 2/3 67%", "Shed 0/1 0%", "Overall 50% (2/4)"]),
        ("depth=2", ["Beds 2/3 67%", "↳ North 1/2 50%", "Shed 0/1 0%", "Overall 50% (2/4)"]),
        (
            "depth='6'",
            ["Beds 2/3 67%", "↳ North 1/2 50%", "↳ ↳ Edge 1/1 100%", "Shed 0/1 0%", "Overall 50% (2/4)"],
        ),
    ],
)
def test_depth(options: str, expected: list[str]) -> None:
    text = (
        "# Plot\n\n## Beds\n\n- [x] Dig\n\n### North\n\n- [ ] Rake\n\n#### Edge\n\n- [x] Cut\n\n## Shed\n\n- [ ] Mend\n"
    )
    assert rows(fixed(f"{with_options(options)}\n{text}")) == expected


def test_bars() -> None:
    text = "- [x] Dig\n- [x] Rake\n- [ ] Sow\n"
    assert "**Overall:** ■■■■□□ 67% (2/3)" in fixed(with_options('width=6 style="■□"') + text)
    assert "**Overall:** [####--] 67% (2/3)" in fixed(with_options("width=6 style=#-") + text)
    assert "**Overall:** 🟩🟩🟩⬜ 67% (2/3)" in fixed(with_options("style=🟩⬜ width=4") + text)
    assert "**Overall:** █████████░ 99% (299/300)" in fixed(EMPTY + "- [x] Dig\n" * 299 + "- [ ] Rake\n")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Beds", "Beds"),
        ("**Beds** and _shed_ of a_b_c", "Beds and shed of a_b_c"),
        ("[x] Beds [2/3]", "Beds"),
        ("[Beds][1] ![icon](a.png) text[^2]", "Beds icon text"),
        ("Beds <br> <!-- note -->", "Beds"),
        ("`code` | bar:", "`code` | bar"),
        ("a < b > c", "a < b > c"),
        ("[40%]", "(no title)"),
    ],
)
def test_plain_title(title: str, expected: str) -> None:
    document = Document(Source(f"## {title}\n"))
    assert plain_title(document, document.sections[1]) == expected


# --- places ----------------------------------------------------------------------------------------------------------

PLAN = "# Plot\n\n{}\n## Beds\n\n- [x] Dig\n- [ ] Rake\n"


def test_a_region_in_a_quote_and_in_a_list() -> None:
    quoted = "> <!-- planlint:progress -->\n> <!-- /planlint -->\n\n- [x] Dig\n"
    assert fixed(quoted) == (
        "> <!-- planlint:progress -->\n>\n> **Overall:** ██████████ 100% (1/1)\n>\n> <!-- /planlint -->\n\n- [x] Dig\n"
    )
    listed = "- [x] Dig\n\n  <!-- planlint:progress -->\n  <!-- /planlint -->\n"
    assert fixed(listed) == (
        "- [x] Dig\n\n  <!-- planlint:progress -->\n\n  **Overall:** ██████████ 100% (1/1)\n\n  <!-- /planlint -->\n"
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_line_ends_stay(newline: str, end: str) -> None:
    text = (PLAN.format(EMPTY).rstrip("\n") + end).replace("\n", newline)
    result = fix(Source(text, bom=True), REGION, unsafe=False).source
    assert result.bom
    assert set(re.findall(r"\r\n|\n|\r", result.text)) == {newline}
    assert result.text.replace(newline, "\n") == fixed(PLAN.format(EMPTY).rstrip("\n") + end)
    outside = re.sub(r"(?<=progress -->)[\s\S]*(?=<!-- /planlint)", newline, result.text)
    assert outside == text


def test_several_regions() -> None:
    text = fixed(f"{EMPTY}\n{PLAN.format('')}\n{with_options('depth=0')}")
    assert text.count("**Overall:**") == 2
    assert text.count("| Beds") == 1


def test_other_formatters_do_not_make_it_stale() -> None:
    text = fixed(PLAN.format(EMPTY))
    compact = re.sub(r" +\|", " |", re.sub(r"\| +", "| ", text)).replace("| ------- |", "| :- |").replace("\n\n", "\n")
    assert compact != text
    assert messages(compact) == []
    assert fixed(compact) == compact
    assert format_text(Source(compact), Settings()).text == compact


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("1/2 ", "2/2 "), "2/2 for 'Beds', but 1 of 2 tasks is done"),
        (("Beds    |", "Pots    |"), "'Beds' is missing in this region: 1 of 2 tasks is done"),
        (("50% |", "60% |"), "this region does not show what is counted: 1 of 2 tasks is done"),
        (("50% (1/2)", "0% (0/2)"), "this region does not show what is counted: 1 of 2 tasks is done"),
        (("█████░", "██████"), "this region does not show what is counted: 1 of 2 tasks is done"),
        (("**Overall:**", "| Shed | 0/1 | 0% |\n\n**Overall:**"), "'Shed' has no tasks any more"),
        (("- [ ] Rake", "- [x] Rake"), "1/2 for 'Beds', but 2 of 2 tasks are done"),
    ],
)
def test_stale_regions(change: tuple[str, str], said: str) -> None:
    fresh = fixed(PLAN.format(EMPTY))
    stale = fresh.replace(*change, 1)
    assert stale != fresh
    assert messages(stale) == [said]
    assert fixed(stale) == (fresh if "Rake" not in change[0] else fixed(PLAN.format(EMPTY).replace(*change)))


# --- nothing else looks inside ---------------------------------------------------------------------------------------


def test_no_other_rule_looks_inside() -> None:
    nonsense = (
        "| Task | Hours | Done |\n|---|---|---|\n| A | 1 | 90% (1/2) |\n| B [x](gone.md) | 2 |\n| Total | 9 | 140% |\n"
    )
    region = f"<!-- planlint:progress -->\n\n{nonsense}\nProgress: ███░ 10% (3/2) âœ…\n\n<!-- /planlint -->\n"
    everything = Settings(select=("ALL",), preview=True, confidence="low")
    outside = lint(Source(PLAN.format(nonsense)), everything)
    assert {each.code[:3] for each in outside} >= {"PRG", "FMT"}
    assert {each.code for each in lint(Source(PLAN.format(region)), everything)} == {"PRG010"}


def test_nothing_inside_is_counted() -> None:
    region = f"{OPEN}\n| T | Status |\n|---|---|\n| [x] A | Done |\n\n60% (3/5 tasks)\n\n{CLOSE}"
    plan = build_plan(Source(region), Settings())
    assert len(plan.document.regions) == 1
    assert not [*plan.tasks, *plan.shares, *plan.document.tables]
    assert cookies.tallies(plan, plan.document.sections[0].span) == []


def test_comments_switch_the_rule_off() -> None:
    assert messages(f"<!-- planlint-disable PRG010 -->\n\n{EMPTY}\n- [x] Dig\n") == []


# --- what is left alone ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            f"{OPEN}\n- [x] Dig\n", ["this region is never closed: `<!-- /planlint -->` is missing"], id="never closed"
        ),
        pytest.param(f"- [x] Dig\n\n{CLOSE}", ["this closes no region"], id="closed"),
        pytest.param(
            f"{OPEN}\n{OPEN}\n{CLOSE}\n{CLOSE}\n- [x] Dig\n",
            [
                "planlint did not write all that stands in this region (see line 3): move it out, or remove it",
                "a region inside another, which opens on line 1",
            ],
            id="nested",
        ),
        pytest.param(
            f"{OPEN}\n{OPEN}\n{CLOSE}\n- [x] Dig\n",
            [
                "this region is never closed: `<!-- /planlint -->` is missing",
                "a region inside another, which opens on line 1",
            ],
            id="opened twice",
        ),
        pytest.param(f"{OPEN}\n**Overall:** no tasks\n\n{CLOSE}\n{CLOSE}", ["this closes no region"], id="twice"),
        pytest.param(
            f"Text {OPEN}{CLOSE}\n- [x] Dig\n",
            ["the markers of a region have to stand on lines of their own"],
            id="inline",
        ),
        pytest.param(
            f"- {OPEN}  {CLOSE}\n- [x] Dig\n",
            ["the markers of a region have to stand on lines of their own"],
            id="behind a marker",
        ),
        pytest.param(
            f"{OPEN}\n> {CLOSE}\n- [x] Dig\n",
            ["the markers of a region have to stand in one and the same block"],
            id="in two blocks",
        ),
        *(
            pytest.param(
                f"{OPEN}\n{lost}\n\n{CLOSE}\n- [x] Dig\n",
                ["planlint did not write all that stands in this region (see line 3): move it out, or remove it"],
                id=name,
            )
            for name, lost in (
                ("a heading inside", "## Beds"),
                ("a list inside", "- Rake"),
                ("code inside", "```\nx\n```"),
                ("a comment inside", "<!-- a note -->"),
            )
        ),
        pytest.param("<!-- planlint:progres -->\n<!-- /planlint -->\n",
                     ["'progres' is nothing that planlint keeps up to date"], id="kind"),
        *(
            pytest.param(with_options(option) + "\n- [x] Dig\n", [said], id=option)
            for option, said in (
                ("width=3", "width should be a number from 4 to 60, not '3'"),
                (f"width={'9' * 5000}", f"width should be a number from 4 to 60, not '{'9' * 59}…'"),
                ("width=ten", "width should be a number from 4 to 60, not 'ten'"),
                ("depth=-1", "depth should be a number from 0 to 6, not '-1'"),
                ('style="ab"', "style should be a full and an empty glyph, such as █░, not 'ab'"),
                ("depth", "'depth' is no option; there are width, style, depth and files"),
                ("wide=10", "'wide=10' is no option; there are width, style, depth and files"),
            )
        ),
    ],
)  # fmt: skip
def test_broken_markers_are_reported_and_left_alone(text: str, said: list[str]) -> None:
    assert messages(text) == said
    assert fixed(text, unsafe=True) == text


@pytest.mark.parametrize(
    "text", [f"```\n{OPEN}```\n", f"`{OPEN.strip()}`\n", "<!-- planlint -->\n", "<!-- /plan -->\n"]
)
def test_what_is_no_marker(text: str) -> None:
    assert messages(text) == []


def test_text_of_another_is_replaced_on_request_only() -> None:
    text = f"{OPEN}\nWe are half way through.\n\n{CLOSE}\n- [x] Dig\n"
    assert messages(text) == ["this region does not show what is counted: 1 of 1 tasks is done"]
    assert fixed(text) == text
    assert "**Overall:**" in fixed(text, unsafe=True)
    assert "half way" not in fixed(text, unsafe=True)


# --- other files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def around(tmp_path: Path) -> Neighbours:
    """A repository with a plan and its phases."""
    for name, text in {
        "phases/phase-2.md": "# Sow\n\n## Peas\n\n- [x] Buy\n- [ ] Sow\n",
        "phases/phase-10.md": "# Eat\n\n- [ ] Cook\n",
        "phases/notes.md": "# Notes\n\nNo tasks.\n",
        "phases/deep/plan.md": "- [x] Look\n",
        "phases/.hidden/plan.md": "- [x] Hide\n",
        "../outside.md": "- [x] Leave\n",
    }.items():
        file = tmp_path / "repo" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Neighbours(tmp_path / "repo", tmp_path / "repo" / "plan.md")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            "files=phases/phase-*.md",
            ["Sow 1/2 50%", "↳ Peas 1/2 50%", "Eat 0/1 0%", "↳ Eat 0/1 0%", "Overall 33% (1/3)"],
        ),
        ('depth=0 files="phases/phase-*.md"', ["Sow 1/2 50%", "Eat 0/1 0%", "Overall 33% (1/3)"]),
        ('depth=0 files="phases/phase-10.md, phases/*.md"', ["Eat 0/1 0%", "Sow 1/2 50%", "Overall 33% (1/3)"]),
        ('depth=0 files="**/plan.md"', ["plan 1/1 100%", "Overall 100% (1/1)"]),
        ('depth=0 files="/phases/deep/*.md"', ["plan 1/1 100%", "Overall 100% (1/1)"]),
        ('depth=0 files="phases/notes.md"', ["Overall no tasks"]),
    ],
)
def test_files(around: Neighbours, options: str, expected: list[str]) -> None:
    assert rows(fixed(with_options(options), around)) == expected


def test_the_plan_may_name_itself(around: Neighbours) -> None:
    around.path.write_text("stale", encoding="utf-8")
    text = f"# All\n\n{with_options('depth=0 files=*.md')}\n- [x] Buy land\n"
    assert rows(fixed(text, around)) == ["All 1/1 100%", "Overall 100% (1/1)"]


@pytest.mark.parametrize("pattern", ["gone.md", "phases/*.txt", "../outside.md", "**", "phases/["])
def test_a_pattern_that_leads_nowhere(around: Neighbours, pattern: str) -> None:
    found = around.matching(pattern)
    if found and pattern == "**":
        return  # everything below
    text = with_options(f'files="{pattern}"')
    assert messages(text, around) == [f"{pattern!r} leads to no file"]
    assert fixed(text, around) == text


def test_without_a_place_other_files_are_unknown() -> None:
    assert messages(with_options("files=*.md")) == []


def test_a_change_of_another_file_is_noticed(around: Neighbours) -> None:
    text = fixed(with_options("files=phases/*.md"), around)
    assert messages(text, around) == []
    lookups = dict(around.lookups)
    fresh = Neighbours(around.root, around.path)
    assert fresh.confirms(lookups)
    phase = around.path.parent / "phases" / "phase-2.md"
    phase.write_text(phase.read_text(encoding="utf-8").replace("[ ] Sow", "[x] Sow"), encoding="utf-8")
    assert not fresh.confirms(lookups)
    assert messages(text, fresh) == ["1/2 for 'Sow', but 2 of 2 tasks are done"]
    text = fixed(text, fresh)
    (around.path.parent / "phases" / "phase-3.md").write_text("- [ ] Weed\n", encoding="utf-8")
    assert not Neighbours(around.root, around.path).confirms(dict(fresh.lookups))
    assert messages(text, fresh) == ["'phase-3' is missing in this region: 0 of 1 tasks are done"]


def test_one_run_fixes_files_before_the_region_that_sums_them_up(planlint: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(with_options("files=b.md depth=0"), encoding="utf-8")
    (tmp_path / "b.md").write_text("# Beds\n\n- [x] Dig\n- [] Rake\n", encoding="utf-8")
    ran = planlint("--no-config", "--fix", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert rows((tmp_path / "a.md").read_text(encoding="utf-8")) == ["Beds 1/2 50%", "Overall 50% (1/2)"]
    assert planlint("--no-config", tmp_path).out == "no problems in 2 files\n"


# --- properties ------------------------------------------------------------------------------------------------------

WORK = st.lists(st.lists(st.booleans(), max_size=5), min_size=1, max_size=5)
OPTIONS = st.sampled_from(["", "width=4", 'style="■□" depth=2', "depth=0 width=33"])


def written(work: list[list[bool]], options: str) -> str:
    lines = ["# Plot", "", *with_options(options).splitlines(), ""]
    for number, part in enumerate(work, 1):
        lines += (
            [f"## Bed {number}", ""] + [f"- [{'x' if done else ' '}] Row {n}" for n, done in enumerate(part)] + [""]
        )
    return "\n".join(lines)


def unmarked(text: str) -> str:
    """What stands outside the region."""
    return re.sub(r"-->[\s\S]*<!-- /planlint", "--><!-- /planlint", text)


@given(WORK, OPTIONS, st.data())
def test_a_region_is_right_until_a_box_changes(work: list[list[bool]], options: str, data: st.DataObject) -> None:
    text = written(work, options)
    result = fix(Source(text), Settings(), unsafe=False)
    assert unmarked(result.source.text) == unmarked(text)
    assert not result.remaining
    assert not result.refused
    boxes = [m.start() for m in re.finditer(r"\[[ x]\] Row", text)]
    if not boxes:
        return
    at = data.draw(st.sampled_from([m.start() for m in re.finditer(r"\[[ x]\] Row", result.source.text)]))
    changed = (
        result.source.text[: at + 1]
        + (" " if result.source.text[at + 1] == "x" else "x")
        + result.source.text[at + 2 :]
    )
    (stale,) = lint(Source(changed), Settings())
    assert is_safe(stale)
    again = fix(Source(changed), Settings(), unsafe=False)
    assert unmarked(again.source.text) == unmarked(changed)
    assert essence(again.source.text) != essence(result.source.text)
    assert not again.remaining


def is_safe(diagnostic: Diagnostic) -> bool:
    fix = diagnostic.finding.fix
    return diagnostic.code == "PRG010" and fix is not None and fix.applicability is Applicability.SAFE


MARKERS = st.sampled_from(
    [OPEN, CLOSE, "## Bed\n", "- [x] Dig\n", "| a | b |\n|---|---|\n| c | d |\n", "Text.\n", "> ", "\n", "```\n", "- "]
)


@given(st.lists(MARKERS, max_size=12).map("".join), st.sampled_from(["\n", "\r\n"]))
def test_any_markers(text: str, newline: str) -> None:
    text = text.replace("\n", newline)
    result = fix(Source(text), REGION, unsafe=False)
    assert fix(result.source, REGION, unsafe=False).source.text == result.source.text
    before, after = (sorted(line.strip(" >") for line in each.split(newline)) for each in (text, result.source.text))
    kept = [line for line in before if "|" not in line and "**Overall" not in line and line]
    rest = list(after)
    for line in kept:
        rest.remove(line)  # nothing that planlint did not write is lost
    assert not result.refused

"""Progress: what is read as a claim, what it is about, and what is said of consistent and of broken plans."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from plans import LAYOUTS, phases, plans, totals_table
from strategies import noise
from work import Work, percent, works

from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.plan.bars import read_bars
from planlint.running.linter import lint
from planlint.settings.config import Settings
from planlint.text.diagnostics import Applicability
from planlint.text.edits import apply_edits
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

PROGRESS = Settings(select=("PRG",))


def plan_of(text: str) -> Plan:
    return Plan(Document(Source(text)), load_vocabulary())


def codes(text: str) -> list[str]:
    return [found.code for found in lint(Source(text), PROGRESS)]


@pytest.mark.parametrize(
    ("line", "claims"),
    [
        ("Progress: 60% (3/5 tasks)", [("60", "3/5", None)]),
        ("3/5 tasks complete (60%)", [("60", "3/5", None)]),
        ("3 of 5 tasks (60%)", [("60", "3 of 5", None)]),
        ("3 tasks of 5 = 60%", [("60", "3 tasks of 5", None)]),
        ("████░░░░░░ 40% (2/5)", [("40", "2/5", "████░░░░░░")]),
        ("[####------] 40%", [("40", None, "####------")]),
        ("Quality 8/10, weight 25%", [(None, "8/10", None), ("25", None, None)]),
        ("2/10 → 50%", [(None, "2/10", None), ("50", None, None)]),
        ("54/54 passing (72% coverage)", [(None, "54/54", None), ("72", None, None)]),
        ("Week 2 of 10 (15% complete)", [("15", None, None)]),
        ("3 из 5 задач (60%)", [("60", "3 из 5", None)]),
        ("3 sur 5 (60 %)", [("60", "3 sur 5", None)]),
        ("1,234/2,468 lines (50%)", [("50", "1,234/2,468", None)]),
        ("v1.2/3, 12/10/2025, src/4/5, and/or, 1/2/3", []),
        ("`60% (3/5)`", []),
        ("no numbers here", []),
    ],
)
def test_claims(line: str, claims: list[tuple[str | None, str | None, str | None]]) -> None:
    plan = plan_of(line + "\n")
    shares = plan.shares
    percents = [plan.source.text[a.start : a.end] for each in shares for a in each.percents]
    fractions = [plan.source.text[a.start : a.end] for each in shares for a in each.fractions]
    bars = [plan.source[bar.cells] for each in shares for bar in each.bars]
    for found, wanted in zip(
        (percents, fractions, bars), zip(*claims, strict=True) if claims else ((),) * 3, strict=True
    ):
        assert found == [each for each in wanted if each]


@pytest.mark.parametrize(
    ("drawn", "filled", "width"),
    [
        ("████░░░░░░", 4, 10),
        ("■■⬜⬜", 2, 4),
        ("▰▰▱▱▱", 2, 5),
        ("████▌░░░░░", 4.5, 10),
        ("🟩🟩⬜️⬜️", 2, 4),
        ("[####----]", 4, 8),
        ("[===>  ]", 4, 6),
        ("[██████████]", 10, 10),
        ("░░░░░", 0, 5),
        ("▓▓▓░░", 3, 5),
        ("███▓▓", 3, 5),
        ("[----]", 0, 4),
    ],
)
def test_bars(drawn: str, filled: float, width: int) -> None:
    text = f"x {drawn} y"
    (bar,) = read_bars(text, 0, len(text))
    assert (bar.filled, bar.width) == (filled, width)


@pytest.mark.parametrize(
    "text", ["░░██", "█░█░", "███", "██╗  ██║", "██░░\ufffd░░", "[ab]", "[x]", "-----", "====", "█▌▌░░"]
)
def test_no_bars(text: str) -> None:
    assert read_bars(text, 0, len(text)) == []


@given(st.integers(0, 100), st.integers(4, 40), st.sampled_from(["█░", "■□", "🟩⬜", "●○"]))
def test_a_redrawn_bar_fits(value: int, width: int, glyphs: str) -> None:
    old = glyphs[0] + glyphs[1] * (width - 1)
    (bar,) = read_bars(old, 0, len(old))
    new = bar.redrawn(value)
    assert len(new) == width
    if new != glyphs[0] * width:  # full blocks alone may be a chart
        (drawn,) = read_bars(new, 0, len(new))
        assert drawn.fits(value)


@given(st.integers(0, 500), st.integers(2, 500), st.integers(0, 2))
def test_a_printed_share_is_right(done: int, total: int, digits: int) -> None:
    assume(done <= total)
    printed = f"{100 * done / total:.{digits}f}"
    assume(float(printed) < 100 or done == total)
    assert "PRG001" not in codes(f"Progress: {printed}% ({done}/{total} tasks)\n")


@pytest.mark.parametrize("name", LAYOUTS)
@given(data=st.data())
def test_nothing_is_said_of_consistent_plans(name: str, data: st.DataObject) -> None:
    assert codes(data.draw(plans(name))) == []


@given(works())
def test_a_wrong_percent_is_found_and_mended(work: Work) -> None:
    right = phases(work)
    share = percent(work.done, work.total)
    wrong = right.replace(f"{share}% (", f"{(share + 50) % 100}% (", 1)
    found = lint(Source(wrong), Settings(select=("PRG001",)))
    assert [diagnostic.code for diagnostic in found] == ["PRG001"]
    fix = found[0].finding.fix
    assert fix is not None
    assert codes(apply_edits(wrong, fix.edits)) == []


@given(works(), st.data())
def test_a_ticked_box_makes_a_count_stale(work: Work, data: st.DataObject) -> None:
    right = phases(work)
    boxes = [match.start(1) for match in re.finditer(r"^[-*+] \[( )\] ", right, re.M)]
    assume(boxes)  # a list that nobody ticks says nothing
    at = data.draw(st.sampled_from(boxes))
    wrong = f"{right[:at]}x{right[at + 1 :]}"
    assert "PRG002" in codes(wrong)


@given(works())
def test_a_total_that_lags_behind_is_found(work: Work) -> None:
    right = totals_table(work)
    total = f"| {percent(work.done, work.total)}% |\n\n"
    wrong = right.replace(total, f"| {(percent(work.done, work.total) + 50) % 100}% |\n\n", 1)
    found = lint(Source(wrong), Settings(select=("PRG001",), confidence="medium"))
    assert [each.code for each in found] == ["PRG001"]


@given(works(), st.sampled_from(["█░", "■□"]))
def test_a_bar_that_lags_behind_is_redrawn(work: Work, glyphs: str) -> None:
    share = percent(work.done, work.total)
    filled = (share // 10 + 5) % 10
    wrong = f"Progress: {glyphs[0] * filled}{glyphs[1] * (10 - filled)} {share}%\n"
    (found,) = lint(Source(wrong), PROGRESS)
    assert found.code == "PRG004"
    assert found.finding.fix is not None
    assert found.finding.fix.applicability is Applicability.SAFE
    assert codes(apply_edits(wrong, found.finding.fix.edits)) == []


@given(noise())
def test_no_text_is_too_odd(text: str) -> None:
    for found in lint(Source(text), PROGRESS):
        assert found.finding.span.end <= len(text)


@given(st.lists(st.sampled_from(["75%", "4/5", "1/2", "(4/5 tasks)", "50%", "3 of 5", "|", "[x]", "█░", "→"])))
def test_no_line_of_figures_is_too_odd(figures: list[str]) -> None:
    lint(Source(" ".join(figures)), PROGRESS)


@given(plans())
def test_every_finding_names_its_place(text: str) -> None:
    doubled = text.replace("1", "7")
    for found in lint(Source(doubled), PROGRESS):
        assert doubled[found.finding.span.start : found.finding.span.end].strip()

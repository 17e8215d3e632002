"""How tables are laid out: tests/tables.txt, and what holds for any table."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.fixing.formatter import format_text
from planlint.markdown.document import Align, Document
from planlint.markdown.tables import lay_out, table_edits
from planlint.settings.config import Settings
from planlint.text.edits import apply_edits
from planlint.text.source import Source
from planlint.text.visible import width

MAX_WIDTH = 60


def cases() -> list[tuple[str, str, str]]:
    """Name, text and formatted text of each case."""
    text = (Path(__file__).parent / "tables.txt").read_text(encoding="utf-8")
    found = []
    for part in re.split(r"^%% ", text, flags=re.M)[1:]:
        name, _, body = part.partition("\n")
        before, arrow, after = body.partition("\n->\n")
        found.append((name, before + "\n", after) if arrow else (name, body, body))
    return found


CASES = cases()


def formatted(text: str) -> str:
    return format_text(Source(text), Settings(format={"max-width": MAX_WIDTH})).text


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 40
    assert any(before == after for _, before, after in CASES)


@pytest.mark.parametrize(("before", "after"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_cases(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


@pytest.mark.parametrize(("before", "after"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_stay(before: str, after: str, newline: str) -> None:
    assert formatted(before.replace("\n", newline)) == after.replace("\n", newline)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("plain", 5),
        ("a\tb", -1),
        ("a\x07", -1),
        ("é", 1),
        ("e\u0301", 1),
        ("✅", 2),
        ("\u26a0", 1),
        ("\u26a0\ufe0f", 2),
        ("👩\u200d💻", 2),
        ("🇩🇪", 2),
        ("👍🏽", 2),
        ("1\ufe0f\u20e3", 2),
        ("中文", 4),
        ("ﾊﾝ", 2),
        ("█░", 2),
        ("a\u200bb", 2),
        ("→ … —", 5),
    ],
)
def test_width(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize("limit", [1, 15, 16, 17, 100])
def test_the_limit_is_the_widest_line_that_is_padded(limit: int) -> None:
    lines = lay_out([["Bed", "Crop"], ["North", "Peas"]], ["none", "right"], flush=True, max_width=limit)
    assert lines
    assert lines[0] == ("| Bed   | Crop |" if limit >= 16 else "| Bed | Crop |")


GLYPHS = ["a", "b1", " ", "中文", "✅", "\u26a0\ufe0f", "👩\u200d💻", "e\u0301", "é", "█", "\\|", "*", "`"]
TEXTS = st.lists(st.sampled_from(GLYPHS), max_size=5).map(lambda parts: "".join(parts).strip())
ALIGNS: st.SearchStrategy[Align] = st.sampled_from(["none", "left", "right", "center"])


@st.composite
def grids(draw: st.DrawFn) -> tuple[list[list[str]], list[Align]]:
    columns = draw(st.integers(1, 4))
    row = st.lists(TEXTS, min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=1, max_size=4)), draw(st.lists(ALIGNS, min_size=columns, max_size=columns))


@given(grids(), st.booleans())
def test_all_lines_are_equally_wide(grid: tuple[list[list[str]], list[Align]], flush: bool) -> None:
    rows, aligns = grid
    lines = lay_out(rows, aligns, flush=flush)
    assert lines is not None
    bars = [[width(line[: m.start()]) for m in re.finditer(r"(?<!\\)\|", line)] for line in lines]
    assert all(each == bars[0] for each in bars)


@given(grids(), st.booleans(), st.sampled_from([1, 30, 1000]))
def test_a_laid_out_table_has_the_same_cells_and_stays(
    grid: tuple[list[list[str]], list[Align]], flush: bool, max_width: int
) -> None:
    rows, aligns = grid
    lines = lay_out(rows, aligns, flush=flush, max_width=max_width)
    assert lines is not None
    document = Document(Source("\n".join(lines) + "\n"))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in (table.header, *table.rows)] == rows
    assert list(table.aligns) == aligns
    assert table_edits(document.source, table, max_width) == ()


@given(grids(), st.lists(st.sampled_from(["", " ", "   "]), min_size=1, max_size=9), st.sampled_from([1, 30, 1000]))
def test_any_spaces_lead_to_the_same_layout(
    grid: tuple[list[list[str]], list[Align]], spaces: list[str], max_width: int
) -> None:
    rows, aligns = grid
    dashes = [":-:" if a == "center" else ":-" if a == "left" else "-:" if a == "right" else "-" for a in aligns]
    lines = []
    for number, row in enumerate([rows[0], dashes, *rows[1:]]):
        cells = [
            cell if number == 1 else spaces[n % len(spaces)] + cell + spaces[(n + number) % len(spaces)]
            for n, cell in enumerate(row)
        ]
        lines.append(f"|{'|'.join(cells)}|")
    document = Document(Source("\n".join(lines) + "\n"))
    (table,) = document.tables
    text = apply_edits(document.source.text, table_edits(document.source, table, max_width))
    assert text.splitlines() == lay_out(rows, aligns, flush=True, max_width=max_width)

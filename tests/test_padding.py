"""Tables that were aligned before a fix are aligned after it; others are edited only where the fix says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_tables import grids

from planlint.fixing.padding import padded
from planlint.fixing.proof import keeps_rendering
from planlint.markdown.document import Align, Document
from planlint.markdown.parser import render
from planlint.markdown.tables import lay_out
from planlint.text.diagnostics import Edit
from planlint.text.edits import apply_edits, in_order
from planlint.text.source import Source, Span
from planlint.text.visible import width


def edited(text: str, *changes: tuple[str, str]) -> str:
    """`text` with the first place of each old text changed, and what keeps the tables aligned."""
    spans = [(Span(text.index(old), text.index(old) + len(old)), new) for old, new in changes]
    edits = in_order((Edit(span, new) for span, new in spans), len(text))
    complete = padded(Document(Source(text)), edits)
    assert set(edits) <= set(complete)
    assert keeps_rendering(text, complete, render)
    return apply_edits(text, complete)


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        pytest.param(
            "| Bed   | Rows |\n|-------|------|\n| Total | 30   |\n", "30", "32",
            "| Bed   | Rows |\n|-------|------|\n| Total | 32   |\n", id="the same width",
        ),
        pytest.param(
            "| Bed   | Rows |\n|-------|------|\n| Total | 30   |\n", "30", "3",
            "| Bed   | Rows |\n|-------|------|\n| Total | 3    |\n", id="room to the right",
        ),
        pytest.param(
            "| Bed   | Rows |\n|-------|-----:|\n| Total |   30 |\n", "30", "120",
            "| Bed   | Rows |\n|-------|-----:|\n| Total |  120 |\n", id="room to the left",
        ),
        pytest.param(
            "| Bed   | Rows |\n|-------|:----:|\n| Total |  30  |\n", "30", "120",
            "| Bed   | Rows |\n|-------|:----:|\n| Total | 120  |\n", id="centred",
        ),
        pytest.param(
            "| Bed   | Rows |\n|-------|-----:|\n| North |    8 |\n| Total |   30 |\n", "30", "1200000",
            "| Bed   |    Rows |\n|-------|--------:|\n| North |       8 |\n| Total | 1200000 |\n", id="a wider column",
        ),
        pytest.param(
            "| Bed   |    Rows |\n|-------|--------:|\n| North |       8 |\n| Total | 1200000 |\n", "1200000", "30",
            "| Bed   | Rows |\n|-------|-----:|\n| North |    8 |\n| Total |   30 |\n", id="a narrower column",
        ),
        pytest.param(
            "| Bed   | Rows     |\n|-------|----------|\n| Total | 30       |\n", "30", "3",
            "| Bed   | Rows     |\n|-------|----------|\n| Total | 3        |\n", id="a roomy column keeps its room",
        ),
        pytest.param(
            "| Bed   | Rows |\n| ----- | ---- |\n| Total | 3000 |\n", "3000", "3",
            "| Bed   | Rows |\n| ----- | ---- |\n| Total | 3    |\n", id="as wide as its head",
        ),
        pytest.param(
            "| Bed   | N   |\n| ----- | --- |\n| Total | 300 |\n", "300", "3",
            "| Bed   | N   |\n| ----- | --- |\n| Total | 3   |\n", id="as wide as its dashes",
        ),
        pytest.param(
            "| Bed   |Rows|\n|-------|----|\n| Total |30  |\n", "30", "12345",
            "| Bed   |Rows |\n|-------|-----|\n| Total |12345|\n", id="no spaces at all",
        ),
        pytest.param(
            "| Bed   |   Rows |\n|-------|--------|\n| North |      8 |\n| Total | 120000 |\n", "120000", "30",
            "| Bed   | Rows |\n|-------|------|\n| North |    8 |\n| Total |   30 |\n", id="figures on the right",
        ),
        pytest.param(
            "| Bed   | Done |\n|-------|------|\n| North | ✅   |\n| South | no   |\n", "no", "✅ all",
            "| Bed   | Done   |\n|-------|--------|\n| North | ✅     |\n| South | ✅ all |\n", id="emoji",
        ),
        pytest.param(
            "| Bed   | Done |\n|-------|------|\n| North | ✅    |\n| South | no   |\n", "no", "none at all",
            "| Bed   | Done        |\n|-------|-------------|\n| North | ✅           |\n| South | none at all |\n",
            id="aligned by characters",
        ),
        pytest.param(
            "| Bed   | Rows |\n|-------|------|\n| Total |      |\n| North | 8    |\n", "      ", "  30  ",
            "| Bed   | Rows |\n|-------|------|\n| Total |  30  |\n| North | 8    |\n", id="spaces are no cell",
        ),
        pytest.param(
            "| Bed | Rows |\n|---|---|\n| Total | 30 |\n", "30", "1200000",
            "| Bed | Rows |\n|---|---|\n| Total | 1200000 |\n", id="not aligned",
        ),
        pytest.param(
            "| Bed   | Rows |\n|-------|------|\n| Total | 30   |\n| North |\n", "30", "1200000",
            "| Bed   | Rows |\n|-------|------|\n| Total | 1200000   |\n| North |\n", id="a short row",
        ),
        pytest.param(
            "Bed   | Rows\n------|-----\nTotal | 30\n", "30", "1200000",
            "Bed   | Rows\n------|-----\nTotal | 1200000\n", id="no outer bars",
        ),
        pytest.param(
            "> | Bed   | Rows |\n> |-------|------|\n> | Total | 30   |\n", "30", "12345",
            "> | Bed   | Rows  |\n> |-------|-------|\n> | Total | 12345 |\n", id="in a quote",
        ),
        pytest.param(
            "- | Bed   | Rows |\n  |-------|------|\n  | Total | 30   |\n", "30", "12345",
            "- | Bed   | Rows  |\n  |-------|-------|\n  | Total | 12345 |\n", id="in a list",
        ),
        pytest.param(
            "| Bed   | Rows |\r\n|-------|------|\r\n| Total | 30   |\r\n", "30", "12345",
            "| Bed   | Rows  |\r\n|-------|-------|\r\n| Total | 12345 |\r\n", id="line ends",
        ),
        pytest.param("no table: a | b 30\n", "30", "12345", "no table: a | b 12345\n", id="no table"),
    ],
)  # fmt: skip
def test_one_cell(before: str, old: str, new: str, after: str) -> None:
    assert edited(before, (old, new)) == after


def test_several_cells_at_once() -> None:
    before = "10 in all\n\n| A  | B  |\n|----|----|\n| 11 | 12 |\n| 21 | 22 |\n"
    after = "9 in all\n\n| A    | B |\n|------|---|\n| 11   | 1 |\n| 2100 | 2 |\n"
    assert edited(before, ("10", "9"), ("12", "1"), ("21", "2100"), ("22", "2")) == after


def test_an_empty_cell_is_filled() -> None:
    text = "| A   | B    |\n|-----|------|\n| one |      |\n"
    (table,) = Document(Source(text)).tables
    edits = (Edit(table.rows[0].cells[1].span, "30"),)
    complete = padded(Document(Source(text)), edits)
    assert apply_edits(text, complete) == "| A   | B    |\n|-----|------|\n| one | 30   |\n"


@pytest.mark.parametrize(
    ("old", "new"), [("|------|", "|--|"), ("30   |\n| North", "3 |\n| N"), ("30", "3 | 4"), ("30", "3\n4")]
)
def test_edits_beyond_a_cell_are_left_as_they_are(old: str, new: str) -> None:
    text = "| Bed   | Rows |\n|-------|------|\n| Total | 30   |\n| North | 8    |\n"
    at = text.index(old)
    edits = (Edit(Span(at, at + len(old)), new),)
    assert padded(Document(Source(text)), edits) == edits


@given(grids(), st.booleans(), st.data())
def test_aligned_tables_stay_aligned(
    grid: tuple[list[list[str]], list[Align]], flush: bool, data: st.DataObject
) -> None:
    rows, aligns = grid
    text = "\n".join(lay_out(rows, aligns, flush=flush) or ()) + "\n"
    document = Document(Source(text))
    (table,) = document.tables
    cells = [cell for row in (table.header, *table.rows) for cell in row.cells]
    chosen = data.draw(st.lists(st.sampled_from(cells), unique=True, min_size=1))
    new = st.sampled_from(["", "1", "22", "4444", "✅", "中文字", "a longer one"])
    edits = in_order((Edit(cell.span, data.draw(new)) for cell in chosen), len(text))
    after = apply_edits(text, padded(document, edits))
    bars = [[width(line[: m.start()]) for m in re.finditer(r"(?<!\\)\|", line)] for line in after.splitlines()]
    assert all(each == bars[0] for each in bars)
    wanted = {cell: edit.text for edit in edits for cell in cells if cell.span == edit.span}
    (again,) = Document(Source(after)).tables
    found = [cell.text for row in (again.header, *again.rows) for cell in row.cells]
    assert found == [wanted.get(cell, cell.text) for cell in cells]
    assert again.aligns == table.aligns


@given(grids(), st.booleans(), st.data())
def test_a_change_and_its_way_back_give_the_same_text(
    grid: tuple[list[list[str]], list[Align]], flush: bool, data: st.DataObject
) -> None:
    rows, aligns = grid
    lines = lay_out(rows, aligns, flush=flush)
    text = "\n".join(lines or ()) + "\n"
    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, len(aligns) - 1))
    changed = [[*each] for each in rows]
    changed[row][column] = data.draw(st.sampled_from(["1", "4444", "✅", "a longer one"]))
    new = "\n".join(lay_out(changed, aligns, flush=flush) or ()) + "\n"
    document = Document(Source(new))
    (table,) = document.tables
    cell = (table.header, *table.rows)[row].cells[column]
    assert apply_edits(new, padded(document, (Edit(cell.span, rows[row][column]),))) == text

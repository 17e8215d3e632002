"""The text report's excerpts: the caret stands under the fault, and nothing in a plan can disturb the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.output import Style
from planlint.output.text import excerpt, paragraph
from planlint.text.diagnostics import Applicability, Diagnostic, Edit, Finding, Fix, Related, Severity
from planlint.text.source import Source, Span
from planlint.text.visible import visible, width


@pytest.mark.parametrize(
    ("line", "marked", "indent", "width"),
    [
        ("plain text", "text", 6, 4),
        ("", "", 0, 1),
        ("at the end", "", 0, 1),
        ("\ttab text", "text", 8, 4),
        ("表 wide", "wide", 3, 4),
        ("wide 表示", "表示", 5, 4),
        ("🎉 party", "party", 3, 5),
        ("✔️ selector", "selector", 3, 8),
        ("👩‍👩‍👧 joined", "joined", 3, 6),
        ("e\u0301 combining", "combining", 2, 9),
        ("zero\u200bwidth x", "x", 10, 1),
        ("bell\x07 x", "x", 6, 1),
        ("esc\x1b[31m x", "x", 9, 1),
    ],
)
def test_the_caret_stands_under_the_fault(line: str, marked: str, indent: int, width: int) -> None:
    start = line.index(marked)
    text, *caret = excerpt(Source(f"above\n{line}\nbelow"), Span(6 + start, 6 + start + len(marked)))
    assert caret == [indent, width]
    assert text == visible(line)


@pytest.mark.parametrize("at", [0, 50, 5000, 9990])
def test_a_long_line_is_cut_around_the_fault(at: int) -> None:
    line = "".join(chr(0x61 + n % 26) for n in range(10_000))
    text, indent, width = excerpt(Source(line), Span(at, at + 10))
    assert len(text) < 250
    assert text[indent : indent + width] == line[at : at + 10]


@given(
    st.text(
        alphabet=st.one_of(st.characters(), st.sampled_from("\t\r\n\x1b\u202e\u2028 |表🎉\u0301\ufe0f")), max_size=60
    ),
    st.data(),
)
def test_nothing_in_a_plan_disturbs_the_terminal(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    source = Source(text)
    finding = Finding(Span(start, end), text, (Related(Span(0, start), text),), Fix(text, (Edit(Span(0, 0), ""),)))
    shown = paragraph(text, source, Diagnostic("AAA001", "rule", Severity.ERROR, finding), Style())
    rows = shown.split("\n")
    elsewhere = source.line_of(start) != 0  # a related place on the line that is shown is not repeated
    assert len(rows) == 5 + elsewhere
    assert not any(unicodedata.category(char) == "Cc" or "\u202a" <= char <= "\u202e" for row in rows for char in row)


@given(st.text(max_size=60), st.data())
def test_the_caret_is_where_the_text_before_it_ends(text: str, data: st.DataObject) -> None:
    source = Source(text)
    offset = data.draw(st.integers(0, len(text)))
    line, indent, cells = excerpt(source, Span(offset, offset))
    start, end = source.line_span(source.line_of(offset))
    assert indent == width(visible(text[start : min(offset, end)]))
    assert cells == 1
    assert line == visible(text[start:end]).rstrip()


@pytest.mark.parametrize(
    ("grade", "unsafe_fixes", "marked", "note"),
    [
        (Applicability.SAFE, False, True, "= fix: Do it"),
        (Applicability.SAFE, True, True, "= fix: Do it"),
        (Applicability.UNSAFE, False, False, "= unsafe fix: Do it"),
        (Applicability.UNSAFE, True, True, "= unsafe fix: Do it"),
        (Applicability.DISPLAY, True, False, "= suggestion: Do it"),
        (None, True, False, ""),
    ],
)
def test_what_a_fix_is_called(grade: Applicability | None, unsafe_fixes: bool, marked: bool, note: str) -> None:
    fix = Fix("Do it", (), grade) if grade else None
    diagnostic = Diagnostic("AAA001", "rule", Severity.INFO, Finding(Span(0, 1), "wrong", (), fix))
    shown = paragraph("a.md", Source("x"), diagnostic, Style(unsafe_fixes=unsafe_fixes))
    assert ("[*]" in shown) == marked
    assert shown.endswith(f"   {note}\n" if note else "^\n")

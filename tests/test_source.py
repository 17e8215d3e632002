"""Offsets, lines and columns."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import noise

from planlint.text.source import Source, Span, utf16_length

TEXTS = noise() | st.text(st.sampled_from("ab\n\r\t\f\v\x1c\x85\u2028é中😀\0"), max_size=40)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\n\r", ["a", "", ""]),
        ("a\r\r\nb", ["a", "", "b"]),
        ("a\fb\vc\x1cd\x85e\u2028f", ["a\fb\vc\x1cd\x85e\u2028f"]),
    ],
)
def test_only_lf_crlf_and_cr_end_a_line(text: str, lines: list[str]) -> None:
    source = Source(text)
    assert [source.lines[n] for n in range(len(source.line_starts))] == lines


@given(TEXTS)
def test_lines_partition_the_text(text: str) -> None:
    source = Source(text)
    ends = [*source.line_starts[1:], len(text)]
    assert [source.lines[n] for n in range(len(ends))] == re.split("\r\n|\n|\r", text)
    for n, (start, end) in enumerate(zip(source.line_starts, ends, strict=True)):
        assert source.line_span(n).start == start
        assert text[source.line_span(n).end : end] in ("", "\n", "\r\n", "\r")


@given(TEXTS)
def test_positions_count_utf16_units(text: str) -> None:
    source = Source(text)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n" or offset == 0:
            line, column = source.position(offset)
            assert line == source.line_of(offset)
            assert column == len(text[source.line_starts[line] : offset].encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize("text", ["", "a", "a\nb\n", "\n\n a", "a\r\nb\rc\n", "é\n😀x"])
@pytest.mark.parametrize("times", [1, 20])
def test_places_are_the_same_with_a_table_of_lines_and_without(text: str, times: int) -> None:
    for offset in range(len(text) + 1):
        source, table = Source(text), Source(text)
        line = table.line_of(offset)
        assert {source.place(offset) for _ in range(times)} == {(line, offset - table.line_starts[line])}


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("é中", 2), ("😀", 2), ("✔️", 2), ("a😀b😀", 6)])
def test_utf16_length(text: str, units: int) -> None:
    assert utf16_length(text) == units


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("a", "\n"), ("a\nb\r\nc\r\n", "\r\n"), ("a\rb\rc\n", "\r"), ("a\nb\r\n", "\n")],
)
def test_the_line_end_used_most(text: str, newline: str) -> None:
    assert Source(text).newline == newline


@pytest.mark.parametrize(
    ("one", "other", "covers", "meets"),
    [
        ((0, 4), (1, 3), True, True),
        ((0, 4), (0, 4), True, True),
        ((0, 4), (2, 6), False, True),
        ((0, 4), (4, 6), False, False),
        ((0, 4), (4, 4), True, True),
        ((0, 4), (6, 6), False, False),
        ((2, 2), (2, 2), True, True),
    ],
)
def test_spans_cover_and_meet(one: tuple[int, int], other: tuple[int, int], covers: bool, meets: bool) -> None:
    assert Span(*one).covers(Span(*other)) is covers
    assert Span(*one).meets(Span(*other)) is meets
    assert Span(*other).meets(Span(*one)) is meets

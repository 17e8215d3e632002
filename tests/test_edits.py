"""Edits: what they make of a text, and where the rest of it goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.text.diagnostics import Edit
from planlint.text.edits import Shift, apply_edits, in_order, inverted, narrowed, parted
from planlint.text.source import Span

TEXT = "abcdefgh"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], "abcdefgh"),
        ([(2, 4, "cd")], "abcdefgh"),
        ([(0, 0, "X")], "Xabcdefgh"),
        ([(8, 8, "X")], "abcdefghX"),
        ([(0, 8, "")], ""),
        ([(4, 6, "YY"), (0, 1, "X")], "XbcdYYgh"),
        ([(2, 4, "1"), (4, 6, "2")], "ab12gh"),
        ([(3, 3, "1"), (3, 3, "2")], "abc12defgh"),
        ([(2, 4, "X"), (2, 2, "Y")], "abYXefgh"),
        ([(1, 2, "\N{WHITE HEAVY CHECK MARK}\ufe0f")], "a\N{WHITE HEAVY CHECK MARK}\ufe0fcdefgh"),
    ],
)
def test_apply(edits: list[tuple[int, int, str]], expected: str) -> None:
    assert apply_edits(TEXT, [Edit(Span(start, end), new) for start, end, new in edits]) == expected


@pytest.mark.parametrize("spans", [[(0, 9)], [(-1, 2)], [(3, 2)], [(0, 3), (2, 4)], [(0, 4), (1, 2)], [(0, 4), (2, 2)]])
def test_edits_that_cannot_be_applied(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="overlaps another or leaves the text"):
        apply_edits(TEXT, [Edit(Span(*span), "") for span in spans])


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 1), (0, 1)),  # before everything
        ((2, 4), (2, 7)),  # the edited stretch itself
        ((3, 4), (2, 7)),  # an edge inside it moves outward
        ((2, 3), (2, 7)),
        ((1, 2), (1, 2)),  # beside it
        ((4, 5), (7, 8)),
        ((4, 6), (7, 9)),  # an insertion at the end stays outside
        ((6, 7), (10, 11)),  # and one at the start
        ((5, 7), (8, 11)),  # one inside does not
        ((6, 6), (9, 10)),  # an empty span takes it in
        ((8, 8), (12, 12)),
    ],
)
def test_moved(span: tuple[int, int], expected: tuple[int, int]) -> None:
    edits = (Edit(Span(2, 4), "12345"), Edit(Span(6, 6), "X"))
    assert Shift.of(edits).moved(Span(*span)) == expected


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ((0, 3, "abc"), (3, 3, "")),
        ((0, 3, "aXc"), (1, 2, "X")),
        ((0, 3, "abcc"), (3, 3, "c")),
        ((0, 3, ""), (0, 3, "")),
        ((2, 2, "X"), (2, 2, "X")),
    ],
)
def test_narrowed(edit: tuple[int, int, str], expected: tuple[int, int, str]) -> None:
    assert narrowed(TEXT, Edit(Span(*edit[:2]), edit[2])) == Edit(Span(*expected[:2]), expected[2])


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...]]:
    text = draw(st.text(max_size=30))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(places[::2], places[1::2], strict=False)
    return text, in_order([Edit(Span(*pair), draw(st.text(max_size=4))) for pair in pairs], len(text))


@given(edited_texts())
def test_inverted_edits_undo(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    assert apply_edits(apply_edits(text, edits), inverted(text, edits)) == text


@given(edited_texts())
def test_narrowed_edits_do_the_same(case: tuple[str, tuple[Edit, ...]]) -> None:
    text, edits = case
    assert apply_edits(text, [narrowed(text, edit) for edit in edits]) == apply_edits(text, edits)


@given(st.lists(st.sampled_from("a|"), max_size=4), st.data())
def test_parted_edits_do_the_same_and_keep_the_words_in_place(words: list[str], data: st.DataObject) -> None:
    old, new = ("".join(data.draw(st.sampled_from([" ", "  "])) + word for word in words) for _ in range(2))
    parts = list(parted(f"x{old}y", Edit(Span(1, 1 + len(old)), new)))
    assert apply_edits(f"x{old}y", parts) == f"x{new}y"
    assert all(not part.text.strip() for part in parts)


def test_only_white_space_is_parted() -> None:
    assert list(parted("a b", edit := Edit(Span(0, 3), "a  c"))) == [edit]


@given(edited_texts(), st.data())
def test_untouched_text_keeps_its_place(case: tuple[str, tuple[Edit, ...]], data: st.DataObject) -> None:
    text, edits = case
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    moved = Shift.of(edits).moved(span)
    after = apply_edits(text, edits)
    assert 0 <= moved.start <= moved.end <= len(after)
    if not any(edit.span.start <= span.end and span.start <= edit.span.end for edit in edits):
        assert after[moved.start : moved.end] == text[span.start : span.end]

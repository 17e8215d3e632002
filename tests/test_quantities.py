"""Quantities and figures: numbers with units, ranges, compounds, and what they add up to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.facts import quantities
from planlint.facts.figures import Figure, add, agrees, cell_figure, figures_in, show
from planlint.facts.quantities import read_quantities
from planlint.markdown.building import parse_document
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

WORDS = load_vocabulary()


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("4h", "4", "4", "hour"),
        ("2-3 days", "2", "3", "day"),
        ("1h-2h", "1", "2", "hour"),
        ("1h30", "1.5", "1.5", "hour"),
        ("~1.5-2h", "1.5", "2", "hour"),
        ("30m-1h", "0.5", "1", "hour"),
        ("2 hours to 30 minutes", "120", "30", "minute"),
        ("1,040 lines", "1040", "1040", "line"),
        ("180k€", "180000", "180000", ""),
        ("$1.2M", "1200000", "1200000", ""),
        ("2–3 Wochen", "2", "3", "week"),
        ("72 часа", "72", "72", "hour"),
        ("3小时", "3", "3", "hour"),
        ("总计20小时", "20", "20", "hour"),
        ("약 20시간", "20", "20", "hour"),
        ("500ms", "500", "500", "ms"),
    ],
)
def test_quantity(text: str, low: str, high: str, unit: str) -> None:
    (quantity,) = read_quantities(text, 0, len(text), WORDS)
    assert (round(quantity.low, 6), round(quantity.high, 6), quantity.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize("text", ["", "v1.2", "2025-01-05", "8/10", "10:30", "#12", "W18.1", "abc"])
def test_no_quantity(text: str) -> None:
    assert read_quantities(text, 0, len(text), WORDS) == []


@pytest.mark.parametrize(
    ("text", "bounded"),
    [("~5h", "approximate"), ("about 5h", "approximate"), ("etwa 5h", "approximate"), ("5+ h", "open_ended")],
)
def test_looseness(text: str, bounded: str) -> None:
    (quantity,) = read_quantities(text, 0, len(text), WORDS)
    assert getattr(quantity, bounded)
    assert not quantity.exact


def cell(text: str) -> tuple[Source, Figure | None]:
    source = Source(f"| a | b |\n|---|---|\n| x | {text} |\n")
    document = parse_document(source)
    found = quantities.read(document, WORDS)
    return source, cell_figure(document, found, document.tables[0].rows[0].cells[1].span)


@pytest.mark.parametrize(
    ("text", "low", "high", "of"),
    [
        ("5", "5", "5", None),
        ("**8.7/10**", "8.7", "8.7", "10"),
        ("10/10 ✅", "10", "10", "10"),
        ("~90 (rename)", "90", "90", None),
        ("1 hour 15 min (done)", "1.25", "1.25", None),
        ("30 min - 1 hour", "0.5", "1", None),
        ("12 (4 new)", "12", "12", None),
        ("✅ 5", "5", "5", None),
        ("24/60 hours", "24", "24", "60"),
    ],
)
def test_cell_figure(text: str, low: str, high: str, of: str | None) -> None:
    _, figure = cell(text)
    assert figure is not None
    assert (round(figure.low, 6), round(figure.high, 6)) == (Decimal(low), Decimal(high))
    assert figure.of == (None if of is None else Decimal(of))


@pytest.mark.parametrize(
    "text",
    [
        "Day 1",
        "+50, -5",
        "2 made, 2 changed",
        "2 weeks + buffer",
        "82 → 90",
        "3h × 2",
        "<5 min",
        "v2",
        "-- /10",
        "`5h`",
    ],
)
def test_cell_without_one_figure(text: str) -> None:
    assert cell(text)[1] is None


def figures(*texts: str) -> list[Figure]:
    found = []
    for text in texts:
        source = Source(text + "\n")
        document = parse_document(source)
        (figure,) = figures_in(document, quantities.read(document, WORDS), document.segments[0].span)
        found.append(figure)
    return found


@pytest.mark.parametrize(
    ("claim", "parts", "fits"),
    [
        ("5h", ["2h", "3h"], True),
        ("6h", ["2h", "3h"], False),
        ("2.5 hours", ["90 min", "1 hour"], True),
        ("2 days", ["6h", "6h"], True),
        ("5 days", ["6h", "6h"], False),
        ("~50 min", ["22 min", "27 min"], True),
        ("50 min", ["22 min", "27 min"], False),
        ("3-5 days", ["1-2 days", "2-3 days"], True),
        ("4-5 days", ["1-2 days", "2-3 days"], False),
        ("4 days", ["1-2 days", "2-3 days"], True),
        ("900+ lines", ["500 lines", "450 lines"], True),
        ("900+ lines", ["500 lines", "300 lines"], False),
        ("900+ lines", ["900 lines", "800 lines"], False),
        ("80+ tests", ["10+ tests", "20+ tests"], True),
        ("1.3k lines", ["700 lines", "640 lines"], True),
        ("10 points", ["3 points", "5 points"], False),
    ],
)
def test_agreement(claim: str, parts: list[str], fits: bool) -> None:
    assert agrees(*figures(claim), figures(*parts)) is fits


@given(st.lists(st.integers(1, 500), min_size=2, max_size=8))
def test_an_exact_sum_agrees_and_its_neighbours_do_not(numbers: list[int]) -> None:
    parts = figures(*(f"{number} h" for number in numbers))
    total = sum(numbers)
    assert agrees(*figures(f"{total} h"), parts)
    assert not agrees(*figures(f"{total + 1} h"), parts)
    assert add(parts).low == total


@given(st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False))
def test_shown_numbers_read_back(value: Decimal) -> None:
    assert Decimal(show(value).replace(",", "")) == value


@given(st.integers(0, 99999), st.sampled_from(["h", " days", " tests", "%", ""]), st.text(" ab.,()", max_size=6))
def test_spans_hold_their_digits(number: int, unit: str, tail: str) -> None:
    text = f"x {number}{unit}{tail}"
    for quantity in read_quantities(text, 0, len(text), WORDS):
        assert quantity.span.covers(quantity.number)
        assert text[quantity.number.start : quantity.number.end].strip()
        assert any(char.isdigit() for char in text[quantity.number.start : quantity.number.end])

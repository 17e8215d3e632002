"""Numbers as people write them, and what is no amount."""

import pytest

from planlint.plan.amounts import Amounts
from planlint.words.vocabulary import load_vocabulary

WORDS = load_vocabulary()


@pytest.mark.parametrize(
    ("text", "written", "low", "high", "unit"),
    [
        ("Ship 12 things", "12", 12, 12, "things"),
        ("1,000,000 users", "1,000,000", 1_000_000, 1_000_000, "users"),
        ("3.5k lines", "3.5k lines", 3500, 3500, "line"),
        ("9 test files", "9", 9, 9, "file"),
        ("9 tests files", "9 tests", 9, 9, "test"),
        ("2M", "2M", 2_000_000, 2_000_000, ""),
        ("10-20k lines", "10-20k lines", 10_000, 20_000, "line"),
        ("0.500", "0.500", 0.5, 0.5, ""),
        ("-$5", "-$5", -5, -5, "money"),
        ("−4h", "−4h", -4, -4, "hour"),
        ("500 €", "500 €", 500, 500, "money"),
        ("1'000 CHF", "1'000 CHF", 1000, 1000, "money"),
        ("10 %", "10 %", 10, 10, "%"),
        ("2-3 weeks", "2-3 weeks", 2, 3, "week"),
        ("5 to 7 days", "5 to 7 days", 5, 7, "day"),
        ("2h - 3", "2h - 3", 2, 3, "hour"),
        ("30 min - 1 hour", "30 min - 1 hour", 0.5, 1, "hour"),
        ("2h30", "2h30", 2.5, 2.5, "hour"),
        ("2 hours and 15 minutes", "2 hours and 15 minutes", 2.25, 2.25, "hour"),
        ("5 new tasks", "5", 5, 5, "task"),
        ("3 (tasks)", "3", 3, 3, ""),
        ("5m", "5m", 5, 5, "minute"),
        ("5 M", "5", 5, 5, "m"),
        ("3日", "3日", 3, 3, "day"),
    ],
)
def test_amount(text: str, written: str, low: float, high: float, unit: str) -> None:
    (amount,) = Amounts(text, WORDS).all
    assert (text[amount.left : amount.right], amount.low, amount.high, amount.unit) == (written, low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "Phase 3",
        "W18.1",
        "3D",
        "v1.2.3",
        "9:30",
        "2025-02",
        "T-02",
        "#12",
        "src/v2",
        "2 - 1",
        "第2引数",
        f"{10**15} h",
        f"1/{10**400} tasks",
    ],
)
def test_no_amount(text: str) -> None:
    assert not Amounts(text, WORDS).all


@pytest.mark.parametrize(
    ("text", "mark", "of"),
    [
        ("4", "", None),
        ("~4", "~", None),
        ("120+", "+", None),
        ("≥ 5 days", ">", None),
        ("< 3", "<", None),
        ("7/10 tasks", "", 10),
        ("~7 / 10", "~", 10),
    ],
)
def test_bounds_and_fractions(text: str, mark: str, of: float | None) -> None:
    (amount,) = Amounts(text, WORDS).all
    assert (amount.mark, amount.of, amount.exact) == (mark, of, not mark)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1.5 h", [(1.5, 1)]),
        ("1.500", [(1500, 0)]),
        ("1,5 h, 1.500", [(1.5, 1), (1500, 0)]),
        ("1,5 h, 1.5 h", [(1.5, 0), (1.5, 1)]),
        ("1.234,50", [(1234.5, 2)]),
        ("1,234.50", [(1234.5, 2)]),
        ("1.234,50, 1,234.50", [(1234.5, 0), (1234.5, 2)]),
        ("1.2.30, 1,5", [(1.5, 1)]),
    ],
)
def test_decimals(text: str, numbers: list[tuple[float, int]]) -> None:
    """The mark that the text writes decimals behind; a full stop where it writes both."""
    assert [(each.low, each.decimals) for each in Amounts(text, WORDS).all] == numbers

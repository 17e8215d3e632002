"""Tables drawn in fences, and what their totals say."""

import pytest

from planlint.running.linter import lint
from planlint.settings.config import Settings
from planlint.text.source import Source

COUNTED = "Name  Hours\n===========\nA         3\nB         4\nC        10\nSum      20\n"
MERGED = "reader.py     120     done\na_writer.py() 80+     done\nthe runner of 40      open\nTOTAL         300\n"
LOOSE = "reader.py     120+    done\nwriter.py     80+     done\nrunner.py     40+     open\nTOTAL         239\n"
HEAD = "File          Lines   State\n---------------------------\n"
ROWS = "reader.py     120     done\nwriter.py     80      done\nrunner.py     40      open\n"


def drawn(text: str) -> list[str]:
    plan = Source(f"# Plan\n\n```\n{text}```\n")
    return [each.finding.message for each in lint(plan, Settings(select=("SUM001",)))]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (f"{HEAD}{ROWS}---------------------------\nTOTAL         250\n", ["120 + 80 + 40 = 240, the total says 250"]),
        (f"{HEAD}{ROWS}---------------------------\nTOTAL         240     ✅ 3/3\n", []),
        (f"{HEAD}{ROWS}TOTAL         250     ✅ 3/3\n", ["120 + 80 + 40 = 240, the total says 250"]),
        (COUNTED, ["3 + 4 + 10 = 17, the total says 20"]),
        # no head, or no rule below it
        (f"{ROWS}TOTAL         250\n", []),
        ("a long name with 450 lines\n----\nTotal 3\nx\ny\n", []),
        # a cell that runs into the next column
        (HEAD + MERGED, []),
        # a blank line ends a table
        (f"{HEAD}{ROWS}\nTOTAL         250\n", []),
        # a little less than open-ended figures make
        (HEAD + LOOSE, []),
    ],
)
def test_totals(text: str, messages: list[str]) -> None:
    assert drawn(text) == messages

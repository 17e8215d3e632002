"""Plans in which every number is right: no rule has anything to say about them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import FILES, LAYOUTS, few, plans

from planlint.running.linter import lint
from planlint.running.neighbours import Neighbours
from planlint.settings.config import Settings
from planlint.text.source import Source

SETTINGS = Settings(today=date(2026, 1, 1), preview=True, ignore=("FMT006",))
"""All rules, also those that are off by default, on a day before all plans start; but not all authors align tables."""


@pytest.mark.parametrize("name", LAYOUTS)
@few(40)
@given(data=st.data(), newline=st.sampled_from(["\n", "\r\n"]))
def test_nothing_is_reported(name: str, around: Neighbours, data: st.DataObject, newline: str) -> None:
    text = data.draw(plans(name)).replace("\n", newline)
    assert [f"{found.code} {found.finding.message}" for found in lint(Source(text), SETTINGS, neighbours=around)] == []


def test_files_are_there() -> None:
    """Every file that a plan may link to has text, or is a picture: a lost one would make a test of links useless."""
    assert all(text or Path(name).suffix == ".png" for name, text in FILES.items())

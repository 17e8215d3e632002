"""Marks saved in the wrong encoding are read as what they were, at the same length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.markdown.document import Document
from planlint.text.encoding.decode import MARKS, read_through
from planlint.text.source import Source


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("- âœ… Done", "- ✅   Done"),
        ("- ‚úÖ Done", "- ✅   Done"),
        ("Phase 2 â€” Build", "Phase 2 —   Build"),
        ("├── src\n└── tests", "├── src\n└── tests"),
        ("café – à bientôt", "café – à bientôt"),
        ("в работе", "в работе"),
        ("plain", "plain"),
    ],
)
def test_reads_through(text: str, read: str) -> None:
    assert read_through(text) == read


@given(st.text(), st.sampled_from(MARKS), st.sampled_from(["cp1252", "mac_roman", "cp437"]))
def test_keeps_every_offset(text: str, mark: str, codec: str) -> None:
    mangled = text + mark.encode().decode(codec, "replace") + text
    assert len(read_through(mangled)) == len(mangled)


def test_prose_is_read_through_and_the_source_is_not() -> None:
    document = Document(Source("# Plan\n\n- âœ… Build\n"))
    assert "✅   Build" in document.prose
    assert "âœ… Build" in document.source.text

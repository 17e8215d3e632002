"""Glyphs and dashes of a text that was saved in the wrong encoding, read as what they were meant to be.

Reading only: the text itself stays as it is (the encoding rules speak of it). A mangled mark is longer than the mark;
it becomes the mark and spaces, so that every offset stays true.
"""

import re
from functools import cache

MARKS = "✅☑✔✓❌✗✘⬜☐🔲🔄🚧🏗🔧🔨▶🟡🟠🟢🔴⚪⭕📋⏳⌛⏸⚠⏭🚫⛔🎉🎯🚀📊🔵🟦🟩🟥🟨⭐📝📅🔍💡–—•→←↔⇒’‘“”…≥≤×·\ufe0f"
"""What names and statuses are read around. Bars are left out: their cells must keep their width."""

_CODECS = ("cp1252", "mac_roman", "cp437", "cp850", "cp1251", "cp866")


@cache
def _table() -> tuple[dict[str, str], "re.Pattern[str]"]:
    marks: dict[str, str] = {}
    for mark in MARKS:
        for codec in _CODECS:
            seen = "".join(_decode(byte, codec) for byte in mark.encode())
            marks.setdefault(seen, (mark if mark != "\ufe0f" else " ").ljust(len(seen)))
    by_lead: dict[str, list[str]] = {}
    for seen in sorted(marks, key=len, reverse=True):
        by_lead.setdefault(seen[0], []).append(re.escape(seen[1:]))
    pattern = "|".join(f"{re.escape(lead)}(?:{'|'.join(rest)})" for lead, rest in by_lead.items())
    return marks, re.compile(pattern)


def _decode(byte: int, codec: str) -> str:
    """One byte as the codec shows it; what the codec leaves undefined stands for the control of the same number."""
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


def read_through(text: str) -> str:
    """`text`, at the same length, with mangled marks replaced by the marks and spaces."""
    if text.isascii():
        return text
    marks, pattern = _table()
    return pattern.sub(lambda match: marks[match[0]], text)

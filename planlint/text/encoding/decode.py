"""Bytes to text: UTF-8, or what else a file is in and what of it can be read; and text read through its mojibake."""

import codecs
import re
from functools import cache
from typing import NamedTuple

from planlint.text.encoding.pages import codepages, is_emoji
from planlint.text.patterns import regex

_BOMS = (  # UTF-32 first: its little-endian mark starts as that of UTF-16 does
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_WIDE = ("UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE")
_CONTROLS = regex(rb"\0+|[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""NULs in a row count once: files are padded with them."""
_SURROGATE = regex("[\ud800-\udbff]?[\udc00-\udfff]|[\ud800-\udbff]")
_WESTERN = frozenset("àáâãäåæçèéêëíîïñóôöøùúûüßœÀÁÂÃÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÙÚÛÜŒ")
_PUNCTUATION = frozenset("\xa0§©«®°±²³·»½£€–—‘’“”…•")
_HIGH = regex(r"[^\x00-\x7f]+")
_SAMPLE = 65536
MARKS = "✅☑✔✓❌✗✘⬜☐🔲🔄🚧🏗🔧🔨▶🟡🟠🟢🔴⚪⭕📋⏳⌛⏸⚠⏭🚫⛔🎉🎯🚀📊🔵🟦🟩🟥🟨⭐📝📅🔍💡–—•→←↔⇒’‘“”…≥≤×·\ufe0f"
"""What names and statuses are read around. Bars are left out: their cells must keep their width."""
_PAGES = 8
"""So many of the code pages, the first, are those that plans are read in."""


class Decoded(NamedTuple):
    """The text of a file, without byte order mark, and what it is in: "UTF-8", "UTF-16", "cp1252" and so on, "UTF-8
    with lone surrogates", or "8-bit text".

    `foreign` is the offset of the first code point that is not UTF-8. What has more than one reading is U+FFFD.
    """

    text: str
    encoding: str
    foreign: int = 0


def decode_bytes(data: bytes) -> Decoded | None:
    """What `data` holds; None when it is no text. UTF-16 and UTF-32 of ASCII, which are UTF-8 with NULs, are told."""
    sample = data[:_SAMPLE]
    name = next((name for mark, name in _BOMS if data.startswith(mark)), "") or _wide(sample)
    if name:
        return Decoded(data.decode(name, "replace"), name)
    controls = len(_CONTROLS.findall(sample))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        foreign = len(data[: error.start].decode())
    else:  # a plan may hold a few stray controls, or be padded
        binary = (controls > 16 and controls * 5 > len(sample)) or (len(data) > 16 and not data.strip(b"\0"))
        return None if binary else Decoded(text, "UTF-8")
    if controls > 1 and controls * 20 > len(sample):
        return None
    for name, read in (("UTF-8 with lone surrogates", _joined), ("cp1252", _windows)):
        try:
            return Decoded(read(data), name, foreign)
        except UnicodeError:
            continue
    return Decoded(data.decode(errors="replace"), "8-bit text", foreign)


def _wide(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark, of mostly Latin text: its zero bytes stand in the same places."""
    if b"\0" not in sample:
        return ""
    for name in _WIDE:
        width = 4 if "32" in name else 2
        units = len(sample) // width
        text = sample[: units * width].decode(name, "replace")
        latin = sum("\t" <= char < "\u0250" for char in text)
        if units > 3 and len(text) == units and latin * 10 >= units * 9:
            return name
    return ""


def _joined(data: bytes) -> str:
    """UTF-8 in which the halves of surrogate pairs were encoded one by one, and some are gone."""
    return _SURROGATE.sub(_whole, data.decode("utf-8", "surrogatepass"))


def _whole(match: re.Match[str]) -> str:
    """The one character that a pair, or the second half of an emoji, can be."""
    pair = match[0]
    highs = [pair[0]] if len(pair) == 2 else ["\ud83c", "\ud83d", "\ud83e"] if pair >= "\udc00" else []
    chars = [(high + pair[-1]).encode("utf-16", "surrogatepass").decode("utf-16") for high in highs]
    if len(pair) == 1:
        chars = [char for char in chars if is_emoji(char)]
    return chars[0] if len(chars) == 1 else "\ufffd"


def _windows(data: bytes) -> str:
    """8-bit text as Windows writes it in Western Europe. Raises UnicodeError where it does not look like that."""
    text = data.decode("cp1252")
    for match in _HIGH.finditer(text):
        beside = (text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1])
        letters = sum(char in _WESTERN for char in match[0])
        if letters + sum(char in _PUNCTUATION for char in match[0]) < len(match[0]) or letters > 2:
            raise UnicodeError("not Western European text")
        if letters and not any(map(str.isalpha, beside)):
            raise UnicodeError("a letter on its own")
    return text


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    marks: dict[str, str] = {}
    for mark in MARKS:
        for page in codepages()[:_PAGES]:
            seen = page.decode(mark.encode())
            marks.setdefault(seen, (mark if mark != "\ufe0f" else " ").ljust(len(seen)))
    by_lead: dict[str, list[str]] = {}
    for seen in sorted(marks, key=len, reverse=True):
        by_lead.setdefault(seen[0], []).append(re.escape(seen[1:]))
    pattern = "|".join(f"{re.escape(lead)}(?:{'|'.join(rest)})" for lead, rest in by_lead.items())
    return marks, re.compile(pattern)


def read_through(text: str) -> str:
    """`text` with mangled marks replaced by the marks and spaces, so that every offset stays true.

    For reading only: the text itself stays as it is, and the encoding rules speak of it.
    """
    marks, pattern = _table()
    return pattern.sub(lambda match: marks[match[0]], text)

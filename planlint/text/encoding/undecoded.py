"""What the bytes of a file are when they are not UTF-8, and the text that they hold where that is certain."""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from planlint.text.encoding.glyphs import is_emoji
from planlint.text.patterns import regex

_LINE_END = regex(rb"\r\n|\n|\r")
_BOMS = (  # UTF-32 first: its little-endian mark starts as that of UTF-16 does
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_WIDE = ("UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE")
_CONTROLS = regex(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = regex("[\ud800-\udbff]?[\udc00-\udfff]|[\ud800-\udbff]")
_WESTERN = frozenset("àáâãäåæçèéêëíîïñóôöøùúûüßœÀÁÂÃÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÙÚÛÜŒ")
_PUNCTUATION = frozenset("\xa0§©«®°±²³·»½£€–—‘’“”…•")
_HIGH = regex(r"[^\x00-\x7f]+")
_SAMPLE = 65536


class Undecoded(NamedTuple):
    """What a file is instead of UTF-8: "UTF-16", "cp1252", "UTF-8 with lone surrogates", "8-bit text", "binary".

    `line` and `column` say where the first byte stands that is not UTF-8, both from 1, the column in code points.
    `text` is the decoded file, without byte order mark, where no other reading is possible.
    """

    what: str
    line: int
    column: int
    text: str | None


def describe_bytes(data: bytes) -> Undecoded | None:
    """What `data` is; None for UTF-8. UTF-16 and UTF-32 of ASCII, which are UTF-8 with NULs in it, are told apart."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Undecoded(name, 1, 1, _decoded(data, name))
    if name := _wide(data[:_SAMPLE]):
        return Undecoded(name, 1, 1, _decoded(data, name))
    sample = data[:_SAMPLE]
    controls = len(_CONTROLS.findall(sample))
    binary = controls > 3 and controls * 20 > len(sample)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        *before, line = _LINE_END.split(data[: error.start])
        place = len(before) + 1, len(line.decode()) + 1
    else:  # a plan may hold a few stray controls
        return Undecoded("binary", 1, 1, None) if controls > 16 and controls * 5 > len(sample) else None
    if binary:
        return Undecoded("binary", *place, None)
    readings: tuple[tuple[str, Callable[[bytes], str | None]], ...] = (
        ("UTF-8 with lone surrogates", _joined),
        ("cp1252", _windows),
    )
    for name, read in readings:
        try:
            return Undecoded(name, *place, read(data))
        except UnicodeError:
            continue
    return Undecoded("8-bit text", *place, None)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark, of mostly Latin text: its zero bytes stand in the same places."""
    for name in _WIDE:
        width = 4 if "32" in name else 2
        units = len(sample) // width
        text = sample[: units * width].decode(name, "replace")
        latin = sum("\t" <= char < "\u0250" for char in text)
        if units > 3 and len(text) == units and latin * 10 >= units * 9:
            return name
    return ""


def _joined(data: bytes) -> str | None:
    """UTF-8 in which the halves of surrogate pairs were encoded one by one, and some are gone."""
    certain = True

    def whole(match: re.Match[str]) -> str:
        nonlocal certain
        pair = match[0]
        highs = [pair[0]] if len(pair) == 2 else ["\ud83c", "\ud83d", "\ud83e"] if pair >= "\udc00" else []
        chars = [(high + pair[-1]).encode("utf-16", "surrogatepass").decode("utf-16") for high in highs]
        if len(pair) == 1:
            chars = [char for char in chars if is_emoji(char)]
        certain &= len(chars) == 1
        return chars[0] if chars else pair

    text = _SURROGATE.sub(whole, data.decode("utf-8", "surrogatepass"))
    return text if certain else None


def _windows(data: bytes) -> str | None:
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

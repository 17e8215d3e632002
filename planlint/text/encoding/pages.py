"""How UTF-8 looks after it was read in another encoding, and which characters a repair may bring forth."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Literal

from planlint.text.records import record

ENCODINGS = {
    "cp1252": "cp1252",
    "Mac Roman": "mac_roman",
    "cp437": "cp437",
    "cp850": "cp850",
    "cp1251": "cp1251",
    "cp1250": "cp1250",
    "cp1254": "cp1254",
    "cp866": "cp866",
    "cp852": "cp852",
    "KOI8-R": "koi8_r",
    "cp1257": "cp1257",
    "ISO 8859-2": "iso8859_2",
}
"""Name for the reader -> Python's codec; of two that explain a text equally well, the first one counts."""

_LATIN = ("cp1252", "cp1254")
_C1 = range(0x80, 0xA0)
_CONTINUATION = range(0x80, 0xC0)
_SEQUENCES: tuple[tuple[range, ...], ...] = (
    (range(0xC2, 0xE0), _CONTINUATION),
    (range(0xE0, 0xE1), range(0xA0, 0xC0), _CONTINUATION),
    (range(0xE1, 0xED), _CONTINUATION, _CONTINUATION),
    (range(0xED, 0xEE), range(0x80, 0xA0), _CONTINUATION),
    (range(0xED, 0xEE), range(0xA0, 0xB0), _CONTINUATION, range(0xED, 0xEE), range(0xB0, 0xC0), _CONTINUATION),
    (range(0xEE, 0xF0), _CONTINUATION, _CONTINUATION),
    (range(0xF0, 0xF1), range(0x90, 0xC0), _CONTINUATION, _CONTINUATION),
)
"""Well-formed UTF-8 (Unicode Standard, table 3-7) up to the planes in which no plan writes, and CESU-8, which spells
an emoji as two halves of three bytes each."""


@record
class Codepage:
    """One single-byte encoding. `bytes_of` maps the characters of its upper half to their bytes.

    Bytes that the encoding leaves undefined (`undefined`) stand for the C1 control of the same number. So do 80 to 9F
    in cp1252 and cp1254, beside their own characters: ISO 8859-1 and 8859-9 have them, and are the same otherwise.
    """

    name: str
    bytes_of: Mapping[str, int]
    undefined: frozenset[int]

    @cached_property
    def sequences(self) -> re.Pattern[str]:
        """Finds the longest stretches that are well-formed UTF-8 once written in this encoding."""
        alternatives = ("".join(self.one_of(part) for part in parts) for parts in _SEQUENCES)
        return re.compile(f"(?:{'|'.join(alternatives)})++")

    @cached_property
    def long_leads(self) -> re.Pattern[str]:
        """Finds the first bytes of what plans hold most of: symbols of three bytes, style selectors, emoji."""
        return re.compile(self.one_of((0xE2, 0xEF, 0xF0)))

    def one_of(self, values: Iterable[int]) -> str:
        """A regular expression for one character that stands for one of these bytes."""
        wanted = set(values)
        return f"[{''.join(re.escape(char) for char, byte in self.bytes_of.items() if byte in wanted)}]"

    def encode(self, text: str) -> bytes:
        """The bytes that were read as `text`. Raises KeyError for a character that this encoding does not have."""
        return bytes(map(self.bytes_of.__getitem__, text))

    def decode(self, data: bytes) -> str:
        """How `data`, non-ASCII UTF-8, looks when read in this encoding; undefined bytes are kept."""
        chars = {byte: char for char, byte in reversed(list(self.bytes_of.items()))}
        return "".join(chars[byte] for byte in data)

    def is_mixed(self, text: str) -> bool:
        """Whether no encoding has all of this: a control where this one has its own character, beside such a one."""
        if self.name not in _LATIN:
            return False
        controls = {ord(char) for char in text if "\x80" <= char <= "\x9f"} - self.undefined
        return bool(controls) and any(char > "\xff" for char in text)

    @cached_property
    def leads(self) -> frozenset[str]:
        """What the first bytes of sequences look like."""
        return frozenset(char for char, byte in self.bytes_of.items() if 0xC2 <= byte <= 0xF0)

    @cached_property
    def continuations(self) -> frozenset[str]:
        """What all other bytes of sequences look like."""
        return frozenset(char for char, byte in self.bytes_of.items() if byte < 0xC0)


@cache
def codepages() -> tuple[Codepage, ...]:
    """All code pages, in the order of `ENCODINGS`."""
    return tuple(_load(name, codec) for name, codec in ENCODINGS.items())


def _load(name: str, codec: str) -> Codepage:
    chars = bytes(range(0x80, 0x100)).decode(codec, "replace")
    bytes_of = {char: byte for byte, char in enumerate(chars, 0x80) if char != "\ufffd"}
    undefined = frozenset(byte for byte, char in enumerate(chars, 0x80) if char == "\ufffd")
    for byte in undefined.union(_C1 if name in _LATIN else ()):
        bytes_of.setdefault(chr(byte), byte)
    return Codepage(name, bytes_of, undefined)


@cache
def suspicious() -> re.Pattern[str]:
    """Matches wherever mojibake can start: what may be the first byte of a sequence, and what may be its second."""
    leads = frozenset().union(*(page.leads for page in codepages()))
    continuations = frozenset().union(*(page.continuations for page in codepages()))
    return re.compile(f"[{re.escape(''.join(sorted(leads)))}][{re.escape(''.join(sorted(continuations)))}]")


Kind = Literal["symbol", "latin", "greek", "cyrillic", "hebrew", "arabic", "indic", "thai", "georgian", "cjk", "hangul"]

_RANGES: tuple[tuple[int, int, Kind], ...] = (
    (0x00A0, 0x00BF, "symbol"),
    (0x00C0, 0x00D6, "latin"),
    (0x00D7, 0x00D7, "symbol"),
    (0x00D8, 0x00F6, "latin"),
    (0x00F7, 0x00F7, "symbol"),
    (0x00F8, 0x017F, "latin"),
    (0x0192, 0x0192, "latin"),
    (0x01A0, 0x01A1, "latin"),
    (0x01AF, 0x01B0, "latin"),
    (0x0218, 0x021B, "latin"),
    (0x02C6, 0x02C7, "symbol"),
    (0x02D8, 0x02DD, "symbol"),
    (0x0300, 0x033F, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x045F, "cyrillic"),
    (0x0490, 0x04FF, "cyrillic"),
    (0x05B0, 0x05EA, "hebrew"),
    (0x0600, 0x06FF, "arabic"),
    (0x0900, 0x0DFF, "indic"),
    (0x0E00, 0x0E7F, "thai"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
    (0x2000, 0x2027, "symbol"),
    (0x202F, 0x2064, "symbol"),
    (0x2070, 0x23FF, "symbol"),
    (0x2460, 0x2BFF, "symbol"),
    (0x3000, 0x30FF, "cjk"),
    (0x3200, 0x9FFF, "cjk"),
    (0xAC00, 0xD7A3, "hangul"),
    (0xFB00, 0xFB06, "latin"),
    (0xFE0E, 0xFE0F, "symbol"),
    (0xFEFF, 0xFEFF, "symbol"),
    (0xFF00, 0xFFEF, "cjk"),
    (0x1D400, 0x1D7FF, "symbol"),
    (0x1F004, 0x1F004, "symbol"),
    (0x1F0CF, 0x1F0CF, "symbol"),
    (0x1F100, 0x1F2FF, "symbol"),
    (0x1F300, 0x1F6FF, "symbol"),
    (0x1F780, 0x1F9FF, "symbol"),
    (0x1FA70, 0x1FBFF, "symbol"),
)
USUAL = frozenset(
    "✅❌✓✔✗✘☐☑☒⚠⚡⭐★☆⏳⏰⏱⏸▶◀►◄▲▼●○◉◆◇■□▪▫•→←↑↓↔⇒⇐⇔➜➡⬅⬆⬇—–…‘’“”‹›€™≥≤≠≈∞√∑─│┌┐└┘├┤┬┴┼━┃═║╔╗╚╝╠╣╦╩╬╭╮╯╰"
    "█▓▒░▌▐▀▄▁▂▃▅▆▇✨✏✍♻❓❗ℹ№❤☁☀⚙⚖⚪⚫⛔\u200d\ufe0f"
)
"""What plans hold of the characters that take three bytes: the only ones worth guessing."""
_STARTS = [start for start, _, _ in _RANGES]


@lru_cache(maxsize=4096)
def kind(char: str) -> Kind | None:
    """What a character is to a plan; None for unassigned ones, controls, and scripts that no plan is written in."""
    _, end, name = _RANGES[max(0, bisect_right(_STARTS, ord(char)) - 1)]
    if not _STARTS[0] <= ord(char) <= end:
        return None
    return name if unicodedata.category(char)[0] != "C" or char in "\u200d\ufeff\xad" else None


def is_drawing(char: str) -> bool:
    """Box drawing and block elements."""
    return "\u2500" <= char <= "\u259f"


def is_emoji(char: str) -> bool:
    """A pictograph or a coloured shape, of those that take four bytes in UTF-8."""
    emoji = "\U0001f300" <= char <= "\U0001f64f" or "\U0001f680" <= char <= "\U0001f6ff"
    emoji = emoji or "\U0001f7e0" <= char <= "\U0001f7eb" or "\U0001f90c" <= char <= "\U0001f9ff"
    return (emoji or "\U0001fa70" <= char <= "\U0001faff") and unicodedata.category(char) in ("So", "Sk")

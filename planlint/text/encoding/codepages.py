"""How UTF-8 looks after it was read in another encoding: tables from Python's own codecs, and patterns over them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

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
}
"""Name for the reader -> Python's codec; of two that explain a text equally well, the first one counts."""

_C1 = range(0x80, 0xA0)
_CONTINUATION = range(0x80, 0xC0)
_SEQUENCES: tuple[tuple[range, ...], ...] = (
    (range(0xC2, 0xE0), _CONTINUATION),
    (range(0xE0, 0xE1), range(0xA0, 0xC0), _CONTINUATION),
    (range(0xE1, 0xED), _CONTINUATION, _CONTINUATION),
    (range(0xED, 0xEE), range(0x80, 0xA0), _CONTINUATION),
    (range(0xEE, 0xF0), _CONTINUATION, _CONTINUATION),
    (range(0xF0, 0xF1), range(0x90, 0xC0), _CONTINUATION, _CONTINUATION),
)
"""Well-formed UTF-8 (Unicode Standard, table 3-7) up to the planes in which no plan writes."""


@dataclass(frozen=True)
class Codepage:
    """One single-byte encoding. `bytes_of` maps the characters of its upper half to their bytes.

    Bytes that the encoding leaves undefined (`undefined`) stand for the C1 control of the same number. So do 80 to 9F
    in the Windows code pages, beside their own characters: text that was read as ISO 8859 has them.
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
        return bytes(self.bytes_of[char] for char in text)

    def decode(self, data: bytes, *, drop: bool = False) -> str:
        """How `data`, non-ASCII UTF-8, looks when read in this encoding; undefined bytes are kept or dropped."""
        chars = {byte: char for char, byte in reversed(list(self.bytes_of.items()))}
        return "".join(chars[byte] for byte in data if not (drop and byte in self.undefined))

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
    for byte in _C1 if codec.startswith("cp125") else undefined:
        bytes_of.setdefault(chr(byte), byte)
    return Codepage(name, bytes_of, undefined)


@cache
def suspicious() -> re.Pattern[str]:
    """Matches wherever mojibake can start: what may be the first byte of a sequence, and what may be its second."""
    leads = frozenset().union(*(page.leads for page in codepages()))
    continuations = frozenset().union(*(page.continuations for page in codepages()))
    return re.compile(f"[{re.escape(''.join(sorted(leads)))}][{re.escape(''.join(sorted(continuations)))}]")

"""What plans are written and drawn with, apart from ASCII: which characters a repair may bring forth."""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import Literal

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

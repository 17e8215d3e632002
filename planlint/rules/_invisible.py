"""Characters that nobody sees: which of them have a task where they stand, and which do not."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from planlint.text.encoding.pages import kind
from planlint.text.patterns import regex
from planlint.text.source import Span

_HIDDEN = (
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe0e\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_INVISIBLE = regex(rf"(?={_HIDDEN})(?:\x1b\[[0-9;]*[A-Za-z]|{_HIDDEN}+)")
_RIGHT_TO_LEFT = regex("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_STYLES = frozenset("\ufe0e\ufe0f")
_SHAPING = frozenset("\u200b\u200c\u200d")
_BREAKS = frozenset("\u0085\u2028\u2029")
_LOW = frozenset("\x00\x02\x10\x14\x18\x1c")
_BRANCH = regex("[\x14\x1c]\x00")
_BLACK_FLAG = "\U0001f3f4"
_NAMES = {"\x00": "NUL", "\x1b": "escape", "\x7f": "delete", "\u0085": "next line", "\ufeff": "byte order mark"}


class Invisible(NamedTuple):
    """Invisible characters in a row, what they are called, and what may stand in their place; None where they may be
    all that is left of others."""

    span: Span
    name: str
    instead: str | None


def invisible(text: str) -> Iterator[Invisible]:
    """Invisible characters that have no task where they stand, in order.

    They have one inside emoji (joiners, style selectors, tags), in scripts that need them (joiners in Indic scripts
    and Persian, breaks in Thai), and marks of direction have one in a text with right-to-left letters.
    """
    right_to_left: bool | None = None
    for match in _INVISIBLE.finditer(text):
        start, end = match.span()
        if match[0] == "\ufe0f" and kind(text[start - 1 : start] or " ") == "symbol":
            continue
        if right_to_left is None:
            right_to_left = _RIGHT_TO_LEFT.search(text) is not None
        if right_to_left and _DIRECTION.issuperset(match[0]):
            continue
        if not _has_task(match[0], text[max(0, start - 1) : start], text[end : end + 1]):
            yield Invisible(Span(start, end), _name(match[0]), _instead(text, start, end))


def _instead(text: str, start: int, end: int) -> str | None:
    """What may stand in place of the invisible characters between two offsets.

    Controls may be drawings cut to their low byte, "├──" to U+001C U+0000 U+0000: where branches show that they are,
    they become drawings again; else only the NULs that pad a file go.
    """
    chars = text[start:end]
    if chars[0] == "\x1b" and len(chars) > 1:
        return ""
    if any(unicodedata.category(char) == "Cc" for char in chars) and chars != "\u0085":
        if _LOW.issuperset(chars) and _BRANCH.search(text):
            return "".join(chr(0x2500 + ord(char)) for char in chars)
        return "" if not chars.strip("\0") and (start == 0 or end == len(text)) else None
    return " " if not _BREAKS.isdisjoint(chars) else ""


def _has_task(chars: str, before: str, after: str) -> bool:
    """Whether `chars` do something between the character before and the one after."""
    if _STYLES.issuperset(chars):
        return len(chars) == 1 and bool(before) and not before.isalpha() and not before.isspace()
    if chars.replace("\ufe0f", "") == "\u200d" and _is_pictograph(before) and _is_pictograph(after):
        return True
    if _SHAPING.issuperset(chars):
        return any(_is_shaped(char) for char in (before, after))
    return before == _BLACK_FLAG and all("\U000e0020" <= char <= "\U000e007f" for char in chars)


def _is_pictograph(char: str) -> bool:
    return (char > "\u2000" and kind(char) == "symbol") or "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_shaped(char: str) -> bool:
    """Scripts in which joiners shape the letters, or which are written without spaces: Arabic to Mongolian, CJK."""
    return ("\u0600" <= char <= "\u18af" and not "\u10a0" <= char <= "\u167f") or "\u2e80" <= char <= "\u9fff"


def _name(chars: str) -> str:
    first = chars[0]
    named = f"U+{ord(first):04X} ({_NAMES.get(first) or unicodedata.name(first, 'control character').lower()})"
    count = len(chars) if len(set(chars)) == 1 else 1
    return f"{named} {count} times" if count > 1 else named

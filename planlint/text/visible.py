"""What comes from files and is shown to people or programs: on one line, and unable to command who reads it."""

import re

from planlint.text.patterns import regex

_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20)} | {
    0x7F: "\u2421",
    ord("\t"): "    ",
    **dict.fromkeys(
        (*range(0x80, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)), "\ufffd"
    ),
}
"""Nothing that a plan holds may move the cursor, colour the terminal or turn its text around."""
_COMMAND = regex(r"(?<=#)#(?=(?:vso|teamcity)?\[)", re.IGNORECASE)
"""Wherever it stands in a line of a log, GitHub obeys `##[command]`, Azure Pipelines also `##vso[command]`, and
TeamCity `##teamcity[command]`; `::command::` GitHub obeys at its start."""
_HIDDEN = regex(f"[{''.join(chr(code) for code in _CONTROLS if code >= 0x7F)}]")
_MOST = 60


def visible(text: str) -> str:
    """`text` on one line, its control characters as symbols, and no command of a build server."""
    if not text.isprintable():
        text = text.translate(_CONTROLS)
    return _COMMAND.sub("# ", text) if "##" in text else text


def line_start(text: str) -> str:
    """As `visible`, for a name that a line starts with."""
    text = visible(text)
    return f"./{text}" if text.lstrip().startswith("::") else text


def clip(text: str, most: int = _MOST) -> str:
    """A printable piece of `text`, of no more than `most` characters."""
    return visible(text if len(text) <= most else text[: most - 1] + "…")


def brief(value: object) -> str:
    """A value from a file as messages quote it: its kind, or a short printable piece."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"'{clip(value)}'" if isinstance(value, str) else clip(str(value))


def fault(error: Exception) -> str:
    """What a fault of planlint is told as, on one line, behind what it happened to."""
    return f"failed ({' '.join(f'{type(error).__name__}: {error}'.split())}); please report it"


def in_json(text: str) -> str:
    """JSON that holds the same, its control characters as escapes, and no command of a build server."""
    text = _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return _COMMAND.sub(r"\\u0023", text) if "##" in text else text


def width(text: str) -> int:
    """How many terminal cells `text` takes; negative where nobody can tell (tabs, control characters)."""
    if text.isascii():
        return len(text) if text.isprintable() else -1
    from wcwidth import wcswidth  # slow to import

    cells: int = wcswidth(text)
    return cells

"""What fixing would change, as a patch."""

import os
from collections.abc import Iterator

import click

from planlint.output import Results, shown_path

_COLORS = {"+": "green", "-": "red", "@": "cyan"}


def patch(results: Results, *, color: bool = False) -> Iterator[str]:
    """A unified diff for each result whose text changed, as `git apply -p0` reads it; in `color`, as people do.

    GitHub Actions is told not to take lines of plans for its commands.
    """
    for result in results:
        if result.before:
            lines = _diff(_header(shown_path(result.path)), result.before.text, result.source.text)
            diff = "".join(map(_painted, lines) if color else lines)
            yield _uncommanded(diff) if os.environ.get("GITHUB_ACTIONS") == "true" else diff


def _diff(header: str, before: str, after: str) -> Iterator[str]:
    from difflib import unified_diff

    yield from unified_diff(_lines(before), _lines(after), header, header)


def _painted(line: str) -> str:
    return click.style(line.rstrip("\n"), fg=_COLORS[line[0]]) + "\n" if line[0] in _COLORS else line


def _header(path: str) -> str:
    """A name as git writes it into a patch: quoted where it holds a control character, a quote or a backslash; with a
    tab behind it where it holds a space."""
    if not path.isprintable() or '"' in path or "\\" in path:
        return f'"{"".join(map(_escaped, path))}"'
    return f"{path}\t" if " " in path else path


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else "".join(f"\\{byte:03o}" for byte in char.encode())


def _uncommanded(text: str) -> str:
    """https://docs.github.com/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands"""
    from secrets import token_hex

    token = token_hex(16)
    return f"::stop-commands::{token}\n{text}::{token}::\n"


def _lines(text: str) -> list[str]:
    """Lines as a patch holds them: a last one without line end is marked."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([f"{last}\n\\ No newline at end of file\n"] if last else [])

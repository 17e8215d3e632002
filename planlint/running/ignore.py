"""What .gitignore files keep out, as git reads them: nested, the deepest that decides wins, "!" takes back.

Tracked files that match a pattern are ignored too: only git's index could tell. The user's global ignore file is not
read, so that a run gives the same everywhere.
"""

import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from planlint.running.reading import ReadError, read_bytes
from planlint.text.patterns import regex
from planlint.text.records import value_object

_MOST_BYTES = 1024 * 1024
NEVER_WALKED = frozenset(
    {".git", ".hg", ".svn", ".jj", "node_modules", "__pycache__", "site-packages", ".venv", ".tox", ".nox"}
)
"""Folders that hold nobody's plans, unless they are named."""

_TOKEN = regex(
    r"(?P<folders>(?<![^/])\*\*/)|(?P<all>(?<![^/])\*\*\Z)|\*+|\?|\\(?P<escaped>.)"
    r"|\[(?P<set>[!^]?\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]|.",
    re.DOTALL,
)
_SET = regex(r"\[:(?P<named>\w+):\]|(?:\\(?P<escaped>.))|(?P<range>-)(?!$)|.", re.DOTALL)
_WILD = regex(r"[*?\[\\]")
_NAMED_SETS = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_NOTHING = "(?!)"


@value_object
class _Pattern:
    """One line of an ignore file; `expression` is over the entry's name, or over its path where the line has one."""

    expression: str
    by_name: bool
    folders_only: bool
    negated: bool

    def matches(self, name: str, path: str, *, folder: bool) -> bool:
        return (folder or not self.folders_only) and bool(re.fullmatch(self.expression, name if self.by_name else path))


class Patterns:
    """The lines of one ignore file, or of a setting of the same form."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._patterns = [pattern for line in lines if (pattern := _parse(line))]
        names = [pattern.expression for pattern in self._patterns if pattern.by_name]
        paths = [pattern.expression for pattern in self._patterns if not pattern.by_name]
        self._any_name = re.compile("|".join(names) or _NOTHING)
        self._any_path = re.compile("|".join(paths) or _NOTHING)

    def verdict(self, path: str, *, folder: bool) -> bool | None:
        """Whether `path`, with `/` below the folder of the patterns, is ignored; None where they do not say.

        The folders that it lies in have been asked before it.
        """
        name = path.rpartition("/")[2]
        if not self._any_name.fullmatch(name) and not self._any_path.fullmatch(path):
            return None
        for pattern in reversed(self._patterns):
            if pattern.matches(name, path, folder=folder):
                return not pattern.negated
        return None


@cache
def patterns(lines: tuple[str, ...]) -> Patterns:
    """`Patterns`, each made once."""
    return Patterns(lines)


def is_among(lines: tuple[str, ...], root: Path | None, path: Path, *, folder: bool = False) -> bool:
    """Whether patterns relative to `root` match `path`, or a folder between the two."""
    if not lines or not root or not path.is_relative_to(root):
        return False
    parts = path.relative_to(root).parts
    ends = range(1, len(parts) + 1)
    return any(patterns(lines).verdict("/".join(parts[:n]), folder=folder or n < len(parts)) for n in ends)


def _parse(line: str) -> _Pattern | None:
    """Read a line as gitignore(5) says; None for one that says nothing."""
    text = re.sub(r"(?<!\\) +$", "", line)
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text.removeprefix("!")
    folders_only = text.endswith("/")
    text = text.removesuffix("/")
    by_name = "/" not in text
    expression = _translate(text.removeprefix("/"))
    return _Pattern(expression, by_name, folders_only, negated) if text else None


def _translate(pattern: str) -> str:
    """git's wildcards as a regular expression over a path.

    Each star takes as little as it can, once and for all, but for the last one of a name, or of the path: what lies
    between two stars has one width, so that the first place where it fits is as good as any. It takes no time to speak
    of, whatever the pattern.
    """
    if not _WILD.search(pattern):
        return re.escape(pattern)
    done = name = piece = ""  # the path up to the last `**/`; the name up to its last star; what is behind that
    folders, star = "", ""
    for m in _TOKEN.finditer(re.sub(r"(?<![^/])\*\*(?:/\*\*)+(?![^/])", "**", pattern)):
        token = m[0]
        if token in ("[", "\\"):
            return _NOTHING  # without its end
        if m["folders"]:
            done += f"(?>{folders}{name}{piece})" if folders else name + piece
            folders, name, piece = "(?:[^/]+/)*?", "", ""
        elif token == "/":
            name, piece, star = f"{name}{star}{piece}/", "", ""
        elif m["all"]:
            piece += ".+"
        elif m["set"] is not None:
            piece += _translate_set(m["set"])
        elif token.startswith("*"):
            name, piece, star = name + (f"(?>[^/]*?{piece})" if star else piece), "", "[^/]*"
        else:
            piece += "[^/]" if token == "?" else re.escape(m["escaped"] or token)
    return f"{done}{folders}{name}{star}{piece}"


def _translate_set(content: str) -> str:
    negated = content[0] in "!^"
    parts = []
    for m in _SET.finditer(content, int(negated)):
        if m["named"]:
            parts.append(_NAMED_SETS.get(m["named"], ""))
        else:
            parts.append("-" if m["range"] and parts else re.escape(m["escaped"] or m[0]))
    expression = f"(?!/)[{'^' * negated}{''.join(parts)}]"
    try:
        re.compile(expression)
    except re.error:
        return _NOTHING
    return expression


class Ignores:
    """The .gitignore files around some paths, each read once.

    Inside a repository those from its root down count, elsewhere those from `start` (absolute) down.
    """

    def __init__(self, start: Path) -> None:
        self._start = str(start)
        self.within = cache(self._find_within)
        self.repository = repositories()

    def ignored(self, path: str, *, folder: bool) -> bool:
        """Whether git ignores `path` (absolute), given that it does not ignore the folder it is in."""
        for length, patterns in self.within(os.path.dirname(path)):  # noqa: PTH120  (a thousand times)
            verdict = patterns.verdict(path[length:].replace(os.sep, "/"), folder=folder)
            if verdict is not None:
                return verdict
        return False

    def ignored_anywhere(self, path: Path, *, folder: bool) -> bool:
        """As `ignored`, for a path whose folders have not been asked."""
        top = Path(self._top(str(path.parent)))
        above = [each for each in path.parents if each != top and each.is_relative_to(top)]
        asked = [(str(each), True) for each in reversed(above)] + [(str(path), folder)]
        return any(self.ignored(each, folder=is_folder) for each, is_folder in asked)

    def _find_within(self, folder: str) -> tuple[tuple[int, Patterns], ...]:
        """The patterns that hold in `folder`, each with the length of the path that they leave out, strongest first."""
        top = self._top(folder)
        names = (".gitignore", ".git/info/exclude") if folder == top else (".gitignore",)
        own = tuple((len(folder.rstrip(os.sep)) + 1, patterns) for patterns in _read_patterns(folder, names))
        return own if folder == top else own + self.within(os.path.dirname(folder))  # noqa: PTH120

    def _top(self, folder: str) -> str:
        inside = folder == self._start or folder.startswith(self._start.rstrip(os.sep) + os.sep)
        return self.repository(folder) or (self._start if inside else folder)


def repositories() -> Callable[[str], str | None]:
    """As `repository`, for many folders: what is found is remembered."""

    @cache
    def find(folder: str) -> str | None:
        if os.path.lexists(os.path.join(folder, ".git")):  # noqa: PTH118
            return folder
        above = os.path.dirname(folder)  # noqa: PTH120
        return None if above == folder else find(above)

    return find


def repository(folder: Path) -> Path | None:
    """The root of the repository that holds `folder` (absolute): the nearest folder upward with a `.git` in it."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / ".git")), None)


def leaves(path: Path, root: Path) -> bool:
    """Whether links or `..` lead out of `root`; so does what no system takes for a path."""
    if "\0" in str(path):
        return True
    real, top = os.path.realpath(path), os.path.realpath(root)
    return real != top and not real.startswith(top.rstrip(os.sep) + os.sep)


def _read_patterns(folder: str, names: Sequence[str]) -> list[Patterns]:
    """What the ignore files of these names in one folder say, the stronger one first.

    One that cannot be read says nothing, and as with git, neither does a link.
    """
    found = []
    for name in names:
        file = os.path.join(folder, name)  # noqa: PTH118
        if not os.path.lexists(file) or os.path.islink(file):  # noqa: PTH114
            continue
        try:
            text = read_bytes(Path(file), _MOST_BYTES).decode("utf-8-sig", "surrogateescape")
        except ReadError:
            continue
        lines = [line.removesuffix("\r") for line in text.split("\n")]
        if any(line.strip() and not line.startswith("#") for line in lines):
            found.append(Patterns(lines))
    return found

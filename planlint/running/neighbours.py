"""What lies around a plan: the files that it names, their anchors and their text.

Paths are those of links: decoded, with `/`, relative to the plan's folder, or to the root where they start with `/`.
Every question and its answer is recorded, so that a cached verdict can be asked whether it still holds.
"""

import os
import posixpath
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Literal

from planlint.running.ignore import NEVER_WALKED, Ignores, leaves
from planlint.text.patterns import regex
from planlint.text.source import Source

Kind = Literal["file", "directory", "missing", "outside"]
Answers = dict[tuple[str | None, str, str, str], str | None]
"""What was answered to the plans of a root and a folder: a question and its argument -> the answer."""

MARKDOWN = (".md", ".markdown", ".mdx")
_WILD = regex(r"[*?\[]")
_DIGITS = regex(r"(\d+)")
_IGNORES_CASE = sys.platform in ("darwin", "win32")
_MOST_ENTRIES = 100_000
_MOST_ENTRIES_WITHOUT_ROOT = 2_000


class Neighbours:
    """The surroundings of the plan at `path`; `root` is the folder that links should stay in, None where unknown.

    `lookups` maps each question asked so far, a method and its argument, to its answer.
    """

    def __init__(self, root: Path | None, path: Path) -> None:
        self.root = None if root is None else Path(os.path.abspath(root))  # noqa: PTH100
        self.path = Path(os.path.abspath(path))  # noqa: PTH100  (links stay: a link's target lies elsewhere)
        self._limit = self.root or self.path.parent
        self._top = str(self.root) if self.root else None
        self._folder = str(self.path.parent)
        self.lookups: dict[tuple[str, str], str] = {}

    def kind(self, relative: str) -> Kind:
        """What `relative` leads to. One that starts with `/` cannot be judged without a root, and counts as found."""
        kind = self._kind(relative)
        self.lookups["kind", relative] = kind
        return kind

    def real_case(self, relative: str) -> str | None:
        """`relative` as its folders and file are really spelled; None where nothing of that name exists in any case."""
        real = self._real_case(relative)
        self.lookups["real_case", relative] = real or ""
        return real

    def anchors(self, relative: str) -> frozenset[str] | None:
        """The anchors in another Markdown file; None where there is none, or it cannot be read."""
        place = self.readable(relative)
        self.lookups["content", relative] = _digest(place)
        if place is None or place.suffix.lower() not in MARKDOWN:
            return None
        try:
            status = place.stat()
        except (OSError, ValueError):
            return None
        return _anchors(place, status.st_mtime_ns, status.st_size)

    def find_by_name(self, name: str) -> list[str]:
        """The files of this name under the root, the nearest first, as links from the plan; .gitignore holds.

        Empty, too, where there are too many files to be sure. Without a root, only the plan's folder is searched.
        """
        top, most = (self.root, _MOST_ENTRIES) if self.root else (self.path.parent, _MOST_ENTRIES_WITHOUT_ROOT)
        places = [place for place in _files_by_name(top, most).get(name, ()) if place != str(self.path)]
        links = [os.path.relpath(place, self._folder).replace(os.sep, "/") for place in places]
        links.sort(key=lambda link: (link.count("/"), link))
        self.lookups["find_by_name", name] = "\n".join(links)
        return links

    def matching(self, pattern: str) -> list[str]:
        """The files that a pattern such as `phases/*.md` leads to, as links from the plan, in natural order.

        `**` stands for folders at any depth, without hidden ones. What lies outside the root, or where there is none
        outside the plan's folder, is not looked at.
        """
        folder = self.root if pattern.startswith("/") else self.path.parent
        parts = posixpath.normpath(pattern.strip("/")).split("/")
        parts = [part for n, part in enumerate(parts) if part != "**" or parts[n - 1 : n] != ["**"]]
        while folder and parts[0] == "..":
            folder, parts = folder.parent, parts[1:] or ["."]
        budget = iter(range(_MOST_ENTRIES))
        found = set(_glob(folder, parts, self._limit, budget)) if folder and not leaves(folder, self._limit) else set()
        links = [os.path.relpath(place, self.path.parent).replace(os.sep, "/") for place in found]
        links.sort(key=_natural)
        self.lookups["matching", pattern] = "\n".join(links)
        return links

    def source(self, relative: str) -> Source | None:
        """The text of another file; None where it cannot be read."""
        from planlint.running.reading import ReadError, read

        place = self.readable(relative)
        self.lookups["content", relative] = _digest(place)
        try:
            return read(place) if place else None
        except ReadError:
            return None

    def confirms(
        self,
        lookups: Mapping[tuple[str, str], str],
        known: Answers | None = None,
        digest: Callable[[str], str] | None = None,
    ) -> bool:
        """Whether these questions still have the same answers. `known` keeps answers from one call to the next.

        `digest` is a quicker way to a digest of a file that may be read.
        """
        known = {} if known is None else known
        for (question, argument), answer in lookups.items():
            key = (self._top, self._folder, question, argument)
            if key not in known:
                known[key] = self._ask(question, argument, digest or (lambda place: _digest(Path(place))))
            if known[key] != answer:
                return False
        return True

    def _ask(self, question: str, argument: str, digest: Callable[[str], str]) -> str | None:
        match question:
            case "kind":
                return self._kind(argument)
            case "real_case":
                return self._real_case(argument) or ""
            case "content":
                place = self.readable(argument)
                return digest(str(place)) if place else ""
            case "matching":
                return "\n".join(self.matching(argument))
            case "find_by_name":
                return "\n".join(self.find_by_name(argument))
        return None

    def _place(self, relative: str) -> str | None:
        if relative.startswith("/"):
            return self._top and os.path.normpath(os.path.join(self._top, relative.lstrip("/")))  # noqa: PTH118
        return os.path.normpath(os.path.join(self._folder, relative))  # noqa: PTH118  (a thousand times)

    def readable(self, relative: str) -> Path | None:
        """The path that `relative` leads to where it may be read: not outside the root, or else the plan's folder."""
        place = self._place(relative)
        return None if place is None or leaves(Path(place), self._limit) else Path(place)

    def _kind(self, relative: str) -> Kind:
        place = self._place(relative)
        if place is None:
            return "file"
        if self._top and place != self._top and not place.startswith(self._top.rstrip(os.sep) + os.sep):
            return "outside"
        try:
            mode = os.stat(place).st_mode  # noqa: PTH116
        except (OSError, ValueError):
            return "missing"
        if _IGNORES_CASE and self._real_case(relative) != relative:
            return "missing"
        return "directory" if stat.S_ISDIR(mode) else "file"

    def _real_case(self, relative: str) -> str | None:
        place = self._place(relative)
        if place is None or (not _IGNORES_CASE and os.path.lexists(place)):
            return relative
        folder = self._top if self._top and relative.startswith("/") else self._folder
        parts = []
        for part in relative.split("/"):
            real = part if part in ("", ".", "..") else _spelled(folder, part)
            if real is None:
                return None
            parts.append(real)
            folder = os.path.normpath(f"{folder}/{real}")
        return "/".join(parts)


def forget() -> None:
    """Drop what is remembered about the files of this computer; for processes that outlive changes to them."""
    for cached in (_names, _anchors, _files_by_name, _digest_of):
        cached.cache_clear()


def _spelled(folder: str, name: str) -> str | None:
    try:
        names = _names(folder, os.stat(folder).st_mtime_ns)  # noqa: PTH116  (for each part of each link)
    except (OSError, ValueError):
        return None
    if name in names:
        return name
    return next((other for other in names if other.casefold() == name.casefold()), None)


@lru_cache(maxsize=256)
def _names(folder: str, _changed: int) -> tuple[str, ...]:
    return tuple(sorted(os.listdir(folder)))  # noqa: PTH208


def _digest(place: Path | None) -> str:
    """A digest of a file's content; empty where it cannot be read."""
    try:
        status = place.stat() if place else None
    except (OSError, ValueError):
        status = None
    if not place or not status or not stat.S_ISREG(status.st_mode):
        return ""
    return _digest_of(place, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4096)
def _digest_of(place: Path, _changed: int, _size: int) -> str:
    from planlint.running.reading import ReadError, content_digest, read_bytes

    try:
        return content_digest(read_bytes(place))
    except ReadError:
        return ""


@lru_cache(maxsize=1024)
def _anchors(place: Path, _changed: int, _size: int) -> frozenset[str] | None:
    from planlint.markdown.document import Document
    from planlint.plan.links import anchors
    from planlint.running.reading import ReadError, read

    try:
        return anchors(Document(read(place)))
    except ReadError:
        return None


def _natural(link: str) -> list[str | int]:
    """A key that puts `phase-2.md` before `phase-10.md`."""
    return [int(part) if part.isdecimal() else part for part in _DIGITS.split(link)]


def _glob(folder: Path, parts: list[str], limit: Path, budget: Iterator[int]) -> Iterator[Path]:
    """The files below `folder` that the parts of a pattern lead to; some of them twice.

    No link that leaves `limit` is followed, and no more entries of folders are looked at than `budget` has numbers.
    """
    part, *rest = parts
    if not _WILD.search(part):
        place = folder / part
        if leaves(place, limit):
            return
        if rest and os.path.isdir(place):  # noqa: PTH112
            yield from _glob(place, rest, limit, budget)
        elif not rest and os.path.isfile(place):  # noqa: PTH113
            yield place
        return
    try:
        with os.scandir(folder) as scan:
            entries = [
                (entry.name, entry.is_dir(follow_symlinks=part != "**"))
                for entry, _ in zip(scan, budget, strict=False)
                if not (entry.is_symlink() and leaves(folder / entry.name, limit))
            ]
    except OSError:
        return
    if part == "**" and rest:
        yield from _glob(folder, rest, limit, budget)
    for name, is_folder in entries:
        if part == "**" and is_folder and name[0] != "." and name not in NEVER_WALKED:
            yield from _glob(folder / name, parts, limit, budget)
        elif part != "**" and fnmatchcase(name, part):
            if rest and is_folder:
                yield from _glob(folder / name, rest, limit, budget)
            elif not rest and not is_folder:
                yield folder / name


@lru_cache(maxsize=8)
def _files_by_name(top: Path, most: int) -> dict[str, list[str]]:
    """All files below `top` that git does not ignore, by name; none where there are more than `most` entries."""
    found: dict[str, list[str]] = {}
    for count, (entry, is_folder) in enumerate(_walk(top)):
        if count >= most:
            return {}
        if not is_folder:
            found.setdefault(entry.name, []).append(entry.path)
    return found


def _walk(top: Path) -> Iterator[tuple[os.DirEntry[str], bool]]:
    """What lies below `top`, each with whether it is a folder."""
    ignores = Ignores(top)
    folders = [str(top)]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if (is_folder and entry.name in NEVER_WALKED) or ignores.ignored(entry.path, folder=is_folder):
                continue
            if is_folder:
                folders.append(entry.path)
            yield entry, is_folder

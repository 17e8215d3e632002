"""Verdicts of earlier runs, in one JSON file: a text that was linted before, in the same way, is not linted again.

A verdict depends on the file's content, its settings, planlint's own files, and what it found out about the files
around, which is asked again. Whether a content is still the same, a stamp of the file says (its size, times and
number), and the lines with problems are kept, so that most files are not even read. As with git's index, a file that
was changed as late as just before it was read has no stamp: it may have been changed again within one tick of the
clock. It is read once more, and then has.

The file may come with a stranger's repository: what it holds is checked before it is used, and a cache that is
damaged in any way, or cannot be read or written, is done without.
"""

import json
import os
import sys
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import planlint
from planlint.running.neighbours import Answers, Neighbours
from planlint.running.reading import MAX_BYTES, ReadError, content_digest, read_bytes
from planlint.settings.catalogue import rules, rules_folder
from planlint.settings.config import Settings
from planlint.text.compiled import COMPILED, cache_folder, write_whole
from planlint.text.diagnostics import Applicability, Diagnostic, Edit, Finding, Fix, Related, Severity
from planlint.text.source import Source, Span

FOLDER = ".planlint_cache"

Lookups = Mapping[tuple[str, str], str]
Verdict = tuple[list[Diagnostic], str | None]
"""Diagnostics, and a text in which the lines that show them stand at their places, blank everywhere else; None where
only the file itself can show them."""
Stamp = list[int]
"""Size, mtime and ctime in nanoseconds, inode; empty where there is no file."""

_MOST_BYTES = 256 * 1024 * 1024
_LONGEST_LINE = 1000
_TICK = 2_000_000_000
"""No file system's clock counts in more nanoseconds than these."""


class Cache:
    """The verdicts kept in `folder`; with None, in the user's cache folder, apart for each working folder."""

    def __init__(self, folder: Path | None) -> None:
        self._base = f"{str(folder or Path.cwd()).rstrip(os.sep)}{os.sep}"
        self._file = _place(folder)
        self._sure = time.time_ns() - _TICK
        self._stamps: dict[str, Any] = {}
        """Name -> stamp and digest."""
        self._verdicts: dict[str, dict[str, Any]] = {}
        """Settings -> name -> digest, look-ups, diagnostics, lines; each name is there once."""
        self._shown: dict[int, tuple[Settings, str]] = {}
        self._fresh: dict[str, Stamp] = {}
        self._digests: dict[str, str] = {}
        self._answers: Answers = {}
        self._changed = False
        with suppress(Exception):
            self._load()

    def get(self, place: str, settings: Settings, root: Path | None) -> Verdict | None:
        """The verdict of an earlier run, if it still holds; `root` is that of the file's neighbours.

        `place` is an absolute path.
        """
        name = place.removeprefix(self._base)
        row = self._verdicts.get(self._text(settings), {}).get(name)
        if row is None:
            self._fresh[name] = _stamp(place)
            return None
        try:
            digest, lookups, found, lines = row
            if digest == self._digest(place):
                asked = {(question, argument): answer for question, argument, answer in lookups}
                if not asked or Neighbours(root, Path(place)).confirms(asked, self._answers, self._digest):
                    return [_load(settings.own, *each) for each in found], _blanked(
                        lines
                    ) if lines or not found else None
        except Exception:
            return None
        return None

    def put(
        self,
        path: Path,
        data: bytes,
        source: Source,
        settings: Settings,
        lookups: Lookups,
        diagnostics: Sequence[Diagnostic],
    ) -> None:
        """Keep the verdict on a file that holds `data`, which was read as `source`; written by `save`.

        Names are relative where they can be, so that a cache survives when a checkout moves.
        """
        place = os.path.abspath(path)  # noqa: PTH100  (links stay)
        name, digest = place.removeprefix(self._base), content_digest(data)
        if name in self._digests and self._digests.pop(name) != digest:
            self._answers.clear()  # it was fixed
        stamp = self._fresh.pop(name, [])
        if self._is_sure(stamp) and stamp == _stamp(place):
            self._stamps[name] = [*stamp, digest]
        for group in self._verdicts.values():
            group.pop(name, None)
        asked = [(*question, answer) for question, answer in lookups.items()]
        group = self._verdicts.setdefault(self._text(settings), {})
        group[name] = [digest, asked, [_dump(each) for each in diagnostics], _lines(source, diagnostics)]
        self._changed = True

    def save(self) -> None:
        """Write what is new, whole or not at all; what is gone from the disk goes."""
        if not self._changed or not self._file:
            return
        groups = {text: self._kept(group) for text, group in self._verdicts.items() if group}
        content = {"planlint": _version(), "stamps": self._kept(self._stamps), "verdicts": groups}
        with suppress(Exception):
            _make_folder(self._file.parent)
            write_whole(self._file, json.dumps(content, separators=(",", ":")))

    def _load(self) -> None:
        if not self._file or self._file.is_symlink():
            return
        content = json.loads(read_bytes(self._file, _MOST_BYTES))
        stamps, verdicts = content["stamps"], content["verdicts"]
        if content["planlint"] == _version() and all(type(each) is dict for each in (stamps, *verdicts.values())):
            self._stamps, self._verdicts = stamps, verdicts

    def _kept(self, rows: dict[str, Any]) -> dict[str, Any]:
        """The rows of files that are still there."""
        return {name: row for name, row in rows.items() if os.path.lexists(Path(self._base, name))}

    def _text(self, settings: Settings) -> str:
        """Settings as the file has them; the same object is asked about a thousand times."""
        known = self._shown.get(id(settings))
        if known is None:
            known = self._shown[id(settings)] = settings, repr(settings)
        return known[1]

    def _digest(self, place: str) -> str:
        """A digest of a file's content, empty where it cannot be read; it is read, once a run, where its stamp does not
        say enough."""
        name = place.removeprefix(self._base)
        known = self._digests.get(name)
        if known is None:
            known = self._digests[name] = self._find_digest(place, name)
        return known

    def _find_digest(self, place: str, name: str) -> str:
        stamp, row = _stamp(place), self._stamps.get(name)
        if stamp and row and row[:-1] == stamp:
            return str(row[-1])
        try:
            digest = content_digest(read_bytes(Path(place)))
        except ReadError:
            return ""
        if self._is_sure(stamp):
            self._stamps[name] = [*stamp, digest]
            self._changed = True
        return digest

    def _is_sure(self, stamp: Stamp) -> bool:
        """Whether the file has been still for long enough."""
        return bool(stamp) and max(stamp[1:3]) < self._sure


def _place(folder: Path | None) -> Path | None:
    """The file for the verdicts on a repository, or on what lies elsewhere; None where there should be no cache."""
    if folder and not os.environ.get("PLANLINT_CACHE_DIR"):
        place = folder / FOLDER
        return None if place.is_symlink() else place / "verdicts.json"
    user = cache_folder()
    return user and user / f"verdicts-{zlib.crc32(os.fsencode(Path.cwd())):08x}.json"


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        if folder.name == FOLDER:
            (folder / ".gitignore").write_text("*\n")
            (folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")


def _stamp(place: str) -> Stamp:
    try:
        status = os.stat(place)  # noqa: PTH116  (a thousand times)
    except (OSError, ValueError):
        return []
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


@cache
def _version() -> str:
    """Changes with planlint, with any of its files in a checkout, with Python and with the Markdown parser."""
    spec = find_spec("mistune")
    files = [spec.origin] if spec and spec.origin else []
    folder = str(rules_folder())
    wheel = os.path.join(folder, COMPILED)  # noqa: PTH118
    if os.path.isfile(wheel):  # noqa: PTH113
        files.append(wheel)  # it is as old as the whole installation
    else:
        for top in (os.path.dirname(planlint.__file__), folder):  # noqa: PTH120
            files += [f"{above}/{name}" for above, _, names in os.walk(top) for name in names]
    stamps = [(file, _stamp(file)) for file in sorted(files) if not file.endswith((".pyc", ".tmp"))]
    return content_digest(repr((planlint.__version__, sys.version_info, stamps)).encode("utf-8", "surrogateescape"))


def _lines(source: Source, diagnostics: Sequence[Diagnostic]) -> list[list[Any]]:
    """Of each line that a problem starts on the number, where it starts, and its text; and of each line with another
    side only, its number and where that side starts. None of them where lines are long, or end otherwise than with LF.
    """
    if not diagnostics or "\r" in source.text:
        return []
    starts, texts, line_of = source.line_starts, source.lines, source.line_of
    lines = {line_of(each.finding.span.start) for each in diagnostics}
    if any(len(texts[line]) > _LONGEST_LINE for line in lines):
        return []
    others = {other.span.start for each in diagnostics for other in each.finding.related}
    shown = [[line, starts[line], texts[line]] for line in lines]
    return sorted([*shown, *([line, other] for other in others if (line := line_of(other)) not in lines)])


def _blanked(lines: list[list[Any]]) -> str:
    """A text with these lines at their places, blank everywhere else. Raises some exception for what cannot be."""
    parts: list[str] = []
    number = position = 0
    for line, start, *shown in lines:
        ends, blank = line - number, start - position - (line - number)
        if not (type(line) is type(start) is int and start <= MAX_BYTES and ends >= 0 <= blank):
            raise ValueError
        text = _text(*shown) if shown else ""
        first = (ends > 1) if shown else ends  # how many ends of lines come before the blanks
        parts += "\n" * first, " " * blank, "\n" * (ends - first), text
        number, position = line + text.count("\n"), start + len(text)
    return "".join(parts)


def _dump(diagnostic: Diagnostic) -> list[Any]:
    finding = diagnostic.finding
    related = [[*other.span, other.message] for other in finding.related]
    fix: list[Any] = []
    if finding.fix:
        edits = [[*edit.span, edit.text] for edit in finding.fix.edits]
        fix = [finding.fix.title, edits, finding.fix.applicability, finding.fix.structural]
    return [diagnostic.code, diagnostic.severity, *finding.span, finding.message, related, fix, finding.confidence]


def _load(
    own: str,
    code: str,
    severity: int,
    start: int,
    end: int,
    message: str,
    related: list[Any],
    fix: list[Any],
    confidence: float,
) -> Diagnostic:
    """As it was before `_dump`. Raises some exception for what cannot have been."""
    if not 0 <= confidence <= 1:
        raise ValueError
    finding = Finding(
        _span(start, end),
        _text(message),
        tuple(Related(_span(*span), _text(text)) for *span, text in related),
        _load_fix(*fix) if fix else None,
        confidence,
    )
    return Diagnostic(code, rules(own)[code].name, Severity(severity), finding)


def _load_fix(title: str, edits: list[Any], applicability: str, structural: bool) -> Fix:
    made = tuple(Edit(_span(*span), _text(text)) for *span, text in edits)
    return Fix(_text(title), made, Applicability(applicability), structural is True)


def _span(start: Any, end: Any) -> Span:
    if not (type(start) is type(end) is int and 0 <= start <= end):
        raise ValueError
    return Span(start, end)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value

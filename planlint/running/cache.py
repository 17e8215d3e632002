"""Verdicts of earlier runs, in one SQLite file: a text that was linted before, in the same way, is not linted again.

The key of a verdict is the file's content, its settings, and planlint's own files. What the verdict found out about
the files around is stored with it, and asked again. A cache that cannot be read or written is done without.
"""

import json
import os
import sqlite3
import sys
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import planlint
from planlint.running.neighbours import Neighbours
from planlint.settings.catalogue import rules_folder
from planlint.text.compiled import cache_folder
from planlint.text.diagnostics import Applicability, Diagnostic, Edit, Finding, Fix, Related, Severity
from planlint.text.source import Span

FOLDER = ".planlint_cache"

Lookups = Mapping[tuple[str, str], str]

_TABLE = "CREATE TABLE IF NOT EXISTS verdicts (path TEXT PRIMARY KEY, key BLOB, verdict BLOB) WITHOUT ROWID"


class Cache:
    """The verdicts kept in `folder`; with None, in the user's cache folder, apart for each working folder."""

    def __init__(self, folder: Path | None) -> None:
        self._base = folder or Path.cwd()
        self._new: list[tuple[str, bytes, bytes]] = []
        self._connection: sqlite3.Connection | None = None
        with suppress(OSError, sqlite3.Error):
            self._connection = _open(folder)

    def key(self, data: bytes, settings: str) -> bytes:
        """What a verdict on a file's bytes depends on, the files around it left out; `settings` is their `repr`."""
        head = f"{_version()}\0{settings}\0".encode("utf-8", "surrogateescape")
        return blake2b(head + data, digest_size=20).digest()

    def get(self, path: Path, key: bytes, neighbours: Neighbours) -> list[Diagnostic] | None:
        """The diagnostics of an earlier run, if they still hold."""
        if not self._connection:
            return None
        with suppress(sqlite3.Error, ValueError, TypeError, LookupError, zlib.error):
            row = self._connection.execute(
                "SELECT verdict FROM verdicts WHERE path = ? AND key = ?", (self._name(path), key)
            ).fetchone()
            if row:
                lookups, diagnostics = json.loads(zlib.decompress(row[0]))
                if neighbours.confirms({(question, argument): answer for question, argument, answer in lookups}):
                    return [_load(diagnostic) for diagnostic in diagnostics]
        return None

    def put(self, path: Path, key: bytes, lookups: Lookups, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep a verdict; written by `save`."""
        asked = [(*question, answer) for question, answer in lookups.items()]
        with suppress(UnicodeError):
            verdict = json.dumps([asked, [_dump(each) for each in diagnostics]], ensure_ascii=False)
            self._new.append((self._name(path), key, zlib.compress(verdict.encode(), 1)))

    def save(self) -> None:
        """Write what is new, in one transaction, and close."""
        if self._connection:
            with suppress(sqlite3.Error):
                with self._connection:
                    self._connection.executemany("INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?)", self._new)
                self._connection.close()
            self._connection = None

    def _name(self, path: Path) -> str:
        """Relative where it can be, so that a cache survives when a checkout moves."""
        return os.fsencode(os.path.relpath(path, self._base)).decode("utf-8", "backslashreplace")


def _open(folder: Path | None) -> sqlite3.Connection | None:
    if folder and not os.environ.get("PLANLINT_CACHE_DIR"):
        place, name = folder / FOLDER, "verdicts.db"
    else:
        user = cache_folder()
        if not user:
            return None
        place, name = user, f"verdicts-{zlib.crc32(os.fsencode(Path.cwd())):08x}.db"
    if not place.is_dir():
        place.mkdir(parents=True)
        if place.name == FOLDER:
            (place / ".gitignore").write_text("*\n")
            (place / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
    try:
        return _connect(place / name)
    except sqlite3.DatabaseError:
        (place / name).unlink()  # torn, or no database
        return _connect(place / name)


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=1.0)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(_TABLE)
    return connection


@cache
def _version() -> str:
    """Changes with planlint, with any of its files in a checkout, with Python and with the Markdown parser."""
    spec = find_spec("mistune")
    files = [Path(spec.origin)] if spec and spec.origin else []
    for root in (Path(planlint.__file__).parent, rules_folder()):
        files += (Path(folder, name) for folder, _, names in os.walk(root) for name in names)
    stats = [(str(file), file.stat().st_mtime_ns) for file in sorted(files) if file.suffix in (".py", ".yaml")]
    return blake2b(repr((planlint.__version__, sys.version_info, stats)).encode(), digest_size=16).hexdigest()


def _dump(diagnostic: Diagnostic) -> list[Any]:
    finding = diagnostic.finding
    related = [[*other.span, other.message] for other in finding.related]
    fix: list[Any] = []
    if finding.fix:
        edits = [[*edit.span, edit.text] for edit in finding.fix.edits]
        fix = [finding.fix.title, edits, finding.fix.applicability, finding.fix.structural]
    return [
        diagnostic.code,
        diagnostic.rule,
        diagnostic.severity,
        *finding.span,
        finding.message,
        related,
        fix,
        finding.confidence,
    ]


def _load(data: list[Any]) -> Diagnostic:
    code, rule, severity, start, end, message, related, fix, confidence = data
    finding = Finding(
        Span(start, end),
        message,
        tuple(Related(Span(*span), text) for *span, text in related),
        _load_fix(*fix) if fix else None,
        confidence,
    )
    return Diagnostic(code, rule, Severity(severity), finding)


def _load_fix(title: str, edits: list[Any], applicability: str, structural: bool) -> Fix:
    made = tuple(Edit(Span(*span), text) for *span, text in edits)
    return Fix(title, made, Applicability(applicability), structural)

"""A baseline: problems that were there when planlint came, kept in a file and left out of reports.

    {"version": 1, "files": {"docs/plan.md": ["PRG001 0123456789abcdef0123456789abcdef"]}}

Files are relative to the baseline's folder. Each entry is a rule and a fingerprint of file, rule and the text of the
line (see fingerprints.py), so that edits elsewhere neither hide nor reopen a problem.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from planlint.running.reading import ReadError, read_bytes
from planlint.running.writing import WriteError, write
from planlint.settings.config import Settings
from planlint.settings.config_file import ConfigError
from planlint.text.diagnostics import Diagnostic
from planlint.text.fingerprints import fingerprints
from planlint.text.records import value_object
from planlint.text.source import Source

NAME = ".planlint-baseline.json"
_VERSION = 1


@value_object
class Baseline:
    """The entries of each file, by its path as the baseline has it."""

    folder: Path
    files: Mapping[str, frozenset[str]]

    def sift(
        self, path: Path, source: Source, diagnostics: Sequence[Diagnostic], settings: Settings
    ) -> tuple[list[Diagnostic], int]:
        """The diagnostics that are not in the baseline, and how many entries of the file nothing matches any more.

        Entries of rules that did not run have the benefit of the doubt.
        """
        name = _relative(path, self.folder)
        entries = self.files.get(name, frozenset())
        if not entries:
            return list(diagnostics), 0
        found = list(_entries(name, source, diagnostics))
        unmet = entries - {entry for _, entry in found}
        if unmet:
            from planlint.running.linter import active_rules  # most runs that find all in the cache need no linter

            running = {rule.code for rule in active_rules(settings)}
            unmet = frozenset(entry for entry in unmet if entry.partition(" ")[0] in running)
        return [diagnostic for diagnostic, entry in found if entry not in entries], len(unmet)

    def gone(self) -> int:
        """How many entries are about files that are no longer there."""
        return sum(len(entries) for name, entries in self.files.items() if not os.path.exists(self.folder / name))  # noqa: PTH110


def load_baseline(path: Path) -> Baseline:
    """The baseline in a file, read again only when it changed. Raises `ConfigError`."""
    try:
        status = path.stat()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; planlint --write-baseline makes a baseline") from None
    return _load(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=16)
def _load(path: Path, _changed: int, _size: int) -> Baseline:
    try:
        content = json.loads(read_bytes(path))
        files = {str(name): frozenset(map(str, entries)) for name, entries in content["files"].items()}
        if content["version"] != _VERSION:
            raise ConfigError(f"{path}: is a baseline of another planlint; make a new one with --write-baseline")
    except ReadError as error:
        raise ConfigError(str(error)) from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise ConfigError(f"{path}: is no baseline; planlint --write-baseline makes one") from None
    return Baseline(Path(os.path.abspath(path.parent)), files)  # noqa: PTH100


def write_baseline(path: Path, checked: Iterable[tuple[Path, Source, Sequence[Diagnostic]]]) -> tuple[int, int]:
    """Put the problems of the files that were checked into the baseline; returns how many, and in how many files.

    What it holds about other files stays, where these are still there. Raises `ConfigError`.
    """
    folder = Path(os.path.abspath(path.parent))  # noqa: PTH100
    files: dict[str, Iterable[str]] = {}
    if os.path.exists(path):  # noqa: PTH110
        known = load_baseline(path).files.items()
        files |= {name: entries for name, entries in known if os.path.exists(folder / name)}  # noqa: PTH110
    new = {}
    for file, source, diagnostics in checked:
        name = _relative(file, folder)
        new[name] = [entry for _, entry in _entries(name, source, diagnostics)]
    kept = {name: sorted(entries) for name, entries in sorted({**files, **new}.items()) if entries}
    text = json.dumps({"version": _VERSION, "files": kept}, indent=1, ensure_ascii=False)
    try:
        if path.exists():
            write(path, read_bytes(path), Source(f"{text}\n"))  # whole or not at all
        else:
            path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    except (ReadError, WriteError) as error:
        raise ConfigError(str(error)) from None
    return sum(map(len, new.values())), sum(bool(entries) for entries in new.values())


def _entries(name: str, source: Source, diagnostics: Sequence[Diagnostic]) -> Iterator[tuple[Diagnostic, str]]:
    for diagnostic, fingerprint in fingerprints(name, source, diagnostics):
        yield diagnostic, f"{diagnostic.code} {fingerprint}"


def _relative(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")

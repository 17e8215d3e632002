"""Finds the files of a run."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from planlint.running.ignore import NEVER_WALKED, Ignores, is_among, leaves, patterns, repository
from planlint.running.reading import describe_error
from planlint.settings.config import INCLUDED, ConfigError, Settings
from planlint.text.records import value_object

SettingsFor = Callable[[Path], Settings]
"""The settings for a path; raises `ConfigError`."""

_SUFFIXES = tuple(pattern.removeprefix("*") for pattern in INCLUDED)
_ENVIRONMENT = "pyvenv.cfg"


@value_object
class Found:
    """The files of a run, sorted, each once; as strings, since there may be a thousand.

    `errors` has the paths that could not be used, each with one line for the user; `excluded` counts those that were
    named and are kept out by an exclude or a .gitignore.
    """

    files: tuple[str, ...]
    errors: tuple[tuple[Path, str], ...] = ()
    excluded: int = 0


def discover(paths: Iterable[Path], settings_for: SettingsFor) -> Found:
    """The files that `paths` name, and those that the folders among them hold.

    Excludes and .gitignore hold for both; includes only for what a folder holds. Links are followed when they are
    named; on the way, those to folders are not, nor those that lead out of the repository, or else of the named folder.
    Files are as the user would write them, relative where the path given is.
    """
    walk = _Walk(settings_for)
    for path in paths:
        walk.add(path)
    # A link and its target are one file: the target counts, else the link that sorts first; plain paths before "../".
    walk.files.sort(key=lambda found: (found[2], ".." in _parts(found[1]), _parts(found[1])))
    once: dict[str, str] = {}
    for identity, file, _ in walk.files:
        once.setdefault(identity, file)
    return Found(tuple(sorted(once.values(), key=_parts)), tuple(walk.errors.items()), walk.excluded)


def _parts(file: str) -> list[str]:
    return file.split(os.sep)  # noqa: PTH206  (a thousand times)


class _Walk:
    """What was found so far: files with what identifies them and whether they are links, errors, and how many named
    paths are kept out."""

    def __init__(self, settings_for: SettingsFor) -> None:
        self.files: list[tuple[str, str, bool]] = []
        self.errors: dict[Path, str] = {}
        self.excluded = 0
        self._ignores = Ignores(Path.cwd())
        self._settings = cache(settings_for)

    def add(self, path: Path) -> None:
        """Take in a path that the user named."""
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
            absolute = Path(os.path.abspath(path))  # noqa: PTH100  (".." goes, links stay)
            if self._ignores.ignored_anywhere(absolute, folder=is_folder) or self._excluded(absolute, is_folder):
                self.excluded += 1
            elif is_folder:
                self._walk(path, absolute)
            else:
                self.files.append((os.path.realpath(path), str(path), path.is_symlink()))
        except OSError as error:
            self.errors[path] = describe_error(path, error)
        except ConfigError as error:
            self._add_config_error(path, error)

    def _add_config_error(self, path: Path, error: ConfigError) -> None:
        """One broken configuration is one error, whatever it is about."""
        if str(error) not in self.errors.values():
            self.errors[path] = str(error)

    def _excluded(self, absolute: Path, is_folder: bool) -> bool:
        """Whether an exclude keeps out a named path or a folder above it."""
        settings = self._settings(absolute if is_folder else absolute.parent)
        return is_among(settings.exclude, settings.root, absolute, folder=is_folder)

    def _walk(self, top: Path, absolute: Path) -> None:
        """Everything below one folder. Here and in `_enter`, paths are strings: there may be a thousand of them."""
        shown = "" if top == Path() else str(top)
        folders = [(shown, str(absolute), os.path.realpath(absolute))]
        limit: Path | None = None
        while folders:
            folder, place, real = folders.pop()
            try:
                with os.scandir(place) as scan:
                    entries = sorted(scan, key=lambda entry: entry.name)
                if folder == shown or all(entry.name != _ENVIRONMENT for entry in entries):
                    absolute = Path(place)
                    settings = self._settings(absolute)
                    if limit is None:
                        top = Path(real)
                        limit = repository(top) or (settings.root and _above(top, settings.root)) or top
                    root = settings.root or absolute
                    folders += reversed(list(self._enter(folder, real, entries, settings, root, limit)))
            except OSError as error:
                self.errors[Path(folder)] = describe_error(Path(folder), error)
            except ConfigError as error:
                self._add_config_error(Path(folder), error)

    def _enter(
        self, folder: str, real: str, entries: list[os.DirEntry[str]], settings: Settings, root: Path, limit: Path
    ) -> Iterator[tuple[str, str, str]]:
        """Take in the files of one folder but for links that leave `limit`; yields the folders in it."""
        ignores = bool(entries) and self._ignores.within(os.path.dirname(entries[0].path))  # noqa: PTH120
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            below = entry.path
            if is_folder and entry.name in NEVER_WALKED:
                continue
            if not is_folder and not included(settings, root, below):
                continue
            if settings.exclude and _matches(settings.exclude, root, Path(below), folder=is_folder):
                continue
            if ignores and self._ignores.ignored(below, folder=is_folder):
                continue
            path, place = os.path.join(folder, entry.name), os.path.join(real, entry.name)  # noqa: PTH118
            if is_folder:
                yield path, below, place
            elif not entry.is_symlink():
                self.files.append((place, path, False))
            elif not os.path.isdir(below) and not leaves(Path(below), limit):  # noqa: PTH112  (false for links in a circle, too)
                self.files.append((os.path.realpath(path), path, True))


def _above(folder: Path, root: Path) -> Path | None:
    """`root`, if `folder` lies in it."""
    return None if leaves(folder, root) else root


def _matches(lines: tuple[str, ...], root: Path, path: Path, *, folder: bool) -> bool:
    if not lines or not path.is_relative_to(root):
        return False
    return bool(patterns(lines).verdict(path.relative_to(root).as_posix(), folder=folder))


def included(settings: Settings, root: Path, path: str) -> bool:
    """Whether a file in a folder that is searched, whose settings are relative to `root`, is a plan by its name."""
    if settings.include == INCLUDED:
        return path.lower().endswith(_SUFFIXES)
    return _matches(settings.include, root, Path(path), folder=False)

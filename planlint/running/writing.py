"""Writes a fixed file so that at any moment the old text or the new one is there, whole."""

import os
import stat
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from planlint.running.reading import describe_error, display
from planlint.text.patterns import regex
from planlint.text.source import Source

_BOM = b"\xef\xbb\xbf"
_PREFIX, _SUFFIX = ".planlint-", ".tmp"
_STRAY = regex(r"\.planlint-\w+\.tmp")
_ABANDONED = 60.0
"""After this many seconds, a temporary file is nobody's any more: one lives for as long as it takes to write it."""


class WriteError(Exception):
    """A file that could not be written and is as it was; the message is one line for the user."""


def encode(source: Source) -> bytes:
    """The bytes of a file that holds `source`."""
    return (_BOM if source.bom else b"") + source.text.encode("utf-8")


def write(path: Path, old: bytes, source: Source) -> bool:
    """Make `path` hold `source`, if it still holds `old`; returns whether it was written.

    A link stays, and its target is written. Mode, owner (where the system lets us) and the time of a file that holds
    the right bytes already are kept. The new text goes to a temporary file that then takes the place of the old one;
    only where the folder forbids that, it is written in place. Raises `WriteError`.
    """
    try:
        new = encode(source)
        if new == old:
            return False
        target = Path(os.path.realpath(path))
        status = target.stat()
        current = target.read_bytes()
        if current == new:
            return False  # another planlint was faster
        if current != old:
            raise _changed(path)
        if not os.access(target, os.W_OK):
            raise WriteError(f"{display(path)}: was not fixed, because it is read-only; change its mode")
        try:
            return _replace(path, target, new, status)
        except PermissionError:
            _overwrite(target, old, new)
            return True
    except OSError as error:
        raise WriteError(f"{describe_error(path, error)} (it was not fixed)") from None
    except UnicodeEncodeError as error:
        raise WriteError(
            f"{display(path)}: was not fixed, because UTF-8 cannot hold {error.object[error.start]!r}"
        ) from None


def _changed(path: Path) -> WriteError:
    return WriteError(f"{display(path)}: was not fixed, because it changed meanwhile; run planlint again")


def _replace(path: Path, target: Path, new: bytes, status: os.stat_result) -> bool:
    """Write beside `target`, then rename, if it is still as `status` says; whether that was needed."""
    _sweep(target.parent)
    made = target.parent / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
    try:
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(new)
            stream.flush()
            if hasattr(os, "fchown"):
                with suppress(PermissionError):
                    os.fchown(handle, status.st_uid, status.st_gid)
            os.fsync(handle)
        made.chmod(stat.S_IMODE(status.st_mode))  # after the owner: a change of owner clears set-id bits
        now = target.stat()
        if (now.st_ino, now.st_size, now.st_mtime_ns) != (status.st_ino, status.st_size, status.st_mtime_ns):
            if target.read_bytes() != new:
                raise _changed(path)
            made.unlink()
            return False
        made.replace(target)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise
    with suppress(OSError):  # some systems cannot open a folder; the rename is done all the same
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return True


@cache
def _sweep(folder: Path) -> None:
    """Remove, once a run, what killed runs have left in a folder; what is younger may belong to one that lives."""
    with suppress(OSError), os.scandir(folder) as scan:
        for entry in scan:
            if _STRAY.fullmatch(entry.name) and time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED:
                Path(entry.path).unlink()


def _overwrite(target: Path, old: bytes, new: bytes) -> None:
    """Write in place; space is claimed first, and the old bytes come back when the writing fails."""
    with target.open("r+b", buffering=0) as stream:
        try:
            if len(new) > len(old) and hasattr(os, "posix_fallocate"):
                os.posix_fallocate(stream.fileno(), 0, len(new))
            _write_all(stream.fileno(), new)
        except BaseException:
            _write_all(stream.fileno(), old)
            raise


def _write_all(handle: int, data: bytes) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
    os.ftruncate(handle, len(data))
    os.fsync(handle)

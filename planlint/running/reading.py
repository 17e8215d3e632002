"""A file as a Source, or one line about what is wrong with it."""

import codecs
import os
import stat
from pathlib import Path

from planlint.text.patterns import regex
from planlint.text.source import Source

MAX_BYTES = 16 * 1024 * 1024

_CONTROL = regex(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 65536


class ReadError(Exception):
    """A file that cannot be read; the message is one line for the user: file, what is wrong, what to do.

    `recovered` is its text where the file is in another encoding and only one reading is possible.
    """

    def __init__(self, message: str, recovered: Source | None = None) -> None:
        super().__init__(message)
        self.recovered = recovered


def display(path: Path) -> str:
    """`path` as reports show it: `/` between its parts, bytes that are not UTF-8 as escapes."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def describe_error(path: Path, error: OSError) -> str:
    """One line about a path that the system would not read or write."""
    if path.is_symlink() and not path.exists():
        return f"{display(path)}: is a link to something that does not exist; mend or remove it"
    match error:
        case FileNotFoundError():
            return f"{display(path)}: no such file or folder; check the path"
        case PermissionError():
            return f"{display(path)}: permission denied; change its mode, or exclude it"
    return f"{display(path)}: {error.strerror or error}"


def read_bytes(path: Path) -> bytes:
    """The content of a regular file. Raises `ReadError`."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(f"{display(path)}: is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{display(path)}: is no regular file; read it through standard input with -")
        check_size(status.st_size, display(path))
        return path.read_bytes()
    except OSError as error:
        raise ReadError(describe_error(path, error)) from None


def read(path: Path) -> Source:
    """The text of a file. Raises `ReadError` for one that cannot be read, is no UTF-8 text, or is too large."""
    return decode(read_bytes(path), display(path))


def decode(data: bytes, name: str) -> Source:
    """`data` as UTF-8. Raises `ReadError` for anything else, and for text of more than `MAX_BYTES`."""
    check_size(len(data), name)
    bom = data.startswith(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8-sig" if bom else "utf-8")
    except UnicodeDecodeError:
        text = None
    if (text is None or _CONTROL.search(data, 0, _SAMPLE)) and (error := _undecoded(data, name)):
        raise error
    assert text is not None
    return Source(text, name, bom)


def recover(data: bytes, name: str) -> Source:
    """As `decode`, but also for text in another encoding where only one reading is possible."""
    try:
        return decode(data, name)
    except ReadError as error:
        if error.recovered is None:
            raise
        return error.recovered


def _undecoded(data: bytes, name: str) -> ReadError | None:
    """What to say of bytes that are not UTF-8 text; None when they are."""
    from planlint.text.encoding.undecoded import describe_bytes

    found = describe_bytes(data)
    if found is None:
        return None
    if found.what == "binary":
        return ReadError(f"{name}: is a binary file, not text; exclude it")
    advice = "convert it, or let --fix --unsafe-fixes do it" if found.text is not None else "convert it to UTF-8"
    problem = f"{name}:{found.line}:{found.column}: ENC004 is not UTF-8 but {found.what}; {advice}"
    return ReadError(problem, None if found.text is None else Source(found.text, name, encoding=found.what))


def check_size(size: int, name: str) -> None:
    """Raise `ReadError` when a file of `size` bytes is too large."""
    if size > MAX_BYTES:
        mebibyte = 1024 * 1024
        raise ReadError(
            f"{name}: is too large ({size // mebibyte} MB, the limit is {MAX_BYTES // mebibyte}); split or exclude it"
        )

"""A file as a Source, or one line about why it cannot be read."""

import codecs
import os
import stat
from contextlib import suppress
from pathlib import Path

from planlint.text.source import Source

MAX_BYTES = 16 * 1024 * 1024

_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_SAMPLE = 65536
_SYSTEM = ("/proc/", "/sys/", "/dev/")


class ReadError(Exception):
    """A file that cannot be read; the message is one line for the user: file, what is wrong, what to do."""


def display(path: Path | str) -> str:
    """`path` as reports show it: `/` between its parts, bytes that are not UTF-8 as escapes."""
    return os.fsencode(str(path).replace(os.sep, "/")).decode("utf-8", "backslashreplace")


def describe_error(path: Path, error: OSError) -> str:
    """One line about a path that the system would not read or write."""
    if os.path.islink(path) and not os.path.exists(path):  # noqa: PTH110, PTH114
        return f"{display(path)}: is a link to something that does not exist; mend or remove it"
    match error:
        case FileNotFoundError():
            return f"{display(path)}: no such file or folder; check the path"
        case PermissionError():
            return f"{display(path)}: permission denied; change its mode, or exclude it"
    return f"{display(path)}: {error.strerror or error}"


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """The content of a regular file of no more than `most` bytes. Raises `ReadError`.

    FIFOs, devices and the system's own files are not opened: they may never end, and are nobody's plan.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(f"{display(path)}: is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{display(path)}: is no regular file; read it through standard input with -")
        if os.path.realpath(path).startswith(_SYSTEM):
            raise ReadError(f"{display(path)}: belongs to the system, and is not read")
        check_size(status.st_size, display(path), most)
        return path.read_bytes()
    except OSError as error:
        raise ReadError(describe_error(path, error)) from None


def content_digest(data: bytes) -> str:
    """What stands for a file's content in a cache."""
    from hashlib import blake2b  # slow to import

    return blake2b(data, digest_size=16).hexdigest()


def read(path: Path) -> Source:
    """The text of a file. Raises `ReadError` for one that cannot be read, is no text, or is too large."""
    return decode(read_bytes(path), display(path))


def decode(data: bytes, name: str) -> Source:
    """`data` as text, in whatever encoding. Raises `ReadError` for what is no text, or more than `MAX_BYTES`."""
    check_size(len(data), name)
    bom = data.startswith(codecs.BOM_UTF8)
    sample = data[:_SAMPLE]
    if len(sample.translate(None, _CONTROL)) == len(sample):
        with suppress(UnicodeDecodeError):
            return Source(data.decode("utf-8-sig" if bom else "utf-8"), name, bom)
    from planlint.text.encoding.decode import decode_bytes

    found = decode_bytes(data)
    if found is None:
        raise ReadError(f"{name}: is a binary file, not text; exclude it")
    return Source(found.text, name, bom, found.encoding, found.foreign)


def check_size(size: int, name: str, most: int = MAX_BYTES) -> None:
    """Raise `ReadError` when a file of `size` bytes is too large."""
    if size > most:
        unit, symbol = (1024 * 1024, "MB") if most >= 1024 * 1024 else (1024, "kB")
        limit = f"the limit is {most // unit}"
        raise ReadError(f"{name}: is too large ({-(-size // unit)} {symbol}, {limit}); split or exclude it")

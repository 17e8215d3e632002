"""A file as a Source, or one line about what is wrong with it."""

import codecs
import os
import re
import stat
from pathlib import Path

from planlint.source import Source

MAX_BYTES = 16 * 1024 * 1024

_BOMS = (  # UTF-32 first: its little-endian mark starts as that of UTF-16 does
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_SAMPLE = 65536


class ReadError(Exception):
    """A file that cannot be read; the message is one line for the user: file, what is wrong, what to do."""


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
    if problem := describe_bytes(data):
        raise ReadError(f"{name}{problem}")
    bom = data.startswith(codecs.BOM_UTF8)
    return Source(data.decode("utf-8-sig" if bom else "utf-8"), name, bom)


def check_size(size: int, name: str) -> None:
    """Raise `ReadError` when a file of `size` bytes is too large."""
    if size > MAX_BYTES:
        mebibyte = 1024 * 1024
        raise ReadError(
            f"{name}: is too large ({size // mebibyte} MB, the limit is {MAX_BYTES // mebibyte}); split or exclude it"
        )


def describe_bytes(data: bytes) -> str:
    """The end of an error message, after the file's name, when `data` is not UTF-8 text; empty when it is."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return f": is {encoding}, not UTF-8; convert it: iconv -f {encoding} -t UTF-8"
    if encoding := _wide_encoding(data[:_SAMPLE]):
        return f": is {encoding} (without a byte order mark), not UTF-8; convert it: iconv -f {encoding} -t UTF-8"
    sample = data[:_SAMPLE]
    controls = len(_CONTROL.findall(sample))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if controls * 50 > len(sample):
            return ": is a binary file, not text; exclude it"
        *before, line = _LINE_END.split(data[: error.start])
        place = f":{len(before) + 1}:{len(line.decode('utf-8')) + 1}"
        byte = f"0x{data[error.start]:02X}"
        return f"{place}: is not UTF-8 (byte {byte}{_guess(data, error.start)}); convert it to UTF-8"
    return ": is a binary file, not text; exclude it" if controls > 16 and controls * 5 > len(sample) else ""


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 of mostly Latin text: every other byte is zero."""
    pairs = len(sample) // 2
    if pairs > 3 and len(sample) % 2 == 0:
        for first, encoding in ((1, "UTF-16LE"), (0, "UTF-16BE")):
            zeros = sample[first::2].count(0)
            if zeros * 10 >= pairs * 7 and sample[1 - first :: 2].count(0) * 20 <= pairs:
                return encoding
    return ""


def _guess(data: bytes, start: int) -> str:
    """What the byte at `start` may come from: UTF-16 halves that were encoded one by one, or 8-bit text."""
    if data[start] == 0xED and data[start + 1 : start + 2] >= b"\xa0":
        return ", half of a surrogate pair"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    letters = sum(character.isalpha() for character in text if character > "\x7f")
    others = sum(not character.isalpha() for character in text if character > "\x7f")
    return ", probably cp1252" if letters >= others or others <= 2 else ""

"""Starts the server."""

import io
import logging
import re
import sys
from typing import BinaryIO, cast

from planlint.server.app import LIFECYCLE, Server
from planlint.server.features import FEATURES

_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?\n", re.IGNORECASE)
_LONGEST_HEADER = 8192


def serve() -> int:
    """Speak the protocol on standard input and output until the editor ends it; returns the exit code."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # what concerns the editor is sent to it
    stdout = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may come between the messages
    server = build()
    server.start_io(cast("BinaryIO", Messages(sys.stdin.buffer)), stdout)
    return 0 if server.was_shut_down else 1


class Messages(io.RawIOBase):
    """The bytes of `stream`, for pygls, which waits for ever behind a header that it does not understand: here, what
    cannot be read any more ends there."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._begun = self._has_length = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readline(self, size: int | None = -1) -> bytes:  # noqa: ARG002
        """One line of a header, its length as pygls reads it; nothing at the end, or where the length is missing."""
        line = self._stream.readline(_LONGEST_HEADER)
        match = _LENGTH.fullmatch(line)
        if line.strip() and line.endswith(b"\n"):
            self._begun, self._has_length = True, self._has_length or match is not None
            return b"Content-Length: %s\r\n" % match[1] if match else line
        lost = line.strip() or (self._begun and not self._has_length)
        self._begun = self._has_length = False
        if lost:
            sys.stderr.write("planlint: the editor sent a header without a valid Content-Length; the server ends\n")
            return b""
        return line

    def read(self, size: int = -1) -> bytes:
        """The body of a message."""
        return self._stream.read(size)


def build() -> Server:
    """A server with all its features."""
    server = Server()
    for method, (handler, options) in {**LIFECYCLE, **FEATURES}.items():
        server.feature(method, options)(handler)
    return server

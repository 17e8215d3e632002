"""Starts the server."""

import logging
import sys

from lsprotocol import types

from planlint.server.app import LIFECYCLE, Server
from planlint.server.features import FEATURES, formatting_is_there


def serve() -> int:
    """Speak the protocol on standard input and output until the editor ends it; returns the exit code."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # what concerns the editor is sent to it
    stdout = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may come between the messages
    server = build()
    server.start_io(sys.stdin.buffer, stdout)
    return 0 if server.was_shut_down else 1


def build() -> Server:
    """A server with all its features."""
    server = Server()
    for method, (handler, options) in {**LIFECYCLE, **FEATURES}.items():
        if method != types.TEXT_DOCUMENT_FORMATTING or formatting_is_there():
            server.feature(method, options)(handler)
    return server

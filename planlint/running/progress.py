"""A line on the terminal that tells how far a long run has come."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

Result = TypeVar("Result")

_AFTER = 1.0
_EVERY = 0.1
_CLEAR = "\r\x1b[K"


class Progress:
    """Shown on `terminal` from the first second on, while results come in; never where it is no terminal."""

    def __init__(self, terminal: TextIO | None = None, after: float = _AFTER) -> None:
        self._terminal = terminal or sys.stderr
        self._drawn = False
        self._next = time.monotonic() + after if self._terminal.isatty() else float("inf")

    def watch(self, results: Iterable[Result]) -> Iterator[Result]:
        """Pass `results` on, and tell how many there were."""
        for number, result in enumerate(results, 1):
            now = time.monotonic()
            if now >= self._next:
                self._next = now + _EVERY
                self._drawn = True
                self._terminal.write(f"{_CLEAR}planlint: {number} checked ...")
                self._terminal.flush()
            yield result
        self.clear()

    def clear(self) -> None:
        """Take the line away, because something else is to be written to the terminal."""
        if self._drawn:
            self._drawn = False
            self._terminal.write(_CLEAR)
            self._terminal.flush()

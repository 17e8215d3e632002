"""A line on the terminal that tells how far a long run has come."""

import sys
import threading
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TextIO, TypeVar

Result = TypeVar("Result")

_AFTER = 1.0
_EVERY = 0.1
_CLEAR = "\r\x1b[K"


class Progress:
    """Shown on stderr from the first second on, where that is a terminal; a thread draws it, so it moves at all times.

    Use it as a context, pass the results through `watch`, and write what may go to the same terminal with `write`.
    """

    def __init__(self, stream: TextIO | None = None, after: float = _AFTER) -> None:
        self.stream = stream or sys.stderr
        self.after = after
        self.files = 0
        self.drawn = False
        self.lock = threading.Lock()
        self.finished = threading.Event()
        self.thread = threading.Thread(target=self._draw, daemon=True) if self.stream.isatty() else None

    def __enter__(self) -> "Progress":
        if self.thread:
            self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finished.set()
        if self.thread:
            self.thread.join()

    def watch(self, results: Iterable[Result]) -> Iterator[Result]:
        """Pass `results` on and count them."""
        for result in results:
            self.files += 1
            yield result

    def write(self, text: str, out: TextIO) -> None:
        """Write `text` to `out`, and never into the middle of the progress line."""
        with self.lock:
            self._erase()
            out.write(text)
            if self.thread:
                out.flush()

    def _draw(self) -> None:
        if self.finished.wait(self.after):
            return
        beat = 0
        while not self.finished.wait(_EVERY):
            beat += 1
            with self.lock:
                self.stream.write(f"{_CLEAR}planlint: {self.files} files checked {'.' * (beat % 4)}")
                self.stream.flush()
                self.drawn = True
        with self.lock:
            self._erase()

    def _erase(self) -> None:
        if self.drawn:
            self.stream.write(_CLEAR)
            self.stream.flush()
            self.drawn = False

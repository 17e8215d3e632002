"""The texts that are open in the editor, each with what is known about its newest version.

All methods run in the event loop; the work itself runs in one thread, so that the loop is free to hear of changes. A
version that a newer one has replaced is neither worked on nor answered for.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from lsprotocol import types

from planlint.running.neighbours import forget
from planlint.server.analysis import Analysis, analyse, path_of
from planlint.server.editor_settings import Scopes
from planlint.server.positions import changed
from planlint.settings.config import clear_caches

Answer = TypeVar("Answer")

DELAY = 0.1
"""Seconds without a change before diagnostics are sent."""


class OutdatedError(Exception):
    """The text changed, or was closed, while a question about it was being answered."""


@dataclass(eq=False)
class OpenText:
    """One version of a text. A change makes a new one, and so does anything else that may change its diagnostics."""

    uri: str
    text: str
    version: int | None
    analysis: "asyncio.Future[Analysis | None] | None" = field(default=None, repr=False)


class Session:
    """The open texts, by URI.

    `publish` is called with each new analysis where the editor does not ask for diagnostics by itself; `complain` with
    one that failed, once for each error.
    """

    def __init__(self, publish: Callable[[Analysis], None], complain: Callable[[Analysis], None]) -> None:
        self.texts: dict[str, OpenText] = {}
        self.encoding = "utf-16"
        self.scopes = Scopes()
        self.pushes = True
        self.news = asyncio.Event()
        """Set where what is known about files that are not open may be wrong."""
        self.news.set()
        self._publish = publish
        self._complain = complain
        self._worker = ThreadPoolExecutor(1, "planlint")
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._complaints: set[str] = set()

    def open(self, uri: str, text: str, version: int | None) -> None:
        """Take in a text, and publish its diagnostics at once."""
        self._replace(OpenText(uri, text, version), delay=0)

    def change(self, uri: str, changes: Sequence[types.TextDocumentContentChangeEvent], version: int) -> None:
        """Apply the editor's changes, and publish once it pauses."""
        text = changed(self.texts[uri].text, changes, self.encoding)
        self._replace(OpenText(uri, text, version), delay=DELAY)

    def close(self, uri: str) -> None:
        """Forget a text."""
        self.texts.pop(uri, None)
        self._cancel_timer(uri)

    def look_again(self) -> None:
        """Configuration or files changed: whatever is known about any text may be wrong."""
        self._complaints.clear()
        self.news.set()
        self._worker.submit(clear_caches)
        self._worker.submit(forget)
        for uri, old in list(self.texts.items()):
            self._replace(OpenText(uri, old.text, old.version), delay=0)

    async def latest(self, uri: str) -> Analysis | None:
        """The analysis of the newest version, however often it changes meanwhile; None where it is not open."""
        while current := self.texts.get(uri):
            analysis = await self._analysis(current)
            if analysis and self.texts.get(uri) is current:
                return analysis
        return None

    async def ask(self, uri: str, question: Callable[[Analysis], Answer]) -> Answer:
        """The answer to a question about the text of now. Raises `OutdatedError`."""
        current = self.texts.get(uri)
        analysis = await self._analysis(current) if current else None
        if analysis and self.texts.get(uri) is current:
            answer = await self.work(question, analysis)
            if self.texts.get(uri) is current:
                return answer
        raise OutdatedError(uri)

    async def work(self, function: Callable[..., Answer], *arguments: object) -> Answer:
        """What a function gives, called in the thread that does all the work."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, function, *arguments)

    def shut_down(self) -> None:
        """Drop what is still to be done."""
        for uri in list(self.texts):
            self.close(uri)
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _replace(self, new: OpenText, delay: float) -> None:
        self.texts[new.uri] = new
        self._cancel_timer(new.uri)
        if self.pushes:
            self._timers[new.uri] = asyncio.get_running_loop().call_later(delay, self._start, new)

    def _cancel_timer(self, uri: str) -> None:
        if timer := self._timers.pop(uri, None):
            timer.cancel()

    def _start(self, current: OpenText) -> None:
        task = asyncio.get_running_loop().create_task(self._push(current))
        self._tasks.add(task)  # the loop itself keeps no hold of its tasks
        task.add_done_callback(self._tasks.discard)

    async def _push(self, current: OpenText) -> None:
        analysis = await self._analysis(current)
        if analysis and self.texts.get(current.uri) is current:
            self._publish(analysis)

    async def _analysis(self, current: OpenText) -> Analysis | None:
        """The analysis of one version, made once; None where a newer one came before it was begun."""
        if current.analysis is None:
            loop = asyncio.get_running_loop()
            current.analysis = loop.run_in_executor(self._worker, self._analyse, current, self.scopes)
        analysis = await asyncio.shield(current.analysis)  # others may wait for it, too
        if analysis and analysis.error and analysis.error not in self._complaints:
            self._complaints.add(analysis.error)
            self._complain(analysis)
        return analysis

    def _analyse(self, current: OpenText, scopes: Scopes) -> Analysis | None:
        if self.texts.get(current.uri) is not current:
            return None
        overrides = scopes.of(path_of(current.uri))
        return analyse(current.uri, current.text, current.version, overrides, self.encoding)

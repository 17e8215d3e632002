"""The work on one file, here or in another process; and many jobs at once, their verdicts in order."""

import os
import sys
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from planlint.running.neighbours import Neighbours
from planlint.running.reading import ReadError, decode
from planlint.running.writing import WriteError, write
from planlint.settings.config import Settings
from planlint.text.diagnostics import Applicability, Diagnostic
from planlint.text.records import field, replace, value_object
from planlint.text.source import Source
from planlint.text.visible import fault

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    from planlint.compare.plan import Plan
    from planlint.running.linter import Failures

Other = TypeVar("Other")

NOT_UTF8 = "ENC004"
_WORTH_A_POOL = 400_000
_CHUNK = 100_000
_CHUNKS_AHEAD = 4


@value_object
class Job:
    """One file to lint, with `fix` to fix, with `format` to format instead, and with `write` to write.

    Without `path`, it has no neighbours. `plan` is what was read of `data` before.
    """

    name: str
    data: bytes
    settings: Settings
    path: Path | None = None
    root: Path | None = None
    fix: bool = False
    unsafe: bool = False
    format: bool = False
    write: bool = False
    plan: "Plan | None" = None


@value_object
class Verdict:
    """What came of a job. `source` is the new text where something was fixed or formatted, and `lookups` what was asked
    about the files around. `error` is one line for the user about a file of which nothing else is known; `failures` are
    lines about what went wrong besides: a rule that failed, a text that could not be written."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    fixed: Counter[str] = field(default_factory=Counter)
    refused: tuple[str, ...] = ()
    source: Source | None = None
    error: str | None = None
    failures: tuple[str, ...] = ()
    lookups: dict[tuple[str, str], str] = field(default_factory=dict)


def check(job: Job) -> Verdict:
    """Do one job. Whatever goes wrong with one file is said in its verdict."""
    try:
        source = decode(job.data, job.name)
    except ReadError as error:
        return Verdict(error=str(error))
    try:
        return _check(job, source)
    except Exception as error:
        return Verdict(error=f"{job.name}: planlint {fault(error)}")


def _check(job: Job, source: Source) -> Verdict:
    foreign = source.encoding != "UTF-8"
    if job.format:
        if foreign:
            return Verdict(error=f"{job.name}: is {source.encoding}, not UTF-8 ({NOT_UTF8}), and was not formatted")
        from planlint.fixing.formatter import format_text

        after = format_text(source, job.settings)
        failure = _write(job, source, after)
        return Verdict(source=None if failure or after.text == source.text else after, failures=failure)
    from planlint.running.linter import Failures, lint, lint_plan  # where all is in the cache, no linter is needed

    failed: Failures = {}
    if job.plan and not foreign and not job.fix:
        return Verdict(lint_plan(job.plan, job.settings, failed), failures=_told(job, failed))
    around = Neighbours(job.root, job.path) if job.path else None
    lookups = around.lookups if around else {}
    if not job.fix or (foreign and ("\ufffd" in source.text or not job.unsafe)):
        diagnostics = lint(source, job.settings, neighbours=around, failures=failed)
        if job.fix:
            diagnostics = [_unwritten(each, source, unsafe=job.unsafe) for each in diagnostics]
        return Verdict(diagnostics, failures=_told(job, failed), lookups=lookups)
    from planlint.fixing.fixer import fix

    readable = replace(source, encoding="UTF-8")
    result = fix(readable, job.settings, unsafe=job.unsafe, neighbours=around, failures=failed)
    if foreign:
        result = replace(result, applied=result.applied + Counter([NOT_UTF8]))
    failure = _write(job, source, result.source)
    if failure:
        diagnostics = lint(source, job.settings, neighbours=around, failures=failed)
        return Verdict(diagnostics, failures=(*failure, *_told(job, failed)))
    new = result.source if result.source.text != source.text or foreign else None
    failures = _told(job, failed)
    return Verdict(result.remaining, result.applied, result.refused, new, failures=failures, lookups=lookups)


def _unwritten(diagnostic: Diagnostic, source: Source, *, unsafe: bool) -> Diagnostic:
    """A diagnostic of a text that is not written, with the reason instead of its fix."""
    fix = diagnostic.finding.fix
    tried = fix and fix.applicability in (Applicability.SAFE, Applicability.UNSAFE if unsafe else None)
    return diagnostic.refuse(f"the file is {source.encoding}, not UTF-8") if tried else diagnostic


def _told(job: Job, failed: "Failures") -> tuple[str, ...]:
    """One line for each thing that went wrong in rules: what fails to be read is asked for by several."""
    return tuple(f"{job.name}: {' and '.join(rules)} {what}" for what, rules in failed.items())


def _write(job: Job, before: Source, after: Source) -> tuple[str, ...]:
    """Put the new text into the job's file, where there is something to write; what went wrong, as one line."""
    if (after.text != before.text or before.encoding != "UTF-8") and job.write and job.path:
        try:
            write(job.path, job.data, after)
        except WriteError as error:
            return (str(error),)
    return ()


def check_all(slots: Iterable[Job | Other], workers: int) -> Generator[tuple[Job, Verdict] | Other]:
    """Do the jobs among `slots` and pass the rest on, in order; in several processes where that is faster."""
    slots = iter(slots)
    waiting: list[Job | Other] = []
    size = 0
    for slot in slots:
        if workers == 1 or not (waiting or isinstance(slot, Job)):
            yield _done(slot)
            continue
        waiting.append(slot)
        size += len(slot.data) if isinstance(slot, Job) else 0
        if size >= _WORTH_A_POOL:
            yield from _in_parallel(chain(waiting, slots), workers)
            return
    for slot in waiting:
        yield _done(slot)


def _done(slot: Job | Other) -> tuple[Job, Verdict] | Other:
    return (slot, check(slot)) if isinstance(slot, Job) else slot


def _in_parallel(slots: Iterable[Job | Other], workers: int) -> Iterator[tuple[Job, Verdict] | Other]:
    queue: deque[tuple[list[Job | Other], Future[list[Verdict]]]] = deque()
    pool = _Pool(workers)

    def finished() -> Iterator[tuple[Job, Verdict] | Other]:
        chunk, future = queue.popleft()
        verdicts = iter(pool.verdicts(_jobs(chunk), future))
        for slot in chunk:
            yield (slot, next(verdicts)) if isinstance(slot, Job) else slot

    try:
        for chunk in _chunks(slots):
            queue.append((chunk, pool.submit(_jobs(chunk))))
            while len(queue) > workers * _CHUNKS_AHEAD or (queue and queue[0][1].done()):
                yield from finished()
        while queue:
            yield from finished()
    finally:
        pool.close()


def _jobs(chunk: list[Job | Other]) -> list[Job]:
    return [slot for slot in chunk if isinstance(slot, Job)]


def _chunks(slots: Iterable[Job | Other]) -> Iterator[list[Job | Other]]:
    """Stretches of `slots` with about as much work in each."""
    chunk: list[Job | Other] = []
    size = 0
    for slot in slots:
        chunk.append(slot)
        size += len(slot.data) if isinstance(slot, Job) else 0
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    yield chunk


class _Pool:
    """Processes that do jobs. One that dies takes only its own file with it."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, jobs: list[Job]) -> "Future[list[Verdict]]":
        """Start on some jobs, in one process."""
        from concurrent.futures.process import BrokenProcessPool

        if jobs and not self._executor:
            check(Job("", b"", jobs[0].settings))  # a fork inherits what is loaded and compiled
        with _uninterrupted():
            self._executor = self._executor or new_executor(self._workers)
            try:
                return self._executor.submit(_check_each, jobs)
            except BrokenProcessPool:
                self.close()
                self._executor = new_executor(self._workers)
                return self._executor.submit(_check_each, jobs)

    def verdicts(self, jobs: list[Job], future: "Future[list[Verdict]]") -> list[Verdict]:
        """Wait for what `submit` returned. Where a process died, do each job in its own, to know which killed it."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            return future.result()
        except BrokenProcessPool:
            return [_check_alone(job) for job in jobs]

    def close(self) -> None:
        """Let the processes finish what they are at, and end them."""
        if self._executor:
            self._executor.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Make Ctrl-C wait: it must not fall between the start of a process and the thread that looks after it."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _check_each(jobs: list[Job]) -> list[Verdict]:
    return [check(job) for job in jobs]


def _check_alone(job: Job) -> Verdict:
    from concurrent.futures.process import BrokenProcessPool

    try:
        with new_executor(1) as executor:
            return executor.submit(check, job).result()
    except BrokenProcessPool:
        return Verdict(error=f"{job.name}: planlint's process died on this file (out of memory?); split or exclude it")


def new_executor(workers: int) -> "ProcessPoolExecutor":
    """Processes for some work, as many as `workers`; they leave Ctrl-C to this one, and end with it."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(workers, get_context("fork" if sys.platform == "linux" else "spawn"), _begin)


def _begin() -> None:
    """In a new process: leave Ctrl-C to the parent, and do not outlive it."""
    import signal
    from multiprocessing import parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def follow() -> None:
        parent = parent_process()
        if parent:
            parent.join()
            os._exit(1)

    Thread(target=follow, daemon=True).start()

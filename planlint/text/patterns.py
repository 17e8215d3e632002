"""Regular expressions that are compiled when they are first used: a run on one plan needs half of those there are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, AnyStr, NoReturn, cast


class _Lazy:
    """Stands for a compiled expression; each of its methods is looked up once, and is then as fast as the real one."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        pattern, flags = self._source
        value = getattr(re.compile(pattern, flags), name)
        setattr(self, name, value)
        return value


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, for the top of a module. What is wrong with the expression is said when it is first used."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))


class TimeLimitError(Exception):
    """What was to be done took too long."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeLimitError` once what is inside has computed for `seconds`.

    There is no limit outside of the main thread, nor where the system has no such timer.
    """
    import signal
    import threading

    has_timer = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not has_timer:
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise TimeLimitError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)

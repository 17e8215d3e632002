"""Regular expressions that are compiled when they are first used: a run on one plan needs half of those there are."""

import re
from typing import Any, AnyStr, cast


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

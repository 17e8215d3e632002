"""What fixing would change, as a patch."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlint.output import shown_path

if TYPE_CHECKING:
    from planlint.running.runner import FileResult


def patch(results: "Iterable[FileResult]") -> Iterator[str]:
    """A unified diff for each result whose text changed, as `git apply -p0` reads it."""
    for result in results:
        if result.before:
            yield "".join(_diff(shown_path(result.path), result.before.text, result.source.text))


def _diff(path: str, before: str, after: str) -> Iterator[str]:
    from difflib import unified_diff

    yield from unified_diff(_lines(before), _lines(after), path, path)


def _lines(text: str) -> list[str]:
    """Lines as a patch holds them: a last one without line end is marked."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([f"{last}\n\\ No newline at end of file\n"] if last else [])

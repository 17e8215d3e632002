"""Formats of the report: each module has a function `report`.

    report(results, tally, style) -> the pieces of the report, made as the results arrive

`results` are the runner's; `tally` has counted all results once they are exhausted.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from planlint.running.ignore import repository
from planlint.text.diagnostics import Applicability, Diagnostic, Severity
from planlint.text.records import value_object

if TYPE_CHECKING:
    from planlint.running.runner import FileResult

Results: TypeAlias = "Iterable[FileResult]"
"""The results of a run, as they arrive."""

FORMATS = (
    "text",
    "concise",
    "grouped",
    "markdown",
    "json",
    "json-lines",
    "github",
    "gitlab",
    "azure",
    "rdjson",
    "sarif",
    "junit",
)

BY_LINE = ("text", "concise", "grouped", "markdown")
"""The formats that show nothing of a text but the lines that a problem or its other side starts on."""


@value_object
class Style:
    """How a report may look: with colour, with the summary, with how sure each finding is, and which grades of fixes
    the flags of this run allow."""

    color: bool = False
    summary: bool = True
    unsafe_fixes: bool = False
    verbose: bool = False


class Tally:
    """Running totals over the results of one run: `files` were checked, with `failed` something went wrong. `fixes`
    counts the fixes left to apply, by grade, `known` what the baselines leave out, `stale` their entries that nothing
    matches any more. `worst` is the number of the worst severity, or one that is worse than none."""

    def __init__(self) -> None:
        self.files = self.failed = self.problems = self.fixed = self.changed = self.known = self.stale = 0
        self.worst: int = max(Severity) + 1
        self.baselines = set[Path]()
        self.by_code = Counter[tuple[str, str]]()
        self.fixes = Counter[Applicability]()
        self.fixable = Counter[str]()

    def count(self, results: Results) -> "Iterator[FileResult]":
        """Pass `results` on, each counted."""
        for result in results:
            self.files += result.error is None
            self.failed += bool(result.complaints)
            self.changed += bool(result.fixed)
            self.fixed += sum(result.fixed.values())
            self.known += result.known
            self.stale += result.stale
            if result.baseline:
                self.baselines.add(result.baseline)
            for diagnostic in result.diagnostics:
                self._add(diagnostic)
            yield result

    def _add(self, diagnostic: Diagnostic) -> None:
        self.problems += 1
        self.worst = min(self.worst, diagnostic.severity)
        self.by_code[diagnostic.code, diagnostic.rule] += 1
        if diagnostic.finding.fix:
            self.fixes[diagnostic.finding.fix.applicability] += 1
            self.fixable[diagnostic.code] += diagnostic.finding.fix.applicability is Applicability.SAFE


@cache
def shown_path(path: str) -> str:
    """`path` relative to the current folder where it lies below it, with `/` between; else absolute."""
    absolute = os.path.abspath(path)  # noqa: PTH100  (Path.absolute keeps `..`)
    here = os.getcwd().rstrip(os.sep) + os.sep  # noqa: PTH109
    return absolute.removeprefix(here).replace(os.sep, "/")


@cache
def repository_path(path: str) -> str:
    """`path` relative to the root of its repository, with `/` between; outside of one as `shown_path` gives it."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100
    root = repository(absolute.parent)
    return absolute.relative_to(root).as_posix() if root else shown_path(path)


def uri(path: str) -> str:
    """The `file:` URI of a path as `shown_path` gives it; other names, as `<stdin>`, become `untitled:` ones."""
    return "untitled:stdin" if path == "<stdin>" else Path(path).absolute().as_uri()

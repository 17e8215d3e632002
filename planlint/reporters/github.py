"""For GitHub Actions: workflow commands, which GitHub shows as annotations on the changed lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlint.diagnostics import Diagnostic, Severity
from planlint.reporters import Style, Tally, repository_path
from planlint.source import Source

if TYPE_CHECKING:
    from planlint.runner import FileResult

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def report(results: "Iterable[FileResult]", tally: Tally, style: Style) -> "Iterator[str]":  # noqa: ARG001
    """One command a problem; lines and columns from 1, columns in code points."""
    for result in results:
        for diagnostic in result.diagnostics:
            yield _command(repository_path(result.path), result.source, diagnostic) + "\n"


def _command(path: str, source: Source, diagnostic: Diagnostic) -> str:
    finding = diagnostic.finding
    line, last = source.line_of(finding.span.start), source.line_of(finding.span.end)
    place = {"file": path, "line": line + 1, "endLine": last + 1}
    if line == last:
        start = source.line_starts[line]
        place |= {"col": finding.span.start - start + 1, "endColumn": max(finding.span.end - start, 1)}
    place["title"] = f"{diagnostic.code} {diagnostic.rule}"
    properties = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in place.items())
    others = "".join(f"\nline {source.line_of(other.span.start) + 1}: {other.message}" for other in finding.related)
    return f"::{_LEVELS[diagnostic.severity]} {properties}::{_escape(finding.message + others)}"


def _escape(text: str, more: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" or c in more else c for c in text)

"""For GitHub Actions: workflow commands, which GitHub shows as annotations on the changed lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterable, Iterator, Mapping

from planlint.output import Results, Style, Tally, repository_path
from planlint.output.text import notes, sureness
from planlint.text.diagnostics import Diagnostic, Severity
from planlint.text.source import Source
from planlint.text.visible import visible

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:  # noqa: ARG001
    """One command a problem, and one a file that could not be read; lines and columns from 1, columns in code points.

    The log shows the message alone: the place stands in it once more.
    """
    for result in results:
        path = repository_path(result.path)
        for complaint in result.complaints:
            yield _command("error", {"file": path, "title": "planlint"}, [complaint])
        for diagnostic in result.diagnostics:
            yield _problem(path, result.source, diagnostic, style)


def _problem(path: str, source: Source, diagnostic: Diagnostic, style: Style) -> str:
    finding = diagnostic.finding
    (line, column), (last, end) = map(source.place, finding.span)
    place: dict[str, object] = {"file": path, "line": line + 1, "endLine": last + 1}
    if line == last:
        place |= {"col": column + 1, "endColumn": max(end, column + 1)}
    place["title"] = f"{diagnostic.code} {diagnostic.rule}"
    message = f"{path}:{line + 1}:{column + 1}: {diagnostic.code} {finding.message}{sureness(diagnostic, style)}"
    return _command(_LEVELS[diagnostic.severity], place, [message, *notes(source, diagnostic)])


def _command(level: str, properties: Mapping[str, object], lines: Iterable[str]) -> str:
    message = "\n".join(map(visible, lines))
    given = ",".join(f"{key}={_escape(visible(str(value)), ':,')}" for key, value in properties.items())
    return f"::{level} {given}::{_escape(message)}\n"


def _escape(text: str, more: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" or c in more else c for c in text)

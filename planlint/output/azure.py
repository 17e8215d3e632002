"""For Azure Pipelines: logging commands, which it shows as issues of the run.

https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
"""

from collections.abc import Iterator, Mapping

from planlint.output import Results, Style, Tally, repository_path
from planlint.output.text import notes, sureness
from planlint.text.diagnostics import Severity
from planlint.text.visible import visible

_DATA = str.maketrans({"%": "%AZP25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = {**_DATA, **str.maketrans({";": "%3B", "]": "%5D"})}


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:  # noqa: ARG001
    """One command a problem, and one a file that could not be read; lines and columns from 1."""
    for result in results:
        path = repository_path(result.path)
        for complaint in result.complaints:
            yield _issue("error", {"sourcepath": path}, complaint)
        for diagnostic in result.diagnostics:
            span, source = diagnostic.finding.span, result.source
            line, column = source.place(span.start)
            place = {
                "sourcepath": path,
                "linenumber": line + 1,
                "columnnumber": column + 1,
                "code": diagnostic.code,
            }
            level = "error" if diagnostic.severity is Severity.ERROR else "warning"
            told = (diagnostic.finding.message + sureness(diagnostic, style), *notes(source, diagnostic))
            yield _issue(level, place, " / ".join(told))


def _issue(level: str, place: Mapping[str, object], message: str) -> str:
    given = "".join(f"{key}={visible(str(value)).translate(_PROPERTY)};" for key, value in place.items())
    return f"##vso[task.logissue type={level};{given}]{visible(message).translate(_DATA)}\n"

"""For reviewdog: its diagnostic format, with the fixes as suggestions.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

import json
from collections.abc import Iterator
from typing import Any

from planlint.output import Results, Style, Tally, repository_path
from planlint.output.text import sureness
from planlint.text.diagnostics import Applicability, Diagnostic
from planlint.text.source import Source, Span
from planlint.text.visible import in_json


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:  # noqa: ARG001
    """One object; lines and columns from 1, columns in bytes of UTF-8. A file that could not be read is an error."""
    told: list[dict[str, Any]] = []
    for result in results:
        path = repository_path(result.path)
        told += (
            {"message": complaint, "location": {"path": path}, "severity": "ERROR"} for complaint in result.complaints
        )
        told += (_diagnostic(path, result.source, each, style) for each in result.diagnostics)
    yield in_json(json.dumps({"source": {"name": "planlint"}, "diagnostics": told}, ensure_ascii=False)) + "\n"


def _diagnostic(path: str, source: Source, diagnostic: Diagnostic, style: Style) -> dict[str, Any]:
    finding = diagnostic.finding
    entry: dict[str, Any] = {
        "message": finding.message + sureness(diagnostic, style),
        "location": {"path": path, "range": _range(source, finding.span)},
        "severity": diagnostic.severity.name,
        "code": {"value": diagnostic.code},
    }
    if finding.related:
        entry["relatedLocations"] = [
            {"message": other.message, "location": {"path": path, "range": _range(source, other.span)}}
            for other in finding.related
        ]
    if finding.fix and finding.fix.applicability is Applicability.SAFE:
        entry["suggestions"] = [{"range": _range(source, edit.span), "text": edit.text} for edit in finding.fix.edits]
    return entry


def _range(source: Source, span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    line = source.line_of(offset)
    before = source.text[source.line_starts[line] : offset]
    return {"line": line + 1, "column": len(before.encode("utf-8", "surrogatepass")) + 1}

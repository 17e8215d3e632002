"""For programs: an array of the Language Server Protocol's own `PublishDiagnosticsParams`, `[]` when clean.

Lines and columns count from 0, columns in UTF-16 units, ends are exclusive.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planlint.output import Results, Style, Tally, shown_path, uri
from planlint.settings.catalogue import rules
from planlint.text.diagnostics import Diagnostic, Fix
from planlint.text.source import Source, Span
from planlint.text.visible import in_json

if TYPE_CHECKING:
    from planlint.running.runner import FileResult


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:  # noqa: ARG001
    """One entry a file with findings, each on its own line."""
    before = "["
    for result in results:
        if result.diagnostics:
            yield before + "\n" + in_json(json.dumps(entry(result)))
            before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def entry(result: "FileResult") -> dict[str, Any]:
    """The `PublishDiagnosticsParams` of one file, and its path."""
    where = uri(result.path)
    return {
        "uri": where,
        "path": shown_path(result.path),
        "diagnostics": [lsp_diagnostic(result.source, where, each, result.own) for each in result.diagnostics],
    }


def lsp_diagnostic(source: Source, where: str, diagnostic: Diagnostic, own: str = "") -> dict[str, Any]:
    """One diagnostic as the protocol has it, with the rule's name and the fix under `data`."""
    finding = diagnostic.finding
    data: dict[str, Any] = {"rule": diagnostic.rule, "confidence": finding.hundredths / 100}
    if finding.fix:
        data["fix"] = _fix(source, finding.fix)
    if diagnostic.refused:
        data["refused"] = diagnostic.refused
    result: dict[str, Any] = {
        "range": lsp_range(source, finding.span),
        "severity": int(diagnostic.severity),
        "code": diagnostic.code,
        "source": "planlint",
        "message": finding.message,
    }
    if place := rules(own)[diagnostic.code].place:  # the file of a rule of the user's own
        result["codeDescription"] = {"href": Path(place.rpartition(":")[0]).absolute().as_uri()}
    if finding.related:
        result["relatedInformation"] = [
            {"location": {"uri": where, "range": lsp_range(source, other.span)}, "message": other.message}
            for other in finding.related
        ]
    return {**result, "data": data}


def lsp_range(source: Source, span: Span) -> dict[str, dict[str, int]]:
    """A span as a range of the protocol."""
    (line, column), (last, end) = source.position(span.start), source.position(span.end)
    return {"start": {"line": line, "character": column}, "end": {"line": last, "character": end}}


def _fix(source: Source, fix: Fix) -> dict[str, Any]:
    edits = [{"range": lsp_range(source, edit.span), "newText": edit.text} for edit in fix.edits]
    return {"title": fix.title, "applicability": fix.applicability.value, "edits": edits}

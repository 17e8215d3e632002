"""Diagnostics as data: each with its line, the text it marks, and the other places."""

from typing import Literal

from planlint.output.overview.shape import Excerpt, Place, Problem
from planlint.text.diagnostics import Diagnostic, Severity
from planlint.text.source import Source, Span

_SEVERITIES: dict[Severity, Literal["error", "warning", "info"]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
}
_BEFORE, _MARKED, _AFTER = 60, 100, 60


def problem(source: Source, diagnostic: Diagnostic) -> Problem:
    """One diagnostic of `source`."""
    finding = diagnostic.finding
    line, column = source.place(finding.span.start)
    related: list[Place] = []
    for other in finding.related:
        other_line, other_column = source.place(other.span.start)
        related.append({"line": other_line + 1, "column": other_column + 1, "message": other.message})
    return {
        "code": diagnostic.code,
        "rule": diagnostic.rule,
        "severity": _SEVERITIES[diagnostic.severity],
        "line": line + 1,
        "column": column + 1,
        "message": finding.message,
        "excerpt": _excerpt(source, finding.span),
        "related": related,
        "fix": {"title": finding.fix.title, "grade": finding.fix.applicability.value} if finding.fix else None,
        "owners": [],
    }


def _excerpt(source: Source, span: Span) -> Excerpt:
    """The line that `span` starts on, without outer space; what is cut off is an ellipsis."""
    start, end = source.line_span(source.line_of(span.start))
    first = min(span.start, end)
    last = min(span.end, end)
    before, marked, after = source.text[start:first], source.text[first:last], source.text[last:end]
    return {
        "before": before.lstrip() if len(before) <= _BEFORE else "…" + before[-_BEFORE:],
        "marked": marked if len(marked) <= _MARKED else marked[:_MARKED] + "…",
        "after": after.rstrip() if len(after) <= _AFTER else after[:_AFTER] + "…",
    }

"""For GitLab: a Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlint.diagnostics import Severity
from planlint.fingerprints import fingerprints
from planlint.reporters import Style, Tally, repository_path

if TYPE_CHECKING:
    from planlint.runner import FileResult

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def report(results: "Iterable[FileResult]", tally: Tally, style: Style) -> "Iterator[str]":  # noqa: ARG001
    """An array with one entry a problem; lines from 1."""
    entries = []
    for result in results:
        path = repository_path(result.path)
        for diagnostic, fingerprint in fingerprints(path, result.source, result.diagnostics):
            span = diagnostic.finding.span
            lines = {"begin": result.source.line_of(span.start) + 1, "end": result.source.line_of(span.end) + 1}
            entries.append(
                {
                    "description": diagnostic.finding.message,
                    "check_name": f"{diagnostic.code} {diagnostic.rule}",
                    "fingerprint": fingerprint,
                    "severity": _SEVERITIES[diagnostic.severity],
                    "location": {"path": path, "lines": lines},
                }
            )
    yield json.dumps(entries, indent=2, ensure_ascii=False) + "\n"

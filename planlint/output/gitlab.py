"""For GitLab: a Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from planlint.output import Results, Style, Tally, repository_path
from planlint.text.diagnostics import Severity
from planlint.text.fingerprints import fingerprints
from planlint.text.visible import in_json

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:  # noqa: ARG001
    """An array with one entry a problem, and one a file that could not be read; lines from 1."""
    entries = []
    for result in results:
        path = repository_path(result.path)
        for complaint in result.complaints:
            digest = hashlib.sha256(f"{path}\0{complaint}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
            entries.append(_entry(complaint, "planlint", digest, "critical", path, 1, 1))
        for diagnostic, fingerprint in fingerprints(path, result.source, result.diagnostics):
            first, last = (result.source.line_of(offset) + 1 for offset in diagnostic.finding.span)
            name, severity = f"{diagnostic.code} {diagnostic.rule}", _SEVERITIES[diagnostic.severity]
            entries.append(_entry(diagnostic.finding.message, name, fingerprint, severity, path, first, last))
    yield in_json(json.dumps(entries, indent=2, ensure_ascii=False)) + "\n"


def _entry(
    description: str, name: str, fingerprint: str, severity: str, path: str, first: int, last: int
) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": first, "end": last}},
    }

"""For code scanning: SARIF 2.1.0, with what GitHub asks for beyond the standard.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ and
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import planlint
from planlint.output import Results, Style, Tally, repository_path
from planlint.settings.catalogue import Rule, rules
from planlint.text.diagnostics import Diagnostic, Finding, Fix, Severity
from planlint.text.fingerprints import fingerprints
from planlint.text.source import Source, Span
from planlint.text.visible import in_json

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_MOST = 5
"""So many other places are linked from a message."""
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:  # noqa: ARG001
    """One log with one run; lines and columns from 1, columns in code points, ends exclusive."""
    found: list[dict[str, Any]] = []
    notifications: list[dict[str, Any]] = []
    known = dict(rules())
    for result in results:
        path = repository_path(result.path)
        known |= rules(result.own)
        for diagnostic, fingerprint in fingerprints(path, result.source, result.diagnostics):
            found.append(_result(path, result.source, diagnostic, fingerprint))
        notifications += (
            {"level": "error", "message": {"text": complaint}, "locations": [_file(path)]}
            for complaint in result.complaints
        )
    index = {code: number for number, code in enumerate(known)}
    for each in found:
        each["ruleIndex"] = index[each["ruleId"]]
    driver = {
        "name": "planlint",
        "version": planlint.__version__,
        "semanticVersion": planlint.__version__,
        "rules": [_rule(rule) for rule in known.values()],
    }
    invocation = {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": found,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    yield in_json(json.dumps(log, indent=2, ensure_ascii=False)) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    text = rule.rationale.strip() or rule.summary
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": [rule.family],
            "precision": "medium" if rule.preview else "very-high",
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _result(path: str, source: Source, diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
    finding = diagnostic.finding
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _linked(finding)},
        "rank": finding.hundredths,
        "locations": [_location(path, source, finding.span)],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": other.message}, **_location(path, source, other.span)}
            for number, other in enumerate(finding.related, 1)
        ]
    properties: dict[str, Any] = {"confidence": finding.hundredths / 100}
    if diagnostic.refused:
        properties["refused"] = diagnostic.refused
    if finding.fix:
        properties["applicability"] = finding.fix.applicability.value
        result["fixes"] = [_fix(path, source, finding.fix)]
    return {**result, "properties": properties}


def _linked(finding: Finding) -> str:
    """The message with links to the other places, by their ids: viewers show no others."""
    links = ", ".join(
        f"[{_escaped(other.message)}]({number})" for number, other in enumerate(finding.related[:_MOST], 1)
    )
    return finding.message.replace("](", "] (") + (f": {links}" if links else "")


def _escaped(text: str) -> str:
    """Text as a link takes it."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _fix(path: str, source: Source, fix: Fix) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(source, edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    change = {"artifactLocation": _artifact(path), "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}


def _location(path: str, source: Source, span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(source, span)}}


def _file(path: str) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(path)}}


def _artifact(path: str) -> dict[str, Any]:
    if Path(path).is_absolute():  # outside of any repository, and of the current folder
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


def _region(source: Source, span: Span) -> dict[str, int]:
    (first, start), (last, end) = map(source.place, span)
    return {"startLine": first + 1, "startColumn": start + 1, "endLine": last + 1, "endColumn": end + 1}

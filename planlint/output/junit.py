"""For build servers: JUnit XML, one suite a file and one failed case a problem; a clean file is one passed case."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from planlint.output import Results, Style, Tally, repository_path
from planlint.output.text import notes
from planlint.text.diagnostics import Diagnostic
from planlint.text.patterns import regex
from planlint.text.source import Source
from planlint.text.visible import visible

if TYPE_CHECKING:
    from planlint.running.runner import FileResult

_NO_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://www.w3.org/TR/xml/#charsets"""


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:  # noqa: ARG001
    """One document; a file that could not be read is a case with an error."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="planlint">\n'
    for result in results:
        yield from _suite(result)
    yield "</testsuites>\n"


def _suite(result: "FileResult") -> Iterator[str]:
    path = _attribute(repository_path(result.path))
    problems = len(result.diagnostics)
    errors = len(result.complaints)
    tests = max(1, problems + errors)
    yield f'  <testsuite name={path} tests="{tests}" failures="{problems}" errors="{errors}">\n'
    for diagnostic in result.diagnostics:
        yield _case(path, result.source, diagnostic)
    for complaint in result.complaints:
        yield f'    <testcase name="read" classname={path}><error message={_attribute(complaint)}/></testcase>\n'
    if not problems and not errors:
        yield f'    <testcase name="planlint" classname={path}/>\n'
    yield "  </testsuite>\n"


def _case(path: str, source: Source, diagnostic: Diagnostic) -> str:
    finding = diagnostic.finding
    line = source.line_of(finding.span.start)
    name = _attribute(f"{diagnostic.code} {diagnostic.rule}, line {line + 1}")
    told = [f"line {line + 1}: {source.lines[line].strip()}", *notes(source, diagnostic)]
    body = escape(_valid(" / ".join(told)))
    message = _attribute(finding.message)
    kind = _attribute(diagnostic.severity.name.lower())
    sure = f'<property name="confidence" value="{finding.hundredths / 100:.2f}"/>'
    return (
        f'    <testcase name={name} classname={path} file={path} line="{line + 1}">\n'
        f"      <properties>{sure}</properties>\n"
        f"      <failure type={kind} message={message}>{body}</failure>\n"
        "    </testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(_valid(text))


def _valid(text: str) -> str:
    """On one line, and without what no XML may hold."""
    return _NO_XML.sub("\ufffd", visible(text))

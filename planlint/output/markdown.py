"""For pages: a table of the problems, as the summary of a job in GitHub Actions has it, or a comment."""

from collections.abc import Iterator

from planlint.output import Results, Style, Tally, repository_path
from planlint.output.text import summary as summed_up
from planlint.output.text import sureness
from planlint.text.patterns import regex
from planlint.text.visible import visible

_MARKUP = regex(r"([\\`*_{}\[\]<>#|~&!@:])")
_MOST = 200
"""A page that nobody reads to its end, and that GitHub cuts at 1 MB."""


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:
    """A heading, the summary, and one row a problem, the first 200 of them; lines from 1."""
    rows: list[str] = []
    failed: list[str] = []
    for result in results:
        failed += (f"- {_plain(complaint)}\n" for complaint in result.complaints)
        for diagnostic in result.diagnostics[: max(0, _MOST - len(rows))]:
            line = result.source.line_of(diagnostic.finding.span.start) + 1
            message = _plain(diagnostic.finding.message + sureness(diagnostic, style))
            rows.append(f"| {_plain(repository_path(result.path))} | {line} | {diagnostic.code} | {message} |\n")
    yield f"## planlint\n\n{_plain(summed_up(tally, Style()))}\n"
    if failed:
        yield "\n" + "".join(failed)
    if rows:
        yield "\n| File | Line | Rule | Problem |\n|------|-----:|------|---------|\n" + "".join(rows)
    if tally.problems > len(rows):
        yield f"\nand {tally.problems - len(rows)} more\n"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKUP.sub(r"\\\1", visible(text))

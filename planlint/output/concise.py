"""For people and editors that read one line a problem: `file:line:column: CODE message`."""

from collections.abc import Iterator

from planlint.output import Results, Style, Tally
from planlint.output.text import headline, summary


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:
    """One line a problem, and a summary; lines and columns from 1, columns in code points."""
    for result in results:
        for diagnostic in result.diagnostics:
            yield headline(result.path, result.source, diagnostic, style) + "\n"
    if style.summary:
        yield summary(tally, style) + "\n"

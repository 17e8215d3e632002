"""For people with many files: each file once, and one line a problem below it."""

from collections.abc import Iterator

from planlint.output import Results, Style, Tally
from planlint.output.text import headline, summary
from planlint.text.visible import line_start


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:
    """One paragraph a file with problems, and a summary; lines and columns from 1, columns in code points."""
    for result in results:
        if result.diagnostics:
            lines = (f"  {headline('', result.source, diagnostic, style)}\n" for diagnostic in result.diagnostics)
            yield f"{line_start(result.path)}:\n{''.join(lines)}\n"
    if style.summary:
        yield summary(tally, style) + "\n"

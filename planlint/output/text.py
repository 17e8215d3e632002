"""For people: each problem with its line, a caret, the other side of the contradiction, and what a fix would do."""

from collections.abc import Callable, Iterator, Sequence

import click

from planlint.output import Results, Style, Tally
from planlint.text.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from planlint.text.source import Source, Span
from planlint.text.visible import line_start, visible, width

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_FIXES = {Applicability.SAFE: "fix", Applicability.UNSAFE: "unsafe fix", Applicability.DISPLAY: "suggestion"}
_MOST_LINES = 6
_BEFORE = 100
_AFTER = 60


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:
    """One paragraph a problem, in the manner of ruff, and a summary."""
    for result in results:
        for diagnostic in result.diagnostics:
            yield paragraph(result.path, result.source, diagnostic, style) + "\n"
    if style.summary:
        yield summary(tally, style) + "\n"


def paragraph(path: str, source: Source, diagnostic: Diagnostic, style: Style) -> str:
    """One problem. Line and column count from 1, the column in code points."""
    paint = _painter(style.color)
    finding = diagnostic.finding
    line = source.line_of(finding.span.start)
    text, indent, marked = excerpt(source, finding.span)
    margin = " " * len(str(line + 1))
    rows = [
        headline(path, source, diagnostic, style),
        f" {paint(f'{line + 1} |', fg='blue')} {text}",
        f" {margin} {paint('|', fg='blue')} {' ' * indent}{paint('^' * marked, fg=_COLORS[diagnostic.severity])}",
    ]
    told = list(notes(source, diagnostic))
    if finding.fix:
        told.append(f"{_FIXES[finding.fix.applicability]}: {finding.fix.title}")
    rows += [f" {margin} {paint('=', fg='blue')} {visible(note)}" for note in told]
    return "\n".join(rows) + "\n"


def headline(path: str, source: Source, diagnostic: Diagnostic, style: Style) -> str:
    """A problem on one line; without a `path`, only its place within the file."""
    paint = _painter(style.color)
    finding = diagnostic.finding
    line, column = source.place(finding.span.start)
    place = f"{line + 1}:{column + 1}: "
    code = paint(diagnostic.code, fg=_COLORS[diagnostic.severity], bold=True)
    mark = paint(" [*]", fg="cyan") if _applies(finding.fix, style) else ""
    file = paint(line_start(path), bold=True) + ":" if path else ""
    return f"{file}{place}{code}{mark} {visible(finding.message)}{sureness(diagnostic, style)}"


def sureness(diagnostic: Diagnostic, style: Style) -> str:
    """How sure planlint is, where that is asked for: " (confidence 0.97)"."""
    return f" (confidence {diagnostic.finding.hundredths / 100:.2f})" if style.verbose else ""


def notes(source: Source, diagnostic: Diagnostic) -> Iterator[str]:
    """What is to say under a problem: the other sides, and the fix that was refused."""
    here = source.line_of(diagnostic.finding.span.start)
    yield from _others(source, [each for each in diagnostic.finding.related if source.line_of(each.span.start) != here])
    if diagnostic.refused:
        yield f"not fixed: {diagnostic.refused}"


def _others(source: Source, related: Sequence[Related]) -> Iterator[str]:
    """The other sides, those with one message together: "lines 4, 5, 6 ... 12: an addend"."""
    lines: dict[str, list[int]] = {}
    for other in related:
        lines.setdefault(other.message, []).append(source.line_of(other.span.start) + 1)
    for message, numbers in lines.items():
        shown = [str(number) for number in dict.fromkeys(numbers)]
        if len(shown) > _MOST_LINES:
            shown = [", ".join(shown[: _MOST_LINES - 1]) + f" ... {shown[-1]}"]
        yield f"line{'s' if len(set(numbers)) > 1 else ''} {', '.join(shown)}: {message}"


def excerpt(source: Source, span: Span) -> tuple[str, int, int]:
    """The line that `span` starts on, cut to fit a screen; the cells before the span's text, and its own cells."""
    start, end = source.line_span(source.line_of(span.start))
    first = min(span.start, end)
    last = max(first, min(span.end, end, first + _BEFORE))
    left = start if first - start <= _BEFORE else first - _BEFORE // 2
    right = end if end - last <= _AFTER else last + _AFTER
    before = "…" * (left > start) + visible(source.text[left:first])
    marked = visible(source.text[first:last])
    after = visible(source.text[last:right]) + "…" * (right < end)
    return visible((before + marked + after).rstrip()), max(0, width(before)), max(1, width(marked))


def summary(tally: Tally, style: Style) -> str:
    """One line: what was found, fixed, and can be fixed."""
    paint = _painter(style.color)
    fixed = f"{tally.fixed} fixed, " if tally.fixed else ""
    if not tally.files:
        return "0 files checked"
    known = [f"{tally.known} in the baseline"] if tally.known else []
    if not tally.problems:
        return ", ".join([f"{fixed}{paint('no problems', fg='green')} in {number(tally.files, 'file')}", *known])
    safe, unsafe = (tally.fixes[grade] for grade in (Applicability.SAFE, Applicability.UNSAFE))
    left = " left" if fixed else ""
    parts = [f"{fixed}{number(tally.problems, 'problem')}{left}"]
    if safe:
        parts.append(f"{safe} can be fixed with --fix")
    if unsafe:
        parts.append(f"{unsafe}{' more' if safe else ' can be fixed'} with --fix --unsafe-fixes")
    return ", ".join(parts + known)


def outlook(tally: Tally, style: Style) -> str:
    """One line under a patch: what it would change, and what it would leave."""
    parts = [f"{number(tally.changed, 'file')} would change"]
    if tally.problems:
        unsafe = 0 if style.unsafe_fixes else tally.fixes[Applicability.UNSAFE]
        more = f" ({unsafe} can be fixed with --unsafe-fixes)" if unsafe else ""
        parts.append(f"{number(tally.problems, 'problem')} would be left{more}")
    return ", ".join(parts)


def statistics(tally: Tally) -> Iterator[str]:
    """One line a rule, the most frequent first; `[*]` where all its problems can be fixed, `[-]` where some can."""
    for (code, rule), times in sorted(tally.by_code.items(), key=lambda pair: (-pair[1], pair[0])):
        fixable = tally.fixable[code]
        mark = "[*]" if fixable == times else "[-]" if fixable else "   "
        yield f"{times:>6}  {code} {mark} {rule}\n"


def _applies(fix: Fix | None, style: Style) -> bool:
    if not fix or fix.applicability is Applicability.DISPLAY:
        return False
    return fix.applicability is Applicability.SAFE or style.unsafe_fixes


def number(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _painter(color: bool) -> Callable[..., str]:
    return click.style if color else lambda text, **_: str(text)

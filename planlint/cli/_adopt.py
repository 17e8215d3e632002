"""What `planlint check` does for those who come with many plans: it keeps their problems, or comments them away."""

from collections.abc import Sequence
from pathlib import Path

import click

from planlint.cli._runs import results_of, telling
from planlint.cli._say import tell
from planlint.fixing.silencing import silenced
from planlint.markdown.document import Document
from planlint.output import shown_path
from planlint.output.text import number
from planlint.running.ignore import leaves, repository
from planlint.running.progress import Progress
from planlint.running.reading import ReadError, read_bytes
from planlint.running.runner import FileResult, RunOptions, run_text
from planlint.running.writing import WriteError, encode
from planlint.running.writing import write as write_file
from planlint.settings.baseline import NAME, write_baseline
from planlint.settings.config import find_settings
from planlint.text.diagnostics import Diagnostic
from planlint.text.records import replace
from planlint.text.visible import visible


def write(paths: Sequence[str], options: RunOptions, named: str, *, quiet: bool) -> int:
    """Keep the problems of the plans in a baseline: the file `named`, or else the one of the settings."""
    settings = find_settings(Path.cwd(), options.overrides)
    usual = (settings.root or repository(Path.cwd()) or Path.cwd()) / NAME
    target = Path(named) if named else settings.baseline or usual
    if not named and leaves(target, settings.root or usual.parent):
        raise click.ClickException(
            f"{target}: is a link that leads out of its folder; remove it, or name a file to write"
        )
    failed, checked = 0, []
    for result in telling(results_of(paths, None, replace(options, baseline=False)), Progress()):
        if result.error is None:
            checked.append((Path(result.path), result.source, result.diagnostics))
        failed += bool(result.complaints)
    problems, files = write_baseline(target, checked)
    if not quiet:
        shown = visible(shown_path(str(target)))
        click.echo(f"{number(problems, 'problem')} of {number(files, 'file')} kept in {shown}")
        if settings.baseline != target.absolute():
            click.echo(f"to leave them out, set `baseline: {shown}` in .planlint.yaml, or pass --baseline {shown}")
    return 2 if failed else 0


def suppress(paths: Sequence[str], options: RunOptions, *, quiet: bool) -> int:
    """Add comments that switch off what is reported; say what no comment can."""
    failed = added = left = files = 0
    for result in telling(results_of(paths, None, options), Progress()):
        failed += bool(result.complaints)
        if result.error is not None or not result.diagnostics:
            continue
        try:
            remaining = _silence(result, options)
        except (ReadError, WriteError) as error:
            tell(str(error))
            failed += 1
            continue
        for diagnostic in remaining:
            line = result.source.line_of(diagnostic.finding.span.start) + 1
            tell(f"{result.path}:{line}: no comment can switch off {diagnostic.code} here")
        left += len(remaining)
        added += len(result.diagnostics) - len(remaining)
        files += len(result.diagnostics) > len(remaining)
    if not quiet:
        click.echo(
            f"{number(added, 'problem')} in {number(files, 'file')} switched off" + (f", {left} left" if left else "")
        )
    return 2 if failed else int(bool(left))


def _silence(result: FileResult, options: RunOptions) -> list[Diagnostic]:
    """Write the file with its comments; returns the problems that are left."""
    if result.source.encoding != "UTF-8":
        return list(result.diagnostics)
    path = Path(result.path)
    old = read_bytes(path)

    def lint(text: str) -> Sequence[Diagnostic]:
        return run_text(encode(replace(result.source, text=text)), result.path, options).diagnostics

    text, remaining = silenced(Document(result.source), result.diagnostics, lint)
    if text != result.source.text:
        write_file(path, old, replace(result.source, text=text))
    return remaining

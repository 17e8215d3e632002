"""`planlint check`, the default: report what is wrong in plans, and fix it on request."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TextIO

import click

from planlint.cli._options import ANY_PATH, settings_options
from planlint.cli._runs import results_of, telling
from planlint.cli._say import is_colorful, say, tell
from planlint.output import BY_LINE, FORMATS, Style, Tally, shown_path, text
from planlint.running.files import Found, discover
from planlint.running.progress import Progress
from planlint.running.runner import FileResult, RunOptions, gathered
from planlint.settings.config import Overrides, find_settings
from planlint.text.diagnostics import Severity
from planlint.text.records import replace
from planlint.text.visible import visible


@click.command("check", short_help="Report contradictions in plans, and fix them (the default).")
@click.argument("paths", nargs=-1, type=ANY_PATH)
@click.option("--fix", is_flag=True, help="Mend what the plans themselves prove.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also mend what is only likely.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@settings_options
@click.option(
    "--write-baseline",
    is_flag=False,
    flag_value="",
    metavar="[FILE.json]",
    help="Report nothing; keep all problems in a baseline: this, the configuration's, or .planlint-baseline.json.",
)
@click.option("--add-suppressions", is_flag=True, help="Report nothing; add comments that switch off all problems.")
@click.option("--output-format", type=click.Choice(FORMATS), help="[default: text, or github inside GitHub Actions]")
@click.option("--output-file", type=ANY_PATH, metavar="FILE", help="Write the report to this file.")
@click.option("--stdin-filename", metavar="NAME", help="With `-`: the name that the text is read under.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even when there are problems.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="info",
    show_default=True,
    help="Exit 1 for problems of this severity and worse only.",
)
@click.option("--statistics", is_flag=True, help="Show how often each rule reports, instead of the problems.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Use N processes.  [default: one a processor]")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache of earlier results.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--sort", type=click.Choice(["place", "confidence"]), default="place", show_default=True)
@click.option("--watch", is_flag=True, help="Check again whenever a plan or a setting changes.")
@click.option("--show-files", is_flag=True, help="Name the files that would be checked, and check none.")
@click.option("--verbose", "-v", is_flag=True, help="Say how sure planlint is of each problem.")
@click.option("--quiet", "-q", is_flag=True, help="One line a problem, and no summary.")
def command(
    paths: tuple[str, ...],
    overrides: Overrides,
    *,
    write_baseline: str | None,
    add_suppressions: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    output_format: str | None,
    output_file: str | None,
    stdin_filename: str | None,
    exit_zero: bool,
    fail_on: str,
    statistics: bool,
    jobs: int | None,
    no_cache: bool,
    color: str,
    sort: str,
    watch: bool,
    show_files: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    """Report where plans contradict themselves.

    PATHS are files and folders, `-` is standard input; without any, the current folder. Folders are searched for
    *.md and *.markdown files; .gitignore and excludes hold.

    Exit code: 0 when there is nothing to report, 1 when there is, 2 when something could not be read or is set wrongly.
    """
    if watch or show_files:
        writes = output_file or write_baseline is not None or add_suppressions
        return _watch(paths, writes=writes) if watch else _show_files(paths, overrides)
    options = RunOptions(overrides, fix=fix or diff, unsafe=unsafe_fixes, write=not diff, jobs=jobs, cache=not no_cache)
    if write_baseline and not write_baseline.endswith(".json"):
        paths, write_baseline = (*paths, write_baseline), ""  # the option stands without a value, before a path
    if write_baseline is not None or add_suppressions:
        if diff or "-" in paths or (add_suppressions and (fix or write_baseline is not None)):
            raise click.UsageError(
                "--write-baseline and --add-suppressions go neither together nor with --diff or `-`; "
                "and --add-suppressions does not go with --fix"
            )
        return _adopt_old(paths, options, write_baseline, quiet=quiet)
    output = output_format or _format_for_here(to_log=not (output_file or statistics), brief=quiet and not statistics)
    if statistics and output != "text":
        raise click.UsageError("--statistics is for the text format only")
    options = replace(options, texts="lines" if output in BY_LINE else "faulty")
    tally, progress = Tally(), Progress()
    results = progress.watch(tally.count(map(gathered, results_of(paths, stdin_filename, options))))
    if sort == "confidence":
        results = map(_surest_first, results)
    results = telling(results, progress, partial(_wrong, hidden=diff or statistics))
    page = os.environ.get("GITHUB_STEP_SUMMARY") if output == "github" and not diff else None
    kept: list[FileResult] = []
    if page:
        results = _keep(results, kept)
    with _opened(output_file, to_stderr="-" in paths and fix and not diff) as out:
        style = Style(is_colorful(out, color), summary=not quiet, unsafe_fixes=unsafe_fixes, verbose=verbose)
        for piece in _pieces(results, tally, style, output, diff=diff, statistics=statistics):
            progress.clear()
            out.write(piece)
    if page:
        _add_to(page, kept, tally)
    if not quiet:
        _tell_at_the_end(tally, output, style, diff=diff)
        _tell_what_is_left_out(tally, paths, overrides)
    if tally.failed:
        return 2
    failing = tally.worst <= Severity[fail_on.upper()] or (diff and tally.changed)
    return int(not exit_zero and bool(failing))


def _format_for_here(*, to_log: bool, brief: bool) -> str:
    """Annotations where GitHub Actions reads the output, text for everybody else."""
    if to_log and os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "concise" if brief else "text"


def _adopt_old(paths: tuple[str, ...], options: RunOptions, baseline: str | None, *, quiet: bool) -> int:
    """Keep what is wrong today in a baseline, or without one in comments."""
    from planlint.cli import _adopt

    if baseline is None:
        return _adopt.suppress(paths, options, quiet=quiet)
    return _adopt.write(paths, options, baseline, quiet=quiet)


def _watch(paths: tuple[str, ...], *, writes: object) -> int:
    if writes or "-" in paths:
        raise click.UsageError("--watch goes neither with `-` nor with what writes a report, a baseline or comments")
    from planlint.cli._watch import keep_running

    return keep_running(paths)


def _show_files(paths: tuple[str, ...], overrides: Overrides) -> int:
    """Name what a run would check, one file a line."""
    overrides.check()
    found = _discover(paths, overrides)
    for _, error in found.errors:
        tell(error)
    for file in found.files:
        say(visible(shown_path(file)))
    return 2 if found.errors else 0


def _discover(paths: tuple[str, ...], overrides: Overrides) -> Found:
    return discover([Path(path) for path in paths or (".",)], lambda folder: find_settings(folder, overrides))


def _tell_what_is_left_out(tally: Tally, paths: tuple[str, ...], overrides: Overrides) -> None:
    """Why nothing was checked though something was named."""
    if not tally.files and not tally.failed and (excluded := _discover(paths, overrides).excluded):
        click.echo(f"{text.number(excluded, 'path')} left out by `exclude` or .gitignore", err=True)


def _surest_first(result: FileResult) -> FileResult:
    return replace(result, diagnostics=sorted(result.diagnostics, key=lambda each: -each.finding.confidence))


def _keep(results: Iterable[FileResult], kept: list[FileResult]) -> Iterator[FileResult]:
    """Pass `results` on; those with something to say are kept."""
    for result in results:
        if result.diagnostics or result.complaints:
            kept.append(result)
        yield result


def _add_to(page: str, results: Iterable[FileResult], tally: Tally) -> None:
    """Add a table of the problems to the page that GitHub shows of a job."""
    from planlint.output import markdown

    try:
        with Path(page).open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(markdown.report(results, tally, Style()))
    except OSError as error:
        tell(f"{page}: {error.strerror}")


def _wrong(result: FileResult, *, hidden: bool) -> tuple[str, ...]:
    """What went wrong, and the refused fixes that no report shows: all of them where it is `hidden`."""
    shown = not hidden and any(each.refused for each in result.diagnostics)
    return result.complaints if shown else (*result.complaints, *result.refused)


def _pieces(
    results: Iterable[FileResult], tally: Tally, style: Style, output: str, *, diff: bool, statistics: bool
) -> Iterator[str]:
    if diff:
        from planlint.output._changes import patch

        yield from patch(results, color=style.color)
    elif statistics:
        for _ in results:
            pass
        yield from text.statistics(tally)
        if style.summary:
            yield text.summary(tally, style) + "\n"
    else:
        yield from import_module(f"planlint.output.{output.replace('-', '_')}").report(results, tally, style)


def _tell_at_the_end(tally: Tally, output: str, style: Style, *, diff: bool) -> None:
    """What the report itself has no place for."""
    if diff and (tally.changed or tally.problems):
        click.echo(text.outlook(tally, style), err=True)
    elif not tally.files and (diff or output != "text"):
        click.echo("0 files checked", err=True)
    if tally.baselines:
        from planlint.settings.baseline import load_baseline

        stale = tally.stale + sum(load_baseline(path).gone() for path in tally.baselines)
        if stale:
            entries = f"{stale} {'entry' if stale == 1 else 'entries'}"
            click.echo(f"{entries} of the baseline matched nothing; renew it with --write-baseline", err=True)


@contextmanager
def _opened(output_file: str | None, *, to_stderr: bool) -> Iterator[TextIO]:
    if not output_file:
        yield sys.stderr if to_stderr else sys.stdout
        return
    try:
        with Path(output_file).open("w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream
    except OSError as error:
        raise click.FileError(output_file, error.strerror) from None

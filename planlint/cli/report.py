"""`planlint report`: what plans come to, as a page or as data."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import click

from planlint.cli._options import ANY_FILE, ANY_PATH, settings_options
from planlint.cli._say import say, tell
from planlint.output import shown_path
from planlint.output.overview.shape import Report
from planlint.running.progress import Progress
from planlint.running.runner import RunOptions, gathered, processors, run
from planlint.settings.config import ConfigError, Overrides, find_settings
from planlint.text.visible import in_json, visible


@click.command("report", short_help="Write a page that shows progress, problems, estimates and dates of plans.")
@click.argument("paths", nargs=-1, type=ANY_PATH)
@click.option("-o", "--output-file", type=ANY_FILE, metavar="FILE", help="Write to this file.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["html", "json", "csv"]),
    help="Write it as this.  [default: by the ending of FILE, else html]",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Show, by the history that git keeps, what was done and open each week since then.",
)
@click.option("--base-url", metavar="URL", default="", help="Link to the repository as this URL shows it.")
@settings_options
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Use N processes.  [default: one a processor]")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache of earlier results.")
def command(
    paths: tuple[str, ...],
    overrides: Overrides,
    *,
    output_file: Path | None,
    shape: Literal["html", "json", "csv"] | None,
    base_url: str,
    since: datetime | None,
    jobs: int | None,
    no_cache: bool,
) -> int:
    """Write a page that shows how far plans have come and where they contradict themselves.

    PATHS are files and folders as for `planlint check`. The page is one file that loads nothing; --format json gives
    the same data to programs, csv a row a plan to spreadsheets (docs/report.md). Without --output-file, the report goes
    to standard output.

    Exit code: 0 when the report is written, whatever is in it; 2 when something could not be read or is set wrongly.
    """
    if base_url and not base_url.startswith(("https://", "http://")):
        raise click.UsageError(f"--base-url takes a URL such as https://example.org/me/it/blob/main, not {base_url!r}")
    options = RunOptions(overrides, jobs=jobs, cache=not no_cache, texts="all")
    progress = Progress()
    results = progress.watch(map(gathered, run([Path(path) for path in paths or (".",)], options)))
    today = find_settings(Path.cwd(), overrides).today or date.today()
    folder = output_file.absolute().parent if output_file else Path.cwd()
    from planlint.output.overview.collect import collect

    report = collect(results, overrides, today=today, folder=folder, workers=jobs or processors(), base=base_url)
    if since:
        _add_trend(report, paths or (".",), since.date(), overrides)
    for failure in report["failures"]:
        tell(failure["message"])
    if not report["plans"]:
        click.echo("0 files checked", err=True)
    ending = output_file.suffix.removeprefix(".") if output_file else ""
    shape = shape or ("csv" if ending == "csv" else "json" if ending == "json" else "html")
    if shape == "html":
        from planlint.output.page import render

        text = render(report)
    elif shape == "csv":
        from planlint.output.overview.spreadsheet import as_csv

        text = as_csv(report)
    else:
        text = in_json(json.dumps(report, ensure_ascii=False, indent=2)) + "\n"
    _write(text, output_file)
    if output_file:
        say(visible(f"wrote {output_file}"), err=True)
    return 2 if report["failures"] else 0


def _add_trend(report: Report, paths: Sequence[str], since: date, overrides: Overrides) -> None:
    """What git remembers, and at its end what lies there today; where it remembers nothing, why."""
    from planlint.output.overview.trend import HistoryError, history

    today = date.fromisoformat(report["today"])
    try:
        before = history([Path(each) for each in paths], since, today, lambda path: find_settings(path, overrides))
        if not before:
            tell(f"--since {since}: git knows no commit before today, so that there is no trend to draw")
        report["trend"] = [*before, {"day": report["today"], "tasks": report["totals"]["tasks"]}]
    except (HistoryError, ConfigError) as error:
        report["failures"].append({"path": shown_path(paths[0]), "message": str(error)})


def _write(text: str, file: Path | None) -> None:
    if not file:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise click.FileError(str(file), error.strerror) from None

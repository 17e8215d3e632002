"""`planlint format`: lay out tables, and draw bars in one style."""

import sys
from pathlib import Path

import click

from planlint.cli._options import ANY_FILE, ANY_PATH
from planlint.cli._runs import results_of, telling
from planlint.cli._say import is_colorful, say
from planlint.output import shown_path
from planlint.output._changes import patch
from planlint.output.text import number
from planlint.running.progress import Progress
from planlint.running.runner import RunOptions
from planlint.settings.config import Overrides, find_settings
from planlint.text.visible import visible


@click.command("format", short_help="Lay out tables, and draw bars in one style.")
@click.argument("paths", nargs=-1, type=ANY_PATH)
@click.option("--check", is_flag=True, help="Change nothing; name the files that would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@click.option("--config", type=ANY_FILE, metavar="FILE", help="Use this configuration.")
@click.option("--no-config", is_flag=True, help="Use no configuration.")
@click.option("--stdin-filename", metavar="NAME", help="With `-`: the name that the text is read under.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Use N processes.  [default: one a processor]")
@click.option("--quiet", "-q", is_flag=True, help="Leave the summary out.")
def command(
    paths: tuple[str, ...],
    *,
    check: bool,
    diff: bool,
    config: Path | None,
    no_config: bool,
    stdin_filename: str | None,
    jobs: int | None,
    quiet: bool,
) -> int:
    """Put the columns of tables in line, as wide as they are on a screen; what a page shows stays the same.

    PATHS are files and folders, `-` is standard input, whose formatted text is printed; without any, the current
    folder. `format` in the configuration sets how wide tables may get, and the style of progress bars.

    Exit code: 0 when all is well or was made so, 1 when --check or --diff find something to change, 2 when something
    could not be read or written, or is set wrongly.
    """
    if config and no_config:
        raise click.UsageError("--config and --no-config exclude each other")
    overrides = Overrides(config=config, isolated=no_config)
    if config:
        find_settings(config, overrides)  # wrong for one file is wrong for all
    dry = check or diff
    options = RunOptions(overrides, format=True, write=not dry, jobs=jobs, cache=False, baseline=False)
    progress = Progress()
    count = changed = failed = 0
    for result in telling(progress.watch(results_of(paths, stdin_filename, options)), progress):
        failed += bool(result.complaints)
        count += not result.error
        changed += result.before is not None
        if result.before and dry:
            progress.clear()
            if diff:
                sys.stdout.writelines(patch([result], color=is_colorful(sys.stdout)))
            else:
                say(visible(f"would format {shown_path(result.path)}"))
    if not quiet:
        click.echo(_summary(count, changed, dry=dry), err=diff or "-" in paths)
    return 2 if failed else int(dry and changed > 0)


def _summary(count: int, changed: int, *, dry: bool) -> str:
    """ "2 files formatted, 5 files left unchanged"."""
    parts = []
    if changed:
        parts.append(f"{number(changed, 'file')} {'would be formatted' if dry else 'formatted'}")
    if count > changed:
        parts.append(f"{number(count - changed, 'file')} {'already formatted' if dry else 'left unchanged'}")
    return ", ".join(parts) or "0 files checked"

"""`planlint check --watch`: the same run again, whenever something changes that it reads."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from planlint.cli._say import tell
from planlint.running.ignore import NEVER_WALKED

_READ = (".md", ".markdown", ".yaml", ".yml", ".toml", ".json", ".gitignore")


def keep_running(paths: Sequence[str]) -> int:
    """Run this very command without `--watch`, each time as a new process, which remembers no settings; ends with
    KeyboardInterrupt."""
    try:
        from watchfiles import watch
    except ModuleNotFoundError as error:
        if error.name != "watchfiles":
            raise
        raise click.ClickException(
            "--watch needs watchfiles, which is not installed; install planlint[watch]"
        ) from None
    places = [Path(path) for path in paths or (".",)]
    if missing := [place for place in places if not os.path.exists(place)]:  # noqa: PTH110
        raise click.FileError(str(missing[0]), "no such file or folder")
    folders = {place if place.is_dir() else place.parent for place in places}  # an editor puts a new file in its place
    # -P: the folder that planlint runs in is no place for modules
    command = [sys.executable, "-P", "-m", "planlint", *(each for each in sys.argv[1:] if each != "--watch")]
    subprocess.run(command, check=False)
    tell("waiting for changes; Ctrl+C ends")
    for _ in watch(*folders, watch_filter=_is_read, recursive=any(map(Path.is_dir, places))):
        if sys.stdout.isatty():
            click.clear()
        subprocess.run(command, check=False)
    return 0


def _is_read(_: object, path: str) -> bool:
    """Whether a change of `path` may change what a run says."""
    return path.lower().endswith(_READ) and NEVER_WALKED.isdisjoint(Path(path).parts)

"""How far plans had come week by week, as git remembers it."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path, PurePosixPath

from planlint.compare.entries import Counted
from planlint.output.overview.progress import leaf_tasks, share
from planlint.output.overview.shape import Moment
from planlint.running.files import included
from planlint.running.ignore import NEVER_WALKED, is_among, repository
from planlint.running.linter import build_plan
from planlint.running.reading import MAX_BYTES, decode
from planlint.settings.config import Settings

_MOST = 104
"""More moments than these are further apart than a week."""
_PATIENCE = 60
"""Seconds for one question to git."""
_FILES = ("100644", "100755")


class HistoryError(Exception):
    """What git cannot tell, in one line for the user."""


def history(paths: Sequence[Path], since: date, today: date, settings_for: Callable[[Path], Settings]) -> list[Moment]:
    """What was done of how many tasks on `since`, and each week up to `today`, which is left out, in the plans that
    `paths` named then; no moments before the first commit. Raises `HistoryError`."""
    places = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100  (".." goes, links stay)
    root = repository(places[0])
    if not root or not all(place.is_relative_to(root) for place in places):
        raise HistoryError(f"{paths[0]}: no git repository holds all of it, so that there is no history to show")
    if since >= today:
        raise HistoryError(f"--since {since}: is not before {today}, the day of the report")
    below = [place.relative_to(root).as_posix() for place in places]
    step = timedelta(weeks=max(1, (today - since).days // 7 // _MOST + 1))
    days = [since, *sorted(today - step * n for n in range(1, _MOST + 1) if today - step * n > since)]
    count = _counter(root, below, settings_for)
    moments: list[Moment] = []
    for day in days:
        if commit := _git(root, "rev-list", "-1", "--first-parent", f"--before={day}T23:59:59", "HEAD").strip():
            done, total = count(commit.decode())
            moments.append({"day": day.isoformat(), "tasks": share((done, total))})
    if len(moments) < len(days) and _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise HistoryError(f"{root}: a shallow clone, whose history begins after {since}; fetch all of it")
    return moments


def _counter(
    root: Path, below: Sequence[str], settings_for: Callable[[Path], Settings]
) -> Callable[[str], tuple[int, int]]:
    """What counts a commit's tasks, done and all; each version of a file is read once."""
    known: dict[tuple[str, str], tuple[int, int]] = {}
    named = [] if "." in below else below

    @cache
    def count(commit: str) -> tuple[int, int]:
        listed = _git(root, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, *named).split(b"\0")[:-1]
        files = list(_plans(root, listed, below, settings_for))
        new = list({key: None for key in files if key not in known})
        for (path, blob), data in zip(new, _contents(root, [blob for _, blob in new]), strict=True):
            try:
                plan = build_plan(decode(data, path), settings_for(root / path))
                known[path, blob] = Counted(plan, leaf_tasks(plan.tasks)).whole
            except Exception:  # what the run says of it today is said once
                known[path, blob] = 0, 0
        return sum(known[key][0] for key in files), sum(known[key][1] for key in files)

    return count


def _plans(
    root: Path, listed: Sequence[bytes], below: Sequence[str], settings_for: Callable[[Path], Settings]
) -> Iterator[tuple[str, str]]:
    """The path and the content's name of each file of a commit that a run over `below` would read."""
    for line in listed:
        about, _, name = line.partition(b"\t")
        mode, _, blob, size = about.decode().split()
        path = os.fsdecode(name)
        place = root / path
        settings = settings_for(place.parent)
        top = settings.root or root
        wanted = path in below or included(settings, top, str(place))
        kept_out = is_among(settings.exclude, top, place) or not NEVER_WALKED.isdisjoint(PurePosixPath(path).parts)
        if mode in _FILES and int(size) <= MAX_BYTES and wanted and not kept_out:
            yield path, blob


def _contents(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    out, at = _git(root, "cat-file", "--batch", stdin="\n".join(blobs)) if blobs else b"", 0
    for _ in blobs:
        end = out.index(b"\n", at)
        size = int(out[at:end].rpartition(b" ")[2])
        yield out[end + 1 : end + 1 + size]
        at = end + size + 2


def _git(root: Path, *words: str, stdin: str = "") -> bytes:
    """What git prints. These commands run nothing that a repository configures, and fetch nothing."""
    kept = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    command = ["git", "--literal-pathspecs", "-C", str(root), *words]
    env = {**kept, "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        run = subprocess.run(command, input=stdin.encode(), capture_output=True, env=env, timeout=_PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        told = (getattr(error, "stderr", b"") or str(error).encode()).decode(errors="replace").split("\n")[0]
        raise HistoryError(f"{root}: git cannot tell its history ({told})") from None
    return run.stdout

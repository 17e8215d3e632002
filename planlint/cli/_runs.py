"""What commands read, and what they say went wrong with it."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import click

from planlint.cli._say import tell
from planlint.running.progress import Progress
from planlint.running.runner import FileResult, RunOptions, run, run_text
from planlint.running.writing import encode


def results_of(paths: Sequence[str], name: str | None, options: RunOptions) -> Iterator[FileResult]:
    """The results of a run over files and folders; `-` is standard input, read under `name`, whose new text goes to
    standard output."""
    if "-" not in paths:
        yield from run([Path(path) for path in paths or (".",)], options)
        return
    if len(paths) > 1:
        raise click.UsageError("`-` stands for standard input and goes with no other path")
    data = sys.stdin.buffer.read()
    result = run_text(data, name, options)
    if options.write and (options.fix or options.format) and not result.error:
        sys.stdout.buffer.write(encode(result.source) if result.before else data)
    yield result


def telling(
    results: Iterable[FileResult],
    progress: Progress,
    lines: Callable[[FileResult], Iterable[str]] = lambda result: result.complaints,
) -> Iterator[FileResult]:
    """Pass `results` on; the `lines` about what went wrong go to stderr, each once."""
    told = set()
    for result in results:
        for line in lines(result):
            if line not in told:
                told.add(line)
                progress.clear()
                tell(line)
        yield result

"""Many files to their results, in the order of their paths."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from planlint.running.files import SettingsFor, discover
from planlint.running.ignore import repositories, repository
from planlint.running.jobs import NOT_UTF8, Job, Verdict, check, check_all
from planlint.running.reading import ReadError, decode, display, read_bytes
from planlint.running.writing import encode
from planlint.settings.config import ConfigError, Overrides, Settings, find_settings
from planlint.text.diagnostics import Applicability, Diagnostic, Related
from planlint.text.patterns import regex
from planlint.text.records import field, replace, value_object
from planlint.text.source import Source

if TYPE_CHECKING:
    from planlint.compare.plan import Plan
    from planlint.running.cache import Cache
    from planlint.settings.baseline import Baseline

_SUMS_UP = regex(rb"<!--\s*planlint:progress\b[^>]*\bfiles\s*=")
"""A region that depends on other files."""
_CACHED_FROM = 10
"""Fewer files are linted sooner than a cache is opened."""


@value_object
class RunOptions:
    """What a run does with its files. `jobs` is the number of processes, None for one a processor."""

    overrides: Overrides = field(default_factory=Overrides)
    fix: bool = False
    unsafe: bool = False
    format: bool = False
    """Lay tables out, and do nothing else."""
    write: bool = True
    """Whether new texts go into the files, or into the results alone."""
    jobs: int | None = None
    cache: bool = True
    baseline: bool = True
    """Whether the problems in the settings' baseline are left out."""
    texts: Literal["all", "faulty", "lines"] = "faulty"
    """Which texts the results hold: all, those with problems, or of these as little as the lines that a problem or its
    other side starts on, the rest blank."""


_NONE: Mapping[str, int] = {}


@value_object
class FileResult:
    """What a run has to say about one file.

    `diagnostics` are about `source`, the text after fixing; `before` is the text that was read where a fix changed it.
    `fixed` counts the settled diagnostics by code; `refused` names fixes that were not applied, with the reason.
    `error` is one line for the user when the file could not be read or linted, `failures` are lines about what went
    wrong besides: a rule that failed, a text that could not be written. `known` counts the problems
    that the `baseline` has left out, `stale` its entries for this file that nothing matches any more. `own` are the
    rules of the user's own that took part.
    """

    path: str
    source: Source
    diagnostics: Sequence[Diagnostic] = ()
    error: str | None = None
    failures: tuple[str, ...] = ()
    fixed: Mapping[str, int] = _NONE
    refused: tuple[str, ...] = ()
    before: Source | None = None
    known: int = 0
    stale: int = 0
    baseline: Path | None = None
    own: str = ""

    @property
    def complaints(self) -> tuple[str, ...]:
        """All that went wrong."""
        return self.failures if self.error is None else (self.error, *self.failures)


def run(paths: Sequence[Path], options: RunOptions) -> Iterator[FileResult]:
    """Lint, and with `fix` fix, the files that `paths` name or hold; paths that cannot be used come first.

    Files whose regions sum up other files are fixed behind these. Raises `ConfigError` for wrong `overrides`; a wrong
    configuration file is an error of the files that it is for.
    """
    options.overrides.check()
    settings_for = cache(lambda folder: find_settings(folder, options.overrides))
    found = discover(paths, settings_for)
    for path, error in found.errors:
        yield _failed(display(path), error)
    store = None
    if options.cache and len(found.files) >= _CACHED_FROM:
        store = _open_cache(settings_for)

    def results(files: Sequence[str], later: list[str] | None) -> Iterator[FileResult]:
        slots = _slots(files, options, settings_for, store, later)
        with closing(check_all(slots, options.jobs or processors())) as done:
            for each in done:
                yield each if isinstance(each, FileResult) else _result(*each, options, store)

    summaries: list[str] = []
    try:
        yield from results(found.files, summaries if options.fix and options.write else None)
        yield from results(summaries, None)
    finally:
        if store:
            store.save()


def run_text(data: bytes, name: str | None, options: RunOptions, plan: "Plan | None" = None) -> FileResult:
    """As `run`, for the bytes of standard input, read as if they were the file `name`; nothing is written.

    Without a name, they get the settings of the current folder, and have no neighbours. `plan` is what was read of
    them before, if anything. Raises `ConfigError`.
    """
    path = Path(name) if name else None
    settings = find_settings(path or Path.cwd(), options.overrides)
    root = (repository(path.absolute().parent) or settings.root) if path else None
    job = Job(name or "<stdin>", data, settings, path, root, options.fix, options.unsafe, options.format, plan=plan)
    return _result(job, check(job), options, None)


def _slots(
    files: Iterable[str],
    options: RunOptions,
    settings_for: SettingsFor,
    store: "Cache | None",
    later: list[str] | None,
) -> Iterator[Job | FileResult]:
    """What is known of each file, or the job that will tell. `later`, if given, takes the files that sum up others."""
    repository_of = repositories()
    settings_in = cache(lambda folder: settings_for(Path(folder)))  # quicker by name than by path
    root_in = cache(lambda folder: Path(inside) if (inside := repository_of(folder)) else settings_in(folder).root)
    for file in files:
        name = display(file)
        try:
            place = os.path.abspath(file)  # noqa: PTH100
            folder = os.path.dirname(place)  # noqa: PTH120
            settings = settings_in(folder)
            if options.baseline and settings.baseline:
                _load_baseline(settings.baseline)  # what is wrong with it is said before any work
            root = root_in(folder)
            summed = later is not None and _SUMS_UP.search(read_bytes(Path(file)))
            known = store.get(place, settings, root) if store and not summed else None
            if known and options.fix and any(_applies(diagnostic, options) for diagnostic in known[0]):
                known = None
            text = _text(*known, settings, options) if known else None
            data = read_bytes(Path(file)) if text is None else b""
            source = Source(text or "", name) if not data else decode(data, name) if known else None
        except (ConfigError, ReadError) as error:
            yield _failed(name, str(error))
            continue
        if later is not None and summed:
            later.append(file)
        elif known is None or source is None:
            yield Job(
                name, data, settings, Path(file), root, options.fix, options.unsafe, options.format, options.write
            )
        else:
            yield _judged(FileResult(name, source, known[0]), settings, file, options)


def _text(found: Sequence[Diagnostic], shown: str | None, settings: Settings, options: RunOptions) -> str | None:
    """What is enough of the text of a file with a verdict; None where the file is to be read."""
    whole = found and (options.texts != "lines" or (options.baseline and settings.baseline))
    return None if whole or options.texts == "all" else shown


def _applies(diagnostic: Diagnostic, options: RunOptions) -> bool:
    """Whether a run with these options would try the diagnostic's fix."""
    fix = diagnostic.finding.fix
    if diagnostic.code == NOT_UTF8:
        return options.unsafe
    return fix is not None and fix.applicability in (
        (Applicability.SAFE, Applicability.UNSAFE) if options.unsafe else (Applicability.SAFE,)
    )


def _result(job: Job, verdict: Verdict, options: RunOptions, store: "Cache | None") -> FileResult:
    if verdict.error is not None:
        return _failed(job.name, verdict.error)
    before = decode(job.data, job.name)
    if (
        store
        and job.path
        and not verdict.failures
        and not any(each.refused for each in verdict.diagnostics)
        and (job.write or not verdict.source)
    ):
        data = encode(verdict.source) if verdict.source else job.data
        store.put(job.path, data, verdict.source or before, job.settings, verdict.lookups, verdict.diagnostics)
    result = FileResult(
        job.name,
        verdict.source or before,
        verdict.diagnostics,
        None,
        verdict.failures,
        verdict.fixed,
        verdict.refused,
        before if verdict.source else None,
    )
    return _judged(result, job.settings, job.path, options)


def gathered(result: FileResult) -> FileResult:
    """`result` with its equal findings about encoding as one, at the first of their places, the others beside it."""
    if not result.diagnostics or len([each for each in result.diagnostics if each.code.startswith("ENC")]) < 2:
        return result
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for number, each in enumerate(result.diagnostics):
        finding = each.finding
        key = (each.code, finding.message, finding.fix and finding.fix.applicability)
        groups.setdefault(key if each.code.startswith("ENC") else (number,), []).append(each)
    return replace(result, diagnostics=[_one(group) for group in groups.values()])


def _one(group: list[Diagnostic]) -> Diagnostic:
    """Equal diagnostics as one, with a fix for all places."""
    first, *rest = group
    if not rest:
        return first
    finding, fix = first.finding, first.finding.fix
    if fix:
        fix = replace(fix, edits=tuple(edit for each in group if each.finding.fix for edit in each.finding.fix.edits))
    message = f"{finding.message}, and {len(rest)} more"
    related = tuple(Related(each.finding.span, "the same") for each in rest)
    return replace(first, finding=replace(finding, message=message, related=related, fix=fix))


def _judged(result: FileResult, settings: Settings, path: Path | str | None, options: RunOptions) -> FileResult:
    """The result without the problems that the baseline knows."""
    if not options.baseline or not settings.baseline or not path:
        return replace(result, own=settings.own) if settings.own else result
    kept, stale = _load_baseline(settings.baseline).sift(Path(path), result.source, result.diagnostics, settings)
    known = len(result.diagnostics) - len(kept)
    return replace(result, diagnostics=kept, known=known, stale=stale, baseline=settings.baseline, own=settings.own)


def _load_baseline(path: Path) -> "Baseline":
    from planlint.settings.baseline import load_baseline  # most runs have none

    return load_baseline(path)


def _failed(name: str, error: str) -> FileResult:
    return FileResult(name, Source("", name), error=error)


def _open_cache(settings_for: SettingsFor) -> "Cache | None":
    from planlint.running.cache import Cache

    here = Path.cwd()
    try:
        return Cache(settings_for(here).root or repository(here))
    except ConfigError:
        return None


def processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

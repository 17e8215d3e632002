"""What is wrong in all plans of the open folders, for editors that ask for it."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

from lsprotocol import types

from planlint.running.files import discover
from planlint.running.reading import content_digest
from planlint.running.runner import RunOptions, run
from planlint.server.analysis import Analysis, path_of
from planlint.server.app import Server, folders
from planlint.server.positions import ClientText
from planlint.settings.config import Overrides, find_settings

_STEP = 20
"""After how many files the user is told; fewer are checked in no time."""

Report = types.WorkspaceFullDocumentDiagnosticReport


async def workspace_diagnostic(ls: Server, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    """What the command line reports for the files on disk. Asked again, the answer waits until it may be another one.

    Editors prefer what is said about an open text.
    """
    known = {path_of(each.uri): each for each in params.previous_result_ids}
    if known:
        await ls.session.news.wait()
    ls.session.news.clear()
    try:
        found = await _look(ls, params.work_done_token)
    except BaseException:
        ls.session.news.set()  # nobody was told
        raise
    reports: list[types.WorkspaceDocumentDiagnosticReport] = []
    for path, new in found.items():
        same = path in known and known[path].value == new.result_id
        reports.append(types.WorkspaceUnchangedDocumentDiagnosticReport(new.uri, str(new.result_id)) if same else new)
    gone = [each.uri for path, each in known.items() if path not in found]
    return types.WorkspaceDiagnosticReport([*reports, *(Report(uri, []) for uri in gone)])


async def _look(ls: Server, token: types.ProgressToken | None) -> dict[Path | None, Report]:
    """The reports by path. The folders are walked beside the work, and the files judged one after the other, so that
    questions about open texts are answered in between."""
    scopes, progress = ls.session.scopes, ls.work_done_progress
    found: dict[Path | None, Report] = {}
    targets = [(each, scopes.of(each)) for each in folders(ls).values()]
    reports = _reports(await asyncio.to_thread(_files, targets), ls.session.encoding)
    while report := await ls.session.work(next, reports, None):
        found[path_of(report.uri)] = report
        if len(found) == _STEP and (token or ls.supports("window.work_done_progress")):
            token = token or await _new_token(ls)
            progress.begin(token, types.WorkDoneProgressBegin("planlint"))
        elif token and len(found) % _STEP == 0:
            progress.report(token, types.WorkDoneProgressReport(message=f"{len(found)} files"))
    if token and len(found) >= _STEP:
        progress.end(token, types.WorkDoneProgressEnd())
    return found


async def _new_token(ls: Server) -> str:
    token = f"planlint-{uuid4()}"
    await ls.work_done_progress.create_async(token)
    return token


def _files(targets: Iterable[tuple[Path, Overrides]]) -> list[tuple[Sequence[Path], Overrides]]:
    return [
        ([*map(Path, discover([folder], partial(find_settings, overrides=overrides)).files)], overrides)
        for folder, overrides in targets
    ]


def _reports(targets: Iterable[tuple[Sequence[Path], Overrides]], encoding: str) -> Iterator[Report]:
    for files, overrides in targets:
        for result in run(files, RunOptions(overrides, jobs=1)):
            path, source = Path(result.path), result.source
            uri = path.as_uri()
            items: list[types.Diagnostic] = []
            if result.diagnostics:
                text = ClientText(source.text, uri, source.bom, encoding)
                settings = find_settings(path, overrides)
                items = Analysis(uri, None, text, overrides, settings, result.diagnostics).reported
            yield Report(uri, items, result_id=content_digest(repr(items).encode()))

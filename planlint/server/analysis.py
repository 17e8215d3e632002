"""One version of a text in the editor, and what the command line would say about it.

Everything here runs in the worker thread, one call at a time.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import converters, types

from planlint.compare.plan import Plan
from planlint.fixing.silencing import Way, ignoring
from planlint.output.json import lsp_diagnostic
from planlint.running.files import discover
from planlint.running.ignore import repository
from planlint.running.linter import build_plan
from planlint.running.neighbours import Neighbours
from planlint.running.runner import FileResult, RunOptions, run_text
from planlint.server.ids import Mention, mentions
from planlint.server.positions import ClientText
from planlint.settings.config import ConfigError, Overrides, Settings, find_settings
from planlint.text.diagnostics import Diagnostic
from planlint.text.policy import GRADES
from planlint.text.records import replace
from planlint.text.source import Source
from planlint.text.visible import fault

_DRIVE = re.compile(r"/[A-Za-z]:/")
"""The start of a path with a drive, as Windows has them."""

_HINT = 4
"""How the protocol calls what is less than an information: here, what the command line would not report."""
_converter = converters.get_converter()


@dataclass(frozen=True)
class Analysis:
    """What is known about one version of a text.

    `error` is one line for the user where the text could not be judged; `misconfigured` says that it is theirs to
    mend. Files that the configuration excludes have no diagnostics.
    """

    uri: str
    version: int | None
    source: ClientText
    overrides: Overrides = field(default_factory=Overrides)
    settings: Settings = field(default_factory=Settings)
    diagnostics: Sequence[Diagnostic] = ()
    error: str | None = None
    misconfigured: bool = False
    excluded: bool = False
    known: Plan | None = field(default=None, compare=False)
    """What was read to find the diagnostics."""
    ways: dict[int, Way | None] = field(default_factory=dict, compare=False)
    """What `way` found."""

    @cached_property
    def reported(self) -> list[types.Diagnostic]:
        """Each of the diagnostics as the protocol has it."""
        return [
            _converter.structure({**told, "severity": told["severity"] if sure else _HINT}, types.Diagnostic)
            for diagnostic in self.diagnostics
            for told in [lsp_diagnostic(self.source, self.uri, diagnostic, self.settings.own)]
            for sure in [diagnostic.finding.confidence >= GRADES[self.settings.confidence]]
        ]

    @cached_property
    def plan(self) -> Plan:
        """What the text says, with its neighbours where it is a file."""
        return self.known or self.read(self.source)

    def read(self, source: Source) -> Plan:
        """What another text says in the place of this one."""
        return _read(self.uri, source, self.settings)

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        """The places that name ids."""
        return mentions(self.plan)

    @cached_property
    def fixed(self) -> FileResult:
        """What `planlint --fix` makes of the text."""
        return _run(self.uri, self.source, self.overrides, fix=True)

    def way(self, index: int) -> Way | None:
        """How to silence one of the diagnostics."""
        if index not in self.ways:
            self.ways[index] = ignoring(self.plan.document, self.diagnostics, index, self._lint)
        return self.ways[index]

    def _lint(self, text: str) -> Sequence[Diagnostic]:
        return _run(self.uri, replace(self.source, text=text), self.overrides).diagnostics


def analyse(uri: str, text: str, version: int | None, overrides: Overrides, encoding: str) -> Analysis:
    """Lint the `text` that the editor holds for `uri`. Raises nothing: what goes wrong is the analysis's `error`."""
    given = ClientText(text.removeprefix("\ufeff"), uri, text.startswith("\ufeff"), encoding)
    path = path_of(uri)
    try:
        settings = find_settings(path or Path.cwd(), overrides)
        if path and _is_excluded(path, overrides):
            return Analysis(uri, version, given, overrides, settings, excluded=True)
        plan = _read(uri, given, settings)
        result = _run(uri, given, overrides, plan=plan)
        error = "; ".join(result.complaints) or None
        return Analysis(uri, version, given, overrides, settings, result.diagnostics, error, known=plan)
    except ConfigError as error:
        return Analysis(uri, version, given, overrides, error=str(error), misconfigured=True)
    except Exception as error:
        return Analysis(uri, version, given, overrides, error=f"{uri}: planlint {fault(error)}")


def path_of(uri: str) -> Path | None:
    """The file that a `file:` URI names; None for others, as `untitled:`."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    path = unquote(parts.path, errors="surrogateescape")
    return Path(path[1:] if _DRIVE.match(path) else path)


def _read(uri: str, source: Source, settings: Settings) -> Plan:
    path = path_of(uri)
    around = Neighbours(repository(path.parent) or settings.root, path) if path else None
    return build_plan(Source(source.text, source.name, source.bom), settings, neighbours=around)


def _run(
    uri: str, source: ClientText, overrides: Overrides, *, fix: bool = False, plan: Plan | None = None
) -> FileResult:
    data = (b"\xef\xbb\xbf" if source.bom else b"") + source.text.encode("utf-8", "surrogatepass")
    path = path_of(uri)
    shown = overrides if fix else replace(overrides, confidence="low")  # what is not sure is shown as a hint
    return run_text(data, str(path) if path else None, RunOptions(shown, fix=fix), plan)


def _is_excluded(path: Path, overrides: Overrides) -> bool:
    """Whether `planlint PATH` would leave the file out."""
    there = os.path.exists(path)  # noqa: PTH110
    return there and bool(discover([path], lambda folder: find_settings(folder, overrides)).excluded)

"""The server as a process: what it shares with the editor before and between the questions about single texts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import FeatureRequestError, JsonRpcContentModified
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

import planlint
from planlint.server.analysis import Analysis, path_of
from planlint.server.editor_settings import SECTION, Scopes, read_section, section_of
from planlint.server.session import OutdatedError, Session
from planlint.settings.config import ConfigError, Overrides

Answer = TypeVar("Answer")

_WATCHED = ("**/*.{md,markdown,mdx}", "**/*.{yaml,yml}", "**/pyproject.toml", "**/.gitignore", "**/*baseline*.json")
"""What a verdict may depend on: the plans that links lead to, configuration, rules of the user's own, baselines."""

_ANSWERS = (types.LSPErrorCodes.ContentModified, types.LSPErrorCodes.RequestFailed)
"""Errors that only tell the editor something."""


class _Protocol(LanguageServerProtocol):
    """Leaves the texts to the session: pygls itself ends lines where the protocol does not, as at form feeds."""

    _server: "Server"

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take in a text."""
        text = params.text_document
        self._server.session.open(text.uri, text.text, text.version)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take in changes of a text."""
        text = params.text_document
        self._server.session.change(text.uri, params.content_changes, text.version)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget a text, and take its diagnostics back."""
        uri = params.text_document.uri
        self._server.session.close(uri)
        if self._server.session.pushes:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


class Server(LanguageServer):
    """The language server, as handlers get it."""

    def __init__(self) -> None:
        self.session = Session(self._publish, self._complain)
        self.initial_section: Any = None
        """The settings that came with the editor's first message."""
        self.was_shut_down = False
        super().__init__("planlint", planlint.__version__, protocol_cls=_Protocol)

    def supports(self, capability: str) -> bool:
        """Whether the editor says that it can do something: a dotted path in `ClientCapabilities`."""
        return bool(get_capability(self.client_capabilities, capability, False))

    async def ask(self, uri: str, question: Callable[[Analysis], Answer]) -> Answer:
        """The answer to a question about the text of now; editors ignore the error where it was changed meanwhile."""
        try:
            return await self.session.ask(uri, question)
        except OutdatedError:
            raise JsonRpcContentModified from None

    def look_again(self) -> None:
        """Judge all texts anew, and have the editor ask anew for what it asks for."""
        self.session.look_again()
        if not self.session.pushes and self.supports("workspace.diagnostics.refresh_support"):
            self.workspace_diagnostic_refresh(None)
        if self.supports("workspace.inlay_hint.refresh_support"):
            self.workspace_inlay_hint_refresh(None)

    def show(self, line: str) -> None:
        """Tell the user what only they can mend."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, line))

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """One line in the editor's log about a handler that failed."""
        if source is not FeatureRequestError or getattr(error, "code", None) not in _ANSWERS:
            what = " ".join(f"{error}".split())
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"planlint failed: {what}"))

    def _publish(self, analysis: Analysis) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(analysis.uri, analysis.reported, analysis.version)
        )

    def _complain(self, analysis: Analysis) -> None:
        line = " ".join((analysis.error or "").split())
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, line))
        if analysis.misconfigured:
            self.show(line)


def _initialize(ls: Server, params: types.InitializeParams) -> None:
    ls.session.encoding = str(getattr(ls.workspace.position_encoding, "value", ls.workspace.position_encoding))
    ls.session.pushes = not ls.supports("text_document.diagnostic")
    ls.initial_section = section_of(params.initialization_options)
    ls.session.scopes = _scopes(ls, None)


async def _initialized(ls: Server, _params: types.InitializedParams) -> None:
    if ls.supports("workspace.configuration"):
        await _configure(ls, None)
    registrations = []
    if ls.supports("workspace.did_change_watched_files.dynamic_registration"):
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registrations.append(types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if ls.supports("workspace.did_change_configuration.dynamic_registration"):
        section = types.DidChangeConfigurationRegistrationOptions(SECTION)
        registrations.append(types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if registrations:
        await ls.client_register_capability_async(types.RegistrationParams(registrations))


async def _configuration_changed(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    await _configure(ls, section_of(params.settings))


async def _folders_changed(ls: Server, _params: types.DidChangeWorkspaceFoldersParams) -> None:
    await _configure(ls, ls.initial_section)


async def _configure(ls: Server, pushed: Any) -> None:
    """Take over the editor's settings: asked for, where it can be asked, else as it `pushed` them."""
    sections = [pushed]
    if ls.supports("workspace.configuration"):
        items = [types.ConfigurationItem(scope_uri=uri, section=SECTION) for uri in (None, *folders(ls))]
        sections = list(await ls.workspace_configuration_async(types.ConfigurationParams(items)))
    scopes = _scopes(ls, sections)
    if scopes != ls.session.scopes:
        ls.session.scopes = scopes
        ls.look_again()


def _scopes(ls: Server, sections: list[Any] | None) -> Scopes:
    """The settings for everything, and for each folder: `sections` are in this order; missing ones are the first."""
    paths = list(folders(ls).values())
    default, *others = [ls.initial_section if each is None else each for each in sections or (None,)]
    others += [default] * (len(paths) - len(others))
    wrong: dict[str, None] = {}
    read = [_overrides(each, folder, wrong) for each, folder in zip((default, *others), (None, *paths), strict=False)]
    for error in wrong:
        ls.show(f"planlint: {error}")
    return Scopes(read[0], tuple(zip(filter(None, paths), read[1:], strict=False)))


def folders(ls: Server) -> dict[str, Path]:
    """The folders that are open, by URI."""
    uris = [folder.uri for folder in ls.workspace.folders.values()] or [ls.workspace.root_uri]
    return {uri: path for uri in uris if uri and (path := path_of(uri))}


def _overrides(section: Any, folder: Path | None, wrong: dict[str, None]) -> Overrides:
    """What a section says; nothing where it is wrong, and the error in `wrong`, once for all folders."""
    try:
        return read_section(section, folder)
    except ConfigError as error:
        wrong[str(error)] = None
        return Overrides()


def _look_again(ls: Server, _params: Any) -> None:
    ls.look_again()


def _shut_down(ls: Server, _params: None) -> None:
    ls.was_shut_down = True
    ls.session.shut_down()


_ALL_FILES = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(types.FileOperationPattern("**/*"), scheme="file")]
)
LIFECYCLE: dict[str, tuple[Callable[..., Any], Any]] = {
    types.INITIALIZE: (_initialize, None),
    types.INITIALIZED: (_initialized, None),
    types.SHUTDOWN: (_shut_down, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (_configuration_changed, None),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (_folders_changed, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_look_again, None),
    types.WORKSPACE_DID_CREATE_FILES: (_look_again, _ALL_FILES),
    types.WORKSPACE_DID_RENAME_FILES: (_look_again, _ALL_FILES),
    types.WORKSPACE_DID_DELETE_FILES: (_look_again, _ALL_FILES),
    types.TEXT_DOCUMENT_DID_SAVE: (_look_again, types.SaveOptions(include_text=False)),
}
"""By method: the handler, which gets the server as `ls`, and the options of its registration."""

"""Questions about one text, and who answers them."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from planlint.server.actions import FIX_ALL, code_actions, layout
from planlint.server.app import Answer, Server
from planlint.server.completion import TRIGGERS, completions
from planlint.server.ids import RenameError
from planlint.server.navigation import definition, prepare_rename, references, rename_id
from planlint.server.views import hover, inlay_hints, symbols, with_edits
from planlint.server.workspace import workspace_diagnostic


def _at(question: Callable[..., Answer]) -> Callable[[Server, Any], Awaitable[Answer]]:
    """The handler for a question about a place or a range, or about the whole text where there is none."""

    async def handler(ls: Server, params: Any) -> Answer:
        where = getattr(params, "position", None) or getattr(params, "range", None)
        return await ls.ask(params.text_document.uri, partial(question, where=where))

    return handler


async def _diagnostic(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    analysis = await ls.session.latest(params.text_document.uri)
    return types.RelatedFullDocumentDiagnosticReport(analysis.reported if analysis else [])


async def _code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    versioned = ls.supports("workspace.workspace_edit.document_changes")
    return await ls.ask(params.text_document.uri, partial(code_actions, params=params, versioned=versioned))


async def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    hovers = ls.client_capabilities.text_document and ls.client_capabilities.text_document.hover
    markdown = types.MarkupKind.Markdown in ((hovers and hovers.content_format) or ())
    return await ls.ask(params.text_document.uri, partial(hover, where=params.position, markdown=markdown))


async def _symbols(
    ls: Server, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    nested = ls.supports("text_document.document_symbol.hierarchical_document_symbol_support")
    return await ls.ask(params.text_document.uri, partial(symbols, nested=nested))


async def _hint_edits(ls: Server, params: types.InlayHint) -> types.InlayHint:
    made: Any = params.data
    return await ls.ask(made["uri"], partial(with_edits, hint=params))


async def _references(ls: Server, params: types.ReferenceParams) -> list[types.Location]:
    question = partial(references, where=params.position, declaration=params.context.include_declaration)
    return await ls.ask(params.text_document.uri, question)


async def _rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    versioned = ls.supports("workspace.workspace_edit.document_changes")
    try:
        return await ls.ask(params.text_document.uri, partial(rename_id, params=params, versioned=versioned))
    except RenameError as error:
        raise JsonRpcException(str(error), types.LSPErrorCodes.RequestFailed) from None


_KINDS = types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL])
_DIAGNOSTICS = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="planlint")

FEATURES: dict[str, tuple[Callable[..., Any], Any]] = {
    types.TEXT_DOCUMENT_DIAGNOSTIC: (_diagnostic, _DIAGNOSTICS),
    types.WORKSPACE_DIAGNOSTIC: (workspace_diagnostic, None),
    types.TEXT_DOCUMENT_CODE_ACTION: (_code_action, _KINDS),
    types.TEXT_DOCUMENT_HOVER: (_hover, None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_symbols, None),
    types.TEXT_DOCUMENT_INLAY_HINT: (_at(inlay_hints), types.InlayHintOptions(resolve_provider=True)),
    types.INLAY_HINT_RESOLVE: (_hint_edits, None),
    types.TEXT_DOCUMENT_FORMATTING: (_at(layout), None),
    types.TEXT_DOCUMENT_RANGE_FORMATTING: (_at(layout), None),
    types.TEXT_DOCUMENT_COMPLETION: (_at(completions), types.CompletionOptions(TRIGGERS)),
    types.TEXT_DOCUMENT_DEFINITION: (_at(definition), None),
    types.TEXT_DOCUMENT_REFERENCES: (_references, None),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (_at(prepare_rename), None),
    types.TEXT_DOCUMENT_RENAME: (_rename, types.RenameOptions(prepare_provider=True)),
}
"""As `app.LIFECYCLE`."""

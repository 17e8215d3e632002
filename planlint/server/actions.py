"""What the editor offers to do about a problem."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lsprotocol import types

from planlint.fixing.formatter import format_text
from planlint.fixing.padding import padded
from planlint.fixing.proof import keeps_rendering, keeps_words
from planlint.markdown.parser import render
from planlint.server.analysis import Analysis
from planlint.server.positions import edits_between
from planlint.text.diagnostics import Applicability, Edit, Fix
from planlint.text.edits import in_order

FIX_ALL = "source.fixAll.planlint"

_NOTES = {Applicability.SAFE: "", Applicability.UNSAFE: " (only likely)", Applicability.DISPLAY: " (suggestion)"}
_ORDER = tuple(_NOTES)


@dataclass(frozen=True)
class Offer:
    """One thing to do. `problems` are indexes into the diagnostics that it settles."""

    title: str
    kind: str
    edits: tuple[Edit, ...]
    problems: tuple[int, ...] = ()
    preferred: bool = False


def code_actions(analysis: Analysis, params: types.CodeActionParams, *, versioned: bool) -> list[types.CodeAction]:
    """The actions for a range: fixes of single problems, the safe ones first; all safe fixes; comments to ignore.

    `versioned` says that the editor wants to know the version that edits are for.
    """
    only, span = params.context.only, analysis.source.span(params.range)
    found = [index for index, each in enumerate(analysis.diagnostics) if each.finding.span.meets(span)]
    offers: list[Offer] = []
    if _is_wanted(types.CodeActionKind.QuickFix, only):
        offers += _fixes(analysis, found)
    # An editor that asks by itself at every move of the cursor need not know about the whole file.
    automatic = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
    if (only or not automatic) and _is_wanted(FIX_ALL, only):
        offers += _fix_all(analysis)
    if _is_wanted(types.CodeActionKind.QuickFix, only):
        offers += _ignores(analysis, found)
    return [
        types.CodeAction(
            offer.title,
            offer.kind,
            [analysis.reported[index] for index in offer.problems] or None,
            offer.preferred or None,
            edit=workspace_edit(analysis, offer.edits, versioned=versioned),
        )
        for offer in offers
    ]


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Kinds are hierarchical: "source" asks for "source.fixAll", too."""
    return only is None or any(not wanted or kind == wanted or kind.startswith(f"{wanted}.") for wanted in only)


def _fixes(analysis: Analysis, found: Iterable[int]) -> Iterator[Offer]:
    fixable = [(fix, index) for index in found if (fix := analysis.diagnostics[index].finding.fix)]
    for fix, index in sorted(fixable, key=lambda pair: _ORDER.index(pair[0].applicability)):
        if edits := harmless_edits(analysis, fix):
            title = fix.title + _NOTES[fix.applicability]
            preferred = fix.applicability is Applicability.SAFE
            yield Offer(title, types.CodeActionKind.QuickFix, edits, (index,), preferred)


def harmless_edits(analysis: Analysis, fix: Fix) -> tuple[Edit, ...]:
    """What `planlint --fix` would do, tables kept aligned; nothing where it could not prove that the rest of the page
    stays as it is."""
    text = analysis.source.text
    try:
        edits = padded(analysis.plan.document, in_order(fix.edits, len(text)))
    except ValueError:
        return ()
    return edits if (keeps_words if fix.structural else keeps_rendering)(text, edits, render) else ()


def _fix_all(analysis: Analysis) -> Iterator[Offer]:
    fixes = [each.finding.fix for each in analysis.diagnostics]
    safe = tuple(n for n, fix in enumerate(fixes) if fix and fix.applicability is Applicability.SAFE)
    if safe and analysis.fixed.before:
        edits = tuple(edits_between(analysis.source, analysis.fixed.source))
        yield Offer("Fix all safe problems (planlint)", FIX_ALL, edits)


def _ignores(analysis: Analysis, found: Iterable[int]) -> Iterator[Offer]:
    offers: dict[tuple[str, tuple[Edit, ...]], list[int]] = {}
    for index in found:
        if way := analysis.way(index):
            code = analysis.diagnostics[index].code
            offers.setdefault((f"Ignore {code} {way.where}", way.edits([code])), []).append(index)
    for (title, edits), problems in offers.items():
        yield Offer(title, types.CodeActionKind.QuickFix, edits, tuple(problems))


def layout(analysis: Analysis, where: types.Range | None) -> list[types.TextEdit]:
    """What `planlint format` would do to the text, or to the tables and bars that `where` reaches."""
    if analysis.excluded or analysis.error:
        return []
    edits = edits_between(analysis.source, format_text(analysis.source, analysis.settings))
    if where:
        chosen = analysis.source.span(where)
        tables = [table.span for table in analysis.plan.document.tables if table.span.meets(chosen)]
        edits = (edit for edit in edits if any(span.meets(edit.span) for span in (chosen, *tables)))
    return [analysis.source.edit(edit) for edit in edits]


def workspace_edit(analysis: Analysis, edits: Iterable[Edit], *, versioned: bool) -> types.WorkspaceEdit:
    """`edits` of the text for the editor; `versioned` as in `code_actions`."""
    changes = [analysis.source.edit(edit) for edit in edits]
    if not versioned:
        return types.WorkspaceEdit(changes={analysis.uri: changes})
    document = types.OptionalVersionedTextDocumentIdentifier(uri=analysis.uri, version=analysis.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, changes)])

"""The language server, as an editor meets it: another process, and messages."""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Ran
from lsprotocol import types
from places import applied, inside_line_end, position
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from planlint.fixing.formatter import format_text
from planlint.running.runner import RunOptions, run_text
from planlint.settings.config import Overrides, Settings, clear_caches
from planlint.text.policy import HIGH
from planlint.text.source import Source

pytestmark = pytest.mark.asyncio

FIXTURES = sorted((ROOT / "fixtures").glob("*.md"))
COMMAND = [sys.executable, "-m", "planlint", "lsp"]
PULLING = client_capabilities("neovim@v0.11.0")
STALE = "# Plan\n\nProgress: 60% (4/5 tasks)\n"


class Editor:
    """A client with what it needs to be told apart from a real one by nothing that matters here."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.published: list[types.PublishDiagnosticsParams] = []
        handlers = client.protocol.fm.features
        original = handlers[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS]

        def keep(params: types.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            original(params)

        handlers[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = keep

    def open(self, uri: str, text: str, version: int = 1) -> None:
        item = types.TextDocumentItem(uri, "markdown", version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        identifier = types.VersionedTextDocumentIdentifier(version, uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, changes))

    def replace(self, uri: str, version: int, text: str) -> None:
        self.change(uri, version, types.TextDocumentContentChangeWholeDocument(text))

    async def next(self, uri: str, after: int = 0) -> types.PublishDiagnosticsParams:
        """The first diagnostics for `uri` that were published after the first `after` messages."""
        return await until(lambda: next((each for each in self.published[after:] if each.uri == uri), None))

    async def pull(self, uri: str) -> Sequence[types.Diagnostic]:
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = await asyncio.wait_for(self.client.text_document_diagnostic_async(params), 60)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return report.items

    async def actions(self, uri: str, where: types.Range, *only: str) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only or None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        found = await asyncio.wait_for(self.client.text_document_code_action_async(params), 60)
        return [each for each in found or () if isinstance(each, types.CodeAction)]


async def until(condition: Callable[[], Any]) -> Any:
    """Wait for a true value; a minute is for ever."""
    async with asyncio.timeout(60):
        while not (value := condition()):
            await asyncio.sleep(0.01)
        return value


@asynccontextmanager
async def editor(
    *folders: Path,
    capabilities: types.ClientCapabilities | None = None,
    options: Any = None,
    settings: dict[str, Any] | None = None,
    command: list[str] = COMMAND,
    client: LanguageClient | None = None,
) -> AsyncIterator[Editor]:
    """An editor with `folders` open; `options` come with its first message, `settings` (by URI) are for the asking."""
    client = client or make_test_lsp_client()
    await client.start_io(*command)
    for uri, section in (settings or {}).items():
        client.set_configuration({"planlint": section}, scope_uri=uri)
    params = types.InitializeParams(
        capabilities or types.ClientCapabilities(),
        initialization_options=options,
        workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders],
    )
    await asyncio.wait_for(client.initialize_session(params), 60)
    yield Editor(client)
    await asyncio.wait_for(client.shutdown_session(), 60)
    await client.stop()


def everything() -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(99999, 0))


def codes(diagnostics: Iterable[types.Diagnostic]) -> list[Any]:
    return [each.code for each in diagnostics]


def plain(client: LanguageClient, diagnostics: Iterable[types.Diagnostic]) -> list[dict[str, Any]]:
    return [client.protocol._converter.unstructure(each) for each in diagnostics]


def places_of_mojibake(said: Iterable[dict[str, Any]]) -> Iterator[tuple[str, int, int]]:
    """Where ENC rules report: an editor marks each place, the command line tells equal ones once, beside the first."""
    for each in said:
        if each["code"].startswith("ENC"):
            same = (other for other in each.get("relatedInformation", ()) if other["message"] == "the same")
            for where in (each["range"], *(other["location"]["range"] for other in same)):
                yield each["code"], where["start"]["line"], where["start"]["character"]


async def test_findings_are_those_of_the_command_line(planlint: Callable[..., Ran]) -> None:
    async with editor(ROOT) as it:
        for path in FIXTURES:
            text = path.read_bytes().decode("utf-8-sig")
            it.open(path.as_uri(), text)
            published = await it.next(path.as_uri())
            args = ("--output-format", "json", "--no-cache", "--confidence", "low")
            said = json.loads(planlint(*args, path).out)
            expected = said[0]["diagnostics"] if said else []
            for each in expected:
                if each["data"]["confidence"] < HIGH:
                    each["severity"] = types.DiagnosticSeverity.Hint.value
            shown = plain(it.client, published.diagnostics)
            assert sorted(places_of_mojibake(shown)) == sorted(places_of_mojibake(expected))
            others = [[each for each in said if not each["code"].startswith("ENC")] for said in (shown, expected)]
            assert others[0] == others[1]
    assert sum(len(each.diagnostics) for each in it.published) > 20


async def test_all_safe_fixes_are_those_of_the_command_line(planlint: Callable[..., Ran], tmp_path: Path) -> None:
    changed = 0
    async with editor(tmp_path) as it:
        for original in FIXTURES:
            path = tmp_path / original.name
            path.write_bytes(original.read_bytes())
            text = path.read_bytes().decode("utf-8-sig")
            it.open(path.as_uri(), text)
            actions = await it.actions(path.as_uri(), everything(), "source.fixAll")
            for action in actions:
                assert action.kind == "source.fixAll.planlint"
                assert action.edit
                assert action.edit.changes
                text = applied(text, action.edit.changes[path.as_uri()])
            planlint("--fix", "--no-cache", path)
            assert text == path.read_bytes().decode("utf-8-sig")
            changed += path.read_bytes() != original.read_bytes()
    assert changed > 3


async def test_quick_fixes_are_the_fixes_of_the_findings() -> None:
    offered = set()
    async with editor(ROOT) as it:
        for path in FIXTURES:
            it.open(path.as_uri(), path.read_bytes().decode("utf-8-sig"))
            runs = [
                run_text(path.read_bytes(), str(path), RunOptions(fix=True, unsafe=unsafe)) for unsafe in (False, True)
            ]
            refused = "\n".join(line for run in runs for line in run.refused)
            for found in (await it.next(path.as_uri())).diagnostics:
                fix = found.data.get("fix")
                actions = await it.actions(path.as_uri(), found.range, "quickfix")
                own = [each for each in actions if each.diagnostics == (found,) and "Ignore" not in each.title]
                if not fix:
                    assert not own
                    continue
                if f"{found.code} was not fixed ({fix['title']})" in refused:
                    continue  # what does not go together with other fixes may go alone
                (action,) = own
                assert action.title.startswith(fix["title"])
                assert bool(action.is_preferred) is (fix["applicability"] == "safe")
                assert action.edit
                assert action.edit.changes
                assert plain(it.client, action.edit.changes[path.as_uri()]) == fix["edits"]
                offered.add(fix["applicability"])
    assert offered >= {"safe", "unsafe"}


PIECES = [
    "x", " ", "\n", "\n\n", "\r\n", "\r", "\f", "\u2028", "😀", "é", "- [x] ship\n", "- [ ] test\n", "# Phase 2\n",
    "60%", " (4/5 tasks)", "| a | 12 |\n", "```\n", "<!-- b -->", "Total", "1", "[a](b.md)", "`", "2026-02-30",
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "count"), [("utf-8", 40), ("utf-16", 200), ("utf-32", 40)])
async def test_random_edits_leave_server_and_command_line_agreeing(encoding: str, count: int) -> None:
    clear_caches()
    rng = random.Random(encoding)
    text = next(path for path in FIXTURES if path.name.startswith("schulplan")).read_text(encoding="utf-8")
    capabilities = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(encoding)]),
        text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
    )
    agreed, uri = 0, "untitled:plan"
    async with editor(capabilities=capabilities) as it:
        it.open(uri, text)
        for version in range(2, count + 2):
            changes = []
            for _ in range(rng.choice([1, 1, 1, 3])):
                start = rng.randrange(len(text) + 1)
                end = min(len(text), start + rng.choice([0, 0, 0, 1, 1, 2, 5, 30]))
                start, end = (n - inside_line_end(text, n) for n in (start, end))
                new = "".join(rng.choices(PIECES, k=rng.choice([0, 1, 1, 2])))
                where = types.Range(position(text, start, encoding), position(text, end, encoding))
                changes.append(types.TextDocumentContentChangePartial(where, new))
                text = text[:start] + new + text[end:]
            it.change(uri, version, *changes)
            found = await it.pull(uri)
            expected = run_text(text.encode(), None, RunOptions(Overrides(confidence="low")))
            assert [each.message for each in found] == [each.finding.message for each in expected.diagnostics]
            for each, other in zip(found, expected.diagnostics, strict=True):
                assert each.code == other.code
                span = other.finding.span
                assert each.range == types.Range(*(position(text, offset, encoding) for offset in span))
            agreed += len(found)
    assert agreed > count / 2


async def test_a_client_that_pulls_is_not_pushed_to() -> None:
    async with editor(capabilities=PULLING) as it:
        it.open("untitled:a", STALE)
        assert codes(await it.pull("untitled:a")) == ["PRG001"]
        it.replace("untitled:a", 2, STALE.replace("60", "80"))
        assert codes(await it.pull("untitled:a")) == []
        assert await it.pull("untitled:b") == ()
    assert not it.published


async def test_changes_are_judged_when_they_pause_and_closing_takes_all_back() -> None:
    async with editor() as it:
        it.open("untitled:a", STALE)
        assert codes((await it.next("untitled:a")).diagnostics) == ["PRG001"]
        for version in range(2, 9):
            it.replace("untitled:a", version, STALE + "\nmore" * version)
        assert (await it.next("untitled:a", after=1)).version == 8
        it.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier("untitled:a")))
        assert (await it.next("untitled:a", after=2)).diagnostics == ()


async def test_configuration_files_hold_in_their_folders_and_changes_of_them_count(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "plan.md").write_text(STALE, encoding="utf-8")
    (two / ".planlint.yaml").write_text("ignore: [PRG]\n", encoding="utf-8")
    uris = [(folder / "plan.md").as_uri() for folder in (one, two)]
    async with editor(one, two) as it:
        for uri, expected in zip(uris, (["PRG001"], []), strict=True):
            it.open(uri, STALE)
            assert codes((await it.next(uri)).diagnostics) == expected
        for text, expected in [("ignore: [LNK]\n", ["PRG001"]), ("exclude: [plan.md]\n", []), ("ignore: [X]\n", [])]:
            before = len(it.published)
            (two / ".planlint.yaml").write_text(text, encoding="utf-8")
            event = types.FileEvent((two / ".planlint.yaml").as_uri(), types.FileChangeType.Changed)
            it.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
            assert codes((await it.next(uris[1], before)).diagnostics) == expected
        (shown,) = it.client.messages
        assert shown.message.endswith(".planlint.yaml:1: ignore: 'X' selects no rule")


async def test_settings_of_the_editor_hold_in_their_folders(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    uris = [(folder / "plan.md").as_uri() for folder in (one, two)]
    settings = {"": {}, one.as_uri(): {"ignore": ["PRG"]}, two.as_uri(): {"ignore": ["LNK"], "command": ["planlint"]}}
    capabilities = client_capabilities("neovim@v0.11.0")
    assert capabilities.workspace
    assert capabilities.workspace.configuration
    async with editor(one, two, capabilities=capabilities, settings=settings) as it:
        for uri in uris:
            it.open(uri, STALE)

        async def both() -> list[list[Any]]:
            return [codes(await it.pull(uri)) for uri in uris]

        async with asyncio.timeout(60):
            while await both() != [[], ["PRG001"]]:  # the answers to the server's own questions may come later
                await asyncio.sleep(0.01)
            it.client.set_configuration({"planlint": {"select": ["SUM"]}}, scope_uri=two.as_uri())
            it.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
            while await both() != [[], []]:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("wrapped", [True, False])
async def test_settings_may_come_with_the_first_message_or_be_pushed(tmp_path: Path, wrapped: bool) -> None:
    def section(**given: Any) -> Any:
        return {"planlint": given} if wrapped else given

    async with editor(tmp_path, options=section(ignore=["PRG001"])) as it:
        it.open("untitled:a", STALE)
        assert codes((await it.next("untitled:a")).diagnostics) == []
        for given, expected in [
            ({"ignore": []}, ["PRG001"]),
            ({"select": ["SUM"]}, []),
            ({"ignore": "all"}, ["PRG001"]),
        ]:
            before = len(it.published)
            it.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(section(**given)))
            assert codes((await it.next("untitled:a", before)).diagnostics) == expected
        (shown,) = it.client.messages  # once, though the folder has these settings, too
        assert shown.message == "planlint: the editor's setting planlint.ignore is 'all', not a list of rules"


async def test_a_client_that_pulls_is_told_to_pull_anew() -> None:
    workspace = types.WorkspaceClientCapabilities(
        diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    )
    pulls = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())
    async with editor(capabilities=types.ClientCapabilities(workspace, pulls)) as it:
        it.open("untitled:a", STALE)
        assert codes(await it.pull("untitled:a")) == ["PRG001"]
        section = {"planlint": {"ignore": ["PRG"]}}
        it.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(section))
        await until(lambda: it.client.diagnostic_refresh_count == 1)
        assert codes(await it.pull("untitled:a")) == []
        it.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(section))
        it.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier("untitled:a")))
        await until(lambda: it.client.diagnostic_refresh_count == 2)
    assert it.client.diagnostic_refresh_count == 2


async def test_what_may_change_outside_is_watched() -> None:
    asked: list[types.Registration] = []
    workspace = types.WorkspaceClientCapabilities(
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        did_change_configuration=types.DidChangeConfigurationClientCapabilities(dynamic_registration=True),
    )
    client = make_test_lsp_client()
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: asked.extend(params.registrations))
    async with editor(capabilities=types.ClientCapabilities(workspace), client=client):
        await until(lambda: asked)
    assert [each.method for each in asked] == [
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION,
    ]


async def test_links_are_judged_anew_when_files_come_and_go(tmp_path: Path) -> None:
    plan, other = tmp_path / "plan.md", tmp_path / "other.md"
    plan.write_text("See [it](other.md#goal).\n", encoding="utf-8")
    other.write_text("# Goal\n", encoding="utf-8")
    files = types.FileOperationClientCapabilities(did_create=True, did_delete=True, did_rename=True)
    capabilities = types.ClientCapabilities(types.WorkspaceClientCapabilities(file_operations=files))
    async with editor(tmp_path, capabilities=capabilities) as it:
        it.open(plan.as_uri(), plan.read_text(encoding="utf-8"))
        assert codes((await it.next(plan.as_uri())).diagnostics) == []

        other.unlink()
        gone = types.DeleteFilesParams([types.FileDelete(other.as_uri())])
        it.client.workspace_did_delete_files(gone)
        assert codes((await it.next(plan.as_uri(), 1)).diagnostics) == ["LNK001"]

        other.write_text("# Aim\n", encoding="utf-8")
        it.client.workspace_did_create_files(types.CreateFilesParams([types.FileCreate(other.as_uri())]))
        assert codes((await it.next(plan.as_uri(), 2)).diagnostics) == ["LNK002"]

        other.write_text("# Goal\n\n", encoding="utf-8")
        saved = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(other.as_uri()))
        it.client.text_document_did_save(saved)
        assert codes((await it.next(plan.as_uri(), 3)).diagnostics) == []

        other.rename(tmp_path / "new.md")
        renamed = types.FileRename(other.as_uri(), (tmp_path / "new.md").as_uri())
        it.client.workspace_did_rename_files(types.RenameFilesParams([renamed]))
        assert codes((await it.next(plan.as_uri(), 4)).diagnostics) == ["LNK001"]


CRASHING = """\
import planlint.running.linter as linter
real = linter.check_of
def check_of(rule):
    def check(plan, **options):
        if rule.code == "PRG001" and "CRASH" in plan.source.text:
            raise ZeroDivisionError("two\\nlines")
        yield from real(rule)(plan, **options)
    return check
linter.check_of = check_of
from planlint.cli._main import main
main(["lsp"])
"""


async def test_a_rule_that_fails_is_one_line_in_the_log() -> None:
    async with editor(command=[sys.executable, "-c", CRASHING]) as it:
        it.open("untitled:a", STALE + "CRASH")
        assert codes((await it.next("untitled:a")).diagnostics) == []
        it.replace("untitled:a", 2, STALE + "CRASH again")
        await it.next("untitled:a", 1)
        it.replace("untitled:a", 3, STALE)
        assert codes((await it.next("untitled:a", 2)).diagnostics) == ["PRG001"]
        (line,) = it.client.log_messages
        assert "PRG001 percent-mismatch failed (ZeroDivisionError" in line.message
        assert "\n" not in line.message
        assert not it.client.messages


async def test_what_makes_no_sense_does_not_end_the_server() -> None:
    far = types.Range(types.Position(7, 900), types.Position(0, 2))
    async with editor() as it:
        it.replace("untitled:never-opened", 2, "x")
        it.open("untitled:a", STALE)
        it.change("untitled:a", 2, types.TextDocumentContentChangePartial(far, "\ud800"))
        assert codes((await it.next("untitled:a")).diagnostics) == ["ENC004"]
        it.replace("untitled:a", 3, STALE)
        assert codes((await it.next("untitled:a", 1)).diagnostics) == ["PRG001"]
        with pytest.raises(JsonRpcException, match="Content Modified"):
            await it.actions("untitled:never-opened", everything())


async def test_excluded_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".planlint.yaml").write_text("exclude: [old/]\n", encoding="utf-8")
    (tmp_path / "old").mkdir()
    plan = tmp_path / "old" / "plan.md"
    plan.write_text(STALE, encoding="utf-8")
    async with editor(tmp_path) as it:
        it.open(plan.as_uri(), STALE)
        assert codes((await it.next(plan.as_uri())).diagnostics) == []
        assert await it.actions(plan.as_uri(), everything()) == []


async def test_actions_are_of_the_kind_that_was_asked_for() -> None:
    async with editor(capabilities=PULLING) as it:
        it.open("untitled:a", STALE)
        for only, expected in [
            ((), ["Write 80%", "Fix all safe problems (planlint)", "Ignore PRG001 on this line"]),
            (("quickfix",), ["Write 80%", "Ignore PRG001 on this line"]),
            (("source",), ["Fix all safe problems (planlint)"]),
            (("source.fixAll.planlint",), ["Fix all safe problems (planlint)"]),
            (("source.organizeImports", "refactor"), []),
        ]:
            actions = await it.actions("untitled:a", everything(), *only)
            assert [each.title for each in actions] == expected
        nowhere = types.Range(types.Position(0, 0), types.Position(0, 1))
        assert await it.actions("untitled:a", nowhere, "quickfix") == []


async def test_edits_name_the_version_where_the_client_wants_it() -> None:
    edits = types.WorkspaceEditClientCapabilities(document_changes=True)
    capabilities = types.ClientCapabilities(types.WorkspaceClientCapabilities(workspace_edit=edits))
    async with editor(capabilities=capabilities) as it:
        it.open("untitled:a", STALE, version=7)
        (action,) = await it.actions("untitled:a", everything(), "source.fixAll")
        assert action.edit
        assert action.edit.document_changes
        (change,) = action.edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document == types.OptionalVersionedTextDocumentIdentifier("untitled:a", 7)
        assert [edit.new_text for edit in change.edits] == ["8"]


async def test_hover_outline_and_hints() -> None:
    text = STALE + "\n## Phase 1\n\n- [x] one\n- [ ] two\n"
    identifier = types.TextDocumentIdentifier("untitled:a")
    async with editor(capabilities=client_capabilities("visual-studio-code")) as it:
        it.open("untitled:a", text)
        shown = await it.client.text_document_hover_async(types.HoverParams(identifier, types.Position(2, 11)))
        assert shown
        assert isinstance(shown.contents, types.MarkupContent)
        assert shown.contents.value.startswith("**PRG001 percent-mismatch**: ")
        outline = await it.client.text_document_document_symbol_async(types.DocumentSymbolParams(identifier))
        assert outline
        (plan,) = outline
        assert isinstance(plan, types.DocumentSymbol)
        assert plan.children
        assert [(each.name, each.detail) for each in plan.children] == [("Phase 1", "1/2")]
        hints = await it.client.text_document_inlay_hint_async(types.InlayHintParams(identifier, everything()))
        assert [(hint.position.line, hint.label) for hint in hints or ()] == [(2, "→ 80%")]
        (hint,) = hints or ()
        hint = await it.client.inlay_hint_resolve_async(hint)
        assert applied(text, hint.text_edits or ()) == text.replace("60%", "80%")
        it.replace("untitled:a", 2, text + "- [ ] three\n")
        assert (await it.client.inlay_hint_resolve_async(hint)).text_edits == hint.text_edits


LINKED = """\
# Plan

- [ ] T001 😀 Draw, see [the other](other.md#goal)
- [ ] T002 Build (depends on T001)

Progress: 50% (1/3 tasks)
"""


async def test_ids_and_links_lead_somewhere_and_ids_get_new_names(tmp_path: Path) -> None:
    plan, other = tmp_path / "plan.md", tmp_path / "other.md"
    other.write_text("# Other\n\n## Goal\n", encoding="utf-8")
    plan.write_text(LINKED, encoding="utf-8")
    identifier = types.TextDocumentIdentifier(plan.as_uri())

    async def leads(line: int, column: int) -> list[tuple[str, int]]:
        params = types.DefinitionParams(identifier, types.Position(line, column))
        found = await it.client.text_document_definition_async(params)
        assert isinstance(found, Sequence)
        return [(each.uri, each.range.start.line) for each in found if isinstance(each, types.Location)]

    async with editor(tmp_path) as it:
        it.open(plan.as_uri(), LINKED)
        assert await leads(3, 31) == [(plan.as_uri(), 2)]
        assert await leads(2, 30) == [(other.as_uri(), 2)]
        assert await leads(5, 11) == [(plan.as_uri(), 5)]
        place, context = types.Position(2, 7), types.ReferenceContext(include_declaration=False)
        named = await it.client.text_document_references_async(types.ReferenceParams(context, identifier, place))
        assert [each.range.start for each in named or ()] == [types.Position(3, 29)]
        asked = await it.client.text_document_prepare_rename_async(types.PrepareRenameParams(identifier, place))
        assert isinstance(asked, types.PrepareRenamePlaceholder)
        assert asked.placeholder == "T001"
        edit = await it.client.text_document_rename_async(types.RenameParams(identifier, place, "T009"))
        assert edit
        assert edit.changes
        assert applied(LINKED, edit.changes[plan.as_uri()]) == LINKED.replace("T001", "T009")
        with pytest.raises(JsonRpcException, match="T002 is taken: line 4"):
            await it.client.text_document_rename_async(types.RenameParams(identifier, place, "T002"))
        link = types.CompletionParams(identifier, types.Position(2, 45))  # behind "other.md#"
        offered = await it.client.text_document_completion_async(link)
        assert isinstance(offered, Sequence)
        assert [(each.label, each.detail) for each in offered] == [("other", "# Other"), ("goal", "## Goal")]
        nothing = types.RenameParams(identifier, types.Position(0, 3), "T009")
        assert await it.client.text_document_rename_async(nothing) is None
    assert not it.client.log_messages  # a refusal is no failure


async def test_formatting_is_that_of_the_command_line() -> None:
    text = "# Plan\n\n| 😀 | Hours |\n|---|--:|\n| Design | 1 |\n| Build | 20 |\n"
    async with editor() as it:
        it.open("untitled:a", text)
        params = types.DocumentFormattingParams(
            types.TextDocumentIdentifier("untitled:a"), types.FormattingOptions(tab_size=4, insert_spaces=True)
        )
        edits = await it.client.text_document_formatting_async(params)
        part = types.DocumentRangeFormattingParams(params.text_document, everything(), params.options)
        assert await it.client.text_document_range_formatting_async(part) == edits
    formatted = applied(text, edits or ())
    assert formatted == format_text(Source(text), Settings()).text
    assert formatted != text


@pytest.mark.parametrize("offered", [True, False])
async def test_all_plans_of_the_folder_are_judged_and_again_when_something_changes(
    tmp_path: Path, offered: bool
) -> None:
    stale, other = tmp_path / "a plan.md", tmp_path / "b.md"
    for n in range(25):
        (tmp_path / f"{n}.md").write_text("# Plan\n", encoding="utf-8")
    for path in (stale, other, tmp_path / "old.md"):
        path.write_text(STALE, encoding="utf-8")
    (tmp_path / ".planlint.yaml").write_text("exclude: [old.md]\n", encoding="utf-8")
    window = types.WindowClientCapabilities(work_done_progress=True)
    async with editor(tmp_path, capabilities=types.ClientCapabilities(window=None if offered else window)) as it:
        token = "mine" if offered else None
        it.client.progress_reports["mine"] = []

        async def ask(known: dict[str, str]) -> list[types.WorkspaceDocumentDiagnosticReport]:
            previous = [types.PreviousResultId(uri, value) for uri, value in known.items()]
            params = types.WorkspaceDiagnosticParams(previous, work_done_token=token)
            return list((await asyncio.wait_for(it.client.workspace_diagnostic_async(params), 60)).items)

        def wrong(reports: Iterable[types.WorkspaceDocumentDiagnosticReport]) -> dict[str, list[Any]]:
            full = (each for each in reports if isinstance(each, types.WorkspaceFullDocumentDiagnosticReport))
            return {each.uri: codes(each.items) for each in full}

        first = await ask({})
        assert len(first) == 27
        assert {uri: found for uri, found in wrong(first).items() if found} == {
            stale.as_uri(): ["PRG001"],
            other.as_uri(): ["PRG001"],
        }
        (told,) = (each for each in it.client.progress_reports.values() if each)
        assert [each.kind for each in told if not isinstance(each, types.ProgressParams)] == ["begin", "end"]

        known = {each.uri.replace("%20", " "): str(each.result_id) for each in first}  # editors write URIs their way
        asked = asyncio.ensure_future(ask(known))
        await asyncio.sleep(0.1)
        assert not asked.done()
        stale.write_text(STALE.replace("60", "80"), encoding="utf-8")
        other.unlink()
        event = types.FileEvent(other.as_uri(), types.FileChangeType.Deleted)
        it.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        second = await asked
        assert wrong(second) == {stale.as_uri(): [], other.as_uri(): []}
        assert len(second) == 27
        last = asyncio.ensure_future(ask(known))
        await asyncio.sleep(0.1)
        assert not last.done()
        last.cancel()
    assert not it.client.log_messages


WITHOUT_PYGLS = """\
import sys
sys.modules["pygls"] = sys.modules["lsprotocol"] = None
from planlint.cli._main import main
main(["lsp"])
"""


async def test_a_missing_extra_is_one_line() -> None:
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WITHOUT_PYGLS, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(run.communicate(), 60)
    assert run.returncode == 2
    assert out == b""
    assert err == b"planlint: the language server needs pygls, which is not installed; install planlint[lsp]\n"


async def test_an_editor_that_just_goes_away_leaves_no_server_behind() -> None:
    run = await asyncio.create_subprocess_exec(*COMMAND, stdin=asyncio.subprocess.PIPE)
    await asyncio.wait_for(run.communicate(b""), 60)
    assert run.returncode == 1

"""What the language server is made of."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from places import ENCODINGS, applied, inside_line_end, position
from strategies import noise

from planlint.fixing.silencing import ignoring
from planlint.running.linter import build_plan, lint
from planlint.server import session as session_module
from planlint.server.actions import code_actions, layout
from planlint.server.analysis import Analysis, analyse, path_of
from planlint.server.editor_settings import Scopes, read_section, section_of
from planlint.server.positions import ClientText, changed, edits_between
from planlint.server.session import OutdatedError, Session
from planlint.server.views import hover, inlay_hints, symbols
from planlint.settings.catalogue import Rule, rules
from planlint.settings.config import ConfigError, Overrides, Settings
from planlint.text.diagnostics import Edit
from planlint.text.edits import apply_edits
from planlint.text.source import Source, Span

EVERYWHERE = types.Range(types.Position(0, 0), types.Position(9999, 0))
encodings = st.sampled_from(sorted(ENCODINGS))


@given(noise(), encodings, st.data())
def test_places_are_counted_as_the_protocol_counts(text: str, encoding: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)).filter(lambda n: not inside_line_end(text, n)))
    client = ClientText(text, encoding=encoding)
    place = position(text, offset, encoding)
    assert client.position(offset) == (place.line, place.character)
    assert client.offset(place.line, place.character) == offset


@pytest.mark.parametrize(
    ("encoding", "line", "column", "offset"),
    [
        ("utf-16", 0, 1, 1),
        ("utf-16", 0, 2, 1),  # inside the emoji
        ("utf-8", 0, 4, 1),
        ("utf-32", 0, 2, 2),
        ("utf-32", 0, 9, 3),  # past the end of the line
        ("utf-16", 1, 9, 6),
        ("utf-16", 7, 0, 6),  # past the end of the text
    ],
)
def test_places_that_do_not_exist_are_the_nearest_before(encoding: str, line: int, column: int, offset: int) -> None:
    assert ClientText("a😀b\r\nc", encoding=encoding).offset(line, column) == offset


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 3), ("utf-16", 1), ("utf-32", 1)])
def test_a_byte_order_mark_counts_in_the_first_line_alone(encoding: str, width: int) -> None:
    client = ClientText("ab\ncd", bom=True, encoding=encoding)
    assert [client.position(n) for n in (0, 1, 3, 4)] == [(0, width), (0, 1 + width), (1, 0), (1, 1)]
    assert [client.offset(*client.position(n)) for n in range(6)] == list(range(6))


@given(noise(), st.text(st.sampled_from("a\r\n😀")), encodings, st.data())
def test_changes_do_what_they_say(text: str, new: str, encoding: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text)).filter(lambda n: not inside_line_end(text, n))
    start, end = sorted((data.draw(places), data.draw(places)))
    where = types.Range(position(text, start, encoding), position(text, end, encoding))
    change = types.TextDocumentContentChangePartial(where, new)
    expected = text[:start] + new + text[end:]
    assert changed(text, [change], encoding) == expected
    assert changed("x", [types.TextDocumentContentChangeWholeDocument(text), change], encoding) == expected


@given(noise(), noise())
def test_edits_between_two_texts_lead_from_one_to_the_other(one: str, other: str) -> None:
    before = ClientText(one)
    edits = list(edits_between(before, Source(other)))
    assert apply_edits(one, edits) == other
    assert applied(one, map(before.edit, edits)) == other
    assert bool(edits) is (one != other)


def test_edits_between_two_texts_are_small() -> None:
    before, after = "".join(f"line {n}\n" for n in range(500)), ClientText("")
    after = ClientText(before.replace("line 7\n", "line 8\n").replace("line 300\n", ""))
    assert [edit.text for edit in edits_between(ClientText(before), after)] == ["8", ""]


@pytest.mark.parametrize(
    ("edit", "where", "new"),
    [
        (Edit(Span(1, 3), "x"), (0, 1, 1, 0), "x"),
        (Edit(Span(1, 2), ""), (0, 1, 1, 0), "\n"),
        (Edit(Span(2, 2), "x"), (0, 1, 1, 0), "\rx\n"),
        (Edit(Span(2, 4), ""), (0, 1, 1, 1), "\r"),
    ],
)
def test_edits_do_not_split_line_ends(edit: Edit, where: tuple[int, int, int, int], new: str) -> None:
    (line, column, last, end) = where
    expected = types.Range(types.Position(line, column), types.Position(last, end))
    assert ClientText("a\r\nb").edit(edit) == types.TextEdit(expected, new)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///plans/a.md", "/plans/a.md"),
        ("file://localhost/plans/a.md", "/plans/a.md"),
        ("file:///a%20b/100%25%23.md", "/a b/100%#.md"),
        ("file:///a;b.md", "/a;b.md"),
        ("file:///caf%C3%A9/%F0%9F%98%80.md", "/café/😀.md"),
        ("file:///c%3A/plans/a.md", "c:/plans/a.md"),
        ("untitled:Untitled-1", None),
        ("file://server/share/a.md", None),
        ("vscode-vfs://github/a.md", None),
        ("", None),
    ],
)
def test_paths_of_uris(uri: str, path: str | None) -> None:
    assert path_of(uri) == (None if path is None else Path(path))


@given(st.text(st.characters(exclude_characters="\0"), min_size=1).filter(lambda name: name.strip("/.")))
def test_paths_survive_as_uris(name: str) -> None:
    path = Path("/plans") / name.replace("/", "-")
    try:
        uri = path.as_uri()
    except UnicodeEncodeError:
        return
    assert path_of(uri) == path


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (None, Overrides()),
        ({}, Overrides()),
        ({"command": ["planlint"], "trace": "off"}, Overrides()),
        ({"select": None, "preview": None, "config": ""}, Overrides()),
        ({"select": ["PRG"], "extendSelect": ["SUM001"]}, Overrides(("PRG",), ("SUM001",))),
        ({"ignore": ["LNK"], "preview": True}, Overrides(ignore=("LNK",), preview=True)),
        ({"config": "a.yaml"}, Overrides(config=Path("/plans/a.yaml"))),
        ({"config": "/b/a.yaml"}, Overrides(config=Path("/b/a.yaml"))),
    ],
)
def test_settings_of_editors(section: Any, expected: Overrides) -> None:
    assert read_section(section, Path("/plans")) == expected


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("all", "planlint' is 'all', not an object"),
        ({"select": "PRG"}, "planlint.select is 'PRG', not a list of rules"),
        ({"ignore": [1]}, r"planlint.ignore is \[1\], not a list of rules"),
        ({"ignore": ["PRGX"]}, "setting planlint.ignore: 'PRGX' selects no rule"),
        ({"extendSelect": ["FMT009"]}, "setting planlint.extendSelect: 'FMT009' selects no rule"),
        ({"ignroe": []}, "no setting planlint.ignroe; did you mean 'ignore'"),
        ({"baseline": "a.json"}, "no setting planlint.baseline$"),
        ({"preview": "yes"}, "planlint.preview is 'yes', not true or false"),
        ({"config": 3}, "planlint.config is 3, not a path"),
    ],
)
def test_wrong_settings_of_editors(section: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_section(section, None)


@pytest.mark.parametrize(
    ("settings", "section"),
    [
        (None, None),
        ([], None),
        ({"planlint": {"a": 1}, "b": 2}, {"a": 1}),
        ({"ignore": 1}, {"ignore": 1}),
        ({"a": 1}, None),
        ({}, {}),
    ],
)
def test_the_section_of_planlint(settings: Any, section: Any) -> None:
    assert section_of(settings) == section


def test_the_innermost_folder_decides() -> None:
    outer, inner, other = (Overrides(ignore=(word,)) for word in ("A", "B", "C"))
    scopes = Scopes(other, ((Path("/a"), outer), (Path("/a/b"), inner)))
    found = [scopes.of(path and Path(path)) for path in ("/a/x.md", "/a/b/x.md", "/ab/x.md", None)]
    assert found == [outer, inner, other, other]


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_ignoring_silences_one_finding_and_nothing_else(rule: Rule, newline: str) -> None:
    for example in rule.examples:
        text = example.text.replace("\n", newline)
        settings = Settings(options={rule.code: example.options} if example.options else {}, preview=True)
        found = lint(Source(text), settings)
        document = build_plan(Source(text), settings).document
        for index, diagnostic in enumerate(found):
            way = ignoring(document, found, index, lambda changed: lint(Source(changed), settings))  # noqa: B023
            if way:
                assert not diagnostic.code.startswith("CFG")
                codes = Counter(
                    each.code for each in lint(Source(apply_edits(text, way.edits([diagnostic.code]))), settings)
                )
                assert codes <= Counter(each.code for each in found) - Counter([diagnostic.code])


def ignored(text: str, code: str) -> tuple[str, str] | None:
    found = lint(Source(text), Settings())
    index = next(n for n, each in enumerate(found) if each.code == code)
    way = ignoring(
        build_plan(Source(text), Settings()).document, found, index, lambda new: lint(Source(new), Settings())
    )
    return (way.where, apply_edits(text, way.edits([code]))) if way else None


@pytest.mark.parametrize(
    ("text", "code", "where", "expected"),
    [
        (
            "Progress: 60% (4/5 tasks)\n",
            "PRG001",
            "on this line",
            "Progress: 60% (4/5 tasks) <!-- planlint-disable-line PRG001 -->\n",
        ),
        (
            "- Progress: 60% (4/5 tasks)  \n  done\n",
            "PRG001",
            "on this line",
            "- Progress: 60% (4/5 tasks) <!-- planlint-disable-line PRG001 -->  \n  done\n",
        ),
        (
            "> ## Progress: 60% (4/5 tasks)\n",
            "PRG001",
            "on this line",
            "> <!-- planlint-disable-next-line PRG001 -->\n> ## Progress: 60% (4/5 tasks)\n",
        ),
        (
            "| Part | Hours |\n|---|--:|\n| A | 1 |\n| B | 2 |\n| Total | 4 |\n",
            "SUM001",
            "in this table",
            "<!-- planlint-disable SUM001 -->\n| Part | Hours |\n|---|--:|\n| A | 1 |\n| B | 2 |\n| Total | 4 |\n"
            "\n<!-- planlint-enable SUM001 -->\n",
        ),
        (
            "---\ndue: 2026-02-30\n---\n# Plan\n",
            "DAT008",
            "in this file",
            "---\ndue: 2026-02-30\n---\n<!-- planlint-disable-file DAT008 -->\n# Plan\n",
        ),
        (
            "- # Progress: 60% (4/5 tasks)",
            "PRG001",
            "in this file",
            "- # Progress: 60% (4/5 tasks)\n\n<!-- planlint-disable-file PRG001 -->\n",
        ),
    ],
)
def test_where_a_comment_does_no_harm(text: str, code: str, where: str, expected: str) -> None:
    assert ignored(text, code) == (where, expected)


def analysed(text: str) -> Analysis:
    return analyse("untitled:plan", text, 1, Overrides(), "utf-16")


@pytest.mark.parametrize(
    ("confidence", "severities"),
    [("high", ["Error", "Hint", "Hint"]), ("medium", ["Error", "Error", "Hint"]), ("low", ["Error", "Error", "Error"])],
)
def test_what_the_command_line_would_not_report_is_a_hint(confidence: str, severities: list[str]) -> None:
    text = "Done: 60% (4/5 tasks)\n\n### Sprint 1 (3 weeks): May 4 - May 15\n\n### Days 5-7 (2 weeks)\n"
    analysis = analyse("untitled:plan", text, 1, Overrides(confidence=confidence), "utf-16")
    assert [each.severity and each.severity.name for each in analysis.reported] == severities


OUTLINE = """\
# Plan

- [x] one

### Deep

- [ ] two
- [-] given up

## Empty

#

- [x] three
"""


def test_the_outline_shows_the_progress_of_each_section() -> None:
    def tree(found: Any) -> list[Any]:
        return [(each.name, each.detail, tree(each.children)) for each in found]

    nested = symbols(analysed(OUTLINE), nested=True)
    assert tree(nested) == [
        ("Plan", "1/2", [("Deep", "0/1", []), ("Empty", None, [])]),
        ("(no title)", "1/1", []),
    ]
    flat = symbols(analysed(OUTLINE), nested=False)
    names = [(each.name, each.container_name) for each in flat if isinstance(each, types.SymbolInformation)]
    assert names == [("Plan 1/2", None), ("Deep 0/1", "Plan"), ("Empty", "Plan"), ("(no title) 1/1", None)]
    assert symbols(analysed("no headings\n"), nested=True) == []


@given(noise())
def test_the_outline_is_well_formed(text: str) -> None:
    def check(found: Any, around: types.Range) -> None:
        for each in found:
            assert each.name
            assert around.start <= each.range.start <= each.selection_range.start
            assert each.selection_range.end <= each.range.end <= around.end
            check(each.children, each.range)

    check(symbols(analysed(text), nested=True), EVERYWHERE)


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("Progress: 80% (4/5 tasks)\n", []),
        ("Progress: 60% (4/5 tasks)\n", [(0, 13, "→ 80%")]),
        ("# Plan [0/2]\n\n- [x] a\n- [ ] b\n", [(0, 12, "→ [1/2]")]),
        ("Progress: [████░░░░░░] 80%\n", []),  # a bar is no number
        ("Progress: **60**% (4/5 tasks)\n", [(0, 17, "→ 80%")]),
        ("| Part | Hours |\n|---|---|\n| A | 12 |\n| B | 20 |\n| Total | 30 h |\n", [(4, 14, "→ 32 h")]),
        ("See [it](#gaol).\n\n# Goal\n", []),  # nor is a link
    ],
)
def test_hints_show_the_right_number(text: str, hints: list[tuple[int, int, str]]) -> None:
    found = inlay_hints(analysed(text), EVERYWHERE)
    assert [(hint.position.line, hint.position.character, hint.label) for hint in found] == hints


def test_hints_are_those_of_the_range() -> None:
    analysis = analysed("Progress: 60% (4/5 tasks)\n" + "Beds: 50% (2/4 tasks)\n" * 3)
    for start, lines in ((0, [0]), (1, [])):
        where = types.Range(types.Position(start, 0), types.Position(3, 0))
        assert [hint.position.line for hint in inlay_hints(analysis, where)] == lines


def test_hover_explains_what_is_reported_there() -> None:
    analysis = analysed("Progress: 60% (4/5 tasks)\n")
    assert hover(analysis, types.Position(0, 2), markdown=True) is None
    for markdown, start in ((True, "**PRG001 percent-mismatch**: "), (False, "PRG001 percent-mismatch: ")):
        shown = hover(analysis, types.Position(0, 11), markdown=markdown)
        assert shown
        assert isinstance(shown.contents, types.MarkupContent)
        assert shown.contents.value.startswith(start)
        assert rules()["PRG001"].rationale in shown.contents.value
        assert shown.contents.value.endswith("Fix: Write 80% (safe)\n\nMore: planlint explain PRG001")


def test_a_quick_fix_keeps_a_table_aligned() -> None:
    text = "| Bed   | Rows |\n|-------|-----:|\n| North |    8 |\n| South |  992 |\n| Total |  990 |\n"
    params = types.CodeActionParams(
        types.TextDocumentIdentifier("file:///plan.md"),
        EVERYWHERE,
        types.CodeActionContext([], [types.CodeActionKind.QuickFix]),
    )
    analysis = analysed(text)
    action, *_ = code_actions(analysis, params, versioned=False)
    assert action.edit
    assert action.edit.changes
    (edits,) = action.edit.changes.values()
    assert applied(text, edits, analysis.source.encoding) == text.replace("|  990 |", "| 1000 |")


BED = "| Bed | Rows |\n|---|--:|\n| North | %s |\n\nText.\n\n"
TABLES = BED % 8 + BED % 992


@pytest.mark.parametrize(
    ("lines", "formatted"),
    [((0, 99), "AB"), ((0, 6), "A"), ((1, 1), "A"), ((2, 7), "AB"), ((4, 6), ""), ((4, 7), "B"), ((8, 8), "B")],
)
def test_a_range_is_formatted_with_the_whole_tables_that_it_reaches(lines: tuple[int, int], formatted: str) -> None:
    analysis = analysed(TABLES)
    where = types.Range(types.Position(lines[0], 0), types.Position(lines[1], 1 if lines[1] in (1, 7, 8) else 0))
    whole = applied(TABLES, layout(analysis, None)).split("Text.")
    parts = TABLES.split("Text.")
    expected = [new if name in formatted else old for name, new, old in zip("AB-", whole, parts, strict=True)]
    assert applied(TABLES, layout(analysis, where)) == "Text.".join(expected)
    assert all(new != old for new, old in zip(whole[:2], parts[:2], strict=True))


class Slow:
    """Stands in for `analyse`: tells when it begins, and ends when it is told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.may_end = threading.Semaphore(0)

    def __call__(self, uri: str, text: str, version: int | None, overrides: Overrides, encoding: str) -> Analysis:
        self.begun.append(text)
        assert self.may_end.acquire(timeout=60)
        return Analysis(uri, version, ClientText(text, uri, encoding=encoding), overrides)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    monkeypatch.setattr(session_module, "DELAY", 0)
    monkeypatch.setattr(session_module, "analyse", stand_in := Slow())
    return stand_in


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.001)


def whole(text: str) -> list[types.TextDocumentContentChangeEvent]:
    return [types.TextDocumentContentChangeWholeDocument(text)]


@pytest.mark.asyncio
async def test_only_the_newest_version_is_published(slow: Slow) -> None:
    published: list[Analysis] = []
    session = Session(published.append, pytest.fail)
    session.open("a", "one", 1)
    await until(lambda: slow.begun == ["one"])
    session.change("a", whole("two"), 2)
    await asyncio.sleep(0.01)  # its turn in the worker comes after the first one's
    session.change("a", whole("three"), 3)
    slow.may_end.release(3)
    await until(lambda: published)
    await asyncio.sleep(0.05)
    assert [each.source.text for each in published] == ["three"]
    assert slow.begun == ["one", "three"]
    session.shut_down()


@pytest.mark.asyncio
async def test_a_question_about_a_text_that_changes_is_outdated(slow: Slow) -> None:
    session = Session(pytest.fail, pytest.fail)
    session.pushes = False
    session.open("a", "one", 1)
    asked = asyncio.ensure_future(session.ask("a", lambda analysis: analysis.source.text))
    latest = asyncio.ensure_future(session.latest("a"))
    await until(lambda: slow.begun == ["one"])
    session.change("a", whole("two"), 2)
    slow.may_end.release(2)
    with pytest.raises(OutdatedError):
        await asked
    newest = await latest
    assert newest
    assert newest.source.text == "two"
    assert await session.ask("a", lambda analysis: analysis.source.text) == "two"
    session.close("a")
    assert await session.latest("a") is None
    with pytest.raises(OutdatedError):
        await session.ask("a", lambda analysis: analysis.source.text)
    assert slow.begun == ["one", "two"]
    session.shut_down()


@pytest.mark.asyncio
async def test_one_analysis_serves_all_who_wait_and_one_who_leaves_does_not_end_it(slow: Slow) -> None:
    session = Session(pytest.fail, pytest.fail)
    session.pushes = False
    session.open("a", "one", 1)
    first, second = (asyncio.ensure_future(session.latest("a")) for _ in range(2))
    await until(lambda: slow.begun == ["one"])
    first.cancel()
    slow.may_end.release()
    assert await second
    assert slow.begun == ["one"]
    session.shut_down()


@pytest.mark.asyncio
async def test_what_went_wrong_is_said_once_until_something_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(uri: str, text: str, version: int | None, *_: object) -> Analysis:
        return Analysis(uri, version, ClientText(text), error="it failed")

    monkeypatch.setattr(session_module, "analyse", failing)
    complaints: list[Analysis] = []
    session = Session(lambda _: None, complaints.append)
    session.pushes = False
    for uri in ("a", "b"):
        session.open(uri, "one", 1)
        await session.latest(uri)
    assert len(complaints) == 1
    session.look_again()
    await session.latest("a")
    assert len(complaints) == 2
    session.shut_down()

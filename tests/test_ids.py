"""Ids as an editor asks for them: where they stand, what defines them, their new names; and what fits at the cursor."""

from collections import Counter
from collections.abc import Iterator

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from plans import few, plans
from strategies import noise

from planlint.compare.plan import Plan
from planlint.running.linter import build_plan, lint
from planlint.server.analysis import Analysis, analyse
from planlint.server.completion import completions
from planlint.server.ids import RenameError, mentions, rename
from planlint.server.navigation import definition, prepare_rename, references
from planlint.settings.catalogue import rules
from planlint.settings.config import Overrides, Settings
from planlint.text.edits import Shift, apply_edits
from planlint.text.source import Source, Span

SETTINGS = Settings(confidence="low")
PLAN = """\
# Relaunch

See [the shop](#task-1-shop), [its page](pages/shop.md#goal) or [notes][n], after Phase 2.

[n]: https://example.org

## Task 1: Shop

- [ ] T001 Draw 😀 it
- [ ] T002 Build it (depends on T001)
- [ ] T003 [P] Test it, see `T001` and T001-T002
- [ ] ship it 🆔 abc1
- [ ] sell it ⛔ abc1

| ID  | Name | Depends on |
|-----|------|------------|
| 1.1 | Base |            |
| 1.2 | Roof | 1.1        |

## Phase 2: Sales

**Depends on:** Task 1, T002 (T001.md)

## Phases 3-4: Later

Hours: 2.1 of version 1.1, 50% (1/3 tasks)
"""


def read(source: Source) -> Plan:
    return build_plan(source, SETTINGS)


def renamed(text: str, key: str, name: str) -> str:
    return apply_edits(text, rename(read(Source(text)), key, name, read))


def examples() -> Iterator[str]:
    yield PLAN
    for path in sorted((ROOT / "fixtures").glob("*.md")):
        yield path.read_text(encoding="utf-8")
    for rule in rules().values():
        yield from (example.text for example in rule.examples)


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("t001", [9, 10, 11, 11]),  # the range names it, too
        ("t002", [10, 11, 22]),
        ("task 1", [7, 22]),
        ("phase 2", [3, 20]),
        ("phase 4", [24]),
        ("abc1", [12, 13]),
        ("1.1", [17, 18]),  # "version 1.1" is no id
        ("2.1", []),
    ],
)
def test_where_an_id_is_named(key: str, lines: list[int]) -> None:
    plan = read(Source(PLAN))
    found = [plan.source.line_of(each.span.start) + 1 for each in mentions(plan) if each.key == key]
    assert found == lines


@pytest.mark.parametrize(
    ("key", "name", "old", "new"),
    [
        ("t003", "T9", "T003", "T9"),
        ("task 1", "3", "ask 1", "ask 3"),
        ("task 1", "Task 3", "ask 1", "ask 3"),
        ("phase 2", "2b", "Phase 2", "Phase 2b"),
        ("abc1", "ship", "abc1", "ship"),
        ("1.2", "1.4", "1.2", "1.4"),
    ],
)
def test_a_new_name(key: str, name: str, old: str, new: str) -> None:
    expected = PLAN.replace(old, new)
    if key == "task 1":
        expected = expected.replace("#task-1-shop", "#task-3-shop")  # the anchor follows its heading
    assert renamed(PLAN, key, name) == expected != PLAN


@pytest.mark.parametrize(
    ("key", "name", "message"),
    [
        ("t003", "T002", "T002 is taken: line 10"),
        ("task 1", "Phase 7", "'Phase 7' is no new name for Task 1"),
        ("t003", "draw", "'draw' would not be read as an id wherever T003 is"),
        ("t003", "", "'' would not be read as an id wherever T003 is"),
        ("t003", "T9](x)", "'T9](x)' would not be read as an id wherever T003 is"),
        ("t001", "T009", 'T001 is part of "T001-T002" in line 11: change that first'),
        ("phase 4", "5", 'Phase 4 is part of "Phases 3-4" in line 24: change that first'),
    ],
)
def test_names_that_are_refused(key: str, name: str, message: str) -> None:
    with pytest.raises(RenameError) as error:
        renamed(PLAN, key, name)
    assert str(error.value) == message


def fresh(key: str) -> str:
    """A name of the same form that no plan has."""
    own = key.rpartition(" ")[2]
    return "97.3" if own[0].isdigit() and "." in own else "97" if own[0].isdigit() or len(own) == 1 else "ZQ98765"


def check_rename(text: str) -> int:
    """Rename some ids of a text, and check all that is promised; returns how many."""
    plan, done = read(Source(text)), 0
    before = mentions(plan)
    for key in list(dict.fromkeys(each.key for each in before))[:4]:
        name = fresh(key)
        try:
            edits = rename(plan, key, name, read)
        except RenameError:
            continue
        after = read(Source(apply_edits(text, edits)))
        new = f"{key.rpartition(' ')[0]} {name.casefold()}".strip()
        assert Counter(each.key for each in mentions(after)) == Counter(
            new if each.key == key else each.key for each in before
        )
        links = [link.target for link in plan.links]
        assert all(any(each.span.covers(edit.span) for each in before if each.key == key) or
                   any(link.covers(edit.span) for link in links) for edit in edits)  # fmt: skip
        (old,) = {text[slice(*edit.span)] for edit in edits if edit.text == name}
        assert renamed(after.source.text, new, old) == text
        done += 1
    return done


def test_a_rename_and_its_way_back_leave_all_else_alone() -> None:
    assert sum(map(check_rename, examples())) > 300


@few(40)
@given(plans())
def test_made_plans_are_renamed_and_back(text: str) -> None:
    check_rename(text)


def findings(plan: Plan) -> list[tuple[str, Span]]:
    return [(each.code, each.finding.span) for each in lint(plan.source, SETTINGS)]


TITLES = ("Begin", "Draw", "Dig", "Plant", "Water", "Weed", "Mow", "Reap")
CHAINS = st.lists(st.tuples(st.booleans(), st.integers(1, 8), st.booleans()), min_size=4, max_size=8)


@few(60)
@given(CHAINS)
def test_a_series_with_new_letters_has_the_same_findings(tasks: list[tuple[bool, int, bool]]) -> None:
    lines = ["# Plan", "", "See [the start](#t001-begin).", ""]
    for number, (done, waits, heading) in enumerate(tasks, 1):
        end = f" (depends on T{waits:03})" if waits != number else ""
        name = f"T{number:03} {TITLES[number - 1]}"
        lines += ["", f"## {name}", ""] if heading or number == 1 else []
        lines += [f"- [{'x' if done else ' '}] {name}{end}"]
    before = after = read(Source("\n".join(lines) + "\n"))
    expected = findings(before)
    for key in sorted({each.key for each in mentions(before)}):  # also one that nothing defines
        edits = rename(after, key, key.replace("t", "WORK-"), read)
        after, shift = read(Source(apply_edits(after.source.text, edits))), Shift.of(edits)
        expected = [(code, shift.moved(span)) for code, span in expected]
    assert findings(after) == expected
    assert "T00" not in after.source.text


# --- where things lead -----------------------------------------------------------------------------------------------


def analysed(text: str, uri: str = "untitled:plan") -> Analysis:
    return analyse(uri, text, 1, Overrides(), "utf-16")


def at(text: str, marked: str) -> types.Position:
    """The place of `|` in a piece of the text."""
    before, after = marked.split("|")
    offset = text.index(before + after) + len(before)
    return types.Position(*analysed(text).source.position(offset))


def lines_of(found: list[types.Location]) -> list[int]:
    return [each.range.start.line + 1 for each in found]


@pytest.mark.parametrize(
    ("marked", "lines"),
    [
        ("depends on T0|01", [9]),
        ("T002 (T001|.md)", []),
        ("after Phase |2", [20]),
        ("1.|1        |".removesuffix("|"), [17]),
        ("⛔ a|bc1", [12]),
        ("## Task |1", []),  # here it is
        ("[the sh|op]", [7]),
        ("[no|tes]", [5]),
        ("5|0% (1/3", [26]),  # the fraction that denies it
        ("Rel|aunch", []),
    ],
)
def test_definitions(marked: str, lines: list[int]) -> None:
    assert lines_of(definition(analysed(PLAN), at(PLAN, marked))) == lines


@pytest.mark.parametrize(
    ("marked", "with_declaration", "without"),
    [
        ("- [ ] T0|01", [9, 10, 11, 11], [10, 11, 11]),
        ("Task 1|, T002", [7, 22], [22]),
        ("## Ta|sk 1", [3, 7, 22], [3, 22]),  # with the link to the heading
        ("Rel|aunch", [], []),
    ],
)
def test_references(marked: str, with_declaration: list[int], without: list[int]) -> None:
    where = at(PLAN, marked)
    assert lines_of(references(analysed(PLAN), where, declaration=True)) == with_declaration
    assert lines_of(references(analysed(PLAN), where, declaration=False)) == without


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("depends on T0|01", "T001"),
        ("## Task |1", "1"),
        ("## Ta|sk 1", "1"),
        ("Phases| 3-4", None),
        ("Relau|nch", None),
    ],
)
def test_what_a_rename_would_replace(marked: str, text: str | None) -> None:
    found = prepare_rename(analysed(PLAN), at(PLAN, marked))
    assert (found and found.placeholder) == text


def test_places_count_as_the_editor_counts() -> None:
    text = "- 😀 see T001\n- T001 Draw\n"
    first, second = references(analysed(text), types.Position(1, 3), declaration=True)
    assert (first.range.start.character, second.range.start.character) == (9, 2)


def test_a_heading_is_a_better_definition_than_a_row() -> None:
    text = "| ID | Task |\n|---|---|\n| T001 | Draw |\n\nNow T001.\n\n- T001 Draw\n\n## T001: Draw\n"
    assert lines_of(definition(analysed(text), at(text, "Now T|001"))) == [9]
    assert lines_of(definition(analysed(text), at(text, "## T|001"))) == [7]


# --- completion ------------------------------------------------------------------------------------------------------

BOARD = """\
# Board

**Status:** ✅ Done

## Task 1: Shop

Owner: Bo, Ann

- [ ] T001 Draw
- [ ] T002 Build

| Task | Status         | Owner | Depends on |
|------|----------------|-------|------------|
| A    | 🚧 In progress | Eva   | T001       |
| B    | ✅ Done        | Ann   |            |
"""
STATUSES = ["✅ Done", "🚧 In progress", "Not started", "In review", "Blocked", "Deferred", "Cancelled"]
OWNERS, IDS = ["Ann", "Bo", "Eva"], ["Task 1", "T001", "T002"]


@pytest.mark.parametrize(
    ("written", "offered", "replaced"),
    [
        ("| C | ¦ | | |", STATUSES, ""),
        ("| C | In p¦ | | |", STATUSES, "In p"),
        ("| C | | Bo, E¦ | |", OWNERS, "E"),
        ("| C | | | T001, ¦ |", IDS, ""),
        ("| C¦ | | | |", [], None),
        ("\nStatus: ¦", STATUSES, ""),
        ("\n- **Owner:** Bo & ¦", OWNERS, ""),
        ("\n## X\n\n**Depends on:** t¦", IDS, "t"),
        ("\nNow T¦", IDS, "T"),
        ("\nNow t¦", [], None),
        ("\n```py\nT¦\n```", [], None),
        ("\n**Priority:** ¦", [], None),
        ("\nSee [it](#ta¦", ["board", "task-1-shop"], "ta"),
        ("\n[it]: #¦", ["board", "task-1-shop"], ""),
        ("\nSee [it](other.md#¦", [], None),
    ],
)
def test_what_fits_at_the_cursor(written: str, offered: list[str], replaced: str | None) -> None:
    before, after = (BOARD + written).split("¦")
    analysis = analysed(before + after)
    found = completions(analysis, types.Position(*analysis.source.position(len(before))))
    assert [each.label for each in found] == offered
    assert [each.sort_text for each in found] == sorted(each.sort_text or "" for each in found)
    edits = [each.text_edit for each in found if isinstance(each.text_edit, types.TextEdit)]
    assert {analysis.source[analysis.source.span(edit.range)] for edit in edits} == ({replaced} if found else set())
    assert [edit.new_text for edit in edits] == offered


def test_a_status_is_found_by_its_word() -> None:
    analysis = analysed(BOARD + "\nStatus: do\n")
    (first, *_) = completions(analysis, types.Position(analysis.source.text.count("\n") - 1, 10))
    assert (first.label, first.filter_text) == ("✅ Done", "Done")


@given(noise(), st.data())
def test_any_place_of_any_text_may_be_asked_about(text: str, data: st.DataObject) -> None:
    analysis = analysed(text)
    where = types.Position(*analysis.source.position(data.draw(st.integers(0, len(analysis.source.text)))))
    ends = analysis.source.range(Span(0, len(analysis.source.text)))
    found = [*definition(analysis, where), *references(analysis, where, declaration=True)]
    assert all(ends.start <= each.range.start <= each.range.end <= ends.end for each in found)
    for item in completions(analysis, where):
        assert isinstance(item.text_edit, types.TextEdit)
        assert item.text_edit.range.start <= item.text_edit.range.end == where
    asked = prepare_rename(analysis, where)
    assert asked is None or asked.range.start <= where <= asked.range.end

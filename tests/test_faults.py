"""One fault in a consistent plan: its rule finds it, and `--fix` brings the plan back, or leaves the text alone."""

from datetime import date

import pytest
from faults import FAULTS, Change, Fault
from hypothesis import assume, given
from hypothesis import strategies as st
from plans import LAYOUTS, few, plans

from planlint.fixing.fixer import fix
from planlint.running.linter import lint
from planlint.running.neighbours import Neighbours
from planlint.settings.catalogue import rules
from planlint.settings.config import Settings
from planlint.text.diagnostics import Diagnostic
from planlint.text.policy import GRADES, SURE
from planlint.text.source import Source

SETTINGS = {grade: Settings(today=date(2026, 1, 1), confidence=grade) for grade in GRADES}
WITHOUT_FAULT = {
    "ENC004": "it is about bytes that are no text; tests/test_bad_input.py",
    "FMT006": "it is off by default, and a matter of taste; tests/test_tables.py",
    "SUM007": "no layout counts one thing twice; the examples of the rule do",
}
"""Rules that have no fault here, and why."""
SAFE = {
    "CFG001", "ENC001", "ENC002", "FMT001", "FMT004", "LNK001", "LNK004", "PRG001", "PRG002", "PRG004", "PRG005",
    "PRG008", "PRG010", "SUM001", "SUM004",
}  # fmt: skip
"""Rules with a safe fix."""


@st.composite
def broken(draw: st.DrawFn, fault: Fault) -> tuple[str, str, set[int]]:
    """A consistent plan, the same with one fault, and the lines from 0 that a report must name."""
    name = draw(st.sampled_from(fault.layouts))
    text = draw(plans(name))
    changes = list(fault.places(text))
    assume(changes)
    wrong, lines = draw(st.sampled_from(changes)).made(text)
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return text.replace("\n", newline), wrong.replace("\n", newline), lines


def named(source: Source, diagnostic: Diagnostic) -> set[int]:
    """The lines, from 0, that a diagnostic names: its own place and the other ones."""
    spans = [diagnostic.finding.span, *(related.span for related in diagnostic.finding.related)]
    return {
        line for start, end in spans for line in range(source.line_of(start), source.line_of(max(start, end - 1)) + 1)
    }


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}-{fault.name}")
@few(15)
@given(data=st.data())
def test_it_is_found_and_undone_or_left_alone(fault: Fault, around: Neighbours, data: st.DataObject) -> None:
    right, wrong, lines = data.draw(broken(fault))
    source = Source(wrong, "plan.md")
    settings = SETTINGS[fault.grade]
    found = [one for one in lint(source, settings, neighbours=around) if one.code == fault.code]
    assert lines <= set().union(*(named(source, one) for one in found)), "not found"
    result = fix(source, settings, unsafe=False, neighbours=around)
    sure = all(one.finding.confidence >= SURE for one in found)
    assert result.source.text == (right if fault.undone and sure else wrong), result.refused


def test_every_rule_has_a_fault() -> None:
    assert {fault.code for fault in FAULTS} == rules().keys() - WITHOUT_FAULT.keys()


def test_every_safe_fix_is_tried() -> None:
    assert {fault.code for fault in FAULTS if fault.undone} == SAFE


def test_every_layout_is_broken() -> None:
    assert {layout for fault in FAULTS for layout in fault.layouts} == LAYOUTS.keys()


def test_faults_have_names_of_their_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize(
    ("edits", "at", "expected"),
    [
        ([(0, 1, "x")], None, ("xbc\ndef\n", {0})),
        ([(4, 7, "")], None, ("abc\n\n", {1})),
        ([(0, 0, "new\n"), (5, 6, "E")], None, ("new\nabc\ndEf\n", {0, 2})),
        ([(0, 4, "")], 4, ("def\n", {0})),
    ],
)
def test_changes(edits: list[tuple[int, int, str]], at: int | None, expected: tuple[str, set[int]]) -> None:
    from planlint.text.diagnostics import Edit
    from planlint.text.source import Span

    change = Change(tuple(Edit(Span(start, end), new) for start, end, new in edits), at)
    assert change.made("abc\ndef\n") == expected

"""Comments that switch rules off: where they hold, and what is said about those that do nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from planlint.markdown.document import Document
from planlint.running.linter import lint
from planlint.settings.catalogue import Rule, rules
from planlint.settings.config import Settings
from planlint.settings.suppressions import DIRECTIVES, read_suppressions
from planlint.text.diagnostics import Applicability
from planlint.text.edits import apply_edits
from planlint.text.source import Source

FENCE = "FMT002"
OPEN = "```text\n"
"""At the end of a text: reported by FMT002 unless switched off."""


def codes(text: str, *select: str) -> list[str]:
    """The codes reported, those about suppressions themselves left out."""
    return [each.code for each in lint(Source(text), Settings(select=select or (FENCE,)))]


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        (OPEN, False),
        (f"<!-- planlint-disable {FENCE} -->\n\n{OPEN}", True),
        (f"<!-- planlint-disable -->\n\n{OPEN}", True),
        (f"<!-- planlint-disable FMT -->\n\n{OPEN}", True),
        (f"<!-- planlint-disable unclosed-fence -->\n\n{OPEN}", True),
        (f"<!--planlint-disable CFG001,{FENCE}-->\n\n{OPEN}", True),
        (f"<!-- planlint-disable\n  CFG001\n  {FENCE}\n-->\n\n{OPEN}", True),
        (f"<!-- planlint-disable CFG001 -->\n\n{OPEN}", False),
        (f"<!-- planlint-disable {FENCE}x -->\n\n{OPEN}", False),
        (f"<!-- planlint-disable {FENCE} -->\n\n<!-- planlint-enable {FENCE} -->\n\n{OPEN}", False),
        (f"<!-- planlint-disable {FENCE} -->\n\n<!-- planlint-enable -->\n\n{OPEN}", False),
        (f"<!-- planlint-disable -->\n\n<!-- planlint-enable {FENCE} -->\n\n{OPEN}", False),
        (f"<!-- planlint-disable {FENCE} -->\n\n<!-- planlint-enable CFG -->\n\n{OPEN}", True),
        (f"<!-- planlint-enable -->\n\n<!-- planlint-disable {FENCE} -->\n\n{OPEN}", True),
        (f"<!-- planlint-disable-next-line {FENCE} -->\n{OPEN}", True),
        (f"<!-- planlint-disable-next-line {FENCE} -->\n\n \n{OPEN}", True),
        (f"<!-- planlint-disable-next-line {FENCE} -->\n\ntext\n\n{OPEN}", False),
        (f"<!-- planlint-disable-line {FENCE} -->\n{OPEN}", False),
        (f"<!-- planlint-disable-file {FENCE} -->\n\n{OPEN}", True),
        (f"- <!-- planlint-disable-line {FENCE} -->\n\n{OPEN}", False),
        (f"`<!-- planlint-disable {FENCE} -->`\n\n{OPEN}", False),
        (f"    <!-- planlint-disable {FENCE} -->\n\n{OPEN}", False),
        (f"{OPEN}<!-- planlint-disable-file {FENCE} -->\n", False),
        (f"<!-- planlint-disable-all {FENCE} -->\n\n{OPEN}", False),
        (f"<!-- please planlint-disable {FENCE} -->\n\n{OPEN}", False),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_where_a_comment_holds(text: str, silent: bool, newline: str) -> None:
    assert codes(text.replace("\n", newline)) == ([] if silent else [FENCE])


@pytest.mark.parametrize(
    ("text", "offset", "off"),
    [
        ("a <!-- planlint-disable-line FMT002 --> b\nc\n", 0, True),
        ("a <!-- planlint-disable-line FMT002 --> b\nc\n", 40, True),
        ("a <!-- planlint-disable-line FMT002 --> b\nc\n", 42, False),
        ("a <!-- planlint-disable FMT002 --> b\nc\n", 0, False),
        ("a <!-- planlint-disable FMT002 --> b\nc\n", 35, True),
        ("a <!-- planlint-disable FMT002 --> b\nc\n", 39, True),
        ("a\n\nb <!-- planlint-disable-file FMT002 -->\n", 0, True),
        ("| a <!-- planlint-disable-line FMT002 --> |\n|---|\n| b |\n", 2, True),
        ("| a <!-- planlint-disable-line FMT002 --> |\n|---|\n| b |\n", 52, False),
        ("a\n", 0, False),
    ],
)
def test_offsets(text: str, offset: int, off: bool) -> None:
    assert bool(read_suppressions(Document(Source(text))).at(FENCE, offset)) == off


@pytest.mark.parametrize(
    ("text", "select", "messages"),
    [
        ("<!-- planlint-disable -->\n", "ALL", ["planlint reports nothing here"]),
        ("<!-- planlint-disable -->\n", "CFG FMT002", []),
        ("<!-- planlint-disable FMT -->\n", "CFG FMT002", []),
        ("<!-- planlint-disable FMT002 CFG -->\n", "CFG FMT002", ["FMT002 reports nothing here"]),
        ("<!-- planlint-disable FMT002 -->\n", "CFG", []),
        (f"<!-- planlint-disable FMT002 -->\n\n{OPEN}", "CFG FMT002", []),
        (f"<!-- planlint-disable FMT002 --> <!-- planlint-disable-file FMT002 -->\n\n{OPEN}", "CFG FMT002", []),
        ("<!-- planlint-enable FMT002 -->\n", "CFG", ["FMT002 is not disabled here"]),
        ("<!-- planlint-enable -->\n", "CFG", ["planlint is not disabled here"]),
        ("<!-- planlint-disable-file CFG002 -->\n\n<!-- planlint-disable WRONG -->\n", "CFG", []),
        ("<!-- planlint-disable ZZZ999 CFG002 -->\n", "CFG", ["'ZZZ999' selects no rule"]),
        (
            "<!-- planlint-suppress -->\n",
            "CFG",
            [f"'suppress' is no directive of planlint; there are {', '.join(DIRECTIVES)}"],
        ),
    ],
)
def test_what_is_said_about_comments(text: str, select: str, messages: list[str]) -> None:
    found = lint(Source(text), Settings(select=tuple(select.split())))
    assert [each.finding.message for each in found] == messages


@pytest.mark.parametrize(
    ("text", "fixed", "safe"),
    [
        ("a\n\n<!-- planlint-disable FMT002 -->\n\nb\n", "a\n\nb\n", True),
        ("a\n\n<!-- planlint-disable FMT002 -->\nb\n", "a\n\nb\n", True),
        ("a\n<!-- planlint-disable FMT002 -->\n\nb\n", "a\n\nb\n", True),
        ("a\n<!-- planlint-disable FMT002 -->\nb\n", "a\nb\n", False),
        ("a\n\n<!-- planlint-disable FMT002 -->\n", "a\n", True),
        ("a\n\n<!-- planlint-disable FMT002 -->", "a\n", True),
        ("<!-- planlint-disable FMT002 -->\n", "", True),
        ("<!-- planlint-disable FMT002 -->\n\na\n", "a\n", True),
        ("- a\n\n<!-- planlint-disable FMT002 -->\n\n- b\n", "- a\n\n- b\n", False),
        ("- a\n<!-- planlint-disable FMT002 -->\n\n- b\n", "- a\n\n- b\n", False),
        ("- a\n\n<!-- planlint-disable FMT002 -->\n\n  b\n", "- a\n\n  b\n", False),
        ("> a\n\n<!-- planlint-disable FMT002 -->\n\n> b\n", "> a\n\n> b\n", False),
        ("<!-- planlint-disable FMT002 -->\n---\na: b\n---\n", "---\na: b\n---\n", False),
        ("a <!-- planlint-disable-line FMT002 -->\n", "a\n", True),
        ("a <!-- planlint-disable-line FMT002 --> b\n", "a b\n", True),
        ("<!-- planlint-disable-line FMT002 --> *a*\n", " *a*\n", False),
        ("<!-- planlint-disable FMT002 CFG -->\n", "<!-- planlint-disable CFG -->\n", True),
        ("<!-- planlint-disable CFG, FMT002 -->\n", "<!-- planlint-disable CFG -->\n", True),
    ],
)
def test_unused_comments_are_removed_where_nothing_else_changes(text: str, fixed: str, safe: bool) -> None:
    (found,) = lint(Source(text), Settings(select=("CFG001", FENCE)))
    fix = found.finding.fix
    assert fix
    assert apply_edits(text, fix.edits) == fixed
    assert (fix.applicability is Applicability.SAFE) == safe


PIECES = [
    "- a\n",
    "  b\n",
    "c\n",
    "> q\n",
    "1. n\n",
    "\n",
    "\n",
    "---\n",
    "# H\n",
    "| x |\n",
    "|---|\n",
    "===\n",
    "    code\n",
]
COMMENTS = [
    "<!-- planlint-disable FMT002 -->\n",
    "  <!-- planlint-enable -->\n",
    "> <!-- planlint-enable -->\n",
    "- <!-- planlint-disable-line FMT002 -->\n",
    "c <!-- planlint-disable-line FMT002 --> d\n",
]


@given(st.lists(st.sampled_from(PIECES)), st.sampled_from(COMMENTS), st.lists(st.sampled_from(PIECES)))
def test_removing_a_comment_safely_leaves_the_page_as_it_was(before: list[str], comment: str, after: list[str]) -> None:
    text = "".join((*before, comment, *after))
    for found in lint(Source(text), Settings(select=("CFG001", FENCE))):
        fix = found.finding.fix
        assert fix
        if fix.applicability is Applicability.SAFE:
            assert page(apply_edits(text, fix.edits)) == page(text)


def page(text: str) -> str:
    """As another parser renders it."""
    return re.sub(r"<!--.*?-->|\s", "", MarkdownIt().enable("table").render(text))


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_every_rule_can_be_switched_off(rule: Rule) -> None:
    if rule.family == "suppressions":
        pytest.skip("has its own table")
    for example in rule.examples:
        settings = Settings(select=(rule.code,), options={rule.code: example.options or {}})
        text = f"{example.text}\n\n<!-- planlint-disable-file {rule.code} -->\n"
        if read_suppressions(Document(Source(text))).directives:
            assert not lint(Source(text), settings)

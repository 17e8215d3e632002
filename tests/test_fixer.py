"""The fixer's mechanics, with rules made up for the test."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.fixing.fixer import MAX_ROUNDS, FixResult, apply_fixes
from planlint.fixing.proof import keeps_rendering, keeps_words
from planlint.markdown.parser import render
from planlint.text.diagnostics import Applicability, Diagnostic, Edit, Finding, Fix, Related, Severity
from planlint.text.source import Source, Span

Rule = Callable[[Source], list[Diagnostic]]
SAFE, UNSAFE, DISPLAY = Applicability


def rule(
    code: str,
    pattern: str,
    new: str | None = None,
    *,
    grade: Applicability = SAFE,
    structural: bool = False,
    message: str = "",
) -> Rule:
    """Reports every match of `pattern`; the fix writes `new`, where \\1 is the first group."""

    def check(source: Source) -> list[Diagnostic]:
        found = []
        for m in re.finditer(pattern, source.text, re.MULTILINE):
            span = Span(*m.span())
            fix = None if new is None else Fix("Mend it", (Edit(span, m.expand(new)),), grade, structural)
            found.append(Diagnostic(code, code, Severity.ERROR, Finding(span, message or m[0], fix=fix)))
        return found

    return check


class Linter:
    """Some rules as one linter that counts its runs."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules
        self.runs = 0

    def __call__(self, source: Source) -> list[Diagnostic]:
        self.runs += 1
        return sorted((d for rule in self.rules for d in rule(source)), key=lambda d: d.finding.span)


def fixed(text: str, *rules: Rule, unsafe: bool = False) -> FixResult:
    return apply_fixes(Source(text, "plan.md"), Linter(*rules), render, unsafe=unsafe)


PERCENT = rule("PRG001", r"60%", "80%")
TICK = rule("STA001", r"tick", "cross", grade=UNSAFE)


@pytest.mark.parametrize(
    ("text", "rules", "expected", "applied"),
    [
        ("nothing\n", [PERCENT], "nothing\n", {}),
        ("60%\n", [PERCENT], "80%\n", {"PRG001": 1}),
        ("60% 60%, 60%", [PERCENT], "80% 80%, 80%", {"PRG001": 3}),
        ("tick\n", [TICK], "tick\n", {}),
        ("60%\n", [rule("PRG001", "60%", "80%", grade=DISPLAY)], "60%\n", {}),
        ("60%\n", [rule("PRG001", "60%")], "60%\n", {}),
        ("60%\n", [rule("PRG001", "60%", "60%")], "60%\n", {}),  # a fix that changes nothing
        ("a b\n", [rule("A", "a", "b1"), rule("B", "b1", "c")], "c b\n", {"A": 1, "B": 1}),  # one fix leads to another
        ("abc\n", [rule("A", "ab", "X"), rule("B", "bc", "Y")], "Xc\n", {"A": 1}),  # two overlap: the first counts
        (
            "ab\n",
            [rule("A", "a", "X"), rule("B", "b", "Y")],
            "XY\n",
            {"A": 1, "B": 1},
        ),  # two touch: one after the other
        ("ab\n", [rule("A", "a", "X"), rule("B", "a", "X")], "Xb\n", {"A": 1, "B": 1}),  # the same fix twice
        ("5 apples\r\n60%\r\n", [PERCENT], "5 apples\r\n80%\r\n", {"PRG001": 1}),
        ("60%  \nx", [PERCENT], "80%  \nx", {"PRG001": 1}),
    ],
)
def test_rounds(text: str, rules: list[Rule], expected: str, applied: dict[str, int]) -> None:
    result = fixed(text, *rules)
    assert (result.source.text, result.applied, result.refused) == (expected, applied, ())
    assert result.remaining == Linter(*rules)(result.source)


def test_unsafe_fixes_are_asked_for() -> None:
    assert fixed("tick 60%", TICK, PERCENT).source.text == "tick 80%"
    assert fixed("tick 60%", TICK, PERCENT, unsafe=True).source.text == "cross 80%"


@pytest.mark.parametrize(("text", "runs"), [("fine\n", 1), ("tick\n", 1), ("60%\n", 2), ("a c\n", 3)])
def test_lints_as_often_as_needed(text: str, runs: int) -> None:
    linter = Linter(PERCENT, TICK, rule("A", r"\ba\b", "b1"), rule("B", "b1", "c"))
    apply_fixes(Source(text), linter, render, unsafe=False)
    assert linter.runs == runs


def test_source_stays_the_same_object_where_nothing_applies() -> None:
    source = Source("clean\n", bom=True)
    assert apply_fixes(source, Linter(PERCENT), render, unsafe=True).source is source


def test_name_and_bom_are_kept() -> None:
    result = apply_fixes(Source("60%", "a.md", bom=True), Linter(PERCENT), render, unsafe=False)
    assert result.source == Source("80%", "a.md", bom=True)


def two_edits(source: Source) -> list[Diagnostic]:
    """Reports "one ... two" and swaps the words, in one fix."""
    first, second = source.text.find("one"), source.text.find("two")
    if not 0 <= first < second:
        return []
    edits = (Edit(Span(first, first + 3), "two"), Edit(Span(second, second + 3), "one"))
    return [Diagnostic("SUM001", "swap", Severity.ERROR, Finding(Span(first, second), "swap", fix=Fix("Swap", edits)))]


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("one and two", PERCENT, "two and one"),
        ("one two", rule("A", "^on", "XX"), "XXe two"),  # half of it is taken, so none of it is done
        ("one two x", rule("A", "wo x", "XX"), "two one x"),  # it comes first: the other waits, and finds nothing
    ],
)
def test_a_fix_is_applied_whole_or_not_at_all(text: str, other: Rule, expected: str) -> None:
    assert fixed(text, two_edits, other).source.text == expected


@pytest.mark.parametrize("spans", [((0, 2), (1, 3)), ((0, 99),)])
def test_a_fix_that_cannot_be_applied_is_left(spans: tuple[tuple[int, int], ...]) -> None:
    fix = Fix("Break it", tuple(Edit(Span(*span), "X") for span in spans))
    broken = Diagnostic("PRG001", "broken", Severity.ERROR, Finding(Span(0, 1), "broken", fix=fix))
    assert fixed("abcd", lambda _: [broken]).source.text == "abcd"


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            [rule("A", "on", "off"), rule("B", "off", "on")],
            "plan.md: nothing was fixed: the fixes of A and B undo each other",
        ),
        (
            [rule("A", r"\bx+$", r"\g<0>x"), PERCENT],
            f"plan.md: nothing was fixed: the fixes of A do not come to rest in {MAX_ROUNDS} rounds",
        ),
    ],
)
def test_fixes_that_do_not_come_to_rest(rules: list[Rule], message: str) -> None:
    text = "60% on x\n"
    result = fixed(text, *rules, rule("C", "nowhere", "here"))
    assert (result.source.text, result.applied, result.refused) == (text, {}, (message,))
    assert result.remaining == Linter(*rules)(result.source)


@pytest.mark.parametrize(
    ("text", "bad", "expected"),
    [
        ("60% and x | y\n\n| a | b |\n|---|---|\n| 60% | z |\n", rule("A", "z", "z | q"), "z"),
        ("60%\n\nzed and 60%", rule("A", "zed", "# zed"), "zed"),
        ("60% `code` zed `more` 60%", rule("A", "zed", "`"), "zed"),
        ("60% *x zed* 60%", rule("A", "zed", "z*"), "zed"),
        ("60%\n\n- zed\n- 60%", rule("A", "zed", "\n\nzed"), "zed"),
        ("60%\n\nzed\n\n60%", rule("A", "zed", "<!--"), "zed"),
        ("60%\n\n1. a\n   ```\n\u2028\n   60%\n", rule("A", "\u2028", " "), "\u2028"),  # the fence would go on
    ],
)
def test_only_the_fix_that_changes_other_text_is_refused(text: str, bad: Rule, expected: str) -> None:
    result = fixed(text, PERCENT, bad)
    assert result.source.text == text.replace("60%", "80%")
    assert expected in result.source.text
    (refused,) = result.refused
    assert re.fullmatch(
        r"plan\.md:\d+:\d+: A was not fixed \(Mend it\): it would change how other text renders", refused
    )


def test_many_fixes_with_few_culprits() -> None:
    text = "60%\n\n" * 100 + "zed\n\n" + "60%\n\n" * 100 + "zed\n"
    result = fixed(text, PERCENT, rule("A", "zed", "# zed"))
    assert result.source.text == text.replace("60%", "80%")
    assert len(result.refused) == 2


@pytest.mark.parametrize(
    ("text", "others", "expected", "refused"),
    [
        # a new problem on the line of the edit
        ("60%\n\nzed\n", [rule("A", "zed", "worse"), rule("B", "worse")], "80%\n\nzed\n", 1),
        # one that the next round mends is none
        ("60%\n\nzed\n", [rule("A", "zed", "worse"), rule("B", "worse", "well")], "80%\n\nwell\n", 0),
        # the same problem at the same place, with other numbers, is not new
        ("60% 3\n", [rule("B", r"\d+% (?=3)")], "80% 3\n", 0),
        # nor is one that moved with its text
        ("60%\n\nzed\n\nbad\n", [rule("A", "zed", "longer"), rule("B", "bad")], "80%\n\nlonger\n\nbad\n", 0),
        # two of a kind where there was one
        ("60%\n\nzed bad\n", [rule("A", "zed", "bad"), rule("B", "bad")], "80%\n\nzed bad\n", 1),
        # a comment that is no longer needed
        ("60%\n", [rule("CFG001", "80%")], "80%\n", 0),
        # what better form brings to light was wrong before
        ("60%\n\nzed\n", [rule("ENC001", "zed", "worse"), rule("B", "worse")], "80%\n\nworse\n", 0),
        # but it must not make form worse where it stands
        ("60%\n\nzed\n", [rule("ENC001", "zed", "worse"), rule("ENC002", "worse")], "80%\n\nzed\n", 1),
        (
            "60%\n\nzed\n\nfar\n",
            [rule("ENC001", "zed", "worse"), rule("FMT002", r"(?<=worse\n\n)far")],
            "80%\n\nworse\n\nfar\n",
            0,
        ),
    ],
)
def test_nothing_new_comes_up(text: str, others: list[Rule], expected: str, refused: int) -> None:
    result = fixed(text, PERCENT, *others)
    assert (result.source.text, len(result.refused)) == (expected, refused)


def test_a_new_problem_far_from_its_cause() -> None:
    def far(source: Source) -> list[Diagnostic]:
        return [] if "zed" in source.text else [Diagnostic("B", "far", Severity.ERROR, Finding(Span(0, 1), "far"))]

    text = "start\n\n" + "60%\n\n" * 5 + "zed\n"
    result = fixed(text, PERCENT, rule("A", "zed", "gone"), far)
    assert result.source.text == text.replace("60%", "80%")
    (refused,) = result.refused
    assert refused == "plan.md:13:1: A was not fixed (Mend it): it would bring B (far)"


def test_a_new_problem_is_traced_through_its_other_side() -> None:
    def related(source: Source) -> list[Diagnostic]:
        place = source.text.find("gone")
        other = Related(Span(place, place + 4), "here")
        return [Diagnostic("B", "far", Severity.ERROR, Finding(Span(0, 1), "far", (other,)))] if place >= 0 else []

    linter = Linter(PERCENT, rule("A", "zed", "gone"), related)
    text = "start\n\n" + "60%\n\n" * 50 + "zed\n"
    result = apply_fixes(Source(text), linter, render, unsafe=False)
    assert (result.source.text, linter.runs) == (text.replace("60%", "80%"), 4)


def test_a_refused_fix_is_known_whether_its_table_is_laid_out_or_not() -> None:
    laid_out = rule("FMT006", r"^\|(\w+)\|b\|$", r"| \1 | b |")
    linter = Linter(PERCENT, laid_out, rule("A", "zed", "worse"), rule("B", "worse"))
    result = apply_fixes(Source("60%\n\n|zed|b|\n|-|-|\n"), linter, render, unsafe=False)
    assert (result.source.text, len(result.refused)) == ("80%\n\n| zed | b |\n|-|-|\n", 1)
    assert linter.runs == 7


def test_values_are_worked_out_after_form() -> None:
    """The count is written once, from what the mended form shows."""
    seen = []

    def count(source: Source) -> list[Diagnostic]:
        m = re.match(r"\d+", source.text)
        right = str(source.text.count("- "))
        if not m or m[0] == right:
            return []
        seen.append(right)
        fix = Fix("Count", (Edit(Span(0, m.end()), right),))
        return [Diagnostic("SUM004", "count", Severity.ERROR, Finding(Span(0, m.end()), m[0], fix=fix))]

    result = fixed("1 tasks\n\n- a\n-b\n", count, rule("FMT004", r"^-(?=\w)", "- ", structural=True))
    assert (result.source.text, result.applied) == ("2 tasks\n\n- a\n- b\n", {"FMT004": 1, "SUM004": 1})
    assert seen == ["2"]


FENCES = "```md\n```sh\nrun\n```\nlast words\n```\n"
LONGER = rule("FMT001", r"\A```md([\s\S]*)^```$", r"````md\1````", structural=True)


def test_structural_fixes_are_proved_by_words() -> None:
    assert fixed(FENCES, LONGER).source.text == FENCES.replace("```md", "````md").replace("words\n```", "words\n````")
    hiding = rule("FMT001", "shown", "[x]:", structural=True)
    result = fixed("shown words\n\n60%\n", hiding, PERCENT)
    assert result.source.text == "shown words\n\n80%\n"
    assert len(result.refused) == 1


@pytest.mark.parametrize(
    ("text", "edit", "holds"),
    [
        ("Progress: 60% (4/5)", ("60", "80"), True),
        ("Progress: **60%**", ("60%", "80%"), True),
        ("Progress: **60%**", ("**60%**", "**80%**"), True),
        ("Progress: `[##--]`", ("##--", "####"), True),
        ("[=====>    ] 60 %", ("=====>    ", "========> "), True),
        ("- [ ] task", ("[ ]", "[x]"), True),
        ("![x](https://e.org/60 'x')\n", ("org/60", "org/80"), True),
        ("[plan](a%20b.md)", ("a%20b", "%C3%A9"), True),
        ("<img src='60.png' alt='60'>", ("60.png", "80.png"), True),
        ("| a | b |\n|---|--:|\n| c | 5 |", ("| 5 |", "| 15 |"), True),
        ("| a | b |\n|---|--:|\n| c | 5 |", ("|---|--:|", "|---|--:|--|"), False),
        ("| a | b |\n|---|--:|\n| c | 5 |", ("|---|--:|", "|-----|----:|"), True),
        ("| a | b |\n|---|--:|\n| c | 5 |", ("| c | 5 |", "|   c |  5  |"), True),
        ("| a | b |\n|---|--:|\n| c |  |", ("c |  |", "c | 5 |"), True),
        ("a &lt; b & c", ("b & c", "b &amp; d"), True),
        ("a\\_b 60", ("60", "80"), True),
        ("---\nstatus: open\n---\n", ("open", "done"), True),
        ("one\ntwo\n", ("one\ntwo", "two\none"), True),
        ("one\ntwo\n", ("one\ntwo", "two\n# one"), False),
        ("one\n\ntwo\n", ("one", ""), False),
        ("one\n\ntwo\n", ("one", "```"), False),
        ("one *two three* four", ("two", "two*"), False),
        ("one two", ("one", "    one"), False),
        ("x\n\none", ("one", "\tone"), False),
        ("one  \ntwo", ("  ", ""), False),  # the line break goes
        ("[a](b.md)", ("(b.md)", "b.md"), False),
        ("http://a.b/60", ("60", "80 c"), True),
        ("a < 60 > b", ("60", "80"), True),
        ("a 60 b", ("60", "< 80 >"), True),
        ("<C\u200bard x=1>", ("\u200b", ""), False),  # a tag shows nothing
        ("e|f\n-|-\n\x85||g\n", ("\x85", ""), False),  # no space for Markdown: the cells move
        ("- **æŠ€æœ¯**ï¼š Python\n", ("ï¼š", "："), True),  # now the marks are those of strong text
        ("- **b.**c Python\n", ("c", ":"), False),
        ("| a | b |\r|---|--:|\r| c | 5 |", ("|---|--:|", "|-----|----:|"), True),
        ("one\rtwo\r", ("one\rtwo", "two\rone"), True),
    ],
)
def test_keeps_rendering(text: str, edit: tuple[str, str], holds: bool) -> None:
    start = text.index(edit[0])
    assert keeps_rendering(text, [Edit(Span(start, start + len(edit[0])), edit[1])], render) is holds


@pytest.mark.parametrize(
    ("text", "edit", "holds"),
    [
        ("one two\n", ("one ", "one | "), True),
        (FENCES, ("```md", "````md"), True),
        ("| a | b |\n|---|---|\n| c | d | e |\n", ("| b |\n|---", "| b | |\n|---|---"), True),
        ("one\ntwo\n", ("one\n", "<!-- one\n"), True),  # known: words inside a comment count as kept
        ("| a | b |\n|---|---|\n| c | d |\n", ("b |\n|---|", "b\n|"), True),
        ("| a | b |\n|---|---|\n| c | d |\n", ("| b |\n|---|---|", "|\n|---|"), False),  # a column is cut off
        ("one\n\ntwo\n", ("one\n\n", "<p title='\n"), False),  # swallowed by a tag
        ("gone words\n", ("gone", "[x]:"), False),  # a definition shows nothing
    ],
)
def test_keeps_words(text: str, edit: tuple[str, str], holds: bool) -> None:
    start = text.index(edit[0])
    assert keeps_words(text, [Edit(Span(start, start + len(edit[0])), edit[1])], render) is holds


def told(diagnostics: list[Diagnostic]) -> list[tuple[str, Span, str]]:
    """What is said, but for the fixes."""
    return [(each.code, each.finding.span, each.finding.message) for each in diagnostics]


WORDS = st.lists(st.sampled_from(["a", "b", "60%", "**", "`", "|", "#", "- ", "\n", "\n\n", " "]), max_size=20).map(
    "".join
)
RULES = st.lists(
    st.builds(
        rule,
        st.sampled_from(["PRG001", "SUM001", "ENC001", "FMT001"]),
        st.sampled_from(["a", "b", "ab", "60%", "0%", "#", r"\|"]),
        st.sampled_from(["a", "b", "aa", "", "`", "\n\n", "70%"]),
        grade=st.sampled_from(Applicability),
        structural=st.booleans(),
    ),
    max_size=4,
)


@given(WORDS, RULES, st.booleans())
def test_any_rules(text: str, rules: list[Rule], unsafe: bool) -> None:
    result = fixed(text, *rules, unsafe=unsafe)
    assert told(result.remaining) == told(Linter(*rules)(result.source))
    assert bool(result.applied) == (result.source.text != text)
    again = fixed(result.source.text, *rules, unsafe=unsafe)
    assert (again.source.text, again.applied) == (result.source.text, Counter())

"""Totals, rows, equations, counts, changes and averages: found where they are wrong, silent on their false friends."""

from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from plans import check_for

from planlint.compare.plan import Plan
from planlint.compare.values import rewrite
from planlint.markdown.document import Document
from planlint.text.diagnostics import Applicability, Finding
from planlint.text.edits import apply_edits
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

CHECKS = (
    check_for("SUM001"),
    check_for("SUM002"),
    check_for("SUM003"),
    check_for("SUM004"),
    check_for("SUM005"),
    check_for("SUM006"),
)


def plan(text: str) -> Plan:
    return Plan(Document(Source(text)), load_vocabulary())


def found(text: str) -> Iterator[Finding]:
    read = plan(text)
    for check in CHECKS:
        yield from check(read)


def table(head: str, *rows: str) -> str:
    columns = head.count("|") + 1
    return "\n".join([f"| {head} |", "|" + "---|" * columns, *(f"| {row} |" for row in rows)]) + "\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (table("Task | Hours", "A | 4", "B | 6", "Total | 12"), "4 + 6 = 10, the total says 12"),
        (table("Task | Time", "A | 45 min", "B | 5 h", "Total | 7 hours"), "add up to 5.75 hours"),
        (table("Name | Tests", "a | 10", "b | 12", "**Grand total** | **25**"), "10 + 12 = 22, the total says 25"),
        (table("Aufgabe | Stunden", "A | 4", "B | 6", "Summe | 12"), "4 + 6 = 10"),
        (table("Задача | Часы", "А | 4ч", "Б | 6ч", "**ИТОГО** | **12 часов**"), "4 + 6 = 10 hours"),
        (table("ID | Task | Hours | Owner", "1 | A | 2h | K", "2 | B | 3h | L", "| Total | | 6 hours"), "2 + 3 = 5"),
        ("- A: 2 h\n- B: 3 h\n- Total: 6 h\n", "2 + 3 = 5 hours, the line says 6 h"),
        ("1. Draft (2-3 days)\n2. Review (1-2 days)\n\n**Total: 2-5 days**\n", "add up to 3-5 days"),
        ("### Total effort\n\n9 hours in all\n", None),
    ],
)
def test_totals(text: str, said: str | None) -> None:
    messages = [finding.message for finding in check_for("SUM001")(plan(text))]
    assert messages == [] if said is None else len(messages) == 1 and said in messages[0]


@pytest.mark.parametrize(
    "text",
    [
        table("Task | Hours", "A | 4", "B | 6", "Total | 10"),
        table("Task | Hours", "A | 4", "~~B~~ | 6", "C | 1", "Total | 5"),
        table("Task | Hours", "A | 4", "B | -", "C | 1", "Total | 5"),
        table("Task | Hours", "A | 4", "B | open", "Total | 9"),
        table("Phase | Time", "1 | 3 weeks", "2 | 2 weeks", "Total in parallel | 3 weeks"),
        table("Phase | Hours", "1 | 3", "1.1 | 1", "1.2 | 2", "2 | 4", "Total | 7"),
        table("Run | Score", "1 | 7/10", "2 | 9/10", "Total | 16/20"),
        table("Part | Weight | Score", "A | 80% | 10", "B | 20% | 5", "Total | 100% | 9"),
        table("Kind | Files", "A | 12", "B | 4", "Total | 2 kinds"),
        table("Work | Lines", "a | 400", "b | 200", "c | 1000", "Left | 1600", "Total | 7080"),
        table("Part | Pages", "A | 7*", "B | 4", "Total | 12"),
        "- A: 2 h\n- B: 3 h\n\nNotes follow.\n\nTotal: 40 h\n",
        "- A: 2 h\n- B: 3 h\n\nTotal saved: 40 h\n",
        "- Step 1 (0-5 s)\n- Step 2 (5-9 s)\n- Step 3 (9-15 s)\n\nTotal: 15 s\n",
    ],
)
def test_totals_that_are_right(text: str) -> None:
    assert list(check_for("SUM001")(plan(text))) == []


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        (table("Task | Hours", "A | 4", "B | 6", "Total | 11"), Applicability.SAFE),
        (table("Task | Hours", "A | 4", "B | 6", "C | -", "Total | 11"), Applicability.DISPLAY),
        (table("Task | Hours", "A | 4", "B | 6", "Total | 11") + "\nAll in all 11 hours.\n", Applicability.DISPLAY),
        (
            table("Task | Base | More | Total", "A | 1 | 2 | 3", "B | 2 | 3 | 5", "Total | 3 | 5 | 9"),
            Applicability.SAFE,
        ),
        (table("Task | Hours", "A | 4", "B | ~6", "Total | 12"), None),
        (table("Task | Hours", "A | 4-5", "B | 6", "Total | 12"), None),
    ],
)
def test_total_fixes(text: str, grade: Applicability | None) -> None:
    (finding,) = check_for("SUM001")(plan(text))
    assert (finding.fix.applicability if finding.fix else None) == grade


@pytest.mark.parametrize(
    ("written", "value", "text"),
    [
        ("12", "10", "10"),
        ("5,800", "4685", "4,685"),
        ("2.0", "1.5", "1.5"),
        ("2.5", "2.75", "2.75"),
        ("900", "1200", "1200"),
        ("1200", "1300", "1300"),
        ("8-9", "5", ""),
        ("4.735,30", "4735", "4.735,00"),
        ("4.735,3", "12000.25", "12.000,25"),
        ("4,735.30", "985", "985.00"),
        ("1.234,567", "5", ""),
        ("1,234,567.5,0", "5", ""),
        ("1.234", "5", ""),
    ],
)
def test_rewritten_in_the_same_manner(written: str, value: str, text: str | None) -> None:
    assert rewrite(written, float(value)) == text


@given(st.lists(st.integers(1, 900), min_size=2, max_size=9), st.integers(1, 400), st.sampled_from(["", "h", " pts"]))
def test_a_wrong_total_is_found_and_fixed(numbers: list[int], off: int, unit: str) -> None:
    rows = [f"Task {chr(65 + index)} | {number}{unit}" for index, number in enumerate(numbers)]
    total = sum(numbers)
    right = table("Task | Effort", *rows, f"**Total** | **{total}{unit}**")
    assert list(check_for("SUM001")(plan(right))) == []
    off = min(off, total // 3)  # a wide miss is not mended
    assume(off)
    wrong = table("Task | Effort", *rows, f"**Total** | **{total + off}{unit}**")
    for finding in check_for("SUM001")(plan(wrong)):
        assert finding.fix is not None
        assert list(check_for("SUM001")(plan(apply_edits(wrong, finding.fix.edits)))) == []


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=3, max_size=6, unique=True))
def test_a_broken_row_is_found(pairs: list[tuple[int, int]]) -> None:
    rows = [f"Task {chr(65 + i)} | {a}h | {b}h | {a + b}h" for i, (a, b) in enumerate(pairs)]
    assert list(found(table("Task | Base | Buffer | Total", *rows))) == []
    a, b = pairs[-1]
    rows[-1] = f"Task Z | {a}h | {b}h | {a + b + 1}h"
    findings = list(check_for("SUM002")(plan(table("Task | Base | Buffer | Total", *rows))))
    assert [f"{a} + {b} = {a + b}" in finding.message for finding in findings] == [True]


@given(st.lists(st.integers(1, 99), min_size=2, max_size=5), st.integers(1, 9), st.sampled_from(["h", " points", "%"]))
def test_equations(numbers: list[int], off: int, unit: str) -> None:
    left = " + ".join(f"{number}{unit}" for number in numbers)
    assert list(check_for("SUM003")(plan(f"Plan: {left} = {sum(numbers)}{unit}\n"))) == []
    (finding,) = check_for("SUM003")(plan(f"Plan: {left} = {sum(numbers) + min(off, sum(numbers) // 2)}{unit}\n"))
    assert f"is {sum(numbers)}" in finding.message.replace(",", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lines: 2,200 (800 + 600 + 700 + 800)\n", "800 + 600 + 700 + 800 is 2900, not 2,200"),
        ("Files: 2 (1 module + 2 plug-ins)\n", "1 module + 2 is 3, not 2"),
        ("Calls: 6 × 30 min = 4 h\n", "6 × 30 min is 3 h, not 4 h"),
        ("Effort: 4h (W13.1b done) + 6h (W13.2) = **8h**\n", "4h (W13.1b done) + 6h is 10h, not 8h"),
        ("2h + 4h = 3h + 3h\n", None),
        ("10h = 4h + 5h\n", "4h + 5h is 9h, not 10h"),
        ("20% × 50 = 10\n", None),
        ("Fee: $50 × 12 h = $600\n", None),
        ("Score: 2 * (0.8 * 0.7) / (0.8 + 0.7) = 0.747\n", None),
        ("x = 2(0.7) - 1 = 0.4\n", None),
        ("e = sign(+0.8) * exp(log(0.5)) = 0.6\n", None),
        ("Depth: 3 cycles × 12 steps = 42-layer\n", None),
        ("Bus: 24 bits × 16 lamps = 480μs\n", None),
        ("Left: 0.9 × 0.85² = 0.65\n", None),
        ("Sum of v1.2 + 3 = 5\n", None),
        ("40h / 5 days = 9 a day\n", None),
        ("2 days + 4 hours = 22 hours\n", None),
        ("3 x 2 min average = 7 min\n", None),
        ("Total 12 / (5 + 6) of all\n", None),
        ("Tests: 12 (5 passed, 6 failed)\n", "5 + 6 is 11, not 12"),
        ("12 tests: 5 passed, 6 failed\n", "5 + 6 is 11, not 12"),
        ("Tests: 12 (5 passed, 6 files)\n", None),
    ],
)
def test_workings(text: str, said: str | None) -> None:
    assert [each.message for each in check_for("SUM003")(plan(text))] == ([said] if said else [])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Four tests fail in 3 files:\n\n- `a.py`\n- `b.py`\n", 1),
        ("## Files (3)\n\n- `a.py`\n- `b.py`\n- `c.py`\n", 0),
        ("## Dateien (3)\n\n- `a.py`\n- `b.py`\n", 1),
        ("8 checks:\n\n- Size\n- Shape\n- etc.\n", 0),
        ("Phase 3 goals:\n\n- A\n- B\n", 0),
        ("## Stream 4 goals\n\n- A\n- B\n- C\n\n## Stream 5 goals\n\n- D\n", 0),
        ("## Steps 2-4 (3 steps)\n\n- 2-3. Draft\n- 4. Ship\n", 0),
        ("3 services:\n\n- Web\n  - proxy\n  - site\n- Store\n  - cache\n", 0),
        ("Covers all 2 issues:\n\n1. Issue 1: late\n2. Issue 2: early\n3. Both together\n", 0),
        ("- We take 3 steps (draft, review)\n", 0),
        ("- Screens: 4 (Home, Search, Basket)\n", 1),
        ("- Screens: 4 (Home, Search, ...)\n", 0),
        ("- Files: 4 (2 new, 2 changed)\n", 0),
    ],
)
def test_counts(text: str, count: int) -> None:
    assert len(list(check_for("SUM004")(plan(text)))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Time: 8.7 → 9.67 (+14%)\n", 1),
        ("Time: 8.7 → 9.67 (+11%)\n", 0),
        ("From 2 hours to 30 minutes (60% less)\n", 1),
        ("From 2 hours to 30 minutes (75% less)\n", 0),
        ("Share: 99% → 99.5% (+0.5%)\n", 0),
        ("Score: 3/10 → 9/10 (+200%)\n", 0),
        ("Files: 23 → 55 lines (+139%)\n", 0),
        ("Status: 40% → 60% (3 of 5)\n", 0),
        ("Time: 900 ms → 240 ms (72% less)\n", 0),
        ("Size: 90 KB → 45 KB → 30 KB (50% less)\n", 0),
        ("Load: 2s → 900ms (2% of users)\n", 0),
        ("Load: 40->10 (-85%)\n", 1),
        ("Load: 1.2 s → 300 ms (-85%)\n", 1),
        ("Load: 1.2 s → 300 ms (-75%)\n", 0),
        ("- 90% faster (200-400 ms vs 20-40 ms)\n", 0),
        ("- 75% faster (200-400 ms vs 20-40 ms)\n", 1),
        ("- 2x faster (3 s vs 20 min)\n", 1),
        (table("What | Before | After | Change", "Load | 40 s | 10 s | -85%"), 1),
        (table("What | Before | After | Change", "Load | 40 s | 10 s | -75%", "Size | 2 GB | 500 MB | 4x"), 0),
        (table("What | Before | After | Change", "Load | 40 s | 10 MB | -85%", "Size | >40 s | 10 s | -85%"), 0),
        (table("What | Before | After | Change", "Load | 5 s | 0 s | -100%", "Size | 40→30 | 10 | -85%"), 0),
        (table("What | Mon | Tue | Gain", "Load | 40 s | 10 s | -85%", "Size | 2 s | 1 s | ~45%"), 1),
        (table("What | Before | After | Gain | Change", "Load | 40 s | 10 s | 5% | -85%"), 0),
        (table("Before | After | Change", "40 s | 10 s | -85%"), 0),
    ],
)
def test_changes(text: str, count: int) -> None:
    assert len(list(check_for("SUM005")(plan(text)))) == count


@given(st.text("ab 0123456789.,%()+-=*/|→~h\n#", max_size=120))
def test_nothing_breaks(text: str) -> None:
    for finding in found(text):
        assert 0 <= finding.span.start < finding.span.end <= len(text)
        assert finding.message

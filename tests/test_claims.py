"""One number of one thing in two places: what binds two claims, and what keeps them apart."""

import pytest

from planlint.compare import claims
from planlint.compare.plan import Plan
from planlint.compare.relations import contradictions
from planlint.markdown.document import Document
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

PARTS = "# Flowers\n\n## {0}\n\n{1}\n\n## {2}\n\n{3}\n"
DIFFER = [
    ("Summary", "We pressed 120 alpine flowers.", "Conclusion", "- Alpine flowers: 131"),
    ("Summary", "We pressed **120 alpine flowers** in May.", "Harvest", "- Alpine flowers: 131"),
    ("Statistics", "| What | Number |\n|---|---|\n| Alpine flowers | 120 |", "Harvest", "### Alpine flowers (131)"),
    ("Summary", "We pressed 120 alpine flowers.", "Conclusion", "Of the meadow, 131 alpine flowers."),
    ("Delivered", "`src/run.py` (120 lines)", "Files", "- run.py - 131 lines"),
    ("Delivered", "`src/run.py` (120 lines)", "Phase 2", "- run.py - 131 lines"),
]
RATED = [
    ("Summary", "Growth rate: 91%", "Conclusion", "We saw a 94% growth rate."),
    ("Summary", "Growth rate: 91%", "Numbers", "| What | Now | Goal |\n|---|---|---|\n| Growth rate | 94% | 99% |"),
    ("Summary", "Growth rate: now 91%", "Harvest", "### Growth rate (94%)"),
    ("Summary", "Growth: 91/120", "Harvest", "### Growth (94/120)"),
    ("Summary", "Growth rate: 4.91/5", "Harvest", "### Growth rate (4.94/5)"),
]
APART = {
    "titles of two parts": ("Harvest", "120 alpine flowers", "Harvest", "- 131 alpine flowers"),
    "numbered parts": ("Summary of team 1", "120 alpine flowers", "Team 2: summary", "- 131 alpine flowers"),
    "parts of one kind": ("North", "- 120 alpine flowers", "South", "- 131 alpine flowers"),
    "one word": ("North", "120 flowers", "South", "- 131 flowers"),
    "still open": ("Summary", "120 alpine flowers", "Work", "- [ ] Press 131 alpine flowers"),
    "few": ("Summary", "12 alpine flowers", "Conclusion", "- 13 alpine flowers"),
    "a date": ("Summary", "Alpine flowers: May 2024", "Conclusion", "- Alpine flowers: 2025"),
    "a line": ("Summary", "Alpine flowers (line 383)", "Conclusion", "- Alpine flowers (line 347)"),
    "a name with digits": ("Summary", "Alpine flowers: 047", "Conclusion", "- Alpine flowers: 048"),
    "a label's part": ("Summary", "Alpine flowers: 120", "Conclusion", "- Alpine mosses: 131"),
    "a label far before": ("Summary", "Alpine flowers: 120", "Conclusion", "- Alpine flowers: see box 131"),
    "two files": ("Delivered", "`src/run.py` (120 lines)", "Files", "- `lib/run.py` - 131 lines"),
    "several files": ("Delivered", "`a.py` and `run.py` (120 lines)", "Files", "- `run.py` - 131 lines"),
    "phases of one file": ("Phase 1", "`run.py` (120 lines)", "Phase 2", "- `run.py` - 131 lines"),
    "about": ("Delivered", "`run.py` (~100 lines)", "Files", "- `run.py` - 131 lines"),
    "a place in a file": ("Delivered", "`run.py` (120 lines)", "Files", "- `run.py:7` has 131 lines"),
    "another size": ("Delivered", "`run.py` (120 lines)", "Files", "- `run.py` - 131 tests"),
    "a share of something": ("Summary", "Growth rate: 91%", "Harvest", "### Growth rate: 94% for mosses"),
    "a bound": ("Summary", "Growth rate: 91%", "Harvest", "### Growth rate: >94%"),
    "a change in percent": ("Summary", "Growth rate: 91%", "Harvest", "### Growth rate: +94%"),
    "rates of parts": ("North", "- Growth rate: 91%", "South", "- Growth rate: 94%"),
    "more than all": ("Summary", "Growth rate: 150%", "Harvest", "### Growth rate (160%)"),
    "two of three": ("Summary", "Growth rate: 2/3", "Harvest", "### Growth rate (1/3)"),
    "two scales": ("Summary", "Growth rate: 9/10", "Harvest", "### Growth rate: 94/100"),
    "a share and a score": ("Summary", "Growth rate: 91%", "Harvest", "### Growth rate: 94/100"),
    "several rates in a row": (
        "Summary",
        "Growth rate: 91%",
        "Now",
        "| A | B | C |\n|---|---|---|\n| Growth rate | 94% | 99% |",
    ),
    "line numbers": ("Delivered", "`run.py` (120 lines)", "Files", "| File | Line |\n|---|---|\n| `run.py` | 131 |"),
}
EXPLAINED = {
    "a goal": ("Summary", "120 alpine flowers", "Conclusion", "- At least 131 alpine flowers"),
    "a change": ("Summary", "120 alpine flowers", "Conclusion", "- 100 → 131 alpine flowers"),
    "later work": ("Summary", "120 alpine flowers", "Next steps", "- 131 alpine flowers"),
    "another number": ("Summary", "120 alpine flowers of 131", "Conclusion", "- 131 alpine flowers"),
    "a range": ("Summary", "120-140 alpine flowers", "Conclusion", "- 130-150 alpine flowers"),
    "a file to come": ("Delivered", "`run.py` (120 lines)", "Target", "- `run.py` - 131 lines"),
}


def plan(text: str) -> Plan:
    return Plan(Document(Source(text)), load_vocabulary())


def outcomes(text: str) -> list[str]:
    return [tie.outcome for tie in claims.ties(plan(text))]


def test_the_top_speaks_of_the_whole() -> None:
    assert outcomes("# Garden\n\nWe dried 120 herbs.\n\n## Summary\n\nIn all, 131 herbs.\n") == ["p10"]


@pytest.mark.parametrize("parts", DIFFER)
def test_two_claims_of_one_thing_differ(parts: tuple[str, ...]) -> None:
    assert outcomes(PARTS.format(*parts)) == ["p10"]
    assert outcomes(PARTS.format(*parts).replace("131", "120")) == ["agree"]


@pytest.mark.parametrize("parts", RATED)
def test_two_ratings_of_one_thing_differ(parts: tuple[str, ...]) -> None:
    assert outcomes(PARTS.format(*parts)) == ["p10"]
    assert outcomes(PARTS.format(*parts).replace("94", "91")) == ["agree"]


@pytest.mark.parametrize("how", APART)
def test_claims_of_two_things_are_not_held_against_each_other(how: str) -> None:
    assert outcomes(PARTS.format(*APART[how])) == []


@pytest.mark.parametrize("how", EXPLAINED)
def test_a_claim_that_is_set_apart_is_no_contradiction(how: str) -> None:
    assert outcomes(PARTS.format(*EXPLAINED[how])) == ["explained"]


def test_what_four_places_state_is_a_label() -> None:
    places = [("Summary", 120), ("Overview", 120), ("Statistics", 131), ("Conclusion", 120)]
    text = ["# Flowers\n", *(f"## {title}\n\n- {number} alpine flowers\n" for title, number in places)]
    assert outcomes("\n".join(text[:-1])) == ["agree", "p10"]
    assert outcomes("\n".join(text)) == []


def test_a_number_that_is_said_twice_is_not_thereby_the_sum_of_its_parts() -> None:
    parts = "- **run.py**: 24 tests\n  - Start (4 tests)\n  - Walk (6 tests)\n  - Stop (5 tests)\n  - Turn (5 tests)\n"
    texts = [f"# Runs\n\n## Delivered\n\n- `run.py` ({n} tests)\n\n## Tests\n\n{parts}" for n in ("24", "some")]
    assert outcomes(texts[0]) == ["agree"]
    twice, once = ([tie.confidence for tie in contradictions(plan(text))[0]["SUM001"]] for text in texts)
    assert twice == once

"""Contradictions of status, date, dependency and structure in many layouts, each beside its consistent twin."""

import pytest

from planlint.running.linter import lint
from planlint.settings.config import Settings
from planlint.text.source import Source

CODES = ("STA", "DAT", "DEP", "FMT")

TICKED_SHARES = [
    ("STA005", "### Phase 2.1: Design ✅ IN PROGRESS\n", "### Phase 2.1: Design ✅ DONE\n"),
    ("STA005", "## Étape 2 ✅ 80%\n\n**Statut** : ✅ En cours\n", "## Étape 2 ✅ 100%\n\n**Statut** : ✅ Terminé\n"),
]

OPEN_WORK = [
    (
        "STA003",
        "### Backend ✅\n\n- [x] Routes\n- [ ] Migrations\n\n### Views ⏳\n\n- [ ] List\n",
        "### Backend ✅\n\n- [x] Routes\n- [x] Migrations\n\n### Views ⏳\n\n- [ ] List\n",
    ),
]


TWO_PLACES = [
    (
        "STA003",
        "## Phase 1: Data ✅ COMPLETE\n\n| Task | Status |\n|---|---|\n| Schema | Done |\n| Seed rows | Pending |\n",
        "## Phase 1: Data ✅ COMPLETE\n\n| Task | Status |\n|---|---|\n| Schema | Done |\n| Seed rows | Done |\n",
    ),
]

NUMBERS = [
    (
        "FMT005",
        "**Step 1: Dig**\n\nA\n\n**Step 2: Lay**\n\nB\n\n**Step 4: Pour**\n\nC\n\n**Step 5: Dry**\n\nD\n",
        "**Step 1: Dig**\n\nA\n\n**Step 2: Lay**\n\nB\n\n**Step 3: Pour**\n\nC\n\n**Step 4: Dry**\n\nD\n",
    ),
    (
        "FMT005",
        "### Phase 3.2: A\n\n### Phase 3.3: B\n\n### Phase 3.4: C\n\n### Phase 3.5: D\n",
        "### Phase 3.1: A\n\n### Phase 3.2: B\n\n### Phase 3.3: C\n\n### Phase 3.4: D\n",
    ),
    (
        "FMT005",
        "- [ ] 1.1 Dig\n- [ ] 1.2 Lay\n- [ ] 1.4 Pour\n- [ ] 1.5 Dry\n",
        "- [ ] 1.1 Dig\n- [ ] 1.2 Lay\n- [ ] 1.3 Test the pipes\n- [ ] 1.4 Dry\n",
    ),
    (
        "FMT005",
        "- [ ] T001 Dig\n- [ ] T002 Lay\n- [ ] T004 Pour\n- [ ] T005 Dry\n",
        "- [ ] T001 Dig\n- [ ] T002 Lay\n- [ ] T003 Pour\n- [ ] T004 Dry\n",
    ),
    (
        "FMT005",
        "| # | Task |\n|---|---|\n| 1 | Dig |\n| 2 | Lay |\n| 2 | Pour |\n| 3 | Dry |\n",
        "| # | Task |\n|---|---|\n| 1 | Dig |\n| 2 | Lay |\n| 3 | Pour |\n| 4 | Dry |\n",
    ),
    (
        "DAT007",
        "## Phase 1: Dig\n\n## Phase 3: Pour\n\n## Phase 4: Dry\n\n## Phase 5: Sell\n",
        "## Phase 1: Dig\n\n## Phase 2: Pour\n\n## Phase 3: Dry\n\n## Phase 4: Sell\n",
    ),
]

_DAYS = "| Day | Date | Work |\n|---|---|---|\n| Monday | 2026-01-05 | Plan |\n| {} | 2026-01-07 | Build |\n"
_DUE = "## Phase 1 (2025-03-03 to 2025-03-14)\n\n- [ ] Schema (due {})\n- [ ] Seeds (due 2025-03-12)\n"
_DONE_ON = "# Plan\n\n**Last updated:** {}\n\n| Task | Completed |\n|---|---|\n| A | 2025-02-20 |\n| B | 2025-03-05 |\n"

DATES = [
    ("DAT004", _DAYS.format("Tuesday"), _DAYS.format("Wednesday")),
    ("DAT004", _DAYS.format("Dienstag"), _DAYS.format("Mittwoch")),
    ("DAT002", _DUE.format("2025-03-28"), _DUE.format("2025-03-10")),
    ("DAT003", "**Duration:** 4 weeks (Week 1-6)\n", "**Duration:** 5 weeks (Week 1-6)\n"),
    ("DAT005", _DONE_ON.format("2025-03-01"), _DONE_ON.format("2025-03-06")),
]

CASES = [*TICKED_SHARES, *OPEN_WORK, *TWO_PLACES, *NUMBERS, *DATES]

SILENT = [
    "After this session:\n\n- **94% complete** ✅\n- All dialogs wired\n",
    "### ✅ Completed (75%)\n\n- Import\n",
    "- ✅ 88% of the plan\n- ✅ 100% of the tests\n",
    "### Coverage ✅ 93%\n",
    "### ✅ Phase 1: Design\n\n- [ ] Draw\n\n### 🛠️ Phase 2: Build\n\n- [ ] Code\n",
    "## Testing checklist ✅\n\n- [ ] Log in\n- [ ] Log out\n",
    "### W3.1: Write the parser\n\n- [ ] Fast\n- [ ] Safe\n\n## Next\n\n- [ ] W3.1: Write the parser\n",
    "### Order flow (COMPLETE)\n\n- ✅ Pay\n- ⏳ Receipt (next up)\n- 🔴 red means stop\n",
    "# Phase 2: Views\n\n**Status:** Completed\n**Progress:** 50% of the project\n",
    "# Phase 2: Views\n\n**Status:** In progress\n\n## Next steps\n\n**Phase 2 complete**\n",
    "# Dialogs complete\n\n**Status:** Ready for production\n",
    "# Move\n\n**Status:** All tasks complete\n\n## Deployment schedule\n\n### Week 1: Launch\n\n- [ ] Announce\n",
    "```\nWeek 4, Days 1-3: Rules ✅ COMPLETE\nWeek 4, Days 4-5: Tests ⏳ NEXT\n```\n",
    "```\nPhase 1 ✅ → Phase 2 ⏳\n```\n\n## Phase 2\n\n**Status:** Not started\n",
    "## ✅ Definition of done\n\n- [ ] It is fast\n",
    "- ✅ Tests are not blocked\n\n### Tests are not\n\nDone.\n",
    "### Import tests\n\n**Status:** Pending\n\n## Success criteria\n\n- ✅ Import tests complete\n",
    "- ✅ Tests de charge complets\n\n## Tests de charge\n\n**Statut :** En cours\n",
    "- [ ] T001 Dig\n- [ ] T002 Lay\n- [ ] T004 Pour\n- [ ] T005 Dry\n\nT003 was dropped.\n",
    "### Phase 3.2: A\n\n### Phase 3.3: B\n\n### Phase 3.4: C\n\n### Phase 3.5: D\n\nPhase 3.1 is over.\n",
    "1. Dig\n2. Lay\n4. Pour\n5. Dry\n",
    "| Version | Date |\n|---|---|\n| 1.9 | 2025-01-10 |\n| 2.0 | 2025-02-10 |\n| 1.10 | 2025-03-01 |\n",
    "| Day | From | To |\n|---|---|---|\n| Monday | 2026-01-06 | 2026-01-09 |\n",
    "| Metric | Value |\n|---|---|\n| Latency | ✅ 20% of the limit |\n",
]


def codes(text: str, confidence: str = "high") -> list[str]:
    return [diagnostic.code for diagnostic in lint(Source(text), Settings(select=CODES, confidence=confidence))]


@pytest.mark.parametrize(("code", "wrong", "right"), CASES)
def test_the_contradiction_is_reported_and_its_twin_is_not(code: str, wrong: str, right: str) -> None:
    assert code in codes(wrong, "low")
    assert codes(right) == []


@pytest.mark.parametrize("text", SILENT)
def test_what_only_looks_like_a_contradiction_is_left_alone(text: str) -> None:
    assert codes(text) == []

"""A whole's state against its boxes: every slot with every word over every kind of boxes has a decided outcome."""

import pytest
from plans import check_for

from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

RULES = {
    "STA002": check_for("STA002"),
    "STA003": check_for("STA003"),
    "STA004": check_for("STA004"),
    "STA005": check_for("STA005"),
    "STA006": check_for("STA006"),
}

SLOTS = {
    "field": "### T1 Parser\n\n**Status:** {}\n",
    "plain field": "### T1 Parser\n\nStatus: {}\n",
    "field in a list": "### T1 Parser\n\n- **Status:** {}\n",
    "label cell": "### T1 Parser\n\n| Status | {} |\n|---|---|\n| Owner | Ann |\n",
    "bracket": "### T1 Parser ({})\n",
    "dash": "### T1 Parser - {}\n",
    "colon": "### Phase 1: {}\n",
    "glyph and word": "### T1 Parser ✅ {}\n",
    "capitals": "### T1 Parser {}\n",
}
"""Places made for a status."""

MUTE = {
    "prose": "### T1 Parser\n\nThe last one was {} in May.\n",
    "name": "### {} parser design\n",
    "leading tick": "### ✅ Parser of {} files\n",
    "quoted label": "### T1 Parser\n\n**Rule:** {}\n",
    "change": "### T1 Parser\n\n**Status:** Draft → {}\n",
    "choice": "### T1 Parser\n\n**Status:** Draft / {}\n",
    "what is left": "### T1 Parser\n\n**Status:** {} (release pending)\n",
    "log": "## Changelog\n\n### T1 Parser tests ({})\n",
}
"""Places that say nothing of how far the thing is."""

BOXES = {
    "all": "\n- [x] Read\n- [x] Write\n",
    "some": "\n- [x] Read\n- [ ] Write\n",
    "none": "\n- [ ] Read\n- [ ] Write\n",
    "optional": "\n- [x] Read\n- [x] Sort\n- [ ] Write (optional)\n",
    "cancelled": "\n- [x] Read\n- [x] Sort\n- [-] Write\n",
    "struck": "\n- [x] Read\n- [x] Sort\n- [ ] ~~Write~~\n",
    "later": "\n- [x] Read\n- [x] Sort\n\n#### Next steps\n\n- [ ] Write\n",
    "criteria": "\n- [x] Read\n- [x] Sort\n\n**Success criteria:**\n\n- [ ] Fast\n",
    "no": "\nNo box.\n",
}
TICKED = ("all", "some", "optional", "cancelled", "struck", "later", "criteria")
"""The boxes with which work has begun."""

WORDS = {
    "COMPLETE": {"some": "STA003"},
    "FINISHED": {"some": "STA003"},
    "NOT STARTED": dict.fromkeys(TICKED, "STA004"),
    "PLANNED": dict.fromkeys(TICKED, "STA004"),
    "IN PROGRESS": {"all": "STA004"},
    "BLOCKED": {},
    "DRAFT": {},
    "NOT COMPLETE": {"all": "STA004"},
}
"""What a word says over which boxes; elsewhere nothing."""


def codes(text: str) -> set[str]:
    plan = Plan(Document(Source(text)), load_vocabulary())
    return {code for code, rule in RULES.items() if any(rule(plan))}


@pytest.mark.parametrize("boxes", BOXES)
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("slot", SLOTS)
def test_over_boxes(slot: str, word: str, boxes: str) -> None:
    unread = slot in ("colon", "dash") and word == "NOT COMPLETE"  # it may be a name
    expected = {WORDS[word][boxes]} if boxes in WORDS[word] and not unread else set()
    denied = slot == "glyph and word" and word not in ("COMPLETE", "FINISHED", "DRAFT")
    said = codes(SLOTS[slot].format(word) + BOXES[boxes])
    if denied:  # the tick contradicts the word; where the boxes do, too, the surer of the two is told
        assert len(said) == 1
        assert said <= expected | {"STA005"}
    else:
        assert said == expected


@pytest.mark.parametrize("boxes", BOXES)
@pytest.mark.parametrize("word", ["complete", "Complete", "not started"])
@pytest.mark.parametrize("slot", MUTE)
def test_places_that_say_nothing(slot: str, word: str, boxes: str) -> None:
    assert codes(MUTE[slot].format(word) + BOXES[boxes]) == set()


@pytest.mark.parametrize("boxes", BOXES)
@pytest.mark.parametrize("share", ["40% complete", "3/5 done", "95% COMPLETE", "7h done", "0% complete"])
def test_a_share_is_no_end(share: str, boxes: str) -> None:
    for slot in ("field", "bracket", "dash"):
        denied = share == "0% complete" and boxes == "all"
        assert codes(SLOTS[slot].format(share) + BOXES[boxes]) == ({"STA004"} if denied else set())


PARENTS = [
    ("- [x] a\n  - [x] b\n  - [ ] c\n", True),
    ("- [x] a\n  - [x] b\n  - [x] c\n", False),
    ("- [x] a\n  - [x] b\n  - [ ] c (optional)\n", False),
    ("- [x] a\n  - [x] b\n  - [-] c\n", False),
    ("- [ ] a\n  - [x] b\n  - [x] c\n", True),
    ("- [ ] a\n  - [x] b\n  - [ ] c\n", False),
    ("- [ ] a\n  - [x] b\n", False),
    ("- [~] a\n  - [x] b\n  - [x] c\n", False),
    ("- a\n  - [x] b\n  - [ ] c\n", False),
]


@pytest.mark.parametrize(("text", "wrong"), PARENTS)
def test_a_box_over_boxes(text: str, wrong: bool) -> None:
    assert codes(text) == ({"STA006"} if wrong else set())


CONTAINERS = [
    ("## Completed\n\n- Parser (in progress)\n", True),
    ("## Completed tasks\n\n### Parser\n\n**Status:** Partially complete\n", True),
    ("## Completed\n\n- Parser (done)\n", False),
    ("## Complete redesign\n\n- Parser (in progress)\n", False),
    ("## Completion checklist\n\n- Parser (in progress)\n", False),
    ("## Completed: 2 of 3\n\n- Parser (in progress)\n", False),
    ("## Changelog\n\n**Completed:**\n\n- Parser (in progress)\n", False),
    ("## Remaining\n\n- Parser (done)\n", True),
    ("## Next steps\n\n- Parser (done)\n", False),
    ("## Open questions\n\n- Parser (done)\n", False),
    ("## In progress\n\n- Parser (done)\n", False),
]


@pytest.mark.parametrize(("text", "wrong"), CONTAINERS)
def test_what_stands_under_a_state(text: str, wrong: bool) -> None:
    assert codes(text) == ({"STA002"} if wrong else set())


LINES = [
    ("- ✅ Phase 2: Hardening in progress\n", True),
    ("- ✅ Phase 2: Hardening\n", False),
    ("- ✅ Work in progress\n", False),
    ("- 🔄 Phase 2: Hardening in progress\n", False),
]


@pytest.mark.parametrize(("text", "wrong"), LINES)
def test_a_tick_before_a_phase_in_progress(text: str, wrong: bool) -> None:
    assert codes(text) == ({"STA005"} if wrong else set())


TWICE = [
    ("## Phase 4: Release preparation (P1)\n\n## Days\n\n- **Day 9**: Release preparation and training (P0)\n", True),
    ("## Phase 4: Release preparation (P1)\n\n## Days\n\n- **Day 9**: Release preparation and training (P1)\n", False),
    ("## Phase 4: Release preparation (P1)\n\n## Days\n\n- **Phase 5**: Release preparation and more (P0)\n", False),
    ("# Plan\n\n**Version:** 1.2\n\n## Work\n\nAll.\n\n---\n\n**Version:** 1.2.0\n", False),
    ("## T-12 Importer\n\n**Owner:** Ann Lee\n\n| Task | Owner |\n|---|---|\n| T-12 | Ann |\n", False),
    ("## T-12 Importer\n\n**Owner:** Ann\n\n| Task | Owner |\n|---|---|\n| T-12 | the new backend team |\n", False),
    ("## T-12 Importer (P1)\n\n- T-12 Importer (P0)\n", True),
    ("## T-12 Importer (P1)\n\n- T-12 Importer (P1)\n- T-12 Importer (P1)\n- T-12 Importer (P0)\n", False),
    ("## T-12 Importer (P1)\n\n### T-12 Importer (P1)\n\n- T-12 Importer (P0)\n", False),
]


@pytest.mark.parametrize(("text", "wrong"), TWICE)
def test_one_attribute_twice(text: str, wrong: bool) -> None:
    plan = Plan(Document(Source(text)), load_vocabulary())
    assert bool([*check_for("STA007")(plan)]) == wrong

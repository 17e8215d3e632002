"""The words of nine languages, and words added to them."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from planlint.plan.states import read_phrase, read_status
from planlint.running.linter import lint
from planlint.settings.config import Settings
from planlint.settings.config_schema import config_schema
from planlint.text.compiled import load_folder
from planlint.text.source import Source, Span
from planlint.words.vocabulary import FOLDER, extend, load_vocabulary, mentions

WORDS = load_vocabulary()
LANGUAGES = load_folder(FOLDER)

PHRASES = [
    ("en", "Complete", "done"),
    ("en", "Not started", "open"),
    ("en", "In Progress", "active"),
    ("en", "not yet deployed", "outstanding"),
    ("en", "Not complete", "outstanding"),
    ("en", "Mostly done", "partial"),
    ("en", "won't fix", "cancelled"),
    ("de", "abgeschlossen", "done"),
    ("de", "noch nicht begonnen", "open"),
    ("de", "In Arbeit", "active"),
    ("de", "nicht fertig", "outstanding"),
    ("de", "noch nicht umgesetzt", "outstanding"),
    ("de", "teilweise erledigt", "partial"),
    ("fr", "Terminée", "done"),
    ("fr", "À faire", "open"),
    ("fr", "En cours", "active"),
    ("fr", "pas encore déployé", "outstanding"),
    ("fr", "partiellement terminé", "partial"),
    ("es", "Completado", "done"),
    ("es", "No iniciada", "open"),
    ("es", "En progreso", "active"),
    ("es", "aún no terminado", "outstanding"),
    ("es", "casi listo", "partial"),
    ("pt", "Concluída", "done"),
    ("pt", "Não iniciado", "open"),
    ("pt", "Em andamento", "active"),
    ("pt", "não concluído", "outstanding"),
    ("pt", "parcialmente concluído", "partial"),
    ("ru", "Завершено", "done"),
    ("ru", "не начато", "open"),
    ("ru", "в работе", "active"),
    ("ru", "ещё не сделано", "outstanding"),
    ("ru", "частично готово", "partial"),
    ("zh", "已完成", "done"),
    ("zh", "未开始", "open"),
    ("zh", "进行中", "active"),
    ("zh", "未完成", "outstanding"),
    ("zh", "部分完成", "partial"),
    ("zh", "完成了", "done"),
    ("ja", "完了", "done"),
    ("ja", "未着手", "open"),
    ("ja", "作業中", "active"),
    ("ja", "未完了", "outstanding"),
    ("ja", "一部完了", "partial"),
    ("ja", "完了しました", "done"),
    ("ko", "완료됨", "done"),
    ("ko", "미시작", "open"),
    ("ko", "진행 중", "active"),
    ("ko", "미완료", "outstanding"),
    ("ko", "부분 완료", "partial"),
    ("ko", "완료되었습니다", "done"),
    ("ko", "완료 예정", "open"),
    ("", "Fertigstellung", ""),
    ("", "Openness", ""),
    ("", "Note", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("language", "phrase", "state"), PHRASES)
def test_phrase_has_state(language: str, phrase: str, state: str) -> None:
    status = read_status(phrase, Span(0, len(phrase)), WORDS, {})
    assert (status.state if status else "") == state
    assert status is None or status.exact
    assert not language or language in LANGUAGES


@pytest.mark.parametrize(
    ("text", "exact", "firm"),
    [
        ("Complete", True, True),
        ("Complete (3 May)", True, True),
        ("Complete - see below", True, True),
        ("Complete on Monday", False, True),
        ("Complete 2025-05-03", False, True),
        ("Complete rewrite", False, False),
        ("完成度", False, False),
        ("완료율", False, False),
        ("Next.js", False, False),
    ],
)
def test_what_follows_a_phrase(text: str, exact: bool, firm: bool) -> None:
    status = read_status(text, Span(0, len(text)), WORDS, {})
    assert status is not None
    assert (status.exact, status.firm) == (exact, firm)


@pytest.mark.parametrize(
    ("text", "state", "share"),
    [
        ("60% complete", "partial", 60),
        ("3/5 done", "partial", 60),
        ("100% complete", "done", 100),
        ("0% done", "outstanding", 0),
    ],
)
def test_share_before_a_phrase(text: str, state: str, share: float) -> None:
    status = read_status(text, Span(0, len(text)), WORDS, {})
    assert status is not None
    assert (status.state, status.percent) == (state, share)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_status_phrase_is_read_whole(language: str) -> None:
    for state, phrases in LANGUAGES[language]["statuses"].items():
        for phrase in phrases:
            folded = phrase.casefold()
            assert read_phrase(folded, WORDS) == (state, len(folded))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("units", WORDS.units),
        ("series", WORDS.series),
        ("ordinals", WORDS.ordinals),
        ("priority-levels", WORDS.priorities),
        ("standings", WORDS.standings),
    ],
)
def test_no_word_means_something_else_in_an_earlier_language(
    language: str, name: str, table: Mapping[str, str]
) -> None:
    written = {
        phrase.casefold(): meaning
        for meaning, phrases in LANGUAGES[language].get(name, {}).items()
        for phrase in phrases
    }
    assert written == {phrase: table[phrase] for phrase in written}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize(
    "name", ["statuses", "status-keys", "progress-keys", "total-words", "units", "negations", "priority-levels"]
)
def test_every_language_has_the_lists(language: str, name: str) -> None:
    assert LANGUAGES[language][name]


def test_extend_adds_and_wins() -> None:
    words = extend(
        WORDS, {"statuses": {"done": ["Gereed", "wip"]}, "status-keys": ["fase"], "units": {"sack": ["sacks"]}}
    )
    assert words.statuses["gereed"] == words.statuses["wip"] == "done"
    assert words.statuses["complete"] == "done"
    assert {"fase", "status"} <= words.keys["status"]
    assert words.units["sacks"] == "sack"


def test_extend_with_nothing_changes_nothing() -> None:
    same = extend(WORDS, {})
    assert all(getattr(same, name) == getattr(WORDS, name) for name in type(WORDS).__annotations__)


ROW = "| ID | Estimate |\n|---|---|\n| API-1 | {} |\n\n## API-1: Add paging\n\n**Estimate:** {}\n"
TABLE = "| Work | Hours |\n|---|---|\n| Dig | 2 |\n| Plant | 3 |\n| {} | 6 |\n"
SETTINGS = [
    ("## Bed\n\n**Status:** Potted\n\n- [x] a\n- [ ] b\n", {"statuses": {"done": ["potted"]}}, "", "STA003"),
    ("## Bed\n\n**Status:** Potted\n\n- [x] a\n- [ ] b\n", {"statuses": {"active": ["potted"]}}, "", ""),
    ("## Bed\n\n**Status:** Complete\n\n- [x] a\n- [ ] b\n", {"statuses": {"active": ["complete"]}}, "STA003", ""),
    (TABLE.format("Bottom line"), {"total-words": ["bottom line"]}, "", "SUM001"),
    (TABLE.format("Fence"), {"total-words": ["bottom line"]}, "", ""),
    ("Progress: 2/3 tasks\n\n- [v] a\n- [x] b\n- [ ] c\n", {"glyphs": {"done": ["v"]}}, "PRG002 STA008", ""),
    ("## Bed\n\n**Status:** 🟢 In progress\n", {"glyphs": {"done": ["🟢"]}}, "", "STA005"),
    ("## Bed\n\n**Status:** 🟢 In progress\n", {"glyphs": {"active": ["🟢"]}}, "", ""),
    ("## Bed\n\n**Status:** ❤️ In progress\n", {"glyphs": {"done": ["❤️"]}}, "", "STA005"),
    ("🟢 active | ⚪ open\n\n## Bed\n\n**Status:** 🟢 In progress\n", {"glyphs": {"done": ["🟢"]}}, "", ""),
    (ROW.format("16h", "9 shifts"), {"units": {"day": ["shifts"]}, "hours-per-day": 8}, "", "EST001"),
    (ROW.format("72h", "9 shifts"), {"units": {"day": ["shifts"]}, "hours-per-day": 8}, "", ""),
    (ROW.format("16h", "2 days"), {"hours-per-day": 8}, "", ""),
    (ROW.format("16h", "2 days"), {"hours-per-day": 4}, "", "EST001"),
    (ROW.format("48h", "2 days"), {"hours-per-day": 8}, "", "EST001"),
    (ROW.format("2 weeks", "10 days"), {"days-per-week": 5}, "", ""),
    (ROW.format("2 weeks", "10 days"), {"days-per-week": 2.5}, "", "EST001"),
    ("2 days + 4 hours = 20 hours\n", {"hours-per-day": 8}, "", ""),
    ("2 days + 4 hours = 20 hours\n", {"hours-per-day": 6}, "", "SUM003"),
    ("## Phase 1 (3 days)\n\n- a (12 hours)\n- b (12 hours)\n", {"hours-per-day": 4}, "", "EST002"),
]


@pytest.mark.parametrize(("text", "words", "without", "with_them"), SETTINGS)
def test_each_setting_changes_a_verdict(text: str, words: dict[str, Any], without: str, with_them: str) -> None:
    assert Draft202012Validator(config_schema()).is_valid({"vocabulary": words})
    for vocabulary, expected in (({}, without), (words, with_them)):
        chosen = Settings(select=("EST", "PRG", "STA", "SUM"), vocabulary=vocabulary, confidence="low")
        assert " ".join(each.code for each in lint(Source(text), chosen)) == expected


@pytest.mark.parametrize(
    "words",
    [
        {"hours-per-day": 0},
        {"hours-per-day": 25},
        {"hours-per-day": "8"},
        {"days-per-week": 8},
        {"glyphs": {"shipped": ["x"]}},
        {"glyphs": {"done": ["xyz"]}},
        {"glyphs": {"done": "x"}},
        {"statuses": {"shipped": ["sent"]}},
        {"months": ["one"]},
        {"weekdays": ["one"]},
        {"status": {}},
        {"statuses": ["done"]},
        {"total-words": [3]},
        {"total-words": [" "]},
        {"total-words": {"a": 1}},
    ],
)
def test_the_configuration_refuses_words_that_say_nothing(words: dict[str, Any]) -> None:
    assert not Draft202012Validator(config_schema()).is_valid({"vocabulary": words})


SETS = st.frozensets(
    st.sampled_from(["left", "to do", "won't do", "done", "&", "%", "剩余", "été", "🎯", "a_b"]), min_size=1
)
TEXTS = st.lists(st.sampled_from(["left", "to", " ", "do", "won't", "_", "&", "%", "剩", "余", "été", "🎯", "–", "a"]))


@given(SETS, TEXTS.map("".join))
def test_mentions_are_whole_words_or_ideographs(words: frozenset[str], text: str) -> None:
    def stands(word: str, at: int) -> bool:
        around = text[at - 1 : at] + " " + text[at + len(word) :][:1]
        whole = word[-1] >= "\u3040" or not any(char.isalnum() or char == "_" for char in around)
        return text.startswith(word, at) and whole

    places = ((at, word) for at in range(len(text)) for word in words if stands(word, at))
    first = min(places, key=lambda pair: (pair[0], pair[1][-1] >= "\u3040", -len(pair[1])), default=(0, ""))
    assert mentions(words, text) == first[1]

"""The words of nine languages, and words added to them."""

from typing import Any

import pytest

from planlint.compiled import load_folder
from planlint.facts.statuses import read_phrase, read_status
from planlint.source import Span
from planlint.vocabulary import FOLDER, VocabularyError, extend, load_vocabulary

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
    for phrases in LANGUAGES[language]["statuses"].values():
        for phrase in phrases:
            folded = str(phrase).casefold()
            assert read_phrase(folded, WORDS) == (WORDS.statuses[folded], len(folded))


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
    assert extend(WORDS, {}) == WORDS


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"status": {}}, "vocabulary: 'status' is no word list; did you mean 'statuses'?"),
        ({"statuses": ["done"]}, "vocabulary.statuses: expected meanings with lists of phrases, as `done: [shipped]`"),
        (
            {"statuses": {"done": "shipped"}},
            "vocabulary.statuses.done: expected a list of phrases, as [one, two words], not 'shipped'",
        ),
        ({"total-words": [3]}, "vocabulary.total-words: 3 is no phrase; write it in quotation marks"),
        (
            {"total-words": {"a": 1}},
            "vocabulary.total-words: expected a list of phrases, as [one, two words], not {'a': 1}",
        ),
        ({"months": ["one"]}, "vocabulary.months: 12 names are needed, in order, not 1"),
    ],
)
def test_extend_says_what_is_wrong(mapping: dict[str, Any], message: str) -> None:
    with pytest.raises(VocabularyError) as error:
        extend(WORDS, mapping)
    assert str(error.value) == message


def test_extend_names_the_states() -> None:
    with pytest.raises(VocabularyError, match=r"'shipped' has no meaning to planlint; use one of active, .*done"):
        extend(WORDS, {"statuses": {"shipped": ["sent"]}})

"""What a configuration adds to the words of plans."""

from collections.abc import Iterable, Mapping
from typing import Any

from planlint.words.vocabulary import GLYPHS, NUMBERS, TABLES, Vocabulary, build

_CLOSED = frozenset({"statuses", "priority-levels", "standings", GLYPHS})
_CALENDARS = {"months": 12, "weekdays": 7}


class VocabularyError(ValueError):
    """Words that cannot be added; the message is one line for the user."""


def extend(vocabulary: Vocabulary, mapping: Mapping[str, Any]) -> Vocabulary:
    """`vocabulary` and the words of `mapping`, which has the shape of a file of languages/; where they differ, it wins.

    Raises `VocabularyError`, with one line for the user, for a list, a state or a priority that planlint does not know
    and for anything that is no list of phrases, or no number where one is due. Units and series may have new meanings.
    """
    _validate(vocabulary, mapping)
    if "total-words" in mapping:  # one's own word for a total is one for a sum, too
        mapping = {**mapping, "sum-words": [*mapping.get("sum-words", ()), *mapping["total-words"]]}
    added = build([mapping])
    names = vocabulary.lists.keys() | added.lists.keys()
    none: frozenset[str] = frozenset()
    tables = {name: {**getattr(vocabulary, name), **getattr(added, name)} for name in TABLES.values()}
    return Vocabulary(
        {name: vocabulary.lists.get(name, none) | added.lists.get(name, none) for name in names},
        months={**vocabulary.months, **added.months},
        weekdays={**vocabulary.weekdays, **added.weekdays},
        working=added.working or vocabulary.working,
        **tables,
    )


def _validate(vocabulary: Vocabulary, mapping: Mapping[str, Any]) -> None:
    known = {*vocabulary.lists, *TABLES, *_CALENDARS, *NUMBERS}
    for name, value in mapping.items():
        if name in NUMBERS:
            if not isinstance(value, int | float) or not 0 < value <= NUMBERS[name]:
                raise VocabularyError(f"vocabulary.{name}: {value!r} should be a number up to {NUMBERS[name]}")
            continue
        kind = name.partition("-")[0]
        if name not in known and kind not in _CALENDARS:
            raise VocabularyError(f"vocabulary: {name!r} is no word list{_nearest(name, known)}")
        if name not in TABLES:
            _validate_phrases(f"vocabulary.{name}", value)
            if len(value) != (size := _CALENDARS.get(kind, len(value))):
                raise VocabularyError(f"vocabulary.{name}: {size} names are needed, in order, not {len(value)}")
            continue
        if not isinstance(value, Mapping):
            raise VocabularyError(f"vocabulary.{name}: expected meanings with lists of phrases, as `done: [shipped]`")
        meanings = set(getattr(vocabulary, TABLES["statuses" if name == GLYPHS else name]).values())
        for meaning, phrases in value.items():
            if name in _CLOSED and meaning not in meanings:
                choices = ", ".join(sorted(meanings))
                raise VocabularyError(
                    f"vocabulary.{name}: {meaning!r} has no meaning to planlint; use one of {choices}"
                )
            _validate_phrases(f"vocabulary.{name}.{meaning}", phrases)


def _validate_phrases(place: str, value: Any) -> None:
    if isinstance(value, str) or not isinstance(value, Iterable) or isinstance(value, Mapping):
        raise VocabularyError(f"{place}: expected a list of phrases, as [one, two words], not {value!r}")
    for phrase in value:
        if not isinstance(phrase, str) or not phrase.strip():
            raise VocabularyError(f"{place}: {phrase!r} is no phrase; write it in quotation marks")


def _nearest(word: str, choices: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, sorted(choices), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""

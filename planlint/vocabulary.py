"""The words of plans in several languages: data from languages/*.yaml, never words in code.

A word list is a set of casefolded phrases. All languages are in force at once, because plans mix them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from planlint.compiled import load_folder

FOLDER = Path(__file__).parent / "languages"

_MAX_WORDS = 6
_MAX_IDEOGRAPHS = 10


@dataclass(frozen=True)
class Vocabulary:
    """Word lists by name (`total-words`), and those that map a phrase to a meaning: statuses, units, series, dates."""

    lists: Mapping[str, frozenset[str]]
    statuses: Mapping[str, str]
    units: Mapping[str, str]
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    series: Mapping[str, str] = field(default_factory=dict)
    """Word before a number -> kind: "weeks" -> "week", "Woche" -> "week"."""
    ordinals: Mapping[str, str] = field(default_factory=dict)
    """Word behind a number that makes it an ordinal, as in Korean -> kind."""

    def has(self, name: str, phrase: str) -> bool:
        """Whether `phrase`, casefolded, is in the list called `name`."""
        return phrase in self.lists[name]

    def mentions(self, name: str, text: str) -> bool:
        """Whether `text` holds a phrase of the list called `name`: as whole words, or anywhere where a script writes
        none."""
        return _pattern(self.lists[name]).search(text.casefold()) is not None

    def longest(self, table: Mapping[str, str], text: str) -> tuple[str, int]:
        """The meaning of the longest phrase of `table` that `text` (casefolded) starts with, and its length.

        Phrases of letters must end at a word's end; Chinese, Japanese and Korean ones need not. ("", 0) if none fits.
        """
        for end in _ends(text):
            meaning = table.get(text[:end])
            if meaning is not None:
                return meaning, end
        return "", 0

    @cached_property
    def keys(self) -> Mapping[str, frozenset[str]]:
        """Field keys by attribute: "status" -> every phrase that names a status field."""
        return {name.removesuffix("-keys"): words for name, words in self.lists.items() if name.endswith("-keys")}


@cache
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Any of `words`, the longest first."""
    parts = [
        rf"(?<!\w){re.escape(word)}(?!\w)" if word[-1:] < "\u3040" else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile("|".join(parts) or r"(?!)")


def _ends(text: str) -> list[int]:
    """Where a phrase at the start of `text` may end, longest first."""
    ends: list[int] = []
    words = 0
    previous = ""
    for position, char in enumerate(text):
        wide = "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"
        if wide and position <= _MAX_IDEOGRAPHS and previous and not previous.isspace():
            ends.append(position)
        elif not wide and previous and (previous.isalnum() or previous in "%)?") and not char.isalnum() and char != "'":
            ends.append(position)
            words += 1
            if words >= _MAX_WORDS:
                break
        elif position > _MAX_IDEOGRAPHS * 8:
            break
        previous = char
    else:
        ends.append(len(text))
    return ends[::-1]


def build(languages: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """One vocabulary from the languages' data; a phrase given two meanings keeps the first."""
    lists: dict[str, set[str]] = {}
    statuses: dict[str, str] = {}
    units: dict[str, str] = {}
    series: dict[str, str] = {}
    ordinals: dict[str, str] = {}
    tables = {"statuses": statuses, "units": units, "series": series, "ordinals": ordinals}
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for language in languages:
        for name, value in language.items():
            if name in tables:
                for meaning, phrases in value.items():
                    for phrase in phrases:
                        tables[name].setdefault(str(phrase).casefold(), meaning)
            elif name.startswith(("months", "weekdays")):
                days = months if name.startswith("months") else weekdays
                for number, phrase in enumerate(value, 1):
                    days.setdefault(phrase.casefold(), number)
            else:
                lists.setdefault(name, set()).update(str(phrase).casefold() for phrase in value)
    frozen = {name: frozenset(words) for name, words in lists.items()}
    return Vocabulary(frozen, statuses, units, months, weekdays, series, ordinals)


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary of all languages shipped with planlint; English first, so that its meanings win."""
    languages = load_folder(FOLDER)
    return build(languages[name] for name in sorted(languages, key=lambda name: (name != "en", name)))

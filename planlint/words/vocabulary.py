"""The words of plans in several languages: data from languages/*.yaml, never words in code.

A word list is a set of casefolded phrases. All languages are in force at once, because plans mix them.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from planlint.text.compiled import load_folder
from planlint.text.patterns import regex
from planlint.text.records import field, record

FOLDER = Path(__file__).parent / "languages"

GLYPHS = "glyphs"
NUMBERS = {"hours-per-day": 24, "days-per-week": 7}
"""How long a day and a week of work are, at most; these and the glyphs only a configuration says."""

TABLES = {
    "statuses": "statuses",
    "units": "units",
    "series": "series",
    "ordinals": "ordinals",
    "priority-levels": "priorities",
    "standings": "standings",
    GLYPHS: "glyphs",
}
"""Lists that give phrases a meaning -> the attribute that holds them."""
_TOTALS = ("sum-words", "total-words", "average-words")
_NOUN = 4
"""A plural that no list knows has as many letters at least."""
_SINGULAR = ("ss", "us", "is")
_WORD = regex(r"[^\W_]+")
_DENSE = regex("[\u3040-\U0010ffff]")
"""What words without spaces between them end with."""
_HEAD_WORD = regex(r"(?<!\w)[^\W\d_]+")
_MAX_WORDS = 6
_MAX_IDEOGRAPHS = 10


@record
class Vocabulary:
    """Word lists by name (`total-words`), and those that map a phrase to a meaning: statuses, units, series, dates."""

    lists: Mapping[str, frozenset[str]]
    statuses: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    series: Mapping[str, str] = field(default_factory=dict)
    """Word before a number -> kind: "weeks" -> "week", "Woche" -> "week"."""
    ordinals: Mapping[str, str] = field(default_factory=dict)
    """Word behind a number that makes it an ordinal, as in Korean -> kind."""
    priorities: Mapping[str, str] = field(default_factory=dict)
    """Word for a priority -> critical, high, medium or low."""
    standings: Mapping[str, str] = field(default_factory=dict)
    """Words that set a part aside -> how: optional, stretch, dropped, moved, later, unneeded."""
    glyphs: Mapping[str, str] = field(default_factory=dict)
    """Glyph -> state, as the configuration has it."""
    working: tuple[float, float] | None = None
    """Hours a day and days a week, where the configuration says one of them."""

    def has(self, name: str, phrase: str) -> bool:
        """Whether `phrase`, casefolded, is in the list called `name`."""
        return phrase in self.lists[name]

    def mentions(self, name: str, text: str) -> bool:
        """Whether `text` holds a phrase of the list called `name`: as whole words, or anywhere where a script writes
        none."""
        return bool(mentions(self.lists[name], text.casefold()))

    def mentions_any(self, names: tuple[str, ...], text: str) -> bool:
        """As `mentions`, for several lists."""
        return bool(mentions(_joined(self, names), text.casefold()))

    def longest(self, table: Mapping[str, str], text: str) -> tuple[str, int]:
        """The meaning of the longest phrase of `table` that `text` (casefolded) starts with, and its length.

        Phrases of letters must end at a word's end; Chinese, Japanese and Korean ones need not. ("", 0) if none fits.
        """
        reach = self.reach(table, text)
        for end in _ends(text[: reach + 1]) if reach else ():
            meaning = table.get(text[:end])
            if meaning is not None:
                return meaning, end
        return "", 0

    @lru_cache(maxsize=1024)  # noqa: B019  (there is one vocabulary, or a few)
    def head_unit(self, head: str) -> str:
        """The unit that the head of a column, casefolded, gives to bare numbers; "" if none. "Day" and "Task" are names
        of what is numbered, "Days", "(d)" and "Effort (day)" are units."""
        for word in _HEAD_WORD.finditer(head):
            meaning, length = self.longest(self.units, head[word.start() :])
            phrase = head[word.start() : word.start() + length]
            bracket = head[word.start() - 1 : word.start()] in ("(", "[")
            if not meaning or meaning == "%" or (len(phrase) == 1 and not bracket):
                continue
            if bracket or phrase in self.plurals or phrase not in self.series:
                return meaning
        return ""

    def prefix(self, name: str, text: str) -> int:
        """The length of the longest phrase of the list called `name` that `text` (casefolded) starts with, or 0."""
        words = self.lists.get(name, frozenset())
        reach = self.reach(words, text)
        for end in _ends(text[: reach + 1]) if reach else ():
            if text[:end] in words:
                return end
        return 0

    def reach(self, words: Collection[str], text: str) -> int:
        """The length of the longest of `words` that begins as `text` does; 0, for most texts, if none does."""
        reaches = self._reaches.get(id(words))
        if reaches is None:
            reaches = self._reaches[id(words)] = _reaches(words)
        if text.isascii():
            word = _WORD.match(text)
            return reaches.get(word[0] if word else "", 0)
        return max(reaches.get(text[:3], 0), reaches.get(text[:2], 0), reaches.get(text[:1], 0))

    @cached_property
    def _reaches(self) -> dict[int, Mapping[str, int]]:
        return {}

    @cached_property
    def meanings(self) -> dict[tuple[str, bool, bool], tuple[str, int, tuple[str, ...], str]]:
        """What stood behind numbers so far, with its unit: plans say the same few words again and again."""
        return {}

    @cached_property
    def total_starts(self) -> frozenset[str]:
        """The first words for totals and averages, of those that are not ASCII two characters: few lines start so."""
        firsts = [(word, match[0] if match else "") for word in self._total_words for match in [_WORD.match(word)]]
        return frozenset([first if first.isascii() else word[:2] for word, first in firsts])

    @cached_property
    def _total_words(self) -> frozenset[str]:
        return frozenset().union(*(self.lists[name] for name in _TOTALS))

    def total_word(self, text: str) -> int:
        """The length of the word for a total or average that `text` (casefolded) starts with, or 0."""
        if not self.reach(self._total_words, text):
            return 0
        return next((length for name in _TOTALS if (length := self.prefix(name, text))), 0)

    @cached_property
    def state_words(self) -> frozenset[str]:
        """The phrases that a status may start with: those for a state, negations, words for all."""
        return frozenset(self.statuses).union(*(self.lists.get(name, ()) for name in ("negations", "every-words")))

    @cached_property
    def state_starts(self) -> frozenset[str]:
        """The first words of `state_words`: lines that hold none of them, and no symbol, tell no state."""
        return frozenset([word[0] if word else "" for word in map(_WORD.search, self.state_words)])

    @cached_property
    def aside(self) -> frozenset[str]:
        """The words of `standings`."""
        return frozenset(self.standings)

    @cached_property
    def optional(self) -> frozenset[str]:
        """The words that set a part aside as work that need not be done."""
        return frozenset(word for word, how in self.standings.items() if how in ("optional", "stretch"))

    @cached_property
    def plurals(self) -> frozenset[str]:
        """The unit words that go on from another word for the same unit: "phasen" from "phase"."""
        return frozenset(
            word
            for word, unit in self.units.items()
            if any(self.units.get(word[:length]) == unit for length in range(1, len(word)))
        )

    @cached_property
    def every_key(self) -> frozenset[str]:
        """All phrases that name a field."""
        return frozenset().union(*self.keys.values())

    @cached_property
    def keys(self) -> Mapping[str, frozenset[str]]:
        """Field keys by attribute: "status" -> every phrase that names a status field."""
        return {name.removesuffix("-keys"): words for name, words in self.lists.items() if name.endswith("-keys")}


@cache
def _joined(vocabulary: Vocabulary, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(vocabulary.lists[name] for name in names))


@lru_cache(maxsize=8192)
def mentions(words: frozenset[str], text: str) -> str:
    """The first of `words` that `text`, casefolded, holds; "" if none.

    Several rules ask the same of a line, and an editor's next version has nearly all lines of the one before.
    """
    starts, pattern = _pattern(words)
    if starts and (text.isascii() or not _DENSE.search(text)) and starts.isdisjoint(_WORD.findall(text)):
        return ""
    match = pattern.search(text)
    return match[0] if match else ""


@cache
def _pattern(words: frozenset[str]) -> tuple[frozenset[str], re.Pattern[str]]:
    """The first letters and digits of each of `words`, none where one has no such; an expression for them, the longest
    first."""
    spaced = sorted((word for word in words if word[-1:] < "\u3040"), key=len, reverse=True)
    dense = sorted((word for word in words if word[-1:] >= "\u3040"), key=len, reverse=True)
    parts = [rf"(?<!\w)(?:{'|'.join(map(re.escape, spaced))})(?!\w)"] if spaced else []
    found = [_WORD.search(word) for word in words]
    starts = frozenset(match[0] for match in found if match) if all(found) else frozenset()
    return starts, regex("|".join([*parts, *map(re.escape, dense)]) or r"(?!)")


def _reaches(words: Collection[str]) -> Mapping[str, int]:
    """First word, and first three characters, of phrases -> the length of the longest phrase that starts so."""
    longest: dict[str, int] = {}
    for phrase in sorted(words, key=len):
        word = _WORD.match(phrase)
        longest[word[0] if word else ""] = longest[phrase[:3]] = len(phrase)
    return longest


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
        previous = char
    else:
        ends.append(len(text))
    return ends[::-1]


def build(languages: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """One vocabulary from the languages' data; a phrase given two meanings keeps the first."""
    lists: dict[str, set[str]] = {}
    tables: dict[str, dict[str, str]] = {name: {} for name in TABLES}
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    numbers: dict[str, float] = {}
    for language in languages:
        for name, value in language.items():
            if name in tables:
                for meaning, phrases in value.items():
                    for phrase in _folded(phrases):
                        tables[name].setdefault(phrase.rstrip("\ufe0f"), meaning)
            elif name in NUMBERS:
                numbers[name] = float(value)
            elif name.startswith(("months", "weekdays")):
                days = months if name.startswith("months") else weekdays
                for number, phrase in enumerate(value, 1):
                    days.setdefault(phrase.casefold(), number)
            else:
                lists.setdefault(name, set()).update(_folded(value))
    frozen = {name: frozenset(words) for name, words in lists.items()}
    named = {attribute: tables[name] for name, attribute in TABLES.items()}
    day, week = numbers.get("hours-per-day", 8.0), numbers.get("days-per-week", 5.0)
    working = (day, week) if numbers else None
    return Vocabulary(frozen, months=months, weekdays=weekdays, working=working, **named)


def _folded(phrases: Iterable[object]) -> Iterable[str]:
    return map(str.casefold, map(str, phrases))


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary of all languages shipped with planlint; English first, so that its meanings win."""
    languages = load_folder(FOLDER)
    return build(languages[name] for name in sorted(languages, key=lambda name: (name != "en", name)))


def extend(vocabulary: Vocabulary, mapping: Mapping[str, Any]) -> Vocabulary:
    """`vocabulary` and the words of `mapping`, of the shape of a file of languages/; where they differ, it wins."""
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


def is_plural(word: str) -> bool:
    """Whether a word that no list knows looks like a plural."""
    return len(word) >= _NOUN and word.endswith("s") and not word.endswith(_SINGULAR)


def head_noun(words: Sequence[str]) -> str:
    """What a number before `words` counts: the first plural, or the one right behind it ("15 REST API endpoints"), else
    the first word."""
    plural = [is_plural(word) for word in words]
    if True not in plural:
        return words[0]
    at = plural.index(True)
    return words[at + 1] if plural[at + 1 : at + 2] == [True] else words[at]

"""Which stated counts disagree with what they list, beyond any way of counting."""

import re
from collections import Counter
from collections.abc import Iterator

from planlint.facts.enumerations import Count
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.words.vocabulary import Vocabulary, mentions

_MEASURES = frozenset(
    {"second", "minute", "hour", "day", "week", "month", "sprint", "%", "point", "line", "ms", "kb", "mb"}
)
_MIN_VALUE = 2


def count_claims(plan: Plan) -> Iterator[Finding]:
    """Stated counts outside what a reader may count, near enough to be about these entries."""
    counts = [count for count in plan.stated_counts if _is_count(plan, count)]
    kept = Counter(_manner(count, plan.vocabulary) for count in counts if _fits(count))
    broken = Counter(_manner(count, plan.vocabulary) for count in counts if not _fits(count))
    for count in counts:
        if _fits(count) or not _near(count) or _open(plan, count):
            continue
        manner = _manner(count, plan.vocabulary)
        if not _names_entries(plan, count, kept[manner], broken[manner]):
            continue
        yield _finding(plan, count)


def _is_count(plan: Plan, count: Count) -> bool:
    """Whether the number counts things: no measure, no number of a phase or week, no score."""
    if count.value < _MIN_VALUE or _unit(count.noun, plan.vocabulary) in _MEASURES:
        return False
    if count.form != "brackets" and _is_name(plan, count):
        return False
    return not (count.form == "brackets" and not count.noun and not count.label)


def _is_name(plan: Plan, count: Count) -> bool:
    """Whether the number belongs to the word before it ("Phase 2", "Stream 4") or to another number ("3 & 4")."""
    before = plan.source.text[count.segment.span.start : count.number.start]
    if re.search(r"\d\s?(?:&|and|und|et|[-–,/])\s?$", before):
        return True
    match = re.search(r"([^\W\d_]+)[\s#]*$", before)
    if match is None:
        return False
    if match[1].casefold() in plan.vocabulary.series:
        return True
    return match[1][:1].isupper() and (
        (before[: match.start()].strip(" *_#>-") != "" and match[1].isupper())
        or any(
            other != plan.source[count.number]
            for other in re.findall(rf"\b{re.escape(match[1])}\s(\d{{1,3}})\b", plan.document.prose)
        )
    )


def _unit(noun: str, vocabulary: Vocabulary) -> str:
    """The unit that a noun phrase ends or starts with, or its last word."""
    words = noun.split()
    for word in (*reversed(words), *words):
        if word in vocabulary.units:
            return vocabulary.units[word]
    return words[-1] if words else ""


def _manner(count: Count, vocabulary: Vocabulary) -> tuple[str, str]:
    return count.form, _unit(count.noun, vocabulary)


def _fits(count: Count) -> bool:
    entries = count.entries
    return entries.low <= count.value <= max(entries.high, entries.count) or count.value in entries.others


def _near(count: Count) -> bool:
    """Whether the count is close to the entries: what is far away counts something else."""
    away = abs(count.value - count.entries.count)
    allowed = max(2 if count.entries.coded and count.form != "inline" else 1, min(8, count.value * 0.36))
    return away <= allowed and count.entries.count >= _MIN_VALUE


def _open(plan: Plan, count: Count) -> bool:
    """Whether the line or the list says that the list is not whole."""
    if count.entries.partial:
        return True
    tail = plan.source.text[max(count.entries.span.start, count.entries.span.end - 60) : count.entries.span.end]
    if count.form == "inline":
        tail = plan.source[count.entries.span]
    behind = "" if count.form == "inline" else plan.source.text[count.number.end : count.segment.span.end]
    behind = behind.casefold().replace(count.noun, "", 1)
    lists = plan.vocabulary.lists
    some = lists["partial-words"] - lists["around-words"]
    return (
        plan.vocabulary.mentions("partial-words", f"{count.label} {count.noun}")
        or bool(mentions(some, behind))
        or (count.value > count.entries.count and bool(mentions(some, tail.casefold())))
    )


def _names_entries(plan: Plan, count: Count, kept: int, broken: int) -> bool:
    """Whether the noun can name these entries, and the document does not use such counts for something else."""
    if count.entries.attributes:
        return False
    line = plan.source[count.segment.span]
    if count.form == "inline":
        return broken <= max(1, kept) and count.entries.coded and _plural(count.noun or count.label, plan.vocabulary)
    if count.form in ("lead", "title"):
        definite = plan.vocabulary.has("definite-words", (count.label.split() or [""])[-1])
        plural = _ends_plural(count.noun, plan.vocabulary)
        return plural and "?" not in line and not (definite and count.form == "title")
    if count.noun and not _begins_with_thing(count.noun, plan.vocabulary):
        return False
    if count.entries.coded and plan.vocabulary.mentions("code-words", f"{count.label} {count.noun}"):
        return True
    if broken > max(1, kept):
        return False
    if not count.noun or len(count.noun) < 3 or plan.vocabulary.has("sum-words", count.noun):
        return _plural(count.label, plan.vocabulary)
    return kept > broken or _shares_word(count.noun, count.label, _unit(count.noun, plan.vocabulary))


def _begins_with_thing(noun: str, vocabulary: Vocabulary) -> bool:
    """Whether one of the first two words names things, as in "new files"; not so in "skipped until ready"."""
    words = noun.split()[:2]
    return any(
        _is_plural(word, vocabulary) or word in vocabulary.units or vocabulary.has("sum-words", word) for word in words
    )


def _plural(phrase: str, vocabulary: Vocabulary) -> bool:
    """Whether one of the last nouns may be a plural: in English and its kin it ends in s; other scripts do not say."""
    words = re.findall(r"[^\W\d_]+", phrase)
    return any(_is_plural(word, vocabulary) for word in words[-3:])


def _ends_plural(phrase: str, vocabulary: Vocabulary) -> bool:
    """Whether a phrase ends in a plural, or in one with a participle behind it ("files created")."""
    words = re.findall(r"[^\W\d_]+", phrase)
    if len(words) > 1 and (words[-1].endswith("ed") or vocabulary.has("made-words", words[-1])):
        words.pop()
    return bool(words) and _is_plural(words[-1], vocabulary)


def _is_plural(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a casefolded noun is a plural; those that are not ASCII get the benefit of the doubt."""
    english = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return english or not word.isascii() or word in vocabulary.plurals


def _shares_word(noun: str, label: str, unit: str) -> bool:
    words = {word.rstrip("s") for word in label.split()}
    return any(word.rstrip("s") in words for word in noun.split() if len(word) > 3) or unit in words


def _finding(plan: Plan, count: Count) -> Finding:
    entries = count.entries
    what = "in the brackets" if count.form == "inline" else "listed below"
    noun = count.noun or "entries"
    message = f"{plan.source[count.number]} {noun} stated, {entries.count} {what}".replace("  ", " ")
    first = plan.source.line_span(plan.source.line_of(entries.span.start))
    last = plan.source.line_span(plan.source.line_of(entries.span.end))
    related = [Related(first, "the first one")] + ([Related(last, "the last one")] if last != first else [])
    return Finding(count.number, message, tuple(related), _fix(plan, count))


def _fix(plan: Plan, count: Count) -> Fix | None:
    """More entries than stated are there for all to see; fewer may mean that one is missing."""
    written = plan.source[count.number]
    if not written.isdecimal():
        return None
    text = str(count.entries.count)
    proved = count.value < count.entries.count and (count.entries.coded or count.entries.numbered)
    grade = Applicability.SAFE if proved and count.form != "inline" else Applicability.UNSAFE
    return Fix(f"Write {text}", (Edit(count.number, text),), grade)

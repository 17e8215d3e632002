"""References: ids in running text, with the lists and ranges that they open ("T001, T004-T006", "Phases 1 and 2")."""

from planlint.plan.names import read_id
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import Vocabulary

_SPLIT = regex(r"(?P<head>.*?)(?P<number>\d+)$")
_JOINER = regex(r"[\s*_`\[\]]*(?:[,;/&+、，]|\b(?P<word>[^\W\d_]+)\b)?[\s*_`\[\]]*")
_NUMBER = regex(r"(?P<number>\d{1,4}(?:\.\d{1,3}){0,3})(?![\w%]|\.\d)(?:\s?[-–—]\s?(?P<last>\d{1,4})(?![\w.]))?")
_ASIDE = regex(r"[\s*_`]*\([^()\n]{0,80}\)|\|[^\[\]\n]{0,80}(?=\]\])")
_MOST = 200


@value_object
class Reference:
    """A mention of an id. `key` is as in `names.Id`; members of a range share the span of the range."""

    span: Span
    key: str


def read_list(text: str, start: int, end: int, vocabulary: Vocabulary) -> list[Reference]:
    """The ids that `text[start:end]` starts with: one, or several with commas, "and" and asides between them.

    Reading stops at the first word that belongs to no id. Empty where the text does not start with an id.
    """
    found: list[Reference] = []
    position = start
    while position < end:
        here = read_id(text, position, end, vocabulary)
        if here is None or here.span.start - position > 4:
            break
        found += [Reference(here.span, key) for key in expand(here.key)]
        position = here.span.end
        if " " in here.key:
            position = _more_numbers(text, position, end, here.key.partition(" ")[0], found, vocabulary)
        position = _next(text, position, end, vocabulary)
    return found


def _more_numbers(text: str, start: int, end: int, kind: str, found: list[Reference], vocabulary: Vocabulary) -> int:
    """The further numbers of "Phases 1, 2 and 3"; returns where they end."""
    while True:
        position = _next(text, start, end, vocabulary)
        number = _NUMBER.match(text, position, end)
        if position == start or not number:
            return start
        key = f"{kind} {number['number']}" + (f"-{number['last']}" if number["last"] else "")
        found += [Reference(span_of(number.span()), each) for each in expand(key)]
        start = number.end()


def _next(text: str, start: int, end: int, vocabulary: Vocabulary) -> int:
    """Where the next member of a list starts: behind an aside, a wiki link's text, a comma or a word such as "and"."""
    aside = _ASIDE.match(text, start, end)
    if aside:
        start = aside.end()
    joiner = _JOINER.match(text, start, end)
    if not joiner or not joiner[0].strip(" \t*_`[]"):
        return end if aside or not joiner else start
    if joiner["word"] and joiner["word"].casefold() not in vocabulary.lists["and-words"]:
        return end
    return joiner.end()


def expand(key: str) -> list[str]:
    """The ids that a key stands for: "phase 1-3" is three, "t001-t003" is three; any other key is itself."""
    low, dash, high = key.rpartition("-")
    if not dash or not low:
        return [key]
    first, last = _SPLIT.match(low), _SPLIT.match(high)
    if not first or not last or (last["head"] and last["head"] != first["head"]):
        return [key]
    count = int(last["number"]) - int(first["number"])
    if not 0 < count < _MOST or (" " not in low and last["head"] == "" and len(last["number"]) != len(first["number"])):
        return [key]
    width = len(first["number"])
    return [f"{first['head']}{int(first['number']) + n:0{width}d}" for n in range(count + 1)]


def split_key(key: str) -> tuple[str, int] | None:
    """A key without its last number, and that number: "t012" -> ("t", 12). None where it does not end in one."""
    match = _SPLIT.match(key)
    return (match["head"], int(match["number"])) if match else None

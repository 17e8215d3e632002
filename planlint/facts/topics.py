"""What a claim of progress is about, read from the words around it: progress or another measure, of what, and when."""

import re
from functools import lru_cache
from itertools import pairwise

from planlint.facts.progress import ARROW, Claim, Fraction
from planlint.markdown.document import Document, Segment
from planlint.plan.names import normal
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.words.vocabulary import Vocabulary

THINGS = frozenset(
    {"task", "item", "step", "subtask", "story", "feature", "component", "criterion", "issue", "milestone"}
)
"""Units that a list of boxes or of items may be a list of."""
_MAX_LABEL_WORDS = 7
_WORDS = regex(r"[^\W\d_](?:[^\W_]|[-'’](?=\w))*|[A-Za-z]*\d[\w.]*")
_DATED = regex(r"\d{4}-\d{2}-\d{2}|(?<![\d.,])\d{1,2}[./]\d{1,2}[./]\d{2,4}")


@value_object
class Topic:
    """What a claim says.

    `progress` is 2 where a label, a column or the words behind the number name progress, 1 where nothing says what is
    measured, 0 where it is something else (tests that pass, coverage, a score). `about` holds the label's own words,
    comparable: "" for the thing that the place is about, None where they are no name.
    """

    progress: int
    about: str | None
    overall: bool
    aside: bool
    """A target, a former value, a step of a change, or an estimate of something to come."""


def read_topic(document: Document, claim: Claim, vocabulary: Vocabulary) -> Topic:
    """What `claim` is about, by its own line."""
    text = document.prose if claim.segment.kind != "drawn" else document.with_code
    before = _label(text, claim)
    after = text[claim.after.start : claim.after.end]
    words = _words(before)
    behind = _words(_same_bracket(after))[:4]
    inside = _words(_inner(text, claim))
    head = _head(claim.segment)
    named = [*inside, *behind[:2]]
    lists = vocabulary.lists
    label = [*words, *_words(head)]
    labelled = _names_progress(words, vocabulary) or _names_progress(_words(head), vocabulary)
    says = labelled or any(word in lists["progress-words"] for word in named)
    other = any(word in lists["measure-words"] for word in (*label, *named))
    if not labelled:
        other = other or any(word in lists["result-words"] for word in (*label, *named))
    status = before.rstrip(" :") in vocabulary.keys["status"] or head in vocabulary.keys["status"]
    bare = not behind or status or bool(claim.fraction)
    progress = 0 if other else 2 if says else 1 if bare else 0
    about = _about(words, vocabulary) if len(words) <= _MAX_LABEL_WORDS else None
    if about and claim.fraction and not claim.percent and vocabulary.units.get(about) in THINGS:
        about = ""  # "Stories: 1/3 done" is about the stories of the place
    if any(word in lists["overall-words"] for word in named):
        about = ""
    elif behind and not says and not (claim.fraction and claim.fraction.unit):
        about = None
    overall = any(word in lists["overall-words"] for word in (*words, *named))
    if progress == 1 and claim.fraction and not claim.percent and _is_ratio(claim.fraction):
        progress = 0
    return Topic(progress, about, overall, _is_aside(text, claim, [*label, *behind], vocabulary))


def _is_ratio(fraction: Fraction) -> bool:
    """Whether a fraction splits a hundred ("70/30")."""
    return not fraction.unit and fraction.done + fraction.total == 100


def _label(text: str, claim: Claim) -> str:
    """The words before the claim in its clause: comparable, list of glyphs and brackets dropped."""
    return normal(text[claim.before.start : claim.before.end])


def _inner(text: str, claim: Claim) -> str:
    """The words between the parts of the claim: "60% complete (3/5)"."""
    parts = [part.span for part in (claim.percent, claim.fraction, claim.bar) if part]
    parts.sort()
    return " ".join(text[a.end : b.start] for a, b in pairwise(parts))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(text)]


def _head(segment: Segment) -> str:
    """The head of the claim's column; "" outside tables and in the head row."""
    if segment.table and segment.row and segment.row.index and segment.column < len(segment.table.header.cells):
        return normal(segment.table.header.cells[segment.column].text)
    return ""


def _names_progress(words: list[str], vocabulary: Vocabulary) -> bool:
    """Whether a label is about progress: a key, or with such a word at its end ("Phase 2 progress")."""
    own = [word for word in words if not vocabulary.has("overall-words", word)] or words
    return bool(own) and (
        vocabulary.has("progress-words", own[-1])
        or " ".join(own) in vocabulary.keys["progress"]
        or " ".join(words) in vocabulary.keys["progress"]
    )


def _same_bracket(after: str) -> str:
    """`after` up to a bracket that closes what the claim stands in, or opens a remark."""
    return re.split(r"[()\[\]]", after, maxsplit=1)[0]


def _about(words: list[str], vocabulary: Vocabulary) -> str:
    """A label without the words that say "progress", "overall", "status" or nothing."""
    dropped = (
        "progress-words",
        "overall-words",
        "aspect-words",
        "small-words",
        "now-words",
        "status-keys",
        "progress-keys",
    )
    return " ".join(word for word in words if not any(vocabulary.has(name, word) for name in dropped))


def _is_aside(text: str, claim: Claim, words: list[str], vocabulary: Vocabulary) -> bool:
    percent = claim.percent
    if percent and (percent.bound or percent.signed or percent.open_ended or percent.low != percent.high):
        return True
    near = (
        text[max(claim.before.start, claim.span.start - 6) : claim.span.start]
        + text[claim.span.end : claim.span.end + 6]
    )
    if ARROW.search(near):
        return True
    if any(vocabulary.has("aside-words", word) for word in words):
        return True
    return _is_dated(text, *claim.segment.span)


@lru_cache(maxsize=8)  # a line may hold thousands of claims
def _is_dated(text: str, start: int, end: int) -> bool:
    return bool(_DATED.search(text, start, end))

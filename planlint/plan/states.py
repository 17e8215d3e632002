"""Statuses: the words and glyphs that say how far a thing has come, where they stand in a status slot.

A status slot is a place made for a status: the value of a status field, a cell of a status column, the end of a
heading. Running text is none.
"""

from collections.abc import Iterator, Mapping

from planlint.markdown.document import Document
from planlint.plan.glyphs import GLYPHS
from planlint.plan.names import is_symbol
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import Vocabulary

_GLYPH = regex(f"[{''.join(GLYPHS)}]")

FINISHED = frozenset({"done", "live", "final"})
UNFINISHED = frozenset({"partial", "active", "review", "open", "outstanding", "planning", "blocked", "failed"})
_WORD = regex(r"[^\W_]+")
_MAX_READ = 100
_SKIP = " \t*_~`#:–—-"
SIGN = regex(f"[\u3040-\ud7ff{''.join(GLYPHS)}]")
"""What every line holds that tells a state without a word in letters; for glyphs that only a legend knows, `SYMBOL`."""
SYMBOL = regex("[\u200d\u2044\u2052\u2065\u2070-\U0010ffff]")
"""All that `is_symbol` may be true of."""


class _Leads(dict[str, bool]):
    """Whether a character may stand before the words of a status; worked out once for each character met."""

    def __missing__(self, char: str) -> bool:
        self[char] = leads = char in _SKIP or char in "[(（【" or is_symbol(char)
        return leads


_LEADS = _Leads()
_LEGEND = regex(
    r"(?P<glyph>[^\w\s*|`\[\](){}:=.,;/\\-][\ufe0f\u200d]?)\s*(?:=|:|-|–|—|→)?\s*\**(?P<word>[^\W\d_][^|,;/()\n✅🔄⏳❌⬜]{1,28})"
)
_PERCENT = regex(r"~?(\d{1,3}(?:[.,]\d+)?)\s?%\s*")
_FRACTION = regex(r"(\d{1,4})\s?/\s?(\d{1,4})\s*")
_CLAUSE = regex(r"[^()\[\]（）【】|,;，、；]+")
_BREAK = regex(r"\s[-–—+]\s|[:：](?=\s|[^\x00-\x7f])")
_ARROW = regex(r"→|⇒|->|=>")


@value_object
class Status:
    """A status as read. `state` is canonical ("done", "active", "partial", "open" ...), "" when a glyph stands alone
    that means nothing by itself; `word` is the span of the phrase (empty when there is none)."""

    span: Span
    state: str
    word: Span
    glyph: str
    exact: bool
    """Nothing but punctuation, a parenthesis or a new clause follows the phrase."""
    percent: float | None = None
    """A share that stands before the phrase: "60% complete", "3/5 done"."""
    glyph_span: Span | None = None
    firm: bool = False
    """Exact, or followed by what leaves the status as it is: a date, "on Monday", "and tested"."""


def last_glyph(text: str, start: int, end: int) -> int:
    """Where the last glyph of a status between two offsets stands; -1 if there is none."""
    last = -1
    for match in () if text[start:end].isascii() else _GLYPH.finditer(text, start, end):
        last = match.start()
    return last


def glyph_state(glyph: str, legend: Mapping[str, str]) -> str:
    """What a glyph says in this document."""
    bare = glyph.rstrip("\ufe0f")
    return legend.get(bare, GLYPHS.get(bare, ""))


def read_status(text: str, span: Span, vocabulary: Vocabulary, legend: Mapping[str, str]) -> Status | None:
    """The status that a slot holds, or None when it starts with neither a status glyph nor a status phrase."""
    start, end = span
    glyph_span = None
    while start < end and _LEADS[text[start]]:
        if glyph_span is None and (text[start] in GLYPHS or text[start] in legend):
            glyph_span = span_of((start, start + 1))
        start += 1
    glyph = text[glyph_span.start] if glyph_span else ""
    share, begin = None, start
    if text[start : start + 1].isdigit() or text.startswith("~", start):
        share, begin = _share(text, start, end)
    folded = text[begin : min(end, begin + _MAX_READ)].casefold().replace("\u00a0", " ")
    state, length = read_phrase(folded, vocabulary)
    if not length:
        if not glyph_span:
            return None
        return Status(span, glyph_state(glyph, legend), span_of((begin, begin)), glyph, False, share, glyph_span)
    if share is not None and share < 100 and state == "done":
        state = "partial" if share else "outstanding"
    exact, firm = _ending(folded[length:], vocabulary)
    return Status(span, state, span_of((begin, begin + length)), glyph, exact, share, glyph_span, firm)


def read_phrase(folded: str, vocabulary: Vocabulary) -> tuple[str, int]:
    """State and length of the status phrase that casefolded text starts with; ("", 0) if it starts with none.

    A negation before a phrase turns it: what is not done is outstanding, what is not begun is open. "All tasks done" is
    done.
    """
    word = _WORD.match(folded)
    if folded.isascii() and (word[0] if word else "") not in vocabulary.state_starts:
        return "", 0
    state, length = vocabulary.longest(vocabulary.statuses, folded)
    if not length and (begin := _behind_every(folded, vocabulary)):
        after, more = vocabulary.longest(vocabulary.statuses, folded[begin:])
        return ("done", begin + more) if after == "done" else ("", 0)
    negation = vocabulary.prefix("negations", folded)
    if not negation or length > negation:
        return state, length
    begin = negation + len(folded[negation:]) - len(folded[negation:].lstrip())
    after, more = vocabulary.longest(vocabulary.statuses, folded[begin:])
    turned = {"done": "outstanding", "active": "open", "ready": "planning", "approved": "proposed"}.get(after, "")
    return (turned, begin + more) if turned else (state, length)


def _behind_every(folded: str, vocabulary: Vocabulary) -> int:
    """Where the text behind "all tasks", "toutes les étapes" and the like starts; 0 without such words."""
    every = vocabulary.prefix("every-words", folded)
    if not every:
        return 0
    start = every + len(folded[every:]) - len(folded[every:].lstrip())
    noun = vocabulary.prefix("generic-nouns", folded[start:])
    if not noun:
        return 0
    start += noun
    return start + len(folded[start:]) - len(folded[start:].lstrip(" *_"))


def _share(text: str, start: int, end: int) -> tuple[float | None, int]:
    """The percent or fraction at `start` as a percentage, and where the words behind it begin."""
    share = None
    if percent := _PERCENT.match(text, start, end):
        share, start = float(percent[1].replace(",", ".")), percent.end()
    elif (fraction := _FRACTION.match(text, start, end)) and int(fraction[2]):
        share, start = 100 * int(fraction[1]) / int(fraction[2]), fraction.end()
    while start < end and text[start] in _SKIP:
        start += 1
    return share, start


def _ending(rest: str, vocabulary: Vocabulary) -> tuple[bool, bool]:
    """Whether `rest`, the casefolded text behind a phrase, leaves the status exact, and whether firm."""
    suffix = vocabulary.prefix("status-suffixes", rest)
    rest = rest[suffix:].lstrip("*_~` \t")
    joined = rest[:1] in tuple("'’/&") or (rest[:1] in tuple(".-_") and rest[1:2].isalnum())
    if rest.startswith("& "):
        return False, True
    exact = not rest or not (rest[0].isalnum() or joined) or is_symbol(rest[0])
    if exact:
        return True, True
    dated = rest[0].isdigit() or rest.split(None, 1)[0] in vocabulary.months
    return False, dated or bool(vocabulary.prefix("status-followers", rest))


def clauses(text: str, span: Span) -> list[Span]:
    """The parts of a slot between brackets, commas, bars, colons and dashes with spaces."""
    found = []
    for part in _CLAUSE.finditer(text, *span):
        start = part.start()
        for split in _BREAK.finditer(text, *part.span()):
            if text[start : split.start()].strip():
                found.append(span_of((start, split.start())))
            start = split.end()
        if text[start : part.end()].strip():
            found.append(span_of((start, part.end())))
    return found


def read_slot(
    text: str, span: Span, vocabulary: Vocabulary, legend: Mapping[str, str]
) -> tuple[Status | None, frozenset[str]]:
    """The status that a slot starts with, and the states that its further clauses name.

    None where the slot offers a choice ("Draft / Final") or tells of a change ("Draft → Final").
    """
    status = read_status(text, span, vocabulary, legend)
    if status is None:
        return None, frozenset()
    body = text[span.start : span.end]
    others = frozenset(
        other.state
        for clause in clauses(text, span)
        if clause.start > status.word.end
        and (other := read_status(text, clause, vocabulary, legend))
        and other.exact
        and other.word.start < other.word.end
    )
    offers = "/" in body and sum(_starts_with_status(part, vocabulary, legend) for part in body.split("/")) > 1
    offers = offers or (" | " in body and len(others - {status.state}) > 1)
    return (None, others) if offers or _ARROW.search(body) else (status, others)


def _starts_with_status(part: str, vocabulary: Vocabulary, legend: Mapping[str, str]) -> bool:
    status = read_status(part, Span(0, len(part)), vocabulary, legend)
    return status is not None and status.exact


def read_legend(document: Document, vocabulary: Vocabulary) -> dict[str, str]:
    """Glyph -> state, from lines that explain at least two glyphs ("✅ Done | 🔄 In progress | ⬜ Not started"); for
    other glyphs, what the configuration says."""
    legend, prose = dict(vocabulary.glyphs), document.prose
    for segment in document.segments:
        if segment.kind not in ("line", "item", "heading"):
            continue
        text = prose[segment.span.start : segment.span.end]
        if text.isascii() or len(SYMBOL.findall(text)) < 2:
            continue
        found: dict[str, str] = {}
        for match in _LEGEND.finditer(text):
            if not is_symbol(match["glyph"][0]):
                continue
            phrase = match["word"].casefold().strip(" *_.")
            state, length = vocabulary.longest(vocabulary.statuses, phrase)
            if length == len(phrase):
                found[match["glyph"][0]] = state
        if len(found) >= 2:
            legend.update(found)
    return legend


_FINISHED = "done final"
_BEGUN = "active partial"

_WORK: tuple[tuple[str, str, str], ...] = (
    (_FINISHED, "open outstanding planning partial active", "finished work is not still to be done"),
    (_FINISHED, "blocked deferred cancelled failed", "finished work was not stopped"),
    (_FINISHED, "draft proposed", "finished work is no sketch of it"),
    ("live", "open planning draft proposed failed", "what is in use is there"),
    ("open planning", _BEGUN, "work not begun is not under way"),
    ("cancelled", "active partial ready", "what was given up is not under way"),
    ("deferred", "active", "what was put off is not under way"),
)
"""For a task, a phase, and any other piece of work."""

_DOCUMENT: tuple[tuple[str, str, str], ...] = (
    ("proposed", "revised approved ready active", "a proposal is not decided yet"),
    ("draft", "approved ready revised", "a draft is not settled yet"),
    ("planning", "ready approved", "a plan in the making is not ready"),
    ("review", "approved", "what is under review is not approved yet"),
    ("cancelled", "approved live revised", "what was given up is not in force"),
)
"""For a document as a whole, beside the above."""


def _pairs(table: tuple[tuple[str, str, str], ...]) -> Iterator[tuple[frozenset[str], str]]:
    for left, right, reason in table:
        for one in left.split():
            yield from ((frozenset((one, other)), reason) for other in right.split())


WORK = dict(_pairs(_WORK))
DOCUMENT = {**WORK, **dict(_pairs(_DOCUMENT))}


def clash(one: str, other: str, *, document: bool = False) -> str:
    """Why the two states cannot both hold for one piece of work (or one document); "" where they can."""
    return (DOCUMENT if document else WORK).get(frozenset((one, other)), "")

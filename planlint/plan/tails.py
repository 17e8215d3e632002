"""Statuses behind a name, on its own line: "(COMPLETE)", "- in progress", "✅ done", "(new - 75% complete)"."""

import re
from collections.abc import Iterator, Mapping

from planlint.plan.names import normal
from planlint.plan.states import Status, last_glyph, read_status
from planlint.text.patterns import regex
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_GROUP = regex(r"[(（【\[](?P<body>[^()（）【】\[\]]*)[)）】\]]")
_ROUND = regex(r"[(（](?P<body>[^()（）【】\[\]]*)[)）]")
_PART = regex(r"(?:(?!\s[-–—+]\s)[^,;，、；])+")
_DASHED = regex(r"[-–—](?<!\S[-–—])\s+")
_COLON = regex(r"[:：]\s*")
_ARROW = regex(r"→|⇒|->|=>|←")


def tail_statuses(
    text: str, name: Span, end: int, vocabulary: Vocabulary, legend: Mapping[str, str], *, boxed: bool
) -> list[Status]:
    """The statuses that `text` names between a name and the `end` of its line; none where they disagree.

    Only what stands by itself counts: a whole part of a bracket, all that follows a dash or a colon, a word behind a
    glyph. Behind a box the line says what is to be done ("[ ] Tests: all complete"), so that a colon counts for
    nothing there. A list of states ("pending, active, done") and a change ("draft → final") are none.
    """
    line = text[name.start : end]
    if (line.isascii() and not text[name.end : end].strip(" \t*_~`.:")) or _ARROW.search(line):
        return []
    found = []
    for part in (
        *_grouped(text, name.end, end, vocabulary, legend, boxed=boxed),
        *_loose(text, name, end, boxed=boxed),
    ):
        status = read_status(text, part, vocabulary, legend)
        if status is None or not status.exact or status.word.start == status.word.end:
            continue
        word = normal(text[status.word.start : status.word.end])
        if not vocabulary.has("status-nouns", word):
            found.append(status)
    return found if len({status.state for status in found}) == 1 else []


def _grouped(
    text: str, start: int, end: int, vocabulary: Vocabulary, legend: Mapping[str, str], *, boxed: bool
) -> Iterator[Span]:
    """The first part of each bracket, and any that starts with a share; a bracket that lists states is passed over."""
    for group in (_ROUND if boxed else _GROUP).finditer(text, start, end):
        parts = [Span(*part.span()) for part in _PART.finditer(text, *group.span("body")) if part[0].strip()]
        listed = {
            status.state
            for part in parts
            if (status := read_status(text, part, vocabulary, legend)) and status.exact and status.percent is None
        }
        if len(listed) < 2 and len(parts) < 4:
            for index, part in enumerate(parts):
                body = text[part.start : part.end].strip(" *_")
                if ":" not in body and (index == 0 or body[:1].isdigit()):
                    yield part


def _loose(text: str, name: Span, end: int, *, boxed: bool) -> Iterator[Span]:
    """What follows the last dash, a colon, or a glyph, up to the end of the line."""
    if text[name.end : name.end + 1] == " " and text[name.end + 1 : name.end + 2].isalpha():
        yield Span(name.end, _bracket(text, name.end, end))
    dashes = list(_DASHED.finditer(text, name.end, end))
    if dashes:
        yield Span(dashes[-1].end(), _bracket(text, dashes[-1].end(), end))
    colon = None if boxed else _COLON.search(text, name.end, min(end, name.end + 4))
    if colon:
        yield Span(colon.end(), _bracket(text, colon.end(), end))
    glyph = last_glyph(text, name.start + 1, end)
    if glyph > 0:
        yield Span(glyph, end)


def _bracket(text: str, start: int, end: int) -> int:
    """Where the first bracket between `start` and `end` opens; `end` without one."""
    group = _GROUP.search(text, start, end)
    return group.start() if group and text[start : group.start()].strip() else end


def last_words(text: str, start: int, end: int, vocabulary: Vocabulary) -> tuple[str, Span]:
    """State and span of the status phrase that a line ends with; ("", ...) where it ends with none.

    Only phrases of two words or more: the last word of a sentence alone is no status.
    """
    line = text[start:end].casefold().rstrip(" \t*_.!")
    starts = [match.start() for match in re.finditer(r"(?<=\s)\S", line)][-4:]
    for begin in starts:
        phrase = line[begin:]
        if " " in phrase and phrase in vocabulary.statuses:
            return vocabulary.statuses[phrase], Span(start + begin, start + len(line))
    return "", Span(end, end)

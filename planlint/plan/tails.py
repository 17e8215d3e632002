"""The status that a line ends with."""

import re

from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary


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

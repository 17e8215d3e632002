"""Counts that a plan states of what it lists: "8 validation rules:", "**Files (5)**", "6 hooks (a, b)".

A count stands in a heading, a label, or the line that leads to a list or table; its entries are what stands right
below, or between the brackets behind it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from planlint.facts.columns import Grid
from planlint.facts.entries import LEADING, MORE, RANGE, Blocks, Entries, all_entries, of_branch
from planlint.facts.parts import is_total
from planlint.facts.trees import Tree
from planlint.markdown.document import Document, Segment
from planlint.plan.names import normal
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

Form = Literal["brackets", "lead", "title", "label", "inline"]

_WORD = r"[^\W\d_][\w'/&+-]*"
_NOUN = rf"(?P<noun>(?!(?:%SMALL%)\b){_WORD}(?:\s+(?!(?:%SMALL%)\b){_WORD}){{0,4}})"
_ALONE = r"(?<![\w.,/~<>≤≥+#$€-])"
_BRACKETS = (
    rf"[(（](?P<n>\d{{1,3}})(?:(?:\s+|(?=[^\W\d_a-z]))(?P<noun>{_WORD}(?:\s+{_WORD}){{0,4}})(?:,[^()（）]*)?)?[)）]"
    r"\s?[:：]?(?:[\W_]*$|[*_\s]*[-–—]\s[^()\d]{1,40}$)"
)
_LEAD = (
    rf"(?P<before>[^\W\d_]+\s+)?{_ALONE}(?P<n>\d{{1,3}}|%WORDS%)\**\s+\**{_NOUN}"
    r"(?P<tail>\s+(?:%SMALL%)\b[^\d:：.!?]{0,80})?[\s*_]*[:：][\W_]*$"
)
_TITLE = rf"^[\W_]*(?P<n>\d{{1,3}}|%WORDS%)\s+{_NOUN}[\W_]*$"
_LAST = rf"{_ALONE}(?P<n>\d{{1,3}}|%WORDS%)\s+(?P<noun>(?:{_WORD}\s+)?[^\W\d_]{{3,}}s)(?:\s+[^\W\d_]+ed)?[\W_]*$"
_LABEL = (
    r"^[\W_]*(?P<label>[^\W\d][^:：\n]{2,40}?)[\s*_]*[:：][\s*_]*(?P<n>\d{1,3})"
    rf"(?:\s+(?P<noun>{_WORD}(?:\s+{_WORD}){{0,2}}))?[\W_]*$"
)
_LETTERS = regex(r"[^\W\d_]+")
_INLINE = regex(
    rf"{_ALONE}\**(?P<n>\d{{1,2}})\**(?:\s+\**(?P<noun>{_WORD}(?:\**\s+\**{_WORD}){{0,4}}))?\**\s+"
    r"\((?P<list>[^()\n]{5,200})\)"
)
_OPEN_LIST = regex(
    rf"{_ALONE}\**(?P<n>\d{{1,2}})\**\s+\**(?P<noun>{_WORD}(?:\**\s+\**{_WORD}){{0,3}})\**(?:\s?[:：]|\s[—–-])\**\s+"
    r"(?P<list>[^():：\n]{5,160}?)[.\s]*$"
)
_TOTAL = regex(r"[\W_]*[^\W\d_][^:：\d]{2,20}[:：][\s*_]*(?P<n>\d{1,3})\s(?P<noun>[^\W\d_]+)(?=[\s*_]*(?:$|,|\())")
_TREE = regex(rf"[(（](?P<n>\d{{1,3}})(?:\s+(?P<noun>{_WORD}(?:\s+{_WORD}){{0,2}}))?[)）](?=\s*$|\s{{2,}}|\s+[#←✅])")


@record
class Count:
    """A stated count with its entries. `noun` is what it counts, casefolded, "" where the label names it; `label` the
    words before it."""

    form: Form
    number: Span
    value: int
    noun: str
    label: str
    segment: Segment
    entries: Entries


def read_counts(document: Document, grids: Sequence[Grid], vocabulary: Vocabulary) -> tuple[Count, ...]:
    """All stated counts whose entries stand right below or in brackets, in the order of the text."""
    blocks = Blocks(document, grids)
    words = _numbers(vocabulary)
    patterns = _patterns(tuple(words), vocabulary.lists["clause-words"], vocabulary.lists["verb-words"])
    found: list[Count] = []
    numbered = {segment for segment, _ in document.numbered}
    for segment in document.segments:
        if segment.kind in ("drawn", "front"):
            continue
        text = document.text(segment.span)
        if segment in numbered and segment.kind != "heading" and ("(" in text or "," in text):
            found += _inline(document, segment, text, vocabulary)
        block = blocks.below(segment) if segment.kind != "cell" else None
        if block is None or not (segment in numbered or _holds_a_number(text, words)):
            continue
        match, form = _stated(text, segment, patterns)
        if match is None:
            continue
        noun = _noun(match["noun"], vocabulary)
        start = segment.span.start + match.start("n")
        number = Span(start, start + len(match["n"]))
        label = normal(text[: match.start("n")])
        entries = blocks.entries(segment, block, noun)
        found.append(Count(form, number, _number(match["n"], words), noun, label, segment, entries))
    for tree in blocks.trees:
        found += _in_tree(document, tree)
    found += _closing(document, vocabulary)
    return tuple(sorted(found, key=lambda count: count.number))


def _stated(text: str, segment: Segment, patterns: tuple[re.Pattern[str], ...]) -> tuple[re.Match[str] | None, Form]:
    brackets, lead, title, last, label, preposition = patterns
    if match := brackets.search(text):
        return match, "brackets"
    if match := lead.search(text):
        adverbial = match["tail"] and match["before"] and preposition.fullmatch(match["before"].strip())
        return (None if adverbial else match), "lead"
    if match := label.search(text):
        return match, "label"
    match = (title.search(text) or last.search(text)) if segment.kind == "heading" else None
    if match and text.count("(", 0, match.start("n")) == text.count(")", 0, match.start("n")):
        return match, "title"
    return None, "lead"


@lru_cache(maxsize=4)
def _patterns(
    words: tuple[str, ...], prepositions: frozenset[str], verbs: frozenset[str]
) -> tuple[re.Pattern[str], ...]:
    """Each form of a stated count, with number words, and the words that end a noun; then the prepositions."""
    filled = {"%WORDS%": _either(words), "%SMALL%": _either(prepositions | verbs), "%BEFORE%": _either(prepositions)}
    patterns = []
    for text in (_BRACKETS, _LEAD, _TITLE, _LAST, _LABEL, "(?:%BEFORE%)"):
        for name, alternatives in filled.items():
            text = text.replace(name, alternatives)
        patterns.append(re.compile(text, re.IGNORECASE))
    return tuple(patterns)


def _either(words: Sequence[str] | frozenset[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=lambda word: (-len(word), word)))


def _numbers(vocabulary: Vocabulary) -> Mapping[str, int]:
    """Number words: "three" -> 3."""
    return {
        word: int(name.removeprefix("number-"))
        for name, words in vocabulary.lists.items()
        if name.startswith("number-")
        for word in words
    }


def _holds_a_number(text: str, words: Mapping[str, int]) -> bool:
    """Whether one of the number words stands in `text`."""
    return not words.keys().isdisjoint(_LETTERS.findall(text.casefold()))


def _number(text: str, words: Mapping[str, int]) -> int:
    return int(text) if text.isdecimal() else words[text.casefold()]


def _noun(text: str | None, vocabulary: Vocabulary) -> str:
    """What is counted; "" where a word behind the number says how far it is ("5 complete") or only counts ("5个")."""
    noun = normal(text or "")
    counter = len(noun) == 1 and not noun.isascii() and noun not in vocabulary.units
    return "" if noun in vocabulary.statuses or counter else noun


def _closing(document: Document, vocabulary: Vocabulary) -> Iterator[Count]:
    """ "**Total:** 8 files" below the lists of a section, or of those right above it, that name files."""
    for segment, _ in document.numbered:
        text = document.text(segment.span)
        match = _TOTAL.match(text) if segment.kind == "line" and not segment.item else None
        if match is None or not is_total(text, vocabulary) or vocabulary.units.get(match["noun"].casefold()) != "file":
            continue
        for section in segment.section.path[:2]:
            entries = (
                all_entries(document, Span(section.heading.end, segment.span.start)) if section.level > 1 else None
            )
            if entries and entries.coded:
                number = Span(segment.span.start + match.start("n"), segment.span.start + match.end("n"))
                lists = match["noun"].casefold()
                widest = section is segment.section.path[min(1, len(segment.section.path) - 1)]
                if widest or entries.count >= int(match["n"]):
                    yield Count("brackets", number, int(match["n"]), lists, lists, segment, entries)
                    break


def _in_tree(document: Document, tree: Tree) -> Iterator[Count]:
    """Counts in the lines of a tree that have lines below them: "Cards (4)"."""
    for node in tree.children:
        match = _TREE.search(document.source.text, *node.text)
        if match:
            label = normal(document.source.text[node.text.start : match.start()])
            noun = normal(match["noun"] or "")
            number = Span(*match.span("n"))
            yield Count("brackets", number, int(match["n"]), noun, label, node.segment, of_branch(document, tree, node))


# --- in brackets -----------------------------------------------------------------------------------------------------


def _inline(document: Document, segment: Segment, text: str, vocabulary: Vocabulary) -> Iterator[Count]:
    """Counts with their entries behind, in brackets or at the end of the line: "Hooks: **6** (useA, useB)", "3 formats:
    CSV, JSON and XML"."""
    for match in (*_INLINE.finditer(text), *_OPEN_LIST.finditer(text)):
        start = segment.span.start + match.start("list")
        inside = document.source.text[start : start + len(match["list"])]
        parts = [part.strip() for part in re.split(r",\s+(?:and\s|und\s|et\s)?|\s(?:and|und|et)\s|、", inside)]
        if len(parts) < 2 or any(not part for part in parts):
            continue
        value = int(match["n"])
        leading = [int(number[1]) for part in parts if (number := LEADING.match(part))]
        high = max(sum(len(re.split(r"[/&]", part)) for part in parts), sum(leading))
        high += 1000 * bool(RANGE.search(inside))
        partial = bool(MORE.search(inside) or "+" in inside or ":" in inside or ";" in inside or "→" in inside)
        span = Span(start, start + len(inside))
        low = min(inside.count(",") + 1, len(parts))
        named = _are_names(text[: match.start()], parts, more=len(parts) > value and match.re is _INLINE)
        entries = Entries(span, len(parts), low, high, named, partial)
        place = Span(segment.span.start + match.start("n"), segment.span.start + match.end("n"))
        label = normal(text[: match.start()])
        if segment.row and segment.column:
            label = f"{normal(segment.row.cells[0].text)} {label}"
        yield Count("inline", place, value, _noun(match["noun"], vocabulary), label, segment, entries)


def _are_names(before: str, parts: Sequence[str], *, more: bool) -> bool:
    """Whether brackets enumerate things rather than describe them: names (capitals, digits, code, paths), or, where
    there are more of them than stated, words behind a label or right at the start."""
    if not all(len(part.split()) <= 4 and any(char.isalpha() for char in part) for part in parts):
        return False
    names = sum(any(char.isupper() or char.isdigit() or char in "`@/._!" for char in part) for part in parts)
    starts = not before.strip(" *_`-") or re.search(r"[:：]\**\s*$", before) is not None
    return names * 5 >= len(parts) * 4 or (more and starts)

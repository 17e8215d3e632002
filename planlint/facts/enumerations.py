"""Counts that a plan states of what it lists: "8 validation rules:", "**Files (5)**", "6 hooks (a, b)".

A count stands in a heading, a label, or the line that leads to a list or table; its entries are what stands right
below, or between the brackets behind it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from planlint.document import Document, Item, Segment, Table
from planlint.facts.columns import Grid
from planlint.facts.names import normal
from planlint.patterns import regex
from planlint.records import record
from planlint.source import Span
from planlint.vocabulary import Vocabulary

Form = Literal["brackets", "lead", "title", "inline"]

_WORD = r"[^\W\d_][\w'/&+-]*"
_BRACKETS = regex(rf"[(（](?P<n>\d{{1,3}})(?:\s+(?P<noun>{_WORD}(?:\s+{_WORD}){{0,4}}))?[)）]\s?[:：]?[\W_]*$")
_LEAD = (
    rf"(?<![\w.,/~<>≤≥+#$€-])(?P<n>\d{{1,3}}|%WORDS%)\**\s+\**(?P<noun>{_WORD}(?:\s+{_WORD}){{0,4}})[\s*_]*[:：][\W_]*$"
)
_TITLE = rf"^[\W_]*(?P<n>\d{{1,3}}|%WORDS%)\s+(?P<noun>{_WORD}(?:\s+{_WORD}){{0,4}})[\W_]*$"
_LAST = (
    rf"(?<![\w.,/~<>≤≥+#$€-])(?P<n>\d{{1,3}}|%WORDS%)\s+(?P<noun>(?:{_WORD}\s+)?[^\W\d_]{{3,}}s)"
    r"(?:\s+[^\W\d_]+ed)?[\W_]*$"
)
_INLINE = regex(
    rf"(?<![\w.,/~<>≤≥+#$€-])\**(?P<n>\d{{1,2}})\**(?:\s+(?P<noun>{_WORD}(?:\s+{_WORD}){{0,3}}))?\**\s+"
    r"\((?P<list>[^()\n]{5,200})\)"
)
_LISTING = regex(r"\((?<=\s\()[^()\n]{5,200}\)")
"""Brackets that may hold entries."""
_CODE = regex(r"`[^`\n]+`")
_FILE = regex(r"[\w*/-]+\.[A-Za-z]{1,5}\b|^\W*/[\w/-]+|\b(?:GET|POST|PUT|PATCH|DELETE)\s+/|\w+\(\)")
_MORE = regex(r"(?<![/\w(\[{])(?:\.\.\.|…)(?!/)|^\W*\+\s?\d|\band\s\d+\s(?:more|others)")
_RANGE = regex(r"\d\s?[-–—]\s?\d|\d\.\.\d|\w\d+\s?(?:-|–|to|through)\s?\w?\d+|\d[a-z]-[a-z]\b")
_SEVERAL = regex(r"[,;]|\s[/+&]\s|`\s?[/&]\s?`|`\s(?:and|und|et|y|e|и)\s`")
_LEADING = regex(r"[\W_]*(\d{1,3})\s*[x×]?\s+[^\W\d_]")
_BRACKETED = regex(r"[(（](\d{1,3})(\s[^(),]*)?[)）]")
_OWN_KEY = regex(r"[\W_]*[^\W\d_][\w ]{0,25}[:：]\s")


@record
class Entries:
    """What a count is about. Readers may count between `low` and `high` entries; `count` is what stands there plainly.

    `coded` says that nearly all name a file, a function or a path; `partial` that the list does not claim to be whole.
    """

    span: Span
    count: int
    low: int
    high: int
    coded: bool
    partial: bool
    attributes: bool
    """Most entries are `key: value` lines about one thing."""
    numbered: bool = False
    others: frozenset[int] = frozenset()
    """Other counts that fit: entries that have entries of their own, or that name the noun."""


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
    blocks = _blocks(document, grids)
    lines = _lines_above(document, blocks)
    words = _numbers(vocabulary)
    found: list[Count] = []
    for segment in document.segments_with(_LISTING):
        if segment.kind in ("item", "line"):
            found += _inline(document, segment, document.text(segment.span))
    for segment in document.segments:
        block = lines.get(segment.line)
        if block is None or segment.kind in ("drawn", "front", "cell"):
            continue
        if segment.item and not isinstance(block, Grid) and block[0].parent is not segment.item:
            continue
        text = document.text(segment.span)
        match, form = _stated(text, segment, tuple(words))
        if match is None:
            continue
        noun = normal(match["noun"] or "")
        start = segment.span.start + match.start("n")
        number = Span(start, start + len(match["n"]))
        label = normal(text[: match.start()])
        more = _other_entries(segment, block, blocks) if segment.kind == "heading" else 0
        entries = _of_rows(document, block) if isinstance(block, Grid) else _of_items(document, block, more, noun)
        found.append(Count(form, number, _number(match["n"], words), noun, label, segment, entries))
    found.sort(key=lambda count: count.segment.span.start)
    return tuple(found)


def _stated(text: str, segment: Segment, words: tuple[str, ...]) -> tuple[re.Match[str] | None, Form]:
    if match := _BRACKETS.search(text):
        return match, "brackets"
    lead, title, last = _patterns(words)
    if match := lead.search(text):
        return match, "lead"
    match = (title.search(text) or last.search(text)) if segment.kind == "heading" else None
    if match and text.count("(", 0, match.start("n")) == text.count(")", 0, match.start("n")):
        return match, "title"
    return None, "lead"


@lru_cache(maxsize=4)
def _patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    either = "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
    return tuple(re.compile(part.replace("%WORDS%", either), re.IGNORECASE) for part in (_LEAD, _TITLE, _LAST))


def _numbers(vocabulary: Vocabulary) -> Mapping[str, int]:
    """Number words: "three" -> 3."""
    return {
        word: int(name.removeprefix("number-"))
        for name, words in vocabulary.lists.items()
        if name.startswith("number-")
        for word in words
    }


def _number(text: str, words: Mapping[str, int]) -> int:
    return int(text) if text.isdecimal() else words[text.casefold()]


# --- entries ---------------------------------------------------------------------------------------------------------


def _blocks(document: Document, grids: Sequence[Grid]) -> dict[int, tuple[Item, ...] | Grid]:
    """Line -> the list or table that starts on it; of a list, its direct items."""
    lists: dict[int, list[Item]] = defaultdict(list)
    for item in document.items:
        lists[item.list_index].append(item)
    blocks: dict[int, tuple[Item, ...] | Grid] = {}
    for items in lists.values():
        blocks[document.source.line_of(items[0].span.start)] = tuple(items)
    for grid in grids:
        blocks[document.source.line_of(grid.table.span.start)] = grid
    return dict(sorted(blocks.items()))


def _lines_above(
    document: Document, blocks: Mapping[int, tuple[Item, ...] | Grid]
) -> dict[int, tuple[Item, ...] | Grid]:
    """Line -> the list or table that begins right below it, with nothing but blank lines between."""
    above = {}
    for start, block in blocks.items():
        line = start - 1
        while line >= 0 and not document.source.line_text(line).strip():
            line -= 1
        above[line] = block
    return above


def _other_entries(
    segment: Segment, first: tuple[Item, ...] | Grid, blocks: Mapping[int, tuple[Item, ...] | Grid]
) -> int:
    """How many entries the further lists and tables of a heading's section hold."""
    span = segment.section.span
    more = 0
    for block in blocks.values():
        start = block.table.span.start if isinstance(block, Grid) else block[0].span.start
        if start >= span.end:
            break
        nested = not isinstance(block, Grid) and block[0].parent is not None
        if block is not first and start > span.start and not nested:
            more += sum(1 for _ in block.plain()) if isinstance(block, Grid) else len(block)
    return more


def _of_rows(document: Document, grid: Grid) -> Entries:
    plain = [line.row for line in grid.lines if line.kind in ("plain", "struck")]
    named = [row for row in plain if row.cells and row.cells[0].text]
    texts = [document.source[row.span] for row in plain]
    table: Table = grid.table
    partial = any(_MORE.search(text) for text in texts)
    ranged = any(_RANGE.search(row.cells[0].text) for row in named)
    high = len(grid.lines) + (1000 if ranged else 0)
    return Entries(table.span, len(plain), min(len(named), len(plain)), high, False, partial, False)


def _of_items(document: Document, items: tuple[Item, ...], more: int, noun: str) -> Entries:
    texts = [document.source[item.text_span] for item in items]
    bodies = [document.source[item.span] for item in items]
    nested = sum(len(_below(document, item)) for item in items)
    several = sum(_inner(text, noun) for text in texts)
    high = max(len(items) + nested, several, len(items) + more)
    if any(_RANGE.search(_name(text)) for text in texts):
        high += 1000
    low = sum(not text.lstrip().startswith("~~") for text in texts)
    parents = sum(bool(document.children.get(item)) for item in items)
    stem = noun.split()[-1].rstrip("s") if noun else ""
    named = sum(stem in text.casefold() for text in texts) if len(stem) > 2 else 0
    coded = sum(bool(_CODE.search(text) or _FILE.search(text)) for text in texts) >= 0.8 * len(texts)
    partial = any(_MORE.search(body) for body in bodies[-2:])
    attributes = sum(bool(_OWN_KEY.match(text)) for text in texts) * 2 > len(texts)
    numbered = [item.number for item in items] == list(range(1, len(items) + 1))
    span = Span(items[0].span.start, items[-1].span.end)
    others = frozenset({parents, named, len(items) - parents})
    return Entries(span, len(items), low, high, coded, partial, attributes, numbered, others)


def _below(document: Document, item: Item) -> list[Item]:
    found: list[Item] = []
    queue = list(document.children.get(item, ()))
    while queue:
        child = queue.pop()
        found.append(child)
        queue += document.children.get(child, ())
    return found


def _name(text: str) -> str:
    """The part of an entry before a dash, colon or bracket: its name, or names."""
    return re.split(r"\s[-–—]\s|[:：(（→]|->", text, maxsplit=1)[0]


def _inner(text: str, noun: str) -> int:
    """How many things one entry may stand for: "4 engineers", "Jest, Vitest", "`a` / `b`", "Parser (3)"."""
    name = _name(text)
    codes = len(_CODE.findall(text))
    parts = len([part for part in _SEVERAL.split(name) if part.strip()])
    leading = _LEADING.match(text)
    stem = noun.split()[-1].rstrip("s") if noun else ""
    bracketed = [int(match[1]) for match in _BRACKETED.finditer(text) if not match[2] or (stem and stem in match[2])]
    return max(codes, parts, int(leading[1]) if leading else 1, *bracketed, 1)


# --- in brackets -----------------------------------------------------------------------------------------------------


def _inline(document: Document, segment: Segment, text: str) -> Iterator[Count]:
    """Counts with their entries in brackets behind: "Hooks: **6** (useA, useB)"."""
    for match in _INLINE.finditer(text):
        inside = match["list"]
        start = segment.span.start + match.start("list")
        inside = document.source.text[start : start + len(inside)]
        parts = [part.strip() for part in re.split(r",\s+(?:and\s|und\s|et\s)?|\s(?:and|und|et)\s|、", inside)]
        if len(parts) < 2 or any(not part for part in parts):
            continue
        leading = [int(number[1]) for part in parts if (number := _LEADING.match(part))]
        high = max(sum(len(re.split(r"[/&]", part)) for part in parts), sum(leading))
        high += 1000 * bool(_RANGE.search(inside))
        partial = bool(_MORE.search(inside) or "+" in inside or ":" in inside or ";" in inside or "→" in inside)
        after_label = not text[: match.start()].strip(" *_`-") or re.search(r"[:：]\**\s*$", text[: match.start()])
        proper = all(part[:1].isupper() or part[:1] in "`@/." or part[:1].isdigit() for part in parts)
        named = all(len(part.split()) <= 4 and any(char.isalpha() for char in part) for part in parts)
        named = named and (bool(after_label) or proper)
        low = inside.count(",") + 1
        entries = Entries(
            Span(start, start + len(inside)), len(parts), min(low, len(parts)), high, named, partial, False
        )
        number = Span(segment.span.start + match.start("n"), segment.span.start + match.end("n"))
        noun = normal(match["noun"] or "")
        yield Count("inline", number, int(match["n"]), noun, normal(text[: match.start()]), segment, entries)

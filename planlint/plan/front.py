"""Counts in front matter: how many there are, how many of them are done, and the percentage beside them, map by map."""

from collections.abc import Iterator
from typing import NamedTuple

from planlint.plan.amounts import Amount
from planlint.plan.outline import Outline
from planlint.text.patterns import regex

_LINE = regex(
    r"""(?P<key>[\w -]{1,40}):[ \t]*(?P<quote>["']?)(?P<number>\d{1,6}(?:\.\d{1,2})?)(?P<sign>[ ]?%)?(?P=quote)"""
    r"""[ \t]*(?:\#.*)?"""
)
_WORD = regex(r"[^\W_]+")


class Counts:
    """One map of the front matter, by its `key` ("" for the top): `done` and `total` by what they count, in the order
    of the text, and the percentage."""

    __slots__ = ("done", "key", "percent", "total")

    def __init__(self, key: str) -> None:
        self.key = key
        self.done: dict[str, Amount] = {}
        self.total: dict[str, Amount] = {}
        self.percent: Amount | None = None

    @property
    def pairs(self) -> list["Pair"]:
        """What both are stated for."""
        both = [Pair(what, done, self.total[what]) for what, done in self.done.items() if what in self.total]
        return [pair for pair in both if pair.total.low]


class Pair(NamedTuple):
    """How many there are of something, and how many of them are done."""

    what: str
    done: Amount
    total: Amount

    @property
    def written(self) -> str:
        """ "3 of 8 phases"."""
        return f"{self.done.low:g} of {self.total.low:g} {self.what}".rstrip()


def read_counts(outline: Outline) -> list[Counts]:
    """What the maps of the front matter count, those that count nothing left out."""
    maps: dict[int, Counts] = {}
    source = outline.document.source
    for above, key, amount in _numbers(outline):
        name = source.lines[above].partition(":")[0].strip() if above >= 0 else ""
        _add(outline, maps.setdefault(above, Counts(name)), key, amount)
    return [each for each in maps.values() if each.done or each.total or each.percent]


def _numbers(outline: Outline) -> Iterator[tuple[int, str, Amount]]:
    """The entries whose value is a number: the line of the map that they stand in, the key, the number."""
    source = outline.document.source
    open_maps: list[tuple[int, int]] = []
    for segment in outline.document.segments:
        if segment.kind != "front":
            return
        indent = segment.span.start - source.line_span(segment.line).start
        while open_maps and open_maps[-1][0] >= indent:
            open_maps.pop()
        above = open_maps[-1][1] if open_maps else -1
        open_maps.append((indent, segment.line))
        if match := _LINE.fullmatch(source.text, *segment.span):
            start, end = match.span("number")
            value = float(match["number"])
            decimals = len(match["number"].partition(".")[2])
            amount = Amount(start, end, start, value, value, decimals)
            amount.right = match.end("sign") if match["sign"] else end
            yield above, match["key"], amount


def _add(outline: Outline, counts: Counts, key: str, amount: Amount) -> None:
    vocabulary = outline.vocabulary
    words = _WORD.findall(key.casefold())
    totals = [word for word in words if vocabulary.has("total-words", word)]
    states = [word for word in words if vocabulary.statuses.get(word) == "done"]
    what = " ".join(word for word in words if word not in totals and word not in states)
    known = " ".join(words) in vocabulary.keys["progress"] and not states
    if known and counts.percent is None and amount.low <= 100:
        outline.amounts.name(amount, "%")
        counts.percent = amount
    elif len(totals) == 1 and not states:
        counts.total.setdefault(what, amount)
    elif len(states) == 1 and not totals:
        counts.done.setdefault(what, amount)

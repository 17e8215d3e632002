"""Shares: fractions (`3/8`, `3 of 8 tasks`), percentages and bars that stand beside each other in a line or cell."""

from collections.abc import Iterator

from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.bars import BAR_STARTS, Bar, read_bars
from planlint.plan.outline import Node, Outline
from planlint.text.patterns import regex
from planlint.text.source import Span

_OF = regex(r"[*_ ]{1,4}(?P<word>[^\W\d_]+(?: [^\W\d_]+)?)(?: the| all| total)?[*_ ]{1,4}")
_PARTS = frozenset({2.0, 3.0, 4.0})
_BAR = regex("|".join(BAR_STARTS))


class Shares:
    """What one line or cell says of shares: its fractions, percentages and bars, each in order. `span` is the
    stretch."""

    __slots__ = ("bars", "fractions", "node", "percents", "span")

    def __init__(
        self, node: Node, span: Span, fractions: list[Amount], percents: list[Amount], bars: list[Bar]
    ) -> None:
        self.node, self.span, self.fractions, self.percents, self.bars = node, span, fractions, percents, bars


def read_shares(outline: Outline) -> list[Shares]:
    """The shares of every line and cell that has any, in the order of the text."""
    found, words = [], outline.vocabulary.lists["of"]
    starts = [
        a.start
        for a in outline.amounts.all
        if a.kind == "percent" or a.of is not None or (a.words and not words.isdisjoint(a.words))
    ]
    spans = outline.stretches(starts)
    for span in spans:
        node = outline.at(span.start)
        amounts = outline.amounts.within(*span)
        fractions = list(_fractions(outline, amounts))
        percents = [a for a in amounts if a.kind == "percent" and a.of is None]
        bars = read_bars(outline.text, *span) if _BAR.search(outline.text, *span) else []
        if node and (fractions or percents):
            found.append(Shares(node, span, fractions, percents, bars))
    return found


def _fractions(outline: Outline, amounts: list[Amount]) -> Iterator[Amount]:
    """Fractions with a slash, and two numbers with a word such as "of" between them."""
    text, words = outline.text, outline.vocabulary.lists["of"]
    for index, amount in enumerate(amounts):
        if amount.of is not None:
            if amount.of > 0 and not (amount.low == 1 and amount.of in _PARTS and amount.kind == "time"):
                yield amount
            continue
        after = amounts[index + 1] if index + 1 < len(amounts) else None
        if after is None or amount.kind not in COUNTS or after.of is not None or after.kind == "percent":
            continue
        between = _OF.fullmatch(text, amount.end, after.start)
        if between and _says_of(between["word"].casefold(), words) and after.low > 0 and after.exact:
            joined = Amount(amount.start, after.end, amount.left, amount.low, amount.high, amount.decimals)
            joined.of, joined.unit, joined.kind = after.low, after.unit, after.kind
            joined.words, joined.right, joined.mark = after.words, after.right, amount.mark
            yield joined


def _says_of(word: str, words: frozenset[str]) -> bool:
    """ "of", "out of"; or a unit before it: "3 tasks of 8"."""
    return word in words or word.split()[-1] in words

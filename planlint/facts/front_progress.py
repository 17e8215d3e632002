"""Progress in front matter: `progress: 40%`, and the nested block of a `STATE.md` as get-shit-done writes it.

progress:
  total_plans: 12
  completed_plans: 9
  percent: 75
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from planlint.facts.progress import Claim, Fraction
from planlint.facts.quantities import Quantity
from planlint.markdown.document import Document, Segment
from planlint.plan.names import normal
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_LINE = regex(
    r"""(?P<key>[\w -]{1,40}):[ \t]*(?P<quote>["']?)(?P<number>\d{1,6}(?:\.\d+)?)[ ]?(?P<sign>%?)(?P=quote)"""
    r"""[ \t]*(?:\#.*)?"""
)
_COUNT = regex(r"(?P<side>total|completed|done)_(?P<what>\w+)")


@value_object
class FrontProgress:
    """The counts of a front matter, by what is counted, and its percentage."""

    counts: tuple[Fraction, ...]
    percent: Claim | None


def read_front_progress(document: Document, vocabulary: Vocabulary) -> FrontProgress:
    """What the front matter says of progress; empty where it says nothing."""
    sides: dict[str, dict[str, tuple[Decimal, Span]]] = {}
    percent = None
    for segment, match in _numbers(document):
        number = Span(*match.span("number"))
        count = _COUNT.fullmatch(match["key"].strip())
        if count:
            side = "total" if count["side"] == "total" else "done"
            sides.setdefault(count["what"], {})[side] = Decimal(match["number"]), number
        elif percent is None and _is_percent(match, vocabulary):
            percent = _claim(segment, match, number)
    counts = tuple(
        Fraction(
            both["done"][1], both["done"][0], both["total"][0], both["done"][1], both["total"][1], what, True, False
        )
        for what, both in sides.items()
        if len(both) == 2
    )
    return FrontProgress(counts, percent)


def _numbers(document: Document) -> Iterator[tuple[Segment, re.Match[str]]]:
    for segment in document.segments:
        if segment.kind == "front" and (match := _LINE.fullmatch(document.source.text, *segment.span)):
            yield segment, match


def _is_percent(match: re.Match[str], vocabulary: Vocabulary) -> bool:
    key = normal(match["key"].replace("_", " "))
    named = key in vocabulary.keys["progress"] and vocabulary.statuses.get(key) != "done"
    return named and Decimal(match["number"]) <= 100


def _claim(segment: Segment, match: re.Match[str], number: Span) -> Claim:
    value = Decimal(match["number"])
    span = Span(number.start, match.end("sign"))
    quantity = Quantity(span, number, value, value, "%", "%", "percent", False, False, "", False)
    key = Span(*match.span("key"))
    return Claim(segment, span, quantity, None, None, key, Span(span.end, span.end))

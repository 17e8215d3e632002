"""Counts by kind, side by side on one line: "4 critical, 3 high, 2 low", "2 modified and 4 created"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from planlint.markdown.document import Document, Segment
from planlint.plan.names import normal
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span

_TWO_DIGITS = regex(r"\d\D*\d")
_PAIR = regex(r"(?P<n>\d(?<![\w.,/:#$€<>~+-]\d)\d{0,3})\**\s+\**(?P<kind>[^\W\d_][\w-]*(?:\s[^\W\d_][\w-]*){0,2})")
_KEYED = regex(r"(?P<kind>[^\W\d_][\w-]*)\**\s?[:：=]\s?\**(?P<n>\d{1,4})(?![\w%./:])")
_JOIN = regex(r"[\s*_]*(?:,|;|/|\||\+|&|·|•|,?\s?(?:and|und|et|y|e|и))[\s*_]*(?:(?:and|und|et)\s)?[^\w\d]*")


@record
class Kind:
    """One count of a breakdown: `name` is comparable."""

    name: str
    number: Span
    value: Decimal


@record
class Breakdown:
    """Two or more counts on one line, each of another kind."""

    segment: Segment
    kinds: tuple[Kind, ...]


def read_breakdowns(document: Document) -> Iterator[Breakdown]:
    """All breakdowns outside tables and drawings, in the order of the text."""
    for segment, _ in document.numbered:
        text = document.text(segment.span)
        if segment.kind not in ("heading", "line", "item") or not _TWO_DIGITS.search(text):
            continue
        yield from _runs(segment, text, _PAIR)
        if any(sign in text for sign in ":：="):
            yield from _runs(segment, text, _KEYED)


def _runs(segment: Segment, text: str, pattern: re.Pattern[str]) -> Iterator[Breakdown]:
    run: list[Kind] = []
    end = -1
    for match in pattern.finditer(text):
        if run and not _JOIN.fullmatch(text, end, match.start()):
            yield from _breakdown(segment, run)
            run = []
        start = segment.span.start + match.start("n")
        run.append(Kind(normal(match["kind"]), Span(start, start + len(match["n"])), Decimal(match["n"])))
        end = match.end()
    yield from _breakdown(segment, run)


def _breakdown(segment: Segment, run: list[Kind]) -> Iterator[Breakdown]:
    if len(run) > 1 and len({kind.name for kind in run}) == len(run):
        yield Breakdown(segment, tuple(run))

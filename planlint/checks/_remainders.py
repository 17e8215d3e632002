"""What is done and what is left: "8 of 12 done, 4 remaining", "75% complete, 25% left"."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from planlint.facts.plan import Plan
from planlint.facts.progress import Claim
from planlint.text.records import value_object
from planlint.text.source import Span


@value_object
class Remainder:
    """What is left, as stated, and the share beside it."""

    share: Span
    done: Decimal
    whole: Decimal
    left: Span
    value: Decimal


def wrong_percents(plan: Plan) -> Iterator[tuple[Claim, Remainder]]:
    """Percentages of what is done with one of what is left beside them, where the two do not make up 100."""
    for (a, topic), (b, _) in pairwise(plan.topics):
        if a.segment is not b.segment or not (a.percent and b.percent) or topic.aside or not topic.progress:
            continue
        if not (a.percent.exact and b.percent.exact) or _says_left(plan, _words(plan, a.after)):
            continue
        between = plan.document.prose[a.span.end : b.span.start]
        behind = plan.document.prose[b.span.end : b.after.end]
        tied = _says_left(plan, behind) or _says_left(plan, between.rpartition(",")[2])
        if tied and len(between) <= 40 and a.percent.low + b.percent.low != 100:
            yield a, Remainder(a.percent.span, a.percent.low, Decimal(100), b.percent.number, b.percent.low)


def _words(plan: Plan, span: Span) -> str:
    return plan.document.prose[span.start : span.end]


def _says_left(plan: Plan, text: str) -> bool:
    """Whether one of the first three words says that something is left."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)[:3]]
    phrases = {" ".join(words[start : start + size]) for start in range(len(words)) for size in (1, 2)}
    return not phrases.isdisjoint(plan.vocabulary.lists["remaining-words"])

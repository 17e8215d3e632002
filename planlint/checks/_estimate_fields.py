"""Estimates that cannot be read: ranges written backwards, fields without a figure."""

import re
from collections import Counter
from collections.abc import Iterator

from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding
from planlint.text.patterns import regex
from planlint.text.source import Span

_RANGE = regex(r"\d\s?[a-zA-Z]{0,7}\s?[-–—‑]\s?~?\d")
_PLACEHOLDER = regex(r"[\[{<_?]|\bX+\b", re.IGNORECASE)
_ENOUGH = 2


def inverted_ranges(plan: Plan) -> Iterator[Finding]:
    """Ranges of time or points whose first number is the larger: "5-3 days"."""
    text = plan.document.prose
    for quantity in plan.quantities.all:
        if quantity.low <= quantity.high or quantity.dimension not in ("time", "points"):
            continue
        digits = plan.source[quantity.number]
        before = text[max(0, quantity.span.start - 14) : quantity.span.start]
        word = re.search(r"([^\W\d_]+)[\s#]*$", before)
        if not _RANGE.match(digits) or quantity.signed or quantity.low >= 1000:
            continue
        if word and word[1].casefold() in plan.vocabulary.series:
            continue
        if re.search(r"[-–]\s?$|\bfrom\s$", before):
            continue
        yield Finding(quantity.span, f"{plan.source[quantity.span]} runs backwards: the larger number comes first")


def unreadable_estimates(plan: Plan) -> Iterator[Finding]:
    """Estimate fields without a figure, in a plan whose other fields of that name have one."""
    fields = [
        field
        for field in plan.fields
        if field.names("estimate", plan.vocabulary) and field.segment.kind in ("line", "item")
    ]
    readable = Counter(
        field.key
        for field in fields
        if any(figure.dimension in ("time", "points") for figure in plan.figures(field.value))
    )
    for field in fields:
        value = plan.source[field.value].strip(" *_`")
        if readable[field.key] < _ENOUGH or plan.figures(field.value) or any(char.isdigit() for char in value):
            continue
        if not value or len(value.split()) > 4 or _PLACEHOLDER.search(value):
            continue
        if plan.vocabulary.mentions("size-words", value) or not any(char.isalpha() for char in value):
            continue
        span = Span(*field.value)
        yield Finding(span, f"no amount of time or points in this {plan.source[field.key_span].strip()}")

"""Estimates that cannot be read: ranges written backwards, fields without a figure."""

from collections import Counter
from collections.abc import Iterator

from planlint.compare.plan import Plan
from planlint.compare.share import words_of
from planlint.compare.tie import Tie, conflict
from planlint.text.diagnostics import Finding
from planlint.text.patterns import regex
from planlint.text.policy import PROVEN
from planlint.text.source import Span

_FROM = regex(r"[-–]\s?$|\b[Ff]rom\s$")
_DASH = regex(r"[-–—‑]")
"""Between the ends of a range; "8h to 6h" is a change."""
_PLACEHOLDER = regex(r"[\[{<_?]|\bX+\b")
_ENOUGH = 2
"""A key has so many figures elsewhere before a field without one is odd."""
_YEARS = 1000
_WORDS = 4


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this family."""
    yield from inverted(plan)
    yield from unreadable(plan)


def inverted(plan: Plan) -> Iterator[Tie]:
    """Ranges of time or points whose first number is the larger: "5-3 days"."""
    text = plan.outline.text
    for amount in plan.outline.amounts.all:
        if amount.low <= amount.high or amount.kind not in ("time", "points") or amount.sign or amount.low >= _YEARS:
            continue
        span = Span(amount.left, amount.right)
        written = plan.document.source[span]
        if _DASH.search(written) and not _FROM.search(text, max(0, amount.left - 14), amount.left):
            finding = Finding(span, f"{written} runs backwards: the larger number comes first")
            yield conflict("effort.inverted", "EST004", plan, PROVEN, finding)


def unreadable(plan: Plan) -> Iterator[Tie]:
    """Estimate fields without a figure, in a plan whose other fields of that name have one."""
    outline, vocabulary = plan.outline, plan.vocabulary
    keys = vocabulary.keys["estimate"]
    fields = [f for f in plan.fields if f.row is None and f.node and f.node.kind != "drawn" and f.key in keys]
    readable = Counter(
        f.key for f in fields if any(a.kind in ("time", "points") for a in outline.amounts.within(*f.value))
    )
    for field in fields:
        value = plan.document.source[field.value].strip(" *_`")
        if readable[field.key] < _ENOUGH or any(char.isdigit() for char in value):
            continue
        if not value or len(value.split()) > _WORDS or _PLACEHOLDER.search(value):
            continue
        sizes = words_of(value) & vocabulary.lists["size-words"]
        if not sizes and any(char.isalpha() for char in value):
            key = plan.document.source[field.key_span].strip()
            finding = Finding(field.value, f"no amount of time or points in this {key}")
            yield conflict("effort.unreadable", "EST005", plan, PROVEN, finding)

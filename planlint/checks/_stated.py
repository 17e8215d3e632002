"""Totals stated in a line, a heading or a list item, and the parts that they cover."""

import re
from collections.abc import Iterator
from dataclasses import replace

from planlint.checks._part_sums import judge
from planlint.checks._sum_texts import has_remark
from planlint.facts.figures import Figure, agrees
from planlint.facts.parts import Parts, entry_parts, is_total, rate_of, unit_key, with_noun
from planlint.facts.plan import Plan
from planlint.markdown.document import Segment
from planlint.text.diagnostics import Finding
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span

_SHOWN = 12
_EQUATION = regex(r"[=≈→⇒×]|->|\s\*\s|\s[+–—-]\s|\s\+|\bof\s(?:the\s)?[~\d]|\bper\b|/\s?\d")


@value_object
class Stated:
    """A figure that a line gives as a total. `text` is the rest of the line."""

    segment: Segment
    figure: Figure
    unit: str
    rate: str
    text: str


def stated_totals(plan: Plan, taken: set[Parts]) -> Iterator[Finding]:
    """Lines that state the total of a list, of a table or of the headings below, and state it wrongly; parts that a
    line is about are added to `taken`."""
    for stated in _total_lines(plan):
        parts = _covered(plan, stated) or _all_above(plan, stated)
        if parts is None or parts in taken:
            continue
        taken.add(parts)
        parts = _before(parts, stated.segment)
        if len(parts.figures) < 2 or _names_subset(plan, stated, parts):
            continue
        if (wider := _all_above(plan, stated)) and agrees(stated.figure, wider.figures):
            continue
        finding = judge(plan, stated.figure, parts)
        if finding:
            yield finding


def _total_lines(plan: Plan) -> Iterator[Stated]:
    """Lines that start with a word for a total and state figures, or stand right below a heading that does."""
    heading: Segment | None = None
    for segment in plan.document.segments:
        if segment.kind not in ("heading", "line", "item"):
            continue
        follows = heading is not None and segment.kind == "line"
        if segment.kind != "heading" and not plan.quantities.states(segment.span):
            heading = None
            continue
        text = plan.document.text(segment.span)
        named = is_total(text, plan.vocabulary)
        heading = segment if segment.kind == "heading" and named else None
        if not (named or follows) or has_remark(plan, segment.span):
            continue
        figures = [with_noun(plan.document, figure, plan.vocabulary) for figure in plan.figures(segment.span)]
        if _EQUATION.search(text) or any(figure.of is not None for figure in figures):
            continue
        label = _label(text) if named else ""
        if plan.vocabulary.mentions("aside-words", label):
            continue
        for figure in figures:
            behind = figure.span.start >= segment.span.start + len(label)
            if behind and (figure.unit or figure.dimension == "money") and figure.dimension != "percent":
                yield Stated(segment, figure, unit_key(figure), rate_of(plan.document, figure), text)


def _label(text: str) -> str:
    """The words of a total line up to its colon."""
    return text[: match.end()] if (match := re.match(r"[^:：\n]{1,60}[:：]", text)) else ""


def _names_subset(plan: Plan, stated: Stated, parts: Parts) -> bool:
    """Whether a word of the label also stands in the parts: "Total to delete" under rows with "delete" and "keep"."""
    words = {word for word in re.findall(r"[^\W\d_]{3,}", _label(stated.text).casefold()) if len(word) > 3}
    words = {word for word in words if not is_total(word, plan.vocabulary)}
    body = set(re.findall(r"[^\W\d_]{3,}", plan.document.with_code[parts.span.start : parts.span.end].casefold()))
    return bool(words & body) and parts.kind != "sections"


def _covered(plan: Plan, stated: Stated) -> Parts | None:
    """The parts that a total line is about: its own list, what stands right above it, or what stands right below it."""
    item = stated.segment.item
    candidates = [parts for parts in plan.parts if parts.unit == stated.unit and parts.rate == stated.rate]
    if item is not None:
        own = [parts for parts in candidates if parts.items and parts.items[0].list_index == item.list_index]
        return own[0] if len(own) == 1 else None
    above = [
        parts
        for parts in candidates
        if parts.kind != "sections"
        and parts.span.end <= stated.segment.span.start
        and _only_totals_between(plan, parts.span.end, stated.segment.span.start)
    ]
    if above:
        last = max(above, key=lambda parts: parts.span.end)
        return last if sum(parts.span == last.span for parts in above) == 1 else None
    return None


def _all_above(plan: Plan, stated: Stated) -> Parts | None:
    """All that a closing total may add up: the entries of every list above it in its section, or in that around it."""
    section = stated.segment.section
    if stated.segment.kind != "line" or stated.segment.item:
        return None
    around = [above for above in section.path if above.level > 1]
    for above in around[:2]:
        span = Span(above.heading.end, stated.segment.span.start)
        parts = entry_parts(plan.document, plan.quantities, plan.vocabulary, above, span, stated.unit, stated.rate)
        if parts and len({item.list_index for item in parts.items}) > 1 and not parts.missing:
            return parts
    return None


def _only_totals_between(plan: Plan, start: int, end: int) -> bool:
    """Whether nothing but rules, headings and lines about totals stands from `start` to the line of `end`."""
    source = plan.source
    for line in range(source.line_of(start) + 1, source.line_of(end)):
        text = source.line_text(line).strip()
        if text.strip("-*_ =") and not is_total(text.lstrip("# "), plan.vocabulary):
            return False
    return True


def _before(parts: Parts, segment: Segment) -> Parts:
    """`parts` without what stands behind the total in its own list."""
    if segment.item is None:
        return parts
    return replace(parts, figures=tuple(value for value in parts.figures if value.span.start < segment.span.start))

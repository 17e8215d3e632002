"""Totals stated in a line, a heading or a list item, and the parts that they cover."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from planlint.checks._sum_texts import arithmetic
from planlint.diagnostics import Finding, Related
from planlint.document import Section, Segment
from planlint.facts.figures import Figure, Sum, add, agrees, factor
from planlint.facts.parts import BARE, Parts, is_alone_in_brackets, is_total, rate_of, unit_key
from planlint.patterns import regex
from planlint.plan import Plan
from planlint.records import value_object

_SHOWN = 12
_EQUATION = regex(r"[=≈→⇒×]|->|\s\*\s|\s[+–—-]\s|\s\+|\bof\b|\bper\b|/\s?\d")


@value_object
class Stated:
    """A figure that a line gives as a total. `text` is the rest of the line."""

    segment: Segment
    figure: Figure
    unit: str
    rate: str
    text: str


def stated_totals(plan: Plan) -> Iterator[Finding]:
    """Lines that state the total of a list, of a table or of the headings below, and state it wrongly."""
    taken: set[Parts] = set()
    for stated in _total_lines(plan):
        parts = _covered(plan, stated)
        if parts is None or parts in taken:
            continue
        taken.add(parts)
        parts = _before(parts, stated.segment)
        if len(parts.figures) < 2 or _names_subset(plan, stated, parts):
            continue
        finding = _judge(plan, stated.figure, parts)
        if finding:
            yield finding
    yield from _counted_leads(plan, taken)
    yield from _counted_headings(plan, taken)


def _total_lines(plan: Plan) -> Iterator[Stated]:
    """Lines that start with a word for a total and state figures, or stand right below a heading that does."""
    heading: Segment | None = None
    for segment in plan.document.segments:
        if segment.kind not in ("heading", "line", "item"):
            continue
        text = plan.document.text(segment.span)
        named = is_total(text, plan.vocabulary)
        follows = heading is not None and segment.kind == "line"
        heading = segment if segment.kind == "heading" and named else None
        if not (named or follows) or plan.vocabulary.mentions("sum-remarks", text):
            continue
        figures = plan.figures(segment.span)
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


def _judge(plan: Plan, figure: Figure, parts: Parts, *, strict: bool = False) -> Finding | None:
    """A finding where the figures of `parts` do not add up to `figure`. Parts without one may stand for the rest."""
    values = parts.figures
    if agrees(figure, values):
        return None
    total = add(values, figure.unit)
    if parts.missing and (strict or figure.high > total.low):
        return None
    if not _alike(values) or not _near(figure, total):
        return None
    said = plan.source[figure.span]
    message = f"{arithmetic(values, total, grouped=',' in said)}, the line says {said}"
    related = tuple(Related(value.span, "a part of it") for value in values[:_SHOWN])
    return Finding(figure.span, message, related)


def _near(figure: Figure, total: Sum) -> bool:
    """Whether claim and sum are of one order: what is three times as large measures something else."""
    middle = (figure.low + figure.high) / 2 * factor(figure.unit) / factor(total.unit)
    return total.low * Decimal("0.4") <= middle <= total.high * Decimal("2.5")


def _alike(values: Sequence[Figure]) -> bool:
    """Whether the parts are stated in one manner: neither the first nor the last is a total of the others."""
    total = sum(value.high for value in values)
    return not (len(values) > 3 and any(value.high * 2 == total for value in (values[0], values[-1])))


def _counted_leads(plan: Plan, taken: set[Parts]) -> Iterator[Finding]:
    """ "199 tests across 9 files" before a list of nine files with their tests."""
    counted: dict[str, list[Parts]] = {}
    for parts in plan.parts:
        if parts.figures[0].dimension == "count" and not parts.missing:
            counted.setdefault(parts.unit, []).append(parts)
    for segment in plan.document.segments if counted else ():
        if segment.kind not in ("heading", "line", "item"):
            continue
        figures = plan.figures(segment.span)
        if len(figures) < 2 or _EQUATION.search(plan.document.text(segment.span)):
            continue
        for figure in figures:
            others = {int(other.low) for other in figures if other is not figure and other.exact and other.unit}
            led = [parts for parts in counted.get(figure.unit, ()) if _leads(segment, parts, others)]
            if len(led) == 1 and led[0] not in taken and figure.of is None:
                taken.add(led[0])
                finding = _judge(plan, figure, led[0], strict=True)
                if finding:
                    yield finding


def _leads(segment: Segment, parts: Parts, counts: set[int]) -> bool:
    """Whether parts follow in the section of a line that states how many there are."""
    section = segment.section
    return (
        len(parts.figures) in counts
        and parts.span.start > segment.span.end
        and parts.span.end <= section.span.end
        and (parts.section is section or parts.kind == "sections")
    )


def _counted_headings(plan: Plan, taken: set[Parts]) -> Iterator[Finding]:
    """ "Tests (40)" or "Tests (40 tests)" over entries or headings that all state such a count."""
    groups: dict[Section, list[Parts]] = {}
    for parts in plan.parts:
        nested = parts.items and parts.items[0].parent is not None
        if not parts.missing and not nested and (parts.unit == BARE or parts.figures[0].dimension == "count"):
            groups.setdefault(parts.section, []).append(parts)
    for section, found in groups.items():
        stated = [figure for figure in plan.figures(section.title_span) if figure.exact and figure.of is None]
        last = stated[-1] if stated else None
        if last is None or plan.vocabulary.mentions("partial-words", section.title):
            continue
        if not plan.document.prose[last.span.start - 1 : last.span.start].endswith("("):
            continue
        unit = last.unit or (BARE if is_alone_in_brackets(plan.document, last) else "")
        led = [parts for parts in found if parts.unit == unit and last.low not in {f.low for f in parts.figures}]
        if len(led) == 1 and led[0] not in taken and last.low != len(led[0].figures):
            taken.add(led[0])
            finding = _judge(plan, last, led[0], strict=True)
            if finding:
                yield finding

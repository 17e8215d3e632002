"""Counts in headings, labels and leading lines, and the counts of the parts below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from planlint.checks._part_sums import judge
from planlint.facts.figures import Figure, add
from planlint.facts.parts import BARE, Parts, is_alone_in_brackets, with_noun
from planlint.facts.plan import Plan
from planlint.markdown.document import Item, Section, Segment
from planlint.text.diagnostics import Finding
from planlint.text.patterns import regex
from planlint.text.source import Span

_EQUATION = regex(r"[=≈→⇒×]|->|\s\*\s|\s[+–—-]\s|\s\+|\bof\b|\bper\b|/\s?\d")


def headed_counts(plan: Plan, taken: set[Parts]) -> Iterator[Finding]:
    """Counts that head parts with counts of their own, and differ from their sum; `taken`: parts judged before."""
    yield from _leads(plan, taken)
    yield from _headings(plan, taken)
    yield from _parents(plan, taken)


def _leads(plan: Plan, taken: set[Parts]) -> Iterator[Finding]:
    """ "199 tests across 9 files" before a list of nine files with their tests, or as the first entry of that list."""
    counted: dict[str, list[Parts]] = {}
    for parts in plan.parts:
        if parts.figures[0].dimension == "count" and not parts.missing:
            counted.setdefault(parts.unit, []).append(parts)
    for segment in plan.document.segments if counted else ():
        if segment.kind not in ("heading", "line", "item"):
            continue
        figures = _figures(plan, segment.span)
        if len(figures) < 2 or _EQUATION.search(plan.document.text(segment.span)):
            continue
        for figure in figures:
            others = [other for other in figures if other is not figure and other.exact and other.unit]
            led = [found for parts in counted.get(figure.unit, ()) if (found := _led(plan, segment, parts, others))]
            if len(led) == 1 and led[0][0] not in taken and figure.of is None:
                taken.add(led[0][0])
                finding = judge(plan, figure, led[0][1], strict=True)
                if finding:
                    yield finding


def _led(plan: Plan, segment: Segment, parts: Parts, others: Sequence[Figure]) -> tuple[Parts, Parts] | None:
    """Parts that follow in the section of a line that states how many there are; those behind the first entry, where
    that is the line. With the parts as they are in the plan."""
    section = segment.section
    counts = {int(other.low) for other in others}
    if parts.items and segment.item is parts.items[0]:
        counts = {int(other.low) for other in others if _is_across(plan, other)}
        rest = replace(parts, figures=tuple(f for f in parts.figures if not segment.span.covers(f.span)))
        return (parts, rest) if len(rest.figures) in counts and len(rest.figures) > 1 else None
    follows = (
        len(parts.figures) in counts
        and parts.span.start > segment.span.end
        and parts.span.end <= section.span.end
        and (parts.section is section or parts.kind == "sections")
    )
    return (parts, parts) if follows else None


def _is_across(plan: Plan, figure: Figure) -> bool:
    """Whether a preposition leads to a figure: "across 5 areas"."""
    word = re.search(r"([^\W\d_]+)\s[*_]*$", plan.document.prose[max(0, figure.span.start - 20) : figure.span.start])
    return word is not None and plan.vocabulary.has("clause-words", word[1].casefold())


def _headings(plan: Plan, taken: set[Parts]) -> Iterator[Finding]:
    """ "Tests (40)" or "Tests (40 tests)" over entries, labels or headings that all state such a count."""
    groups: dict[Section, list[Parts]] = {}
    for parts in plan.parts:
        nested = parts.items and parts.items[0].parent is not None
        if not parts.missing and not nested and (parts.unit == BARE or parts.figures[0].dimension == "count"):
            groups.setdefault(parts.section, []).append(parts)
    for section, found in groups.items():
        last = _count_of(plan, section.title_span)
        if last is None or plan.vocabulary.mentions("partial-words", _unbound(plan, section.title_span)):
            continue
        unit = last.unit or BARE
        led = [parts for parts in found if parts.unit == unit and last.low not in {f.low for f in parts.figures}]
        if len(led) == 1 and led[0] not in taken and last.low != len(led[0].figures):
            taken.add(led[0])
            yield from _against(plan, last, led[0])


def _parents(plan: Plan, taken: set[Parts]) -> Iterator[Finding]:
    """ "Alert manager: 17 methods" over sub-entries that all state such a count."""
    for parts in plan.parts:
        parent: Item | None = parts.items[0].parent if parts.items else None
        counted = parts.unit == BARE or parts.figures[0].dimension == "count"
        if parent is None or parts.missing or not counted or parts in taken:
            continue
        own = _count_of(plan, parent.text_span)
        if own and (own.unit or BARE) == parts.unit and own.low not in {figure.low for figure in parts.figures}:
            yield from _against(plan, own, parts)


def _against(plan: Plan, own: Figure, parts: Parts) -> Iterator[Finding]:
    """The finding on a count and its parts; "30+" is wrong only where there are fewer."""
    if own.open_ended and add(parts.figures).high >= own.low:
        return
    finding = judge(plan, own, parts, strict=True)
    if finding:
        yield finding


def _count_of(plan: Plan, span: Span) -> Figure | None:
    """The count that a heading or an entry states: the last one, in brackets, or the only one with a unit."""
    stated = [figure for figure in _figures(plan, span) if figure.of is None and figure.low == figure.high]
    last = stated[-1] if stated else None
    if last is None or last.loose or last.dimension not in ("count", "bare"):
        return None
    bracketed = plan.document.prose[last.span.start - 1 : last.span.start] == "("
    if last.unit:
        return last if bracketed or len(stated) == 1 else None
    return last if is_alone_in_brackets(plan.document, last) else None


def _unbound(plan: Plan, span: Span) -> str:
    """The words of a heading without those that belong to a number ("over 30")."""
    return " ".join(
        word for word in plan.source[span].split() if not plan.vocabulary.has("remaining-words", word.casefold())
    )


def _figures(plan: Plan, span: Span) -> list[Figure]:
    return [with_noun(plan.document, figure, plan.vocabulary) for figure in plan.figures(span)]

"""Figures with their derivation in brackets: "10h (4h + 6h)", "45 tests (40 passing, 5 failing)"."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planlint.checks._equations import contradiction, expression_start, is_formula, read_side, splits_clause
from planlint.facts.balances import state_of
from planlint.facts.figures import Figure
from planlint.facts.plan import Plan
from planlint.markdown.document import Segment
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.source import Span

_DIGIT_INSIDE = regex(r"\([^()\n\d]{0,89}\d")
_BRACKET = regex(r"\(([^()\n]{5,90})\)")
_COMMAS = regex(r",\s|\s\+\s|;\s|\s(?:and|und|et)\s")
_WHOLE = regex(
    r"(?:^|(?<=[\s*(]))(?P<n>\d{1,5}(?:,\d{3})?)\**\s+(?P<noun>[^\W\d_][\w -]{1,30}?)[\s*]*"
    r"(?P<mark>[:：–—/|,]|-\s)\s*(?P<list>\**\d.*)"
)
_MARKS = regex(r",\s(?:and\s|und\s|et\s)?|\s\+\s|;\s|\s[/|]\s|\s(?:and|und|et)\s")
_COUNTED = regex(r"(\d{1,5}(?:,\d{3})?)\s+([^\W\d_][\w /-]{1,30})")
_GAP = 24
_COUNTABLE = frozenset(
    {"test", "task", "item", "step", "story", "subtask", "feature", "component", "criterion", "issue", "file"}
)


def derivations(plan: Plan) -> Iterator[Finding]:
    """Figures that their own brackets contradict."""
    for segment, _ in plan.document.numbered:
        text = plan.document.text(segment.span)
        if segment.kind in ("drawn", "front") or is_formula(text):
            continue
        if "(" in text and any(mark in text for mark in ("+", " - ", "×", " x ")):
            yield from _bracketed(plan, segment, text)
        if "(" in text and ("," in text or "+" in text):
            yield from _broken_down(plan, segment, text)
        if any(mark in text for mark in (":", "–", "—", " - ", " / ", " | ", ",")):
            yield from _listed(plan, segment, text)


def _bracketed(plan: Plan, segment: Segment, text: str) -> Iterator[Finding]:
    """ "10h (4h + 6h)": a figure with its derivation in brackets behind it."""
    for match in _BRACKET.finditer(text):
        inside = match[1]
        if "=" in inside or splits_clause(inside) or "," in inside:
            continue
        before = Span(segment.span.start + expression_start(text, 0, match.start()), segment.span.start + match.start())
        stated = [figure for figure in plan.figures(before) if figure.dimension in ("time", "points")]
        if not stated:
            continue
        whole = stated[-1]
        span = Span(segment.span.start + match.start(1), segment.span.start + match.end(1))
        side = read_side(plan, span, whole)
        if side and not side.simple and all(_timed(factors, whole) for _, factors, _ in side.terms):
            finding = contradiction(plan, whole, side)
            if finding:
                yield finding


def _timed(factors: Sequence[Figure], whole: Figure) -> bool:
    return sum(figure.dimension == whole.dimension for figure in factors) == 1


def _broken_down(plan: Plan, segment: Segment, text: str) -> Iterator[Finding]:
    """ "45 tests (40 passing, 5 failing)": a count with the counts that make it up."""
    for match in _BRACKET.finditer(text):
        parts = [part.strip(" *") for part in _COMMAS.split(match[1])]
        numbers = [_COUNTED.fullmatch(part) for part in parts]
        before = Span(segment.span.start, segment.span.start + match.start())
        stated = [figure for figure in plan.figures(before) if figure.dimension in ("count", "bare")]
        if len(parts) < 2 or not all(numbers) or not stated or not stated[-1].exact or stated[-1].of is not None:
            continue
        whole = stated[-1]
        gap = plan.document.prose[whole.span.end : before.end]
        total = sum(int(number[1].replace(",", "")) for number in numbers if number)
        units = {plan.vocabulary.units.get(number[2].casefold().split()[-1], "") for number in numbers if number}
        if len(gap) > _GAP or re.search(r"[.;:,(\d]", gap) or units - {"", whole.unit} or whole.signed:
            continue
        if total == whole.low or not whole.low * Decimal("0.6") <= total <= whole.low * Decimal("1.5"):
            continue
        shown = " + ".join(number[1] for number in numbers if number)
        inside = Span(segment.span.start + match.start(1), segment.span.start + match.end(1))
        message = f"{shown} is {total}, not {plan.source[whole.number]}"
        yield Finding(whole.number, message, (Related(inside, "the counts that make it up"),))


def _listed(plan: Plan, segment: Segment, text: str) -> Iterator[Finding]:
    """ "45 tests: 40 passed, 5 failed", "45 in total / 40 passed / 5 failed": counts of states behind their total."""
    match = _WHOLE.search(text)
    if match is None:
        return
    noun = match["noun"].casefold().split()
    total = any(plan.vocabulary.has("total-words", word) for word in noun)
    if not total and plan.vocabulary.units.get(noun[-1], "") not in _COUNTABLE:
        return
    parts = [part.strip(" *.") for part in _MARKS.split(match["list"])]
    found = [
        (number, state_of(number[2].casefold(), plan.vocabulary))
        for part in parts
        if (number := _COUNTED.fullmatch(part))
    ]
    states = [state for _, state in found]
    known = [state for state in states if state]
    if len(found) != len(parts) or len(found) < 2 or len(set(known)) != len(known):
        return
    value, total_value = int(match["n"].replace(",", "")), sum(int(number[1].replace(",", "")) for number, _ in found)
    spread = Decimal("0.5") if _make_all(states) else Decimal("0.2")
    plain = match["mark"] in (":", "：") and not any(_names_things(plan, number[2]) for number, _ in found)
    if value == total_value or abs(value - total_value) > value * spread or not (plain or _make_all(states)):
        return
    place = Span(segment.span.start + match.start("n"), segment.span.start + match.end("n"))
    inside = Span(segment.span.start + match.start("list"), segment.span.start + match.end("list"))
    shown = " + ".join(number[1] for number, _ in found)
    message = f"{shown} is {total_value}, not {match['n']}"
    yield Finding(place, message, (Related(inside, "the counts that make it up"),))


def _make_all(states: Sequence[str]) -> bool:
    """Whether states are all there are: what is done with what is not, or three priorities and more."""
    others = {"open", "outstanding", "left", "failed", "blocked", "cancelled", "active"}
    ranked = all(state.startswith("priority") for state in states) and len(states) > 2
    return ranked or ("" not in states and "done" in states and not others.isdisjoint(states))


def _names_things(plan: Plan, words: str) -> bool:
    """Whether the words behind a count name other things ("12 endpoints"), not a state of the same ("21 executed")."""
    last = words.casefold().split()[-1]
    return last in plan.vocabulary.units or (last.endswith("s") and not last.endswith("ss"))

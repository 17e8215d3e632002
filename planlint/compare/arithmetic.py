"""Arithmetic inside one line: "26h + 6h + 8h = 40h", "1.3h x 3 = 4h", "12h (5h + 7h)", "12 tests (5 passed, 7 failed)".

What a line works out itself is proven or not; that other lines are right says nothing. What remains to doubt is whether
every number was read as the author meant it: an expression with anything odd in it is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.compare.values import DUST, FAR, Value, distance, number
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.expressions import (
    Term,
    end_of,
    is_formula,
    is_simple,
    is_usable,
    read_terms,
    splits_clause,
    start_of,
)
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import ABOUT, DOUBTFUL, LIKELY, PLUS, PROVEN
from planlint.text.source import Span, span_of

_EQUALS = regex(r"=(?<![=<>!:~+\-*/]=)(?![=>~])")
_BRACKET = regex(r"\((?=[^()\n\d]*\d)(?P<inside>[^()\n]{3,90})\)")
_LISTED = regex(r"[:：]\**[ ]+(?P<inside>\d[^()\n:]{5,90})$", re.MULTILINE)
_COMMAS = regex(r",\s(?:and\s|und\s|et\s)?|\s\+\s|;\s|\s[/|]\s|\s(?:and|und|et)\s")
_COUNTED = regex(r"[*_]*\d[\d,]*[*_]*\s[*_]*(?P<what>[^\W\d_][\w -]{1,30}?)[*_.]*")
_GAP = regex(r"[^.;:,(\d|→/×÷=+]{0,24}(?<!\s[-–−*x]\s)")
_OTHERS = frozenset({"open", "outstanding", "left", "failed", "blocked", "cancelled", "active"})
"""What is done and one of these are all there is."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of a stated result and its working."""
    text = plan.outline.text
    if "=" in text:
        for match in _EQUALS.finditer(text):
            yield from equations(plan, match.start())
    for match in _BRACKET.finditer(text):
        inside = span_of(match.span("inside"))
        node = plan.outline.at(match.start()) if plan.outline.amounts.within(*inside)[1:] else None
        if node and not is_formula(plan.outline, Span(node.start, node.end)):
            yield from worked_out(plan, inside)
            yield from split(plan, match.start(), inside)
    for match in _LISTED.finditer(text):
        yield from split(plan, match.start(), span_of(match.span("inside")))


def _line(plan: Plan, offset: int) -> Span:
    return next(iter(plan.outline.stretches([offset])), Span(offset, offset))


def equations(plan: Plan, mark: int) -> Iterator[Tie]:
    """What stands before an equals sign against what stands behind it."""
    line, text = _line(plan, mark), plan.outline.text
    before = text.rfind("=", line.start, mark) + 1 or line.start
    after = text.find("=", mark + 1, line.end)
    left = Span(start_of(text, before, mark), mark)
    right = Span(mark + 1, end_of(text, mark + 1, after if after > 0 else line.end))
    stated = _first(plan, right)
    if stated is None or is_formula(plan.outline, Span(left.start, right.end)):
        return
    first, second = read_terms(plan.outline, left), read_terms(plan.outline, right)
    if first is None:
        return
    if is_simple(first):  # "10h = 4h + 6h"
        if first[0][1][0].kind != "percent" and second and not is_simple(second):
            yield from _tie(plan, "arithmetic.equation", first[0][1][0], second)
    elif second is None or is_simple(second) or not _alike(plan, stated, first, second):
        yield from _tie(plan, "arithmetic.equation", stated, first)


def _alike(plan: Plan, stated: Amount, first: Sequence[Term], second: Sequence[Term]) -> bool:
    """Whether two workings come to the same: "2h + 4h = 3h + 3h"."""
    one, other = _value(plan, stated, first), _value(plan, stated, second)
    return one is not None and other is not None and abs(one[0].low - other[0].low) <= one[1] + other[1]


def _first(plan: Plan, right: Span) -> Amount | None:
    """The amount right behind the equals sign."""
    found = plan.outline.amounts.within(*right)
    if not found or found[0].of is not None or plan.outline.text[right.start : found[0].left].strip(" *_("):
        return None
    return found[0]


def _tie(plan: Plan, relation: str, stated: Amount, side: Sequence[Term]) -> Iterator[Tie]:
    """`stated` held against what its working gives; nothing where the two cannot be compared, or are far apart."""
    found = _value(plan, stated, side)
    node = plan.outline.at(stated.start)
    if found is None or node is None or not is_usable(plan.outline.text, stated):
        return
    shown, slack = found
    amounts = [a for _, factors, _ in side for a in factors]
    if any(a.mark == "+" for a in (stated, *amounts)):
        slack += (PLUS - 1) * max(abs(shown.high), abs(stated.high))
    within = shown.low - slack <= stated.low and stated.high <= shown.high + slack
    tie = Tie(relation, "SUM003", node, (), partial(_tell, plan, amounts), key=stated.start)
    tie.amount, tie.shown = stated, shown
    unsigned = shown.low == shown.high and abs(abs(shown.low) - abs(stated.low)) <= slack  # a lost sign is forgiven
    tie.outcome = "agree" if within or unsigned else distance(stated, shown)
    tie.given = _given(stated, side)
    if tie.outcome not in FAR:
        yield tie


def _given(stated: Amount, side: Sequence[Term]) -> float:
    """How sure it is that all numbers were meant as they were read: where they are exact, of one unit, and added."""
    amounts = [a for _, factors, _ in side for a in factors]
    units = {_unit(a) for a in (stated, *amounts)}
    exact = all(a.exact for a in (stated, *amounts))
    added = all(len(factors) == 1 for _, factors, _ in side)
    return PROVEN if exact and added and len(units - {""}) < 2 else LIKELY


def _unit(amount: Amount) -> str:
    """The unit that a number has for certain; "" of bare numbers and of words that are no unit."""
    return amount.unit if amount.right > amount.end or amount.kind in ("money", "percent") else ""


def _value(plan: Plan, stated: Amount, side: Sequence[Term]) -> tuple[Value, float] | None:
    """What the terms come to in the unit of `stated`, and how far rounding may have moved it."""
    low = high = slack = 0.0
    finest, product, mixed = 0, False, False
    averages = plan.vocabulary.lists["average-words"]
    for sign, factors, signs in side:
        ratio = _ratio(plan, stated, factors)
        if ratio is None:
            return None
        ends, relative = (ratio, ratio), 0.0
        for amount, operator in zip(factors, signs, strict=True):
            part = (amount.low, amount.high)
            if amount.kind == "percent" and len(factors) > 1:
                part = (part[0] / 100, part[1] / 100)
            if operator in ("/", "÷"):
                if not part[0] or not part[1]:
                    return None
                part = (1 / part[1], 1 / part[0])
            ends = ends[0] * part[0], ends[1] * part[1]
            rounded = (
                0.5 * 10.0**-amount.decimals
                if len(factors) > 1 and (amount.decimals or averages & set(amount.words))
                else 0.0
            )
            relative += rounded / max(abs(amount.low), DUST) + (ABOUT if amount.mark == "~" else 0)
            finest = max(finest, amount.decimals)
        product, mixed = product or len(factors) > 1, mixed or ratio != 1
        slack += max(map(abs, ends)) * relative
        low, high = (low + ends[0], high + ends[1]) if sign > 0 else (low - ends[1], high - ends[0])
    if finest > stated.decimals or product or mixed:
        slack += 0.999 * 10.0**-stated.decimals
    if stated.mark == "~":
        slack += max(abs(high) * ABOUT, 10.0**-stated.decimals)
    return Value(low, high, stated.unit, decimals=finest), slack + DUST


def _ratio(plan: Plan, stated: Amount, factors: Sequence[Amount]) -> float | None:
    """What a term's unit is worth in that of `stated`; None where one factor is of another kind."""
    others = [a for a in factors if a.kind not in COUNTS and a.kind != "size"]
    if len(factors) > 1:
        others = [a for a in others if a.kind != "percent" or stated.kind == "percent"]
    if not others:
        named = {_unit(a) for a in factors} - {""}
        if stated.kind in COUNTS:
            return 1.0 if len(factors) > 1 or named <= {_unit(stated)} or not _unit(stated) else None
        return 1.0 if not named and not any(a.words for a in factors) else None
    timed = [a for a in others if a.kind == "time"]
    if len(timed) > 1 or (len(others) > 1 and stated.kind != "money"):
        return None
    if stated.kind == "bare" and not stated.words:
        return 1.0 if len(factors) == 1 else None
    alike = [a for a in others if a.kind == stated.kind]
    return plan.factor(alike[0].unit, stated.unit) if len(alike) == 1 else None


def _tell(plan: Plan, amounts: Sequence[Amount], tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    text, stated = plan.document.source.text, tie.amount
    working = text[amounts[0].left : amounts[-1].right].replace("**", "")
    span = _place(stated)
    unit = "" if stated.kind in COUNTS else text[stated.end : stated.right]
    result = tie.shown.text()
    related = tuple(Related(Span(a.left, a.right), "an operand") for a in amounts)
    fix = None
    if stated.exact and all(a.exact for a in amounts):
        fix = Fix(f"Write {result}{unit}", (Edit(Span(stated.start, stated.end), result),), Applicability.DISPLAY)
    return Finding(span, f"{working} is {result}{unit}, not {text[slice(*span)]}", related, fix, tie.confidence)


def _place(stated: Amount) -> Span:
    """A number with its sign and unit; of what is counted, the number alone."""
    return Span(stated.start, stated.end) if stated.kind in COUNTS else Span(stated.left, stated.right)


def worked_out(plan: Plan, inside: Span) -> Iterator[Tie]:
    """A figure with its working in brackets behind it: "10h (4h + 6h)", "12 (5 + 7)"."""
    text = plan.outline.text
    working = text[slice(*inside)]
    if "=" in working or "," in working or splits_clause(working):
        return
    stated = _before(plan, inside.start - 1)
    side = read_terms(plan.outline, inside) if stated and stated.kind not in ("percent", "size") else None
    if stated is None or side is None or is_simple(side):
        return
    if any(sum(a.kind == stated.kind for a in factors) != 1 for _, factors, _ in side if stated.kind not in COUNTS):
        return
    yield from _tie(plan, "arithmetic.bracket", stated, side)


def _before(plan: Plan, bracket: int) -> Amount | None:
    """The amount that a bracket explains: the last one before it, with a few words between."""
    found = plan.outline.amounts.within(_line(plan, bracket).start, bracket)
    if not found or found[-1].of is not None or not _GAP.fullmatch(plan.outline.text, found[-1].right, bracket):
        return None
    return found[-1]


def split(plan: Plan, mark: int, inside: Span) -> Iterator[Tie]:
    """A count with the counts of the states that make it up: "45 tests (40 passed, 5 failed)", "45 tests: 40 passed,
    5 failed"."""
    text = plan.outline.text
    pieces = list(_pieces(text, inside))
    states = [_state(plan, match["what"].casefold()) for piece in pieces if (match := _COUNTED.fullmatch(text, *piece))]
    if len(pieces) < 2 or len(states) != len(pieces) or "" in states or len(set(states)) < len(states):
        return
    stated = _before(plan, mark)
    counts = [found[0] for piece in pieces if (found := plan.outline.amounts.within(*piece))]
    if stated is None or not stated.exact or stated.kind not in COUNTS or stated.sign or len(counts) < len(pieces):
        return
    node = plan.outline.at(stated.start) if all(a.exact and a.low <= stated.low for a in counts) else None
    if node:
        shown = Value(sum(a.low for a in counts), count=len(counts))
        tie = Tie("arithmetic.split", "SUM003", node, (), partial(_tell_split, plan, inside, counts))
        tie.weigh(stated, shown)
        tie.given = LIKELY if "done" in states and not _OTHERS.isdisjoint(states) else DOUBTFUL
        if tie.outcome not in FAR:
            yield tie


def _pieces(text: str, inside: Span) -> Iterator[Span]:
    at = inside.start
    for match in _COMMAS.finditer(text, *inside):
        yield span_of((at, match.start()))
        at = match.end()
    yield span_of((at, inside.end))


def _state(plan: Plan, label: str) -> str:
    """The state that the words behind a count name; "" if none."""
    vocabulary = plan.vocabulary
    phrase = " ".join(word for word in label.split() if word not in vocabulary.units)
    if vocabulary.has("remaining-words", phrase):
        return "left"
    return "done" if vocabulary.has("result-words", phrase) else vocabulary.statuses.get(phrase, "")


def _tell_split(plan: Plan, inside: Span, counts: Sequence[Amount], tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    text = plan.document.source.text
    place = Span(tie.amount.start, tie.amount.end)
    shown = " + ".join(number(a.low) for a in counts)
    message = f"{shown} is {tie.shown.text()}, not {text[slice(*place)]}"
    return Finding(place, message, (Related(inside, "the counts that make it up"),), None, tie.confidence)

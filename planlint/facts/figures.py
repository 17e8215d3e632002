"""Figures: the one number that a cell, a label or a list item states, and what several of them add up to.

A figure is a quantity made whole: "1h 30m" is one figure, "30 min - 1 hour" is one, "8/10" is one with its `of`.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from planlint.facts.quantities import HOURS, Dimension, Quantities, Quantity
from planlint.markdown.document import Document
from planlint.plan.names import normal, strip_edges
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span

_FRACTION = regex(r"(?<![\w./,])(\d{1,6}(?:[.,]\d{1,3})?)\s?/\s?(\d{1,6})(?:([+])|(?![\w/]|[.,]\d))")
_PART = regex(r"(?<=/[234])\s(?:h|hour|d|day|week)\b")
"""Behind "1/2": a part of one unit, no fraction of things."""
_JOIN = regex(r"[ \u00a0]?(?:and |et |und |y |e |и )?")
_DASH = regex(r"\s?(?:[-–—]|to|bis|à|до)\s?")
_BLANK = frozenset({"", "n/a", "na", "none", "nil", "tba", "—", "–", "-"})
_TRAILING = regex(r"\s*(?:\*\*|__|[*_])?\s*(?:[+×÷=→]|/(?!\s?[^\W\d_]{1,7}\b)|->|\*(?=\s)|vs\b)\s*\S")

Convention = tuple[Decimal, Decimal]
"""Hours a day and days a week."""

CONVENTIONS: Sequence[Convention] = tuple(
    (Decimal(day), Decimal(week)) for day, week in ((8, 5), (7, 5), (6, 5), (24, 7), (8, 7), (10, 5), (6, 6), (4, 5))
)
"""The usual ones, the commonest first."""

_DUST = Decimal("1e-9")
_PLUS = Decimal("1.25")
"""How much more than N "N+" may mean."""


@value_object
class Figure:
    """`low` equals `high` where no range is stated. `place` is what one more in the last printed digit is worth; `of`
    the second number of a fraction. `number` is the span of the digits, `span` takes in sign, tilde and unit."""

    span: Span
    number: Span
    low: Decimal
    high: Decimal
    place: Decimal
    unit: str
    dimension: Dimension
    loose: bool = False
    """Written with a tilde or "about"."""
    open_ended: bool = False
    of: Decimal | None = None
    signed: bool = False
    working: Convention | None = None
    """What the configuration says of days and weeks."""

    @property
    def exact(self) -> bool:
        """One number, with no tilde, plus or range about it."""
        return self.low == self.high and not (self.loose or self.open_ended)


def figures_in(document: Document, quantities: Quantities, span: Span) -> list[Figure]:
    """All figures inside `span`, in order; those that belong together are one."""
    text = document.prose
    stated = [quantity for quantity in quantities.inside(span) if not quantity.bound]
    working = quantities.vocabulary.working
    if not quantities.may_hold_fraction(span):
        return _merge(text, [_of_quantity(text, quantity, working) for quantity in stated]) if stated else []
    fractions = list(_FRACTION.finditer(text, *span))
    taken = [Span(*match.span()) for match in fractions]
    found = [_of_fraction(document, quantities, match) for match in fractions if not _PART.match(text, match.end())]
    found += [_of_quantity(text, q, working) for q in stated if not any(part.meets(q.number) for part in taken)]
    found.sort(key=lambda figure: figure.number.start)
    return _merge(text, found)


def cell_figure(document: Document, quantities: Quantities, span: Span) -> Figure | None:
    """The figure that a cell consists of, or None where it holds something else: words first, two figures, a sum, a
    threshold. What stands in brackets behind the figure is a remark."""
    found = figures_in(document, quantities, span)
    if not found:
        return None
    first = found[0]
    text = document.prose
    begin = strip_edges(text, *span).start
    before = text[span.start : first.span.start]
    if any(char.isalnum() for char in before) or ("(" in before and ")" not in text[first.span.end : span.end]):
        return None
    if begin < first.span.start and text[begin] not in "+~≈$€£¥-":
        return None
    bare = _outside_brackets(text, Span(first.span.end, span.end))
    if any(part.start <= figure.number.start < part.end for figure in found[1:] for part in bare):
        return None
    if _TRAILING.match(text, first.span.end, span.end):
        return None
    return first


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, n/a, or symbols alone."""
    return normal(text) in _BLANK


def _outside_brackets(text: str, span: Span) -> list[Span]:
    parts: list[Span] = []
    depth, begin = 0, span.start
    for index in range(span.start, span.end):
        if text[index] in "([（":
            if depth == 0:
                parts.append(Span(begin, index))
            depth += 1
        elif text[index] in ")]）" and depth:
            depth -= 1
            begin = index + 1
    if depth == 0:
        parts.append(Span(begin, span.end))
    return parts


def _of_quantity(text: str, quantity: Quantity, working: Convention | None) -> Figure:
    digits = text[quantity.number.start : quantity.number.end]
    scale = abs(quantity.low) / plain if (plain := _plain(digits)) else Decimal(1)
    if scale not in (1000, 1_000_000):
        scale = Decimal(1)
    return Figure(
        quantity.span,
        quantity.number,
        quantity.low,
        quantity.high,
        _place(digits) * scale,
        quantity.unit,
        quantity.dimension,
        quantity.approximate,
        quantity.open_ended,
        None,
        quantity.signed,
        working,
    )


def _plain(digits: str) -> Decimal:
    if digits.isdecimal():
        return Decimal(digits)
    first = re.match(r"\d[\d.,]*", digits)
    return Decimal(re.sub(r"[^\d]", "", first[0]) or 0) * _place(digits) if first else Decimal(0)


def _place(digits: str) -> Decimal:
    """The worth of the last printed digit: 1 for "12" and "1,200", 0.1 for "1.5"; of a range, the finer one."""
    if digits.isdecimal():
        return Decimal(1)
    decimals = [len(match[1]) for match in re.finditer(r"[.,](\d{1,2}|\d{4,})(?!\d)", digits)]
    return Decimal(1).scaleb(-max(decimals, default=0))


def _of_fraction(document: Document, quantities: Quantities, match: re.Match[str]) -> Figure:
    done, of = (Decimal(match[group].replace(",", ".")) for group in (1, 2))
    about = document.prose[max(0, match.start() - 2) : match.start()].strip()[-1:] in ("~", "≈")
    unit, dimension, end = quantities.unit_at(document.prose, match.end())
    number = Span(*match.span(1))
    place = _place(match[1])
    working = quantities.vocabulary.working
    more = bool(match[3])
    return Figure(
        Span(match.start(), end), number, done, done, place, unit, dimension, about, more, of, working=working
    )


def _merge(text: str, figures: list[Figure]) -> list[Figure]:
    """`figures` with "1h 30m" and "30 min - 1 hour" made one."""
    merged: list[Figure] = []
    for figure in figures:
        last = merged[-1] if merged else None
        if last and last.dimension == figure.dimension == "time" and last.of is None:
            between = text[last.span.end : figure.span.start]
            if _JOIN.fullmatch(between) and _finer(figure.unit, last.unit) and last.low == last.high:
                merged[-1] = _compound(last, figure)
                continue
            if _DASH.fullmatch(between) and last.low == last.high and last.unit != figure.unit:
                merged[-1] = _range(last, figure)
                continue
        merged.append(figure)
    return merged


def _finer(unit: str, other: str) -> bool:
    order = ("second", "minute", "hour", "day", "week", "month")
    return unit in order and other in order and order.index(unit) < order.index(other)


def _compound(first: Figure, second: Figure) -> Figure:
    usual = first.working or CONVENTIONS[0]
    ratio = factor(second.unit, usual) / factor(first.unit, usual)
    span = Span(first.span.start, second.span.end)
    value = first.low + second.low * ratio
    return replace(
        first, span=span, number=span, low=value, high=first.low + second.high * ratio, place=second.place * ratio
    )


def _range(first: Figure, second: Figure) -> Figure:
    usual = first.working or CONVENTIONS[0]
    ratio = factor(first.unit, usual) / factor(second.unit, usual)
    span = Span(first.span.start, second.span.end)
    return replace(second, span=span, number=span, low=first.low * ratio, loose=first.loose or second.loose)


def configured(figures: Iterable[Figure]) -> Convention | None:
    """What the configuration says of days and weeks."""
    return next((figure.working for figure in figures if figure.working), None)


def factor(unit: str, convention: Convention = CONVENTIONS[0]) -> Decimal:
    """The hours in one `unit` of time; 1 for every other unit."""
    if unit in HOURS:
        return HOURS[unit]
    day, week = convention
    return {"day": day, "week": day * week, "month": day * week * Decimal(13) / 3}.get(unit, Decimal(1))


def conventions(figures: Collection[Figure]) -> Sequence[Convention]:
    """The conventions that may be meant: the configured one; else days of 24 hours only where some figure gives hours
    in whole such days."""
    if said := configured(figures):
        return (said,)
    around = any(f.unit == "hour" and f.low and f.low % 24 == 0 for f in figures)
    return CONVENTIONS if around else [pair for pair in CONVENTIONS if pair[0] < 24]


@value_object
class Sum:
    """What figures add up to. `place` is that of the coarsest addend, `step` how far rounding may have moved it."""

    low: Decimal
    high: Decimal
    place: Decimal
    step: Decimal
    unit: str
    loose: bool
    open_ended: bool
    mixed: bool
    """Whether units of time had to be converted."""


def add(figures: Sequence[Figure], unit: str = "", convention: Convention | None = None) -> Sum:
    """The sum of one or more figures; times of different units in `unit`, or in hours."""
    convention = convention or configured(figures) or CONVENTIONS[0]
    units = {figure.unit for figure in figures if figure.unit} | ({unit} if unit else set())
    time = any(figure.dimension == "time" for figure in figures)
    mixed = time and len(units) > 1
    target = unit or (figures[0].unit if not mixed else "hour")
    ratios = [
        factor(f.unit or target, convention) / factor(target, convention) if mixed else Decimal(1) for f in figures
    ]
    place = max(f.place * ratio for f, ratio in zip(figures, ratios, strict=True))
    rounded = (place < 1 and not time) or any(f.place > 1 for f in figures)
    return Sum(
        sum((f.low * ratio for f, ratio in zip(figures, ratios, strict=True)), Decimal(0)),
        sum((f.high * ratio for f, ratio in zip(figures, ratios, strict=True)), Decimal(0)),
        place,
        place * len(figures) / 2 if rounded else Decimal(0),
        target,
        any(f.loose for f in figures),
        any(f.open_ended for f in figures),
        mixed,
    )


def agrees(claim: Figure, figures: Sequence[Figure]) -> bool:
    """Whether `claim` can be the sum of `figures`, under any convention for days and weeks, allowing for rounding."""
    if claim.dimension == "time" or any(figure.dimension == "time" for figure in figures):
        usual = conventions([claim, *figures])
        return any(fits(claim, add(figures, claim.unit, convention)) for convention in usual)
    return fits(claim, add(figures, claim.unit))


def fits(claim: Figure, total: Sum) -> bool:
    """Whether `claim` states `total`: the same number; the same ends of a range, or a number within it. A tilde allows
    a tenth, a plus a quarter more."""
    slack = total.step + (claim.place if claim.place > total.place or total.mixed else Decimal(0)) * Decimal("0.999")
    if claim.loose or total.loose:
        slack += max(claim.place if claim.loose else Decimal(0), max(abs(total.high), abs(claim.high)) / 10)
    if total.mixed and claim.unit in ("day", "week", "month"):
        slack += max(abs(total.high), abs(claim.high)) / 10
    slack += _DUST
    low, high = total.low - slack, total.high + slack
    if total.open_ended:
        return claim.low * _PLUS >= total.low if claim.open_ended else claim.high >= low
    if claim.open_ended:
        return claim.low <= high and low <= claim.low * _PLUS
    if claim.low == claim.high:
        return low <= claim.low <= high
    if total.low == total.high:
        return claim.low - slack <= total.low <= claim.high + slack
    if claim.loose and abs(claim.low + claim.high - total.low - total.high) / 2 <= slack:
        return True
    return abs(claim.low - total.low) <= slack and abs(claim.high - total.high) <= slack


def mean(figures: Iterable[Figure]) -> Decimal:
    """The mean of the middles of figures of one unit."""
    values = [(figure.low + figure.high) / 2 for figure in figures]
    return sum(values, Decimal(0)) / len(values)


def show(value: Decimal, *, grouped: bool = False) -> str:
    """A number as a reader writes it: no trailing zeros, at most two decimals, thousands marked if asked for."""
    rounded = value.quantize(Decimal("0.01")) if value != value.to_integral_value() else value.quantize(Decimal(1))
    text = f"{rounded:,f}" if grouped or abs(rounded) >= 10_000 else f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

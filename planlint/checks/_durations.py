"""Durations against the ranges of dates, days and weeks beside them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from planlint.checks._inversions import only_date
from planlint.checks._schedule import Extent, extents, written_extents
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.quantities import Quantity
from planlint.plan.dates import working_days
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span

_BESIDE = regex(r"[\s*_]*[)\]]?[\s*_]*[-–—:(\[|=·/]?[\s*_]*")
_CLOSED = regex(r"[\s*_]*[)\]]")
_MONTH = Decimal("30.4")


@value_object
class _Length:
    """What may be called the length of a range, in days."""

    least: Decimal
    most: Decimal
    told: str


def beside_ranges(plan: Plan) -> Iterator[Finding]:
    """ "3 days (Jan 5-6)", "(2 days - Jan 5-6)", "Week 1-2 (3 weeks)", "Days 5-7 (2 days)"."""
    for segment in plan.document.segments:
        quantities = [q for q in plan.quantities.inside(segment.span) if q.dimension == "time"]
        if not quantities:
            continue
        ranges = [e for e in written_extents(plan, segment.span, slots_only=False) if _is_range(plan, e)]
        for extent in ranges:
            for quantity in quantities:
                if _is_beside(plan, quantity, extent):
                    yield from _compare(plan, quantity, extent)


def _is_range(plan: Plan, extent: Extent) -> bool:
    if extent.kind == "date":
        return any(period.is_range for period in plan.dates.inside(extent.span))
    return extent.kind in ("day", "week")


def _is_beside(plan: Plan, quantity: Quantity, extent: Extent) -> bool:
    text = plan.document.with_code
    if quantity.span.end <= extent.span.start:
        between = text[quantity.span.end : extent.span.start]
    elif extent.span.end <= quantity.span.start:
        between = text[extent.span.end : quantity.span.start]
        if between.strip() == ",":  # "(Jan 5-6, 3 days)", in brackets of its own
            return bool(_CLOSED.match(text, quantity.span.end))
    else:
        return False
    return bool(between) and _BESIDE.fullmatch(between) is not None


def _compare(
    plan: Plan, quantity: Quantity, extent: Extent, told: str = "", related: tuple[Related, ...] = ()
) -> Iterator[Finding]:
    length = _length(plan, extent)
    unit = {"day": Decimal(1), "week": Decimal(7), "month": _MONTH}.get(quantity.unit)
    if length is None or unit is None or quantity.bound or quantity.signed:
        return
    low, high = quantity.low * unit, quantity.high * unit
    if quantity.unit == "week" == extent.kind:
        length = _in_whole_weeks(extent)
    slack = {"day": Decimal(0), "week": Decimal(2), "month": Decimal(5)}[quantity.unit]
    if quantity.approximate or quantity.open_ended:
        slack += max(Decimal(1), high / 5)
    if quantity.unit == "week" == extent.kind:
        slack -= 2
    elif quantity.unit == "week":
        low = quantity.low * 5  # a working week
    if low - slack > length.most or high + slack < length.least:
        message = f"{told or plan.source[extent.span]} is {length.told}, not {plan.source[quantity.span].strip()}"
        yield Finding(quantity.span, message, related or (Related(extent.span, "the range is here"),))


def _length(plan: Plan, extent: Extent) -> _Length | None:
    """Between its working days, first day left out, and its days; weeks have five to seven days."""
    if extent.low >= extent.high:
        return None
    count = extent.high - extent.low + 1
    if extent.kind == "week":
        return _Length(Decimal(count - 1) * 5, Decimal(count) * 7, f"{count} weeks")
    if extent.kind == "day":
        return _Length(Decimal(count - 1) * 5 / 7, Decimal(count), f"{count} days")
    working = working_days(date.fromordinal(extent.low), date.fromordinal(extent.high))
    least = min(working, count - 1)
    if plan.anchor is None and not any(
        p.year for p in plan.dates.inside(Span(extent.span.start, extent.span.start + 1))
    ):
        return _Length(Decimal(count * 5 // 7 - 1), Decimal(count), f"{count} days")
    told = f"{count} days" if working == count else f"{count} days, {working} of them working days"
    return _Length(Decimal(least), Decimal(count), told)


def _in_whole_weeks(extent: Extent) -> _Length:
    """Numbered weeks counted in weeks: "Week 1-6" are six, or the five from the first to the last."""
    count = extent.high - extent.low + 1
    return _Length(Decimal(count - 1) * 7, Decimal(count) * 7, f"{count} weeks")


def of_fields(plan: Plan) -> Iterator[Finding]:
    """A duration field or cell against the start and end, or the range, of the same thing."""
    if len(plan.dates.periods) < 2 and not plan.ordinals.all:
        return
    for subject in plan.subjects:
        durations = [field for field in subject.fields if field.names("duration", plan.vocabulary)]
        if len(durations) != 1:
            continue
        quantities = plan.quantities.inside(durations[0].value)
        if len(quantities) == 1 and quantities[0].unit in ("day", "week", "month"):
            yield from _of_subject(plan, subject, quantities[0])


def _of_subject(plan: Plan, subject: Subject, quantity: Quantity) -> Iterator[Finding]:
    start = only_date(plan, subject.fields, "start")
    end = only_date(plan, subject.fields, "end")
    if start and end:
        first, last = plan.days(start[1]), plan.days(end[1])
        if first and last and start[1].start.day and end[1].end.day:
            span = Span(start[1].span.start, end[1].span.end)
            extent = Extent("date", first[0].toordinal(), last[1].toordinal(), span)
            told = f"{plan.source[start[1].span]} to {plan.source[end[1].span]}"
            related = (Related(start[1].span, "the start is here"), Related(end[1].span, "the end is here"))
            yield from _compare(plan, quantity, extent, told, related)
        return
    ranges = [extent for extent in extents(plan, subject) if _is_range(plan, extent) and extent.low < extent.high]
    if len(ranges) == 1 and not _is_beside(plan, quantity, ranges[0]):
        yield from _compare(plan, quantity, ranges[0])

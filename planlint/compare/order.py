"""Relations of the family `order`: dates and numbered days against the calendar, their ranges and what holds them."""

from collections.abc import Iterable, Iterator
from datetime import date

from planlint.compare.plan import Plan
from planlint.compare.tie import Tie, conflict
from planlint.plan.dates import Moment, Period
from planlint.plan.fields import Field
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.policy import DOUBTFUL, PROVEN
from planlint.text.source import Span

_NEAR = 92
"""Days within which a date without a year is taken to lie near the document's own."""
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this family."""
    yield from impossible(plan)
    yield from weekdays(plan)
    if plan.dates.periods or plan.ordinals.all:
        yield from inverted(plan)
        yield from fields(plan)
        yield from completed(plan)


def impossible(plan: Plan) -> Iterator[Tie]:
    """Days that no calendar has."""
    for moment in plan.dates.impossible:
        written = plan.document.source[moment.span]
        if moment.month > 12:
            what = f"{written} is no date: there is no month {moment.month}"
        else:
            what = f"{written} is no date: that month has {moment.length} days"
        yield conflict("order.calendar", "DAT008", plan, PROVEN, Finding(moment.span, what))


def weekdays(plan: Plan) -> Iterator[Tie]:
    """A weekday beside a date: with its year on the spot or in a twin elsewhere, else near the document's own date."""
    beside = [
        (moment, period)
        for period in plan.dates.periods
        for moment in dict.fromkeys((period.start, period.end))
        if moment.weekday >= 0 and moment.day and moment.weekday_span
    ]
    for moment, period in [*beside, *_weekdays_apart(plan)]:
        known = _known_day(plan, period, moment)
        if known and known[0].weekday() != moment.weekday:
            day, source, given = known
            relation = "order.weekday" if given == PROVEN else "order.weekday near"
            yield conflict(relation, "DAT004", plan, given, _weekday_finding(plan, moment, day, source))


def _weekdays_apart(plan: Plan) -> Iterator[tuple[Moment, Period]]:
    """Weekdays that stand alone in a cell, with the one date of the row."""
    names = plan.vocabulary.weekdays
    for table in plan.document.tables if plan.dates.periods else ():
        for row in table.rows:
            named = [cell for cell in row.cells if cell.text.strip(" *_").casefold() in names]
            periods = [period for cell in row.cells for period in plan.dates.inside(cell.span)] if named else []
            if len(named) != 1 or len(periods) != 1 or periods[0].is_range:
                continue
            start = periods[0].start
            if start.day and start.weekday < 0:
                word = named[0].text.strip(" *_")
                at = named[0].span.start + named[0].text.index(word)
                number = names[word.casefold()] - 1
                span = Span(at, at + len(word))
                yield Moment(start.span, start.year, start.month, start.day, 1, number, span), periods[0]


def _known_day(plan: Plan, period: Period, moment: Moment) -> tuple[date, Span | None, float] | None:
    """The day that a moment names, where its year was found, and how sure that is."""
    first = moment.span == period.start.span
    if period.year:
        days = period.dates()
        return ((days[0] if first else days[1]), None, PROVEN) if days else None
    twins = {
        days[0]: other.span
        for other in plan.dates.periods
        if other.start.year and (days := other.dates()) and (days[0].month, days[0].day) == (moment.month, moment.day)
    }
    if twins:
        return (*next(iter(twins.items())), PROVEN) if len(twins) == 1 else None
    own = next(((days[0], each.value) for each in own_dates(plan) if (days := _days(plan, each.value))), None)
    if own is None:
        return None
    near = period.dates(own[0])
    if near is None or abs((near[0] - own[0]).days) > _NEAR:
        return None
    return (near[0] if first else near[1]), own[1], DOUBTFUL


def _days(plan: Plan, span: Span) -> tuple[date, date] | None:
    found = plan.dates.inside(span)
    return found[0].dates() if len(found) == 1 else None


def own_dates(plan: Plan) -> Iterator[Field]:
    """The fields that date the document itself: before the second level of headings, or in the front matter."""
    heads = [s.heading.start for s in plan.document.sections if s.level > 1]
    head = heads[0] if heads else len(plan.outline.text)
    keys = plan.vocabulary.keys
    names = keys["date"] | keys["updated"] | keys["created"]
    for field in plan.fields:
        if field.row is None and field.key in names and field.key_span.start < head:
            yield field


def _weekday_finding(plan: Plan, moment: Moment, day: date, source: Span | None) -> Finding:
    assert moment.weekday_span is not None
    written = plan.document.source[moment.weekday_span]
    right = _weekday_name(plan, written, day.weekday())
    message = f"{day.isoformat()} is a {_ENGLISH[day.weekday()]}, not a {_ENGLISH[moment.weekday]}"
    related = (Related(source, f"the year is {day.year} here"),) if source else ()
    # as often it is the date that is off
    edit = Fix(f"Write {right}", (Edit(moment.weekday_span, right),), Applicability.DISPLAY) if right else None
    return Finding(moment.weekday_span, message, related, edit)


def _weekday_name(plan: Plan, written: str, weekday: int) -> str:
    """The name of `weekday` in the language, length and case of the name `written`; "" if it cannot be told.

    The vocabulary lists the names of one language and length one after the other.
    """
    names = list(plan.vocabulary.weekdays.items())
    at = next((index for index, (name, _) in enumerate(names) if name == written.casefold()), -1)
    index = at + weekday - (names[at][1] - 1)
    if at < 0 or not 0 <= index < len(names) or names[index][1] - 1 != weekday:
        return ""
    name = names[index][0]
    return name.upper() if written.isupper() else name.capitalize() if written[0].isupper() else name


def inverted(plan: Plan) -> Iterator[Tie]:
    """Ranges such as "Jan 16-12" and "Days 7-5". Without a year, an end in an earlier month is in the next year."""
    source = plan.document.source
    for period in plan.dates.periods:
        if not period.is_range:
            continue
        same_month = period.start.month == period.end.month
        days = period.dates() if (period.start.year and period.end.year) or (same_month and period.year) else None
        back = days[1] < days[0] if days else same_month and not period.year and period.end.day < period.start.day
        if back:
            start, end = source[period.start.span], source[period.end.span]
            message = f"{end} is before {start}" if start != end else f"{start} ends before it starts"
            yield conflict("order.inverted", "DAT001", plan, PROVEN, Finding(period.span, message))
    lows = [(each.kind, each.low) for each in plan.ordinals.all if each.low != each.high]
    for each in plan.ordinals.all:
        new_year = each.kind == "week" and each.low > 44 and each.high < 10
        if each.high < each.low and lows.count((each.kind, each.low)) == 1 and not new_year:
            message = f"{source[each.span]} ends before it starts"
            yield conflict("order.inverted", "DAT001", plan, PROVEN, Finding(each.span, message))


def fields(plan: Plan) -> Iterator[Tie]:
    """Start and end of one thing, and when it was created and completed, each stated once in its section or row."""
    keys = plan.vocabulary.keys
    for own in owners(plan, keys["start"] | keys["end"]):
        starts, ends = ([f for f in own if f.key in keys[name]] for name in ("start", "end"))
        if len(starts) == len(ends) == 1 and starts[0] is not ends[0]:
            yield from _compare_fields(plan, starts[0], ends[0])


def completed(plan: Plan) -> Iterator[Tie]:
    """A plan completed before the day that it bears. A report is dated after what it reports on: it is left out."""
    vocabulary = plan.vocabulary
    titles = [s.title.casefold() for s in plan.document.sections[1:2]]
    words = {word.strip("*_():,.-") for title in titles for word in title.split()}
    if words & vocabulary.lists["report-words"] or any(vocabulary.statuses.get(word) == "done" for word in words):
        return
    begun = [f for f in own_dates(plan) if f.key in vocabulary.keys["date"] | vocabulary.keys["created"]]
    begun += [f for f in plan.fields if f.key in vocabulary.keys["created"] and f.row is None]
    for end in plan.fields:
        if end.key in vocabulary.keys["completed"] and end.row is None and begun and _speaks_of_all(plan, end):
            for start in begun[:1]:
                if start.node is None or end.node is None or start.node.section is not end.node.section:
                    planned = start.key not in vocabulary.keys["created"]  # for that day, and done before it
                    yield from _compare_fields(plan, start, end, DOUBTFUL if planned else PROVEN)


def _speaks_of_all(plan: Plan, field: Field) -> bool:
    """Whether a field stands in a section that sums up the whole: the title, or of level 2 and headed by words like
    "Summary"."""
    section = field.node.section if field.node else None
    words = plan.vocabulary.lists["aspect-words"] | plan.vocabulary.lists["progress-words"]
    if section is None or section.level > 2:
        return False
    return section.level < 2 or all(word in words for word in section.title.casefold().split())


def owners(plan: Plan, keys: frozenset[str]) -> Iterable[list[Field]]:
    """The fields with one of `keys`, together where they are about one thing."""
    by_owner: dict[object, list[Field]] = {}
    for field in plan.fields:
        if field.key in keys:
            by_owner.setdefault(_owner(field), []).append(field)
    return by_owner.values()


def _owner(field: Field) -> object:
    """What the field is about: its row, its list under one parent, or its section."""
    if field.row is not None:
        return field.row
    if field.node is None:
        return None
    return (field.node.section, field.node.item.list_index if field.node.item else -1, field.node.parent)


def _compare_fields(plan: Plan, start: Field, end: Field, given: float = PROVEN) -> Iterator[Tie]:
    first, last = plan.dates.inside(start.value), plan.dates.inside(end.value)
    if len(first) != 1 or len(last) != 1:
        return
    days = _both(first[0], last[0])
    if days is None or days[1] >= days[0]:
        return
    source = plan.document.source
    begun, ended = source[first[0].span], source[last[0].span]
    message = f"{source[end.key_span].strip()} {ended} is before {source[start.key_span].strip()} {begun}"
    related = (Related(first[0].span, f"{begun} is stated here"),)
    yield conflict("order.fields", "DAT001", plan, given, Finding(last[0].span, message, related))


def _both(first: Period, last: Period) -> tuple[date, date] | None:
    """The first day of one and the last of the other, where no new year can lie between them."""
    if not (first.year and last.year) and first.start.month != last.end.month:
        return None
    anchor = date(first.year or last.year or 2025, 7, 1)
    begun, ended = first.dates(anchor), last.dates(anchor)
    return (begun[0], ended[1]) if begun and ended else None

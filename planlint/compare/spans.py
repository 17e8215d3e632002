"""Relations of the family `order` about stretches of time: a part inside its whole, a duration beside its range."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from planlint.compare.order import owners
from planlint.compare.plan import Plan
from planlint.compare.tie import Tie, conflict
from planlint.plan.amounts import Amount
from planlint.plan.dates import Period, working_days
from planlint.plan.fields import Field
from planlint.plan.outline import Node
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.text.records import value_object
from planlint.text.source import Span, span_of

_OPENERS = "([{|:-–—,;*_~•·"
_CLOSERS = "()]}|:-–—,;*_~•·."
_BESIDE = regex(r"[\s*_]*[)\]]?[\s*_]*[-–—:(\[|=·/]?[\s*_]*")
_CLOSED = regex(r"[\s*_]*[)\]]")
_NUMBERED = regex(r"^[^\]\n]{0,12}?\[[^\]\n]{0,4}\]\s*|^\W*(?:[^\W\d_]+\s)?\d+(?:\.\d+)*\s*[:.–—-]\s*")
_NAME = regex(r"[^\W\d_]{2,}")
_MONTH = 30.4
_DAYS = {"day": 1.0, "week": 7.0, "month": _MONTH}
_SLACK = {"day": 0.0, "week": 2.0, "month": 5.0}
KINDS = ("date", "day", "week", "month", "sprint")


@value_object
class Extent:
    """From when to when something lasts: days of the calendar (`kind` "date", numbers are proleptic ordinals), or
    numbered days, weeks, months or sprints."""

    kind: str
    low: int
    high: int
    span: Span


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties about stretches of time."""
    yield from nested(plan)
    yield from durations(plan)


def extents(plan: Plan, span: Span, *, slots_only: bool = True) -> Iterator[Extent]:
    """The dates and ordinals inside `span`: those in brackets or between dashes, colons, commas and the ends."""
    for period in plan.dates.inside(span):
        days = period.dates(plan.anchor)
        if days and (not slots_only or _in_slot(plan, span, period.span)):
            yield Extent("date", days[0].toordinal(), days[1].toordinal(), period.span)
    for ordinal in plan.ordinals.inside(span):
        if not ordinal.open_ended and (not slots_only or _in_slot(plan, span, ordinal.span)):
            yield Extent(ordinal.kind, ordinal.low, ordinal.high, ordinal.span)


def _in_slot(plan: Plan, within: Span, span: Span) -> bool:
    text = plan.document.with_code
    before, after = text[within.start : span.start].rstrip(), text[span.end : within.end].lstrip()
    return (not before or before[-1] in _OPENERS) and (not after or after[0] in _CLOSERS)


def single(plan: Plan, node: Node) -> dict[str, Extent]:
    """The one extent of each kind that a node states."""
    found: dict[str, list[Extent]] = defaultdict(list)
    for extent in extents(plan, span_of((node.start, node.end))):
        found[extent.kind].append(extent)
    return {kind: own[0] for kind, own in found.items() if len(own) == 1}


def nodes_with_extents(plan: Plan) -> dict[Node, dict[str, Extent]]:
    """The nodes that state when something takes place, in order."""
    starts = sorted({p.span.start for p in plan.dates.periods} | {o.span.start for o in plan.ordinals.all})
    nodes = dict.fromkeys([node for start in starts if (node := plan.outline.at(start))])
    return {node: own for node in nodes if (own := single(plan, node))}


def nested(plan: Plan) -> Iterator[Tie]:
    """A part against the nearest heading, label or item above it that has a range of the same kind.

    What another place says of the same thing counts where the part says nothing itself. Numbered days and weeks may
    start anew inside their whole: they count only where another part lies within it.
    """
    stated = nodes_with_extents(plan)
    if True not in [extent.low < extent.high for own in stated.values() for extent in own.values()]:
        return
    kinds = [kind for kind in KINDS if any(kind in own for own in stated.values())]
    lent = _lent(plan, stated)
    families: dict[tuple[Node, str], list[tuple[Node, Extent, bool]]] = defaultdict(list)
    stack: list[tuple[int, Node]] = []
    for node in plan.outline.nodes:
        rank = _rank(plan, node)
        if not rank:
            continue
        while stack and stack[-1][0] >= rank:
            stack.pop()
        own = stated.get(node, {})
        for kind in kinds if stack else ():
            whole = next((w for _, w in reversed(stack) if kind in stated[w]), None)
            if whole is None:
                continue
            extent = own.get(kind) or (kind == "date" and due(plan, node)) or lent(node, kind)
            if extent and _takes_part(plan, node, whole):
                families[whole, kind].append((node, extent, kind in own))
        if (
            own
            and any(extent.low < extent.high for extent in own.values())
            and node.kind in ("heading", "line", "item")
        ):
            stack.append((rank, node))
    for (whole, kind), parts in families.items():
        yield from _outside(plan, stated[whole][kind], kind, parts)


def _rank(plan: Plan, node: Node) -> int:
    """How deep a node lies: headings 1 to 6, labels 7, items 8 and deeper; 0 for what is neither whole nor part."""
    if node.kind == "heading":
        return node.section.level
    if node.kind == "line" and node.item is None and plan.outline.text.startswith("**", node.start):
        return 7
    return 8 + node.item.depth if node.kind == "item" and node.item else 0


def _takes_part(plan: Plan, node: Node, whole: Node) -> bool:
    aside = plan.vocabulary.lists["aside-headings"]
    for section in node.section.path:
        if section.index <= whole.section.index:
            break
        if section.title.strip(" *_:").casefold() in aside:
            return False
    if whole.kind == "heading" and whole.section.level <= 1:
        return node.kind == "heading"
    return node.kind in ("heading", "line") or bool(node.item and node.item.box)


def due(plan: Plan, node: Node) -> Extent | None:
    """The day that a task is due."""
    period = told_due(plan, node) if node.kind == "item" and node.item and node.item.box else None
    days = period.dates(plan.anchor) if period else None
    return Extent("date", days[0].toordinal(), days[1].toordinal(), period.span) if period and days else None


def told_due(plan: Plan, node: Node) -> Period | None:
    """The date that a line says something is due: "- [ ] Import (due May 4)", or behind the calendar sign of task
    plug-ins."""
    for period in plan.dates.inside(Span(node.start, node.end)):
        before = plan.outline.text[node.start : period.span.start].rstrip(" \t:*_([@")
        words = before.casefold().split()[-2:]
        known = plan.vocabulary.keys["due"]
        if before.endswith("📅") or {" ".join(words).strip("([ "), " ".join(words[-1:]).strip("([ ")} & known:
            return period
    return None


def _lent(plan: Plan, stated: dict[Node, dict[str, Extent]]) -> Callable[[Node, str], Extent | None]:
    by_name: dict[str, list[tuple[Node, dict[str, Extent]]]] = defaultdict(list)
    for node, own in stated.items():
        by_name[_name(plan, node)].append((node, own))

    def lookup(node: Node, kind: str) -> Extent | None:
        name = _name(plan, node)
        found = [own[kind] for other, own in by_name.get(name, ()) if other is not node and kind in own] if name else []
        return found[0] if len(found) == 1 else None

    return lookup


def _name(plan: Plan, node: Node) -> str:
    """The words of a node before its brackets and numbers, casefolded; "" for fewer than two."""
    words = _NAME.findall(_NUMBERED.sub("", plan.outline.words(node)).partition("(")[0].casefold())
    return " ".join(words) if len(words) >= 2 else ""


def _outside(plan: Plan, bounds: Extent, kind: str, parts: Sequence[tuple[Node, Extent, bool]]) -> Iterator[Tie]:
    if bounds.low == bounds.high:
        return
    out = [(n, e, o) for n, e, o in parts if e.low < bounds.low or e.high > bounds.high]
    if kind != "date" and len(out) == len(parts):
        return
    source = plan.document.source
    for node, extent, own in out:
        name = _shown(source.text[node.start : node.end])
        written, limits = source[extent.span], source[bounds.span]
        what = name if written in name else f"{name} ({written})"
        side = "starts before" if extent.low < bounds.low else "ends after"
        related = [Related(extent.span, f"{written} is stated here")]
        if not own:
            related.append(Related(Span(node.start, node.end), "which is part of it"))
        finding = Finding(bounds.span, f"{what} {side} {limits}", tuple(related))
        grade = LIKELY if kind == "date" or not own else DOUBTFUL
        made = conflict(f"order.inside {kind}", "DAT002", plan, grade, finding)
        made.key = extent.span.start
        yield made


def _shown(text: str) -> str:
    """A name without emphasis; of a label, the label alone."""
    label = text[2:].partition("**") if text.startswith("**") else ("", "", "")
    shown = label[0] if label[1] else text
    return " ".join(shown.replace("**", "").split()).strip(" *_:")


def durations(plan: Plan) -> Iterator[Tie]:
    """ "3 days (Jan 5-6)", "Week 1-2 (3 weeks)", and a duration field beside start and end in one row."""
    keys = plan.vocabulary.keys
    timed = dict.fromkeys([plan.outline.at(a.start) for a in plan.outline.amounts.all if a.unit in _DAYS])
    of_row = {own[0].row: own for own in owners(plan, keys["start"] | keys["end"] | keys["duration"])}
    for node in timed:
        if node is None:
            continue
        amounts = [a for a in node.amounts if a.unit in _DAYS]
        spans = [s.span for s in node.cells.values()] if node.kind == "row" else [Span(node.start, node.end)]
        ranges = [e for span in spans for e in extents(plan, span, slots_only=False) if _is_range(plan, e)]
        for extent in ranges:
            for amount in amounts:
                if _is_beside(plan.document.with_code, amount, extent):
                    yield from _compare(plan, amount, extent)
        if node.kind == "row" and len(amounts) == 1 and not ranges:
            yield from _of_row(plan, of_row.get(node.row, ()), amounts[0])


def _is_range(plan: Plan, extent: Extent) -> bool:
    if extent.kind == "date":
        return extent.low < extent.high and any(period.is_range for period in plan.dates.inside(extent.span))
    return extent.kind in ("day", "week") and extent.low < extent.high


def _is_beside(text: str, amount: Amount, extent: Extent) -> bool:
    if amount.right <= extent.span.start:
        between = text[amount.right : extent.span.start]
    elif extent.span.end <= amount.left:
        between = text[extent.span.end : amount.left]
        if between.strip() == ",":  # "(Jan 5-6, 3 days)", in brackets of its own
            return bool(_CLOSED.match(text, amount.right))
    else:
        return False
    return bool(between) and _BESIDE.fullmatch(between) is not None


def _of_row(plan: Plan, own: Sequence[Field], amount: Amount) -> Iterator[Tie]:
    """A row with a start, an end and a duration: `own` are its fields."""
    keys = plan.vocabulary.keys
    ends = [f for name in ("start", "end") for f in own if f.key in keys[name] and not f.value.covers(_span(amount))]
    durations = [f for f in own if f.key in keys["duration"] and f.value.covers(_span(amount))]
    days = [plan.dates.inside(f.value) for f in ends]
    if len(ends) == 2 and durations and all(len(d) == 1 and not d[0].is_range and d[0].start.day for d in days):
        first, last = days[0][0].dates(plan.anchor), days[1][0].dates(plan.anchor)
        if first and last and first[0] < last[0]:
            span = Span(days[0][0].span.start, days[1][0].span.end)
            extent = Extent("date", first[0].toordinal(), last[1].toordinal(), span)
            told = " to ".join(plan.document.source[d[0].span] for d in days)
            related = tuple(
                Related(d[0].span, f"the {end} is here") for d, end in zip(days, ("start", "end"), strict=True)
            )
            yield from _compare(plan, amount, extent, told, related)


def _span(amount: Amount) -> Span:
    return Span(amount.left, amount.right)


def _compare(
    plan: Plan, amount: Amount, extent: Extent, told: str = "", related: tuple[Related, ...] = ()
) -> Iterator[Tie]:
    if amount.mark == "<" or amount.sign:
        return
    source = plan.document.source
    least, most, length = _length(plan, extent)
    unit, slack = _DAYS[amount.unit], _SLACK[amount.unit]
    low, high = amount.low * unit, amount.high * unit
    if amount.mark:
        slack += max(1.0, high / 5)
    if amount.unit == "week" == extent.kind:
        count = extent.high - extent.low + 1
        least, most, slack = (count - 1) * 7.0, count * 7.0, slack - 2
    elif amount.unit == "week":
        low = amount.low * 5  # a working week
    if low - slack > most or high + slack < least:
        written = source.text[amount.left : amount.right].strip()
        message = f"{told or source[extent.span]} is {length}, not {written}"
        place = related or (Related(extent.span, "the range is here"),)
        grade = LIKELY if extent.kind == "date" else DOUBTFUL
        yield conflict(f"order.duration {extent.kind}", "DAT003", plan, grade, Finding(_span(amount), message, place))


def _length(plan: Plan, extent: Extent) -> tuple[float, float, str]:
    """Least and most days that may be called the length of a range, and how to tell it. Between its working days, first
    day left out, and its days; weeks have five to seven days."""
    count = extent.high - extent.low + 1
    if extent.kind == "week":
        return (count - 1) * 5, count * 7, f"{count} weeks"
    if extent.kind != "date":
        return (count - 1) * 5 / 7, count, f"{count} {extent.kind}s"
    if not any(period.year for period in plan.dates.inside(extent.span)):
        return count * 5 // 7 - 1, count, f"{count} days"
    working = working_days(date.fromordinal(extent.low), date.fromordinal(extent.high))
    told = f"{count} days" if working == count else f"{count} days, {working} of them working days"
    return min(working, count - 1), count, told

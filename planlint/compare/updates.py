"""Relations of the family `order` about the document's own dates: its last update, and what is due."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from operator import itemgetter

from planlint.compare.order import own_dates, owners
from planlint.compare.plan import Plan
from planlint.compare.spans import Extent, due
from planlint.compare.tie import Tie, conflict
from planlint.plan.fields import Field, place_in_document
from planlint.plan.states import UNFINISHED, read_status
from planlint.text.diagnostics import Finding, Related
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.text.source import Span


def ties(plan: Plan) -> Iterator[Tie]:
    """The document's last update, where another field says another day, or a line of its history is newer."""
    keys = plan.vocabulary.keys
    at_end = [f for f in plan.fields if f.row is None and f.key in keys["updated"] and _in_footer(plan, f)]
    dated = [(f, plan.dates.inside(f.value)) for f in (*own_dates(plan), *at_end)]
    days = [(f, found[0].dates(), found[0].span) for f, found in dated if len(found) == 1 and found[0].year]
    newest = max(((d[1], s) for f, d, s in days if d and f.key in keys["updated"]), default=None)
    if newest is None:
        return
    source = plan.document.source
    for field, own, span in days:
        of_footer = any(f.value.covers(newest[1]) for f in at_end)
        dated_above = field.key in keys["date"] and of_footer  # side by side, the date is when the plan is for
        what = "its creation on" if field.key in keys["created"] else "its date," if dated_above else ""
        if what and own and own[0] > newest[0]:
            message = f"the last update, {source[newest[1]]}, is before {what} {source[span]}"
            related = (Related(span, f"{what} {own[0].isoformat()}"),)
            yield conflict("order.created", "DAT005", plan, LIKELY, Finding(newest[1], message, related))
    yield from _twice(plan, [(f, d[0], span) for f, d, span in days if d and f.key in keys["updated"]], at_end)
    later = [record for record in [*_history(plan), *_done_on(plan)] if record[0] > newest[0]]
    if later:
        day, span, what = max(later)
        message = f"the last update, {source[newest[1]]}, is before {what} {source[span]}"
        related = (Related(span, f"{what} {day.isoformat()}"),)
        yield conflict("order.history", "DAT005", plan, DOUBTFUL, Finding(newest[1], message, related))


def _twice(plan: Plan, updates: Sequence[tuple[Field, date, Span]], at_end: Sequence[Field]) -> Iterator[Tie]:
    """The last update in header and footer under one key: where the two differ, one was forgotten."""
    source = plan.document.source
    for (older, old, span), (newer, new, there) in combinations(sorted(updates, key=itemgetter(1)), 2):
        if old < new and older.key == newer.key and (older in at_end) != (newer in at_end):
            line = source.line_of(there.start) + 1
            message = f"the last update, {source[span]}, is before that in line {line}, {source[there]}"
            related = (Related(there, f"updated on {new.isoformat()}"),)
            yield conflict("order.updated", "DAT005", plan, LIKELY, Finding(span, message, related))
            return


def _in_footer(plan: Plan, field: Field) -> bool:
    return place_in_document(plan.outline, field) == "footer"


def _done_on(plan: Plan) -> Iterator[tuple[date, Span, str]]:
    """The days in fields and cells such as "Completed on"."""
    keys = plan.vocabulary.keys["done-on"]
    for field in plan.fields:
        found = plan.dates.inside(field.value) if field.key in keys else ()
        if len(found) == 1 and found[0].start.day and (days := found[0].dates()):
            yield days[0], found[0].span, "work completed on"


def _history(plan: Plan) -> Iterator[tuple[date, Span, str]]:
    """The dates that lines of a changelog begin with."""
    words = plan.vocabulary.lists["history-headings"]
    titled = {s for s in plan.document.sections if s.title.strip(" *_:").casefold() in words}
    for node in plan.outline.nodes if titled else ():
        if node.kind == "heading" or titled.isdisjoint(node.section.path):
            continue
        found = plan.dates.inside(Span(node.start, min(node.end, node.start + 30)))
        if found and not found[0].is_range and found[0].start.day and (days := found[0].dates()):
            yield days[0], found[0].span, "the entry of"


def overdue(plan: Plan, today: date) -> Iterator[Finding]:
    """Open tasks, and rows and sections with a due field and no finished status, whose due date has passed."""
    keys = plan.vocabulary.keys
    for node in plan.outline.nodes:
        day = due(plan, node)
        if day and node.item and node.item.box and not node.item.box.mark and day.high < today.toordinal():
            yield _overdue(plan, day, today)
    for own in owners(plan, keys["due"] | keys["status"]):
        dues = [f for f in own if f.key in keys["due"]]
        status = [f for f in own if f.key in keys["status"]]
        found = plan.dates.inside(dues[0].value) if len(dues) == len(status) == 1 else ()
        days = found[0].dates(plan.anchor) if len(found) == 1 else None
        if days and days[1] < today and _unfinished(plan, status[0].value):
            yield _overdue(plan, Extent("date", days[0].toordinal(), days[1].toordinal(), found[0].span), today)


def _unfinished(plan: Plan, value: Span) -> bool:
    status = read_status(plan.document.source.text, value, plan.vocabulary, plan.legend)
    return status is not None and status.state in UNFINISHED


def _overdue(plan: Plan, extent: Extent, today: date) -> Finding:
    late = today.toordinal() - extent.high
    days = "1 day" if late == 1 else f"{late} days"
    written = plan.document.source[extent.span]
    return Finding(extent.span, f"due {written}, {days} before {today.isoformat()}, and still open")

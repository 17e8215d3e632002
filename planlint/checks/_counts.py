"""Counts and percentages of tasks against the tasks themselves."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planlint.checks._scopes import Names, Scope, around, scope_of
from planlint.checks._shares import read_shares
from planlint.facts.cookies import Cookie
from planlint.facts.counting import Tally, box_tallies
from planlint.facts.plan import Plan
from planlint.facts.progress import Claim, Fraction
from planlint.facts.topics import THINGS, Topic
from planlint.markdown.document import Section
from planlint.plan.names import normal, title_key
from planlint.plan.tasks import Task
from planlint.text.source import Span

MEASURES = frozenset({"second", "minute", "hour", "day", "week", "month", "sprint", "point", "line", "test", "%"})
"""Units that no list shows one by one."""
_FAR = ((15, 6), (10, 10), (0, 15))
"""From how many boxes on a percentage of tasks may lie how many points off their share: tasks differ in size."""
_FEW = 5
_SEVERAL = 4
_SMALL = 5
_CLOSE = 2
_SCORES = frozenset({5, 10, 20, 100})


def bound_fractions(plan: Plan) -> Iterator[tuple[Fraction, Scope, Claim | None]]:
    """The fractions that count tasks, each with what it counts and the percentage beside it."""
    named = Names(plan)
    denominators = Counter(claim.fraction.total for claim in plan.claims if claim.fraction)
    cookies = {cookie.span.start for cookie in plan.cookies}
    for claim, topic in plan.topics:
        fraction = claim.fraction
        if not fraction or fraction.span.start - 1 in cookies or not _counts_things(fraction, topic):
            continue
        scope = scope_of(plan, claim, topic) or named.of_claim(claim, topic)
        if scope is None or _is_of_what_is_left(plan, claim.segment.section):
            continue
        if topic.progress < 2 and not fraction.unit and fraction.total in _SCORES and denominators[fraction.total] > 2:
            continue  # the same denominator all over: marks out of ten
        if (widened := _widened(plan, claim, fraction, scope)) is not None:
            yield fraction, widened, claim if claim.percent else None
    for share in read_shares(plan):
        if (scope := named.of_row(share.row)) and share.total > 1:
            span = Span(share.done_span.start, share.done_span.end)
            fraction = Fraction(span, share.done, share.total, share.done_span, share.total_span, "", True, False)
            yield fraction, scope, share.percent


def _widened(plan: Plan, claim: Claim, fraction: Fraction, scope: Scope) -> Scope | None:
    """`scope`, or what else a fraction may count: below a list or in a section, it may speak of a section around it.
    Then that one, if it has as many boxes as the fraction says; None if the fraction fits it."""
    if scope.tie not in ("closing", "section") or wrong_tally(plan, fraction, scope) is None:
        return scope
    for section in claim.segment.section.path:
        boxes = plan.counts.boxes(section.span)
        if any(tally.reproduces(fraction.done, fraction.total) for tally in boxes):
            return None
        if any(tally.total == fraction.total for tally in boxes):
            return Scope(section.span, "section" if section.level > 1 else "document")
    return scope


def _is_of_what_is_left(plan: Plan, section: Section) -> bool:
    """Whether a heading above says that what follows remains to be done: "(5/6)" may then count what is open."""
    left = plan.vocabulary.lists["remaining-words"]
    return any(left.intersection(normal(above.title).split()) for above in section.path)


def _counts_things(fraction: Fraction, topic: Topic) -> bool:
    whole = fraction.done == int(fraction.done) and fraction.total == int(fraction.total) > 0
    return (
        whole
        and fraction.done <= fraction.total
        and not (fraction.ordinal or topic.aside or topic.progress == 0)
        and fraction.unit not in MEASURES
    )


def wrong_results(plan: Plan) -> Iterator[tuple[Fraction, Tally]]:
    """ "4/4 PASS" in the row of a requirement, against the table elsewhere that shows what passed of it: only where the
    two are close, because a count of tests is another thing."""
    named = Names(plan)
    for claim, topic in plan.topics:
        fraction, row = claim.fraction, claim.segment.row
        if not fraction or not row or topic.aside or not plan.vocabulary.has("result-words", fraction.unit):
            continue
        scope = named.of_row(row)
        found = plan.counts.results(scope.span) if scope else []
        if len(found) != 1 or found[0].reproduces(fraction.done, fraction.total):
            continue
        if abs(found[0].total - fraction.total) <= _CLOSE and found[0].total > 1:
            yield fraction, found[0]


def wrong_tally(plan: Plan, fraction: Fraction, scope: Scope) -> Tally | None:
    """What the scope holds, where no way of counting it reproduces `fraction` and the tie is certain."""
    counts = plan.counts
    if fraction.unit not in THINGS and fraction.unit in plan.vocabulary.series.values():
        return _wrong_series(plan, fraction, scope)
    boxes = counts.boxes(scope.span)
    marked = counts.marked(scope.span)
    known = boxes or marked
    if not known or any(tally.reproduces(fraction.done, fraction.total) for tally in (*boxes, *marked)):
        return None
    same = [tally for tally in known if tally.total == fraction.total]
    if not same and any(tally.total == fraction.total for tally in counts.plain(scope.span)):
        return None
    if listed := _done_alone(fraction, scope, marked if not boxes else []):
        return listed
    best = known[0]
    near = abs(best.total - fraction.total) <= max(Decimal(1), fraction.total * Decimal("0.15"))
    if scope.tie in ("section", "document"):
        if same and boxes and fraction.total > 2 and fraction.unit in ("", *THINGS):
            return same[0]
        counted = fraction.unit in THINGS and boxes and fraction.total > _FEW
        return best if near and counted else None
    if same:
        return same[0] if scope.tie != "name" or fraction.total > 1 else None
    if not boxes and (len(marked) > 1 or fraction.total < 2):
        return None
    if scope.tie == "name":
        return best if near and fraction.unit in ("", *THINGS) and fraction.total > 1 else None
    return (
        best
        if near or (fraction.unit in ("", *THINGS) and best.total > 1 and (boxes or scope.tie == "closing"))
        else None
    )


def _done_alone(fraction: Fraction, scope: Scope, marked: Sequence[Tally]) -> Tally | None:
    """What is listed below a heading with a share, where nothing but done things stands there, so that they are the
    first number of the share: "Converted (10 of 18)" over a list of eleven ticks."""
    whole = marked[-1] if marked else None
    marks = fraction.slash and fraction.total in _SCORES
    if scope.tie != "heading" or marks or whole is None or any(tally.done != tally.total for tally in marked):
        return None
    if any(fraction.done in (tally.total, tally.done) for tally in marked):
        return None
    return whole if fraction.done < fraction.total and abs(whole.total - fraction.done) <= _CLOSE else None


def _wrong_series(plan: Plan, fraction: Fraction, scope: Scope) -> Tally | None:
    """The headings "Phase 1", "Phase 2" ..., or else the rows of a table of phases, where a fraction counts phases, as
    many as there are, and not so many are marked as done."""
    tally = plan.counts.numbered(scope.span, fraction.unit) or plan.counts.listed(scope.span, fraction.unit)
    rows = plan.counts.marked(scope.span)
    if any(other.reproduces(fraction.done, fraction.total) for other in rows):
        return None
    wrong = tally and tally.done and tally.total == fraction.total and tally.done != fraction.done
    return tally if wrong else None


def describe(tally: Tally) -> str:
    """A tally in words: "12 of 35 boxes are ticked"."""
    if tally.done is None:
        return f"it is about {tally.total} {tally.noun}"
    verb = "ticked" if "box" in tally.noun else "marked as done"
    return f"{tally.done} of {tally.total} {tally.noun} {'is' if tally.done == 1 else 'are'} {verb}"


def wrong_percents(plan: Plan) -> Iterator[tuple[Claim, Tally]]:
    """Percentages of progress that no way of counting the boxes of their scope comes near, each with the boxes.

    Where several percentages of a document are far from their boxes, they measure something else; but where all boxes
    are ticked, or none, there is nothing to weigh.
    """
    wrong, plain = [], []
    right = 0
    for claim, topic in plan.topics:
        if not claim.percent or claim.fraction or topic.progress < 2 or topic.aside or claim.segment.kind == "cell":
            continue
        scope = scope_of(plan, claim, topic)
        if scope is None or scope.tie == "document" or (topic.overall and scope.tie != "heading"):
            continue
        boxes = [tally for span in {scope.span, around(claim, scope)} for tally in plan.counts.boxes(span)]
        boxes.sort(key=lambda tally: -tally.total)
        if not boxes or boxes[0].total < 3 or _measures(plan, claim, scope):
            continue
        gap = _gap(plan, claim, scope, boxes)
        full, none = all(tally.done == tally.total for tally in boxes), all(not tally.done for tally in boxes)
        if full or none:
            if (
                gap >= (_SMALL if full else 2 * _SMALL)
                and boxes[0].total >= _SEVERAL
                and _names_work(plan, claim, scope)
            ):
                plain.append((claim, boxes[0]))
        elif gap <= next(far for total, far in _FAR if boxes[0].total >= total):
            right += 1
        else:
            wrong.append((claim, boxes[0]))
    if len(wrong) == 1 or len(wrong) * 3 <= right:
        plain += wrong
    elif len(wrong) > right:
        plain = []
    yield from sorted(plain, key=lambda pair: pair[0].span)


def _gap(plan: Plan, claim: Claim, scope: Scope, boxes: Sequence[Tally]) -> Decimal:
    """How far a percentage lies from the nearest share of what is done."""
    assert claim.percent
    marked = [tally for tally in plan.counts.marked(scope.span) if tally.done is not None]
    shares = [Decimal((tally.done or 0) * 100) / tally.total for tally in (*boxes, *marked)]
    return min(abs(share - claim.percent.low) for share in shares)


def _names_work(plan: Plan, claim: Claim, scope: Scope) -> bool:
    """Whether the heading of a claim's section is the name of some work, not a state under which all sorts of work is
    listed ("Completed (85%)", "Next steps"), and no line says that the boxes are what is left."""
    lines = (segment.span for segment in plan.document.segments if segment.kind == "line")
    if any(plan.vocabulary.mentions("remaining-words", plan.source[line]) for line in lines if scope.span.covers(line)):
        return False
    title = title_key(claim.segment.section.title)
    lists = ("done-headings", "active-headings", "open-headings", "aside-headings", "after-headings", "check-headings")
    if title in plan.vocabulary.statuses or any(plan.vocabulary.has(name, title) for name in lists):
        return False
    return not _is_of_what_is_left(plan, claim.segment.section)


def _measures(plan: Plan, claim: Claim, scope: Scope) -> bool:
    """Whether a claim in the same stretch ties the percentage to hours, points or the like."""
    value = claim.percent and claim.percent.low
    return any(
        other.percent and other.percent.low == value and other.fraction and other.fraction.unit in MEASURES
        for other in plan.claims
        if scope.span.covers(other.span)
    )


def doubted_figures(plan: Plan) -> frozenset[Span]:
    """The percentages, and the numbers that fractions state as done, which the tasks that they count deny: these prove
    nothing about what stands beside them."""
    fractions = (
        fraction.done_span for fraction, scope, _ in bound_fractions(plan) if wrong_tally(plan, fraction, scope)
    )
    percents = (claim.percent.number for claim, _ in wrong_percents(plan) if claim.percent)
    return frozenset((*fractions, *percents))


def cookie_tally(plan: Plan, cookie: Cookie) -> tuple[Tally, bool] | None:
    """The direct children with a box that a cookie counts, and whether every way of counting gives the same; None where
    it is right in one of them, or has no such children: Org mode counts no others."""
    direct = list(box_tallies(_direct(plan, cookie)))
    boxes = [*direct, *plan.counts.boxes(cookie.scope)]
    if cookie.percent is not None:
        right = any(_shares(cookie.percent, tally) for tally in boxes)
    else:
        right = any((tally.done, tally.total) == (cookie.done, cookie.total) for tally in boxes)
    if right or not direct:
        return None
    return direct[0], all((tally.done, tally.total) == (direct[0].done, direct[0].total) for tally in boxes)


def _shares(percent: int, tally: Tally) -> bool:
    """Whether the share of a tally may be printed so: a hundred percent leaves nothing, 0 % is less than one."""
    share = Decimal((tally.done or 0) * 100) / tally.total
    return abs(share - percent) < 1 and (percent < 100 or tally.done == tally.total)


def _direct(plan: Plan, cookie: Cookie) -> list[Task]:
    """The children of an item; below a heading, the headings with a box that are nearest, or else the boxes of its own
    text that stand below no item."""
    tasks = plan.counts.tasks_in(cookie.scope)
    if cookie.item:
        return [task for task in tasks if task.item and task.item.parent is cookie.item]
    headings = [task for task in tasks if task.origin == "heading"]
    if headings:
        return [task for task in headings if task.section.level == min(each.section.level for each in headings)]
    section = plan.document.section_at(cookie.span.start)
    own = (task for task in tasks if plan.document.section_at(task.box.start) is section)
    return [task for task in own if not (task.item and task.item.parent)]

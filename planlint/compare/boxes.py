"""Relations of the family `tally` against boxes: a fraction or percentage of progress over the tasks it is about."""

from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.plan import Plan
from planlint.compare.share import SCALES, TASKS, fits, words_of
from planlint.compare.tie import Tie
from planlint.compare.values import FAR, Value, distance
from planlint.plan.amounts import Amount
from planlint.plan.outline import Node
from planlint.plan.shares import Shares
from planlint.plan.standing import total_word
from planlint.plan.tasks import Task
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.policy import DOUBTFUL, FEW, LIKELY, PROVEN
from planlint.text.source import Span

_FEWEST = 2
_APART = 15.0
"""Points by which a percentage may differ from its boxes: tasks differ in size."""

Counts = tuple[int, int]
"""Ticked boxes, and all."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of shares with boxes."""
    if not plan.tasks:
        return
    for shares in plan.shares:
        if shares.node.kind == "row":
            continue
        own, place = _own(plan, shares.node)
        if len(own) < (1 if place == "heading" else _FEWEST):
            continue
        if len(shares.fractions) == 1:
            yield from _fraction(plan, shares, own, place)
        elif len(shares.percents) == 1 and not shares.fractions:
            yield from _percent(plan, shares, own)


def _own(plan: Plan, node: Node) -> tuple[list[Task], str]:
    """The boxes that a node speaks of, and where they are: below its heading, in the list that it introduces, or around
    the line of a section's progress."""
    if node.kind == "heading":
        return plan.tasks_in(node.section.span), "heading"
    groups = [g for g in plan.outline.below(node) if g.lead is node]
    if groups:
        spans = [Span(g.nodes[0].start, g.nodes[-1].end) for g in groups[:1]]
        whole = [Span(n.item.span.start, n.item.span.end) for g in groups[:1] for n in g.nodes if n.item]
        return [t for span in whole or spans for t in plan.tasks_in(span)], node.kind
    if node.kind == "item" and node.item and node.item.box is None:
        return plan.tasks_in(node.section.span), "item among boxes"
    if node.kind == "line" and node.item is None and node.section.level > 1:
        return plan.tasks_in(node.section.span), "line in section"
    return [], ""


def readings(tasks: Sequence[Task]) -> dict[Counts, str]:
    """Every way to count boxes: all that count, all, the outermost, the innermost."""
    parents = {id(t.parent) for t in tasks if t.parent}
    ways = {
        "boxes": [t for t in tasks if t.counts],
        "all boxes": list(tasks),
        "outermost boxes": [t for t in tasks if t.counts and t.parent is None],
        "innermost boxes": [t for t in tasks if t.counts and id(t.item) not in parents],
    }
    found: dict[Counts, str] = {}
    for how, those in ways.items():
        found.setdefault((sum(t.state == "done" for t in those), len(those)), how)
    return found


def _fraction(plan: Plan, shares: Shares, own: Sequence[Task], place: str) -> Iterator[Tie]:
    fraction = shares.fractions[0]
    around = plan.outline.text[fraction.start - 1 : fraction.end + 1]
    if around.startswith("[") and around.endswith("]"):
        return  # a cookie, which PRG008 reads as Org mode does
    if fraction.of is None or not _is_count(fraction):
        return
    lists, statuses = plan.vocabulary.lists, plan.vocabulary.statuses
    done_word = fraction.unit in lists["progress-words"] or statuses.get(fraction.unit) == "done"
    if fraction.unit and fraction.unit not in TASKS and fraction.kind != "bare" and not done_word:
        return
    counted = readings(own)
    done, total = next(iter(counted))
    if fraction.of in SCALES and fraction.of != total and fraction.unit not in TASKS:
        return
    path = " ".join(section.title for section in shares.node.section.path)
    label = words_of(f"{plan.outline.text[shares.span.start : shares.span.end]} {path}")
    if label & (lists["target-words"] | lists["measure-words"] | lists["remaining-words"]):
        return
    before = words_of(plan.outline.text[shares.span.start : fraction.left])
    if fraction.unit not in TASKS and before and before <= plan.vocabulary.series.keys():
        return  # "Week: 2 of 10" is a place
    state = "blank" if not done else "all" if done == total else "mixed"
    features = (place, state, "tasks" if fraction.unit in TASKS else "bare")
    tell = partial(_tell_fraction, plan, fraction, own, (done, total))
    tie = Tie("boxes.fraction", "PRG002", shares.node, features, tell, key=fraction.start)
    tie.amount = Amount(fraction.start, fraction.end, fraction.left, fraction.of, fraction.of, 0)
    tie.shown = Value(float(total))
    if (fraction.low, fraction.of) in counted:
        tie.outcome = "agree" if counted[int(fraction.low), int(fraction.of)] == "boxes" else "explained"
    elif fraction.of == total:
        if state == "blank":
            return  # a list that nobody ticks says nothing of what is done
        tie.outcome, tie.given = "ticks", PROVEN if place in ("heading", "line", "item") else LIKELY
        tie.only_conflicts = True  # the same total binds; one box makes every count around it stale
        if place == "line in section" and _counts_rows(plan, shares.node, total):
            tie.outcome = "explained"
    else:
        tie.outcome = distance(tie.amount, tie.shown)
        if place == "heading" and tie.outcome not in FAR:
            tie.given = PROVEN if fraction.of > FEW else LIKELY
    yield tie


def _is_count(fraction: Amount) -> bool:
    """Whether it may count boxes; more than all is wrong in itself, whatever the boxes say (PRG006)."""
    exact = fraction.low == fraction.high and not fraction.decimals and not fraction.mark
    return exact and fraction.of is not None and fraction.low <= fraction.of


def _counts_rows(plan: Plan, node: Node, total: int) -> bool:
    """Whether a table right in the section of `node` has `total` rows, which the fraction may be about instead."""
    tables = (g for g in plan.outline.groups if g.kind == "rows" and g.nodes[0].section is node.section)
    return any(sum(not total_word(plan.outline, n) for n in g.nodes) == total for g in tables)


def _tell_fraction(plan: Plan, fraction: Amount, own: Sequence[Task], counts: Counts, tie: Tie) -> Finding:
    done, total = counts
    assert fraction.of
    span = Span(fraction.start, fraction.end)
    verb = "is" if done == 1 else "are"
    message = f"{fraction.low:g}/{fraction.of:g}, but {done} of {total} boxes {verb} ticked"
    related = tuple(Related(task.box, "a box") for task in own[:8])
    text = plan.document.source.text
    first = Edit(Span(fraction.start, fraction.start + len(f"{fraction.low:g}")), str(done))
    last = Edit(Span(fraction.end - len(f"{fraction.of:g}"), fraction.end), str(total))
    plain = text[first.span.start : first.span.end].isdecimal() and text[last.span.start : last.span.end].isdecimal()
    grade = Applicability.SAFE if fraction.of == total and tie.node.kind == "heading" else Applicability.UNSAFE
    fix = Fix(f"Write {done}/{total}", tuple(e for e in (first, last) if text[slice(*e.span)] != e.text), grade)
    return Finding(span, message, related, fix if plain else None, tie.confidence)


def _percent(plan: Plan, shares: Shares, own: Sequence[Task]) -> Iterator[Tie]:
    """A percentage of progress far from boxes of which some are ticked and some open."""
    percent = shares.percents[0]
    label = words_of(plan.outline.text[shares.span.start : shares.span.end])
    lists = plan.vocabulary.lists
    if percent.sign or percent.mark or not 0 < percent.low <= 100 or not label & lists["progress-words"]:
        return
    if label & (lists["target-words"] | lists["measure-words"] | lists["remaining-words"]):
        return
    counted = readings(own)
    done, total = next(iter(counted))
    others = (s for s in plan.shares if s is not shares and s.fractions)
    if not 0 < done < total or any(p.low == percent.low for s in others for p in s.percents):
        return  # the same percentage is that of something else
    tie = Tie("boxes.percent", "PRG003", shares.node, (), partial(_tell_percent, done, total), key=percent.start)
    tie.amount, tie.shown, tie.given = percent, Value(100 * done / total, unit="%"), DOUBTFUL
    near = any(abs(percent.low - 100 * d / t) <= _APART or fits(percent, d, t) for d, t in counted if t)
    tie.outcome = "agree" if near else distance(percent, tie.shown)
    yield tie


def _tell_percent(done: int, total: int, tie: Tie) -> Finding:
    percent = tie.amount
    assert percent
    right = f"{100 * done / total:.0f}"
    verb = "is" if done == 1 else "are"
    message = f"{percent.low:g}%, but {done} of {total} boxes {verb} ticked ({right}%)"
    span = Span(percent.start, percent.end)
    fix = Fix(f"Write {right}%", (Edit(span, right),), Applicability.UNSAFE)
    return Finding(span, message, fix=fix, confidence=tie.confidence)

"""Relations of the family `tally` against boxes: a fraction or percentage of progress over the tasks it is about."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from planlint.compare.plan import Plan
from planlint.compare.share import SCALES, TASKS, fits, words_of
from planlint.compare.tie import Tie
from planlint.compare.values import FAR, Value, distance
from planlint.compare.wholes import Boxes
from planlint.plan.amounts import Amount
from planlint.plan.outline import Node
from planlint.plan.shares import Shares
from planlint.plan.statements import TICKS, Statement
from planlint.plan.tasks import Task
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, FEW, LIKELY, PROVEN
from planlint.text.source import Span

_UNCLEAR = ("ready", "live")
"""States that some plans call complete, and others not yet."""
_FEWEST = 2
_SURE = ("heading", "line", "item")
_TESTS = ("test", "feature")
_BELOW = 3
"""Lines from a table to what sums it up."""
_APART = 30.0
"""Points by which a percentage may differ from its boxes: tasks differ in size."""

_WORD = regex(r"[\s*_]*([^\W\d_]+)")
_WORDS = regex(r"[^\W\d_]+")

Counts = tuple[int, int]
"""Ticked boxes, and all."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of shares with boxes, and with rows that have a status."""
    for shares in plan.shares:
        if shares.node.kind == "row":
            continue
        if len(shares.fractions) == 1 and (above := list(_below_rows(plan, shares))):
            yield from above
            continue
        own, place = _own(plan, shares.node) if plan.tasks else ([], "")
        enough = len(own) >= (1 if place == "heading" else _FEWEST)
        if len(shares.fractions) == 1:
            if enough and place != "whole":
                yield from _fraction(plan, shares, readings(own), place, [task.box for task in own])
                continue
            fraction, counted = shares.fractions[0], dict[Counts, str]()
            if enough:
                strict = Boxes(plan).of_section(plan.document.sections[0], strict=True)
                counted = {**readings(own), **readings(strict)}
            if rows := _rows(plan, shares.node):
                done = sum(said.state == "done" for said in rows)
                places = [said.place for said in rows]
                for tie in _fraction(plan, shares, {(done, len(rows)): "rows"}, "rows", places):
                    if (fraction.low, fraction.of) in counted:
                        tie.outcome = "agree" if tie.outcome == "agree" else "explained"  # it counts boxes
                    yield tie
            if enough:
                yield from _fraction(plan, shares, counted, place, [task.box for task in own])
        elif enough and place != "whole" and len(shares.percents) == 1 and not shares.fractions:
            yield from _percent(plan, shares, own)


def _own(plan: Plan, node: Node) -> tuple[list[Task], str]:
    """The boxes that a node speaks of, and where they are: below its heading, in the list that it introduces, around
    the line of a section's progress, or all of the document, which a summary counts."""
    if node.kind == "heading":
        return plan.tasks_in(node.section.span), "heading"
    groups = [g for g in plan.outline.below(node) if g.lead is node and g.kind != "sections"]
    if groups:
        spans = [Span(g.nodes[0].start, g.nodes[-1].end) for g in groups[:1]]
        whole = [Span(n.item.span.start, n.item.span.end) for g in groups[:1] for n in g.nodes if n.item]
        found = [t for span in whole or spans for t in plan.tasks_in(span)]
        if found:
            return found, node.kind
    around = plan.tasks_in(node.section.span) if node.section.level > 1 else ()
    if not around:
        return (list(plan.tasks), "whole") if _sums_up(plan, node) else ([], "")
    if node.kind == "item" and node.item and node.item.box is None:
        return list(around), "item among boxes"
    return (list(around), "line in section") if node.kind == "line" and node.item is None else ([], "")


def _sums_up(plan: Plan, node: Node) -> bool:
    """Whether a line stands below the title or a heading such as Summary, or says that it is about all."""
    lists = plan.vocabulary.lists
    heads = lists["overview-headings"] | lists["conclusion-headings"]
    title, words = node.section.title.casefold(), words_of(plan.outline.words(node))
    return node.section.level <= 1 or title.strip() in heads or bool(words & lists["overall-words"])


def _rows(plan: Plan, node: Node) -> list[Statement]:
    """The statuses of the one table right in the section of `node`, where each of its rows has one, and a clear one."""
    heading = plan.outline.heading_of.get(node.section)
    groups = plan.outline.below(heading) if heading else plan.outline.groups
    tables = [g for g in groups if g.kind == "rows" and g.nodes[0].section is node.section]
    rows = [n for n in tables[0].nodes if n not in plan.outline.totals] if len(tables) == 1 else []
    found = [said[0] for n in rows if len(said := plan.statements_of.get(n, [])) == 1]
    clear = len(found) == len(rows) and not any(said.state in _UNCLEAR for said in found)
    return found if clear and len(rows) >= _FEWEST else []


def _below_rows(plan: Plan, shares: Shares) -> Iterator[Tie]:
    """A fraction of as many as a table has rows, right below it, against the rows that are done or have a tick."""
    node, fraction = shares.node, shares.fractions[0]
    before = plan.outline.nodes[node.index - 1] if node.index and node.kind == "line" else None
    group = plan.outline.group_of.get(before) if before and before.kind == "row" else None
    if before is None or group is None or node.line - before.line > _BELOW or not _is_count(fraction):
        return
    rows = [n for n in group.nodes if n not in plan.outline.totals]
    found = [said[0] for n in rows if (said := plan.statements_of.get(n))]
    if fraction.of != len(rows) or len(found) < len(rows) or len(rows) < _FEWEST:
        return
    of, clear = len(rows), not any(said.state in _UNCLEAR for said in found)
    counted = {(sum(said.state == "done" for said in found), of): "rows"} if clear else {}
    if any(said.glyph in TICKS for said in found) or not clear:
        counted.setdefault((sum(said.glyph in TICKS for said in found), of), "rows")
    done, halves = next(iter(counted)), sum(said.state == "partial" for said in found) / 2
    tell = partial(_tell_fraction, plan, fraction, [said.place for said in found], done)
    tie = Tie("boxes.fraction", "PRG002", node, ("rows above",), tell, key=fraction.start)
    tie.amount = Amount(fraction.start, fraction.end, fraction.left, float(of), float(of), 0)
    tie.outcome = "agree" if (fraction.low, of) in counted else "ticks"
    if halves and fraction.low == done[0] + halves:
        tie.outcome = "explained"
    tie.shown, tie.only_conflicts = Value(float(of)), tie.outcome == "ticks"
    tie.given = LIKELY if _says_tasks(plan, fraction) else DOUBTFUL
    yield tie


def readings(tasks: Sequence[Task]) -> dict[Counts, str]:
    """Every way to count boxes: all that count, all, the outermost, the innermost, those of headings and of lists."""
    parents = {id(t.parent) for t in tasks if t.parent}
    ways = {
        "boxes": [t for t in tasks if t.counts],
        "all boxes": list(tasks),
        "outermost boxes": [t for t in tasks if t.counts and t.parent is None],
        "innermost boxes": [t for t in tasks if t.counts and id(t.item) not in parents],
        "headings": [t for t in tasks if t.counts and t.origin == "heading"],
        "items": [t for t in tasks if t.counts and t.origin == "item"],
    }
    found: dict[Counts, str] = {}
    for how, those in ways.items():
        if those:
            found.setdefault((sum(t.state == "done" for t in those), len(those)), how)
    return found


def _fraction(
    plan: Plan, shares: Shares, counted: Mapping[Counts, str], place: str, shown_at: Sequence[Span]
) -> Iterator[Tie]:
    fraction = shares.fractions[0]
    done, total = _meant(counted, fraction)
    of, said = fraction.of or 0, _says_tasks(plan, fraction)
    if not _is_count(fraction) or not _may_count(plan, shares, total):
        return
    near = fraction.unit in TASKS and fraction.unit not in _TESTS and fraction.low == done and abs(of - total) == 1
    if place in ("whole", "rows") and (not (near or of == total) or fraction.unit in _TESTS or not said):
        return  # what stands elsewhere is meant where the number of all is its own
    state = "blank" if not done else "all" if done == total else "mixed"
    features = (place, state, "tasks" if fraction.unit in TASKS else "bare")
    tell = partial(_tell_fraction, plan, fraction, shown_at, (done, total))
    tie = Tie("boxes.fraction", "PRG002", shares.node, features, tell, key=fraction.start)
    tie.amount = Amount(fraction.start, fraction.end, fraction.left, of, of, 0)
    tie.shown = Value(float(total))
    if (fraction.low, of) in counted:
        tie.outcome = "agree" if counted[int(fraction.low), int(of)] in ("boxes", "rows") else "explained"
    elif of == total:
        if state == "blank" and (not said or place not in (*_SURE, "rows", "whole")):
            return  # a list that nobody ticks says nothing of what is done
        tie.outcome, tie.given = "ticks", PROVEN if place in _SURE else LIKELY
        tie.only_conflicts = True  # the same total binds; one box makes every count around it stale
        if place == "line in section" and _counts_rows(plan, shares.node, total):
            tie.outcome = "explained"
    else:
        tie.outcome = distance(tie.amount, tie.shown)
        if place == "heading" and (tie.outcome not in FAR or abs(of - total) == 1):
            tie.given = PROVEN if of > FEW else LIKELY
        elif near and place in ("whole", *_SURE):
            tie.given = LIKELY
    yield tie


def _says_tasks(plan: Plan, fraction: Amount) -> bool:
    """Whether the word behind a fraction is one for tasks, or says that so many are done."""
    done = plan.vocabulary.statuses.get(fraction.unit) == "done"
    return done or fraction.unit in TASKS or fraction.unit in plan.vocabulary.lists["progress-words"]


def _may_count(plan: Plan, shares: Shares, total: int) -> bool:
    """Whether the one fraction may count boxes, of which there are `total`: it is none of marks, hours, targets,
    places."""
    fraction, text = shares.fractions[0], plan.outline.text
    around = text[fraction.start - 1 : fraction.end + 1]
    if around.startswith("[") and around.endswith("]"):
        return False  # a cookie, which PRG008 reads as Org mode does
    said = _says_tasks(plan, fraction)
    if not said and ((fraction.unit and fraction.kind != "bare") or (fraction.of in SCALES and fraction.of != total)):
        return False
    lists = plan.vocabulary.lists
    path = " ".join(section.title for section in shares.node.section.path)
    if words_of(f"{text[slice(*shares.span)]} {path}") & (
        lists["target-words"] | lists["measure-words"] | lists["remaining-words"]
    ):
        return False
    before = words_of(text[shares.span.start : fraction.left])
    return said or not before or not before <= plan.vocabulary.series.keys()  # "Week: 2 of 10" is a place


def _meant(counted: Mapping[Counts, str], fraction: Amount) -> Counts:
    """The count that a fraction means: that with its total, else that with as many done and one more or less in all,
    else the first."""
    of = fraction.of or 0
    near = (each for each in counted if each[0] == fraction.low and abs(each[1] - of) == 1)
    return next((each for each in counted if each[1] == of), next(near, next(iter(counted))))


def _is_count(fraction: Amount) -> bool:
    """Whether it may count boxes; more than all is wrong in itself, whatever the boxes say (PRG006)."""
    exact = fraction.low == fraction.high and not fraction.decimals and not fraction.mark
    return exact and fraction.of is not None and fraction.low <= fraction.of


def _counts_rows(plan: Plan, node: Node, total: int) -> bool:
    """Whether a table right in the section of `node` has `total` rows, which the fraction may be about instead."""
    tables = (g for g in plan.outline.groups if g.kind == "rows" and g.nodes[0].section is node.section)
    return any(sum(n not in plan.outline.totals for n in g.nodes) == total for g in tables)


def _tell_fraction(plan: Plan, fraction: Amount, shown_at: Sequence[Span], counts: Counts, tie: Tie) -> Finding:
    done, total = counts
    assert fraction.of
    span = Span(fraction.start, fraction.end)
    verb = "is" if done == 1 else "are"
    thing, state = ("row", "done") if {"rows", "rows above"} & {*tie.features} else ("box", "ticked")
    several = {"row": "rows", "box": "boxes"}[thing]
    message = f"{fraction.low:g}/{fraction.of:g}, but {done} of {total} {several} {verb} {state}"
    related = tuple(Related(each, f"a {thing}") for each in shown_at[:8])
    text = plan.document.source.text
    first = Edit(Span(fraction.start, fraction.start + len(f"{fraction.low:g}")), str(done))
    last = Edit(Span(fraction.end - len(f"{fraction.of:g}"), fraction.end), str(total))
    plain = text[first.span.start : first.span.end].isdecimal() and text[last.span.start : last.span.end].isdecimal()
    known = all(task.state != "unknown" for task in plan.tasks_in(tie.node.section.span))
    sure = fraction.of == total and tie.node.kind == "heading" and known
    grade = Applicability.SAFE if sure else Applicability.UNSAFE
    fix = Fix(f"Write {done}/{total}", tuple(e for e in (first, last) if text[slice(*e.span)] != e.text), grade)
    return Finding(span, message, related, fix if plain else None, tie.confidence)


def _percent(plan: Plan, shares: Shares, own: Sequence[Task]) -> Iterator[Tie]:
    """A percentage of progress far from boxes of which some are ticked and some open."""
    percent, lists = shares.percents[0], plan.vocabulary.lists
    label = words_of(plan.outline.text[shares.span.start : shares.span.end])
    if percent.sign or percent.mark or not 0 < percent.low <= 100 or not _says_done(plan, shares, percent):
        return
    if label & (lists["target-words"] | lists["measure-words"] | lists["remaining-words"] | lists["overall-words"]):
        return
    timed = any(amount.kind == "time" for amount in shares.node.amounts)
    if shares.node.section.level < 2 or (timed and shares.node.kind != "heading"):
        return  # a title speaks of more than the boxes below it, "15h of 50h" of hours
    counted = readings(own)
    done, total = next(iter(counted))
    others = (s for s in plan.shares if s is not shares and s.fractions)
    if not 0 < done < total or any(p.low == percent.low for s in others for p in s.percents):
        return  # the same percentage is that of something else
    tie = Tie("boxes.percent", "PRG003", shares.node, (), partial(_tell_percent, done, total), key=percent.start)
    tie.amount, tie.shown = percent, Value(100 * done / total, unit="%")
    gap = min(abs(percent.low - 100 * d / t) for d, t in counted if t)
    tie.given = LIKELY
    near = gap < _APART or any(fits(percent, d, t) for d, t in counted if t)
    tie.outcome = "agree" if near else distance(percent, tie.shown)
    yield tie


def _says_done(plan: Plan, shares: Shares, percent: Amount) -> bool:
    """Whether a word for progress stands right before or behind a percentage, a bar between them left out."""
    words, text = plan.vocabulary.lists["progress-words"], plan.outline.text
    behind = _WORD.match(text, percent.right, shares.span.end)
    before = _WORDS.findall(text[shares.span.start : percent.left].casefold())
    return (behind is not None and behind[1].casefold() in words) or (before[-1:] != [] and before[-1] in words)


def _tell_percent(done: int, total: int, tie: Tie) -> Finding:
    percent = tie.amount
    assert percent
    right = f"{100 * done / total:.0f}"
    verb = "is" if done == 1 else "are"
    message = f"{percent.low:g}%, but {done} of {total} boxes {verb} ticked ({right}%)"
    span = Span(percent.start, percent.end)
    fix = Fix(f"Write {right}%", (Edit(span, right),), Applicability.DISPLAY)
    return Finding(span, message, fix=fix, confidence=tie.confidence)

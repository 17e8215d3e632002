"""Relations of the family `states`: what a heading or label says of all that stands under it, and a row of itself."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from planlint.compare.bind import Place, names_of, pairs, place
from planlint.compare.plan import Plan
from planlint.compare.states import NOT_DONE, name_of, says
from planlint.compare.tie import Tie
from planlint.compare.wholes import Boxes, open_of, ticked, ticked_of
from planlint.markdown.document import Section
from planlint.plan.names import normal, title_key
from planlint.plan.outline import Group, Node
from planlint.plan.statements import Statement
from planlint.plan.states import read_phrase
from planlint.plan.tasks import Task
from planlint.plan.things import Thing
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY
from planlint.words.vocabulary import Vocabulary

_BARE = 2
_COUNT = regex(r"\s*[(（][^()（）]*\d[^()（）]*[)）]")
"""How many a heading says there are, or which: "Completed (7)"."""
_TO_DO = regex(r"to.?do\b")


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    boxes = Boxes(plan)
    for group in plan.outline.groups:
        if group.kind in ("items", "sections"):
            yield from members(plan, boxes, group)
    if plan.statements and plan.tasks:
        yield from named(plan, boxes)
        yield from boxed(plan)


@lru_cache(maxsize=8192)  # plans have the same few headings again and again
def state_of_heading(title: str, vocabulary: Vocabulary) -> str:
    """The state that a heading gives to what stands under it: "done" for "Completed" and "Completed tasks",
    "waiting" for "Remaining", "Pending", "To do", and "" for all others: what comes next may be done by now. Only a
    participle at the head of few words makes a container."""
    title = _COUNT.sub("", title)
    phrase = title_key(title)
    if any(map(str.isdigit, title)):
        return ""
    if phrase in vocabulary.lists["done-headings"]:
        return "done"
    state, length = read_phrase(phrase, vocabulary)
    rest = phrase[length:].strip(" :") if length else phrase
    while length and rest and (noun := vocabulary.prefix("generic-nouns", rest)):
        rest = rest[noun:].strip()
    if not length or rest or vocabulary.has("status-nouns", phrase[:length]):
        return ""
    waits = state in ("outstanding", "open")
    soon = vocabulary.has("queue-words", phrase[:length]) and not _TO_DO.match(phrase)
    return "done" if state == "done" else "waiting" if waits and not soon else ""


def members(plan: Plan, boxes: Boxes, group: Group) -> Iterator[Tie]:
    """The members of a list or the sections under "Completed", "Remaining" and the like, with what they say
    themselves."""
    lead = group.lead if group.kind != "sections" else group.heading
    if lead is None or lead.kind == "item":
        return
    title = plan.outline.text[lead.start : lead.end]
    if lead.kind == "line" and not title.rstrip(" *_").endswith((":", "：")) and not title.startswith("**"):
        return
    home = state_of_heading(title, plan.vocabulary)
    if not home or _in_log(plan, lead):
        return
    for node in group.nodes:
        for said in plan.statements_of.get(node, ()):
            yield _member(plan, lead, home, said)
        task = next((t for t in boxes.inside_line(node) if t.item is node.item), None) if node.item else None
        if task and boxes.counts(task):
            yield _member_box(lead, home, title, node, task)
        silent = node.kind == "heading" and node not in plan.statements_of
        if silent and boxes.used and (found := boxes.of_section(node.section)):
            yield _member_section(plan, boxes, lead, home, node, found)


def _in_log(plan: Plan, lead: Node) -> bool:
    vocabulary = plan.vocabulary
    return any(vocabulary.mentions("history-headings", normal(s.title)) for s in lead.section.path if s.level)


def _member(plan: Plan, lead: Node, home: str, said: Statement) -> Tie:
    against = said.state in (*NOT_DONE, "deferred") if home == "done" else said.state == "done"
    waits = home == "waiting" and said.slot == "glyph"
    outcome = ("marked" if waits else "conflict") if against and not said.others else "agree"
    written = plan.document.source[said.place].casefold()
    if written[:1].isdigit() and plan.vocabulary.mentions("result-words", written):
        outcome = "soft"  # "7/8 passing" tells of a run of its tests

    def tell(tie: Tie) -> Finding:
        title = " ".join(plan.document.source[plan.things[lead].name].split()).strip("*:： ")
        line = plan.document.source.line_of(lead.start) + 1
        text = f'{name_of(plan, said.of)}: {says(plan, said)}, but it stands under "{title}" (line {line})'
        return Finding(said.place, text, (Related(plan.things[lead].name, "stated here"),), confidence=tie.confidence)

    assert said.of
    relation = "states.listed" if home == "done" else "states.waiting"
    tie = Tie(relation, "STA002", said.of, (said.slot, lead.kind), tell, key=said.place.start, outcome=outcome)
    tie.group = lead
    tie.parts = [lead]
    return tie


def _member_box(lead: Node, home: str, title: str, node: Node, task: Task) -> Tie:
    against = task.state == "open" if home == "done" else task.state == "done"

    def tell(tie: Tie) -> Finding:
        what = "open" if task.state == "open" else "ticked"
        written = title.strip(" *_:：#")
        text = f'this box stands under "{written}" and is {what}'
        return Finding(task.box, text, confidence=tie.confidence)

    relation = "states.listed box" if home == "done" else "states.waiting box"
    code = "STA003" if home == "done" else "STA002"
    tie = Tie(relation, code, node, (lead.kind,), tell, key=task.box.start, outcome="conflict" if against else "agree")
    tie.group = lead
    tie.parts = [lead]
    return tie


def _member_section(plan: Plan, boxes: Boxes, lead: Node, home: str, node: Node, found: Sequence[Task]) -> Tie:
    """A section under "Completed" or "Remaining" against its own boxes."""
    left = [task for task in found if task.state != "done"]
    state = ticked(found)
    if home == "done":
        outcome, code, verdict = {"all": "agree"}.get(state, f"{state} ticked"), "STA003", open_of(left, found)
    else:
        outcome = "all ticked" if state == "all" and len(found) >= _BARE else "agree"
        code, verdict = "STA004", ticked_of(left, found)

    def tell(tie: Tie) -> Finding:
        title = " ".join(plan.document.source[plan.things[lead].name].split()).strip("*:： ")
        line = plan.document.source.line_of(lead.start) + 1
        text = f'{name_of(plan, node)}: it stands under "{title}" (line {line}), but {verdict}'
        related = (Related(plan.things[lead].name, "stated here"), *boxes.related(left))
        return Finding(plan.things[node].name, text, related, confidence=tie.confidence)

    tie = Tie("states.listed section", code, node, (home,), tell, key=plan.things[node].name.start, outcome=outcome)
    tie.group, tie.parts, tie.given = lead, [lead, *boxes.nodes(left)], LIKELY
    return tie


def named(plan: Plan, boxes: Boxes) -> Iterator[Tie]:
    """The state in the row of a table against the boxes of the section, or the one box, that the row names by id."""
    places: list[Place[Statement | Sequence[Task]]] = []
    for said in plan.statements:
        if said.of and said.of.kind == "row" and said.state in ("done", "open") and not said.open_end:
            found = place(plan, said.of, said)
            if found and _coded(found.thing):
                places.append(found)  # type: ignore[arg-type]
    if not places:
        return
    places += _boxed_places(plan, boxes)
    for pair in pairs(places, names_of(places)):
        one, other = (pair.one, pair.other) if pair.one.kind == "row" else (pair.other, pair.one)
        if isinstance(one.said, Statement) and not isinstance(other.said, Statement) and other.said:
            yield _named(plan, boxes, one.said, other.thing.node, other.said, (pair.shared, pair.match, pair.kinds))


def _boxed_places(plan: Plan, boxes: Boxes) -> Iterator[Place[Statement | Sequence[Task]]]:
    """The sections with boxes, and the boxes with an id of their own."""
    sections: dict[Section, list[Task]] = {}
    for task in boxes.tasks:
        for section in task.section.path:
            if section.level > 1:
                sections.setdefault(section, []).append(task)
        node = boxes.node_of.get(task.item) if task.item else None
        if node and boxes.counts(task) and _coded(plan.things[node]) and (box := place(plan, node, [task])):
            yield box  # type: ignore[misc]
    for section, tasks in sections.items():
        home = plan.outline.heading_of.get(section)
        if home and len(tasks) >= _BARE and (found := place(plan, home, boxes.of_section(section))):
            yield found  # type: ignore[misc]


def _coded(thing: Thing) -> bool:
    """Whether a thing goes by an id, or by a name that is written as one: "REQ-offline-mode"."""
    return bool(thing.ids) or (" " not in thing.title and thing.title.count("-") > 1)


def _named(
    plan: Plan, boxes: Boxes, said: Statement, home: Node, found: Sequence[Task], features: Sequence[str]
) -> Tie:
    assert said.of
    left = [task for task in found if task.state != "done"]
    state = ticked(found)
    single = home.kind == "item"
    if said.state == "done":
        outcome = {"all": "agree", "some": "some open", "none": "box open" if single else "none ticked"}[state]
        if outcome == "some open" and any(a.kind == "percent" and a.low < 100 for a in said.of.amounts):
            outcome = "soft"  # the row says itself that some is left
        code, verdict = "STA003", open_of(left, found)
    else:
        outcome = {"all": "box ticked" if single else "all ticked", "some": "some ticked", "none": "agree"}[state]
        code, verdict = "STA004", "its box is ticked" if single else ticked_of(left, found)

    def tell(tie: Tie) -> Finding:
        line = plan.document.source.line_of(home.start) + 1
        text = f"{name_of(plan, said.of)}: {says(plan, said)}, but {verdict} (line {line})"
        return Finding(said.place, text, boxes.related(left or found), confidence=tie.confidence)

    tie = Tie("states.named", code, said.of, features, tell, key=said.place.start, outcome=outcome)
    tie.group = said.of.table
    tie.parts = [home, *boxes.nodes(left)[:6]]
    return tie


def boxed(plan: Plan) -> Iterator[Tie]:
    """A ticked box against a status of its own item: a field below it, "(partial)" at its end."""
    of_item = {task.item: task for task in plan.tasks if task.item}
    for said in plan.statements:
        item = said.of.item if said.of is not None and said.of.kind == "item" else None
        task = of_item.get(item) if item else None
        share = any(map(str.isdigit, plan.document.source[said.place]))
        if task and task.state == "done" and said.slot in ("field", "bracket", "dash") and not share:
            yield _boxed(plan, said, task)


def _boxed(plan: Plan, said: Statement, task: Task) -> Tie:
    def tell(tie: Tie) -> Finding:
        line = plan.document.source.line_of(task.box.start) + 1
        text = f"{name_of(plan, said.of)}: {says(plan, said)}, but its box is ticked"
        text += "" if line == plan.document.source.line_of(said.place.start) + 1 else f" (line {line})"
        return Finding(said.place, text, (Related(task.box, "ticked"),), confidence=tie.confidence)

    assert said.of
    outcome = "conflict" if said.state in NOT_DONE and not said.others else "agree"
    return Tie("states.boxed", "STA002", said.of, (said.slot,), tell, key=said.place.start, outcome=outcome)

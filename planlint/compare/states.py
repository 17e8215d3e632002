"""Relations of the family `states`: what is said of a whole against its parts."""

from collections.abc import Iterator, Sequence

from planlint.compare.parents import parents
from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.compare.wholes import OPEN, Boxes, open_of, ticked, ticked_of
from planlint.plan.outline import Node
from planlint.plan.standing import stands_apart
from planlint.plan.statements import TRUST, Statement
from planlint.plan.states import UNFINISHED, clash
from planlint.plan.tasks import Task
from planlint.text.diagnostics import Finding, Related
from planlint.text.policy import DOUBTFUL, LIKELY

NOT_DONE = ("partial", "active", "open", "outstanding", "planning", "blocked")
_BEGUN = ("active", "outstanding")
_MAX_NAME = 60
_SAYS = {"field": "its status is", "cell": "the table says", "glyph": "it is marked"}
_SHOWN = 12

_MARKED = {**OPEN, "some": "some open, marked"}  # by a tick, which may be a rating


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this family."""
    boxes = Boxes(plan)
    if plan.tasks:
        yield from parents(plan, boxes)
        yield from over_boxes(plan, boxes)
        yield from whole_document(plan, boxes)
    if plan.statements:
        yield from over_parts(plan, boxes)


# --- a whole and its boxes -------------------------------------------------------------------------------------------


def over_boxes(plan: Plan, boxes: Boxes) -> Iterator[Tie]:
    """A section or item that is called done, or not begun, against the boxes in it."""
    null: list[str] | None = None
    told: dict[frozenset[Node], Tie] = {}
    for node, every in plan.statements_of.items():
        said = min(every, key=lambda each: TRUST.index(each.slot))
        assert said.of
        if node.kind == "row" or node.section.level < 2 or said.open_end or said.state not in ("done", "open", *_BEGUN):
            continue
        found = boxes.below(said.of)
        if boxes.under_checks(node):
            found = _checked(plan, said, found)
        if not found or (said.state in _BEGUN and _sets_some_apart(plan, said.of, found)):
            continue  # what is set apart may be under way
        if null is None:
            null = boxes.outcomes()
        for tie in _over(plan, boxes, said, found, null):
            if tie.differs:  # of two wholes that leave the same boxes open, the inner one is told
                if outer := told.get(left := frozenset(tie.parts)):
                    outer.outcome = "explained"
                told[left] = tie
            yield tie


def _checked(plan: Plan, said: Statement, found: Sequence[Task]) -> list[Task]:
    """The boxes of a list of checks that is called done, where somebody began to tick them; those of a log are past."""
    if said.of is None or said.of.kind != "heading" or said.state != "done":
        return []
    own = [task for task in found if task.section is said.of.section]
    above = [s for s in said.of.section.path[1:] if s.level > 1]
    past = any(stands_apart(plan.vocabulary, s.title, ("history-headings",)) for s in above)
    return [] if past or ticked(own) == "none" else own


def _sets_some_apart(plan: Plan, node: Node, found: Sequence[Task]) -> bool:
    """Whether a heading or item has more boxes below it than the `found` ones, which count."""
    own = node.item if node.kind == "item" else None
    every = plan.tasks_in(own.span if own else node.section.span)
    return len(found) < sum(own is None or task.item is not own for task in every)


def _over(plan: Plan, boxes: Boxes, said: Statement, found: Sequence[Task], null: Sequence[str]) -> Iterator[Tie]:
    outcome = ticked(found)
    assert said.of
    own = all(task.section is said.of.section for task in found)
    nested = "checks" if boxes.under_checks(said.of) else "own" if own else "nested"
    slot = "glyph" if said.slot == "glyph" else "word"
    left = [task for task in found if task.state != "done"]
    if said.state == "done" and (outcome != "none" or (slot == "word" and boxes.used)):

        def tell(tie: Tie) -> Finding:
            text = f"{name_of(plan, said.of)}: {says(plan, said)}, but {open_of(left, found)}"
            return Finding(said.place, text, boxes.related(left), confidence=tie.confidence)

        open_as = OPEN if slot == "word" else _MARKED
        tie = Tie(
            "states.done", "STA003", said.of, (slot, nested), tell, key=said.place.start, outcome=open_as[outcome]
        )
        tie.null = [open_as[each] for each in null]
        tie.parts = boxes.nodes(left)
        tie.group = said.slot
        if outcome == "none":
            tie.given = LIKELY  # boxes that nobody ticks anywhere would say nothing
        yield tie
    elif len(found) > 1 and (said.state == "open" or (said.state in _BEGUN and outcome == "all" and slot == "word")):
        words = {"all": "all ticked", "some": "some ticked", "none": "agree"}

        def deny(tie: Tie) -> Finding:
            text = f"{name_of(plan, said.of)}: {says(plan, said)}, but {ticked_of(left, found)}"
            last = [task for task in found if task.state == "done"][-1]
            return Finding(said.place, text, (Related(last.box, "the last of them"),), confidence=tie.confidence)

        features = (slot, nested, "many" if len(found) - len(left) > 2 else "few")
        tie = Tie("states.begun", "STA004", said.of, features, deny, key=said.place.start, outcome=words[outcome])
        tie.null = [words[each] for each in null]
        tie.parts = boxes.nodes(found)
        if said.state in _BEGUN:
            tie.given = LIKELY if said.state == "outstanding" else DOUBTFUL  # there may be work without a box
        yield tie


def whole_document(plan: Plan, boxes: Boxes) -> Iterator[Tie]:
    """The document called done, in its title or header, against its open boxes."""
    for said in plan.document_statements:
        if said.state != "done" or said.open_end or said.others & UNFINISHED:
            continue
        found = boxes.of_section(plan.document.sections[0], strict=said.where != "front matter")
        left = [task for task in found if task.state != "done"]
        outcome = OPEN[ticked(found)] if found else ""
        if outcome == "some open" and 2 * len(left) > len(found):
            outcome = "mostly open"
        if outcome in ("", "agree") and (checks := boxes.own_checks()):
            found, left = checks, [task for task in checks if task.state != "done"]
            bare = any("(" not in plan.document.source[task.text] for task in left)  # else each says why it is open
            outcome = "agree" if not left else "checks open" if bare else "soft"
        if not outcome:
            continue

        def tell(tie: Tie, said: Statement = said, left: list[Task] = left, found: list[Task] = found) -> Finding:
            written = plan.document.source[said.place]
            text = f'the {said.where} calls the document "{written}", but {open_of(left, found)}'
            return Finding(said.place, text, boxes.related(left), confidence=tie.confidence)

        node = said.node or plan.outline.first
        tie = Tie("states.whole", "STA003", node, (said.where,), tell, key=said.place.start, outcome=outcome)
        tie.parts = boxes.nodes(left)
        tie.cap = DOUBTFUL if outcome == "checks open" else 1.0  # what is left to check may be told there
        yield tie
        return


# --- two statements --------------------------------------------------------------------------------------------------


def tie_of(relation: str, code: str, plan: Plan, one: Statement, other: Statement, features: Sequence[str]) -> Tie:
    """Two statements about one thing: "conflict" where both cannot hold."""
    outcome = "agree" if one.state == other.state else "conflict" if conflicts(one, other) else "soft"
    if outcome == "conflict" and "glyph" in (one.slot, other.slot):
        outcome = "marked"
    if outcome == "conflict" and _agrees_by_share(plan, one, other):
        outcome = "explained"

    def tell(tie: Tie) -> Finding:
        source = plan.document.source
        line, own = source.line_of(other.place.start), source.line_of(one.place.start)
        text = f"{name_of(plan, one.of or other.of)}: {says(plan, one)}, but {says(plan, other)}"
        text += "" if line == own else f" (line {line + 1})"
        related = (Related(other.place, f'"{source[other.place]}" is stated here'),)
        return Finding(one.place, text, related, confidence=tie.confidence)

    node = one.of or one.node or plan.outline.first
    tie = Tie(relation, code, node, features, tell, key=one.place.start, outcome=outcome)
    tie.parts = [other.node] if other.node else []
    return tie


def _agrees_by_share(plan: Plan, one: Statement, other: Statement) -> bool:
    """Whether the row or line of one side repeats the share that the other side puts before its word."""
    for said, beside in ((one, other), (other, one)):
        shares = plan.outline.amounts.within(*said.place)
        if shares and beside.of is not None:
            around = beside.of.amounts
            if any(a.low == shares[0].low and a.unit == shares[0].unit for a in around if a.start != shares[0].start):
                return True
    return False


def conflicts(one: Statement, other: Statement) -> bool:
    """Whether the two cannot hold of one piece of work, and neither slot names a state of the other side."""
    if one.state in other.others or other.state in one.others or one.open_end or other.open_end:
        return False
    return bool(clash(one.state, other.state))


# --- a whole and its parts -------------------------------------------------------------------------------------------


def over_parts(plan: Plan, boxes: Boxes) -> Iterator[Tie]:
    """A section called done against what the sections right in it, or the rows of its table, say of themselves."""
    for whole, every in plan.statements_of.items():
        said = min(every, key=lambda each: TRUST.index(each.slot))
        if whole.kind != "heading" or whole.section.level < 2 or said.slot == "glyph":
            continue
        if said.state != "done" or said.open_end or boxes.under_checks(whole):
            continue
        parts: list[Statement] = []
        for part in plan.statements_in(whole.section.span):
            inner = part.of
            if inner is None or inner is whole or part is said or part.slot in ("glyph", "glyphed", "capitals"):
                continue
            if inner.kind in ("heading", "row") and not boxes.apart_in(inner, whole.section):
                parts.append(part)
        for kind, relation in (("heading", "states.part"), ("row", "states.table")):
            own = [part for part in parts if part.of and part.of.kind == kind]
            if own:
                yield _part_tie(plan, relation, said, own)


def _part_tie(plan: Plan, relation: str, said: Statement, parts: Sequence[Statement]) -> Tie:
    left = [part for part in parts if part.state in NOT_DONE]
    done = sum(part.state == "done" for part in parts)
    outcome = "agree" if not left else "some open" if done else "none done"

    def tell(tie: Tie) -> Finding:
        first = left[0]
        source = plan.document.source
        line = source.line_of(first.place.start) + 1
        part = f'{name_of(plan, first.of)}, a part of it, is "{source[first.place]}" (line {line})'
        related = tuple(Related(each.place, f'"{source[each.place]}"') for each in left[:_SHOWN])
        text = f"{name_of(plan, said.of)}: {says(plan, said)}, but {part}"
        return Finding(said.place, text, related, confidence=tie.confidence)

    assert said.of
    few = "one" if len(left) == 1 else "several"
    tie = Tie(relation, "STA003", said.of, (said.slot, few), tell, key=said.place.start, outcome=outcome)
    tie.parts = [part.of for part in left if part.of]
    return tie


# --- words -----------------------------------------------------------------------------------------------------------


def says(plan: Plan, said: Statement) -> str:
    """What a statement says, as part of a sentence."""
    written = plan.document.source[said.place]
    return f"it is marked {written}" if said.slot == "glyph" else f'{_SAYS.get(said.slot, "it is called")} "{written}"'


def name_of(plan: Plan, node: Node | None) -> str:
    """The name of a thing as the document writes it, shortened."""
    if node is None:
        return "the document"
    name = plan.document.source[plan.things[node].name]
    written = " ".join(name.replace("**", "").replace("`", "").split()).rstrip(":：")
    written = written.replace("]", "", 1) if written.count("]") > written.count("[") else written  # "[C-1] Name"
    return written if len(written) <= _MAX_NAME else written[: _MAX_NAME - 1].rstrip() + "…"

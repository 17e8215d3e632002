"""Relations of the family `states`: a section that is called done against the marks before the items in it."""

from collections.abc import Iterator, Sequence

from planlint.compare.plan import Plan
from planlint.compare.states import name_of, says
from planlint.compare.tie import Tie
from planlint.compare.wholes import Boxes
from planlint.markdown.document import Section
from planlint.plan.outline import Group, Node
from planlint.plan.standing import standing
from planlint.plan.statements import TICKS, TRUST, Statement
from planlint.text.diagnostics import Finding, Related
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.text.source import Span

_WAITS = frozenset("⏳⌛🔄🚧⬜☐🔲")
"""What stands before an item that is not done, in a list where ticks stand before others."""
_SLOTS = ("bracket", "dash", "glyphed", "capitals", "glyph")
_SHOWN = 12


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    if plan.document.prose.isascii():
        return
    boxes: Boxes | None = None
    text = plan.document.source.text
    for group in plan.outline.groups:
        if group.kind in ("items", "lines") and len(group.nodes) > 1:
            if True not in [text[node.start] > "\x7f" for node in group.nodes]:
                continue
            marks = [_mark(plan, node) for node in group.nodes]
            left = [node for node, mark in zip(group.nodes, marks, strict=True) if mark == "waits"]
            if "tick" in marks and (left or marks.count("tick") == len(marks)):
                boxes = boxes or Boxes(plan)
                yield from _over(plan, boxes, group, left)


def _mark(plan: Plan, node: Node) -> str:
    """ "tick" or "waits" for the glyph that an item without a box begins with."""
    glyph = plan.document.source.text[node.start]
    if node.item is not None and node.item.box is not None:
        return ""
    return "tick" if glyph in TICKS else "waits" if glyph in _WAITS else ""


def _over(plan: Plan, boxes: Boxes, group: Group, left: Sequence[Node]) -> Iterator[Tie]:
    """The tie of a list with the innermost section around it that says how far it is, where it says done; a tick beside
    "90 %" is a grade."""
    lead = group.lead if group.lead is not None and group.lead.kind == "line" else None
    if lead is not None and boxes.apart(plan.outline.words(lead), True):
        return
    if any(standing(plan.outline, node) not in ("", "total") for node in left):
        return
    for section in group.nodes[0].section.path:
        if section.level < 2 or boxes.apart(section.title, True):
            return
        said = _said(plan, section)
        if said is not None and said.of is not None:
            rated = said.slot == "glyph" and any(a.kind == "percent" or a.of is not None for a in said.of.amounts)
            if said.state == "done" and not said.open_end and said.slot in _SLOTS and not rated:
                yield _tie(plan, group, said, left)
            return


def _said(plan: Plan, section: Section) -> Statement | None:
    home = plan.outline.heading_of.get(section)
    every = plan.statements_of.get(home, ()) if home else ()
    return min(every, key=lambda each: TRUST.index(each.slot)) if every else None


def _tie(plan: Plan, group: Group, said: Statement, left: Sequence[Node]) -> Tie:
    source = plan.document.source

    def tell(tie: Tie) -> Finding:
        first = left[0]
        item = f'{source.text[first.start]} before "{name_of(plan, first)}"'
        text = f"{name_of(plan, said.of)}: {says(plan, said)}, but {item} (line {first.line + 1}) says not yet"
        related = tuple(Related(Span(node.start, node.start + 1), "not done") for node in left[:_SHOWN])
        return Finding(said.place, text, related, confidence=tie.confidence)

    assert said.of
    own = "own" if group.nodes[0].section is said.of.section else "nested"
    slot = "glyph" if said.slot == "glyph" else "word"
    tie = Tie("states.marks", "STA003", said.of, (slot, own), tell, key=said.place.start)
    tie.outcome = "some wait" if left else "agree"
    tie.parts, tie.given = left, LIKELY if slot == "word" else DOUBTFUL
    return tie

"""Relations of the family `states`: what two slots of one line or section say, and the tick in a slot against its
word."""

from collections.abc import Iterator
from functools import partial

from planlint.compare.plan import Plan
from planlint.compare.states import NOT_DONE, tie_of
from planlint.compare.tie import Tie
from planlint.plan.outline import Node
from planlint.plan.statements import TICKS, Statement
from planlint.plan.states import glyph_state
from planlint.plan.tails import last_words
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.policy import LIKELY
from planlint.text.source import Span


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    if plan.statements or plan.document_statements:
        yield from twice(plan)
    if not plan.document.prose.isascii():
        yield from ticked_lines(plan)


def twice(plan: Plan) -> Iterator[Tie]:
    """The state at the end of a heading or item against the Status field below it; a tick in a slot against its
    word."""
    for said_at in plan.statements_of.values():
        fields = [each for each in said_at if each.slot == "field"]
        tails = [each for each in said_at if each.slot not in ("field", "cell")]
        if len(fields) == 1 and tails:
            yield tie_of("states.heading", "STA002", plan, fields[0], tails[0], (tails[0].slot,))
    for said in (*plan.statements, *plan.document_statements):
        if said.glyph and said.slot != "glyph" and glyph_state(said.glyph, plan.legend) == "done":
            word = plan.document.source[said.place]
            denied = said.state in NOT_DONE and not plan.vocabulary.has("status-nouns", word.casefold())
            how = " share" if any(map(str.isdigit, word)) else " in part" if said.state == "partial" else ""
            outcome = f"denied{how}" if denied else "agree"
            tell = partial(_tell_glyph, plan, said)
            node = said.node or plan.outline.first
            yield Tie("states.glyph", "STA005", node, (said.slot,), tell, key=said.place.start, outcome=outcome)


def ticked_lines(plan: Plan) -> Iterator[Tie]:
    """A tick before a phase or task by its id, in a line that ends with how it stands: "✅ Phase 2: tests in
    progress"."""
    text = plan.document.prose
    for node in plan.outline.nodes:
        if node.kind not in ("item", "heading") or text[node.start : node.start + 1] not in TICKS:
            continue
        if not plan.things[node].ids:
            continue
        state, words = last_words(text, node.start + 1, node.end, plan.vocabulary)
        if state:

            def tell(tie: Tie, node: Node = node, words: Span = words) -> Finding:
                glyph, word = text[node.start], plan.document.source[words]
                said = f'"{glyph}" says done, "{word}" beside it says not yet'
                place = Span(node.start, node.start + 1)
                return Finding(place, said, (Related(words, "stated here"),), confidence=tie.confidence)

            outcome = "denied" if state in NOT_DONE else "agree"
            tie = Tie("states.ticked line", "STA005", node, (node.kind,), tell, key=words.start, outcome=outcome)
            tie.given = LIKELY
            yield tie


def _tell_glyph(plan: Plan, said: Statement, tie: Tie) -> Finding:
    source = plan.document.source
    line = source.line_span(source.line_of(said.place.start))
    at = source.text.rfind(said.glyph, line.start, said.place.start)
    place = Span(at, at + 1) if at >= 0 else said.place
    word = source[said.place]
    text = f'"{said.glyph}" says done, "{word}" beside it says not yet'
    related = (Related(said.place, f'"{word}" is stated here'),)
    return Finding(place, text, related, _reglyph(plan, place, word) if at >= 0 else None, tie.confidence)


def _reglyph(plan: Plan, place: Span, word: str) -> Fix | None:
    """The glyph that the plan itself sets before this word elsewhere; unsafe, because the word may be the stale one."""
    for said in plan.statements:
        same = plan.document.source[said.place].casefold() == word.casefold()
        if same and said.glyph and said.glyph not in TICKS:
            return Fix(f"Write {said.glyph}", (Edit(place, said.glyph),), Applicability.UNSAFE)
    return None

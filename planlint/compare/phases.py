"""Relations of the family `states`: a phase that a status names, or that is said to be next, against what its own
heading or row says: "Status: Phase 2 complete", "Next phase: Phase 3"."""

from collections.abc import Iterator
from typing import NamedTuple

from planlint.compare.bind import place
from planlint.compare.plan import Plan
from planlint.compare.states import name_of, says
from planlint.compare.tie import Tie
from planlint.plan.fields import Field
from planlint.plan.names import read_id, strip_edges, title_key
from planlint.plan.outline import Node
from planlint.plan.statements import Statement
from planlint.plan.states import FINISHED, clash, clauses, read_phrase
from planlint.plan.things import similar
from planlint.text.diagnostics import Finding, Related
from planlint.text.source import Span


class PhaseStatus(NamedTuple):
    """What the field at `node` says of the phase `key`, called `title` there ("" without a name): its `state`;
    `manner` is "status" or "next"."""

    node: Node
    key: str
    title: str
    state: str
    manner: str
    place: Span


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    keys = plan.vocabulary.keys["status"] | plan.vocabulary.lists["next-keys"]
    fields = [field for field in plan.fields if field.key in keys and field.node and not field.row]
    phases = [named for field in fields for named in _named(plan, field)]
    said_of: dict[str, list[Statement]] = {}
    for node, every in plan.statements_of.items() if phases else ():
        if node.kind in ("heading", "row") and place(plan, node, None):
            for key in plan.things[node].ids:
                said_of.setdefault(key, []).extend(every)
    for named in phases:
        found = [said for said in said_of.get(named.key, ()) if _is_it(plan, named, said)]
        if len({said.state in FINISHED for said in found}) == 1:
            yield _tie(plan, named, found[0])


def _named(plan: Plan, field: Field) -> Iterator[PhaseStatus]:
    """The phases that a field names at the head of its clauses, each with the state behind it."""
    assert field.node
    text, vocabulary = plan.document.prose, plan.vocabulary
    if vocabulary.has("next-keys", field.key):
        if (found := read_id(text, *field.value, vocabulary)) and " " in found.key:
            rest = text[found.span.end : field.value.end]
            if not any(_state(plan, clause)[0] for clause in clauses(text, Span(found.span.end, field.value.end))):
                yield PhaseStatus(field.node, found.key, title_key(rest), "open", "next", found.span)
        return
    for clause in clauses(text, field.value):
        if not (found := read_id(text, *clause, vocabulary)) or " " not in found.key:
            continue
        state, end = _state(plan, Span(found.span.end, clause.end))
        if state in ("done", "active", "open", "outstanding") and not any(map(str.isalnum, text[end : clause.end])):
            yield PhaseStatus(field.node, found.key, "", state, "status", Span(found.span.start, end))


def _state(plan: Plan, span: Span) -> tuple[str, int]:
    """The state that `span` begins with, and where its phrase ends."""
    inner = strip_edges(plan.document.prose, *span)
    state, length = read_phrase(plan.document.prose[inner.start : inner.end].casefold(), plan.vocabulary)
    return state, inner.start + length


def _is_it(plan: Plan, named: PhaseStatus, said: Statement) -> bool:
    """Whether a statement elsewhere is about the phase that a field names, and about nothing besides."""
    apart = said.node is not named.node and not said.others and not said.open_end
    return apart and said.of is not None and similar(named.title, plan.things[said.of].title)


def _tie(plan: Plan, named: PhaseStatus, said: Statement) -> Tie:
    def tell(tie: Tie) -> Finding:
        source = plan.document.source
        written = " ".join(source[named.place].replace("*", "").split())
        what = f'"{written}" is said to come next' if named.manner == "next" else f'the status says "{written}"'
        text = f"{what}, but {name_of(plan, said.of)}: {says(plan, said)} (line {source.line_of(said.place.start) + 1})"
        related = (Related(said.place, f'"{source[said.place]}" is stated here'),)
        return Finding(named.place, text, related, confidence=tie.confidence)

    if named.manner == "next":
        outcome = "passed" if said.state in FINISHED else "agree"
    else:
        agrees = named.state == said.state
        outcome = "agree" if agrees else "conflict" if clash(named.state, said.state) else "soft"
    assert said.of
    features = (named.manner, "glyph" if said.slot == "glyph" else "word", said.of.kind)
    tie = Tie("states.phase", "STA002", named.node, features, tell, key=named.place.start, outcome=outcome)
    tie.parts = [said.of]
    return tie

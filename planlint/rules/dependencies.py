"""Ids and dependencies: unknown and duplicate ids, cycles, things done before what they depend on."""

from collections.abc import Iterator

from planlint.compare import graph
from planlint.compare.graph import shown
from planlint.compare.plan import Plan
from planlint.plan.dependencies import Edge
from planlint.plan.references import split_key
from planlint.text.diagnostics import Finding, Related

_NOT_DONE = frozenset({"open", "outstanding", "planning", "active", "blocked", "partial", "failed", "deferred"})
_SHOWN = 9


def unknown_id(plan: Plan) -> Iterator[Finding]:
    """Dependencies past the end of a series that starts at 1 and leaves nothing out, and ranges in headings."""
    edges = plan.dependencies.edges
    runs, places = graph.series(plan) if edges else ({}, {})
    for edge in edges:
        parts, own = split_key(edge.reference.key), split_key(edge.key)
        if not parts or not own or own[0] != parts[0] or edge.reference.key in places:
            continue
        run = runs.get(parts[0], set())
        if len(run) < graph.FEWEST or run != set(range(1, len(run) + 1)) or parts[1] <= len(run):
            continue
        last = next(key for key in places if split_key(key) == (parts[0], len(run)))
        related = (Related(places[last].name, f"{shown(last)} is the last one"),)
        message = f"there is no {plan.source[edge.reference.span]}: the series ends with {shown(last)}"
        yield Finding(edge.reference.span, message, related)
    for span, found, things in graph.announced(plan):
        *most, end = map(str, found)
        message = f"{plan.source[span]} are announced, but only {', '.join(most)} and {end} are described"
        yield Finding(span, message, tuple(Related(thing.name, "described here") for thing in things[:_SHOWN]))


def duplicate_id(plan: Plan) -> Iterator[Finding]:
    """One id for two things in one list or table, or two tasks."""
    for key, first, second in graph.doubles(plan):
        related = (Related(first.name, "it stands here first"),)
        yield Finding(second.name, f"{shown(key)} is used for two things", related)


def cycle(plan: Plan) -> Iterator[Finding]:
    """Things that wait for each other."""
    for ring in graph.cycles(graph.clear_edges(plan)):
        last = max(ring, key=lambda edge: edge.reference.span)
        names = [_written(plan, edge) for edge in ring]
        related = tuple(
            Related(edge.reference.span, f"{name} waits for {following}")
            for edge, name, following in zip(ring, names, [*names[1:], names[0]], strict=True)
            if edge is not last
        )
        yield Finding(last.reference.span, " waits for ".join([*names, names[0]]), related)


def _written(plan: Plan, edge: Edge) -> str:
    """The id of what waits, as the text writes it."""
    node = edge.thing.node
    written = plan.source[edge.reference.span] if edge.backward else plan.source.text[node.start : node.end]
    at = written.casefold().find(edge.after) if len(written.casefold()) == len(written) else -1
    return written[at : at + len(edge.after)] if at >= 0 else shown(edge.after)


def done_before_dependency(plan: Plan) -> Iterator[Finding]:
    """Things called done that depend on things that nobody calls done."""
    edges = graph.clear_edges(plan)
    states = graph.states(plan) if edges else {}
    for edge in edges:
        after, before = states.get(edge.after), states.get(edge.before)
        if not after or not before or edge.after == edge.before:
            continue
        if {state for state, _ in after} == {"done"} and {state for state, _ in before} <= _NOT_DONE:
            first, second = shown(edge.after), shown(edge.before)
            message = f"{first} is done, but {second}, which it depends on, is not"
            related = (Related(after[0][1], f"{first} is done here"), Related(before[0][1], f"{second} is not"))
            yield Finding(edge.reference.span, message, related)

"""Ids and dependencies: unknown and duplicate ids, cycles, things done before what they depend on."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from planlint.checks import _identity
from planlint.checks._edges import Edge, read_edges
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding, Related
from planlint.text.source import Span

_DONE = frozenset({"done"})
_NOT_DONE = frozenset({"open", "outstanding", "planning", "active", "blocked", "partial", "failed", "deferred"})


def unknown_id(plan: Plan) -> Iterator[Finding]:
    """References past the end of a series that the document defines as a whole."""
    yield from _identity.unknown_references(plan)
    yield from _identity.announced_ranges(plan)


def duplicate_id(plan: Plan) -> Iterator[Finding]:
    """One id for two things in one list or table, or two tasks."""
    yield from _identity.duplicates(plan)


def cycle(plan: Plan) -> Iterator[Finding]:
    """Things that wait for each other."""
    edges = _unambiguous(plan, read_edges(plan))
    waits: dict[str, dict[str, Edge]] = defaultdict(dict)
    for edge in edges:
        waits[edge.after].setdefault(edge.before, edge)
    for keys in _cycles({after: tuple(before) for after, before in waits.items()}):
        ring = [waits[keys[i]][keys[(i + 1) % len(keys)]] for i in range(len(keys))]
        last = max(ring, key=lambda edge: edge.reference.span)
        names = [_shown(plan, edge) for edge in ring]
        told = " waits for ".join([*names, names[0]])
        related = tuple(
            Related(edge.reference.span, f"{_shown(plan, edge)} waits for {key}")
            for edge, key in zip(ring, [*names[1:], names[0]], strict=True)
            if edge is not last
        )
        yield Finding(last.reference.span, told, related)


def _shown(plan: Plan, edge: Edge) -> str:
    """The id of what waits, as the text writes it."""
    span = edge.reference.span if edge.backward else edge.subject.segment.span
    written = plan.source[span]
    at = written.casefold().find(edge.after) if len(written.casefold()) == len(written) else -1
    return written[at : at + len(edge.after)] if at >= 0 else _name(edge.after)


def _unambiguous(plan: Plan, edges: Sequence[Edge]) -> list[Edge]:
    """Edges between ids that each stand for one thing."""
    known = _identity.single_things(plan)
    return [edge for edge in edges if edge.after in known and edge.before in known]


def _cycles(waits: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """A cycle through each knot of the graph: every node is part of one of them at most."""
    state: dict[str, int] = {}
    for root in waits:
        path: list[str] = []
        stack = [(root, iter(waits.get(root, ())))] if root not in state else []
        if stack:
            state[root] = 1
            path.append(root)
        while stack:
            node, following = stack[-1]
            for other in following:
                if state.get(other) == 1:
                    ring = path[path.index(other) :]
                    yield ring
                    state.update(dict.fromkeys(ring, 2))
                elif other not in state:
                    state[other] = 1
                    path.append(other)
                    stack.append((other, iter(waits.get(other, ()))))
                    break
            else:
                state[node] = 2
                stack.pop()
                path.pop()


def done_before_dependency(plan: Plan) -> Iterator[Finding]:
    """Things called done that depend on things that nobody calls done."""
    states = _states(plan)
    for edge in _unambiguous(plan, read_edges(plan)):
        after, before = states.get(edge.after), states.get(edge.before)
        if not after or not before or edge.after == edge.before:
            continue
        if {state for state, _ in after} <= _DONE and {state for state, _ in before} <= _NOT_DONE:
            done, still = after[0][1], before[0][1]
            first, second = _name(edge.after), _name(edge.before)
            message = f"{first} is done, but {second}, which it depends on, is not"
            related = (Related(done, f"{first} is done here"), Related(still, f"{second} is not"))
            yield Finding(edge.reference.span, message, related)


def _name(key: str) -> str:
    return key.capitalize() if " " in key else key.upper()


def _states(plan: Plan) -> dict[str, list[tuple[str, Span]]]:
    """What is said about the state of each id, and where."""
    states: dict[str, list[tuple[str, Span]]] = defaultdict(list)
    for claim in plan.status_claims:
        for key in claim.subject.ids[:1]:
            states[key].append((claim.state, claim.place))
    return states

"""Ids and dependencies of a plan held against each other: who waits for whom, and what cannot be."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from planlint.compare.listed import state_of_heading
from planlint.compare.plan import Plan
from planlint.plan.dependencies import Edge
from planlint.plan.names import read_id
from planlint.plan.outline import Node
from planlint.plan.references import expand, split_key
from planlint.plan.statements import TICKS
from planlint.plan.states import glyph_state
from planlint.plan.tails import last_words
from planlint.plan.things import Thing, heads_ids, similar, words_of
from planlint.text.patterns import regex
from planlint.text.source import Span

FEWEST = 4
_LONG = regex(r"[a-z]{1,4}-?\d{3,}")
_DIGITS = regex(r"\d+")
_RANGE = regex(r"\d(?:[-–—‑~/&+]|\s\S+\s)\d")
_YEAR = regex(r"\b20\d\d\b")


def shown(key: str) -> str:
    """An id as a message writes it."""
    return key.capitalize() if " " in key else key.upper()


def alike(one: str, other: str) -> bool:
    """Whether two titles share more than half of the shorter one's words."""
    return not words_of(one).isdisjoint(words_of(other)) and similar(one, other)


def clear_edges(plan: Plan) -> list[Edge]:
    """Edges between ids that each stand for one thing: no two of their places have titles with little in common."""
    graph = plan.dependencies
    known: dict[str, bool] = {}

    def single(key: str) -> bool:
        if key not in known:
            titles = list(dict.fromkeys(place.title for place in graph.definitions.get(key, ()) if place.title))
            known[key] = key in graph.definitions and all(alike(titles[0], title) for title in titles[1:])
        return known[key]

    return [edge for edge in graph.edges if single(edge.after) and single(edge.before)]


def cycles(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """The edges of one cycle through each knot of the graph."""
    waits: dict[str, dict[str, Edge]] = defaultdict(dict)
    for edge in edges:
        waits[edge.after].setdefault(edge.before, edge)
    for keys in _rings({after: tuple(before) for after, before in waits.items()}):
        yield [waits[keys[i]][keys[(i + 1) % len(keys)]] for i in range(len(keys))]


def _rings(waits: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """Every node is part of one cycle at most."""
    state: dict[str, int] = {}
    for root in waits:
        if root in state:
            continue
        state[root] = 1
        path, stack = [root], [iter(waits[root])]
        while stack:
            for other in stack[-1]:
                if state.get(other) == 1:
                    ring = path[path.index(other) :]
                    yield ring
                    state.update(dict.fromkeys(ring, 2))
                elif other not in state:
                    state[other] = 1
                    path.append(other)
                    stack.append(iter(waits.get(other, ())))
                    break
            else:
                state[path.pop()] = 2
                stack.pop()


# --- states ----------------------------------------------------------------------------------------------------------


def states(plan: Plan) -> Mapping[str, list[tuple[str, Span]]]:
    """What is said about the state of each id, and where: words in the places made for them, boxes, ticks, dates of
    completion, and the heading above a list."""
    found: dict[str, list[tuple[str, Span]]] = defaultdict(list)
    for node, state, place in _said(plan):
        thing = plan.dependencies.named.get(node) if node else None
        if thing and state:
            found[thing.ids[0]].append((state, place))
    return found


def _said(plan: Plan) -> Iterator[tuple[Node | None, str, Span]]:
    owner, outline = plan.dependencies.owner, plan.outline
    for said in plan.statements:
        own = said.node is said.of or (said.node and said.node.kind == "row")
        thing = None if own or said.node is None else owner(said.node, said.place.start)
        yield thing.node if thing else said.node if own else None, said.state, said.place
    for field in plan.fields:
        done = plan.vocabulary.statuses.get(field.key) == "done" and field.row is None and field.node
        if done and field.node and _YEAR.search(outline.text, *field.value):
            thing = owner(field.node, field.key_span.start)
            yield thing.node if thing else None, "done", field.key_span
    for task in plan.tasks:
        node = outline.item_nodes.get(task.item) if task.item else outline.at(task.text.start)
        yield node, {"open": "outstanding", "unknown": ""}.get(task.state, task.state), task.box
    for node, thing in plan.dependencies.named.items():
        yield from _beside(plan, node, thing)


def _beside(plan: Plan, node: Node, thing: Thing) -> Iterator[tuple[Node, str, Span]]:
    """The tick before a name, the word at the end of a labelled line, and the heading or label above a list."""
    text, vocabulary = plan.document.with_code, plan.vocabulary
    line_start = plan.document.source.line_starts[node.line] if node.kind == "drawn" else node.start
    for place in range(line_start, thing.name.start if node.kind != "row" else line_start):
        if text[place] in TICKS and (state := glyph_state(text[place], plan.legend)):
            yield node, state, Span(place, place + 1)
    if node.kind == "line":
        yield node, *last_words(text, thing.name.end, node.end, vocabulary)
    outline = plan.outline
    group = outline.sections_of.get(node) if node.kind == "heading" else outline.group_of.get(node)
    lead = (group.lead or group.heading) if group else None
    for above in {lead, group.heading if group else None} if lead and node.kind != "drawn" else ():
        if above and above.kind in ("heading", "line") and not (node.item and node.item.parent):
            name = plan.things[above].name
            home = state_of_heading(text[name.start : name.end], vocabulary)
            yield node, {"waiting": "outstanding"}.get(home, home), name


# --- ids -------------------------------------------------------------------------------------------------------------


def series(plan: Plan) -> tuple[Mapping[str, set[int]], Mapping[str, Thing]]:
    """The numbers of the ids by what stands before them ("t", "phase "), and the first place of each id."""
    runs: dict[str, set[int]] = defaultdict(set)
    places: dict[str, Thing] = {}
    for key, things in plan.dependencies.definitions.items():
        for each in expand(key):
            if parts := split_key(each):
                runs[parts[0]].add(parts[1])
                places[each] = things[0]
    return runs, places


def announced(plan: Plan) -> Iterator[tuple[Span, list[int], list[Thing]]]:
    """Headings that announce "Phases 3-7" over a section that describes 3, 4 and 5 and no more: the range, what is
    described, and where."""
    for heading in plan.outline.heading_of.values():
        section = heading.section
        for kind, low, high, span in _ranges(plan, section.title_span) if _RANGE.search(section.title) else ():
            inside = [
                thing
                for node, thing in plan.dependencies.named.items()
                if section.heading.end <= node.start < section.span.end and node.kind != "row"
            ]
            keys = (split_key(each) for thing in inside for each in expand(thing.ids[0]))
            found = {parts[1] for parts in keys if parts and parts[0] == f"{kind} "}
            if len(found) < 2 or found != set(range(low, low + len(found))) or low + len(found) > high:
                continue
            if max(series(plan)[0].get(f"{kind} ", ()), default=high) < high:
                yield span, sorted(found), [t for t in inside if t.ids[0].startswith(f"{kind} ")]


def _ranges(plan: Plan, span: Span) -> Iterator[tuple[str, int, int, Span]]:
    text = plan.document.with_code
    position = span.start if sum(map(str.isdigit, text[span.start : span.end])) > 1 else span.end
    while position < span.end:
        if text[position].isalnum() and (position == span.start or not text[position - 1].isalnum()):
            here = read_id(text, position, span.end, plan.vocabulary)
            if here and here.span.start == position and " " in here.key:
                kind, _, numbers = here.key.partition(" ")
                low, dash, high = numbers.partition("-")
                if dash and low.isdigit() and high.isdigit():
                    yield kind, int(low), int(high), here.span
        position += 1


def doubles(plan: Plan) -> Iterator[tuple[str, Thing, Thing]]:
    """One code with two titles among the items of a list, the rows of a table with a column of ids, the headings under
    one parent, or the tasks of one long series; only where it stands in a row of codes that are else unique."""
    told: set[Node] = set()
    for places, fewest in _scopes(plan):
        by_key: dict[str, list[Thing]] = defaultdict(list)
        for thing in places:
            by_key[thing.ids[0]].append(thing)
        twice = [things for things in by_key.values() if len(things) > 1]
        if len(by_key) < fewest or len(twice) > 1 + len(by_key) // 10:
            continue
        for first, second, *more in twice:
            key = first.ids[0]
            if second.node in told or more or not _counts_on(key, by_key, fewest) or alike(first.title, second.title):
                continue
            told.add(second.node)
            yield key, first, second


def _counts_on(key: str, keys: Iterable[str], fewest: int) -> bool:
    """Whether the codes with the letters of `key` count on ("T1, T2, T4") instead of classifying ("E308, E433")."""
    parts = split_key(key)
    if not parts:
        return False
    numbers = {other[1] for each in keys if (other := split_key(each)) and other[0] == parts[0]}
    return len(numbers) >= fewest and max(numbers) - min(numbers) < 2 * len(numbers)


def _scopes(plan: Plan) -> Iterator[tuple[list[Thing], int]]:
    """The sets of places within which a code should stand for one thing, and how many codes make a row: two are enough
    of tasks such as T001, and in a column made for ids."""
    scopes: dict[tuple[object, ...], list[Thing]] = defaultdict(list)
    for node, thing in plan.dependencies.named.items():
        key = thing.ids[0]
        if " " in key or not thing.title:
            continue
        if node.kind == "item" and node.item:
            if not read_id(plan.document.with_code, *thing.name, plan.vocabulary):
                continue  # "... (T003)" may speak of T003 as well as be it
            scopes["list", node.item.list_index].append(thing)
            if node.item.box and _LONG.fullmatch(key):
                scopes["series", _DIGITS.sub("", key)].append(thing)
        elif node.kind == "heading" and not key[0].isdigit():
            scopes["section", node.section.parent, node.section.level].append(thing)
        elif node.kind == "row" and node.table and _has_ids(plan, node):
            scopes["table", node.table.index].append(thing)
    for (kind, *_), places in scopes.items():
        yield places, 2 if kind in ("series", "table") else FEWEST - 1


def _has_ids(plan: Plan, node: Node) -> bool:
    """Whether the first column of a row's table is made for ids, and the row's id stands there alone."""
    if node.table is None or not node.cells:
        return False
    first = node.cells[min(node.cells)]
    here = read_id(plan.document.with_code, *first.span, plan.vocabulary)
    alone = here is not None and here.span.end >= first.span.end - 2
    return alone and heads_ids(node.table.header.cells[0], plan.vocabulary)

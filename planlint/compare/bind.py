"""Which places speak of one thing: places of different kinds whose names agree, bound container by container.

A name alone binds nothing. A table and the sections that its rows name, a section and the list that sums it up, share
several names; how many, and what the other ties between the same two containers do, is told by the features.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Generic, NamedTuple, TypeVar

from planlint.compare.plan import Plan
from planlint.plan.names import read_id
from planlint.plan.outline import Node
from planlint.plan.standing import stands_apart
from planlint.plan.things import Thing, similar
from planlint.text.patterns import regex

_FEW = 3
_NO_ID = regex(r"(?:day|week|month|sprint) \d|(?:[ph]\d|s3|e2e)$")
_PSEUDO = regex(r"#(?:[ph]\d|s3|e2e)$")
"""Ids that name a priority, a heading, a service."""
_CONTAINERS = 2
Said = TypeVar("Said")


class Place(NamedTuple, Generic[Said]):
    """What is said of a thing, in which kind of place ("row", "section", "item"), in which container."""

    thing: Thing
    kind: str
    container: object
    said: Said


class Pair(NamedTuple, Generic[Said]):
    """Two places of one thing; `shared` says how many names their containers share ("3+", "2", "1"), `match` how the
    names agree: "id+name", "id", by the number of words, or "part"."""

    one: Place[Said]
    other: Place[Said]
    shared: str
    match: str

    @property
    def group(self) -> object:
        """Ties of the same two containers are siblings."""
        return self.one.container, self.other.container

    @property
    def kinds(self) -> str:
        """The two kinds of places, in order of the alphabet."""
        return "-".join(sorted((self.one.kind, self.other.kind)))


def place(plan: Plan, of: Node, said: Said) -> Place[Said] | None:
    """Where `said` is said of the thing at `of`; None where nothing is named, or the place tells of the past."""
    thing = plan.things[of]
    if not thing.keys or thing.joined:
        return None
    vocabulary = plan.vocabulary
    path = of.section.path[1:] if of.kind == "heading" else of.section.path
    for section in path:
        if section.level > 1 and stands_apart(vocabulary, section.title, ("history-headings",)):
            return None
    if of.kind == "row":
        return None if _pairs_up(plan, of) else Place(thing, "row", of.table, said)
    if of.kind == "heading":
        return Place(thing, "section", ("level", of.section.level), said) if of.section.level > 1 else None
    return Place(thing, "item", of.item.list_index if of.item else None, said)


def _pairs_up(plan: Plan, row: Node) -> bool:
    """Whether the first two cells of a row name two things of one series: it tells what is between them."""
    first = [segment.span for _, segment in sorted(row.cells.items())[:2]]
    ids = [found for span in first if (found := read_id(plan.document.prose, *span, plan.vocabulary))]
    return len(ids) > 1 and ids[0].series == ids[1].series != "" and ids[0].key != ids[1].key


def names_of(places: Iterable[Place[Said]]) -> dict[object, set[str]]:
    """The names that stand in each container."""
    names: dict[object, set[str]] = defaultdict(set)
    for each in places:
        names[each.container].update(each.thing.keys)
    return names


def pairs(places: Iterable[Place[Said]], names: dict[object, set[str]]) -> Iterator[Pair[Said]]:
    """The pairs of places of different kinds with one name, which stands in two containers only. `names` are those of
    the containers, whatever is said there."""
    by_key: dict[str, list[Place[Said]]] = defaultdict(list)
    for each in places:
        for key in each.thing.keys:
            by_key[key].append(each)
        for key in each.thing.parts:
            by_key[f"~{key}"].append(each)
    seen: set[tuple[int, int]] = set()
    for key, members in [entry for entry in by_key.items() if len(entry[1]) > 1]:
        nodes = {member.thing.node for member in members}
        if (
            _PSEUDO.match(key)
            or not 1 < len(nodes) <= _FEW
            or len({member.container for member in members}) > _CONTAINERS
        ):
            continue
        titles = [member.thing.title for member in members]
        part = key.startswith("~")
        alike = not key.startswith("#") or all(similar(a, b) for a, b in combinations(titles, 2))
        for one, other in combinations(members, 2):
            known = (id(one), id(other))
            if part and (one.thing.title == other.thing.title or key[1:] not in (one.thing.title, other.thing.title)):
                continue
            if one.kind != other.kind and known not in seen and _ids_agree(one.thing, other.thing):
                seen.add(known)
                shared = _shared(names, one, other)
                if part:
                    yield Pair(one, other, shared, "part")
                elif alike:
                    yield Pair(one, other, shared, _match(one.thing, other.thing))
                elif shared == "3+" and key[1:2].isalpha() and " " not in key:
                    yield Pair(one, other, shared, "id")


def _shared(names: dict[object, set[str]], one: Place[Said], other: Place[Said]) -> str:
    both = names[one.container] & names[other.container]
    things = len({key for key in both if key.startswith("#")} or both)
    return "3+" if things >= 3 else str(max(things, 1))


def _ids_agree(one: Thing, other: Thing) -> bool:
    """Whether the two share an id, or one has none; a day says when a thing is, a priority how urgent, not what."""
    first, second = ({each for each in thing.ids if not _NO_ID.match(each)} for thing in (one, other))
    return not first or not second or bool({*one.ids} & {*other.ids})


def _match(one: Thing, other: Thing) -> str:
    """ "id+name", "id", or how many words the common title has."""
    if set(one.ids) & set(other.ids):
        return "id+name" if one.title and other.title else "id"
    words = len(one.title.split())
    return "3 words" if words >= 3 else "2 words" if words == 2 else "1 word"

"""Which places of a plan are about the same thing.

Subjects with the same id, or with the same title, form a group; checks compare what the members of a group claim.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from planlint.facts.fields import Field
from planlint.facts.ledger import Subject
from planlint.plan.names import normal, title_key
from planlint.text.patterns import regex
from planlint.words.vocabulary import Vocabulary

_MAX_COMPARED = 12
_WORD = regex(r"[^\W_]+")


def group(subjects: Sequence[Subject], fields: Sequence[Field], vocabulary: Vocabulary) -> list[tuple[Subject, ...]]:
    """Subjects about one thing, two or more in a group.

    An id binds where the document uses it for one thing only: two sections with one id, or two rows of different
    tables, bind only when their titles do not disagree. A title binds when it is long enough to be a name and names
    one thing among sections and one in each table; a title that two boxes of different sections bear is two tasks, but
    where a section is about a state ("Done", "Next steps"). The key of a field that recurs ("Description:", "Agents to
    update:") is an attribute of many things, and binds nothing.
    """
    uses = Counter(field.key for field in fields if field.segment.kind != "heading")
    by_id: dict[str, list[Subject]] = defaultdict(list)
    by_title: dict[str, list[Subject]] = defaultdict(list)
    for subject in subjects:
        for key in subject.ids:
            by_id[key].append(subject)
        if _is_name(subject.title) and uses[subject.title] < 2:
            by_title[subject.title].append(subject)
    groups: list[tuple[Subject, ...]] = []
    for key, members in by_id.items():
        if len(members) > 1:
            groups += _one_thing(key, members)
    states = frozenset().union(*(vocabulary.lists[f"{name}-headings"] for name in ("done", "active", "open", "aside")))
    homes = {member: index for index, members in enumerate(groups) for member in members}
    for members in by_title.values():
        if len(members) < 2 or not _unique_places(members) or _are_parallel(members, states):
            continue
        home = {homes[member] for member in members if member in homes}
        if len(home) == 1:
            index = home.pop()
            groups[index] += tuple(member for member in members if member not in groups[index])
        elif not home:
            groups.append(tuple(members))
    return groups


def _is_name(title: str) -> bool:
    """Whether a title is specific enough to bind: two words, or eight letters."""
    return (
        len(title.split()) >= 2
        or sum(c.isalpha() for c in title) >= 8
        or (any("\u3040" <= c <= "\ud7a3" for c in title) and len(title) >= 4)
    )


def _are_parallel(members: Sequence[Subject], states: frozenset[str]) -> bool:
    """Whether a title names two tasks: two boxes in different sections that are not about a state, or two drawings."""
    boxed = [
        member.section
        for member in members
        if member.item and member.item.box and not any(title_key(home.title) in states for home in member.section.path)
    ]
    drawn = sum(member.segment.kind == "drawn" for member in members)
    return drawn > 1 or any(a is not b and a.level == b.level for a, b in combinations(boxed, 2))


def _unique_places(members: Sequence[Subject]) -> bool:
    """Whether a title occurs at most once in each table and list, and under one heading title at most."""
    places = [
        (member.kind, member.table.index if member.table else member.item.list_index if member.item else -1)
        for member in members
    ]
    rows_and_items = [place for place in places if place[1] >= 0]
    sections = sum(member.kind == "section" for member in members)
    ids = {member.ids for member in members if member.ids}
    one_id = len(ids) <= 1 or (len(ids) == 2 and _is_variant(*(own[0] for own in sorted(ids, key=len))))
    return len(rows_and_items) == len(set(rows_and_items)) and sections <= 1 and one_id


def _is_variant(one: str, other: str) -> bool:
    """Whether one id is the other with a letter: "phase 3" and "phase 3a" may be the same where they share a title."""
    short, long = sorted((one, other), key=len)
    return long[:-1] == short and long[-1].isalpha() and short[-1:].isdigit()


def _one_thing(key: str, members: Sequence[Subject]) -> list[tuple[Subject, ...]]:
    """The members of an id's bucket, split where titles show that the id stands for different things."""
    weak = _is_weak(key) or _is_ambiguous(members)
    clusters: list[list[Subject]] = []
    for member in members:
        for cluster in clusters:
            if any(_agree(member, other, weak=weak) for other in cluster) and not any(
                _clash(member, other) for other in cluster
            ):
                cluster.append(member)
                break
        else:
            clusters.append([member])
    return [tuple(cluster) for cluster in clusters if len(cluster) > 1]


def _is_weak(key: str) -> bool:
    """Whether an id is so short that several lists of a plan may use it: "C1", "M12", "#3", "2.1"."""
    return len(key) <= 2 or key[0].isdigit() or (key[0] in "#cmrhqsp" and len(key) <= 3 and key[1:].isdigit())


def _is_ambiguous(members: Sequence[Subject]) -> bool:
    """Whether two headings, or two rows of one table, give the id to different things."""
    firm = [member for member in members if member.kind in ("section", "row") and member.title and not member.joined]
    return any(_clash(a, b) for a, b in combinations(firm[:_MAX_COMPARED], 2))


def _agree(a: Subject, b: Subject, *, weak: bool) -> bool:
    """Whether two subjects with one id are about one thing: titles share a word, or one has none."""
    if not a.title or not b.title:
        return not weak and not a.joined and not b.joined
    if weak:
        return similar_titles(a.title, b.title)
    nested = a.kind == b.kind == "section" and (a.scope.covers(b.scope) or b.scope.covers(a.scope))
    return nested or bool(_words(a.title) & _words(b.title)) or (a.kind != b.kind and not a.joined and not b.joined)


def _clash(a: Subject, b: Subject) -> bool:
    """Two sections, or rows of one table, with one id and different titles are two things; a section in another is
    not."""
    if a.kind == b.kind == "section" and (a.scope.covers(b.scope) or b.scope.covers(a.scope)):
        return False
    same_place = a.kind == b.kind and (a.kind == "section" or (a.table is not None and a.table is b.table))
    return same_place and bool(a.title and b.title) and not similar_titles(a.title, b.title)


def similar_titles(a: str, b: str) -> bool:
    """Whether two titles share more than half of the shorter one's words."""
    first, second = _words(a), _words(b)
    return 2 * len(first & second) > min(len(first), len(second))


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(normal(title)) if len(word) > 2 or not word.isascii())

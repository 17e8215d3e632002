"""Which ids a plan defines, and for how many things."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from planlint.checks._edges import read_edges
from planlint.facts.fields import heads_ids
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.references import expand, split_key
from planlint.plan.names import read_id
from planlint.plan.things import similar, words_of
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.source import Span

_FEWEST = 4
_LONG = regex(r"[a-z]{1,4}-?\d{3,}")


def definitions(plan: Plan) -> dict[str, list[Subject]]:
    """The places that name each id first thing: headings, items, labels, and rows by their first cell."""
    found: dict[str, list[Subject]] = defaultdict(list)
    for subject in plan.subjects:
        for key in subject.ids[:1]:
            if not subject.joined:
                found[key].append(subject)
    return found


def single_things(plan: Plan) -> frozenset[str]:
    """The ids that never stand for two things: no two of their places have titles with little in common."""
    single = set()
    for key, places in definitions(plan).items():
        titles = list(dict.fromkeys(place.title for place in places if place.title))
        if all(_alike(titles[0], title) for title in titles[1:]):
            single.add(key)
    return frozenset(single)


def unknown_references(plan: Plan) -> Iterator[Finding]:
    """Dependencies on a number past the end of a run that starts at 1 and leaves nothing out."""
    runs: dict[str, set[int]] = defaultdict(set)
    spans: dict[str, Subject] = {}
    defined = definitions(plan)
    for key, places in defined.items():
        for each in expand(key):
            parts = split_key(each)
            if parts:
                runs[parts[0]].add(parts[1])
                spans[each] = places[0]
    for edge in read_edges(plan):
        parts = split_key(edge.reference.key)
        if not parts or edge.reference.key in spans:
            continue
        head, number = parts
        run = runs.get(head, set())
        own = split_key(edge.key)
        if len(run) < _FEWEST or run != set(range(1, len(run) + 1)) or number <= len(run) or not own or own[0] != head:
            continue
        written = plan.source[edge.reference.span]
        last = next(key for key in spans if split_key(key) == (head, len(run)))
        related = (Related(spans[last].name, f"{_shown(last)} is the last one"),)
        yield Finding(edge.reference.span, f"there is no {written}: the series ends with {_shown(last)}", related)


def _shown(key: str) -> str:
    return key.capitalize() if " " in key else key.upper()


def announced_ranges(plan: Plan) -> Iterator[Finding]:
    """A heading that announces "Phases 3-7" over a section that describes 3, 4 and 5 and no more."""
    text = plan.document.with_code
    every: dict[str, set[int]] = defaultdict(set)
    for key in definitions(plan):
        for each in expand(key):
            parts = split_key(each)
            if parts:
                every[parts[0]].add(parts[1])
    for section in plan.document.sections[1:]:
        for kind, low, high, span in _ranges(plan, text, section.title_span):
            inside = [
                s for s in plan.subjects if section.heading.end <= s.name.start < section.span.end and s.kind != "row"
            ]
            found = {
                parts[1]
                for subject in inside
                for key in subject.ids[:1]
                for each in expand(key)
                if (parts := split_key(each)) and parts[0] == f"{kind} "
            }
            if len(found) < 2 or found != set(range(low, low + len(found))) or low + len(found) > high:
                continue
            if max(every[f"{kind} "]) >= high:
                continue
            *most, last = map(str, sorted(found))
            numbers = f"{', '.join(most)} and {last}"
            related = tuple(
                Related(s.name, "described here") for s in inside if s.ids and s.ids[0].startswith(f"{kind} ")
            )
            yield Finding(span, f"{plan.source[span]} are announced, but only {numbers} are described", related[:9])


def _ranges(plan: Plan, text: str, span: Span) -> Iterator[tuple[str, int, int, Span]]:
    position = span.start if any(map(str.isdigit, text[span.start : span.end])) else span.end
    while position < span.end:
        if text[position].isalnum() and (position == span.start or not text[position - 1].isalnum()):
            here = read_id(text, position, span.end, plan.vocabulary)
            if here and here.span.start == position and " " in here.key:
                kind, _, numbers = here.key.partition(" ")
                low, dash, high = numbers.partition("-")
                if dash and low.isdigit() and high.isdigit():
                    yield kind, int(low), int(high), here.span
        position += 1


def duplicates(plan: Plan) -> Iterator[Finding]:
    """One code with two titles among the items of a list, the rows of a table with a column of ids, the headings under
    one parent, or the tasks of one long series; only where it stands in a row of codes that are else unique."""
    told: set[Span] = set()
    for places, fewest in _scopes(plan):
        by_key: dict[str, list[Subject]] = defaultdict(list)
        for subject in places:
            by_key[subject.ids[0]].append(subject)
        twice = [subjects for subjects in by_key.values() if len(subjects) > 1]
        if len(by_key) < fewest or len(twice) > 1 + len(by_key) // 10:
            continue
        for first, second, *more in twice:
            if second.name in told:
                continue
            if not more and _counts_on(first.ids[0], by_key, fewest) and not _alike(first.title, second.title):
                related = (Related(first.name, "it stands here first"),)
                told.add(second.name)
                yield Finding(second.name, f"{_shown(first.ids[0])} is used for two things", related)


def _counts_on(key: str, keys: Iterable[str], fewest: int) -> bool:
    """Whether the codes with the letters of `key` count on ("T1, T2, T4") instead of classifying ("E308, E433")."""
    parts = split_key(key)
    if not parts:
        return False
    numbers = {other[1] for each in keys if (other := split_key(each)) and other[0] == parts[0]}
    return len(numbers) >= fewest and max(numbers) - min(numbers) < 2 * len(numbers)


def _scopes(plan: Plan) -> Iterator[tuple[list[Subject], int]]:
    """The sets of places within which a code should stand for one thing, and how many codes make a row: two are enough
    of tasks such as T001, and in a column made for ids."""
    scopes: dict[tuple[object, ...], list[Subject]] = defaultdict(list)
    for subject in plan.subjects:
        if not subject.ids or " " in subject.ids[0] or not subject.title:
            continue
        if subject.item and not read_id(plan.document.with_code, *subject.name, plan.vocabulary):
            continue  # "... (T003)" may speak of T003 as well as be it
        if subject.item:
            scopes["list", subject.item.list_index].append(subject)
            if subject.item.box and _LONG.fullmatch(subject.ids[0]):
                scopes["series", re.sub(r"\d+", "", subject.ids[0])].append(subject)
        elif subject.kind == "section" and not subject.ids[0][0].isdigit():
            scopes["section", subject.section.parent, subject.section.level].append(subject)
        elif subject.table and subject.row and _has_ids(plan, subject):
            scopes["table", subject.table.index].append(subject)
    for (kind, *_), places in scopes.items():
        yield places, 2 if kind in ("series", "table") else _FEWEST - 1


def _has_ids(plan: Plan, subject: Subject) -> bool:
    """Whether the first column of a row's table is made for ids, and the row's id stands there alone."""
    assert subject.table is not None
    assert subject.row is not None
    first = subject.row.cells[0]
    here = read_id(plan.document.with_code, *first.span, plan.vocabulary)
    alone = here is not None and here.span.end >= first.span.end - 2
    return alone and heads_ids(subject.table.header.cells[0], plan.vocabulary)


def _alike(one: str, other: str) -> bool:
    """Whether two titles share more than half of the shorter one's words."""
    return not words_of(one).isdisjoint(words_of(other)) and similar(one, other)

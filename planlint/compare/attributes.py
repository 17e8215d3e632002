"""Relations of the family `same`: priority, owner and version, stated twice.

Bound so, no two priorities or versions differed in thousands of plans: there is no miss to learn from, and what a
difference is worth is a grade of the policy.
"""

from collections.abc import Iterator
from itertools import combinations
from re import Match
from typing import NamedTuple

from planlint.compare.bind import Place, names_of, pairs, place
from planlint.compare.plan import Plan
from planlint.compare.states import name_of
from planlint.compare.tie import Tie
from planlint.plan.fields import Field, owner, place_in_document
from planlint.plan.names import normal, strip_edges
from planlint.plan.outline import Node
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import Vocabulary

_RANK = regex(r"P(?<=\bP)[0-5]\b")
_TAG = regex(r"[(\[]\W*(?P<value>P[0-5])\b[^()\[\]]{0,30}[)\]]")
_BRACKET = regex(r"[(\[](?P<body>[^()\[\]\n]{2,40})[)\]]")
_VERSION = regex(r"(?<![\w.])v?(?P<number>\d+(?:\.\d+)+)")
_SEVERAL = regex(r"[,/&+;(]")
_OWNER_WORDS = 3
_ZEROS = regex(r"(?:\.0)+$")


class Said(NamedTuple):
    """`value` of an attribute on one `scale` ("rank" for P0 to P5, else the field's key): scales are not compared."""

    scale: str
    value: str
    span: Span


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    keys = plan.vocabulary.keys
    wanted = keys["priority"] | keys["owner"] | keys["version"]
    fields = [field for field in plan.fields if field.key in wanted and field.node is not None]
    yield from twice(plan, "priority", [*_priorities(plan, fields)])
    yield from twice(plan, "owner", [*_owners(plan, fields)])
    yield from versions(plan, fields)


def twice(plan: Plan, attribute: str, places: list[Place[Said]]) -> Iterator[Tie]:
    """One attribute of one thing, in places of different kinds."""
    for pair in pairs(places, names_of(places)):
        one, other = sorted((pair.one, pair.other), key=lambda each: each.said.span.start)
        if one.said.scale != other.said.scale and "rank" in (one.said.scale, other.said.scale):
            continue
        first, second = one.said.value.split(), other.said.value.split()
        within = {*first} <= {*second} or {*second} <= {*first}  # "ML" and "ML developer"
        outcome = "agree" if first == second else "soft" if within else "conflict"

        def tell(tie: Tie, one: Place[Said] = one, other: Place[Said] = other) -> Finding:
            return _tell(plan, f"{name_of(plan, one.thing.node)}: {attribute}", one.said, other.said, tie)

        features = (pair.shared, pair.match, pair.kinds)
        node = one.thing.node
        tie = Tie(f"same.{attribute}", "STA007", node, features, tell, key=one.said.span.start, outcome=outcome)
        tie.given = LIKELY
        tie.group = pair.group
        tie.parts = [other.thing.node]
        yield tie


def _tell(plan: Plan, what: str, one: Said, other: Said, tie: Tie) -> Finding:
    source = plan.document.source
    line = source.line_of(other.span.start) + 1
    text = f"{what} {source[one.span]} here, {source[other.span]} in line {line}"
    related = (Related(other.span, f"{source[other.span]} is stated here"),)
    return Finding(one.span, text, related, confidence=tie.confidence)


def _home(plan: Plan, field: Field) -> Node | None:
    """What a field is about; a label in a table of two columns speaks of the section."""
    assert field.node
    if field.row is None:
        return owner(plan.outline, field.node)
    labelled = any(field.key_span == cell.span for cell in field.row.cells)
    return plan.outline.heading_of.get(field.node.section) if labelled else field.node


def _priorities(plan: Plan, fields: list[Field]) -> Iterator[Place[Said]]:
    text, vocabulary = plan.document.prose, plan.vocabulary
    ranked = _RANK.search(text) is not None
    for field in fields:
        home = _home(plan, field) if field.key in vocabulary.keys["priority"] else None
        said = _priority(plan, field)
        if home and said and (found := place(plan, home, said)):
            yield found
    scales = {field.key for field in fields if field.key in vocabulary.keys["priority"]}
    for node in plan.outline.nodes if ranked or scales else ():
        if node.kind not in ("heading", "item"):
            continue
        for tag in _BRACKET.finditer(text, node.start, node.end):
            said = _tagged(vocabulary, tag, scales)
            if said and (found := place(plan, node, said)):
                yield found
                break


def _tagged(vocabulary: Vocabulary, tag: Match[str], scales: set[str]) -> Said | None:
    """The rank, or the level of the one scale that the plan uses or that it names, in brackets: "(P1)", "(High)",
    "[Severity: high]"."""
    if rank := _TAG.match(tag[0]):
        start = tag.start() + rank.start("value")
        return Said("rank", rank["value"], Span(start, start + 2))
    words = [word for word in normal(tag["body"]).replace(":", " ").split() if word]
    named = [word for word in words if word in vocabulary.keys["priority"]]
    rest = " ".join(word for word in words if word not in named)
    if rest not in vocabulary.priorities or len(named or scales) != 1:
        return None
    return Said(named[0] if named else min(scales), vocabulary.priorities[rest], span_of(tag.span("body")))


def _priority(plan: Plan, field: Field) -> Said | None:
    text, vocabulary = plan.document.prose, plan.vocabulary
    if rank := _RANK.search(text, *field.value):
        return Said("rank", rank[0], span_of(rank.span()))
    value = strip_edges(text, *field.value)
    level, length = vocabulary.longest(vocabulary.priorities, text[value.start : value.end].casefold())
    return Said(field.key, level, value) if level and length == value.end - value.start else None


def _owners(plan: Plan, fields: list[Field]) -> Iterator[Place[Said]]:
    text = plan.document.prose
    for field in fields:
        home = _home(plan, field) if field.key in plan.vocabulary.keys["owner"] else None
        value = strip_edges(text, *field.value)
        name = normal(text[value.start : value.end])
        single = name and len(name.split()) <= _OWNER_WORDS and not _SEVERAL.search(text, *value)
        if home and single and (found := place(plan, home, Said(field.key, name, value))) and found.thing.ids:
            yield found


def versions(plan: Plan, fields: list[Field]) -> Iterator[Tie]:
    """The version in header and footer."""
    found: list[tuple[Field, Said]] = []
    for field in fields:
        if field.key in plan.vocabulary.keys["version"] and place_in_document(plan.outline, field) != "":
            numbers = list(_VERSION.finditer(plan.document.prose, *field.value))
            if len(numbers) == 1:  # "11.0 → 12.0" is a change; a name or remark may stand beside the one number
                found.append((field, Said(field.key, numbers[0]["number"], span_of(numbers[0].span("number")))))
    for (field, one), (_, other) in combinations(found, 2):
        if one.scale != other.scale:
            continue

        def tell(tie: Tie, one: Said = one, other: Said = other) -> Finding:
            return _tell(plan, "the document's version is", one, other, tie)

        assert field.node
        outcome = "agree" if _version(one) == _version(other) else "conflict"
        tie = Tie("same.version", "STA007", field.node, (), tell, key=one.span.start, outcome=outcome)
        tie.given = LIKELY
        yield tie


def _version(said: Said) -> str:
    """A version without zeros at its end: 2.0.0 is 2."""
    return _ZEROS.sub("", said.value)

"""One task or phase, two statuses."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from planlint.checks._document_status import document_statuses
from planlint.checks._open_work import SECTION_ASIDES, is_aside
from planlint.facts.ledger import Subject
from planlint.facts.mentions import read_mentions
from planlint.facts.plan import Plan
from planlint.facts.status_claims import StatusClaim
from planlint.plan.states import GLYPHS, clash
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.source import Span

_WEIGHTS = {
    "field": 5,
    "column": 5,
    "date": 4,
    "tail": 4,
    "name": 3,
    "mention": 3,
    "box": 3,
    "share": 3,
    "list": 2,
    "glyph": 1,
}
_SETTLED = frozenset({"cancelled", "deferred", "failed"})
"""What a ticked box may hold: it was dealt with, or it was tried."""
_MAX_MEMBERS = 12
_MAX_NAME = 60
_GLYPH = regex(f"[{''.join(GLYPHS)}]")
_SAYS = {
    "field": 'its status is "{}"',
    "column": 'the table says "{}"',
    "date": 'it has a date for "{}"',
    "tail": 'it is called "{}"',
    "name": 'it is called "{}"',
    "mention": 'elsewhere it is said: "{}"',
    "list": 'it stands under "{}"',
    "share": "its progress is {}",
    "glyph": "it is marked {}",
}


def compare_claims(plan: Plan) -> Iterator[Finding]:
    """Claims about one subject, or about subjects of one group, that cannot all hold."""
    claims: dict[Subject, list[StatusClaim]] = defaultdict(list)
    for claim in plan.status_claims:
        claims[claim.subject].append(claim)
    told: set[Span] = set()
    pairs = [pair for subject in claims if (pair := _own_pair(claims[subject]))]
    pairs += [pair for subject in claims for pair in _begun_unbegun(plan, claims[subject])]
    for members in plan.groups:
        pair = _group_pair(plan, [member for member in members if member in claims][:_MAX_MEMBERS], claims)
        if pair:
            pairs.append(pair)
    pairs += _mentioned(plan, claims)
    for one, other in pairs:
        if one.place in told and other.place in told:
            continue
        told.update((one.place, other.place))
        yield _finding(plan, one, other)


def _mentioned(plan: Plan, claims: dict[Subject, list[StatusClaim]]) -> Iterator[tuple[StatusClaim, StatusClaim]]:
    """What a status field or a cell says of a thing by its id, against what the thing's own places say."""
    mentions = read_mentions(plan.document, plan.fields, plan.vocabulary, plan.legend)
    if not mentions:
        return
    about = _subjects_by_id(plan)
    stated: dict[str, list[StatusClaim]] = {}
    for mention in mentions:
        for key in mention.ids:
            members = about.get(key, ())
            if not members or any(member.segment.line == mention.segment.line for member in members):
                continue
            shown = plan.source[mention.place]
            claim = StatusClaim(members[0], mention.state, mention.place, shown, "mention")
            known = [c for member in members for c in claims.get(member, ()) if c.source not in ("glyph", "list")]
            rivals = [other for other in (*known, *stated.get(key, ())) if _rival(claim, other)]
            if rivals:
                yield max(rivals, key=lambda other: _WEIGHTS[other.source]), claim
            stated.setdefault(key, []).append(claim)


def _subjects_by_id(plan: Plan) -> dict[str, Sequence[Subject]]:
    """The subjects that an id names, where it names one thing only: its one heading, and what bears no other title."""
    named: dict[str, list[Subject]] = defaultdict(list)
    for subject in plan.subjects:
        for key in subject.ids:
            if not subject.joined and subject.section.level != 1:
                named[key].append(subject)
    chosen: dict[str, Sequence[Subject]] = {}
    for key, members in named.items():
        heads = [member for member in members if member.kind == "section"] or members
        if len(heads) == 1 or len({head.title for head in heads}) == 1:
            titles = {"", heads[0].title}
            chosen[key] = [member for member in members if member.title in titles]
    return chosen


def _own_pair(claims: Sequence[StatusClaim]) -> tuple[StatusClaim, StatusClaim] | None:
    """The strongest clash among what is said of one subject in one place."""
    found = [
        (one, other) for one, other in combinations(claims, 2) if _rival(one, other) and _in_different_slots(one, other)
    ]
    return max(found, key=lambda pair: _weight(*pair), default=None)


def _begun_unbegun(plan: Plan, claims: Sequence[StatusClaim]) -> Iterator[tuple[StatusClaim, StatusClaim]]:
    """ "Not started" in the row of something at 10 %."""
    shares = [claim for claim in claims if claim.source == "share" and claim.state == "outstanding"]
    for share in shares:
        said = [claim for claim in claims if plan.vocabulary.has("unbegun-words", claim.shown.casefold())]
        yield from ((claim, share) for claim in said[:1])


def _in_different_slots(one: StatusClaim, other: StatusClaim) -> bool:
    """Whether two claims of one subject are two statements. A tick beside a word is another rule's matter; so is a box
    under a heading, and a tick on an item, which may be a bullet."""
    sources = {one.source, other.source}
    if len(sources) == 1 or any(claim.source == "share" and claim.glyph for claim in (one, other)):
        return False
    if "glyph" in sources:
        return bool(one.subject.ids) and one.subject.section.level > 1 and "field" in sources
    return sources not in ({"box", "list"}, {"list", "share"}, {"box", "share"})


def _group_pair(
    plan: Plan, members: Sequence[Subject], claims: dict[Subject, list[StatusClaim]]
) -> tuple[StatusClaim, StatusClaim] | None:
    """The strongest clash between two members of a group."""
    found = []
    for first, second in combinations(members, 2):
        nested = _nested(first, second)
        if (nested and not _repeats(first, second)) or _is_history(plan, first) or _is_history(plan, second):
            continue
        by_id = bool(set(first.ids) & set(second.ids))
        found += [
            (one, other)
            for one in claims[first]
            for other in claims[second]
            if _rival(one, other)
            and _comparable(plan, one, other, by_id=by_id)
            and (not nested or (one.worded and other.worded))
        ]
    return max(found, key=lambda pair: _weight(*pair), default=None)


def _rival(one: StatusClaim, other: StatusClaim) -> bool:
    if _covers(one, other.state) or _covers(other, one.state):
        return False
    if "box" in (one.source, other.source) and _SETTLED & {one.state, other.state}:
        return False
    return bool(clash(one.state, other.state))


def _covers(claim: StatusClaim, state: str) -> bool:
    """Whether the claim's slot names the other's state too."""
    return state in claim.others or (state == "open" and "outstanding" in claim.others)


def _comparable(plan: Plan, one: StatusClaim, other: StatusClaim, *, by_id: bool) -> bool:
    """Whether two places of a group speak of the same thing, surely enough for the kind of their claims."""
    weak = {"box", "glyph", "list"}
    if {one.source, other.source} == {"glyph", "box"} and one.subject.title == other.subject.title:
        return by_id or (_is_done(plan) and not (one.subject.tail.end - one.subject.tail.start))
    if not by_id and any(_is_loose(plan, claim) for claim in (one, other)):
        return False
    same = by_id and one.subject.title == other.subject.title != ""
    if any(_is_aim(plan, claim) and not (same and claim.state == "outstanding") for claim in (one, other)):
        return False
    if one.subject.joined or other.subject.joined:
        return one.subject.title == other.subject.title
    if one.source in weak and other.source in weak:
        return by_id and "glyph" not in (one.source, other.source)
    return by_id or one.subject.title == other.subject.title


def _is_loose(plan: Plan, claim: StatusClaim) -> bool:
    """A tick that may be an icon or a bullet, and a box before the steps of a test ("Press save → it is stored")."""
    subject = claim.subject
    if claim.source == "glyph":
        if subject.segment.kind == "drawn" or _is_value(plan, claim):
            return False
        return subject.kind in ("item", "label") or (subject.kind == "section" and claim.place < subject.name)
    return claim.source == "box" and _goes_on_with_arrow(plan, subject)


def _is_aim(plan: Plan, claim: StatusClaim) -> bool:
    """Whether a claim says how things ought to be: a box or a tick in a section that stands apart, words behind a tick
    among the success criteria."""
    if claim.source in ("box", "glyph"):
        return _stands_aside(plan, claim.subject, SECTION_ASIDES)
    before = plan.document.prose[claim.subject.segment.span.start : claim.subject.name.start]
    ticked = claim.subject.kind == "item" and any(GLYPHS.get(char) == "done" for char in before)
    return ticked and _stands_aside(plan, claim.subject, ("aside-headings",))


def _is_value(plan: Plan, claim: StatusClaim) -> bool:
    """Whether a tick is all that a line says of its name: "Batch import: ✅"."""
    text = plan.document.prose
    before = text[claim.subject.name.end : claim.place.start].strip(" *_`")
    behind = text[claim.place.end : claim.subject.segment.span.end].strip(" *_`\ufe0f")
    return before in (":", "：") and not behind


def _goes_on_with_arrow(plan: Plan, subject: Subject) -> bool:
    return plan.document.prose[subject.tail.start : subject.tail.end].lstrip().startswith(("→", "⇒", "->", "=>"))


def _is_done(plan: Plan) -> bool:
    """Whether the document calls itself done: then a tick in it is no bullet before an aim."""
    return any(status.state == "done" for status in document_statuses(plan))


def _nested(first: Subject, second: Subject) -> bool:
    """Whether one stands inside the other: a section and the row or item in it that repeats its name. Rows of one table
    that share a name are entries of a list, not statements about one thing."""
    if first.table is not None and first.table is second.table:
        return True
    return first.scope.covers(second.name) or second.scope.covers(first.name)


def _repeats(first: Subject, second: Subject) -> bool:
    """Whether a row or item in a section has that section's id and title: a second statement about it."""
    if first.table is not None and first.table is second.table:
        return False
    return bool(set(first.ids) & set(second.ids)) and first.title == second.title and first.section.level > 1


def _is_history(plan: Plan, subject: Subject) -> bool:
    return any(is_aside(section.title, ("history-headings",), plan.vocabulary) for section in subject.section.path[:-1])


def _stands_aside(plan: Plan, subject: Subject, asides: Sequence[str]) -> bool:
    return any(is_aside(section.title, asides, plan.vocabulary) for section in subject.section.path[:-1])


def _weight(one: StatusClaim, other: StatusClaim) -> int:
    return _WEIGHTS[one.source] + _WEIGHTS[other.source]


def _finding(plan: Plan, one: StatusClaim, other: StatusClaim) -> Finding:
    """Reported where the words are, rather than where the thing merely stands."""
    if _WEIGHTS[one.source] < _WEIGHTS[other.source]:
        one, other = other, one
    line = plan.source.line_of(other.place.start) + 1
    same = plan.source.line_of(one.place.start) + 1 == line
    message = f"{named(plan, one)}: {says(one)}, but {says(other)}" + ("" if same else f" (line {line})")
    return Finding(one.place, message, (Related(other.place, f'"{other.shown}" is stated here'),))


def says(claim: StatusClaim) -> str:
    """What a claim says, as part of a sentence."""
    if claim.source == "box":
        return (
            "its box is ticked"
            if claim.state == "done"
            else f"its box is {'open' if claim.state != 'cancelled' else 'crossed out'}"
        )
    return _SAYS[claim.source].format(claim.shown)


def named(plan: Plan, claim: StatusClaim) -> str:
    """The name of the claim's subject."""
    return name_of(plan, claim.subject)


def name_of(plan: Plan, subject: Subject) -> str:
    """The subject's name as the document writes it, shortened."""
    written = _GLYPH.split(plan.source[subject.name], maxsplit=1)[0] or plan.source[subject.name]
    name = " ".join(written.replace("**", "").replace("`", "").split()).rstrip(":：")
    return name if len(name) <= _MAX_NAME else name[: _MAX_NAME - 1].rstrip() + "…"

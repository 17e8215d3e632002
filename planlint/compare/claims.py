"""One thing counted in two places: "16 phases" in the summary, "Phases | 14" in the metrics; the size of one file.

A phrase binds little by itself: parts of one kind state the same label of different owners. What binds is a place that
speaks of the whole (the top, a summary), or places of different kinds, and that the plan says it two or three times,
not in every part.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from planlint.compare.plan import Plan
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import Value, compare, outcome_of
from planlint.markdown.document import Section
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.claims import Claim
from planlint.plan.standing import stands_apart
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import MANY
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_OFTEN = 3
_DRAWN = 12
_NUMBERED = regex(r"\W*([^\W\d_]+ #?\d+(?:\.\d+)*)(?!\w)")
_ARROW = regex(r"→|⇒|->|=>|~~")
_ASIDE = (
    "aside-words",
    "target-words",
    "before-words",
    "average-words",
    "actual-keys",
    "remaining-words",
    "improvement-words",
    "change-words",
)


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of claims: each against the first of those that most agree with."""
    claims_of: dict[tuple[frozenset[str], str], list[Claim]] = defaultdict(list)
    for claim in plan.claims:
        claims_of[claim.key, claim.scale].append(claim)
    for claims in claims_of.values():
        if not 1 < len(claims) <= _OFTEN or not _one_file(claims):
            continue
        often = Counter(claim.amount.low for claim in claims)
        first = max(claims, key=lambda claim: often[claim.amount.low])
        for other in claims:
            many = other.file or other.scale or max(first.amount.high, other.amount.high) >= MANY
            if other is not first and many and _may_bind(plan, first, other):
                yield _tie(plan, len(claims), first, other)


def _one_file(claims: Sequence[Claim]) -> bool:
    """Whether the paths of claims may be of one file: "run.py" is "src/run.py", but not where there is "lib/run.py"."""
    path = max((claim.file for claim in claims), key=len)
    return all(path.endswith(claim.file) for claim in claims)


def _may_bind(plan: Plan, one: Claim, other: Claim) -> bool:
    """Whether two claims may be about one thing at one time."""
    first, second = one.node.section, other.node.section
    if first is second or first.title == second.title:
        return False
    series = _series(first), _series(second)
    if series[0] != series[1] and not (one.file and not all(series)):
        return False
    if one.file:
        return True
    places = {_place(plan, first), _place(plan, second)}
    alike = _alike(one, other)
    if alike and places == {"part"}:
        return False
    if "part" in places and (alike or len(one.key) == 1) and not one.scale:
        return False
    return not (_is_open(one) or _is_open(other))


def _alike(one: Claim, other: Claim) -> bool:
    """Whether two claims stand in places of one kind."""
    return one.node.kind == other.node.kind and one.node.section.level == other.node.section.level


def _is_open(claim: Claim) -> bool:
    """Whether a claim is still to be met."""
    return bool(claim.node.item and claim.node.item.box and not claim.node.item.box.mark)


def _series(section: Section) -> frozenset[str]:
    """The numbered parts that a section belongs to: "phase 2", "commit 1"."""
    found = (_NUMBERED.match(each.title.casefold()) for each in section.path if each.level > 1)
    return frozenset(match[1] for match in found if match)


def _place(plan: Plan, section: Section) -> str:
    """Whether a section speaks of the whole: "top" and "summary"; else "part"."""
    path = [each for each in section.path if each.level > 1]
    if not path:
        return "top"
    words = plan.vocabulary.lists["summary-words"]
    return "summary" if all(mentions(words, each.title.casefold()) for each in path) else "part"


def _tie(plan: Plan, times: int, first: Claim, other: Claim) -> Tie:
    one, shown = other.amount, first.amount
    relation = "claims.file" if first.file else "claims.rating" if first.scale else "claims.count"
    places = "-".join(sorted(_place(plan, claim.node.section) for claim in (first, other)))
    words = f"{min(len(first.key), 3)} words"
    scale = "percent" if first.scale == "%" else "score"
    features = (places, words, str(times), *([scale] if first.scale else []))
    tie = Tie(relation, "SUM007", other.node, features, partial(_tell, plan, first, other))
    tie.group = frozenset((first.node.section, other.node.section))
    tie.parts = [first.node]
    tie.weigh(one, _value(shown), list(_readings(first, other)))
    if tie.differs and _set_apart(plan, first, other):
        tie.outcome = "explained"
    if not tie.differs:
        tie.key = -1 - one.start  # said twice, a number is no more the sum of its parts: no witness for it
    rivals = (
        each
        for each in plan.claims
        if bool(each.file) == bool(first.file) and each.scale == first.scale and each.key != first.key
    )
    tie.null = [outcome_of(one, _value(rival.amount)) for rival in islice(rivals, _DRAWN)]
    return tie


def _readings(first: Claim, other: Claim) -> Iterator[Reading]:
    """Other numbers of the two lines, where they have no other name; ranges that overlap."""
    one, shown = other.amount, first.amount
    for amount in first.node.amounts:
        if amount is not shown and amount.kind in COUNTS:
            yield Reading(_value(amount), "another number of that line")
    if any(compare(amount, _value(shown)) != "differs" for amount in other.node.amounts if amount is not one):
        yield Reading(_value(one), "another number of this line")
    if max(one.low, shown.low) <= min(one.high, shown.high):
        yield Reading(_value(one), "ranges that overlap")


def _set_apart(plan: Plan, *claims: Claim) -> bool:
    """Whether a claim is a goal, a change, of another time, or one of several."""
    lists = plan.vocabulary.lists
    for claim in claims:
        path = [each for each in claim.node.section.path if each.level > 1]
        parts = [each.title for each in path if not mentions(lists["summary-words"], each.title.casefold())]
        title = claim.node.section.title.casefold() if claim.node.section.level > 1 else ""
        around = f"{claim.around(plan.outline.text)}|{title}"
        if _ARROW.search(around) or plan.vocabulary.mentions_any(_ASIDE, around):
            return True
        if not claim.file and any(stands_apart(plan.vocabulary, title) for title in parts):
            return True
    return False


def _value(amount: Amount) -> Value:
    return Value(amount.low, amount.high, amount.unit, amount.mark, amount.decimals)


def _tell(plan: Plan, first: Claim, other: Claim, tie: Tie) -> Finding:
    text, line = plan.outline.text, plan.document.source.line_of(first.amount.start) + 1
    place, there = (Span(claim.amount.left, claim.amount.right) for claim in (other, first))
    said, seen = (text[slice(*span)].strip() for span in (place, there))
    what = f" for {first.file.rpartition('/')[2]}" if first.file else ""
    related = (Related(there, f"{seen} is stated here"),)
    return Finding(place, f"{said} here, but {seen} in line {line}{what}", related, confidence=tie.confidence)

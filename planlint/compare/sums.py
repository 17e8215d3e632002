"""A stated figure and the parts that may add up to it: their tie, what excuses a difference, what line states it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from planlint.compare.parts import Parts, goes_on, line_after
from planlint.compare.plan import Plan
from planlint.compare.telling import tell
from planlint.compare.tie import Tie
from planlint.compare.values import FAR, factor_to
from planlint.plan.amounts import Amount
from planlint.plan.outline import Group, Node
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY
from planlint.words.vocabulary import mentions

_LETTERS = regex(r"[^\W\d_]+")
_CLOCK = regex(r"\d:\d\d\s?[-–—]")
_NOUNS = frozenset({"test", "file", "line", "task", "story", "item", "step"})
_FEW = 3


def sum_tie(
    relation: str, code: str, node: Node, features: Sequence[str], stated: Amount, evidence: Sequence[Parts]
) -> Iterator[Tie]:
    """One tie, to the first of `evidence` that agrees, or to the first of all."""
    best: Tie | None = None
    alike = len({(v.low, v.high) for each in evidence if (v := each.value())}) == 1
    for parts in evidence:
        left = mentions(parts.plan.vocabulary.lists["remaining-words"], parts.plan.outline.words(node).casefold())
        shown = parts.value(open_only=bool(left))
        if shown is None or parts.completeness == "crowded" or parts.at_several_rates:
            continue
        about = stated.mark and stated.low == stated.high  # a tilde before a range adds nothing
        vague = (
            ".about"
            if about or any(a.mark for a in parts.amounts) or (relation == "total.row" and parts.measured)
            else ""
        )
        tie = Tie(relation + vague, code, node, features, partial(tell, parts))
        tie.parts = parts.nodes
        tie.weigh(stated, shown, list(parts.readings(stated, node.section)))
        of_some = features[0].endswith("worded") and parts.left_out(stated)  # "Total to delete"
        if tie.differs and (of_some or _is_excused(parts, tie)):
            tie.outcome = "explained"
        elif tie.differs and parts.dashes:  # nothing, or not known
            tie.cap = LIKELY
        elif tie.differs and parts.left_out(stated):  # on purpose, perhaps
            tie.cap = LIKELY
            if relation == "total.row":
                tie.relation, tie.given = "total.left out", DOUBTFUL
        if tie.outcome in FAR and not vague and alike and _is_far_off(parts, tie):
            tie.relation, tie.given = "total.far", DOUBTFUL
        elif tie.outcome in FAR:
            excerpt = relation == "total.intro" and stated.high > shown.high  # a list of some of what is meant
            tie.outcome = "explained" if excerpt else "far"
        if best is None or (best.differs and not tie.differs):
            best = tie
    if best:
        yield best


def _is_excused(parts: Parts, tie: Tie) -> bool:
    """Whether what is missing may be in members without a figure, in breaks of a day, or is a part of another kind."""
    assert tie.amount
    assert tie.shown
    if parts.has_footnote() or parts.is_calendar():
        return True
    if tie.amount.high > tie.shown.high:
        if "field" in tie.features and "sections" in tie.features:
            return True  # slack is nothing wrong
        text = parts.plan.outline.words(tie.node)
        return parts.completeness != "full" or bool(_CLOCK.search(text))
    left = parts.left_out(tie.amount)
    return left is not None and parts.is_qualified(left)


def _is_far_off(parts: Parts, tie: Tie) -> bool:
    """Whether even a wide miss is none of another binding: a total beside the parts says the same, or there are three
    parts or more, of which each states its share of the work, and none is as large as the whole."""
    assert tie.amount
    assert tie.shown
    stated, near = tie.amount, tie.outcome == "p60"
    largest = max(a.high * (factor_to(a.unit, parts.unit) or 1) for a in parts.amounts)
    whole = (
        "mood" not in tie.features
        and parts.completeness == "full"
        and len(parts.amounts) >= _FEW
        and stated.high > largest
    )
    if parts.closed:
        return stated.kind in ("time", "points")
    if tie.relation == "total.intro":
        return whole and stated.kind in ("time", "points") and (near or stated.high > tie.shown.high)
    return whole and stated.kind in ("time", "points", "size") and near and "bare" in tie.features[0]


@lru_cache(maxsize=1)  # two families ask one after the other
def closed_by(plan: Plan) -> list[tuple[Group, Node]]:
    """The groups that end with a total line right behind them, each with that line."""
    totals, groups = plan.outline.totals, plan.outline.groups
    ends = [(group, after) for group in groups if totals and (after := line_after(plan, group)) in totals]
    return [(group, after) for group, after in ends if after and is_sum(plan, after) and not goes_on(group)]


def claims_in(node: Node) -> list[Amount]:
    """The figures in a line that may be sums: with a unit, no shares, no bounds."""
    found = node.amounts
    return [
        a for a in found if a.unit and a.kind not in ("percent", "bare") and a.of is None and a.mark not in ("<", ">")
    ]


def is_sum(plan: Plan, node: Node) -> bool:
    """Whether a total is a plain sum: no average, and no remark ("unique", "in parallel", "with buffer")."""
    if plan.vocabulary.prefix("average-words", plan.outline.totals[node]):
        return False
    return not mentions(plan.vocabulary.lists["sum-remarks"], _label_text(plan, node).casefold())


def _label_text(plan: Plan, node: Node) -> str:
    text = plan.outline.words(node)
    return text.split("|")[0] if node.kind == "row" else text


def label_of(plan: Plan, node: Node, until: int) -> str:
    """Whether there is nothing but the word for a total before the figure."""
    text = plan.outline.text[node.start : until] if node.kind != "row" else _label_text(plan, node)
    words = _LETTERS.findall(text.casefold())
    vocabulary = plan.vocabulary
    known = vocabulary.lists["estimate-keys"] | vocabulary.lists["small-words"] | vocabulary.lists["sum-words"]
    return "bare" if sum(w not in known and w not in vocabulary.units for w in words) == 0 else "worded"


def noun_of(stated: Amount) -> str:
    """What a figure counts, as far as that tells how good the binding is: "effort", a common noun, or its kind."""
    if stated.kind in ("time", "points"):
        return "effort"
    return stated.unit if stated.unit in _NOUNS else "noun" if stated.kind == "count" else stated.kind

"""From ties to confidences: the corpus gives the prior, the siblings in the document update it, witnesses add up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import exp, log

from planlint.compare.calibration import Calibration
from planlint.compare.tie import Tie
from planlint.text.policy import LIKELY, ODD, SURE, WEAK, WITNESS

_SIBLINGS = 2
_ODD = ("differ", "mixed")


def judge(ties: Iterable[Tie], calibration: Calibration) -> list[Tie]:
    """The ties that disagree, each with its confidence; of several about one statement the surest, which takes in the
    others."""
    every = list(ties)
    add_siblings(every)
    by_statement: dict[int, list[Tie]] = defaultdict(list)
    for tie in every:
        by_statement[tie.key].append(tie)
    found = [best for witnesses in by_statement.values() if (best := _settle(witnesses, calibration))]
    return sorted(found, key=lambda tie: tie.key)


def add_siblings(ties: Iterable[Tie]) -> None:
    """Put what the other ties of the same relation in this document did in front of each tie's features."""
    by_relation: dict[tuple[str, object], list[Tie]] = defaultdict(list)
    for tie in ties:
        by_relation[tie.relation, tie.group].append(tie)
    for related in by_relation.values():
        agree = sum(tie.outcome in ("agree", "soft") for tie in related)
        differ = sum(tie.differs for tie in related)
        for tie in related:
            others = agree - (tie.outcome in ("agree", "soft")), differ - tie.differs
            tie.features = (_manner(*others), *tie.features)


def _manner(agree: int, differ: int) -> str:
    """What the siblings do, in a word."""
    if not agree and not differ:
        return "alone"
    if not differ:
        return "agree" if agree >= _SIBLINGS else "one agrees"
    if not agree:
        return "differ" if differ >= _SIBLINGS else "one differs"
    return "most agree" if agree > 2 * differ else "mixed"


def _settle(witnesses: list[Tie], calibration: Calibration) -> Tie | None:
    against = [tie for tie in witnesses if tie.differs]
    if not against:
        return None
    for tie in against:
        if tie.given:
            odd = tie.features[0] in _ODD and not tie.only_conflicts
            tie.confidence = calibration.judged(tie.relation, tie.given, tie.outcome) * (ODD if odd else 1)
        else:
            tie.confidence = calibration.confidence(tie.relation, tie.outcome, tie.features)
        tie.confidence = min(tie.confidence, tie.cap)
        if tie.weak:
            tie.confidence = _shift(tie.confidence, log(WEAK) * tie.weak)
    against.sort(key=lambda tie: -tie.confidence)
    best = _speaker(against)
    seen = {best.relation}
    for other in against:
        if other.relation not in seen and other.confidence > 0.5:
            best.confidence = _shift(best.confidence, WITNESS * _logit(other.confidence))
            seen.add(other.relation)
    for other in witnesses if best.given < LIKELY else ():  # what a line says twice is so, whatever others repeat
        if not other.differs and other.outcome == "agree" and other.amount is not None:
            best.confidence *= 1 - calibration.agreement(other.relation, other.features)
    return best


def _speaker(against: Sequence[Tie]) -> Tie:
    """The surest; where it is as good as proven, one that shows the same in other lines, and is too, is told: what a
    row shows within itself is not mended."""
    best = against[0]
    for other in against:
        if (
            other.parts
            and other.confidence >= SURE
            and best.shown
            and other.shown
            and best.shown.low == other.shown.low
        ):
            return other
    return best


def _logit(p: float) -> float:
    p = min(max(p, 0.001), 0.999)
    return log(p / (1 - p))


def _shift(p: float, by: float) -> float:
    return 1 / (1 + exp(-(_logit(p) + by))) if 0 < p < 1 else p

"""How often each relation agreed on plans that nobody marked, and what that says of a disagreement.

The data file is made by benchmarks/calibrate.py: for each relation the ties by outcome, for every combination of
features
(and for every shorter one), the outcomes of ties whose two sides were drawn from different plans (`null`), and what
independent readers said of findings (`judged`).

The confidence in a disagreement at distance d is one minus the local false discovery rate (Efron, Large-Scale
Inference,
2010): of n ties at d, wrong bindings are as many as their share of all far misses predicts. Where a combination is
rare, it
borrows from the next shorter one.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from planlint.text.policy import BORROWED, JUDGED

_FILE = Path(__file__).parent / "calibration.json"
_NEAR = ("one", "p10", "p20", "p35")
_LEAST_FAR = 0.05
"""Where hardly any wrong binding is far off, as among percentages, far misses say little of how many there are."""

Counts = Mapping[str, float]


class Calibration:
    """The counts by relation; `confidence` answers for one tie."""

    def __init__(self, relations: Mapping[str, Any]) -> None:
        self.relations = relations
        self._known: dict[tuple[str, str, tuple[str, ...]], float] = {}

    def confidence(self, relation: str, outcome: str, features: Sequence[str]) -> float:
        """The chance, 0 to 1, that a tie of `relation` which disagrees as `outcome` says is a contradiction. 0 for a
        relation that was never seen."""
        key = (relation, outcome, tuple(features))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._work_out(*key)
        return known

    def agreement(self, relation: str, features: Sequence[str]) -> float:
        """The share of ties with these features that agree, soft ones and explained ones counted as half."""
        data = self.relations.get(relation)
        if data is None:
            return 0.0
        share = 0.5
        for depth in range(len(features) + 1):
            counts = data["cells"].get("|".join(features[:depth]))
            if counts:
                n = sum(counts.values())
                good = counts.get("agree", 0) + (counts.get("soft", 0) + counts.get("explained", 0)) / 2
                share = (good + BORROWED * share) / (n + BORROWED)
        return share

    def _work_out(self, relation: str, outcome: str, features: tuple[str, ...]) -> float:
        data = self.relations.get(relation)
        if data is None:
            return 0.0
        confidence = 0.0
        whole = data["cells"].get("", {})
        usual = (whole.get("far", 0) + 0.5) / (sum(whole.values()) + 1)
        for depth in range(len(features) + 1):
            counts = data["cells"].get("|".join(features[:depth]))
            if counts is None:
                break
            own = _right(counts, data["null"], outcome, usual)
            weight = counts.get(outcome, 0)
            confidence = own if depth == 0 else (weight * own + BORROWED * confidence) / (weight + BORROWED)
        return self.judged(relation, confidence)

    def judged(self, relation: str, confidence: float) -> float:
        """`confidence`, lowered by what independent readers said of findings of this relation."""
        right, shrug, wrong = (float(n) for n in self.relations.get(relation, {}).get("judged", (0, 0, 0)))
        return confidence * (right + JUDGED) / (right + shrug + wrong + JUDGED)


def _right(counts: Counts, null: Counts, outcome: str, usual: float) -> float:
    """One minus the share of wrong bindings among ties with this outcome. A distance that was rarely seen borrows
    from all
    near ones; `usual` is the share of far misses in all of the relation."""
    if outcome == "far":
        return 0.0
    n, drawn = sum(counts.values()), sum(null.values()) or 1.0
    far = max(null.get("far", 0) / drawn, _LEAST_FAR)
    unbound = min(1.0, (counts.get("far", 0) + BORROWED * usual) / (n + BORROWED) / far)

    def wrong(outcomes: Sequence[str], prior: float, weight: float) -> float:
        expected = unbound * n * sum(null.get(each, 0) for each in outcomes) / drawn
        return (expected + prior * weight) / (sum(counts.get(each, 0) for each in outcomes) + weight)

    near = _NEAR if outcome in _NEAR else (outcome,)
    return max(0.0, 1 - wrong((outcome,), min(1.0, wrong(near, 0.5, 0.2)), 2.0))


@cache
def load() -> Calibration:
    """The calibration that planlint ships."""
    return Calibration(json.loads(_FILE.read_bytes()) if _FILE.exists() else {})

"""How often each relation agreed on plans that nobody marked, and what that says of a disagreement.

The data file is made by benchmarks/calibrate.py, see there. For each relation it holds a small logistic model of the
chance that a tie with these features binds (`weights`, at most `top`), how often authors err where the binding is sure
(`errors`), how far off they then are (`spread`), how far off wrong bindings are (`unbound`), and what readers said of
findings (`judged`).

The confidence in a disagreement at distance d is one minus the local false discovery rate (Efron, Large-Scale
Inference, 2010), with b the chance that the binding is right:

    c = b errors spread(d) / (b errors spread(d) + (1 - b) unbound(d))

States cannot be drawn from elsewhere ("done" agrees with most things): where `null` is empty, the readers alone say how
often a relation is right; `judged` then has readings by outcome and features.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

from planlint.compare.values import FAR
from planlint.text.policy import BORROWED, JUDGED, LOW, UNREAD

_FILE = Path(__file__).parent / "calibration.json"
_ANY_SIBLINGS = 2
"""How much of a cell the outcome and the siblings take."""


class Calibration:
    """What is known of the relations; `confidence` answers for one tie."""

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
        """The chance that a tie with these features agrees."""
        data = self.relations.get(relation)
        if data is None or "ties" not in data:
            return 0.0
        return self._fits(data, features) / float(data["top"]) * (1 - float(data["errors"]))

    def bound(self, relation: str, features: Sequence[str]) -> float:
        """The chance that the binding of a tie with these features is right: that it fits, less what chance gives."""
        data = self.relations[relation]
        chance, top = float(data["chance"]), float(data["top"])
        return min(max((self._fits(data, features) - chance) / max(0.05, top - chance), 0.01), 0.985)

    @staticmethod
    def _fits(data: Mapping[str, Any], features: Sequence[str]) -> float:
        weights: Mapping[str, float] = data["weights"]
        score = weights[""] + sum(weights.get(f"{n} {feature}", 0.0) for n, feature in enumerate(features))
        return 1 / (1 + exp(-score))

    def judged(self, relation: str, confidence: float, outcome: str = "") -> float:
        """`confidence`, worth so many readings, corrected by what independent readers said of findings of this
        relation, or of those with this outcome where they are told apart."""
        said = self.relations.get(relation, {}).get("judged", (0, 0, 0))
        right, shrug, wrong = (float(n) for n in (said.get(outcome, (0, 0, 0)) if isinstance(said, dict) else said))
        return (right + JUDGED * confidence) / (right + shrug + wrong + JUDGED)

    def _work_out(self, relation: str, outcome: str, features: tuple[str, ...]) -> float:
        data = self.relations.get(relation)
        if data is None or "ties" not in data:
            return 0.0
        judged = data.get("judged", {})
        if not data["null"]:
            return _as_judged(judged, 0.5, (outcome, *features))
        if outcome in FAR:
            true = false = 0.0
        else:
            b = self.bound(relation, features)
            true = b * data["errors"] * data["spread"].get(outcome, 0.0)
            false = (1 - b) * data["unbound"].get(outcome, 0.0)
        confidence = true / (true + false) if true else 0.0
        if judged and isinstance(judged, dict):
            return _as_judged(judged, confidence, (outcome, *features))
        if outcome in FAR:
            return 0.0  # what readers said of near misses says nothing of wide ones
        if self.judged(relation, confidence) < LOW:
            return self.judged(relation, confidence)
        return self.judged(relation, self._as_family(relation, confidence))

    def _as_family(self, relation: str, confidence: float) -> float:
        """`confidence`, worth so many readings, corrected by what readers said of the other relations of this family
        that are calibrated alike. Only what readers saw is corrected: they never saw findings below the least grade."""
        right = read = 0.0
        for name, data in self.relations.items():
            said = data.get("judged")
            if name != relation and _family(name) == _family(relation) and data.get("null") and isinstance(said, list):
                right += said[0]
                read += sum(said)
        return (right + JUDGED * confidence) / (read + JUDGED)


def _family(relation: str) -> tuple[str, bool]:
    return relation.split(".")[0], relation.endswith(".about")


def _as_judged(judged: Mapping[str, Sequence[float]], confidence: float, cell: Sequence[str]) -> float:
    """`confidence`, worth few readings, corrected by what readers said, by outcome and features: each longer
    combination borrows from the shorter one. "*" stands for whatever the siblings do."""
    weight = UNREAD
    for depth in range(len(cell) + 1):
        read = judged.get("|".join(cell[:depth]))
        if read is None and depth > _ANY_SIBLINGS:
            read = judged.get("|".join([cell[0], "*", *cell[_ANY_SIBLINGS:depth]]))
        if read:
            right, shrug, wrong = read
            confidence = (right + weight * confidence) / (right + shrug + wrong + weight)
            weight = BORROWED
    return confidence


@cache
def load() -> Calibration:
    """The calibration that planlint ships."""
    return Calibration(json.loads(_FILE.read_bytes()) if _FILE.exists() else {})

"""What readers said of findings corrects what the calibration alone would say."""

from typing import Any

import pytest

from planlint.compare.calibration import Calibration


def relation(judged: list[int] | dict[str, list[int]] | None = None) -> dict[str, Any]:
    """A relation that binds half the time, whose misses are twice as often errors as wrong bindings."""
    return {
        "ties": 100,
        "null": {"p10": 1},
        "weights": {"": 0.0},
        "chance": 0.0,
        "top": 1.0,
        "errors": 0.2,
        "spread": {"p10": 0.5, "p20": 0.05},
        "unbound": {"p10": 0.05, "p20": 0.05},
    } | ({"judged": judged} if judged else {})


CASES: dict[str, tuple[dict[str, dict[str, Any]], str, float]] = {
    "nobody read anything": ({"a.x": relation()}, "p10", 0.667),
    "its own were right": ({"a.x": relation([10, 0, 0])}, "p10", 0.889),
    "the family's were right": ({"a.x": relation(), "a.y": relation([10, 0, 0])}, "p10", 0.889),
    "the family's were wrong": ({"a.x": relation(), "a.y": relation([0, 0, 10])}, "p10", 0.222),
    "its own weigh more than the family's": ({"a.x": relation([10, 0, 0]), "a.y": relation([0, 0, 10])}, "p10", 0.741),
    "another family says nothing": ({"a.x": relation(), "b.y": relation([10, 0, 0])}, "p10", 0.667),
    "rounded figures are a family of their own": ({"a.x": relation(), "a.y.about": relation([0, 0, 9])}, "p10", 0.667),
    "no near miss makes a wide one right": ({"a.x": relation([10, 0, 0])}, "far", 0.0),
    "readers saw no such miss": ({"a.x": relation(), "a.y": relation([10, 0, 0])}, "p20", 0.167),
}


@pytest.mark.parametrize(("relations", "outcome", "confidence"), CASES.values(), ids=CASES)
def test_readers_correct_the_calibration(relations: dict[str, dict[str, Any]], outcome: str, confidence: float) -> None:
    assert Calibration(relations).confidence("a.x", outcome, ()) == pytest.approx(confidence, abs=0.001)


@pytest.mark.parametrize(
    ("judged", "features", "confidence"),
    [
        ({"p10|*|code": [10, 0, 0]}, ("agree", "code"), 0.944),
        ({"p10|*|code": [10, 0, 0]}, ("differ", "code", "item"), 0.944),
        ({"p10|*|code": [10, 0, 0]}, ("agree", "plain"), 0.667),
        ({"p20|*|code": [10, 0, 0]}, ("agree", "code"), 0.667),
        ({"p10": [0, 0, 10], "p10|*|code": [10, 0, 0]}, ("agree", "code"), 0.667),
        ({"p10|*|code": [10, 0, 0], "p10|agree|code": [0, 0, 10]}, ("agree", "code"), 0.111),
    ],
)
def test_readings_by_outcome_and_features(
    judged: dict[str, list[int]], features: tuple[str, ...], confidence: float
) -> None:
    found = Calibration({"a.x": relation(judged)}).confidence("a.x", "p10", features)
    assert found == pytest.approx(confidence, abs=0.001)

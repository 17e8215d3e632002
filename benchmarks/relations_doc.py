"""docs/relations.md: what the calibration measured, by relation, and how well it predicts what it has not seen."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from planlint.compare.calibration import Calibration
from planlint.text.policy import HIGH, LOW, MEDIUM

_SURE = ("agree", "soft", "explained")
_HEAD = """# Relations

Written by `benchmarks/calibrate.py`; do not edit. Each relation ties a statement to what the document shows for it.
On plans that nobody marked, the rate at which a relation agrees tells how often its binding is right: where it agrees
often and misses narrowly, a miss is a contradiction; where it misses widely, it binds nothing.

*ties*: how often the relation applies. *agree*: equal as printed. *soft*: equal by
what is printed vaguely (`~`, `+`, ranges). *explained*: another way to read the evidence gives the value. *near*: off
by at most 35 %, or by one. *far*: more. *null near*: near misses where both sides were drawn from different plans.
*judged*: what independent readers said of findings (right, harmless, wrong). *speaks at*: for which kinds of ties a
miss reaches a grade.
"""


def document(ties: Sequence[Mapping[str, Any]], relations: Mapping[str, Any], plans: int) -> str:
    """The whole page."""
    grades = _grades(ties, Calibration(relations))
    rows = [_row(name, data, grades[name]) for name, data in sorted(relations.items()) if "ties" in data]
    table = "\n".join(
        [
            "| relation | ties | agree | soft | explained | near | far | null near | judged | speaks at |",
            "|---|--:|--:|--:|--:|--:|--:|--:|---|---|",
            *rows,
        ]
    )
    return f"{_HEAD}\n{plans} plans, {len(ties)} ties.\n\n{table}\n\n{_held_out(ties)}\n"


def _row(name: str, data: Mapping[str, Any], grades: Counter[str]) -> str:
    counts, n = data["outcomes"], data["ties"]
    drawn = sum(data["null"].values()) or 1
    far = counts.get("far", 0) + counts.get("p60", 0)
    near = n - far - sum(counts.get(outcome, 0) for outcome in _SURE)
    null = sum(number for outcome, number in data["null"].items() if outcome not in (*_SURE, "far", "p60"))
    said = data.get("judged", "")
    judged = " / ".join(map(str, said.get("", []) if isinstance(said, dict) else said))
    shares = [f"{100 * counts.get(outcome, 0) / n:.0f} %" for outcome in _SURE]
    shares += [f"{100 * near / n:.0f} %", f"{100 * far / n:.0f} %", f"{100 * null / drawn:.0f} %"]
    judged = judged.replace("|", ", ")
    told = ", ".join(f"{grades[grade]} {grade}" for grade in ("high", "medium", "low") if grades[grade]) or "never"
    return f"| {name} | {n} | {' | '.join(shares)} | {judged} | {told} |"


def _grades(ties: Sequence[Mapping[str, Any]], calibration: Calibration) -> dict[str, Counter[str]]:
    """How many misses of each relation reach each grade."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for tie in ties:
        c = (
            calibration.confidence(tie["relation"], tie["outcome"], tie["features"])
            if tie["outcome"] not in _SURE
            else 0
        )
        grade = "high" if c >= HIGH else "medium" if c >= MEDIUM else "low" if c >= LOW else ""
        found[tie["relation"]][grade] += 1
    return found


def _held_out(ties: Sequence[Mapping[str, Any]]) -> str:
    """Agreement predicted from one half of the repositories, against what the other half shows."""
    from calibrate import calibrate

    half = [tie for tie in ties if zlib.crc32(tie["repository"].encode()) % 2]
    other = [tie for tie in ties if not zlib.crc32(tie["repository"].encode()) % 2]
    fitted = Calibration(calibrate(half))
    bins: dict[int, list[float]] = defaultdict(list)
    for tie in other:
        if tie["outcome"] == "explained":
            continue
        predicted = fitted.agreement(tie["relation"], tie["features"])
        good = {"agree": 1.0, "soft": 1.0}.get(tie["outcome"], 0.0)
        bins[min(9, int(predicted * 10))].append(good)
    lines = [
        "## Fitted on one half, checked on the other",
        "",
        "Agreement (soft ties included, explained ones left out) as predicted from one half of the repositories,",
        "and as the other half shows it.",
        "",
        "| predicted | ties | seen |",
        "|---|--:|--:|",
    ]
    for tenth, seen in sorted(bins.items()):
        lines.append(f"| {tenth * 10} to {tenth * 10 + 10} % | {len(seen)} | {100 * sum(seen) / len(seen):.0f} % |")
    return "\n".join(lines)

#!/usr/bin/env python3
"""Calibrate the relations on unmarked plans: writes planlint/compare/calibration.json and docs/relations.md.

    python benchmarks/calibrate.py FOLDER... [--leave-out FOLDER...] [--show RELATION [--outcome one,p10] [-n 20]]

Each FOLDER holds one folder a repository. Files whose bytes occur below a `--leave-out` folder are not read. With
`--show`, nothing is written: ties of one relation are printed with their places, for reading.
"""

import argparse
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from logistic import fit, predict
from relations_doc import document

from planlint.compare.calibration import Calibration
from planlint.compare.judge import add_siblings
from planlint.compare.plan import Plan
from planlint.compare.relations import all_ties
from planlint.compare.values import BUCKETS, compare, distance
from planlint.markdown.document import Document
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

OUTCOMES = ("agree", "soft", "explained", *BUCKETS)
CAP = 15
ROUNDS = 3
OFTEN = 0.2
BESIDE = {"one": ("p10",), "p10": ("one", "p20"), "p20": ("p10", "p35"), "p35": ("p20",)}
SURE, LOOSE = 0.8, 0.35
SMOOTH = 8
DRAWS = 10
ROOT = Path(__file__).parent.parent
DATA = ROOT / "planlint/compare/calibration.json"


def ties_of(job: tuple[str, str]) -> list[dict[str, Any]]:
    """The ties of one file, as plain data; a file that fails is printed and left out."""
    name, repository = job
    text = Path(name).read_text(encoding="utf-8-sig", errors="replace")
    source = Source(text, name)
    plan = Plan(Document(source), load_vocabulary())
    ties = all_ties(plan)
    add_siblings(ties)
    return [
        {
            "file": name,
            "repository": repository,
            "line": tie.node.line + 1,
            "relation": tie.relation,
            "features": list(tie.features),
            "outcome": tie.outcome,
            "weak": tie.weak,
            "amount": tie.amount,
            "shown": tie.shown,
            "null": list(tie.null),
            "text": source.lines[tie.node.line].strip()[:150],
            "parts": [source.lines[part.line].strip()[:90] for part in tie.parts[:8]],
        }
        for tie in ties
        if not tie.given
    ]


def files(folders: list[Path], left_out: list[Path]) -> Iterator[tuple[str, str]]:
    """The plans below `folders` with their repositories."""
    known = {digest(file) for folder in left_out for file in folder.rglob("*") if file.is_file()}
    for folder in folders:
        for file in sorted(
            each for pattern in ("*.md", "*.markdown") for each in folder.rglob(pattern) if each.is_file()
        ):
            if digest(file) not in known:
                yield str(file), file.relative_to(folder).parts[0]


def digest(file: Path) -> bytes:
    return hashlib.blake2b(file.read_bytes(), digest_size=16).digest()


def calibrate(ties: list[dict[str, Any]]) -> dict[str, Any]:
    """What planlint ships of each relation."""
    by_relation: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tie in ties:
        by_relation[tie["relation"]].append(tie)
    return {relation: _relation(own) for relation, own in sorted(by_relation.items())}


def around(counts: Counter[str]) -> Counter[str]:
    """The counts with distances evened out: a few misses more at 20 than at 10 per cent are chance, not a habit."""
    even = Counter(counts)
    for outcome, beside in BESIDE.items():
        own, others = counts[outcome], [counts[each] for each in beside]
        even[outcome] = (2 * own + sum(others)) / (2 + len(others))
    return even


def _relation(ties: list[dict[str, Any]]) -> dict[str, Any]:
    """The model of binding, and how errors and wrong bindings are spread.

    Ties that another reading explains are left out of the model. A repository counts for CAP ties at most, so that no
    author outweighs the others. What agrees binds, what is far off does not; a near miss is an error or a wrong
    binding, and which of the two follows from the rest (rounds of expectation and maximisation). Errors are spread as
    the near misses among ties that surely bind, wrong bindings as the ties that most likely are, with those drawn from
    different plans for what is rare among them. Where sides drawn from different plans often miss narrowly, as small
    counts do, a near miss counts as a wrong binding: one round.
    """
    repositories = Counter(tie["repository"] for tie in ties)
    drawn = null(ties)
    chance = drawn["agree"] / (sum(drawn.values()) or 1)
    model: dict[str, Any] = {"chance": round(chance, 3), "null": dict(drawn)}
    narrow = sum(drawn[o] for o in BESIDE) / (sum(drawn.values()) or 1)
    rounds = ROUNDS if drawn and narrow < OFTEN else 1
    for _ in range(rounds):
        known = Calibration({"": model}) if "weights" in model else None
        rows = [
            (names(tie), _binds(tie, known), min(1.0, CAP / repositories[tie["repository"]]))
            for tie in ties
            if tie["outcome"] != "explained"
        ]
        model |= _spreads(ties, fit(rows), drawn)
        model["top"] = 1.0 if rounds > 1 else round(1 - model["errors"], 4)
    return {"ties": len(ties), "outcomes": dict(Counter(tie["outcome"] for tie in ties)), **model}


def _binds(tie: dict[str, Any], known: Calibration | None) -> float:
    """The chance that a tie binds, by what is known so far."""
    if tie["outcome"] in ("agree", "soft"):
        return 1.0
    return known.confidence("", tie["outcome"], tie["features"]) if known else 0.0


def _spreads(ties: list[dict[str, Any]], weights: dict[str, float], drawn: Counter[str]) -> dict[str, Any]:
    sure, loose = Counter[str](), Counter[str]()
    for tie in ties:
        p = predict(weights, names(tie))
        outcome = tie["outcome"]
        if p > SURE:
            sure[outcome] += 1
        elif p < LOOSE:
            loose[outcome] += 1
    sure, loose = around(sure), around(loose)
    outcomes = sorted({tie["outcome"] for tie in ties} | {*BUCKETS})
    near = [o for o in outcomes if o not in ("agree", "soft", "explained", "far", "p60")]
    missed = sum(sure[o] for o in near)
    errors = (missed + 1) / (missed + sure["agree"] + sure["soft"] + 20)
    total = sum(Counter(tie["outcome"] for tie in ties if tie["outcome"] in near).values()) or 1
    prior = {o: (sum(tie["outcome"] == o for tie in ties) + 1) / (total + len(near)) for o in near}
    spread = {o: (sure[o] + SMOOTH * prior[o]) / (missed + SMOOTH) for o in near}
    apart = sum(loose.values())
    all_drawn = sum(drawn.values()) or 1
    unbound = {o: (loose[o] + SMOOTH * (drawn[o] + 1) / (all_drawn + 10)) / (apart + SMOOTH) for o in near}
    return {
        "weights": rounded(weights),
        "errors": round(errors, 4),
        "spread": rounded(spread),
        "unbound": rounded(unbound),
    }


def names(tie: dict[str, Any]) -> list[str]:
    return [f"{n} {feature}" for n, feature in enumerate(tie["features"])]


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def null(ties: list[dict[str, Any]]) -> Counter[str]:
    """The outcomes of statements held against evidence that is not theirs: of the tie's own containers, else of other
    plans."""
    rng, drawn = random.Random(1), Counter[str]()
    own = [tie for tie in ties if tie["null"]]
    for tie in own:
        drawn.update(rng.choices(tie["null"], k=DRAWS))
    if own:
        return drawn
    amounts = [tie for tie in ties if tie["amount"] is not None]
    for tie in amounts:
        for _ in range(DRAWS):
            other = rng.choice(amounts)
            if other["file"] == tie["file"] or other["shown"].unit != tie["shown"].unit:
                continue
            outcome = compare(tie["amount"], other["shown"])
            drawn[distance(tie["amount"], other["shown"]) if outcome == "differs" else outcome] += 1
    return drawn


def show(ties: list[dict[str, Any]], relation: str, outcomes: set[str], number: int, calibration: Calibration) -> None:
    """Print ties of one relation, for reading."""
    chosen = [t for t in ties if t["relation"] == relation and (not outcomes or t["outcome"] in outcomes)]
    random.Random(3).shuffle(chosen)
    for tie in chosen[:number]:
        c = calibration.confidence(relation, tie["outcome"], tie["features"])
        print(f"\n{tie['file']}:{tie['line']}  {tie['outcome']} c={c:.2f} {tie['features']}", end=" ")
        print(f"{tie['amount']} shown {tie['shown']}\n  > {tie['text']}")
        print("".join(f"      {part}\n" for part in tie["parts"]), end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--leave-out", nargs="*", type=Path, default=[])
    parser.add_argument("--show")
    parser.add_argument("--outcome", default="")
    parser.add_argument("-n", type=int, default=20)
    arguments = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        jobs = list(files(arguments.folders, arguments.leave_out))
        ties = [tie for found in pool.map(ties_of, jobs, chunksize=20) for tie in found]
    relations = calibrate(ties)
    before = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    for relation, data in before.items():
        if "judged" in data:  # what readers said is kept, also of relations whose confidence is given
            relations.setdefault(relation, {})["judged"] = data["judged"]
    if arguments.show:
        show(ties, arguments.show, set(filter(None, arguments.outcome.split(","))), arguments.n, Calibration(relations))
        return
    DATA.write_text(json.dumps(relations, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    (ROOT / "docs/relations.md").write_text(document(ties, relations, len(jobs)), encoding="utf-8")
    print(f"{len(jobs)} plans, {len(ties)} ties")
    for relation, data in relations.items():
        if "ties" not in data:
            continue
        counts, n = data["outcomes"], data["ties"]
        print(
            f"{relation:24} {n:6} "
            + " ".join(
                f"{o} {100 * counts.get(o, 0) / n:.0f}%"
                for o in (*OUTCOMES, *sorted(counts.keys() - {*OUTCOMES}))
                if o in counts
            )
        )


if __name__ == "__main__":
    main()

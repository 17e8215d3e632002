#!/usr/bin/env python3
"""Calibrate the relations on unmarked plans: writes planlint/compare/calibration.json and docs/relations.md.

    python benchmarks/calibrate.py FOLDER... --leave-out FOLDER... [--show RELATION [--outcome one,p10] [-n 20]]

Each FOLDER holds one folder a repository. Files whose bytes occur below a `--leave-out` folder are not read. With
`--show`,
nothing is written: ties of one relation are printed with their places, for reading.

For each relation and each combination of features (and each shorter one) the ties are counted by outcome; at most CAP
ties
of one repository count in a cell, so that no author outweighs the others. `null` holds the outcomes of statements held
against the evidence of the same relation in other plans.
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

from relations_doc import document

from planlint.compare.calibration import Calibration
from planlint.compare.context import Context
from planlint.compare.judge import add_siblings
from planlint.compare.relations import all_ties
from planlint.compare.values import BUCKETS, compare, distance
from planlint.markdown.building import parse_document
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

OUTCOMES = ("agree", "soft", "explained", *BUCKETS)
CAP = 15
DRAWS = 10
ROOT = Path(__file__).parent.parent
DATA = ROOT / "planlint/compare/calibration.json"


def ties_of(job: tuple[str, str]) -> list[dict[str, Any]]:
    """The ties of one file, as plain data; a file that fails is printed and left out."""
    name, repository = job
    text = Path(name).read_text(encoding="utf-8-sig", errors="replace")
    source = Source(text, name)
    context = Context(parse_document(source), load_vocabulary())
    ties = all_ties(context)
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
            "text": source.line_text(tie.node.line).strip()[:150],
            "parts": [source.line_text(part.line).strip()[:90] for part in tie.parts[:8]],
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


def count(ties: list[dict[str, Any]]) -> dict[str, Any]:
    """The counts by relation and combination of features."""
    by_relation: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tie in ties:
        by_relation[tie["relation"]].append(tie)
    result = {}
    for relation, own in sorted(by_relation.items()):
        cells: dict[str, Counter[str]] = defaultdict(Counter)
        seen: Counter[tuple[str, str]] = Counter()
        for tie in own:
            for depth in range(len(tie["features"]) + 1):
                cell = "|".join(tie["features"][:depth])
                seen[cell, tie["repository"]] += 1
                if seen[cell, tie["repository"]] <= CAP:
                    cells[cell][tie["outcome"]] += 1
        result[relation] = {
            "cells": {cell: dict(counts) for cell, counts in sorted(cells.items()) if sum(counts.values()) > 1},
            "null": dict(null(own)),
        }
    return result


def null(ties: list[dict[str, Any]]) -> Counter[str]:
    """The outcomes of statements held against the evidence of other plans."""
    rng, drawn = random.Random(1), Counter[str]()
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
    relations = count(ties)
    before = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    for relation, data in relations.items():
        if "judged" in before.get(relation, {}):
            data["judged"] = before[relation]["judged"]
    if arguments.show:
        show(ties, arguments.show, set(filter(None, arguments.outcome.split(","))), arguments.n, Calibration(relations))
        return
    DATA.write_text(json.dumps(relations, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    (ROOT / "docs/relations.md").write_text(document(ties, relations, len(jobs)), encoding="utf-8")
    print(f"{len(jobs)} plans, {len(ties)} ties")
    for relation, data in relations.items():
        counts = data["cells"][""]
        n = sum(counts.values())
        print(f"{relation:24} {n:6} " + " ".join(f"{o} {100 * counts.get(o, 0) / n:.0f}%" for o in OUTCOMES))


if __name__ == "__main__":
    main()

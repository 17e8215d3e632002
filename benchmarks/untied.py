#!/usr/bin/env python3
"""Look for relations that planlint lacks: counts and sums that no relation ties, and what in their plan they equal.

    python benchmarks/untied.py FOLDER... [--leave-out FOLDER...] [--fewest 8] [--show N]

Every untied count or effort of 5 and more is held against each list, table, drawing and run of headings in its plan:
how many it has, and what a column or the amounts of that unit in it add up to. Cases are told apart by the statement
(its kind of line, how it is written), the evidence, where that stands, and whether it is headed by the noun. Where
equal ones outnumber near ones (20 %) by far, in ten repositories or more, a relation is missing, or its conditions shut
these out; the near ones are then contradictions. Chance makes about one near case for each equal one. With `--show N`
the first N equal and near cases of each combination are printed for reading.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from calibrate import files

from planlint.compare.plan import Plan
from planlint.compare.relations import all_ties
from planlint.markdown.document import Document
from planlint.plan.amounts import Amount
from planlint.plan.outline import Group, Node
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

LEAST, NEAR, MOST = 5, 0.2, 300_000
KINDS = ("count", "bare", "time", "points")


class Evidence(NamedTuple):
    """What a statement may say of a group: how many it has (`unit` is None), or a sum of figures of one unit."""

    kind: str
    value: float
    unit: str | None
    title: str
    group: Group


class Case(NamedTuple):
    """One statement and one piece of evidence: of which combination, how they compare, and where they stand."""

    combination: tuple[str, ...]
    outcome: str
    repository: str
    shown: str


def cases(job: tuple[str, str]) -> list[Case]:
    """All cases of one plan, of each combination the evidence that stands nearest."""
    name, repository = job
    text = Path(name).read_text(encoding="utf-8-sig", errors="replace")
    if len(text) > MOST:
        return []
    plan = Plan(Document(Source(text, name)), load_vocabulary())
    tied = {tie.amount.start for tie in all_ties(plan) if tie.amount is not None}
    evidence = [each for group in plan.outline.groups if len(group.nodes) > 1 for each in _evidence(plan, group)]
    found = []
    for node in plan.outline.nodes:
        for stated in node.amounts:
            wanted = stated.kind in KINDS and stated.exact and stated.of is None and not stated.decimals
            if not wanted or stated.low < LEAST or stated.start in tied:
                continue
            nearest: dict[tuple[str, ...], Evidence] = {}
            for each in sorted(evidence, key=lambda each: abs(each.group.nodes[0].index - node.index)):
                if combination := _combination(plan, node, stated, each):
                    nearest.setdefault(combination, each)
            for combination, each in nearest.items():
                outcome = _outcome(stated.low, each.value)
                place = (
                    f"{name}:{node.line + 1} {plan.outline.words(node)[:70]!r} {stated.low:g} against {each.value:g}"
                )
                found.append(Case(combination, outcome, repository, f"{place} in line {each.group.nodes[0].line + 1}"))
    return found


def _evidence(plan: Plan, group: Group) -> Iterator[Evidence]:
    heads = [node for node in (group.lead, group.heading) if node]
    title = " ".join(plan.outline.words(node).casefold() for node in dict.fromkeys(heads))
    yield Evidence(f"number of {group.kind}", float(len(group.nodes)), None, title, group)
    members = [node for node in group.nodes if node not in plan.outline.totals]
    table = group.nodes[0].table
    if group.kind == "rows" and table:
        for column, cell in enumerate(table.header.cells):
            head = f"{title} {cell.text.casefold()}"
            yield from _sum("sum of a column", [node.figures.get(column, ()) for node in members], head, group)
    else:
        yield from _sum(f"sum over {group.kind}", [node.amounts for node in members], title, group)


def _sum(kind: str, figures: list[object], title: str, group: Group) -> Iterator[Evidence]:
    """The sum of each unit that most members state once."""
    by_unit: dict[str, list[float]] = defaultdict(list)
    for own in figures:
        amounts = [a for a in own if isinstance(a, Amount)] if isinstance(own, list | tuple) else []
        units = Counter(a.unit for a in amounts if a.of is None and a.exact)
        for a in amounts:
            if units[a.unit] == 1:
                by_unit[a.unit].append(a.low)
    for unit, values in by_unit.items():
        if len(values) > 1 and 2 * len(values) > len(figures):
            yield Evidence(kind, sum(values), unit, title, group)


def _combination(plan: Plan, node: Node, stated: Amount, evidence: Evidence) -> tuple[str, ...] | None:
    """What kind of case this is; None where the two cannot be about one thing."""
    group, first = evidence.group, evidence.group.nodes[0]
    if node in group.nodes or (evidence.unit is None and stated.kind not in ("count", "bare")):
        return None
    if evidence.unit is not None and evidence.unit != stated.unit:
        return None
    noun = stated.words[0].rstrip("s") if stated.words and stated.kind == "count" else ""
    named = len(noun) > 3 and noun in evidence.title
    inside = node.section in first.section.path
    if node is group.lead or node is group.heading:
        where = "right below"
    elif first.section is node.section:
        where = "in the section, " + ("below" if first.index > node.index else "above")
    else:
        where = "in a section of it" if inside else "elsewhere"
    if where == "elsewhere" and not named:
        return None
    before = plan.outline.text[node.start : stated.left].rstrip(" *_")
    form = "bracket" if before.endswith(("(", "[")) else "field" if before.endswith(":") else "sentence"
    form = form if re.search(r"\w", before) else "start"
    return node.kind, form, evidence.kind, where, "named" if named else "-"


def _outcome(stated: float, value: float) -> str:
    if stated == value:
        return "equal"
    return "near" if abs(stated - value) <= max(1.0, NEAR * stated) else "far"


def main() -> None:
    """Count the cases and print the combinations, those that are equal most often first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[])
    parser.add_argument("--fewest", type=int, default=8, help="equal cases of a combination that is printed")
    parser.add_argument("--show", type=int, default=0, help="how many equal and near cases of each are printed")
    options = parser.parse_args()
    found: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    with ProcessPoolExecutor() as pool:
        for each in pool.map(cases, list(files(options.folders, options.leave_out)), chunksize=20):
            for case in each:
                found[case.combination].append(case)
    print("equal near   far repositories  combination")
    for combination, every in sorted(found.items(), key=lambda item: _share(item[1]), reverse=True):
        count = Counter(case.outcome for case in every)
        if count["equal"] < options.fewest:
            continue
        where = len({case.repository for case in every if case.outcome == "equal"})
        print(f"{count['equal']:5} {count['near']:4} {count['far']:5} {where:12}  {', '.join(combination)}")
        for outcome in ("equal", "near"):
            shown = [case.shown for case in every if case.outcome == outcome][: options.show]
            print(*(f"      {outcome} {line}" for line in shown), sep="\n", end="\n" if shown else "")


def _share(every: list[Case]) -> float:
    count = Counter(case.outcome for case in every)
    return count["equal"] / (count["equal"] + count["near"] + 0.3 * count["far"] + 1)


if __name__ == "__main__":
    main()

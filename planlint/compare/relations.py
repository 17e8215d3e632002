"""All relations, family by family: what a plan must hold for a family to have something to say about it.

A family is a module with a function `ties`; it is imported when the first plan comes that has what it looks for.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from planlint.compare.calibration import load
from planlint.compare.judge import judge
from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.plan.amounts import COUNTS
from planlint.text.patterns import regex

_RANK = regex(r"P(?<=\bP)[0-5]\b")


def _counts(plan: Plan) -> bool:
    return not COUNTS.isdisjoint([amount.kind for amount in plan.outline.amounts.all])


def _efforts(plan: Plan) -> bool:
    return not {"time", "points"}.isdisjoint([amount.kind for amount in plan.outline.amounts.all])


def _percents(plan: Plan) -> bool:
    return "percent" in [amount.kind for amount in plan.outline.amounts.all]


def _percentages(plan: Plan) -> bool:
    return [amount.kind for amount in plan.outline.amounts.all].count("percent") > 1


def _three_figures(plan: Plan) -> bool:
    """Two that make up a third; a range has two."""
    amounts = plan.outline.amounts.all
    return len(amounts) > 2 or (len(amounts) == 2 and True in [each.low != each.high for each in amounts])


def _attributes(plan: Plan) -> bool:
    keys = plan.vocabulary.keys
    wanted = keys["priority"] | keys["owner"] | keys["version"]
    return _has_field(plan, wanted) or _RANK.search(plan.document.prose) is not None


def _phases(plan: Plan) -> bool:
    return _has_field(plan, plan.vocabulary.keys["status"] | plan.vocabulary.lists["next-keys"])


def _has_field(plan: Plan, keys: frozenset[str]) -> bool:
    return not keys.isdisjoint([field.key for field in plan.fields])


def _times(plan: Plan) -> bool:
    return bool(plan.dates.periods or plan.ordinals.all)


FAMILIES: Mapping[str, Callable[[Plan], object]] = {
    "attributes": _attributes,
    "efforts": _efforts,
    "boxes": lambda plan: plan.shares,
    "tally": _counts,
    "members": _counts,
    "apart": lambda plan: plan.outline.groups,
    "share": lambda plan: plan.shares or _percents(plan),
    "images": lambda plan: "![" in plan.source.text or "<img" in plan.source.text.casefold(),
    "front": lambda plan: plan.counts,
    "arithmetic": _three_figures,
    "changes": lambda plan: plan.outline.amounts.all,
    "overall": lambda plan: plan.shares,
    "portions": _percents,
    "breakdown": _percentages,
    "kinds": lambda plan: len(plan.outline.amounts.all) > 1,
    "claims": lambda plan: len(plan.claims) > 1,
    "total": _three_figures,
    "plain": lambda plan: _counts(plan) and _three_figures(plan),
    "results": lambda plan: plan.outline.totals and _three_figures(plan),
    "same": lambda plan: plan.measures or plan.statements or plan.document_statements,
    "states": lambda plan: plan.tasks or plan.statements,
    "slots": lambda plan: plan.statements or plan.document_statements or not plan.document.prose.isascii(),
    "degrees": lambda plan: plan.shares and (plan.statements or not plan.document.prose.isascii()),
    "listed": lambda plan: plan.tasks or plan.statements,
    "marks": lambda plan: plan.statements and not plan.document.prose.isascii(),
    "phases": _phases,
    "formulas": lambda plan: plan.document.tables,
    "sections": _three_figures,
    "details": lambda plan: plan.outline.amounts.all,
    "order": lambda plan: _times(plan) or plan.dates.impossible,
    "spans": _times,
    "series": lambda plan: plan.outline.amounts.ordinals or plan.ordinals.all,
    "updates": lambda plan: plan.dates.periods,
}
"""The modules by name -> whether a plan can have ties of theirs, for much less than it takes to look for them."""


def all_ties(plan: Plan) -> list[Tie]:
    """The ties of every relation, unjudged."""
    _ = plan.fields  # before anything else: there the bare figures of points fields get their unit
    return [tie for family, may_have in FAMILIES.items() if may_have(plan) for tie in _module(family).ties(plan)]


@cache
def _module(family: str) -> Any:
    return import_module(f"planlint.compare.{family}")


@lru_cache(maxsize=1)  # one rule after the other asks, and what is found refers to the plan: it would keep it alive
def contradictions(plan: Plan) -> tuple[Mapping[str, list[Tie]], Exception | None]:
    """The ties that disagree, judged by the calibration that planlint ships, in the order of the text, by the code of
    their rule; worked out once for a plan. And why a family failed, if one did: those of the others stand."""
    ties, fault = list[Tie](), None
    for family, may_have in FAMILIES.items():
        try:
            _ = plan.fields  # as in `all_ties`
            if may_have(plan):
                ties += _module(family).ties(plan)
        except Exception as error:
            fault = error
    found: dict[str, list[Tie]] = {}
    for tie in judge(ties, load()):
        found.setdefault(tie.code, []).append(tie)
    return found, fault

"""What a project's lead looks for first: what is overdue and due next, folders, problems by rule, and filters."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from planlint.output.overview.collect import totals
from planlint.output.overview.shape import Dated, PlanData, Report, Totals
from planlint.output.overview.timeline import is_overdue
from planlint.output.page.figures import STATE_NAMES

_SOON = timedelta(days=30)
_WEIGHTS = {"error": 10_000, "warning": 100, "info": 1}
_Entries = list[tuple[PlanData, Dated]]


def agenda(report: Report) -> tuple[_Entries, _Entries]:
    """What should be over, the longest overdue first, and what ends within a month, of all plans."""
    today = date.fromisoformat(report["today"])
    dated = [(plan, each) for plan in report["plans"] for each in plan["dates"] if each["state"] != "done"]
    dated.sort(key=lambda entry: entry[1]["end"])
    late = [entry for entry in dated if is_overdue(entry[1], today)]
    return late, [entry for entry in dated if timedelta() <= date.fromisoformat(entry[1]["end"]) - today <= _SOON]


def choices(report: Report) -> list[tuple[str, Mapping[str, str]]]:
    """What entries are filtered by: a name, and the values with what they are called."""
    found = {problem["code"]: problem["rule"] for plan in report["plans"] for problem in plan["problems"]}
    names = [each["name"] for each in report["totals"]["owners"]]
    return [
        ("State", dict([("overdue", "overdue"), *STATE_NAMES.items()])),
        ("Severity", {"error": "error", "warning": "warning", "info": "note"} if found else {}),
        ("Rule", {code: f"{code} {found[code]}" for code in sorted(found)}),
        ("Owner", {name.casefold() or "-": name or "nobody named" for name in names}),
    ]


def weight(plan: PlanData) -> int:
    """How bad the problems of a plan are."""
    return sum(_WEIGHTS[problem["severity"]] for problem in plan["problems"])


def rules(report: Report) -> list[tuple[str, int, int]]:
    """How often each rule found something, and in how many plans, the most frequent first."""
    found: dict[str, list[int]] = defaultdict(list)
    for index, plan in enumerate(report["plans"]):
        for problem in plan["problems"]:
            found[f"{problem['code']} {problem['rule']}"].append(index)
    return sorted(
        ((rule, len(places), len(set(places))) for rule, places in found.items()), key=lambda each: (-each[1], each[0])
    )


def folders(report: Report) -> list[tuple[str, Totals]]:
    """The totals of each folder."""
    found: dict[str, list[PlanData]] = defaultdict(list)
    for plan in report["plans"]:
        found[plan["path"].rpartition("/")[0] or "."].append(plan)
    return [(name, totals(found[name], date.fromisoformat(report["today"]))) for name in sorted(found)]

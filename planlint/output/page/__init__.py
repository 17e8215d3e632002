"""The report as one page that loads nothing: a pure function of the report's data."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from planlint.output.overview.collect import totals
from planlint.output.overview.shape import Dated, PlanData, Report, Totals
from planlint.output.overview.timeline import is_overdue
from planlint.output.page import figures, timeline
from planlint.output.page.figures import STATE_NAMES
from planlint.text.visible import visible

_HERE = Path(__file__).parent


def render(report: Report) -> str:
    """The whole page, as HTML. Its policy lets no part of it load or run anything but its own style and script; what
    the template shows is escaped, and its control characters are visible."""
    style, script = (_HERE.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    late, soon = agenda(report)
    worst = sorted(enumerate(report["plans"]), key=lambda each: -weight(each[1]))
    return (
        _environment()
        .get_template("page.html")
        .render(
            report,
            policy=Markup(policy),
            style=Markup(style),
            script=Markup(script),
            day_of_report=date.fromisoformat(report["today"]),
            states=STATE_NAMES,
            choices=choices(report),
            late=late,
            soon=soon,
            worst=[(index, plan, weight(plan)) for index, plan in worst],
            folders=folders(report),
            rules=rules(report),
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=_shown,
    )
    made.filters |= {name: getattr(figures, name) for name in figures.FILTERS}
    made.filters |= {
        "casefold": str.casefold,
        "scale": timeline.Scale,
        "area": timeline.area,
        "change": timeline.change,
    }
    made.tests["overdue"] = is_overdue
    return made


def _shown(value: Any) -> Any:
    return visible(value) if type(value) is str else value


def _hash(content: str) -> str:
    """As a Content-Security-Policy names an inline style or script."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


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

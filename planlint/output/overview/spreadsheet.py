"""The report as CSV: one row a plan."""

import csv
import io
from collections import Counter
from datetime import date

from planlint.output.overview.shape import STATES, PlanData, Report
from planlint.output.overview.timeline import is_overdue
from planlint.text.visible import visible

_COLUMNS = (
    *("path", "title", "status", "owners", "done", "total", "error", "warning", "info", "known"),
    *(f"{unit}_{state}" for unit in ("hours", "points") for state in STATES),
    *("overdue", "next"),
)
_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes a cell for a formula by."""


def as_csv(report: Report) -> str:
    """The plans in the order of their paths, below a line with the names of the columns (docs/report.md)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for plan in report["plans"]:
        row = _row(plan, date.fromisoformat(report["today"]))
        writer.writerow({name: _calm(value) if isinstance(value, str) else value for name, value in row.items()})
    return out.getvalue()


def _row(plan: PlanData, today: date) -> dict[str, object]:
    """The columns of a plan by their names."""
    found = Counter(problem["severity"] for problem in plan["problems"])
    ends = [each["end"] for each in plan["dates"] if each["state"] != "done" and each["end"] >= today.isoformat()]
    status = plan["status"]
    return {
        "path": plan["path"],
        "title": plan["title"],
        "status": status["state"] if status else "",
        "owners": "; ".join(dict.fromkeys(name for item in plan["items"] for name in item["owners"])),
        **plan["tasks"],
        **{severity: found[severity] for severity in ("error", "warning", "info")},
        "known": plan["known"],
        **{f"hours_{state}": amount for state, amount in plan["estimates"]["hours"].items()},
        **{f"points_{state}": amount for state, amount in plan["estimates"]["points"].items()},
        "overdue": sum(is_overdue(each, today) for each in plan["dates"]),
        "next": min(ends, default=""),
    }


def _calm(text: str) -> str:
    """Text that a spreadsheet shows as it is."""
    text = visible(text)
    return f"'{text}" if text.startswith(_FORMULA) else text

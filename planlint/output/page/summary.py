"""The top of the page: all plans together, and the table that leads to each."""

from collections import Counter
from collections.abc import Sequence

from planlint.output.overview.shape import Failure, PlanData, Report, Totals
from planlint.output.page.parts import (
    MONTHS,
    amounts_bar,
    count,
    left,
    number,
    own,
    percent,
    severities,
    share_bar,
    tasks_done,
    text,
    total,
)


def overview(report: Report) -> str:
    """Totals, and with several plans one row for each."""
    if not report["plans"]:
        content = "<p>No plans were found. Folders are searched for <code>*.md</code> and <code>*.markdown</code>.</p>"
    else:
        content = _tiles(report["totals"]) + (_table(report["plans"]) if len(report["plans"]) > 1 else "")
    return f'<section aria-labelledby="overview"><h2 id="overview">Overview</h2>{content}</section>\n'


def failures(found: Sequence[Failure]) -> str:
    """The paths that could not be used."""
    if not found:
        return ""
    items = "".join(f"<li>{own(failure['message'])}</li>" for failure in found)
    return (
        f'<section aria-labelledby="failures"><h2 id="failures">What could not be read</h2>'
        f'<ul class="failures">{items}</ul></section>\n'
    )


def _tiles(totals: Totals) -> str:
    tasks, problems = totals["tasks"], totals["problems"]
    done = "none"
    if tasks["total"]:
        told = f'<span class="small">{tasks["done"]:,} of {tasks["total"]:,} done</span>'
        done = f'<div class="figure">{text(percent(tasks))}</div>{share_bar(tasks)}{told}'
    times = {"error": problems["error"], "warning": problems["warning"], "info": problems["info"]}
    known = f'<span class="small muted">{count(totals["known"], "problem")} in the baseline</span>'
    tiles = [
        ("Tasks", done),
        (
            "Problems",
            f'<div class="figure">{sum(times.values()):,}</div><div class="legend">{severities(times)}</div>'
            + (known if totals["known"] else ""),
        ),
    ]
    for name, amounts, unit in (
        ("Estimated hours left", totals["hours"], "h"),
        ("Story points left", totals["points"], "points"),
    ):
        if total(amounts):
            rest = left(amounts)
            told = "not stated" if rest is None else number(rest)
            figure = f'<div class="figure">{told}</div>{amounts_bar(amounts, unit)}'
            tiles.append((name, figure))
    cells = "".join(f'<div class="tile"><dt>{name}</dt><dd>{content}</dd></div>' for name, content in tiles)
    return f'<dl class="tiles">{cells}</dl>'


def _table(plans: Sequence[PlanData]) -> str:
    worst = sorted(enumerate(plans), key=lambda each: -_weight(each[1]))
    rows = "".join(_row(plan, index) for index, plan in worst)
    heads = (("Plan", ""), ("Tasks", ""), ("Problems", ' class="narrow"'), ("Hours left", ' class="number wide"'))
    head = "".join(f'<th scope="col"{style}>{name}</th>' for name, style in (*heads, ("Dates", ' class="wide"')))
    return (
        '<div class="plans"><table><caption class="hidden">All plans</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(plan: PlanData, index: int) -> str:
    tasks, hours = plan["tasks"], plan["estimates"]["hours"]
    share = tasks["done"] / tasks["total"] if tasks["total"] else ""
    found: Counter[str] = Counter(problem["severity"] for problem in plan["problems"])
    hours_left = left(hours)
    return (
        f'<tr><th scope="row"><a href="#plan{index}">{own(plan["title"])}</a>'
        f'<span class="path">{own(plan["path"])}</span></th>'
        f'<td class="share" data-n="{share}">{tasks_done(tasks)}</td>'
        f'<td class="narrow" data-n="{_weight(plan)}"><div class="counts">{severities(found) or "none"}</div></td>'
        f'<td class="number wide" data-n="{"" if hours_left is None else hours_left}">'
        f"{'' if hours_left is None else number(hours_left)}</td>"
        f'<td class="wide small" data-n="{_first_day(plan)}">{_extent(plan)}</td></tr>\n'
    )


def _weight(plan: PlanData) -> int:
    """How bad the problems of a plan are."""
    weights = {"error": 10_000, "warning": 100, "info": 1}
    return sum(weights[problem["severity"]] for problem in plan["problems"])


def _first_day(plan: PlanData) -> str:
    return min((dated["start"] for dated in plan["dates"]), default="").replace("-", "")


def _extent(plan: PlanData) -> str:
    """From the first to the last month in which something takes place."""
    if not plan["dates"]:
        return ""
    first, last = (_month(day) for day in (plan["dates"][0]["start"], max(dated["end"] for dated in plan["dates"])))
    return first if first == last else f"{first} – {last}"


def _month(iso: str) -> str:
    return f'<span class="nowrap">{MONTHS[int(iso[5:7]) - 1]} {iso[:4]}</span>'

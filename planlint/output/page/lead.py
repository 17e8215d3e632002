"""What a project's lead looks for first: what is overdue and due next, folders, and problems by rule."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from planlint.output.overview.estimates import add, no_amounts
from planlint.output.overview.shape import Amounts, Dated, PlanData, Report, Share
from planlint.output.overview.timeline import is_overdue
from planlint.output.page.parts import STATE_NAMES, box, count, day, grid, left, link, number, own, tasks_done, text
from planlint.output.page.timeline import dated_facets

_SOON = timedelta(days=30)
_MOST = 12
_Entry = tuple[PlanData, Dated]


def agenda(report: Report) -> str:
    """What should be over, the longest overdue first, and what ends within a month, of all plans."""
    today = date.fromisoformat(report["today"])
    dated = [(plan, each) for plan in report["plans"] for each in plan["dates"] if each["state"] != "done"]
    dated.sort(key=lambda entry: entry[1]["end"])
    late = [entry for entry in dated if is_overdue(entry[1], today)]
    soon = [entry for entry in dated if timedelta() <= date.fromisoformat(entry[1]["end"]) - today <= _SOON]
    parts = _entries("Overdue", late, today) + _entries("Due in the next 30 days", soon, today)
    return box("agenda", "Next", parts) if parts else ""


def _entries(title: str, found: Sequence[_Entry], today: date) -> str:
    if not found:
        return ""
    rows = (
        f'<tr{dated_facets(each, today)}><th scope="row">{link(plan["href"], each["line"], each["title"])}</th>'
        f'<td class="wide">{own(plan["title"])}</td><td class="number wide">{day(each["end"])}</td>'
        f'<td class="number">{_distance(date.fromisoformat(each["end"]), today)}</td></tr>'
        for plan, each in found[:_MOST]
    )
    more = f'<p class="small muted">and {len(found) - _MOST:,} more</p>' if len(found) > _MOST else ""
    heads = (("What", ""), ("Plan", "wide"), ("End", "number wide"), ("Days", "number"))
    return f'<div class="agenda"><h3>{title}</h3>{grid(heads, rows)}{more}</div>'


def _distance(end: date, today: date) -> str:
    days = (end - today).days
    return "today" if not days else f"{count(-days, 'day')} late" if days < 0 else f"in {count(days, 'day')}"


def rules(report: Report) -> str:
    """How often each rule found something, and in how many plans."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, plan in enumerate(report["plans"]):
        for problem in plan["problems"]:
            found[problem["code"], problem["rule"]].append(index)
    if len(report["plans"]) < 2 or not found:
        return ""
    rows = (
        f'<tr><th scope="row">{text(code)} {text(rule)}</th><td class="number">{len(places):,}</td>'
        f'<td class="number">{len(set(places)):,}</td></tr>'
        for (code, rule), places in sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    )
    heads = (("Rule", ""), ("Problems", "number"), ("Plans", "number"))
    return box("rules", "Problems by rule", grid(heads, rows))


def tools(report: Report) -> str:
    """What finds entries in the page: words, and what they have to be."""
    found = {problem["code"]: problem["rule"] for plan in report["plans"] for problem in plan["problems"]}
    names = [each["name"] for each in report["totals"]["owners"]]
    choices: Mapping[str, Mapping[str, str]] = {
        "State": dict([("overdue", "overdue"), *STATE_NAMES.items()]),
        "Severity": {"error": "error", "warning": "warning", "info": "note"} if found else {},
        "Rule": {code: f"{code} {found[code]}" for code in sorted(found)},
        "Owner": {name.casefold() or "-": name or "nobody named" for name in names},
    }
    selects = ""
    for name, each in choices.items():
        options = "".join(f'<option value="{text(value)}">{text(told)}</option>' for value, told in each.items())
        if options:
            any_of = f'<select name="{name.lower()}"><option value="">any</option>'
            selects += f"<label>{name}{any_of}{options}</select></label>"
    return (
        '<div class="tools" role="search" hidden><label>Search<input type="search" name="words"></label>'
        f'{selects}<output class="small muted"></output></div>'
    )


def owners(report: Report) -> str:
    """What is whose, where plans name somebody."""
    rows = (
        f'<tr><th scope="row">{own(each["name"]) if each["name"] else "nobody named"}</th>'
        f'<td class="share">{tasks_done(each["tasks"])}</td><td class="number">{each["overdue"] or ""}</td>'
        f'<td class="number wide">{_hours_left(each["hours"])}</td></tr>'
        for each in report["totals"]["owners"]
    )
    heads = (("Owner", ""), ("Tasks", ""), ("Overdue", "number"), ("Hours left", "number wide"))
    return box("owners", "Owners", grid(heads, rows)) if report["totals"]["owners"] else ""


def folders(report: Report) -> str:
    """The totals of each folder, where there are several."""
    by_folder: dict[str, list[PlanData]] = defaultdict(list)
    for plan in report["plans"]:
        by_folder[plan["path"].rpartition("/")[0] or "."].append(plan)
    if len(by_folder) < 2:
        return ""
    rows = (_folder(name, plans) for name, plans in sorted(by_folder.items()))
    heads = (
        ("Folder", ""),
        ("Plans", "number wide"),
        ("Tasks", ""),
        ("Problems", "number"),
        ("Hours left", "number wide"),
    )
    return box("folders", "Folders", grid(heads, rows))


def _folder(name: str, plans: Sequence[PlanData]) -> str:
    tasks: Share = {"done": sum(p["tasks"]["done"] for p in plans), "total": sum(p["tasks"]["total"] for p in plans)}
    hours = no_amounts()
    for plan in plans:
        add(hours, plan["estimates"]["hours"])
    return (
        f'<tr><th scope="row">{own(name)}</th><td class="number wide">{len(plans):,}</td>'
        f'<td class="share">{tasks_done(tasks)}</td>'
        f'<td class="number">{sum(len(plan["problems"]) for plan in plans):,}</td>'
        f'<td class="number wide">{_hours_left(hours)}</td></tr>'
    )


def _hours_left(hours: Amounts) -> str:
    rest = left(hours)
    return "" if rest is None else number(rest)

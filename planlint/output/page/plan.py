"""One plan on the page: its progress, estimates, dates and problems."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from planlint.output.overview.shape import Estimate, Estimates, Item, Place, PlanData, Problem, Section
from planlint.output.page.parts import (
    STATE_NAMES,
    amounts_bar,
    count,
    facets,
    grid,
    link,
    number,
    own,
    percent,
    severities,
    share_bar,
    text,
    total,
)
from planlint.output.page.timeline import timeline

_DEEPEST = 3
_MOST_LINES = 8
_FIXES = {"safe": "Safe fix", "unsafe": "Unsafe fix", "display": "Suggestion"}
_SEVERITIES = {"error": "Error", "warning": "Warning", "info": "Note"}


def plan_card(plan: PlanData, index: int, today: date, *, opened: bool) -> str:
    """All about one plan, below a line that sums it up and opens and closes it."""
    parts = [
        _about(plan),
        _part("Progress", _progress(plan)) if plan["items"] else "",
        _part("Estimates", _estimates(plan["estimates"], plan["href"])) if plan["estimates"]["items"] else "",
        _part("Timeline", timeline(plan["dates"], plan["href"], today, index)) if plan["dates"] else "",
        _part("Problems", _problems(plan)) if plan["problems"] else "",
    ]
    return (
        f'<details class="plan" id="plan{index}"{" open" if opened else ""}>{_summary(plan)}'
        f'<div class="body">{"".join(parts)}</div></details>\n'
    )


def _part(title: str, content: str) -> str:
    return f"<section><h3>{title}</h3>{content}</section>"


def _summary(plan: PlanData) -> str:
    tasks = plan["tasks"]
    done = '<span class="small muted">no tasks</span>'
    if tasks["total"]:
        done = f'{share_bar(tasks)}<span class="small">{_of(plan)} · {text(percent(tasks))}</span>'
    found: Counter[str] = Counter(problem["severity"] for problem in plan["problems"])
    worst = severities(found) or '<span class="muted">no problems</span>'
    return (
        f'<summary><span><h2>{own(plan["title"])}</h2><span class="small muted">{own(plan["path"])}</span></span>'
        f'<span>{done}</span><span class="counts">{worst}</span></summary>'
    )


def _of(plan: PlanData) -> str:
    tasks = plan["tasks"]
    return f"{tasks['done']:,} of {_tasks(plan, tasks['total'])}"


def _tasks(plan: PlanData, number: int) -> str:
    return (
        count(number, "task") if plan["counted"] == "boxes" else f"{number:,} {'entry' if number == 1 else 'entries'}"
    )


def _about(plan: PlanData) -> str:
    parts = [f'<a href="{text(plan["href"])}">Open the file<span class="hidden"> {own(plan["path"])}</span></a>']
    if status := plan["status"]:
        where = f"{text(plan['href'])}#L{status['line']}"
        parts.append(f'calls itself <a href="{where}">“{own(status["text"])}”</a>')
    if plan["known"]:
        parts.append(f"{count(plan['known'], 'problem')} in the baseline not shown")
    return f'<p class="about small">{" · ".join(parts)}</p>'


def _problems(plan: PlanData) -> str:
    return f"<ol>{''.join(_problem(problem, plan) for problem in plan['problems'])}</ol>"


def _problem(problem: Problem, plan: PlanData) -> str:
    excerpt = problem["excerpt"]
    marked = f"<mark>{text(excerpt['marked'])}</mark>" if excerpt["marked"].strip() else text(excerpt["marked"])
    line = f"{text(excerpt['before'])}{marked}{text(excerpt['after'])}"
    quote = f'<pre dir="auto"><code>{line}</code></pre>' if line.strip() else ""
    fix = problem["fix"]
    mend = f'<p class="fix">{_FIXES[fix["grade"]]}: {own(fix["title"])}</p>' if fix else ""
    severity = problem["severity"]
    where = f"{plan['path']}:{problem['line']}"
    return (
        f'<li class="problem {severity}"{facets(problem["owners"], severity=severity, rule=problem["code"])}>'
        f'<p class="head"><b class="{severity}">'
        f"{_SEVERITIES[severity]}</b> <span>{text(problem['code'])} {text(problem['rule'])}</span> "
        f"{link(plan['href'], problem['line'], where)}</p>"
        f'<p class="message" dir="auto">{text(problem["message"])}</p>'
        f"{quote}{_sides(problem['related'], plan)}{mend}</li>"
    )


def _sides(related: Sequence[Place], plan: PlanData) -> str:
    """The other places, those with one message together."""
    lines: dict[str, list[int]] = {}
    for place in related:
        lines.setdefault(place["message"], []).append(place["line"])
    items = []
    for message, numbers in lines.items():
        links = [_line(plan, each) for each in dict.fromkeys(numbers)]
        if len(links) > _MOST_LINES:
            links = [*links[: _MOST_LINES - 1], "…", links[-1]]
        items.append(f"<li>{', '.join(links).replace(', …, ', ' … ')}: {own(message)}</li>")
    return f'<ul class="sides">{"".join(items)}</ul>' if items else ""


def _line(plan: PlanData, line: int) -> str:
    return f'<a class="nowrap" href="{text(plan["href"])}#L{line}">line {line}</a>'


def _progress(plan: PlanData) -> str:
    sections = _sections(plan["sections"]) if plan["sections"] else ""
    return sections + _one_by_one(
        _tasks(plan, len(plan["items"])), [(item, "") for item in plan["items"]], plan["href"]
    )


def _sections(sections: Sequence[Section]) -> str:
    rows = (
        f'<tr><th scope="row"{_indent(section["depth"])}>{own(section["title"])}</th>'
        f'<td class="share">{share_bar(section["tasks"])}</td>'
        f'<td class="number">{section["tasks"]["done"]}/{section["tasks"]["total"]}</td></tr>'
        for section in sections
    )
    return grid((("Section", ""), ("Progress", ""), ("Done", "number")), rows)


def _indent(depth: int) -> str:
    return f' class="deep{min(depth, _DEEPEST)}"' if depth else ""


def _estimates(estimates: Estimates, href: str) -> str:
    units: Sequence[tuple[str, float, str]] = [
        (unit, total(amounts), amounts_bar(amounts, short))
        for unit, amounts, short in (
            ("hours", estimates["hours"], "h"),
            ("points", estimates["points"], "points"),
        )
        if total(amounts)
    ]
    bars = "".join(
        f'<p class="total small muted">{number(amount)} {unit} in all</p>{bar}' for unit, amount, bar in units
    )
    listed = [(item, f'<td class="number">{own(item["text"])}</td>') for item in estimates["items"]]
    return bars + _one_by_one(count(len(listed), "estimate"), listed, href, (("Estimate", "number"),))


def _owners(item: Estimate | Item) -> str:
    return f"<td>{own(', '.join(item['owners']))}</td>"


def _one_by_one(
    told: str, items: Sequence[tuple[Estimate | Item, str]], href: str, more: Sequence[tuple[str, str]] = ()
) -> str:
    """A folded table of items, each with what follows its name, state and owners in a row, below heads with `more`."""
    named = any(item["owners"] for item, _ in items)
    rows = (
        f'<tr{facets(item["owners"], state=item["state"])}><th scope="row">'
        f"{link(href, item['line'], item['title'])}</th>"
        f'<td class="nowrap">{STATE_NAMES[item["state"]]}</td>{_owners(item) if named else ""}{cell}</tr>'
        for item, cell in items
    )
    heads = [("What", ""), ("State", ""), *([("Owner", "")] if named else []), *more]
    return f'<details class="details"><summary>{told} one by one</summary>{grid(heads, rows)}</details>'

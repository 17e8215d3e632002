"""One plan on the page: its progress, estimates, dates and problems."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from planlint.output.overview.shape import Estimates, Place, PlanData, Problem, Section
from planlint.output.page.parts import (
    STATE_NAMES,
    amounts_bar,
    count,
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
        _part("Progress by section", _sections(plan["sections"])) if plan["sections"] else "",
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
    noun = "task" if plan["counted"] == "boxes" else "entry"
    nouns = noun if tasks["total"] == 1 else "tasks" if noun == "task" else "entries"
    return f"{tasks['done']:,} of {tasks['total']:,} {nouns}"


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
    where = f"{plan['path']}:{problem['line']}"
    return (
        f'<li class="problem {problem["severity"]}"><p class="head"><b class="{problem["severity"]}">'
        f"{_SEVERITIES[problem['severity']]}</b> <span>{text(problem['code'])} {text(problem['rule'])}</span> "
        f'<a href="{text(plan["href"])}#L{problem["line"]}">{own(where)}</a></p>'
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


def _sections(sections: Sequence[Section]) -> str:
    rows = "".join(
        f'<tr><th scope="row"{_indent(section["depth"])}>{own(section["title"])}</th>'
        f'<td class="share">{share_bar(section["tasks"])}</td>'
        f'<td class="number">{section["tasks"]["done"]}/{section["tasks"]["total"]}</td></tr>'
        for section in sections
    )
    head = '<tr><th scope="col">Section</th><th scope="col">Progress</th><th scope="col" class="number">Done</th></tr>'
    return f'<table class="sections"><thead>{head}</thead><tbody>{rows}</tbody></table>'


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
    return bars + "".join(_items(estimates, href))


def _items(estimates: Estimates, href: str) -> Iterator[str]:
    items = estimates["items"]
    yield f'<details class="details"><summary>{count(len(items), "estimate")} one by one</summary><table><thead>'
    yield '<tr><th scope="col">What</th><th scope="col">State</th><th scope="col" class="number">Estimate</th></tr>'
    yield "</thead><tbody>"
    for item in items:
        yield (
            f'<tr><th scope="row"><a href="{text(href)}#L{item["line"]}">{own(item["title"])}</a></th>'
            f'<td class="nowrap">{STATE_NAMES[item["state"]]}</td><td class="number">{own(item["text"])}</td></tr>'
        )
    yield "</tbody></table></details>"

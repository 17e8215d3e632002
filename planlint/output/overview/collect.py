"""The results of a run as the data of the report."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import planlint
from planlint.compare.entries import Counted
from planlint.compare.plan import Plan
from planlint.fixing.regions import plain_title
from planlint.markdown.document import Section
from planlint.output import shown_path
from planlint.output.overview.estimates import add, efforts, no_amounts, read_estimates
from planlint.output.overview.owners import by_line, by_owner, read_owners
from planlint.output.overview.progress import items, leaf_tasks, sections, share
from planlint.output.overview.shape import VERSION, Excerpt, Failure, Place, PlanData, Problem, Report, Status, Totals
from planlint.output.overview.things import Things
from planlint.output.overview.timeline import read_dates, read_whens
from planlint.running.ignore import repository
from planlint.running.linter import build_plan
from planlint.running.runner import FileResult
from planlint.settings.config import Overrides, Settings, find_settings
from planlint.text.diagnostics import Diagnostic, Severity
from planlint.text.source import Source, Span
from planlint.text.visible import fault

_WORTH_A_POOL = 400_000
_CHUNK = 8


@dataclass(frozen=True)
class _Work:
    """One file to read: what the run said of it, the settings it has, and what leads to it from the report."""

    result: FileResult
    settings: Settings
    href: str


def collect(
    results: Iterable[FileResult], overrides: Overrides, *, today: date, folder: Path, workers: int, base: str = ""
) -> Report:
    """The report on `results`, which a run with `overrides` made; `folder` is where the report is written, `base` the
    URL that shows the repository, if links are to lead there."""
    plans: list[PlanData] = []
    failures: dict[str, Failure] = {}
    work = []
    for result in results:
        for complaint in result.complaints:
            failures[complaint] = {"path": shown_path(result.path), "message": complaint}
        if result.error is None:
            settings = find_settings(Path(result.path).parent, overrides)
            work.append(_Work(result, settings, href(result.path, folder, base)))
    for found in _each(work, workers):
        if isinstance(found, str):
            failures[found] = {"path": found.partition(": ")[0], "message": found}
        else:
            plans.append(found)
    return {
        "version": VERSION,
        "planlint": planlint.__version__,
        "today": today.isoformat(),
        "totals": totals(plans, today),
        "failures": list(failures.values()),
        "trend": [],
        "plans": plans,
    }


def href(path: str, folder: Path, base: str = "") -> str:
    """A URL that leads from a page in `folder` to `path`; absolute where they are on different drives, and with a
    `base`, which stands for the root of the repository and may have a query."""
    if base:
        root = repository(Path(os.path.abspath(path)).parent) or Path.cwd()  # noqa: PTH100  (".." goes, links stay)
        before, mark, query = base.partition("?")
        return f"{before.rstrip('/')}/{href(path, root)}{mark}{query}"
    try:
        return quote(os.path.relpath(path, folder).replace(os.sep, "/"))
    except ValueError:
        return Path(path).absolute().as_uri()


def _each(work: list[_Work], workers: int) -> Iterator[PlanData | str]:
    if workers == 1 or sum(len(each.result.source.text) for each in work) < _WORTH_A_POOL:
        yield from map(_read, work)
        return
    from planlint.running.jobs import new_executor

    with new_executor(workers) as pool:
        yield from pool.map(_read, work, chunksize=_CHUNK)


def _read(work: _Work) -> PlanData | str:
    """One plan; one line for the user where it cannot be read."""
    try:
        return plan_data(work.result, build_plan(work.result.source, work.settings), work.href)
    except Exception as error:
        return f"{work.result.path}: planlint {fault(error)}"


def plan_data(result: FileResult, plan: Plan, link: str) -> PlanData:
    """All that the report says of one plan."""
    leaves = leaf_tasks(plan.tasks)
    counted, measures, whens, named = Counted(plan, leaves), efforts(plan), read_whens(plan), read_owners(plan)
    owned = [node for node, _ in named if node]
    things = Things(plan, counted, [*(measure.of for measure in measures), *whens, *owned])
    title = _title(plan)
    data: PlanData = {
        "path": shown_path(result.path),
        "href": link,
        "title": plain_title(plan.document, title) if title else Path(result.path).stem,
        "line": plan.source.line_of(title.heading.start) + 1 if title else 1,
        "status": _status(plan),
        "counted": "boxes" if plan.tasks else "entries" if counted.whole[1] else "nothing",
        "tasks": share(counted.whole),
        "items": list(items(things, leaves)),
        "sections": list(sections(plan.document, counted, title)),
        "problems": [problem(plan.source, diagnostic) for diagnostic in result.diagnostics],
        "known": result.known,
        "estimates": read_estimates(things, measures),
        "dates": read_dates(things, whens),
    }
    owners = by_line(things, named)
    for each in (*data["items"], *data["problems"], *data["estimates"]["items"], *data["dates"]):
        each["owners"] = owners[each["line"] - 1]
    return data


def _title(plan: Plan) -> Section | None:
    """The heading that stands for the whole plan: the first, where it is the only one of its level and no other is
    above it."""
    headings = plan.document.sections[1:]
    alone = headings and all(section.level > headings[0].level for section in headings[1:])
    return headings[0] if alone and headings[0].level <= 2 else None


def _status(plan: Plan) -> Status | None:
    for status in plan.document_statements:
        line = plan.source.line_of(status.place.start) + 1
        return {"text": " ".join(plan.source[status.place].split()), "state": status.state, "line": line}
    return None


_SEVERITIES: dict[Severity, Literal["error", "warning", "info"]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
}
_BEFORE, _MARKED, _AFTER = 60, 100, 60


def problem(source: Source, diagnostic: Diagnostic) -> Problem:
    """One diagnostic of `source`."""
    finding = diagnostic.finding
    line, column = source.place(finding.span.start)
    related: list[Place] = []
    for other in finding.related:
        other_line, other_column = source.place(other.span.start)
        related.append({"line": other_line + 1, "column": other_column + 1, "message": other.message})
    return {
        "code": diagnostic.code,
        "rule": diagnostic.rule,
        "severity": _SEVERITIES[diagnostic.severity],
        "line": line + 1,
        "column": column + 1,
        "message": finding.message,
        "excerpt": _excerpt(source, finding.span),
        "related": related,
        "fix": {"title": finding.fix.title, "grade": finding.fix.applicability.value} if finding.fix else None,
        "owners": [],
    }


def _excerpt(source: Source, span: Span) -> Excerpt:
    """The line that `span` starts on, without outer space; what is cut off is an ellipsis."""
    start, end = source.line_span(source.line_of(span.start))
    first = min(span.start, end)
    last = min(span.end, end)
    before, marked, after = source.text[start:first], source.text[first:last], source.text[last:end]
    return {
        "before": before.lstrip() if len(before) <= _BEFORE else "…" + before[-_BEFORE:],
        "marked": marked if len(marked) <= _MARKED else marked[:_MARKED] + "…",
        "after": after.rstrip() if len(after) <= _AFTER else after[:_AFTER] + "…",
    }


def totals(plans: Sequence[PlanData], today: date) -> Totals:
    """What plans come to together."""
    found: Totals = {
        "plans": len(plans),
        "tasks": {"done": 0, "total": 0},
        "problems": {"error": 0, "warning": 0, "info": 0},
        "known": 0,
        "hours": no_amounts(),
        "points": no_amounts(),
        "owners": by_owner(plans, today),
    }
    for plan in plans:
        found["tasks"]["done"] += plan["tasks"]["done"]
        found["tasks"]["total"] += plan["tasks"]["total"]
        found["known"] += plan["known"]
        for each in plan["problems"]:
            found["problems"][each["severity"]] += 1
        add(found["hours"], plan["estimates"]["hours"])
        add(found["points"], plan["estimates"]["points"])
    return found

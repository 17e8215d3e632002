"""Consistent plans for hypothesis: layouts that write a model of the work down.

Every number of a layout follows from the model (`work.py`), so a linter has nothing to say. To add a layout, write a
function from `Work` to text and decorate it with `layout`; `faults.py` breaks one thing of a text.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from translated import chinese, french, german
from work import Job, Work, half_up, percent, works

from planlint.settings.catalogue import check_of, rules
from planlint.text.diagnostics import Finding

LAYOUTS: dict[str, Callable[[Work], str]] = {}
FILES = {
    "docs/guide.md": "# Guide\n\n## House rules\n",
    "docs/lists/tools.md": "# Tools\n",
    "notes.md": "# Notes\n",
    "docs/map.png": "",
}
"""What lies around a plan: the files that `handbook` links to."""


def layout(function: Callable[[Work], str]) -> Callable[[Work], str]:
    """Register a layout under its name."""
    LAYOUTS[function.__name__] = function
    return function


def check_for(code: str) -> Callable[..., Iterable[Finding]]:
    """What looks for the faults of the rule with this code."""
    return check_of(rules()[code])


def plans(name: str | None = None) -> st.SearchStrategy[str]:
    """Consistent plans, of one layout or of any; lines end in LF."""
    chosen = st.sampled_from([LAYOUTS[name]] if name else list(LAYOUTS.values()))
    return st.builds(lambda write, work: write(work), chosen, works())


def few(count: int) -> settings:
    """So many examples; 500 with `pytest --hypothesis-profile slow`."""
    return settings(max_examples=500 if settings.get_current_profile_name() == "slow" else count)


@layout
def phases(work: Work) -> str:
    """Phases with boxes, fractions and bars."""
    lines = [f"# {work.title}", "", f"**Overall progress:** {work.share}% ({work.done}/{work.total} tasks)", ""]
    for part in work.parts:
        lines += [f"## Phase {part.number}: {part.name} ({part.done}/{part.total} complete)", ""]
        lines += [f"Progress: {work.drawn(part.share)} {part.share}% ({part.done}/{part.total} tasks)", ""]
        lines += [*work.boxes(part), ""]
    return "\n".join(lines)


@layout
def totals_table(work: Work) -> str:
    """A table with totals above the phases that it counts."""
    lines = [f"# {work.title}", "", "| Phase | Total | Done | Remaining | Progress |", "|---|---|---|---|---|"]
    lines += [f"| {p.name} | {p.total} | {p.done} | {p.total - p.done} | {p.share}% |" for p in work.parts]
    left = work.total - work.done
    lines += [f"| **Total** | {work.total} | {work.done} | {left} | {work.share}% |", ""]
    for part in work.parts:
        lines += [f"## {part.name}", "", *work.boxes(part), ""]
    return "\n".join(lines)


@layout
def sprint_board(work: Work) -> str:
    """Sprints as tables of stories with points and a status."""
    lines = [f"# {work.title}", ""]
    for part in work.parts:
        done = sum(job.points for job in part.jobs if job.done)
        lines += [f"## Sprint {part.number}: {part.name}", "", f"**Points:** {part.points}", ""]
        rows = [f"{job.name} | {job.points} | {'✅ Done' if job.done else '⬜ To do'}" for job in part.jobs]
        lines += [*work.table("<><", "Story | Points | Status", *rows, f"**Total** | {part.points} | "), ""]
        lines += [f"Stories: {part.done}/{part.total} done  "]
        lines += [f"Points completed: {done}/{part.points} ({percent(done, part.points)}%)", ""]
    return "\n".join(lines)


@layout
def stories(work: Work) -> str:
    """Epics as a list of stories, each with a section that repeats what the list says of it."""
    lines = [f"# {work.title}", ""]
    for part in work.parts:
        mark = "".join(word[0] for word in part.name.split()).upper()
        ids = [f"{mark}-{number}" for number in range(1, part.total + 1)]
        lines += [f"## Epic {part.number}: {part.name} ({part.points} points)", ""]
        rows = [f"{name} | {' | '.join(_story(job))}" for name, job in zip(ids, part.jobs, strict=True)]
        lines += [*work.table("<><<<", "Story | Points | Owner | Priority | Status", *rows), ""]
        for name, job in zip(ids, part.jobs, strict=True):
            points, owner, priority, status = _story(job)
            lines += [f"### {name}: {job.name}", "", f"- **Points:** {points}", f"- **Owner:** {owner}"]
            lines += [f"- **Priority:** {priority}", f"- **Status:** {status}", ""]
    return "\n".join(lines)


def _story(job: Job) -> tuple[str, str, str, str]:
    """The cells of a story: points, owner, priority, status."""
    priority = "High" if job.points > 4 else "Low"
    return (
        str(job.points),
        job.owner,
        priority,
        "✅ Done" if job.done else "🔄 In progress" if job.hours > 6 else "Not started",
    )


@layout
def status_report(work: Work) -> str:
    """A report with front matter, a summary of percentages, a log, and a footer that repeats the header."""
    overall = half_up(sum(part.share for part in work.parts), len(work.parts))
    status = work.said("Not started", "In progress", "Complete")
    lines = [
        "---",
        f"title: {work.title}",
        f"status: {status}",
        f"progress: {overall}%",
        "---",
        "",
        f"# {work.title}",
        "",
    ]
    lines += [f"**Progress:** {overall}%  ", f"**Status:** {status}  ", "**Version:** 1.4", "", "## Summary", ""]
    for part in work.parts:
        lines.append(f"- **{part.name}**: {part.share}% complete, {part.status.lower()}")
    lines += ["", f"**Overall: {overall}% complete**", ""]
    for part in work.parts:
        lines += [f"## {part.name}", "", f"**Status:** {part.status}", "", *work.boxes(part), ""]
    lines += ["## Changelog", "", *(f"- {part.start}: {part.name} was planned" for part in work.parts), ""]
    lines += ["---", "", f"**Status:** {status}  ", "**Version:** 1.4  ", f"**Last updated:** {work.ends}", ""]
    return "\n".join([*lines, f"*Overall progress: {overall}%*", ""])


@layout
def drawn_tree(work: Work) -> str:
    """A tree of boxes in a fence, and an outline with cookies."""
    lines = [f"# {work.title}", "", "```text"]
    for part in work.parts:
        lines.append(f"[{work.tick(part.complete)}] {part.name}")
        lines += [f"├── [{work.tick(job.done)}] {job.name}" for job in part.jobs]
    lines += ["```", "", "## Outline", ""]
    for part in work.parts:
        lines.append(f"{work.style.bullet} [{work.tick(part.complete)}] {part.name} [{part.done}/{part.total}]")
        lines += [f"  {line}" for line in work.boxes(part)]
    return "\n".join([*lines, ""])


@layout
def cookies(work: Work) -> str:
    """Headings with cookies, and images of progress."""
    lines = [f"# {work.title} [{work.share}%]", ""]
    lines += [f"Progress: {work.share}% ![{work.share}%](https://progress-bar.dev/{work.share}/)", ""]
    for index, part in enumerate(work.parts):
        lines += [f"## {part.name} " + (f"[{part.share}%]" if index % 2 else f"[{part.done}/{part.total}]"), ""]
        lines += [f"Done: {part.share}% ![progress](https://geps.dev/progress/{part.share})", "", *work.boxes(part), ""]
    return "\n".join(lines)


@layout
def shares(work: Work) -> str:
    """Sections with a bar and a percentage above their boxes, and a count of all at the end."""
    lines = [f"# {work.title}", ""]
    for part in work.parts:
        lines += [f"## {part.name}", "", f"**Progress:** {work.drawn(part.share)} {part.share}% complete", ""]
        lines += [*work.boxes(part), ""]
    return "\n".join([*lines, "---", "", f"**Done:** {work.done}/{work.total} tasks", ""])


@layout
def region(work: Work) -> str:
    """A table that planlint keeps up to date, above the sections that it counts."""
    style = work.style.bar.strip("[]")
    bar = f"[{style}]" if style.isascii() else style
    tidy = replace(work, style=replace(work.style, bar=bar, aligned=True))
    rows = [f"{part.name} | {part.done}/{part.total} | {tidy.drawn(part.share)} {part.share:3}%" for part in work.parts]
    lines = [f"# {work.title}", "", f'<!-- planlint:progress width={work.style.width} style="{style}" -->', ""]
    lines += [*tidy.table("<><", "Section | Done | Progress", *rows), ""]
    lines += [f"**Overall:** {tidy.drawn(work.share)} {work.share}% ({work.done}/{work.total})", ""]
    lines += ["<!-- /planlint -->", ""]
    for part in work.parts:
        lines += [f"## {part.name}", "", *work.boxes(part), ""]
    return "\n".join(lines)


@layout
def checklists(work: Work) -> str:
    """Parents with numbered children, as Kiro and OpenSpec write them, with optional and cancelled ones."""
    lines = [f"# {work.title}", ""]
    for part in work.parts:
        lines.append(f"- [{work.tick(part.complete)}] {part.number}. {part.name}")
        lines += [
            f"  - [{work.tick(job.done)}] {part.number}.{number} {job.name}" for number, job in enumerate(part.jobs, 1)
        ]
        lines += [f"  - [ ]* {part.number}.{part.total + 1} Take pictures", "  - [-] Ask the radio", ""]
    return "\n".join(lines)


@layout
def state_file(work: Work) -> str:
    """Front matter that counts phases and tasks, and a table of phases that the headings repeat."""
    phases = sum(part.complete for part in work.parts)
    lines = ["---", f"status: {work.said('planned', 'in progress', 'done')}", "progress:"]
    lines += [f"  total_phases: {len(work.parts)}", f"  completed_phases: {phases}"]
    lines += [f"  total_tasks: {work.total}", f"  completed_tasks: {work.done}", f"  percent: {work.share}", "---", ""]
    lines += [f"# {work.title}", "", f"**Status:** {work.said('Planned', 'In progress', 'Done')}", ""]
    rows = [f"{part.number} | {part.name} | {part.done}/{part.total} | {part.status}" for part in work.parts]
    lines += [*work.table("><><", "Phase | Name | Tasks | Status", *rows), ""]
    for part in work.parts:
        lines += [f"## Phase {part.number}: {part.name} ({part.status})", "", *work.boxes(part), ""]
    return "\n".join(lines)


@layout
def task_files(work: Work) -> str:
    """Headings with boxes and ids, each with fields and steps; the ids are listed at the end."""
    lines, ids = [f"# {work.title}", ""], []
    for part in work.parts:
        ids.append(f"TASK-{part.number:03}")
        lines += [f"### [{work.tick(part.complete)}] {ids[-1]}: {part.name}", ""]
        lines += [f"**Status:** {part.status}  ", f"**Estimate:** {part.hours}h", "", *work.boxes(part), ""]
    ticked = sum(part.complete for part in work.parts)
    lines += ["## Summary", "", f"- {ticked} of {len(ids)} tasks done", f"- Effort: {work.hours} hours", ""]
    rows = [f"{name} | {part.hours} hours | {part.status}" for name, part in zip(ids, work.parts, strict=True)]
    return "\n".join([*lines, *work.table("<><", "Task | Estimate | Status", *rows), ""])


@layout
def progress_columns(work: Work) -> str:
    """A table with a bar, a percentage and a status for each phase, a legend, and lists under their statuses."""
    marks = ("⚠️ Not started", "🔄 In progress", "✅ Complete")
    rows = [f"{part.name} | {work.drawn(part.share)} {part.share}% | {part.said(*marks)}" for part in work.parts]
    lines = [f"# {work.title}", "", *work.table("<<<", "Phase | Progress | Status", *rows), ""]
    for status in ("Complete", "In progress", "Not started"):
        chosen = [part for part in work.parts if part.status == status]
        lines += [f"## {status}", ""] if chosen else []
        for part in chosen:
            lines += [f"### {part.name}", "", *work.boxes(part), ""]
    return "\n".join(lines)


@layout
def schedule(work: Work) -> str:
    """Weeks with their dates, durations, weekdays and due dates."""
    first, last, weeks = work.parts[0].start, work.ends, len(work.parts)
    lines = [f"# {work.title} ({_day(first)} - {_day(last)}, {last.year})", ""]
    lines += [f"**Start:** {first:%A}, {first}  ", f"**End:** {last:%A}, {last}  ", f"**Duration:** {weeks} weeks", ""]
    rows = [f"{part.name} | {part.start} | {part.day(4)} | 5 days" for part in work.parts]
    lines += [*work.table("<<<>", "Phase | Start | End | Duration", *rows), ""]
    for part in work.parts:
        lines += [f"## Week {part.number}: {part.name} ({_day(part.start)} - {_day(part.day(4))})", ""]
        for number, job in enumerate(part.jobs):
            due = part.day(min(number, 4))
            lines.append(f"- [{work.tick(job.done)}] {job.name} (due {due}, {due:%a})")
        lines += ["", f"**Review:** {part.day(4):%A}, {part.day(4):%B} {part.day(4).day}, {part.day(4).year}", ""]
    return "\n".join(lines)


def _day(day: date) -> str:
    return f"{day:%b} {day.day}"


@layout
def day_plan(work: Work) -> str:
    """Phases of weeks and days that follow each other, by number."""
    lines = [f"# {work.title}", "", f"**Duration:** {2 * len(work.parts)} weeks", ""]
    for part in work.parts:
        week = 2 * part.number - 1
        lines += [f"## Phase {part.number}: {part.name} (Weeks {week}-{week + 1})", ""]
        for at in (week, week + 1):
            monday = 5 * at - 4
            lines += [f"### Week {at} (Days {monday}-{monday + 4})", ""]
            lines += [
                f"**Preparation** (Days {monday}-{monday + 1}, 2 days)",
                "",
                f"**Work** (Days {monday + 2}-{monday + 4})",
                "",
            ]
        lines += [*work.boxes(part), ""]
    return "\n".join(lines)


@layout
def spec_kit(work: Work) -> str:
    """Tasks with ids in one series, and what they depend on."""
    lines = [f"# Tasks: {work.title}", ""]
    ids: list[tuple[str, Job]] = []
    for part in work.parts:
        lines += [f"## Phase {part.number}: {part.name} [US{part.number}]", ""]
        for job in part.jobs:
            name = f"T{len(ids) + 1:03}"
            before = [other for other, earlier in ids if earlier.done or not job.done]
            needs = f" (depends on {before[-1]})" if before and job.points > 2 else ""
            lines.append(f"- [{work.tick(job.done)}] {name} [P] [US{part.number}] {job.name}{needs}")
            ids.append((name, job))
        lines.append("")
    return "\n".join(lines)


@layout
def dependency_table(work: Work) -> str:
    """Tasks with ids in one table, and phases that wait for each other."""
    rows = []
    for number, job in enumerate(work.jobs, 1):
        before = [at for at, earlier in enumerate(work.jobs[: number - 1], 1) if earlier.done or not job.done]
        needs = ", ".join(f"A-{at}" for at in before[-2:]) or "-"
        rows.append(f"A-{number} | {job.name} | {needs} | {'Done' if job.done else 'Open'}")
    lines = [f"# {work.title}", "", *work.table("<<<<", "ID | Task | Depends on | Status", *rows), ""]
    for part in work.parts:
        lines += [f"## Phase {part.number}: {part.name}", ""]
        lines += [f"**Depends on:** Phase {part.number - 1}", ""] if part.number > 1 else []
        lines += ["We meet on the first morning.", ""]
    return "\n".join(lines)


@layout
def budget(work: Work) -> str:
    """Money and hours: totals, row arithmetic, a mean, equations, changes and counts."""
    parts, count = work.parts, len(work.parts)
    net, tax = ([factor * part.hours for part in parts] for factor in (100, 20))
    rows = [f"{p.name} | ${n:,} | ${t:,} | ${n + t:,}" for p, n, t in zip(parts, net, tax, strict=True)]
    total = f"**Total** | **${sum(net):,}** | **${sum(tax):,}** | **${sum(net) + sum(tax):,}**"
    lines = [f"# {work.title}: budget", "", *work.table("<>>>", "Phase | Net | Tax | Gross", *rows, total), ""]
    mean = f"{sum(part.hours for part in parts) / count:.1f}"
    hours = [f"{part.name} | {part.hours}" for part in parts]
    lines += ["## Hours", "", *work.table("<>", "Phase | Hours", *hours, f"**Average** | **{mean}**"), ""]
    base, spare = work.hours, len(work.jobs)
    lines += [f"Reserve: {base}h base + {spare}h spare = {base + spare}h", ""]
    lines += ["Waiting time goes from 40 to 10 minutes (-75%).", ""]
    lines += [f"The programme has {count} phases:", "", *(f"- {part.name}" for part in parts), ""]
    lines += [f"## New files ({count})", "", *(f"{p.number}. `{p.name.split()[0].lower()}.csv`" for p in parts), ""]
    return "\n".join(lines)


@layout
def efforts(work: Work) -> str:
    """Hours of the whole, of its phases and of their tasks, in table, section and list."""
    lines = [f"# {work.title}", "", f"**Estimated effort:** {work.hours} hours", "", "## Overview", ""]
    rows = [f"Phase {part.number}: {part.name} | {part.hours}h | {part.status}" for part in work.parts]
    lines += [*work.table("<><", "Phase | Estimate | Status", *rows, f"**Total** | **{work.hours}h** | "), ""]
    for part in work.parts:
        lines += [f"## Phase {part.number}: {part.name}", "", f"**Estimate:** {part.hours} hours", ""]
        lines += [f"{line} ({job.hours} hours)" for line, job in zip(work.boxes(part), part.jobs, strict=True)] + [""]
    lines += [
        "## Risks",
        "",
        *work.table("<<<", "Risk | Effort | Insured", "Rain | 2-4 hours | ❌", "No key | 30 min | ✅"),
        "",
    ]
    return "\n".join(lines)


@layout
def handbook(work: Work) -> str:
    """Numbered sections with a table of contents, links of every kind, examples in fences, and a suppression."""
    title = {part: f"{part.number}. {part.name}" for part in work.parts}
    lines = ["---", f"title: {work.title}", "---", "", f"# {work.title}", ""]
    lines += [f"- [{part.name}](#{_anchor(title[part])})" for part in work.parts]
    lines += ["- [Sources](#sources)", ""]
    for part in work.parts:
        lines += [
            f"## {title[part]}",
            "",
            f"See [{_FILES[part.number % 3]}]({_FILES[part.number % 3]}), [the tools][tools] ",
            "",
        ]
        lines += ["and [the house rules](docs/guide.md#house-rules).", "", *work.boxes(part), ""]
    lines += ["````markdown", "# A page", "", "```bash", "make print", "```", "", "- [ ] Hang it up", "````", ""]
    lines += ["```bash", "make all  # 3/5 tasks (20%)", "```", "", "![The map](docs/map.png)", ""]
    lines += ["<!-- planlint-disable-next-line over-hundred -->", "**Progress:** 7/5 tasks, a record", ""]
    return "\n".join([*lines, "## Sources", "", "[tools]: docs/lists/tools.md", ""])


_FILES = ("notes.md", "docs/guide.md", "docs/lists/tools.md")


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-").replace(".", "")


for foreign in (german, french, chinese):
    layout(foreign)

"""Consistent plans for hypothesis: a model of the work, and layouts that write it down.

Every number of a layout follows from the model, so a linter has nothing to say. To add a layout, write a function from
`Work` to text and decorate it with `layout`; to test a rule, break one number of a text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

_PARTS = (
    "Orchard survey", "Harbour lights", "Kitchen garden", "Night ferry", "Letter archive", "Roof repair", "Choir tour",
    "River path", "Bakery oven", "Museum shop", "School theatre", "Bicycle depot",
)  # fmt: skip
_VERBS = ("Measure", "Paint", "Order", "Label", "Move", "Check", "Clean", "Print")
_THINGS = ("shelves", "tickets", "maps", "lamps", "crates", "benches", "posters", "ropes")


@dataclass(frozen=True)
class Job:
    """One task: what is to be done, whether it is, its points and its hours."""

    name: str
    done: bool
    points: int
    hours: int


@dataclass(frozen=True)
class Part:
    """One phase with its tasks; there is at least one."""

    number: int
    name: str
    jobs: tuple[Job, ...]

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(job.done for job in self.jobs)

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return len(self.jobs)

    @property
    def status(self) -> str:
        """A word for how far the phase is."""
        return "Complete" if self.done == self.total else "In progress" if self.done else "Not started"


@dataclass(frozen=True)
class Work:
    """A project of two phases or more, with the decoration that its author likes."""

    title: str
    parts: tuple[Part, ...]
    bar: str
    width: int

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All tasks."""
        return tuple(job for part in self.parts for job in part.jobs)

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(part.done for part in self.parts)

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return sum(part.total for part in self.parts)

    def drawn(self, done: int, total: int) -> str:
        """A progress bar in the author's glyphs."""
        full = half_up(done * self.width, total)
        return self.bar[0] * full + self.bar[1] * (self.width - full)


def half_up(numerator: int, denominator: int) -> int:
    """The quotient, rounded half up."""
    return int((Decimal(numerator) / denominator).quantize(Decimal(1), ROUND_HALF_UP))


def percent(done: int, total: int) -> int:
    """The share in percent, rounded half up."""
    return half_up(100 * done, total)


@st.composite
def works(draw: st.DrawFn) -> Work:
    """Some project."""
    names = draw(st.lists(st.sampled_from(_PARTS), min_size=2, max_size=5, unique=True))
    jobs = [f"{verb} {thing}" for verb in _VERBS for thing in _THINGS]
    parts = []
    for number, name in enumerate(names, 1):
        titles = draw(st.lists(st.sampled_from(jobs), min_size=1, max_size=7, unique=True))
        jobs = [job for job in jobs if job not in titles]
        parts.append(
            Part(
                number,
                name,
                tuple(
                    Job(title, draw(st.booleans()), draw(st.sampled_from((1, 2, 3, 5, 8))), draw(st.integers(1, 12)))
                    for title in titles
                ),
            )
        )
    bar = draw(st.sampled_from(("█░", "■□", "▰▱", "🟩⬜", "●○")))
    return Work("Summer programme", tuple(parts), bar, draw(st.sampled_from((10, 12, 20))))


LAYOUTS: dict[str, Callable[[Work], str]] = {}


def layout(function: Callable[[Work], str]) -> Callable[[Work], str]:
    """Register a layout under its name."""
    LAYOUTS[function.__name__] = function
    return function


def boxes(part: Part) -> list[str]:
    """The tasks of a phase as a list of boxes."""
    return [f"- [{'x' if job.done else ' '}] {job.name}" for job in part.jobs]


@layout
def phases(work: Work) -> str:
    """Phases with boxes, fractions and bars."""
    lines = [f"# {work.title}", ""]
    lines += [f"**Overall progress:** {percent(work.done, work.total)}% ({work.done}/{work.total} tasks)", ""]
    for part in work.parts:
        share = percent(part.done, part.total)
        lines += [f"## Phase {part.number}: {part.name} ({part.done}/{part.total} complete)", ""]
        lines += [f"Progress: {work.drawn(part.done, part.total)} {share}% ({part.done}/{part.total} tasks)", ""]
        lines += [*boxes(part), ""]
    return "\n".join(lines)


@layout
def totals_table(work: Work) -> str:
    """A table with totals above the phases that it counts."""
    lines = [f"# {work.title}", "", "| Phase | Total | Done | Remaining | Progress |", "|---|---|---|---|---|"]
    for part in work.parts:
        share = percent(part.done, part.total)
        lines.append(f"| {part.name} | {part.total} | {part.done} | {part.total - part.done} | {share}% |")
    left = work.total - work.done
    lines += [f"| **Total** | {work.total} | {work.done} | {left} | {percent(work.done, work.total)}% |", ""]
    for part in work.parts:
        lines += [f"## {part.name}", "", *boxes(part), ""]
    return "\n".join(lines)


@layout
def sprint_board(work: Work) -> str:
    """Sprints as tables of stories with points and a status."""
    lines = [f"# {work.title}", ""]
    for part in work.parts:
        points = sum(job.points for job in part.jobs)
        done = sum(job.points for job in part.jobs if job.done)
        lines += [f"## Sprint {part.number}: {part.name}", "", f"**Points:** {points}", ""]
        lines += ["| Story | Points | Status |", "|---|---|---|"]
        lines += [f"| {job.name} | {job.points} | {'✅ Done' if job.done else '⬜ To do'} |" for job in part.jobs]
        lines += [f"| **Total** | {points} | |", ""]
        lines += [f"Points completed: {done}/{points} ({percent(done, points)}%)", ""]
    return "\n".join(lines)


@layout
def status_report(work: Work) -> str:
    """A report with a header, a summary of percentages and a footer that repeats the header."""
    shares = [percent(part.done, part.total) for part in work.parts]
    overall = half_up(sum(shares), len(shares))
    lines = [f"# {work.title}", "", f"**Progress:** {overall}%", "", "## Summary", ""]
    for part, share in zip(work.parts, shares, strict=True):
        lines.append(f"- **{part.name}**: {share}% complete, {part.status.lower()}")
    lines += ["", f"**Overall: {overall}% complete**", ""]
    for part in work.parts:
        lines += [f"## {part.name}", "", f"**Status:** {part.status}", ""]
        lines += [*boxes(part), ""]
    return "\n".join([*lines, "---", "", f"*Overall progress: {overall}%*", ""])


@layout
def drawn_tree(work: Work) -> str:
    """A tree of boxes in a fence, and an outline with cookies."""
    lines = [f"# {work.title}", "", "```text"]
    for part in work.parts:
        lines.append(f"[{'x' if part.done == part.total else ' '}] {part.name}")
        lines += [f"├── [{'x' if job.done else ' '}] {job.name}" for job in part.jobs]
    lines += ["```", "", "## Outline", ""]
    for part in work.parts:
        cookie = f"[{part.done}/{part.total}]"
        lines.append(f"- [{'x' if part.done == part.total else ' '}] {part.name} {cookie}")
        lines += [f"  {line}" for line in boxes(part)]
    return "\n".join([*lines, ""])


def plans(name: str | None = None) -> st.SearchStrategy[str]:
    """Consistent plans, of one layout or of any."""
    chosen = st.sampled_from([LAYOUTS[name]] if name else list(LAYOUTS.values()))
    return st.builds(lambda write, work: write(work), chosen, works())

"""A model of the work that a plan describes; layouts (`plans.py`) write it down, and every number follows from it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st
from wcwidth import wcswidth

_PARTS = (
    "Orchard survey", "Harbour lights", "Kitchen garden", "Night ferry", "Letter press", "Roof repair", "Choir tour",
    "River path", "Bakery oven", "Museum shop", "School theatre", "Bicycle depot",
)  # fmt: skip
_VERBS = ("Measure", "Paint", "Order", "Label", "Move", "Check", "Clean", "Print")
_THINGS = ("shelves", "tickets", "maps", "lamps", "crates", "benches", "posters", "ropes")
_OWNERS = ("Amina", "Boris", "Chiara", "Dae")


@dataclass(frozen=True)
class Job:
    """One task: what is to be done, whether it is, its points and its hours, and who does it."""

    name: str
    done: bool
    points: int
    hours: int
    owner: str = _OWNERS[0]


@dataclass(frozen=True)
class Style:
    """The author's habits: bullet, tick, the two glyphs of a bar (and its brackets), its width, aligned tables."""

    bullet: str = "-"
    tick: str = "x"
    bar: str = "█░"
    width: int = 10
    aligned: bool = False


@dataclass(frozen=True)
class Part:
    """One phase with its tasks; there is at least one. It takes the week that starts on the Monday `start`."""

    number: int
    name: str
    jobs: tuple[Job, ...]
    start: date = date(2026, 3, 2)

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(job.done for job in self.jobs)

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return len(self.jobs)

    @property
    def hours(self) -> int:
        """The hours of all tasks."""
        return sum(job.hours for job in self.jobs)

    @property
    def points(self) -> int:
        """The points of all tasks."""
        return sum(job.points for job in self.jobs)

    @property
    def share(self) -> int:
        """How much is done, in percent."""
        return percent(self.done, self.total)

    @property
    def complete(self) -> bool:
        """Whether all is done."""
        return self.done == self.total

    @property
    def status(self) -> str:
        """A word for how far the phase is."""
        return self.said("Not started", "In progress", "Complete")

    def said(self, none: str, some: str, every: str) -> str:
        """One of three words for how far the phase is."""
        return every if self.complete else some if self.done else none

    def day(self, number: int) -> date:
        """The day `number` of the week, from 0."""
        return self.start + timedelta(days=number)


@dataclass(frozen=True)
class Work:
    """A project of two phases or more, and how its author likes to write."""

    title: str
    parts: tuple[Part, ...]
    style: Style = Style()

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

    @property
    def hours(self) -> int:
        """The hours of all tasks."""
        return sum(part.hours for part in self.parts)

    @property
    def share(self) -> int:
        """How much is done, in percent."""
        return percent(self.done, self.total)

    @property
    def ends(self) -> date:
        """The last Friday."""
        return self.parts[-1].day(4)

    def said(self, none: str, some: str, every: str) -> str:
        """One of three words for how far the whole is."""
        return every if self.done == self.total else some if self.done else none

    def drawn(self, share: int) -> str:
        """A progress bar for a percentage, in the author's glyphs; full only where all is done."""
        style = self.style
        full, empty = style.bar.strip("[]")
        filled = min(half_up(share * style.width, 100), style.width - (share < 100))
        cells = full * filled + empty * (style.width - filled)
        return f"[{cells}]" if style.bar[0] == "[" else cells

    def boxes(self, part: Part) -> list[str]:
        """The tasks of a phase as a list of boxes."""
        return [f"{self.style.bullet} [{self.tick(job.done)}] {job.name}" for job in part.jobs]

    def tick(self, done: bool) -> str:
        """What a box holds."""
        return self.style.tick if done else " "

    def table(self, rule: str, *rows: str) -> list[str]:
        """Rows whose cells are divided by `|` as a table; `rule` has a character for each column, `<` or `>`."""
        grid = [[cell.strip() for cell in row.split("|")] for row in rows]
        widths = [max(3, *(wcswidth(row[column]) for row in grid)) for column in range(len(rule))]
        grid.insert(
            1, ["-" * (width - 1) + (":" if side == ">" else "-") for width, side in zip(widths, rule, strict=True)]
        )
        if self.style.aligned:
            for row in grid[:1] + grid[2:]:
                for column, (cell, width, side) in enumerate(zip(row, widths, rule, strict=True)):
                    pad = " " * (width - wcswidth(cell))
                    row[column] = pad + cell if side == ">" else cell + pad
        else:
            grid[1] = ["---:" if side == ">" else "---" for side in rule]
        return [f"| {' | '.join(row)} |" for row in grid]


def half_up(numerator: int, denominator: int) -> int:
    """The quotient, rounded half up."""
    return int((Decimal(numerator) / denominator).quantize(Decimal(1), ROUND_HALF_UP))


def percent(done: int, total: int) -> int:
    """The share in percent, rounded half up."""
    return half_up(100 * done, total)


_STYLES = st.builds(
    Style,
    bullet=st.sampled_from("-*+"),
    tick=st.sampled_from("xX"),
    bar=st.sampled_from(("█░", "■□", "▰▱", "🟩⬜", "●○", "[#-]", "[█░]")),
    width=st.sampled_from((10, 12, 20)),
    aligned=st.booleans(),
)


@st.composite
def works(draw: st.DrawFn) -> Work:
    """Some project."""
    names = draw(st.lists(st.sampled_from(_PARTS), min_size=2, max_size=5, unique=True))
    start = date(2026, 1, 5) + timedelta(weeks=draw(st.integers(0, 40)))
    jobs = [f"{verb} {thing}" for verb in _VERBS for thing in _THINGS]
    parts = []
    for number, name in enumerate(names, 1):
        titles = draw(st.lists(st.sampled_from(jobs), min_size=1, max_size=7, unique=True))
        jobs = [job for job in jobs if job not in titles]
        done = draw(st.sampled_from((st.booleans(), st.booleans(), st.just(True), st.just(False))))
        tasks = tuple(
            Job(
                title,
                draw(done),
                draw(st.sampled_from((1, 2, 3, 5, 8))),
                draw(st.integers(1, 12)),
                draw(st.sampled_from(_OWNERS)),
            )
            for title in titles
        )
        parts.append(Part(number, name, tasks, start + timedelta(weeks=number - 1)))
    return Work("Summer programme", tuple(parts), draw(_STYLES))

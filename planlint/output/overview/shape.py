"""The shape of the report's data, as `planlint report --format json` prints it: see docs/report.md.

Lines and columns count from 1, columns in code points. Days are ISO dates. Keys are always there.
"""

from typing import Literal, TypedDict

VERSION = 1
"""Goes up when a key changes its meaning or goes away; new keys leave it as it is."""

State = Literal["done", "active", "open", "unstated"]
STATES: tuple[State, ...] = ("done", "active", "open", "unstated")


class Share(TypedDict):
    """So many done of so many."""

    done: int
    total: int


class Section(TypedDict):
    """A section with tasks, those below it counted; `depth` 0 is directly below the plan's title."""

    title: str
    depth: int
    line: int
    tasks: Share


class Status(TypedDict):
    """What the plan calls itself, in its own words, and the state that this is."""

    text: str
    state: str
    line: int


class Excerpt(TypedDict):
    """A line of the plan, cut to a length that fits a screen, in three parts; `marked` is what the problem is about."""

    before: str
    marked: str
    after: str


class Place(TypedDict):
    """Another side of a contradiction."""

    line: int
    column: int
    message: str


class Fix(TypedDict):
    """What would mend a problem; `grade` is "safe", "unsafe" or "display"."""

    title: str
    grade: str


class Problem(TypedDict):
    """One diagnostic. `owners` are those whom the plan names for the part that it is in."""

    code: str
    rule: str
    severity: Literal["error", "warning", "info"]
    line: int
    column: int
    message: str
    excerpt: Excerpt
    related: list[Place]
    fix: Fix | None
    owners: list[str]


class Item(TypedDict):
    """One of the tasks or entries that are counted."""

    title: str
    line: int
    state: State
    owners: list[str]


class Amounts(TypedDict):
    """Hours or points by the state of what they are estimated for; of a range its middle."""

    done: float
    active: float
    open: float
    unstated: float


class Estimate(TypedDict):
    """What one thing is said to take, `text` as the plan writes it."""

    title: str
    line: int
    state: State
    unit: Literal["hours", "points"]
    amount: float
    text: str
    owners: list[str]


class Estimates(TypedDict):
    """All estimates of a plan; `hours` and `points` are their sums."""

    hours: Amounts
    points: Amounts
    items: list[Estimate]


class Dated(TypedDict):
    """When something takes place: from `start` to `end`, both days included. `kind` is "due" where only an end is
    given."""

    title: str
    line: int
    state: State
    kind: Literal["period", "day", "due"]
    start: str
    end: str
    owners: list[str]


class PlanData(TypedDict):
    """One file. `href` leads to it from where the report is written; `known` counts the problems that the baseline
    has left out; `counted` is what `tasks` and `items` are: boxes, or entries of lists and tables with a status."""

    path: str
    href: str
    title: str
    line: int
    status: Status | None
    counted: Literal["boxes", "entries", "nothing"]
    tasks: Share
    items: list[Item]
    sections: list[Section]
    problems: list[Problem]
    known: int
    estimates: Estimates
    dates: list[Dated]


class Severities(TypedDict):
    """How many problems there are."""

    error: int
    warning: int
    info: int


class Owned(TypedDict):
    """What is whose: what has several owners counts for each; without a `name`, what has none."""

    name: str
    tasks: Share
    hours: Amounts
    overdue: int


class Totals(TypedDict):
    """All plans together."""

    plans: int
    tasks: Share
    problems: Severities
    known: int
    hours: Amounts
    points: Amounts
    owners: list[Owned]


class Moment(TypedDict):
    """How much was done of how much at the end of a day."""

    day: str
    tasks: Share


class Failure(TypedDict):
    """A path that could not be used, and why, in one line."""

    path: str
    message: str


class Report(TypedDict):
    """The whole report. `today` is the day that it was made, or was told to be of; `trend` is
    empty unless it was asked for."""

    version: int
    planlint: str
    today: str
    totals: Totals
    failures: list[Failure]
    trend: list[Moment]
    plans: list[PlanData]

"""Schedules that give the time first and the thing behind it: "Monday (1h): State persistence"."""

from collections import defaultdict
from collections.abc import Iterator

from planlint.facts.estimate_claims import Statement
from planlint.facts.figures import Figure
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.plan.names import title_key
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.source import Span

_BEHIND = regex(r"\s*[(\[]\s*~?\d[^()\[\]:：]{0,20}[)\]][\s*_]*[:：][\s*_]*(?P<thing>[^:：(),;]{3,60}?)[\s*_.]*$")


def scheduled_times(plan: Plan) -> Iterator[Finding]:
    """Times of a day against the estimate of the section that has the name of the day's one thing."""
    homes: dict[str, list[Subject]] = defaultdict(list)
    for subject in plan.subjects:
        if subject.kind == "section" and subject.title:
            homes[subject.title].append(subject)
    for subject in plan.subjects:
        thing, figure = _thing(plan, subject)
        home = homes.get(thing, []) if figure else []
        statements = plan.estimates.of(home[0]) if len(home) == 1 else []
        if figure and statements and not any(_same(figure, statement) for statement in statements):
            said, seen = plan.source[figure.span], plan.source[statements[0].main.span]
            related = (Related(statements[0].main.span, f"{seen} is stated here"),)
            yield Finding(figure.span, f"{said} for “{plan.source[home[0].name]}” here, {seen} there", related)


def _thing(plan: Plan, subject: Subject) -> tuple[str, Figure | None]:
    """The comparable name behind a day and its time, and the time."""
    match = _BEHIND.match(plan.document.prose, *subject.tail) if subject.kind in ("item", "label") else None
    if match is None:
        return "", None
    day = subject.title in plan.vocabulary.weekdays or any(key.split(" ")[0] in ("day", "week") for key in subject.ids)
    figures = plan.figures(Span(subject.tail.start, match.start("thing")))
    times = [figure for figure in figures if figure.dimension == "time" and figure.of is None]
    return title_key(match["thing"]), times[0] if day and len(times) == 1 else None


def _same(figure: Figure, statement: Statement) -> bool:
    """Whether an estimate fits, or has another unit, so that it may be another measure."""
    return any(
        figure.unit != other.unit or (other.low <= figure.high and figure.low <= other.high) or other.loose
        for other in statement.figures
    )

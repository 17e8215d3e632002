"""What is said to be left of the work against the next steps that the plan lists with their times."""

from collections.abc import Iterator

from planlint.checks._sum_texts import amount
from planlint.facts.fields import row_fields
from planlint.facts.figures import Figure, add, agrees
from planlint.facts.plan import Plan
from planlint.markdown.document import Section
from planlint.plan.names import normal, title_key
from planlint.text.diagnostics import Finding, Related
from planlint.text.source import Span

_FEWEST = 2


def times_left(plan: Plan) -> Iterator[Finding]:
    """ "Estimated remaining: 2 hours" over next steps of "(1 hour)" and "(3 hours)": both ends must lie below."""
    steps = [figures for section in plan.document.sections[1:] if (figures := _steps(plan, section))]
    if len(steps) != 1:
        return
    total = add(steps[0])
    for figure in _stated(plan):
        below = figure.low < total.low and figure.high < total.high
        if below and figure.unit == total.unit and not agrees(figure, steps[0]):
            message = f"the next steps add up to {amount(total)}, {plan.source[figure.span]} are said to be left"
            yield Finding(figure.span, message, tuple(Related(step.span, "a next step") for step in steps[0]))


def _steps(plan: Plan, section: Section) -> list[Figure]:
    """The times in the headings right below one for what is left to do; those without are optional or unsized."""
    title = title_key(section.title)
    if not (plan.vocabulary.has("open-headings", title) or plan.vocabulary.has("after-headings", title)):
        return []
    found: list[Figure] = []
    for child in plan.document.subsections(section):
        figures = [figure for figure in plan.figures(child.title_span) if figure.dimension == "time"]
        aside = plan.vocabulary.mentions("optional-words", child.title)
        if child.parent is section and len(figures) == 1 and not aside:
            found.append(figures[0])
    return found if len(found) >= _FEWEST and len({figure.unit for figure in found}) == 1 else []


def _stated(plan: Plan) -> Iterator[Figure]:
    """The times that fields and rows give as what is left of all the work."""
    for key, value in _values(plan):
        words = normal(key).split()
        left = any(plan.vocabulary.has("remaining-words", word) for word in words)
        figures = plan.figures(value) if left and _is_of_all(plan, words) else []
        if len(figures) == 1 and figures[0].dimension == "time" and figures[0].of is None:
            yield figures[0]


def _is_of_all(plan: Plan, words: list[str]) -> bool:
    """Whether a key speaks of time left and of nothing else ("time remaining", "estimated remaining")."""
    lists = ("remaining-words", "total-words", "small-words", "aspect-words", "estimate-keys")
    return all(any(plan.vocabulary.has(name, word) for name in lists) for word in words)


def _values(plan: Plan) -> Iterator[tuple[str, Span]]:
    for field in plan.fields:
        yield field.key, field.value
    for table in plan.document.tables:
        if len(table.aligns) == 2:
            for row in table.rows:
                fields = list(row_fields(plan.document, table, row))
                if len(fields) == 2:
                    yield plan.source[fields[0].value], fields[1].value

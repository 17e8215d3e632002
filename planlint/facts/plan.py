"""A document with its facts: all that a check may see."""

from collections.abc import Mapping
from functools import cached_property

from planlint.compare.context import Context
from planlint.compare.relations import disagreements
from planlint.compare.tie import Tie
from planlint.facts import (
    balances,
    columns,
    counting,
    figures,
    progress,
    quantities,
    topics,
)
from planlint.markdown.document import Document
from planlint.plan import cookies
from planlint.plan.dates import Dates
from planlint.plan.links import Link
from planlint.plan.ordinals import Ordinals
from planlint.plan.tasks import Task
from planlint.running.neighbours import Neighbours
from planlint.text.records import value_object
from planlint.text.source import Source, Span
from planlint.words.vocabulary import Vocabulary


@value_object
class Plan:
    """What the checks read. Facts are worked out when first asked for, and once."""

    document: Document
    vocabulary: Vocabulary
    neighbours: Neighbours | None = None
    """The files around the plan; None where it has no place among files (standard input)."""

    @property
    def source(self) -> Source:
        """The text that all spans refer to."""
        return self.document.source

    @cached_property
    def context(self) -> Context:
        """The plan as the relations read it."""
        return Context(self.document, self.vocabulary)

    @cached_property
    def contradictions(self) -> Mapping[str, list[Tie]]:
        """The judged ties that disagree, by the code of their rule."""
        found: dict[str, list[Tie]] = {}
        for tie in disagreements(self.context):
            found.setdefault(tie.code, []).append(tie)
        return found

    @cached_property
    def legend(self) -> Mapping[str, str]:
        """Glyph -> state, as the document itself explains it."""
        return self.context.legend

    @cached_property
    def quantities(self) -> quantities.Quantities:
        """Numbers with units, in prose, tables and drawings."""
        return quantities.read(self.document, self.vocabulary)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Everything with a box."""
        return self.context.tasks

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links and link definitions outside code."""
        return self.context.links

    @cached_property
    def grids(self) -> tuple[columns.Grid, ...]:
        """Tables read for arithmetic."""
        return columns.read_grids(self.document, self.quantities, self.vocabulary)

    @cached_property
    def balances(self) -> list[tuple[balances.Amount, ...]]:
        """Runs of labelled amounts below or beside each other."""
        return balances.read_balances(self.document, self.quantities, self.grids, self.figures, self.vocabulary)

    @cached_property
    def _figures(self) -> dict[Span, list[figures.Figure]]:
        return {}

    def figures(self, span: Span) -> list[figures.Figure]:
        """The figures inside `span`, in order."""
        if span not in self._figures:
            self._figures[span] = figures.figures_in(self.document, self.quantities, span)
        return self._figures[span]

    @cached_property
    def claims(self) -> tuple[progress.Claim, ...]:
        """Percents, fractions and bars, joined where they stand beside each other."""
        return progress.read_claims(self.document, self.quantities, self.vocabulary)

    @cached_property
    def dates(self) -> Dates:
        """Dates and periods, in prose, tables, front matter and drawings."""
        return self.context.dates

    @cached_property
    def ordinals(self) -> Ordinals:
        """Numbered days, weeks, months and sprints."""
        return self.context.ordinals

    @cached_property
    def counts(self) -> counting.Counts:
        """What can be counted, in every stretch of the text."""
        return counting.Counts(self.document, self.tasks, self.grids, self.legend, self.vocabulary)

    @cached_property
    def topics(self) -> tuple[tuple[progress.Claim, topics.Topic], ...]:
        """Each claim of progress with what it is about."""
        return tuple((claim, topics.read_topic(self.document, claim, self.vocabulary)) for claim in self.claims)

    @cached_property
    def cookies(self) -> tuple[cookies.Cookie, ...]:
        """`[2/5]` and `[40%]` on headings and parent items."""
        return tuple(cookies.read_cookies(self.document))

"""A document with its facts: all that a check may see."""

from collections.abc import Mapping
from functools import cached_property

from planlint.compare.context import Context
from planlint.compare.relations import disagreements
from planlint.compare.tie import Tie
from planlint.facts import counting
from planlint.markdown.document import Document
from planlint.plan import cookies
from planlint.plan.dates import Dates
from planlint.plan.links import Link
from planlint.plan.ordinals import Ordinals
from planlint.plan.tasks import Task
from planlint.running.neighbours import Neighbours
from planlint.text.records import value_object
from planlint.text.source import Source
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
    def tasks(self) -> tuple[Task, ...]:
        """Everything with a box."""
        return self.context.tasks

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links and link definitions outside code."""
        return self.context.links

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
        return counting.Counts(self.document, self.tasks, self.vocabulary)

    @cached_property
    def cookies(self) -> tuple[cookies.Cookie, ...]:
        """`[2/5]` and `[40%]` on headings and parent items."""
        return tuple(cookies.read_cookies(self.document))

"""What a relation may see: the outline of one plan, its words, and what several relations ask for, worked out once."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from planlint.markdown.document import Document
from planlint.plan.dates import Dates, read_dates
from planlint.plan.fields import Field, read_fields
from planlint.plan.ordinals import Ordinals, read_ordinals
from planlint.plan.outline import Outline
from planlint.plan.shares import Shares, read_shares
from planlint.plan.states import read_legend
from planlint.plan.tasks import Task, read_tasks
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary


class Context:
    """One plan, as the relations read it."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document, self.vocabulary = document, vocabulary

    @cached_property
    def outline(self) -> Outline:
        """Nodes and groups."""
        return Outline(self.document, self.vocabulary)

    @cached_property
    def dates(self) -> Dates:
        """Dates and periods, in prose, tables, front matter and drawings."""
        return read_dates(self.outline)

    @cached_property
    def anchor(self) -> date | None:
        """A day near which dates without a year lie: that of the document's one year; a day like any other where no
        date has a year, None where the dates seem to reach over a new year."""
        years = {period.year for period in self.dates.periods if period.year}
        if years:
            full = [period.dates() for period in self.dates.periods if period.year]
            return next((days[0] for days in full if days), None) if len(years) == 1 else None
        months = {moment.month for period in self.dates.periods for moment in (period.start, period.end)}
        return None if months & {10, 11, 12} and months & {1, 2, 3} else date(2025, 7, 1)

    @cached_property
    def ordinals(self) -> Ordinals:
        """Numbered days, weeks, months and sprints."""
        return read_ordinals(self.outline)

    @cached_property
    def fields(self) -> list[Field]:
        """Keys with values: lines, cells, front matter."""
        return read_fields(self.outline)

    @cached_property
    def shares(self) -> list[Shares]:
        """Fractions, percentages and bars, by line and cell."""
        return read_shares(self.outline)

    @cached_property
    def legend(self) -> Mapping[str, str]:
        """Glyph -> state, as the document itself explains it."""
        return read_legend(self.document, self.vocabulary)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Everything with a box."""
        return read_tasks(self.document, self.vocabulary, self.legend)

    @cached_property
    def _task_starts(self) -> list[int]:
        return [task.box.start for task in self.tasks]

    def tasks_in(self, span: Span) -> list[Task]:
        """The tasks whose boxes start in `span`."""
        starts = self._task_starts
        return list(self.tasks[bisect_left(starts, span.start) : bisect_left(starts, span.end)])

"""A document with its facts: all that a check may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from planlint import ledger
from planlint.document import Document
from planlint.facts import columns, fields, figures, progress, quantities, statuses, tasks
from planlint.source import Source, Span
from planlint.vocabulary import Vocabulary


@dataclass(frozen=True)
class Plan:
    """What the checks read. Facts are worked out when first asked for, and once."""

    document: Document
    vocabulary: Vocabulary

    @property
    def source(self) -> Source:
        """The text that all spans refer to."""
        return self.document.source

    @cached_property
    def legend(self) -> Mapping[str, str]:
        """Glyph -> state, as the document itself explains it."""
        return statuses.read_legend(self.document, self.vocabulary)

    @cached_property
    def quantities(self) -> quantities.Quantities:
        """Numbers with units, in prose, tables and drawings."""
        return quantities.read(self.document, self.vocabulary)

    @cached_property
    def fields(self) -> tuple[fields.Field, ...]:
        """Keys with values."""
        return fields.read_fields(self.document, self.vocabulary)

    @cached_property
    def tasks(self) -> tuple[tasks.Task, ...]:
        """Everything with a box."""
        return tasks.read_tasks(self.document, self.vocabulary, self.legend)

    @cached_property
    def subjects(self) -> tuple[ledger.Subject, ...]:
        """Places that name a thing and speak of it."""
        return ledger.read_subjects(self.document, self.fields, self.vocabulary)

    @cached_property
    def groups(self) -> list[tuple[ledger.Subject, ...]]:
        """Subjects about the same thing."""
        return ledger.group(self.subjects, self.fields)

    @cached_property
    def grids(self) -> tuple[columns.Grid, ...]:
        """Tables read for arithmetic."""
        return columns.read_grids(self.document, self.quantities, self.vocabulary)

    def figures(self, span: Span) -> list[figures.Figure]:
        """The figures inside `span`, in order."""
        return figures.figures_in(self.document, self.quantities, span)

    @cached_property
    def claims(self) -> tuple[progress.Claim, ...]:
        """Percents, fractions and bars, joined where they stand beside each other."""
        return progress.read_claims(self.document, self.quantities, self.vocabulary)

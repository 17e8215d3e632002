"""What relations and rules see: the outline of a plan, its words, and what several of them ask for, worked out once."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from planlint.compare.values import factor_to
from planlint.markdown.document import Document, Section
from planlint.plan.amounts import Amount
from planlint.plan.claims import Claim, read_claims
from planlint.plan.dates import Dates, read_dates
from planlint.plan.dependencies import Dependencies
from planlint.plan.fields import Field, read_fields
from planlint.plan.links import Link, read_links
from planlint.plan.measures import Measure, read_measures
from planlint.plan.ordinals import Ordinals, read_ordinals
from planlint.plan.outline import Node, Outline
from planlint.plan.overall import read_overall
from planlint.plan.shares import Shares, read_shares
from planlint.plan.statements import Statement, read_statements
from planlint.plan.states import read_legend
from planlint.plan.tasks import Task, read_tasks
from planlint.plan.things import Things
from planlint.running.neighbours import Neighbours
from planlint.text.patterns import regex
from planlint.text.source import Source, Span
from planlint.words.vocabulary import Vocabulary, mentions

if TYPE_CHECKING:
    from planlint.plan.front import Counts

_NUMBERED = regex(r"\b([^\W\d_]+) (\d+)")


class Plan:
    """One plan. `neighbours` are the files around it; None where it has no place among files (standard input)."""

    def __init__(self, document: Document, vocabulary: Vocabulary, neighbours: Neighbours | None = None) -> None:
        self.document, self.vocabulary, self.neighbours = document, vocabulary, neighbours
        self.source: Source = document.source
        """The text that all spans refer to."""

    @cached_property
    def outline(self) -> Outline:
        """Nodes and groups."""
        return Outline(self.document, self.vocabulary)

    @cached_property
    def numbered(self) -> Mapping[str, set[str]]:
        """The words that stand before numbers, each with those numbers: "Phase" -> {"1", "2"}."""
        found = defaultdict[str, set[str]](set)
        for word, figure in _NUMBERED.findall(self.outline.text):
            found[word].add(figure)
        return found

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
        """Keys with values: lines, cells, front matter. Bare figures of points fields get their unit here."""
        found, keys, amounts = read_fields(self.outline), self.vocabulary.lists["points-keys"], self.outline.amounts
        for field in found:
            amount = amounts.only(*field.value) if field.key in keys and not field.row else None
            if amount and amount.kind == "bare":
                amounts.name(amount, "point")
        return found

    @cached_property
    def shares(self) -> list[Shares]:
        """Fractions, percentages and bars, by line and cell."""
        return read_shares(self.outline)

    @cached_property
    def counts(self) -> "list[Counts]":
        """What the maps of the front matter count."""
        if self.document.front_matter is None:
            return []
        from planlint.plan.front import read_counts  # few plans have any

        return read_counts(self.outline)

    @cached_property
    def legend(self) -> Mapping[str, str]:
        """Glyph -> state, as the document itself explains it."""
        return read_legend(self.document, self.vocabulary)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Everything with a box."""
        return read_tasks(self.document, self.vocabulary, self.legend)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links and link definitions outside code."""
        return read_links(self.document)

    @cached_property
    def dependencies(self) -> Dependencies:
        """Things with ids, and which of them waits for which."""
        return Dependencies(self.outline, self.fields, self.links, self.things)

    @cached_property
    def _task_starts(self) -> list[int]:
        return [task.box.start for task in self.tasks]

    def tasks_in(self, span: Span) -> list[Task]:
        """The tasks whose boxes start in `span`."""
        starts = self._task_starts
        return list(self.tasks[bisect_left(starts, span.start) : bisect_left(starts, span.end)])

    @cached_property
    def measures(self) -> list[Measure]:
        """Efforts, points, shares and counts of things, in the order of the text."""
        return read_measures(self.outline, self.fields)

    @cached_property
    def claims(self) -> list[Claim]:
        """What the plan counts by name, in the order of the text."""
        return read_claims(self.outline)

    @cached_property
    def overall(self) -> list[Measure]:
        """How far the document as a whole is said to be, in the order of the text."""
        return read_overall(self.outline, self.fields, self.counts)

    @cached_property
    def statements(self) -> list[Statement]:
        """What status fields, cells and the ends of lines say of sections, items and rows, in the order of the text."""
        return [each for each in self._every_statement if not each.where]

    @cached_property
    def document_statements(self) -> list[Statement]:
        """What front matter, title, header and footer say of the document."""
        return [each for each in self._every_statement if each.where not in ("", "aside")]

    @cached_property
    def _every_statement(self) -> list[Statement]:
        return read_statements(self.outline, self.legend, self.fields)

    @cached_property
    def statements_of(self) -> Mapping[Node, list[Statement]]:
        """The statements by the node of the thing that they are about."""
        found: dict[Node, list[Statement]] = defaultdict(list)
        for each in self.statements:
            if each.of:
                found[each.of].append(each)
        return found

    def statements_in(self, span: Span) -> Sequence[Statement]:
        """The statements that stand in `span`."""
        first = bisect_left(self._statement_starts, span.start)
        return self.statements[first : bisect_left(self._statement_starts, span.end, first)]

    @cached_property
    def _statement_starts(self) -> list[int]:
        return [each.place.start for each in self.statements]

    @cached_property
    def things(self) -> Things:
        """What each node names."""
        return Things(self.outline)

    @cached_property
    def _parallel(self) -> dict[Section, bool]:
        return {}

    def parallel(self, section: Section) -> bool:
        """Whether `section` speaks of work side by side: then times need not add up."""
        known = self._parallel.get(section)
        if known is None:
            words = self.vocabulary.lists["parallel-words"]
            known = self._parallel[section] = bool(mentions(words, self.outline.text[slice(*section.span)].casefold()))
        return known

    @cached_property
    def estimate_fields(self) -> dict[Section, list[tuple[Node, Amount]]]:
        """The times and points that fields of a section state, cells left out."""
        found: dict[Section, list[tuple[Node, Amount]]] = {}
        lists = self.vocabulary.lists
        keys = lists["estimate-keys"] | lists["points-keys"] | lists["period-keys"]
        for field in self.fields:
            node = field.node
            if node is None or field.row or field.key not in keys:
                continue
            amount = self.outline.amounts.only(*field.value)
            if amount and amount.kind in ("time", "points") and amount.of is None:
                found.setdefault(node.section, []).append((node, amount))
        return found

    @cached_property
    def spans_of_work(self) -> dict[Section, list[tuple[Node, Amount]]]:
        """As `estimate_fields`, with the fields that say how long all of it takes: "Target completion: 5-7 days"."""
        found = {section: list(own) for section, own in self.estimate_fields.items()}
        keys = self.vocabulary.keys["end"] | self.vocabulary.keys["duration"]
        for field in self.fields:
            if field.node is None or field.row or field.key not in keys or field.node.section in self.estimate_fields:
                continue
            amount = self.outline.amounts.only(*field.value)
            if amount and amount.kind == "time" and amount.of is None:
                found.setdefault(field.node.section, []).append((field.node, amount))
        return found

    def estimates_in(self, section: Section, unit: str) -> list[Amount]:
        """What the fields right below the heading of `section` state in `unit`."""
        return [a for _, a in self.estimate_fields.get(section, ()) if factor_to(a.unit, unit) is not None]

    def factor(self, unit: str, other: str) -> float | None:
        """What a `unit` is worth in `other`, None where they are different things; days and weeks in hours only where
        the configuration says it."""
        working = self.vocabulary.working
        hours = {"hour": 1.0, "day": working[0], "week": working[0] * working[1]} if working else {}
        return hours[unit] / hours[other] if unit in hours and other in hours else factor_to(unit, other)

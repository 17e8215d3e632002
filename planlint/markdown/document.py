"""A Markdown plan as a reader sees it: sections, items, tables, and the text between them, each with its span.

All spans are code-point offsets into `Source.text`. Nothing is read before it is asked for.
"""

import gc
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from planlint.markdown.blocks import block_tree
from planlint.markdown.containers import ITEM, LEAVE, QUOTE, REFERENCE, RULE
from planlint.markdown.frontmatter import front_matter_entries, front_matter_lines
from planlint.markdown.markers import find_regions
from planlint.markdown.outline import Outline
from planlint.markdown.parts import (
    Align,
    Block,
    Cell,
    CodeBlock,
    Entry,
    Item,
    Region,
    Row,
    Section,
    Segment,
    Table,
)
from planlint.markdown.reading import Reading, front_segments
from planlint.markdown.scan import Scan
from planlint.text.source import Source, Span

__all__ = ["Align", "Block", "Cell", "CodeBlock", "Document", "Item", "Region", "Row", "Section", "Segment", "Table"]

_Built = TypeVar("_Built")


def _uncollected(build: Callable[["Document"], _Built]) -> Callable[["Document"], _Built]:
    """Spare the garbage collector the records of a long document, among which there is no cycle: it would take as long
    as it takes to make them."""

    def built(document: "Document") -> _Built:
        enabled = gc.isenabled()
        gc.disable()
        try:
            return build(document)
        finally:
            if enabled:
                gc.enable()

    return built


class Document:
    """One parsed plan. All sequences are in the order of the text. Any text is some document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._front_lines = front_matter_lines(source)

    @cached_property
    @_uncollected
    def _scan(self) -> Scan:
        return Scan(self.source, self._front_lines)

    @cached_property
    @_uncollected
    def _outline(self) -> Outline:
        return Outline(self.source, self._scan, self._generated)

    @cached_property
    @_uncollected
    def _reading(self) -> Reading:
        hidden = [self.front_matter] if self.front_matter else []
        if self._scan.references:
            events = [event for event in self._scan.events if event[0] == REFERENCE]
            hidden += [Span(self._scan.begins[first], self._scan.ends[last]) for _, first, last in events]
        hidden += [block.span for _, inside in self._regions for block in inside]
        return Reading(self.source, self._scan, self._outline.leaves, hidden)

    @cached_property
    def _regions(self) -> list[tuple[Region, Sequence[Block]]]:
        may_have = self._scan.has_html and "/planlint" in self.source.text
        return find_regions(self.source, self.blocks) if may_have else []

    @cached_property
    def _generated(self) -> frozenset[int]:
        """The first lines of the blocks that planlint has written itself."""
        return frozenset([self.source.line_of(block.span.start) for _, inside in self._regions for block in inside])

    @cached_property
    @_uncollected
    def blocks(self) -> tuple[Block, ...]:
        """The outermost blocks."""
        return block_tree(self._scan)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The whole document, and what stands below each heading outside of list items."""
        return tuple(self._outline.sections)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All list items."""
        return tuple(self._outline.items)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """All tables but those that planlint writes."""
        return tuple(self._outline.tables)

    @cached_property
    def code(self) -> tuple[CodeBlock, ...]:
        """All code blocks."""
        return tuple(self._outline.code)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The lines and cells that hold text, those of the front matter first."""
        return (*front_segments(self.source, self._front_lines, self.sections[0]), *self._reading.segments)

    @cached_property
    def front_matter(self) -> Span | None:
        """The metadata at the start, its marks included."""
        return Span(0, self.source.line_span(self._front_lines - 1).end) if self._front_lines else None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of the front matter."""
        return front_matter_entries(self.source, self._front_lines)

    @cached_property
    def comments(self) -> tuple[Span, ...]:
        """HTML comments outside code, with their marks."""
        return self._reading.spans("comment") if "<!--" in self.source.text else ()

    @cached_property
    def code_spans(self) -> tuple[Span, ...]:
        """Inline code, with its backticks."""
        return self._reading.spans("code") if "`" in self.source.text else ()

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The stretches that planlint keeps up to date."""
        return tuple(sorted((region for region, _ in self._regions), key=lambda region: region.opening))

    @cached_property
    def references(self) -> dict[str, Span]:
        """Link reference definitions: label, as `reference_label` gives it -> the span of the first definition."""
        found = self._scan.references.items()
        return {label: Span(self._scan.begins[first], self._scan.ends[last]) for label, (first, last) in found}

    @cached_property
    def prose(self) -> str:
        """`source.text` with code, comments, link targets, bare URLs and front matter blanked by spaces, line ends
        kept."""
        return self._reading.prose

    @cached_property
    def with_code(self) -> str:
        """As `prose`, but code spans and code blocks are kept: for ids, file names and drawings."""
        return self._reading.with_code

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.heading.start for section in self.sections]

    def section_at(self, offset: int) -> Section:
        """The innermost section that holds `offset`."""
        section = self.sections[max(0, bisect_right(self._section_starts, offset) - 1)]
        while section.parent and offset >= section.span.end and section.span.end < section.parent.span.end:
            section = section.parent  # the section of a heading in a quote ends with its quote
        return section

    def subsections(self, section: Section) -> Iterator[Section]:
        """All sections below `section`, at any depth."""
        for other in self.sections[section.index + 1 :]:
            if other.span.start >= section.span.end:
                return
            yield other

    @cached_property
    def children(self) -> dict[Item, tuple[Item, ...]]:
        """The direct children of each item that has any."""
        below: dict[Item, list[Item]] = {}
        for item in self.items:
            if item.parent:
                below.setdefault(item.parent, []).append(item)
        return {parent: tuple(items) for parent, items in below.items()}

    @cached_property
    def rule_starts(self) -> list[int]:
        """Where the outermost horizontal rules stand."""
        starts, depth = [], 0
        for event in self._scan.events:
            if event[0] == RULE and not depth:
                starts.append(self._scan.begins[event[1]])
            depth += (event[0] in (ITEM, QUOTE)) - (event[0] == LEAVE)
        return starts

    @cached_property
    def titles(self) -> int:
        """How many headings of the first level there are."""
        return [section.level for section in self.sections].count(1)

"""The lines of a plan one by one, and its text without what no reader reads as prose."""

from collections.abc import Iterator, Sequence

from planlint.markdown.containers import CODE, HEADING, HTML, Event
from planlint.markdown.masking import Mask, MaskKind, inline_masks, masked
from planlint.markdown.outline import Leaf, heading_content
from planlint.markdown.parts import Item, Section, Segment, Table, segment_of
from planlint.markdown.scan import Scan
from planlint.text.patterns import regex
from planlint.text.source import Source, Span, span_of

_MARK = regex(r"[`<]|\]\(|://")
"""What a mask starts with or holds."""
_DRAWN = frozenset({"", "text", "txt", "plain", "plaintext", "ascii", "tree"})


class Reading:
    """The segments of a plan, front matter left out, and its masked texts.

    `hidden` are the spans that are no text at all: front matter, definitions of references, what planlint has written.
    """

    def __init__(self, source: Source, scan: Scan, leaves: Sequence[Leaf], hidden: Sequence[Span]) -> None:
        self._text = source.text
        self._scan = scan
        self._masks = [Mask(span, "hidden") for span in hidden]
        self._segments: list[Segment] = []
        self._doubtful: list[int] = []
        """Segments that masks may blank."""
        self._read(leaves)
        if hidden:
            self._masks.sort()
        self.prose, self.with_code = masked(source.text, self._masks)
        gone = {n for n in self._doubtful if self.with_code[slice(*self._segments[n].span)].isspace()}
        self.segments = [each for n, each in enumerate(self._segments) if n not in gone] if gone else self._segments

    def spans(self, kind: MaskKind) -> tuple[Span, ...]:
        """What is masked as `kind`, in order."""
        return tuple([mask.span for mask in self._masks if mask.kind == kind])

    def _read(self, leaves: Sequence[Leaf]) -> None:
        text, segments, masks = self._text, self._segments, self._masks
        lines, begins, ends = self._scan.lines, self._scan.begins, self._scan.ends
        for event, section, item, leads, table in leaves:
            kind, first, last = event[0], event[1], event[2]
            before, start, end = len(segments), begins[first], ends[last]
            if kind <= HTML:
                if leads and item:
                    if item.text and not item.text.isspace():
                        segments.append(segment_of(("item", item.text_span, first, section, item, None, None, -1)))
                    first += 1
                for n in range(first, last + 1):
                    if begins[n] < ends[n] and not lines[n].isspace():
                        span = span_of((begins[n], ends[n]))
                        segments.append(segment_of(("line", span, n, section, item, None, None, -1)))
            elif kind == HEADING:
                self._heading(event, section, item if leads else None)
            elif kind == CODE:
                masks.append(Mask(span_of((start, end)), "block"))
                self._drawn(event, section, item)
                continue
            part = text[start:end]
            marked = _MARK.search(part) is not None
            if table:
                self._cells(table, first, item, marked)
            elif marked:
                masks += inline_masks(text, start, end, html=kind == HTML)
            if marked:
                self._doubtful += range(before, len(segments))

    def _heading(self, event: Event, section: Section, item: Item | None) -> None:
        """The lines of a heading; `item` is the one that it is the first line of."""
        _, first, last, _ = event
        begins, ends = self._scan.begins, self._scan.ends
        known = section.heading.start == begins[first]
        start, end = section.title_span if known else heading_content(self._scan, event)
        for n in range(first, last + (first == last)):
            span = span_of((max(start, begins[n]), min(end, ends[n])))
            if item and n == first:
                span = item.text_span
            if self._text[span.start : span.end].strip():
                self._segments.append(segment_of(("heading", span, n, section, item, None, None, -1)))

    def _cells(self, table: Table, first: int, item: Item | None, marked: bool) -> None:
        for row in (table.header, *table.rows):
            line = first + row.index + (row.index > 0)
            for column, cell in enumerate(row.cells):
                if cell.text:
                    if not cell.text.isspace():
                        place = (table.section, item, table, row, column)
                        self._segments.append(segment_of(("cell", cell.span, line, *place)))
                    if marked and _MARK.search(cell.text):
                        self._masks += inline_masks(self._text, *cell.span)

    def _drawn(self, event: Event, section: Section, item: Item | None) -> None:
        """The lines of a code block that holds no program."""
        _, first, last, width, closed = event
        if width and self._scan.text(first)[width:].strip().partition(" ")[0].lower() in _DRAWN:
            for n in range(first + 1, last + (not closed)):
                span = trimmed(self._text, span_of((self._scan.begins[n], self._scan.ends[n])))
                if self._text[span.start : span.end].strip():
                    self._segments.append(segment_of(("drawn", span, n, section, item, None, None, -1)))


def front_segments(source: Source, lines: int, section: Section) -> Iterator[Segment]:
    """The lines of a front matter of `lines` lines, its marks left out."""
    for line in range(1, lines - 1):
        span = trimmed(source.text, source.line_span(line))
        if span.start < span.end:
            yield Segment("front", span, line, section)


def trimmed(text: str, span: Span) -> Span:
    """`span` without the spaces and tabs at its ends."""
    part = text[span.start : span.end]
    end = span.start + len(part.rstrip(" \t\v\f"))
    return span_of((min(end, span.start + len(part) - len(part.lstrip(" \t\v\f"))), end))

"""From blocks to the document: sections, items with their boxes, tables, code, segments and masked prose."""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from planlint.markdown.blocks import parse_blocks
from planlint.markdown.document import (
    Align,
    Block,
    Box,
    Cell,
    CodeBlock,
    Document,
    Item,
    Region,
    Row,
    Section,
    Segment,
    SegmentKind,
    Table,
    reference_label,
)
from planlint.markdown.frontmatter import front_matter_entries, front_matter_lines
from planlint.markdown.markers import find_regions
from planlint.markdown.masking import Mask, inline_masks, masked
from planlint.markdown.syntax import split_row
from planlint.text.patterns import regex
from planlint.text.source import Source, Span, span_of

_MARKER = regex(r"[*+-]|\d{1,9}[.)]")
_BOX = regex(r"\[([^\[\]`\r\n]{0,9})\](?=\*?[ \t]|$)", re.M)  # `[ ]*` is an optional task of Kiro
_PLAIN_BOX = regex(r"\[[ xX]\][ \t]")
_EMOJI = r"[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
_EMOJI_MARK = regex(rf"{_EMOJI}(?:\u200d{_EMOJI})*")
_DRAWN = frozenset({"", "text", "txt", "plain", "plaintext", "ascii", "tree"})
_ALIGN: dict[tuple[bool, bool], Align] = {
    (False, False): "none",
    (True, False): "left",
    (False, True): "right",
    (True, True): "center",
}


def parse_document(source: Source) -> Document:
    """Parse `source`. Never fails: any text is some document."""
    with _no_garbage_collection():
        lines = front_matter_lines(source)
        blocks = parse_blocks(source, lines)
        return _Builder(source, blocks, lines).document()


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Spare the collector the records of a long document, in which it finds no cycle: it would take half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Builder:
    def __init__(self, source: Source, blocks: tuple[Block, ...], front_matter: int) -> None:
        self.source = source
        self.text = source.text
        self.blocks = blocks
        self.front_lines = front_matter
        self.items: list[Item] = []
        self.tables: list[Table] = []
        self.code: list[CodeBlock] = []
        self.segments: list[Segment] = []
        self.masks: list[Mask] = []
        self.references: dict[str, Span] = {}
        self.regions: list[Region] = []
        self.has_markers = "/planlint" in source.text
        self.lists = 0
        root = Section(0, 0, Span(0, 0), Span(0, 0), "", Span(0, len(self.text)), None)
        self.sections = [root]
        self.section_of: dict[Block, Section] = {}
        self._find_sections(blocks, root, len(self.text))
        self.section = root

    def document(self) -> Document:
        front = None
        if self.front_lines:
            front = Span(0, self.source.line_span(self.front_lines - 1).end)
            self.masks.append(Mask(front, "hidden"))
            for line in range(1, self.front_lines - 1):
                self._segment("front", trimmed(self.text, self.source.line_span(line)), line, None)
        for block in self._leaves(self.blocks) if "]:" in self.text else ():
            if block.kind == "reference":
                self.references.setdefault(block.info, block.span)
        self._walk(self.blocks, None)
        prose, with_code = masked(self.text, self.masks)
        code = {block.span for block in self.code}
        return Document(
            source=self.source,
            blocks=self.blocks,
            sections=tuple(self.sections),
            items=tuple(self.items),
            tables=tuple(self.tables),
            code=tuple(self.code),
            segments=tuple(s for s in self.segments if s.kind == "front" or not _is_blank(with_code, s.span)),
            front_matter=front,
            entries=front_matter_entries(self.source, self.front_lines),
            comments=tuple(m.span for m in self.masks if m.kind == "comment"),
            code_spans=tuple(m.span for m in self.masks if m.kind == "code" and m.span not in code),
            regions=tuple(sorted(self.regions, key=lambda region: region.opening)),
            references=self.references,
            prose=prose,
            with_code=with_code,
        )

    def _leaves(self, blocks: Sequence[Block]) -> Iterator[Block]:
        for block in blocks:
            if block.children:
                yield from self._leaves(block.children)
            else:
                yield block

    def _find_sections(self, blocks: Sequence[Block], outer: Section, end: int) -> None:
        """Sections of the headings in `blocks` and in the quotes among them; a quoted one ends with its quote."""
        headings = [b for b in blocks if b.kind == "heading"]
        ends = _section_ends(headings, end)
        open_sections = [outer]
        for block in blocks:
            if block.kind == "quote":
                self._find_sections(block.children, open_sections[-1], block.span.end)
            elif block.kind == "heading":
                while len(open_sections) > 1 and open_sections[-1].level >= block.level:
                    open_sections.pop()
                span = Span(block.span.start, ends[block])
                title = self.source[block.content]
                section = Section(
                    len(self.sections), block.level, block.span, block.content, title, span, open_sections[-1]
                )
                self.sections.append(section)
                self.section_of[block] = section
                open_sections.append(section)

    def _walk(self, blocks: Sequence[Block], item: Item | None, first: Span | None = None) -> None:
        """Read `blocks`; `first` is what is left of the first line of the first one, after marker and box."""
        generated = self._generated(blocks) if self.has_markers else ()
        for block in blocks:
            match block.kind:
                case _ if block in generated:
                    self.masks.append(Mask(block.span, "hidden"))
                case "paragraph" | "heading" | "html":
                    self._text(block, item, first)
                case "list":
                    self._list(block, item)
                case "quote":
                    before = self.section
                    self._walk(block.children, item)
                    self.section = before
                case "table":
                    self._table(block, item)
                case "code":
                    self._code(block, item)
                case "reference":
                    self.masks.append(Mask(block.span, "hidden"))
            first = None

    def _generated(self, blocks: Sequence[Block]) -> set[Block]:
        """The blocks among `blocks` that planlint has written itself."""
        found = find_regions(self.source, blocks)
        self.regions += (region for region, _ in found)
        return {block for _, inside in found for block in inside}

    def _text(self, block: Block, item: Item | None, first: Span | None) -> None:
        kind: SegmentKind = "heading" if block.kind == "heading" else "line"
        lines: Sequence[Span] = block.lines
        if block.kind == "heading":
            self.section = self.section_of.get(block, self.section)
            start, end = block.content
            lines = [Span(max(start, s.start), min(s.end, end)) for s in lines if s.start < end]
        number = self.source.line_of(block.span.start)
        for n, span in enumerate(lines):
            if first is not None and n == 0:
                self._segment("item" if kind == "line" else kind, first, number, item)
            else:
                self._segment(kind, span, number + n, item)
        self.masks.extend(inline_masks(self.text, *block.span, html=block.kind == "html"))

    def _list(self, block: Block, parent: Item | None) -> None:
        self.lists += 1
        list_index = self.lists - 1
        for child in block.children:
            marker = _MARKER.match(self.text, child.span.start)
            assert marker
            line = self._first_line(child, marker.end())
            box = self._box(line, block) if self.text.startswith("[", line.start) else None
            text = trimmed(self.text, Span(box.span.end, line.end)) if box else line
            item = Item(
                index=len(self.items),
                span=child.span,
                marker=span_of(marker.span()),
                box=box,
                text_span=text,
                text=self.source[text],
                depth=parent.depth + 1 if parent else 0,
                parent=parent,
                list_index=list_index,
                section=self.section,
                number=child.number,
            )
            self.items.append(item)
            self._walk(child.children, item, text)

    def _first_line(self, item: Block, start: int) -> Span:
        first = item.children[0] if item.children else None
        if first and first.kind in ("paragraph", "html"):
            return first.lines[0]
        if first and first.kind == "heading":
            return Span(first.content.start, min(first.content.end, first.lines[0].end))
        return Span(start, start)

    def _box(self, line: Span, siblings: Block) -> Box | None:
        m = _BOX.match(self.text, *line)
        if not m or reference_label(m[1]) in self.references:
            return None
        mark = m[1].strip()
        known = mark in ("", "x", "X") or _EMOJI_MARK.fullmatch(mark)
        symbol = len(mark) == 1 and not mark.isalnum()
        letter = len(mark) == 1 and mark.isalpha()
        if known or symbol or (letter and any(_is_plain_box(self.text, item) for item in siblings.children)):
            return Box(span_of(m.span()), mark)
        return None

    def _table(self, block: Block, item: Item | None) -> None:
        header, delimiter, *rest = block.lines
        number = self.source.line_of(header.start)
        rows = [self._row(n, span) for n, span in enumerate((header, *rest))]
        aligns = tuple(_align(self.source[cell.span]) for cell in self._row(0, delimiter).cells)
        table = Table(
            len(self.tables),
            block.span,
            rows[0],
            delimiter,
            aligns,
            tuple(rows[1:]),
            self.section,
        )
        self.tables.append(table)
        for row in rows:
            line = number + row.index + bool(row.index)
            for column, cell in enumerate(row.cells):
                if cell.text:
                    self._segment("cell", cell.span, line, item, table, row, column)
                    self.masks.extend(inline_masks(self.text, *cell.span))

    def _row(self, index: int, span: Span) -> Row:
        cells = []
        for start, end in split_row(self.source[span]):
            cell = span_of((span.start + start, span.start + end))
            cells.append(Cell(cell, self.text[cell.start : cell.end]))
        return Row(index, span, tuple(cells))

    def _code(self, block: Block, item: Item | None) -> None:
        self.code.append(
            CodeBlock(
                len(self.code), block.span, block.content, block.info, block.fence, block.closed, self.section, item
            )
        )
        self.masks.append(Mask(block.span, "code"))
        if block.fence and block.info.partition(" ")[0].lower() in _DRAWN:
            number = self.source.line_of(block.span.start) + 1
            for n, span in enumerate(block.lines):
                self._segment("drawn", trimmed(self.text, span), number + n, item)

    def _segment(
        self,
        kind: SegmentKind,
        span: Span,
        line: int,
        item: Item | None,
        table: Table | None = None,
        row: Row | None = None,
        column: int = -1,
    ) -> None:
        if span.start < span.end:
            self.segments.append(Segment(kind, span, line, self.section, item, table, row, column))


def _section_ends(headings: Sequence[Block], end: int) -> dict[Block, int]:
    """Where the section of each heading ends: at the next heading of its level or above, or at `end`."""
    ends: dict[Block, int] = {}
    pending: list[Block] = []
    for block in headings:
        while pending and pending[-1].level >= block.level:
            ends[pending.pop()] = block.span.start
        pending.append(block)
    return ends | dict.fromkeys(pending, end)


def _is_plain_box(text: str, item: Block) -> bool:
    first = item.children[0] if item.children else None
    return bool(first and first.lines and _PLAIN_BOX.match(text, first.span.start))


def _is_blank(text: str, span: Span) -> bool:
    part = text[span.start : span.end]
    return not part or part.isspace()


def _align(cell: str) -> Align:
    return _ALIGN[cell.startswith(":"), cell.endswith(":")]


def trimmed(text: str, span: Span) -> Span:
    """`span` without the spaces and tabs at its ends."""
    part = text[span.start : span.end]
    end = span.start + len(part.rstrip(" \t\v\f"))
    return Span(min(end, span.start + len(part) - len(part.lstrip(" \t\v\f"))), end)

"""From the blocks of a scan to what a plan is made of: sections, items with their boxes, tables, code."""

from collections.abc import Container
from itertools import pairwise

from planlint.markdown.containers import CODE, HEADING, HTML, ITEM, LEAVE, QUOTE, TABLE, Event
from planlint.markdown.lines import split_row
from planlint.markdown.parts import (
    Align,
    Box,
    Cell,
    CodeBlock,
    Item,
    Row,
    Section,
    Table,
    box_of,
    cell_of,
    item_of,
    row_of,
)
from planlint.markdown.references import reference_label
from planlint.markdown.scan import Scan
from planlint.text.patterns import regex
from planlint.text.source import Source, Span, span_of

_EMOJI = r"[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
_EMOJI_MARK = regex(rf"{_EMOJI}(?:\u200d{_EMOJI})*")
_PLAIN_BOXES = {"[ ] ": "", "[x] ": "x", "[X] ": "X", "[ ]\t": "", "[x]\t": "x", "[X]\t": "X"}
_SPACE = " \t\v\f"
_ALIGN: dict[tuple[bool, bool], Align] = {
    (False, False): "none",
    (True, False): "left",
    (False, True): "right",
    (True, True): "center",
}


Leaf = tuple[Event, Section, Item | None, bool, Table | None]
"""A block that holds text, where it stands, whether it is the first in the item, and which table it is."""


class Outline:
    """The sections, items, tables and code blocks of a scan, in order, and all `leaves` with text.

    Blocks whose first lines are in `generated` are left out.
    """

    def __init__(self, source: Source, scan: Scan, generated: Container[int]) -> None:
        self.source = source
        self.scan = scan
        self.sections = [Section(0, 0, Span(0, 0), Span(0, 0), "", Span(0, len(source.text)), None)]
        self.items: list[Item] = []
        self.tables: list[Table] = []
        self.code: list[CodeBlock] = []
        self.leaves: list[Leaf] = []
        self._lettered: set[int] | None = None
        self._section_at = self._find_sections()
        self._walk(generated)

    def _find_sections(self) -> dict[int, Section]:
        """Make the sections, and give them by the line of their heading; a quoted one ends with its quote."""
        scan, whole = self.scan, len(self.source.text)
        ends: list[int] = []
        parents: list[int] = []
        pending: list[tuple[int, Event | None, int, int]] = [(0, None, 0, whole)]
        for number, (heading, quote) in enumerate(scan.headings, 1):
            start, level = scan.begins[heading[1]], heading[3]
            while pending[-1][3] <= start or (pending[-1][1] is quote and pending[-1][2] >= level):
                index, _, _, end = pending.pop()
                ends[index - 1] = min(end, start)
            parents.append(pending[-1][0])
            ends.append(scan.ends[quote[2]] if quote else whole)
            pending.append((number, quote, level, ends[-1]))
        found = {}
        for (heading, _), end, parent in zip(scan.headings, ends, parents, strict=True):
            _, first, last, level = heading
            content, start = heading_content(scan, heading), scan.begins[first]
            line, span = span_of((start, scan.ends[last])), span_of((start, end))
            title = self.source.text[content.start : content.end]
            section = Section(len(self.sections), level, line, content, title, span, self.sections[parent])
            self.sections.append(section)
            found[first] = section
        return found

    def _walk(self, generated: Container[int]) -> None:
        events, section_at, leaves = self.scan.events, self._section_at, self.leaves
        outer: list[tuple[Item | None, Section]] = []
        item: Item | None = None
        section = self.sections[0]
        kind = LEAVE
        for index, event in enumerate(events):
            leads = kind == ITEM
            kind = event[0]
            if kind == LEAVE:
                item, section = outer.pop()
            elif kind == ITEM:
                outer.append((item, section))
                item = self._item(event, events[index + 1], item, section)
                self.items.append(item)
            elif kind == QUOTE:
                outer.append((item, section))
            elif event[1] in generated:
                continue
            elif kind <= HTML:
                leaves.append((event, section, item, leads, None))
            elif kind == HEADING:
                section = section_at.get(event[1], section)
                leaves.append((event, section, item, leads, None))
            elif kind == TABLE:
                self.tables.append(self._table(event, section))
                leaves.append((event, section, item, leads, self.tables[-1]))
            elif kind == CODE:
                self.code.append(self._code(event, section, item))
                leaves.append((event, section, item, leads, None))

    def _item(self, event: Event, following: Event, parent: Item | None, section: Section) -> Item:
        """The item of `event`; `following` is the first block in it, if it has any."""
        scan, source = self.scan, self.source.text
        _, _, last, start, number, width, _, _ = event
        kind, box = following[0], None
        if kind <= HTML:
            begin, end = scan.begins[following[1]], scan.ends[following[1]]
        elif kind == HEADING:
            begin, end = heading_content(scan, following)
            end = min(end, scan.ends[following[1]])
        else:
            begin = end = start + width
        text = source[begin:end]
        if text.startswith("[") and (box := self._box(text, begin, number)):
            text = source[box.span.end : end].lstrip(_SPACE)
            begin = end - len(text)
            text = text.rstrip(_SPACE)
            end = begin + len(text)
        spans = span_of((start, scan.ends[last])), span_of((start, start + width)), box, span_of((begin, end))
        depth = parent.depth + 1 if parent else 0
        ordinal = int(source[start : start + width - 1]) if width > 1 else None
        return item_of((len(self.items), *spans, text, depth, parent, number, section, ordinal))

    def _box(self, text: str, start: int, number: int) -> Box | None:
        """The box at the start of `text`, which stands at offset `start`, in an item of the list `number`."""
        mark = _PLAIN_BOXES.get(text[:4])
        if mark is not None and not self.scan.references:
            return box_of((span_of((start, start + 3)), mark))
        close = text.find("]", 1, 11)
        label, behind = text[1:close], text[close + 1 : close + 3]
        if close < 0 or "[" in label or "`" in label or behind.removeprefix("*")[:1] not in _ENDS_BOX or behind == "*":
            return None  # `[ ]*` is an optional task of Kiro
        if reference_label(label) in self.scan.references:
            return None
        mark = label.strip()
        known = mark in ("", "x", "X") or (len(mark) == 1 and not mark.isalnum()) or _EMOJI_MARK.fullmatch(mark)
        if known or (len(mark) == 1 and mark.isalpha() and number in self._plain_lists()):
            return box_of((span_of((start, start + close + 1)), mark))
        return None

    def _plain_lists(self) -> set[int]:
        """The lists in which some item has a common box."""
        if self._lettered is None:
            scan, events = self.scan, self.scan.events
            self._lettered = {
                event[4]
                for event, following in pairwise(events)
                if event[0] == ITEM and following[0] <= HTML and scan.text(following[1])[:4] in _PLAIN_BOXES
            }
        return self._lettered

    def _table(self, event: Event, section: Section) -> Table:
        scan, text = self.scan, self.source.text
        _, first, last = event
        rows: list[Row] = []
        for line in range(first, last + 1):
            start, end = scan.begins[line], scan.ends[line]
            row, cells = text[start:end], list[Cell]()
            for a, b in split_row(row):
                cells.append(cell_of((span_of((start + a, start + b)), row[a:b])))
            rows.append(row_of((max(0, line - first - 1), span_of((start, end)), tuple(cells))))
        header, dashes, *others = rows
        aligns = tuple([_ALIGN[cell.text.startswith(":"), cell.text.endswith(":")] for cell in dashes.cells])
        span = span_of((header.span.start, rows[-1].span.end))
        return Table(len(self.tables), span, header, dashes.span, aligns, tuple(others), section)

    def _code(self, event: Event, section: Section, item: Item | None) -> CodeBlock:
        scan, text = self.scan, self.source.text
        _, first, last, width, closed = event
        span = content = span_of((scan.begins[first], scan.ends[last]))
        if width:
            after = last if closed else last + 1
            start = scan.starts[first + 1] if first + 1 < len(scan.starts) else len(text)
            end = scan.starts[after] if after < len(scan.starts) else len(text)
            content = span_of((start, max(start, end)))
        behind = span.start + width
        info = text[behind : scan.ends[first]].strip() if width else ""
        return CodeBlock(len(self.code), span, content, info, text[span.start : behind], bool(closed), section, item)


_ENDS_BOX = ("", " ", "\t")


def heading_content(scan: Scan, event: Event) -> Span:
    """The text of a heading without the number signs around it, or the underline."""
    _, first, last, level = event
    if last > first:
        return span_of((scan.begins[first], scan.ends[last - 1]))
    end = scan.ends[first]
    body = scan.lines[first][scan.begins[first] - scan.starts[first] + level :].lstrip(" \t")
    start = end - len(body)
    if body.endswith("#"):
        unclosed = body.rstrip("#")
        if not unclosed or unclosed[-1] in " \t":
            end = start + len(unclosed.rstrip(" \t"))
    return span_of((start, end))

"""One pass over the lines of a plan: which blocks there are, as CommonMark and GitHub Flavored Markdown have them.

Most lines are told by their first character: it begins no block, and the line goes on with the paragraph that is open.
"""

from bisect import bisect_right
from collections.abc import Mapping

from planlint.markdown.containers import (
    CODE,
    HEADING,
    HTML,
    ITEM,
    LEAVING,
    PARAGRAPH,
    QUOTE,
    RULE,
    TABLE,
    Containers,
    Event,
)
from planlint.markdown.fences import MARKDOWN, intended_ends
from planlint.markdown.lines import (
    HEADING_MARK,
    container_mark,
    ends_html,
    fence_run,
    heading_level,
    html_kind,
    is_delimiter,
    is_rule,
    starts_block,
    underline_level,
)
from planlint.text.patterns import regex
from planlint.text.source import Source

_STARTS = frozenset("#`~>-*+_<=|:0123456789")
_TEXT = regex(r"\*\*[^*\s]|__[^_\s]|``?(?!`)|~~?(?!~)|#++\S|=++\S|\d++[^\d.)]|[-+][^\s\-|:]|:[^\s\-|:]|\|[|:\-\s]*+\S")
"""What is text though it starts with one of `_STARTS`: emphasis, code, a row that is none of dashes, a number."""
_ITEM = regex(r"(?:[-*+]|\d{1,9}[.)]) (?=[^ \t])")
_NEVER = 1 << 60
_DEEPEST = 100
"""As deep as GitHub nests containers; what is deeper is text."""


class Scan(Containers):
    """The blocks of a source from line `first` on, as flat `events` in the order of the text."""

    def __init__(self, source: Source, first: int = 0) -> None:
        super().__init__(source)
        self.headings: list[tuple[Event, Event | None]] = []
        """The headings outside of list items, each with the quote that it stands in."""
        self.has_html = False
        self._source = source
        self._meant: Mapping[int, int] | None = None
        self._read(first)
        self._finish(len(self.lines), 0)

    def _read(self, n: int) -> None:
        lines, texts, count = self.lines, self._texts, len(self.lines)
        starts, is_text, is_item, is_heading = _STARTS, _TEXT.match, _ITEM.match, HEADING_MARK.match
        events = self.events
        while n < count:
            text = texts[n]
            n += 1
            if not text:
                if self._paragraph >= 0 and not self._quotes and not self._defines:
                    events.append((PARAGRAPH, self._paragraph, n - 2))
                    self._paragraph = -1
                elif self._paragraph >= 0 or self._opened:
                    self._blank(n - 1)
            elif text[0] not in starts or is_text(text):
                if self._paragraph >= 0:
                    continue  # the line goes on with the paragraph, perhaps lazily
                if len(text) < len(lines[n - 1]):
                    n = self._line(n - 1, text)
                else:
                    if self._opened:
                        self._finish(n - 1, 0)
                    self._paragraph = n - 1
            elif text[0] == "#" and len(text) == len(lines[n - 1]) and (mark := is_heading(text)):
                if self._paragraph >= 0 or self._opened:
                    self._finish(n - 1, 0)
                events.append((HEADING, n - 1, n - 1, mark.end()))
                self.headings.append((events[-1], None))
            elif not self._opened or not (mark := is_item(text)) or not self._follows(n - 1, text, mark.end()):
                n = self._line(n - 1, text)

    def _blank(self, n: int, depth: int | None = None) -> None:
        """Read a blank line, which stands in `depth` of the open containers; without quote marks, in no quote."""
        if depth is None:
            depth = [*[event[0] for event in self._opened], QUOTE].index(QUOTE) if self._quotes else len(self._opened)
        self._finish(n, depth)
        if self._opened and self.events[-1] is self._opened[-1] and self.events[-1][0] == ITEM:
            self._edges[-1] = self._opened[-1][6] = _NEVER  # an item begins with at most one blank line

    def _follows(self, n: int, text: str, behind: int) -> bool:
        """Read line `n`, which has text `behind` the mark of an item, if it is the next item of the innermost list and
        no other block: as `_line` would, but most items of a plan are such."""
        edges, last = self._edges, self._opened[-1]
        column, base = len(self.lines[n]) - len(text), edges[-2] if len(edges) > 1 else 0
        if (
            not base <= column < edges[-1]
            or column > base + 3
            or last[7] != ord(text[behind - 2])
            or self._quotes
            or (text[behind] in _STARTS and not _TEXT.match(text, behind))
            or (column and "\t" in self.lines[n][:column])
        ):
            return False
        if self._paragraph >= 0 and self._defines:
            self._end_paragraph(n)
        elif self._paragraph >= 0:
            self.events.append((PARAGRAPH, self._paragraph, n - 1))
        last[2] = self._last(n) if self._hollow or not self.lines[n - 1] else n - 1
        begin = self.begins[n]
        event = [ITEM, n, n, begin, last[4], behind - 1, column + behind - base, last[7]]
        self.events += LEAVING, event
        self._opened[-1], edges[-1] = event, column + behind
        self.begins[n] = begin + behind
        self._paragraph = n
        return True

    def _line(self, n: int, text: str) -> int:
        """Read line `n`, which may begin blocks, and the rest of the leaf that it begins; returns the next line."""
        depth = base = 0
        column = len(self.lines[n]) - len(text)
        if self._quotes or (column and "\t" in self.lines[n][:column]):
            depth, base, column, text = self._enter(n)
            if not text:
                self._blank(n, depth)
                return n + 1
        elif self._edges and (depth := bisect_right(self._edges, column)):
            base = self._edges[depth - 1]
        while text and column - base < 4 and (first := text[0]) in _STARTS:
            if first in "-*+" and text[1:2] == " " and text[-1] != first:
                width = 1  # neither a rule nor an underline
            else:
                here = self._paragraph >= 0 and depth == len(self._edges)
                if not first.isdigit() and (following := self._leaf(n, text, depth, here)):
                    return following
                width = container_mark(text, here)
            if not width or depth == _DEEPEST:
                break
            base, column, text = self._open(n, text, depth, (base, column), width)
            depth += 1
        if text and self._paragraph < 0:
            if len(self._opened) > depth:
                self._finish(n, depth)
            if column - base > 3:
                return self._indented(n)
            self._paragraph = n
        return n + 1

    def _leaf(self, n: int, text: str, depth: int, here: bool) -> int | None:
        """Read the block without children that starts with `text`; returns the line behind it, None where none starts.

        `here` says whether the paragraph that is open may go on with `text` other than lazily.
        """
        first = text[0]
        if first == "#" and (level := heading_level(text)):
            self._finish(n, depth)
            return self._heading((HEADING, n, n, level))
        if here and first in "=-" and (level := underline_level(text)):
            start = self._take_references(n)
            self._paragraph = -1
            if start < n:
                return self._heading((HEADING, start, n, level))
        elif here and first in "|:-" and is_delimiter(text, self.text(n - 1)):
            return self._table(n)
        if first in "-*_" and is_rule(text):
            self._finish(n, depth)
            self.events.append((RULE, n, n))
            return n + 1
        if first in "`~" and (run := fence_run(text)):
            self._finish(n, depth)
            return self._fence(n, run, text[len(run) :])
        if first == "<" and (kind := html_kind(text, self._paragraph >= 0)):
            self._finish(n, depth)
            return self._html(n, text, kind)
        return None

    def _heading(self, event: Event) -> int:
        self.events.append(event)
        if self._quotes == len(self._opened):
            self.headings.append((event, self._opened[-1] if self._opened else None))
        return event[2] + 1

    def _table(self, n: int) -> int:
        """Read a table whose row of dashes is line `n`; the line before it is open as a paragraph."""
        self._end_paragraph(n - 1)
        end, plain = n + 1, not self._edges
        while end < len(self.lines):
            if plain and self.lines[end][:1] == "|":
                end += 1
                continue
            text, indent = self._inside(end) or ("", 0)
            if not text or indent > 3 or (text[0] != "|" and text[0] in _STARTS and starts_block(text)):
                break
            end += 1
        self.events.append((TABLE, n - 1, end - 1))
        return end

    def _indented(self, n: int) -> int:
        end = n + 1
        while end < len(self.lines) and (inside := self._inside(end)) and (not inside[0] or inside[1] > 3):
            end += 1
        self.events.append((CODE, n, self._last(end), 0, 1))
        return end

    def _html(self, n: int, text: str, kind: str) -> int:
        end = n + 1
        ends_at_blank = kind in ("block", "tag")
        closed = ends_html(kind, text)
        while not closed and end < len(self.lines) and (inside := self._inside(end)):
            if ends_at_blank and not inside[0]:
                break
            closed = not ends_at_blank and ends_html(kind, inside[0])
            end += 1
        self.events.append((HTML, n, self._last(end)))
        self.has_html = True
        return end

    def _meant_end(self, n: int) -> int:
        """The line that closes the Markdown fence in line `n` as its author meant it; -1 where that is no other."""
        if self._meant is None:
            line_of, ends = self._source.line_of, intended_ends(self._source.text)
            self._meant = {line_of(start): line_of(end) for start, end in ends.items()}
        return self._meant.get(n, -1)

    def _fence(self, n: int, run: str, info: str) -> int:
        meant = self._meant_end(n) if info.strip().partition(" ")[0].casefold() in MARKDOWN else -1
        if not all(self._inside(line) for line in range(n + 1, meant + 1)):
            meant = -1
        lines, plain = self.lines, not self._edges
        end, closed = n + 1, False
        while end < len(lines) and not closed:
            if not plain or run in lines[end]:
                if (inside := self._inside(end)) is None:
                    break
                text, indent = inside
                closes = indent < 4 and text.startswith(run) and not text.strip(run[0])
                closed = end == meant if end <= meant else closes
            end += 1
        self.events.append((CODE, n, end - 1 if closed else self._last(end), len(run), closed))
        return end

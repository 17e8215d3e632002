"""One pass over the lines of a plan: which blocks there are, as CommonMark and GitHub Flavored Markdown have them.

Lines are read one by one. `edges` are the columns in which the content of the open containers (list items and block
quotes) starts; a line that stands left of one has left its container. Most lines are told by their first character:
it begins no block, and the line goes on with the paragraph that is open.

All columns are those of the source's line, tabs expanded; where a quote is open, they differ from line to line, and
`_enter` reads the prefixes one by one.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from operator import add, sub

from planlint.markdown.fences import MARKDOWN
from planlint.markdown.lines import (
    column_of,
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
from planlint.markdown.references import leading_references

PARAGRAPH, HEADING, CODE, HTML, TABLE, RULE, REFERENCE, ITEM, QUOTE, LEAVE = range(10)

Event = list[int]
"""Kind, first line, last line, and by kind: heading: the level; code: length of the opening fence (0: indented),
whether it is closed; item and quote: offset of the mark, number of the list, length of the mark, columns from the
content of the outer container to its own, the last character of the mark. `LEAVE` ends the innermost container."""

_STARTS = frozenset("#`~>-*+_<=|:0123456789")
_LEAVE = [LEAVE]
_BULLETS = ("- ", "* ", "+ ")
_NEVER = 1 << 60
_DEEPEST = 100
"""As deep as GitHub nests containers; what is deeper is text."""


class Scan:
    """The blocks of `lines` from line `first` on, as flat `events` in the order of the text.

    The lines come without space and line ends behind them; `starts` are their offsets. `meant` gives, by line, nested
    Markdown fences and the line that closes them as their author meant it; `defines` says whether there may be
    definitions of references.
    """

    def __init__(
        self, lines: Sequence[str], starts: Sequence[int], first: int, meant: Callable[[], Mapping[int, int]], defines: bool
    ) -> None:
        self.lines = lines
        self.starts = starts
        self.ends = list(map(add, starts, map(len, lines)))
        """The offset behind the last visible character of each line."""
        self._texts = [line.lstrip(" \t") for line in lines]
        self.begins = list(map(sub, self.ends, map(len, self._texts)))
        """The offset of the first character of each line behind the prefixes of its containers."""
        self.events: list[Event] = []
        self.headings: list[tuple[Event, Event | None]] = []
        """The headings outside of list items, each with the quote that it stands in."""
        self.has_html = False
        self.references: dict[str, tuple[int, int]] = {}
        self._meant = meant
        self._defines = defines
        self._lists = 0
        self._hollow: set[int] = set()  # lines that hold nothing but quote marks
        self._edges: list[int] = []
        self._opened: list[Event] = []
        self._quotes = 0
        self._paragraph = -1
        self._read(first)
        self._finish(len(lines), 0)

    def text(self, line: int) -> str:
        """What a line holds behind the prefixes of its containers."""
        return self.lines[line][self.begins[line] - self.starts[line] :]

    def _read(self, n: int) -> None:
        texts, starts, count = self._texts, _STARTS, len(self.lines)
        while n < count:
            text = texts[n]
            if not text:
                if self._paragraph >= 0 and not self._quotes:
                    self._end_paragraph(n)
                elif self._opened:
                    self._blank(n)
                n += 1
            elif text[0] not in starts and self._paragraph >= 0:
                n += 1  # goes on with the paragraph, perhaps lazily
            elif text[:2] in _BULLETS and self._opened and self._follows(n, text):
                n += 1
            else:
                n = self._line(n, text)

    def _blank(self, n: int, depth: int | None = None) -> None:
        """Read a blank line, which stands in `depth` of the open containers; without quote marks, in no quote."""
        if depth is None:
            depth = [*(event[0] for event in self._opened), QUOTE].index(QUOTE)
        self._finish(n, depth)
        if self._opened and self.events[-1] is self._opened[-1] and self.events[-1][0] == ITEM:
            self._edges[-1] = self._opened[-1][6] = _NEVER  # an item begins with at most one blank line

    def _follows(self, n: int, text: str) -> bool:
        """Read line `n` if it is the next item of the innermost list, with a bullet and plain text: as `_line` would,
        but most items of a plan are such."""
        edges, last = self._edges, self._opened[-1]
        column, base = len(self.lines[n]) - len(text), edges[-2] if len(edges) > 1 else 0
        first = text[2]
        if (
            not base <= column < edges[-1]
            or column > base + 3
            or last[7] != ord(text[0])
            or self._quotes
            or (first in _STARTS and (text[2:4] != "**" or text[-1] == "*") and (first != "`" or text[3:4] == "`"))
            or first in " \t"
            or (column and "\t" in self.lines[n][:column])
        ):
            return False
        if self._paragraph >= 0:
            self._end_paragraph(n)
        last[2] = self._last(n)
        begin = self.begins[n]
        event = [ITEM, n, n, begin, last[4], 1, column + 2 - base, last[7]]
        self.events += _LEAVE, event
        self._opened[-1], edges[-1] = event, column + 2
        self.begins[n] = begin + 2
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
            if self._opened:
                self._finish(n, depth)
            if column - base > 3:
                return self._indented(n)
            self._paragraph = n
        return n + 1

    def _enter(self, n: int) -> tuple[int, int, int, str]:
        """In how many of the open containers line `n` stands; the column in which the content of the innermost starts;
        the column in which the text of the line starts, and that text."""
        line, text = self.lines[n], self._texts[n]
        column = column_of(line, text)
        if not self._quotes:
            depth = bisect_right(self._edges, column)
            return depth, self._edges[depth - 1] if depth else 0, column, text
        depth = base = 0
        for event in self._opened:
            if event[0] == ITEM:
                if text and column - base < event[6]:
                    break
                base += event[6]
            elif column - base > 3 or not text.startswith(">"):
                break
            else:
                text, behind = text[1:].lstrip(" \t"), column + 1
                column = column_of(line, text)
                base = behind + (column > behind)
                self.begins[n] = self.ends[n] - len(text)
            depth += 1
        if not text:
            self._hollow.add(n)
        return depth, base, column, text

    def _inside(self, n: int) -> tuple[str, int] | None:
        """The text of line `n` and how far it is indented, in the innermost container; None where it is outside."""
        depth, base, column, text = self._enter(n)
        return None if depth < len(self._edges) and (text or self._quotes) else (text, column - base)

    def _open(self, n: int, text: str, depth: int, place: tuple[int, int], width: int) -> tuple[int, int, str]:
        """Open the container with whose mark, of `width` characters, `text` starts, at `place`: the column of the outer
        content and its own. Returns these for what follows, and its text."""
        base, behind = place[0], place[1] + width
        bullet = text[width - 1]
        kind = QUOTE if bullet == ">" else ITEM
        number = self._lists
        if depth < len(self._opened) and self._opened[depth][7] == ord(bullet):
            number = self._opened[depth][4]
        else:
            self._lists += kind == ITEM
        if self._paragraph >= 0 or depth < len(self._opened):
            self._finish(n, depth)
        rest = text[width:].lstrip(" \t")
        gap = len(text) - width - len(rest)
        if gap and "\t" in text[width : width + gap]:
            gap = column_of(self.lines[n], rest) - behind
        edge = behind + (1 if not rest or gap > (4 if kind == ITEM else 1) else gap)
        end = self.ends[n]
        self.begins[n] = end - len(rest)
        event = [kind, n, n, end - len(text), number, width, edge - base, ord(bullet)]
        self.events.append(event)
        self._opened.append(event)
        self._edges.append(edge)
        self._quotes += kind == QUOTE
        return edge, behind + gap, rest

    def _finish(self, n: int, depth: int) -> None:
        """Close the paragraph that is open, and the containers below `depth`, before line `n`."""
        if self._paragraph >= 0:
            self._end_paragraph(n)
        if len(self._opened) > depth:
            last = self._last(n)
            while len(self._opened) > depth:
                event = self._opened.pop()
                event[2] = last
                self._quotes -= event[0] == QUOTE
                self._edges.pop()
                self.events.append(_LEAVE)

    def _last(self, n: int) -> int:
        """The last line before line `n` that is not blank."""
        n -= 1
        while not self.lines[n] or n in self._hollow:
            n -= 1
        return n

    def _end_paragraph(self, n: int) -> None:
        start = self._take_references(n) if self._defines else self._paragraph
        self._paragraph = -1
        if start < n:
            self.events.append([PARAGRAPH, start, n - 1])

    def _take_references(self, n: int) -> int:
        """Read the definitions of link references at the start of the paragraph that ends before line `n`; returns the
        line behind them."""
        start = self._paragraph
        if start < n and self.text(start).startswith("["):
            for label, size in leading_references([self.text(line) for line in range(start, n)]):
                self.events.append([REFERENCE, start, start + size - 1])
                self.references.setdefault(label, (start, start + size - 1))
                start += size
        return start

    def _leaf(self, n: int, text: str, depth: int, here: bool) -> int | None:
        """Read the block without children that starts with `text`; returns the line behind it, None where none starts.

        `here` says whether the paragraph that is open may go on with `text` other than lazily.
        """
        first = text[0]
        if first == "#" and (level := heading_level(text)):
            self._finish(n, depth)
            return self._heading([HEADING, n, n, level])
        if here and first in "=-" and (level := underline_level(text)):
            start = self._take_references(n)
            self._paragraph = -1
            if start < n:
                return self._heading([HEADING, start, n, level])
        elif here and first in "|:-" and is_delimiter(text, self.text(n - 1)):
            return self._table(n)
        if first in "-*_" and is_rule(text):
            self._finish(n, depth)
            self.events.append([RULE, n, n])
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
        end = n + 1
        while end < len(self.lines) and (inside := self._inside(end)):
            text, indent = inside
            if not text or indent > 3 or (text[0] != "|" and text[0] in _STARTS and starts_block(text)):
                break
            end += 1
        self.events.append([TABLE, n - 1, end - 1])
        return end

    def _indented(self, n: int) -> int:
        end = n + 1
        while end < len(self.lines) and (inside := self._inside(end)) and (not inside[0] or inside[1] > 3):
            end += 1
        self.events.append([CODE, n, self._last(end), 0, 1])
        return end

    def _html(self, n: int, text: str, kind: str) -> int:
        end = n + 1
        closed = ends_html(kind, text)
        while not closed and end < len(self.lines) and (inside := self._inside(end)):
            if not inside[0] and kind in ("block", "tag"):
                break
            closed = ends_html(kind, inside[0])
            end += 1
        self.events.append([HTML, n, self._last(end)])
        self.has_html = True
        return end

    def _fence(self, n: int, run: str, info: str) -> int:
        is_markdown = info.strip().partition(" ")[0].casefold() in MARKDOWN
        meant = self._meant().get(n, -1) if is_markdown else -1
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
        self.events.append([CODE, n, end - 1 if closed else self._last(end), len(run), closed])
        return end

"""The containers of the blocks of a plan, list items and block quotes, as the lines open and leave them.

`edges` are the columns in which the content of the open containers starts; a line that stands left of one has left its
container. All columns are those of the source's line, tabs expanded; where a quote is open, they differ from line to
line, and `_enter` reads the prefixes one by one.
"""

from bisect import bisect_right
from collections.abc import Sequence
from operator import add, sub

from planlint.markdown.lines import column_of
from planlint.markdown.references import leading_references
from planlint.text.source import Source

PARAGRAPH, HTML, HEADING, CODE, TABLE, RULE, REFERENCE, ITEM, QUOTE, LEAVE = range(10)

Event = Sequence[int]
"""Kind, first line, last line, and by kind: heading: the level; code: length of the opening fence (0: indented),
whether it is closed; item and quote: offset of the mark, number of the list, length of the mark, columns from the
content of the outer container to its own, the last character of the mark. `LEAVE` ends the innermost container."""

LEAVING = (LEAVE,)


class Containers:
    """The lines of a source and the blocks read so far, as flat `events` in the order of the text."""

    def __init__(self, source: Source) -> None:
        self.lines = [line.rstrip(" \t") for line in source.lines]
        """The lines without the space behind them."""
        self.starts = source.line_starts
        self.ends = list(map(add, self.starts, map(len, self.lines)))
        """The offset behind the last visible character of each line."""
        self._texts = [line.lstrip(" \t") for line in self.lines]
        self.begins = list(map(sub, self.ends, map(len, self._texts)))
        """The offset of the first character of each line behind the prefixes of its containers."""
        self.events: list[Event] = []
        self.references: dict[str, tuple[int, int]] = {}
        self._text = source.text
        self._defines = "]:" in source.text
        self._lists = 0
        self._hollow: set[int] = set()  # lines that hold nothing but quote marks
        self._edges: list[int] = []
        self._opened: list[list[int]] = []
        self._quotes = 0
        self._paragraph = -1

    def text(self, line: int) -> str:
        """What a line holds behind the prefixes of its containers."""
        return self.lines[line][self.begins[line] - self.starts[line] :]

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
        if not self._opened:
            line, text = self.lines[n], self._texts[n]
            return text, column_of(line, text) if "\t" in line else len(line) - len(text)
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
                self.events.append(LEAVING)

    def _last(self, n: int) -> int:
        """The last line before line `n` that is not blank."""
        n -= 1
        while not self.lines[n] or n in self._hollow:
            n -= 1
        return n

    def _end_paragraph(self, n: int) -> None:
        start = self._paragraph
        if self._defines and self._text.startswith("[", self.begins[start]):
            start = self._take_references(n)
        self._paragraph = -1
        if start < n:
            self.events.append((PARAGRAPH, start, n - 1))

    def _take_references(self, n: int) -> int:
        """Read the definitions of link references at the start of the paragraph that ends before line `n`; returns the
        line behind them."""
        start = self._paragraph
        if start < n and self.text(start).startswith("["):
            for label, size in leading_references([self.text(line) for line in range(start, n)]):
                self.events.append((REFERENCE, start, start + size - 1))
                self.references.setdefault(label, (start, start + size - 1))
                start += size
        return start

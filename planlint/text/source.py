"""The text of one file and the translation of its offsets.

Inside planlint every position is an offset in code points into `Source.text`, and every stretch of text a half-open
`Span`. Lines, columns and UTF-16 units exist only at the edge: in reports, in JSON and in the language server.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import accumulate, count
from operator import add
from typing import NamedTuple

from planlint.text.patterns import regex
from planlint.text.records import value_object

_FEW = 10
_LINE_END = regex(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A half-open stretch of a text: offsets in code points."""

    start: int
    end: int

    def covers(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether the two share a code point, or one is empty and lies inside or at the edge of the other."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


span_of: Callable[[tuple[int, int]], Span] = partial(tuple.__new__, Span)
"""`Span` of a pair, in half the time: for what is made for every line."""


@value_object
class Source:
    """The decoded text of one file.

    `text` holds the file's own line ends and no byte order mark; `name` is the path as reports show it. Lines are
    counted from 0 and end at CR LF, LF or CR, and at nothing else.
    """

    text: str
    name: str = "<stdin>"
    bom: bool = False
    encoding: str = "UTF-8"
    """What the file is in; anything but UTF-8 is not written back but as UTF-8, and only where no U+FFFD stands for
    what could not be read."""
    foreign: int = 0
    """The offset of the first code point that is not UTF-8, where there is one."""

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line starts; the text after the last line end counts as a line, even when empty."""
        if "\r" in self.text:
            return (0, *(m.end() for m in _LINE_END.finditer(self.text)))
        return (0, *map(add, accumulate(map(len, self.lines[:-1])), count(1)))

    @cached_property
    def lines(self) -> list[str]:
        """The text of each line without its line end."""
        text = self.text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in self.text else self.text
        return text.split("\n")

    @cached_property
    def newline(self) -> str:
        """The line end that the file uses most; LF where it has none."""
        crlf = self.text.count("\r\n")
        lf = self.text.count("\n") - crlf
        cr = self.text.count("\r") - crlf
        return max((lf, "\n"), (crlf, "\r\n"), (cr, "\r"), key=lambda pair: pair[0])[1]

    def line_of(self, offset: int) -> int:
        """The line, from 0, that holds `offset`."""
        return bisect_right(self.line_starts, offset) - 1

    def place(self, offset: int) -> tuple[int, int]:
        """The line, from 0, that holds `offset`, and its column, from 0, in code points.

        As long as little is asked about a text, without a table of its lines.
        """
        if "line_starts" in vars(self) or "\r" in self.text or next(self._asked) >= _FEW:
            line = self.line_of(offset)
            return line, offset - self.line_starts[line]
        return self.text.count("\n", 0, offset), offset - self.text.rfind("\n", 0, offset) - 1

    @cached_property
    def _asked(self) -> Iterator[int]:
        return count()

    def line_span(self, line: int) -> Span:
        """The text of `line` without its line end."""
        start = self.line_starts[line]
        return span_of((start, start + len(self.lines[line])))

    def position(self, offset: int) -> tuple[int, int]:
        """`offset` as the Language Server Protocol counts it: line from 0, column from 0 in UTF-16 units."""
        line = self.line_of(offset)
        before = self.text[self.line_starts[line] : offset]
        return line, utf16_length(before)

    def __getitem__(self, span: Span) -> str:
        """The text inside `span`."""
        return self.text[span.start : span.end]


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` takes."""
    return len(text) if text.isascii() else len(text) + sum(c > "\uffff" for c in text)

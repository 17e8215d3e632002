"""What a line of Markdown is when it is read alone: a block start, an item, a row of a table, a continuation."""

import re
from functools import cache

from planlint.text.patterns import regex
from planlint.text.source import Span

_HTML_BLOCKS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu"
    "|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr"
    "|track|ul"
)
_HTML_START = (
    rf"<(?:!--|\?|![A-Za-z]|!\[CDATA\[|(?:pre|script|style|textarea)(?:[\s>]|$)|/?(?:{_HTML_BLOCKS})(?:\s|/?>|$))"
)
_RULE = r"(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$"
BLOCK_START = regex(
    r" {0,3}(?:>|#{1,6}(?:[ \t]|$)|`{3,}[^`\n]*$|~{3,}|(?:[*+-]|\d{1,9}[.)])(?:[ \t]|$)"
    rf"|{_RULE}|(?i:{_HTML_START}))",
    re.MULTILINE,
)
"""A block that ends a paragraph, a lazy continuation and a table alike."""
RULE = regex(rf" {{0,3}}{_RULE}", re.MULTILINE)
ITEM = regex(r"(?P<list_1> {0,3})(?P<list_2>[*+-]|\d{1,9}[.)])(?P<list_3>(?:[ \t][^\n]*)?)(?:\n|\Z)")
QUOTE = regex(r" {0,3}>")
INDENTED = regex(r"(?: {4}| {0,3}\t)[ \t]*[^ \t\n]")
INDENTED_LINES = regex(rf"(?:{INDENTED.pattern}[^\n]*(?:\n|\Z)|[ \t]*\n)*+")
_DELIMITER = r"(?=[^\n]*[|:])\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+(?:\n|\Z)"
_DELIMITER_LINE = regex(r"[ \t]*" + _DELIMITER)
TABLE = rf"^ {{0,3}}[^\s][^\n]*+\n {{0,3}}(?!-[ \t]){_DELIMITER}"
"""A line and a delimiter row under it. Like GitHub, take `- |` for an item and `---` for the mark of a heading."""
_AFTER_TABLE = regex(r"[ \t]*(?:\n|\Z)| {4}| {0,3}\t")
_DELIMITER_STARTS = frozenset("|:- \t")
_PIPE = regex(r"\\.|\|", re.DOTALL)
_NESTED_MARKERS = regex(r"(?:[ \t]*(?:>|(?:[*+-]|\d{1,9}[.)])(?=[ \t])))+")
_TAG_LINE = regex(r" {0,3}</?[A-Za-z][^<>\n]*>[ \t]*$", re.MULTILINE)
_FENCE = regex(r"[ \t]*(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)


def is_blank(line: str) -> bool:
    """Whether a line holds nothing but spaces and tabs."""
    return not line.strip(" \t\n")


def is_plain(text: str, start: int) -> bool:
    """Whether the line of `text` at `start` can begin no block: it starts with a letter, and what follows is no
    delimiter row of a table."""
    if not text[start].isalpha():
        return False
    following = text.find("\n", start) + 1
    return not following or text[following : following + 1] not in _DELIMITER_STARTS


@cache
def closing_fence(run: str) -> re.Pattern[str]:
    """The end of a line, and behind it the line that closes a fence opened by `run`."""
    return re.compile(rf"\n {{0,3}}{run[0]}{{{len(run)},}}[ \t]*(?:\n|\Z)")


def expand_tabs(line: str, column: int) -> str:
    """`line`, which starts in `column` of its source line, with spaces for the tabs before its text."""
    if "\t" not in line:
        return line
    text = line.lstrip(" \t")
    offset = column % 4
    space = (" " * offset + line[: len(line) - len(text)]).expandtabs(4)
    return space[offset:] + text


def split_row(row: str) -> list[Span]:
    """The cells of a table row, as offsets into `row`, without outer space; an empty cell is an empty span."""
    start, stop = len(row) - len(row.lstrip(" \t")), len(row.rstrip(" \t\r\n"))
    bars = [m.start() for m in _PIPE.finditer(row, start, stop) if m.group() == "|"]
    if bars and bars[0] == start:
        start = bars.pop(0) + 1
    if bars and bars[-1] == stop - 1:
        stop = bars.pop()
    cells = []
    for bar in (*bars, stop):
        text = row[start:bar]
        left = start + len(text) - len(text.lstrip(" \t"))
        cells.append(Span(left, max(left, start + len(text.rstrip(" \t")))))
        start = bar + 1
    return cells


def table_end(text: str, start: int, end: int) -> int | None:
    """Where a table with the first two lines `text[start:end]` ends, as GFM reads it: at a blank line or other block.

    None where the two are no table. Rows may have any number of cells.
    """
    header, delimiter = text[start:end].split("\n")[:2]
    if len(split_row(header)) != len(split_row(delimiter)):
        return None
    while end < len(text) and not _AFTER_TABLE.match(text, end) and not BLOCK_START.match(text, end):
        end = text.find("\n", end) + 1 or len(text)
    return end


def table_rows(table: str) -> list[list[str]]:
    """The cells of the rows of a table but for the row of dashes; like GitHub, short rows are filled, long ones cut."""
    lines = table.rstrip("\n").split("\n")
    header, _, *body = ([line[slice(*span)] for span in split_row(line)] for line in lines)
    width = len(header)
    return [header, *((row + [""] * width)[:width] for row in body)]


class ContainerLines:
    """The lines of a list item or a quote, without its prefix, as they are collected.

    `lazy` holds the offsets, in the joined lines, of those that stand in the container without its prefix, because
    they go on with a paragraph in it. Whether a paragraph is open is only worked out when such a line comes, and from
    there on where it was left.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.lazy: set[int] = set()
        self._length = 0
        self._read = 0
        self._read_length = 0
        self._fence = ""
        self._until_blank = False
        self._open = False

    def add(self, line: str) -> None:
        """Add a line that carries the prefix."""
        self.lines.append(line)
        self._length += len(line)

    def add_lazy(self, line: str) -> None:
        """Add a line without the prefix."""
        self.lazy.add(self._length)
        self.add(line)

    def in_paragraph(self) -> bool:
        """Whether the lines so far end in a paragraph, at any depth."""
        for index in range(self._read, len(self.lines)):
            line = self.lines[index]
            self._open = self._follow(line)
            self._read_length += len(line)
        self._read = len(self.lines)
        return self._open

    def _follow(self, line: str) -> bool:
        """Whether a paragraph is open after `line`."""
        text = line
        if markers := _NESTED_MARKERS.match(line):
            text = line[markers.end() :]
            if text.startswith(" " * 5) and not is_blank(text):
                return False  # indented code behind a marker
            text = text.lstrip(" \t")
        fence = _FENCE.match(text)
        if self._fence:
            if fence and fence[1].startswith(self._fence) and is_blank(text.replace(self._fence[0], "")):
                self._fence = ""
            return False
        if fence:
            self._fence = fence[1]
            return False
        if is_blank(text):
            self._until_blank = False
            return False
        if self._open and _DELIMITER_LINE.match(text) and self._read_length not in self.lazy:
            self._until_blank = True  # a table
        if BLOCK_START.match(text):
            self._until_blank = text.lstrip(" ")[0] == "<"
            return False
        if not self._open:
            self._until_blank = self._until_blank or bool(_TAG_LINE.match(text))
            return not self._until_blank and not INDENTED.match(line)
        return not self._until_blank

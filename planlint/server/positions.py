"""The text as the editor holds it: places in the units that it counts in, changes and edits as it sends and takes them.

The Language Server Protocol counts lines and columns from 0; lines end at CR LF, LF or CR, and columns count the code
units of the encoding that both sides agreed on: "utf-8", "utf-16" or "utf-32".
https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#position
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from lsprotocol import types

from planlint.text.diagnostics import Edit
from planlint.text.edits import narrowed
from planlint.text.records import value_object
from planlint.text.source import Source, Span, utf16_length

BOM = "\ufeff"


def _utf8_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


LENGTHS: Mapping[str, Callable[[str], int]] = {"utf-8": _utf8_length, "utf-16": utf16_length, "utf-32": len}
"""How many code units of an encoding a text takes."""


@value_object
class ClientText(Source):
    """A source whose columns count in `encoding`; where the editor keeps a byte order mark in its text (`bom`), the
    columns of the first line count it."""

    encoding: str = "utf-16"

    def position(self, offset: int) -> tuple[int, int]:
        """`offset` as line and column."""
        line = self.line_of(offset)
        column = self._length(self.text[self.line_starts[line] : offset])
        return line, column + self._mark(line)

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column. What lies past the end of the text or of a line is that end; a column
        inside a character is its start."""
        if line >= len(self.line_starts):
            return len(self.text)
        start, end = self.line_span(line)
        column = max(0, column - self._mark(line))
        if self.text[start:end].isascii():
            return min(start + column, end)
        units = 0
        for offset in range(start, end):
            units += self._length(self.text[offset])
            if units > column:
                return offset
        return end

    def range(self, span: Span) -> types.Range:
        """`span` as the editor counts."""
        return types.Range(types.Position(*self.position(span.start)), types.Position(*self.position(span.end)))

    def span(self, where: types.Range) -> Span:
        """A range of the editor as a span, also where it was sent upside down."""
        start = self.offset(where.start.line, where.start.character)
        end = self.offset(where.end.line, where.end.character)
        return Span(min(start, end), max(start, end))

    def edit(self, edit: Edit) -> types.TextEdit:
        """`edit` for the editor. No place lies between CR and LF there, so an edge there moves outward."""
        (start, end), new = edit.span, edit.text
        if self._splits_line_end(start):
            start, new = start - 1, "\r" + new
        if self._splits_line_end(end):
            end, new = end + 1, new + "\n"
        return types.TextEdit(self.range(Span(start, end)), new)

    def _splits_line_end(self, offset: int) -> bool:
        return 0 < offset < len(self.text) and self.text[offset - 1 : offset + 1] == "\r\n"

    def _length(self, text: str) -> int:
        return LENGTHS[self.encoding](text)

    def _mark(self, line: int) -> int:
        return self._length(BOM) if self.bom and line == 0 else 0


def changed(text: str, changes: Iterable[types.TextDocumentContentChangeEvent], encoding: str) -> str:
    """`text` after `changes`, one after the other; one without a range is the whole new text."""
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = ClientText(text, encoding=encoding).span(change.range)
            text = text[:start] + change.text + text[end:]
        else:
            text = change.text
    return text


def edits_between(before: Source, after: Source) -> Iterator[Edit]:
    """Small edits that turn the text of `before` into that of `after`: line by line, where lines can be matched."""
    from difflib import SequenceMatcher

    old, new = (_lines(source) for source in (before, after))
    starts = (*before.line_starts, len(before.text))
    for kind, first, last, new_first, new_last in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            continue
        one_by_one = last - first == new_last - new_first
        pairs = zip(range(first, last), new[new_first:new_last], strict=True) if one_by_one else ()
        for line, text in pairs:
            yield narrowed(before.text, Edit(Span(starts[line], starts[line + 1]), text))
        if not one_by_one:
            yield Edit(Span(starts[first], starts[last]), "".join(new[new_first:new_last]))


def _lines(source: Source) -> list[str]:
    """The lines of a text with their line ends; the last one may be empty."""
    bounds = (*source.line_starts, len(source.text))
    return [source.text[start:end] for start, end in pairwise(bounds)]

"""Fields: `**Status:** Done`, `Effort: 4h`, cells under a header or beside a label, entries of the front matter."""

from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

from planlint.markdown.document import Row, Table
from planlint.plan.outline import Node, Outline
from planlint.text.patterns import regex
from planlint.text.source import Span, span_of

_BOLD = regex(r"(?:\*\*|__)(?P<key>[^*_:：|\n]{1,48}?)(?:\s?[:：]\s?(?:\*\*|__)|(?:\*\*|__)\s?[:：])\s*")
_PLAIN = regex(r"[^\w(\[`*|]{0,4}[*_]{0,2}(?P<key>[^\W\d_][^:：*`|()\[\]\n]{0,38}?)\s?[:：](?=\s|$)\s*")
_COLON = regex(r"[:：]")
_EDGE = regex(r"[\s*_`|·•,;]+$")
_ORNAMENT = " *_`:：#"
_MAX_WORDS = 5


class Field(NamedTuple):
    """`key` (casefolded, without ornament) with the span of its value; spans are code points. `row` is set for a cell,
    whose key is its column's header, or the label beside it in a table of two columns."""

    node: Node | None
    key: str
    key_span: Span
    value: Span
    row: Row | None


_field_of: Callable[[tuple[Node | None, str, Span, Span, Row | None]], Field] = partial(tuple.__new__, Field)
"""As `span_of`."""


def read_fields(outline: Outline) -> list[Field]:
    """All fields, in the order of the text, front matter first; of wide tables only the columns that the vocabulary has
    keys for."""
    found = [
        Field(None, _plain(entry.key), entry.key_span, entry.value, None)
        for entry in outline.document.entries
        if entry.key
    ]
    text, known = outline.text, outline.vocabulary.every_key
    wide = "：" in text
    columns = {}
    for table in outline.document.tables:
        heads = [(index, _plain(head.text), head.span) for index, head in enumerate(table.header.cells)]
        columns[table] = [head for head in heads if head[1] in known]
    for node in outline.nodes:
        if node.kind == "row":
            found += _cells(node, columns)
        elif node.kind != "heading" and (
            text.find(":", node.start, node.end) >= 0 or (wide and text.find("：", node.start, node.end) >= 0)
        ):
            found += _fields_of_line(text, node)
    return found


def heading_fields(outline: Outline) -> list[Field]:
    """The fields in headings: "## Status: Draft"."""
    text, headings = outline.text, outline.heading_of.values()
    labelled = [node for node in headings if _COLON.search(text, node.start, node.end)]
    return [field for node in labelled for field in _fields_of_line(text, node)]


def _fields_of_line(text: str, node: Node) -> list[Field]:
    """The fields in a line with a colon: each bold key, or the one plain key at its start."""
    keys = list(_BOLD.finditer(text, node.start, node.end))
    if not keys:
        first = _PLAIN.match(text, node.start, node.end)
        keys = [first] if first and len(first["key"].split()) <= _MAX_WORDS else []
    found = []
    for index, match in enumerate(keys):
        end = keys[index + 1].start() if index + 1 < len(keys) else node.end
        edge = _EDGE.search(text, match.end(), end)
        value = span_of((match.end(), max(match.end(), edge.start() if edge else end)))
        found.append(_field_of((node, _plain(match["key"]), span_of(match.span("key")), value, None)))
    return found


def _cells(node: Node, columns: dict[Table, list[tuple[int, str, Span]]]) -> list[Field]:
    """The fields in a row; `columns` are those of its table that are fields, each with its key and where that is."""
    if node.table is None or node.row is None:
        return []
    found, cells = [], node.row.cells
    if len(node.table.header.cells) == 2 and len(cells) == 2:
        label, value = cells
        found.append(_field_of((node, _plain(label.text), label.span, value.span, node.row)))
    for index, key, head in columns[node.table] if node.row.index else ():
        if index < len(cells):
            found.append(_field_of((node, key, head, cells[index].span, node.row)))
    return found


@lru_cache(maxsize=8192)  # plans have the same keys again and again
def _plain(key: str) -> str:
    return " ".join(key.strip(_ORNAMENT).split()).casefold()


_HEADER_LINES = 40


def place_in_document(outline: Outline, field: Field) -> str:
    """ "front matter", "header" or "footer" where a field that is no cell of a long table speaks of the document;
    "aside" where it stands behind a rule and so not in the section that it seems to stand in; else ""."""
    node, document = field.node, outline.document
    if node is None:
        return "front matter"
    if field.row is not None and field.row.index > 6:
        return ""
    section, sections = node.section, document.sections
    if node.kind == "heading":
        return "header" if section.level <= 2 and section.index <= 3 else ""
    if node.item is None or section.level <= 1:
        if node.line <= _HEADER_LINES and section.index <= 1 and section.level <= 1 and not _listed(node):
            return "header"
        if node.line <= _HEADER_LINES and section.index == 2 and section.level == 2:
            known = outline.vocabulary.lists["overview-headings"]
            title = document.source.text[sections[1].heading.end : section.heading.start]
            if _plain(section.title) in known and not title.strip("\r\n -*_"):
                return "header"
    if node.item is not None:
        return ""
    if section.index == len(sections) - 1 and _plain(section.title) in outline.vocabulary.lists["conclusion-headings"]:
        return "footer"
    rules = document.rule_starts
    at = bisect_left(rules, node.start)
    if not at or rules[at - 1] < section.heading.end:
        return ""
    if document.titles > 1:
        return "aside"  # several documents in one file: it may be the last one's
    after = rules[at] if at < len(rules) else len(document.source.text)
    closes = "\n#" not in document.source.text[rules[at - 1] : after] and 2 * section.index >= len(sections)
    return "footer" if closes else "aside"


def _listed(node: Node) -> bool:
    """Whether a node lies below an item that is no field itself."""
    return node.item is not None and node.item.parent is not None


def owner(outline: Outline, node: Node) -> Node | None:
    """The node of the thing that a field in `node` is about: the item that it stands in or lies below, else the
    heading."""
    item = node.item.parent if node.kind == "item" and node.item else node.item
    if item:
        return outline.item_nodes.get(item)
    return outline.heading_of.get(node.section)

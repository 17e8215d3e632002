"""Fields: `**Status:** Done`, `Effort: 4h`, cells under a header or beside a label, entries of the front matter."""

from bisect import bisect_left
from collections.abc import Iterator

from planlint.markdown.document import Cell, Row, Table
from planlint.plan.outline import Node, Outline
from planlint.text.patterns import regex
from planlint.text.source import Span

_BOLD = regex(r"(?:\*\*|__)(?P<key>[^*_:：|\n]{1,48}?)(?:\s?[:：]\s?(?:\*\*|__)|(?:\*\*|__)\s?[:：])\s*")
_PLAIN = regex(r"[^\w(\[`*|]{0,4}[*_]{0,2}(?P<key>[^\W\d_][^:：*`|()\[\]\n]{0,38}?)\s?[:：](?=\s|$)\s*")
_EDGE = regex(r"[\s*_`|·•,;]+$")
_MAX_WORDS = 5


class Field:
    """`key` (casefolded, without ornament) with the span of its value; spans are code points. `row` is set for a cell,
    whose key is its column's header, or the label beside it in a table of two columns."""

    __slots__ = ("key", "key_span", "node", "row", "value")

    def __init__(self, node: Node | None, key: str, key_span: Span, value: Span, row: Row | None = None) -> None:
        self.node, self.key, self.key_span, self.value, self.row = node, key, key_span, value, row


def read_fields(outline: Outline) -> list[Field]:
    """All fields, in the order of the text, front matter first; of wide tables only the columns that the vocabulary has
    keys for."""
    found = [
        Field(None, _plain(entry.key), entry.key_span, entry.value) for entry in outline.document.entries if entry.key
    ]
    known = frozenset().union(*outline.vocabulary.keys.values())
    columns = {
        table: [(index, head) for index, head in enumerate(table.header.cells) if _plain(head.text) in known]
        for table in outline.document.tables
    }
    for node in outline.nodes:
        if node.kind == "row":
            found += _cells(node, columns)
        elif node.kind != "heading":
            found += fields_of_line(outline, node)
    return found


def heading_fields(outline: Outline) -> Iterator[Field]:
    """The fields in headings: "## Status: Draft"."""
    for node in outline.heading_of.values():
        yield from fields_of_line(outline, node)


def fields_of_line(outline: Outline, node: Node) -> Iterator[Field]:
    """The fields in a line: each bold key, or the one plain key at its start."""
    text = outline.text
    line = text[node.start : node.end]
    if ":" not in line and "：" not in line:
        return
    bold = "**" in line or "__" in line
    keys = list(_BOLD.finditer(text, node.start, node.end)) if bold else []
    if not keys:
        first = _PLAIN.match(text, node.start, node.end)
        keys = [first] if first and len(first["key"].split()) <= _MAX_WORDS else []
    for index, match in enumerate(keys):
        end = keys[index + 1].start() if index + 1 < len(keys) else node.end
        edge = _EDGE.search(text, match.end(), end)
        value = Span(match.end(), max(match.end(), edge.start() if edge else end))
        yield Field(node, _plain(match["key"]), Span(*match.span("key")), value)


def _cells(node: Node, columns: dict[Table, list[tuple[int, Cell]]]) -> Iterator[Field]:
    if node.table is None or node.row is None:
        return
    heads = node.table.header.cells
    if len(heads) == 2 and len(node.row.cells) == 2:
        label, value = node.row.cells
        yield Field(node, _plain(label.text), label.span, value.span, node.row)
    if node.row.index == 0:
        return
    for index, head in columns[node.table]:
        if index < len(node.row.cells):
            yield Field(node, _plain(head.text), head.span, node.row.cells[index].span, node.row)


def _plain(key: str) -> str:
    return " ".join(key.strip(" *_`:：#").split()).casefold()


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

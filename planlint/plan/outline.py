"""The outline of a plan: its nodes in the order of the text, and the groups of parts that lie below them.

A node is one line that a reader takes in at once: a heading, the first line of an item, a line of a paragraph, a table
row, a line drawn in a fence. A group is what a list, a table, a fence or the headings below a heading consist of, with
the node that introduces it. Examples and tool output are no work: only fences that hold no program are read.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

from planlint.markdown.document import Document, Item, Section, Segment
from planlint.plan.amounts import Amount, Amounts
from planlint.plan.glyphs import GLYPHS
from planlint.plan.line_lists import marked_lines, numbered_lines
from planlint.plan.nodes import Group, GroupKind, Node, NodeKind
from planlint.text.patterns import regex
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import Vocabulary

__all__ = ["Group", "GroupKind", "Node", "NodeKind", "Outline"]

_DRAWING = regex(r"[\s│├└─┌┐┘┤┬┴┼╟╠╚╔═║|+`'\\]*(?:[-*•▪●○◦✓✔✗✅❌☐☑→]\s|\[[ xX]\]\s)*")
_RULER = regex(r"[\s=─━═_*~#|+-]*$")
_LABEL = regex(r":[*_]{0,2}\s*$|[:)][*_]{0,2}\s*$|^[*_]{2}[^*_]+[*_]{2}[^\w]*$")
_FIRST_WORD = regex(r"[\s*_|=>•✅📊🎯⏱️:\-]*+(?P<word>[^\W_]*+)")
_LONGEST_TOTAL = 60
_LEAD_GAP = 2
"""How many lines may stand between what introduces a group and the group."""


class Outline:
    """Nodes and groups of one document. `text` is the masked prose, with what is drawn in fences put back."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document, self.vocabulary = document, vocabulary
        self.text = _readable(document)
        self.amounts = Amounts(self.text, vocabulary)
        self.nodes = self._read()
        self.starts = [node.start for node in self.nodes]
        self.heading_of: dict[Section, Node] = {n.section: n for n in self.nodes if n.kind == "heading"}
        self.item_nodes = {node.item: node for node in self.nodes if node.kind == "item" and node.item}
        self.groups: list[Group] = []
        self._group()
        self._give_amounts()
        self._name_columns()
        self._below: dict[Node, list[Group]] = {}
        for group in self.groups:
            for node in {group.lead, group.heading} - {None}:
                self._below.setdefault(node, []).append(group)  # type: ignore[arg-type]
        self.group_of: dict[Node, Group] = {n: g for g in self.groups if g.kind != "sections" for n in g.nodes}
        self.sections_of: dict[Node, Group] = {n: g for g in self.groups if g.kind == "sections" for n in g.nodes}

    def _give_amounts(self) -> None:
        every, at = self.amounts.all, 0
        for node in self.nodes:
            while at < len(every) and every[at].start < node.start:
                at += 1
            first = at
            while at < len(every) and every[at].start < node.end:
                at += 1
            if first < at:
                node.amounts = every[first:at]
                if node.cells:
                    node.figures = found = dict[int, list[Amount]]()
                    for amount in node.amounts:
                        for column, cell in node.cells.items():
                            if cell.span.start <= amount.start < cell.span.end:
                                found.setdefault(column, []).append(amount)

    def below(self, node: Node) -> Sequence[Group]:
        """The groups that `node` introduces, or that stand right under this heading (not under a deeper one)."""
        return self._below.get(node, ())

    def at(self, offset: int) -> Node | None:
        """The node whose text holds `offset`."""
        index = bisect_left(self.starts, offset + 1) - 1
        return self.nodes[index] if index >= 0 and offset < self.nodes[index].end else None

    @property
    def first(self) -> Node:
        """The first node; of a document without any text, an empty one."""
        if self.nodes:
            return self.nodes[0]
        return Node(0, "line", Segment("line", Span(0, 0), 0, self.document.sections[0]))

    def stretches(self, offsets: Iterable[int]) -> list[Span]:
        """The lines and cells that hold `offsets` (rising), each once."""
        found, last = list[Span](), 0
        for offset in offsets:
            if offset < last:
                continue
            node = self.at(offset)
            if node:
                span = span_of((node.start, node.end))
                for cell in node.cells.values():
                    if cell.span.start <= offset < cell.span.end:
                        span = cell.span
                found.append(span)
                last = span.end
        return found

    def words(self, node: Node) -> str:
        """The text of `node`, code blanked."""
        return self.text[node.start : node.end]

    def _read(self) -> list[Node]:
        nodes: list[Node] = []
        row: Node | None = None
        seen: set[Item] = set()
        for segment in self.document.segments:
            kind: NodeKind = "line"
            if segment.kind == "cell":
                if row is None or row.row is not segment.row:
                    row = Node(len(nodes), "row", segment)
                    nodes.append(row)
                row.cells[segment.column] = segment
                row.end = segment.span.end
                continue
            if segment.kind == "front":
                continue
            if segment.kind != "item":
                kind = segment.kind
            elif segment.item and segment.item not in seen:
                seen.add(segment.item)
                kind = "item"
            nodes.append(Node(len(nodes), kind, segment))
        return nodes

    @cached_property
    def totals(self) -> Mapping[Node, str]:
        """The nodes that are called a total, a sum, a subtotal or an average of those beside them, each with the word
        that its text starts with, casefolded."""
        text, vocabulary, first_word, found = self.text, self.vocabulary, _FIRST_WORD.match, {}
        for node in self.nodes:
            label = first_word(text, node.start, node.end)
            assert label
            word, start = label["word"].casefold(), label.start("word")
            if (word if word.isascii() else text[start : start + 2].casefold()) in vocabulary.total_starts:
                words = text[start : min(node.end, node.start + _LONGEST_TOTAL)].casefold()
                if length := vocabulary.total_word(words):
                    found[node] = words[:length]
        return found

    def _group(self) -> None:
        lists: dict[object, Group] = {}
        kind: GroupKind
        home: object
        for node in self.nodes:
            if node.kind == "item" and node.item:
                kind, home, above = "items", node.item.list_index, node.item.parent
            elif node.kind == "row" and node.row and node.row.index:
                kind, home, above = "rows", node.table, node.item
            else:
                continue
            node.parent = self.item_nodes.get(above) if above else None
            if home in lists:
                lists[home].nodes.append(node)
            else:
                lists[home] = Group(kind, node)
        self.groups += lists.values()
        self.groups += numbered_lines(self.nodes, self.text)
        if not self.text.isascii():
            self.groups += marked_lines(self.nodes, self.text)
        self._group_drawn()
        self._group_sections()
        self.groups.sort(key=attrgetter("index"))
        for group in self.groups:
            self._introduce(group)

    def _name_columns(self) -> None:
        """Give bare numbers in a column the unit of its head: "Hours", "Effort (days)", "Story points"."""
        for table in {group.nodes[0].table for group in self.groups if group.kind == "rows"} - {None}:
            assert table is not None
            for column, head in enumerate(table.header.cells):
                if unit := self.vocabulary.head_unit(head.text.casefold()):
                    for cell in table.column(column):
                        for amount in self.amounts.within(*cell.span):
                            if amount.kind == "bare" and amount.of is None:
                                self.amounts.name(amount, unit)

    def _group_drawn(self) -> None:
        """Lines in a fence lie below the nearest line before them that is less indented."""
        stack: list[Node] = []
        children: dict[Node | None, Group] = {}
        previous: Node | None = None
        for node in self.nodes:
            if node.kind != "drawn":
                continue
            new_fence = previous is None or (node.line - previous.line > 1 and self._fence_ends_between(previous, node))
            if new_fence:
                stack, children = [], {}
            elif previous and node.line - previous.line > 1:
                children = {parent: group for parent, group in children.items() if parent is not None}
            node.indent = self._indent(node)
            while stack and stack[-1].indent >= node.indent:
                children.pop(stack.pop(), None)
            node.parent = stack[-1] if stack else None
            if not _RULER.match(self.text, node.start, node.end):
                group = children.get(node.parent)
                if group:
                    group.nodes.append(node)
                else:
                    children[node.parent] = group = Group("drawn", node)
                    self.groups.append(group)
                stack.append(node)
            previous = node

    def _fence_ends_between(self, before: Node, node: Node) -> bool:
        between = self.document.source.text[before.end : node.start]
        return "```" in between or "~~~" in between or before.section is not node.section

    def _indent(self, node: Node) -> int:
        """How far in the text of a drawn line starts, tree lines and bullets left out."""
        line_start = self.document.source.line_starts[node.line]
        mark = _DRAWING.match(self.text, line_start, node.end)
        at = mark.end() if mark else node.start
        node.start = min(max(at, node.start), node.end)
        return at - line_start

    def _group_sections(self) -> None:
        below: dict[Section | None, Group] = {}
        for node in self.nodes:
            if node.kind == "heading":
                parent = node.section.parent
                node.parent = self.heading_of.get(parent) if parent else None
                if parent in below:
                    below[parent].nodes.append(node)
                else:
                    below[parent] = Group("sections", node)
                    below[parent].heading = node.parent
        self.groups += below.values()

    def _introduce(self, group: Group) -> None:
        """Find the lead and the heading of `group`."""
        first = group.nodes[0]
        if group.kind == "sections":
            above = self.nodes[first.index - 1] if first.index else first
            announced = above.kind == "line" and self.text[above.start : above.end].rstrip(" *_").endswith((":", "："))
            group.lead = above if announced else group.heading
            return
        group.heading = self.heading_of.get(first.section)
        group.lead = first.parent
        lines: list[Node] = []
        index = first.index - 1
        while index >= 0 and (before := self.nodes[index]).section is first.section and before.kind != "heading":
            if before is first.parent or self._breaks(before, first):
                break
            if before.kind != "row":
                lines.append(before)
            index -= 1
        reached = self.nodes[index] if index >= 0 else None
        group.gap = len(lines) if reached is not None and reached is group.heading else -1
        group.lead = lines[0] if lines else first.parent
        for line in lines[: _LEAD_GAP + 1]:
            if _LABEL.search(self.text, line.start, line.end):
                group.lead = line
                break
        if group.lead is None and group.gap >= 0:
            group.lead = group.heading

    def _breaks(self, before: Node, first: Node) -> bool:
        """Whether `before` is no line that may introduce what starts with `first`."""
        if first.kind == "drawn":
            return (before.kind == "drawn" and before.parent is not first.parent) or before.kind not in (
                "line",
                "drawn",
            )
        if before.kind == "row":
            return before.table is not first.table
        if before.kind != "line" or (before.item is not None and first.parent is None):
            return True
        return first.kind == "line" and self.text[before.start] in GLYPHS


def _readable(document: Document) -> str:
    """The prose, with the lines drawn in fences put back."""
    drawn = [segment.span for segment in document.segments if segment.kind == "drawn"]
    if not drawn:
        return document.prose
    parts, at = [], 0
    for start, end in drawn:
        parts += [document.prose[at:start], document.with_code[start:end]]
        at = end
    return "".join([*parts, document.prose[at:]])

"""Trees drawn in fences: folders with their files, parts with their sub-parts.

src/
├── reader.py
└── checks/
    └── sums.py
"""

from collections.abc import Iterator

from planlint.markdown.document import CodeBlock, Document, Segment
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span

_BRANCH = regex(r"[\s│┃|]*(?:[├└┣┗╰╚╠+`][─━═-]{1,4}[╴>]?)\s*(?=\S)")
_MIN_BRANCHES = 2


@record
class Node:
    """One line of a tree. `text` leaves out the branch before it; `parent` is the line it hangs from, if any."""

    segment: Segment
    text: Span
    parent: "Node | None"


@record
class Tree:
    """The lines of one drawing, in order. `children` maps a line to those right below it in the tree."""

    block: CodeBlock
    nodes: tuple[Node, ...]
    children: dict[Node, tuple[Node, ...]]

    @property
    def leaves(self) -> list[Node]:
        """The lines with nothing below them; lines that stand outside the branches are none."""
        return [node for node in self.nodes if node not in self.children and node.parent]


def read_trees(document: Document) -> tuple[Tree, ...]:
    """All fences that hold a tree, in the order of the text."""
    drawn = [segment for segment in document.segments if segment.kind == "drawn"]
    trees: list[Tree] = []
    for block in document.code if drawn else ():
        lines = [segment for segment in drawn if block.span.covers(segment.span)]
        nodes = list(_nodes(document, lines))
        if sum(bool(_BRANCH.match(document.source[node.segment.span])) for node in nodes) >= _MIN_BRANCHES:
            below: dict[Node, list[Node]] = {}
            for node in nodes:
                if node.parent:
                    below.setdefault(node.parent, []).append(node)
            trees.append(Tree(block, tuple(nodes), {node: tuple(found) for node, found in below.items()}))
    return tuple(trees)


def _nodes(document: Document, lines: list[Segment]) -> Iterator[Node]:
    """Each line hangs from the nearest one above it that starts further to the left."""
    above: list[tuple[int, Node]] = []
    for segment in lines:
        line = document.source.line_span(segment.line)
        branch = _BRANCH.match(document.source.text, line.start, segment.span.end)
        if branch is None and document.source[segment.span].strip("│┃| \t") == "":
            continue
        start = branch.end() if branch else segment.span.start
        column = start - line.start
        while above and (above[-1][0] >= column or branch is None):
            above.pop()
        node = Node(segment, Span(start, segment.span.end), above[-1][1] if above else None)
        above.append((column, node))
        yield node

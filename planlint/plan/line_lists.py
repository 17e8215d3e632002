"""Lines of a paragraph that a reader takes for a list, and Markdown does not."""

from collections.abc import Sequence
from itertools import pairwise

from planlint.plan.glyphs import GLYPHS
from planlint.plan.nodes import Group, Node
from planlint.text.patterns import regex

_NUMBERED = regex(r"(\d{1,3})[.)]\s")


def numbered_lines(nodes: Sequence[Node], text: str) -> list[Group]:
    """Numbered lines right behind a line of text, which begin no list unless the first number is 1."""
    found: list[Group] = []
    run: Group | None = None
    number = 0
    for before, node in pairwise(nodes):
        follows = node.kind == before.kind == "line" and node.line == before.line + 1
        match = _NUMBERED.match(text, node.start, node.end) if follows else None
        if match is None:
            run = run if follows else None
            continue
        if run is None or int(match[1]) != number + 1:
            run = Group("lines", node)
            found.append(run)
        else:
            run.nodes.append(node)
        number = int(match[1])
    return found


def marked_lines(nodes: Sequence[Node], text: str) -> list[Group]:
    """Paragraphs whose lines each begin with a status mark, but for the first, which may introduce the others; none
    where an entry goes on in a line without a mark."""
    found: list[Group] = []
    run: Group | None = None
    broken = False
    for before, node in pairwise(nodes):
        if not (node.kind == before.kind == "line" and node.line == before.line + 1):
            run, broken = None, False
        elif broken:
            continue
        elif text[node.start] not in GLYPHS:
            broken = text[before.start] in GLYPHS
            if run:
                found.pop()
        elif run:
            run.nodes.append(node)
        elif text[before.start] in GLYPHS:
            run = Group("lines", before)
            run.nodes.append(node)
            found.append(run)
    return found

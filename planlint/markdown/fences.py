"""Where the author of a Markdown example inside a Markdown fence meant it to end.

A fence ends at the first bare run of its own length, so an example in a ```` ```markdown ```` fence that holds a
```` ```bash ```` fence ends where the inner one does; what follows is read inside out. Reading fences as a stack, as
the author did, tells where the outer one was meant to end.
"""

from collections.abc import Sequence
from typing import NamedTuple

from planlint.text.patterns import regex

_FENCE = regex(r"(?P<run>`{3,}|~{3,})[ \t]*(?P<info>[^\r\n`]*?)[ \t]*(?=[\r\n]|\Z)")
MARKDOWN = frozenset({"md", "markdown", "mdx"})
"""Info strings of a fence that holds Markdown."""


class FenceLine(NamedTuple):
    """A line that opens or closes a fence: its place in `text`, the run of backticks or tildes, the info string, and
    how many columns the run is indented."""

    start: int
    run: str
    info: str
    indent: int

    def closes(self, opener: "FenceLine") -> bool:
        """Whether this line would end the block that `opener` opens."""
        return self.may_close(opener.run, opener.indent)

    def may_close(self, run: str, indent: int) -> bool:
        """Whether this line would end a block that `run` opens, indented by so many columns."""
        return not self.info and self.run.startswith(run) and self.indent < indent + _CODE


_CODE = 4
"""A line that is indented by so many columns more than what opened its block is content."""


def fence_lines(text: str) -> list[FenceLine]:
    """All lines of `text` that look like a fence; `start` is the offset of the line."""
    if "```" not in text and "~~~" not in text:
        return []
    found = []
    for m in _FENCE.finditer(text):
        start = m.start()
        while start and text[start - 1] in " \t>":
            start -= 1
        if not start or text[start - 1] in "\r\n":
            found.append(FenceLine(start, m["run"], m["info"], len(text[start : m.start("run")].expandtabs(_CODE))))
    return found


def intended_ends(text: str) -> dict[int, int]:
    """Offset of the line of an outer Markdown fence -> offset of the line meant to close it.

    Only fences that CommonMark ends too early, and only where reading on from the intended end leaves fewer fences
    open or misread than reading on from the early one.
    """
    lines = fence_lines(text)
    ends: dict[int, int] = {}
    index = 0
    while index < len(lines):
        early = _early_end(lines, index)
        if lines[index].info.split(" ")[0].casefold() in MARKDOWN:
            meant = _meant_end(lines, index)
            if early < meant < len(lines) and _reads_better(lines, early, meant):
                ends[lines[index].start] = lines[meant].start
                early = meant
        index = early + 1
    return ends


def _early_end(lines: Sequence[FenceLine], opener: int) -> int:
    for index in range(opener + 1, len(lines)):
        if lines[index].closes(lines[opener]):
            return index
    return len(lines)


def _meant_end(lines: Sequence[FenceLine], opener: int) -> int:
    """The end when every fence with an info string opens a level; `len(lines)` if it never ends."""
    stack = [lines[opener]]
    for index in range(opener + 1, len(lines)):
        line = lines[index]
        if line.info:
            stack.append(line)
        elif line.closes(stack[-1]):
            stack.pop()
            if not stack:
                return index
    return len(lines)


def _reads_better(lines: Sequence[FenceLine], early: int, meant: int) -> bool:
    """Whether reading on behind `meant` meets fewer faults than behind `early`, up to where both agree again.

    A fault is a fence with an info string inside an open block, or a block that never ends.
    """
    readings: list[FenceLine | None] = [None, None]
    faults = [0, 0]
    for index in range(early + 1, len(lines)):
        line = lines[index]
        for reading in (0, 1):
            if reading and index <= meant:
                continue
            opener = readings[reading]
            if opener is None:
                readings[reading] = line
            elif line.closes(opener):
                readings[reading] = None
            elif line.info and len(line.run) >= len(opener.run):
                faults[reading] += 1
        if index > meant and readings[0] is None and readings[1] is None:
            break
    unclosed = [reading is not None for reading in readings]
    return faults[1] + unclosed[1] < faults[0] + unclosed[0]

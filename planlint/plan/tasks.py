"""Tasks: boxes in lists, in headings, in trees drawn inside fences, and bare ones at the start of a line."""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Literal

from planlint.markdown.document import Document, Item, Section, Segment
from planlint.markdown.examples import is_example
from planlint.markdown.parts import Box
from planlint.plan.states import glyph_state
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import Vocabulary

State = Literal["done", "open", "cancelled", "unknown"]
Origin = Literal["item", "heading", "drawn", "line", "cell"]

MARKS: Mapping[str, State] = {
    "": "open", "x": "done", "X": "done", "✓": "done", "✔": "done", "✅": "done", "☑": "done", "×": "done",
    "-": "cancelled", "~": "open", "/": "open", ">": "open", "<": "open", "!": "open", "?": "open", "*": "open",
    "o": "open", "O": "open", "…": "open", ".": "open", "P": "open", "p": "open", "🔄": "open", "⏳": "open",
    "❌": "open", "⬜": "open", "🚧": "open", "☐": "open",
}  # fmt: skip
"""What a box's mark means; a mark that is not here counts as open and is reported as unknown."""

_DRAWN_BOX = regex(
    r"(?:[\s│├└─┬|+`*•-]|[\u00a0-\u03ff\u2000-\u25ff])*(?P<box>\[(?P<mark>[^\[\]\n]{0,3})\]|[☐☑☒✅⬜])\s*(?P<text>\S.*)?"
)
"""A box behind the branches of a tree, also where these were saved in the wrong encoding."""
_MAY_DRAW_BOX = regex(r"\[[^\[\]\n]{0,3}\]|[☐☑☒✅⬜]")
_LINE_BOX = regex(r"(?P<box>\[(?P<mark>[ xX✓✔✅~/>!-]?\s{0,2})\](?![(\[])|[☐☑☒])\s+(?P<text>\S.*)")
_KIRO = regex(r"(?<![^\r\n])[ \t]*[-*] _(?:Requirements?|Leverage|Prompt|Validates):")
"""Lines that Kiro and tools after its model write below a task; with them `[-]` is a task that is begun."""
_OPTIONAL_MARK = regex(r"\]\*[ \t]+")
_MAY_SAY = regex(r"[)\]:]")
"""What a text holds that says it is optional."""
_CELLS = frozenset({"☐", "☑", "☒", "[ ]", "[x]", "[X]"})
_TREE_GAP = 8
"""How many lines without a box a drawn tree may hold between two."""
_GLYPH_MARKS: Mapping[str, str] = {"☐": "", "⬜": "", "☑": "x", "☒": "x", "✅": "x"}


@record
class Task:
    """A thing with a box. `box` is the span of the brackets or glyph, `text` what is to be done.

    What each format of tasks means for counting is written down in docs/task-formats.md.
    """

    box: Span
    mark: str
    state: State
    text: Span
    section: Section
    origin: Origin
    optional: bool
    segment_line: int
    item: Item | None = None
    parent: Item | None = None
    """The item around it that has a box of its own."""
    column: int = 0
    """Where the box stands in its line, in code points; in drawings this shows what lies below what."""

    @property
    def counts(self) -> bool:
        """Whether it stands in a denominator: cancelled and optional tasks do not."""
        return self.state != "cancelled" and not self.optional


def read_tasks(document: Document, vocabulary: Vocabulary, legend: Mapping[str, str]) -> tuple[Task, ...]:
    """All tasks in the order of the text."""
    text = document.source.text
    if "[-]" in text and _KIRO.search(text):
        legend = {"-": "active", **legend}
    states = {mark: mark_state(mark, legend) for mark in {item.box.mark for item in document.items if item.box}}
    tasks = [_from_item(document, item, item.box, states, vocabulary) for item in document.items if item.box]
    shown: set[int] = set()
    """The lines of examples."""
    for block in document.code:
        if _MAY_DRAW_BOX.search(text, *block.content) and is_example(document, block):
            shown.update(range(document.source.line_of(block.span.start), document.source.line_of(block.span.end) + 1))
    for segment in document.segments:
        starts = text[segment.span.start] in "[☐☑☒"
        if segment.kind == "drawn" and segment.line in shown:
            continue
        drawn = segment.kind == "drawn" and _MAY_DRAW_BOX.search(text, *segment.span)
        if drawn or (starts and segment.kind in ("line", "heading", "cell")):
            tasks += _from_line(document, segment, vocabulary, legend)
    tasks.sort(key=attrgetter("box"))
    return tuple(tasks)


def mark_state(mark: str, legend: Mapping[str, str]) -> State:
    """What the text inside a box means; a legend in the document comes first."""
    if not mark.isascii():
        from planlint.text.encoding.decode import read_through

        mark = read_through(mark)
    mark = mark.strip()
    said = legend.get(mark.rstrip("\ufe0f"))
    if said:
        return "done" if said == "done" else "cancelled" if said == "cancelled" else "open"
    state = MARKS.get(mark.rstrip("\ufe0f"))
    if state:
        return state
    return "done" if glyph_state(mark, legend) == "done" else "unknown"


def _from_item(document: Document, item: Item, box: Box, states: Mapping[str, State], vocabulary: Vocabulary) -> Task:
    parent = item.parent
    while parent and not parent.box:
        parent = parent.parent
    starred = _OPTIONAL_MARK.match(document.source.text, box.span.end - 1)
    text = Span(starred.end(), max(starred.end(), item.text_span.end)) if starred else item.text_span
    optional = bool(starred) or (_MAY_SAY.search(item.text) is not None and _says_optional(item.text, vocabulary))
    state = states[box.mark]
    if state == "open" and "~~" in item.text and _is_struck(item.text):
        state = "cancelled"
    return Task(
        box.span,
        box.mark,
        state,
        text,
        item.section,
        "item",
        optional,
        document.source.line_of(box.span.start),
        item,
        parent,
    )


def _is_struck(text: str) -> bool:
    """Whether the whole text is struck through: `- [ ] ~~Old idea~~` was given up."""
    return len(text) > 4 and text.startswith("~~") and text.rstrip().endswith("~~") and text.count("~~") == 2


def _says_optional(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the text is marked optional: "(optional)" at its start or end, or "Optional:" at its start."""
    folded, found = text.casefold().strip(" *_"), set()
    for opens, closes in ("()", "[]"):
        if opens in folded and closes in folded:
            found.add(folded[1:].partition(closes)[0] if folded[0] == opens else "")
            found.add(folded[:-1].rpartition(opens)[2] if folded[-1] == closes else "")
    if ":" in folded:
        found.add(folded.partition(":")[0])
    return not found.isdisjoint(vocabulary.optional)


def _from_line(
    document: Document, segment: Segment, vocabulary: Vocabulary, legend: Mapping[str, str]
) -> Iterator[Task]:
    text = document.source.text
    pattern = _DRAWN_BOX if segment.kind == "drawn" else _LINE_BOX
    match = pattern.match(text, *segment.span)
    if not match:
        if segment.kind == "cell" and document.source[segment.span] in _CELLS:
            where = Span(segment.span.end, segment.span.end)
            yield _boxed(document, segment, segment.span, "cell", where, False, legend)
        return
    if segment.kind == "drawn" and (match["text"] is None or not _is_drawn_mark(match["mark"], legend)):
        return
    origin: Origin = "drawn" if segment.kind == "drawn" else "heading" if segment.kind == "heading" else "line"
    if origin == "line" and segment.kind == "cell":
        origin = "cell"
    words = match["text"] or ""
    where = Span(match.start("text"), match.start("text") + len(words)) if words else Span(match.end(), match.end())
    yield _boxed(
        document, segment, span_of(match.span("box")), origin, where, _says_optional(words, vocabulary), legend
    )


def _is_drawn_mark(mark: str | None, legend: Mapping[str, str]) -> bool:
    """Whether a drawn bracket is a box: not "[3]", "[OK]" or a button."""
    return mark is None or mark_state(mark.strip(), legend) != "unknown"


def _boxed(
    document: Document,
    segment: Segment,
    box: Span,
    origin: Origin,
    text: Span,
    optional: bool,
    legend: Mapping[str, str],
) -> Task:
    raw = document.source.text[box.start : box.end]
    mark = raw[1:-1].strip() if raw.startswith("[") else _GLYPH_MARKS.get(raw, raw)
    column = box.start - document.source.line_starts[segment.line]
    state = mark_state(mark, legend)
    return Task(box, mark, state, text, segment.section, origin, optional, segment.line, column=column)


def parents_of(tasks: Sequence[Task]) -> dict[Task, Task | None]:
    """The task that each stands below: in lists by the item around it, in drawings by the column of its box."""
    by_item = {task.item: task for task in tasks if task.item}
    parents: dict[Task, Task | None] = {}
    above: list[Task] = []
    for task in tasks:
        if task.origin != "drawn":
            parents[task] = by_item.get(task.parent) if task.parent else None
            continue
        if above and task.segment_line - above[-1].segment_line > _TREE_GAP:
            above.clear()
        while above and above[-1].column >= task.column:
            above.pop()
        parents[task] = above[-1] if above else None
        above.append(task)
    return parents

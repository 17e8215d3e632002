"""What stands below a line and can be counted: list items, rows, marked lines, numbered headings, files in a tree."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from planlint.facts.columns import Grid
from planlint.facts.trees import Node, Tree, read_trees
from planlint.markdown.document import Document, Item, Section, Segment, Table
from planlint.plan.names import is_symbol
from planlint.text.patterns import regex
from planlint.text.records import record, value_object
from planlint.text.source import Span

_CODE = regex(r"`[^`\n]+`")
_FILE = regex(r"[\w*/-]+\.[A-Za-z]{1,5}\b|^\W*/[\w/-]+|\b(?:GET|POST|PUT|PATCH|DELETE)\s+/|\w+\(\)")
_LEAF_FILE = regex(r"[\w@.()\[\]-]*\w\.[A-Za-z]\w{0,7}(?=[\s✅❌⏳:(←#]|$)|(?:Makefile|Dockerfile|LICENSE|README)\b")
MORE = regex(r"(?<![/\w(\[{])(?:\.\.\.|…)(?!/)|^\W*\+\s?\d|\band\s\d+\s(?:more|others)")
RANGE = regex(r"\d\s?[-–—]\s?\d|\d\.\.\d|\w\d+\s?(?:-|–|to|through)\s?\w?\d+|\d[a-z]-[a-z]\b")
_FOLDER = regex(r"\S*/(?:\s|$)")
_SEVERAL = regex(r"[,;]|\s[/+&]\s|`\s?[/&]\s?`|`\s(?:and|und|et|y|e|и)\s`")
LEADING = regex(r"[\W_]*(\d{1,3})\s*[x×]?\s+[^\W\d_]")
_BRACKETED = regex(r"[(（](\d{1,3})(\s[^(),]*)?[)）]")
_OWN_KEY = regex(r"[\W_]*[^\W\d_][\w ]{0,25}[:：]\s")
_NUMBERED = regex(r"[\W_]*(?:[^\W\d_]+[\s#-]?)?(\d{1,3})[.):：\s–—-]")
_UNKNOWN = 1000
"""More than any count: the entries stand for nobody knows how many."""


@record
class Entries:
    """What a count is about. Readers may count between `low` and `high` entries; `count` is what stands there plainly.

    `coded` says that nearly all name a file, a function or a path; `partial` that the list does not claim to be whole.
    """

    span: Span
    count: int
    low: int
    high: int
    coded: bool
    partial: bool
    attributes: bool = False
    """Most entries are `key: value` lines about one thing."""
    numbered: bool = False
    others: frozenset[int] = frozenset()
    """Other counts that fit: entries that have entries of their own, or that name the noun."""


Block = tuple[Item, ...] | Grid | tuple[Segment, ...] | tuple[Section, ...] | Tree


@value_object
class Blocks:
    """The blocks of a document that have entries, by the line on which they start."""

    document: Document
    grids: Sequence[Grid]

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        """The trees drawn in fences."""
        return read_trees(self.document)

    @cached_property
    def by_line(self) -> Mapping[int, Block]:
        """Line -> the list, table, run of marked lines or tree that starts on it; of a list, its direct items."""
        source = self.document.source
        blocks: dict[int, Block] = {run[0].line: run for run in _marked_lines(self.document)}
        lists: dict[int, list[Item]] = defaultdict(list)
        for item in self.document.items:
            lists[item.list_index].append(item)
        blocks |= {source.line_of(items[0].span.start): tuple(items) for items in lists.values()}
        blocks |= {source.line_of(grid.table.span.start): grid for grid in self.grids}
        blocks |= {source.line_of(tree.block.span.start): tree for tree in self.trees}
        return dict(sorted(blocks.items()))

    @cached_property
    def _following(self) -> Mapping[int, int]:
        """Line -> the line of the block that begins right below it, with nothing but blank lines between."""
        return {self._next_line(line, -1): line for line in self.by_line}

    def _next_line(self, line: int, step: int) -> int:
        """The next line behind (`step` 1) or before (-1) `line` that is not blank; one outside the text if all are."""
        source = self.document.source
        line += step
        while 0 <= line < len(source.line_starts) and not source.line_text(line).strip(" \t>"):
            line += step
        return line

    def below(self, segment: Segment) -> Block | None:
        """The block that begins right below `segment`, with nothing but blank lines between."""
        line = self._following.get(segment.line, -1)
        if line < 0 and segment.kind == "heading":
            line = self._next_line(segment.line, 1)
        block = self.by_line.get(line)
        if isinstance(block, tuple) and isinstance(block[0], Item):
            return None if segment.item and block[0].parent is not segment.item else block
        if isinstance(block, tuple) and isinstance(block[0], Segment) and segment.kind != "heading":
            return None if segment.item or segment in block else block
        return block if block or segment.kind != "heading" else self._numbered(segment, line)

    def _numbered(self, segment: Segment, line: int) -> tuple[Section, ...] | None:
        """The headings right below the one in `segment`, if all but a few of them are numbered."""
        children = [s for s in self.document.subsections(segment.section) if s.parent is segment.section]
        if not children or self.document.source.line_of(children[0].heading.start) != line:
            return None
        numbered = tuple(section for section in children if _NUMBERED.match(section.title))
        return numbered if len(numbered) > 1 and len(children) - len(numbered) <= 1 else None

    def entries(self, segment: Segment, block: Block, noun: str) -> Entries:
        """The entries of the block below `segment`, whose line counts them as `noun`."""
        if isinstance(block, Grid):
            return _of_rows(self.document, block)
        if isinstance(block, Tree):
            return _of_tree(self.document, block)
        items = tuple(item for item in block if isinstance(item, Item))
        if noun and (named := _named_values(self.document, items, noun)):
            return named
        more = self._further(segment, block) if segment.kind == "heading" else 0
        if items:
            return _of_items(self.document, items, more, noun)
        spans = [each.title_span if isinstance(each, Section) else each.span for each in block]
        texts = [self.document.source[span] for span in spans]
        span = Span(spans[0].start, spans[-1].end)
        return _of_texts(texts, span, noun, high=len(texts) + more)

    def _further(self, segment: Segment, first: Block) -> int:
        """How many entries the further lists and tables of a heading's section hold."""
        span = segment.section.span
        more = 0
        for block in self.by_line.values():
            if _start(block) >= span.end:
                break
            nested = isinstance(block, tuple) and isinstance(block[0], Item) and block[0].parent is not None
            if block is not first and _start(block) > span.start and not nested and not isinstance(block, Tree):
                more += sum(1 for _ in block.plain()) if isinstance(block, Grid) else len(block)
        return more


def _start(block: Block) -> int:
    if isinstance(block, Grid):
        return block.table.span.start
    return block.block.span.start if isinstance(block, Tree) else block[0].span.start


def _marked_lines(document: Document) -> list[tuple[Segment, ...]]:
    """Runs of two or more lines that stand right below each other and start with the same symbol."""
    runs: list[list[Segment]] = []
    text = document.source.text
    for segment in document.segments:
        if segment.kind != "line" or segment.item or not is_symbol(text[segment.span.start]):
            continue
        last = runs[-1][-1] if runs else None
        mark = text[segment.span.start]
        if last and segment.line == last.line + 1 and text[last.span.start] == mark:
            runs[-1].append(segment)
        else:
            runs.append([segment])
    return [tuple(run) for run in runs if len(run) > 1]


def _of_rows(document: Document, grid: Grid) -> Entries:
    plain = [line.row for line in grid.lines if line.kind in ("plain", "struck")]
    named = [row for row in plain if row.cells and row.cells[0].text]
    texts = [document.source[row.span] for row in plain]
    table: Table = grid.table
    partial = any(MORE.search(text) for text in texts)
    ranged = any(RANGE.search(row.cells[0].text) for row in named)
    high = len(grid.lines) + _UNKNOWN * ranged
    return Entries(table.span, len(plain), min(len(named), len(plain)), high, False, partial)


def _named_values(document: Document, items: Sequence[Item], noun: str) -> Entries | None:
    """The values of the one item whose key is the noun: "- Templates: first, second" below "Batch (2 templates)"."""
    stem = noun.split()[-1]
    found = [item for item in items if re.match(rf"[\W_]*{re.escape(stem)}s?[\s*_]*[:：]", item.text.casefold())]
    if len(found) != 1:
        return None
    start = found[0].text_span.start + found[0].text.index(":") + 1 if ":" in found[0].text else found[0].text_span.end
    text = document.source.text[start : found[0].text_span.end].strip(" *_.")
    parts = [part.strip(" *_`") for part in re.split(r",\s+(?:and\s|und\s|et\s)?|\s(?:and|und|et)\s|、", text)]
    if len(parts) < 2 or not all(part and len(part.split()) <= 4 for part in parts):
        return None
    high = len(parts) + _UNKNOWN * bool(RANGE.search(text))
    return Entries(Span(start, found[0].text_span.end), len(parts), len(parts), high, True, bool(MORE.search(text)))


def _of_items(document: Document, items: Sequence[Item], more: int, noun: str) -> Entries:
    texts = [document.source[item.text_span] for item in items]
    nested = sum(len(_below(document, item)) for item in items)
    span = Span(items[0].span.start, items[-1].span.end)
    parents = sum(bool(document.children.get(item)) for item in items)
    found = _of_texts(texts, span, noun, high=max(len(items) + nested, len(items) + more))
    return replace(
        found,
        partial=any(MORE.search(document.source[item.span]) for item in items[-2:]),
        numbered=[item.number for item in items] == list(range(1, len(items) + 1)),
        others=found.others | {parents, len(items) - parents},
    )


def all_entries(document: Document, span: Span) -> Entries | None:
    """The top-level items of all lists inside `span`, where there are two and more."""
    items = [item for item in document.items if span.covers(item.span) and not item.parent]
    return _of_items(document, items, 0, "") if len(items) > 1 else None


def _of_texts(texts: Sequence[str], span: Span, noun: str, *, high: int) -> Entries:
    """Entries by their first lines; `high` is what the lists below them add."""
    high = max(high, sum(_inner(text, noun) for text in texts))
    if any(RANGE.search(_name(text)) for text in texts):
        high += _UNKNOWN
    low = sum(not text.lstrip().startswith("~~") for text in texts)
    stem = noun.split()[-1].rstrip("s") if noun else ""
    named = sum(stem in text.casefold() for text in texts) if len(stem) > 2 else 0
    coded = sum(bool(_CODE.search(text) or _FILE.search(text)) for text in texts) >= 0.8 * len(texts)
    partial = any(MORE.search(text) for text in texts[-2:])
    attributes = sum(bool(_OWN_KEY.match(text)) for text in texts) * 2 > len(texts)
    return Entries(span, len(texts), low, high, coded, partial, attributes, others=frozenset({named}))


def _below(document: Document, item: Item) -> list[Item]:
    found: list[Item] = []
    queue = list(document.children.get(item, ()))
    while queue:
        child = queue.pop()
        found.append(child)
        queue += document.children.get(child, ())
    return found


def _name(text: str) -> str:
    """The part of an entry before a dash, colon or bracket: its name, or names."""
    return re.split(r"\s[-–—]\s|[:：(（→]|->", text, maxsplit=1)[0]


def _inner(text: str, noun: str) -> int:
    """How many things one entry may stand for: "4 engineers", "Jest, Vitest", "`a` / `b`", "Parser (3)"."""
    name = _name(text)
    codes = len(_CODE.findall(text))
    parts = len([part for part in _SEVERAL.split(name) if part.strip()])
    leading = LEADING.match(text)
    stem = noun.split()[-1].rstrip("s") if noun else ""
    bracketed = [int(match[1]) for match in _BRACKETED.finditer(text) if not match[2] or (stem and stem in match[2])]
    return max(codes, parts, int(leading[1]) if leading else 1, *bracketed, 1)


def _of_tree(document: Document, tree: Tree) -> Entries:
    """The files of a tree where most leaves are files, else its leaves; its branches count as well."""
    return _of_nodes(document, tree, tree.leaves, tree.nodes)


def of_branch(document: Document, tree: Tree, node: Node) -> Entries:
    """What hangs from one line of a tree."""
    below: list[Node] = []
    queue = [*tree.children[node]]
    while queue:
        child = queue.pop()
        below.append(child)
        queue += tree.children.get(child, ())
    direct = tree.children[node]
    found = _of_nodes(document, tree, [each for each in below if each not in tree.children], below)
    return replace(found, count=len(direct), low=min(found.low, len(direct)))


def _of_nodes(document: Document, tree: Tree, leaves: Sequence[Node], nodes: Sequence[Node]) -> Entries:
    texts = [text for node in leaves if not _FOLDER.match(text := document.source[node.text])]
    files = sum(bool(_LEAF_FILE.match(text)) for text in texts)
    coded = bool(texts) and files >= 0.8 * len(texts)
    several = sum(_inner(text, "") for text in texts)
    count = files if coded else several
    everything = [document.source[node.text] for node in nodes]
    partial = any(MORE.search(text) or text.startswith("[") or "*" in text.split(" ")[0] for text in everything)
    unknown = any(RANGE.search(text) or LEADING.match(text) for text in texts)
    high = max(count if coded else len(nodes), several) + _UNKNOWN * unknown
    folders = len(nodes) - len(leaves)
    return Entries(tree.block.span, count, min(count, len(texts)), high, coded, partial, others=frozenset({folders}))

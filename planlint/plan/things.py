"""Things: what the headings, items and rows of a plan name, by id and title, so that two places of one thing are found.

Only places that state something are asked for. `1. Base` is `Phase 1: Base` where the words are the same; a code or
link in the name keeps its text; the id is the id wherever it stands in the first cells of a row.
"""

from functools import cached_property

from planlint.markdown.document import Cell
from planlint.plan.line_names import id_keys, name_line, only_aspects
from planlint.plan.names import normal, read_id, strip_edges, title_key
from planlint.plan.outline import Node, Outline
from planlint.text.patterns import regex
from planlint.text.source import Span, span_of
from planlint.words.vocabulary import Vocabulary

_WORD = regex(r"[^\W_]+")
_AND = regex(r",? (?:and|&|\+|und|et|y|e|и) |[,/] |和|及")
_LONG = 8
_ASIDE_HEADS = ("depends", "blocks", "priority", "owner", "status", "progress", "estimate", "start", "end")


class Thing:
    """What `node` names: comparable ids and title (without id; may be empty), and the span of the name as written.
    `joined` says that id and title are one phrase ("Phase 2 completion report"): perhaps only a part of what the id
    names."""

    def __init__(self, node: Node, ids: tuple[str, ...], title: str, name: Span, joined: bool = False) -> None:
        self.node, self.ids, self.title, self.name, self.joined = node, ids, title, name, joined

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What it may be found by: its ids, and its title where that is long enough to be a name."""
        return (*[f"#{key}" for key in self.ids], *((self.title,) if is_name(self.title) else ()))

    @property
    def parts(self) -> tuple[str, ...]:
        """Its title, and what stands before an "and" in it: "release preparation" of "release preparation and
        notes"."""
        if " " not in self.title:
            return ()
        first = _AND.split(self.title, maxsplit=1)[0]
        return (self.title, first) if " " in first and first != self.title else (self.title,)


class Things(dict[Node, Thing]):
    """What the headings, items, rows and lines of an outline name; each worked out when first asked for."""

    def __init__(self, outline: Outline) -> None:
        super().__init__()
        self._outline, self._text = outline, outline.document.with_code
        self._aside = frozenset[str]().union(*map(outline.vocabulary.keys.__getitem__, _ASIDE_HEADS))

    def __missing__(self, node: Node) -> Thing:
        if node.kind == "row":
            thing = _from_row(self._outline, node, self._aside)
        else:
            thing = Thing(node, *name_line(self._text, span_of((node.start, node.end)), self._outline.vocabulary))
        self[node] = thing
        return thing


def _from_row(outline: Outline, node: Node, aside: frozenset[str]) -> Thing:
    """The ids of the first cells that hold nothing else, and the first cell of words that is no status or date; of
    columns with one of the heads `aside`, none."""
    vocabulary, text = outline.vocabulary, outline.document.with_code
    heads = node.table.header.cells if node.table else ()
    ids: list[str] = []
    title, name = "", span_of((node.start, node.start))
    for column, segment in sorted(node.cells.items())[:3]:
        head = normal(heads[column].text) if column < len(heads) else ""
        if column and head in aside:
            continue
        cell = strip_edges(text, *segment.span)
        words = text[cell.start : cell.end]
        identifier = read_id(text, *segment.span, vocabulary)
        alone = identifier is not None and cell.end <= identifier.span.end
        if identifier and (column == 0 or alone):
            if alone and identifier.series in ("day", "week") and column == 0 and len(node.cells) > 2:
                continue  # when it is, not what it is
            ids += id_keys(identifier)
            name = name if name.end > name.start else cell
            title = title or title_key(text[identifier.span.end : segment.span.end])
            title = "" if only_aspects(title, vocabulary) else title
        elif not column and words.isdecimal() and vocabulary.series.get(head, "day") not in ("day", "week"):
            ids.append(f"{vocabulary.series[head]} {int(words)}")  # "Phase" over "2"
        elif not title and any(map(str.isalpha, words)) and not _is_value(outline, cell, words):
            title, name = title_key(words), cell
        if title:
            break
    return Thing(node, tuple(ids), title, name)


def _is_value(outline: Outline, cell: Span, words: str) -> bool:
    """Whether a cell holds a status or an amount: no name."""
    if normal(words) in outline.vocabulary.statuses:
        return True
    return words[0].isdigit() and bool(outline.amounts.within(cell.start, cell.start + 1))


def is_name(title: str) -> bool:
    """Whether a title is specific enough to be a name: two words, or eight letters."""
    if len(title.split()) >= 2 or sum(map(str.isalpha, title)) >= _LONG:
        return True
    return len(title) >= _LONG / 2 and any("\u3040" <= char <= "\ud7a3" for char in title)


def similar(one: str, other: str) -> bool:
    """Whether two titles share more than half of the shorter one's words; a title that is missing says nothing."""
    if not one or not other:
        return True
    first, second = words_of(one), words_of(other)
    return 2 * len(first & second) > min(len(first), len(second))


def heads_ids(head: Cell, vocabulary: Vocabulary) -> bool:
    """Whether a column is made for ids or numbers: its head is "ID", "Task", "#" and the like."""
    return not vocabulary.lists["id-headings"].isdisjoint((normal(head.text), head.text.strip(" *")))


def words_of(title: str) -> frozenset[str]:
    """The telling words of a title."""
    return frozenset(word for word in _WORD.findall(title) if len(word) > 2 or not word.isascii())

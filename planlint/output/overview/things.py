"""What a plan speaks of, with the places that speak of the same thing taken together, and how far each has come."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal

from planlint.compare.bind import names_of, pairs, place
from planlint.compare.entries import Counted
from planlint.compare.plan import Plan
from planlint.fixing.regions import LINK
from planlint.output.overview.shape import State
from planlint.plan.fields import Field, owner
from planlint.plan.names import normal, strip_edges
from planlint.plan.outline import Node
from planlint.plan.standing import stands_apart
from planlint.plan.statements import TRUST, Statement
from planlint.plan.states import FINISHED, UNFINISHED
from planlint.plan.tasks import Task
from planlint.text.source import Span

_ACTIVE = frozenset({"active", "partial", "review"})
_BEGUN_MARKS = ("~", "/", "🔄", "🚧")
_GOES_ON = re.compile(r" ?\[[^\[\]]+\]\([^()]*\)[^()\[\]:–—\n]*")
"""A link, at which a name ends where two places are compared, with the words behind it."""
_MARKUP = re.compile(r"\*\*|__|`|~~|<[^<>]*>")
_PAIRS = {'"': '"', "”": "“", "“": "„", "»": "«", ")": "(", "）": "（", "]": "["}
"""What closes a quotation or a bracket, which a name's span leaves out -> what opens it."""
_LONGEST = 200

Thing = Sequence[Node]
"""The headings, items and rows that speak of one thing, in the order of the text."""
_State = State | Literal["cancelled"]


class Things:
    """The things that `nodes` speak of: one may have several places, of different kinds and with one name."""

    def __init__(self, plan: Plan, counted: Counted, nodes: Iterable[Node]) -> None:
        self.plan, self._counted = plan, counted
        known = {*nodes, *plan.statements_of, *plan.outline.heading_of.values()}
        self._thing: dict[Node, list[Node]] = {node: [node] for node in known}
        found = (place(plan, node, node) for node in sorted(known, key=lambda node: node.index))
        places = [each for each in found if each]
        for pair in pairs(places, names_of(places)):
            one, other = self._thing[pair.one.said], self._thing[pair.other.said]
            if one is not other and pair.match != "part":
                one += other
                one.sort(key=lambda node: node.index)
                self._thing.update(dict.fromkeys(other, one))

    def of(self, nodes: Iterable[Node]) -> list[Thing]:
        """The things that `nodes` speak of, each once, without those of a history."""
        live = (self._thing[node] for node in nodes if not self._is_past(node))
        return list({id(thing): thing for thing in live}.values())

    def places(self, node: Node) -> Thing:
        """All places of the thing that `node`, one of the nodes given, speaks of."""
        return self._thing[node]

    def _is_past(self, node: Node) -> bool:
        words = ("history-headings",)
        return any(s.level > 1 and stands_apart(self.plan.vocabulary, s.title, words) for s in node.section.path)

    @cached_property
    def _finished(self) -> bool:
        """Whether the plan as a whole is done: it calls itself so, or all is ticked and nothing is said to be left."""
        if any(said.state == "done" and not said.open_end for said in self.plan.document_statements[:1]):
            return True
        done, total = self._counted.whole
        return 0 < total == done and not any(said.state in UNFINISHED for said in self.plan.statements)

    def state(self, thing: Thing) -> _State:
        """How far it has come: by what is said of it, else by its own tasks, else by the heading above it. Nothing of a
        plan that is done is left."""
        found = self._said(thing) or self._closed(thing) or self._ticked(thing) or self._inherited(thing)
        return "done" if self._finished and found != "cancelled" else found or "unstated"

    def _said(self, thing: Thing) -> _State | None:
        """By its status in words, else by its box, else by a glyph."""
        said = [each for node in thing for each in self.plan.statements_of.get(node, ())]
        said.sort(key=lambda each: TRUST.index(each.slot))
        if said and said[0].slot != "glyph":
            return self._meaning(said[0])
        starts = self.plan.document.source.line_starts
        boxes = [task for n in thing for task in self.plan.tasks_in(Span(starts[n.line], n.end))]
        if boxes:
            return "cancelled" if boxes[0].state == "cancelled" else box_state(boxes[0])
        return self._meaning(said[0]) if said else None

    def _meaning(self, said: Statement) -> _State:
        if said.state == "live" and "active" in self.plan.document.source[said.place].casefold():
            return "active"  # of a plan in force, but of work that is under way
        if said.state in FINISHED:
            return "done"
        return "cancelled" if said.state == "cancelled" else "active" if said.state in _ACTIVE else "open"

    def _closed(self, thing: Thing) -> State | None:
        """By a field that says on which day it was done."""
        return "done" if not self._done_on.isdisjoint(thing) else None

    @cached_property
    def _done_on(self) -> set[Node | None]:
        keys, dates = self.plan.vocabulary.keys["done-on"], self.plan.dates
        return {about(self.plan, f) for f in self.plan.fields if f.key in keys and dates.inside(f.value)}

    def _ticked(self, thing: Thing) -> State | None:
        for node in thing:
            done, total = self._counted.of(scope(node))
            if total and node.kind != "row":
                return "done" if done == total else "active" if done else "open"
        return None

    def _inherited(self, thing: Thing) -> State | None:
        """What is said of a section around it: done and open hold for all its parts."""
        headings = self.plan.outline.heading_of
        for section in (s for node in thing for s in node.section.path if s.level > 1):
            heading = headings.get(section)
            said = self.plan.statements_of.get(heading, ()) if heading else ()
            state = next(
                (each.state for each in said if each.slot != "glyph"), None
            ) or self.plan.vocabulary.statuses.get(normal(section.title))
            if state in ("done", "open"):
                return "done" if state == "done" else "open"
        return None

    def title(self, thing: Thing) -> str:
        """Its name where it is named most fully."""
        return max((self.name(node) for node in thing), key=len)

    def name(self, node: Node, without: Span | None = None) -> str:
        """The name that one place gives it, as plain text and `without` what stands there; of a row whose first cell is
        an id, with that id, and where nothing is left of the name, the words of the next cell."""
        text, thing = self.plan.document.source.text, self.plan.things[node]
        start, end = thing.name
        if node.kind != "row" and not any(map(str.isalpha, text[start:end])):
            start, end = node.start, node.end  # "4.1: Roots" names more than a number
        while node.kind != "row" and (link := _GOES_ON.match(text, end, node.end)):
            end = link.end()
        if _PAIRS.get(text[end : end + 1], "\0") in text[start:end]:
            end += 1
        written = text[start:end]
        if without and start <= without.start < end:
            written = text[slice(*strip_edges(text, start, without.start))]
            written = written or text[slice(*strip_edges(text, min(without.end, end), end))].lstrip(":,–—- ")
        name = plain(written)
        if not any(map(str.isalnum, name)):
            cells = (text[slice(*cell.span)] for _, cell in sorted(node.cells.items()) if without != cell.span)
            name = next((plain(cell) for cell in cells if any(map(str.isalpha, cell))), name or "(no name)")
        cells_of = node.row.cells if node.row else ()
        first = plain(cells_of[0].text) if cells_of and thing.ids else ""
        return f"{first} {name}".strip() if first not in name else name


def box_state(task: Task) -> State:
    """How far a task that is not cancelled has come, by its box alone."""
    begun = any(mark in task.mark for mark in _BEGUN_MARKS)
    return "done" if task.state == "done" else "active" if begun else "open"


def scope(node: Node) -> Span:
    """What belongs to a place: a section, an item with those below it, or a row."""
    if node.kind == "heading":
        return node.section.span
    return node.item.span if node.kind == "item" and node.item else Span(node.start, node.end)


def about(plan: Plan, field: Field) -> Node | None:
    """The node of the thing that a field is about; None for the document."""
    if field.node is None:
        return None
    return field.node if is_cell(field) else owner(plan.outline, field.node)


def is_cell(field: Field) -> bool:
    """Whether it is a cell below a header, not one beside its label."""
    return field.row is not None and all(field.key_span != cell.span for cell in field.row.cells)


def plain(text: str) -> str:
    """A name without links, emphasis and tags, on one line, at most 200 characters long."""
    text = " ".join(_MARKUP.sub("", LINK.sub(r"\1", text)).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"

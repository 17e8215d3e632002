"""Which things of a plan have ids, and which depends on which: fields, columns, phrases such as "(depends on T003)",
and Obsidian's signs."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from planlint.plan.fields import Field
from planlint.plan.glyphs import GLYPHS
from planlint.plan.links import Link, plain_text, slug
from planlint.plan.names import MAY_HAVE_ID, read_id, title_key
from planlint.plan.outline import Node, Outline
from planlint.plan.references import Reference, read_list
from planlint.plan.things import Thing, Things
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span, span_of

WAITS = regex(r"⛔\ufe0f?\s*(?=[\w-])(?:[\w-]+(?:\s*,\s*)?)+")
"""What a task in Obsidian waits for."""
SIGN = regex(r"[\w-]+")
SIGNED = regex(r"🆔\s*([\w-]+)")
"""The id of a task in Obsidian."""
_BRACKETED = regex(r"[(\[][A-Z][A-Z0-9._-]*\d")
_MAY_HOLD_ID = regex(r"\d|\b(?:[A-H]|[IVX]+)\b|[^\x00-\u303f]")
"""What every row holds that has an id in a cell."""
_FLOW = regex(r"→|⇒|->|=>|│|\|")
_BETWEEN = " \t:：*_"
_MAX_NAME_WORDS = 10


@record
class Edge:
    """`thing` (by the id `key`) depends on what the reference names; `backward` where the text says "blocks"."""

    thing: Thing
    key: str
    reference: Reference
    backward: bool = False

    @property
    def before(self) -> str:
        """The id of what has to be done first."""
        return self.key if self.backward else self.reference.key

    @property
    def after(self) -> str:
        """The id of what has to wait."""
        return self.reference.key if self.backward else self.key


def _places(text: str, phrase: str) -> Iterator[int]:
    """Where `phrase` stands in `text`."""
    place = text.find(phrase)
    while place >= 0:
        yield place
        place = text.find(phrase, place + len(phrase))


class Dependencies:
    """The things with ids of one plan, and its dependencies; each worked out when first asked for."""

    def __init__(self, outline: Outline, fields: Sequence[Field], links: Sequence[Link], things: Things) -> None:
        self.outline, self.vocabulary = outline, outline.vocabulary
        self._fields, self._links, self._things = fields, links, things
        self._text = outline.document.with_code

    @cached_property
    def named(self) -> Mapping[Node, Thing]:
        """What headings, items, rows, labelled lines and drawn boxes name by an id, in the order of the text."""
        text = self._text
        at = (self.outline.at(match.start()) for match in _BRACKETED.finditer(text))
        bracketed = set(at) if "(" in text or "[" in text else set()
        signed = "🆔" in text
        found: dict[Node, Thing] = {}
        for node in self.outline.nodes:
            sign = SIGNED.search(text, node.start, node.end) if signed and node.kind == "item" else None
            if not sign and node not in bracketed:
                if node.kind == "row":
                    if not _MAY_HOLD_ID.search(text, node.start, node.end) or not self._starts_with_id(node):
                        continue
                elif not (
                    MAY_HAVE_ID.match(text, node.start, node.end)
                    and read_id(text, node.start, node.end, self.vocabulary)
                ):
                    continue
            thing = self._things[node]
            if sign:
                title = title_key(text[node.start : sign.start()])
                thing = Thing(node, (sign[1].casefold(),), title, thing.name)
            if thing.ids and self._is_named(thing):
                found[node] = thing
        return found

    def _starts_with_id(self, node: Node) -> bool:
        text, vocabulary = self._text, self.vocabulary
        if node.kind != "row":
            return read_id(text, node.start, node.end, vocabulary) is not None
        for cell in list(node.cells.values())[:3] if node.row and node.row.index else ():
            if MAY_HAVE_ID.match(text, *cell.span) and read_id(text, *cell.span, vocabulary):
                return True
        return False

    def _is_named(self, thing: Thing) -> bool:
        node = thing.node
        if node.kind == "line":
            words = self._text[thing.name.start : thing.name.end].split()
            headed = self._text.startswith(("**", "__"), node.start) or self._starts_with_id(node)
            return headed and node.item is None and 0 < len(words) <= _MAX_NAME_WORDS
        if node.kind != "drawn":
            return True
        line = self.outline.document.source.lines[node.line]
        if "[" in line or "☐" in line or "☑" in line:
            return True
        rest = self._text[thing.name.end : node.end]
        return " " in thing.ids[0] and not GLYPHS.keys().isdisjoint(line) and not _FLOW.search(rest)

    @cached_property
    def definitions(self) -> Mapping[str, list[Thing]]:
        """The things by the id that they are named with first."""
        found: dict[str, list[Thing]] = defaultdict(list)
        for thing in self.named.values():
            if not thing.joined:
                found[thing.ids[0]].append(thing)
        return found

    @cached_property
    def edges(self) -> Sequence[Edge]:
        """All dependencies whose both ends have ids, in the order of the text."""
        keys = self.vocabulary.keys
        edges = [
            edge
            for field in self._fields
            if field.key in keys["depends"] or field.key in keys["blocks"]
            for edge in self._of_field(field)
        ]
        edges += self._of_phrases()
        return sorted(edges, key=lambda edge: edge.reference.span)

    def _of_field(self, field: Field) -> Iterator[Edge]:
        node, backward = field.node, field.key in self.vocabulary.keys["blocks"]
        if node is None:
            return
        if field.row is None:
            thing, value = self.owner(node, field.key_span.start), self._value(node, field)
        else:
            first = field.value.start <= node.start  # that column names the row
            thing, value = None if first else self.named.get(node), field.value
            if field.key_span.start >= node.start:
                return  # a label beside its value
        if thing:
            yield from self._to(thing, value, backward=backward)

    def _value(self, node: Node, field: Field) -> Span:
        """The value with the code in it, up to the end of the line: reading stops at the first word that is no id."""
        start = field.key_span.end
        while start < node.end and self._text[start] in _BETWEEN:
            start += 1
        return Span(start, node.end)

    def _to(self, thing: Thing, value: Span, *, backward: bool = False) -> Iterator[Edge]:
        named = read_list(self._text, *value, self.vocabulary) or list(self._linked(value))
        for reference in named:
            yield Edge(thing, thing.ids[0], reference, backward)

    def _linked(self, value: Span) -> Iterator[Reference]:
        """The ids of the headings that links by other words lead to: "[the schema](#task-1-schema)"."""
        for link in self._links if "[" in self._text[value.start : value.end] else ():
            if link.span.start in range(*value) and link.anchor and not link.path:
                for node, thing in self.named.items():
                    if node.kind == "heading" and slug(plain_text(node.section.title).strip()) == link.anchor:
                        yield Reference(link.text, thing.ids[0])

    def _of_phrases(self) -> Iterator[Edge]:
        """ "depends on T003" on a thing's own line, behind its name, or "⛔ abc1,abc2" as Obsidian has it."""
        text, at = self._text, self.outline.at
        for signs in WAITS.finditer(text) if "⛔" in text else ():
            node = at(signs.start())
            thing = self.named.get(node) if node and node.kind != "row" else None
            for sign in SIGN.finditer(text, signs.start() + 1, signs.end()) if thing else ():
                assert thing
                yield Edge(thing, thing.ids[0], Reference(span_of(sign.span()), sign[0].casefold()))
        lower = text.lower()
        phrases = self.vocabulary.lists["depends-phrases"] if len(lower) == len(text) else ()
        for phrase in [phrase for phrase in phrases if phrase in lower]:
            for place in _places(lower, phrase):
                node = at(place)
                thing = self.named.get(node) if node and node.kind != "row" else None
                if thing and node and place >= thing.name.start:
                    start = place + len(phrase)
                    while start < node.end and text[start] in _BETWEEN:
                        start += 1
                    edges = self._to(thing, Span(start, node.end))
                    yield from (edge for edge in edges if edge.reference.key not in thing.ids)  # "on [T003]"

    @cached_property
    def _owners(self) -> Sequence[Thing]:
        return [thing for node, thing in self.named.items() if node.kind != "row"]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [thing.node.start for thing in self._owners]

    def owner(self, node: Node, place: int) -> Thing | None:
        """Whose the field at `place` in `node` is: the nearest thing with an id that reaches over it; None where a
        nearer one might be meant."""
        index = bisect_right(self._starts, place) - 1
        if index < 0 or (nearest := self._owners[index]).node is node:
            return None
        if self._reaches(nearest, node, place):
            return nearest
        if nearest.node.section is node.section or nearest.node.kind == "heading":
            return None
        heading = self.outline.heading_of.get(node.section)
        return self.named.get(heading) if heading else None

    def _reaches(self, thing: Thing, node: Node, place: int) -> bool:
        at = thing.node
        if at.kind == "heading":
            return at.section is node.section
        if at.kind == "item":
            return at.item is not None and place < at.item.span.end
        if at.kind != "line":
            return False
        for group in self.outline.below(at):
            last = group.nodes[-1]
            if group.nodes[0].start <= place < (last.item.span.end if last.item else last.end):
                return True
        between = self.outline.document.source.text[at.end : place]
        return "\n\n" not in between.replace("\r\n", "\n").replace(" ", "") and "#" not in between

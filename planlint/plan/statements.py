"""Statements of state: what a status field, a cell or the end of a line says about how far a thing has come.

Only places made for a status are read. In order of trust: a field, a word in a Status cell, in brackets, behind a
dash or colon, behind a glyph at the end, in capitals at the end, and a bare tick at the end. A glyph before a line
is decoration, running text is no status. A share before the word comes first: "40% complete" is partial.
"""

from collections.abc import Iterator, Mapping, Sequence

from planlint.plan.fields import Field, heading_fields, owner, place_in_document
from planlint.plan.glyphs import GLYPHS
from planlint.plan.names import normal
from planlint.plan.outline import Node, Outline
from planlint.plan.states import SIGN, SYMBOL, UNFINISHED, Status, glyph_state, last_glyph, read_slot
from planlint.text.patterns import regex
from planlint.text.source import Span, span_of

TRUST = ("field", "cell", "bracket", "dash", "glyphed", "capitals", "glyph")
"""The slots, the most trusted first."""
TICKS = frozenset(glyph for glyph, state in GLYPHS.items() if state == "done")
_WAITS = "⏳⌛❌✗✘"
"""Glyphs that mean many things, but alone in a Status field say that something is not done."""
_GROUP = regex(r"[(（【\[](?P<body>[^()（）【】\[\]]{2,60})[)）】\]]")
_DASH = regex(r"(?:\s[-–—]|[^\W\d_]\s?[:：]|\d[:：])[\s*_]+(?P<body>[^-–—:：()（）\[\]]{3,40})$")
_CAPITALS = regex(r"[^\W\d_][\w)*]*[\s*_]+(?P<body>(?:NOT |IN |ON )?[A-Z]{4,}(?: [A-Z]{4,})?)[!.*_\s]*$")
_MAY_TELL = regex(r"[(\[:]|[ ]-|[^\x00-\x7f]|[A-Z]{4}")
"""What a heading or item holds that ends with a state."""
_ARROW = regex(r"→|⇒|->|=>|←")
_REACH = 52
"""Code points from the end of a line within which a status starts behind a dash, a colon, or in capitals."""
_EDGE = " \t*_`~.!\ufe0f"
_WORD = regex(r"[^\W_]+")
_NAME_BESIDE = regex(r"\w")


class Statement:
    """`node` is the line that says it, `of` the node of the thing that it is about: a heading, item or row; None for
    the document. `place` is the span of the word, with the share before it, or of the glyph. `others` are the states
    that the same slot names besides; `open_end` says that it names what is left ("done, release pending"). `key` is
    a field's key. `where` tells "front matter", "title", "header" and "footer", which speak of the document, and
    "aside", a place that belongs to nobody; elsewhere it is ""."""

    __slots__ = ("glyph", "key", "node", "of", "open_end", "others", "place", "slot", "state", "where")

    def __init__(self, node: Node | None, of: Node | None, slot: str, status: Status, place: Span) -> None:
        self.node, self.of, self.slot, self.state, self.place = node, of, slot, status.state, place
        self.glyph = status.glyph
        self.others: frozenset[str] = frozenset()
        self.open_end = False
        self.key = self.where = ""


def read_statements(outline: Outline, legend: Mapping[str, str], fields: Sequence[Field]) -> list[Statement]:
    """All statements of a plan, in the order of the text."""
    return _Reader(outline, legend).read(fields)


class _Reader:
    """Reads the statements of one plan."""

    def __init__(self, outline: Outline, legend: Mapping[str, str]) -> None:
        self.outline, self.legend, self.vocabulary = outline, legend, outline.vocabulary
        self.text = outline.document.prose
        self.titles = outline.document.titles

    def read(self, fields: Sequence[Field]) -> list[Statement]:
        """All statements, in the order of the text."""
        keys = self.vocabulary.keys["status"]
        found = [each for field in fields if field.key in keys for each in self.in_field(field)]
        for field in heading_fields(self.outline):
            found += [each for each in self.in_field(field) if each.where] if field.key in keys else ()
        words = self.vocabulary.state_starts
        plain, sign = "" not in words, SIGN
        if self.legend:
            plain, sign = plain and all(map(SYMBOL.match, self.legend)), SYMBOL
        for node in self.outline.nodes:
            if node.kind in ("heading", "item") and _MAY_TELL.search(self.text, node.start, node.end):
                line = self.text[node.start : node.end].rstrip(_EDGE)
                if not (plain and words.isdisjoint(_WORD.findall(line.casefold())) and not sign.search(line)):
                    found += self.in_line(node, line)
        found.sort(key=lambda each: each.place.start)
        return found

    def in_field(self, field: Field) -> Iterator[Statement]:
        """The state in a status field or cell, with the thing that it speaks of."""
        if field.row is None and field.key in self.vocabulary.statuses:
            return
        if field.row is not None and field.node is not None and field.value == self._first(field.node):
            return
        labelled = field.row is not None and field.key_span == field.row.cells[0].span
        text = self.outline.document.source.text if field.node is None else self.text
        slot = "cell" if field.row is not None and not labelled else "field"
        read = self._slot(text, field.value, field.node, self.owner(field, labelled), slot)
        if read:
            read.key = field.key
            if slot == "field":
                read.where = place_in_document(self.outline, field)
            yield read

    def _first(self, node: Node) -> Span:
        return node.cells[min(node.cells)].span if node.cells else Span(node.start, node.end)

    def owner(self, field: Field, labelled: bool) -> Node | None:
        """The node of the thing that a field is about: its row, the item that it stands in, else the heading."""
        node = field.node
        if node is None:
            return None
        if field.row is not None and not labelled:
            return node
        return owner(self.outline, node)

    def _slot(self, text: str, span: Span, node: Node | None, of: Node | None, slot: str) -> Statement | None:
        if _ARROW.search(text, *span):
            return None
        status, others = read_slot(text, span, self.vocabulary, self.legend)
        waits = status is not None and status.glyph in _WAITS and slot in ("field", "cell")
        if status is None or not (status.state or waits):
            return None
        worded = status.word.start < status.word.end
        if worded and not status.firm:
            return None
        if worded and status.glyph in TICKS and status.state in UNFINISHED:
            word = text[status.word.start : status.word.end].casefold()
            if self.vocabulary.has("status-nouns", word):
                return None  # "✅ NEW" says what is there
        if not worded:
            if status.glyph not in TICKS and glyph_state(status.glyph, self.legend) == "" and not waits:
                return None
            if status.percent is not None or any(c.isalnum() for c in text[status.word.end : span.end]):
                return None
        place = _place(text, status) if worded else status.glyph_span or status.span
        made = Statement(node, of, slot if worded else "glyph", status, place)
        if waits and not made.state:
            made.state = "outstanding"
        made.others = others - {status.state}
        rest = text[status.word.end : span.end]
        made.open_end = bool(others & UNFINISHED - {status.state}) or self._leaves(rest)
        return made

    def _leaves(self, rest: str) -> bool:
        return self.vocabulary.mentions("remaining-words", rest)

    def in_line(self, node: Node, line: str) -> list[Statement]:
        """The state that a heading or item ends with, in one of its slots; none where it names several."""
        if _ARROW.search(line):
            return []
        title = node.kind == "heading" and node.section.level == 1 and self.titles == 1
        found = []
        for span, slot in self._slots(node, line):
            if each := self._tail(node, span, slot):
                found.append(each)
        if not found or len({each.state for each in found}) > 1:
            return []
        found[0].where = "title" if title else ""
        return found[:1]

    def _slots(self, node: Node, line: str) -> list[tuple[Span, str]]:
        text, start, end = self.text, node.start, node.start + len(line)
        found: list[tuple[Span, str]] = []
        boxed = node.item is not None and node.item.box is not None and node.kind == "item"
        plain = line.isascii()
        if "(" in line or (not boxed and "[" in line) or not plain:
            for group in _GROUP.finditer(text, start, end):
                after = text[group.end() : end].lstrip(" *_`:")
                if not after or not _NAME_BESIDE.match(after):
                    found.append((span_of(group.span("body")), "bracket"))
        near = line[-_REACH:]
        if (" -" in near or ":" in near or not plain) and (dash := _DASH.search(text, max(start, end - _REACH), end)):
            colon = dash[0].lstrip()[:2].rstrip()[-1:] in (":", "：")
            if not (colon and boxed):
                found.append((span_of(dash.span("body")), "dash"))
        if not plain:
            found += self._glyphs(node, start, end)
        elif node.kind == "heading" and (capitals := _CAPITALS.search(text, max(start, end - _REACH), end)):
            found.append((span_of(capitals.span("body")), "capitals"))
        return found

    def _glyphs(self, node: Node, start: int, end: int) -> list[tuple[Span, str]]:
        """A glyph behind the name, with the word behind it."""
        text = self.text
        last = last_glyph(text, start, end)
        if self.legend:
            last = max(last, *[text.rfind(each, start, end) for each in self.legend])
        if last <= start or not any(map(str.isalnum, text[start:last])):
            return []
        bare = not any(map(str.isalnum, text[last:end]))
        if not bare:
            return [(Span(last, end), "glyphed")]
        return [(Span(last, last + 1), "glyph")] if node.kind == "heading" or text[last] not in TICKS else []

    def _tail(self, node: Node, span: Span, slot: str) -> Statement | None:
        text = self.text
        body = text[span.start : span.end]
        if slot == "bracket" and (":" in body or body.count(",") > 2):
            return None
        words = body.casefold().replace("\u00a0", " ")
        first = _WORD.match(words) if body[0].isalpha() and words.isascii() else None
        if first and first[0] not in self.vocabulary.state_starts:
            return None
        read = self._slot(text, span, node, node, slot)
        if read is None or read.others or (slot == "glyph") != (read.slot == "glyph"):
            return None
        if slot == "glyph":
            return read if read.state == "done" else None
        rest = text[read.place.end : span.end].strip(_EDGE + ",;")
        marked = slot == "glyphed" and read.glyph not in TICKS
        word = normal(text[read.place.start : read.place.end])
        if self.vocabulary.has("status-nouns", word) and not (marked or "%" in rest):
            return None
        aside = read.state in ("cancelled", "deferred", "failed")
        if rest and rest[0].isalnum() and (aside or (slot != "bracket" and not rest[0].isdigit())):
            return None
        return read


def _place(text: str, status: Status) -> Span:
    """The phrase, with the percent or fraction before it."""
    start = status.word.start
    if status.percent is not None:
        start = next(index for index in range(status.span.start, start) if text[index].isdigit())
    return span_of((start, status.word.end))

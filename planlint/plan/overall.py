"""How far the whole document is said to be: front matter, title, header, footer, and "Overall progress" anywhere."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from typing import TYPE_CHECKING

from planlint.plan.amounts import Amount, kind_of
from planlint.plan.fields import Field, heading_fields, place_in_document
from planlint.plan.measures import Measure
from planlint.plan.outline import Node, Outline
from planlint.plan.standing import stands_apart
from planlint.text.patterns import regex
from planlint.text.source import Span

if TYPE_CHECKING:
    from planlint.plan.front import Counts

_WORDS = regex(r"[^\W_]+")
_CLAUSE = regex(r"[^(\[,;.–—-]*")
_ARROWS = regex(r"→|⇒|->|=>")
_OTHERS = ("aside-words", "before-words", "change-words", "measure-words", "remaining-words")
_OFTEN = 2


def read_overall(outline: Outline, fields: Sequence[Field], counts: "Sequence[Counts]") -> list[Measure]:
    """How far the whole document is, in the order of the text, each place once; `slot` says where it stands: "front
    matter", "title", "header", "footer", "section" (on the whole, by its heading) or "named" (as overall progress or
    by the document's title, anywhere but in a history). Where the document is about one phase, `attribute` is "project"
    for what goes beyond it."""
    reader = _Reader(outline)
    found = [*reader.in_front(counts), *reader.in_title()]
    shares = {outline.at(amount.start) for amount in outline.amounts.all if amount.kind == "percent"} - {None}
    stated = [field for field in (*fields, *heading_fields(outline)) if field.node in shares]
    found += [each for field in stated if (each := reader.in_field(field))]
    by_place = {each.amount.start: each for each in found}
    rivals = Counter(map(_rivalry, by_place.values()))
    most = {"named": _OFTEN}  # several of one label, or in one section, speak of parts
    once = [each for each in by_place.values() if rivals[_rivalry(each)] <= most.get(each.slot, 1)]
    return sorted(once, key=lambda each: each.amount.start)


def _rivalry(measure: Measure) -> tuple[str, object]:
    return measure.slot, measure.node.section if measure.slot == "section" else measure.head


class _Reader:
    """Reads what one document says of itself."""

    def __init__(self, outline: Outline) -> None:
        self.outline, self.vocabulary, self.text = outline, outline.vocabulary, outline.text
        keys, lists = self.vocabulary.keys, self.vocabulary.lists
        self.titles = [node for node in outline.heading_of.values() if node.section.level == 1]
        self.title = _words(self.titles[0].section.title) if len(self.titles) == 1 else set[str]()
        self.said = lists["progress-words"]
        self.progress = _both(keys["progress"], self.said)
        self.status = _of_all(keys["status"])
        self.whole = _of_all(lists["overall-words"])

    def in_front(self, counts: "Sequence[Counts]") -> Iterator[Measure]:
        """Percentages of the front matter, in no map or one of progress."""
        home = self.outline.first
        for each in counts:
            if each.percent and _words(each.key) <= self.progress | self.whole:
                yield Measure(home, home, "front matter", each.percent, "share", "%", "progress")

    def in_title(self) -> Iterator[Measure]:
        """ "# Import (80% complete)"."""
        for node in self.titles if len(self.titles) == 1 else ():
            share = self._share(Span(node.start, node.end), "title")
            if share:
                yield Measure(node, node, "title", share, "share", "%", "title")

    def in_field(self, field: Field) -> Measure | None:
        """A field, or a line of a table with two columns, whose key says progress or status, and of nothing but the
        whole."""
        node = field.node
        if node is None or "percent" not in [a.kind for a in self.outline.amounts.within(*field.value)]:
            return None
        kind, named = self._kind(field.key)
        where = self._where(field, node, named) if kind else ""
        share = self._share(field.value, kind) if where else None
        one_of_many = bool(self.vocabulary.series.keys() & self.title)
        of = "project" if one_of_many and self.vocabulary.mentions("overall-words", field.key) else "share"
        return Measure(node, node, where, share, of, "%", field.key) if share else None

    def _kind(self, key: str) -> tuple[str, bool]:
        """Whether a key speaks of "progress" or "status" ("" if of neither), and whether it names the whole: the
        project, or what the title names."""
        words = _words(key)
        series = words & self.vocabulary.series.keys()
        rest = (words - self.progress - self.status - self.whole) | series
        numbers = {word for word in self.title if word.isdecimal()} if series else set()
        if rest - self.title or numbers - words or self.vocabulary.mentions_any(_OTHERS, key):
            return "", False
        named = bool(rest or words & self.whole - self.progress - self.vocabulary.lists["total-words"])
        if words & self.progress:
            return "progress", named
        return "status" if words & self.status or series else "", named

    def _where(self, field: Field, node: Node, named: bool) -> str:
        if field.row and field.key_span not in [cell.span for cell in field.row.cells]:
            return ""
        place = place_in_document(self.outline, field)
        if place == "footer" and node.section is not self.outline.document.sections[-1]:
            place = ""
        if place in ("header", "footer") and not field.row:
            return place
        path = [each for each in node.section.path if each.level > 1]
        if any(stands_apart(self.vocabulary, each.title, ("history-headings",)) for each in path):
            return ""
        above = [each for each in path if node.kind != "heading" or each is not node.section]
        known = (self.vocabulary.lists["aspect-words"], self.progress, self.whole, self.title)
        on_whole = all(word.isdecimal() or _in(word, known) for each in above for word in _words(each.title))
        if named:
            return "named"
        return "section" if path and on_whole and place != "aside" else ""

    def _share(self, span: Span, kind: str) -> Amount | None:
        """The one percentage that says how far the whole is: behind nothing but words for that, for a state, and a
        fraction; in a status or title, before a word for progress, or in brackets."""
        text = self.text
        shares = [a for a in self.outline.amounts.within(*span) if a.kind == "percent" and a.of is None and not a.sign]
        if len(shares) != 1 or shares[0].low > 100 or _ARROWS.search(text, *span):
            return None  # more than all is wrong in itself, whatever other places say (PRG006)
        share = shares[0]
        before, clause = text[span.start : share.left], _CLAUSE.match(text, share.right, span.end)
        behind = _WORDS.findall(clause[0].casefold()) if clause else []
        says = bool(behind) and behind[0] in self.said | self.whole
        bracketed = before.rstrip(" ~*_").endswith("(") and text[share.right : share.right + 1] == ")"
        if share.low != share.high or share.mark not in ("", "~") or (behind and not says):
            return None
        if kind != "progress" and not says and not (bracketed and kind == "status"):
            return None
        if kind == "title" or (says and behind[0] in self.whole and behind[1:2] and behind[1] in self.said):
            return share  # "Phase 1 complete, 20% overall progress"
        return share if self._all_said(before) and self.vocabulary.lists["of"].isdisjoint(behind) else None

    def _all_said(self, before: str) -> bool:
        """Whether what stands before a share is no other thing's name."""
        words = _words(before)
        named = words & self.vocabulary.series.keys() - self.vocabulary.plurals
        if named and not (named <= self.title and {word for word in words if word.isdecimal()} <= self.title):
            return False  # "Phase 1 - 75% complete"
        known = (self.progress, self.whole, self.title, self.vocabulary.lists["of"])
        return all(w.isdecimal() or _in(w, known) or self._is_task(w) or w in self._states for w in words)

    @cached_property
    def _states(self) -> set[str]:
        return _of_all(frozenset(self.vocabulary.statuses))

    def _is_task(self, word: str) -> bool:
        unit = self.vocabulary.units.get(word, "")
        return kind_of(unit) == "count" and unit != "test"


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))


def _in(word: str, known: Iterable[AbstractSet[str]]) -> bool:
    return any(word in each for each in known)


@cache
def _both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    return one | other


@cache
def _of_all(phrases: frozenset[str]) -> set[str]:
    """The words of all `phrases`; the lists of a vocabulary are asked for again with every plan."""
    return {word for phrase in phrases for word in phrase.split()}

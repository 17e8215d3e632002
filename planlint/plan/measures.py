"""Measures: what a plan says of one thing in numbers: its effort, its points, how far it is, how many there are of it.

Three slots are read: a cell of a row, an amount behind a name (in brackets, behind a dash or colon), and a field of a
section or item. What was spent, is left, allowed, aimed at or was so before is no measure.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from planlint.plan.amounts import Amount
from planlint.plan.fields import Field, owner
from planlint.plan.names import normal
from planlint.plan.outline import Node, Outline
from planlint.text.patterns import regex
from planlint.words.vocabulary import Vocabulary

_ASIDE = ("aside-words", "actual-keys", "remaining-words", "before-words", "after-words", "change-words")
_OPENS = frozenset("([（【,;:：–—-")
_LEAD = " \t*_`~≈"
_WORDS_BEHIND = 3
_WORD_BEHIND = regex(r"[\s*_]*([^\W\d_]+)")
_WORDS = regex(r"[^\W\d_]+")
_MAX_CELL = 28
_ARROWS = regex(r"→|⇒|->|=>")


class Measure:
    """`amount` says `attribute` ("effort", "points", "share") of the thing at `of`. `slot` is "cell",
    "tail" or "field", `unit` the amount's, or that of its column; `head` the column's header or the field's key."""

    __slots__ = ("amount", "attribute", "head", "node", "of", "slot", "unit")

    def __init__(self, node: Node, of: Node, slot: str, amount: Amount, attribute: str, unit: str, head: str) -> None:
        self.node, self.of, self.slot, self.amount = node, of, slot, amount
        self.attribute, self.unit, self.head = attribute, unit, head


def read_measures(outline: Outline, fields: Sequence[Field]) -> list[Measure]:
    """All measures, in the order of the text."""
    found: list[Measure] = []
    for node in outline.nodes:
        if not node.amounts:
            continue
        if node.kind in ("heading", "item"):
            found += _behind_name(outline, node)
        elif node.kind == "row" and node.row and node.row.index and node.table:
            found += _in_cells(outline, node)
    keys = outline.vocabulary.keys
    known = keys["status"].union(keys["estimate"], keys["points"], keys["progress"])
    owned = [(owner(outline, f.node), f) for f in fields if f.node is not None and f.row is None and f.key in known]
    labels = Counter((of, field.key) for of, field in owned)
    for of, field in owned:
        if labels[of, field.key] == 1:
            found += _in_field(outline, field)  # several of one label speak of parts
    found.sort(key=lambda each: each.amount.start)
    return found


def _behind_name(outline: Outline, node: Node) -> Iterator[Measure]:
    text, vocabulary = outline.text, outline.vocabulary
    if _ARROWS.search(text, node.start, node.end):
        return
    for amount in node.amounts:
        before = text[node.start : amount.left].rstrip(_LEAD)
        if amount.sign or before[-1:] not in _OPENS or len(before) < 3 or len(amount.words) > _WORDS_BEHIND:
            continue
        if before[-1:] == "-" and before[-2:-1].isalnum():
            continue
        attribute = _attribute(amount, text[amount.right : node.end], vocabulary)
        if attribute and not _set_aside(vocabulary, text[amount.right : node.end], before[-24:]):
            yield Measure(node, node, "tail", amount, attribute, amount.unit, "")


def _attribute(amount: Amount, behind: str, vocabulary: Vocabulary) -> str:
    """What an amount by itself measures; "" if that is open. A percentage is a share of progress alone, or before a
    word for that."""
    if amount.of is not None:
        return "share"
    if amount.kind == "percent":
        word = _WORD_BEHIND.match(behind)
        return "share" if word is None or vocabulary.has("progress-words", word[1].casefold()) else ""
    if amount.kind in ("time", "points"):
        return "" if amount.unit == "second" else "effort" if amount.kind == "time" else "points"
    return ""


def _set_aside(vocabulary: Vocabulary, *texts: str) -> bool:
    return vocabulary.mentions_any(_ASIDE, "\n".join(texts))


def _in_cells(outline: Outline, node: Node) -> Iterator[Measure]:
    vocabulary, text = outline.vocabulary, outline.text
    heads = node.table.header.cells if node.table else ()
    first = min(node.cells)
    for column, amounts in sorted(node.figures.items()):
        cell = node.cells[column]
        if column == first or cell.span.end - cell.span.start > _MAX_CELL or column >= len(heads):
            continue
        if len(amounts) != 1 or amounts[0].sign:
            continue
        amount, head = amounts[0], normal(heads[column].text)
        words = _WORDS.findall(head)
        unit = amount.unit or next((vocabulary.units[w] for w in reversed(words) if w in vocabulary.units), "")
        attribute = _attribute_of_cell(amount, head, unit, vocabulary)
        if attribute and not _set_aside(vocabulary, head, text[amount.right : cell.span.end]):
            yield Measure(node, node, "cell", amount, attribute, unit, head)


def _attribute_of_cell(amount: Amount, head: str, unit: str, vocabulary: Vocabulary) -> str:
    keys = vocabulary.keys
    if amount.kind == "percent" or amount.of is not None:
        return "share" if head in keys["progress"] or head in keys["status"] else ""
    if head in keys["points"] or unit == "point":
        return "points"
    bare = amount.kind == "bare" and unit in ("hour", "day", "week", "minute", "month")
    return "effort" if amount.kind == "time" or bare else ""


def _in_field(outline: Outline, field: Field) -> Iterator[Measure]:
    node, vocabulary = field.node, outline.vocabulary
    if node is None:
        return
    amounts, keys = outline.amounts.within(*field.value), vocabulary.keys
    if field.key in keys["status"]:  # "PARTIAL (34% complete)"
        yield from _in_status(outline, field, amounts)
        return
    if not amounts or amounts[0].left - field.value.start > len("**~ "):
        return
    amount = amounts[0]
    attribute, unit = "", amount.unit
    if field.key in keys["estimate"] and amount.kind == "time":
        attribute = "effort"
    elif field.key in keys["points"] and amount.kind in ("points", "bare"):
        attribute, unit = "points", "point"
    elif field.key in keys["progress"] and (amount.kind == "percent" or amount.of is not None):
        attribute = "share"
    of = owner(outline, node)
    if attribute and of is not None and not _set_aside(vocabulary, field.key):
        yield Measure(node, of, "field", amount, attribute, unit, field.key)


def _in_status(outline: Outline, field: Field, amounts: Sequence[Amount]) -> Iterator[Measure]:
    """The one percentage in a status that a word for progress follows."""
    text, vocabulary = outline.text, outline.vocabulary
    shares = [a for a in amounts if a.kind == "percent" and a.exact]
    of = owner(outline, field.node) if field.node else None
    word = _WORD_BEHIND.match(text, shares[0].right, field.value.end) if len(shares) == 1 else None
    if of and field.node and word and vocabulary.has("progress-words", word[1].casefold()):
        yield Measure(field.node, of, "field", shares[0], "share", "%", field.key)

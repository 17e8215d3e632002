"""Which number in a line counts what the line introduces, how it is written, and what it may be instead."""

from collections.abc import Sequence

from planlint.compare.listing import BRACKETS
from planlint.compare.plan import Plan
from planlint.compare.share import words_of
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.outline import Node
from planlint.text.patterns import regex
from planlint.text.policy import FEW, LIKELY
from planlint.words.vocabulary import is_plural, mentions

_NUMBERING = regex(r"[^\w\n]*\d+[.)]\s")
_INSIDE = regex(r"[^\W_][^:.：。]* [^ ]+$")
"""A word before the last one, in the same sentence."""
_JOINS = frozenset(",;-–—·|、，")
"""What stands between counts of two kinds; "2 of 4" is one count."""
LIMIT = 300
"""What a list may hold: larger counts are of something else."""


def count_in(plan: Plan, node: Node) -> Amount | None:
    """The one count that a node states in brackets, behind a label, or at its start or end; None where there are
    several."""
    text = plan.outline.text
    numbering = _NUMBERING.match(text, node.start, node.end)
    found = [a for a in node.amounts if a.kind in COUNTS and a.of is None and (is_count(a) or a.mark)]
    if numbering and found and found[0].start < numbering.end():
        del found[0]
    if not found or (len(found) > 1 and not _is_first_of_kinds(plan, node, found)):
        return None
    amount = found[0]
    if amount.mark or (amount.kind == "bare" and not _in_slot(text, node, amount)):
        return None
    if " + " in text[amount.right : node.end] or text[node.start : amount.left].endswith("+ "):
        return None  # "3 reports + guides"
    return None if is_partial(plan, node, amount) else amount


def _is_first_of_kinds(plan: Plan, node: Node, found: Sequence[Amount]) -> bool:
    """Whether the first count is of the entries, and the others are of something in them: "(7 files, 900 lines)"."""
    text, first = plan.outline.text, found[0]
    before, between = text[node.start : first.left].rstrip(" *_"), text[first.right : found[1].left]
    if first.kind != "count" or first.unit in {a.unit for a in found[1:]} or "+" in between or "×" in between:
        return False
    lists = plan.vocabulary.lists
    if not (lists["qualifier-words"] | lists["sum-words"]).isdisjoint(first.words):
        return False
    return "(" in between or (before.endswith(("(", ":", "（", "：")) and not _JOINS.isdisjoint(between))


def is_partial(plan: Plan, node: Node, amount: Amount) -> bool:
    """Whether words say that the count is about, a target, or of more than what is listed: "2 of 6 tasks"."""
    text, lists = plan.outline.text, plan.vocabulary.lists
    near = text[node.start : amount.left].replace("（", "(").rpartition("(")[2].split()[-3:]
    if len(near) > 1 and near[-2][-1].isdigit() and near[-1].casefold() in lists["of"]:
        return True
    before = words_of(" ".join(near))
    if (before | set(amount.words)) & (lists["around-words"] | lists["target-words"]):
        return True
    return bool(mentions(lists["partial-words"], text[amount.right : node.end].casefold())) or bool(
        before & lists["partial-words"]
    )


def _in_slot(text: str, node: Node, amount: Amount) -> bool:
    """Whether a bare number stands in brackets, behind a colon at the end, or alone."""
    before, after = text[node.start : amount.left].rstrip(" *_"), text[amount.right : node.end].lstrip(" *_")
    if before.endswith(("(", "[", "（")):
        return after.startswith((")", "]", "）"))
    return before.endswith((":", "：")) and not after


def size_of(amount: Amount) -> str:
    """A count by how often counts of its size agree by chance."""
    return "2" if amount.low <= 2 else "3-4" if amount.low <= 4 else "5-10" if amount.low <= 10 else "11+"


def is_count(amount: Amount) -> bool:
    """Whether `amount` is one whole number that may count what a list holds."""
    return (
        amount.decimals == 0
        and amount.low == amount.high
        and 1 < amount.low <= LIMIT
        and not (amount.sign or amount.mark)
    )


def cap_of(amount: Amount, *, sure: bool) -> float:
    """The most that a miss of this count may be worth; `sure` where what is listed is code or rows, not plain words."""
    return 1.0 if sure and amount.low > FEW else LIKELY


def is_named(plan: Plan, node: Node, stated: Amount) -> bool:
    """Whether a capitalised word before the number makes it a name ("Batch 4 training"), not the start of a sentence
    ("Created 8 hooks", "All 5 agents")."""
    text = plan.outline.text
    before = text[node.start : stated.left].rstrip(" *_")
    words = before.split()
    if not words or not words[-1][:1].isupper() or not words[-1].isalpha():
        return False
    if _INSIDE.search(before) or not any(map(is_plural, stated.words)):
        return True
    return words[-1].casefold() not in plan.vocabulary.lists["every-words"] and _is_numbered(plan, node, stated)


def breaks_off(plan: Plan, node: Node) -> bool:
    """Whether what is listed completes the sentence: "All 8 agents are checked for:"."""
    last = plan.outline.words(node).rstrip(" *_").rpartition(" ")[2]
    return last.endswith(":") and last.rstrip(":*_").casefold() in plan.vocabulary.lists["small-words"]


def _is_numbered(plan: Plan, node: Node, stated: Amount) -> bool:
    """Whether the word before the number stands before other numbers, too: "Stream 4 goals" of several streams."""
    word = plan.outline.text[node.start : stated.left].rstrip(" *_").rpartition(" ")[2]
    return len(plan.numbered.get(word, ())) > 1


def form_of(plan: Plan, node: Node, stated: Amount) -> str:
    """How the count is written: in brackets, behind a colon, or with the noun last, which a colon makes an announcement
    ("We need 8 files:"); else inside a sentence."""
    text = plan.outline.text
    before = text[node.start : stated.left].rstrip(" *_")
    if before.endswith(("(", "[")):
        return "bracket"
    after = BRACKETS.sub("", text[stated.right : node.end]).strip(" *_")
    if before.endswith((":", "：")):
        return "field"
    if after.rstrip(":：").rstrip(" *_") not in ("", *stated.words):
        return "sentence"
    return "announced" if after.endswith((":", "：")) else "noun last"

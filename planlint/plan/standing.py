"""Whether a part counts: decided here, once, for every relation, in every language.

A part that is optional, dropped, moved, postponed, struck or a subtotal may be left out of a whole, or taken in; only a
whole that fits neither way is wrong.
"""

from functools import lru_cache

from planlint.plan.outline import Node, Outline
from planlint.text.patterns import regex
from planlint.words.vocabulary import Vocabulary, mentions

_STRUCK = regex(r"~~[^~]+~~")
_ASIDE_MARKS = {"-": "dropped", "~": "dropped", ">": "moved", "<": "moved", "!": "", "/": ""}
_OWN_NUMBER = regex(r"\W*[^\W\d_]+ \d+(?!\w)")
"""What a node is called: "Phase 2: ..." does not put itself off to phase 2."""
_SKIPPED_GLYPHS = regex(r"[⏭⏩➡🚫⛔🗑🔜⏸]")


def standing(outline: Outline, node: Node) -> str:
    """How `node` stands to its whole: "" where it counts, else "struck", "total" or a key of the vocabulary's
    `standings`."""
    text = outline.text[node.start : node.end]
    if _STRUCK.search(text):
        return "struck"
    box = node.item.box if node.kind == "item" and node.item else None
    if box and (aside := _ASIDE_MARKS.get(box.mark)):
        return aside
    folded = text.casefold()
    if node in outline.totals:
        return "total"
    name = _OWN_NUMBER.match(folded)
    if found := mentions(outline.vocabulary.aside, folded[name.end() if name else 0 :]):
        return outline.vocabulary.standings[found]
    return "later" if not text.isascii() and _SKIPPED_GLYPHS.search(text) else ""


APART = ("after-headings", "goal-headings", "history-headings")
_MAX_WORDS = 6


@lru_cache(maxsize=8192)  # several relations ask it of every heading
def stands_apart(vocabulary: Vocabulary, title: str, lists: tuple[str, ...] = APART) -> bool:
    """Whether a heading or label sets apart what stands under it: later work, criteria, history. A long one may hold
    such a word by chance."""
    folded = " ".join(title.strip(" *_:`#").casefold().split())
    return folded.count(" ") < _MAX_WORDS and vocabulary.mentions_any(lists, folded)

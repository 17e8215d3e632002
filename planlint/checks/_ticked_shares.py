"""Ticks beside less than 100 % of progress, in lines: "### Phase 1 ✅ 95%", "Status: 85% complete ✅"."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from planlint.facts.plan import Plan
from planlint.facts.status_claims import heading_states, is_status_key
from planlint.markdown.document import Segment
from planlint.plan.names import normal, read_id
from planlint.plan.states import glyph_state, read_phrase
from planlint.text.patterns import regex
from planlint.text.source import Span

_SHARE = r"(?P<share>~?\d{1,3}(?:[.,]\d+)?)\s?%"
_TICK = r"(?P<tick>[✅☑✔✓🗹])\ufe0f?"
_BEHIND = regex(rf"{_TICK}[\s*_]*[(\[]?{_SHARE}[\s*_)\]]*(?P<word>[^\W\d_][^|(\[,;!]{{0,30}})?")
_BEFORE = regex(rf"{_SHARE}[\s*_)\]]*(?P<word>[^\W\d_][^|(\[,;!✅☑✔✓🗹]{{0,30}})?[)!*_\s]*{_TICK}[\s*_]*$")
_REMARK = regex(r"\s*[(（\[][^()（）\[\]]*[)）\]][\s*_]*$")


class _Pair(NamedTuple):
    """A tick with the share beside it; `called` where a word behind the share says what it is a share of: what is
    complete."""

    tick: Span
    share: Span
    percent: float
    called: bool
    leads: bool
    """The tick stands first on its line, where it may be a bullet."""


def ticked_shares(plan: Plan) -> Iterator[tuple[Span, Span]]:
    """Ticks with shares of less than 100 % that are progress: said to be complete, in a status slot, behind the name of
    a phase, or among siblings with ticks beside 100 %."""
    families: dict[tuple[object, ...], list[_Pair]] = defaultdict(list)
    for segment in plan.document.segments:
        if segment.kind not in ("heading", "line", "item") or "%" not in plan.document.text(segment.span):
            continue
        pair = _pair(plan, segment)
        if pair is None or _is_measure(plan, segment, pair):
            continue
        if pair.percent < 100 and not pair.leads and _is_status(plan, segment, pair):
            yield pair.tick, pair.share
        elif family := _family(segment):
            families[family].append(pair)
    for pairs in families.values():
        if any(pair.percent == 100 for pair in pairs):
            yield from ((pair.tick, pair.share) for pair in pairs if pair.percent < 100)


def _pair(plan: Plan, segment: Segment) -> _Pair | None:
    """The one tick of a line and the one share beside it, with nothing but brackets behind them."""
    text = plan.document.prose
    start, end = segment.span
    if remark := _REMARK.search(text, start, end):
        end = remark.start() if any(char in "✅☑✔✓🗹" for char in text[start : remark.start()][-4:]) else end
    line = text[start:end]
    if sum(line.count(char) for char in "✅☑✔✓🗹") != 1 or line.count("%") != 1:
        return None
    match = _BEFORE.search(text, start, end) or _BEHIND.search(text, start, end)
    if match is None or glyph_state(match["tick"], plan.legend) != "done":
        return None
    word = (match["word"] or "").casefold().strip(" *_.")
    state, length = read_phrase(word, plan.vocabulary)
    if word and (state != "done" or length < len(word)):
        return None
    share = Span(match.start("share"), text.index("%", match.start("share")) + 1)
    leads = not text[start : match.start("tick")].strip(" \t*_#>-")
    percent = float(match["share"].lstrip("~").replace(",", "."))
    return _Pair(Span(*match.span("tick")), share, percent, bool(word), leads)


def _is_measure(plan: Plan, segment: Segment, pair: _Pair) -> bool:
    """Whether the line is about what is never done, such as coverage, or heads what is ("Completed (75%)")."""
    name = plan.document.text(Span(segment.span.start, pair.share.start))
    if segment.kind == "heading" and heading_states(re.sub(r"[(\[]\s*$", "", name), plan.vocabulary):
        return True
    return plan.vocabulary.mentions("measure-words", name)


def _is_status(plan: Plan, segment: Segment, pair: _Pair) -> bool:
    """Whether the line says how far a thing has come that it names. A tick in a list may praise what was reached
    ("Progress: 97% ✅")."""
    name = plan.document.text(Span(segment.span.start, pair.share.start))
    if plan.vocabulary.mentions("aside-words", name) or segment.kind == "item":
        return False
    if segment.kind == "heading":
        return pair.called or read_id(plan.document.with_code, *segment.span, plan.vocabulary) is not None
    key = normal(name.partition(":")[0])
    return pair.called or is_status_key(key, plan.vocabulary) or key in plan.vocabulary.keys["progress"]


def _family(segment: Segment) -> tuple[object, ...]:
    """What siblings share: the list of an item, the parent and level of a heading; empty for a line."""
    if segment.kind == "item" and segment.item:
        return "item", segment.item.list_index
    if segment.kind == "heading":
        return "heading", segment.section.parent, segment.section.level
    return ()

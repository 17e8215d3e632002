"""Relations of the family `states`: "not started", "done", or a tick, against the percentage of progress beside it."""

from collections.abc import Iterator, Sequence
from functools import partial

from planlint.compare.bind import Place, names_of, pairs, place
from planlint.compare.plan import Plan
from planlint.compare.share import SCALES, words_of
from planlint.compare.states import name_of, says
from planlint.compare.tie import Tie
from planlint.plan.amounts import Amount
from planlint.plan.glyphs import GLYPHS
from planlint.plan.measures import Measure
from planlint.plan.outline import Node
from planlint.plan.shares import Shares
from planlint.plan.statements import TICKS, Statement
from planlint.plan.states import read_phrase
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY, NEARLY
from planlint.text.source import Span

_ALL = 100.0
_MEASURES = ("measure-words", "target-words", "remaining-words")
_DENIES = regex(f"[{''.join(each for each, state in GLYPHS.items() if state not in ('done', ''))}❌✗✘⏳⚠]")
"""Glyphs by which a line says of a part of it that it is not done."""
_CLOSES = regex(r"%[\s*_]*[^\w\s()]?\ufe0f?[\s*_]*[)）]\W*$")
"""What follows a percentage that stands alone in the brackets at the end of a line, with a coloured dot at most."""
_WORD = regex(r"%[\s*_]*([^\W\d_]+)")


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    if plan.measures and plan.statements:
        yield from unbegun(plan)
        yield from finished(plan)
    if plan.shares and not plan.document.prose.isascii():
        yield from ticked(plan)


def unbegun(plan: Plan) -> Iterator[Tie]:
    """What is called not begun against the percentage of its own row or section, or of the same thing elsewhere."""
    shares = [m for m in plan.measures if m.attribute == "share" and _is_progress(m.amount)]
    open_ = [s for s in plan.statements if s.of and s.slot != "glyph" and s.state == "open" and not s.others]
    if not shares or not open_:
        return
    own = {share.of: share for share in shares}
    for said in open_:
        if said.of in own and not said.place.start <= own[said.of].amount.start < said.place.end:
            yield _unbegun(plan, said, own[said.of], "own")
    every: tuple[Statement | Measure, ...] = (*shares, *plan.statements)
    places: list[Place[Statement | Measure]] = [
        found for each in every if each.of is not None and (found := place(plan, each.of, each))
    ]
    kept: set[Statement | Measure] = {*open_, *shares}
    for pair in pairs([each for each in places if each.said in kept], names_of(places)):
        first, second = pair.one.said, pair.other.said
        one, other = (first, second) if isinstance(first, Statement) else (second, first)
        if isinstance(one, Statement) and isinstance(other, Measure) and pair.shared == "3+" and pair.match != "part":
            yield _unbegun(plan, one, other, pair.kinds)


def finished(plan: Plan) -> Iterator[Tie]:
    """A row that is called done, or has a tick for its status, against the share of it that another cell says is
    done."""
    shares = {m.of: m for m in plan.measures if m.attribute == "share" and m.slot == "cell"}
    for said in plan.statements if shares else ():
        share = shares.get(said.of) if said.of else None
        if share is None or said.state != "done" or said.others or said.open_end or not _is_done_of(share.amount):
            continue
        amount, node = share.amount, share.node
        done = _ALL * amount.low / (amount.of or _ALL)
        if not said.key or any(amount in found for c, found in node.figures.items() if _holds(node, c, said)):
            continue
        tie = _share_tie(plan, said, share, "states.finished share")
        tie.outcome = "agree" if done == _ALL else "soft" if done >= NEARLY else "far from done"
        tie.given = LIKELY if said.slot == "cell" else DOUBTFUL
        yield tie


def _holds(node: Node, column: int, said: Statement) -> bool:
    """Whether a statement stands in that cell of a row."""
    return node.cells[column].span.start <= said.place.start < node.cells[column].span.end


def _is_done_of(amount: Amount) -> bool:
    """Whether an amount says how much of something is done: no mark out of ten."""
    if amount.of is None:
        return _is_progress(amount)
    return amount.exact and amount.low <= amount.of and amount.of not in SCALES and not amount.decimals


def _is_progress(amount: Amount) -> bool:
    return amount.kind == "percent" and amount.of is None and amount.exact and not amount.sign and amount.low <= _ALL


def _unbegun(plan: Plan, said: Statement, share: Measure, where: str) -> Tie:
    tie = _share_tie(plan, said, share, "states.share", (where,))
    tie.outcome, tie.given = "begun" if share.amount.low else "agree", LIKELY
    return tie


def _share_tie(plan: Plan, said: Statement, share: Measure, relation: str, features: Sequence[str] = ()) -> Tie:
    assert said.of
    words = f"{name_of(plan, said.of)}: {says(plan, said)}"
    tell = partial(_tell, plan, share.amount, words, said.place)
    tie = Tie(relation, "STA002", said.of, features, tell, key=said.place.start)
    tie.parts = [share.node]
    return tie


def ticked(plan: Plan) -> Iterator[Tie]:
    """A tick in a line that says how much of what it names is done: "✅ Beds (60%)", "Phase 3: 75% complete ✅"."""
    found = [each for each in plan.shares if each.node.kind in ("heading", "item", "line") and _speaks(plan, each)]
    whole = any(shares.percents[0].low == _ALL for shares in found)
    for shares in found:
        if shares.node.kind == "item" and not whole:
            continue  # a list of what was achieved
        percent, text = shares.percents[0], plan.outline.text
        at = next(index for index in range(*shares.span) if text[index] in TICKS)
        tell = partial(_tell, plan, percent, f'"{text[at]}" says done', Span(at, at + 1))
        outcome = "agree" if percent.low == _ALL else "soft" if percent.low >= NEARLY else "far from done"
        tie = Tie("states.ticked share", "STA005", shares.node, (shares.node.kind,), tell, key=at, outcome=outcome)
        tie.given = LIKELY if whole else DOUBTFUL  # where what is whole has a tick, it is no ornament
        yield tie


def _speaks(plan: Plan, shares: Shares) -> bool:
    """Whether a line has a tick, no mark that denies it, and one percentage, which is one of progress."""
    text, vocabulary = plan.outline.text, plan.vocabulary
    line = text[slice(*shares.span)]
    if len(shares.percents) != 1 or TICKS.isdisjoint(line) or not _is_progress(shares.percents[0]):
        return False
    if _DENIES.search(line) or any(words_of(line) & vocabulary.lists[each] for each in _MEASURES):
        return False
    percent = shares.percents[0]
    if not percent.low:
        return False
    word = _WORD.match(text, percent.end, shares.span.end)
    if word:
        return vocabulary.has("progress-words", word[1].casefold())
    before = text[shares.span.start : percent.left].rstrip("*_ ")
    alone = len(shares.node.amounts) == 1 and before.endswith(("(", "（"))
    called = any(read_phrase(each, vocabulary)[0] == "done" for each in words_of(before))
    return alone and not called and _CLOSES.match(text, percent.end, shares.span.end) is not None


def _tell(plan: Plan, percent: Amount, said: str, place: Span, tie: Tie) -> Finding:
    source = plan.document.source
    written = source.text[percent.start : percent.end] + ("" if percent.of else "%")
    line = source.line_of(percent.start)
    text = f"{said}, but {written} of it is done"
    text += "" if line == source.line_of(place.start) else f" (line {line + 1})"
    related = (Related(Span(percent.start, percent.end), f"{written} is stated here"),)
    return Finding(place, text, related, confidence=tie.confidence)

"""How findings about sums and counts are told, and what may be mended."""

from collections.abc import Iterator, Sequence

from planlint.compare.parts import Parts
from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.compare.values import DUST, Value, number, rewrite
from planlint.plan.amounts import COUNTS, Amount
from planlint.plan.outline import Node
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.policy import SURE
from planlint.text.source import Span

CODES = {"time": "EST002", "points": "EST003"}
"""The rules of wholes that parts do not add up to, by kind of amount; all others are SUM001."""
_SHOWN = 8


def arithmetic(amounts: Sequence[Amount], shown: Value, unit: str, *, grouped: bool = False) -> str:
    """ "1.5 + 2 = 3.5 hours" for a few addends of one unit, "the 18 parts add up to 4,685" for many."""
    result = shown.text(grouped=grouped) + unit
    same = len({a.unit for a in amounts}) == 1 and all(a.low == a.high for a in amounts)
    if len(amounts) > _SHOWN or not same:
        return f"the {len(amounts)} parts add up to {result}"
    addends = " + ".join(Value(a.low, decimals=a.decimals).text(grouped=grouped) for a in amounts)
    return f"{addends.replace('+ -', '- ')} = {result}"


def unit_text(shown: Value) -> str:
    """ " hours", " points", "%"; nothing for what is only counted."""
    if shown.unit in ("second", "minute", "hour", "day", "week", "month", "point"):
        return f" {shown.unit}{'' if shown.low == shown.high == 1 else 's'}"
    return "%" if shown.unit == "%" else ""


def tell(parts: Parts, tie: Tie) -> Finding:
    """What a total that its parts do not add up to says, and what they add up to."""
    assert tie.amount
    assert tie.shown
    text = parts.plan.outline.text
    span = Span(tie.amount.left, tie.amount.right)
    stated = text[slice(*span)]
    unit = unit_text(tie.shown) if any(char.isalpha() for char in stated) else ""
    if tie.code in ("EST002", "EST003"):
        shown = parts.value() if tie.relation == "total.coarser" else tie.shown
        result = shown.text() + unit_text(shown) if shown else ""
        message = f"the {len(parts.amounts)} parts add up to {result}, the whole is given as {stated}"
    else:
        sums = arithmetic(parts.amounts, tie.shown, unit, grouped="," in stated)
        message = f"{sums}, the {'total' if tie.node.kind == 'row' else 'line'} says {stated}"
    if left := parts.left_out(tie.amount):
        message += f": {_name(text, left)} is left out"
    related = tuple(Related(Span(a.left, a.right), "an addend") for a in parts.amounts)
    return Finding(span, message, related, _fix(parts, tie), confidence=tie.confidence)


def tell_fraction(plan: Plan, parts: Sequence[Amount], tie: Tie) -> Finding:
    """What a total fraction says, and what the fractions above it make."""
    assert tie.amount
    done, of = sum(a.low for a in parts), sum(a.of or 0 for a in parts)
    span = Span(tie.amount.left, tie.amount.right)
    shown = f"add up to {number(done)}/{number(of)}"
    message = f"the {len(parts)} rows {shown}, the total says {plan.outline.text[slice(*span)]}"
    return Finding(
        span, message, tuple(Related(Span(a.left, a.right), "a part") for a in parts), confidence=tie.confidence
    )


def tell_count(
    plan: Plan, shown: str, places: Sequence[tuple[Span, str]], tie: Tie, *, words: int = 1, sure: bool = False
) -> Finding:
    """A stated count and what is `shown` for it, in `places`; so many `words` behind it name what it counts. The fix is
    safe where it is `sure` that nothing is missing, and shown only where something else in the plan says what the count
    did."""
    assert tie.amount
    assert tie.shown
    span = Span(tie.amount.start, tie.amount.end)
    written, right = plan.document.source.text[slice(*span)], tie.shown.text()
    noun = _noun(plan, tie.amount, words)
    grade = Applicability.SAFE if sure else Applicability.UNSAFE
    grade = Applicability.DISPLAY if any(_repeated(plan, tie.amount)) else grade
    fix = Fix(f"Write {right}", (Edit(span, right),), grade) if written.isdecimal() else None
    related = tuple(Related(*place) for place in places)
    return Finding(span, f"{written} {noun} stated, {shown}", related, fix, tie.confidence)


def _noun(plan: Plan, amount: Amount, words: int) -> str:
    """What a message calls what is counted: the words up to the one that is the unit."""
    named = amount.words.index(amount.unit) + 1 if amount.unit in amount.words else words
    unnamed = plan.vocabulary.lists["small-words"] | plan.vocabulary.lists["sum-words"]
    found = amount.words[: max(named, words)]
    return " ".join(found) if found and found[0] not in unnamed else "entries"


def _repeated(plan: Plan, stated: Amount) -> Iterator[Amount]:
    """The other figures of the plan that say the same, of the same unit or of none; where both are counts, of any. The
    numbers of a list are none."""
    for amount in plan.outline.amounts.by_value.get(stated.low, ()):
        bare = "" in (amount.unit, stated.unit)
        alike = amount.unit == stated.unit or (bare and ({amount.kind, stated.kind} <= COUNTS or stated.unit))
        if amount is not stated and amount.low == amount.high and alike and plan.outline.at(amount.start):
            yield amount


def _fix(parts: Parts, tie: Tie) -> Fix | None:
    """The total rewritten from its column, where every row has one exact figure of one unit. Safe where it is as good
    as proven; shown only where something else in the plan says what the total said, or a row may be missing."""
    stated, shown, amounts = tie.amount, tie.shown, parts.plan.outline.amounts
    assert stated
    assert shown
    exact = stated.exact and all(a.exact for a in parts.amounts) and len({a.unit for a in parts.amounts}) == 1
    if tie.relation != "total.row" or not exact or parts.completeness != "full" or parts.left_out(stated):
        return None
    new = rewrite(amounts.text[stated.start : stated.end], shown.low)
    if not new:
        return None
    supported = any(not _is_of_another(parts, tie.node, a) for a in _repeated(parts.plan, stated))
    row = amounts.within(tie.node.start, tie.node.end)
    supported = supported or _balances([a.high for a in row if a.kind != "percent"])
    grade = Applicability.SAFE if tie.confidence >= SURE else Applicability.UNSAFE
    if supported or tie.cap < 1:
        grade = Applicability.DISPLAY  # then it is the rows that are off, more often than not
    unit = amounts.text[stated.end : stated.right].replace("*", "")
    return Fix(f"Write {new}{unit}", (Edit(Span(stated.start, stated.end), new),), grade)


def _is_of_another(parts: Parts, total: Node, amount: Amount) -> bool:
    """Whether a figure stands in the row of an addend, or in the section of another one of a series: of Sprint 2, where
    the total is one of Sprint 1."""
    if parts.nodes[0].start <= amount.start < parts.nodes[-1].end:
        return True
    node, own = parts.plan.outline.at(amount.start), total.section.path
    series = {section.title.split()[0] for section in own if section.level > 1 and len(section.title.split()) > 1}
    apart = [section for section in (node.section.path if node else ()) if section not in own]
    return any(section.title.split()[:1] == [word] for section in apart for word in series)


def _balances(row: Sequence[float]) -> bool:
    """Whether one of several figures of a row is the sum of the others: then they speak for each other."""
    return len(row) > 2 and abs(2 * max(row) - sum(row)) < DUST


def _name(text: str, node: Node) -> str:
    line = text[node.start : node.end].strip(" |*_`#").split("|")[0].strip(" *_`")
    return f'"{line[:40]}"'

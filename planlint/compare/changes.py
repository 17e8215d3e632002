"""Changes beside the two values that they lie between: "8.7 → 9.67 (+11%)", "from 40 to 10 minutes (-75%)", and the
columns "Before | After | Improvement"."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import product

from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.compare.values import DUST, FAR, Value, distance, factor_to, number
from planlint.markdown.document import Cell, Table
from planlint.plan.amounts import Amount
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import ABOUT, LIKELY, PROVEN
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_NUMBER = r"(?P<about>[~≈]\s?)?(?P<number>\d{1,5}(?:,\d{3})*(?:\.\d+)?)\s?(?P<unit>%|[x×](?!\w)|times\b)"
_CHANGE = regex(rf"\([*_ ]{{0,3}}(?P<all>(?P<sign>[+−–-])?\s?{_NUMBER})[^()\n]{{0,39}}\)")
_PAIR = regex(r"\((?P<pair>[^()\n|]{3,70})\)")
_BEFORE = regex(rf"(?<![\w.,])(?P<all>(?P<sign>[+−–-])?{_NUMBER})(?P<words>[^()\n|]{{3,50}})$")
_REACH = 80
"""A change and its words are no longer."""
_ARROW = regex(r"[\s*_]*(?:[^\W\d_]{1,12}[\s*_]+)?(?:→|->|⇒|=>|\bto\b|\bauf\b|\bà\b|\bзу\b)[\s*_~≈]*")
_FROM = regex(r"\b(?:from|von|de|з)[\s*_~≈]*$", 2)
_GAP = regex(r"[^()\d\n→|]{0,25}")
_ARROWS = ("→", "->", "⇒", "=>")
_HEAD = regex(r"(?:→|->|⇒|=>)[\s*_~≈]*$")
_WORDY = regex(r"[^\W\d_]")
_SMALL = {"ns": 1e-9, "μs": 1e-6, "us": 1e-6, "ms": 0.001, "s": 1.0, "second": 1.0, "minute": 60.0, "hour": 3600.0}
_BYTES = {"byte": 1.0, "bytes": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12}
_ROUND = 10.0
"""Percentages that are multiples of it may be rough: "90% smaller" of what is 94."""
_HEADED = 3
"""Columns of a table with a change: the two values stand before it, and a name before them."""


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    yield from bracketed(plan)
    yield from compared(plan)
    for table in plan.document.tables:
        yield from columns(plan, table)


def columns(plan: Plan, table: Table) -> Iterator[Tie]:
    """The cells of a column "Improvement" against the two values in their rows."""
    heads = _heads(plan, table)
    if heads is None:
        return
    amounts = plan.outline.amounts
    for row in table.rows:
        if max(heads) >= len(row.cells):
            continue
        old, new, cell = (row.cells[n] for n in heads)
        changes = [a for a in amounts.within(*cell.span) if a.kind == "percent" or a.unit == "x"]
        node = plan.outline.at(changes[0].start) if len(changes) == 1 and changes[0].low == changes[0].high else None
        pairs = list(zip(_plain(plan, old), _plain(plan, new), strict=False))
        if node and pairs and all(_alike(*pair) for pair in pairs):
            options = [option for pair in pairs for option in _options(*pair, changes[0])]
            start = changes[0].start
            tie = Tie("arithmetic.columns", "SUM005", node, (), partial(_tell, plan, *pairs[0]), key=start)
            if options:
                yield from _judge(tie, *pairs[0], changes[0], options)


def _alike(first: Amount, last: Amount) -> bool:
    """Whether two values are of one unit, and no bounds."""
    units = {first.unit, last.unit}
    alike = len(units) == 1 or any(units <= scale.keys() for scale in (_SMALL, _BYTES))
    return alike and not {first.mark, last.mark} & {"<", ">", "+"}


def _heads(plan: Plan, table: Table) -> tuple[int, int, int] | None:
    """The columns of what was before, of what is after, and of the change: by their heads, or by their places."""
    heads, lists = [cell.text.casefold() for cell in table.header.cells], plan.vocabulary.lists
    if not plan.vocabulary.mentions_any(("improvement-words", "change-words"), "\n".join(heads)):
        return None
    said = [
        [n for n, head in enumerate(heads) if n and any(mentions(lists[name], head) for name in names)]
        for names in (("improvement-words", "change-words"), ("before-words",), ("after-words",))
    ]
    if len(said[0]) != 1 or len(heads) < _HEADED:
        return None
    change = said[0][0]
    before, after = ([n for n in each if n != change] for each in said[1:])
    if len(before) == 1 and len(each := [n for n in after if n not in before]) == 1:
        return before[0], each[0], change
    return (change - 2, change - 1, change) if change >= _HEADED else None


def _plain(plan: Plan, cell: Cell) -> list[Amount]:
    """The amounts of a cell that starts with one: "Low (7 of them)" is no number, and "1+N" a formula."""
    found, text = plan.outline.amounts.within(*cell.span), plan.outline.text
    named = found and (_WORDY.search(text, cell.span.start, found[0].left) or text[found[0].right] in "+/×")
    return [] if named or any(arrow in text[slice(*cell.span)] for arrow in _ARROWS) else found


def compared(plan: Plan) -> Iterator[Tie]:
    """A change in words against the two values in the brackets behind it: "40% faster (5s vs 3s)"."""
    text, amounts = plan.outline.text, plan.outline.amounts
    for brackets in _PAIR.finditer(text):
        found = amounts.within(*brackets.span("pair"))
        versus = _versus(plan, *found[:2]) if len(found) > 1 else ""
        if not versus or (len(found) > 2 and _versus(plan, *found[1:3])):
            continue  # three states
        match = _BEFORE.search(text, max(0, brackets.start() - _REACH), brackets.start())
        if match is None or amounts.within(*match.span("words")) or any(a.mark in ("<", ">", "+") for a in found):
            continue
        node, change = plan.outline.at(match.start("all")), _read(plan, match)
        if node and mentions(plan.vocabulary.lists["comparing-words"], match["words"].casefold()):
            pair = (found[0], found[1]) if versus == "to" else (found[1], found[0])
            options = _comparing(*pair, change, both=versus != "to")
            to = (
                text[max(node.start, change.left - 12) : change.left].rstrip(" *_~≈").rpartition(" ")[2].casefold()
            )  # "down to 20% less"
            if options and to not in plan.vocabulary.lists["toward-words"]:
                tie = Tie("arithmetic.compared", "SUM005", node, (), partial(_tell, plan, *pair), key=change.start)
                yield from _judge(tie, *pair, change, options)


def _versus(plan: Plan, first: Amount, last: Amount) -> str:
    """How two values stand to each other: "to" where the second comes after the first, "versus", or "" for neither."""
    between = plan.outline.text[first.right : last.left].casefold().strip(" *_~≈.")
    if "/" in between:  # "$4/month" is more often rounded
        return ""
    word, lists = between.rpartition(" ")[2].strip("*_."), plan.vocabulary.lists
    if between.endswith(_ARROWS) or word in lists["toward-words"]:
        return "to"
    return "versus" if between.endswith(tuple(lists["versus-words"])) else ""


def _comparing(first: Amount, last: Amount, change: Amount, *, both: bool) -> list[float]:
    """What a change in words may be; of a fall, what is left is none. `both`: the order says nothing."""
    alike = first.unit == last.unit or any(a.right == a.end for a in (first, last)) or _factor(first, last) != 1
    if not alike:
        return []
    found: list[float] = []
    for old, new in ((first, last), (last, first)) if both else ((first, last),):
        found += _options(old, new, change, worded=True)
    return found


def bracketed(plan: Plan) -> Iterator[Tie]:
    """A change in brackets, as a percentage or a factor, against the values before it."""
    text, amounts = plan.outline.text, plan.outline.amounts
    for match in _CHANGE.finditer(text):
        line = next(iter(plan.outline.stretches([match.start()])), None)
        node = plan.outline.at(match.start())
        pair = _pair(text, amounts.within(line.start, match.start()), match.start()) if line else None
        if node and pair:
            change = _read(plan, match)
            tie = Tie("arithmetic.change", "SUM005", node, (), partial(_tell, plan, *pair), key=change.start)
            if options := _options(*pair, change):
                yield from _judge(tie, *pair, change, options)


def _read(plan: Plan, match: re.Match[str]) -> Amount:
    """The change as an amount: of kind "percent", or "size" for a factor."""
    digits = match["number"]
    value = plan.outline.amounts.number(digits)
    change = Amount(*match.span("number"), match.start("all"), value, value, len(digits.partition(".")[2]))
    change.right, change.sign, change.mark = match.end("all"), match["sign"] or "", "~" if match["about"] else ""
    change.kind = "percent" if match["unit"] == "%" else "size"
    return change


def _pair(text: str, found: list[Amount], bracket: int) -> tuple[Amount, Amount] | None:
    """The two values right before a bracket, with an arrow between or "from" and "to" around."""
    if not found or not _GAP.fullmatch(text, found[-1].right, bracket):
        return None
    last = found[-1]
    if last.low != last.high:
        return _ends(last) if _FROM.search(text, max(0, last.left - 8), last.left) else None
    if len(found) == 1 or (
        not _ARROW.fullmatch(text, found[-2].right, last.left) and not _ARROW.fullmatch(text, found[-2].end, last.start)
    ):
        return None
    first = found[-2]
    if first.low != first.high or _HEAD.search(text, max(0, first.left - 6), first.left):
        return None  # three states: nobody knows which two are compared
    return first, last


def _ends(amount: Amount) -> tuple[Amount, Amount]:
    """Both ends of "from 40 to 10 minutes", which reads as a range."""
    ends = []
    for value in (amount.low, amount.high):
        end = Amount(amount.start, amount.end, amount.left, value, value, amount.decimals)
        end.right, end.unit, end.kind, end.mark = amount.right, amount.unit, amount.kind, amount.mark
        ends.append(end)
    return ends[0], ends[1]


def _options(first: Amount, last: Amount, change: Amount, *, worded: bool = False) -> list[float]:
    """What the change may be, in any usual way of stating it, that of the old value first. Of ranges, the ends and the
    middles are compared, and what lies between the changes of both ends is as good. `worded`: said to be less or more,
    so that it is neither what is left of a fall, nor a share of what came of a rise."""
    pairs = product(dict.fromkeys((first.low, first.high)), dict.fromkeys((last.low, last.high)))
    middles = (first.low + first.high) / 2, (last.low + last.high) / 2
    each = [_ways(first, last, change, *pair, worded=worded) for pair in (*pairs, middles)]
    lows, highs = each[0], each[-2]
    stated = abs(change.low)
    between = any(min(pair) < stated < max(pair) for pair in zip(lows, highs, strict=False))
    return [option for options in each for option in options] + ([stated] if between else [])


def _ways(first: Amount, last: Amount, change: Amount, one: float, other: float, *, worded: bool) -> list[float]:
    """The usual ways of stating the change from `one` to `other`, in the units of `first` and `last`."""
    factor = _factor(first, last)
    apart = {first.kind, last.kind} & {"time", "percent", "money", "points"} and first.kind != last.kind
    if factor is None or (apart and first.unit not in _SMALL) or first.of != last.of or "+" in (first.mark, last.mark):
        return []
    old, new = abs(one), abs(other * factor)
    if not old or not new:
        return [100.0, old] if old and change.kind == "percent" else []  # all of it is gone
    if change.kind != "percent":
        factor = max(old / new, new / old)
        return [factor, factor - 1, *([1 / factor] if change.low < 1 else [])]
    options = [abs(new - old) / old * 100]
    if not worded or new >= old:
        options.append(new / old * 100)
    if new < old or not (change.sign or worded):
        options += [abs(new - old) / new * 100, old / new * 100]
    if first.kind == "percent" or first.of is not None:
        options += [abs(new - old), abs(new - old) * 100 / (first.of or 100)]
    return options


def _factor(first: Amount, last: Amount) -> float | None:
    """What the unit of `last` is worth in that of `first`; None where they are different things."""
    for scale in (_SMALL, _BYTES):
        if first.unit in scale and last.unit in scale:
            return scale[last.unit] / scale[first.unit]
    return factor_to(last.unit, first.unit) if first.kind == last.kind == "time" else 1.0


def _judge(tie: Tie, first: Amount, last: Amount, change: Amount, options: list[float]) -> Iterator[Tie]:
    """The tie, if the change is near: what is far off is about something else. Less than two of the last printed digit
    are rounding."""
    values = (first, last)
    measured = [a for a in values if a.decimals or (change.decimals and a.kind in ("size", "time"))]
    fuzz = sum(0.5 * 10.0**-a.decimals / max(abs(a.low), DUST) for a in measured)
    about = any(a.mark == "~" for a in (*values, change))
    stated, place = abs(change.low), 10.0**-change.decimals
    for option in options:
        slack = place * 1.999 + abs(option) * fuzz * 2 + (abs(option) * ABOUT + place if about else 0)
        if change.kind != "percent":
            slack = max(slack, abs(option) / 20)
        if abs(abs(option) - stated) <= slack:
            tie.outcome = "agree"
    tie.amount, tie.shown = change, Value(options[0], unit=change.unit, decimals=change.decimals)
    tie.outcome = tie.outcome or distance(change, tie.shown)
    rough = tie.outcome == "p10" and change.kind == "percent" and stated % _ROUND == 0
    ranged = any(a.low != a.high for a in values)
    tie.given = LIKELY if about or rough or ranged or tie.outcome in FAR else PROVEN
    if tie.outcome not in FAR or tie.relation != "arithmetic.change":
        yield tie


def _tell(plan: Plan, first: Amount, last: Amount, tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    text, change = plan.document.source.text, tie.amount
    told = text[first.left : first.right]
    if first.start != last.start:
        told += " to " + text[last.left : last.right]
    percent = change.kind == "percent"
    right = number(round(tie.shown.low, change.decimals if percent else 1))
    span = Span(change.left, change.right)
    sign = ("+" if last.low * (_factor(first, last) or 1) > first.low else "-") if percent else ""
    meant = f"{sign}{right}{'%' if percent else 'x'}"
    message = f"from {told} is {meant}, not {text[slice(*span)]}"
    related = (
        Related(Span(first.left, first.right), "the value before"),
        Related(Span(last.left, last.right), "the value after"),
    )
    fix = Fix(f"Write {meant}", (Edit(Span(change.start, change.end), right),), Applicability.DISPLAY)
    return Finding(span, message, related, fix, tie.confidence)

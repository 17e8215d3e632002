"""Changes beside the two values that they lie between: "8.7 → 9.67 (+11%)", "from 40 to 10 minutes (-75%)"."""

import re
from collections.abc import Iterator
from functools import partial

from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.compare.values import DUST, FAR, Value, distance, factor_to, number
from planlint.plan.amounts import Amount
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import ABOUT, LIKELY, PROVEN
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_NUMBER = r"(?P<about>[~≈]\s?)?(?P<number>\d{1,5}(?:,\d{3})*(?:\.\d+)?)\s?(?P<unit>%|[x×](?!\w)|times\b)"
_CHANGE = regex(rf"\([*_ ]{{0,3}}(?P<all>(?P<sign>[+−–-])?\s?{_NUMBER})[^()\n]{{0,39}}\)")
_COMPARED = regex(
    rf"(?=[\d+−–~≈-])(?<![\w.,])(?P<all>(?P<sign>[+−–-])?{_NUMBER})"
    r"(?P<words>[^()\n|]{3,50})\((?P<pair>[^()\n|]{3,70})\)"
)
"""The look-ahead for what it starts with makes the search three times as fast."""
_ARROW = regex(r"[\s*_]*(?:[^\W\d_]{1,12}[\s*_]+)?(?:→|->|⇒|=>|\bto\b|\bauf\b|\bà\b|\bзу\b)[\s*_~≈]*")
_FROM = regex(r"\b(?:from|von|de|з)[\s*_~≈]*$", 2)
_GAP = regex(r"[^()\d\n→|]{0,25}")
_ARROWS = ("→", "->", "⇒", "=>")
_HEAD = regex(r"(?:→|->|⇒|=>)[\s*_~≈]*$")


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of this file."""
    yield from bracketed(plan)
    yield from compared(plan)


def compared(plan: Plan) -> Iterator[Tie]:
    """A change in words against the two values in the brackets behind it: "40% faster (5s vs 3s)"."""
    text, amounts = plan.outline.text, plan.outline.amounts
    for match in _COMPARED.finditer(text):
        found = amounts.within(*match.span("pair"))
        versus = _versus(plan, *found[:2]) if len(found) > 1 else ""
        if len(found) > 2 and _versus(plan, *found[1:3]):
            continue  # three states
        if not versus or amounts.within(*match.span("words")) or any(a.mark in ("<", ">", "+") for a in found):
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
    return "versus" if any(between.endswith(each) for each in lists["versus-words"]) else ""


def _comparing(first: Amount, last: Amount, change: Amount, *, both: bool) -> list[float]:
    """What a change in words may be; of a fall, what is left is none. `both`: the order says nothing."""
    alike = first.unit == last.unit or "" in (first.unit, last.unit) or first.kind == last.kind == "time"
    if first.low != first.high or last.low != last.high or not alike:
        return []
    found: list[float] = []
    for old, new in ((first, last), (last, first)) if both else ((first, last),):
        options = _options(old, new, change)
        fell = abs(new.low) * (factor_to(new.unit, old.unit) or 1) < abs(old.low)
        if change.kind == "percent" and options:
            options = [options[0], *options[2:]] if fell else options[:2] + options[4:]
        found += options
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


def _options(first: Amount, last: Amount, change: Amount) -> list[float]:
    """What the change may be, in any usual way of stating it, that of the old value first."""
    factor = factor_to(last.unit, first.unit) if first.kind == last.kind == "time" else 1.0
    apart = {first.kind, last.kind} & {"time", "percent", "money", "points"} and first.kind != last.kind
    if factor is None or apart or first.of != last.of or first.mark == "+" or last.mark == "+":
        return []
    old, new = abs(first.low), abs(last.low * factor)
    if not old or not new:
        return []
    if change.kind != "percent":
        return [max(old / new, new / old), min(old / new, new / old), old / new - 1, new / old - 1]
    options = [abs(new - old) / old * 100, new / old * 100]
    if not change.sign or new < old:
        options += [abs(new - old) / new * 100, old / new * 100]
    if first.kind == "percent" or first.of is not None:
        options += [abs(new - old), abs(new - old) * 100 / (first.of or 100)]
    return options


def _judge(tie: Tie, first: Amount, last: Amount, change: Amount, options: list[float]) -> Iterator[Tie]:
    """The tie, if the change is near: what is far off is about something else. Less than two of the last printed digit
    are rounding."""
    values = (first, last)
    fuzz = sum(0.5 * 10.0**-a.decimals / max(abs(a.low), DUST) for a in values if a.decimals)
    about = any(a.mark == "~" for a in (*values, change))
    stated, place = abs(change.low), 10.0**-change.decimals
    for option in options:
        slack = (
            place * (2 + DUST if change.kind == "percent" else 1.999)
            + abs(option) * fuzz * 2
            + (abs(option) * ABOUT + place if about else 0)
        )
        if change.kind != "percent":
            slack = max(slack, abs(option) / 20)
        if abs(abs(option) - stated) <= slack:
            tie.outcome = "agree"
    tie.amount, tie.shown = change, Value(options[0], unit=change.unit, decimals=change.decimals)
    tie.outcome = tie.outcome or distance(change, tie.shown)
    tie.given = LIKELY if about or tie.outcome in FAR else PROVEN
    if tie.outcome not in FAR or tie.relation == "arithmetic.compared":
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
    sign = ("+" if last.low > first.low else "-") if percent else ""
    meant = f"{sign}{right}{'%' if percent else 'x'}"
    message = f"from {told} is {meant}, not {text[slice(*span)]}"
    related = (
        Related(Span(first.left, first.right), "the value before"),
        Related(Span(last.left, last.right), "the value after"),
    )
    fix = Fix(f"Write {meant}", (Edit(Span(change.start, change.end), right),), Applicability.DISPLAY)
    return Finding(span, message, related, fix, tie.confidence)

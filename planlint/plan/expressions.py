"""Expressions in running text: "26h base + 6h (buffer)", "1.3h x 3", as signed products of amounts."""

from collections.abc import Iterator, Sequence

from planlint.plan.amounts import Amount
from planlint.plan.outline import Outline
from planlint.text.patterns import regex
from planlint.text.source import Span

_OPERATOR = regex(r"\s?(\+)\s?|\s([−–-])\s|\s([x*/÷])\s|\s?(×)\s?|(?<=\d)(\*)(?=\d)")
_BREAK = regex(r"[:;|→⇒!?“”\"]|->|=>|\.\s|\s[–—]\s(?=[^\d~$€£])|,\s(?!\d{3})")
_FORMULA = regex(r"\\|\^|√|∑|∏|{|}|≠|≤|≥|…|\.\.\.|<=|>=|!=|\((?<=\w\()|n(?<=\bn)\b|²|³")
"""What makes a line a formula, a call or a growth law. Each branch starts with a literal, which makes it quick."""
_REMARK = regex(r"\([^()]*\)")
_STUCK = regex(r"[^\W\d_]|-[^\W\d_]")
"""What makes of a number without a unit something else: "42-layer", "480μs"."""

Term = tuple[int, list[Amount], list[str]]
"""A sign, the factors, and the operator before each ("" before the first)."""


def is_formula(outline: Outline, line: Span) -> bool:
    """Whether a line holds a formula, or code that may be a part of the working."""
    masked = outline.text[slice(*line)]
    return _FORMULA.search(masked) is not None or masked != outline.document.source.text[slice(*line)]


def splits_clause(text: str) -> bool:
    """Whether something in `text` ends an expression: a colon, an arrow, a question mark."""
    return _BREAK.search(text) is not None


def start_of(text: str, start: int, end: int) -> int:
    """Where the expression that ends at `end` begins: behind the last colon, arrow or open bracket."""
    for match in _BREAK.finditer(text, start, end):
        start = match.end()
    depth = 0
    for index in range(end - 1, start - 1, -1):
        depth += {")": 1, "(": -1}.get(text[index], 0)
        if depth < 0:
            return index + 1
    return start


def end_of(text: str, start: int, end: int) -> int:
    """Where the expression that starts at `start` ends."""
    match = _BREAK.search(text, start, end)
    depth = 0
    for index in range(start, match.start() if match else end):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth < 0:
            return index
    return match.start() if match else end


def is_simple(side: Sequence[Term]) -> bool:
    """Whether it is one amount, and nothing to work out."""
    return len(side) == 1 and len(side[0][1]) == 1


def read_terms(outline: Outline, span: Span) -> list[Term] | None:
    """The terms of an expression; None where one has no amount, more than one, or a number that is none."""
    terms: list[Term] = []
    if outline.text.count("(", *span) != outline.text.count(")", *span):
        return None
    sign, factors, signs = 1, list[Amount](), [""]
    for part, operator in _operands(outline.text, span):
        amount = _operand(outline, part)
        if amount is None:
            return None
        factors.append(amount)
        if operator in "+-−–":
            terms.append((sign, factors, signs))
            sign, factors, signs = (1 if operator == "+" else -1), [], [""]
        else:
            signs.append(operator)
    return terms


def _operands(text: str, span: Span) -> Iterator[tuple[Span, str]]:
    """The stretches between the operators that stand in no bracket, each with the operator behind it."""
    start, depth, at = span.start, 0, span.start
    while at < span.end:
        match = _OPERATOR.match(text, at, span.end) if depth == 0 and at > start else None
        if match and text[start:at].strip(" *_("):
            yield Span(start, at), next(group for group in match.groups() if group)
            start = at = match.end()
            continue
        depth = max(0, depth + {"(": 1, ")": -1}.get(text[at], 0))
        at += 1
    yield Span(start, span.end), ""


def _operand(outline: Outline, span: Span) -> Amount | None:
    """The one amount of a term: outside brackets, or the only one in them ("Phase 1 (8 hours)")."""
    text, amounts = outline.text, outline.amounts
    found = amounts.within(*span)
    outside = [a for a in found if text.count("(", span.start, a.start) <= text.count(")", span.start, a.start)]
    chosen = outside or found
    written = _REMARK.sub("", text[slice(*span)]) if outside else text[slice(*span)]  # an id in brackets is a remark
    read = sum(map(str.isdecimal, "".join([text[a.start : a.end] for a in chosen])))
    named = sum([text[at].isdecimal() for at in amounts.ordinals if span.start <= at < span.end])
    if read + named < sum(map(str.isdecimal, written)):
        return None
    return chosen[0] if len(chosen) == 1 and is_usable(text, chosen[0]) else None


def is_usable(text: str, amount: Amount) -> bool:
    """Whether an amount may stand in an expression: no fraction, no bound, no part of a word."""
    stuck = amount.right == amount.end and _STUCK.match(text, amount.end)
    return amount.of is None and amount.mark not in ("<", ">") and not stuck

"""Equations in running text: "26h + 6h + 8h = 40h", "1.3h x 3 = 4h", "10h (4h + 6h)"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from planlint.facts.figures import CONVENTIONS, Figure, configured, factor, show
from planlint.facts.plan import Plan
from planlint.markdown.document import Segment
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span

_SIGN = regex("=")
_EQUALS = regex(r"(?<![=<>!:~+\-*/])=(?![=>~])")
_OPERATOR = regex(r"\s?(\+)\s?(?!\d+%?\s*$)|\s([−–-])\s|\s([x*/÷])\s|\s?(×)\s?|(?<=\d)(\*)(?=\d)")
_MULTIPLIER = regex(r"(\d+(?:\.\d+)?)\s?[x×](?!\w)")
_BREAK = regex(r"[:;|→⇒!?“”\"]|->|=>|\.\s|\s[–—]\s(?=[^\d~$€£])|,\s(?!\d{3})")
_FORMULA = regex(r"\\|\^|√|∑|∏|{|}|≠|≤|≥|…|\.\.\.|<=|>=|!=|O\((?<=\bO\()|n(?<=\bn)\b")
"""Each branch starts with a literal, which makes the search for one quick."""


@value_object
class Side:
    """One side of an equation: signed products of figures. `factors[0]` of each term carries the unit."""

    terms: tuple[tuple[int, tuple[Figure, ...], tuple[str, ...]], ...]

    @property
    def figures(self) -> list[Figure]:
        """All figures, in order."""
        return [figure for _, factors, _ in self.terms for figure in factors]

    @property
    def simple(self) -> bool:
        """Whether it is one figure and nothing to work out."""
        return len(self.terms) == 1 and len(self.terms[0][1]) == 1


def equations(plan: Plan) -> Iterator[Finding]:
    """Stated equations whose two sides differ by more than rounding explains."""
    for segment in plan.document.segments_with(_SIGN):
        text = plan.document.text(segment.span)
        if not is_formula(text):
            yield from _stated(plan, segment, text)


def is_formula(text: str) -> bool:
    """Whether a line holds a formula or a growth law, not an equation of quantities."""
    return _FORMULA.search(text) is not None


def splits_clause(text: str) -> bool:
    """Whether something in `text` ends an expression: a colon, an arrow, a question mark."""
    return _BREAK.search(text) is not None


def _stated(plan: Plan, segment: Segment, text: str) -> Iterator[Finding]:
    marks = [match.start() for match in _EQUALS.finditer(text)]
    edges = [0, *(mark + 1 for mark in marks), len(text)]
    for index, mark in enumerate(marks):
        left_start = max(edges[index], expression_start(text, edges[index], mark))
        right_end = min(edges[index + 2] - (index + 2 < len(edges) - 1), _first_break(text, mark + 1, edges[index + 2]))
        left = Span(segment.span.start + left_start, segment.span.start + mark)
        right = Span(segment.span.start + mark + 1, segment.span.start + right_end)
        finding = _compare(plan, left, right)
        if finding:
            yield finding


def expression_start(text: str, start: int, end: int) -> int:
    """Where the expression that ends at `end` begins: behind the last colon, arrow or open bracket."""
    begin, depth = start, 0
    for match in _BREAK.finditer(text, start, end):
        begin = match.end()
    for index in range(end - 1, begin - 1, -1):
        depth += {")": 1, "(": -1}.get(text[index], 0)
        if depth < 0:
            return index + 1
    return begin


def _first_break(text: str, start: int, end: int) -> int:
    match = _BREAK.search(text, start, end)
    stop, depth = match.start() if match else end, 0
    for index in range(start, stop):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth < 0:
            return index
    return stop


def _compare(plan: Plan, left: Span, right: Span) -> Finding | None:
    result = _first_figure(plan, right)
    first = read_side(plan, left, result)
    if result is None or first is None:
        return None
    second = read_side(plan, right, result)
    if first.simple:
        if second is None or second.simple:
            return None
        whole = first.terms[0][1][0]
        return None if whole.dimension == "percent" else contradiction(plan, whole, second)
    alone = Side(((1, (result,), ("",)),))
    if _equal(alone, first) or (second and _equal(second, first)):
        return None
    return contradiction(plan, result, first)


def _first_figure(plan: Plan, right: Span) -> Figure | None:
    """The figure that stands right behind the equals sign."""
    figures = plan.figures(right)
    if not figures or figures[0].of is not None:
        return None
    before = plan.document.prose[right.start : figures[0].span.start]
    return figures[0] if not before.strip(" *_(~≈$€£+") else None


def read_side(plan: Plan, span: Span, like: Figure | None) -> Side | None:
    """The terms inside `span`; figures of the dimension of `like` are taken, bare ones as factors. None where a term
    has no figure or more than one, or where code is left out."""
    text = plan.document.prose[span.start : span.end]
    if like is None or text != plan.source[span]:
        return None
    terms: list[tuple[int, tuple[Figure, ...], tuple[str, ...]]] = []
    sign, factors, signs = 1, [], [""]
    for part, operator in _operands(text):
        figure = _operand(plan, Span(span.start + part.start, span.start + part.end), like, factor=operator in "x*×/÷")
        if figure is None:
            return None
        factors.append(figure)
        if operator in ("+", "-", "−", "–", ""):
            terms.append((sign, tuple(factors), tuple(signs)))
            sign, factors, signs = (1 if operator == "+" else -1), [], [""]
        else:
            signs.append(operator)
    return Side(tuple(terms)) if terms else None


def _operands(text: str) -> Iterator[tuple[Span, str]]:
    """The stretches between operators outside brackets, each with the operator behind it ("" at the end)."""
    start, depth, position = 0, 0, 0
    while position < len(text):
        match = _OPERATOR.match(text, position) if depth == 0 else None
        if match and position > start and text[start:position].strip(" *_("):
            yield Span(start, position), next(group for group in match.groups() if group)
            start = position = match.end()
            continue
        depth = max(0, depth + {"(": 1, ")": -1}.get(text[position], 0))
        position += 1
    yield Span(start, len(text)), ""


def _operand(plan: Plan, span: Span, like: Figure, *, factor: bool) -> Figure | None:
    """The one figure of a term: outside brackets, or the only one inside ("Phase 1 (8 hrs)")."""
    text = plan.document.prose[span.start : span.end]
    multiplier = _MULTIPLIER.fullmatch(text.strip(" *_()"))
    if multiplier:
        begin = span.start + text.index(multiplier[1])
        value = Decimal(multiplier[1])
        return Figure(span, Span(begin, begin + len(multiplier[1])), value, value, Decimal(1), "", "bare")
    figures = [figure for figure in plan.figures(span) if not _is_name(plan, span, figure)]
    if any(figure.of is not None for figure in figures):
        return None
    outside = [
        figure
        for figure in figures
        if text[: figure.span.start - span.start].count("(") <= text[: figure.span.start - span.start].count(")")
    ]
    for chosen in (outside, figures):
        same = [figure for figure in chosen if _addable(figure, like)]
        if len(same) == 1:
            return same[0]
        if len(chosen) == 1 and (factor or chosen[0].dimension in ("bare", "count")):
            return chosen[0]
        if same:
            return None
    return None


def _is_name(plan: Plan, span: Span, figure: Figure) -> bool:
    """Whether the number belongs to a name before it: "Phase 1", "Day 2"."""
    before = plan.document.prose[span.start : figure.span.start]
    word = re.search(r"([^\W\d_]+)[\s#]*$", before)
    return figure.dimension == "bare" and word is not None and word[1].casefold() in plan.vocabulary.series


def _addable(figure: Figure, like: Figure) -> bool:
    kinds = {"bare": "count"}
    return kinds.get(figure.dimension, figure.dimension) == kinds.get(like.dimension, like.dimension)


def _value(side: Side, unit: str, convention: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Low end, high end, and how far rounded operands may have moved them; times in `unit`."""
    low = high = slack = Decimal(0)
    for sign, factors, operators in side.terms:
        term_low = term_high = Decimal(1)
        relative = Decimal(0)
        for figure, operator in zip(factors, operators, strict=True):
            ratio = (
                factor(figure.unit, convention) / factor(unit, convention) if figure.dimension == "time" else Decimal(1)
            )
            ends = figure.low * ratio, figure.high * ratio
            if figure.dimension == "percent" and len(factors) > 1:
                ends = ends[0] / 100, ends[1] / 100
            if operator in ("/", "÷"):
                if not ends[0] or not ends[1]:
                    return low, high, Decimal("Infinity")
                term_low, term_high = term_low / ends[1], term_high / ends[0]
            else:
                term_low, term_high = term_low * ends[0], term_high * ends[1]
            if len(factors) > 1 and figure.place < 1 and figure.low:
                relative += figure.place / 2 / abs(figure.low)
        low += term_low if sign > 0 else -term_high
        high += term_high if sign > 0 else -term_low
        slack += max(abs(term_low), abs(term_high)) * relative
        slack += sum((max(abs(term_low), abs(term_high)) / 10 for figure in factors if figure.loose), Decimal(0))
    return low, high, slack


def _equal(result: Side, side: Side) -> bool:
    unit = next((figure.unit for figure in result.figures if figure.dimension == "time"), "hour")
    place = max((figure.place for figure in result.figures), default=Decimal(1))
    finest = min(figure.place for figure in side.figures)
    time_units = {figure.unit for figure in (*result.figures, *side.figures) if figure.dimension == "time"}
    mixed = len(time_units) > 1
    product = any(len(factors) > 1 for _, factors, _ in side.terms)
    loose = any(figure.loose for figure in result.figures)
    open_ended = any(figure.open_ended for figure in (*result.figures, *side.figures))
    said = configured((*result.figures, *side.figures))
    for convention in [said] if said else CONVENTIONS if mixed else CONVENTIONS[:1]:
        low, high, slack = _value(side, unit, convention)
        said_low, said_high, said_slack = _value(result, unit, convention)
        slack += said_slack + Decimal("1e-9")
        if place > finest or mixed or product:
            slack += place * Decimal("0.999")
        if loose:
            slack += max(abs(high) / 10, place)
        if open_ended:
            slack += max(abs(high), abs(said_high)) / 4
        if low - slack <= said_low and said_high <= high + slack:
            return True
        if abs(abs(low) - abs(said_low)) <= slack and low == high:
            return True  # a reader forgives a lost sign
    return False


def contradiction(plan: Plan, stated: Figure, side: Side) -> Finding | None:
    """A finding, where the two are of one order and of one kind."""
    alone = Side(((1, (stated,), ("",)),))
    if _equal(alone, side) or not _same_kind(stated, side):
        return None
    low, high, slack = _value(side, stated.unit or "hour", stated.working or CONVENTIONS[0])
    if slack.is_infinite() or not stated.low or not abs(stated.low) / 2 <= abs(high) <= abs(stated.high) * 2:
        return None
    written = plan.source[Span(side.figures[0].span.start, side.figures[-1].span.end)].replace("**", "")
    result = f"{show(low)}" if low == high else f"{show(low)}-{show(high)}"
    unit = plan.source[Span(stated.number.end, stated.span.end)]
    message = f"{written} is {result}{unit}, not {plan.source[stated.span]}"
    related = tuple(Related(figure.span, "an operand") for figure in side.figures)
    fix = None
    if stated.exact and low == high and all(figure.exact for figure in side.figures):
        fix = Fix(f"Write {result}", (Edit(stated.number, result),), Applicability.DISPLAY)
    return Finding(stated.span, message, related, fix)


def _same_kind(stated: Figure, side: Side) -> bool:
    """Whether what is added up has the kind of the result; a product takes the kind of one of its factors."""
    for _, factors, _ in side.terms:
        if len(factors) == 1 and not _addable(factors[0], stated):
            return False
        if len(factors) > 1 and not any(_addable(figure, stated) for figure in factors):
            return False
        if sum(figure.dimension == "time" for figure in factors) > 1:
            return False
    return True

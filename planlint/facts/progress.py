"""Progress as printed: percents, fractions (`3/5 tasks`, `3 of 5`) and bars, and which of them stand beside each other.

A claim is one statement of progress: what is printed side by side and says the same thing in up to three ways. The
words around it tell what it measures: `60% complete (3/5 tasks)` is progress, `8/10` alone may be a score.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache

from planlint.facts.quantities import Quantities, Quantity, to_decimal
from planlint.markdown.document import Document, Segment
from planlint.plan.bars import BAR_STARTS, Bar, read_bars
from planlint.text.patterns import regex
from planlint.text.records import record, value_object
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_INTEGER = r"\d{1,3}(?:,\d{3})+(?![\d,])|\d{1,6}(?:\.\d{1,2})?"
_BETWEEN = r"[^\W\d_][\w'’-]*"
_WORD = regex(rf"[ \u00a0*_]*({_BETWEEN})")
ARROW = regex(r"(?:→|⇒|➜|➔|->|=>|⟶)")
_CLAUSE = regex(r"[|·│]|[;.] ")
_CLAUSE_END = regex(r"[|·│]|[;.,] ")
_MAX_WORDS = 6


@value_object
class Fraction:
    """`done` of `total`, as printed. `unit` is canonical, or the casefolded word that says what is counted, or ""."""

    span: Span
    done: Decimal
    total: Decimal
    done_span: Span
    total_span: Span
    unit: str
    slash: bool
    ordinal: bool
    """It names a position ("Week 2 of 10", "Phase 1/6"), not a share."""

    @property
    def percent(self) -> Decimal | None:
        """The share in percent; None of nothing."""
        return self.done * 100 / self.total if self.total else None


@record
class Claim:
    """One statement of progress inside one segment. `span` covers its parts, `before` and `after` are the words of the
    same clause around them, as written."""

    segment: Segment
    span: Span
    percent: Quantity | None
    fraction: Fraction | None
    bar: Bar | None
    before: Span
    after: Span

    @property
    def value(self) -> Decimal | None:
        """The percentage that is claimed: printed, or else that of the fraction."""
        if self.percent:
            return self.percent.low
        return self.fraction.percent if self.fraction else None


def read_claims(document: Document, quantities: Quantities, vocabulary: Vocabulary) -> tuple[Claim, ...]:
    """All percents, fractions and bars of the document, joined where they stand beside each other."""
    segments = sorted((s for s in document.segments if s.kind != "front"), key=lambda segment: segment.span.start)
    starts = [segment.span.start for segment in segments]
    found = {bisect_right(starts, at) - 1 for at in _candidates(document.with_code, vocabulary.lists["of"])}
    claims: list[Claim] = []
    for place in sorted(found):
        if place >= 0:
            claims += _segment_claims(document, segments[place], quantities, vocabulary)
    return tuple(claims)


def rounds_to(value: Decimal, printed: Quantity, text: str) -> bool:
    """Whether `value` is `printed` at the precision it was printed with: floor, half up or ceiling, `~` wider."""
    if not printed.low <= value <= printed.high and printed.low != printed.high:
        return False
    if printed.approximate:
        return abs(value - printed.low) <= max(Decimal(5), printed.low / 10)
    digits = Decimal(1).scaleb(-decimals(text, printed.number))
    return any(value.quantize(digits, how) == printed.low for how in (ROUND_FLOOR, ROUND_HALF_UP, ROUND_CEILING))


def printed(value: Decimal, digits: int) -> str:
    """`value` with so many decimals, rounded half up."""
    return f"{value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}"


def whole_percent(done: int, total: int) -> int:
    """The percentage that `done` of `total` is, rounded half up; never 100 while something is left."""
    return min(int(printed(Decimal(done * 100) / total, 0)), 100 if done >= total else 99)


def decimals(text: str, number: Span) -> int:
    """How many digits stand behind the decimal mark of the number at `number`."""
    match = re.search(r"[.,](\d+)$", text[number.start : number.end])
    return len(match[1]) if match else 0


# --- tokens ----------------------------------------------------------------------------------------------------------


def _candidates(text: str, of: frozenset[str]) -> Iterator[int]:
    """Where a percent, a fraction or a bar may stand: patterns that start with a literal, for speed."""
    patterns = ["%", r"/\s?\d", *(BAR_STARTS[1:] if text.isascii() else BAR_STARTS)]
    patterns += [rf"\ {re.escape(word)}\ (?:the\ )?\d" for word in sorted(of) if f" {word} " in text]
    for pattern in patterns:
        for match in re.finditer(pattern, text):
            yield match.start()


@cache
def _fraction_pattern(of: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, of), key=len, reverse=True))
    return re.compile(
        rf"""(?<![\w./:#$€£¥%+\\–—,-])(?<![<>≤≥±]\ )(?<![<>≤≥±~])
        (?P<done>{_INTEGER})
        (?:\s?(?P<slash>/)\s?|(?P<mid>(?:\ {_BETWEEN}){{0,2}}?)\ (?:{words})(?:\ the)?\ )
        (?P<total>{_INTEGER})
        (?![\w/%°]|[.,:]\d|-\d|\ ?[x×*+]\ ?\d|\ ?=\ ?\d+(?![\d.,]*\ ?%))""",
        re.VERBOSE | re.IGNORECASE,
    )


def _fractions(text: str, segment: Segment, vocabulary: Vocabulary) -> list[Fraction]:
    found = []
    for match in _fraction_pattern(vocabulary.lists["of"]).finditer(text, *segment.span):
        total_end = match.end("total")
        unit = _unit_after(text, total_end, segment.span.end, vocabulary)
        if not unit and match["mid"]:
            unit = _unit_word(match["mid"].casefold().split(), vocabulary)
        found.append(
            Fraction(
                Span(*match.span()),
                to_decimal(match["done"]),
                to_decimal(match["total"]),
                Span(*match.span("done")),
                Span(*match.span("total")),
                unit,
                bool(match["slash"]),
                _is_position(text, segment, Span(*match.span()), vocabulary),
            )
        )
    return found


def _is_position(text: str, segment: Segment, span: Span, vocabulary: Vocabulary) -> bool:
    """Whether a fraction names a position: "Week 2 of 10", "Phase: 1/6"; not "Stories: 1/3 done"."""
    before = re.search(r"([^\W\d_]+)([\s#:*_]*)$", text[segment.span.start : span.start])
    if not before or before[1].casefold() not in vocabulary.series:
        return False
    return ":" not in before[2] or not _first_in(text[span.end : segment.span.end], vocabulary.lists["progress-words"])


def _unit_after(text: str, start: int, end: int, vocabulary: Vocabulary) -> str:
    """What the number that ends at `start` counts: the first known unit among the next words, else the next word."""
    words: list[str] = []
    while len(words) < 4 and (match := _WORD.match(text, start, end)):
        words.append(match[1].casefold())
        start = match.end()
    return _unit_word(words, vocabulary)


def _unit_word(words: Sequence[str], vocabulary: Vocabulary) -> str:
    for index in range(len(words)):
        for length in (2, 1):
            unit = vocabulary.units.get(" ".join(words[index : index + length]))
            if unit and unit != "%":
                return unit
    first = words[0] if words else ""
    return "" if vocabulary.has("progress-words", first) or vocabulary.has("small-words", first) else first


# --- joining ---------------------------------------------------------------------------------------------------------

_Token = tuple[Span, Quantity | Fraction | Bar]


def _segment_claims(
    document: Document, segment: Segment, quantities: Quantities, vocabulary: Vocabulary
) -> Iterator[Claim]:
    text = document.with_code if segment.kind == "drawn" else document.prose
    percents = [_percent(text, q, vocabulary) for q in quantities.inside(segment.span) if q.unit == "%"]
    bars = read_bars(document.with_code, *segment.span)
    fractions = _fractions(text, segment, vocabulary)
    tokens: list[_Token] = [*((q.span, q) for q in percents), *((b.span, b) for b in bars)]
    tokens += [(f.span, f) for f in fractions]
    if not tokens:
        return
    tokens.sort(key=lambda token: token[0])
    groups: list[list[_Token]] = []
    for token in tokens:
        if groups and _beside(text, groups[-1], token, segment, vocabulary):
            groups[-1].append(token)
        else:
            groups.append([token])
    for index, group in enumerate(groups):
        start = groups[index - 1][-1][0].end if index else segment.span.start
        end = groups[index + 1][0][0].start if index + 1 < len(groups) else segment.span.end
        yield _claim(text, segment, group, start, end)


def _percent(text: str, quantity: Quantity, vocabulary: Vocabulary) -> Quantity:
    """A percentage as read, less a number that belongs to a name before it: "Phase 3 - 80%", "Week 36 100%"."""
    match = re.search(r"\s(?:[-–—]\s)?(?=[\d.,]+$)", text[slice(*quantity.number)])
    if not match:
        return quantity
    word = re.search(r"([^\W\d_]+)[\s#]*$", text[max(0, quantity.span.start - 30) : quantity.span.start])
    if not word or word[1].casefold() not in vocabulary.series:
        return quantity
    number = Span(quantity.number.start + match.end(), quantity.number.end)
    value = to_decimal(text[slice(*number)])
    return replace(quantity, span=Span(number.start, quantity.span.end), number=number, low=value, high=value)


def _claim(text: str, segment: Segment, group: Sequence[_Token], start: int, end: int) -> Claim:
    span = Span(group[0][0].start, max(token[0].end for token in group))
    before = max((at.end() for at in _CLAUSE.finditer(text, start, span.start)), default=start)
    behind = _CLAUSE_END.search(text, span.end, end)
    parts = {type(value): value for _, value in group}
    return Claim(
        segment,
        span,
        parts.get(Quantity),  # type: ignore[arg-type]
        parts.get(Fraction),  # type: ignore[arg-type]
        parts.get(Bar),  # type: ignore[arg-type]
        Span(before, span.start),
        Span(span.end, behind.start() if behind else end),
    )


def _beside(text: str, group: Sequence[_Token], token: _Token, segment: Segment, vocabulary: Vocabulary) -> bool:
    """Whether `token` says the same as the group before it, in another way."""
    last_span, last = group[-1]
    span, value = token
    if any(type(value) is type(other) for _, other in group) or span.start < last_span.end:
        return False
    between = text[last_span.end : span.start]
    following = text[span.end : min(segment.span.end, span.end + 40)]
    if isinstance(last, Bar) or isinstance(value, Bar):
        return _on_one_line(between) and (not isinstance(value, Quantity) or _closes(following, vocabulary))
    if ARROW.search(between) or "+" in between or "×" in between:
        return False
    if (isinstance(last, Fraction) and last.ordinal) or (isinstance(value, Fraction) and value.ordinal):
        return False
    percent = last if isinstance(last, Quantity) else value
    assert isinstance(percent, Quantity)
    if percent.signed or percent.bound or not _tied(between, vocabulary):
        return False
    if isinstance(value, Fraction):
        return not _first_in(following, vocabulary.lists["measure-words"])
    return _closes(following, vocabulary) and not re.match(r"[*_`]*\s*[(\[]\s*\d+\s?/\s?\d", following)


def _on_one_line(between: str) -> bool:
    """Whether a bar and a number have nothing but frames, or a word or two, between them."""
    return not between.strip(" \t()[]|│║:=–—-*_`") or bool(re.fullmatch(r"[\w\s:()*_-]{0,24}", between))


def _first_in(following: str, words: frozenset[str]) -> bool:
    match = re.match(r"[\s*_`]*([^\W\d_]+)", following)
    return bool(match and match[1].casefold() in words)


def _tied(between: str, vocabulary: Vocabulary) -> bool:
    """Whether the text between a percent and a fraction ties them: a bracket, a sign of equation, or nothing but the
    words of a count ("4/5 tasks complete (80%)"); with words of another measure between them they are two things."""
    if re.fullmatch(r"[\s*_`]*", between):
        return True
    match = re.fullmatch(
        r"(?P<words>[^()\[\]=|:;,–—]*?)[\s*_`✅🔄⏳]*(?P<sign>[(\[=:–—,|]|-(?=\s)|~)+[\s*_`]*(?P<rest>[^()\[\]=|:;,–—\d]*)",
        between,
    )
    if not match:
        return False
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", match["words"])]
    rest = [word.casefold() for word in re.findall(r"[^\W\d_]+", match["rest"])]
    if len(words) > _MAX_WORDS or re.search(r"\d", between) or "," in between:
        return False
    return not rest and not any(vocabulary.has("measure-words", word) for word in words)


def _closes(following: str, vocabulary: Vocabulary) -> bool:
    """Whether what follows a percent leaves it bare, or speaks of progress or of a result."""
    rest = following.lstrip(" \t*_`)]✅")
    if not rest or rest != following.lstrip(" \t*_`") or not rest[0].isalpha():
        return True
    return _first_in(rest, vocabulary.lists["progress-words"] | vocabulary.lists["result-words"])

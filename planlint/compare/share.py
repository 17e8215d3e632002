"""Relations of the family `tally` inside one line: a percentage, a fraction and a bar that say one thing twice."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import partial
from math import ceil, floor
from operator import methodcaller

from planlint.compare.plan import Plan
from planlint.compare.tie import Tie, conflict
from planlint.compare.values import Value, distance, number, whole_percent
from planlint.markdown.document import Table
from planlint.plan.amounts import WINDOW, Amount
from planlint.plan.bars import Bar
from planlint.plan.shares import Shares
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import DOUBTFUL, LIKELY, POINTS, PROVEN
from planlint.text.source import Span
from planlint.words.vocabulary import mentions

_TIGHT = regex(r"[\s*_]*(?:[([=:–—-]|->|→)?[\s*_]*(?:complete|done)?[\s*_]*[(\[]?[\s*_]*")
_OPENS = regex(r"[^(,;]{0,24}\([\s*_]*")
"""A bracket opens behind a few words: "92% pass rate (1,514/1,679)"; one in four of the other shapes is right."""
_REACH = 30
TASKS = frozenset({"task", "step", "item", "phase", "milestone", "story", "subtask", "feature", "test"})
SCALES = (5.0, 10.0, 20.0, 100.0)
"""Marks out of so many are scores."""
_CELLS, _WIDTH = 1.5, 0.08
"""A bar that is off by less was drawn by eye."""
_SCALE = 5
"""Bars are drawn of 10 or 20 cells, or another multiple of it: one of 17 has lost some."""
_MOST = 300
"""More than so many per cent are no share."""
_ARROW = regex(r"->|→|⇒|=>")
_BARE = methodcaller("strip", "()[],;:.*_|%")
_BLANKS = regex(r" {1,60}[|\]]")
_FRAME = regex(r"^\s*[│║┃|].*[│║┃|]\s*$")


def ties(plan: Plan) -> Iterator[Tie]:
    """All ties of a percentage, a fraction and a bar beside each other."""
    charts = {shares.node.section for shares in plan.shares if shares.bars and _is_chart(shares)}
    for shares in plan.shares:
        yield from ratios(plan, shares)
        if shares.node.section not in charts:
            yield from bars(plan, shares)
        yield from over(plan, shares)
    for table in plan.document.tables:
        yield from columns(plan, table)


def columns(plan: Plan, table: Table) -> Iterator[Tie]:
    """Percentages in a column beside one of what is done and one of how much there is."""
    heads = [cell.text.casefold() for cell in table.header.cells]
    if len(heads) < 3 or "percent" not in [a.kind for a in plan.outline.amounts.within(*table.span)]:
        return
    done = [n for n, head in enumerate(heads) if "%" not in head and _heads(plan, head, "done")]
    whole = [n for n, head in enumerate(heads) if _heads(plan, head, "total")]
    shares = [n for n, head in enumerate(heads) if n not in done and _heads(plan, head, "share")]
    if not len(done) == len(whole) == len(shares) == 1 or len({*done, *whole, *shares}) < 3:
        return
    for row in table.rows:
        cells = [row.cells[n] for n in (*done, *whole, *shares) if n < len(row.cells)]
        numbers = [plan.outline.amounts.within(*cell.span) for cell in cells]
        if len(numbers) != 3 or any(len(found) != 1 or not found[0].exact for found in numbers):
            continue
        (part,), (total,), (percent,) = numbers
        node = plan.outline.at(percent.start)
        plain = part.of is None and total.of is None and 0 <= part.low <= total.low and total.low > 0
        if node and plain and percent.kind == "percent" and percent.low <= _MOST:
            fraction = Amount(part.start, total.end, part.left, part.low, part.low, 0)
            fraction.of = total.low
            tie = Tie("share.columns", "PRG001", node, (), partial(_tell, plan, fraction), key=percent.start)
            tie.amount, tie.shown = percent, Value(100 * part.low / total.low, unit="%", decimals=percent.decimals)
            tie.outcome = "agree" if fits(percent, part.low, total.low) else distance(percent, tie.shown)
            tie.given = LIKELY
            yield tie


def _heads(plan: Plan, head: str, what: str) -> bool:
    """Whether a column heads what is done, the total, or the share of it."""
    words, lists = words_of(head), plan.vocabulary.lists
    if what == "share":
        return not words & lists["measure-words"] and ("%" in head or bool(words & lists["progress-words"]))
    things = {word for word in words if plan.vocabulary.units.get(word, "") in TASKS}
    if what == "total":
        return bool(words & lists["total-words"]) and words <= things | lists["total-words"]
    states = {word for word in words if plan.vocabulary.statuses.get(word) == "done"}
    return len(states) == 1 and words == states | things


def fits(percent: Amount, done: float, whole: float) -> bool:
    """Whether `percent` is floor, nearest or ceiling of done / whole at its printed precision. A hundred per cent
    says that nothing is left."""
    exact = 100 * done / whole
    if percent.mark == "~":
        return abs(percent.low - exact) <= POINTS
    if percent.mark in ("+", ">", "<"):
        return exact >= percent.low if percent.mark != "<" else exact <= percent.high
    scale = 10**percent.decimals
    near = {floor(exact * scale + 1e-9) / scale, ceil(exact * scale - 1e-9) / scale}
    if done < whole:
        near -= {100.0}
    return any(abs(percent.low - each) < 1e-9 for each in near) or percent.low <= exact <= percent.high != percent.low


def ratios(plan: Plan, shares: Shares) -> Iterator[Tie]:
    """A percentage and a fraction beside it, the nearest first; each is used once."""
    if _ARROW.search(plan.outline.text, *shares.span) and len(shares.fractions) > 1:
        return  # two states, each with a fraction and a percentage
    gaps = [
        (text, percent, fraction)
        for percent in shares.percents
        for fraction in _beside(shares.fractions, percent)
        if len(text := _between(plan, percent, fraction)) <= _REACH and "|" not in text
    ]
    used: set[int] = set()
    for text, percent, fraction in sorted(gaps, key=lambda gap: (len(gap[0]), gap[1].start)):
        if used.isdisjoint((percent.start, fraction.start)):
            used |= {percent.start, fraction.start}
            if _comparable(percent, fraction, text) and not _other_measure(plan, shares, percent, fraction, text):
                tie = _ratio(plan, shares, percent, fraction, text)
                if tie.given:
                    yield tie


def _beside(fractions: list[Amount], percent: Amount) -> list[Amount]:
    """Those of `fractions`, given in order, that end or start near a percentage."""
    first = bisect_left(fractions, percent.left - _REACH, key=lambda fraction: fraction.right)
    return fractions[first : bisect_right(fractions, percent.right + _REACH, key=lambda fraction: fraction.left)]


def _comparable(percent: Amount, fraction: Amount, between: str) -> bool:
    """Whether both are exact, none more than all; out of one only right beside it: "0/1 knapsack" is a name."""
    exact = not percent.sign and percent.mark in ("", "~") and percent.low <= _MOST and fraction.low == fraction.high
    counts = fraction.of == 1 and fraction.low in (0, 1) and not fraction.decimals and _TIGHT.fullmatch(between)
    return exact and fraction.of is not None and fraction.low <= fraction.of and bool(fraction.of > 1 or counts)


def _ratio(plan: Plan, shares: Shares, percent: Amount, fraction: Amount, text: str) -> Tie:
    assert fraction.of
    tight = bool(_TIGHT.fullmatch(text))
    tie = Tie("share.ratio", "PRG001", shares.node, (), partial(_tell, plan, fraction), key=percent.start)
    tie.amount = percent
    tie.shown = Value(100 * fraction.low / fraction.of, unit="%", decimals=percent.decimals)
    tie.outcome = "agree" if fits(percent, fraction.low, fraction.of) else distance(percent, tie.shown)
    tie.given = _sure_of(plan, shares, fraction, text, tight=tight)
    if tie.given < PROVEN:
        tie.relation = "share.ratio loose"
        if percent.low >= 100:
            tie.given = min(tie.given, DOUBTFUL)  # "100% local (8/12)"
    return tie


def _sure_of(plan: Plan, shares: Shares, fraction: Amount, text: str, *, tight: bool) -> float:
    """How sure it is that a percentage and a fraction say one thing: where they stand tight, and of progress or
    tasks; 0 where only the line holds them together."""
    end = min(shares.span.end, fraction.right + WINDOW)
    words = words_of(plan.outline.text[max(shares.span.start, fraction.left - WINDOW) : end])
    progress = fraction.unit in TASKS or not words.isdisjoint(plan.vocabulary.lists["progress-words"])
    score = not progress and (fraction.of in SCALES or fraction.decimals)
    remark, bracket, _ = plan.outline.text[fraction.right : end].partition(")")
    if bracket and mentions(plan.vocabulary.aside, remark.casefold()):
        return DOUBTFUL  # "(7 of 8, one skipped)"
    if tight and not score:
        return PROVEN
    known = plan.vocabulary.lists["progress-words"] | set(fraction.words) | plan.vocabulary.lists["of"]
    if progress and words_of(text) <= known:
        return LIKELY
    return LIKELY if _OPENS.fullmatch(text) else 0.0


def words_of(text: str) -> set[str]:
    """The words of a text, casefolded, without punctuation around them."""
    return {*map(_BARE, text.casefold().split())} - {""}


def _between(plan: Plan, one: Amount, other: Amount) -> str:
    first, second = sorted((one, other), key=lambda amount: amount.start)
    return plan.outline.text[first.right : second.left]


def _other_measure(plan: Plan, shares: Shares, percent: Amount, fraction: Amount, between: str) -> bool:
    """Whether a word says that the percentage measures something else than the fraction counts, or is a target."""
    outline, lists = plan.outline, plan.vocabulary.lists
    after = outline.text[percent.right : min(shares.span.end, percent.right + 24)]
    near = words_of(" ".join(after.split()[:3])) | words_of(between) | set(fraction.words)
    start = min(percent.left, fraction.left)
    before = words_of(outline.text[max(shares.span.start, start - WINDOW) : start])
    if near & lists["measure-words"] or (near | before) & lists["target-words"]:
        return True
    if after.split()[:1] and after.split()[0].casefold() in lists["of"]:
        return True  # "36% of the portfolio"
    passed = fraction.unit == "test" or set(fraction.words) & lists["result-words"]
    return bool(passed) and fraction.low == fraction.of


def _tell(plan: Plan, fraction: Amount, tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    percent = tie.amount
    written = plan.document.source.text[fraction.start : fraction.end]
    right = f"{tie.shown.low:.{percent.decimals}f}" if percent.decimals else str(whole_percent(tie.shown.low))
    stated = plan.document.source.text[percent.start : percent.end]
    message = f"{stated}% is not {written}, which is {right}%"
    sure = not tie.relation.endswith("loose")
    grade = _grade(plan, percent, tie.shown.low) if sure else Applicability.DISPLAY
    edit = Fix(f"Write {right}%", (Edit(Span(percent.start, percent.end), right),), grade)
    related = (Related(Span(fraction.start, fraction.end), f"{written} is stated here"),)
    return Finding(Span(percent.start, percent.end), message, related, edit, tie.confidence)


def _grade(plan: Plan, percent: Amount, right: float) -> Applicability:
    """Safe where nothing else supports the percentage more than what is `right`: no bar on the line. Shown only where a
    second statement of it does, but for those whose own fraction gives it, or where a tool may have counted it."""
    shares = next(s for s in plan.shares if s.span.start <= percent.start < s.span.end)
    supported = any(bar.fits(percent.low) and not bar.fits(right) for bar in shares.bars)
    again = any(a.low == percent.low and a is not percent for s in plan.shares for a in s.percents if not _proves(s, a))
    measured = percent.decimals > 0  # then the fraction may be the old one
    if again or measured:
        return Applicability.DISPLAY
    return Applicability.UNSAFE if supported or percent.mark else Applicability.SAFE


def _proves(shares: Shares, percent: Amount) -> bool:
    return any(fraction.of and fits(percent, fraction.low, fraction.of) for fraction in shares.fractions)


def bars(plan: Plan, shares: Shares) -> Iterator[Tie]:
    """A drawn bar against the percentage, else the fraction, beside it."""
    for bar in shares.bars:
        percents = [p for p in shares.percents if not p.sign and p.low <= 100]
        figures = percents or [f for f in shares.fractions if f.of and f.low <= f.of]
        if len(figures) != 1 or len(shares.bars) != 1 or bar.open_width or _is_no_bar(plan, shares, bar):
            continue
        figure = figures[0]
        share = 100 * figure.low / figure.of if figure.of else figure.low
        other = next((100 * f.low / f.of for f in shares.fractions if f.of), share)
        drawn = Value(bar.filled * 100 / bar.width, unit="%")
        tie = Tie("share.bar", "PRG004", shares.node, (), partial(_tell_bar, plan, bar, figure))
        stated = Amount(figure.start, figure.end, figure.left, share, share, 0)
        stated.kind = stated.unit = "percent"
        tie.amount, tie.shown, tie.key = stated, drawn, bar.cells.start
        agrees = bar.fits(share) or bar.fits(other)
        tie.outcome = "agree" if agrees else distance(stated, drawn)
        if tie.outcome in ("one", "p10"):
            tie.relation = "share.bar near"  # less than a tenth: nobody draws it again
        cells = abs(bar.filled - share * bar.width / 100)
        tie.only_conflicts = True
        whole = cells >= max(_CELLS, bar.width * _WIDTH) and not bar.width % _SCALE
        tie.given = PROVEN if whole else DOUBTFUL
        yield tie


def _is_chart(shares: Shares) -> bool:
    """Whether a bar without an empty cell stands for less than all: a chart, whose scale nobody tells."""
    return any(bar.open_width for bar in shares.bars) and any(0 < p.low < 100 for p in shares.percents)


def _is_no_bar(plan: Plan, shares: Shares, bar: Bar) -> bool:
    """Whether it is the sketch of a screen, a terminal's bar whose empty cells are blanks, or measures something
    else."""
    line = plan.document.source.lines[shares.node.line]
    rest = plan.outline.text[bar.cells.end : shares.span.end]
    if (shares.node.kind == "drawn" and _FRAME.match(line)) or _BLANKS.match(rest):
        return True
    lists = plan.vocabulary.lists
    return bool(words_of(plan.outline.text[shares.span.start : shares.span.end]) & lists["measure-words"])


def _tell_bar(plan: Plan, bar: Bar, figure: Amount, tie: Tie) -> Finding:
    assert tie.amount
    redrawn = bar.redrawn(tie.amount.low)
    cells = redrawn.count(bar.full)
    text = plan.document.source.text
    stated = text[figure.start : figure.end] + ("" if figure.of else "%")
    filled = number(bar.filled)
    message = (
        f"the bar shows {filled} of {bar.width} cells, the text beside it {stated}: "
        f"that is {cells} {'cell' if cells == 1 else 'cells'}"
    )
    grade = Applicability.DISPLAY if bar.width % _SCALE else Applicability.SAFE
    edit = Fix(f"Redraw the bar for {stated}", (Edit(bar.cells, redrawn),), grade)
    place = Span(figure.start, figure.end + (0 if figure.of else 1))
    return Finding(bar.span, message, (Related(place, f"{stated} is stated here"),), edit, tie.confidence)


def over(plan: Plan, shares: Shares) -> Iterator[Tie]:
    """More done than there is, where the line says progress or the unit is one of tasks."""
    vocabulary, text = plan.vocabulary, plan.outline.text
    words = words_of(text[shares.span.start : min(shares.span.end, shares.span.start + 60)])
    says = bool(words & vocabulary.lists["progress-words"])
    if words & (vocabulary.lists["aside-words"] | vocabulary.lists["measure-words"]):
        return
    for fraction in shares.fractions:
        tasks = fraction.unit in TASKS - {"test", "feature"}
        if (
            fraction.of
            and fraction.low > fraction.of
            and fraction.exact
            and (tasks or (says and fraction.low <= 3 * fraction.of))
        ):
            written = text[fraction.start : fraction.end]
            place = Span(fraction.start, fraction.end)
            yield conflict(
                "share.over", "PRG006", plan, LIKELY, Finding(place, f"{written}: more is done than there is")
            )
    for percent in shares.percents if says and not shares.fractions else ():
        if 100 < percent.low <= _MOST and not percent.sign and percent.exact:
            place = Span(percent.start, percent.end)
            written = text[percent.start : percent.end]
            yield conflict(
                "share.over", "PRG006", plan, LIKELY, Finding(place, f"{written}%: more than all of it is done")
            )

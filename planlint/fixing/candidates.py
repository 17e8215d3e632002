"""Which fixes the next round may apply: allowed by grade, whole, meeting no other, in their turn."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Sequence

from planlint.text.diagnostics import Applicability, Diagnostic, Edit, Fix
from planlint.text.edits import Shift, in_order
from planlint.text.records import value_object
from planlint.text.source import Source, Span

Key = tuple[tuple[Span, str], ...]
"""A fix by what it does: its edits, their places in the text as it was before the first round."""

FORM = ("ENC", "FMT")
"""Families whose fixes make text readable: they go before values, which are then worked out anew."""

LAST = ("PRG010",)
"""Rules whose fixes sum up all the rest of a text: they come when nothing else is left to do."""

COMMENTS = ("CFG",)
"""The family about comments that switch rules off: which of them are needless, is known at the very end."""


@value_object
class Candidate:
    """A fix that can be applied now.

    `codes` are those of the diagnostics that share it; `rank` says whose turn it is: 0 structure, 1 form, 2 values,
    3 summaries, 4 comments. `structural` is as in `Fix`.
    """

    key: Key
    codes: tuple[str, ...]
    edits: tuple[Edit, ...]
    rank: int
    structural: bool
    label: str
    """Place, code and title, for messages."""


def choose(
    source: Source,
    diagnostics: Sequence[Diagnostic],
    grades: Collection[Applicability],
    refused: Collection[Key],
    back: Sequence[Shift] = (),
) -> tuple[Candidate, ...]:
    """The fixes of the lowest rank that can be applied together, in the order of the text.

    Of two that overlap or touch, the one that starts first is chosen; a fix that several diagnostics share counts
    once. `back` leads from the places of `source` to those of the text before the first round.
    """
    sharing: dict[tuple[Edit, ...], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        fix = diagnostic.finding.fix
        if fix and fix.applicability in grades and (edits := _effective(source.text, fix)):
            sharing.setdefault(edits, []).append(diagnostic)
    candidates = [_candidate(source, edits, found, back) for edits, found in sharing.items()]
    candidates = [candidate for candidate in candidates if candidate.key not in refused]
    turn = min((candidate.rank for candidate in candidates), default=0)
    return tuple(_apart(sorted((c for c in candidates if c.rank == turn), key=lambda c: c.edits[0].span)))


def key_of(source: Source, fix: Fix) -> Key:
    """The key of a fix before anything was applied."""
    return tuple((edit.span, edit.text) for edit in _effective(source.text, fix))


def _effective(text: str, fix: Fix) -> tuple[Edit, ...]:
    """The edits of `fix` that change something, in order; none where they cannot be applied as a whole."""
    try:
        edits = in_order(fix.edits, len(text))
    except ValueError:
        return ()
    return tuple(edit for edit in edits if text[edit.span.start : edit.span.end] != edit.text)


def _candidate(
    source: Source, edits: tuple[Edit, ...], sharing: Sequence[Diagnostic], back: Sequence[Shift]
) -> Candidate:
    first = sharing[0]
    fix = first.finding.fix
    assert fix
    start = first.finding.span.start
    line = source.line_of(start)
    place = f"{source.name}:{line + 1}:{start - source.line_starts[line] + 1}"
    return Candidate(
        key=tuple((moved(edit.span, back), edit.text) for edit in edits),
        codes=tuple(diagnostic.code for diagnostic in sharing),
        edits=edits,
        rank=_rank(first.code, fix),
        structural=fix.structural,
        label=f"{place}: {first.code} was not fixed ({fix.title})",
    )


def _rank(code: str, fix: Fix) -> int:
    if code.startswith(COMMENTS):
        return 4
    return 3 if code in LAST else 0 if fix.structural else 1 if code.startswith(FORM) else 2


def _apart(candidates: Iterable[Candidate]) -> Iterable[Candidate]:
    """The candidates that neither overlap nor touch one before them."""
    taken: list[Span] = []
    for candidate in candidates:
        if all(_is_free(edit.span, taken) for edit in candidate.edits):
            for edit in candidate.edits:
                insort(taken, edit.span)
            yield candidate


def _is_free(span: Span, taken: list[Span]) -> bool:
    """Whether `span` lies apart from all of `taken`, which are sorted and do not overlap."""
    index = bisect_left(taken, span)
    return (index == 0 or taken[index - 1].end < span.start) and (index == len(taken) or span.end < taken[index].start)


def moved(span: Span, shifts: Iterable[Shift]) -> Span:
    """`span` after several rounds of edits."""
    for shift in shifts:
        span = shift.moved(span)
    return span

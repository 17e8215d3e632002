"""What the linter says after edits and did not say before them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from planlint.fixing.candidates import COMMENTS, moved
from planlint.text.diagnostics import Diagnostic, Edit
from planlint.text.edits import Shift
from planlint.text.patterns import regex
from planlint.text.source import Source, Span

_NUMBER = regex(r"\d+(?:[.,]\d+)*")


def new_diagnostics(
    before: Sequence[Diagnostic],
    after: Sequence[Diagnostic],
    shifts: Sequence[Shift],
    applied: Collection[tuple[Edit, ...]] = (),
) -> list[Diagnostic]:
    """The diagnostics of `after` that are none of `before`.

    `shifts` lead from the text of `before` to that of `after`. The same diagnostic is one of the same rule at the same
    place, or else one with the same message but for its numbers, unless its fix is one of those `applied`.
    """
    by_place: dict[tuple[str, Span], list[Diagnostic]] = defaultdict(list)
    for diagnostic in before:
        by_place[diagnostic.code, moved(diagnostic.finding.span, shifts)].append(diagnostic)
    elsewhere = []
    for diagnostic in after:
        same_place = by_place[diagnostic.code, diagnostic.finding.span]
        if same_place:
            same_place.pop()
        elif not diagnostic.code.startswith(COMMENTS):  # one that switches off what is now fixed is no harm done
            elsewhere.append(diagnostic)
    if not elsewhere:
        return []
    by_message: dict[tuple[str, str], int] = defaultdict(int)
    for rest in by_place.values():
        for diagnostic in rest:
            if not (diagnostic.finding.fix and diagnostic.finding.fix.edits in applied):
                by_message[_shape(diagnostic)] += 1
    new = []
    for diagnostic in elsewhere:
        by_message[_shape(diagnostic)] -= 1
        if by_message[_shape(diagnostic)] < 0:
            new.append(diagnostic)
    return new


def lines_of(source: Source, spans: Sequence[Span]) -> set[int]:
    """The lines, from 0, on which one of `spans` starts or ends."""
    return {source.line_of(offset) for span in spans for offset in span}


def places(diagnostic: Diagnostic) -> Iterator[Span]:
    """Where a diagnostic stands, and where the other sides of its contradiction do."""
    yield diagnostic.finding.span
    for related in diagnostic.finding.related:
        yield related.span


def _shape(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.code, _NUMBER.sub("#", diagnostic.finding.message)

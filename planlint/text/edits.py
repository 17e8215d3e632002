"""Edits applied to a text, and where everything else then stands. Pure functions; all offsets are code points."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from planlint.text.diagnostics import Edit
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span

_WORD = regex(r"[^\s|]+|\|")


def in_order(edits: Iterable[Edit], length: int) -> tuple[Edit, ...]:
    """`edits` sorted by place; insertions at one place keep their order.

    Raises `ValueError` when two overlap or one reaches out of a text of `length` code points.
    """
    ordered = tuple(sorted(edits, key=lambda edit: edit.span))
    end = 0
    for edit in ordered:
        if not end <= edit.span.start <= edit.span.end <= length:
            raise ValueError(f"edit at {edit.span.start}-{edit.span.end} overlaps another or leaves the text")
        end = edit.span.end
    return ordered


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all of `edits` applied, given in any order. Raises `ValueError` as `in_order` does."""
    parts: list[str] = []
    end = 0
    for edit in in_order(edits, len(text)):
        parts += text[end : edit.span.start], edit.text
        end = edit.span.end
    return "".join((*parts, text[end:]))


def blanked(text: str, spans: Iterable[Span]) -> str:
    """`text` with spaces in `spans`, given in order, line ends included."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += text[position:start], " " * (end - start)
        position = end
    return "".join([*parts, text[position:]])


def inverted(text: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits that lead from the edited text back to `text`; `edits` are in order."""
    shift, back = 0, []
    for (start, end), new in ((edit.span, edit.text) for edit in edits):
        back.append(Edit(Span(start + shift, start + shift + len(new)), text[start:end]))
        shift += len(new) - (end - start)
    return tuple(back)


def narrowed(text: str, edit: Edit) -> Edit:
    """The same change without the characters that it leaves as they are at its start and end."""
    (start, end), new = edit.span, edit.text
    old = text[start:end]
    limit = min(len(old), len(new))
    head = next((n for n in range(limit) if old[n] != new[n]), limit)
    limit -= head
    tail = next((n for n in range(limit) if old[-1 - n] != new[-1 - n]), limit)
    return Edit(Span(start + head, end - tail), new[head : len(new) - tail])


def parted(text: str, edit: Edit) -> Iterator[Edit]:
    """The same change as edits of white space alone, where it changes nothing else: words keep their places."""
    (start, end), new = edit.span, edit.text
    old = text[start:end]
    if _WORD.findall(old) != _WORD.findall(new):
        yield edit
        return
    for before, after in zip(_gaps(old), _gaps(new), strict=True):
        if old[slice(*before)] != new[slice(*after)]:
            yield Edit(Span(start + before.start, start + before.end), new[slice(*after)])


def _gaps(text: str) -> list[Span]:
    """What stands before the first word, between two, and behind the last one."""
    words = [match.span() for match in _WORD.finditer(text)]
    return [Span(a, b) for (_, a), (b, _) in pairwise([(0, 0), *words, (len(text), 0)])]


@value_object
class Shift:
    """Where the places of a text stand once edits, given in order, were applied to it."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    moved_by: tuple[int, ...]
    """How far a place moves that has the first n edits before it."""

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> "Shift":
        """The shift that `edits`, in order, bring about."""
        growth = (len(edit.text) - (edit.span.end - edit.span.start) for edit in edits)
        return cls(
            tuple(edit.span.start for edit in edits),
            tuple(edit.span.end for edit in edits),
            tuple(accumulate(growth, initial=0)),
        )

    def moved(self, span: Span) -> Span:
        """`span` after the edits. An edge inside an edited stretch moves outward, to that stretch's edge.

        Text inserted at an edge of `span` stays outside of it; an empty span takes in what is inserted at its place.
        """
        before = bisect_right(self.ends, span.start)
        start = span.start if before == len(self.starts) else min(span.start, self.starts[before])
        start += self.moved_by[before]
        before = bisect_left(self.starts, span.end)
        end = max(span.end, self.ends[before - 1]) if before else span.end
        end += self.moved_by[before]
        return Span(min(start, end), max(start, end))

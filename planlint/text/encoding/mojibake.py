"""Mojibake: UTF-8 that was read in another encoding, found and undone where every byte is still there.

A stretch counts as mojibake for what it is when nobody writes such characters in a row; a doubtful one ("Ã…") only
when the rest of the document speaks for it. Real text in any language must never count.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from planlint.text.encoding.codepages import Codepage, codepages, suspicious
from planlint.text.encoding.glyphs import is_drawing, kind
from planlint.text.encoding.plausibility import Glyph, is_embedded, is_strong, looks_natural, may_stand_alone
from planlint.text.patterns import regex
from planlint.text.source import Span

_HIGH = regex(r"[^\x00-\x7f]+")
_STRETCH = regex(r"[^\x00-\x7f]{2,}+")
_QUOTES = frozenset("\"'`“”„‘’‚«»")
_MANY = 12
"""So many strong glyphs prove a doubtful one."""
_SOME = 3
"""So many doubtful ones inside words prove each other."""
_NEAR = 24
"""How far an explanation stands from what it explains, in code points."""


class Repair(NamedTuple):
    """A stretch of mojibake. `text` is what was meant, `encoding` what it was read as, `times` how often over."""

    span: Span
    text: str
    encoding: str
    times: int = 1


class _Run(NamedTuple):
    """Mangled characters without a gap. Strong ones need no other evidence."""

    glyphs: tuple[Glyph, ...]
    strong: bool

    @property
    def raw(self) -> str:
        return "".join(glyph.raw for glyph in self.glyphs)


class _Evidence(NamedTuple):
    """What a document says about one encoding: the glyphs in strong runs, and what no run explains."""

    strong: int
    strangers: Counter[str]
    foreign: bool
    """Whether letters or drawings that are not ASCII are among the strangers."""

    def supports(self, run: _Run) -> bool:
        """Whether a run is mojibake, by itself or by this evidence."""
        if run.strong:
            return True
        if any(self.strangers[glyph.raw[0]] > 0 for glyph in run.glyphs):
            return False
        if self.strong >= _MANY:
            return True
        if looks_natural(run.glyphs):
            return False
        return self.strong > 0 or (not self.foreign and may_stand_alone(run.glyphs))


@lru_cache(maxsize=4)
def find(text: str, quoted: tuple[Span, ...] = ()) -> tuple[Repair, ...]:
    """All mojibake in `text` that can be undone without loss, in order; doubly mangled text is undone to the end.

    `quoted` are the spans (in order) of inline code: mojibake there is a quotation, and all of it is in a document that
    explains it. Takes time linear in the length of the text, one scan where nothing can be mojibake.
    """
    if not is_suspicious(text):
        return ()
    masked = _blank(text, quoted)
    repairs = _find_once(masked)
    for _ in range(3):
        deeper = _find_once(apply(masked, repairs)) if repairs else ()
        if not (further := _compose(repairs, deeper)):
            break
        repairs = further
    repairs = _whole(masked, repairs)
    return () if repairs and is_quotation(text, quoted, repairs) else repairs


def is_suspicious(text: str) -> bool:
    """Whether `text` can hold mojibake at all: one quick scan."""
    return not text.isascii() and bool(suspicious().search(text))


def apply(text: str, repairs: Sequence[Repair]) -> str:
    """`text` with `repairs` (in order) made."""
    parts: list[str] = []
    position = 0
    for span, meant, *_ in repairs:
        parts += text[position : span.start], meant
        position = span.end
    return "".join([*parts, text[position:]])


def _blank(text: str, spans: Sequence[Span]) -> str:
    return apply(text, [Repair(span, " " * (span.end - span.start), "") for span in spans])


def repair(text: str) -> str:
    """`text` with all mojibake undone that can be undone without loss."""
    for _ in range(8):
        repairs = find(text)
        if not repairs:
            break
        text = apply(text, repairs)
    return text


def _find_once(text: str) -> tuple[Repair, ...]:
    """One level of mojibake, by the encoding that explains most of it first."""
    high = Counter("".join(_HIGH.findall(text)))
    stretches = _stretches(text)
    found = []
    for page in codepages():
        possible = not (page.leads.isdisjoint(high) or page.continuations.isdisjoint(high))
        if possible and (repairs := _find_in(stretches, page, high)):
            found.append((sum(span.end - span.start for span, *_ in repairs), repairs))
    if len(found) < 2:
        return tuple(sorted(found[0][1])) if found else ()
    taken = bytearray(len(text))
    chosen = []
    for _, repairs in sorted(found, key=lambda entry: -entry[0]):
        for repair in repairs:
            start, end = repair.span
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                chosen.append(repair)
    return tuple(sorted(chosen))


def _stretches(text: str) -> dict[str, list[int]]:
    """Where stretches start that are not ASCII and can hold mojibake, each with one character before and after it."""
    stretches: dict[str, list[int]] = defaultdict(list)
    for match in _STRETCH.finditer(text):
        start = max(0, match.start() - 1)
        stretches[text[start : match.end() + 1]].append(start)
    possible = suspicious()
    return {stretch: starts for stretch, starts in stretches.items() if possible.search(stretch)}


def _find_in(stretches: dict[str, list[int]], page: Codepage, high: Counter[str]) -> list[Repair]:
    """One level of mojibake of one encoding. `high` counts the characters that are not ASCII in the whole text."""
    runs = [
        (run, starts)
        for stretch, starts in stretches.items()
        for match in page.sequences.finditer(stretch)
        for run in _runs(page, stretch, Span(*match.span()))
    ]
    if not runs:
        return []
    evidence = _weigh([(run, len(starts)) for run, starts in runs], high)
    repairs = []
    for run, starts in runs:
        if evidence.supports(run):
            first, last = run.glyphs[0].span.start, run.glyphs[-1].span.end
            meant = "".join(glyph.meant for glyph in run.glyphs)
            repairs += [Repair(Span(start + first, start + last), meant, page.name) for start in starts]
    return repairs


def _runs(page: Codepage, stretch: str, span: Span) -> Iterator[_Run]:
    """The parts of `span`, well-formed UTF-8 for `page`, that give characters that plans hold."""
    glyphs: list[Glyph] = []
    end = span.start
    for char in page.encode(stretch[slice(*span)]).decode("utf-8"):
        start, end = end, end + len(char.encode())
        if name := kind(char):
            around = stretch[max(0, start - 1) : start], stretch[end : end + 1]
            glyphs.append(Glyph(Span(start, end), stretch[start:end], char, name, *around))
        elif glyphs:
            yield _Run(tuple(glyphs), is_strong(glyphs))
            glyphs = []
    if glyphs:
        yield _Run(tuple(glyphs), is_strong(glyphs))


def _weigh(runs: Sequence[tuple[_Run, int]], high: Counter[str]) -> _Evidence:
    """The evidence of `runs`, each with how often it stands in the text."""
    strangers = Counter(high)
    for run, count in runs:
        for char in run.raw:
            strangers[char] -= count
    foreign = any(count > 0 and (char.isalpha() or is_drawing(char)) for char, count in strangers.items())
    strong = sum(len(run.glyphs) * count for run, count in runs if run.strong)
    inside = sum(count for run, count in runs if is_embedded(run.glyphs) and strangers[run.raw[0]] <= 0)
    return _Evidence(strong or (inside if inside >= _SOME else 0), strangers, foreign)


def _compose(repairs: Sequence[Repair], deeper: Sequence[Repair]) -> tuple[Repair, ...]:
    """`repairs` with those of the repaired text done too that lie inside one of them; empty when none do."""
    starts, shift = [], 0
    for span, meant, *_ in repairs:
        starts.append(span.start + shift)
        shift += len(meant) - (span.end - span.start)
    composed = list(repairs)
    for span, meant, *_ in reversed(deeper):
        index = bisect_right(starts, span.start) - 1
        if index >= 0 and span.end <= starts[index] + len(repairs[index].text):
            old = composed[index]
            start, end = span.start - starts[index], span.end - starts[index]
            text = old.text[:start] + meant + old.text[end:]
            composed[index] = old._replace(text=text, times=repairs[index].times + 1)
    return () if composed == list(repairs) else tuple(composed)


def _whole(text: str, repairs: Sequence[Repair]) -> tuple[Repair, ...]:
    """`repairs` without those that lie about a hole: half-undone text would only hide what was meant."""
    leads = {page.name: page.leads for page in codepages()}
    starts = {repair.span.start for repair in repairs}
    whole: list[Repair] = []
    torn: int | None = None
    for repair in repairs:
        start, end = repair.span
        hole = end not in starts and text[end : end + 1] in leads[repair.encoding]
        if (hole and repair.text[-1] in leads[repair.encoding]) or (
            torn is not None and not any(map(str.isascii, text[torn:start]))
        ):
            torn = end
        else:
            whole.append(repair)
            torn = None
    return tuple(whole)


def is_quotation(text: str, quoted: Sequence[Span], repairs: Sequence[Repair]) -> bool:
    """Whether a document speaks of mojibake rather than suffers from it.

    It does when it shows what was meant near what came out, or quotes what came out as inline code, in one case of
    five, or when it has all of it in quotes.
    """
    rest = _blank(text, [repair.span for repair in repairs])
    explained = named = 0
    for (start, end), meant, *_ in repairs:
        first, last = max(0, start - _NEAR), end + _NEAR
        is_explained = meant[0] in rest[first:start].rpartition("\n")[2] + rest[end:last].partition("\n")[0]
        explained += is_explained
        named += is_explained or _is_quoted(_last_word(text[first:start]) + _first_word(text[end:last]))
    quotations = sum(_is_mojibake(text[slice(*span)].strip("`'\" ")) for span in quoted)
    return (explained + quotations) * 5 >= len(repairs) + quotations or named == len(repairs)


def _is_quoted(rest: str) -> bool:
    """Whether what is left of a word stands between quotation marks."""
    return len(rest) > 1 and rest[0] in _QUOTES and rest.rstrip(".,;:!?)")[-1:] in _QUOTES


def _last_word(text: str) -> str:
    return "" if text[-1:].isspace() else text.split()[-1] if text else ""


def _first_word(text: str) -> str:
    return "" if text[:1].isspace() else text.split()[0] if text else ""


def _is_mojibake(text: str) -> bool:
    """Whether at least half of `text` is mojibake."""
    return is_suspicious(text) and 2 * sum(span.end - span.start for span, *_ in _find_once(text)) >= len(text)

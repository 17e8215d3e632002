"""Mojibake: UTF-8 that was read in another encoding, found and undone where every byte is still there.

A stretch counts as mojibake for what it is when nobody writes such characters in a row; a doubtful one ("Ã…") only
when the rest of the document speaks for it. Real text in any language must never count.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from planlint.text.edits import blanked
from planlint.text.encoding.evidence import Glyph, Run, glyph_of, is_strong, is_weak, weigh
from planlint.text.encoding.pages import Codepage, codepages, kind, suspicious
from planlint.text.encoding.quotation import speaks_of
from planlint.text.patterns import regex
from planlint.text.source import Span, span_of

_HIGH = regex(r"[^\x00-\x7f]+")
_STRETCH = regex(r"[^\x00-\x7f]{2,}+")
_WORD = regex(r"[^ \t\r\n|/]+")
_PAIRS = {"\x92": "\x82\x91‚‘", "\x93": "\x84„", "\x94": "\x84\x93„“", "\x9b": "\x8b‹"}
"""What closes a quotation -> what opens it."""
_LATIN_WORD = regex("[a-z][à-ÿ]|[à-ÿ][a-z]")
"""Read rightly as Latin-1: in Mac Roman, whose "í" and "ô" look like apostrophes and trade marks, it would be odd."""
_LATIN_1 = regex(
    r"(?<![^ \t\r\n|(\[])(?P<open>[\x82\x84\x8b\x91\x93])(?=\w)"
    r"|(?<=\w)\x92(?=(?:s|t|re|ve|ll|d|m)\b)|(?<=\b[cdjlmnstCDJLMNST])\x92(?=\w)"
    r"|(?<=[^ \t\r\n|])(?P<close>[\x92-\x94\x9b])(?!\w)"
    r"|(?<=[^ \t\r\n|])\x85(?!\w)|(?<=\w)\x99(?!\w)"
    r"|(?<=[ \t\r\n|])[\x96\x97](?=[ \t\r\n|])|(?<=\d)\x96(?=\d)|\x80(?= ?\d)|(?<=\d)\x80|(?<=\d )\x80"
)
"""Punctuation of cp1252 that was read as Latin-1, where each sign stands as it is written."""
_COMBINING = regex("[\u0300-\u036f]")
_C1 = regex("[\x80-\x9f]")
_AROUND = 2
"""How many characters on either side show whether a pair is a word's part."""


class Repair(NamedTuple):
    """A stretch of mojibake. `text` is what was meant, `encoding` what it was read as, `times` how often over.

    `certain`: more than one pair of characters speaks for it, or nothing in the document against it.
    """

    span: Span
    text: str
    encoding: str
    times: int = 1
    certain: bool = True


@lru_cache(maxsize=4)
def find(text: str, quoted: tuple[Span, ...] = ()) -> tuple[Repair, ...]:
    """All mojibake in `text` that can be undone without loss, in order; doubly mangled text is undone to the end.

    `quoted` are the spans (in order) of inline code: mojibake there is a quotation, and all of it is in a document that
    explains it. Takes time linear in the length of the text, one scan where nothing can be mojibake.
    """
    if not is_suspicious(text) and (text.isascii() or not _C1.search(text)):
        return ()
    masked = blanked(text, quoted)
    repairs = _find_once(masked)
    for _ in range(3):
        deeper = _find_once(apply(masked, repairs)) if repairs else ()
        if not (further := _compose(repairs, deeper)):
            break
        repairs = further
    repairs = _whole(masked, [repair for repair in repairs if not _C1.search(repair.text)])
    if repairs:
        repairs = _without_odd_words(masked, repairs)
    repairs = tuple(sorted([*repairs, *_punctuation(masked, repairs)]))
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


def _find_once(text: str) -> tuple[Repair, ...]:
    """One level of mojibake, by the encoding that explains most of it first."""
    stretches = _stretches(text)
    every = "\n".join(stretches)
    pages = [page for page in codepages() if page.sequences.search(every)]
    if not pages:
        return ()
    high = Counter("".join(_HIGH.findall(text)))
    found = [
        (sum(span.end - span.start for span, *_ in repairs), repairs)
        for page in pages
        if (repairs := _find_in(stretches, page, high))
    ]
    if len(found) < 2:
        return tuple(sorted(found[0][1])) if found else ()
    taken = bytearray(len(text))
    chosen: dict[Span, tuple[int, Repair]] = {}
    for size, repairs in sorted(found, key=lambda entry: -entry[0]):
        for repair in repairs:
            start, end = repair.span
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                chosen[repair.span] = size, repair
            elif (first := chosen.get(repair.span)) and first[0] == size and _is_rival(repair.text, first[1].text):
                chosen[repair.span] = size, first[1]._replace(certain=False)
    return tuple(sorted(repair for _, repair in chosen.values()))


def _is_rival(text: str, first: str) -> bool:
    """Whether what another encoding reads is as good: other letters for letters, without a mark that floats."""
    return text != first and not _COMBINING.search(text) and text.isalpha() >= first.isalpha()


def _stretches(text: str) -> dict[str, list[int]]:
    """Where stretches start that are not ASCII and can hold mojibake, each with what stands around it."""
    stretches: dict[str, list[int]] = defaultdict(list)
    for match in _STRETCH.finditer(text):
        start = max(0, match.start() - _AROUND)
        stretches[text[start : match.end() + _AROUND]].append(start)
    possible = suspicious()
    return {stretch: starts for stretch, starts in stretches.items() if possible.search(stretch)}


def _find_in(stretches: dict[str, list[int]], page: Codepage, high: Counter[str]) -> list[Repair]:
    """One level of mojibake of one encoding. `high` counts the characters that are not ASCII in the whole text."""
    runs = [
        (run, starts)
        for stretch, starts in stretches.items()
        for match in page.sequences.finditer(stretch)
        for run in _runs(page, stretch, span_of(match.span()))
    ]
    if not runs:
        return []
    evidence = weigh([(run, len(starts)) for run, starts in runs], high)
    supported = [(run, starts) for run, starts in runs if evidence.supports(run)]
    alone = sum(len(run.glyphs) * len(starts) for run, starts in supported) == 1
    one_form = len({run.raw for run, _ in supported}) == 1 and len(supported[0][0].glyphs) == 1
    if one_form and page.name != "cp1252" and is_weak(supported[0][0]):
        return []
    certain = not (alone and evidence.strangers.total() and len(supported[0][0].raw) < 3)
    repairs = []
    for run, starts in supported:
        first, last = run.glyphs[0].span.start, run.glyphs[-1].span.end
        meant = "".join(glyph.meant for glyph in run.glyphs)
        repairs += [Repair(Span(start + first, start + last), meant, page.name, 1, certain) for start in starts]
    return repairs


def _runs(page: Codepage, stretch: str, span: Span) -> list[Run]:
    """The parts of `span`, well-formed UTF-8 for `page`, that give characters that plans hold."""
    runs: list[Run] = []
    glyphs: list[Glyph] = []
    end = span.start
    for char, length in _characters(page.encode(stretch[slice(*span)])):
        start, end = end, end + length
        name = "symbol" if _C1.match(char) else kind(char)
        if name and not page.is_mixed(stretch[start:end]):
            before = stretch[max(0, start - _AROUND) : start]
            around = before[-1:], stretch[end : end + 1], before[:-1]
            glyphs.append(glyph_of((span_of((start, end)), stretch[start:end], char, name, *around)))
        elif glyphs:
            runs.append(_run(stretch, glyphs))
            glyphs = []
    return [*runs, _run(stretch, glyphs)] if glyphs else runs


def _run(stretch: str, glyphs: Sequence[Glyph]) -> Run:
    raw = stretch[glyphs[0].span.start : glyphs[-1].span.end]
    return Run(tuple(glyphs), raw, is_strong(glyphs, raw))


def _characters(data: bytes) -> list[tuple[str, int]]:
    """The characters of UTF-8 or CESU-8, each with the number of its bytes."""
    found, half = [], ""
    for char in data.decode("utf-8", "surrogatepass"):
        if "\ud800" <= char < "\udc00":
            half = char
        elif half:
            found.append(((half + char).encode("utf-16", "surrogatepass").decode("utf-16"), 6))
            half = ""
        else:
            found.append((char, len(char.encode())))
    return found


def _compose(repairs: Sequence[Repair], deeper: Sequence[Repair]) -> tuple[Repair, ...]:
    """`repairs` with those of the repaired text done too that lie inside one of them; empty when none do."""
    starts = _moved(repairs)
    composed = list(repairs)
    for span, meant, *_ in reversed(deeper):
        index = bisect_right(starts, span.start) - 1
        if index >= 0 and span.end <= starts[index] + len(repairs[index].text):
            old = composed[index]
            start, end = span.start - starts[index], span.end - starts[index]
            text = old.text[:start] + meant + old.text[end:]
            composed[index] = old._replace(text=text, times=repairs[index].times + 1)
    return () if composed == list(repairs) else tuple(composed)


def _moved(repairs: Sequence[Repair]) -> list[int]:
    """Where `repairs` start in the text in which they are made."""
    starts, shift = [], 0
    for span, meant, *_ in repairs:
        starts.append(span.start + shift)
        shift += len(meant) - (span.end - span.start)
    return starts


def _without_odd_words(text: str, repairs: Sequence[Repair]) -> tuple[Repair, ...]:
    """`repairs` without letters in words that hold others which no repair explains: these are no words when mended.

    Where there are such words, a mere pair proves nothing.
    """
    rest = apply(text, [one._replace(text="x" * (one.span.end - one.span.start)) for one in repairs])
    words = [word for word in _WORD.finditer(rest) if not word[0].isascii()]
    odd = [word.span() for word in words if any(char.isalpha() > char.isascii() for char in word[0])]

    def is_odd(start: int) -> bool:
        index = bisect_right(odd, (start, len(text))) - 1
        return index >= 0 and start < odd[index][1]

    letters = {one for one in repairs if one.text[0].isalpha() and is_odd(one.span.start)}
    torn = {one.encoding for one in letters}
    pairs = {one for one in repairs if one.encoding in torn and one.span.end - one.span.start == 2}
    return tuple(one for one in repairs if one not in letters and one not in pairs)


def _punctuation(text: str, repairs: Sequence[Repair]) -> Iterator[Repair]:
    """Punctuation of cp1252 that was read as Latin-1; nothing where a control stands that cannot be any."""
    if not _C1.search(text):
        return
    mended = apply(text, repairs)
    found = list(_LATIN_1.finditer(mended))
    closing = [match["close"] for match in found]
    unopened = any(closing.count(sign) > sum(map(mended.count, opening)) for sign, opening in _PAIRS.items())
    if unopened or len(found) < len(_C1.findall(mended)):
        return
    certain = bool(_LATIN_WORD.search(mended)) or any(match[0] not in "\x92\x99" for match in found)
    starts = _moved(repairs)
    for match in found:
        index = bisect_right(starts, match.start()) - 1
        place = match.start()
        if index >= 0:
            place += repairs[index].span.end - starts[index] - len(repairs[index].text)
        meant = match[0].encode("latin-1").decode("cp1252")
        yield Repair(Span(place, place + 1), meant, "cp1252", 1, certain)


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
    """Whether a document speaks of mojibake rather than suffers from it: by what stands around it, or in inline
    code."""
    quotations = sum(_is_mojibake(text[slice(*span)].strip("`'\" ")) for span in quoted)
    return speaks_of([(one.span, one.text) for one in repairs], text, quotations)


def _is_mojibake(text: str) -> bool:
    """Whether at least half of `text` is mojibake."""
    return is_suspicious(text) and 2 * sum(span.end - span.start for span, *_ in _find_once(text)) >= len(text)

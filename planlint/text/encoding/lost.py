"""Mojibake that lost a byte: one that Windows leaves undefined was dropped, or an editor straightened a space or quote.

What was meant can then only be listed, unless a single character is possible where it stands.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from planlint.text.encoding.evidence import CLOSING
from planlint.text.encoding.pages import USUAL, Codepage, codepages, is_drawing, is_emoji, kind
from planlint.text.encoding.repair import Repair, apply, find, is_quotation, is_suspicious
from planlint.text.patterns import regex
from planlint.text.source import Span

_SPACED = (
    (0xC3, "à", "à", "ÿ", r"{0}(?= *[^\s|])( (?= |(?:s|quel[aeo]s?|quilo)\b(?!['’]))|(?= ))"),
    (0xC5, "Š", "Ā", "ſ", r"(?<!\w){0}( )(?=[a-zà-ž])"),
    (0xC2, "\xa0", "\xa0", "\U0010ffff", r"{0}( |(?=[|\r\n]|\Z))"),
)
"""What ends in A0: its first byte, what it is, the letters beside which it stands, and where the byte is it."""
_STRAIGHTENED = {" ": (0xA0,), "'": (0x91, 0x92), '"': (0x93, 0x94)}
_EMOJI_STYLE, _JOINER, _KEYCAP = "\ufe0f", "\u200d", "\u20e3"
_RULES = "─═━"
_LOOK_BACK = 300
_UNREADABLE = regex(r"\ufffd|\?$")
"""What stands for bytes that could not be read: how many they were, nobody knows."""


class Loss(NamedTuple):
    """A stretch of mojibake with a byte lost. `certain`: no character but the one candidate can stand here."""

    span: Span
    candidates: tuple[str, ...]
    certain: bool
    encoding: str


class _Fill(NamedTuple):
    """One way to read a sequence: its bytes, how many characters of the text it takes, and what it lost."""

    data: bytes
    taken: int
    dropped: int
    straightened: str


@lru_cache(maxsize=2)
def find_losses(text: str, quoted: tuple[Span, ...] = ()) -> tuple[Loss, ...]:
    """The mojibake in `text` that `find` leaves because a byte is missing, in order; `quoted` as there."""
    if text.isascii() or not (is_suspicious(text) or "Ã " in text):
        return ()
    repairs = find(text, quoted)
    seen = Counter(repair.encoding for repair in repairs)
    known = [*(repair.span for repair in repairs), *quoted]
    losses = list(_spaced(text, repairs, quoted))
    known += [loss.span for loss in losses]
    for page in sorted((page for page in codepages() if page.undefined), key=lambda page: -seen[page.name]):
        found = list(_scan(text, page, sorted([*known, *(loss.span for loss in losses)])))
        if seen[page.name] or any(evident for evident, _ in found):
            losses += (loss for _, loss in found)
    decided = _in_context(text, repairs, sorted(losses))
    decided = [
        one._replace(certain=one.certain and not _UNREADABLE.search(text, one.span.start, one.span.end + 1))
        for one in decided
    ]
    guesses = [Repair(loss.span, loss.candidates[0], loss.encoding) for loss in decided]
    return () if guesses and is_quotation(text, quoted, sorted([*repairs, *guesses])) else tuple(decided)


def _spaced(text: str, repairs: Sequence[Repair], quoted: Sequence[Span]) -> Iterator[Loss]:
    """Letters whose second byte, a space that does not break, became a space, which then was taken for one too many.

    They have to stand where nobody writes what they became, in a document whose other letters came to the same harm.
    """
    mangled = {offset for one in repairs for offset in range(*one.span)}
    for page in codepages() if repairs or "Ã " in text else ():
        if page.bytes_of.get("\xa0") != 0xA0:
            continue
        mended = [char for one in repairs if one.encoding == page.name and one.certain for char in one.text]
        for byte, meant, first, last, pattern in _SPACED:
            lead = page.decode(bytes([byte]))
            evidence = sum(first <= char <= last for char in mended)
            if lead not in text or not (evidence or (page.name == "cp1252" and meant == "à")):
                continue
            found = [m for m in re.finditer(pattern.format(lead), text) if m.start() not in mangled]
            spans = [Span(m.start(), m.end(1)) for m in found if not text[m.start() - 1 : m.start()].isupper()]
            explained = sum(text.count(lead, *span) for span in (*(one.span for one in repairs), *quoted, *spans))
            if explained < text.count(lead):
                continue
            for start, end in spans:
                inside = text[start - 1 : start].isalpha()
                if evidence or inside:
                    sure = not inside or meant != "à" or text[end - 1] == " " or not text[end + 1 : end + 2].islower()
                    yield Loss(Span(start, end), (meant,), evidence > 1 and sure, page.name)


def _scan(text: str, page: Codepage, known: Sequence[Span]) -> Iterator[tuple[bool, Loss]]:
    """Sequences of three or four bytes that lack one, outside of `known` spans; whether they are evident, first."""
    starts = [span.start for span in known]
    for match in page.long_leads.finditer(text):
        start = match.start()
        index = bisect_right(starts, start)
        if index and start < known[index - 1].end:
            continue
        end = min(start + 4, starts[index]) if index < len(starts) else start + 4
        lead = page.bytes_of[match[0]]
        candidates = _candidates(text[start + 1 : end], page.name, lead)
        evident = bool(candidates) and _is_evident(text, start, page)
        if candidates and (evident or not text[start - 1 : start].isalpha()):
            chars = tuple(dict.fromkeys(char for char, _ in candidates))
            end = start + 1 + (max if len(chars) == 1 else min)(taken for _, taken in candidates)
            yield evident, Loss(Span(start, end), chars, False, page.name)


@lru_cache(maxsize=4096)
def _candidates(tail: str, encoding: str, lead: int) -> list[tuple[str, int]]:
    """What a lead byte with `tail` behind it may have been, and how many characters of `tail` belong to it."""
    page = next(page for page in codepages() if page.name == encoding)
    fills = list(_fills(tail, page, 3 if lead == 0xF0 else 2))
    if any(not fill.dropped and not fill.straightened for fill in fills):
        return []
    quotes = [fill for fill in fills if not fill.dropped and " " not in fill.straightened]
    single = [fill for fill in fills if fill.dropped + len(fill.straightened) == 1]
    for group in (quotes, single, fills if lead == 0xF0 else ()):
        chars = [(_decode(bytes([lead]) + fill.data), fill.taken) for fill in group]
        if chars := [(char, taken) for char, taken in chars if char in USUAL or (char and is_emoji(char))]:
            return chars
    return []


def _fills(tail: str, page: Codepage, need: int, lost: int = 0) -> Iterator[_Fill]:
    """All ways to read `need` more bytes from the start of `tail`, with up to two bytes lost."""
    if need == 0:
        yield _Fill(b"", 0, 0, "")
        return
    char = tail[:1]
    if (byte := page.bytes_of.get(char, 0xFF)) < 0xC0:
        for rest in _fills(tail[1:], page, need - 1, lost):
            yield rest._replace(data=bytes([byte]) + rest.data, taken=rest.taken + 1)
    if lost == 2:
        return
    for byte in sorted(page.undefined):
        for rest in _fills(tail, page, need - 1, lost + 1):
            yield rest._replace(data=bytes([byte]) + rest.data, dropped=rest.dropped + 1)
    for byte in page.undefined if char == "\ufffd" else _STRAIGHTENED.get(char, ()):
        for rest in _fills(tail[1:], page, need - 1, lost + 1):
            yield _Fill(bytes([byte]) + rest.data, rest.taken + 1, rest.dropped, char + rest.straightened)


def _decode(data: bytes) -> str:
    """The character, or nothing when the bytes are not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _is_evident(text: str, start: int, page: Codepage) -> bool:
    """Whether what stands around the lead character at `start` shows by itself that this is mojibake."""
    before = text[start - 1] if start else ""
    second, third = text[start + 1 : start + 2], text[start + 2 : start + 3]
    if page.bytes_of[text[start]] == 0xEF or second in ("Ÿ", "ź"):
        return True
    if page.bytes_of[text[start]] == 0xF0:
        return not before.isalpha() and not third.isalpha() and third in page.continuations
    if second in ("'", '"'):
        second, third = third, text[start + 3 : start + 4]
    if second.isalpha():
        return not before.isalpha() and not third.isalpha()
    odd = second not in CLOSING and second not in ("'", '"') and not second.isspace()
    return odd and (second == "€" or not before.isalpha())


def _in_context(text: str, repairs: Sequence[Repair], losses: Sequence[Loss]) -> list[Loss]:
    """`losses` with fewer candidates, or a certain one, where what stands around them decides."""
    shown = {loss.span.start: loss.candidates[0] for loss in losses} | {one.span.start: one.text for one in repairs}
    decided: list[Loss] = []
    for loss in losses:
        after = shown.get(loss.span.end, text[loss.span.end : loss.span.end + 1])
        if loss.candidates == (_EMOJI_STYLE,) and decided and decided[-1].span.end == loss.span.start:
            symbol = decided.pop()
            styled = tuple(char + _EMOJI_STYLE for char in symbol.candidates)
            straight = text[loss.span.start - 1] in _STRAIGHTENED and len(styled) == 1
            decided.append(Loss(Span(symbol.span.start, loss.span.end), styled, straight, loss.encoding))
            continue
        before = _shown_before(text, repairs, loss.span.start)
        chars = tuple(char for char in loss.candidates if _can_stand(char, before, after))
        if is_drawing(after[:1]) and (rules := tuple(char for char in chars if char in _RULES)):
            chars = rules
        if chars:
            decided.append(
                loss._replace(
                    candidates=chars, certain=loss.certain or (len(chars) == 1 and _must_stand(chars[0], before))
                )
            )
    return decided


def _shown_before(text: str, repairs: Sequence[Repair], position: int) -> str:
    """What stands before `position` on its line, repaired."""
    start = max(0, position - _LOOK_BACK)
    start = max(start, *(text.rfind(end, start, position) + 1 for end in "\r\n"))
    first, last = (bisect_left(repairs, (Span(offset, offset),)) for offset in (start, position))
    inside = [repair._replace(span=Span(*(offset - start for offset in repair.span))) for repair in repairs[first:last]]
    return apply(text[start:position], inside)


def _can_stand(char: str, before: str, after: str) -> bool:
    """Whether `char` makes sense between two texts: parts of emoji only inside one, a quotation mark never there."""
    last = before.removesuffix(_EMOJI_STYLE)[-1:]
    if char == _EMOJI_STYLE:
        return before[-1:] == last and (kind(last or " ") == "symbol" or after.startswith(_KEYCAP))
    between = is_emoji(last) and (is_emoji(after[:1]) or kind(after[:1] or " ") == "symbol")
    return between if char == _JOINER else not (char == "”" and between)


def _must_stand(char: str, before: str) -> bool:
    """Whether nothing but `char` can stand behind `before`, given that it is a candidate."""
    if char == "”":
        return before.rfind("“") > before.rfind("”")
    return char in (_EMOJI_STYLE, _JOINER)

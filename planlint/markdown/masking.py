"""What a reader does not read as prose - code, comments, link targets, tags - blanked by spaces of the same length."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, NamedTuple

from planlint.markdown.references import DESTINATION, TITLE
from planlint.text.patterns import regex
from planlint.text.source import Span, span_of

MaskKind = Literal["code", "block", "comment", "hidden"]

_ATTRIBUTE = r"""\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']{0,2000}+'|"[^"]{0,2000}+"))?+"""
_SPECIAL = regex(  # what each branch starts with stands before them all, which makes the search quick
    r"(?=[\\`<\]:])(?:\\[!-/:-@\[-`{-~]"
    r"|`(?P<ticks>`*)"
    r"|<!--(?P<comment>)"
    r"|<(?P<angle>(?:"
    r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*+"
    r"|[\w.!#$%&'*+/=?^{|}~-]{1,64}+@[\w.-]++"
    rf"|/?[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?"
    r")>)"
    rf"|\](?P<target>\(\s*+(?:{DESTINATION})?(?:\s++(?:{TITLE}))?+\s*+\))"
    r"|:(?P<url>//[^\s<]*+))"
)
_SCHEME = regex(r"\b(?:https?|ftp)$")
_URL_PUNCTUATION = "?!.,:*_~'\"]}`|;"
_NOT_LINE_END = regex(r"[^\r\n]+")


class Mask(NamedTuple):
    """A stretch to blank: code (a span or a block) is kept where code counts, comments and what is hidden nowhere."""

    span: Span
    kind: MaskKind


_mask_of: Callable[[tuple[Span, MaskKind]], Mask] = partial(tuple.__new__, Mask)


def inline_masks(text: str, start: int, end: int, *, html: bool = False) -> Sequence[Mask]:
    """The code spans, comments, tags and link targets between two offsets of `text`, in order.

    In an HTML block (`html`) backticks mean nothing, and a comment that is never closed runs to the end.
    """
    part = text[start:end]
    if "<" in part or "](" in part or "://" in part or "``" in part or "\\" in part:
        return _searched_masks(text, start, end, html)
    masks: list[Mask] = []
    opening = -1 if html else part.find("`")  # backticks that stand alone
    while opening >= 0 and (closing := part.find("`", opening + 1)) >= 0:
        masks.append(_mask_of((span_of((start + opening, start + closing + 1)), "code")))
        opening = part.find("`", closing + 1)
    return masks


def _searched_masks(text: str, start: int, end: int, html: bool) -> list[Mask]:
    masks: list[Mask] = []
    position = start
    comments_end = True
    ticks: dict[int, list[int]] | None = None
    while m := _SPECIAL.search(text, position, end):
        position = m.end()
        match m.lastgroup:
            case "ticks" if not html:
                if ticks is None:
                    ticks = _tick_runs(text, position, end)
                length = m.end() - m.start()
                runs = ticks.get(length, [])
                while runs and runs[-1] < position:
                    runs.pop()
                if runs:
                    position = runs[-1] + length
                    masks.append(_mask_of((span_of((m.start(), position)), "code")))
            case "comment" if comments_end or html:
                close = text.find("-->", m.start() + 2, end)
                comments_end = close >= 0
                if comments_end or html:
                    position = close + 3 if comments_end else end
                    masks.append(_mask_of((span_of((m.start(), position)), "comment")))
            case "angle":
                masks.append(_mask_of((span_of(m.span()), "hidden")))
            case "target":
                masks.append(_mask_of((span_of(m.span("target")), "hidden")))
            case "url":
                if scheme := _SCHEME.search(text, max(start, m.start() - 5), m.start()):
                    position = _url_end(text, m.start() + 3, m.end())
                    masks.append(_mask_of((span_of((scheme.start(), position)), "hidden")))
    return masks


def _tick_runs(text: str, start: int, end: int) -> dict[int, list[int]]:
    """The starts of the backtick runs by their length, the last one first."""
    runs: dict[int, list[int]] = {}
    for m in re.finditer("`+", text[start:end]):
        runs.setdefault(len(m[0]), []).append(start + m.start())
    for starts in runs.values():
        starts.reverse()
    return runs


def _url_end(text: str, start: int, end: int) -> int:
    """Where a bare URL ends: as GFM, without closing punctuation and unbalanced parentheses."""
    url = text[start:end]
    surplus = url.count(")") - url.count("(")
    stop = len(url)
    while stop and (url[stop - 1] in _URL_PUNCTUATION or (url[stop - 1] == ")" and surplus > 0)):
        surplus -= url[stop - 1] == ")"
        stop -= 1
    return start + stop


def masked(text: str, masks: Sequence[Mask]) -> tuple[str, str]:
    """Prose, and prose with code: `text` with all `masks` blanked, and with all but code blanked.

    The masks are in order and do not overlap.
    """
    if not text.isascii():
        from planlint.text.encoding.decode import read_through

        text = read_through(text)  # not what the encoding rules read: those take the source itself
    hidden = [mask.span for mask in masks if mask.kind in ("comment", "hidden")]
    return _blanked(text, [mask.span for mask in masks]), _blanked(text, hidden)


def _blanked(text: str, spans: Sequence[Span]) -> str:
    """`text` with spaces in `spans`; line ends stay."""
    parts: list[str] = []
    position = 0
    returns = "\r" in text
    for start, end in spans:
        blank = " " * (end - start)
        if returns and text.find("\r", start, end) >= 0:
            blank = _NOT_LINE_END.sub(lambda m: " " * len(m[0]), text[start:end])
        elif text.find("\n", start, end) >= 0:
            blank = "\n".join([" " * len(line) for line in text[start:end].split("\n")])
        parts += text[position:start], blank
        position = end
    parts.append(text[position:])
    return "".join(parts)

"""What a reader does not read as prose - code, comments, link targets, tags - blanked by spaces of the same length."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from planlint.mangled import read_through
from planlint.source import Span

MaskKind = Literal["code", "comment", "hidden"]

_ATTRIBUTE = r"""\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']{0,2000}+'|"[^"]{0,2000}+"))?+"""
_PARENTHESES = r"\((?:[^\s()\\]++|\\.|\([^\s()]*+\))*+\)"
_DESTINATION = rf"<[^<>\n]*+>|(?!<)(?:[^\s()\\]++|\\.|{_PARENTHESES})++"
_TITLE = r""""[^"]{0,2000}+"|'[^']{0,2000}+'|\([^()]{0,2000}+\)"""
_SPECIAL = re.compile(
    r"\\[!-/:-@\[-`{-~]"
    r"|(?P<ticks>`+)"
    r"|(?P<comment><!--)"
    r"|(?P<angle><(?:"
    r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*+"
    r"|[\w.!#$%&'*+/=?^{|}~-]{1,64}+@[\w.-]++"
    rf"|/?[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?"
    r")>)"
    rf"|\](?P<target>\(\s*+(?:{_DESTINATION})?(?:\s++(?:{_TITLE}))?+\s*+\))"
    r"|(?P<url>://[^\s<]*+)"
)
_SCHEME = re.compile(r"\b(?:https?|ftp)$")
_URL_TAIL = re.compile(r"""[?!.,:*_~'"\]}`|;)]*+\Z""")
_NOT_LINE_END = re.compile(r"[^\r\n]")


class Mask(NamedTuple):
    """A stretch to blank: code is kept where code counts, comments and what is hidden nowhere."""

    span: Span
    kind: MaskKind


def inline_masks(text: str, start: int, end: int, *, html: bool = False) -> Iterator[Mask]:
    """The code spans, comments, tags and link targets between two offsets of `text`, in order.

    In an HTML block (`html`) backticks mean nothing, and a comment that is never closed runs to the end.
    """
    position = start
    comments_end = True
    ticks: dict[int, list[int]] | None = None
    while m := _SPECIAL.search(text, position, end):
        position = m.end()
        match m.lastgroup:
            case "ticks" if not html:
                if ticks is None:
                    ticks = _tick_runs(text, position, end)
                runs = ticks.get(len(m["ticks"]), [])
                while runs and runs[-1] < position:
                    runs.pop()
                if runs:
                    position = runs[-1] + len(m["ticks"])
                    yield Mask(Span(m.start(), position), "code")
            case "comment" if comments_end or html:
                close = text.find("-->", m.start() + 2, end)
                comments_end = close >= 0
                if comments_end or html:
                    position = close + 3 if comments_end else end
                    yield Mask(Span(m.start(), position), "comment")
            case "angle":
                yield Mask(Span(*m.span()), "hidden")
            case "target":
                yield Mask(Span(*m.span("target")), "hidden")
            case "url":
                if scheme := _SCHEME.search(text, max(start, m.start() - 5), m.start()):
                    position = _url_end(text, m.start() + 3, m.end())
                    yield Mask(Span(scheme.start(), position), "hidden")


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
    tail = _URL_TAIL.search(url)
    assert tail
    stop = len(url)
    for n, char in enumerate(reversed(tail[0])):
        if char == ")" and surplus <= 0:
            break
        surplus -= char == ")"
        stop = len(url) - n - 1
    return start + stop


def blank(text: str, spans: Iterable[Span]) -> str:
    """`text` with `spans` (in order, not overlapping) replaced by spaces; line ends stay."""
    parts = []
    position = 0
    for start, end in spans:
        if end <= position:
            continue
        start = max(start, position)
        parts.append(text[position:start])
        hidden = text[start:end]
        parts.append(_NOT_LINE_END.sub(" ", hidden) if "\n" in hidden or "\r" in hidden else " " * (end - start))
        position = end
    parts.append(text[position:])
    return "".join(parts)


def masked(text: str, masks: Sequence[Mask]) -> tuple[str, str]:
    """Prose, and prose with code: `text` with all `masks` blanked, and with all but code blanked.

    Marks that were saved in the wrong encoding are read through in both.
    """
    text = read_through(text)
    return blank(text, (m.span for m in masks)), blank(text, (m.span for m in masks if m.kind != "code"))

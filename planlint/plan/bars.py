"""Progress bars: drawn of glyphs (`████░░░░`), in brackets (`[####----]`), and as images."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from planlint.markdown.document import Document
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Span, span_of

if TYPE_CHECKING:
    from decimal import Decimal

FULL = "█■▰●▬⬤🟩🟦🟨🟧🟥🟪🟫⬛◼▮◾🔵🟢🟣▓━═✅"
EMPTY = "░▒□▱○⬜◻▯◽⚪◯▢▫─╌┄┈╍⚫·∙"
_EIGHTHS = "▏▎▍▌▋▊▉"
_SKIPPED = "\ufe0e\ufe0f"
_BLOCK = f"{FULL}{EMPTY}{_EIGHTHS}"
_DRAWN = regex(rf"(?P<open>[\[|(]?)(?P<cells>[{_BLOCK}][{_BLOCK}{_SKIPPED}]*)(?P<close>[\]|)]?)")
_ASCII = regex(
    r"(?P<open>\[)(?P<cells>(?P<full>[#=*+/])(?P=full)*>?(?P<empty>[-. _])?(?P=empty)*|[-._]{4,})(?P<close>\])"
)
_MIN_CELLS = 4
BAR_STARTS = (rf"[{_BLOCK}][{_BLOCK}]{{3}}", r"\[[#=*+/._-]{4}", r"\[[#=*+/]+>?[-. _]")
"""What every bar starts with, as regular expressions; much else does, too."""
_AMBIGUOUS = "▓▒⬛⚫"
"""Full beside something lighter, empty beside something darker."""
_DARKNESS = {"█": 5, "▓": 3, "▒": 2, "░": 1}


@value_object
class Bar:
    """A drawn bar. `cells` spans the glyphs between the brackets; `filled` counts whole cells and eighths.

    `open_width` says that there is no empty cell and no bracket: the bar may be one of a chart, its width unknown.
    """

    span: Span
    cells: Span
    filled: float
    width: int
    full: str
    empty: str
    open_width: bool
    framed: bool
    """Whether brackets hold it."""

    def fits(self, percent: float) -> bool:
        """Whether the filled cells are floor, round or ceiling of `percent` of the width; none where nothing is
        done."""
        return abs(self.filled - percent * self.width / 100) < 1 and not (self.filled and not percent)

    def redrawn(self, percent: float) -> str:
        """The cells for `percent`, in this bar's own glyphs and width."""
        return draw(self.full + self.empty, int(percent * self.width / 100 + 0.5), self.width, framed=False)


def read_bars(text: str, start: int, end: int) -> list[Bar]:
    """The bars inside `text[start:end]`, one line, in order."""
    found = [bar for match in _DRAWN.finditer(text, start, end) if (bar := _drawn(text, match))]
    return found or [bar for match in _ASCII.finditer(text, start, end) if (bar := _ascii(match))]


def draw(style: str, filled: int, width: int, *, framed: bool) -> str:
    """A bar of `width` cells in the two glyphs of `style`; `framed` puts it in square brackets."""
    cells = style[0] * filled + style[1] * (width - filled)
    return f"[{cells}]" if framed else cells


def is_style(style: str) -> bool:
    """Whether a bar drawn in the two characters of `style` is read as one; plain characters need brackets."""
    if len(style) != 2:
        return False
    half = draw(style, 3, 6, framed=style.isascii())
    return [(bar.filled, bar.width) for bar in read_bars(half, 0, len(half))] == [(3, 6)]


def _ascii(match: re.Match[str]) -> Bar | None:
    cells = match["cells"]
    full, empty = match["full"], match["empty"]
    if len(cells) < _MIN_CELLS or (full is None and len(set(cells)) > 1):
        return None
    filled = sum(cells.count(char) for char in f"{full}>") if full else 0
    return Bar(
        span_of(match.span()),
        span_of(match.span("cells")),
        float(filled),
        len(cells),
        full or "#",
        empty or "-",
        False,
        True,
    )


def _drawn(text: str, match: re.Match[str]) -> Bar | None:
    """A run of glyphs as a bar: full cells, at most one partial, then empty ones; None where it is anything else."""
    cells = [char for char in match["cells"] if char not in _SKIPPED]
    if len(cells) < _MIN_CELLS or _broken(text, match):
        return None
    framed = bool(match["open"] and match["close"])
    whole = [char for char in cells if char not in _EIGHTHS]
    kinds = list(dict.fromkeys(whole))
    eighths = [char for char in cells if char in _EIGHTHS]
    if len(kinds) > 2 or len(eighths) > 1 or not kinds:
        return None
    if len(kinds) == 1:
        full, empty = (kinds[0], _partner(kinds[0])) if _is_full(kinds[0]) else (_partner(kinds[0]), kinds[0])
    else:
        full, empty = kinds
        if not _lighter(full, empty):
            return None
    count = whole.count(full)
    order = "".join(cells)
    partial = eighths[0] if eighths else ""
    if order != full * count + partial + empty * (len(whole) - count):
        return None
    filled = count + ((_EIGHTHS.index(partial) + 1) / 8 if partial else 0.0)
    span = span_of(match.span()) if framed else span_of(match.span("cells"))
    return Bar(
        span, span_of(match.span("cells")), filled, len(cells), full, empty, not framed and count == len(cells), framed
    )


def _broken(text: str, match: re.Match[str]) -> bool:
    """Whether the run is cut short by a lost byte or goes on as something else (letters drawn of blocks)."""
    around = text[match.start("cells") - 1 : match.start("cells")] + text[match.end("cells") : match.end("cells") + 1]
    return any(char == "\ufffd" or ("\u2500" <= char <= "\u25ff" and char not in "│┃║┆┊") for char in around)


def _is_full(char: str) -> bool:
    return char in FULL and char not in _AMBIGUOUS


def _lighter(full: str, empty: str) -> bool:
    if full in _DARKNESS and empty in _DARKNESS:
        return _DARKNESS[full] > _DARKNESS[empty]
    return full in FULL and (empty in EMPTY or empty in _AMBIGUOUS)


def _partner(char: str) -> str:
    pairs = ("█░", "■□", "▰▱", "●○", "🟩⬜", "▮▯", "◼◻", "⬛⬜", "━─", "▓░", "🟦⬜", "🟢⚪", "◾◽", "▪▫")
    return next((pair.replace(char, "") for pair in pairs if char in pair), "░" if char in FULL else "█")


# --- images ----------------------------------------------------------------------------------------------------------

_IMAGE = regex(r"!\[(?P<alt>[^\]\n]{0,200})\]\((?P<url><[^>\n]+>|[^\s)]+)|<img\b(?P<tag>[^>\n]{1,600})>", re.IGNORECASE)
_ATTRIBUTE = regex(r"""\b(?P<name>src|alt)\s*=\s*(?P<quote>["'])(?P<value>[^"'\n]*)(?P=quote)""", re.IGNORECASE)
_HOSTED = regex(
    r"(?:progress-bar\.\w+|geps\.dev/progress|[\w.-]*progress[\w.-]*/progress)/(?P<value>\d{1,3}(?:\.\d+)?)(?![\d.])"
)
_BADGE = regex(
    r"img\.shields\.io/(?:static/v1\?|badge/)[^\s)\"'>]*?(?P<value>\d{1,3}(?:\.\d+)?)(?:%25|%(?![0-9A-Fa-f]{2}))"
)
_PRINTED = regex(r"(?<![\d.])(?P<value>\d{1,3}(?:[.,]\d+)?)\s?%")


@value_object
class ImageBar:
    """A progress image: the number in its address, and the one in its alternative text if it has one."""

    span: Span
    value: "Decimal"
    number: Span
    alt: "Decimal | None"
    alt_number: Span
    label: str
    """The badge's text and the alternative text, casefolded: what is measured."""


def read_images(document: Document) -> Iterator[ImageBar]:
    """The progress images of a document, those in code and comments left out."""
    text = document.source.text
    for match in _IMAGE.finditer(text):
        if not document.prose[match.start() : match.end()].strip() and match["url"]:
            continue
        url, alt = _places(text, match)
        number = _HOSTED.search(text, *url) or _BADGE.search(text, *url)
        if not number or not _is_live(document, match.start()):
            continue
        from decimal import Decimal  # few plans have such images

        shown = _PRINTED.search(text, *alt)
        label = f"{unquote(text[slice(*url)])} {text[slice(*alt)]}".casefold()
        yield ImageBar(
            span_of(match.span()),
            Decimal(number["value"]),
            span_of(number.span("value")),
            Decimal(shown["value"].replace(",", ".")) if shown else None,
            span_of(shown.span("value")) if shown else Span(0, 0),
            label,
        )


def _places(text: str, match: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where the address and the alternative text of an image stand."""
    if match["url"]:
        return match.span("url"), match.span("alt")
    found = {
        attribute["name"].casefold(): attribute.span("value")
        for attribute in _ATTRIBUTE.finditer(text, *match.span("tag"))
    }
    return found.get("src", (0, 0)), found.get("alt", (0, 0))


def _is_live(document: Document, offset: int) -> bool:
    """Whether a reader sees an image here: not in code, not in a comment."""
    hidden = any(comment.start <= offset < comment.end for comment in document.comments)
    return not hidden and not any(block.span.start <= offset < block.span.end for block in document.code)

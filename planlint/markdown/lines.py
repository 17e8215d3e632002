"""What a line of Markdown is when it is read alone: the mark of an item, a fence, a rule, a row of a table.

A `text` is a line without the space around it and the prefixes of its containers.
"""

import re

from planlint.text.patterns import regex
from planlint.text.source import Span, span_of

_HTML_BLOCKS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu"
    "|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr"
    "|track|ul"
)
_HTML = regex(
    r"<(?:(?P<raw>(?:pre|script|style|textarea)(?=[\s>]|$))|(?P<comment>!--)|(?P<instruction>\?)|(?P<cdata>!\[CDATA\[)"
    rf"|(?P<declaration>![a-z])|(?P<block>/?(?:{_HTML_BLOCKS})(?=\s|/?>|$))"
    r"|(?P<tag>(?:/[a-z][a-z0-9-]*\s*|"
    r"""[a-z][a-z0-9-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*/?)>[ \t]*$))""",
    re.IGNORECASE,
)
_HTML_ENDS = {"comment": "-->", "instruction": "?>", "declaration": ">", "cdata": "]]>"}
_RAW_END = regex(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)
HEADING_MARK = regex(r"#{1,6}(?=[ \t]|$)")
_DELIMITER = regex(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?")
_PIPE = regex(r"\\.|\|", re.DOTALL)
_DIGITS = "0123456789"


def column_of(line: str, text: str) -> int:
    """The column in which `text` starts, the end of `line`: tabs reach to the next multiple of four."""
    prefix = line[: len(line) - len(text)]
    return len(prefix.expandtabs(4)) if "\t" in prefix else len(prefix)


def marker_width(text: str) -> int:
    """How many characters the mark of a list item takes at the start of `text`; 0 where there is none."""
    width = 1 if text[0] in "-*+" else len(text) - len(text.lstrip(_DIGITS)) + 1
    if width > 10 or (width > 1 and text[width - 1 : width] not in (".", ")")):
        return 0
    return width if text[width : width + 1] in ("", " ", "\t") else 0


def container_mark(text: str, here: bool) -> int:
    """How many characters of `text` are the mark of an item or a quote; one that ends a paragraph `here` has text
    behind it, and its number is 1."""
    if text[0] == ">":
        return 1
    width = marker_width(text) if text[0] in "-*+0123456789" else 0
    if width and here and (len(text) == width or (width > 1 and int(text[: width - 1]) != 1)):
        return 0
    return width


def is_rule(text: str) -> bool:
    """Whether the line is a thematic break."""
    if text[0] not in "-*_" or text[-1] != text[0]:
        return False
    marks = text.replace(" ", "").replace("\t", "")
    return len(marks) > 2 and not marks.strip(text[0])


def underline_level(text: str) -> int:
    """The level of the heading that `text`, a line of `=` or `-`, underlines; 0 where it is no underline."""
    return 0 if text.strip(text[0]) else 1 if text[0] == "=" else 2


def heading_level(text: str) -> int:
    """The level of a heading with number signs before it; 0 where it is none."""
    mark = HEADING_MARK.match(text)
    return mark.end() if mark else 0


def fence_run(text: str) -> str:
    """The backticks or tildes that open a fence; empty where the line opens none."""
    rest = text.lstrip(text[0])
    width = len(text) - len(rest)
    return text[:width] if width > 2 and text[0] in "`~" and (text[0] == "~" or "`" not in rest) else ""


def html_kind(text: str, in_paragraph: bool) -> str:
    """The kind of HTML block that `text` starts; empty where it starts none. Any `tag` does, but ends no paragraph."""
    m = _HTML.match(text)
    return (m and not (in_paragraph and m["tag"]) and m.lastgroup) or ""


def ends_html(kind: str, text: str) -> bool:
    """Whether an HTML block of this kind ends with the line `text`. Those of other kinds end at a blank line."""
    return bool(_RAW_END.search(text)) if kind == "raw" else kind in _HTML_ENDS and _HTML_ENDS[kind] in text


def starts_block(text: str) -> bool:
    """Whether `text` starts a block that ends a table."""
    first = text[0]
    if first in "`~":
        return bool(fence_run(text))
    if first == "<":
        return bool(html_kind(text, in_paragraph=True))
    return (
        first == ">" or (first == "#" and heading_level(text) > 0) or container_mark(text, False) > 0 or is_rule(text)
    )


def split_row(row: str) -> list[Span]:
    """The cells of a table row, as offsets into `row`, without outer space; an empty cell is an empty span."""
    start, stop = len(row) - len(row.lstrip(" \t")), len(row.rstrip(" \t\r\n"))
    if "\\" in row:
        bars = [m.start() for m in _PIPE.finditer(row, start, stop) if m.group() == "|"]
        parts = [row[a:b] for a, b in zip([start, *(bar + 1 for bar in bars)], [*bars, stop], strict=True)]
    else:
        parts = row[start:stop].split("|")
    if len(parts) > 1 and not parts[0]:
        del parts[0]
        start += 1
    if len(parts) > 1 and not parts[-1]:
        del parts[-1]
    cells = []
    for part in parts:
        text = part.lstrip(" \t")
        left = start + len(part) - len(text)
        cells.append(span_of((left, left + len(text.rstrip(" \t")))))
        start += len(part) + 1
    return cells


def is_delimiter(row: str, header: str) -> bool:
    """Whether `row` is the row of dashes below the header of a table. Like GitHub, take `- |` for an item and `---` for
    the mark of a heading."""
    if not _DELIMITER.fullmatch(row) or ("|" not in row and ":" not in row) or row.startswith(("- ", "-\t")):
        return False
    return len(split_row(row)) == len(split_row(header))

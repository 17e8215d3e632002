"""Links: inline, by reference, by definition and in HTML; the slugs that GitHub gives to headings."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from functools import cache
from operator import itemgetter
from urllib.parse import unquote

from planlint.markdown.document import Document
from planlint.markdown.masking import inline_masks
from planlint.markdown.references import reference_label
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span, span_of

_BRACKET = regex(r"\[|\]|\\.|\n[ \t]*\r?\n")
"""Each branch starts with a literal, which makes the search for one quick."""
_TARGET = regex(
    r"\(\s*(?:<(?P<angle>[^<>\r\n]*)>|(?P<plain>(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_DEFINITION = regex(r"[ \t>]*\[[^\]\r\n]+\]:\s*(?:<(?P<angle>[^<>\r\n]*)>|(?P<plain>\S+))")
_REFERENCE = regex(r"\[(?P<label>[^\[\]\r\n]*)\]")
_ELEMENT = regex(
    r"<(?:a|img|source|video|audio|iframe)\s(?:[^<>]*?\s)?(?:href|src)\s*=\s*"
    r"(?:\"(?P<double>[^\"<>\r\n]*)\"|'(?P<single>[^'<>\r\n]*)')",
    re.IGNORECASE,
)
_MATH = regex(r"\$\$[^$]+\$\$|(?P<inline>(?<![\\$\w])\$(?=[^\s$])(?:[^$\r\n\\]|\\.)*\$(?![\w$]))")
_EXPLICIT_ID = regex(
    r"""<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*["']?(?P<html>[^"'\s>]+)"""
    r"|\{:?\s*(?:\.[\w-]+\s+)*#(?P<id>[^}\s]+)[^{}\r\n]*\}|(?<![^\r\n])\((?P<target>[^()\s]+)\)=\s*(?![^\r\n])"
)
"""In HTML, in braces (`{#id}`, `{: #id }`), and as MyST has it (`(id)=`)."""
_HEADING_ID = regex(r"\s*\{:?[ .\w-]*#[^{}]+\}\s*$")
_HTML_HEADING = regex(r"<h([1-6])\b[^<>]*>(?P<title>.{1,300}?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_INCLUDES = regex(r"--8<--|!\[\[|\{%-?\s*(?:include|import)|\{\{[<%#]|`\{include\}|\.\. include::|@include\b")
"""What stands for text from elsewhere in MkDocs, Obsidian, Jekyll, Hugo, mdBook and Sphinx."""
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_OUT_OF_SLUG = regex(r"[^\w -]")
_CIRCLED = regex(r"[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
_ESCAPE = regex(r"\\([!-/:-@\[-`{-~])")


@record
class Link:
    """A link or image. `target` is the span of the destination as written; `path` and `anchor` are decoded, without
    query. A reference link has no target of its own: `label` is then the normalised label it asks for."""

    span: Span
    text: Span
    target: Span
    path: str
    anchor: str | None
    label: str | None = None

    @property
    def local(self) -> bool:
        """Whether it leads to a file or an anchor here, not to another site."""
        return self.label is None and not _SCHEME.match(self.path)


def read_links(document: Document) -> tuple[Link, ...]:
    """All links outside code, comments and formulas, definitions and HTML included, in the order of the text."""
    links = [*_inline(document), *_definitions(document), *_elements(document)]
    formulas = list(_formulas(document)) if "$" in document.prose else []
    links = [link for link in links if not any(link.span.start in formula for formula in formulas)]
    links.sort(key=lambda link: link.span.start)
    return tuple(links)


def _inline(document: Document) -> Iterator[Link]:
    """Pairs of brackets with a destination or a label right behind."""
    prose, text = document.prose, document.source.text
    opened: list[int] = []
    for match in _BRACKET.finditer(prose):
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] == "]" and opened:
            start = opened.pop()
            goes_on = text[match.end() : match.end() + 1] in ("(", "[")
            link = _behind(text, prose, start, match.start()) if goes_on else None
            if link:
                yield link
        elif match[0] != "]" and not match[0].startswith("\\"):
            opened.clear()


def _behind(text: str, prose: str, start: int, end: int) -> Link | None:
    following = text[end + 1 : end + 2]
    if following == "(" and prose[end + 1] == " ":
        match = _TARGET.match(text, end + 1)
        if match:
            group = "angle" if match["angle"] is not None else "plain"
            spans = span_of((start, match.end())), span_of((start + 1, end))
            return _link(*spans, match[group], span_of(match.span(group)))
    if following == "[":
        match = _REFERENCE.match(text, end + 1)
        if match:
            label = reference_label(match["label"] or text[start + 1 : end])
            return Link(
                Span(start, match.end()), Span(start + 1, end), Span(match.start(), match.end()), "", None, label
            )
    return None


def _definitions(document: Document) -> Iterator[Link]:
    text = document.source.text
    for label, span in document.references.items():
        if label.startswith("^"):
            continue  # a footnote of one word
        match = _DEFINITION.match(text, *span)
        if match:
            group = "angle" if match["angle"] is not None else "plain"
            yield _link(span, Span(span.start, span.start), match[group], span_of(match.span(group)))


def _formulas(document: Document) -> Iterator[range]:
    """Formulas between dollar signs: `$a[i]$`, `$$a$$`; "$5 or $6" is none."""
    position = 0
    while match := _MATH.search(document.prose, position):
        closes = match["inline"] is None or not document.source.text[match.end() - 2].isspace()
        if closes:
            yield range(*match.span())
        position = match.end() if closes else match.start() + 1


def _unescaped(text: str) -> str:
    """`text` with characters for HTML's names of them."""
    if "&" not in text:
        return text
    from html import unescape  # its table is long

    return unescape(text)


def _elements(document: Document) -> Iterator[Link]:
    """Links and images written as HTML."""
    for match in _ELEMENT.finditer(document.source.text) if "<" in document.source.text else ():
        start = match.start()
        if document.with_code[start] == " " and not any(start in range(*comment) for comment in document.comments):
            name = "double" if match["double"] is not None else "single"
            yield _link(span_of(match.span()), Span(start, start), _unescaped(match[name]), span_of(match.span(name)))


def _link(span: Span, text: Span, written: str, target: Span) -> Link:
    url = _ESCAPE.sub(r"\1", written) if "\\" in written else written
    if _SCHEME.match(url):
        return Link(span, text, target, url, None)
    path, hash_mark, anchor = url.partition("#")
    path = path.partition("?")[0]
    if "%" in url:
        path, anchor = unquote(path), unquote(anchor)
    return Link(span, text, target, path, anchor if hash_mark else None)


# --- slugs -----------------------------------------------------------------------------------------------------------


def slug(title: str) -> str:
    """The anchor that GitHub makes of a heading's text, before numbers tell repeated ones apart.

    Lower case; letters, marks, digits, connectors (`_`), hyphens and spaces stay; each space becomes a hyphen.
    """
    title = title.lower()
    if title.isascii():
        return _OUT_OF_SLUG.sub("", title).replace(" ", "-")
    return "".join(["-" if c == " " else c for c in title if c in " -" or _in_slug(c)])


@cache
def _in_slug(char: str) -> bool:
    category = unicodedata.category(char)
    # Circled and squared letters are symbols by category, and alphabetic all the same.
    return category[0] in "LM" or category in ("Nd", "Nl", "Pc") or _CIRCLED.match(char) is not None


def numbered(slugs: Iterable[str]) -> list[str]:
    """Slugs with `-1`, `-2` ... behind repeated ones, skipping numbers that another heading already has."""
    taken: dict[str, int] = {}
    result = []
    for base in slugs:
        final, count = base, taken.get(base, -1)
        while final in taken:
            count += 1
            final = f"{base}-{count}" if count else base
        if base in taken:
            taken[base] = count
        taken[final] = 0
        result.append(final)
    return result


def anchors(document: Document) -> frozenset[str] | None:
    """All anchors of a document; None where it takes in text from elsewhere."""
    return None if _INCLUDES.search(document.source.text) else frozenset(anchor_places(document))


def anchor_places(document: Document) -> dict[str, int]:
    """The anchors of a document, its headings' slugs, and the ids that HTML and braces give, and the offset that each
    leads to.

    What is shown of a heading may start or end with a space, behind an image or before a comment: renderers differ in
    whether they strip it.
    """
    text, places = document.source.text, [section.heading.start for section in document.sections[1:]]
    stripped = numbered(slug(_FOOTNOTE.sub("", title).strip()) for title in _shown_titles(document))
    found = {**dict(zip(stripped, places, strict=True)), **dict(zip(heading_slugs(document), places, strict=True))}
    for match in _EXPLICIT_ID.finditer(text):
        found.setdefault(match[match.lastgroup or 0], match.start())
    for match in _HTML_HEADING.finditer(text):
        found.setdefault(slug(plain_text(match["title"]).strip()), match.start())
    return found


def heading_slugs(document: Document) -> list[str]:
    """The anchor of each heading, in the order of the text."""
    return numbered(map(slug, _shown_titles(document)))


def _shown_titles(document: Document) -> list[str]:
    titles, references = [section.title for section in document.sections[1:]], document.references
    return [plain_text(_HEADING_ID.sub("", title), references) for title in titles]


_IMAGE = regex(r"!\[[^\[\]]*\]\uf8ff")
_LINK = regex(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\uf8ff")
_FULL = regex(r"\[([^\[\]]*)\]\[([^\[\]]*)\]")
_FOOTNOTE = regex(r"\[\^[^\[\]]+\]")
_TAG = regex(r"</?[a-zA-Z][\w-]*[\s/>]")
_LITERAL = regex(r"\\([!-/:-@\[-`{-~])|&#?\w{1,31};")
_EMPHASIS = regex(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1|(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\3(?!\w)|(~~)(.+?)\5")
_KEPT = regex(r"[\ue000-\uf8ff]")
"""Private characters, which no renderer shows alike and no slug holds."""


def plain_text(title: str, references: Container[str] | None = None) -> str:
    """What a reader sees of a heading's Markdown: without emphasis, code marks, link targets, images, tags, comments;
    entities are what they stand for. A link by reference needs its label in `references`, where these are known."""
    kept: list[str] = []

    def keep(text: str) -> str:
        """A character that stands for `text`, in which no mark means anything."""
        kept.append(text)
        return chr(0xE000 + len(kept) - 1)

    def resolve(match: re.Match[str]) -> str:
        return match[1] if references is None or reference_label(match[2] or match[1]) in references else match[0]

    title = _KEPT.sub("", title)
    parts, position = [], 0
    for (start, end), kind in inline_masks(title, 0, len(title)):
        parts.append(title[position:start])
        if kind == "code":
            parts.append(keep(title[start:end].strip("`")))
        elif title[start] == "(":
            parts.append("\uf8ff")
        elif kind != "comment" and not _TAG.match(title, start):
            parts.append(keep(title[start:end].strip("<>")))
        position = end
    text = _LITERAL.sub(lambda m: keep(m[1] or _unescaped(m[0])), "".join((*parts, title[position:])))
    text = _FULL.sub(resolve, _LINK.sub(itemgetter(1), _IMAGE.sub("", text)))
    for _ in range(3):
        text = _EMPHASIS.sub(lambda m: m[2] or m[4] or m[6], text)
    return _KEPT.sub(lambda m: kept[ord(m[0]) - 0xE000] if m[0] != "\uf8ff" else "", text)

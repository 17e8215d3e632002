"""Links: inline, by reference and by definition; the slugs that GitHub gives to headings."""

import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from planlint.markdown.document import Document, reference_label
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span

_BRACKET = regex(r"\[|\]|\\.|\n[ \t]*\r?\n")
"""Each branch starts with a literal, which makes the search for one quick."""
_TARGET = regex(
    r"\(\s*(?:<(?P<angle>[^<>\r\n]*)>|(?P<plain>(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)"
)
_DEFINITION = regex(r"[ \t>]*\[[^\]\r\n]+\]:\s*(?:<(?P<angle>[^<>\r\n]*)>|(?P<plain>\S+))")
_REFERENCE = regex(r"\[(?P<label>[^\[\]\r\n]*)\]")
_EXPLICIT_ID = regex(r"""<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*["']?(?P<id>[^"'\s>]+)""")
_HEADING_ID = regex(r"\s*\{#(?P<id>[^}\s]+)\}\s*$")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
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
    """All links outside code and comments, definitions included, in the order of the text."""
    links = [*_inline(document), *_definitions(document)]
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
            link = _behind(text, prose, start, match.start())
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
            return _link(Span(start, match.end()), Span(start + 1, end), match[group], Span(*match.span(group)))
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
    for span in document.references.values():
        match = _DEFINITION.match(text, *span)
        if match:
            group = "angle" if match["angle"] is not None else "plain"
            yield _link(span, Span(span.start, span.start), match[group], Span(*match.span(group)))


def _link(span: Span, text: Span, written: str, target: Span) -> Link:
    url = _ESCAPE.sub(r"\1", written)
    if _SCHEME.match(url):
        return Link(span, text, target, url, None)
    path, hash_mark, anchor = url.partition("#")
    return Link(span, text, target, unquote(path.partition("?")[0]), unquote(anchor) if hash_mark else None)


# --- slugs -----------------------------------------------------------------------------------------------------------


def slug(title: str) -> str:
    """The anchor that GitHub makes of a heading's text, before numbers tell repeated ones apart.

    Lower case; letters, marks, digits, connectors (`_`), hyphens and spaces stay; each space becomes a hyphen.
    """
    return "".join("-" if c == " " else c for c in title.lower() if c in " -" or _in_slug(c))


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


def anchors(document: Document) -> frozenset[str]:
    """All anchors of a document: its headings' slugs, ids in HTML tags, and `{#id}` behind headings."""
    titles = []
    found: set[str] = set()
    for section in document.sections[1:]:
        title = section.title
        explicit = _HEADING_ID.search(title)
        if explicit:
            found.add(explicit["id"])
            title = title[: explicit.start()]
        titles.append(slug(plain_text(title)))
    found.update(numbered(titles))
    found.update(match["id"] for match in _EXPLICIT_ID.finditer(document.source.text))
    return frozenset(found)


_IMAGE = regex(r"!\[[^\]]*\]\([^)]*\)")
_LINK = regex(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_TAG = regex(r"</?[a-zA-Z][^<>]*>")
_CODE = regex(r"(`+)(.+?)\1")
_EMPHASIS = regex(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1|(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\3(?!\w)|(~~)(.+?)\5")


def plain_text(title: str) -> str:
    """What a reader sees of a heading's Markdown: without emphasis, code marks, link targets, images and tags."""
    parts = []
    position = 0
    for code in _CODE.finditer(title):
        parts += [_unmarked(title[position : code.start()]), code[2]]
        position = code.end()
    parts.append(title[position:])
    if len(parts) > 1:
        return "".join([*parts[:-1], _unmarked(parts[-1])])
    return _unmarked(title)


def _unmarked(text: str) -> str:
    text = _TAG.sub("", _LINK.sub(r"\1", _IMAGE.sub("", text)))
    for _ in range(3):
        text = _EMPHASIS.sub(lambda m: m[2] or m[4] or m[6], text)
    return _ESCAPE.sub(r"\1", text)

"""Statistics cookies, as Org mode has them: `[2/5]` or `[40%]` on a heading, or on an item above its sub-items."""

from collections.abc import Iterator

from planlint.markdown.document import Document, Item, Segment
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span, span_of

_COOKIE = regex(r"\[(?:(?P<done>\d{1,4})/(?P<total>\d{1,4})|(?P<percent>\d{1,3})%|(?P<asks>[/%]))\]")


@record
class Cookie:
    """A cookie and what it counts: the text below its heading, or below its item's first line.

    `[/]` and `[%]` are cookies that nobody has filled in yet: all numbers are None, and `asks` says for which one.
    """

    span: Span
    done: int | None
    total: int | None
    percent: int | None
    asks: str
    scope: Span
    item: Item | None

    @property
    def in_percent(self) -> bool:
        """Whether it holds a percentage, or asks for one."""
        return self.percent is not None or self.asks == "%"


def read_cookies(document: Document) -> Iterator[Cookie]:
    """The cookies at the start or the end of headings and of items that have sub-items."""
    if not _COOKIE.search(document.prose):
        return
    for segment in document.segments:
        scope = _scope(document, segment)
        if scope is None:
            continue
        for match in _COOKIE.finditer(document.prose, *segment.span):
            if document.source.text[match.end() : match.end() + 1] in ("(", "[", ":"):
                continue  # the text of a link
            before = document.prose[segment.span.start : match.start()].strip(" *_")
            if before and document.prose[match.end() : segment.span.end].strip(" #*_:"):
                continue
            if match["asks"] == "/" and not before:
                continue  # the box of a task that is begun
            done, total, percent = (int(match[name]) if match[name] else None for name in ("done", "total", "percent"))
            item = segment.item if segment.kind == "item" else None
            yield Cookie(span_of(match.span()), done, total, percent, match["asks"] or "", scope, item)


def _scope(document: Document, segment: Segment) -> Span | None:
    if segment.kind == "heading" and segment.section.index:
        return Span(segment.section.heading.end, segment.section.span.end)
    item = segment.item
    if segment.kind == "item" and item and item in document.children and segment.span.start == item.text_span.start:
        return Span(item.text_span.end, item.span.end)
    return None

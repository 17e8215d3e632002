"""Proof that edits change what they claim to change, and nothing else, in what a reader sees."""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from urllib.parse import unquote

from planlint.markdown.document import Document
from planlint.text.diagnostics import Edit
from planlint.text.edits import apply_edits, narrowed
from planlint.text.patterns import regex
from planlint.text.source import Source, Span

Change = TypeVar("Change")
Render = Callable[[str], str]
"""Markdown to HTML."""

_TAG_OR_COMMENT = regex(r"<!--.*?(?:-->|\Z)|<[^<>]*(?:>|\Z)", re.DOTALL)
_COMMENT = regex(r"<!--.*?-->", re.DOTALL)
_ATTRIBUTE = regex(r"=\"([^\"]*)\"")
_WORD = regex(r"[^\W_]+")
_TAG = "<\0"
_EMPHASIS = regex(rf"{_TAG}/?(?:em|strong)>|[*_]")
_DELIMITER_ROW = regex(r"[ \t>]*[|:-][ \t|:-]*(?![^\r\n])")


def keeps_rendering(text: str, edits: Sequence[Edit], render: Render) -> bool:
    """Whether the rendered document is the same but for the edited text itself.

    Each edited stretch is replaced by a placeholder, and the page rendered a third time: filled with the old text, it
    must be the page before the edits, filled with the new text the page after them. So the edited text must be plain
    text where it stands, before and after. Where all of it is beyond ASCII, emphasis may begin or end to work: mojibake
    hides from Markdown what is a letter and what is none. `render` should remember its last pages.
    """
    edits = [narrowed(text, edit) for part in edits for edit in _by_line(text, part)]
    layout = [edit for edit in edits if _is_layout(text, edit)]
    claims = [edit for edit in edits if not _is_layout(text, edit)]
    normal = _normal if any(text[slice(*edit.span)].isascii() for edit in claims or layout) else _unemphasized
    before, after = (normal(_apart(render(each))) for each in (text, apply_edits(text, edits)))
    if not claims:
        return before == after
    word = unused_word(text + " ".join(edit.text for edit in edits))
    marked = [Edit(edit.span, f"{word}{index}{word}") for index, edit in enumerate(claims)]
    page = _apart(render(apply_edits(text, (*layout, *marked))))
    placeholder = re.compile(rf"{word}(\d+){word}")
    old = placeholder.sub(lambda m: text[slice(*claims[int(m[1])].span)], page)
    new = placeholder.sub(lambda m: claims[int(m[1])].text, page)
    return normal(old) == before and normal(new) == after


def keeps_words(text: str, edits: Sequence[Edit], render: Render) -> bool:
    """Whether every word that a reader saw is still there, as often, but for those in the edited stretches.

    For edits that change the structure. A word counts as kept where it went into an address, an info string or a
    comment.
    """
    shown = _words(_TAG_OR_COMMENT.sub(" ", render(text)))
    kept = _words(_TAG_OR_COMMENT.sub(_hidden_text, render(apply_edits(text, edits))))
    edited = _words(" ".join(text[edit.span.start : edit.span.end] for edit in edits))
    return not shown - kept - edited


def keeps_page(text: str, edits: Sequence[Edit], render: Render) -> bool:
    """Whether the page stays the same: for edits of comments, which nobody sees."""
    return shown(render(text)) == shown(render(apply_edits(text, edits)))


def keeps_blocks(text: str, edits: Sequence[Edit], parse: Callable[[Source], Document]) -> bool:
    """Whether edits that neither add nor remove lines leave every block on its lines.

    Another reader than that of the page says so: where the two differ, a fix must be harmless to both.
    """
    before, after = Source(text), Source(apply_edits(text, edits))
    return len(before.lines) != len(after.lines) or _on_lines(parse(before)) == _on_lines(parse(after))


def _on_lines(document: Document) -> list[tuple[str, int, int]]:
    """The kind of every block, outer ones first, with its first line and its last one."""
    line_of, blocks = document.source.line_of, list(document.blocks)
    for block in blocks:
        blocks += block.children
    return [(block.kind, line_of(block.span.start), line_of(block.span.end)) for block in blocks]


def shown(page: str) -> str:
    """A rendered page without comments and white space."""
    return "".join(_COMMENT.sub("", page).split())


def sift(
    groups: Sequence[tuple[Change, ...]], holds: Callable[[tuple[Change, ...]], bool], trials: int
) -> tuple[Change, ...]:
    """Changes that pass a test together, found by halving the groups that do not; after `trials`, no more."""
    kept: tuple[Change, ...] = ()
    queue = [group for group in reversed(groups) if group]
    while queue and trials:
        group = queue.pop()
        trials -= 1
        if holds((*kept, *group)):
            kept += group
        elif len(group) > 1:
            middle = len(group) // 2
            queue += group[middle:], group[:middle]
    return kept


def _apart(page: str) -> str:
    """A page whose tags stay apart from signs that are shown, also where these are no longer escaped."""
    return page.replace("<", _TAG)


def _normal(page: str) -> str:
    """Rendered HTML without what may differ between equal pages: white space, escapes of characters and addresses."""
    page = html.unescape(html.unescape(unquote(page)))
    return "".join(page.split()).replace("\\", "")


def _unemphasized(page: str) -> str:
    """A page as `_normal` leaves it, without emphasis and the signs that make it."""
    return _normal(_EMPHASIS.sub("", page))


def _by_line(text: str, edit: Edit) -> Iterator[Edit]:
    """An edit of several lines as one edit a line, where it keeps the lines."""
    line_end = "\n" if "\n" in text else "\r"
    old, new = text[edit.span.start : edit.span.end].split(line_end), edit.text.split(line_end)
    if len(old) == 1 or len(old) != len(new):
        yield edit
        return
    start = edit.span.start
    for before, after in zip(old, new, strict=True):
        if before != after:
            yield Edit(Span(start, start + len(before)), after)
        start += len(before) + 1


def _is_layout(text: str, edit: Edit) -> bool:
    """Whether an edit changes only white space, the outer bars of a row, or the row of dashes under a table's header.

    What it takes for layout, it does not trust: it must leave the page as it is.
    """
    old = text[edit.span.start : edit.span.end]
    if "".join(old.split()).strip("|") == "".join(edit.text.split()).strip("|"):
        return True
    start = text.rfind("\n", 0, edit.span.start) + 1
    start = text.rfind("\r", start, edit.span.start) + 1 or start
    return bool(_DELIMITER_ROW.match(text, start))


def unused_word(text: str) -> str:
    """Letters that `text` does not hold."""
    word = "Zq"
    while word in text:
        word += "q"
    return word


def _words(rendered: str) -> Counter[str]:
    return Counter(_WORD.findall(html.unescape(html.unescape(rendered))))


def _hidden_text(match: re.Match[str]) -> str:
    """What a tag or a comment holds besides its name."""
    if match[0].startswith("<!--"):
        return match[0]
    return f" {' '.join(_ATTRIBUTE.findall(unquote(match[0])))} "

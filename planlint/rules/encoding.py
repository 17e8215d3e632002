"""Encoding: text that was read as another encoding, characters that are lost, and characters that nobody sees."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlint.compare.plan import Plan
from planlint.markdown.document import Document, Table
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix
from planlint.text.patterns import regex
from planlint.text.source import Span, span_of

if TYPE_CHECKING:
    from planlint.text.encoding.lost import Loss
    from planlint.text.encoding.repair import Repair

_LONG, _SHORT, _MOST = 12, 6, 8
_TIMES = {2: " twice", 3: " three times", 4: " four times"}
_BOM = "\ufeff"
_LATIN_1 = regex("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")
_LOST_MARKS = ("\ufffd", "ï¿½", "ÔøΩ", "∩┐╜", "´┐¢", "пїЅ")
_LOST = regex(rf"{_LOST_MARKS[0]}+|(?:{'|'.join(_LOST_MARKS[1:])})+")
_QUOTED_LOSS = regex(
    rf"(['\"`])[^'\"`\s|]{{0,24}}(?:{_LOST.pattern})[^'\"`\s|]{{0,24}}\1|\((?:{_LOST.pattern})\)",
)
_CONTROLS = [chr(code) for code in (*range(9), 0x0B, *range(0x0E, 0x20), 0x7F)]
_WORD = regex(r"\S+")
_QUESTION_MARKS = regex(r"(\?{1,3})(?:$|\s+(\w))")


def mojibake(plan: Plan) -> Iterator[Finding]:
    """UTF-8 that was read as another encoding, with every byte still there."""
    repairs, _ = _mangled(plan.document)
    for repair in repairs:
        meant = repair.text.replace(_BOM, "")
        title = f"Write {_shown(meant)}" if meant else "Delete it"
        grade = Applicability.SAFE if repair.certain else Applicability.UNSAFE
        fix = Fix(title, (Edit(repair.span, meant),), grade, structural=_BOM in repair.text)
        yield Finding(repair.span, _explanation(plan.source[repair.span], repair), fix=fix)


def mojibake_lossy(plan: Plan) -> Iterator[Finding]:
    """UTF-8 that was read as another encoding and lost a byte on the way."""
    _, losses = _mangled(plan.document)
    for loss in losses:
        raw, names = _shown(plan.source[loss.span].rstrip(" ")), [_shown(char) for char in loss.candidates]
        fix = None
        if len(names) == 1:
            grade = Applicability.SAFE if loss.certain else Applicability.UNSAFE
            fix = Fix(f"Write {names[0]}", (Edit(loss.span, loss.candidates[0]),), grade)
        yield Finding(loss.span, f"{raw} lost a byte: it was {_either(names)}, read as {loss.encoding}", fix=fix)


def not_utf8(plan: Plan) -> Iterator[Finding]:
    """Text that was read from another encoding than UTF-8."""
    source = plan.source
    if source.encoding != "UTF-8":
        advice = "convert it" if "\ufffd" in source.text else "--fix --unsafe-fixes converts it"
        span = Span(source.foreign, min(source.foreign + 1, len(source.text)))
        yield Finding(span, f"the file is {source.encoding}, not UTF-8: {advice}")


def replacement_character(plan: Plan) -> Iterator[Finding]:
    """Characters that are gone: U+FFFD, or a column of statuses that all became question marks."""
    text = plan.source.text
    if plan.source.encoding == "UTF-8" and not text.isascii() and any(mark in text for mark in _LOST_MARKS):
        lost = list(_LOST.finditer(text))
        known = [*plan.document.code_spans, *(span_of(match.span()) for match in _QUOTED_LOSS.finditer(text))]
        known += [loss.span for loss in _mangled(plan.document)[1]]
        covered = _covered(text, known)
        for match in lost:
            if not any(covered[match.start() : match.end()]):
                yield Finding(span_of(match.span()), _loss(match[0]))
    for table in plan.document.tables if "?" in text else ():
        yield from _lost_glyphs(table)


def invisible_character(plan: Plan) -> Iterator[Finding]:
    """Characters that nobody sees, but that change how text is read, compared or searched."""
    text = plan.source.text
    if text.isascii() and not any(map(text.__contains__, _CONTROLS)):
        return
    from planlint.rules._invisible import invisible

    if found := list(invisible(text)):
        repairs, losses = _mangled(plan.document)
        covered = _covered(text, [*(one.span for one in repairs), *(one.span for one in losses)])
        for span, name, instead in found:
            if not any(covered[span.start : span.end]):
                fix = None
                if instead is not None:
                    title = "Delete it" if not instead else "Write a space" if instead == " " else f"Write {instead}"
                    fix = Fix(title, (Edit(span, instead),), Applicability.UNSAFE)
                yield Finding(span, f"{name} cannot be seen here", fix=fix)


def _mangled(document: Document) -> tuple[tuple["Repair", ...], tuple["Loss", ...]]:
    """Mojibake outside of inline code, whole and with losses."""
    text = document.source.text
    if text.isascii():
        return (), ()
    from planlint.text.encoding.lost import find_losses
    from planlint.text.encoding.repair import find

    if not find(text, ()) and not find_losses(text, ()):
        return (), ()
    quoted = tuple(
        span_of(word.span()) for start, end in document.code_spans for word in _WORD.finditer(text, start, end)
    )
    return find(text, quoted), find_losses(text, quoted)


def _covered(text: str, spans: Iterable[Span]) -> bytearray:
    """One byte a code point of `text`: whether one of `spans` covers it."""
    covered = bytearray(len(text))
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered


def _explanation(raw: str, repair: "Repair") -> str:
    encoding = "Latin-1" if repair.encoding == "cp1252" and _LATIN_1.search(raw) else repair.encoding
    meant = _shown(repair.text)
    if repair.text == _BOM:
        meant = "a byte order mark"
    elif len(repair.text) > _LONG:
        meant = f"{_shown(repair.text[:_SHORT])}…"
        raw = f"{raw[: len(raw) * _SHORT // len(repair.text)]}…"
    return f"{_shown(raw)} is {meant} read as {encoding}{_TIMES.get(repair.times, '')}"


def _shown(text: str) -> str:
    """`text` with what cannot be seen as escapes."""
    if text == "\ufe0f":
        return "U+FE0F (emoji style)"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _either(names: list[str]) -> str:
    """ "a", "a or b", "a, b or c"; no more than eight."""
    *others, last = names if len(names) <= _MOST else [*names[:_MOST], "another"]
    return f"{', '.join(others)} or {last}" if others else last


def _loss(raw: str) -> str:
    if raw[0] == "\ufffd":
        return f"U+FFFD{f' {len(raw)} times' if len(raw) > 1 else ''}: what stood here is lost"
    return f"{raw} is U+FFFD, mangled once more: what stood here is lost"


def _lost_glyphs(table: Table) -> Iterator[Finding]:
    """A column in which every cell starts with question marks, of more than one length or before words."""
    for index, head in enumerate(table.header.cells):
        cells = [cell for cell in table.column(index) if cell.text]
        marks = [_QUESTION_MARKS.match(cell.text) for cell in cells]
        if len(cells) > 1 and all(marks):
            words = all(mark[2] for mark in marks if mark)
            if words or len({mark[1] for mark in marks if mark}) > 1:
                message = f'every "{head.text}" starts with a question mark: the glyphs are lost'
                yield Finding(cells[0].span, message)

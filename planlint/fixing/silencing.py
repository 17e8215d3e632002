"""Comments that switch off what is reported, one finding or all of a document, put where they do no harm: the page
stays as it is, and nothing else is reported."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from planlint.fixing.proof import keeps_page
from planlint.markdown.document import Block, Document
from planlint.markdown.parser import render
from planlint.settings.catalogue import SUPPRESSIONS, rules
from planlint.text.diagnostics import Diagnostic, Edit
from planlint.text.edits import Shift, apply_edits, in_order
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Source, Span

Lint = Callable[[str], Sequence[Diagnostic]]
"""What is reported about a text."""

_ROUNDS = 20
_UNUSED = "unused-suppression"
_PREFIX = " \t>"
"""What may stand before a block in an item or a quote, and be repeated on a line of its own."""
_LINE_TAIL = regex(r"\\?[ \t]*\Z")
"""The end of a line that may be a hard line break, and has to stay its end."""
_CODE_INDENT = " " * 4


@value_object
class Way:
    """Comments with one kind of directive, before they name any rule. `around` holds what each of them stands between:
    its offset, and the text before and behind it. A pair switches off and on again."""

    where: str
    directive: str
    around: tuple[tuple[int, str, str], ...]

    def edits(self, codes: Iterable[str]) -> tuple[Edit, ...]:
        """The comments that name `codes`."""
        directives = (self.directive, "enable")
        return tuple(
            Edit(Span(offset, offset), f"{before}<!-- planlint-{directive} {' '.join(sorted(codes))} -->{behind}")
            for directive, (offset, before, behind) in zip(directives, self.around, strict=False)
        )


def ignoring(document: Document, diagnostics: Sequence[Diagnostic], index: int, lint: Lint) -> Way | None:
    """The way to silence one of the document's `diagnostics` that reaches least; None where each would do harm."""
    diagnostic, text = diagnostics[index], document.source.text
    if is_about_comments(diagnostic):
        return None
    before = Counter(each.code for each in diagnostics)
    before[diagnostic.code] -= 1
    for way in ways(document, diagnostic.finding.span.start):
        edits = way.edits([diagnostic.code])
        if keeps_page(text, edits, render):
            found = lint(apply_edits(text, edits))
            if Counter(each.code for each in found) <= before:
                return way
    return None


def is_about_comments(diagnostic: Diagnostic) -> bool:
    """Whether it is about a suppression: a comment has no say in what is said about itself."""
    rule = rules().get(diagnostic.code)
    return rule is not None and rule.family == SUPPRESSIONS


def ways(document: Document, offset: int) -> Iterator[Way]:
    """What may be tried for a finding at `offset`, the narrowest first."""
    source, newline = document.source, document.source.newline
    if document.front_matter and offset < document.front_matter.end:
        yield Way("in this file", "disable-file", ((document.front_matter.end, newline, ""),))
        return
    block = _innermost(document.blocks, offset)
    if block is None or block.kind in ("paragraph", "html"):
        yield Way("on this line", "disable-line", ((_line_end(source, offset), " ", ""),))
    elif (prefix := _prefix_of(source, block)) is not None:
        above = (source.line_starts[source.line_of(block.span.start)], prefix, newline)
        if source.line_of(block.span.start) == source.line_of(offset):
            yield Way("on this line", "disable-next-line", (above,))
        where = f"in this {'code block' if block.kind == 'code' else block.kind}"
        # A blank line comes first below: without it, the comment might be one more row.
        last = source.line_span(source.line_of(block.span.end)).end
        below = (last, f"{newline}{prefix.rstrip()}{newline}{prefix}", "")
        yield Way(where, "disable", (above, below))
    end = "" if source.text.endswith(("\n", "\r")) else newline
    yield Way("in this file", "disable-file", ((len(source.text), f"{end}{newline}", newline),))
    top = document.front_matter.end if document.front_matter else 0
    yield Way("in this file", "disable-file", ((top, newline if top else "", "" if top else newline * 2),))


def _innermost(blocks: Sequence[Block], offset: int) -> Block | None:
    for block in blocks:
        if block.span.start <= offset <= block.span.end:
            return _innermost(block.children, offset) or block
    return None


def _prefix_of(source: Source, block: Block) -> str | None:
    """What a line above `block` has to start with; None where the block stands behind a list marker."""
    prefix = source.text[source.line_starts[source.line_of(block.span.start)] : block.span.start]
    if block.kind == "code" and not block.fenced:
        prefix = prefix.removesuffix(_CODE_INDENT)
    return None if prefix.strip(_PREFIX) else prefix


def _line_end(source: Source, offset: int) -> int:
    """Where a comment can stand behind the line that holds `offset`."""
    start, end = source.line_span(source.line_of(offset))
    tail = _LINE_TAIL.search(source.text[start:end])
    assert tail
    return start + tail.start()


@dataclass(eq=False)
class _Wish:
    """A diagnostic and the ways to silence it that were not tried in vain, the best first. It is idle where the
    comments for others silence it, too: one between a claim and what it was compared with."""

    diagnostic: Diagnostic
    ways: list[Way] = field(default_factory=list)
    idle: bool = False


def silenced(document: Document, diagnostics: Sequence[Diagnostic], lint: Lint) -> tuple[str, list[Diagnostic]]:
    """The document's text with comments that silence `diagnostics`, and those that no comment can silence.

    `lint` says what is reported about a text. The page stays as it is, and nothing new is reported. All comments are
    tried at once; those that do harm, or do not help, give way to others that reach further.
    """
    text = document.source.text
    wishes = [_Wish(each) for each in diagnostics]
    for wish in wishes:
        if not is_about_comments(wish.diagnostic):
            wish.ways += ways(document, wish.diagnostic.finding.span.start)
    for _ in range(_ROUNDS):
        groups = _groups(wishes)
        edits = in_order((edit for way, group in groups.items() for edit in _edits(way, group)), len(text))
        changed = apply_edits(text, edits)
        if keeps_page(text, edits, render):
            failed = _unheard(wishes, groups, edits, changed, lint(changed))
        else:
            harmless = [way for way, group in groups.items() if keeps_page(text, _edits(way, group), render)]
            harmful = [each for way, group in groups.items() if way not in harmless for each in group]
            failed = dict.fromkeys(harmful or [wish for wish in wishes if wish.ways], False)
        if not failed:
            return changed, [wish.diagnostic for wish in wishes if not wish.ways and not wish.idle]
        for wish in failed:
            wish.idle = failed[wish]
            if not wish.idle:
                wish.ways.pop(0)
    return text, list(diagnostics)


def _groups(wishes: Sequence[_Wish]) -> dict[Way, list[_Wish]]:
    """The wishes that one comment, or one pair of comments, can grant.

    A comment for the next line cannot stand above one for the same block: the block's takes its codes in.
    """
    groups: dict[Way, list[_Wish]] = {}
    for wish in wishes:
        if wish.ways and not wish.idle:
            groups.setdefault(wish.ways[0], []).append(wish)
    blocks = {way.around[0]: way for way in groups if way.directive == "disable"}
    for way in [way for way in groups if way.directive == "disable-next-line" and way.around[0] in blocks]:
        groups[blocks[way.around[0]]] += groups.pop(way)
    return groups


def _edits(way: Way, group: Sequence[_Wish]) -> tuple[Edit, ...]:
    return way.edits({wish.diagnostic.code for wish in group})


def _unheard(
    wishes: Sequence[_Wish],
    groups: dict[Way, list[_Wish]],
    edits: Sequence[Edit],
    changed: str,
    reported: Sequence[Diagnostic],
) -> dict[_Wish, bool]:
    """The wishes that were not granted, or whose comments made something else be reported; and, with True, those that
    need no comment of their own."""
    shift = Shift.of(edits)
    known = {(wish.diagnostic.code, shift.moved(wish.diagnostic.finding.span)): wish for wish in wishes}
    failed: dict[_Wish, bool] = {}
    for each in reported:
        span = each.finding.span
        wish = known.get((each.code, span))
        found = [wish] if wish else _nearest(groups, shift, span.start)
        unused = changed[span.start : span.end] if each.rule == _UNUSED else None
        needless = [wish for wish in found if wish.diagnostic.code == unused]
        failed |= dict.fromkeys(needless or found, bool(needless))
    return {wish: idle for wish, idle in failed.items() if wish.ways}


def _nearest(groups: dict[Way, list[_Wish]], shift: Shift, offset: int) -> list[_Wish]:
    """The wishes whose comments stand nearest to an offset in the new text."""

    def distances(group: Sequence[_Wish], way: Way) -> Iterator[int]:
        for edit in _edits(way, group):
            start = shift.moved(edit.span).start
            yield max(start - offset, offset - start - len(edit.text), 0)

    return min(groups.items(), key=lambda pair: min(distances(pair[1], pair[0])))[1] if groups else []

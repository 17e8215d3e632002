"""Comments that switch off all that is reported about a document, put where they do no harm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planlint.fixing.ignoring import Lint, Way, is_about_comments, ways
from planlint.fixing.proof import keeps_page
from planlint.markdown.document import Document
from planlint.markdown.parser import render
from planlint.text.diagnostics import Diagnostic, Edit
from planlint.text.edits import Shift, apply_edits, in_order

_ROUNDS = 20
_UNUSED = "unused-suppression"


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

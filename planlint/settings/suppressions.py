"""Comments that switch rules off, for a stretch of the text, a line, or the file.

    <!-- planlint-disable CODE -->  ...  <!-- planlint-enable CODE -->
    <!-- planlint-disable-line CODE -->
    <!-- planlint-disable-next-line CODE -->     (the next line that is not blank)
    <!-- planlint-disable-file CODE -->          (wherever it stands)

CODE is any selector, there may be several, and none means all rules. A finding belongs to the line it starts on.
Comments inside code do not count.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from planlint.markdown.document import Document
from planlint.settings.catalogue import (
    ALL,
    SUPPRESSIONS,
    Rule,
    SelectorError,
    did_you_mean,
    matching,
    rules,
    selectors,
)
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix
from planlint.text.patterns import regex
from planlint.text.records import field, record, value_object
from planlint.text.source import Source, Span
from planlint.text.visible import brief

DIRECTIVES = ("disable", "enable", "disable-line", "disable-next-line", "disable-file")

_COMMENT = regex(r"<!--\s*planlint-([a-z-]*[a-z])([^>]*?)-->")
_SELECTOR = regex(r"[^\s,]+")
_MAY_CONTINUE = regex(r"[ \t]*(?:[-*+>|]|\d+[.)]|[ \t]\S)")
"""A line that may belong to a list, a quote, a table or indented code above it."""


class Selector(NamedTuple):
    """A word of a comment and the codes it selects; the word of a comment without any is the comment itself."""

    span: Span
    word: str
    codes: frozenset[str]


@record
class Directive:
    """One comment. `unknown` holds the words that select nothing."""

    span: Span
    kind: str
    selectors: tuple[Selector, ...]
    unknown: tuple[tuple[Span, str], ...] = ()


@value_object
class Suppressions:
    """What the comments of one document switch off.

    `off` maps a code to the stretches where it is off, each with the directive and selector that did it; `idle` holds
    the `enable` selectors that end nothing. `own` are the rules of the user's own, which the comments may name, too.
    """

    own: str = ""
    directives: tuple[Directive, ...] = ()
    off: dict[str, list[tuple[Span, Directive, Selector]]] = field(default_factory=dict)
    idle: tuple[tuple[Directive, Selector], ...] = ()

    def at(self, code: str, offset: int) -> list[tuple[Directive, Selector]]:
        """The directives that switch `code` off at `offset`."""
        return [(directive, selector) for span, directive, selector in self.off.get(code, ()) if offset in range(*span)]


def read_suppressions(document: Document, own: str = "") -> Suppressions:
    """The directives among the document's comments, and where they hold."""
    found = (_directive(document, comment, own) for comment in document.comments)
    directives = tuple(directive for directive in found if directive)
    return _resolve(document, directives, own) if directives else Suppressions()


def sift(
    found: Sequence[tuple[Rule, Finding]], suppressions: Suppressions, document: Document, running: Sequence[Rule]
) -> list[tuple[Rule, Finding]]:
    """`found` without what is switched off, and what is to say about the suppressions themselves; `running` are the
    rules that took part."""
    used: set[Selector] = set()
    kept = []
    for rule, finding in found:
        off = suppressions.at(rule.code, finding.span.start)
        used.update(selector for _, selector in off)
        if not off:
            kept.append((rule, finding))
    codes = {rule.code for rule in running}
    for rule in running:
        if rule.name == "unknown-suppression":
            own = unknown_suppression(suppressions)
        elif rule.name == "unused-suppression":
            own = unused_suppression(document, suppressions, used, codes)
        else:
            continue
        for finding in own:
            # A comment has no say in what is said about itself.
            off = suppressions.at(rule.code, finding.span.start)
            if all(directive.span.covers(finding.span) for directive, _ in off):
                kept.append((rule, finding))
    return kept


def _directive(document: Document, comment: Span, own: str) -> Directive | None:
    match = _COMMENT.fullmatch(document.source.text, *comment)
    if not match:
        return None
    if match[1] not in DIRECTIVES:
        return Directive(comment, match[1], (), ((Span(*match.span(1)), match[1]),))
    known, unknown = [], []
    for word in _SELECTOR.finditer(document.source.text, *match.span(2)):
        try:
            known.append(Selector(Span(*word.span()), word[0], matching(word[0], own)))
        except SelectorError:
            unknown.append((Span(*word.span()), word[0]))
    if not known and not unknown:
        known.append(Selector(comment, ALL, matching(ALL, own)))
    return Directive(comment, match[1], tuple(known), tuple(unknown))


def _resolve(document: Document, directives: tuple[Directive, ...], own: str) -> Suppressions:
    off: dict[str, list[tuple[Span, Directive, Selector]]] = {}
    is_open: dict[str, list[tuple[int, Directive, Selector]]] = {}
    idle = []
    end = len(document.source.text) + 1
    for directive in directives:
        for selector in directive.selectors:
            ended = False
            for code in selector.codes:
                if directive.kind == "disable":
                    is_open.setdefault(code, []).append((directive.span.end, directive, selector))
                elif directive.kind == "enable":
                    for start, opener, opened in is_open.pop(code, ()):
                        off.setdefault(code, []).append((Span(start, directive.span.start), opener, opened))
                        ended = True
                else:
                    off.setdefault(code, []).append((_reach(document, directive), directive, selector))
            if directive.kind == "enable" and not ended:
                idle.append((directive, selector))
    for code, openers in is_open.items():
        off.setdefault(code, []).extend((Span(start, end), opener, opened) for start, opener, opened in openers)
    return Suppressions(own, directives, off, tuple(idle))


def _reach(document: Document, directive: Directive) -> Span:
    """Where a directive without end holds: its line, the next one that is not blank, or the whole text."""
    source = document.source
    if directive.kind == "disable-file":
        return Span(0, len(source.text) + 1)
    line = source.line_of(directive.span.start)
    if directive.kind == "disable-next-line":
        last = len(source.line_starts) - 1
        line = min(source.line_of(directive.span.end) + 1, last)
        while line < last and not source.lines[line].strip():
            line += 1
    start, end = source.line_span(line)
    return Span(start, end + 1)


def unknown_suppression(suppressions: Suppressions) -> Iterator[Finding]:
    """The check of the rule of this name."""
    for directive in suppressions.directives:
        for span, word in directive.unknown:
            if directive.kind in DIRECTIVES:
                yield Finding(span, f"{brief(word)} selects no rule{did_you_mean(word, selectors(suppressions.own))}")
            else:
                hint = did_you_mean(word, DIRECTIVES) or f"; there are {', '.join(DIRECTIVES)}"
                yield Finding(span, f"{brief(word)} is no directive of planlint{hint}")


def unused_suppression(
    document: Document, suppressions: Suppressions, used: set[Selector], running: set[str]
) -> Iterator[Finding]:
    """The check of the rule of this name. `used` holds the selectors that switched a finding off, `running` the codes
    of the rules that took part: a suppression of rules that did not all run has the benefit of the doubt."""
    for directive in suppressions.directives:
        if directive.kind == "enable":
            unused = [selector for other, selector in suppressions.idle if other is directive]
            message = "{} is not disabled here"
        else:
            known = rules(suppressions.own)
            unused = [each for each in directive.selectors if each not in used and _all_ran(each.codes, running, known)]
            message = "{} reports nothing here"
        whole = len(unused) == len(directive.selectors) and not directive.unknown
        for selector in unused:
            fix = _remove_comment(document.source, directive.span) if whole else _remove_word(document.source, selector)
            subject = "planlint" if selector.span == directive.span else selector.word
            yield Finding(selector.span, message.format(subject), fix=fix)


def _all_ran(codes: frozenset[str], running: set[str], known: Mapping[str, Rule]) -> bool:
    """Whether all of `codes` ran that run by default, or simply all where none does; not counting this family."""
    judged = {code for code in codes if known[code].family != SUPPRESSIONS}
    by_default = {code for code in judged if not known[code].preview and "today" not in known[code].options}
    return bool(judged) and (by_default or judged) <= running


def _remove_word(source: Source, selector: Selector) -> Fix:
    start, end = selector.span
    while source.text[start - 1] in " \t,":
        start -= 1
    return Fix(f"Remove {selector.word}", (Edit(Span(start, end), ""),))


def _remove_comment(source: Source, comment: Span) -> Fix:
    """Behind a word just the comment; where it stands alone, its line, and one of the blank lines around it.

    Unsafe where the comment may hold two blocks apart, is part of a list item, or shares a block with what follows it.
    """
    title, (start, end) = "Remove the comment", comment
    first, last = source.line_of(start), source.line_of(end)
    opening, closing = source.line_span(first).start, source.line_span(last).end
    before, behind = source.text[opening:start], source.text[end:closing]
    if before.strip() or behind.strip():
        safe = any(char.isalpha() for char in before)
        return Fix(title, (Edit(Span(opening + len(before.rstrip(" \t")), end), ""),), _grade(safe))
    after = last + 1
    while after < len(source.line_starts) and not _line(source, after).strip():
        after += 1
    above, below = _line(source, first - 1).strip(), _line(source, last + 1).strip()
    safe = not before and not (above and below) and not _MAY_CONTINUE.match(_line(source, after))
    if not above and not below:
        if after < len(source.line_starts):
            last += 1
        elif first:
            first -= 1
    bounds = (*source.line_starts, len(source.text))
    return Fix(title, (Edit(Span(bounds[first], bounds[last + 1]), ""),), _grade(safe), structural=True)


def _grade(safe: bool) -> Applicability:
    return Applicability.SAFE if safe else Applicability.UNSAFE


def _line(source: Source, line: int) -> str:
    """The text of a line; empty beyond the ends of the text."""
    return source.lines[line] if 0 <= line < len(source.line_starts) else ""

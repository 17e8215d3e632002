"""The ids of a plan as an editor asks for them: every place that names one, where each is defined, and new names."""

from collections.abc import Callable, Iterator

from planlint.compare.graph import shown
from planlint.compare.plan import Plan
from planlint.plan.dependencies import SIGN, SIGNED, WAITS
from planlint.plan.links import heading_slugs
from planlint.plan.names import Id, read_id
from planlint.plan.outline import Node
from planlint.plan.references import expand
from planlint.plan.things import Thing
from planlint.text.diagnostics import Edit
from planlint.text.edits import Shift, apply_edits
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.source import Source, Span

_WORD = regex(r"(?<![\w./-])[^\W\d_]")
"""Where a code or a numbered kind may start; what starts with a digit is an id only where a plan puts one."""
_FILE = regex(r"\.[a-z]|/")
_KINDS = ("heading", "item", "row", "line", "drawn")
"""The lines that may define an id, the best first."""


class RenameError(Exception):
    """An id cannot get that name; the message is one line for the user."""


@value_object
class Mention:
    """A place that names an id, as written; `key` as in `names.Id`. A range has a mention for each id that it stands
    for, all with the span of the range and with `whole` false."""

    span: Span
    key: str
    whole: bool = True


def mentions(plan: Plan) -> list[Mention]:
    """Every place where the plan names an id, in the order of the text: running text, names, dependencies."""
    text = plan.document.with_code
    found = {(each.span, each.key): each for node in plan.outline.nodes for each in _in_line(plan, node)}
    for edge in plan.dependencies.edges:
        span, key = edge.reference.span, edge.reference.key
        whole = text[slice(*span)].casefold() == key.rpartition(" ")[2]
        # the further numbers of a list; a link by other words names no id
        if (whole or text[span.start].isdigit()) and not _FILE.match(text, span.end):
            found.setdefault((span, key), Mention(span, key, whole))
    for signs in WAITS.finditer(text) if "⛔" in text else ():
        for sign in SIGN.finditer(text, signs.start() + 1, signs.end()):
            found.setdefault((Span(*sign.span()), sign[0].casefold()), Mention(Span(*sign.span()), sign[0].casefold()))
    return sorted(found.values(), key=lambda each: (each.span, each.key))


def _in_line(plan: Plan, node: Node) -> Iterator[Mention]:
    text, named = plan.document.with_code, plan.dependencies.named.get(node)
    own = named.ids if named else ()
    for start, end in [cell.span for cell in node.cells.values()] or [Span(node.start, node.end)]:
        sign = SIGNED.search(text, start, end) if own else None
        if sign and sign[1].casefold() in own:
            yield Mention(Span(*sign.span(1)), sign[1].casefold())
        first = read_id(text, start, end, plan.vocabulary) if own else None
        if first and first.key in own:
            yield from _each(first)
        reached = start
        for match in _WORD.finditer(text, start, end):
            here = read_id(text, match.start(), end, plan.vocabulary) if match.start() >= reached else None
            if here and not _FILE.match(text, here.span.end):
                reached = here.span.end
                yield from _each(here)


def _each(here: Id) -> Iterator[Mention]:
    keys = expand(here.key)
    return (Mention(here.span, key, len(keys) == 1) for key in keys)


def definitions(plan: Plan, key: str) -> list[Thing]:
    """The things that are called `key`: headings first, then items, rows, labelled lines and drawn boxes."""
    named = [thing for thing in plan.dependencies.named.values() if not thing.joined]
    found = [thing for thing in named if any(key in expand(own) for own in thing.ids)]
    return sorted(found, key=lambda thing: _KINDS.index(thing.node.kind))


# --- new names -------------------------------------------------------------------------------------------------------


def part(plan: Plan, mention: Mention) -> Span | None:
    """What a new name replaces: "T001", the "2" of "Phase 2"; None where it is not written out."""
    own = mention.key.rpartition(" ")[2]
    at = plan.source[mention.span].casefold().rfind(own) if mention.whole else -1
    start = mention.span.start + at
    return Span(start, start + len(own)) if at >= 0 and plan.source.text[start:][: len(own)].casefold() == own else None


def rename(plan: Plan, key: str, name: str, again: Callable[[Source], Plan]) -> list[Edit]:
    """The edits that give `key` a new `name`, anchors of headings included. Raises `RenameError`.

    `again` reads a changed text: nothing is renamed where it would name other ids than before, or at other places.
    """
    before, (kind, _, _) = mentions(plan), key.rpartition(" ")
    said, _, word = name.strip().rpartition(" ")
    if said.casefold() not in ("", kind):
        raise RenameError(f"{name!r} is no new name for {shown(key)}")
    new = f"{kind} {word.casefold()}".strip()
    if taken := next((each for each in before if each.key == new != key), None):
        raise RenameError(f"{shown(new)} is taken: {_line(plan, taken)}")
    edits = []
    for mention in before:
        span = part(plan, mention) if mention.key == key else None
        if span:
            edits.append(Edit(span, word))
        elif mention.key == key:
            written = plan.source[mention.span]
            raise RenameError(f'{shown(key)} is part of "{written}" in {_line(plan, mention)}: change that first')
    after, shift = again(Source(apply_edits(plan.source.text, edits))), Shift.of(edits)
    expected = [(shift.moved(each.span).start, new if each.key == key else each.key) for each in before]
    if sorted(expected) != sorted((each.span.start, each.key) for each in mentions(after)):
        raise RenameError(f"{name!r} would not be read as an id wherever {shown(key)} is")
    return sorted([*edits, *_anchors(plan, after)])


def _line(plan: Plan, mention: Mention) -> str:
    return f"line {plan.source.line_of(mention.span.start) + 1}"


def _anchors(plan: Plan, after: Plan) -> Iterator[Edit]:
    """The links inside the plan to headings whose anchors differ now."""
    old, new = heading_slugs(plan.document), heading_slugs(after.document)
    renamed = {one: other for one, other in zip(old, new, strict=False) if one != other}
    for link in plan.links:
        if link.local and not link.path and (anchor := renamed.get(link.anchor or "")):
            start = plan.source.text.index("#", link.target.start) + 1
            yield Edit(Span(start, link.target.end), anchor)

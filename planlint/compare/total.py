"""Relations of the family `total`: a figure against the sum of the parts it is made of."""

from collections.abc import Iterator

from planlint.compare.context import Context
from planlint.compare.tie import Reading, Tie
from planlint.compare.values import Value, total
from planlint.plan.amounts import Amount
from planlint.plan.outline import Group, Node
from planlint.plan.standing import standing, total_word
from planlint.text.diagnostics import Finding, Related
from planlint.text.source import Span

_BARE = 3
"""Words in a label that says no more than "Total"."""


def ties(context: Context) -> Iterator[Tie]:
    """All ties of this family."""
    for group in context.outline.groups:
        if group.kind == "rows":
            yield from rows(context, group)


def rows(context: Context, group: Group) -> Iterator[Tie]:
    """A cell of a Total row against the cells above it in its column."""
    outline = context.outline
    for position, node in enumerate(group.nodes):
        word = total_word(outline, node)
        if not word or position < 2:
            continue
        above = [n for n in group.nodes[:position] if not total_word(outline, n)]
        for column, cell in sorted(node.cells.items())[1:]:
            stated = _only(context, cell.span)
            cells = [(n, _only(context, n.cells[column].span)) for n in above if column in n.cells]
            parts = [(n, a) for n, a in cells if a and a.kind != "percent"]
            if stated is None or stated.kind == "percent" or len(parts) < 2 or stated.of is not None:
                continue
            shown = total([a for _, a in parts], parts[0][1].unit)
            if shown is None or (stated.unit and parts[0][1].unit and stated.unit != shown.unit):
                continue
            last = "last" if position == len(group.nodes) - 1 else "middle"
            bare = "bare" if len(outline.words(node).split("|")[0].split()) <= _BARE else "worded"
            full = "full" if len(parts) == len(above) else "some"
            tie = Tie(
                "total.row", "SUM001", node, (full, last, bare, parts[0][1].kind), lambda t: _tell_row(context, t)
            )
            tie.parts = [n for n, _ in parts]
            yield tie.weigh(stated, shown, _row_readings(context, parts))


def _only(context: Context, span: Span) -> Amount | None:
    """The one amount in `span`; None where there is none, or several."""
    found = context.outline.amounts.within(*span)
    return found[0] if len(found) == 1 else None


def _row_readings(context: Context, parts: list[tuple[Node, Amount]]) -> list[Reading]:
    found = []
    counting = [a for n, a in parts if not standing(context.outline, n)]
    if counting and len(counting) < len(parts) and (value := total(counting)):
        found.append(Reading(value, "those that count"))
    found.append(Reading(Value(float(len(parts))), "rows", strong=False))
    return found


def _tell_row(context: Context, tie: Tie) -> Finding:
    assert tie.amount
    assert tie.shown
    stated = context.outline.text[tie.amount.left : tie.amount.right]
    return Finding(
        Span(tie.amount.left, tie.amount.right),
        f"the {tie.shown.count} rows above add up to {tie.shown.text()}, the total says {stated}",
        tuple(Related(Span(n.start, n.end), "an addend") for n in tie.parts),
        confidence=tie.confidence,
    )

"""How many tasks are in each state, as stated, against the table or the boxes that show them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from planlint.facts.balances import Amount, state_of
from planlint.facts.columns import Grid, head_unit
from planlint.facts.fields import cell_at, find_column
from planlint.facts.figures import show
from planlint.facts.plan import Plan
from planlint.facts.topics import THINGS
from planlint.plan.states import FINISHED, read_status
from planlint.text.diagnostics import Finding, Related

_FAR = 2
"""How many tasks more or fewer the two may have."""
_ONE_STATE: Mapping[str, str] = {
    "partial": "active",
    "review": "active",
    "outstanding": "open",
    "left": "open",
    "planning": "open",
    "deferred": "open",
}


def state_counts(plan: Plan) -> Iterator[Finding]:
    """ "Tasks completed: 3, tasks pending: 4" beside the plan's one table of tasks, where five rows are complete."""
    for run in plan.balances:
        for unit in THINGS:
            amounts = {state: amount for amount in run if (state := _state(plan, amount, unit))}
            tables = (
                [counted for grid in plan.grids if (counted := _of_grid(plan, grid, unit))] if len(amounts) > 1 else []
            )
            if len(tables) == 1:
                yield from _against(amounts, *tables[0])


def _state(plan: Plan, amount: Amount, unit: str) -> str:
    """The state that a label names of things of `unit` ("tasks completed"); "" of any other."""
    words = amount.label.split()
    if not amount.figure.exact or not any(plan.vocabulary.units.get(word) == unit for word in words):
        return ""
    return _ONE_STATE.get(state := state_of(amount.label, plan.vocabulary), state)


def _of_grid(plan: Plan, grid: Grid, unit: str) -> tuple[Grid, Counter[str]] | None:
    """A table of such things with how many of its rows are in each state; None where a row has none."""
    column = find_column(grid.table, "status", plan.vocabulary)
    if column < 1 or head_unit(grid.heads[0], plan.vocabulary) != unit:
        return None
    found: Counter[str] = Counter()
    for line in grid.plain():
        cell = cell_at(line.row, column)
        status = read_status(plan.document.prose, cell.span, plan.vocabulary, plan.legend) if cell else None
        if status is None or not status.state:
            return None
        found["done" if status.state in FINISHED else _ONE_STATE.get(status.state, status.state)] += 1
    return grid, found


def _against(amounts: Mapping[str, Amount], grid: Grid, counted: Counter[str]) -> Iterator[Finding]:
    """The counts that differ, where the two are close enough to be about the same tasks and one of them agrees."""
    stated: Sequence[Decimal] = [amount.figure.low for amount in amounts.values()]
    whole = sum(counted[state] for state in amounts)
    wrong = [(state, amount) for state, amount in amounts.items() if amount.figure.low != counted[state]]
    if abs(sum(stated, Decimal(0)) - whole) > _FAR or len(wrong) == len(amounts):
        return
    for state, amount in wrong:
        message = f"{show(amount.figure.low)} {amount.label} here, {counted[state]} in the table"
        yield Finding(amount.figure.number, message, (Related(grid.table.span, "counted here"),))

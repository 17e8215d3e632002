"""A stated figure against what the figures of its parts add up to."""

from collections.abc import Sequence
from decimal import Decimal

from planlint.checks._sum_texts import arithmetic
from planlint.facts.figures import Figure, Sum, add, agrees, factor
from planlint.facts.parts import Parts
from planlint.facts.plan import Plan
from planlint.text.diagnostics import Finding, Related

_SHOWN = 12


def judge(plan: Plan, figure: Figure, parts: Parts, *, strict: bool = False) -> Finding | None:
    """A finding where the figures of `parts` do not add up to `figure`. Parts without one may stand for the rest."""
    values = parts.figures
    if agrees(figure, values):
        return None
    total = add(values, figure.unit)
    if parts.missing and (strict or figure.high > total.low):
        return None
    if not _alike(values) or not _near(figure, total):
        return None
    said = plan.source[figure.span]
    message = f"{arithmetic(values, total, grouped=',' in said)}, the line says {said}"
    related = tuple(Related(value.span, "a part of it") for value in values[:_SHOWN])
    return Finding(figure.span, message, related)


def _near(figure: Figure, total: Sum) -> bool:
    """Whether claim and sum are of one order: what is three times as large measures something else."""
    middle = (figure.low + figure.high) / 2 * factor(figure.unit) / factor(total.unit)
    return total.low * Decimal("0.4") <= middle <= total.high * Decimal("2.5")


def _alike(values: Sequence[Figure]) -> bool:
    """Whether the parts are stated in one manner: neither the first nor the last is a total of the others."""
    total = sum(value.high for value in values)
    return not (len(values) > 3 and any(value.high * 2 == total for value in (values[0], values[-1])))

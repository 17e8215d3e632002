"""How sums are said and written: the arithmetic in a message, the digits of a corrected total."""

from collections.abc import Sequence
from decimal import Decimal

from planlint.facts.figures import Figure, Sum, show
from planlint.facts.plan import Plan
from planlint.text.source import Span

_SHOWN = 8


def arithmetic(values: Sequence[Figure], total: Sum, *, grouped: bool = False) -> str:
    """ "1.5 + 2 + 1 = 4.5 hours" for a few addends, "the 18 rows add up to 4,685" for many."""
    result = amount(total, grouped=grouped)
    exact = all(value.low == value.high for value in values)
    if len(values) <= _SHOWN and exact and not total.mixed:
        addends = " + ".join(show(value.low, grouped=grouped) for value in values)
        return f"{addends.replace('+ -', '- ')} = {result}"
    return f"the {len(values)} figures add up to {result}"


def has_remark(plan: Plan, span: Span) -> bool:
    """Whether the words of a total say that it is no plain sum ("in parallel", "unique"); not those of its figures
    ("35 min", "869 new tests")."""
    text = plan.source[span]
    for quantity in plan.quantities.inside(span):
        end = text.find(quantity.unit_word, quantity.number.end - span.start) + len(quantity.unit_word)
        begin = quantity.span.start - span.start
        text = (
            text[:begin]
            + " " * (max(end, quantity.span.end - span.start) - begin)
            + text[max(end, quantity.span.end - span.start) :]
        )
    return plan.vocabulary.mentions("sum-remarks", text)


def amount(total: Sum, *, grouped: bool = False) -> str:
    """A sum with its unit, as a range where the addends are ranges."""
    text = show(total.low, grouped=grouped)
    text += "" if total.low == total.high else f"-{show(total.high, grouped=grouped)}"
    text += "+" if total.open_ended else ""
    if total.unit == "%":
        return f"{text}%"
    if total.unit in ("second", "minute", "hour", "day", "week", "month", "point"):
        return f"{text} {total.unit}{'' if total.low == total.high == 1 else 's'}"
    return text


def rewrite(written: str, value: Decimal) -> str | None:
    """`value` in the manner of `written`: its thousands marks, its decimal mark. None where the manner is not clear."""
    digits = written.replace(",", "").replace(".", "")
    if not digits.isdecimal() or value < 0:
        return None
    if "." in written:
        decimals = len(written.rpartition(".")[2])
        return None if decimals == 3 else f"{value.quantize(Decimal(1).scaleb(-max(decimals, -_exponent(value)))):f}"
    if "," in written and len(written.rpartition(",")[2]) != 3:
        return f"{value:f}".replace(".", ",")
    return show(value, grouped=True) if "," in written else show(value).replace(",", "")


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0

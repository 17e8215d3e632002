"""Formulas over the columns of a table: `Total = Base + Buffer`."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from planlint.plan.names import normal
from planlint.text.patterns import regex
from planlint.text.records import value_object

Range = tuple[float, float]
"""From the least to the most; both the same for a plain number."""

_TOKEN = regex(r"""\s*(?:(?P<sign>[-+*/()=×÷])|"(?P<quoted>[^"]+)"|'(?P<single>[^']+)'|(?P<word>[^-+*/()=×÷"']+))""")
_NUMBER = regex(r"\d+(?:\.\d+)?")
_SIGNS = {"×": "*", "÷": "/"}

_Node = str | float | tuple[str, "_Node", "_Node"]
"""A column's head made comparable, a number, or a sign between two nodes."""


class FormulaError(ValueError):
    """A formula that cannot be read; the message is the end of one line for the user."""


@value_object
class Formula:
    """The column on the left, as written and made comparable; the right side as written, and as a tree."""

    told: str
    column: str
    right: str
    tree: _Node

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns on the right side, each once, made comparable."""
        return tuple(dict.fromkeys(_columns(self.tree)))

    def value(self, values: Mapping[str, Range]) -> Range | None:
        """What the right side comes to; None where it divides by zero."""
        try:
            return _value(self.tree, values)
        except ZeroDivisionError:
            return None


@cache
def read_formula(text: str) -> Formula:
    """The formula that `text` writes. Raises `FormulaError`."""
    told, equals, right = text.partition("=")
    if not equals:
        raise FormulaError("there is no equals sign in it")
    left = _Reader(told).read()
    if not isinstance(left, str):
        raise FormulaError("the left side is not a column")
    return Formula(told.strip().strip("\"'"), left, " ".join(right.split()), _Reader(right).read())


class _Reader:
    """Reads one side, by recursive descent."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def read(self) -> _Node:
        node = self._chain("+-", lambda: self._chain("*/", self._atom))
        if self._at < len(self._tokens):
            raise FormulaError(f"{self._tokens[self._at][1]!r} is not expected there")
        return node

    def _chain(self, signs: str, part: Callable[[], _Node]) -> _Node:
        node = part()
        while self._peek() in tuple(signs):
            sign = self._next()[1]
            node = (sign, node, part())
        return node

    def _atom(self) -> _Node:
        if self._at == len(self._tokens):
            raise FormulaError("it ends where a column is expected")
        is_sign, token = self._next()
        if not is_sign:
            return float(token) if _NUMBER.fullmatch(token) else normal(token)
        if token != "(":
            raise FormulaError(f"{token!r} stands where a column is expected")
        node = self._chain("+-", lambda: self._chain("*/", self._atom))
        if self._peek() != ")":
            raise FormulaError("a bracket is not closed")
        self._next()
        return node

    def _peek(self) -> str:
        is_sign, token = self._tokens[self._at] if self._at < len(self._tokens) else (False, "")
        return token if is_sign else ""

    def _next(self) -> tuple[bool, str]:
        self._at += 1
        return self._tokens[self._at - 1]


def _tokens(text: str) -> Iterator[tuple[bool, str]]:
    """Signs (True) and the names and numbers between them."""
    for match in _TOKEN.finditer(text.strip()):
        if match["sign"]:
            yield True, _SIGNS.get(match["sign"], match["sign"])
        else:
            name = (match["quoted"] or match["single"] or match["word"] or "").strip()
            if name:
                yield False, name


def _columns(node: _Node) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple):
        yield from _columns(node[1])
        yield from _columns(node[2])


def _value(node: _Node, values: Mapping[str, Range]) -> Range:
    if isinstance(node, float):
        return node, node
    if isinstance(node, str):
        return values[node]
    sign, *parts = node
    left, right = (_value(part, values) for part in parts)
    ends = [_combine(sign, one, other) for one in left for other in right]
    return min(ends), max(ends)


def _combine(sign: str, one: float, other: float) -> float:
    match sign:
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
    if not other:
        raise ZeroDivisionError
    return one / other

"""The decimal mark of a text: whether three digits behind a point or comma are decimals or thousands."""

import re

from planlint.text.patterns import regex

TAIL = regex(r"[.,](\d+)$")
"""The last mark of a number, with the digits behind it."""
_COMMA_INSIDE = regex(r"\d,\d{1,2}(?!\d)")
_DECIMAL = regex(r"\d++[.,]\d{1,2}(?![\d,.])")


def uses_decimal_comma(text: str) -> bool:
    """Whether the text writes 1,5 and nowhere 1.5."""
    if not _COMMA_INSIDE.search(text):
        return False
    found = [(text[m.start() - 1 : m.start()], "," if "," in m[0] else ".") for m in _DECIMAL.finditer(text)]
    return {mark for before, mark in found if before != mark} == {","}


def is_decimal(digits: str, tail: re.Match[str], comma: bool) -> bool:
    """Whether three digits behind one mark are decimals: after the mark that the document uses for them, or a zero."""
    return digits[: tail.start()] == "0" or (digits[tail.start()] == "," if comma else False)


def decimals_of(low: str, high: str, comma: bool) -> int:
    """How many decimals are printed, at most."""
    most = 0
    for digits in (low, high):
        tail = TAIL.search(digits)
        if tail and tail[0][0] == ("," if comma else ".") and (len(tail[1]) != 3 or digits[0] == "0"):
            most = max(most, len(tail[1]))
    return most

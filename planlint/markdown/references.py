"""Definitions of link references, `[label]: target "title"`, at the start of a paragraph."""

from collections.abc import Iterator, Sequence

from planlint.text.patterns import regex

PARENTHESES = r"\((?:[^\s()\\]++|\\.|\([^\s()]*+\))*+\)"
DESTINATION = rf"<[^<>\n]*+>|(?!<)(?:[^\s()\\]++|\\.|{PARENTHESES})++"
TITLE = r""""(?:[^"\\]|\\.){0,2000}+"|'(?:[^'\\]|\\.){0,2000}+'|\((?:[^()\\]|\\.){0,2000}+\)"""
_DEFINITION = regex(
    r"\[((?:[^\[\]\\]|\\[\s\S]){1,999}+)\]:[ \t]*+\n?[ \t]*+"
    rf"(?:{DESTINATION})(?=[ \t\n]|\Z)(?:[ \t]*+\n?(?<=[ \t\n])[ \t]*+(?:{TITLE}))?[ \t]*+(?:\n|\Z)"
)


def reference_label(text: str) -> str:
    """The label of a link reference as CommonMark compares them: case and the amount of white space do not matter."""
    return " ".join(text.split()).casefold()


def leading_references(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The label of each definition at the start of a paragraph, and how many of its `lines` it takes.

    The lines come without the prefixes of their containers; labels are as `reference_label` gives them.
    """
    text, position = "\n".join(lines), 0
    while (m := _DEFINITION.match(text, position)) and m[1].strip():
        position = m.end()
        yield reference_label(m[1]), m[0].rstrip("\n").count("\n") + 1

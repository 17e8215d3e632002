"""Documents for hypothesis: Markdown-like noise, and well-formed documents that every parser reads alike."""

from hypothesis import strategies as st

_PREFIXES = st.sampled_from(
    ["", "", "", "", "- ", "* ", "1. ", "2. ", "10) ", "> ", ">", "  ", "    ", "   ", "\t", " ", "> - ", "- > ", "-\t"]
)
_BODIES = st.sampled_from(
    [
        "word",
        "two words",
        "",
        "# Title",
        "## Title ##",
        "```",
        "```py",
        "~~~",
        "| a | b |",
        "|---|:-:|",
        "| 1 | 2 | 3 |",
        "x | y",
        "---",
        "+++",
        "***",
        "===",
        "[ ] open",
        "[x] done `code",
        "code` and ``more` code``",
        "<div>",
        "</div> <b>x</b>",
        "<!-- c -->",
        "a <!-- b",
        "-->",
        "[label]: /target",
        "[link](target 'title') https://a.example/b_(c).",
        "key: value",
        "😀 ✅ 中文",
        "\u00a0\u2028\x0c\x0b\x85",
        "nul \0 byte",
        "back\\slash \\`",
    ]
)
_LINE_ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])


@st.composite
def noise(draw: st.DrawFn) -> str:
    """Lines of Markdown marks in any order, with any line ends; the last line may have none."""
    lines = st.tuples(st.lists(_PREFIXES, max_size=3).map("".join), _BODIES, _LINE_ENDS).map("".join)
    text = draw(st.lists(lines, max_size=12).map("".join))
    return text if draw(st.booleans()) else text.rstrip("\r\n")


_LEAVES = st.sampled_from(
    [
        ["plain text"],
        ["two lines", "of text"],
        ["# heading"],
        ["underlined", "======"],
        ["```text", "in a fence", "", "  indented", "```"],
        ["| a | b |", "|---|---|", "| 1 |", "| 1 | 2 | 3 |"],
        ["***"],
        ["<div>", "html", "</div>"],
        ["    indented code"],
    ]
)


def _with_prefix(lines: list[str], first: str, rest: str) -> list[str]:
    return [(first if n == 0 else rest if line else rest.rstrip()) + line for n, line in enumerate(lines)]


def _join(parts: list[list[str]]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        lines += ["", *part] if lines else part
    return lines


@st.composite
def _containers(draw: st.DrawFn, inner: st.SearchStrategy[list[str]]) -> list[str]:
    lines = draw(st.lists(inner, min_size=1, max_size=3).map(_join))
    if lines[0].startswith(" ") or lines[0].startswith("***"):
        lines = ["text", "", *lines]
    marker = draw(st.sampled_from(["> ", "- ", "1. ", "-   ", "10) "]))
    return _with_prefix(lines, marker, marker if marker == "> " else " " * len(marker))


@st.composite
def well_formed(draw: st.DrawFn) -> str:
    """Paragraphs, headings, fences, tables and HTML in quotes and lists, a blank line between any two blocks."""
    blocks = st.recursive(_LEAVES, lambda inner: _containers(inner), max_leaves=6)
    return "\n".join(draw(st.lists(blocks, min_size=1, max_size=5).map(_join))) + "\n"

"""Whether planlint sees the same Markdown as markdown-it-py: headings, items, fences and table rows, line by line.

    python benchmarks/oracle.py FOLDER...

Prints, by kind, how many lines both see, and those that one sees alone, with the lines themselves when there are few.
Known reasons: a line below the definition of a link goes on with the paragraph that the definition is in; `>` behind
four columns of space is code, even where a quote is open; a fence in a Markdown fence is read as its author meant it,
with `--meant`, else to the letter.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt

from planlint.markdown import scan
from planlint.markdown.containers import CODE, HEADING, ITEM, TABLE
from planlint.markdown.frontmatter import front_matter_lines
from planlint.markdown.scan import Scan
from planlint.text.source import Source

Seen = Counter[tuple[str, int]]
"""Kind and line, from 0, of all that is compared."""

_KINDS = {"heading_open": "heading", "list_item_open": "item", "fence": "fence", "tr_open": "row"}
FEW = 20


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--meant", action="store_true", help="read nested Markdown fences as planlint does")
    options = parser.parse_args()
    if not options.meant:
        scan.intended_ends = lambda _text: {}
    oracle = MarkdownIt("commonmark", {"maxNesting": 300}).enable("table")
    oracle.core.ruler.disable(["inline", "text_join"])
    both, ours, theirs = Counter[str](), list[str](), list[str]()
    for folder in options.folders:
        for path in sorted(each for each in folder.rglob("*.md") if each.is_file()):
            source = Source(path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff"), str(path))
            mine, other = our_lines(source), their_lines(oracle, source)
            both.update(kind for kind, _ in (mine & other).elements())
            ours += shown(source, mine - other)
            theirs += shown(source, other - mine)
    for kind in sorted({*both, *_KINDS.values()}):
        alone = [sum(line.startswith(f"{kind} ") for line in lines) for lines in (ours, theirs)]
        print(
            f"{kind:<10}{both[kind]:>8} seen by both{alone[0]:>6} by planlint alone{alone[1]:>6} by markdown-it alone"
        )
    for who, lines in (("planlint", ours), ("markdown-it", theirs)):
        if lines:
            print(f"\n{who} alone:", *lines[:FEW], sep="\n  ")


def our_lines(source: Source) -> Seen:
    """What planlint sees."""
    found: Seen = Counter()
    for event in Scan(source, front_matter_lines(source)).events:
        kind, first, last, rest = (*event, 0, 0, 0)[:4]
        if kind == HEADING:
            found["heading", first] += 1
        elif kind == ITEM:
            found["item", first] += 1
        elif kind == CODE and rest:
            found["fence", first] += 1
        elif kind == TABLE:
            found.update(("row", line) for line in range(first, last + 1) if line != first + 1)
    return found


def their_lines(oracle: MarkdownIt, source: Source) -> Seen:
    """What markdown-it-py sees."""
    first = front_matter_lines(source)
    text = source.text[source.line_starts[first] :] if first < len(source.line_starts) else ""
    tokens = oracle.parse(text)
    return Counter((_KINDS[token.type], token.map[0] + first) for token in tokens if token.type in _KINDS and token.map)


def shown(source: Source, seen: Seen) -> Iterator[str]:
    """Each of `seen` as a line to read."""
    for kind, line in seen.elements():
        yield f"{kind} {source.name}:{line + 1}: {source.lines[line][:80]!r}"


if __name__ == "__main__":
    main()

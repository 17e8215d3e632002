"""Blocks and their places, against markdown-it-py and by properties."""

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from strategies import noise, well_formed

from planlint.markdown import scan as markdown
from planlint.markdown.blocks import block_tree
from planlint.markdown.containers import CODE, HEADING, PARAGRAPH
from planlint.markdown.document import Block, Document
from planlint.markdown.frontmatter import front_matter_lines
from planlint.markdown.lines import split_row
from planlint.markdown.outline import heading_content
from planlint.markdown.parser import render
from planlint.markdown.scan import Scan
from planlint.text.source import Source

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
COMMONMARK = SHARED / "bench" / "external" / "commonmark-cases.json"
CORPUS = Path(os.environ.get("PLANLINT_CORPUS", "no corpus given"))

Outline = list[tuple[str, int, int]]
"""Kind, first line and depth of every block."""

_KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "code",
    "code_block": "code",
    "blockquote_open": "quote",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "table_open": "table",
    "html_block": "html",
    "hr": "rule",
}


@pytest.fixture(scope="module")
def oracle() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


@pytest.fixture
def _fences_as_commonmark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read nested fences to the letter, not as their author meant them."""
    monkeypatch.setattr(markdown, "intended_ends", lambda _text: {})


def their_outline(oracle: MarkdownIt, text: str, first_line: int = 0) -> Outline:
    outline = []
    depth = 0
    for token in oracle.parse(text):
        nests = token.type.startswith(("blockquote_", "bullet_list_", "ordered_list_", "list_item_"))
        depth -= nests and token.nesting < 0
        if token.type in _KINDS and token.map:
            outline.append((_KINDS[token.type], token.map[0] + first_line, depth))
        depth += nests and token.nesting > 0
    return outline


def our_outline(source: Source, first_line: int = 0) -> Outline:
    def walk(blocks: Sequence[Block], depth: int) -> Iterator[tuple[str, int, int]]:
        for block in blocks:
            if block.kind != "reference":
                yield block.kind, source.line_of(block.span.start), depth
            yield from walk(block.children, depth + 1)

    return list(walk(block_tree(Scan(source, first_line)), 0))


def commonmark_cases() -> list[str]:
    return [case["markdown"] for case in json.loads(COMMONMARK.read_text("utf-8"))] if COMMONMARK.exists() else []


@pytest.mark.skipif(not COMMONMARK.exists(), reason="needs the CommonMark examples")
@pytest.mark.usefixtures("_fences_as_commonmark")
def test_commonmark_examples_have_the_same_outline(oracle: MarkdownIt) -> None:
    cases = commonmark_cases()
    assert len(cases) == 652
    assert [text for text in cases if our_outline(Source(text)) != their_outline(oracle, text)] == []


@pytest.mark.skipif(not CORPUS.exists(), reason="set PLANLINT_CORPUS to a folder of Markdown files")
@pytest.mark.usefixtures("_fences_as_commonmark")
def test_corpus_has_the_same_outline(oracle: MarkdownIt) -> None:
    different = []
    for file in sorted(path for path in CORPUS.rglob("*.md") if path.is_file()):
        source = Source(file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff"))
        first_line = front_matter_lines(source)
        text = source.text[source.line_starts[first_line] :] if first_line < len(source.line_starts) else ""
        if our_outline(source, first_line) != their_outline(oracle, text, first_line):
            different.append(file.name)
    assert different == []


@pytest.mark.usefixtures("_fences_as_commonmark")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "- item\ntext lazily under it\n",
        "- # heading\ntext outside\n",
        "- ```\n  fence\n  ```\ntext outside\n",
        "- item\n\n      code\ntext outside\n",
        "- | a |\n  |---|\ntext outside\n",
        "> # heading\ntext outside\n",
        "> quote\n# heading outside\n",
        "> quote\n<div>\n",
        "> <div>\n> html\ntext outside\n",
        "1. item\n2. ```\n   unclosed\ntext outside\n",
        "-    wide marker\n   - next item\n",
        "- item\n  - # heading\n  text in the outer item\n",
        "- item\n===\n",
        "| a |\n|---|\n| 1 |\n    code\n",
        "| a |\n|---|\n# heading\n",
        "text\n| a |\n|---|\n",
        "a | b\n- | -\n",
        "     \n# heading\n",
        "    code\n      \n\n    code\n",
        "a\n\x0c\nb\n",
        "> \t- item\n> \t\tmore\n",
        "> - \ttwo columns behind the marker\n",
        ">- item\n    ~~~\n",
        "- > item\n      > lazy\n",
        "-\n\n  text after an empty item\n",
        "-\n  text in an item\n",
        "text\n-\n",
        "text\n2. more text\n",
        "text\n1. item\n",
        "* * *\n- item\n- - -\n",
    ],
)
def test_gfm_where_mistune_differs(oracle: MarkdownIt, text: str) -> None:
    assert our_outline(Source(text)) == their_outline(oracle, text)


@pytest.mark.usefixtures("_fences_as_commonmark")
@pytest.mark.parametrize("file", sorted((ROOT / "fixtures").rglob("*.md")), ids=lambda file: file.stem)
def test_fixtures_have_the_same_outline(oracle: MarkdownIt, file: Path) -> None:
    source = Source(file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff"))
    first = front_matter_lines(source)
    text = "\n".join(source.lines[first:])
    assert our_outline(source, first) == their_outline(oracle, text, first)


@pytest.mark.usefixtures("_fences_as_commonmark")
@given(noise())
def test_noise_has_the_same_outline(oracle: MarkdownIt, text: str) -> None:
    # markdown-it ends a paragraph behind the definition of a link; takes `- a | b` for the header of a table; and looks
    # for blocks in a line that is indented by four columns and goes on with a paragraph lazily.
    text = text.replace("]: ", "] ").replace("|---|:-:|", "| c | d |").replace("\t", " ")
    text = re.sub(r"(?<![^\r\n>]) {4,}", "   ", text)
    assert our_outline(Source(text)) == their_outline(oracle, text)


@given(st.one_of(noise(), well_formed()))
def test_the_short_way_of_reading_items_is_as_the_long_one(text: str) -> None:
    events = Scan(Source(text)).events
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scan, "_follows", lambda *_: False)
        assert Scan(Source(text)).events == events


@given(text=well_formed())
def test_well_formed_documents_have_the_same_outline_and_text(oracle: MarkdownIt, text: str) -> None:
    source = Source(text)
    assert our_outline(source) == their_outline(oracle, text)
    assert our_text(source) == their_text(oracle, text)


def their_text(oracle: MarkdownIt, text: str) -> list[list[str]]:
    """The lines of paragraphs, headings and code blocks, without outer space."""
    found = []
    in_table = False
    for token in oracle.parse(text):
        if token.type.startswith("table_"):
            in_table = token.nesting > 0
        elif token.type in ("inline", "fence", "code_block") and not in_table:
            found.append([line.strip() for line in token.content.rstrip().split("\n")])
    return found


def our_text(source: Source) -> list[list[str]]:
    scan = Scan(source)
    found = []
    for event in scan.events:
        kind, first, last = (*event, -1, -1)[:3]
        if kind == HEADING:
            found.append(source[heading_content(scan, event)].split("\n"))
        elif kind in (PARAGRAPH, CODE):
            fences = (1, event[4]) if kind == CODE and event[3] else (0, 0)
            found.append(texts(scan, first + fences[0], last - fences[1]))
    return found


def texts(scan: Scan, first: int, last: int) -> list[str]:
    return [scan.text(line).strip() for line in range(first, last + 1)]


@given(noise())
def test_spans_are_nested_ordered_and_trimmed(text: str) -> None:
    source = Source(text)

    def check(blocks: Sequence[Block], start: int, end: int) -> None:
        for block in blocks:
            assert start <= block.span.start < block.span.end <= end
            assert source[block.span] == source[block.span].strip(" \t\r\n")
            check(block.children, block.span.start, block.span.end)
            start = block.span.end

    check(block_tree(Scan(source)), 0, len(text))


@given(noise())
def test_line_ends_do_not_change_the_outline(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    outlines = [our_outline(Source(plain.replace("\n", newline))) for newline in ("\n", "\r\n", "\r")]
    assert outlines[0] == outlines[1] == outlines[2]


@pytest.mark.parametrize(
    ("text", "content", "closed"),
    [
        ("```py\na\n b\n```\nafter", "a\n b\n", True),
        ("~~~\na\n", "a\n", False),
        ("```\n```", "", True),
        ("```", "", False),
        ("- ```\n  a\n  ```\n- b", "  a\n", True),
        ("> ```\n> a\n\nb", "> a\n", False),
        ("````\n```\na\n`````\n", "```\na\n", True),
    ],
)
def test_fences(text: str, content: str, closed: bool) -> None:
    (code,) = Document(Source(text)).code
    assert (text[slice(*code.content)], code.closed) == (content, closed)


@pytest.mark.parametrize(
    ("text", "title", "level"),
    [
        ("# Title", "Title", 1),
        ("###   Title #1 ## ", "Title #1", 3),
        ("# Title#", "Title#", 1),
        ("##", "", 2),
        ("# #", "", 1),
        ("Title\n more\n---\n", "Title\n more", 2),
        ("> # Title\n", "Title", 1),
    ],
)
def test_heading_content(text: str, title: str, level: int) -> None:
    (section,) = Document(Source(text)).sections[1:]
    assert (section.title, section.level) == (title, level)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 100_000,
        "- " * 50_000,
        "[" * 100_000,
        "[a](" * 30_000,
        "`" * 100_000,
        "<!--" * 30_000,
        '<a b="' * 20_000,
        "# " + " #" * 50_000 + " a",
        "word **bold** " * 100_000,
        "|" * 100_000 + "\n|-|",
        "- item\n" * 10_000,
        "- one\n+ other\n" * 5_000,
        "| a |\n|---|\n" + "| 1 |\n" * 10_000,
        "text\n" + "     more\n" * 20_000,
        "> quote\n" + "lazy\n" * 20_000,
        "[a]: b '\n" * 10_000,
        "[a]: b\n\n- [c]: d\n\n" * 2_000,
        "\r" * 100_000,
        "\0" * 100_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_documents_are_read_to_the_end(text: str) -> None:
    blocks = Document(Source(text)).blocks
    assert not text.strip() or blocks[-1].span.end == len(text.rstrip())


@pytest.mark.parametrize(
    "text",
    [
        "- item\n",
        "- one\n+ other\n",
        "- one\n  - two\n",
        "> quote\n",
        "> - a\n>\n>\n",
        "- a\n\n\n",
        "-\n\n",
        "## Same\n\ntext\n\n",
        "a\n===\n",
        "```md\n```sh\nx\n```\n```\n",
        "<!-- a\n\n-->\n",
        "[a]: b '\n",
        "[x](y) `code` <b> https://a.example ",
        "`` ` ",
        "a | ",
        "- ```md\n  ```sh\n",
    ],
    ids=repr,
)
def test_work_grows_with_the_text(text: str) -> None:
    """The calls of functions that are made, not the time they take."""

    def calls(times: int) -> int:
        count = 0

        def called(_frame: object, event: str, _arg: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        source = Source(text * times)
        sys.setprofile(called)
        try:
            document = Document(source)
            assert len(document.blocks) + len(document.segments)
        finally:
            sys.setprofile(None)
        return count

    assert calls(800) < 4.5 * calls(200)


def test_containers_nest_no_deeper_than_on_github() -> None:
    assert len(Document(Source("- " * 150 + "text\n")).items) == 100


@pytest.mark.parametrize(
    ("text", "outline"),
    [
        ("> ---\n\t> x\n", [("quote", 0, 0), ("rule", 0, 1), ("code", 1, 0)]),
        ("> text\n\t> x\n", [("quote", 0, 0), ("paragraph", 0, 1)]),
        ("[a]: /b\n2. text\n", [("paragraph", 1, 0)]),
        ("- [a]: /b\ntext\n", [("list", 0, 0), ("item", 0, 1), ("paragraph", 1, 2)]),
        ("[a]: /b\n===\n", [("paragraph", 1, 0)]),
        ("[a]: /b 'c\nd' e\n", [("paragraph", 0, 0)]),
        ("[a]: /b\n'c\nd'\ntext\n", [("paragraph", 3, 0)]),
        ("> | a |\n|---|\n", [("quote", 0, 0), ("paragraph", 0, 1)]),
        ("- a | b\n|---|---|\n", [("list", 0, 0), ("item", 0, 1), ("paragraph", 0, 2)]),
        (
            "- a\n-\n\n  b\n- c\n",
            [
                *(("list", 0, 0), ("item", 0, 1), ("paragraph", 0, 2), ("item", 1, 1)),
                *(("paragraph", 3, 0), ("list", 4, 0), ("item", 4, 1), ("paragraph", 4, 2)),
            ],
        ),
    ],
)
def test_blocks_as_cmark_has_them(text: str, outline: Outline) -> None:
    assert our_outline(Source(text)) == outline


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("a|b", ["a", "b"]),
        ("|", [""]),
        ("||", [""]),
        ("| |", [""]),
        ("|a||", ["a", ""]),
        (r"a \| b | c", [r"a \| b", "c"]),
        (r"a \\| b", [r"a \\", "b"]),
        ("\t| a\t|\tb \r\n", ["a", "b"]),
        ("", [""]),
    ],
)
def test_rows_are_split_at_bars(row: str, cells: list[str]) -> None:
    assert [row[slice(*span)] for span in split_row(row)] == cells


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("| a | b |\n|---|---|\n| 1 |\n", [["1", ""]]),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", [["1", "2"]]),
        ("a | b\n---|---\ntext under it\n\n", [["text under it", ""]]),
        ("- | a |\n  |---|\n  | 1 |\n", [["1"]]),
        ("| a | b |\n|---|\n| 1 | 2 |\n", []),
    ],
)
def test_tables_are_rendered_as_on_github(text: str, rows: list[list[str]]) -> None:
    html = render(text)
    body = html.partition("<tbody>")[2]
    cells = [[cell.partition("</td>")[0] for cell in row.split("<td>")[1:]] for row in body.split("<tr>")[1:]]
    assert cells == rows

"""Sections, items, boxes, tables, front matter, masks and segments."""

import re

import pytest
from hypothesis import given
from strategies import noise

from planlint.markdown.document import Document
from planlint.text.source import Source


def parse(text: str) -> Document:
    return Document(Source(text))


def test_code_spans() -> None:
    document = parse("a `b c` ``d`e`` <!-- `f` --> \\`g\n\n| `h` |\n|---|\n\n```\n`x`\n```\n\n    `y`\n")
    assert [document.source[span] for span in document.code_spans] == ["`b c`", "``d`e``", "`h`"]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("no heading\n", []),
        ("# A\n## B\n# C\n", [("A", 1, ""), ("B", 2, "A"), ("C", 1, "")]),
        ("### A\n# B\n## C\n", [("A", 3, ""), ("B", 1, ""), ("C", 2, "B")]),
        ("A\n===\n\nB `x`\n---\n", [("A", 1, ""), ("B `x`", 2, "A")]),
        ("# A\n> # B\n> text\n\n## C\n", [("A", 1, ""), ("B", 1, "A"), ("C", 2, "A")]),
        ("# A\n- # not a section\n", [("A", 1, "")]),
        ("```md\n# not a heading\n```\n", []),
    ],
)
def test_sections(text: str, sections: list[tuple[str, int, str]]) -> None:
    document = parse(text)
    root, *rest = document.sections
    assert (root.index, root.level, root.title, root.parent) == (0, 0, "", None)
    assert root.span == (0, len(text))
    assert [(s.title, s.level, s.parent.title if s.parent else None) for s in rest] == sections


def test_the_section_of_a_quoted_heading_ends_with_its_quote() -> None:
    text = "# Plan\n\n> ## Note\n> inside\n\nafter\n\n## Next\n"
    document = parse(text)
    assert document.section_at(0).title == "Plan"
    assert document.section_at(text.index("inside")).title == "Note"
    assert document.section_at(text.index("after")).title == "Plan"
    assert document.section_at(len(text)).title == "Next"
    assert [s.title for s in document.subsections(document.sections[1])] == ["Note", "Next"]
    assert [s.title for s in document.sections[3].path] == ["Next", "Plan", ""]


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("- [ ] open", ""),
        ("- [x] done", "x"),
        ("* [X] done", "X"),
        ("1. [-] cancelled", "-"),
        ("2) [~] partial", "~"),
        ("- [/] half", "/"),
        ("+ [>] forwarded", ">"),
        ("- [!] important", "!"),
        ("- [✅] done", "✅"),
        ("- [⚠️] at risk", "⚠️"),
        ("- [ ✔️ ] done", "✔️"),
        ("- [x]", "x"),
        ("- [] malformed, but meant", ""),
        ("- [x ] malformed, but meant", "x"),
        ("- text", None),
        ("- [x](target.md) link", None),
        ("- [x][ref] link", None),
        ("- [link] text", None),
        ("- [1] source", None),
        ("- [a] option", None),
        ("- [WIP] title", None),
        ("- [███░░] 60%", None),
        ("- [ref] a defined reference\n\n[ref]: /target", None),
        ("- [x] a defined reference\n\n[x]: /target", None),
        ("- [^1] footnote", None),
        ("- `[ ]` code", None),
        ("- text [ ] later", None),
    ],
)
def test_boxes(line: str, mark: str | None) -> None:
    item = parse(line + "\n").items[0]
    assert (item.box and item.box.mark) == mark
    if item.box:
        assert line[slice(*item.box.span)].strip("[]").strip() == mark
        assert "[" not in item.text


def test_a_letter_is_a_box_beside_common_boxes() -> None:
    items = parse("- [ ] open\n- [d] done\n\ntext\n\n- [d] a letter\n- [e] another\n").items
    assert [item.box.mark if item.box else None for item in items] == ["", "d", None, None]


def test_items() -> None:
    text = "# A\n- one\n  more\n  1. [x] two\n\n     > - three\n- four\n\n## B\n3. five\n"
    document = parse(text)
    rows = [(i.text, i.depth, i.parent.text if i.parent else None, i.list_index, i.number) for i in document.items]
    assert rows == [
        ("one", 0, None, 0, None),
        ("two", 1, "one", 1, 1),
        ("three", 2, "two", 2, None),
        ("four", 0, None, 0, None),
        ("five", 0, None, 3, 3),
    ]
    assert [i.section.title for i in document.items] == ["A", "A", "A", "A", "B"]
    assert [text[slice(*i.marker)] for i in document.items] == ["-", "1.", "-", "-", "3."]
    assert text[slice(*document.items[0].span)] == text[text.index("- one") : text.index("\n- four")]
    one, two, three, *_ = document.items
    assert document.children == {one: (two,), two: (three,)}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("-\n  under it\n", "under it"),
        ("- # Title #\n", "Title"),
        ("- ```\n  x\n  ```\n", ""),
        ("-\n", ""),
        ("- - a\n", ""),
    ],
)
def test_the_text_of_items_that_start_otherwise(text: str, first: str) -> None:
    item = parse(text).items[0]
    assert item.text == first
    assert text[slice(*item.text_span)] == first


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", [["a", "b"], ["1", "2"]]),
        ("a|b\n-|-\n1|2\n", [["a", "b"], ["1", "2"]]),
        ("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n||\n", [["a", "b"], ["1"], ["1", "2", "3"], [""]]),
        ("| a \\| b | `c` |\n|:-:|--:|\n|  | x  |\n", [["a \\| b", "`c`"], ["", "x"]]),
        ("> | a |\n> |---|\n> | 1 |\n", [["a"], ["1"]]),
        ("- | a |\n  |---|\n  | 1 |\n", [["a"], ["1"]]),
        ("| a | b |\n|---|\n", None),
        ("text | text\n", None),
    ],
)
def test_tables(text: str, rows: list[list[str]] | None) -> None:
    document = parse(text)
    if rows is None:
        assert document.tables == ()
        return
    (table,) = document.tables
    found = [table.header, *table.rows]
    assert [[cell.text for cell in row.cells] for row in found] == rows
    assert [row.index for row in found] == list(range(len(rows)))
    assert all(text[slice(*cell.span)] == cell.text for row in found for cell in row.cells)
    assert [cell.text for cell in table.column(1)] == [row[1] for row in rows[1:] if len(row) > 1]


def test_the_alignment_of_columns() -> None:
    (table,) = parse("|a|b|c|d|\n|-|:-|-:|:-:|\n").tables
    assert table.aligns == ("none", "left", "right", "center")


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("---\nstatus: done\n---\n", {"status": "done"}),
        ("---\r\nstatus: done\r\n...\r\ntext\r\n", {"status": "done"}),
        ("---\n# comment\n\na b: 'it''s'  # comment\nc: \"d: e\"\n---\n", {"a b": "it''s", "c": "d: e"}),
        ("---\na: b # c\nd: x#y\ne: # only a comment\nf: |\n  text\n---\n", {"a": "b", "d": "x#y", "e": "", "f": ""}),
        ("---\ntop:\n  nested: 1\n- item\nurl: http://a.example\n---\n", {"top": "", "url": "http://a.example"}),
        ('+++\na = "b"\nc = 3\n[table]\nd = 1\n+++\n', {"a": "b", "c": "3"}),
        ("---\n---\n", {}),
        ("---\n\n# Title\n\n---\n", None),
        ("---\nprose between rules\n---\n", None),
        ("---\na: b\n", None),
        ("text\n\n---\na: b\n---\n", None),
        (" ---\na: b\n---\n", None),
        ("", None),
    ],
)
def test_front_matter(text: str, entries: dict[str, str] | None) -> None:
    document = parse(text)
    assert (document.front_matter is not None) == (entries is not None)
    assert {entry.key: text[slice(*entry.value)] for entry in document.entries} == (entries or {})
    assert all(text[slice(*entry.key_span)] == entry.key for entry in document.entries)


MASKS = [
    ("plain [text] (and) *more*", "plain [text] (and) *more*", None),
    ("a `b` c", "a ___ c", "a `b` c"),
    ("a ``b ` c`` d", "a _________ d", "a ``b ` c`` d"),
    ("a ` b", "a ` b", None),
    ("a \\`b\\` c", "a \\`b\\` c", None),
    ("[a](b.md) c", "[a]______ c", None),
    ("![a](<b c> 'd (e') f", "![a]______________ f", None),
    ("[a](b(c)d) e", "[a]_______ e", None),
    ("[a](b c) d", "[a](b c) d", None),
    ("a <!-- b --> c", "a __________ c", None),
    ("a <!-- b", "a <!-- b", None),
    ("a <b>c</b> <br/> d", "a ___c____ _____ d", None),
    ("a < b > c <5%", "a < b > c <5%", None),
    ("<https://a.example> b", "___________________ b", None),
    ("see https://a.example/b_(c)). d", "see _______________________). d", None),
    ("ratio a://b", "ratio a://b", None),
    ("`https://a`", "___________", "`https://a`"),
    ("[a]: /b 'c'", "___________", None),
    ("| `a` | b |\n|---|---|\n| ` | ` |", "| ___ | b |\n|---|---|\n| ` | ` |", "| `a` | b |\n|---|---|\n| ` | ` |"),
    ("a `b\r\nc` d", "a __\r\n__ d", "a `b\r\nc` d"),
    ("```\na\n```", "___\n_\n___", "```\na\n```"),
    ("    a <b>", "    _____", "    a <b>"),
    ("<!-- a\n\nb -->\nc", "______\n\n_____\nc", None),
    ("<div>\na `b`\n</div>", "_____\na `b`\n______", None),
    ("---\na: b\n---\nc", "___\n____\n___\nc", None),
    ("> a `b\n> c` d", "> a __\n____ d", "> a `b\n> c` d"),
]


@pytest.mark.parametrize(("text", "prose", "with_code"), MASKS)
def test_masks(text: str, prose: str, with_code: str | None) -> None:
    document = parse(text)
    assert document.prose == prose.replace("_", " ")
    assert document.with_code == (with_code or document.prose)


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("<!-- a -->\nb <!-- c --> d\n", ["<!-- a -->", "<!-- c -->"]),
        ("<!-- a\n\nb\n", ["<!-- a\n\nb"]),
        ("`<!-- a -->`\n\n```\n<!-- b -->\n```\n", []),
        ("- <!-- a -->\n\n| <!-- b --> |\n|---|\n", ["<!-- a -->", "<!-- b -->"]),
    ],
)
def test_comments(text: str, comments: list[str]) -> None:
    assert [text[slice(*span)] for span in parse(text).comments] == comments


def test_references() -> None:
    text = "[A  b]: /one\n[a B]: /two\n\n```\n[c]: /three\n```\n> [d]: /four\n"
    references = parse(text).references
    assert {label: text[slice(*span)] for label, span in references.items()} == {
        "a b": "[A  b]: /one",
        "d": "[d]: /four",
    }


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", []),
        ("# Title #\n", [("heading", 0, "Title")]),
        ("one\n  two  \n", [("line", 0, "one"), ("line", 1, "two")]),
        ("- [x] item\n  more\n", [("item", 0, "item"), ("line", 1, "more")]),
        ("> quoted\n> text\n", [("line", 0, "quoted"), ("line", 1, "text")]),
        ("| a | |\n|-|-|\n| 1 | 2 | 3 |\n", [("cell", n, c) for n, c in ((0, "a"), (2, "1"), (2, "2"), (2, "3"))]),
        ("```\ndrawn\n\n  tree\n```\n", [("drawn", 1, "drawn"), ("drawn", 3, "tree")]),
        ("```text title\ndrawn\n```\n", [("drawn", 1, "drawn")]),
        ("```python\ncode\n```\n\n    code\n", []),
        ("```md\n- [ ] a template\n```\n", []),
        ("---\na: b\n---\n", [("front", 1, "a: b")]),
        ("<!-- hidden -->\n\n<div>\nshown\n</div>\n", [("line", 3, "shown")]),
        ("> <pre>\n> a\n>\n> b\n> </pre>\n", [("line", 1, "a"), ("line", 3, "b")]),
        ("<!-- a\n\nb -->\n", []),
        ("`code`\n", [("line", 0, "`code`")]),
        ("[a]: /b\n\n***\n", []),
    ],
)
def test_segments(text: str, segments: list[tuple[str, int, str]]) -> None:
    assert [(s.kind, s.line, text[slice(*s.span)]) for s in parse(text).segments] == segments


def test_segments_know_where_they_stand() -> None:
    document = parse("# A\n- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n\n  ```\n  drawn\n  ```\n")
    (table,) = document.tables
    item = document.items[0]
    *_, last_cell, drawn = document.segments
    assert (last_cell.item, last_cell.table, last_cell.row, last_cell.column) == (item, table, table.rows[0], 1)
    assert (drawn.item, drawn.section.title) == (item, "A")
    assert document.code[0].item is item


@given(noise())
def test_masked_texts_keep_length_and_line_ends(text: str) -> None:
    document = parse(text)
    for masked in (document.prose, document.with_code):
        assert len(masked) == len(text)
        assert re.sub(r"[^\r\n]", "", masked) == re.sub(r"[^\r\n]", "", text)
        assert all(shown in (" ", written) for shown, written in zip(masked, text, strict=True))


@given(noise())
def test_segments_are_ordered_trimmed_and_on_their_line(text: str) -> None:
    document = parse(text)
    end = 0
    for segment in document.segments:
        assert end <= segment.span.start < segment.span.end
        assert document.source.line_of(segment.span.start) == segment.line
        assert document.source.line_span(segment.line).covers(segment.span)
        assert document.source[segment.span].strip(" \t") == document.source[segment.span]
        assert document.section_at(segment.span.start) is segment.section
        end = segment.span.end


@given(noise())
def test_records_are_numbered_and_lie_in_each_other(text: str) -> None:
    document = parse(text)
    for records in (document.sections, document.items, document.tables, document.code):
        assert [record.index for record in records] == list(range(len(records)))
    for item in document.items:
        assert item.span.covers(item.marker)
        assert item.span.covers(item.text_span)
        assert item.text == document.source[item.text_span]
        assert item.parent is None or item.parent.span.covers(item.span)
    for section in document.sections[1:]:
        assert section.parent
        assert section.parent.span.covers(section.span)
        assert section.title == document.source[section.title_span]
        assert section.heading.covers(section.title_span)


@given(noise())
def test_line_ends_do_not_change_the_document(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = []
    for newline in ("\n", "\r\n", "\r"):
        document = parse(plain.replace("\n", newline))
        rows = [(s.kind, s.line, document.source[s.span], s.column) for s in document.segments]
        entries = [(entry.key, document.source[entry.value]) for entry in document.entries]
        seen.append((rows, entries, document.prose.replace(newline, "\n")))
    assert seen[0] == seen[1] == seen[2]

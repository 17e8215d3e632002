"""Slugs, anchors, and which links are read from a text."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.markdown.document import Document
from planlint.plan.links import anchors, numbered, plain_text, read_links, slug
from planlint.text.source import Source

RECORDED = Path(__file__).resolve().parents[2] / "shared/bench/external/github-slugger-cases.json"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Goals", "goals"),
        ("Goals & Risks", "goals--risks"),
        ("1.2 Scope: what's in?", "12-scope-whats-in"),
        ("🚀 Start here", "-start-here"),
        ("Überblick – kurz", "überblick--kurz"),
        ("目标", "目标"),
        ("snake_case and-dash", "snake_case-and-dash"),
        ("Ⓐ or 🄰", "ⓐ-or-🄰"),
        ("", ""),
    ],
)
def test_slug(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize(
    ("slugs", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a-1", "a-2"]),
        (["a-1", "a", "a"], ["a-1", "a", "a-2"]),
        (["a", "a", "a-1"], ["a", "a-1", "a-1-1"]),
    ],
)
def test_repeated_slugs(slugs: list[str], expected: list[str]) -> None:
    assert numbered(slugs) == expected


@given(st.lists(st.sampled_from(["a", "a-1", "a-2", "b", ""])))
def test_slugs_are_unique(slugs: list[str]) -> None:
    assert len(set(numbered(slugs))) == len(slugs)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded cases are not part of the project")
def test_recorded_slugs() -> None:
    cases = json.loads(RECORDED.read_text(encoding="utf-8"))
    assert numbered(slug(case["input"]) for case in cases) == [case["expected"] for case in cases]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Plain", "Plain"),
        ("**Bold** and *thin* and _thin_", "Bold and thin and thin"),
        ("`code_name` stays", "code_name stays"),
        ("[Link](x.md) and [ref][r]", "Link and ref"),
        ("![img](x.png) after", " after"),
        ("snake_case_name", "snake_case_name"),
        ("<b>tag</b> \\* star", "tag * star"),
        ("Screen: &lt;Menu&gt; &#42;bar&#42;", "Screen: <Menu> *bar*"),
        ("Cut-over <!-- *who* -->", "Cut-over "),
        ("**a `b_c` d** `<e>`", "a b_c d <e>"),
        ("[![img](i.png)](t.md) after", " after"),
        ("<https://example.org/a_b_c> \\_d\\_", "https://example.org/a_b_c _d_"),
    ],
)
def test_plain_text(title: str, expected: str) -> None:
    assert plain_text(title) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", [("b.md", None)]),
        ("![a](b.png) and [c](d.md#e)", [("b.png", None), ("d.md", "e")]),
        ("[a](<b c.md>)", [("b c.md", None)]),
        ("[a](b%20c.md?raw=1#x%2Dy)", [("b c.md", "x-y")]),
        ('[a](b(1).md "title")', [("b(1).md", None)]),
        ("[![img](i.png)](t.md)", [("t.md", None), ("i.png", None)]),
        ("[a]: b.md\n", [("b.md", None)]),
        ("`[a](b.md)` and <!-- [a](b.md) -->", []),
        ("\\[a](b.md)", []),
        ("[ ] (b.md)", []),
        ("```\n[a](b.md)\n```\n", []),
        ('<img alt="a" src="b.png"> <a href=\'c&amp;d.md#e\'>f</a>', [("b.png", None), ("c&d.md", "e")]),
        ('Or <!-- <a href="b.md"> --> `<a href="b.md">` \\<a href="b.md">', []),
        ("costs $5, [a](b.md), $x[i](c.md)$", [("b.md", None)]),
        ("[^1]: b.md\n", []),
    ],
)
def test_local_links(text: str, expected: list[tuple[str, str | None]]) -> None:
    links = read_links(Document(Source(text)))
    assert [(link.path, link.anchor) for link in links if link.local] == expected
    for link in links:
        assert text[link.target.start : link.target.end] in text[link.span.start : link.span.end]


def test_anchors_of_a_document() -> None:
    text = (
        '# One\n\n## One\n\n## Two {#second}\n\n<a name="third"></a>\n\n```\n# Four\n```\n\n## ![i](i.png) Five[^1]\n'
    )
    found = {"one", "one-1", "two", "second", "third", "-five1", "five"}
    assert anchors(Document(Source(text))) == found


@given(st.text(st.sampled_from("ab_*`[]()!<>&;\\~ \ue000\uf8ff"), max_size=20))
def test_plain_text_of_anything(title: str) -> None:
    """It never fails, and adds nothing but what entities stand for."""
    assert len(plain_text(title)) <= len(title)

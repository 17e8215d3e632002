"""Fences read as their authors meant them, and numbering."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.markdown.fences import intended_ends
from planlint.rules.format import broken_numbering
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary


def lines_of(text: str) -> dict[int, int]:
    """Line of the outer fence -> line of its intended end, from 1."""
    return {text.count("\n", 0, a) + 1: text.count("\n", 0, b) + 1 for a, b in intended_ends(text).items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```md\n```sh\nx\n```\nmore\n```\n", {1: 6}),
        ("```markdown\n```sh\na\n```\n\n```sh\nb\n```\n```\n\ntext\n", {1: 9}),
        ("- item\n  ```markdown\n  ```sh\n  x\n  ```\n  ```\n", {2: 6}),
        ("~~~md\n~~~sh\nx\n~~~\n~~~\n", {1: 5}),
        ("```md\nx\n```\n", {}),
        ("````md\n```sh\nx\n```\n````\n", {}),
        ("~~~md\n```sh\nx\n```\n~~~\n", {}),
        ("```sh\n```py\nx\n```\n", {}),
        ("```md\n```sh\nx\n```\n\ntext\n\n```sh\ny\n```\n", {}),
        ("no fence at all\n", {}),
    ],
)
def test_intended_ends(text: str, expected: dict[int, int]) -> None:
    assert lines_of(text) == expected


@given(st.lists(st.sampled_from(["```md", "```sh", "```", "````", "~~~", "text", "", "- [ ] task"]), max_size=24))
def test_intended_ends_lie_behind_their_fences(lines: list[str]) -> None:
    text = "\n".join(lines)
    for start, end in intended_ends(text).items():
        assert start < end
        assert text[start:].startswith("```md")
        assert text[end:].startswith("```")
    Document(Source(text))


def test_what_an_inner_fence_swallowed_is_read() -> None:
    text = "```markdown\n```sh\nmake\n```\n## Inside\n```\n\n## After\n\n- [ ] Ship\n"
    document = Document(Source(text))
    assert [section.title for section in document.sections[1:]] == ["After"]
    assert len(document.items) == 1


@given(st.lists(st.integers(1, 5), min_size=3, max_size=9))
@example([1, 1, 3, 3, 4, 5])
def test_any_numbering_is_read(numbers: list[int]) -> None:
    text = "\n\n".join(f"## {number}. {name}" for number, name in zip(numbers, "ABCDEFGHI", strict=False))
    found = list(broken_numbering(Plan(Document(Source(text)), load_vocabulary())))
    assert not found or numbers != list(range(numbers[0], numbers[0] + len(numbers)))

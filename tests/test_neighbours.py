"""What lies around a plan."""

import os
import time
from pathlib import Path

import pytest

from planlint.running.neighbours import Neighbours, forget

FILES = {
    "repo/.git/HEAD": "",
    "repo/.gitignore": "build/\n",
    "repo/README.md": "# Read me\n",
    "repo/docs/plan.md": "# Plan\n",
    "repo/docs/Other.md": '# One two\n\n## One two\n\n<a id="here"></a>\n',
    "repo/docs/sub/deep.md": "",
    "repo/docs/sub/notes.txt": "# No Markdown\n",
    "repo/build/Other.md": "",
    "repo/old/Other.md": "",
    "repo/bad.md": b"\xff\xfe",
    "elsewhere.md": "",
}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    forget()
    for name, content in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "repo/docs/plan.md"


@pytest.fixture
def around(plan: Path) -> Neighbours:
    return Neighbours(plan.parents[1], plan)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Other.md", "file"),
        ("./sub/../Other.md", "file"),
        ("sub", "directory"),
        ("sub/", "directory"),
        (".", "directory"),
        ("../README.md", "file"),
        ("/README.md", "file"),
        ("/docs/plan.md", "file"),
        ("/plan.md", "missing"),
        ("gone.md", "missing"),
        ("plan.md/x", "missing"),
        ("x" * 300, "missing"),
        ("a\0b", "missing"),
        ("../../elsewhere.md", "outside"),
        ("../..", "outside"),
        ("../../repo/README.md", "file"),
    ],
)
def test_kind(around: Neighbours, path: str, kind: str) -> None:
    assert around.kind(path) == kind
    assert around.lookups == {("kind", path): kind}


def test_without_a_root(plan: Path) -> None:
    around = Neighbours(None, plan)
    assert [around.kind(path) for path in ("../../elsewhere.md", "gone.md", "/gone.md")] == ["file", "missing", "file"]
    assert around.find_by_name("deep.md") == ["sub/deep.md"]
    assert around.find_by_name("README.md") == []


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("Other.md", "Other.md"),
        ("other.MD", "Other.md"),
        ("../readme.md", "../README.md"),
        ("../DOCS/./SUB/deep.md", "../docs/./sub/deep.md"),
        ("/Docs/Plan.md", "/docs/plan.md"),
        ("Sub/", "sub/"),
        ("gone.md", None),
        ("gone/Other.md", None),
        ("a\0b", None),
        ("x" * 300, None),
    ],
)
def test_real_case(around: Neighbours, path: str, real: str | None) -> None:
    assert around.real_case(path) == real


@pytest.mark.parametrize(
    ("path", "anchors"),
    [
        ("Other.md", {"one-two", "one-two-1", "here"}),
        ("/README.md", {"read-me"}),
        ("sub/deep.md", set()),
        ("sub/notes.txt", None),
        ("sub", None),
        ("gone.md", None),
        ("../bad.md", set()),
        ("a\0b.md", None),
        ("x" * 300 + ".md", None),
    ],
)
def test_anchors(around: Neighbours, path: str, anchors: set[str] | None) -> None:
    assert around.anchors(path) == anchors


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("deep.md", ["sub/deep.md"]),
        ("Other.md", ["Other.md", "../old/Other.md"]),  # the nearest first, none that git ignores
        ("plan.md", []),  # not the plan itself
        ("other.md", []),
        ("HEAD", []),
        ("sub", []),
    ],
)
def test_find_by_name(around: Neighbours, name: str, links: list[str]) -> None:
    assert around.find_by_name(name) == links


def change(file: Path, text: str) -> None:
    """Write and move the time on, whatever the file system's clock counts in."""
    file.write_text(text)
    later = time.time_ns() + 2_000_000_000
    os.utime(file, ns=(later, later))


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ("repo/docs/unrelated.md", True),
        ("repo/docs/gone.md", False),
        ("repo/docs/Other.md", False),
        ("repo/docs/sub/Other.md", False),
        ("repo/build/more/Other.md", True),
    ],
)
def test_a_verdict_holds_until_what_it_asked_changes(plan: Path, tmp_path: Path, changed: str, holds: bool) -> None:
    around = Neighbours(plan.parents[1], plan)
    around.kind("gone.md")
    around.real_case("Gone.md")
    around.anchors("Other.md")
    around.find_by_name("Other.md")
    assert Neighbours(plan.parents[1], plan).confirms(around.lookups)
    (tmp_path / changed).parent.mkdir(exist_ok=True)
    change(tmp_path / changed, "# New\n")
    forget()
    assert Neighbours(plan.parents[1], plan).confirms(around.lookups) is holds

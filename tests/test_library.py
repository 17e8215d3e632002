"""planlint as a library: its public names, and what they do."""

import inspect

import pytest
from test_readme import block

import planlint

PLAN = "# Plan\n\n| Task | Hours |\n|---|---|\n| Draw | 12 |\n| Build | 20 |\n| Paint | 7 |\n| **Total** | **36** |\n"


def test_the_public_names_and_their_signatures() -> None:
    assert planlint.__all__ == ["__version__", "fix", "lint"]
    assert str(inspect.signature(planlint.lint)) == "(text: str, *, confidence: str = 'high') -> 'list[Diagnostic]'"
    assert (
        str(inspect.signature(planlint.fix)) == "(text: str, *, unsafe: bool = False, confidence: str = 'high') -> str"
    )


@pytest.mark.parametrize(
    ("text", "codes"), [("Progress: 60% (4/5 tasks)\n", ["PRG001"]), ("Progress: 80% (4/5 tasks)\n", []), ("", [])]
)
def test_lint(text: str, codes: list[str]) -> None:
    assert [diagnostic.code for diagnostic in planlint.lint(text)] == codes


def test_fix() -> None:
    assert planlint.fix("Progress: 60% (4/5 tasks)\n") == "Progress: 80% (4/5 tasks)\n"
    assert planlint.fix("Progress: 80% (4/5 tasks)\n") == "Progress: 80% (4/5 tasks)\n"


def test_less_confidence_says_more() -> None:
    few, many = (planlint.lint(PLAN, confidence=grade) for grade in ("high", "low"))
    assert {d.code for d in few} <= {d.code for d in many}
    assert [d.code for d in many] == ["SUM001"]


def test_an_unknown_confidence_is_told() -> None:
    with pytest.raises(ValueError, match="it can be high, medium, low"):
        planlint.lint("", confidence="certain")


def test_the_example_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block("library"), "README.md", "exec"), {})
    assert capsys.readouterr().out == "PRG001 60% is not 4/5, which is 80%\nProgress: 80% (4/5 tasks)\n"

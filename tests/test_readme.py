"""What the documents say is so."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Ran
from ruamel.yaml import YAML

import planlint as package
from planlint.cli._explain import rules_page
from planlint.cli._main import cli
from planlint.output import FORMATS
from planlint.settings.catalogue import KINDS
from planlint.settings.config_file import read_config
from planlint.settings.config_schema import config_schema

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str, page: str = README) -> str:
    """The fenced block behind the comment of this name."""
    match = re.search(rf"<!-- {name} -->\n(`{{3,}})\w+\n(.*?)\n?\1\n", page, re.S)
    assert match
    return match[2] + "\n"


def test_the_example_is_what_planlint_does(
    planlint: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan = Path("plan.md")
    plan.write_text(block("before"), encoding="utf-8")
    assert planlint("--no-config", "plan.md").out == block("report")
    assert planlint("--no-config", "--fix", "plan.md").out.endswith("3 fixed, 1 problem left\n")
    assert plan.read_text(encoding="utf-8") == block("after")


def test_every_hook_command_and_format_is_mentioned() -> None:
    hooks = [hook["id"] for hook in YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")]
    assert len(hooks) == 2
    for hook in hooks:
        assert f"- id: {hook} " in README
    for command in set(cli.list_commands(None)) - {"check"}:  # type: ignore[arg-type]
        assert f"    planlint {command}" in README
    for name in FORMATS:
        assert f"`{name}`" in README


def test_ci_runs_the_command_of_the_readme() -> None:
    command = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/pytest"
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        assert f"  {command}\n" in (ROOT / name).read_text(encoding="utf-8")


def test_the_configuration_shown_is_valid(tmp_path: Path) -> None:
    section = README[README.index("### Configure") :]
    shown = "".join(line[4:] for line in section.splitlines(keepends=True) if line.startswith("    "))
    file = tmp_path / ".planlint.yaml"
    file.write_text(shown, encoding="utf-8")
    config = read_config(file)
    assert config
    rare = {"extend-select", "fixable", "include", "preview", "today"}
    assert set(config.data) == set(config_schema()["properties"]) - rare


DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{each.name}" for each in ROOT.glob("docs/*.md"))]


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_links_lead_somewhere(planlint: Callable[..., Ran], name: str) -> None:
    ran = planlint("--no-config", "--select", "LNK", "--no-cache", ROOT / name)
    assert ran.code == 0, ran.out


def test_the_rules_of_the_documents_hold(planlint: Callable[..., Ran], tmp_path: Path) -> None:
    page = (ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8")
    file = tmp_path / "rules.yaml"
    file.write_text(block("rules", page), encoding="utf-8")
    ran = planlint("rules", "test", file)
    assert (ran.code, ran.out) == (0, "10 examples of 5 rules tried, no failures\n"), ran
    assert all(f"**`{kind}`**" in page for kind in KINDS)


def test_the_rules_page_is_fresh() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == rules_page(), "run: planlint rules --output-format markdown > docs/rules.md"


def test_the_changelog_knows_this_version() -> None:
    assert f"## {package.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

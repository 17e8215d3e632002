"""The pages that the site makes of the catalogue and of what stands in the root."""

import importlib.util
import re

import pytest
from conftest import ROOT

from planlint.settings.catalogue import rules

spec = importlib.util.spec_from_file_location("mkdocs_hook", ROOT / "mkdocs_hook.py")
assert spec
assert spec.loader
hook = importlib.util.module_from_spec(spec)
spec.loader.exec_module(hook)
PAGES = hook.pages()


@pytest.mark.parametrize(
    ("link", "seen"),
    [
        ("[a](docs/ci.md)", "[a](ci.md)"),
        ("[a](docs/ci.md#gitlab)", "[a](ci.md#gitlab)"),
        ("[a](CONTRIBUTING.md)", "[a](contributing.md)"),
        ("[a](LICENSE)", "[a](license.md)"),
        ("[a](#fixes)", "[a](#fixes)"),
        ("[a](https://example.org/docs/ci.md)", "[a](https://example.org/docs/ci.md)"),
    ],
)
def test_links_of_the_root_lead_to_pages(link: str, seen: str) -> None:
    assert hook.from_root(link) == seen


def test_the_page_of_a_rule_shows_what_was_measured() -> None:
    assert {f"rules/{code}.md" for code in rules()} <= PAGES.keys()
    row = next(line for line in hook.figures().values() if line.startswith("| total.row |"))
    assert row in PAGES["rules/SUM001.md"]
    assert "order.calendar" in PAGES["rules/DAT008.md"]
    assert "ties no statement" in PAGES["rules/LNK001.md"]


@pytest.mark.parametrize("relation", hook.figures())
def test_what_was_measured_of_a_relation_is_on_the_page_of_a_rule(relation: str) -> None:
    """Where it is not, no example has a tie of that relation: write one."""
    assert any(f"| {relation} |" in page for path, page in PAGES.items() if path.startswith("rules/"))


@pytest.mark.parametrize("page", sorted(file.name for file in ROOT.glob("docs/*.md")))
def test_every_page_is_in_the_navigation(page: str) -> None:
    assert f": {page}\n" in re.sub(r" +#.*", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))

"""The pages of the site that are not in docs/: one a rule, the settings, and what stands in the root of the repository.

`mkdocs build` asks for them (mkdocs.yml); docs/ is the source of all others.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from planlint.cli._explain import rule_page
from planlint.compare.calibration import load
from planlint.compare.plan import Plan
from planlint.compare.relations import all_ties
from planlint.markdown.document import Document
from planlint.settings.catalogue import Rule, rules
from planlint.settings.config_schema import config_schema
from planlint.text.source import Source
from planlint.words.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).parent
IN_ROOT = {name: f"{name.lower().removesuffix('.md')}.md" for name in ("CONTRIBUTING.md", "SECURITY.md", "LICENSE")}
"""Files of the root -> their pages."""
IN_ROOT |= {"README.md": "index.md", "CHANGELOG.md": "changelog.md"}


def on_config(config: "MkDocsConfig") -> None:
    """Put the pages of the rules below "Rules"."""
    below = [{f"{rule.code} {rule.name}": _page_of(rule)} for rule in rules().values()]
    config.nav = [{"Rules": ["rules.md", *below]} if "Rules" in entry else entry for entry in config.nav or ()]


def on_files(files: "Files", config: "MkDocsConfig") -> None:
    """Add the pages that are made here; that of all rules leads to the others."""
    from mkdocs.structure.files import File

    for path, content in pages().items():
        if known := files.get_file_from_path(path):
            files.remove(known)
        files.append(File.generated(config, path, content=content))


def pages() -> dict[str, str]:
    """Path below docs/ -> Markdown."""
    made = {page: from_root((ROOT / name).read_text(encoding="utf-8")) for name, page in IN_ROOT.items()}
    made["settings.md"] = settings_page(made["index.md"])
    made["rules.md"] = _index()
    measured = figures()
    for rule in rules().values():
        made[_page_of(rule)] = f"{rule_page(rule)}\n## What it rests on\n\n{_rests_on(rule, measured)}"
    return made


def from_root(text: str) -> str:
    """`text` of a file in the root, with links as they are from docs/."""

    def seen_from_docs(link: re.Match[str]) -> str:
        return f"]({IN_ROOT.get(link[1], link[1].removeprefix('docs/'))}{link[2] or ''})"

    return re.sub(r"\]\((?!\w+:)([^)#\s]+)(#[^)\s]*)?\)", seen_from_docs, text)


def settings_page(readme: str) -> str:
    """The section of the README, and each key of the schema."""
    section = re.search(r"^### Configure\n(.*?)^### ", readme, re.S | re.M)
    assert section, "README.md has no section on the configuration"
    rows = "".join(
        f"| `{key}` | {schema['description']} | {_default(schema)} |\n"
        for key, schema in config_schema()["properties"].items()
        if "description" in schema
    )
    return f"# Settings\n{section[1]}## All keys\n\n| key | meaning | default |\n|---|---|---|\n{rows}"


def _default(schema: dict[str, object]) -> str:
    return f"`{json.dumps(schema['default'])}`" if "default" in schema else ""


@cache
def relations() -> Mapping[str, frozenset[str]]:
    """Code of a rule -> the relations that speak for it, as the examples of all rules show them."""
    found: dict[str, set[str]] = defaultdict(set)
    for example in (example for rule in rules().values() for example in rule.examples):
        for tie in all_ties(Plan(Document(Source(example.text)), load_vocabulary())):
            found[tie.code].add(tie.relation)
    return {code: frozenset(names) for code, names in found.items()}


def _rests_on(rule: Rule, measured: Mapping[str, str]) -> str:
    found = relations().get(rule.code)
    if not found:
        return "On the text alone: it ties no statement to another.\n"
    own = {name for name in measured if re.sub(r" alone$|\.about$", "", name) in found}
    given = [f"- {name}{_read_by(name)}" for name in sorted(found - own)]
    parts = [
        "What is compared, and how often it agreed on plans that nobody marked ([what this means](../relations.md))."
    ]
    if own:
        rule_below = re.sub(r"[^|]+", "---", measured["relation"])
        parts.append("\n".join([measured["relation"], rule_below, *(measured[name] for name in sorted(own))]))
    if given:
        parts.append("Without a rate, as agreement says nothing of it, or it is rare:\n\n" + "\n".join(given))
    return "\n\n".join(parts) + "\n"


def _read_by(relation: str) -> str:
    said = load().relations.get(relation, {}).get("judged")
    said = said.get("") if isinstance(said, dict) else said
    return f" (readers found {said[0]} right, {said[1]} harmless, {said[2]} wrong)" if said else ""


def figures() -> dict[str, str]:
    """Relation -> its row in docs/relations.md; "relation" -> the row above them."""
    page = (ROOT / "docs/relations.md").read_text(encoding="utf-8").partition("\n## ")[0]
    return {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| ")}


def _index() -> str:
    """docs/rules.md without the rules, which have pages of their own."""
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8").partition("\n## ")[0]
    return re.sub(r"\(#(\w+)-[\w-]+\)", lambda link: f"(rules/{link[1].upper()}.md)", page)


def _page_of(rule: Rule) -> str:
    return f"rules/{rule.code}.md"

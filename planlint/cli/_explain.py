"""A rule's page in Markdown, from its YAML file: for `planlint explain` and docs/rules.md."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import dedent
from typing import Any

from planlint.settings.catalogue import KINDS, Example, Rule, rules

_HEAD = """\
    # Rules

    Generated from `rules/` by `planlint rules --output-format markdown`; do not edit.

    A rule marked *fix* can mend what it finds. A rule marked *preview* is off unless it is selected by its very code or
    name, or `preview` is set. More examples of each: `planlint explain CODE`.

    """
_FEW = 2


def rules_page(own: str = "") -> str:
    """docs/rules.md: a table of all rules, and the page of each; behind planlint's those of `own`."""
    rows = [
        f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} | {_marks(rule)} | {rule.summary} |\n"
        for rule in rules(own).values()
    ]
    table = "| code | name | | what is wrong |\n|---|---|---|---|\n" + "".join(rows)
    pages = ("\n".join(_sections(rule, "##", _a_few(rule.examples))) for rule in rules(own).values())
    return dedent(_HEAD) + table + "\n" + "\n".join(pages)


def rule_page(rule: Rule) -> str:
    """The page of one rule, with all examples."""
    return "\n".join(_sections(rule, "#", rule.examples))


def _a_few(examples: tuple[Example, ...]) -> list[Example]:
    """The first faults, and the first plans that only look faulty."""
    faults = [example for example in examples if example.reports]
    fine = [example for example in examples if not example.reports]
    return faults[:_FEW] + fine[:_FEW]


def _sections(rule: Rule, marks: str, examples: Iterable[Example]) -> Iterator[str]:
    yield f"{marks} {rule.code} {rule.name}\n"
    yield f"{rule.summary} *({_marks(rule)}, {f'in {rule.place}' if rule.place else f'since {rule.since}'})*\n"
    if rule.rationale:
        yield f"{rule.rationale}\n"
    if rule.content:
        yield _asked(rule.content)
    if rule.options:
        rows = (
            f"- `{name}` (default `{json.dumps(schema['default'])}`): {schema['description']}\n"
            for name, schema in rule.options.items()
        )
        yield "Options:\n\n" + "".join(rows)
    for example in examples:
        yield _example(example)


def _asked(content: Mapping[str, Any]) -> str:
    """What a rule of the user's own asks for, as its file has it."""
    kept = {key: content[key] for key in (*KINDS, "files", "hint") if key in content}
    return _fenced(json.dumps(kept, indent=2, ensure_ascii=False))


def _marks(rule: Rule) -> str:
    marks = [rule.severity.name.lower()]
    marks += ["fix"] * rule.fixable
    marks += ["preview"] * rule.preview
    return ", ".join(marks)


def _example(example: Example) -> str:
    given = "".join(f", {circumstance}" for circumstance in _circumstances(example))
    if not example.reports:
        return f"Fine{given}:\n\n{_fenced(example.text)}"
    reports = "".join(f"- {report}\n" for report in map(_reported, example.reports))
    fixed = "" if example.fixed is None else f"\nFixed:\n\n{_fenced(example.fixed)}"
    return f"Reported{given}:\n\n{_fenced(example.text)}\n{reports}{fixed}"


def _circumstances(example: Example) -> Iterator[str]:
    """What else is needed to see the same."""
    if example.options:
        yield f"with `{json.dumps(example.options, ensure_ascii=False)}`"
    if example.select:
        yield f"together with {', '.join(example.select)}"
    if example.files:
        yield f"beside {', '.join(f'`{name}`' for name in example.files)}"


def _reported(report: str) -> str:
    """`1:11-1:14 message` as a reader wants it."""
    place, _, message = report.partition(" ")
    line = place.partition(":")[0]
    escaped = re.sub(r"([\\`*_\[\]<>|])", r"\\\1", message)
    return f"line {line}: {escaped}" if message else f"line {line}"


def _fenced(text: str) -> str:
    """`text` in a fence longer than any in it, with its unprintable characters escaped."""
    runs = re.findall(r"`{3,}|~{3,}", text)
    fence = "`" * (max(map(len, runs), default=2) + 1)
    shown = "".join(char if char.isprintable() or char == "\n" else repr(char)[1:-1] for char in text)
    end = "" if shown.endswith("\n") else "\n"
    return f"{fence}text\n{shown}{end}{fence}\n"

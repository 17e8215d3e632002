"""The rules: each one YAML file under rules/; a function under planlint/rules/, linked by the path alone, or relations.

Behind them come the rules of the user's own (see own_rules.py). They travel as one JSON text, here called `own`: a list
of `{"place": "file:line", "rule": {...}}`, which settings can hold, compare and pass to another process; "" for none.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from planlint.text.compiled import COMPILED, load_folder
from planlint.text.diagnostics import Finding, Severity
from planlint.text.records import record, value_object
from planlint.text.visible import brief

ALL = "ALL"
OWN = "own"
"""The family of the rules that are no part of planlint."""
SUPPRESSIONS = "suppressions"
"""The family of the rules about comments that switch rules off, which the linter runs after all others."""
KINDS = ("required-section", "required-field", "forbidden-pattern", "required-pattern", "column-formula")
"""What a rule of one's own can ask for: the one key that says what it looks at."""
_EXACT = 100
_LONGEST = 80
"""How much of a word is looked at to guess what was meant."""


class SelectorError(Exception):
    """A selector that names no rule; the message is one line for the user."""


@value_object
class Example:
    """A plan and what the rule says about it: nothing, where `reports` is empty.

    `reports` holds strings "line:column-line:column message", counted from 1, columns in code points, ends exclusive.
    `fixed` is the text after all fixes, unsafe ones included. `options` are the rule's options for this example,
    `select` the other rules that run with it, `files` the neighbours of the plan: path -> text, `encoding` what the
    file is in, `confidence` the grade from which on the rule says it.
    """

    text: str
    reports: tuple[str, ...] = ()
    fixed: str | None = None
    options: Mapping[str, Any] | None = None
    select: tuple[str, ...] = ()
    files: Mapping[str, str] | None = None
    encoding: str = "UTF-8"
    confidence: str = "medium"


@record
class Rule:
    """One rule file. `options` maps each option to its JSON Schema, which holds its default.

    A rule of the user's own has the `place` where it is written, "file:line", and its whole `content`, which the check
    reads; what it leaves out is empty.
    """

    code: str
    name: str
    family: str
    summary: str
    rationale: str
    severity: Severity
    since: str
    preview: bool
    options: Mapping[str, Mapping[str, Any]]
    told: tuple[Mapping[str, Any], ...]
    """The examples as the rule's file has them: most runs need none."""
    place: str = ""
    content: Mapping[str, Any] | None = None

    @property
    def examples(self) -> tuple[Example, ...]:
        """Faults, and plans that only look faulty."""
        return tuple(map(_example, self.told))

    @property
    def fixable(self) -> bool:
        """Whether the rule has a fix: some example shows it."""
        return any("fixed" in example for example in self.told)

    @property
    def defaults(self) -> dict[str, Any]:
        """The default of every option."""
        return {option: schema["default"] for option, schema in self.options.items()}


def rules_folder() -> Path:
    """Where the rule files are: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "rules"
    return inside if (inside / COMPILED).is_file() else package.parent / "rules"


def rules(own: str = "") -> Mapping[str, Rule]:
    """All rules by code: planlint's, in the order of their codes, then those of `own`."""
    return _with_own(own) if own else _built_in()


@cache
def _with_own(own: str) -> Mapping[str, Rule]:
    entries = ((entry["rule"], entry["place"]) for entry in json.loads(own))
    return {**_built_in(), **{rule["code"]: _rule(rule, OWN, rule["name"], place, rule) for rule, place in entries}}


@cache
def _built_in() -> Mapping[str, Rule]:
    found = (
        _rule(content, family, name)
        for path, content in load_folder(rules_folder()).items()
        for family, _, name in [path.rpartition("/")]
    )
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}


@cache
def check_of(rule: Rule) -> Callable[..., Iterable[Finding]]:
    """The rule's function in the module of its family; where it has none, what the relations find for its code."""
    if rule.content is not None:
        from planlint.rules.own import own_findings

        return partial(own_findings, rule=rule.content)
    from planlint.rules import contradictions

    own: Callable[..., Iterable[Finding]] | None = _checks(rule.family).get(rule.name.replace("-", "_"))
    return own or partial(contradictions, code=rule.code)


@cache
def _checks(family: str) -> Mapping[str, Any]:
    module = f"planlint.rules.{family}"
    return vars(import_module(module)) if find_spec(module) else {}


def matching(selector: str, own: str = "") -> frozenset[str]:
    """The codes that a code, a prefix of codes, a name or `ALL` selects. Raises `SelectorError` when there are none."""
    codes = frozenset(code for code, rule in rules(own).items() if _strength(rule, (selector,)) >= 0)
    if not codes:
        raise SelectorError(f"{brief(selector)} selects no rule{did_you_mean(selector, selectors(own))}")
    return codes


def selectors(own: str = "") -> list[str]:
    """Everything that selects a rule, but for prefixes shorter than a family's."""
    families = sorted({prefix_of(code) for code in rules(own)})
    return [ALL, *families, *rules(own), *(rule.name for rule in rules(own).values())]


def prefix_of(code: str) -> str:
    """The letters of a code: its family's."""
    return code.rstrip("0123456789")


@cache
def select_rules(
    select: tuple[str, ...], ignore: tuple[str, ...] = (), preview: bool = False, own: str = ""
) -> tuple[Rule, ...]:
    """The rules that `select` names and `ignore` does not name as closely: `PRG001` is closer than `PRG`.

    Preview rules take part when `preview` is set or a selector is their very code or name. Raises `SelectorError`.
    """
    for selector in (*select, *ignore):
        matching(selector, own)
    return tuple(
        rule
        for rule in rules(own).values()
        if (strength := _strength(rule, select)) >= 0
        and strength > _strength(rule, ignore)
        and (preview or not rule.preview or strength == _EXACT)
    )


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """The end of an error message: `; did you mean "PRG001"?`, or nothing where no choice is near."""
    from difflib import get_close_matches

    spelled = {choice.casefold(): choice for choice in choices}
    near = get_close_matches(word.casefold()[:_LONGEST], spelled, n=1)
    return f"; did you mean {spelled[near[0]]!r}?" if near else ""


def _strength(rule: Rule, selectors: tuple[str, ...]) -> int:
    """How closely the best of `selectors` names `rule`; -1 where none does."""
    return max((_closeness(rule, selector.casefold()) for selector in selectors), default=-1)


def _closeness(rule: Rule, selector: str) -> int:
    if selector in (rule.code.casefold(), rule.name):
        return _EXACT
    if selector == ALL.casefold():
        return 0
    return len(selector) if selector and rule.code.casefold().startswith(selector) else -1


def _rule(
    content: Mapping[str, Any], family: str, name: str, place: str = "", own: Mapping[str, Any] | None = None
) -> Rule:
    """The rule of one file of planlint's, or of the user's `own`, which may leave much out."""
    return Rule(
        code=content["code"],
        name=name,
        family=family,
        summary=content["summary"],
        rationale=content.get("rationale", "").strip(),
        severity=Severity[content.get("severity", "error").upper()],
        since=content.get("since", ""),
        preview=content.get("preview", False),
        options=content.get("options", {}),
        told=tuple(content.get("examples", ())),
        place=place,
        content=own,
    )


def _example(content: Mapping[str, Any]) -> Example:
    text = content["bad"] if "bad" in content else content["good"]
    given = {name: value for name, value in content.items() if name not in ("bad", "good")}
    lists = {name: tuple(map(str, value)) for name, value in given.items() if isinstance(value, list)}
    return Example(text, **{**given, **lists})

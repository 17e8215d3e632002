"""One source to its diagnostics: the selected rules, less what the text's own comments switch off."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from planlint.compare.plan import Plan
from planlint.markdown.document import Document
from planlint.markdown.examples import is_example
from planlint.running.ignore import is_among
from planlint.running.neighbours import Neighbours
from planlint.settings.catalogue import ALL, SUPPRESSIONS, Rule, check_of, matching, select_rules
from planlint.settings.config import Settings
from planlint.text.diagnostics import Applicability, Diagnostic, Finding
from planlint.text.patterns import TimeLimitError, time_limit
from planlint.text.policy import GRADES, SURE
from planlint.text.records import replace
from planlint.text.source import Source
from planlint.text.visible import fault
from planlint.words.vocabulary import Vocabulary, extend, load_vocabulary

_STALE_REGION = "stale-region"
_FORM = ("encoding", "format")
"""Families that are about how the text is written, wherever it stands."""

_PATIENCE = 2
"""Seconds of computing that a rule of the user's own may take for one text: its pattern may be one without an end."""

Failures = dict[str, dict[str, None]]
"""What went wrong, as the end of a sentence -> the rules that it happened to, in their order."""


class RuleError(Exception):
    """A rule failed on a text: a fault of planlint. The message is one line, the cause holds the rest."""


def lint(
    source: Source, settings: Settings, *, neighbours: Neighbours | None = None, failures: Failures | None = None
) -> list[Diagnostic]:
    """As `lint_plan`, for a text."""
    return lint_plan(build_plan(source, settings, neighbours=neighbours), settings, failures)


def lint_plan(plan: Plan, settings: Settings, failures: Failures | None = None) -> list[Diagnostic]:
    """What the rules that `settings` select say about `plan`, in the order of the text.

    A rule that fails is told to `failures`, and says nothing; without these, raises `RuleError`.
    """
    neighbours = plan.neighbours
    off = _ignored_in(settings, neighbours)
    meant = [rule for rule in active_rules(settings) if rule.code not in off]
    meant = [rule for rule in meant if not rule.content or _is_meant(rule.content, settings, neighbours)]
    found, running = _run(meant, plan, settings, failures)
    if plan.document.regions:
        found = [pair for pair in found if not _is_generated(*pair, plan)]
    if plan.document.code:
        found = [(rule, _tamed(rule, finding, plan.document)) for rule, finding in found]
    if plan.document.comments:
        from planlint.settings.suppressions import read_suppressions, sift

        suppressions = read_suppressions(plan.document, settings.own)
        if suppressions.directives:
            found = sift(found, suppressions, plan.document, running)
    found = _fixable(found, settings)
    least = GRADES[settings.confidence]
    found = [(rule, _graded(finding)) for rule, finding in found if finding.confidence >= least]
    found.sort(key=lambda pair: (pair[1].span, pair[0].code))
    return [
        Diagnostic(rule.code, rule.name, settings.severity.get(rule.code, rule.severity), finding)
        for rule, finding in found
    ]


def build_plan(source: Source, settings: Settings, *, neighbours: Neighbours | None = None) -> Plan:
    """All that the checks may see of `source`."""
    return Plan(Document(source), _vocabulary(json.dumps(settings.vocabulary)), neighbours)


def active_rules(settings: Settings) -> tuple[Rule, ...]:
    """The selected rules, without those that compare with today where no day is given."""
    selected = select_rules(settings.select, settings.ignore, settings.preview, settings.own)
    return tuple(
        [rule for rule in selected if "today" not in rule.options or options_of(rule, settings)["today"] is not None]
    )


def _is_meant(content: Mapping[str, Any], settings: Settings, neighbours: Neighbours | None) -> bool:
    """Whether a rule of the user's own is for this file: `files` are patterns relative to the configuration."""
    lines = tuple(content.get("files", ()))
    return not lines or (neighbours is not None and is_among(lines, settings.root, neighbours.path))


def _ignored_in(settings: Settings, neighbours: Neighbours | None) -> frozenset[str]:
    """The codes of the rules that the settings switch off in this very file."""
    return frozenset(
        code
        for pattern, selectors in settings.per_file_ignores.items()
        if neighbours and is_among((pattern,), settings.root, neighbours.path)
        for selector in selectors
        for code in matching(selector, settings.own)
    )


@cache
def _vocabulary(extra: str) -> Vocabulary:
    """The words of all languages, and those of the configuration (as JSON)."""
    given = json.loads(extra)
    return extend(load_vocabulary(), given) if given else load_vocabulary()


def _is_generated(rule: Rule, finding: Finding, plan: Plan) -> bool:
    """Whether a finding is about text that planlint itself keeps up to date: one rule alone speaks of that."""
    inside = any(region.content.covers(finding.span) for region in plan.document.regions)
    return inside and rule.name != _STALE_REGION


def _graded(finding: Finding) -> Finding:
    """A finding whose fix is safe only where the finding itself is sure."""
    fix = finding.fix
    if fix is None or finding.confidence >= SURE or fix.applicability is not Applicability.SAFE:
        return finding
    return replace(finding, fix=replace(fix, applicability=Applicability.UNSAFE))


def _fixable(found: list[tuple[Rule, Finding]], settings: Settings) -> list[tuple[Rule, Finding]]:
    """`found`, where only the fixes of rules that the settings call fixable are to be made."""
    if not settings.unfixable and settings.fixable == (ALL,):
        return found
    mended = {rule.code for rule in select_rules(settings.fixable, settings.unfixable, preview=True, own=settings.own)}
    return [(rule, finding if rule.code in mended else _shown(finding)) for rule, finding in found]


def _shown(finding: Finding) -> Finding:
    """A finding whose fix is only shown."""
    fix = finding.fix and replace(finding.fix, applicability=Applicability.DISPLAY)
    return replace(finding, fix=fix)


def _tamed(rule: Rule, finding: Finding, document: Document) -> Finding:
    """A finding whose fix is only shown where it would mend an example, or what a tool has printed."""
    fix = finding.fix
    if not fix or rule.family in _FORM:
        return finding
    fences = (block for block in document.code if any(block.content.meets(edit.span) for edit in fix.edits))
    if not any(is_example(document, block) for block in fences):
        return finding
    return _shown(finding)


def options_of(rule: Rule, settings: Settings) -> dict[str, Any]:
    """The options that the rule runs with."""
    options = {**rule.defaults, **settings.options.get(rule.code, {})}
    if settings.today and "today" in options:
        options["today"] = settings.today.isoformat()
    if "max-width" in settings.format and "max_width" in options:
        options["max_width"] = settings.format["max-width"]
    return options


def _run(
    rules: Sequence[Rule], plan: Plan, settings: Settings, failures: Failures | None
) -> tuple[list[tuple[Rule, Finding]], list[Rule]]:
    """What the rules say, and which of them came to their end; those about suppressions speak when all others have."""
    found: list[tuple[Rule, Finding]] = []
    running = []
    for rule in rules:
        said: Iterable[Finding] = ()
        try:
            if rule.content:
                with time_limit(_PATIENCE):
                    said = list(check_of(rule)(plan))
            elif rule.family != SUPPRESSIONS:
                said = list(check_of(rule)(plan, **(options_of(rule, settings) if rule.options else {})))
        except Exception as error:
            what = fault(error)
            if isinstance(error, TimeLimitError):
                what = f"took more than {_PATIENCE} s, and was stopped; simplify its pattern"
            if failures is None:
                raise RuleError(f"{rule.code} {rule.name} {what}") from error
            failures.setdefault(what, {})[f"{rule.code} {rule.name}"] = None
        else:
            running.append(rule)
            found += [(rule, finding) for finding in said] if said else ()
    return found, running

"""Rules of the user's own: what each kind looks at. The shape of a rule is own-rules.schema.json."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from planlint.compare.plan import Plan
from planlint.markdown.document import Section
from planlint.plan.fields import Field
from planlint.plan.names import normal, title_key
from planlint.rules.formulas import off_formula
from planlint.rules.places import PROSE, Place, innermost, places, scopes, told_place
from planlint.text.diagnostics import Finding
from planlint.text.edits import blanked
from planlint.text.records import replace
from planlint.text.source import Span

_BLANK = frozenset({"", "n/a", "na", "none", "nil", "tba", "—", "–", "-"})
Asked = Mapping[str, Any]
"""What stands below a rule's kind."""


def own_findings(plan: Plan, *, rule: Mapping[str, Any]) -> Iterator[Finding]:
    """What one rule, as its file has it, says about the plan."""
    kind = next(kind for kind in _CHECKS if kind in rule)
    hint = f"; {rule['hint']}" if "hint" in rule else ""
    for finding in _CHECKS[kind](plan, rule[kind]):
        yield replace(finding, message=finding.message + hint)


def _missing_section(plan: Plan, asked: Asked) -> Iterator[Finding]:
    titles = _words(asked["title"])
    wanted = {key for title in titles for key in (normal(title), title_key(title))}
    named = (each for each in plan.document.sections if {normal(each.title), title_key(each.title)} & wanted)
    having = {around for each in named for around in each.path[1:]}
    for section in scopes(plan, asked):
        if section not in having:
            yield Finding(_head(plan, section), f"{_subject(section)} no section {_either(titles)}")


def _missing_field(plan: Plan, asked: Asked) -> Iterator[Finding]:
    names = _words(asked["name"])
    keys = {normal(name) for name in names}
    found: dict[Section, list[Field]] = {section: [] for section in scopes(plan, asked)}
    for field in plan.fields:
        section = innermost(plan, field.key_span, found) if normal(field.key) in keys else None
        if section:
            found[section].append(field)
    for section, fields in found.items():
        if not fields and not asked.get("optional"):
            yield Finding(_head(plan, section), f"{_subject(section)} no field {_either(names)}")
        for field in fields:
            yield from _wrong_value(plan, field, asked)


def _wrong_value(plan: Plan, field: Field, asked: Asked) -> Iterator[Finding]:
    name, value = plan.source[field.key_span].strip(), plan.source[field.value]
    if normal(value) in _BLANK:
        yield Finding(field.value if value else field.key_span, f"{name} says nothing")
        return
    allowed = asked.get("values", ())
    if allowed and normal(value) not in {normal(each) for each in allowed}:
        yield Finding(field.value, f"{name} is {_quoted(value)}; it can be {', '.join(allowed)}")
    if "pattern" in asked and not re.search(asked["pattern"], value):
        yield Finding(field.value, f"{name} is {_quoted(value)}, which does not match {asked['pattern']}")


def _forbidden(plan: Plan, asked: Asked) -> Iterator[Finding]:
    pattern, text = re.compile(asked["pattern"]), blanked(plan.source.text, plan.document.comments)
    for place in places(plan, asked):
        for span in place.spans:
            for match in pattern.finditer(text[span.start : span.end]):
                if match[0]:
                    where = Span(span.start + match.start(), span.start + match.end())
                    yield Finding(where, f"{_quoted(match[0])} must not stand in {told_place(asked)}")


def _required(plan: Plan, asked: Asked) -> Iterator[Finding]:
    pattern, text = re.compile(asked["pattern"]), blanked(plan.source.text, plan.document.comments)

    def matches(place: Place) -> bool:
        return any(pattern.search(text[span.start : span.end]) for span in place.spans)

    if asked["in"] != "prose":
        missing = (place for place in places(plan, asked) if not matches(place))
        for place in missing:
            yield Finding(place.spans[0], f"{told_place(asked)} has to match {asked['pattern']}")
        return
    having = {place.scope for place in places(plan, asked) if matches(place)}
    for section in scopes(plan, asked):
        if section not in having:
            yield Finding(_head(plan, section), f"{_subject(section)} nothing that matches {asked['pattern']}")


_CHECKS: dict[str, Callable[[Plan, Asked], Iterator[Finding]]] = {
    "required-section": _missing_section,
    "required-field": _missing_field,
    "forbidden-pattern": _forbidden,
    "required-pattern": _required,
    "column-formula": off_formula,
}


def _head(plan: Plan, section: Section) -> Span:
    """Where to say that a section lacks something: its title, or the document's first line that says anything."""
    if section.level:
        return section.title_span
    return next((each.span for each in plan.document.segments if each.kind in PROSE), Span(0, 0))


def _subject(section: Section) -> str:
    return f"{_quoted(section.title)} has" if section.level else "there is"


def _words(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _either(words: Sequence[str]) -> str:
    return " or ".join(map(_quoted, words))


def _quoted(text: str) -> str:
    return f'"{" ".join(text.split())}"'

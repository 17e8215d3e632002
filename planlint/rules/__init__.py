"""The rules: each is a function called like its YAML file in rules/, in the module of its family."""

from collections.abc import Iterator

from planlint.compare import relations
from planlint.compare.plan import Plan
from planlint.text.diagnostics import Finding
from planlint.text.policy import LOW


def contradictions(plan: Plan, code: str) -> Iterator[Finding]:
    """What the relations of the rule `code` say about `plan`, from the lowest grade of confidence on."""
    for tie in relations.contradictions(plan).get(code, ()):
        if tie.confidence >= LOW:
            yield tie.tell(tie)

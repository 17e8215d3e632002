"""What planlint says about a text: edits, fixes, findings and diagnostics. Data only."""

from enum import IntEnum, StrEnum
from typing import NamedTuple

from planlint.text.records import replace, value_object
from planlint.text.source import Span


class Severity(IntEnum):
    """How bad a finding is; the numbers are those of the Language Server Protocol."""

    ERROR = 1
    WARNING = 2
    INFO = 3


class Applicability(StrEnum):
    """Who may apply a fix: `--fix`, `--fix --unsafe-fixes`, or a reader by hand."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Edit(NamedTuple):
    """The text inside `span` becomes `text`."""

    span: Span
    text: str


@value_object
class Fix:
    """Edits that belong together: all are applied, or none. `title` is an imperative ("Write 80%").

    `structural` says that the rest of the document is meant to render differently (a longer fence, one more cell).
    """

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE
    structural: bool = False


@value_object
class Related:
    """The other side of a contradiction, and what stands there."""

    span: Span
    message: str


@value_object
class Finding:
    """What a check yields: a place, a message with both values in it, the other places, and perhaps a fix."""

    span: Span
    message: str
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    confidence: float = 1.0
    """The chance that what is said is right."""

    @property
    def hundredths(self) -> int:
        """The confidence in whole hundredths, never more than it is: what is printed as 90 is `high`."""
        return int(100 * self.confidence + 1e-9)


@value_object
class Diagnostic:
    """A finding as the linter passes it on, with the rule it comes from.

    `refused` says which fix was not applied, and why; the finding has none then.
    """

    code: str
    rule: str
    severity: Severity
    finding: Finding
    refused: str = ""

    def refuse(self, reason: str) -> "Diagnostic":
        """The same with `reason` in place of the fix that it has."""
        assert self.finding.fix
        return replace(self, finding=replace(self.finding, fix=None), refused=f"{self.finding.fix.title}: {reason}")

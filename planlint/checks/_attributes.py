"""Priority, owner or version of one thing, given twice."""

from collections.abc import Iterator

from planlint.diagnostics import Finding
from planlint.plan import Plan


def conflicting_attribute(plan: Plan) -> Iterator[Finding]:
    """Attributes of one subject, or of subjects of one group, that differ."""
    yield from ()

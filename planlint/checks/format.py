"""Structure: fences, tables, boxes, numbering."""

from collections.abc import Iterator

from planlint.diagnostics import Finding
from planlint.plan import Plan
from planlint.source import Span


def unclosed_fence(plan: Plan) -> Iterator[Finding]:
    """Fenced blocks that run to the end of the file or of their container."""
    for block in plan.document.code:
        if block.fence and not block.closed:
            fence = Span(block.span.start, block.span.start + len(block.fence))
            last = plan.source.line_of(block.span.end) + 1
            yield Finding(fence, f"this fence is never closed: everything up to line {last} is code")

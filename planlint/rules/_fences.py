"""Fences: those that a fence inside ends too early, and those that nothing closes."""

from collections.abc import Iterator

from planlint.compare.plan import Plan
from planlint.markdown.document import CodeBlock
from planlint.markdown.fences import MARKDOWN, fence_lines
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY, SURE
from planlint.text.source import Span, span_of

_BARE_FENCE = regex(r"(`{3,}|~{3,})")
_HEADING = regex(r"(?<=[\r\n])#{2,6} ")
_TITLE = regex(r"#{1,6} ")


def nested_fence(plan: Plan) -> Iterator[Finding]:
    """Markdown fences that a fence inside them ends too early."""
    text = plan.source.text
    for block in plan.document.code:
        inner = [line for line in fence_lines(text[slice(*block.content)]) if block.fence[:1] == line.run[0]]
        indent = block.span.start - plan.source.line_starts[plan.source.line_of(block.span.start)]
        early = next((line for line in inner if line.may_close(block.fence, indent)), None)
        opener = next((line for line in inner if line.info), None)
        if not block.fence or early is None or opener is None:
            if block.closed and (why := _goes_on(plan, block)):
                yield _bare_inner(plan, block, *why)
            continue
        first, last = (plan.source.line_of(block.content.start + line.start) for line in (opener, early))
        run = block.fence[0] * (max(len(line.run) for line in inner) + 1)
        edits = (Edit(block.opening, run), Edit(_fence_span(plan, plan.source.line_of(block.span.end)), run))
        yield Finding(
            block.opening,
            f"this block ends on line {last + 1}, and was meant to end on line "
            f"{plan.source.line_of(block.span.end) + 1}: "
            f"the fence inside it, on line {first + 1}, is as long as its own",
            tuple(
                Related(_fence_span(plan, line), message)
                for line, message in (
                    (first, "the inner fence opens here"),
                    (last, "the block ends here"),
                    (plan.source.line_of(block.span.end), "it was meant to end here"),
                )
            ),
            Fix(f"Lengthen the outer fence to {len(run)}", edits, _grade(plan, block), True),
        )


def _goes_on(plan: Plan, block: CodeBlock) -> tuple[str, float] | None:
    """Why the fence that ends a block of Markdown was meant to open a block inside it, and how sure that is: text
    follows it at once, and the line before it is a heading or ends with a colon, or the fences behind it leave an empty
    block."""
    if block.info.split(" ")[0].casefold() not in MARKDOWN or not block.fence:
        return None
    lines = [line for line in plan.source[block.content].splitlines() if line.strip()]
    closing = plan.source.line_of(block.span.end)
    follows = plan.source.lines[closing + 1] if closing + 1 < len(plan.source.line_starts) else ""
    if not lines or not follows.strip():
        return None
    if _leaves_empty(plan, block):
        return "where a block inside it begins: the fences behind it leave an empty one", SURE
    titled = len(lines) > 1 and _TITLE.match(lines[-1])
    if titled or lines[-1].rstrip("*_ ").endswith(":"):
        return "where the line before it announces a block inside it", SURE if titled else LIKELY
    return None


def _leaves_empty(plan: Plan, block: CodeBlock) -> bool:
    """Whether a block without a line follows, and nothing but bare fences stand before it: they are read inside out."""
    for after in plan.document.code:
        if after.span.start >= block.span.end and after.fence:
            if after.info or not after.closed:
                return False
            if not plan.source[after.content]:
                return True
    return False


def _bare_inner(plan: Plan, block: CodeBlock, why: str, confidence: float) -> Finding:
    closing = plan.source.line_of(block.span.end)
    message = f"the fence in line {closing + 1} ends this block, {why}"
    end = Related(_fence_span(plan, closing), "the block ends here")
    return Finding(block.opening, message, (end,), confidence=confidence)


def _grade(plan: Plan, block: CodeBlock) -> Applicability:
    """Safe where the fence that follows opens a block of its own; a bare one may be where this block was meant to
    end."""
    following = next(iter(fence_lines(plan.source.text[block.span.end :])), None)
    return Applicability.UNSAFE if following and not following.info else Applicability.SAFE


def _fence_span(plan: Plan, line: int) -> Span:
    start, end = plan.source.line_span(line)
    match = _BARE_FENCE.search(plan.source.text, start, end)
    return span_of(match.span()) if match else Span(start, end)


def unclosed_fence(plan: Plan) -> Iterator[Finding]:
    """Fenced blocks that run to the end of the file or of their container, or into the next block."""
    for block in plan.document.code:
        fence, last = block.opening, plan.source.line_of(block.span.end) + 1
        if block.fence and not block.closed:
            if opener := _lost_in_html(plan, block):
                message = (
                    "this fence is a part of the HTML above it, for want of a blank line: the one meant to close it"
                )
                closes = Related(fence, "this one opens a block")
                yield Finding(opener, f"{message} opens code up to line {last}", (closes,))
            elif plan.source.text[fence.end :].strip():
                yield Finding(fence, f"this fence is never closed: everything up to line {last} is code")
            else:
                yield Finding(fence, "this fence closes nothing: no other is open here", confidence=LIKELY)
        elif line := swallows(plan, block):
            inner = Related(_fence_span(plan, line - 1), "the next fence opens here, inside the block")
            yield Finding(fence, f"this fence is not closed before the next one opens on line {line}", (inner,))


def _lost_in_html(plan: Plan, block: CodeBlock) -> Span | None:
    """The fence that `block`, a bare one, was meant to close: the last before it, where that is a part of HTML."""
    lines = (
        ()
        if block.info
        else fence_lines(plan.source.text[: plan.source.line_starts[plan.source.line_of(block.span.start)]])
    )
    start = lines[-1].start if lines else -1
    in_html = any(each.kind == "html" and start in range(*each.span) for each in plan.document.blocks)
    return _fence_span(plan, plan.source.line_of(start)) if in_html else None


def swallows(plan: Plan, block: CodeBlock) -> int:
    """The line, from 1, of a fence with an info string behind a heading inside a block of code; 0 if there is none."""
    if not block.fence or block.info.split(" ")[0].casefold() in ("", *MARKDOWN):
        return 0
    content = plan.source[block.content]
    for line in fence_lines(content):
        if line.info and line.run.startswith(block.fence) and _HEADING.search(content, 0, line.start):
            return plan.source.line_of(block.content.start + line.start) + 1
    return 0

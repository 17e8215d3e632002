"""Fences: those that a fence inside ends too early, and those that nothing closes."""

from collections.abc import Iterator

from planlint.compare.plan import Plan
from planlint.markdown.document import CodeBlock
from planlint.markdown.fences import MARKDOWN, FenceLine, fence_lines
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import LIKELY, SURE
from planlint.text.source import Span, span_of

_BARE_FENCE = regex(r"(`{3,}|~{3,})")
_HEADING = regex(r"(?<=[\r\n])#{2,6} ")
_TITLE = regex(r"#{1,6} ")


def nested_fence(plan: Plan) -> Iterator[Finding]:
    """Markdown fences that a fence inside them ends too early."""
    for block in plan.document.code:
        inner = _inner(plan, block, block.content.end)
        early = next((line for line in inner if line.may_close(block.fence, _indent(plan, block))), None)
        opener = next((line for line in inner if line.info), None)
        if block.fence and early and opener:
            yield _nested(plan, block, *(plan.source.line_of(block.content.start + at.start) for at in (opener, early)))
        elif block.closed and (why := _goes_on(plan, block)):
            yield _bare_inner(plan, block, *why)


def _nested(plan: Plan, block: CodeBlock, first: int, early: int) -> Finding:
    """A block that ends in line `early`, since the fence in line `first` is as long as its own."""
    meant = _meant_end(plan, block)
    goal = "before it was meant to" if meant is None else f"and was meant to end on line {meant + 1}"
    told = [(first, "the inner fence opens here"), (early, "the block ends here")]
    fix = None
    if meant is not None:
        told.append((meant, "it was meant to end here"))
        longest = max(len(line.run) for line in _inner(plan, block, plan.source.line_starts[meant]))
        run = block.fence[0] * (longest + 1)
        edits = (Edit(block.opening, run), Edit(_fence_span(plan, meant), run))
        fix = Fix(f"Lengthen the outer fence to {len(run)}", edits, _grade(plan, block), True)
    return Finding(
        block.opening,
        f"this block ends on line {early + 1}, {goal}: the fence inside it, on line {first + 1}, is as long as its own",
        tuple(Related(_fence_span(plan, line), message) for line, message in told),
        fix,
    )


def _inner(plan: Plan, block: CodeBlock, end: int) -> list[FenceLine]:
    """The lines of fences of the block's own kind from its first line up to `end`; offsets are from the first line."""
    lines = fence_lines(plan.source.text[block.content.start : end])
    return [line for line in lines if block.fence[:1] == line.run[0]]


def _indent(plan: Plan, block: CodeBlock) -> int:
    return block.span.start - plan.source.line_starts[plan.source.line_of(block.span.start)]


def _meant_end(plan: Plan, block: CodeBlock) -> int | None:
    """The line, from 0, where a block with fences inside was meant to end; None where that is not certain.

    The document takes the first bare fence that no fence with an info string inside needs. Where the lines around that
    one show that it opens another block inside, the fences behind it are read on in pairs, as long as the lines around
    each of them show which of the two it is.
    """
    own = plan.source.line_of(block.span.end)
    if _side(plan, own) != "opens":
        return own
    start = plan.source.line_starts[own + 1]
    lines = [line for line in fence_lines(plan.source.text[start:]) if line.run[0] == block.fence[0]]
    sides = [line.info or _side(plan, plan.source.line_of(start + line.start)) for line in lines]
    if not lines or lines[0].info or sides[0] == "opens":
        return own  # no fence behind it closes what it would open
    opener: str | None = "opens"
    for line, side in zip(lines, sides, strict=True):
        if opener is None:
            if side == "closes" and line.may_close(block.fence, _indent(plan, block)):
                return plan.source.line_of(start + line.start)
            if side in ("", "closes") or side.split(" ")[0].casefold() in MARKDOWN:
                return None
            opener = side
        elif line.info or (opener == "opens" and side != "closes"):
            return None
        else:
            opener = None
    return None


def _side(plan: Plan, line: int) -> str:
    """Whether the lines around a bare fence show that it `opens` or `closes` a block; empty where they do not."""
    before, after = (
        plan.source.lines[at].strip("> \t\r\n") if 0 <= at < len(plan.source.lines) else ""
        for at in (line - 1, line + 1)
    )
    if after:
        announced = not before or _TITLE.match(before) or before.rstrip("*_ ").endswith(":")
        return "opens" if announced else ""
    return "closes" if before and not _TITLE.match(before) else ""


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

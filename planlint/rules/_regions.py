"""Regions that planlint keeps up to date: those that are stale, and markers that make none."""

from collections.abc import Iterator, Sequence

from planlint.compare.plan import Plan
from planlint.fixing.regions import (
    HEAD,
    OVERALL,
    OptionError,
    Options,
    Report,
    Share,
    essence,
    read_options,
    read_report,
    region_text,
    written_shares,
)
from planlint.markdown.document import Document, Region
from planlint.markdown.markers import CLOSING, OPENING
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.source import Span

_LINE = regex(r"[^\r\n]+")


def stale_regions(plan: Plan) -> Iterator[Finding]:
    """Regions whose text is not what the tasks give, and those whose comment cannot be followed."""
    for region in plan.document.regions:
        try:
            options = read_options(plan.source, region)
        except OptionError as error:
            yield Finding(error.span, str(error))
            continue
        if options.files and not plan.neighbours:
            continue  # standard input has no files around it
        report = read_report(plan, options)
        if report.missing:
            yield Finding(region.opening, f"{', '.join(map(repr, report.missing))} leads to no file")
            continue
        new = region_text(report, options, region, plan.source.newline)
        if essence(new) != essence(plan.source[region.content]):
            yield _stale(plan, region, options, report, new)


def _stale(plan: Plan, region: Region, options: Options, report: Report, new: str) -> Finding:
    old = plan.source[region.content]
    span, message, share = _difference(region, old, report)
    place = share.place if share and not options.files else None
    ours = all(_is_ours(line) for line in _LINE.findall(old))
    grade = Applicability.SAFE if ours else Applicability.UNSAFE
    title = "Bring the region up to date" if old.strip(" \t\r\n>") else "Fill the region in"
    fix = Fix(title, (Edit(region.content, new),), grade, structural=True)
    return Finding(span, message, (Related(place, "counted in this section"),) if place else (), fix)


def _is_ours(line: str) -> bool:
    """Whether a line may have been written by planlint, or has nothing to lose."""
    text = line.strip(" \t>")
    return not text or text.startswith(OVERALL) or (text.startswith("|") and text.count("|") > len(HEAD))


def _difference(region: Region, old: str, report: Report) -> tuple[Span, str, Share | None]:
    """Where the region differs first from what it should say, and in which words to say so."""
    if not old.strip(" \t\r\n>"):
        return region.opening, f"this region is empty: {_counted(report.overall)}", None
    rows = written_shares(old)
    for share in report.shares:
        label = next((each for each in rows if each.lstrip("↳ ").replace("\\|", "|") == share.label), None)
        if label is None:
            return region.opening, f"{share.label!r} is missing in this region: {_counted(share)}", share
        said = rows.pop(label)
        if said != f"{share.done}/{share.total}":
            return _line_with(region, old, label), f"{said} for {share.label!r}, but {_counted(share)}", share
    for label in rows:
        return _line_with(region, old, label), f"{label!r} has no tasks any more", None
    whole = _line_with(region, old, OVERALL)
    return whole, f"this region does not show what is counted: {_counted(report.overall)}", None


def _counted(share: Share) -> str:
    if not share.total:
        return "there are no tasks"
    return f"{share.done} of {share.total} tasks {'is' if share.done == 1 else 'are'} done"


def _line_with(region: Region, old: str, text: str) -> Span:
    """The line of a region that holds `text`, without what its containers put before it; or else the first marker."""
    for line in _LINE.finditer(old):
        if text in line[0]:
            indent = len(line[0]) - len(line[0].lstrip(" \t>"))
            return Span(region.content.start + line.start() + indent, region.content.start + line.end())
    return region.opening


def broken_markers(plan: Plan) -> Iterator[Finding]:
    """Markers that open or close nothing, stand inside another region, or hold what planlint did not write."""
    document, source = plan.document, plan.source
    whole = {span for region in document.regions for span in (region.opening, region.closing)}
    pending: list[Span] = []
    for comment in document.comments:
        if comment in whole:
            continue
        if OPENING.fullmatch(source.text, *comment):
            pending.append(comment)
        elif CLOSING.fullmatch(source.text, *comment):
            if not pending:
                yield Finding(comment, "this closes no region")
                continue
            opening = pending.pop()
            closed = Related(comment, "it is closed here")
            if pending:
                message = f"a region inside another, which opens on line {source.line_of(pending[-1].start) + 1}"
                yield Finding(opening, message, (Related(pending[-1], "the other opens here"), closed))
            else:
                yield Finding(opening, _why(document, opening, comment), (closed,))
    for opening in pending:
        yield Finding(opening, "this region is never closed: `<!-- /planlint -->` is missing")


def _why(document: Document, opening: Span, closing: Span) -> str:
    """What keeps two markers from making a region."""
    source = document.source
    for marker in (opening, closing):
        first, last = (source.line_span(source.line_of(offset)) for offset in marker)
        around = source.text[first.start : marker.start] + source.text[marker.end : last.end]
        if around.strip(" \t>"):
            return "the markers of a region have to stand on lines of their own"
    inside = Span(opening.end, closing.start)
    other = _others(document, inside)
    if other:
        line = source.line_of(other[0].start) + 1
        return f"planlint did not write all that stands in this region (see line {line}): move it out, or remove it"
    return "the markers of a region have to stand in one and the same block"


def _others(document: Document, inside: Span) -> Sequence[Span]:
    """The first line of what no region holds, in order."""
    spans = [section.heading for section in document.sections[1:]]
    spans += (item.span for item in document.items)
    spans += (block.span for block in document.code)
    spans += (comment for comment in document.comments)
    return sorted(span for span in spans if inside.start <= span.start < inside.end)

"""Where what is under the cursor leads: the other side of a contradiction, a definition of an id, the end of a link."""

import os
from collections.abc import Mapping

from lsprotocol import types

from planlint.markdown.document import Document
from planlint.plan.links import Link, anchor_places
from planlint.running.neighbours import MARKDOWN
from planlint.server.actions import workspace_edit
from planlint.server.analysis import Analysis
from planlint.server.ids import Mention, definitions, part, rename
from planlint.server.positions import ClientText
from planlint.text.source import Source, Span


def definition(analysis: Analysis, where: types.Position) -> list[types.Location]:
    """The other sides of what is reported at `where`, and where the link there leads, or else what its id names."""
    offset, plan = analysis.source.offset(where.line, where.character), analysis.plan
    findings = (each.finding for each in analysis.diagnostics if each.finding.span.meets(Span(offset, offset)))
    spans = [other.span for finding in findings for other in finding.related]
    links = [link for link in plan.links if link.span.start <= offset < link.span.end]
    link = min(links, key=lambda link: link.span.end - link.span.start, default=None)
    target = _target(analysis, link) if link else None
    mention = None if target else _mention(analysis, offset)
    if mention:
        elsewhere = [t for t in definitions(plan, mention.key) if not t.node.start <= offset <= t.node.end]
        spans += [thing.name for thing in elsewhere if thing.node.kind == elsewhere[0].node.kind]
    return [*_locations(analysis, spans), *([target] if target else ())]


def references(analysis: Analysis, where: types.Position, *, declaration: bool) -> list[types.Location]:
    """All places that name the id at `where`, with what defines it on request, and the links to the heading there."""
    offset, plan = analysis.source.offset(where.line, where.character), analysis.plan
    spans = []
    if mention := _mention(analysis, offset):
        nodes = () if declaration else [thing.node for thing in definitions(plan, mention.key)]
        same = [each.span for each in analysis.mentions if each.key == mention.key]
        defining = {next((s for s in same if node.start <= s.start < node.end), None) for node in nodes}
        spans = [span for span in same if span not in defining]
    section = plan.document.section_at(offset)
    if section.index and offset <= section.heading.end:
        own = {anchor for anchor, place in anchor_places(plan.document).items() if place == section.heading.start}
        spans += [link.span for link in plan.links if link.local and not link.path and link.anchor in own]
    return _locations(analysis, sorted(spans))


def prepare_rename(analysis: Analysis, where: types.Position) -> types.PrepareRenamePlaceholder | None:
    """What a new name would replace at `where`; None where there is no id, or a range of them."""
    mention = _mention(analysis, analysis.source.offset(where.line, where.character))
    span = part(analysis.plan, mention) if mention else None
    return types.PrepareRenamePlaceholder(analysis.source.range(span), analysis.source[span]) if span else None


def rename_id(analysis: Analysis, params: types.RenameParams, *, versioned: bool) -> types.WorkspaceEdit | None:
    """The edits that give the id at a place its new name. Raises `RenameError`."""
    mention = _mention(analysis, analysis.source.offset(params.position.line, params.position.character))
    edits = rename(analysis.plan, mention.key, params.new_name, analysis.read) if mention else None
    return None if edits is None else workspace_edit(analysis, edits, versioned=versioned)


def _mention(analysis: Analysis, offset: int) -> Mention | None:
    here = [each for each in analysis.mentions if each.span.start <= offset <= each.span.end]
    return min(here, key=lambda each: each.span.end - each.span.start, default=None)


def _target(analysis: Analysis, link: Link) -> types.Location | None:
    """Where a link leads: a definition of its label, a place here, or one in another file that may be read."""
    document, neighbours = analysis.plan.document, analysis.plan.neighbours
    if link.label is not None:
        span = document.references.get(link.label)
        return types.Location(analysis.uri, analysis.source.range(span)) if span else None
    if not link.local:
        return None
    if not link.path:
        place = _anchor(anchor_places(document), link.anchor or "")
        return None if place is None else _locations(analysis, [Span(place, place)])[0]
    path = neighbours.readable(link.path) if neighbours else None
    if not path or not os.path.isfile(path):  # noqa: PTH113
        return None
    other = (neighbours.source(link.path) if neighbours and path.suffix.lower() in MARKDOWN else None) or Source("")
    place = _anchor(anchor_places(Document(other)), link.anchor or "") or 0
    text = ClientText(other.text, bom=other.bom, encoding=analysis.source.encoding)
    return types.Location(path.as_uri(), text.range(Span(place, place)))


def _anchor(places: Mapping[str, int], anchor: str) -> int | None:
    return places.get(anchor, places.get(anchor.lower()))


def _locations(analysis: Analysis, spans: list[Span]) -> list[types.Location]:
    return [types.Location(analysis.uri, analysis.source.range(span)) for span in dict.fromkeys(spans)]

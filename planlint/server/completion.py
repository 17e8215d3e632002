"""What may be written at the cursor: anchors in links, statuses and owners in their fields and cells, ids."""

from collections import Counter
from collections.abc import Iterable, Iterator

from lsprotocol import types

from planlint.markdown.document import Document
from planlint.plan.fields import Field
from planlint.plan.links import anchor_places
from planlint.plan.names import skip_edges
from planlint.plan.states import read_status
from planlint.server.analysis import Analysis
from planlint.text.patterns import regex
from planlint.text.source import Source, Span

TRIGGERS = ("#", ":")
_ANCHOR = regex(r"(?:\]\(<?|\]:[ \t]+<?|href=[\"'])(?P<path>[^\s()<>\"'#]*)#(?P<anchor>[^\s()<>\"']*)$")
_ID = regex(r"[\w.-]*$")
_SEVERAL = regex(r"\s*[,;/&+]\s*")
_LAST = regex(r"[^\s,;/&+][^,;/&+]*$")
_PIPE = regex(r"(?<!\\)\|")
_STATES = ("open", "active", "review", "blocked", "done", "deferred", "cancelled")
"""What a status may say: each that the plan has no word of its own for gets one of planlint's."""
_LONGEST = 40

Choice = tuple[str, str]
"""What may be written, and a remark."""


def completions(analysis: Analysis, where: types.Position) -> list[types.CompletionItem]:
    """What fits at `where`, the likeliest first; the editor leaves out what does not begin with what is written."""
    source, plan = analysis.source, analysis.plan
    offset = source.offset(where.line, where.character)
    before = source.text[source.line_starts[source.line_of(offset)] : offset]
    keys, field = plan.vocabulary.keys, _field_at(analysis, offset)
    key = field.key if field else ""
    choices: Iterable[Choice] = ()
    if link := _ANCHOR.search(before):
        start, choices = offset - len(link["anchor"]), _anchors(analysis, link["path"])
    elif field and key in keys["status"]:
        start, choices = _value(analysis, field, offset).start, _statuses(analysis, field)
    elif field and key in keys["owner"]:
        name = _LAST.search(source[_value(analysis, field, offset)])
        start, choices = offset - len(name[0] if name else ""), _owners(analysis, field)
    else:
        token = _ID.search(before)
        start = offset - len(token[0] if token else "")
        named = source.text[start:offset][:1].isupper() and plan.outline.at(start)
        if named or key in keys["depends"] | keys["blocks"]:
            begun = source.text[start:offset].casefold()
            choices = (each for each in _ids(analysis, offset) if each[0].casefold().startswith(begun))
    here = Span(start, offset)
    return [_item(analysis, here, *each, rank) for rank, each in enumerate(choices) if each[0] != source[here]]


def _item(analysis: Analysis, here: Span, text: str, remark: str, rank: int) -> types.CompletionItem:
    bare = text[skip_edges(text, 0, len(text)) :]  # "Done" finds "✅ Done"
    return types.CompletionItem(
        text,
        detail=remark or None,
        filter_text=bare if analysis.source[here][:1].isalnum() else text,
        sort_text=f"{rank:04}",
        text_edit=types.TextEdit(analysis.source.range(here), text),
    )


def _value(analysis: Analysis, field: Field, offset: int) -> Span:
    """What is written of a value before `offset`."""
    start = min(field.value.start, offset)
    while start < offset and analysis.source.text[start].isspace():
        start += 1
    return Span(start, offset)


def _field_at(analysis: Analysis, offset: int) -> Field | None:
    """The field in whose value, perhaps an empty one, `offset` stands."""
    source, line = analysis.source, analysis.source.line_of(offset)
    found = None
    for field in analysis.plan.fields:
        start, end = field.value
        reached = field.key_span.end < offset
        if field.row:
            reached = not _PIPE.search(source.text, min(offset, start), max(offset, end))
        if reached and source.line_of(start) == line:
            found = field
    return found


def _anchors(analysis: Analysis, path: str) -> Iterator[Choice]:
    neighbours, document = analysis.plan.neighbours, analysis.plan.document
    if path:
        other = neighbours.source(path) if neighbours else None
        document = Document(other or Source(""))
    for anchor, place in sorted(anchor_places(document).items(), key=lambda pair: pair[1]):
        yield anchor, document.source.lines[document.source.line_of(place)].strip()


def _statuses(analysis: Analysis, here: Field) -> Iterator[Choice]:
    """The plan's own statuses, the frequent ones first, and one for each state that it has none for."""
    plan, known = analysis.plan, set()
    for word, _ in Counter(_written(analysis, "status", here)).most_common():
        status = read_status(word, Span(0, len(word)), plan.vocabulary, plan.legend)
        if status and status.state and status.exact:
            known.add(status.state)
            yield word, status.state
    for state in _STATES:
        if state not in known:
            phrase = next(phrase for phrase, meaning in plan.vocabulary.statuses.items() if meaning == state)
            yield phrase.capitalize(), state


def _owners(analysis: Analysis, here: Field) -> Iterator[Choice]:
    names = Counter(name for value in _written(analysis, "owner", here) for name in _SEVERAL.split(value) if name)
    return ((name, "") for name, _ in names.most_common())


def _written(analysis: Analysis, attribute: str, here: Field) -> Iterator[str]:
    """The values of the other fields of one kind, long ones left out."""
    keys = analysis.plan.vocabulary.keys[attribute]
    values = (each.value for each in analysis.plan.fields if each.key in keys and each is not here)
    return (analysis.source[value] for value in values if value.end - value.start <= _LONGEST)


def _ids(analysis: Analysis, offset: int) -> Iterator[Choice]:
    """The ids of the plan's things, with what each names."""
    plan, known = analysis.plan, set()
    for mention in analysis.mentions:
        node = plan.outline.at(mention.span.start)
        thing = plan.dependencies.named.get(node) if node else None
        if thing and mention.key in thing.ids and mention.key not in known and mention.span.end != offset:
            known.add(mention.key)
            yield " ".join(analysis.source[mention.span].split()), thing.title

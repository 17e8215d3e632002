"""The name that a line starts with: "**Phase 2: Views** (3 days) - done" names phase 2, "views"."""

from planlint.plan.glyphs import GLYPHS
from planlint.plan.names import Id, find_codes, read_id, skip_edges, skip_tags, strip_edges, title_key
from planlint.plan.states import last_glyph, read_phrase, read_status
from planlint.text.patterns import regex
from planlint.text.source import Span
from planlint.words.vocabulary import Vocabulary

_BRACKET_TITLE = regex(r"\s*[(（](?P<title>[^()（）\d%:,]{3,60})[)）]")
_NAME_START = regex(r"[ *_:.\-–—)|`\s]*")
_NAME_END = regex(r"[(\[（【|→⇒：:–—-](?:(?<![:–—-])|(?<=:)(?=[ *_]|\Z)|(?<= [–—-])(?= |\Z))")
"""Where a name ends: at a bracket, a dash with spaces, a colon (not the one behind an id), a bar or an arrow."""
_ENDINGS = frozenset({"done", "active", "open", "outstanding", "partial", "blocked"})
"""States that may end a name behind a glyph."""


def name_line(text: str, span: Span, vocabulary: Vocabulary) -> tuple[tuple[str, ...], str, Span, bool]:
    """What a line that starts with a name names: its ids, a comparable title without them, the span of the name; and
    whether id and title are one phrase ("Phase 2 completion report")."""
    begin = span.start if text[span.start : span.start + 1].isalnum() else skip_edges(text, *span)
    identifier = read_id(text, *span, vocabulary)
    start = skip_tags(text, identifier.span.end, span.end) if identifier else begin
    line = text[start : span.end]
    ending = _NAME_END.search(line, _NAME_START.match(line).end())  # type: ignore[union-attr]
    cut = ending.start() if ending else len(line)
    if not line.isascii():
        cut = _before_status(line, cut, vocabulary)
    if begin > span.start and not GLYPHS.keys().isdisjoint(text[span.start : begin]):
        cut = _without_status(line, cut, vocabulary)
    name = strip_edges(text, begin, start + cut)
    ids = id_keys(identifier) if identifier else []
    after = identifier.span.end if identifier else 0
    if identifier and text[after : after + 2] == ", " and (part := _part_of(text, identifier, span.end, vocabulary)):
        ids = [f"{identifier.key}, {part.key}"]
    title = title_key(line[:cut]) if identifier else title_key(text[name.start : name.end])
    if cut < len(line):
        ids += _bracketed_codes(text, start + cut, span.end)
    if identifier and only_aspects(title, vocabulary):
        title = _bracketed(text[start + cut : span.end], vocabulary)
    joined = bool(identifier and title and " " in identifier.key and line[:2].strip(" ").isalpha())
    return tuple(ids), title, name, joined


def _part_of(text: str, identifier: Id, end: int, vocabulary: Vocabulary) -> Id | None:
    """The second id of "Week 4, Days 1-3": not week 4, but a part of it."""
    after = identifier.span.end
    if " " not in identifier.key:
        return None
    part = read_id(text, after + 2, end, vocabulary)
    return part if part and part.span.start == after + 2 and part.series not in ("", identifier.series) else None


def _bracketed_codes(text: str, start: int, end: int) -> list[str]:
    """The keys of the codes that stand in brackets behind a name: "Parser (T001)"."""
    end = min(start + 30, end)
    colon = text.find(":", start, end)
    end = end if colon < 0 else colon  # what stands behind is a value
    if "(" not in text[start:end] and "[" not in text[start:end]:
        return []
    return [
        code.key
        for code in find_codes(text, start, end)
        if text[code.span.start - 1] in "([" and text[code.span.end : code.span.end + 1] in (")", "]")
    ]


def _bracketed(tail: str, vocabulary: Vocabulary) -> str:
    """The title that stands in brackets behind an id alone: "Phase 1 (Core features)"; not a date or a status."""
    match = _BRACKET_TITLE.match(tail)
    title = title_key(match["title"]) if match else ""
    return "" if only_aspects(title, vocabulary) or read_phrase(title, vocabulary)[1] else title


def id_keys(identifier: Id) -> list[str]:
    """The keys that an id goes by: "task 3.1" also by "3.1"."""
    number = identifier.key.partition(" ")[2]
    return [identifier.key, number] if "." in number and "-" not in number else [identifier.key]


def only_aspects(title: str, vocabulary: Vocabulary) -> bool:
    """Whether a title behind an id only says how the thing stands: "Phase 2 progress", "Week 1 tasks"."""
    if title in vocabulary.statuses:
        return True
    for word in title.split():
        word = word.strip("!?.,")
        if word not in vocabulary.lists["aspect-words"] and word not in vocabulary.statuses:
            return False
    return True


def _before_status(line: str, end: int, vocabulary: Vocabulary) -> int:
    """Where a name ends that goes on with a glyph and a status: "Data ✅ COMPLETE"."""
    glyph = last_glyph(line, 1, end)
    status = read_status(line, Span(glyph, end), vocabulary, {}) if glyph > 0 else None
    named = any(map(str.isalnum, line[:glyph])) if status else False
    return glyph if named and status and status.word.start < status.word.end else end


def _without_status(line: str, end: int, vocabulary: Vocabulary) -> int:
    """Where the name behind a glyph ends that goes on with its status: "⏳ Data integration pending"."""
    words = line[:end].casefold().rstrip(" *_.!").split(" ")
    for count in (2, 1):
        phrase = " ".join(words[-count:])
        if len(words) - count < 2 or vocabulary.statuses.get(phrase) not in _ENDINGS:
            continue
        before = words[-count - 1]
        aside = before[-1:] == "%" or before in _joining(vocabulary)
        if not aside and not any(vocabulary.has(name, phrase) for name in ("status-nouns", "status-adjectives")):
            return line[:end].casefold().rindex(phrase)
    return end


def _joining(vocabulary: Vocabulary) -> frozenset[str]:
    """Words that tie what follows them to what stands before: "definition of done", "is not blocked"."""
    return vocabulary.lists["small-words"] | vocabulary.lists["negations"]

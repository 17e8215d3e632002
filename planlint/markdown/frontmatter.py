"""The metadata at the start of a document: YAML between `---` lines, TOML between `+++` lines."""

from planlint.markdown.parts import Entry
from planlint.text.patterns import regex
from planlint.text.source import Source, Span, span_of

_MARKS = {"---": ("---", "..."), "+++": ("+++",)}
_ENTRY = {
    "---": regex(r"""(?P<quote>["']?)(?P<key>[\w$][^:#"']*?)(?P=quote)[ \t]*:(?:[ \t]+|$)"""),
    "+++": regex(r"""(?P<quote>["']?)(?P<key>[\w-][^=#"']*?)(?P=quote)[ \t]*=[ \t]*"""),
}
_OTHER_METADATA = regex(r"[ \t#\[\]{}]|-(?:[ \t]|$)")
_VALUE = regex(r""""(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'|(?:(?![ \t]#).)*+""")
_NO_VALUE = regex(r"#|[|>][+\-0-9]*$")


def front_matter_lines(source: Source) -> int:
    """How many lines the front matter takes, its two marks included; 0 without front matter.

    Prose between two rules is no front matter: each line must look like metadata, and one must be an entry.
    """
    if not source.text.startswith(tuple(_MARKS)):
        return 0
    mark = source.lines[0].rstrip()
    if mark not in _MARKS:
        return 0
    empty, entry = True, False
    for line in range(1, len(source.line_starts)):
        text = source.lines[line]
        if text.rstrip() in _MARKS[mark]:
            return line + 1 if empty or entry else 0
        if text.strip():
            empty = False
            if _ENTRY[mark].match(text):
                entry = True
            elif not _OTHER_METADATA.match(text):
                return 0
    return 0


def front_matter_entries(source: Source, lines: int) -> tuple[Entry, ...]:
    """The `key: value` lines at the top level of a front matter of `lines` lines."""
    if not lines:
        return ()
    entries = []
    pattern = _ENTRY[source.lines[0].rstrip()]
    for line in range(1, lines - 1):
        start, end = source.line_span(line)
        if source.text.startswith("[", start):
            break  # a table of TOML
        if m := pattern.match(source.text, start, end):
            value = _VALUE.match(source.text, m.end(), end)
            assert value
            entries.append(Entry(m["key"], span_of(m.span("key")), _unquoted(source.text, span_of(value.span()))))
    return tuple(entries)


def _unquoted(text: str, span: Span) -> Span:
    value = text[span.start : span.end].rstrip()
    if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
        return Span(span.start + 1, span.start + len(value) - 1)
    if _NO_VALUE.match(value):
        return Span(span.start, span.start)
    return Span(span.start, span.start + len(value))

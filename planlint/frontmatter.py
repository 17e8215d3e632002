"""The metadata at the start of a document: YAML between `---` lines, TOML between `+++` lines."""

import re

from planlint.document import Entry
from planlint.source import Source, Span

_METADATA_LINE = re.compile(r"""[ \t#]|-(?:[ \t]|$)|[\]})]|["'$\w][^:=]*(?::(?:[ \t]|$)|[ \t]*=)|\[""")
_ENTRY = re.compile(r"""(?P<quote>["']?)(?P<key>[\w$][^:=#"']*?)(?P=quote)[ \t]*(?::(?=[ \t]|$)|=)[ \t]*""")
_VALUE = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:(?![ \t]#).)*""")


def front_matter_lines(source: Source) -> int:
    """How many lines the front matter takes, its two marks included; 0 without front matter.

    Two rules with prose between them are no front matter: each line must look like metadata.
    """
    mark = source.line_text(0).rstrip()
    if mark not in ("---", "+++"):
        return 0
    closing = ("---", "...") if mark == "---" else ("+++",)
    for line in range(1, len(source.line_starts)):
        text = source.line_text(line)
        if text.rstrip() in closing:
            return line + 1
        if text.strip() and not _METADATA_LINE.match(text):
            return 0
    return 0


def front_matter_entries(source: Source, lines: int) -> tuple[Entry, ...]:
    """The `key: value` lines at the top level of a front matter of `lines` lines."""
    entries = []
    for line in range(1, lines - 1):
        start, end = source.line_span(line)
        if m := _ENTRY.match(source.text, start, end):
            value = _VALUE.match(source.text, m.end(), end)
            assert value
            entries.append(Entry(m["key"], Span(*m.span("key")), _unquoted(source.text, Span(*value.span()))))
    return tuple(entries)


def _unquoted(text: str, span: Span) -> Span:
    value = text[span.start : span.end].rstrip()
    if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
        return Span(span.start + 1, span.start + len(value) - 1)
    if value.startswith("#"):
        return Span(span.start, span.start)
    return Span(span.start, span.start + len(value))

"""Markdown as HTML, by mistune: what a fix must not change outside its edits. The only module that knows mistune."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from planlint.markdown.lines import is_delimiter, split_row, starts_block

if TYPE_CHECKING:
    import re

    from mistune.block_parser import BlockParser
    from mistune.core import BlockState

_TABLE = r"^ {0,3}[^\s][^\n]*+\n {0,3}(?!-[ \t])[|:\- \t]+(?:\n|\Z)"
_REMEMBERED = 10_000


def _parse_table(_: "BlockParser", m: "re.Match[str]", state: "BlockState") -> int | None:
    """A table as GFM reads it, whose rows may have any number of cells; like GitHub, short rows are filled, long ones
    cut."""
    header, dashes, *_rest = (line.strip(" \t\r") for line in m[0].split("\n"))
    lazy = state.find_line_end_at(m.start()) in state.lazy_line_starts
    columns = len(split_row(header))
    if lazy or not is_delimiter(dashes, header):
        return None
    rows, end = [_cells(header, columns)], m.end()
    while end < len(state.src):
        following = state.find_line_end_at(end)
        line = state.src[end:following].rstrip("\n").expandtabs(4)
        text = line.strip(" ")
        if not text or len(line) - len(line.lstrip(" ")) > 3 or starts_block(text):
            break
        rows.append(_cells(state.src[end:following].strip(" \t\r\n"), columns))
        end = following
    head, *body = rows
    children = [{"type": "table_head", "children": head}]
    children.append({"type": "table_body", "children": [{"type": "table_row", "children": row} for row in body]})
    state.append_token({"type": "table", "children": children})
    return end


def _cells(row: str, columns: int) -> list[dict[str, Any]]:
    texts = [row[start:end] for start, end in split_row(row)]
    return [{"type": "table_cell", "text": text} for text in (texts + [""] * columns)[:columns]]


@cache
def _renderer() -> Callable[[str], str]:
    from mistune import create_markdown

    markdown = create_markdown(escape=False, plugins=["strikethrough", "table"])
    block = markdown.block
    block.register("table", _TABLE, _parse_table)
    block.rules.remove("nptable")
    block.block_quote_rules = block.list_rules = block.rules
    markdown.inline = _remembering(markdown.inline, markdown.renderer)
    return lambda text: str(markdown(text))


def _remembering(inline: Any, renderer: Any) -> Any:
    """`inline`, which reads the same text under the same link definitions once: a proof renders a page many times over
    in which one line differs."""
    known: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def read(text: str, env: dict[str, Any]) -> list[dict[str, Any]]:
        key = text, env.setdefault("definitions", repr(env["ref_links"]))
        if key not in known:
            if len(known) == _REMEMBERED:
                known.clear()
            known[key] = [{"type": "inline_html", "raw": renderer(inline(text, env), None)}]
        return known[key]

    return read


@lru_cache(maxsize=4)
def render(text: str) -> str:
    """`text` as HTML; the last pages are remembered."""
    return _renderer()(text)

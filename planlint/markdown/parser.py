"""Markdown as mistune reads it, with the place of every block. The only module that knows mistune.

mistune reports no positions, so its block parser is extended: each state knows which line of the source its own first
line is, and every token is stamped with the offsets between which it was read. Lists, quotes and tables are read here,
as GitHub Flavored Markdown has them: mistune takes any line after an item or a quote for a lazy continuation, and drops
a table when one row has a cell too few.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from mistune.block_parser import BlockParser
from mistune.core import BlockState
from mistune.helpers import parse_link_href, parse_link_title

from planlint.markdown.fences import intended_ends
from planlint.markdown.syntax import (
    BLOCK_START,
    INDENTED,
    INDENTED_LINES,
    ITEM,
    QUOTE,
    RULE,
    TABLE,
    ContainerLines,
    closing_fence,
    expand_tabs,
    is_blank,
    is_plain,
    table_end,
    table_rows,
)
from planlint.text.patterns import regex

Token = dict[str, Any]

_BLANK_LINE: Token = {"type": "blank_line"}
_BLANK_TO_LINE = regex(r"[ \t]*(?:\n|\Z)")


class State(BlockState):
    """A stretch of Markdown whose line `n` is line `first_line + n` of the source, and whose column 0 stands in
    `column` of the source (modulo 4: for tabs).

    `tokens` have `type`, `start` and `end` (offsets into `src`). Containers have a `state` with the blocks in them.
    """

    def __init__(self, parent: "State | None" = None) -> None:
        super().__init__(parent)
        self.first_line = 0
        self.column = 0
        self._known = (0, 0)

    def line_at(self, offset: int) -> int:
        """The source line of an offset into `src`; cheap when asked in rising order."""
        known, line = self._known
        line += self.src.count("\n", known, offset) if offset >= known else -self.src.count("\n", offset, known)
        self._known = offset, line
        return self.first_line + line

    def within(self, lines: list[str], lazy: set[int], start: int, width: int) -> "State":
        """The state of a container whose lines, from `start` on, are `lines` without its prefix of `width` columns."""
        child = State(self)
        child.process("".join(lines))
        child.lazy_line_starts = lazy
        child.first_line = self.line_at(start)
        child.column = (self.column + width) % 4
        return child

    def starts_block(self, line: str) -> bool:
        """Whether `line`, which starts at the cursor, ends a paragraph. A lazy one does not, whatever it looks like."""
        return self.cursor not in self.lazy_line_starts and bool(BLOCK_START.match(line))

    def add_paragraph(self, text: str) -> None:
        end = self.cursor + len(text)
        last = self.last_token()
        if last and last["type"] == "paragraph":
            last["end"] = end
        else:
            self.tokens.append({"type": "paragraph", "start": self.cursor, "end": end})

    def append_paragraph(self) -> int | None:
        last = self.last_token()
        if not last or last["type"] != "paragraph":
            return None
        last["end"] = end = self.find_line_end()
        return end


class _Parser(BlockParser):
    state_cls = State
    BLANK_LINE = re.compile(r"(^[ \t]*\n)+", re.MULTILINE)

    def __init__(self) -> None:
        super().__init__()
        self.specification["blank_line"] = self.BLANK_LINE.pattern
        self.specification["indent_code"] = "^" + INDENTED.pattern
        self.register("table", TABLE, _parse_table)
        self.block_quote_rules = self.list_rules = self.rules
        self.leaf_rules = [rule for rule in self.rules if rule not in ("list", "block_quote")]

    def parse(self, state: BlockState, rules: list[str] | None = None) -> None:
        """Read the blocks of a state. Plain lines are told from their first characters, without the long expression."""
        sc = self.compile_sc(rules)
        src, stop = state.src, state.cursor_max
        while state.cursor < stop:
            start = state.cursor
            if src[start] == "\n":
                state.append_token(_BLANK_LINE)
                state.cursor += 1
            elif src[start] in " \t" and (code_end := self._parse_indent_code_fast(state)):
                state.cursor = code_end
            else:
                m = None if is_plain(src, start) else sc.match(src, start)
                state.cursor = (m and self.parse_method(m, state)) or _read_paragraph(state, sc)

    def parse_method(self, m: re.Match[str], state: BlockState) -> int | None:
        count = len(state.tokens)
        end = super().parse_method(m, state)
        if len(state.tokens) > count:
            state.tokens[-1].setdefault("start", m.start())
            state.tokens[-1].setdefault("end", end)
        elif end and m.lastgroup == "setex_heading":
            state.tokens[-1]["end"] = end
        return end

    def _parse_indent_code_fast(self, state: BlockState) -> int | None:
        if not INDENTED.match(state.src, state.cursor):
            return None
        if end := state.append_paragraph():
            return end
        code = INDENTED_LINES.match(state.src, state.cursor)
        assert code
        state.append_token({"type": "block_code", "style": "indent", "start": state.cursor, "end": code.end()})
        return code.end()

    def parse_fenced_code(self, m: re.Match[str], state: BlockState) -> int | None:
        assert isinstance(state, State)
        meant: dict[int, int] = state.env["fence_ends"]
        line = meant.get(state.line_at(m.start())) if meant else None
        if line is not None and line - state.first_line < state.src.count("\n"):
            end = m.start()
            for _ in range(state.line_at(m.start()), line + 1):
                end = state.find_line_end_at(end)
        elif m["fenced_2"][0] == "`" and "`" in m["fenced_3"]:
            return None
        else:
            closing = closing_fence(m["fenced_2"]).search(state.src, m.end())
            end = closing.end() if closing else state.cursor_max
        state.append_token({"type": "block_code", "style": "fenced"})
        return end

    def parse_atx_heading(self, m: re.Match[str], state: BlockState) -> int:
        state.append_token({"type": "heading", "attrs": {"level": len(m["atx_1"])}, "style": "atx"})
        return m.end() + 1

    def parse_ref_link(self, m: re.Match[str], state: BlockState) -> int | None:
        if end := state.append_paragraph():
            return end
        label = m["reflink_1"]
        _, href_end = parse_link_href(state.src, m.end(), block=True)
        if not label.strip() or href_end is None:
            return None
        _, title_end = parse_link_title(state.src, href_end, state.cursor_max)
        for stop in (title_end, href_end):
            if stop and (line_end := _BLANK_TO_LINE.match(state.src, stop)):
                state.append_token({"type": "reference", "label": label})
                return line_end.end()
        return None

    def parse_block_quote(self, _: re.Match[str], state: BlockState) -> int:
        assert isinstance(state, State)
        start = state.cursor
        width = 0
        lines = ContainerLines()
        while state.cursor < state.cursor_max:
            line = state.get_line(state.cursor)
            if mark := QUOTE.match(line):
                text = expand_tabs(line[mark.end() :], state.column + mark.end())
                lines.add(text.removeprefix(" "))
                width = width or mark.end() + text.startswith(" ")
            elif is_blank(line) or state.starts_block(line) or not lines.in_paragraph():
                break
            else:
                lines.add_lazy(line)
            state.cursor += len(line)
        child = state.within(lines.lines, lines.lazy, start, width)
        self._parse_within(child)
        state.append_token({"type": "block_quote", "state": child})
        return state.cursor

    def parse_list(self, m: re.Match[str], state: BlockState) -> int:
        assert isinstance(state, State)
        bullet = m["list_2"]
        interrupts = m["list_3"].strip(" \t") and (len(bullet) == 1 or int(bullet[:-1]) == 1)
        if not interrupts and (end := state.append_paragraph()):
            return end
        items: list[Token] = []
        item: re.Match[str] | None = ITEM.match(state.src, state.cursor)
        while item:
            item = self._parse_item(item, state, items)
        state.append_token({"type": "list", "ordered": len(bullet) > 1, "items": items})
        return state.cursor

    def _parse_item(self, m: re.Match[str], state: State, items: list[Token]) -> re.Match[str] | None:
        """Read one item from its first line `m` on; returns the first line of the next item of the list."""
        lead = m.end("list_2") - m.start()
        text = expand_tabs(m["list_3"], state.column + lead)
        indent = len(text) - len(text.lstrip(" "))
        blank_start = indent == len(text)
        width = lead + (1 if blank_start or indent > 4 else indent)
        lines = ContainerLines()
        lines.add(text[width - lead :] + "\n")
        state.cursor = m.end()
        following = _collect_item(state, lines, width, m["list_2"][-1], blank_start)
        child = state.within(lines.lines, lines.lazy, m.start(), width)
        self._parse_within(child)
        items.append({"type": "item", "start": m.start(), "state": child})
        return following

    def _parse_within(self, child: State) -> None:
        self.parse(child, self.rules if child.depth() < self.max_nested_level else self.leaf_rules)
        child.parent = None  # so that no cycle keeps the states alive


def _read_paragraph(state: BlockState, sc: re.Pattern[str]) -> int:
    """Add the line at the cursor, and those behind it until one that `sc` matches; returns where they end."""
    src, end = state.src, state.find_line_end()
    while end < state.cursor_max and (is_plain(src, end) or not sc.match(src, end)):
        end = state.find_line_end_at(end)
    state.add_paragraph(state.get_text(end))
    return end


def _collect_item(state: State, lines: ContainerLines, width: int, bullet: str, empty: bool) -> re.Match[str] | None:
    """Add the lines of an item whose text stands `width` columns in; returns the first line of the next item."""
    margin = " " * width
    after_blank = False
    while state.cursor < state.cursor_max:
        raw = state.get_line(state.cursor)
        line = expand_tabs(raw, state.column)
        if is_blank(line):
            lines.add("\n")
            after_blank = True
        elif line.startswith(margin) and state.cursor not in state.lazy_line_starts:
            if after_blank and empty:
                break  # an item begins with at most one blank line
            lines.add(line[width:])
            after_blank = empty = False
        else:
            sibling = ITEM.match(state.src, state.cursor)
            if sibling and sibling["list_2"][-1] == bullet and not RULE.match(line):
                return sibling
            if after_blank or state.starts_block(line) or not lines.in_paragraph():
                break
            lines.add_lazy(raw)
        state.cursor += len(raw)
    return None


def _table_end(m: re.Match[str], state: BlockState) -> int | None:
    """Where the table that starts with the two lines of `m` ends; None where they are no table."""
    lazy = state.find_line_end_at(m.start()) in state.lazy_line_starts
    return None if lazy else table_end(state.src, *m.span())


def _parse_table(_: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    end = _table_end(m, state)
    if end is not None:
        state.append_token({"type": "table"})
    return end


@cache
def _parser() -> _Parser:
    return _Parser()


def parse_tokens(text: str, first_line: int = 0) -> State:
    """Parse `text`, whose lines end in line feeds; it starts in line `first_line` of the source."""
    state = State()
    state.first_line = first_line
    state.process(text if text.endswith("\n") else text + "\n")
    state.env["fence_ends"] = {state.line_at(a): state.line_at(b) for a, b in intended_ends(state.src).items()}
    _parser().parse(state)
    return state


def _parse_rendered_table(_: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    """The table with its text."""
    end = _table_end(m, state)
    if end is not None:
        head, *body = (_cells(row) for row in table_rows(state.src[m.start() : end]))
        rows = [{"type": "table_row", "children": row} for row in body]
        children = [{"type": "table_head", "children": head}, {"type": "table_body", "children": rows}]
        state.append_token({"type": "table", "children": children})
    return end


def _cells(texts: list[str]) -> list[Token]:
    return [{"type": "table_cell", "text": text} for text in texts]


@cache
def _renderer() -> Callable[[str], str]:
    from mistune import create_markdown

    markdown = create_markdown(escape=False, plugins=["strikethrough", "table"])
    block = markdown.block
    block.register("table", TABLE, _parse_rendered_table)
    block.rules.remove("nptable")
    block.block_quote_rules = block.list_rules = block.rules
    return lambda text: str(markdown(text))


def render(text: str) -> str:
    """`text` as HTML: what a fix must not change outside its edits."""
    return _renderer()(text)

"""Structure: fences, tables, boxes, numbering."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from planlint.compare.plan import Plan
from planlint.markdown.document import Cell, Row, Segment, Table
from planlint.markdown.lines import split_row
from planlint.plan.states import read_status
from planlint.rules._fences import nested_fence as nested_fence
from planlint.rules._fences import swallows
from planlint.rules._fences import unclosed_fence as unclosed_fence
from planlint.rules._numbering import find_broken_runs
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.policy import MEDIUM
from planlint.text.source import Span

_BROKEN_BOX = regex(r"\[(?P<mark>[ \t]*[xX]?[ \t]*)\](?P<gap>[ \t]*)(?=\S)(?!(?<=\])[(\[])")
_GLUED_BOX = regex(r"\[[ xX]\](?<=[-*+]\[.\])(?=[ \t]+\S)")
_DELIMITER = regex(r"^[ \t>]*(?:\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?|\|[ \t]*:?-{2,}:?[ \t]*\|)\s*$")
_MARKUP = "*_~` "
_NUMBER = regex(r"[~≈<>≤≥+$€£-]*\d[\d.,]*[ \t]*(?:(?P<percent>%)|[^\W\d]+)?")
_END = r"[ \t]*(?:\r\n?|\n|\Z)"
_FRONT_MATTER = regex(rf"\s*---{_END}(?:[A-Za-z_][\w-]*:[^\r\n]*(?:\r\n?|\n)(?:[ \t-][^\r\n]*(?:\r\n?|\n))*)+---{_END}")


def table_cells(plan: Plan) -> Iterator[Finding]:
    """Rows with more or fewer cells than the header, and delimiter rows that keep a table from being one."""
    for table in plan.document.tables:
        width = len(table.header.cells)
        wrong = [row for row in table.rows if len(row.cells) > width or 1 < len(row.cells) < width]
        wrong = [row for row in wrong if any(cell.text for cell in row.cells)]  # the others set rows apart
        rows = [row for row in table.rows if any(cell.text for cell in row.cells)] if len(wrong) > 1 else []
        if len(wrong) > 1 and len(wrong) == len(rows) and len({len(row.cells) for row in rows}) == 1:
            yield _wrong_header(table, rows)
            continue
        columns = _read_columns(plan, table) if any(len(row.cells) < width for row in wrong) else []
        for row in wrong:
            yield _too_many(plan, table, row) if len(row.cells) > width else _too_few(plan, table, row, columns)
        yield from _swallowed(plan, table)
    yield from _delimiters(plan)
    yield from _stray_rows(plan)


def _swallowed(plan: Plan, table: Table) -> Iterator[Finding]:
    """Lines of text that no blank line parts from the table above them, or that are the rest of a broken row."""
    if plan.source[table.header.span].startswith("|") and len(table.header.cells) > 1:
        for row in table.rows:
            if len(row.cells) == 1 and row.cells[0].text and not plan.source[row.span].startswith(("|", "</")):
                message = "this line is shown as a row of the table above it"
                yield Finding(row.span, message, (Related(table.header.span, "the table is here"),))


def _stray_rows(plan: Plan) -> Iterator[Finding]:
    """Rows that a blank line or a heading has cut off from their table, so that they are shown as text."""
    tables, text = plan.document.tables, plan.source.text
    ends = [table.span.end for table in tables]
    runs: list[list[Segment]] = []
    for segment in plan.document.segments if tables else ():
        start, end = segment.span
        if segment.kind == "line" and text[start] == text[end - 1] == "|" and end - start > 2:
            if runs and segment.line == runs[-1][-1].line + 1:
                runs[-1].append(segment)
            else:
                runs.append([segment])
    for run in runs:
        at = bisect_right(ends, run[0].span.start)
        table = tables[at - 1]
        width = len(table.header.cells)
        fits = all(len(split_row(plan.source[row.span])) == width for row in run)
        if at and width > 1 and fits and _goes_on(plan, table, run):
            yield _stray(plan, table, run)


def _goes_on(plan: Plan, table: Table, rows: Sequence[Segment]) -> bool:
    """Whether rows have no header of their own, and nothing but blank lines, headings and rows before them."""
    headed = any(set(plan.source[row.span]) <= set("|-: ") for row in rows)
    between = plan.source[Span(table.span.end, rows[0].span.start)].splitlines()
    return not headed and all(not line.strip() or line.lstrip().startswith(("#", "|")) for line in between)


def _stray(plan: Plan, table: Table, rows: Sequence[Segment]) -> Finding:
    line = plan.source.line_of(table.span.start) + 1
    what = "this row belongs" if len(rows) == 1 else f"these {len(rows)} rows belong"
    message = f"{what} to no table: a blank line or heading cuts it off from that in line {line}"
    related = (Related(table.header.span, "the table is here"),)
    return Finding(rows[0].span, message.replace("cuts it", "cuts them") if len(rows) > 1 else message, related)


def _wrong_header(table: Table, rows: Sequence[Row]) -> Finding:
    """All rows have one number of cells, the header another: it is the header that is wrong."""
    width, count = len(table.header.cells), len(rows[0].cells)
    effect = f"the last {_columns(width - count)} empty" if count < width else "the rest is not shown"
    message = f"the header has {_cells(width)}, all {len(rows)} rows have {count}: {effect}"
    return Finding(table.header.span, message, (Related(rows[0].span, f"the first of these rows has {_cells(count)}"),))


def _cells(count: int) -> str:
    return f"{count} cell" if count == 1 else f"{count} cells"


def _too_many(plan: Plan, table: Table, row: Row) -> Finding:
    width = len(table.header.cells)
    dropped = Span(row.cells[width].span.start, row.cells[-1].span.end)
    header = (Related(table.header.span, f"the header has {_cells(width)}"),)
    lost = f"{plan.source[dropped]!r} is not shown" if dropped.start < dropped.end else "the last one is not shown"
    message = f"this row has {_cells(len(row.cells))}, the header {width}: {lost}"
    return Finding(
        dropped if dropped.start < dropped.end else row.span, message, header, _escape_bars(plan, table, row)
    )


def _escape_bars(plan: Plan, table: Table, row: Row) -> Fix | None:
    """Escape the bars inside code spans where that gives the row the header's number of cells."""
    text = plan.source[row.span]
    bars = [
        row.span.start + index
        for code in re.finditer(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", text)
        for index in range(code.start(2), code.end(2))
        if text[index] == "|" and text[index - 1] != "\\"
    ]
    if len(row.cells) - len(bars) != len(table.header.cells):
        return None
    edits = tuple(Edit(Span(bar, bar), "\\") for bar in bars)
    return Fix("Escape the bars inside code", edits, Applicability.UNSAFE, structural=True)


class _Column(NamedTuple):
    """What the rows that have all cells hold in a column: `kind` is that of most of its cells that have one, empty
    where none is; `unsaid` is whether most of the rows are empty from this column on."""

    kind: str
    unsaid: bool


def _read_columns(plan: Plan, table: Table) -> list[_Column]:
    width = len(table.header.cells)
    whole = [row for row in table.rows if len(row.cells) >= width]
    lengths = [max((at + 1 for at, cell in enumerate(row.cells) if cell.text), default=0) for row in whole]
    found = []
    for index in range(width):
        kinds = [kind for row in whole if (kind := _kind(plan, row.cells[index]))]
        usual = next((kind for kind in set(kinds) if 2 * kinds.count(kind) > len(kinds)), "")
        found.append(_Column(usual, 2 * sum(length <= index for length in lengths) > len(lengths)))
    return found


def _too_few(plan: Plan, table: Table, row: Row, columns: Sequence[_Column]) -> Finding:
    width, count = len(table.header.cells), len(row.cells)
    header = (Related(table.header.span, f"the header has {_cells(width)}"),)
    message = f"this row has {_cells(count)}, the header {width}: the last {_columns(width - count)} empty"
    misfits = _misfits(plan, row, columns)
    if _left_off(plan, row, columns) and not any(misfits):
        return Finding(row.span, message, header, confidence=MEDIUM)
    if misfits:
        return Finding(row.span, message, header)
    edit = Edit(Span(row.span.end, row.span.end), "  |" * (width - count))
    fix = Fix("Add the missing cells", (edit,), Applicability.UNSAFE, structural=True)
    return Finding(row.span, message, header, fix)


def _left_off(plan: Plan, row: Row, columns: Sequence[_Column]) -> bool:
    """Whether a row seems to stop where its author had no more to say: without a bar at its end, as a total, or short
    of columns that are mostly empty."""
    name = row.cells[0].text.strip(_MARKUP).casefold()
    closed = plan.source[row.span].endswith("|")
    return not closed or columns[len(row.cells)].unsaid or bool(plan.vocabulary.total_word(name))


def _misfits(plan: Plan, row: Row, columns: Sequence[_Column]) -> list[bool]:
    """The cells of a short row that are of another kind than most of their column; for each, whether most of a column
    further right is of its kind, so that the missing cell seems to stand before it."""
    room = len(columns) - len(row.cells) + 1
    kinds = [(index, _kind(plan, cell)) for index, cell in enumerate(row.cells)]
    return [
        any(column.kind == kind for column in columns[index + 1 : index + room])
        for index, kind in kinds
        if kind and columns[index].kind not in ("", kind)
    ]


def _kind(plan: Plan, cell: Cell) -> str:
    """What a cell holds: a number, percentage, date or status, else words; empty for a cell without any of them, or
    that says that there is nothing to say."""
    text = cell.text.strip(_MARKUP)
    if plan.vocabulary.has("nobody-words", text.casefold()):
        return ""
    if number := _NUMBER.fullmatch(text):
        return "percent" if number["percent"] else "number"
    start = cell.span.start + cell.text.find(text[:1])
    if any(period.span.start == start for period in plan.dates.inside(cell.span)):
        return "date"
    status = read_status(plan.source.text, cell.span, plan.vocabulary, plan.legend)
    if status and (status.exact or status.glyph_span):
        return "status"
    return "words" if any(map(str.isalnum, text)) else ""


def _columns(count: int) -> str:
    return "column stays" if count == 1 else f"{count} columns stay"


def _delimiters(plan: Plan) -> Iterator[Finding]:
    """A header and a row of dashes of different lengths: GFM shows both as text."""
    source = plan.source
    for segment in plan.document.segments:
        if segment.kind not in ("line", "item") or source.text[segment.span.start] not in "|:-" or not segment.line:
            continue
        line = source.lines[segment.line]
        if "|" not in line or not _DELIMITER.match(line):
            continue
        above = source.lines[segment.line - 1]
        if not above.lstrip().startswith("|"):
            continue
        heads, dashes = len(split_row(above)), len(split_row(line))
        if heads != dashes:
            message = f"the header has {_cells(heads)}, the row below it {dashes}: this is not shown as a table"
            header = Related(source.line_span(segment.line - 1), f"the header has {_cells(heads)}")
            yield Finding(segment.span, message, (header,))


def unaligned_table(plan: Plan, *, max_width: int = 120) -> Iterator[Finding]:
    """Tables that `planlint format` would lay out anew."""
    from planlint.markdown.tables import table_edits  # runs only where it is asked for

    for table in plan.document.tables:
        edits = table_edits(plan.source, table, max_width)
        if edits:
            lines = f"{len(edits)} of its lines" if len(edits) > 1 else "one of its lines"
            message = f"the columns of this table are not in line: `planlint format` would change {lines}"
            yield Finding(table.header.span, message, (), Fix("Lay the table out", edits))


def malformed_checkbox(plan: Plan) -> Iterator[Finding]:
    """Boxes that are almost right, in lists, and so are shown as text."""
    text = plan.source.text
    for item in plan.document.items:
        span = item.box.span if item.box else None
        start = span.start if span else item.text_span.start
        match = _BROKEN_BOX.match(text, start, item.text_span.end)
        if not match or (span and match.end("mark") + 1 != span.end):
            continue
        good = "[x]" if match["mark"].strip() else "[ ]"
        written = text[match.start() : match.end("mark") + 1]
        if written.casefold() == good and match["gap"]:
            continue
        if not match["gap"] and (written == "[]" or text[match.end()] == "*"):
            continue
        yield _box_finding(Span(match.start(), match.end("mark") + 1), written, good, "" if match["gap"] else " ")
    for match in _GLUED_BOX.finditer(text):
        box, bullet = match.start(), match.start() - 1
        line = plan.source.line_starts[plan.source.line_of(bullet)]
        leads = not text[line:bullet].strip(" \t>")
        if leads and plan.document.prose[bullet] != " ":
            fix = Fix("Put a space before the box", (Edit(Span(box, box), " "),), structural=True)
            message = "no space between bullet and box: this is not a task"
            yield Finding(Span(bullet, match.end()), message, (), fix)


def _box_finding(span: Span, written: str, good: str, gap: str) -> Finding:
    said = f"`{written}` is not a task" if written != good else f"no space behind `{written}`: this is not a task"
    fix = Fix(f"Write {good}", (Edit(span, good + gap),), structural=True)
    return Finding(span, said + (f", `{good}` is" if written != good else ""), (), fix)


def stacked_front_matter(plan: Plan) -> Iterator[Finding]:
    """A second block of front matter right below the first: no tool reads it."""
    front = plan.document.front_matter
    if front is None:
        return
    match = _FRONT_MATTER.match(plan.source.text, front.end)
    if match:
        start = plan.source.text.index("---", match.start())
        first = Related(Span(front.start, front.start + 3), "the first block starts here")
        yield Finding(Span(start, start + 3), "a second front matter block: only the first one is read", (first,))


# --- numbering -------------------------------------------------------------------------------------------------------


def broken_numbering(plan: Plan) -> Iterator[Finding]:
    """Numbered headings, labels, items and rows that repeat or skip a number."""
    if not any(swallows(plan, block) for block in plan.document.code):
        yield from find_broken_runs(plan)

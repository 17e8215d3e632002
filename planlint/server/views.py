"""What the editor shows beside the problems: explanations, the outline with its progress, the right counts."""

from itertools import groupby
from typing import Any

from lsprotocol import types

from planlint.markdown.document import Section
from planlint.server.actions import harmless_edits
from planlint.server.analysis import Analysis
from planlint.settings.catalogue import Rule, rules
from planlint.text.diagnostics import Applicability, Diagnostic, Edit
from planlint.text.edits import apply_edits
from planlint.text.source import Span

_SHOWN_FAMILIES_LEFT_OUT = ("FMT", "ENC", "LNK")
"""Families whose fixes write no value that a reader would miss."""
_LONGEST_HINT = 24


def hover(analysis: Analysis, where: types.Position, *, markdown: bool) -> types.Hover | None:
    """What the rules look for that report something at `where`, and why."""
    offset = analysis.source.offset(where.line, where.character)
    found = [each for each in analysis.diagnostics if each.finding.span.meets(Span(offset, offset))]
    if not found:
        return None
    known = rules(analysis.settings.own)
    text = "\n\n".join(_explanation(known[code], list(same)) for code, same in groupby(found, lambda each: each.code))
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    if not markdown:
        text = text.replace("**", "")
    return types.Hover(types.MarkupContent(kind, text), analysis.source.range(found[0].finding.span))


def _explanation(rule: Rule, found: list[Diagnostic]) -> str:
    fixes = [each.finding.fix for each in found]
    titles = dict.fromkeys(f"{fix.title} ({fix.applicability})" for fix in fixes if fix)
    told = (f"**{rule.code} {rule.name}**: {rule.summary}", rule.rationale)
    parts = (*told, *(f"Fix: {title}" for title in titles), f"More: planlint explain {rule.code}")
    return "\n\n".join(parts)


def symbols(analysis: Analysis, *, nested: bool) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    """The sections, each with how many of its tasks are done; where the editor takes no tree, a flat list."""
    sections = analysis.plan.document.sections[1:]
    if not nested:
        return [_flat_symbol(analysis, section) for section in sections]
    tops: list[types.DocumentSymbol] = []
    made: dict[Section, list[types.DocumentSymbol]] = {}
    for section in sections:
        parent = next((above for above in section.path[1:] if above in made), None)
        symbol = _symbol(analysis, section)
        (made[parent] if parent else tops).append(symbol)
        made[section] = symbol.children = []
    return tops


def _symbol(analysis: Analysis, section: Section) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        _name(section),
        types.SymbolKind.String,
        analysis.source.range(section.span),
        analysis.source.range(section.heading),
        detail=_progress(analysis, section) or None,
    )


def _flat_symbol(analysis: Analysis, section: Section) -> types.SymbolInformation:
    name = " ".join(filter(None, (_name(section), _progress(analysis, section))))
    location = types.Location(analysis.uri, analysis.source.range(section.span))
    above = _name(section.parent) if section.parent and section.parent.index else None
    return types.SymbolInformation(location, name, types.SymbolKind.String, container_name=above)


def _name(section: Section) -> str:
    return section.title or "(no title)"


def _progress(analysis: Analysis, section: Section) -> str:
    """ "3/5" where three of the five tasks that count are done; empty without tasks."""
    counted = [task for task in analysis.plan.tasks_in(section.span) if task.counts]
    return f"{sum(task.state == 'done' for task in counted)}/{len(counted)}" if counted else ""


def inlay_hints(analysis: Analysis, where: types.Range) -> list[types.InlayHint]:
    """Behind each stale number inside `where`, what a fix would write there, with its unit."""
    span = analysis.source.span(where)
    hints = {}
    for index, problem in enumerate(analysis.diagnostics):
        end = problem.finding.span.end
        if span.start <= end <= span.end and (text := _right_value(analysis, problem)):
            hints[end, text] = _hint(analysis, text, index)
    return [hints[key] for key in sorted(hints)]


def with_edits(analysis: Analysis, hint: types.InlayHint) -> types.InlayHint:
    """A hint with the edits that make its number true, as the quick fix has them; none where the text has changed."""
    made: Any = hint.data
    if made["version"] == analysis.version and (fix := analysis.diagnostics[made["problem"]].finding.fix):
        hint.text_edits = [analysis.source.edit(edit) for edit in harmless_edits(analysis, fix)] or None
    return hint


def _right_value(analysis: Analysis, problem: Diagnostic) -> str:
    """The stale text as the fix would have it; "" where that is no number, or stands elsewhere."""
    fix, stale = problem.finding.fix, problem.finding.span
    if not fix or fix.applicability is Applicability.DISPLAY or problem.code.startswith(_SHOWN_FAMILIES_LEFT_OUT):
        return ""
    here = [edit for edit in fix.edits if stale.covers(edit.span)]
    moved = [Edit(Span(edit.span.start - stale.start, edit.span.end - stale.start), edit.text) for edit in here]
    text = apply_edits(analysis.source[stale], moved)
    shown = here and len(text) <= _LONGEST_HINT and "\n" not in text and any(char.isdigit() for char in text)
    return text if shown else ""


def _hint(analysis: Analysis, text: str, index: int) -> types.InlayHint:
    problem = analysis.diagnostics[index]
    start, end = problem.finding.span
    right = max([end, *(amount.right for amount in analysis.plan.outline.amounts.within(start, end))])
    return types.InlayHint(
        types.Position(*analysis.source.position(right)),
        f"→ {text}{analysis.source[Span(end, right)].replace('*', '')}",
        tooltip=f"{problem.code}: {problem.finding.message}",
        padding_left=True,
        data={"uri": analysis.uri, "version": analysis.version, "problem": index},
    )

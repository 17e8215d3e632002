"""One source to its fixed source: fixes applied in rounds, and proved before anything is returned.

A round applies every fix that is allowed and meets no other: structure first, then what makes text readable, then
values, which are worked out anew from the readable text, and summaries last. It is proved at once that the rest of the
document renders as before; and when nothing is left to apply, that no new problem came up. A fix that fails its proof
is found by halving and refused by name; the others are kept. Tables that were aligned stay so.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from planlint.fixing.candidates import COMMENTS, FORM, Candidate, Key, choose, key_of, moved
from planlint.fixing.novelty import lines_of, new_diagnostics, places
from planlint.fixing.padding import padded
from planlint.fixing.proof import Render, keeps_blocks, keeps_page, keeps_rendering, keeps_words, sift
from planlint.markdown.document import Document
from planlint.markdown.parser import render
from planlint.running.linter import Failures, lint
from planlint.settings.config import Settings
from planlint.text.diagnostics import Applicability, Diagnostic, Edit
from planlint.text.edits import Shift, apply_edits, in_order, inverted, parted
from planlint.text.records import replace, value_object
from planlint.text.source import Source, Span

Lint = Callable[[Source], list[Diagnostic]]
Group = tuple[Candidate, ...]
Refused = dict[Key, tuple[str, str]]
"""Fixes that are not applied: place, code and title, and the reason."""

MAX_ROUNDS = 10
_RENDER_TRIALS = 64
_LINT_TRIALS = 8
_PASSES = 5


@value_object
class FixResult:
    """What became of one source; `source` is the given one where nothing was applied.

    `applied` counts the settled diagnostics by code. `refused` says in one line each which fixes were not applied, and
    why: file, place, code, title and reason. `remaining` is what the linter says about `source`; where a fix was
    refused, with the reason in its place.
    """

    source: Source
    applied: Counter[str]
    refused: tuple[str, ...]
    remaining: list[Diagnostic]


@value_object
class _Round:
    """One round: the text and its diagnostics before it, and what it applied."""

    source: Source
    diagnostics: list[Diagnostic]
    applied: Group
    edits: tuple[Edit, ...]

    @property
    def shift(self) -> Shift:
        return Shift.of(self.edits)


@dataclass
class _Run:
    """Rounds from the given source until nothing is left to apply, or until they turn out not to end."""

    source: Source
    diagnostics: list[Diagnostic]
    rounds: list[_Round] = field(default_factory=list)
    settled: bool = True


@value_object
class _Tools:
    lint: Lint
    render: Render
    grades: frozenset[Applicability]
    parse: Callable[[Source], Document]
    proved: dict[tuple[str, tuple[Edit, ...]], bool]
    """What was tried on a text before: runs that leave something out try much of it again."""

    def complete(self, source: Source, group: Group) -> tuple[Edit, ...]:
        """The edits of a group in order, with those that keep tables aligned."""
        edits = in_order((edit for candidate in group for edit in candidate.edits), len(source.text))
        return padded(self.parse(source), edits) if "|" in source.text else edits

    def proves(self, source: Source, group: Group) -> bool:
        """Whether a group, all of one kind, changes no more than it claims."""
        key = source.text, self.complete(source, group)
        if key not in self.proved:
            about_comments = all(code.startswith(COMMENTS) for code in group[0].codes)
            proof = keeps_page if about_comments else keeps_words if group[0].structural else keeps_rendering
            self.proved[key] = proof(*key, self.render) and (group[0].structural or keeps_blocks(*key, self.parse))
        return self.proved[key]


def fix(
    source: Source, settings: Settings, *, unsafe: bool, neighbours: Any = None, failures: Failures | None = None
) -> FixResult:
    """Apply the safe fixes, and with `unsafe` the unsafe ones too. `failures` are as `lint` takes them."""
    linter = partial(lint, settings=settings, neighbours=neighbours, failures=failures)
    return apply_fixes(source, linter, render, unsafe=unsafe)


def apply_fixes(source: Source, lint: Lint, render: Render, *, unsafe: bool) -> FixResult:
    """As `fix`, with any linter and any renderer. Lints once where nothing can be fixed."""
    grades = frozenset({Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE})
    tools = _Tools(lint, render, grades, lru_cache(maxsize=2)(Document), {})
    given, before = source, (diagnostics := lint(source))
    applied: Counter[str] = Counter()
    for _ in range(_PASSES):
        refused: Refused = {}
        run = _run(source, diagnostics, refused, tools)
        if not run.settled:
            return FixResult(source, applied, (_restless(run),), diagnostics)
        if new := _new_problems(run):
            run = _without_culprits(run, new, diagnostics, refused, tools)
        source, diagnostics = run.source, run.diagnostics
        applied.update(code for done in run.rounds for candidate in done.applied for code in candidate.codes)
        if not run.rounds or not refused:
            lines = tuple(f"{label}: {reason}" for label, reason in refused.values())
            return FixResult(source, applied, lines, [_told(source, each, refused) for each in diagnostics])
        # What was refused may do no harm any more.
    return FixResult(given, Counter(), (_restless(run),), before)


def _told(source: Source, diagnostic: Diagnostic, refused: Refused) -> Diagnostic:
    """A diagnostic of `source`, to which `refused` belongs: with the reason instead of a fix that was refused."""
    fix = diagnostic.finding.fix
    known = refused.get(key_of(source, fix)) if fix else None
    return diagnostic.refuse(known[1]) if known else diagnostic


def _run(source: Source, diagnostics: list[Diagnostic], refused: Refused, tools: _Tools) -> _Run:
    """Apply fixes round by round. Adds to `refused` those that change the page beyond their claim."""
    run = _Run(source, diagnostics)
    seen = {source.text}
    back: list[Shift] = []
    while applied := _next_round(run, refused, back, tools):
        text = run.source.text
        edits = tuple(part for edit in tools.complete(run.source, applied) for part in parted(text, edit))
        run.rounds.append(_Round(run.source, run.diagnostics, applied, edits))
        run.source = replace(run.source, text=apply_edits(text, edits))
        if run.source.text in seen or len(run.rounds) > MAX_ROUNDS:
            run.settled = False
            return run
        seen.add(run.source.text)
        back.insert(0, Shift.of(inverted(text, edits)))
        run.diagnostics = tools.lint(run.source)
    return run


def _next_round(run: _Run, refused: Refused, back: Sequence[Shift], tools: _Tools) -> Group:
    """The fixes to apply now; empty when none is left."""
    while chosen := choose(run.source, run.diagnostics, tools.grades, refused, back):
        kept = sift([chosen], partial(tools.proves, run.source), _RENDER_TRIALS)
        keys = {candidate.key for candidate in kept}
        for candidate in chosen:
            if candidate.key not in keys:
                refused[candidate.key] = candidate.label, "it would change how other text renders"
        if kept:
            return kept
    return ()


def _new_problems(run: _Run) -> list[Diagnostic]:
    """What the fixes brought about: at the edits of form itself, and anywhere by the values written after them.

    What better form brings to light elsewhere was wrong before, and is not held against it.
    """
    form = next((n for n, done in enumerate(run.rounds) if done.applied[0].rank >= 2), len(run.rounds))
    new = []
    if form:
        spans = [span for candidate, spans in _edited(run.rounds) if candidate.rank < 2 for span in spans]
        edited = lines_of(run.source, spans)
        new = [
            diagnostic
            for diagnostic in _compare(run.rounds, run.diagnostics)
            if diagnostic.code.startswith(FORM) and run.source.line_of(diagnostic.finding.span.start) in edited
        ]
    if form < len(run.rounds):
        new += _compare(run.rounds[form:], run.diagnostics)
    return new


def _compare(rounds: Sequence[_Round], after: list[Diagnostic]) -> list[Diagnostic]:
    applied = {candidate.edits for candidate in rounds[0].applied}
    return new_diagnostics(rounds[0].diagnostics, after, [done.shift for done in rounds], applied)


def _edited(rounds: Sequence[_Round]) -> list[tuple[Candidate, list[Span]]]:
    """Every applied candidate, and where its edits stand after the last round."""
    shifts = [done.shift for done in rounds]
    return [
        (candidate, [moved(edit.span, shifts[number:]) for edit in candidate.edits])
        for number, done in enumerate(rounds)
        for candidate in done.applied
    ]


def _without_culprits(
    run: _Run, new: list[Diagnostic], diagnostics: list[Diagnostic], refused: Refused, tools: _Tools
) -> _Run:
    """The best run that brings no new problem; what it leaves out is added to `refused`."""
    source = run.rounds[0].source
    near = lines_of(run.source, [span for diagnostic in new for span in places(diagnostic)])
    suspects: list[Candidate] = []
    others: list[Candidate] = []
    for candidate, spans in _edited(run.rounds):
        (others if near.isdisjoint(lines_of(run.source, spans)) else suspects).append(candidate)
    reason = f"it would bring {new[0].code} ({new[0].finding.message})"
    everything = {candidate.key: (candidate.label, reason) for candidate in (*others, *suspects)}
    best, best_refused = _Run(source, diagnostics), refused | everything

    def holds(group: Group) -> bool:
        nonlocal best, best_refused
        keys = {candidate.key for candidate in group}
        if len(keys) == len(everything):
            return False
        trial_refused = refused | {key: line for key, line in everything.items() if key not in keys}
        trial = _run(source, diagnostics, trial_refused, tools)
        if not trial.settled or _new_problems(trial):
            return False
        best, best_refused = trial, trial_refused
        return True

    sift([tuple(others), tuple(suspects)], holds, _LINT_TRIALS)
    refused.update(best_refused)
    return best


def _restless(run: _Run) -> str:
    """Which rules keep the text from coming to rest."""
    texts = [done.source.text for done in run.rounds]
    again = run.source.text in texts
    rounds = run.rounds[texts.index(run.source.text) :] if again else run.rounds[-1:]
    codes = sorted({code for done in rounds for candidate in done.applied for code in candidate.codes})
    what = "undo each other" if again else f"do not come to rest in {MAX_ROUNDS} rounds"
    return f"{run.source.name}: nothing was fixed: the fixes of {' and '.join(codes)} {what}"

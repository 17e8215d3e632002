"""A tick beside a word that denies it."""

from collections.abc import Iterator, Sequence

from planlint.checks._ticked_shares import ticked_shares
from planlint.facts.plan import Plan
from planlint.facts.status_claims import StatusClaim, is_status_key
from planlint.plan.names import normal
from planlint.plan.states import Status, glyph_state, read_status
from planlint.plan.tails import last_words
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.source import Span

_DENY = frozenset({"partial", "active", "open", "outstanding", "blocked", "failed", "planning"})
_BEGUN = frozenset({"partial", "active"})
_UNDER_WAY = frozenset({"partial", "active", "open", "outstanding"})
_TICKS = "✅☑✔✓🗹"
_TICKED_SHARE = regex(r"(?P<tick>[✅☑✔✓🗹])\ufe0f?\s*\**(?P<share>\d{1,3}(?:\.\d+)?)\s?%\**")
_SHARE_BEHIND = regex(r"(?:[(\[]|\s[-–—]\s)\s*~?(?P<share>\d{1,3}(?:\.\d+)?)\s?%\s*[*_]*\s*(?:[)\]]|$)")


def find_denied_ticks(plan: Plan) -> Iterator[Finding]:
    """Ticks in status slots beside "in progress", "partial", "pending" or less than 100 %."""
    told: set[int] = set()
    for place, word in (*_slots(plan), *_shares(plan), *ticked_shares(plan), *_headed(plan), *_called_done(plan)):
        if place.start in told:
            continue
        told.add(place.start)
        done, shown = plan.document.prose[place.start : place.end].strip(), plan.source[word]
        message = f'"{done}" says done, "{shown}" beside it says not yet'
        yield Finding(place, message, (Related(word, f'"{shown}" is stated here'),), _reglyph(plan, place, word))


def _reglyph(plan: Plan, place: Span, word: Span) -> Fix | None:
    """The glyph that the plan itself sets before this word elsewhere."""
    text = plan.document.prose
    if text[place.start : place.end] not in _TICKS:
        return None
    shown = normal(text[word.start : word.end])
    for claim in plan.status_claims:
        if claim.glyph and claim.glyph not in _TICKS and claim.worded and normal(claim.shown) == shown:
            return Fix(f"Write {claim.glyph}", (Edit(place, claim.glyph),), Applicability.UNSAFE)
    return None


def _slots(plan: Plan) -> Iterator[tuple[Span, Span]]:
    """A tick at the start of a status field or cell, followed by a word that denies it."""
    for slot in _status_slots(plan):
        status = read_status(plan.document.prose, slot, plan.vocabulary, plan.legend)
        if status and _denied(plan, status) and status.glyph_span:
            yield status.glyph_span, _with_share(plan, status)


def _with_share(plan: Plan, status: Status) -> Span:
    """The phrase with the percent or fraction before it."""
    text = plan.document.prose
    start = status.word.start
    if status.percent is not None:
        start = next(index for index in range(status.span.start, start) if text[index].isdigit())
    return Span(start, status.word.end)


def _status_slots(plan: Plan) -> Iterator[Span]:
    for field in plan.fields:
        if is_status_key(field.key, plan.vocabulary) and field.segment.kind != "front":
            yield field.value
    for table in plan.document.tables:
        heads = [normal(cell.text) in plan.vocabulary.keys["status"] for cell in table.header.cells]
        for row in table.rows:
            yield from (cell.span for head, cell in zip(heads, row.cells, strict=False) if head)


def _denied(plan: Plan, status: Status) -> bool:
    """Whether a tick stands before a word for what is not done."""
    if glyph_state(status.glyph, plan.legend) != "done" or status.state not in _DENY or not status.exact:
        return False
    word = normal(plan.document.prose[status.word.start : status.word.end])
    return status.word.start < status.word.end and not plan.vocabulary.has("status-nouns", word)


def _headed(plan: Plan) -> Iterator[tuple[Span, Span]]:
    """A tick before a name that the same line calls partial or in progress: "✅ Phase 2: hardening in progress"."""
    text = plan.document.with_code
    tails = {
        claim.subject: claim for claim in plan.status_claims if claim.source == "tail" and claim.state in _UNDER_WAY
    }
    for subject, beside in tails.items():
        if beside.glyph in _TICKS and beside.glyph and (subject.ids or subject.kind == "section"):
            at = text.rindex(beside.glyph, subject.segment.span.start, beside.place.start)
            yield Span(at, at + 1), beside.place
    for tick in plan.status_claims:
        subject = tick.subject
        if tick.source != "glyph" or tick.state != "done" or tick.glyph not in _TICKS or subject.kind == "row":
            continue
        claim = tails.get(subject)
        if claim and (subject.ids or subject.kind == "section" or claim.state in _BEGUN):
            yield tick.place, claim.place
        elif subject.ids and tick.place < subject.name:
            state, words = last_words(text, subject.name.start, subject.segment.span.end, plan.vocabulary)
            if state in _UNDER_WAY:
                yield tick.place, words


def _shares(plan: Plan) -> Iterator[tuple[Span, Span]]:
    """A tick beside less than 100 % of progress, in one cell or in the status cell of the row."""
    ticks = {
        claim.subject: claim.place for claim in plan.status_claims if claim.source == "glyph" and claim.state == "done"
    }
    for claim in plan.status_claims:
        if claim.source != "share" or claim.state == "done":
            continue
        if claim.glyph:
            yield _beside(plan, claim), claim.place
        elif claim.subject in ticks and claim.subject.row:
            yield ticks[claim.subject], claim.place
    for table in plan.document.tables:
        for column, head in enumerate(table.header.cells):
            if column and normal(head.text) in plan.vocabulary.keys["status"]:
                yield from _below_hundred(plan, [cell.span for _, cell in table.column(column)])


def _beside(plan: Plan, claim: StatusClaim) -> Span:
    """The tick in the cell of a share, before or behind it."""
    text = plan.document.prose
    bar = text.rfind("|", 0, claim.place.start)
    before = text.rfind(claim.glyph, max(bar, 0), claim.place.start)
    start = before if before >= 0 else text.index(claim.glyph, claim.place.end)
    return Span(start, start + 1)


def _below_hundred(plan: Plan, cells: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """Ticks beside less than 100 % in a status column where others stand beside 100 %."""
    text = plan.document.prose
    found = [match for cell in cells if (match := _TICKED_SHARE.fullmatch(text, *cell))]
    if any(match["share"] == "100" for match in found):
        for match in found:
            if float(match["share"]) < 100 and glyph_state(match["tick"], plan.legend) == "done":
                yield Span(*match.span("tick")), Span(match.start("share"), match.end("share") + 1)


def _called_done(plan: Plan) -> Iterator[tuple[Span, Span]]:
    """ "COMPLETE (75%)" in a status field or cell."""
    text = plan.document.prose
    for slot in _status_slots(plan):
        status = read_status(text, slot, plan.vocabulary, plan.legend)
        if status and status.state == "done" and status.word.start < status.word.end and status.percent is None:
            share = _SHARE_BEHIND.search(text, status.word.end, slot.end)
            if share and float(share["share"]) < 100:
                yield status.word, Span(share.start("share"), share.end("share") + 1)

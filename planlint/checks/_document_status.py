"""The status of the document as a whole: front matter, header, title and footer."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import combinations

from planlint.checks._open_work import SECTION_ASIDES, is_aside
from planlint.facts.fields import Field
from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.status_claims import is_status_key
from planlint.markdown.document import Section
from planlint.plan.names import normal, read_id, strip_edges
from planlint.plan.states import clash, clauses, read_slot, read_status
from planlint.text.diagnostics import Finding, Related
from planlint.text.patterns import regex
from planlint.text.records import record
from planlint.text.source import Span

_MAX_HEADER_LINES = 40
_PROGRESS = regex(r"\W{0,6}(?P<place>(?P<share>\d{1,3}(?:[.,]\d+)?)\s?%)")
_ARROW = regex(r"→|⇒|->|=>")
_DOCUMENT_STATES = frozenset({"draft", "proposed", "revised", "approved", "final"})


@record
class DocumentStatus:
    """One place that says how the document, or all its work, stands. `where` says which: title, header, footer."""

    where: str
    topic: str
    """What the key speaks of: "" for a bare status, else what stands before it ("document", "implementation")."""
    state: str
    place: Span
    others: frozenset[str]


def document_statuses(plan: Plan) -> list[DocumentStatus]:
    """All statuses of the document, in the order of the text."""
    found = [status for field in plan.fields for status in (*_from_field(plan, field), *_from_progress(plan, field))]
    found += [*_from_title(plan), *_from_section(plan), *_from_banner(plan)]
    return sorted(found, key=lambda status: status.place)


def _from_field(plan: Plan, field: Field) -> Iterator[DocumentStatus]:
    if not is_status_key(field.key, plan.vocabulary) or not (where := place_of_field(plan, field)):
        return
    text = plan.source.text if field.segment.kind == "front" else plan.document.prose
    status, others = read_slot(text, field.value, plan.vocabulary, plan.legend)
    if status and status.state and status.firm:
        yield DocumentStatus(where, _topic(field.key), status.state, _place(text, status.span, status.word), others)
    elif status is None and where == "header":
        yield from _from_part(plan, field)


def _from_part(plan: Plan, field: Field) -> Iterator[DocumentStatus]:
    """ "Status: Phase 0 - 95% complete": what is said of the only part named holds for the document."""
    text = plan.document.prose
    first, *rest = list(clauses(text, field.value)) or [field.value]
    identifier = read_id(text, *first, plan.vocabulary)
    if len(rest) == 1 and identifier and not text[identifier.span.end : first.end].strip(" *_"):
        status = read_status(text, rest[0], plan.vocabulary, plan.legend)
        if status and status.exact and status.state == "partial":
            yield DocumentStatus("header", "", status.state, _place(text, status.span, status.word), frozenset())


def _from_progress(plan: Plan, field: Field) -> Iterator[DocumentStatus]:
    """ "Progress: 50%" in the header: neither done nor not begun. In the plan of a phase or a week it may be the whole
    project's."""
    if field.key not in plan.vocabulary.keys["progress"] or place_of_field(plan, field) != "header" or _titles(plan):
        return
    share = _PROGRESS.match(plan.document.prose, *field.value)
    percent = float(share["share"].replace(",", ".")) if share else 0
    if share and 0 < percent <= 100 and not _ARROW.search(plan.document.prose, *field.value):
        state = "done" if percent == 100 else "partial"
        yield DocumentStatus("progress line", "", state, Span(*share.span("place")), frozenset())


def _titles(plan: Plan) -> list[Subject]:
    """The document's title, where it bears an id ("# Phase 3: Data")."""
    top = plan.document.sections[1:2]
    return [
        subject for subject in plan.subjects if subject.kind == "section" and subject.section in top and subject.ids
    ]


def _from_banner(plan: Plan) -> Iterator[DocumentStatus]:
    """A line of its own that says how what the title names stands: "**PHASE 3 COMPLETE!**" in a plan of phase 3."""
    ids = {key for title in _titles(plan) for key in title.ids if not title.joined}
    for claim in plan.status_claims if ids else ():
        own = claim.subject
        if own.kind != "label" or own.title or claim.source not in ("name", "tail") or not ids & set(own.ids):
            continue
        if not any(is_aside(s.title, SECTION_ASIDES, plan.vocabulary) for s in own.section.path[:-1]):
            yield DocumentStatus("banner", "", claim.state, claim.place, claim.others)


def _place(text: str, slot: Span, word: Span) -> Span:
    """The phrase with the share before it, in brackets when the whole slot is bracketed."""
    start = word.start
    while start > slot.start and text[start - 1] in "0123456789.,%/ ":
        start -= 1
    while text[start] == " ":
        start += 1
    return Span(start, word.end)


def _topic(key: str) -> str:
    words = key.split()
    topic = words[0] if len(words) > 1 else ""
    return {"plan": "document", "overall": "", "project": "", "current": "", "final": ""}.get(topic, topic)


def place_of_field(plan: Plan, field: Field) -> str:
    """ "front matter", "header" or "footer" where the field speaks of the document; else ""."""
    if field.segment.kind == "front":
        return "front matter"
    if field.segment.item is not None or (field.segment.row and field.segment.row.index > 3):
        return ""
    if field.segment.kind == "heading":
        return "header" if _heads_document(field.segment.section) else ""
    if _in_lead(plan, field):
        return "header"
    return "footer" if _after_last_section(plan, field) else ""


def _heads_document(section: Section) -> bool:
    """A heading such as "## Status: In progress": among the first three of the plan, at the top."""
    return section.level <= 2 and section.index <= 3


def _in_lead(plan: Plan, field: Field) -> bool:
    """Before the second heading; or below it, when nothing stands above it and it is no part of the plan's work."""
    section = field.segment.section
    document = plan.document
    if field.segment.line > _MAX_HEADER_LINES:
        return False
    if section.index <= 1 and section.level <= 1:
        return True
    if (
        section.index == 2
        and section.level == 2
        and normal(section.title) in plan.vocabulary.lists["overview-headings"]
    ):
        first = document.sections[1]
        return not document.source.text[first.heading.end : section.heading.start].strip("\r\n -*_")
    return False


def _after_last_section(plan: Plan, field: Field) -> bool:
    """After a rule with no heading in between, where that happens but once or at the end of the plan."""
    document = plan.document
    section = field.segment.section
    if sum(each.level == 1 for each in document.sections) > 1:
        return False  # several documents in one file: it may be the last one's
    last = section.index == len(document.sections) - 1
    if last and normal(section.title) in plan.vocabulary.lists["conclusion-headings"]:
        return True
    rules = [block.span.start for block in document.blocks if block.kind == "rule"]
    index = bisect_right(rules, field.key_span.start) - 1
    if index < 0 or section.heading.start > rules[index]:
        return False
    if last and index == len(rules) - 1:
        return True
    ends = rules[index + 1] if index + 1 < len(rules) else len(document.source.text)
    between = document.source.text[rules[index] : ends]
    return "\n#" not in between and section.index >= len(document.sections) // 2


def _from_section(plan: Plan) -> Iterator[DocumentStatus]:
    """A section called "Status" near the top, whose first line is one."""
    document = plan.document
    for section in document.sections[1:4]:
        if section.level > 2 or not is_status_key(normal(section.title), plan.vocabulary):
            continue
        first = next((s for s in document.segments if s.span.start >= section.heading.end), None)
        if first and first.kind == "line" and first.section is section:
            status, others = read_slot(document.prose, first.span, plan.vocabulary, plan.legend)
            if status and status.state and status.exact:
                place = _place(document.prose, status.span, status.word)
                yield DocumentStatus("header", _topic(normal(section.title)), status.state, place, others)


def _from_title(plan: Plan) -> Iterator[DocumentStatus]:
    """ "# Parser rewrite - COMPLETE"."""
    sections = [section for section in plan.document.sections[1:] if section.level == 1]
    if len(sections) != 1:
        return
    text = plan.document.prose
    parts = list(clauses(text, sections[0].title_span))
    if len(parts) == 1:
        yield from _ending_of_title(plan, sections[0])
    for part in parts[1:]:
        status = read_status(text, part, plan.vocabulary, plan.legend)
        if status is None or not status.exact or status.word.start == status.word.end:
            continue
        if normal(text[status.word.start : status.word.end]) not in plan.vocabulary.lists["status-nouns"]:
            place = _place(text, status.span, status.word)
            yield DocumentStatus("title", "", status.state, place, frozenset())


def _ending_of_title(plan: Plan, section: Section) -> Iterator[DocumentStatus]:
    """ "# Server setup complete!": the title ends with a word for done."""
    text = plan.document.prose
    body = strip_edges(text, section.title_span.start, section.title_span.end)
    end = body.end
    while end > body.start and not text[end - 1].isalnum():
        end -= 1
    start = text.rfind(" ", body.start, end) + 1
    word = text[start:end].casefold()
    done = plan.vocabulary.statuses.get(word) == "done" and not plan.vocabulary.has("status-nouns", word)
    if done and start > body.start:
        yield DocumentStatus("title", "", "done", Span(start, end), frozenset())


# --- the check -------------------------------------------------------------------------------------------------------


def compare_document_statuses(plan: Plan) -> Iterator[Finding]:
    """Front matter, title, header and footer that name statuses which cannot hold together."""
    for first, second in combinations(document_statuses(plan), 2):
        if not _disagree(first, second):
            continue
        one, other = plan.source[first.place], plan.source[second.place]
        line = plan.source.line_of(second.place.start) + 1
        message = f'the {first.where} calls the document "{one}", the {second.where} "{other}" (line {line})'
        yield Finding(first.place, message, (Related(second.place, f'"{other}" is stated here'),))
        return


def _disagree(first: DocumentStatus, second: DocumentStatus) -> bool:
    if first.state in second.others or second.state in first.others:
        return False
    if first.topic != second.topic and not {first.state, second.state} <= _DOCUMENT_STATES:
        return False
    return bool(clash(first.state, second.state, document=True))

"""The dates that a document bears itself: created, dated, updated, completed."""

from collections.abc import Sequence
from datetime import date

from planlint.facts.fields import Field
from planlint.markdown.document import Document, Section
from planlint.plan.dates import Dates, Period
from planlint.text.records import record
from planlint.words.vocabulary import Vocabulary

ROLES = ("updated", "created", "completed", "date")


@record
class DocumentDate:
    """A date field that speaks of the document as a whole; `role` is one of `ROLES`."""

    role: str
    field: Field
    period: Period


def read_document_dates(
    document: Document, fields: Sequence[Field], dates: Dates, vocabulary: Vocabulary
) -> tuple[DocumentDate, ...]:
    """Date fields in the front matter, before the second level of headings, at the very end, and in a section that sums
    up how the whole went ("Completion Summary")."""
    head = next((section.heading.start for section in document.sections[1:] if section.level > 1), len(document.prose))
    foot = _foot(document)
    found = []
    for field in fields:
        role = next((role for role in ROLES if field.names(role, vocabulary)), "")
        if not role or field.segment.row is not None:
            continue
        if head <= field.key_span.start < foot and not _sums_up(document, field.segment.section, vocabulary):
            continue
        period = leading_date(document, field, dates)
        if period:
            found.append(DocumentDate(role, field, period))
    return tuple(found)


def leading_date(document: Document, field: Field, dates: Dates) -> Period | None:
    """The date that a field's value starts with."""
    periods = dates.inside(field.value)
    if not periods:
        return None
    lead = document.source.text[field.value.start : periods[0].span.start]
    return None if any(map(str.isalnum, lead)) else periods[0]


def nearby_day(own: Sequence[DocumentDate], dates: Dates) -> date | None:
    """A day near which dates without a year lie: the document's own date, else its only full date's year."""
    for role in ("date", "updated", "created", "completed"):
        for candidate in own:
            days = candidate.period.dates()
            if candidate.role == role and days:
                return days[0]
    full = [days[0] for period in dates.periods if period.start.day and period.year and (days := period.dates())]
    return full[0] if full and len({day.year for day in full}) == 1 else None


def any_year(dates: Dates) -> date | None:
    """A day in the middle of a year like any other, to compare dates without a year; None where they seem to reach
    over a new year."""
    months = {moment.month for period in dates.periods for moment in (period.start, period.end)}
    return None if months & {10, 11, 12} and months & {1, 2, 3} else date(2025, 7, 1)


def _foot(document: Document) -> int:
    """Where the lines at the end begin that belong to no list and no table."""
    ends = [section.heading.end for section in document.sections[1:]]
    ends += [item.span.end for item in document.items] + [table.span.end for table in document.tables]
    return max(ends, default=0)


def _sums_up(document: Document, section: Section, vocabulary: Vocabulary) -> bool:
    """Whether a section tells how all of it went: "Completion Summary", or "Day 3 Summary" in the plan of day 3."""
    words, own = _words(section.title), _words(document.sections[1].title) if document.sections[1:] else []
    known = vocabulary.lists["aspect-words"] | vocabulary.lists["progress-words"] | vocabulary.statuses.keys()
    return (
        section.level == 2
        and any(word in known for word in words)
        and all(word in known or word in own for word in words)
    )


def _words(title: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in title.casefold()).split()

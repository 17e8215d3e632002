"""What a plan speaks of, with the places that speak of the same thing taken together, and how far each has come."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from planlint.facts.ledger import Subject
from planlint.facts.plan import Plan
from planlint.facts.status_claims import StatusClaim
from planlint.output.overview.progress import Progress
from planlint.output.overview.shape import State
from planlint.plan.names import normal
from planlint.plan.standing import stands_apart
from planlint.plan.states import FINISHED

_ACTIVE = frozenset({"active", "partial", "review"})
_BEGUN_MARKS = ("~", "/", "🔄", "🚧")
_FIRST = {"field": 0, "column": 0, "tail": 1, "name": 1, "box": 2, "glyph": 3, "share": 3, "mention": 3}
"""Which claims of a status go before which: a status field before a word behind the name, a word before a box."""
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_MARKUP = re.compile(r"\*\*|__|`|~~|<[^<>]*>")
_PAIRS = {'"': '"', "”": "“", "“": "„", "»": "«", ")": "(", "）": "（", "]": "["}
"""What closes a quotation or a bracket, which a name's span leaves out -> what opens it."""
_LONGEST = 200


@dataclass(frozen=True, eq=False)
class Thing:
    """One thing, and the places that speak of it, in the order of the text."""

    members: tuple[Subject, ...]

    @property
    def size(self) -> int:
        """The length of the longest stretch that belongs to it, in code points."""
        return max(member.scope.end - member.scope.start for member in self.members)


class Things:
    """The things of a plan that are its work: not fields of their own, and not entries of a history."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        self.plan = plan
        self._progress = progress
        self._claims: dict[Subject, list[StatusClaim]] = defaultdict(list)
        for claim in plan.status_claims:
            self._claims[claim.subject].append(claim)
        self._headings = {subject.section: subject for subject in plan.subjects if subject.kind == "section"}

    @cached_property
    def all(self) -> list[Thing]:
        """Each subject once, in the order of the text."""
        home: dict[Subject, int] = {}
        for index, members in enumerate(self.plan.groups):
            for member in members:
                home.setdefault(member, index)
        bound: dict[int, list[Subject]] = defaultdict(list)
        for number, subject in enumerate(self._subjects()):
            bound[home.get(subject, -1 - number)].append(subject)
        return [Thing(tuple(members)) for members in bound.values()]

    def _subjects(self) -> Iterator[Subject]:
        document, vocabulary = self.plan.document, self.plan.vocabulary
        keys = frozenset().union(*vocabulary.keys.values())
        histories = {
            section
            for section in document.sections[1:]
            if section.level > 1 and stands_apart(vocabulary, section.title, ("history-headings",))
        }
        for subject in self.plan.subjects:
            named = subject.kind == "section" or normal(document.with_code[slice(*subject.name)]) not in keys
            if named and not (histories and histories.intersection(subject.section.path)):
                yield subject

    def state(self, thing: Thing) -> State | Literal["cancelled"]:
        """How far it has come: by what is said of it, else by its own tasks, else by the heading above it."""
        claims = [claim for member in thing.members for claim in self._claims[member]]
        own = sorted((claim for claim in claims if claim.source != "list"), key=lambda claim: _FIRST[claim.source])
        if own:
            return _state(own[0])
        for member in thing.members:
            tasks = self._progress.of(member.scope)
            if tasks["total"] and member.kind != "row":
                return "done" if tasks["done"] == tasks["total"] else "active" if tasks["done"] else "open"
        if claims:
            return _state(claims[0])
        return next((state for member in thing.members if (state := self._inherited(member))), "unstated")

    def _inherited(self, member: Subject) -> State | None:
        """What is said of a section around it: done and open hold for all its parts."""
        for section in member.section.path:
            heading = self._headings.get(section)
            claims = self._claims[heading] if heading and heading is not member and section.level > 1 else ()
            for claim in claims:
                if claim.worded and (state := _state(claim)) in ("done", "open"):
                    return "done" if state == "done" else "open"
        return None

    def title(self, thing: Thing) -> str:
        """Its name where it is named most fully."""
        return max((self.name(member) for member in thing.members), key=len)

    def name(self, subject: Subject) -> str:
        """The name that one place gives it, as plain text; of a row whose first cell is an id, with that id."""
        start, end = subject.name
        text = self.plan.source.text
        if _PAIRS.get(text[end : end + 1], "\0") in text[start:end]:
            end += 1
        name = plain(text[start:end])
        first = plain(subject.row.cells[0].text) if subject.row and subject.row.cells and subject.ids else ""
        return f"{first} {name}".strip() if first not in name else name or "(no name)"


def _state(claim: StatusClaim) -> State | Literal["cancelled"]:
    if claim.state == "live" and "active" in claim.shown.casefold():
        return "active"  # of a plan in force, but of work that is under way
    if claim.state in FINISHED:
        return "done"
    if claim.source == "box" and any(mark in claim.shown for mark in _BEGUN_MARKS):
        return "active"
    if claim.state == "cancelled":
        return "cancelled"
    return "active" if claim.state in _ACTIVE else "open"


def plain(text: str) -> str:
    """A name without links, emphasis and tags, on one line, at most 200 characters long."""
    text = " ".join(_MARKUP.sub("", _LINK.sub(r"\1", text)).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"

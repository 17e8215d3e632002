"""Which states of one thing can be true at once: a small table of the pairs that cannot, with reasons.

Any pair that no line lists is compatible. States are those that languages/*.yaml gives to status words.
"""

from collections.abc import Iterator

_FINISHED = "done final"
_BEGUN = "active partial"

_WORK: tuple[tuple[str, str, str], ...] = (
    (_FINISHED, "open outstanding planning partial active", "finished work is not still to be done"),
    (_FINISHED, "blocked deferred cancelled failed", "finished work was not stopped"),
    (_FINISHED, "draft proposed", "finished work is no sketch of it"),
    ("live", "open planning draft proposed failed", "what is in use is there"),
    ("open planning", _BEGUN, "work not begun is not under way"),
    ("cancelled", "active partial ready", "what was given up is not under way"),
    ("deferred", "active", "what was put off is not under way"),
)
"""For a task, a phase, and any other piece of work."""

_DOCUMENT: tuple[tuple[str, str, str], ...] = (
    ("proposed", "revised approved ready active", "a proposal is not decided yet"),
    ("draft", "approved ready revised", "a draft is not settled yet"),
    ("planning", "ready approved", "a plan in the making is not ready"),
    ("review", "approved", "what is under review is not approved yet"),
    ("cancelled", "approved live revised", "what was given up is not in force"),
)
"""For a document as a whole, beside the above."""


def _pairs(table: tuple[tuple[str, str, str], ...]) -> Iterator[tuple[frozenset[str], str]]:
    for left, right, reason in table:
        for one in left.split():
            yield from ((frozenset((one, other)), reason) for other in right.split())


WORK = dict(_pairs(_WORK))
DOCUMENT = {**WORK, **dict(_pairs(_DOCUMENT))}


def clash(one: str, other: str, *, document: bool = False) -> str:
    """Why the two states cannot both hold for one piece of work (or one document); "" where they can."""
    return (DOCUMENT if document else WORK).get(frozenset((one, other)), "")

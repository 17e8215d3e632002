"""The examples of rules of the user's own, tried."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from planlint.running.linter import build_plan
from planlint.settings.catalogue import Rule, check_of
from planlint.settings.config import Settings
from planlint.text.source import Source


def failures(added: Iterable[Rule], settings: Settings) -> Iterator[str]:
    """A few lines for each example that does not hold: what its `reports` say, and what is reported.

    `settings` give the vocabulary. `files` do not count: an example has no place.
    """
    for rule in added:
        for number, example in enumerate(rule.examples, 1):
            reported = _reported(rule, Source(example.text), settings)
            pairs = zip_longest(reported, example.reports, fillvalue="")
            if not all(found == wanted or _line(found) == wanted for found, wanted in pairs):
                yield "\n".join(
                    _told(f"{rule.place}: {rule.code} {rule.name}, example {number}", example.reports, reported)
                )


def _reported(rule: Rule, source: Source, settings: Settings) -> list[str]:
    """The reports as examples spell them."""
    found = sorted(check_of(rule)(build_plan(source, settings)), key=lambda finding: finding.span)
    return [f"{_place(source, each.span.start)}-{_place(source, each.span.end)} {each.message}" for each in found]


def _told(head: str, wanted: Iterable[str], reported: Iterable[str]) -> Iterator[str]:
    yield head
    yield from (f"    expected: {each}" for each in wanted or ("nothing",))
    yield from (f"    reported: {each}" for each in reported or ("nothing",))


def _place(source: Source, offset: int) -> str:
    line, column = source.place(offset)
    return f"{line + 1}:{column + 1}"


def _line(report: str) -> str:
    return report.partition(":")[0]

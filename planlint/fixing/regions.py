"""Regions that planlint keeps up to date: what their comments ask for, and the text that answers it.

`<!-- planlint:progress -->` stands for a table of sections with what is done of them, and a line for the whole.
See docs/regions.md.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import floor
from pathlib import PurePosixPath

from planlint.compare.entries import Counted
from planlint.compare.plan import Plan
from planlint.compare.values import whole_percent
from planlint.markdown.document import Document, Region, Section
from planlint.markdown.lines import split_row
from planlint.markdown.markers import OPENING
from planlint.markdown.tables import lay_out
from planlint.plan.bars import draw, is_style
from planlint.text.patterns import regex
from planlint.text.records import replace, value_object
from planlint.text.source import Source, Span
from planlint.text.visible import brief
from planlint.words.vocabulary import Vocabulary

HEAD = ("Section", "Done", "Progress")
OVERALL = "**Overall:**"
_DEEPER = "↳ "
_OPTION = regex(r"""(?P<name>[\w-]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))|\S+""")
_LIMITS = {"width": (4, 60), "depth": (0, 6)}
LINK = regex(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_FOOTNOTE = regex(r"\[\^[^\[\]]*\]")
_BOX = regex(r"^\[[^\[\]]?\]\s+")
_COOKIE = regex(r" ?\[(?:\d+/\d+|\d+%|/|%)\]")
_TAG = regex(r"</?[A-Za-z!][^<>]*>")
_EMPHASIS = regex(r"(?<!\w)([*_]{1,3})(?=\S)(.{1,200}?)(?<=\S)\1(?!\w)")
_DASHES = regex(r"[|:-]+")
_CONTROL = regex(r"[\x00-\x1f\x7f-\x9f]+")


class OptionError(Exception):
    """An option that cannot be used; `span` is its place, the message says what is wrong."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.span = span


@value_object
class Options:
    """What an opening comment asks for: cells of a bar, its two glyphs, how many levels of sections, and which files
    instead of the plan itself, as patterns relative to it."""

    width: int = 10
    style: str = "█░"
    depth: int = 1
    files: tuple[str, ...] = ()


@value_object
class Share:
    """A section, or a whole file, and how much of it is done. `place` is its heading, None in another file."""

    label: str
    level: int
    done: int
    total: int
    place: Span | None = None


@value_object
class Report:
    """What a region should say. `missing` are the patterns that lead to no file."""

    shares: tuple[Share, ...]
    overall: Share
    missing: tuple[str, ...] = ()


def read_options(source: Source, region: Region) -> Options:
    """The options of a region. Raises `OptionError`."""
    match = OPENING.fullmatch(source.text, *region.opening)
    assert match
    if match["kind"] != "progress":
        raise OptionError(Span(*match.span("kind")), f"{match['kind']!r} is nothing that planlint keeps up to date")
    options = Options()
    for option in _OPTION.finditer(source.text, *match.span("options")):
        name, place = option["name"], Span(*option.span())
        value = next((option[way] for way in ("double", "single", "bare") if option[way] is not None), "")
        if name in _LIMITS:
            low, high = _LIMITS[name]
            if not value.isdecimal() or len(value) > len(str(high)) or not low <= int(value) <= high:
                raise OptionError(place, f"{name} should be a number from {low} to {high}, not {brief(value)}")
            number = int(value)
            options = replace(options, width=number) if name == "width" else replace(options, depth=number)
        elif name == "style":
            if not is_style(value):
                raise OptionError(place, f"style should be a full and an empty glyph, such as █░, not {value!r}")
            options = replace(options, style=value)
        elif name == "files":
            options = replace(options, files=tuple(value.replace(",", " ").split()))
        else:
            raise OptionError(place, f"{option[0]!r} is no option; there are width, style, depth and files")
    return options


def read_report(plan: Plan, options: Options) -> Report:
    """The shares of the plan's sections, or of the files that `options` name; those without tasks are left out.

    A plan without neighbours has no files.
    """
    if not options.files:
        counted = _Shares(plan)
        return Report(tuple(counted.shares(options.depth)), counted.whole)
    shares: list[Share] = []
    missing = []
    seen: set[str] = set()
    for pattern in options.files:
        links = plan.neighbours.matching(pattern) if plan.neighbours else []
        if not links:
            missing.append(pattern)
        for link in links:
            if link not in seen:
                seen.add(link)
                shares += _file_shares(plan, link, options.depth)
    files = [share for share in shares if not share.level]
    overall = Share("", 0, sum(file.done for file in files), sum(file.total for file in files))
    return Report(tuple(shares), overall, tuple(missing))


def _file_shares(plan: Plan, link: str, depth: int) -> tuple[Share, ...]:
    """The share of a file, and those of its sections one level deeper; none where it has no tasks."""
    assert plan.neighbours
    itself = link == plan.neighbours.path.name
    source = plan.source if itself else plan.neighbours.source(link)
    return _shares_of(source, plan.vocabulary, PurePosixPath(link).stem, depth) if source else ()


@lru_cache(maxsize=1024)
def _shares_of(source: Source, vocabulary: Vocabulary, name: str, depth: int) -> tuple[Share, ...]:
    document = Document(source)
    counted = _Shares(Plan(document, vocabulary))
    if not counted.whole.total:
        return ()
    first = next(iter(document.sections[1:]), None)
    title = plain_title(document, first) if first and first.level == 1 else name
    below = (replace(share, level=share.level + 1, place=None) for share in counted.shares(depth))
    return (replace(counted.whole, label=title), *below)


class _Shares:
    """A plan's tasks by section: boxes, or where there are none, the entries of lists and tables with statuses."""

    def __init__(self, plan: Plan) -> None:
        self._document = plan.document
        self._counted = Counted(plan, [task for task in plan.tasks if task.counts])

    @property
    def whole(self) -> Share:
        """The share of the whole plan."""
        return Share("", 0, *self._counted.whole)

    def of(self, section: Section, level: int) -> Share:
        """The share of one section, those below it included; a box in its heading, too."""
        label = plain_title(self._document, section)
        return Share(label, level, *self._counted.of(section.span), section.title_span)

    def shares(self, depth: int) -> Iterator[Share]:
        """The sections that have tasks, `depth` levels of them.

        A heading above all others is a title and no section: one of the first level, or one without tasks of its own.
        """
        below: dict[Section, list[Section]] = {}
        for section in self._document.sections[1:]:
            if section.parent and self.of(section, 0).total:
                below.setdefault(section.parent, []).append(section)
        top = self._document.sections[0]
        while len(children := below.get(top, [])) == 1 and self._is_title(children[0], below.get(children[0], [])):
            top = children[0]
        yield from self._below(top, below, 0, depth)

    def _is_title(self, section: Section, children: Sequence[Section]) -> bool:
        total = self.of(section, 0).total
        own = total - sum(self.of(child, 0).total for child in children)
        return bool(children) and total == self._counted.whole[1] and (section.level == 1 or not own)

    def _below(self, section: Section, below: dict[Section, list[Section]], level: int, depth: int) -> Iterator[Share]:
        for child in below.get(section, ()) if level < depth else ():
            yield self.of(child, level)
            yield from self._below(child, below, level + 1, depth)


def plain_title(document: Document, section: Section) -> str:
    """A heading as plain text: without box, cookie, links, comments and emphasis."""
    start, end = section.title_span
    text = " ".join(_CONTROL.sub(" ", document.source.text[start:end]).split())
    text = _TAG.sub("", _FOOTNOTE.sub("", LINK.sub(r"\1", text)))
    text = _COOKIE.sub("", _BOX.sub("", text))
    return " ".join(_EMPHASIS.sub(r"\2", text).split()).rstrip(" :") or "(no title)"


# --- text ------------------------------------------------------------------------------------------------------------


def region_text(report: Report, options: Options, region: Region, newline: str) -> str:
    """What should stand between the markers, from the end of the first one's line to the start of the second one's."""
    lines = ["", *_table(report.shares, options), f"{OVERALL} {_overall(report.overall, options)}", ""]
    prefixed = (region.prefix + line if line else region.prefix.rstrip(" \t") for line in lines)
    return newline + "".join(line + newline for line in prefixed)


def _table(shares: Sequence[Share], options: Options) -> list[str]:
    if not shares:
        return []
    rows = [
        (_cell(_DEEPER * share.level + share.label), f"{share.done}/{share.total}", _bar(share, options))
        for share in shares
    ]
    lines = lay_out([HEAD, *rows], ("none", "right", "none"), flush=False)
    assert lines  # titles hold no control characters
    return [*lines, ""]


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", text)


def _bar(share: Share, options: Options) -> str:
    percent = whole_percent(100 * share.done / share.total)
    filled = min(floor(percent * options.width / 100 + 0.5), options.width - (percent < 100))
    bar = draw(options.style, filled, options.width, framed=options.style.isascii())
    return f"{bar} {percent:3}%"


def _overall(whole: Share, options: Options) -> str:
    if not whole.total:
        return "no tasks"
    bar = " ".join(_bar(whole, options).split())
    return f"{bar} ({whole.done}/{whole.total})"


def essence(text: str) -> list[str]:
    """What two texts of a region that say the same have in common: not spaces, prefixes, blank lines and the number
    of dashes, which other formatters change."""
    lines = (re.sub(r"[ \t>]+", "", line) for line in re.split(r"\r\n|\n|\r", text))
    return [re.sub(r":?-+:?", "-", line) if _DASHES.fullmatch(line) else line for line in lines if line]


def written_shares(text: str) -> dict[str, str]:
    """The rows of a region's table as they stand there: label -> "done/total"."""
    rows: Iterable[str] = (line.lstrip(" \t>") for line in re.split(r"\r\n|\n|\r", text) if "|" in line)
    cells = ([row[slice(*span)] for span in split_row(row)] for row in rows)
    return {
        row[0]: row[1]
        for row in cells
        if len(row) == len(HEAD) and tuple(row) != HEAD and not _DASHES.fullmatch(row[0])
    }

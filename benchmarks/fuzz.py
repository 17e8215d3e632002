"""Whether planlint survives what nobody would write: plans of a folder, mutated, by the thousand.

    python benchmarks/fuzz.py FOLDER... [--n N] [--seconds S] [--seed SEED] [--keep FOLDER]

Each input is checked, fixed (safe and unsafe) and formatted. It is a fault when

    crash       a rule or planlint itself fails
    slow        one of these takes more than 2 s of processor time
    restless    fixing, or formatting, once more changes anything
    words       a word of the page is lost or new, but for those in the stretches that changed; the page is
                markdown-it-py's, not planlint's own
    new         formatting brings a problem that was not there

Prints figures, and for each kind of fault the smallest of its inputs, which `--keep` writes to files.
"""

import argparse
import gc
import html
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache, partial
from pathlib import Path

from markdown_it import MarkdownIt

from planlint.fixing.fixer import apply_fixes
from planlint.fixing.formatter import format_text
from planlint.markdown.parser import render
from planlint.running.linter import Failures, lint
from planlint.running.reading import ReadError, decode
from planlint.settings.config import Settings
from planlint.text.diagnostics import Applicability
from planlint.text.patterns import TimeLimitError, time_limit
from planlint.text.records import replace
from planlint.text.source import Source

SETTINGS = Settings(preview=True)
SLOW = 2.0
STOPPED = 20.0
WINDOWS = (500, 2000, 2000, 4000, 4000, 40_000)
"""How many characters of a plan are taken."""
STRUCTURAL = ("FMT", "CFG")
"""Rules whose fixes may show on the page what did not stand there before: what a fence or a comment had hidden."""

SNIPPETS = [
    *(
        "```",
        "````md",
        "    ```",
        "> ```sh",
        "~~~",
        "- [ ] ",
        "- [x] a",
        "- [",
        "* * *",
        "+++",
        "---",
        "# ",
        "###### A",
    ),
    *("| a | b |", "|---|:-:|", "| Total | 1,000,000 |", "|", "\\|", "\t", "    ", "> > ", "- - - 1. ", "&amp;", "\\"),
    *("75% (4/5 tasks)", "[████░░░░░░] 75%", "(8 files)", "1,2", "0,5 %", "10.000,5", "1e309 h", "9" * 400, "½", "٣/٥"),
    *("2024-02-30", "Week 1 ", "Phase 1", "Q5 2024", "**Status:** Complete", "3h + 2d = 1w", "Total: 3", "$1,200,000"),
    *("<!-- planlint-disable -->", "<!-- planlint-enable PRG -->", "<!-- planlint:progress -->", "<!-- /planlint -->"),
    *(
        "<!--",
        "-->",
        "<div>",
        "</b>",
        "[a](#b)",
        "[a][b]",
        "[b]: /c",
        "![x](",
        "``",
        "`",
        "*",
        "__",
        "~~",
        "<http://a>",
    ),
    *(
        "Ã©",
        "â€™",
        "Â°",
        "âœ…",
        "â”‚",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\x00",
        "\x1b",
        "\ufffd",
        "👩‍💻",
        "🟢",
        "✅",
        "é",
        "ア",
    ),
    *("\r", "\r\n", "\n\n", "\x0c", "\x85", "\u2028", " " * 300, "-" * 200, "(" * 60, "a" * 500, "1/2 " * 60),
]

Fault = tuple[str, str]
"""Its kind, and what is to say about it."""


@dataclass
class Figures:
    """What was done so far, by step: how often, how often it changed the text, and the longest time."""

    runs: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    worst: dict[str, float] = field(default_factory=dict)


def main() -> int:
    """Fuzz and print; 1 where there was a fault."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--n", type=int, default=1000, help="how many inputs")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="when to stop all the same")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="where to write inputs with faults")
    options = parser.parse_args()
    plans = [path.read_bytes() for folder in options.folders for path in sorted(folder.rglob("*.md")) if path.is_file()]
    figures, found, size, count = Figures(), dict[Fault, list[bytes]](), 0, 0
    gc.freeze()  # the plans stay
    gc.set_threshold(100_000, 50, 50)
    end = time.monotonic() + options.seconds
    for count, data in enumerate(inputs(plans, options.seed, options.n), 1):
        size += len(data)
        for fault in faults(data, figures):
            found.setdefault(_alike(fault), []).append(data)
        if sys.stderr.isatty():
            print(f"\r{count} inputs, {len(found)} kinds of faults", end="", file=sys.stderr)
        if time.monotonic() > end:
            break
    print(f"\n{count} inputs, {size / 1e6:.1f} MB, made of {len(plans)} plans with seed {options.seed}")
    for step, runs in figures.runs.items():
        print(f"{step:<14} {runs:>7} runs {figures.changed[step]:>7} changed  worst {figures.worst[step]:.2f} s")
    _print_faults(found, options.keep)
    return int(bool(found))


def inputs(plans: Sequence[bytes], seed: int, count: int) -> Iterator[bytes]:
    """Mutated plans, the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        text = _window(rng, rng.choice(plans).decode("utf-8", "replace"))
        for _ in range(rng.randint(1, 6)):
            text = rng.choice(_MUTATIONS)(rng, text, rng.choice(plans).decode("utf-8", "replace"))
        data = text.encode("utf-8", "surrogatepass")
        if data and rng.random() < 0.05:
            at = rng.randrange(len(data))
            data = data[:at] + rng.choice([b"\xff", b"\xe9", b"\x00", b"\xed\xa0\x80", b""]) + data[at + 1 :]
        yield data


def faults(data: bytes, figures: Figures) -> Iterator[Fault]:
    """What goes wrong with one input."""
    try:
        source = replace(decode(data, "plan.md"), encoding="UTF-8")
    except ReadError:
        return  # said in one line, and no plan
    failures: Failures = {}
    found = lru_cache(partial(lint, settings=SETTINGS, failures=failures))  # the steps ask about the same texts
    page = lru_cache(maxsize=1000)(render)
    before = Counter[str]()
    grades = set[Applicability]()

    def check() -> Source:
        for each in found(source):
            before[each.code] += 1
            grades.update([each.finding.fix.applicability] if each.finding.fix else [])
        return source

    def fixed(text: Source, *, unsafe: bool) -> Source:
        result = apply_fixes(text, found, page, unsafe=unsafe)
        applied.update(result.applied)
        return result.source

    applied = Counter[str]()
    steps: dict[str, Callable[[Source], Source]] = {
        "check": lambda _: check(),
        "fix": lambda text: fixed(text, unsafe=False),
        "unsafe fix": lambda text: fixed(text, unsafe=True),
        "format": lambda text: format_text(text, SETTINGS),
    }
    for step, run in steps.items():
        if (step == "fix" and Applicability.SAFE not in grades) or (step == "unsafe fix" and not grades):
            continue
        applied.clear()
        try:
            after = yield from _timed(step, run, source, figures)
            if after.text != source.text:
                told = [code for code in applied if not code.startswith(STRUCTURAL)] if step != "format" else ["format"]
                yield from _changed(step, run, source, after, sorted(applied), shows=len(told) < len(applied))
                if step == "format":
                    new = Counter(each.code for each in found(after)) - before
                    yield from (("new", f"{step}: {code}") for code in new)
        except Exception as error:
            yield "crash", f"{step}: {type(error).__name__}: {error}"
    yield from (("crash", f"{' '.join(rules)} {what}") for what, rules in failures.items())


def _timed(step: str, run: Callable[[Source], Source], source: Source, figures: Figures) -> Iterator[Fault]:
    start = time.process_time()
    try:
        with time_limit(STOPPED):
            after = run(source)
    except TimeLimitError:
        after = source
    seconds = time.process_time() - start
    figures.runs[step] += 1
    figures.changed[step] += after.text != source.text
    figures.worst[step] = max(figures.worst.get(step, 0), seconds)
    if seconds > SLOW:
        yield "slow", f"{step}: {seconds:.1f} s"
    return after


def _changed(
    step: str, run: Callable[[Source], Source], before: Source, after: Source, codes: list[str], *, shows: bool
) -> Iterator[Fault]:
    if run(after).text != after.text:
        yield "restless", f"{step}: {' '.join(codes)}"
    gone, came = changed_words(before.text, after.text)
    shown, shown_after = page_words(before.text), page_words(after.text)
    lost, new = shown - shown_after - gone, shown_after - shown - came
    if shows:
        lost -= page_words(after.text, hidden=True)
    if lost:
        yield "words", f"{step}: {' '.join(codes)}: lost {sorted(lost)[:5]}"
    if new and not shows:
        yield "words", f"{step}: {' '.join(codes)}: new {sorted(new)[:5]}"


# --- words -----------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)


@cache
def _oracle() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"maxNesting": 200}).enable(["table", "strikethrough"])
    markdown.add_render_rule("list_item_open", lambda _, tokens, at, *__: f"<li> {tokens[at].info} ")  # its number
    return markdown


@lru_cache(maxsize=4)
def page_words(text: str, *, hidden: bool = False) -> Counter[str]:
    """The words that a reader of the page sees; with `hidden`, also those in tags and comments."""
    page = _oracle().render(text)
    return Counter(_WORD.findall(html.unescape(page if hidden else _TAG.sub(" ", page))))


def changed_words(before: str, after: str) -> tuple[Counter[str], Counter[str]]:
    """The words of the text in stretches that changed: the old ones, and the new ones."""
    gone, came = Counter[str](), Counter[str]()
    old, new = _unlike(before.splitlines(keepends=True), after.splitlines(keepends=True))
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        joined = [("".join(old[a:b]), "".join(new[c:d]))]
        for lines in zip(old[a:b], new[c:d], strict=True) if b - a == d - c else joined:
            one, two = _unlike(*(re.findall(r"[^\W_]+|[\W_]", line) for line in lines))
            for inner, i, j, k, m in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
                if inner != "equal":
                    gone.update(_WORD.findall(html.unescape("".join(one[i:j]))))
                    came.update(_WORD.findall(html.unescape("".join(two[k:m]))))
    return gone, came


def _unlike(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Two lists without what both begin and end with."""
    start = _alike_for(old, new)
    old, new = old[start:], new[start:]
    end = _alike_for(old[::-1], new[::-1])
    return old[: len(old) - end], new[: len(new) - end]


def _alike_for(old: list[str], new: list[str]) -> int:
    """How many words or lines two lists begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


# --- mutations -------------------------------------------------------------------------------------------------------


def _window(rng: random.Random, text: str) -> str:
    size = rng.choice(WINDOWS)
    start = rng.choice([0, rng.randrange(len(text) - size)]) if len(text) > size else 0
    return text[start : start + size]


def _lines(rng: random.Random, text: str, other: str) -> str:
    """Lines dropped, doubled, moved, or replaced by those of another plan."""
    lines = text.splitlines(keepends=True) or [""]
    at, size = rng.randrange(len(lines)), rng.randint(1, 5)
    match rng.randrange(4):
        case 0:
            del lines[at : at + size]
        case 1:
            lines[at:at] = lines[at : at + size] * rng.randint(1, 8)
        case 2:
            taken, lines[at : at + size] = lines[at : at + size], []
            lines[rng.randint(0, len(lines)) :][:0] = taken
            lines += taken
        case _:
            theirs = other.splitlines(keepends=True) or [""]
            there = rng.randrange(len(theirs))
            lines[at : at + size] = theirs[there : there + 20]
    return "".join(lines)


def _snippet(rng: random.Random, text: str, _: str) -> str:
    at = rng.randint(0, len(text))
    if rng.random() < 0.5:
        at = text.rfind("\n", 0, at) + 1
    return text[:at] + rng.choice(SNIPPETS) + rng.choice(["", "", "\n", " "]) + text[at:]


def _digits(rng: random.Random, text: str, _: str) -> str:
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start()] + str(rng.choice([0, 1, 7, 40, 100, 999, 10**12])) + text[match.end() :]


def _cut(rng: random.Random, text: str, _: str) -> str:
    start, end = sorted(rng.randint(0, len(text)) for _ in range(2))
    return text[:end] if rng.random() < 0.3 else text[:start] + text[min(end, start + 200) :]


def _prefix(rng: random.Random, text: str, _: str) -> str:
    prefix = rng.choice(["> ", "  ", "    ", "\t", "- ", "1. ", "| ", "│ "])
    lines = text.splitlines(keepends=True)
    at = rng.randint(0, len(lines))
    return "".join(prefix + line if at <= n < at + 30 else line for n, line in enumerate(lines))


def _ends(rng: random.Random, text: str, _: str) -> str:
    return text.replace("\n", rng.choice(["\r\n", "\r", "\n\n", "  \n"]))


def _mangled(rng: random.Random, text: str, _: str) -> str:
    """Saved in the wrong encoding, in part."""
    start = rng.randint(0, len(text))
    end = start + rng.randint(0, 2000)
    codec = rng.choice(["cp1252", "latin-1", "mac_roman", "cp437", "cp1251"])
    return text[:start] + text[start:end].encode("utf-8", "replace").decode(codec, "replace") + text[end:]


_MUTATIONS = [_lines, _lines, _snippet, _snippet, _snippet, _digits, _cut, _prefix, _ends, _mangled]


# --- faults ----------------------------------------------------------------------------------------------------------


def _alike(fault: Fault) -> Fault:
    """Faults that are told with other numbers are one kind."""
    return fault[0], re.sub(r"\d+(?:\.\d+)?|\[.*?\]", "N", fault[1])


def _print_faults(found: dict[Fault, list[bytes]], keep: Path | None) -> None:
    for number, ((kind, what), data) in enumerate(sorted(found.items(), key=lambda pair: -len(pair[1])), 1):
        smallest = min(data, key=len)
        print(f"\n{kind}: {what}: {len(data)} inputs, the smallest of {len(smallest)} bytes")
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{number:03}-{kind}.md").write_bytes(smallest)
    if not found:
        print("no faults")


if __name__ == "__main__":
    sys.exit(main())

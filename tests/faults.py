"""One thing of a consistent plan broken at a time, for every rule.

A fault takes the text of a plan and says at which places it can strike, and how. To add one, write a generator of
changes and decorate it with `fault`: the rule that must find it, the layouts (`plans.py`) that it works on, and whether
`--fix` must bring the original back. Where it must not, it has to leave the text alone: the plan does not prove which
side is stale. `grade` is the least confidence at which the fault must be found at all its places.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from planlint.text.diagnostics import Edit
from planlint.text.edits import Shift, apply_edits, in_order
from planlint.text.encoding.pages import ENCODINGS
from planlint.text.source import Source, Span


@dataclass(frozen=True)
class Change:
    """Edits that make one fault. The report must name the lines of the edits, or the line of `at` where it is given."""

    edits: tuple[Edit, ...]
    at: int | None = None

    def made(self, text: str) -> tuple[str, set[int]]:
        """The broken text, and the lines in it, from 0, that a report must name."""
        edits = in_order(self.edits, len(text))
        shift, broken = Shift.of(edits), apply_edits(text, edits)
        spans = [edit.span for edit in edits] if self.at is None else [Span(self.at, self.at)]
        return broken, {Source(broken).line_of(shift.moved(span).start) for span in spans}


Places = Callable[[str], Iterator[Change]]


@dataclass(frozen=True)
class Fault:
    """A way to break a plan: the code of the rule that finds it, its name, its layouts, its places in a text, whether
    `--fix` brings the original back, and the least grade that finds it everywhere."""

    code: str
    name: str
    layouts: tuple[str, ...]
    places: Places
    undone: bool
    grade: str


FAULTS: list[Fault] = []


def fault(code: str, layouts: str, *, undone: bool = False, grade: str = "medium") -> Callable[[Places], Places]:
    """Register a fault of the rule `code` for `layouts`, names with spaces between them."""

    def register(places: Places) -> Places:
        FAULTS.append(Fault(code, places.__name__, tuple(layouts.split()), places, undone, grade))
        return places

    return register


def each(pattern: str, text: str) -> Iterator[re.Match[str]]:
    """All matches of a pattern whose `^` and `$` are those of lines."""
    return re.finditer(pattern, text, re.MULTILINE)


def put(match: re.Match[str], *news: object, group: int | str = 1) -> Iterator[Change]:
    """Changes that write one of `news` in the place of a group."""
    for new in news:
        if str(new) != match[group]:
            yield Change((Edit(Span(*match.span(group)), str(new)),))


def away(number: int, *steps: int, least: int = 0) -> list[int]:
    """Numbers so far from `number`, none under `least`."""
    return [number + step for step in steps if number + step >= least]


# Progress


@fault("PRG001", "phases", undone=True)
def percent_off(text: str) -> Iterator[Change]:
    """A percentage that its fraction does not give."""
    for match in each(r"(\d+)% \(\d+/\d+ tasks\)", text):
        yield from put(match, *away(int(match[1]), -40, -7, 2, 9, 50))


@fault("PRG001", "sprint_board", undone=True)
def points_percent_off(text: str) -> Iterator[Change]:
    """A percentage of points that its fraction does not give."""
    for match in each(r"completed: \d+/\d+ \((\d+)%\)", text):
        yield from put(match, *away(int(match[1]), -30, 3, 40))


@fault("PRG001", "german", undone=True)
def german_percent_off(text: str) -> Iterator[Change]:
    """A percentage with a space before its sign, off."""
    for match in each(r"(\d+) % \(\d+ von \d+ Aufgaben\)", text):
        yield from put(match, *away(int(match[1]), -40, 30))


@fault("PRG001", "totals_table")
def percent_cell_off(text: str) -> Iterator[Change]:
    """A percentage in a table, off from the counts in its row: another column may be the stale one."""
    for match in each(r"^\| .* \| (\d+)% \|$", text):
        yield from put(match, *away(int(match[1]), -40, 30))


@fault("PRG001", "state_file")
def front_percent_off(text: str) -> Iterator[Change]:
    """A percentage in the front matter that neither the phases nor the tasks give: any of them may be stale."""
    figures = [int(match[1]) for match in each(r"^  \w+_\w+: (\d+)$", text)]
    shares = [100 * done // total for total, done in (figures[:2], figures[2:])]
    for match in each(r"^  percent: (\d+)$", text):
        news = away(int(match[1]), -30, 20)
        yield from put(match, *(new for new in news if new <= 100 and all(abs(new - share) > 2 for share in shares)))


@fault("PRG002", "phases", undone=True)
def heading_count_off(text: str) -> Iterator[Change]:
    """A heading that counts other boxes as done than are ticked below it."""
    for match in each(r"^## .* \((\d+)/(\d+) complete\)$", text):
        yield from put(match, *(count for count in range(int(match[2]) + 1) if count != int(match[1])))


@fault("PRG002", "phases")
def heading_total_off(text: str) -> Iterator[Change]:
    """A heading that speaks of one task too many: a box may have been lost."""
    for match in each(r"^## .* \(\d+/(\d+) complete\)$", text):
        yield from put(match, int(match[1]) + 1)


@fault("PRG003", "shares cookies", grade="low")
def section_percent_off(text: str) -> Iterator[Change]:
    """A percentage far from the boxes of its section, of which some are ticked."""
    for match in each(r"^(?:\*\*Progress:\*\* \S+|Done:) (\d+)% .*\n\n((?:[-*+] \[.\] .*\n){3,})", text):
        if "[ ]" in match[2] and re.search(r"\[[xX]\]", match[2]):
            yield from put(match, *(new for new in away(int(match[1]), -45, 45) if 0 < new < 100))


@fault("PRG004", "phases progress_columns german", undone=True)
def bar_off(text: str) -> Iterator[Change]:
    """Cells of a bar filled or emptied."""
    for match in each(r"([█■▰🟩●#]*)([░□▱⬜○-]*)(?=\]? (\d+) ?%)", text):
        full, empty = len(match[1]), len(match[2])
        if full and empty:
            for now in away(full, -3, -2, 2, 3, least=1):
                if now < full + empty:
                    drawn = match[1][0] * now + match[2][0] * (full + empty - now)
                    yield from put(match, drawn, group=0)


@fault("PRG005", "cookies", undone=True)
def image_off(text: str) -> Iterator[Change]:
    """An image that shows another percentage than the line prints."""
    for match in each(r"geps\.dev/progress/(\d+)", text):
        yield from put(match, *(new for new in away(int(match[1]), -20, 5, 30) if new <= 100))


@fault("PRG005", "cookies")
def image_text_off(text: str) -> Iterator[Change]:
    """An image whose alternative text says another percentage than the image itself."""
    for match in each(r"!\[(\d+)%\]", text):
        yield from put(match, *(new for new in away(int(match[1]), -20, 5, 30) if new <= 100))


@fault("PRG006", "status_report")
def over_hundred(text: str) -> Iterator[Change]:
    """A progress of more than everything."""
    for match in each(r"^\*\*Progress:\*\* (\d+)%", text):
        yield from put(match, 101, 120)


@fault("PRG006", "shares")
def more_done_than_there_is(text: str) -> Iterator[Change]:
    """A fraction over one."""
    for match in each(r"^\*\*Done:\*\* (\d+)/(\d+) tasks", text):
        yield from put(match, int(match[2]) + 1, int(match[2]) + 7)


@fault("PRG006", "state_file")
def more_in_front_than_there_is(text: str) -> Iterator[Change]:
    """A front matter in which more is done than there is."""
    for match in each(r"^  total_\w+: (\d+)\n  completed_\w+: (\d+)$", text):
        yield from put(match, int(match[1]) + 1, int(match[1]) * 3, group=2)


@fault("PRG007", "status_report")
def two_progresses(text: str) -> Iterator[Change]:
    """A footer with another progress than the header."""
    for match in each(r"^\*Overall progress: (\d+)%\*", text):
        yield from put(match, *(new for new in away(int(match[1]), -30, -6, 6, 30) if new <= 100))


@fault("PRG008", "cookies drawn_tree", undone=True)
def cookie_off(text: str) -> Iterator[Change]:
    """A cookie that counts other boxes than its own."""
    for match in each(r"\[(\d+)/(\d+)\]$", text):
        yield from put(match, *(count for count in range(int(match[2]) + 1) if count != int(match[1])))
        yield from put(match, int(match[2]) + 1, group=2)


@fault("PRG008", "cookies", undone=True)
def percent_cookie_off(text: str) -> Iterator[Change]:
    """A cookie of percent above its boxes, off."""
    for match in each(r"^## .*\[(\d+)%\]$", text):
        yield from put(match, *(new for new in away(int(match[1]), -20, 7) if new <= 100))


@fault("PRG009", "status_report", grade="low")
def mean_off(text: str) -> Iterator[Change]:
    """An overall figure that no mean of its parts gives, the same in all places: the parts may weigh differently."""
    overall = re.search(r"^\*\*Overall: (\d+)% complete", text, re.MULTILINE)
    shares = [int(match[1]) for match in each(r"^- \*\*.*\*\*: (\d+)% complete", text)]
    assert overall
    stated = list(each(rf"(?:^\*\*Overall: |rogress:(?:\*\*)? )({overall[1]})%", text))
    means = (int(overall[1]), 100 * shares.count(100) // len(shares))
    if len(shares) < 3:
        return
    for new in range(5, 100, 10):
        if min(shares) < new < max(shares) and all(abs(new - mean) > 14 for mean in means):
            yield Change(tuple(Edit(Span(*match.span(1)), str(new)) for match in stated), overall.start(1))


@fault("PRG010", "region", undone=True)
def region_stale(text: str) -> Iterator[Change]:
    """A region that the boxes have left behind."""
    for match in each(r"\| +(\d+)/(\d+) \|", text):
        yield from put(match, *(count for count in range(int(match[2]) + 1) if len(str(count)) == len(match[1])))
    for match in each(r"^\*\*Overall:\*\* \S+ (\d+)%", text):
        yield from put(match, *away(int(match[1]), -20, 20))


@fault("PRG010", "region")
def region_never_closed(text: str) -> Iterator[Change]:
    """A region whose end is lost."""
    opened, closed = text.index("<!-- planlint"), text.index("<!-- /planlint -->\n")
    yield Change((Edit(Span(closed, closed + 19), ""),), opened)


# Sums


@fault("SUM001", "totals_table", undone=True)
def total_off(text: str) -> Iterator[Change]:
    """A figure of a total row that neither sum nor number of the rows above gives, nor any cell repeats, nor the
    other totals make up, which are right."""
    rows = [[int(cell) for cell in row] for row in re.findall(r"\n\| \w.* \| (\d+) \| (\d+) \| (\d+) \| \d", text)]
    for match in each(r"^\| \*\*Total\*\* \| (\d+) \| (\d+) \| (\d+) \|", text):
        for group in (1, 2, 3):
            if not _holds_sum([row[group - 1] for row in rows]):
                totals = [int(total) for total in match.groups()]
                shown = {*totals, *(cell for row in rows for cell in row), sum(totals) - totals[group - 1]}
                news = (new for new in away(int(match[group]), 1, 10) if new > len(rows) and new not in shown)
                yield from put(match, *news, group=group)


@fault("SUM001", "sprint_board efforts german", undone=True)
def total_cell_off(text: str) -> Iterator[Change]:
    """The total of a column off by one or at most a half, in a cell of the same width: what is off by more may be the
    total of something else."""
    if any(_holds_sum(column) for column in _columns(text)):
        return
    for match in each(r"(?:^\| [^-\n].*\n){2}\| \*\*(?:Total|Summe)\*\* +\| +\**(\d+)", text):
        old = int(match[1])
        for new in (old + 1, old + 4):
            if len(str(new)) == len(match[1]) and (new == old + 1 or 2 * new <= 3 * old):
                yield from put(match, new)


def _holds_sum(column: list[int]) -> bool:
    """Whether a figure is the sum of those over it, and so may be taken for a subtotal."""
    return any(sum(column[:index]) == column[index] for index in range(3, len(column)))


def _columns(text: str) -> list[list[int]]:
    """The second column of every table, less its total."""
    tables = re.findall(r"(?:^\| .*\n)+(?=^\| \*\*)", text, re.MULTILINE)
    return [[int(cell) for cell in re.findall(r"^\| [^|]*\| +(\d+)", table, re.MULTILINE)] for table in tables]


@fault("SUM001", "budget", undone=True)
def money_total_off(text: str) -> Iterator[Change]:
    """A sum of money off."""
    for match in each(r"^\| \*\*Total\*\* +\| +\*\*\$([\d,]+)\*\* \| +\*\*\$([\d,]+)\*\* \| +\*\*\$([\d,]+)\*\*", text):
        for group in (1, 2, 3):
            for new in away(int(match[group].replace(",", "")), 20, 100):
                if len(f"{new:,}") == len(match[group]):
                    yield from put(match, f"{new:,}", group=group)


@fault("SUM002", "budget")
def row_off(text: str) -> Iterator[Change]:
    """A row whose parts do not give its own total."""
    for match in each(r"^\| [A-Z].*\| +\$([\d,]+) \| +\$([\d,]+) \| +\$([\d,]+) \|$", text):
        new = int(match[3].replace(",", "")) + 30
        if len(f"{new:,}") == len(match[3]):
            yield from put(match, f"{new:,}", group=3)


@fault("SUM003", "budget")
def equation_off(text: str) -> Iterator[Change]:
    """A sum in running text that is not."""
    for match in each(r"spare = (\d+)h", text):
        yield from put(match, *away(int(match[1]), -1, 1, 5))


@fault("SUM004", "budget")
def count_off(text: str) -> Iterator[Change]:
    """A sentence that announces one thing more or less than follow."""
    for match in each(r"^The programme has (\d+) phases:", text):
        yield from put(match, *away(int(match[1]), -1, 1, least=2))


@fault("SUM004", "budget", undone=True)
def file_count_off(text: str) -> Iterator[Change]:
    """A heading that counts one file less than are numbered below it."""
    for match in each(r"^## New files \((\d+)\)", text):
        yield from put(match, *away(int(match[1]), -1, least=2))


@fault("SUM004", "german", grade="low")
def german_count_off(text: str) -> Iterator[Change]:
    """A German sentence that announces one thing more or less than follow: where no other count agrees, five over four
    plain words is low."""
    for match in each(r"^Das Programm hat (\d+) Phasen:", text):
        yield from put(match, *away(int(match[1]), -1, 1, least=2))


@fault("SUM005", "budget")
def change_off(text: str) -> Iterator[Change]:
    """A change that its two values do not give."""
    for match in each(r"\(-(\d+)%\)", text):
        yield from put(match, 50, 80, 90)


@fault("SUM006", "budget", grade="low")
def average_off(text: str) -> Iterator[Change]:
    """An average that is no mean of its column, cut off or rounded (to a half, too), off by less than a tenth, between
    the smallest and the largest figure: a trimmed one, maybe."""
    average = re.search(r"^\| \*\*Average\*\* +\| +\*\*([\d.]+)\*\*", text, re.MULTILINE)
    assert average
    figures = sorted(int(match[1]) for match in each(r"^\| [A-Z][^|$]* +\| +(\d+) +\|$", text))
    mean, median = float(average[1]), (figures[(len(figures) - 1) // 2] + figures[len(figures) // 2]) / 2
    meant = sum(figures) / len(figures), (figures[0] + figures[-1]) / 2
    for new in (round(mean * 0.92, 1), round(mean * 1.08, 1)):
        off = all(abs(new - each) >= 0.1 for each in meant) and abs(new / meant[0] - 1) < 0.095 and new * 2 % 1
        if off and figures[0] < new < figures[-1] and abs(new - median) > 0.5 and len(f"{new:.1f}") == len(average[1]):
            yield from put(average, f"{new:.1f}")


# Estimates


@fault("EST001", "efforts")
def section_estimate_off(text: str) -> Iterator[Change]:
    """A section with another estimate than its row of the overview."""
    for match in each(r"^\*\*Estimate:\*\* (\d+) hours", text):
        yield from put(match, int(match[1]) * 2 + 1, int(match[1]) * 3)


@fault("EST001", "task_files")
def row_estimate_off(text: str) -> Iterator[Change]:
    """A row with another estimate than the section of its task."""
    for match in each(r"^\| TASK-\d+ +\| +(\d+) hours", text):
        yield from put(match, int(match[1]) * 2 + 1, int(match[1]) * 3)


@fault("EST001", "stories")
def story_points_off(text: str) -> Iterator[Change]:
    """A story with other points than its row says."""
    for match in each(r"^- \*\*Points:\*\* (\d+)", text):
        yield from put(match, *(new for new in (1, 2, 3, 5, 8) if new != int(match[1])))


def some_of(pattern: str, text: str) -> set[int]:
    """What any of the numbers in the first group of `pattern` add up to."""
    sums = {0}
    for part in each(pattern, text):
        sums |= {value + int(part[1]) for value in sums}
    return sums


@fault("EST002", "efforts")
def whole_estimate_off(text: str) -> Iterator[Change]:
    """A whole that is less than its parts, and not the sum of some of them: the others may be left out on purpose."""
    for match in each(r"^\*\*Estimated effort:\*\* (\d+) hours", text):
        wrong = {int(match[1]) * 3 // 4, int(match[1]) - 2} - some_of(r"\| (\d+)h \|", text)
        yield from put(match, *sorted(new for new in wrong if new > int(match[1]) // 2))


@fault("EST003", "sprint_board stories")
def sprint_points_off(text: str) -> Iterator[Change]:
    """A sprint or an epic with other points than its stories, or some of them, add up to: no more than a third away,
    for an epic of five points may have more stories than the two that are listed."""
    several = r"(?=\n\n\|.*\n\|[-: |]*\n(?:\| [^*\n].*\n){2})"
    for match in each(rf"^(?:\*\*Points:\*\* (?P<all>\d+)|## Epic .*\((?P<sum>\d+) points\)){several}", text):
        group = match.lastgroup or ""
        some = some_of(r"\| (\d+) \|", text[match.end() :].lstrip("\n").partition("\n\n")[0])
        whole = int(match[group])
        near = [new for new in away(whole, -1, 1, 3, least=1) if 3 * abs(new - whole) <= max(new, whole)]
        yield from put(match, *(new for new in near if new not in some), group=group)


@fault("EST004", "efforts")
def range_backwards(text: str) -> Iterator[Change]:
    """A range that starts with its larger number."""
    for match in each(r"(2-4) hours", text):
        yield from put(match, "4-2", "9-3")


@fault("EST005", "efforts", grade="low")
def estimate_in_words(text: str) -> Iterator[Change]:
    """An estimate that holds no figure, where two others do: readers often shrug at it."""
    matches = list(each(r"^\*\*Estimate:\*\* (\d+ hours)$", text))
    for match in matches if len(matches) > 2 else ():
        yield from put(match, "an afternoon", "a rainy day")


# Statuses


@fault("STA001", "status_report")
def footer_status_off(text: str) -> Iterator[Change]:
    """A footer with another status than the header."""
    *_, match = each(r"^\*\*Status:\*\* (.*?)  $", text)
    yield from put(match, "Complete", "Draft" if match[1] == "Complete" else "Complete")


@fault("STA001", "state_file")
def front_status_off(text: str) -> Iterator[Change]:
    """A front matter with another status than the header."""
    for match in each(r"^status: (.*)$", text):
        yield from put(match, "done" if match[1] == "planned" else "planned")


@fault("STA002", "state_file task_files")
def row_status_off(text: str) -> Iterator[Change]:
    """A row with another status than the heading, or the section, that it is about."""
    for match in each(r"^\| +(?:\d|TASK-).* \| (Complete|Not started) *\|$", text):
        yield from put(match, {"Complete": "Not started", "Not started": "Complete"}[match[1]])


@fault("STA002", "stories")
def story_status_off(text: str) -> Iterator[Change]:
    """A story with another status than its row says."""
    for match in each(r"^- \*\*Status:\*\* (.*)$", text):
        yield from put(match, "Not started" if "Done" in match[1] else "✅ Done")


@fault("STA003", "status_report german french chinese")
def complete_with_open_tasks(text: str) -> Iterator[Change]:
    """A section called complete over open boxes, in a plan that ticks any: boxes that nobody ticks say nothing."""
    if not re.search(r"\[[xX]\]", text):
        return
    done = {"Status:": "Complete", "Status :": "", "Statut :": "Terminé", "状态：": "已完成"}
    for match in each(r"^## .*\n\n\*\*(Status:|Statut :|状态：)\*\* (.*)\n\n(?:.+\n\n)?(?:- \[x\] .*\n)*- \[ \]", text):
        yield from put(match, "Abgeschlossen" if "# Sommer" in text else done[match[1]], group=2)


@fault("STA004", "german")
def unfinished_with_all_done(text: str) -> Iterator[Change]:
    """A section called unfinished, all boxes ticked; where a summary has its share, too, STA002 tells it."""
    pattern = r"^## .*\n\n\*\*Status:\*\* (.*)\n\n(?:\*\*Auf.*\n\n)?((?:[-*+] \[[xX]\] .*\n){2,})\n"
    for match in each(pattern, text):
        yield from put(match, *(("Offen", "Geplant") if "Sommer" in text else ("Not started", "Planned")))


@fault("STA004", "status_report german", grade="low")
def in_progress_with_all_done(text: str) -> Iterator[Change]:
    """A section called in progress, all boxes ticked: there may be work without a box."""
    pattern = r"^## .*\n\n\*\*Status:\*\* (.*)\n\n(?:\*\*Auf.*\n\n)?((?:[-*+] \[[xX]\] .*\n){2,})\n"
    for match in each(pattern, text):
        yield from put(match, "In Arbeit" if "Sommer" in text else "In progress")


@fault("STA005", "sprint_board")
def tick_on_unfinished(text: str) -> Iterator[Change]:
    """A tick beside a word that denies it."""
    for match in each(r"✅ (Done)", text):
        yield from put(match, "In progress", "Pending")


@fault("STA005", "sprint_board", grade="low")
def tick_on_partly_done(text: str) -> Iterator[Change]:
    """A tick beside a word that says in part: for some authors what is done is ticked."""
    for match in each(r"✅ (Done)", text):
        yield from put(match, "Partially done", "Mostly complete")


@fault("STA005", "progress_columns")
def tick_beside_progress(text: str) -> Iterator[Change]:
    """A tick where a turning arrow stood, beside words that say in progress."""
    for match in each(r"(🔄) In progress", text):
        yield from put(match, "✅")


@fault("STA006", "checklists")
def parent_ticked(text: str) -> Iterator[Change]:
    """A parent whose box is ticked over open boxes, or open over two or more ticked ones."""
    for match in each(r"^- \[(.)\] .*\n((?:  - \[.\] .*\n)+)", text):
        boxes = [box[1] for box in each(r"^  - \[(.)\] ", match[2])]
        if " " in boxes:
            yield from put(match, "x")
        elif len(boxes) > 1:
            yield from put(match, " ")


@fault("STA006", "task_files")
def heading_ticked(text: str) -> Iterator[Change]:
    """A heading whose box is ticked over open boxes, or open over two or more ticked ones."""
    for match in each(r"^### \[(.)\] .*\n\n(?:\*.*\n){2}\n((?:[-*+] \[.\] .*\n)+)", text):
        boxes = [box[1] for box in each(r"^[-*+] \[(.)\] ", match[2])]
        if " " in boxes:
            yield from put(match, "x")
        elif len(boxes) > 1:
            yield from put(match, " ")


@fault("STA007", "stories")
def owner_off(text: str) -> Iterator[Change]:
    """A story whose owner or priority is not the one of its row."""
    for match in each(r"^- \*\*Owner:\*\* (.*)", text):
        yield from put(match, "Emil")
    for match in each(r"^- \*\*Priority:\*\* (.*)", text):
        yield from put(match, "High" if match[1] == "Low" else "Low")


@fault("STA007", "status_report")
def version_off(text: str) -> Iterator[Change]:
    """A footer with another version than the header."""
    *_, match = each(r"^\*\*Version:\*\* (.*?)  $", text)
    yield from put(match, "1.3", "2.0")


@fault("STA008", "phases spec_kit status_report")
def odd_box(text: str) -> Iterator[Change]:
    """A box with a mark that nobody knows."""
    for match in each(r"^[-*+] \[(.)\] ", text):
        yield from put(match, "%", "⚠")


# Dates


@fault("DAT001", "schedule")
def end_before_start(text: str) -> Iterator[Change]:
    """A row or a header that ends before it starts."""
    for match in each(r"\| (\d{4}-\d\d-\d\d) \| (\d{4}-\d\d-\d\d) \|", text):
        yield from put(match, date.fromisoformat(match[1]) - timedelta(days=3), group=2)
    for match in each(r"^\*\*Start:\*\* .*, ([\d-]+)  \n\*\*End:\*\* (\w+, [\d-]+)  ", text):
        day = date.fromisoformat(match[1]) - timedelta(days=2)
        yield from put(match, f"{day:%A}, {day}", group=2)


@fault("DAT001", "schedule")
def range_of_dates_backwards(text: str) -> Iterator[Change]:
    """A heading whose range of dates runs backwards within a month."""
    for match in each(r"^## Week .* \(((\w+) (\d+)) - ((\w+) (\d+))\)", text):
        if match[2] == match[5]:
            yield Change((Edit(Span(*match.span(1)), match[4]), Edit(Span(*match.span(4)), match[1])))


@fault("DAT002", "day_plan", grade="low")
def days_outside_week(text: str) -> Iterator[Change]:
    """Work after the last day of its week: numbers of days may start anew."""
    for match in each(r"^\*\*Work\*\* \(Days \d+-(\d+)\)", text):
        yield from put(match, *away(int(match[1]), 1, 3))


@fault("DAT002", "day_plan", grade="low")
def week_outside_phase(text: str) -> Iterator[Change]:
    """A phase whose second week lies after its end."""
    for match in each(r"^## Phase .* \(Weeks ((\d+)-\d+)\)", text):
        yield from put(match, f"{int(match[2]) - 1}-{match[2]}")


@fault("DAT003", "schedule")
def duration_off(text: str) -> Iterator[Change]:
    """A duration that is not that of the dates in its row."""
    for match in each(r"\| +(\d+) days \|", text):
        yield from put(match, 3, 9)


@fault("DAT003", "day_plan", grade="low")
def days_off(text: str) -> Iterator[Change]:
    """A duration that is not that of the days beside it."""
    for match in each(r"\(Days \d+-\d+, (\d) days\)", text):
        yield from put(match, 4, 5)


@fault("DAT004", "schedule")
def weekday_off(text: str) -> Iterator[Change]:
    """A weekday that does not belong to its date."""
    for match in each(r"\b(\w+day), ", text):
        yield from put(match, *({"Monday", "Wednesday", "Friday"} - {match[1]}))
    for match in each(r", (Mon|Tue|Wed|Thu|Fri)\)$", text):
        yield from put(match, *({"Sat", "Thu"} - {match[1]}))


@fault("DAT004", "german french chinese")
def foreign_weekday_off(text: str) -> Iterator[Change]:
    """A weekday in another language that does not belong to its date; 05/01 may be the first of May."""
    for match in each(r"(Montag(?=,)|lundi(?= (?:1[3-9]|[23]\d)/)|周一)", text):
        yield from put(match, {"Montag": "Dienstag", "lundi": "mardi", "周一": "周三"}[match[1]])


@fault("DAT005", "status_report", grade="low")
def update_too_old(text: str) -> Iterator[Change]:
    """A last update before the newest entry of the log."""
    *_, entry = each(r"^- (\d{4}-\d\d-\d\d): ", text)
    for match in each(r"^\*\*Last updated:\*\* (.*)$", text):
        yield from put(match, *(date.fromisoformat(entry[1]) - timedelta(days=days) for days in (1, 20)))


@fault("DAT006", "schedule")
def task_overdue(text: str) -> Iterator[Change]:
    """An open task that was due last year."""
    for match in each(r"^- \[ \] .* \(due (\S+, \w+)\)", text):
        yield from put(match, "2025-12-29, Mon")


@fault("DAT007", "schedule", grade="low")
def week_skipped(text: str) -> Iterator[Change]:
    """Of four weeks or more, the last but one is left out: it may have been free."""
    weeks = list(each(r"^## Week (\d+):", text))
    if len(weeks) > 3:
        yield from put(weeks[-1], len(weeks) + 1)


@fault("DAT007", "efforts")
def phase_twice(text: str) -> Iterator[Change]:
    """Of four phases or more, one in the middle with the number of the one before."""
    headings = list(each(r"^## Phase (\d+):", text))
    if len(headings) > 3:
        yield from put(headings[2], 2)


@fault("DAT008", "schedule german")
def impossible_day(text: str) -> Iterator[Change]:
    """A day that no calendar has."""
    for match in each(r"\d{4}-(\d\d-\d\d)", text):
        yield from put(match, "02-30", "13-01")
    for match in each(r"(\d\d\.\d\d)\.\d{4}", text):
        yield from put(match, "31.04")


# Dependencies


@fault("DEP001", "spec_kit")
def dependency_unknown(text: str) -> Iterator[Change]:
    """A dependency past the end of a series of four or more."""
    count = len(list(each(r"^- \[.\] T\d+ ", text)))
    for match in each(r"\(depends on T(\d+)\)", text) if count > 3 else ():
        yield from put(match, f"{count + 2:03}", f"{count + 30:03}")


@fault("DEP001", "dependency_table")
def dependency_cell_unknown(text: str) -> Iterator[Change]:
    """A dependency past the end of a table of four rows or more."""
    count = len(list(each(r"^\| A-\d+", text)))
    for match in each(r"\| (A-\d+) ", text) if count > 3 else ():
        if match.start() and text[match.start() - 1] != "\n":
            yield from put(match, f"A-{count + 5}")


@fault("DEP002", "spec_kit dependency_table")
def id_twice(text: str) -> Iterator[Change]:
    """Two tasks with one id, the first of the two in a series of more."""
    matches = list(each(r"^(?:- \[.\] (T\d+)|\| (A-\d+)) ", text))
    for before, match in pairwise(matches[:-1]):
        group = match.lastindex or 1
        if len(before[group]) == len(match[group]):
            yield from put(match, before[group], group=group)


@fault("DEP003", "dependency_table")
def cycle(text: str) -> Iterator[Change]:
    """A task that waits for one that waits for it."""
    rows = {match["id"]: match for match in each(r"^\| (?P<id>A-\d+) +\|[^|]*\| (?P<needs>[^|]*?) *\| ", text)}
    for name, match in rows.items():
        for other in re.findall(r"A-\d+", match["needs"]):
            if other in rows:
                yield from put(rows[other], name, group="needs")


@fault("DEP003", "dependency_table")
def phases_in_a_circle(text: str) -> Iterator[Change]:
    """The first phase waits for the second, which waits for the first."""
    match = re.search(r"^## Phase 1: .*\n\n()", text, re.MULTILINE)
    assert match
    yield Change((Edit(Span(*match.span(1)), "**Depends on:** Phase 2\n\n"),))


@fault("DEP004", "dependency_table")
def done_too_early(text: str) -> Iterator[Change]:
    """Something is done, and what it depends on is open again."""
    rows = {match["id"]: match for match in each(r"^\| (?P<id>A-\d+) +\|[^|]*\| (?P<needs>[^|]*)\| (?P<is>\w+)", text)}
    for match in rows.values():
        for other in re.findall(r"A-\d+", match["needs"]) if match["is"] == "Done" else ():
            yield Change((Edit(Span(*rows[other].span("is")), "Open"),), match.start())


@fault("DEP004", "spec_kit")
def dependency_open_again(text: str) -> Iterator[Change]:
    """A task is ticked, and the one that it depends on is open again."""
    for match in each(r"^- \[[xX]\] .* \(depends on (T\d+)\)", text):
        box = re.search(rf"^- \[([xX])\] {match[1]} ", text, re.MULTILINE)
        assert box
        yield Change((Edit(Span(*box.span(1)), " "),), match.start())


# Links


@fault("LNK001", "handbook", undone=True)
def file_moved(text: str) -> Iterator[Change]:
    """A link to a file that lies elsewhere."""
    for match in each(r"(notes\.md|docs/guide\.md|docs/lists/tools\.md|docs/map\.png)(?=[)#\n])", text):
        name = match[1].rpartition("/")[2]
        yield from put(match, *({name, f"old/{name}", f"docs/{name}"} - {match[1]}))


@fault("LNK001", "handbook")
def file_gone(text: str) -> Iterator[Change]:
    """A link to a file that is nowhere."""
    for match in each(r"(notes\.md|docs/guide\.md|docs/lists/tools\.md|docs/map\.png)(?=[)#\n])", text):
        yield from put(match, "docs/weather.md")


@fault("LNK002", "handbook")
def anchor_gone(text: str) -> Iterator[Change]:
    """A link to an anchor that no heading has, here or in another file."""
    for match in each(r"\((?:docs/guide\.md)?#([\w-]+)\)", text):
        yield from put(match, match[1][:-1], f"{match[1]}-and-more")


@fault("LNK003", "handbook")
def reference_undefined(text: str) -> Iterator[Change]:
    """A reference that has no definition."""
    for match in each(r"\]\[(tools)\]", text):
        yield from put(match, "tool", "lists")


@fault("LNK004", "handbook", undone=True)
def case_off(text: str) -> Iterator[Change]:
    """A link that works where upper and lower case are the same."""
    for match in each(r"(notes\.md|docs/guide\.md|docs/lists/tools\.md|docs/map\.png)(?=[)#\n])", text):
        yield from put(match, match[1].title(), match[1].upper(), match[1].capitalize())


@fault("LNK005", "handbook")
def link_leaves(text: str) -> Iterator[Change]:
    """A link out of the repository."""
    for match in each(r"\((notes\.md|docs/guide\.md|docs/lists/tools\.md|docs/map\.png)(?=[)#])", text):
        yield from put(match, f"../elsewhere/{match[1]}")


@fault("LNK006", "handbook")
def label_off(text: str) -> Iterator[Change]:
    """A link whose text is the name of another file."""
    for match in each(r"\[(notes\.md|docs/guide\.md|docs/lists/tools\.md)\]", text):
        yield from put(match, *({"notes.md", "docs/guide.md"} - {match[1]}))


# Structure


@fault("FMT001", "handbook", undone=True)
def fence_shortened(text: str) -> Iterator[Change]:
    """An outer fence as short as the one inside."""
    fences = [Edit(Span(*match.span()), "```") for match in each(r"^````", text)]
    yield Change(tuple(fences), fences[0].span.start)


@fault("FMT002", "handbook drawn_tree")
def fence_open(text: str) -> Iterator[Change]:
    """The end of a fence is lost."""
    *_, opened, closed = each(r"^```\w*\n", text)
    yield Change((Edit(Span(*closed.span()), ""),), opened.start())


@fault("FMT003", "sprint_board stories efforts dependency_table totals_table german french chinese")
def cell_lost(text: str) -> Iterator[Change]:
    """A row with a cell too few or too many."""
    for match in each(r"^\|.*[^-:| \n].*(\|[^|\n]*)\|$", text):
        yield from put(match, f"{match[1]}| spare ")
        if match[0].count("|") > 3:  # a single cell is a heading within the table
            yield from put(match, "")


@fault("FMT003", "sprint_board stories efforts dependency_table totals_table")
def delimiter_cell_lost(text: str) -> Iterator[Change]:
    """A row of dashes that does not fit its header."""
    for match in each(r"^\|(?:[-: ]+\|)+?([-: ]+\|)$", text):
        yield from put(match, "")


@fault("FMT004", "phases checklists status_report spec_kit german french chinese", undone=True)
def box_malformed(text: str) -> Iterator[Change]:
    """A box with a space too many or too few."""
    for match in each(r"^ *[-*+] (\[ \] )(?=\w)", text):
        yield from put(match, "[] ", "[  ] ", "[ ]")
    for match in each(r"^ *[-*+] (\[x\] )(?=\w)", text):
        yield from put(match, "[x ] ", "[ x] ", "[x]")


@fault("FMT005", "handbook")
def number_off(text: str) -> Iterator[Change]:
    """Of four numbered headings or more, one that repeats a number or skips one."""
    headings = list(each(r"^## (\d)\. ", text))
    if len(headings) > 3:
        yield from put(headings[1], 1)
        yield from put(headings[-1], len(headings) + 1)


@fault("FMT005", "budget")
def step_twice(text: str) -> Iterator[Change]:
    """Of four steps or more, one with the number of the one before."""
    steps = list(each(r"^(\d)\. `", text))
    if len(steps) > 3:
        yield from put(steps[2], 2)


@fault("FMT007", "status_report handbook")
def front_matter_twice(text: str) -> Iterator[Change]:
    """A second front matter under the first."""
    end = text.index("\n---\n") + 5
    yield Change((Edit(Span(end, end), "---\nauthor: Amina\n---\n"),))


# Encoding


@fault("ENC001", "drawn_tree sprint_board progress_columns", undone=True)
def mangled(text: str) -> Iterator[Change]:
    """Lines with symbols, read in another encoding."""
    for codec in ENCODINGS.values():
        yield from _mangled(text, codec)


@fault("ENC001", "german french chinese", undone=True)
def mangled_words(text: str) -> Iterator[Change]:
    """Lines with letters, read in an encoding of western Europe: in others, a few may be what somebody wrote."""
    for codec in _WESTERN:
        yield from _mangled(text, codec)


_WESTERN = ("cp1252", "mac_roman", "cp437", "cp850")


def _mangled(text: str, codec: str) -> Iterator[Change]:
    """All lines that are not ASCII, every second one, or the first three: of western code pages, others need more."""
    lines = list(each(r"^.*[^\x00-\x7f].*$", text))
    parts = (lines, lines[::2], lines[:3]) if codec in _WESTERN else (lines,)
    for part in parts:
        try:
            yield Change(tuple(Edit(Span(*line.span()), line[0].encode().decode(codec)) for line in part))
        except UnicodeDecodeError:
            continue


@fault("ENC002", "progress_columns", undone=True)
def style_lost(text: str) -> Iterator[Change]:
    """A warning sign read as cp1252 by software that drops what cp1252 does not define."""
    for match in each(r"(⚠️)", text):
        yield from put(match, match[1].encode().decode("cp1252", "ignore"))


@fault("ENC002", "efforts")
def byte_lost(text: str) -> Iterator[Change]:
    """A sign read as cp1252 by software that drops what cp1252 does not define."""
    for match in each(r"(❌)", text):
        yield from put(match, match[1].encode().decode("cp1252", "ignore"))


@fault("ENC003", "sprint_board progress_columns phases german french chinese")
def character_lost(text: str) -> Iterator[Change]:
    """A character that software could not read."""
    for match in each(r"([^\x00-\x7f])", text):
        yield from put(match, "\ufffd", "\ufffd\ufffd\ufffd")


@fault("ENC005", "phases status_report spec_kit german french")
def unseen(text: str) -> Iterator[Change]:
    """A character that nobody sees inside a word."""
    for match in each(r"^[-*+#]+ .*?[a-z]()[a-z]", text):
        yield from put(match, "\u200b", "\ufeff", "\u202e", "\u00ad\u2060")


# Suppressions


@fault("CFG001", "phases status_report handbook", undone=True)
def suppression_idle(text: str) -> Iterator[Change]:
    """A suppression of what nobody reports."""
    for match in each(r"^()## ", text):
        yield from put(match, "<!-- planlint-disable-next-line wrong-weekday -->\n")


@fault("CFG002", "phases status_report handbook")
def suppression_misspelled(text: str) -> Iterator[Change]:
    """A suppression of a rule that does not exist."""
    for match in each(r"^()## ", text):
        yield from put(match, "<!-- planlint-disable-next-line over-hundert -->\n")


@fault("PRG002", "sprint_board task_files")
def marked_count_off(text: str) -> Iterator[Change]:
    """A count that the rows above it, or the headings with a box, do not give."""
    for match in each(r"^(?:Stories: |- )(\d+)(?:/| of )(\d+) (?:tasks )?done", text):
        if int(match[2]) > 2:
            yield from put(match, *(new for new in away(int(match[1]), -1, 1) if new <= int(match[2])))


@fault("PRG002", "phases german")
def fraction_off(text: str) -> Iterator[Change]:
    """A fraction that its percentage, and the boxes, do not give."""
    for match in each(r"\d+ ?% \((\d+)(?:/| von )(\d+) (?:tasks|Aufgaben)\)", text):
        done, total = int(match[1]), int(match[2])
        yield from put(match, *(new for new in away(done, -2, -1, 1, 2) if new <= total and total > 2))
        if total > 5:
            yield from put(match, total + 1, group=2)

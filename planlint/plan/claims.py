"""Claims: numbers that a plan says of something by its name: "9 new components", "New components | 4", "`run.py` (120
lines)", "Test coverage: 45%", "Overall score: 7.4/10".

Two claims are about one thing where they have one key: the words of a name, in any order, singular or plural. Words for
making ("created") and for how far things are name nothing.
"""

from collections.abc import Sequence

from planlint.plan.amounts import COUNTS, WINDOW, Amount
from planlint.plan.outline import Node, Outline
from planlint.text.patterns import regex

_WORD = regex(r"[^\W\d_]{2,}|(?=[^\x00-\x7f])[^\W\d_]")
_BEFORE = regex(r"([^\W\d_]+)[\s*_]*$")
_BEHIND = regex(r"[\s*_]*\+?((?:[\s*_]*[^\W\d_]+(?:[-/’'][^\W\d_]+)*){1,6})")
_LABEL_END = regex(r"[:：(（\[–—|]|\s-\s")
_TOLD = regex(r"[^\W_]")
_PATH = regex(r"[\w./@+-]++(?!:+\w)")
_SUFFIX = regex(r"[^\W\d][\w@+-]*\.(?:[a-z]{1,5}|[A-Z]{2})$")
_PLURAL = regex(r"(?m)(?<=...)(?<!s)s$")
_NO_COUNT = regex(r"(?:19|20)\d\d$|0\d")
"""A year, or a name with digits."""
_FILLERS = ("aspect-words", "progress-words", "total-words", "made-words", "small-words")
_SHORT = 3
"""Letters of the number of a heading, at most."""
_REACH = 30
"""Longer than any word."""
_VALUE = len("**~")
_COLUMNS = (2, 3)
_MOST = 100
"""More than so many per cent are a change."""
_FEWEST = 4
"""Of so many at least a fraction tells how good something is."""
_ASIDE = ("target-words", "aside-words", "before-words", "improvement-words", "change-words", "portion-words")
_SIZES = ("line", "test")
"""What the size of a file is told in; what is about so many is a plan for it, or all that was added."""


class Claim:
    """`amount` says how many there are of what the words of `key` name, in `node`; of percentages and scores `scale` is
    "%" or the highest score. `head` is the label or the column's head, casefolded; `file` the path, where it is about
    one."""

    __slots__ = ("amount", "file", "head", "key", "node", "scale")

    def __init__(
        self, node: Node, amount: Amount, key: frozenset[str], head: str, file: str = "", scale: str = ""
    ) -> None:
        self.node, self.amount, self.key, self.head, self.file, self.scale = node, amount, key, head, file, scale

    def around(self, text: str) -> str:
        """What stands around the number in its sentence, with the head, casefolded."""
        before = text[max(self.node.start, self.amount.left - WINDOW) : self.amount.left].rpartition(". ")[2]
        behind = text[self.amount.end : min(self.node.end, self.amount.end + WINDOW)].partition(". ")[0]
        return f"{self.head}|{before}|{behind}".casefold()


def read_claims(outline: Outline) -> list[Claim]:
    """All claims, in the order of the text."""
    reader = _Reader(outline)
    for node in outline.nodes:
        if node.amounts:
            reader.read(node)
    return reader.found


class _Reader:
    """Reads the claims of one plan."""

    def __init__(self, outline: Outline) -> None:
        self.outline, self.vocabulary = outline, outline.vocabulary
        self.text, self.code = outline.text, outline.document.with_code
        self.found: list[Claim] = []
        lists = self.vocabulary.lists
        self.fillers = frozenset[str]().union(*(lists[name] for name in _FILLERS))
        self.stops = (lists["small-words"] | lists["link-words"]) - lists["of"]
        self.months = frozenset(self.vocabulary.months)

    def read(self, node: Node) -> None:
        """Find the claims of one line or row."""
        rated = [a for a in node.amounts if (a.of is not None or a.kind == "percent") and _scale(a)]
        if rated and node.kind == "row":
            self.rated_row(node, rated)
        elif rated:
            self.in_line(node, rated)
        amounts = []
        for amount in node.amounts:
            if amount.kind not in COUNTS or amount.sign or amount.of is not None or amount.decimals:
                continue
            if amount.kind == "bare" and _NO_COUNT.match(self.text, amount.start, amount.end):
                continue
            before = _BEFORE.search(self.text, max(node.start, amount.left - _REACH), amount.left)
            word = before[1].casefold() if before else ""
            if word not in self.vocabulary.units and word not in self.months:
                amounts.append(amount)
        if not amounts:
            return
        files = self.files(node) if "." in self.code[node.start : node.end] else {}
        if len(files) == 1:
            self.of_file(node, amounts, *next(iter(files.items())))
        elif node.kind == "row":
            self.in_row(node, amounts)
        else:
            self.in_line(node, amounts)

    def files(self, node: Node) -> dict[str, str]:
        """The files that a line names, each with its path as written."""
        paths = [match[0].rstrip(".") for match in _PATH.finditer(self.code, node.start, node.end)]
        return {name: path for path in paths if _SUFFIX.search(name := path.rpartition("/")[2])}

    def of_file(self, node: Node, amounts: Sequence[Amount], name: str, path: str) -> None:
        """ "`src/run.py` (120 lines)"."""
        heads = (
            {word for cell in node.table.header.cells for word in _WORD.findall(cell.text.casefold())}
            if node.table
            else set()
        )
        for amount in amounts:
            alone = [a.unit for a in node.amounts].count(amount.unit) == 1 and amount.unit in _SIZES and amount.exact
            numbers = heads and not amount.words and heads.isdisjoint(self.vocabulary.plurals)  # "Line" over them
            if alone and not numbers:
                key = frozenset([name.casefold(), amount.unit])
                self.found.append(Claim(node, amount, key, " ".join(heads), path))

    def in_row(self, node: Node, counting: Sequence[Amount]) -> None:
        """A name and a number in a table of two or three columns."""
        heads = node.table.header.cells if node.table else ()
        if not (node.row and node.row.index and len(heads) in _COLUMNS and {0, 1} <= node.cells.keys()):
            return
        name, value = node.cells[0].span, node.cells[1].span
        amounts = node.figures.get(1)
        if not amounts or amounts[0].left - value.start > _VALUE or len(node.amounts) > len(amounts):
            return
        if amounts[0] in counting:
            self.claim(
                node, amounts[0], _WORD.findall(self.text[slice(*name)].casefold()), value.end, heads[1].text.casefold()
            )

    def rated_row(self, node: Node, rated: Sequence[Amount]) -> None:
        """A name in the first cell, and the one percentage or score that starts a cell, but for goals and changes."""
        heads = node.table.header.cells if node.table else ()
        name = node.cells[0].span if 0 in node.cells else None
        if name is None or not (node.row and node.row.index) or 0 in node.figures:
            return
        found = []
        for column, amounts in node.figures.items():
            head = heads[column].text.casefold() if column < len(heads) else ""
            cell = node.cells[column].span
            plain = amounts[0] in rated and not _TOLD.search(self.text, cell.start, amounts[0].left)
            if plain and not self.vocabulary.mentions_any(_ASIDE, head):
                found.append((amounts[0], cell.end, head))
        if len(found) == 1:
            amount, end, head = found[0]
            self.claim(node, amount, _WORD.findall(self.text[slice(*name)].casefold()), end, head)

    def in_line(self, node: Node, amounts: Sequence[Amount]) -> None:
        """Each number with the words behind it, and those of the label that the line starts with."""
        end = _LABEL_END.search(self.code, node.start, node.end)
        before = self.code[max(node.start, end.start() - WINDOW) : end.start()] if end else ""
        words = _WORD.findall(before.casefold())
        told = _TOLD.search(self.text, end.end(), node.end) if end else None
        for amount in amounts:
            labelled = end is not None and end.end() <= amount.left
            label = words if labelled else []
            at_once = labelled and not (told and told.start() < amount.left and not self.is_vague(told.start(), amount))
            if amount.start - node.start >= _SHORT or node.kind != "heading":
                self.claim(node, amount, label, node.end, " ".join(label), at_once=at_once)

    def is_vague(self, start: int, amount: Amount) -> bool:
        """Whether words before a percentage or score say nothing but that it is estimated, or of now."""
        lists, words = self.vocabulary.lists, _WORD.findall(self.text[start : amount.left].casefold())
        return bool(words and _scale(amount)) and all(
            word in lists["estimate-keys"] or word in lists["aspect-words"] or word in lists["small-words"]
            for word in words
        )

    def claim(self, node: Node, amount: Amount, label: list[str], end: int, head: str, *, at_once: bool = True) -> None:
        """Find the claim, where a name is given: by the words behind, or by a label right before."""
        scale = _scale(amount)
        match = _BEHIND.match(self.text, amount.right if scale == "%" else amount.end, end)
        behind: list[str] = []
        for word in _WORD.findall(match[1].casefold()) if match else ():
            if word in self.stops:
                break
            behind.append(word)
        portion = scale and match and not behind  # "100% of the parser", "80% for small files"
        if portion or not self.months.isdisjoint(behind[:2]) or not (behind or at_once):
            return
        labels = {*label} - self.vocabulary.lists["aspect-words"]
        unit = [amount.unit] if amount.unit and not behind and not scale else []
        words = labels.union(behind, unit) - self.fillers
        name = frozenset(_PLURAL.sub("", "\n".join(words)).splitlines())
        if len(name) > 1 or (name and (node.kind == "row" or not labels or scale)):
            self.found.append(Claim(node, amount, name, head, scale=scale))


def _scale(amount: Amount) -> str:
    """ "%" for a percentage, the whole of a fraction or score; "" for other amounts, changes among them."""
    if amount.sign or amount.mark in ("<", ">") or amount.high > (_MOST if amount.of is None else amount.of):
        return ""
    if amount.of is not None:
        return f"{amount.of:g}" if amount.of >= _FEWEST and amount.kind != "time" else ""
    return "%" if amount.kind == "percent" else ""

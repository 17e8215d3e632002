"""What the members of a list, table or drawing are: code, rows, names several to a line, remarks."""

from collections import Counter
from collections.abc import Callable, Sequence

from planlint.compare.entries import state_before
from planlint.compare.plan import Plan
from planlint.plan.outline import Group, Node
from planlint.plan.standing import standing
from planlint.text.patterns import regex

CODE = regex(r"`[^`]+`|\b(?!\d+/)[\w-]+/[\w./-]+|\b[\w-]+\.[a-z]{1,5}\b")
STARTS = regex(rf"[^\w`]*(?:{CODE.pattern})")
"""Code at the start of a line, behind marks: what else a list of files holds is told in words."""
_IDENTIFIER = regex(r"\W*[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+\b")
"""A name of code without the marks of one, at the start: `requests_total`."""
MORE = regex(r"\.\.\.|…|\betc\b")
COMMA = regex(r",\s*(?:and |et |und |y |e )?|、|，|;\s*")
PAIR = regex(r"[\s*_`]*[^\W\d_][^:：\n]{0,30}[*_`]*[:：]")
NUMBERED = regex(r"[\s*_`]*[^\W\d_][^:：\n]{0,30}\d[*_`]*[:：]")
BRACKETS = regex(r"[(（][^()（）]*[)）]")
_TAIL = regex(r" [-–—→] | ?[:：]")
_AND = regex(r" (?:and|&|\+|et|und|y|e|и) ")
_NAME = regex(r"[*_`]*(?=[^\s,]*[^\W\d_])[\w.@/$#<>{}\[\]-]+(?:\(\))?[*_`]*")
_CODE_NAME = regex(r".*[_`/()]|.*[a-z][A-Z]|.*\.[a-z]")
_MARKS = regex(r"[^\w`@/.*]+")
_FOLDER = regex(r"/`?$|\*")
"""The end of a folder's name, or a pattern: one entry for several files."""
_PARAMETERS = frozenset(":{[<$")
"""What a parameter in a route starts with: "items/:id" is no folder."""
_RANGE = regex(r"[\s*_`(]*(\d{1,3})\s?[-–]\s?(\d{1,3})[.):]")
_SLASHED = regex(r"[\s*_`\[(]*[^\W\d]\w*(?: \w+)?/[^\W\d]\w*(?![\w./])")
"""Two names in one entry: "sent/received"; no path, no file."""
_REST = regex(r"\W*\+ ?\d|\W*(?:and|plus|et|und|y|e|и) (?:[^\W\d_]+ )?\d+\b", 2)
"""The start of an entry for all others: "+ 8 more", "and 5 more types"."""
CODED = 0.7


def leave_open(plan: Plan, nodes: Sequence[Node]) -> bool:
    """Whether a list holds more than it names: its last entry says so, or one is a folder or a pattern."""
    text = plan.document.source.text
    named = [code for node in nodes if (code := CODE.search(text, node.start, node.end))]
    last = nodes[-1]
    rest = MORE.search(plan.outline.words(last).casefold()) or _REST.match(text, last.start, last.end)
    return bool(rest) or any(
        _FOLDER.search(code[0]) and text[code.end() : code.end() + 1] not in _PARAMETERS for code in named
    )


def of_one_kind(plan: Plan, nodes: Sequence[Node]) -> int:
    """How many entries are files of the commonest kind, where there are several kinds; else all of them."""
    text = plan.document.source.text
    named = [code[0] for node in nodes if (code := CODE.search(text, node.start, node.end))]
    kinds = Counter(name.strip("`").rpartition(".")[2] for name in named if "." in name)
    most = max(kinds.values(), default=0)
    return most if len(named) == len(nodes) and most > 1 else len(nodes)


def stand_for(plan: Plan, nodes: Sequence[Node]) -> int:
    """How many entries `nodes` are, of which one, or the line behind them, may stand for several: "13-16. Badges",
    "bytes sent/received"."""
    text, nodes = plan.document.source.text, [*nodes]
    behind = plan.outline.nodes[nodes[-1].index + 1 : nodes[-1].index + 2]
    if behind and behind[0].kind == "line" and _RANGE.match(text, behind[0].start, behind[0].end):
        nodes += behind
    found = [each for node in nodes if (each := _RANGE.match(text, node.start, node.end))]
    pairs = sum(bool(_SLASHED.match(text, node.start, node.end)) for node in nodes)
    pairs = pairs if 2 * pairs < len(nodes) else 0  # else they are paths
    return len(nodes) + pairs + sum(max(0, int(each[2]) - int(each[1])) for each in found)


def members_of(plan: Plan, group: Group) -> list[Node]:
    """The nodes of `group` without those that add up others."""
    return [node for node in group.nodes if standing(plan.outline, node) != "total"]


def share_of(plan: Plan, nodes: Sequence[Node], test: Callable[[str, int, int], object]) -> float:
    """How many of `nodes` hold, as written, what `test` (a search or match of a pattern) finds; 0 to 1."""
    source = plan.document.source.text
    return sum([bool(test(source, node.start, node.end)) for node in nodes]) / len(nodes)


def are_coded(plan: Plan, nodes: Sequence[Node]) -> bool:
    """Whether most of `nodes` hold code: files, paths, names of code."""
    return share_of(plan, nodes, CODE.search) >= CODED or share_of(plan, nodes, _IDENTIFIER.match) >= CODED


def are_attributes(plan: Plan, nodes: Sequence[Node]) -> bool:
    """Whether most of `nodes` are attributes of one thing ("Owner: Ann"), and not entries by number ("Test 1: ...")."""
    return share_of(plan, nodes, PAIR.match) >= CODED > share_of(plan, nodes, NUMBERED.match)


def are_marked(plan: Plan, nodes: Sequence[Node]) -> bool:
    """Whether each of `nodes` begins with a status mark: such a list more often names all that is counted."""
    return all(state_before(plan, node) is not None for node in nodes)


def names_in(plan: Plan, nodes: Sequence[Node]) -> list[str]:
    """The names in a list that has several to a line ("- users, orders", "- Queries: `find`, `count`"); none where a
    line holds anything else. What is labelled must be code, and is an attribute where other lines have no label."""
    source = plan.document.source.text
    lines = [BRACKETS.sub("", source[node.start : node.end]) for node in nodes]
    if not any("," in line or "、" in line for line in lines):
        return []
    labels = [PAIR.match(line) for line in lines]
    plain = [line for line, label in zip(lines, labels, strict=True) if not label]
    held = [_names(line) for line in plain or (line.partition(":")[2] or line.partition("：")[2] for line in lines)]
    found = [name for names in held for name in names]
    if not all(held) or len(found) == len(held):
        return []
    return found if plain or 2 * sum(bool(_CODE_NAME.match(name)) for name in found) > len(found) else []


def are_code(names: Sequence[str]) -> bool:
    """Whether most names are those of code."""
    return sum(bool(_CODE_NAME.match(name)) for name in names) >= CODED * len(names)


def _names(line: str) -> list[str]:
    """The names that make up a line; none where a piece of it is more than one word."""
    start = _MARKS.match(line)
    line = _TAIL.split(line[start.end() if start else 0 :].strip(" *"), maxsplit=1)[0].strip(" .")
    pieces = [each.strip() for part in COMMA.split(line) for each in _AND.split(part) if each.strip()]
    return pieces if all(_NAME.fullmatch(piece) for piece in pieces) else []

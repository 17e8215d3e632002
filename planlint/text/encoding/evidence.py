"""Characters in their mangled form: whether anybody would write them as they stand, in any language, and what the rest
of the document says to it."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from planlint.text.encoding.pages import USUAL, Kind, is_drawing, is_emoji
from planlint.text.source import Span

CLOSING = frozenset("’”»›…–—“‘·•‰№\xa0©®™°²³¹ªº")
"""What may follow a letter without a space."""
_GLUED = frozenset("©®™°²³¹‰“”‘")
"""Those of them that no letter follows."""
_GRAVE = "Ã\xa0"
"""The commonest letter whose second byte cannot be seen: "à"."""
_OPENING = frozenset("“‘«‹„‚")
_QUOTING = frozenset("‚„“”‘’«»–—…·‰‡÷")
"""What UTF-8's first bytes look like in Mac Roman, and what a word may follow without a space."""
_EMBEDDED = "├┬√"
"""No letters, which a run may start with in a word."""
_MATH = frozenset("√≈¬∆∞π∂∑∫∏Ω±≤≥≠µ")

_LETTERLIKE = frozenset("ªºµˆˇ")
_NEVER_WITH_TILDE = frozenset("ŠŒŽšœžŸƒˆ")
"""Letters of no language that has "Ã"."""
_MANY = 12
"""So many strong glyphs prove a doubtful one."""
_SOME = 3
"""So many doubtful ones inside words prove each other."""


class Glyph(NamedTuple):
    """One character in its mangled form: its place, what it was, and the characters around it ("" at the edge)."""

    span: Span
    raw: str
    meant: str
    kind: Kind
    before: str
    after: str
    outer: str = ""
    """The character before the one before."""


glyph_of: Callable[[tuple[object, ...]], Glyph] = partial(tuple.__new__, Glyph)


class Run(NamedTuple):
    """Mangled characters without a gap. Strong ones need no other evidence."""

    glyphs: tuple[Glyph, ...]
    raw: str
    """The characters as they stand."""
    strong: bool


class Evidence(NamedTuple):
    """What a document says about one encoding: the glyphs in strong runs, and what no run explains."""

    strong: int
    letters: int
    """How many of these are Latin letters."""
    strangers: Counter[str]
    foreign: bool
    """Whether letters or drawings that are not ASCII are among the strangers."""

    def supports(self, run: Run) -> bool:
        """Whether a run is mojibake, by itself or by this evidence."""
        if run.strong:
            return True
        for glyph in run.glyphs:
            if self.strangers[glyph.raw[0]] > 0:
                return False
        if self.strong >= _MANY or (self.letters >= _SOME and not self.foreign):
            return True
        if _looks_natural(run.glyphs):
            return False
        return self.strong > 0 or (not self.foreign and _may_stand_alone(run.glyphs))


def is_weak(run: Run) -> bool:
    """Whether nobody would believe a run that is all there is: a pair, or letters that make a rare symbol."""
    meant = run.glyphs[0].meant
    return run.glyphs[0].kind == "symbol" and (
        len(run.raw) < 3 or (run.raw.isalpha() and meant not in USUAL and not is_emoji(meant))
    )


def weigh(runs: Sequence[tuple[Run, int]], high: Counter[str]) -> Evidence:
    """The evidence of `runs`, each with how often it stands in the text."""
    strangers = Counter(high)
    inside = 0
    for run, count in runs:
        for char in run.raw:
            strangers[char] -= count
    foreign = any(count > 0 and (char.isalpha() or is_drawing(char)) for char, count in strangers.items())
    strong = sum(len(run.glyphs) * count for run, count in runs if run.strong)
    letters = sum(glyph.kind == "latin" for run, _ in runs if run.strong for glyph in run.glyphs)
    for run, count in runs:
        if run.raw[0] in _EMBEDDED and strangers[run.raw[0]] <= 0 and _is_embedded(run.glyphs):
            inside += count
    return Evidence(strong or (inside if inside >= _SOME else 0), letters, strangers, foreign)


def is_strong(glyphs: Sequence[Glyph], raw: str) -> bool:
    """Whether a run of glyphs without a gap, `raw` as it stands, is mojibake for what it is, with no other evidence."""
    return any(map(_is_impossible, glyphs)) or (len(glyphs) > 1 and _is_odd_word(glyphs, raw))


def _is_embedded(glyphs: Sequence[Glyph]) -> bool:
    """Whether a run that starts with one of `_EMBEDDED` stands between two letters: "informaci├│n"."""
    return glyphs[0].before.isalpha() and glyphs[-1].after.isalpha()


def _may_stand_alone(glyphs: Sequence[Glyph]) -> bool:
    """Whether a plausible run is mojibake where the document holds no other letter or drawing beyond ASCII."""
    raw = "".join(glyph.raw for glyph in glyphs)
    if raw == _GRAVE:
        return not glyphs[0].before.isalpha() or (not glyphs[0].outer.isalpha() and glyphs[0].after.islower())
    if glyphs[0].kind != "symbol" or glyphs[0].meant == "\xa0" or _MATH.issuperset(raw):
        return False
    return not _is_cyrillic_word(raw)


def _looks_natural(glyphs: Sequence[Glyph]) -> bool:
    """Whether a plausible run of glyphs also sits naturally between the characters before and after it."""
    raw = "".join(glyph.raw for glyph in glyphs)
    lead, rest, before, after = raw[0], raw[1:], glyphs[0].before, glyphs[-1].after
    if raw == _GRAVE:
        return False
    if is_drawing(lead):
        entry = glyphs[0].kind == "symbol" and rest.isalpha() and after.isalpha() and not before.isalpha()
        return is_drawing(before) or is_drawing(after) or entry
    if lead in _QUOTING:
        return rest.isalpha()
    if lead == "Å" and len(glyphs) == 1 and not before.isalpha() and (rest == "·" or not after.isalpha()):
        return True  # a unit: "10 Å³"
    one_word = before.isalpha() and lead.isalpha() and _is_cyrillic(before) == _is_cyrillic(lead) and lead != "ƒ"
    return one_word and not (before.islower() and lead.isupper())


def _is_impossible(glyph: Glyph) -> bool:
    """Whether nobody would write this one glyph as it stands."""
    if _is_plausible(glyph):
        return False
    raw, before, after = glyph.raw, glyph.before, glyph.after
    if glyph.kind == "symbol":
        return len(raw) > 2 or not (before.isupper() or before in _OPENING or (before.isalpha() and raw[0].islower()))
    if glyph.kind == "latin":
        inside = before.isalpha() and not before.isupper()
        return inside or (after.isalpha() and raw[-1] not in CLOSING - _GLUED)
    if glyph.kind == "greek":
        return raw[0] in "ÎÏ" and raw[-1] in _GLUED and after.isalpha()
    return len(raw) > 2 and not raw.isalpha() and not any(map(is_drawing, raw))


def _is_odd_word(glyphs: Sequence[Glyph], raw: str) -> bool:
    """Whether glyphs side by side give one kind of text, and do not look like text as they stand."""
    if _is_cyrillic_word(raw) or all(map(is_drawing, raw)) or _MATH.issuperset(raw):
        return False
    if len({glyph.kind for glyph in glyphs}) > 1:
        return False
    if glyphs[0].kind == "symbol" and not (_is_cyrillic(raw[0]) and _is_punctuated(raw)):
        return True
    usual = glyphs[0].kind != "cyrillic" or any(glyph.meant <= "\u045f" for glyph in glyphs)
    return usual and (is_drawing(raw[0]) or not all(map(_is_plausible, glyphs)))


def _is_plausible(glyph: Glyph) -> bool:
    """Whether somebody may have written the mangled form as it stands."""
    raw, before = glyph.raw, glyph.before
    lead, rest = raw[0], raw[1:]
    if len(raw) == 4:
        return _is_part_of_word(glyph)
    if lead == "Ã" and rest in _NEVER_WITH_TILDE:
        return False
    if _is_letters(raw) or all(map(is_drawing, raw)) or _MATH.issuperset(raw):
        return True
    if lead in _QUOTING:
        goes_on = glyph.after.isalpha() or glyph.after in tuple("‘’“”")
        opens = lead in _OPENING and before.isalpha()
        return rest.isalpha() and (len(raw) == 2 or (goes_on and not opens))
    if is_drawing(lead):
        return rest.isalpha() or lead not in "├┬" or not (before.isalnum() or glyph.after.isalpha())
    if not lead.isalpha() or (before.islower() and lead.isupper()):
        return False
    if (rest[0] in "’‘\xa0…" and rest[1:].isalpha()) or (lead == "В" and len(raw) == 2 and not before.isalpha()):
        return True
    return CLOSING.issuperset(rest) and not _is_lone_letter(glyph)


def _is_part_of_word(glyph: Glyph) -> bool:
    """Whether an emoji in its mangled form may be letters inside a word."""
    raw, before, after = glyph.raw, glyph.before, glyph.after
    inside = any(char.isalpha() and _is_cyrillic(char) == _is_cyrillic(raw[0]) for char in (before, after))
    return inside and _is_punctuated(raw)


def _is_punctuated(raw: str) -> bool:
    """Whether these are letters and, less than half as often, what stands beside words without a space."""
    marks = sum(char in CLOSING or is_drawing(char) for char in raw)
    letters = sum(char.isalpha() and char not in _LETTERLIKE for char in raw)
    return marks + letters == len(raw) and 2 * marks <= letters


def _is_lone_letter(glyph: Glyph) -> bool:
    """Whether a letter with closing punctuation stands where that letter is no word: "Â°" after a digit."""
    raw, before = glyph.raw, glyph.before
    if glyph.after.isalpha() and raw[-1] in _GLUED:
        return True
    return raw[0] in "ÂÃ" and raw[-1] != "\xa0" and not before.isalpha() and before not in _OPENING


def _is_letters(raw: str) -> bool:
    """Whether all are letters of one script; what only counts as a letter ("ª", "µ") is left out."""
    one_script = ("\u0370" <= raw[0] <= "\u03ff") == ("\u0370" <= raw[-1] <= "\u03ff")  # both Greek, or neither
    return one_script and raw.isalpha() and _LETTERLIKE.isdisjoint(raw)


def _is_cyrillic_word(raw: str) -> bool:
    """Whether these are Cyrillic letters, with capitals where words have them."""
    return _is_letters(raw) and _is_cyrillic(raw[0]) and (raw.isupper() or raw.islower() or raw.istitle())


def _is_cyrillic(char: str) -> bool:
    return "\u0400" <= char <= "\u04ff"

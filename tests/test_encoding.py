"""The encoding rules over whole plans, and bytes that are not UTF-8."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.fixing.fixer import fix
from planlint.rules._invisible import invisible
from planlint.running.linter import lint
from planlint.running.runner import RunOptions, gathered, run_text
from planlint.settings.config import Overrides, Settings
from planlint.text.edits import apply_edits
from planlint.text.encoding.decode import decode_bytes
from planlint.text.source import Source

ENC = Settings(select=("ENC",))
BENCH = Path(__file__).resolve().parents[1].parent / "shared" / "bench" / "docs"
SEEDS = sorted((BENCH / "seeds").glob("*.md"))

PLAN = """\
---
title: Orchard âœ…
---

# ðŸš€ Orchard

<!-- reviewed â€“ twice -->
- [x] Plant the pears âœ… and write `âœ…` in [the diary](diaryâ€“2.md)
- [ ] **âœ… Graft** â†’ **cafÃ©**

```
orchard/
â”œâ”€â”€ pears/
â””â”€â”€ plums/
```

| Job | State |
|---|---|
| Prune | â\x8f³ |
"""
MENDED = """\
---
title: Orchard ✅
---

# 🚀 Orchard

<!-- reviewed – twice -->
- [x] Plant the pears ✅ and write `âœ…` in [the diary](diary–2.md)
- [ ] **✅ Graft** → **café**

```
orchard/
├── pears/
└── plums/
```

| Job | State |
|---|---|
| Prune | ⏳ |
"""


def mend(text: str) -> str:
    """`text` after the safe fixes of all encoding rules."""
    return fix(Source(text), ENC, unsafe=False).source.text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_whole_plan_is_mended(newline: str) -> None:
    assert mend(PLAN.replace("\n", newline)) == MENDED.replace("\n", newline)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_seeds_are_mended_byte_for_byte(seed: Path) -> None:
    mended = mend(seed.read_bytes().decode())
    assert mended.encode() == (BENCH / "seeds-repaired" / seed.name).read_bytes()
    assert mend(mended) == mended


def test_what_cannot_be_mended_is_reported_again() -> None:
    text = "## ðŸ“ Shopping âœ…\n"
    left = lint(Source(mend(text)), ENC)
    assert [(one.code, one.finding.fix) for one in left] == [("ENC002", None)]


def test_a_lost_byte_is_reported_once() -> None:
    found = lint(Source("## ðŸ“\ufffd Shopping \ufffd\n"), ENC)
    assert [one.code for one in found] == ["ENC002", "ENC003"]


def test_controls_in_mojibake_are_reported_once() -> None:
    found = lint(Source("â\x9c\x85 Fence\x81\n"), ENC)
    assert [one.code for one in found] == ["ENC001", "ENC005"]


@given(
    st.lists(st.sampled_from(["âœ…", "â\x80\x94", "Â\xa0", "ï»¿", "ï¸", "ðŸ“", "\xadƒÜÇ", "\x9b", " ", "a"])).map(
        "".join
    )
)
def test_messages_hold_nothing_that_cannot_be_seen(text: str) -> None:
    for diagnostic in lint(Source(text), ENC):
        message = diagnostic.finding.message + (diagnostic.finding.fix.title if diagnostic.finding.fix else "")
        assert message.isprintable()


def test_long_stretches_are_cut_in_the_message() -> None:
    (found,) = lint(Source("â”€" * 40), ENC)
    assert found.finding.message == "â”€â”€â”€â”€â”€â”€… is ──────… read as cp1252"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("", ""),
        ("plain\ttext\r\nand\fmore", ""),
        ("soft\xadhyphen, no\xa0break, thin\u2009space", ""),
        ("⚠️ 1️⃣ ❤️‍🔥 👩🏽‍💻 ☎︎ ©️", ""),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", ""),
        ("می‌خواهم क्‍ष ක්‍ර ไทย\u200bไทย 日\u200b本", ""),
        ("שלום\u200f \u202bאבג\u202c", ""),
        ("a\x00b", "\x00"),
        ("a\u200bb\u2060c", "\u200b\u2060"),
        ("a\u200db 👩\u200d x", "\u200d\u200d"),
        ("a\u202eb\u202c", "\u202e\u202c"),
        (" \ufe0f x\ufe0f", "\ufe0f\ufe0f"),
        ("\x1b[31mred\x1b[0m", "\x1b[31m\x1b[0m"),
        ("tag\U000e0041", "\U000e0041"),
        ("a\ufeffb\u0085", "\ufeff\u0085"),
    ],
)
def test_invisible(text: str, hidden: str) -> None:
    assert "".join(text[slice(*one.span)] for one in invisible(text)) == hidden


@given(st.text())
def test_without_the_invisible_nothing_is_left_to_mend(text: str) -> None:
    while found := [one for one in invisible(text) if one.instead is not None]:
        for span, _, instead in reversed(found):
            text = text[: span.start] + (instead or "") + text[span.end :]
    assert all(any(unicodedata.category(char) == "Cc" for char in text[slice(*one.span)]) for one in invisible(text))


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("\x1c\0\0 a\n\x02  \x14\0 b\n", "├── a\n│  └─ b\n"),
        ("\x1c a\n\x02 b \x05\n", "\x1c a\n\x02 b \x05\n"),
        ("a\0b\0", "a\0b"),
        ("\0\0Plan\0\0\0", "Plan"),
        ("done \x13, \x92 and \x7f", "done \x13, \x92 and \x7f"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("a\u0085b", "a b"),
    ],
)
def test_controls_are_restored_or_left(text: str, mended: str) -> None:
    """Each may be the low byte of a character; only padding, sequences for terminals and line breaks are none."""
    assert fix(Source(text), ENC, unsafe=True).source.text == mended


@pytest.mark.parametrize(
    ("data", "encoding", "foreign", "text"),
    [
        (b"caf\xe9 au lait", "cp1252", 3, "café au lait"),
        (b"It\x92s \x93done\x94 \x96 20\xb0", "cp1252", 2, "It’s “done” – 20°"),
        ("plan\r\nзадача".encode("cp1251"), "8-bit text", 6, "plan\r\n������"),
        (b"caf\x82, p\x82", "8-bit text", 3, "caf�, p�"),
        ("✅ a\ncafé ✅ ".encode() + b"caf\xe9", "8-bit text", 14, "✅ a\ncafé ✅ caf�"),
        (b"\xef\xbb\xbf\xe2\x9c\x85 \xff", "8-bit text", 2, "✅ �"),
        ("cut off ✅".encode()[:-1], "8-bit text", 8, "cut off �"),
        ("# Plan é".encode("utf-16"), "UTF-16", 0, "# Plan é"),
        (b"\xfe\xff" + "# Plan é".encode("utf-16-be"), "UTF-16", 0, "# Plan é"),
        ("# Plan é".encode("utf-32"), "UTF-32", 0, "# Plan é"),
        ("# Plan é".encode("utf-16-le"), "UTF-16LE", 0, "# Plan é"),
        ("# Plan".encode("utf-16-be"), "UTF-16BE", 0, "# Plan"),
        ("# Plan".encode("utf-32-le"), "UTF-32LE", 0, "# Plan"),
        (b"\xff\xfea", "UTF-16", 0, "�"),
        (b"# \xed\xbe\xaf Aim", "UTF-8 with lone surrogates", 2, "# 🎯 Aim"),
        (b"# \xed\xa0\xbd\xed\xba\x80 Go", "UTF-8 with lone surrogates", 2, "# 🚀 Go"),
        (b"# \xed\xba\x80 Go", "UTF-8 with lone surrogates", 2, "# � Go"),
        (b"# \xed\xa0\xbd Go", "UTF-8 with lone surrogates", 2, "# � Go"),
        (b"", "UTF-8", 0, ""),
        ("# Plan ✅ café 計画".encode(), "UTF-8", 0, "# Plan ✅ café 計画"),
        (b"one \0 in a plan", "UTF-8", 0, "one \0 in a plan"),
    ],
)
def test_what_bytes_hold(data: bytes, encoding: str, foreign: int, text: str) -> None:
    assert decode_bytes(data) == (text, encoding, foreign)


@pytest.mark.parametrize("data", [bytes(range(256)), bytes(range(6)) * 4])
def test_what_is_no_text(data: bytes) -> None:
    assert decode_bytes(data) is None


@given(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs", "Cc"])))
def test_utf_8_is_itself(text: str) -> None:
    assert decode_bytes(text.encode()) == (text.removeprefix("\ufeff"), "UTF-8", 0)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.sampled_from(["utf-16", "utf-32"]))
def test_wide_text_with_its_mark_is_decoded(text: str, encoding: str) -> None:
    assert decode_bytes(text.encode(encoding)) == (text, encoding.upper(), 0)


@given(st.binary())
def test_any_bytes_are_text_or_not(data: bytes) -> None:
    if found := decode_bytes(data):
        found.text.encode()
        assert 0 <= found.foreign <= len(found.text)
        assert found.encoding != "UTF-8" or found.text == data.decode("utf-8-sig")


def test_equal_findings_of_a_file_are_told_once() -> None:
    """Each glyph and each hidden character once, at its first place; one fix mends them all."""
    text = "# âœ… Fence\n\n- âœ… oak â†’ ash\n- a\u200bb âœ…\n- c\u200bd â†’ e\n- [] f\n- [] g\n"
    (result,) = map(gathered, [run_text(text.encode(), None, RunOptions(Overrides(isolated=True)))])
    told = {(each.code, each.finding.message): each.finding for each in result.diagnostics}
    assert len(told) == len(result.diagnostics) - 1  # the boxes are two
    ticks = told["ENC001", "âœ… is ✅ read as cp1252, and 2 more"]
    spans = [ticks.span, *(each.span for each in ticks.related)]
    assert [text.count("\n", 0, span.start) for span in spans] == [0, 2, 3]
    assert ticks.fix
    assert apply_edits(text, ticks.fix.edits) == text.replace("âœ…", "✅")
    assert ("ENC005", "U+200B (zero width space) cannot be seen here, and 1 more") in told


def test_nothing_is_done_for_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("repair.find", "lost.find_losses"):
        monkeypatch.setattr(f"planlint.text.encoding.{name}", None)
    assert lint(Source("# Plan\n\n- `a` | b?\n"), ENC) == []

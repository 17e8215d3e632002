"""Names: which ids a line starts with, and when two titles compare as equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlint.plan.names import normal, read_id, strip_edges, title_key
from planlint.plan.references import expand, read_list
from planlint.words.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
TEXTS = st.text(st.sampled_from("aT1 .-–#*_`:()[]/,&é✅週第中5Ⅰ\t"), max_size=40)


@pytest.mark.parametrize(
    ("line", "key", "written"),
    [
        ("T001 [P] Create the table", "t001", "T001"),
        ("**W18.1** Notes", "w18.1", "W18.1"),
        ("[x] W18.1 Notes", "w18.1", "W18.1"),
        ("[ ] W18.1 Notes", "w18.1", "W18.1"),
        ("E4-S01: Login", "e4-s01", "E4-S01"),
        ("W18.1-2 Notes", "w18.1-2", "W18.1-2"),
        ("W18.1 to W18.3: Notes", "w18.1-w18.3", "W18.1 to W18.3"),
        ("T001–T005: Setup", "t001-t005", "T001–T005"),
        ("Phase 2: Storage", "phase 2", "Phase 2"),
        ("Phase IV: Storage", "phase iv", "Phase IV"),
        ("Phase 2B - Storage", "phase 2b", "Phase 2B"),
        ("Phases 1-3 (all)", "phase 1-3", "Phases 1-3"),
        ("Week 1 to 2:", "week 1-2", "Week 1 to 2"),
        ("Phase 1 & 2:", "phase 1-2", "Phase 1 & 2"),
        ("Phase 1 - 3 tasks are left", "phase 1", "Phase 1"),
        ("Phase 2 – 5 days", "phase 2", "Phase 2"),
        ("Woche 3: Umzug", "week 3", "Woche 3"),
        ("フェーズ1: 設計", "phase 1", "フェーズ1"),
        ("第2周 设计", "week 2", "第2周"),
        ("3주차 설계", "week 3", "3주차"),
        ("#12 Fix the login", "#12", "#12"),
        ("1.1 Create the table", "1.1", "1.1"),
        ("2.5 hours of work", None, ""),
        ("2026-01-05 Kick-off", None, ""),
        ("3. Storage", None, ""),
        ("A plan", None, ""),
        ("Phase two", None, ""),
        ("10.5% of it", None, ""),
        ("", None, ""),
        ("✅", None, ""),
    ],
)
def test_id_at_the_start(line: str, key: str | None, written: str) -> None:
    found = read_id(line, 0, len(line), VOCABULARY)
    assert (found.key if found else None, line[found.span.start : found.span.end] if found else "") == (key, written)


@given(TEXTS, TEXTS)
def test_an_id_lies_inside_its_range(before: str, line: str) -> None:
    text = before + line
    found = read_id(text, len(before), len(text), VOCABULARY)
    assert found is None or (
        len(before) - text[: len(before)].endswith("#") <= found.span.start < found.span.end <= len(text)
    )


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("### 2. ✅ **Parser rewrite** (3 days) - COMPLETE", "Parser Rewrite", True),
        ("2.1) `Parser` rewrite", "parser rewrite", True),
        ("Parser rewrite: second try", "Parser rewrite", True),
        ("Parser-rewrite", "Parser rewrite", False),
        ("21 modules", "19 modules", False),
        ("Parser", "Printer", False),
    ],
)
def test_titles_compare(a: str, b: str, same: bool) -> None:
    assert (title_key(a) == title_key(b)) is same


@given(TEXTS)
def test_normal_is_idempotent(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(TEXTS)
def test_stripped_edges_are_a_part(text: str) -> None:
    span = strip_edges(text, 0, len(text))
    assert 0 <= span.start <= span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("T001, T004-T006", ["t001", "t004", "t005", "t006"]),
        ("Phases 1, 2 and 3 (all)", ["phase 1", "phase 2", "phase 3"]),
        ("W24.4 (patterns), W24.5", ["w24.4", "w24.5"]),
        ("1.1, 1.2", ["1.1", "1.2"]),
        ("#12 and #13", ["#12", "#13"]),
        ("Phase 1 complete, T002", ["phase 1"]),
        ("T001 then T002", ["t001"]),
        ("None", []),
        ("the schema (T001)", []),
        ("", []),
    ],
)
def test_lists_of_ids(text: str, keys: list[str]) -> None:
    assert [reference.key for reference in read_list(text, 0, len(text), VOCABULARY)] == keys


@given(TEXTS)
def test_references_lie_inside_and_in_order(text: str) -> None:
    spans = [reference.span for reference in read_list(text, 0, len(text), VOCABULARY)]
    assert spans == sorted(spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@given(st.sampled_from(["t", "w18.", "phase ", "be-"]), st.integers(1, 900), st.integers(1, 150))
def test_ranges_count_on(head: str, first: int, more: int) -> None:
    last = first + more
    keys = expand(f"{head}{first:04d}-{last:04d}")
    assert keys == [f"{head}{number:04d}" for number in range(first, last + 1)]


@pytest.mark.parametrize("key", ["t001", "e4-s01", "phase 2", "t005-t002", "back-12", "w1-x3", "t001-t900"])
def test_what_is_no_range_stays(key: str) -> None:
    assert expand(key) == [key]

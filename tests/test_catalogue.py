"""The catalogue: rule files, the link to their checks, selection."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from planlint.settings import catalogue
from planlint.settings.catalogue import Rule, SelectorError, did_you_mean, matching, rules, rules_folder, select_rules
from planlint.text import compiled
from planlint.text.diagnostics import Severity


def rule(code: str, name: str, *, preview: bool = False) -> Rule:
    return Rule(code, name, "family", "S.", "R.", Severity.ERROR, "0.1.0", preview, {}, ())


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rules, one of them in preview."""
    made = [
        rule("AAA001", "first-fault"),
        rule("AAA002", "second-fault"),
        rule("AAA003", "guess", preview=True),
        rule("BBB001", "other-fault"),
        rule("BBB011", "last-fault"),
    ]
    monkeypatch.setattr(catalogue, "rules", lambda _own="": {each.code: each for each in made})
    select_rules.cache_clear()
    monkeypatch.setattr(catalogue, "select_rules", select_rules.__wrapped__)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("select", "ignore", "preview", "expected"),
    [
        ("ALL", "", False, "AAA001 AAA002 BBB001 BBB011"),
        ("ALL", "", True, "AAA001 AAA002 AAA003 BBB001 BBB011"),
        ("", "", True, ""),
        ("AAA", "", False, "AAA001 AAA002"),
        ("aaa001", "", False, "AAA001"),
        ("first-fault BBB01", "", False, "AAA001 BBB011"),
        ("AAA003", "", False, "AAA003"),
        ("guess", "", False, "AAA003"),
        ("AAA00", "", False, "AAA001 AAA002"),
        ("ALL", "AAA", False, "BBB001 BBB011"),
        ("ALL AAA002", "AAA", False, "AAA002 BBB001 BBB011"),
        ("AAA", "ALL", False, "AAA001 AAA002"),
        ("AAA BBB", "other-fault", False, "AAA001 AAA002 BBB011"),
        ("AAA001", "first-fault", False, ""),
    ],
)
def test_selection_prefers_what_names_a_rule_most_closely(
    select: str, ignore: str, preview: bool, expected: str
) -> None:
    chosen = catalogue.select_rules(tuple(select.split()), tuple(ignore.split()), preview)
    assert " ".join(each.code for each in chosen) == expected


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("selector", ["AAA0011", "CCC", "1", "fault", "all rules", ""])
def test_a_selector_that_names_nothing_is_an_error(selector: str) -> None:
    with pytest.raises(SelectorError, match="selects no rule"):
        matching(selector)


@pytest.mark.parametrize(
    ("word", "choices", "hint"),
    [
        ("PGR001", ["PRG001", "SUM002"], "; did you mean 'PRG001'?"),
        ("prg01", ["PRG001"], "; did you mean 'PRG001'?"),
        ("selekt", ["select", "ignore"], "; did you mean 'select'?"),
        ("zzz", ["select", "ignore"], ""),
        ("x", [], ""),
    ],
)
def test_near_words_are_suggested(word: str, choices: list[str], hint: str) -> None:
    assert did_you_mean(word, choices) == hint


def test_every_rule_file_has_the_shape_of_the_schema() -> None:
    schema = json.loads((rules_folder() / "rule.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    faults = [
        f"{path}: {error.json_path}: {error.message}"
        for path, content in compiled.read_folder(rules_folder()).items()
        for error in validator.iter_errors(content)
    ]
    assert not faults


def test_codes_and_names_are_unique_and_every_family_has_its_letters() -> None:
    contents = compiled.read_folder(rules_folder())
    codes = [content["code"] for content in contents.values()]
    names = [path.rpartition("/")[2] for path in contents]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)
    letters = {(path.partition("/")[0], content["code"][:3]) for path, content in contents.items()}
    assert len(letters) == len({family for family, _ in letters}) == len({prefix for _, prefix in letters})


@pytest.mark.parametrize("each", rules().values(), ids=lambda each: each.code)
def test_the_keys_stand_in_one_order(each: Rule) -> None:
    order = ["code", "summary", "rationale", "severity", "since", "preview", "options", "examples"]
    keys = list(compiled.read_folder(rules_folder() / each.family)[each.name])
    assert keys == [key for key in order if key in keys]


def test_data_is_read_again_only_when_a_file_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "data" / "deep" / "one.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("day: 2026-01-05\nword: no\n", encoding="utf-8")
    expected = {"deep/one": {"day": "2026-01-05", "word": "no"}}
    assert compiled.load_folder(tmp_path / "data") == expected
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "read_folder", lambda _: pytest.fail("parsed again"))
        assert compiled.load_folder(tmp_path / "data") == expected
    file.write_text("word: maybe\n", encoding="utf-8")
    assert compiled.load_folder(tmp_path / "data") == {"deep/one": {"word": "maybe"}}


def test_a_compiled_file_beside_the_data_is_used_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / compiled.COMPILED).write_text('{"a": 1}', encoding="utf-8")
    monkeypatch.setattr(compiled, "read_folder", lambda _: pytest.fail("parsed"))
    assert compiled.load_folder(tmp_path) == {"a": 1}


@pytest.mark.parametrize("spoil", ["read-only", "broken", "a file", "no home"])
def test_without_a_usable_cache_the_data_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str) -> None:
    data, cache = tmp_path / "data", tmp_path / "cache"
    data.mkdir()
    (data / "one.yaml").write_text("a: 1\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    if spoil == "broken":
        compiled.load_folder(data)
        (entry,) = (cache / "planlint").iterdir()
        entry.write_text('{"key": 1}', encoding="utf-8")
    elif spoil == "a file":
        cache.write_text("", encoding="utf-8")
    elif spoil == "no home":
        monkeypatch.setenv("XDG_CACHE_HOME", "")
        monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    else:
        monkeypatch.setattr(compiled, "write_whole", _refuse)
    assert compiled.load_folder(data) == {"one": {"a": 1}}


def _refuse(*_: object) -> None:
    raise PermissionError

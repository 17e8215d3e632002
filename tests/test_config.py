"""Configuration: where it is found, what it may say, and what is said when it is wrong."""

import json
import pickle
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from planlint.settings import catalogue, config_file, config_schema, own_rules
from planlint.settings.catalogue import Rule
from planlint.settings.config import ConfigError, Overrides, Settings, clear_caches, find_config, find_settings
from planlint.text.diagnostics import Severity
from planlint.text.policy import GRADES
from planlint.text.records import replace

Write = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two rules, whatever the project holds, and nothing remembered from before."""
    options = {"tolerance": {"type": "integer", "minimum": 0, "default": 5, "description": "How far off is fine."}}
    made = [
        Rule("AAA001", "first-fault", "a", "S.", "R.", Severity.ERROR, "0.1.0", False, options, ()),
        Rule("BBB001", "other-fault", "b", "S.", "R.", Severity.ERROR, "0.1.0", False, {}, ()),
    ]
    for module in (catalogue, config_schema):
        monkeypatch.setattr(module, "rules", lambda _own="": {each.code: each for each in made})
    monkeypatch.setattr("planlint.settings.config.rules", lambda _own="": {each.code: each for each in made})
    catalogue.select_rules.cache_clear()
    config_schema.config_schema.cache_clear()
    clear_caches()
    yield
    catalogue.select_rules.cache_clear()
    config_schema.config_schema.cache_clear()
    clear_caches()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("files", "asked", "found"),
    [
        ([".planlint.yaml"], "docs/plan.md", ".planlint.yaml"),
        ([".planlint.yml"], "docs/plan.md", ".planlint.yml"),
        (["pyproject.toml"], "docs/plan.md", "pyproject.toml"),
        ([".planlint.yaml", "docs/.planlint.yaml"], "docs/plan.md", "docs/.planlint.yaml"),
        ([".planlint.yaml", "docs/.planlint.yaml"], "plan.md", ".planlint.yaml"),
        ([".planlint.yaml", "docs/.planlint.yaml"], "docs", "docs/.planlint.yaml"),
        ([".planlint.yaml", "pyproject.toml"], "plan.md", ".planlint.yaml"),
        ([".planlint.yaml", ".planlint.yml"], "plan.md", ".planlint.yaml"),
        ([".planlint.yaml", "docs/empty/pyproject.toml"], "docs/empty/plan.md", ".planlint.yaml"),
    ],
)
def test_the_nearest_configuration_is_found(
    tmp_path: Path, write: Write, files: list[str], asked: str, found: str
) -> None:
    write("docs/plan.md", "")
    for file in files:
        toml = "[tool.ruff]\n" if "empty" in file else f"[tool.planlint]\nselect = ['AAA']\nexclude = ['{file}']\n"
        write(file, toml if file.endswith("toml") else f"select: [AAA]\nexclude: ['{file}']\n")
    settings = find_settings(tmp_path / asked)
    assert settings.exclude == (found,)
    assert settings.root == (tmp_path / found).parent


def test_without_a_configuration_the_defaults_hold(tmp_path: Path) -> None:
    if find_config(tmp_path):
        pytest.skip("there is a configuration above the temporary folder")
    assert find_settings(tmp_path / "plan.md") == Settings()


OWN = """\
- code: TEAM001
  name: no-questions
  summary: No open questions in headings.
  forbidden-pattern: {in: heading, pattern: '[?]'}
"""
YAML = """\
select: [AAA]
extend-select: [other-fault]
ignore: [AAA001]
preview: true
include: ['*.txt']
exclude: [old/]
today: 2026-01-05
severity:
  first-fault: info
options:
  AAA001:
    tolerance: 7
vocabulary:
  total-words: [summa]
rules: [team]
baseline: known.json
"""
TOML = """\
[tool.planlint]
rules = ["team"]
baseline = "known.json"
select = ["AAA"]
extend-select = ["other-fault"]
ignore = ["AAA001"]
preview = true
include = ["*.txt"]
exclude = ["old/"]
today = 2026-01-05
[tool.planlint.severity]
first-fault = "info"
[tool.planlint.options.AAA001]
tolerance = 7
[tool.planlint.vocabulary]
total-words = ["summa"]
"""


@pytest.mark.parametrize(("name", "text"), [(".planlint.yaml", YAML), ("pyproject.toml", TOML)])
def test_everything_that_a_configuration_may_say(tmp_path: Path, write: Write, name: str, text: str) -> None:
    write(name, text)
    write("team/some.yaml", OWN)
    settings = find_settings(tmp_path)
    assert [each["rule"]["code"] for each in json.loads(settings.own)] == ["TEAM001"]
    assert replace(settings, own="") == Settings(
        select=("AAA", "other-fault"),
        ignore=("AAA001",),
        preview=True,
        include=("*.txt",),
        exclude=("old/",),
        severity={"AAA001": Severity.INFO},
        options={"AAA001": {"tolerance": 7}},
        vocabulary={"total-words": ["summa"]},
        today=date(2026, 1, 5),
        rules=("team",),
        baseline=tmp_path / "known.json",
        root=tmp_path,
    )
    assert pickle.loads(pickle.dumps(settings)) == settings


KEYS = [
    *("select", "extend-select", "ignore", "preview", "include", "exclude", "today"),
    *("severity.AAA001", "options.AAA001", "vocabulary.total-words", "rules", "baseline"),
]


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        (".planlint.yaml", YAML, [1, 2, 3, 4, 5, 6, 7, 9, 11, 14, 15, 16]),
        ("pyproject.toml", TOML, [4, 5, 6, 7, 8, 9, 10, 12, 13, 16, 2, 3]),
    ],
)
def test_every_value_knows_where_it_was_set(
    tmp_path: Path, write: Write, name: str, text: str, lines: list[int]
) -> None:
    write(name, text)
    write("team/some.yaml", OWN)
    assert find_settings(tmp_path).origins == {
        key: f"{tmp_path / name}:{line}" for key, line in zip(KEYS, lines, strict=True)
    }


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("selct: [AAA]\n", 1, "selct: there is no such setting; did you mean 'select'?"),
        ("select: [AAA]\n\nnonsense: 1\n", 3, "nonsense: there is no such setting"),
        ("select: AAA\n", 1, "select: 'AAA' should be a list"),
        ("select:\n  - AAA\n  - 5\n", 3, "select.1: 5 should be text"),
        ("select:\n  - AAA\n  - AAB\n", 3, "select: 'AAB' selects no rule; did you mean 'AAA'?"),
        ("ignore: [first-falut]\n", 1, "ignore: 'first-falut' selects no rule; did you mean 'first-fault'?"),
        ("preview: yes\n", 1, "preview: 'yes' should be true or false"),
        (
            "severity:\n  AAA001: eror\n",
            2,
            "severity.AAA001: 'eror' should be one of error, warning, info; did you mean 'error'?",
        ),
        ("severity:\n  AAA01: error\n", 2, "severity.AAA01: there is no such setting; did you mean 'AAA001'?"),
        ("severity:\n  AAA009: error\n", 2, "severity: 'AAA009' is no rule; did you mean 'AAA001'?"),
        ("options:\n  AAA001:\n    tolerance: much\n", 3, "options.AAA001.tolerance: 'much' should be a whole number"),
        ("options:\n  AAA001:\n    tolerance: -1\n", 3, "options.AAA001.tolerance: -1 is less than the minimum of 0"),
        (
            "rules:\n  AAA001:\n    tolerance: 1\n",
            2,
            "rules: should be a list of files with rules; did you mean 'options'?",
        ),
        ("select: [AAA]\nrules: [a.yaml]\n", 2, "rules: {folder}/a.yaml does not exist"),
        (
            "options:\n  AAA001:\n    tolerence: 1\n",
            3,
            "options.AAA001.tolerence: there is no such setting; did you mean 'tolerance'?",
        ),
        ("today: soon\n", 1, "today: 'soon' is no valid date"),
        (
            "vocabulary:\n  totl-words: [x]\n",
            2,
            "vocabulary.totl-words: there is no such setting; did you mean 'total-words'?",
        ),
        ("- select\n", None, "the configuration: a list should be a mapping"),
        ("exclude: [a\nselect: [b]\n", 2, "is no valid YAML: "),
        ("preview: true\npreview: false\n", 2, "is no valid YAML: found duplicate key"),
        ("a: &x\n b: *y\n", 2, "is no valid YAML: "),
        ("a:\tb: c\n", 1, "is no valid YAML: "),
    ],
)
def test_errors_in_yaml_name_file_line_and_key(write: Write, text: str, line: int | None, message: str) -> None:
    path = write(".planlint.yaml", text)
    place = f"{path}:{line}: " if line else f"{path}: "
    with pytest.raises(ConfigError) as caught:
        find_settings(path)
    assert str(caught.value).startswith(place + message.replace("{folder}", str(path.parent)))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("preview: 1\n", "1: preview: 1 should be true or false"),
        (
            "selct: []\nnonsense: 2\npreview: 1\n",
            "1: selct: there is no such setting; did you mean 'select'?, and line 2: nonsense: there is no such setting"
            ", and line 3: preview: 1 should be true or false",
        ),
        (
            "nonsense: {}\nselect:\n" + "  - 5\n" * 7,
            "1: nonsense: there is no such setting"
            + "".join(f", and line {3 + n}: select.{n}: 5 should be text" for n in range(4))
            + ", and 3 more",
        ),
    ],
)
def test_all_errors_are_told_at_once(write: Write, text: str, told: str) -> None:
    path = write(".planlint.yaml", text)
    with pytest.raises(ConfigError) as caught:
        find_settings(path)
    assert str(caught.value) == f"{path}:{told}"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[tool.planlint]\nselct = []\n", 2, "selct: there is no such setting; did you mean 'select'?"),
        ("[tool]\nplanlint.preview = 1\n", 2, "preview: 1 should be true or false"),
        (
            "[tool.planlint.options.AAA001]\n'tolerance' = 'x'\n",
            2,
            "options.AAA001.tolerance: 'x' should be a whole number",
        ),
        (
            "[tool.planlint.rules.AAA001]\ntolerance = 1\n",
            1,
            "rules: should be a list of files with rules; did you mean 'options'?",
        ),
        ("[tool]\n[tool.planlint]\nselect = 5 5\n", None, "is no valid TOML: "),
    ],
)
def test_errors_in_toml_name_file_line_and_key(write: Write, text: str, line: int | None, message: str) -> None:
    path = write("pyproject.toml", text)
    with pytest.raises(ConfigError) as caught:
        find_settings(path)
    assert str(caught.value).startswith(f"{path}:{line}: {message}" if line else f"{path}: {message}")


@pytest.mark.parametrize("kind", ["missing", "not UTF-8", "folder", "without a section"])
def test_a_named_configuration_must_be_usable(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("some.toml" if kind == "without a section" else "some.yaml")
    if kind == "not UTF-8":
        path.write_bytes(b"select: [\xff]\n")
    elif kind == "folder":
        path.mkdir()
    elif kind == "without a section":
        path.write_text("[tool.other]\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        find_settings(tmp_path, Overrides(config=path))
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("overrides", "select", "ignore"),
    [
        (Overrides(), ("AAA",), ("AAA001",)),
        (Overrides(select=("BBB",)), ("BBB",), ()),
        (Overrides(select=("BBB",), ignore=("BBB001",)), ("BBB",), ("BBB001",)),
        (Overrides(ignore=("BBB001",)), ("AAA",), ("AAA001", "BBB001")),
        (Overrides(extend_select=("BBB",)), ("AAA", "BBB"), ("AAA001",)),
        (Overrides(extend_select=("AAA001",)), ("AAA", "AAA001"), ()),
        (Overrides(isolated=True), ("ALL",), ()),
    ],
)
def test_the_command_line_has_the_last_word(
    tmp_path: Path, write: Write, overrides: Overrides, select: tuple[str, ...], ignore: tuple[str, ...]
) -> None:
    write(".planlint.yaml", "select: [AAA]\nignore: [AAA001]\n")
    settings = find_settings(tmp_path, overrides)
    assert (settings.select, settings.ignore) == (select, ignore)


@pytest.mark.parametrize("option", ["select", "extend_select", "ignore"])
def test_unknown_selectors_on_the_command_line(tmp_path: Path, option: str) -> None:
    with pytest.raises(
        ConfigError, match=f"--{option.replace('_', '-')}: 'AAB001' selects no rule; did you mean 'AAA001'"
    ):
        find_settings(tmp_path, Overrides(**{option: ("AAB001",)}))


def test_a_configuration_is_validated_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("team/some.yaml", OWN)
    path = write(".planlint.yaml", YAML)
    first = find_settings(path)
    clear_caches()
    monkeypatch.setattr(config_file, "_read", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr(own_rules, "_parse", lambda *_: pytest.fail("read again"))
    assert find_settings(path) == first


def test_the_schema_is_one_and_holds_its_own_defaults() -> None:
    schema = config_schema.config_schema()
    Draft202012Validator.check_schema(schema)
    defaults = {key: value["default"] for key, value in schema["properties"].items() if "default" in value}
    Draft202012Validator(schema).validate(defaults)
    assert defaults["select"] == list(Settings().select)
    assert defaults["include"] == list(Settings().include)
    assert schema["properties"]["confidence"]["enum"] == list(GRADES)


def test_an_extended_configuration_is_the_outer_one(tmp_path: Path, write: Write) -> None:
    write(".git/config", "")
    write("base.yaml", "select: [AAA]\nignore: [AAA001]\nseverity: {AAA001: info}\nconfidence: low\n")
    write("docs/.planlint.yaml", "extends: ../base.yaml\nignore: []\nseverity: {other-fault: info}\n")
    settings = find_settings(tmp_path / "docs")
    assert (settings.select, settings.ignore, settings.confidence) == (("AAA",), (), "low")
    assert set(settings.severity.values()) == {Severity.INFO}
    assert len(settings.severity) == 2
    assert settings.root == tmp_path / "docs"
    assert settings.origins["confidence"] == f"{tmp_path / 'base.yaml'}:4"
    assert settings.origins["ignore"] == f"{tmp_path / 'docs' / '.planlint.yaml'}:2"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("extends: a.yaml", "a.yaml:1: extends: '.planlint.yaml' leads back to this file"),
        ("extends: none.yaml", "none.yaml: no such file or folder; check the path"),
        ("extends: ../out.yaml", ".planlint.yaml:1: extends: '../out.yaml' leads out of {folder}"),
        ("per-file-ignores: {docs/: [ZZZ]}", ".planlint.yaml:1: per-file-ignores: 'ZZZ' selects no rule"),
        ("unfixable: [ZZZ]", ".planlint.yaml:1: unfixable: 'ZZZ' selects no rule"),
    ],
)
def test_errors_of_settings_that_name_others(tmp_path: Path, write: Write, given: str, message: str) -> None:
    write(".git/config", "")
    write("a.yaml", "extends: .planlint.yaml")
    write(".planlint.yaml", given)
    with pytest.raises(ConfigError) as error:
        find_settings(tmp_path)
    assert str(error.value).endswith(message.format(folder=tmp_path))


@pytest.mark.parametrize(
    ("inline", "confidence"), [(('confidence = "low"',), "low"), (("preview = true", 'confidence="medium"'), "medium")]
)
def test_one_value_on_the_command_line(write: Write, tmp_path: Path, inline: tuple[str, ...], confidence: str) -> None:
    write(".planlint.yaml", "confidence: high\nignore: [AAA]\n")
    settings = find_settings(tmp_path, Overrides(inline=inline))
    assert (settings.confidence, settings.ignore) == (confidence, ("AAA",))
    assert settings.origins["confidence"] == "--config"


@pytest.mark.parametrize("line", ["nonsense = 1", "confidence = 1", "a = = b"])
def test_a_wrong_value_on_the_command_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=r"^--config"):
        find_settings(tmp_path, Overrides(inline=(line,)))


def test_the_environment_names_a_configuration(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(".planlint.yaml", "confidence: medium\n")
    write("other.yaml", "confidence: low\n")
    monkeypatch.setenv("PLANLINT_CONFIG", str(tmp_path / "other.yaml"))
    assert find_settings(tmp_path).confidence == "low"
    assert find_settings(tmp_path, Overrides(isolated=True)).confidence == "high"
    assert find_settings(tmp_path, Overrides(config=tmp_path / ".planlint.yaml")).confidence == "medium"

"""Rules of the user's own: what each kind reports, what is said when one is written wrongly, and how they take part."""

import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Ran
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from planlint.plan.formulas import FormulaError, read_formula
from planlint.running.linter import lint
from planlint.settings import own_rules
from planlint.settings.catalogue import KINDS, rules
from planlint.settings.config import ConfigError, Settings
from planlint.settings.own_rules import own_schema, read_own_rules
from planlint.text.source import Source

Run = Callable[..., Ran]

NO_TBD = """\
- code: TEAM001
  name: no-tbd
  summary: Nothing is left to be decided.
  forbidden-pattern: {in: prose, pattern: TBD}
  examples:
    - bad: "TBD\\n"
      reports: [1]
    - good: "Done\\n"
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def own(**asked: Any) -> str:
    """One rule, as settings have it."""
    rule = {"code": "TEAM001", "name": "mine", "summary": "S.", **{key.replace("_", "-"): asked[key] for key in asked}}
    Draft202012Validator(own_schema()).validate([rule])
    return json.dumps([{"place": "rules.yaml:1", "rule": rule}])


def reported(text: str, **asked: Any) -> list[str]:
    source = Source(text)
    return [
        f"{source.line_of(each.finding.span.start) + 1} {source[each.finding.span]} -- {each.finding.message}"
        for each in lint(source, Settings(select=("TEAM001",), own=own(**asked)))
    ]


PHASES = (
    "# Plan\n\n## Phase 1: Dig\n\n**Owner:** Ann\n\n### Risks\n\n- rain\n\n## Phase 2: Plant\n\nOwner: —\n\n## Notes\n"
)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        (PHASES, {"title": "Risks"}, []),
        (PHASES, {"title": "risks"}, []),
        (PHASES, {"title": "Notes"}, []),
        ("## 3. ⚠️ **Risks** (two) - open\n", {"title": "Risks"}, []),
        (PHASES, {"title": "Goals"}, ['1 Plan -- there is no section "Goals"']),
        (PHASES, {"title": ["Goals", "Aims"]}, ['1 Plan -- there is no section "Goals" or "Aims"']),
        (PHASES, {"title": ["Goals", "Risks"]}, []),
        (
            PHASES,
            {"title": "Risks", "under": "^Phase"},
            ['11 Phase 2: Plant -- "Phase 2: Plant" has no section "Risks"'],
        ),
        (PHASES, {"title": "Risks", "under": "^Stage"}, []),
        ("", {"title": "Goals"}, ['1  -- there is no section "Goals"']),
        ("---\na: b\n---\n\ntext\n", {"title": "Goals"}, ['5 text -- there is no section "Goals"']),
        ("```\n# Goals\n```\n", {"title": "Goals"}, ['1  -- there is no section "Goals"']),
    ],
)
def test_required_sections(text: str, asked: dict[str, Any], expected: list[str]) -> None:
    assert reported(text, required_section=asked) == expected


PAIRS = "| Fact | |\n|---|---|\n| Sponsor | Bo |\n"


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        (PHASES, {"name": "Owner"}, ["13 — -- Owner says nothing"]),
        (PHASES, {"name": "Sponsor"}, ['1 Plan -- there is no field "Sponsor"']),
        (PHASES, {"name": ["Sponsor", "owner"], "under": "Phase 1"}, []),
        (PHASES, {"name": "Owner", "under": "Notes|Phase 1"}, ['15 Notes -- "Notes" has no field "Owner"']),
        (PHASES, {"name": "Owner", "under": "Phase 1", "values": ["ann", "Bo"]}, []),
        (PHASES, {"name": "Owner", "under": "1", "values": ["Bo", "C"]}, ['5 Ann -- Owner is "Ann"; it can be Bo, C']),
        (
            PHASES,
            {"name": "Owner", "under": "1", "pattern": "^@"},
            ['5 Ann -- Owner is "Ann", which does not match ^@'],
        ),
        (PHASES, {"name": "Owner", "under": "1", "pattern": "nn$"}, []),
        (PHASES, {"name": "Sponsor", "optional": True, "values": ["Bo"]}, []),
        (PAIRS, {"name": "Sponsor", "values": ["Bo"]}, []),
        (PAIRS, {"name": "Sponsor", "values": ["Cy"]}, ['3 Bo -- Sponsor is "Bo"; it can be Cy']),
        (PAIRS.replace("Sp", "👤 Sp"), {"name": "Sponsor", "values": ["Bo"]}, []),
        ("👤 Sponsor: Bo\n", {"name": "Sponsor", "values": ["Cy"]}, ['1 Bo -- Sponsor is "Bo"; it can be Cy']),
        ("---\nowner: Ann\n---\n", {"name": "Owner", "values": ["Ann"]}, []),
        (
            "## Phase 1\n\n### Phase 2\n\nOwner: Ann\n",
            {"name": "Owner", "under": "Phase"},
            ['1 Phase 1 -- "Phase 1" has no field "Owner"'],
        ),
    ],
)
def test_required_fields(text: str, asked: dict[str, Any], expected: list[str]) -> None:
    assert reported(text, required_field=asked) == expected


TBD = """\
# TBD one

Text TBD and `TBD`. <!-- TBD -->

## Two TBD

- [ ] a TBD
  more TBD
- [x] b TBD
- c TBD

| Owner | Task TBD |
|---|---|
| TBD | TBD |
| Total | TBD |

```
TBD
```
"""


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ({"in": "heading"}, [1, 5]),
        ({"in": "heading", "level": 2}, [5]),
        ({"in": "column", "column": "owner"}, [14]),
        ({"in": "column", "column": "Nobody"}, []),
        ({"in": "task"}, [7, 8, 9]),
        ({"in": "task", "state": "open"}, [7, 8]),
        ({"in": "task", "state": "done"}, [9]),
        ({"in": "item"}, [7, 8, 9, 10]),
        ({"in": "prose"}, [1, 3, 3, 5, 7, 8, 9, 10, 12, 14, 14, 15]),
        ({"in": "prose", "under": "^Two"}, [5, 7, 8, 9, 10, 12, 14, 14, 15]),
        ({"in": "task", "under": "^Three"}, []),
    ],
)
def test_forbidden_patterns(asked: dict[str, Any], lines: list[int]) -> None:
    found = reported(TBD, forbidden_pattern={**asked, "pattern": "TBD"})
    assert [int(each.split()[0]) for each in found] == lines
    assert all(" TBD -- " in each for each in found)


TASKS = """\
# P

- [ ] a @ann
- [ ] b
  for @bo
- [ ] c
  - [ ] d @cy
- [x] e

| Id | N | M |
|---|---|---|
| A-1 | x | v |
| 2 | y | v |
| | z | v |
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"in": "task", "pattern": "@\\w+"}, ["6 c -- a task has to match @\\w+", "8 e -- a task has to match @\\w+"]),
        ({"in": "task", "state": "open", "pattern": "@\\w+"}, ["6 c -- an open task has to match @\\w+"]),
        ({"in": "item", "pattern": "."}, []),
        ({"in": "heading", "pattern": "^P$"}, []),
        ({"in": "heading", "pattern": "^Plan: "}, ["1 P -- a heading has to match ^Plan: "]),
        (
            {"in": "column", "column": "ID", "pattern": "^A-"},
            ["13 2 -- a cell of ID has to match ^A-", "14  -- a cell of ID has to match ^A-"],
        ),
        ({"in": "prose", "pattern": "@bo"}, []),
        ({"in": "prose", "pattern": "@dee"}, ["1 P -- there is nothing that matches @dee"]),
        ({"in": "prose", "under": "P", "pattern": "@dee"}, ['1 P -- "P" has nothing that matches @dee']),
    ],
)
def test_required_patterns(asked: dict[str, Any], expected: list[str]) -> None:
    assert reported(TASKS, required_pattern=asked) == expected


def table(*rows: str) -> str:
    return "| Base | Buffer | Total |\n|---|---|---|\n" + "".join(f"| {row} |\n" for row in rows)


@pytest.mark.parametrize(
    ("formula", "row", "said"),
    [
        ("Total = Base + Buffer", "5 | 6 | 11", None),
        ("Total = Base + Buffer", "5 | 6 | 12", "12 is not Base + Buffer, which is 11"),
        ("total=base+buffer", "5 | 6 | 12", "12 is not base+buffer, which is 11"),
        ("Total = Base + Buffer", "**5** | 6 | 11", None),
        ("Total = Base + Buffer", "5 | - | 11", None),
        ("Total = Base + Buffer", "5 | soon | 11", None),
        ("Total = Base + Buffer", "5h | 30min | 5.5h", None),
        ("Total = Base + Buffer", "5h | 30min | 7h", "7h is not Base + Buffer, which is 5.5"),
        ("Total = Base + Buffer", "2-3h | 1h | 3-4h", None),
        ("Total = Base + Buffer", "2-3h | 1h | 3-5h", "3-5h is not Base + Buffer, which is 3 to 4"),
        ("Total = Base + Buffer", "~5 | 6 | 12", None),
        ("Total = Base + Buffer", "5+ | 6 | 20", None),
        ("Total = Base * 1.5", "3 | x | 4.5", None),
        ("Total = Base * 1.5", "3 | x | 5", None),
        ("Total = Base * 1.5", "3 | x | 6", "6 is not Base * 1.5, which is 4.5"),
        ("Total = Base / Buffer", "1 | 0 | 9", None),
        ("Total = Base / Buffer", "1 | 4 | 25%", None),
        ("Total = 100 * Base / Buffer", "1 | 4 | 25%", None),
        ("Total = Base / Buffer", "1 | 4 | 35%", "35% is not Base / Buffer, which is 0.25"),
        ("Total = (Base - 1) * (Buffer + 1)", "3 | 2 | 6", None),
        ('Total = "Base" - Buffer', "3 | 2 | 1", None),
        ("Total = Base + Nothing", "5 | 6 | 12", None),
    ],
)
def test_formulas_of_columns(formula: str, row: str, said: str | None) -> None:
    found = reported(table("Sum | 1 | 1", row), column_formula={"formula": formula})
    assert [each.partition(" -- ")[2] for each in found] == ([said] if said else [])


@pytest.mark.parametrize(("tolerance", "count"), [(0, 1), (1, 1), (2, 0)])
def test_a_formula_may_have_a_tolerance(tolerance: float, count: int) -> None:
    asked = {"formula": "Total = Base + Buffer", "tolerance": tolerance}
    assert len(reported(table("5 | 6 | 13"), column_formula=asked)) == count


def test_a_hint_stands_at_the_end() -> None:
    (found,) = reported("TBD\n", forbidden_pattern={"in": "prose", "pattern": "TBD"}, hint="name a day")
    assert found.endswith('"TBD" must not stand in prose; name a day')


NUMBERS = st.integers(1, 20).map(str)
TREES = st.recursive(
    NUMBERS | st.sampled_from(["a", "b"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=6,
)


@given(st.lists(TREES, min_size=1, max_size=4), st.lists(st.sampled_from("+-*/"), min_size=3, max_size=3))
def test_a_formula_is_worth_what_python_makes_of_it(parts: list[str], signs: list[str]) -> None:
    text = parts[0] + "".join(f" {sign} {part}" for sign, part in zip(signs, parts[1:], strict=False))
    worth = read_formula(f"Sum = {text}").value({"a": (3.0, 3.0), "b": (7.0, 7.0)})
    try:
        expected = eval(re.sub(r"(\d+)", r"\1.0", text), {"a": 3.0, "b": 7.0})
    except ZeroDivisionError:
        assert worth is None
    else:
        assert worth == (expected, expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Total", "there is no equals sign in it"),
        ("Total = ", "it ends where a column is expected"),
        ("= Base", "it ends where a column is expected"),
        ("A + B = C", "the left side is not a column"),
        ("3 = C", "the left side is not a column"),
        ("Total = (A + B", "a bracket is not closed"),
        ("Total = A + * B", "'*' stands where a column is expected"),
        ("Total = A B) + C", "')' is not expected there"),
        ("Total = A = B", "'=' is not expected there"),
    ],
)
def test_what_is_no_formula(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(message)):
        read_formula(text)


RULE = "- code: TEAM001\n  name: mine\n  summary: S.\n"
TITLE = "  required-section: {title: A}\n"
PATTERN = f"{RULE}  forbidden-pattern:\n    in: "


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("code: TEAM001\n", None, "the file: a mapping should be a list"),
        (f"- code: TEAM001\n  summary: S.\n{TITLE}", 1, "the entry: 'name' is missing"),
        (RULE, 1, "the entry: has to have one, and only one, of 'required-section', 'required-field', "),
        (f"{RULE}{TITLE}  required-field: {{name: A}}\n", 1, "the entry: has to have one, and only one, of "),
        (
            f"{RULE}  requird-section: {{title: A}}\n",
            4,
            "requird-section: there is no such setting; did you mean 'required-section'?",
        ),
        (
            f"{RULE}  required-section:\n    titel: A\n",
            5,
            "required-section.titel: there is no such setting; did you mean 'title'?",
        ),
        (f"{RULE}  required-section:\n    under: A\n", 4, "required-section: 'title' is missing"),
        (
            f"{RULE}  severity: eror\n{TITLE}",
            4,
            "severity: 'eror' should be one of error, warning, info; did you mean 'error'?",
        ),
        (f"- code: T1\n  name: a\n  summary: S.\n{TITLE}", 1, "code: 'T1' does not match"),
        (
            f"- name: a\n  summary: S.\n  code: PRG900\n{TITLE}",
            3,
            "code: PRG900 would be taken for one of planlint's PRG rules; choose other letters, best four or more",
        ),
        (RULE.replace("TEAM", "PRGX") + TITLE, 1, "code: PRGX001 would be taken for one of planlint's PRG rules"),
        (RULE.replace("TEAM", "PR") + TITLE, 1, "code: PR001 would be taken for one of planlint's PRG rules"),
        (
            RULE.replace("mine", "percent-mismatch") + TITLE,
            2,
            "name: percent-mismatch is planlint's PRG001; choose another name",
        ),
        (
            f"{PATTERN}prose\n    pattern: '(a'\n",
            6,
            "forbidden-pattern.pattern: '(a' is no regular expression: missing )",
        ),
        (
            f"{RULE}  required-section:\n    title: a\n    under: '*'\n",
            6,
            "required-section.under: '*' is no regular expression: nothing to repeat",
        ),
        (f"{PATTERN}column\n    pattern: a\n", 5, "forbidden-pattern.in: say which column, as `column: Owner`"),
        (f"{PATTERN}task\n    level: 2\n    pattern: a\n", 6, "forbidden-pattern.level: goes with `in: heading` only"),
        (f"{PATTERN}text\n    pattern: a\n", 5, "forbidden-pattern.in: 'text' should be one of heading, column, "),
        (
            f"{RULE}  column-formula:\n    formula: Total\n",
            5,
            "column-formula.formula: 'Total' is no formula: there is no equals sign in it",
        ),
        (
            f"{RULE}{TITLE}  examples:\n    - bad: x\n",
            6,
            "examples.0: has to have one, and only one, of 'bad' and 'reports', 'good'",
        ),
        (f"{NO_TBD}{NO_TBD.replace('no-tbd', 'other')}", 9, "TEAM001 is taken, by the rule at "),
        (f"{NO_TBD}{NO_TBD.replace('TEAM001', 'TEAM002')}", 9, "no-tbd is taken, by the rule at "),
        ("- code: [\n", 2, "is no valid YAML: "),
    ],
)
def test_errors_name_file_line_and_key(text: str, line: int | None, message: str) -> None:
    path = write("rules.yaml", text).absolute()
    with pytest.raises(ConfigError) as caught:
        read_own_rules([path])
    assert str(caught.value).startswith(f"{path}:{line}: {message}" if line else f"{path}: {message}")
    assert "\n" not in str(caught.value)


def test_every_kind_is_in_the_schema_and_known_to_the_checks() -> None:
    schema = own_schema()
    Draft202012Validator.check_schema(schema)
    rule = schema["$defs"]["rule"]
    assert [way["required"] for way in rule["oneOf"]] == [[kind] for kind in KINDS]
    assert set(KINDS) <= set(rule["properties"])


def test_a_wrong_rule_stops_a_run_with_one_line(planlint: Run) -> None:
    write(".planlint.yaml", "rules: [rules]\n")
    write("rules/a.yaml", RULE)
    for name in ("a.md", "b.md"):
        write(name, "# Plan\n")
    ran = planlint()
    assert ran.code == 2
    assert re.fullmatch(r"planlint: \S+/rules/a.yaml:1: the entry: has to have one.*\n", ran.err)


def test_an_empty_folder_of_rules_is_an_error(planlint: Run) -> None:
    write(".planlint.yaml", "rules: [rules]\n")
    Path("rules").mkdir()
    write("a.md", "# Plan\n")
    assert "there is no *.yaml file in it" in planlint().err


@pytest.fixture
def team() -> None:
    write(".planlint.yaml", "rules: [rules.yaml]\n")
    write("rules.yaml", NO_TBD)
    write("docs/plan.md", "# Plan\n\nTBD\n")


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("args", "code"),
    [
        ([], 1),
        (["--select", "TEAM"], 1),
        (["--select", "TEAM001"], 1),
        (["--select", "no-tbd"], 1),
        (["--select", "PRG"], 0),
        (["--ignore", "TEAM001"], 0),
        (["--ignore", "no-tbd"], 0),
        (["--no-config"], 0),
        (["--select", "TEAM002"], 2),
        (["--select", "no-tdb"], 2),
        (["--no-config", "--select", "TEAM"], 2),
    ],
)
def test_own_rules_are_selected_as_all_others(planlint: Run, args: list[str], code: int) -> None:
    ran = planlint("docs", *args)
    assert ran.code == code
    assert ("docs/plan.md:3:1: TEAM001" in ran.out) == (code == 1)
    if code == 2:
        assert re.fullmatch(r"planlint: --select: '\S+' selects no rule.*\n", ran.err)


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("TBD <!-- planlint-disable-line TEAM001 -->\n", []),
        ("TBD <!-- planlint-disable-line no-tbd -->\n", []),
        ("TBD <!-- planlint-disable-line TEAM -->\n", []),
        ("TBD <!-- planlint-disable-line -->\n", []),
        ("Done <!-- planlint-disable-line TEAM001 -->\n", ["CFG001"]),
        ("TBD <!-- planlint-disable-line TEAM002 -->\n", ["CFG002", "TEAM001"]),
    ],
)
def test_comments_switch_own_rules_off(planlint: Run, text: str, codes: list[str]) -> None:
    write("docs/plan.md", text)
    assert sorted(re.findall(r"^docs\S+ ([A-Z]+\d+) ", planlint("docs").out, re.M)) == codes


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        ("[docs/]", ["docs/plan.md"]),
        ("[docs]", ["docs/plan.md"]),
        ("['*.md']", ["docs/plan.md", "other.md"]),
        ("[other.md]", ["other.md"]),
        ("[/plan.md]", []),
        ("['docs/*.md', '!docs/plan.md']", []),
    ],
)
def test_rules_may_be_for_some_files_only(planlint: Run, patterns: str, names: list[str]) -> None:
    write("other.md", "TBD\n")
    write("rules.yaml", NO_TBD.replace("  summary", f"  files: {patterns}\n  summary"))
    assert re.findall(r"^(\S+):\d+:\d+: TEAM001", planlint().out, re.M) == names


@pytest.mark.usefixtures("team")
def test_own_rules_are_listed_explained_and_tried(planlint: Run) -> None:
    assert planlint("rules").out.splitlines()[-1].startswith("TEAM001  no-tbd ")
    listed = json.loads(planlint("rules", "--output-format", "json").out)[-1]
    assert (listed["code"], listed["family"], listed["place"]) == (
        "TEAM001",
        "own",
        f"{Path('rules.yaml').absolute()}:1",
    )
    page = planlint("explain", "TEAM001").out
    assert page == planlint("explain", "no-tbd").out
    assert page.startswith("# TEAM001 no-tbd\n\nNothing is left to be decided. *(error, in ")
    assert '"pattern": "TBD"' in page
    assert page.count("```text") == 3
    assert planlint("rules", "test") == (0, "2 examples of 1 rule tried, no failures\n", "")
    assert planlint("rules", "test", "rules.yaml") == (0, "2 examples of 1 rule tried, no failures\n", "")
    assert "docs/plan.md" in planlint("docs", "--output-format", "sarif").out


@pytest.mark.parametrize(
    ("examples", "said"),
    [
        ("- {good: TBD}", '    expected: nothing\n    reported: 1:1-1:4 "TBD" must not stand in prose\n'),
        ("- {bad: Done, reports: [1]}", "    expected: 1\n    reported: nothing\n"),
        ("- {bad: TBD, reports: [2]}", '    expected: 2\n    reported: 1:1-1:4 "TBD" must not stand in prose\n'),
        ("- {bad: TBD, reports: [1, 1]}", "    expected: 1\n    expected: 1\n    reported: 1:1-1:4 "),
        ("- {bad: TBD, reports: ['1:1-1:4 other']}", "    expected: 1:1-1:4 other\n    reported: 1:1-1:4 "),
    ],
)
def test_examples_that_do_not_hold_are_told(planlint: Run, examples: str, said: str) -> None:
    path = write("rules.yaml", NO_TBD.partition("  examples")[0] + f"  examples:\n    {examples}\n").absolute()
    ran = planlint("rules", "test", path)
    assert ran.code == 1
    assert ran.out.startswith(f"{path}:1: TEAM001 no-tbd, example 1\n{said}")
    assert ran.out.endswith("1 example of 1 rule, 1 failed\n")


@pytest.mark.parametrize("args", [[], ["missing.yaml"]])
def test_nothing_to_try(planlint: Run, args: list[str]) -> None:
    ran = planlint("rules", "test", *args)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1


def test_rules_without_examples_are_named(planlint: Run) -> None:
    write("rules.yaml", NO_TBD.partition("  examples")[0])
    ran = planlint("rules", "test", "rules.yaml")
    assert (ran.code, ran.out) == (0, "0 examples of 1 rule tried, no failures\n")
    assert ran.err.endswith("TEAM001 no-tbd has no examples\n")


@pytest.mark.usefixtures("team")
def test_the_configuration_has_the_last_word_on_severity(planlint: Run) -> None:
    write(".planlint.yaml", "rules: [rules.yaml]\nseverity: {TEAM001: info}\n")
    (entry,) = json.loads(planlint("docs", "--output-format", "json").out)
    assert entry["diagnostics"][0]["severity"] == 3
    write(".planlint.yaml", "rules: [rules.yaml]\nseverity: {TEAM002: info}\n")
    assert "severity: 'TEAM002' is no rule; did you mean 'TEAM001'?" in planlint("docs").err


@pytest.mark.usefixtures("team")
def test_rules_are_part_of_what_a_verdict_is_cached_for(planlint: Run) -> None:
    for number in range(12):
        write(f"docs/{number}.md", "# Plan\n\nTBD\n\nlater\n")
    assert planlint("docs").out.count("TEAM001") == 13
    assert planlint("docs").out.count("TEAM001") == 13
    write("rules.yaml", NO_TBD.replace("pattern: TBD", "pattern: later"))
    assert planlint("docs").out.count('"later" must not stand') == 12


@pytest.mark.usefixtures("team")
def test_rules_go_with_the_settings_into_other_processes(planlint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planlint.running.jobs._WORTH_A_POOL", 1)
    for number in range(5):
        write(f"docs/{number}.md", "# Plan\n\nTBD\n")
    assert planlint("docs", "--jobs", "2", "--no-cache").out.count("TEAM001") == 6
    settings = Settings(own=own(required_section={"title": "A"}))
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_planlints_own_rules_stay_in_front() -> None:
    added = rules(own(required_section={"title": "A"}))
    assert list(added) == [*rules(), "TEAM001"]
    assert "TEAM001" not in rules()


def test_a_file_of_rules_is_validated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("rules.yaml", NO_TBD).absolute()
    first = read_own_rules([path])
    with monkeypatch.context() as patch:
        patch.setattr(own_rules, "_parse", lambda *_: pytest.fail("read again"))
        assert read_own_rules([path]) == first
    path.write_text(NO_TBD.replace("TBD", "TBA"), encoding="utf-8")
    assert read_own_rules([path]) != first


def test_nothing_but_comments_is_no_rule() -> None:
    assert read_own_rules([write("rules.yaml", "# later\n").absolute()]) == ""

"""The formats of the report: what each looks like, that machines can read it, and when which one is chosen."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from conftest import ROOT, Ran
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from syrupy.assertion import SnapshotAssertion

import planlint as package
from planlint.output import BY_LINE, FORMATS, Style, Tally, azure, github, gitlab, junit, markdown, rdjson, sarif
from planlint.output import json as json_reporter
from planlint.running import cache, runner
from planlint.running.runner import FileResult
from planlint.settings.catalogue import rules
from planlint.text.diagnostics import Diagnostic, Finding, Severity
from planlint.text.source import Source, Span

Run = Callable[..., Ran]

SARIF_SCHEMA = ROOT.parent / "shared" / "bench" / "external" / "sarif-schema-2.1.0.json"

PLANS = {
    "docs/menu: <draft>, 100%.md": (
        "# Menu 🥕\n\nProgress: 60% (4/5 tasks)\n\n| Dish | Cost |\n|---|---|\n| 🥕 Soup | 2 |\n| Pie | 4 |\n"
        "| Total | 7 |\n\n- [] Buy flour & \"eggs\"\n\n[recipe](no.md)\n"
    ),
    "docs/clean.md": "# Clean\n\n- [ ] Rest\n",
    "docs/own.md": "# Plan?\n\ntext\n",
    "docs/binary.md": b"\x7fELF" + bytes(range(256)) * 4,
}  # fmt: skip
OWN = """\
- code: TEAM001
  name: no-questions
  summary: Headings do not ask.
  severity: info
  forbidden-pattern: {in: heading, pattern: '[?]'}
"""
_CONFIDENCE = re.compile(r'((?:"rank": |confidence" value="|"confidence": ))[\d.]+')
SELECT = "PRG001,SUM001,FMT004,LNK001,TEAM"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a few plans; the current folder is one below its root."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / ".planlint.yaml").write_text("rules: [team.yaml]\n", encoding="utf-8")
    (root / "team.yaml").write_text(OWN, encoding="utf-8")
    for name, text in PLANS.items():
        file = root / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    monkeypatch.chdir(root / "docs")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return root


def neutral(text: str, root: Path) -> str:
    """Without the folder of this test, and without the confidences, which each calibration changes."""
    for form in (root.as_uri(), str(root)):
        text = text.replace(form, "ROOT")
    return _CONFIDENCE.sub(r"\g<1>0", text)


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_report_looks_like(planlint: Run, repository: Path, snapshot: SnapshotAssertion, form: str) -> None:
    ran = planlint(".", "--select", SELECT, "--output-format", form)
    assert ran.code == 2
    assert "binary.md" in ran.err
    out = neutral(ran.out, repository)
    if form == "sarif":
        log = json.loads(out)
        (run,) = log["runs"]
        run["tool"]["driver"]["rules"] = sorted({each["ruleId"] for each in run["results"]})
        for result in run["results"]:
            result["ruleIndex"] = 0
        assert run["tool"]["driver"].pop("semanticVersion") == package.__version__
        assert run["tool"]["driver"].pop("version") == package.__version__
        out = json.dumps(log, indent=2, ensure_ascii=False)
    assert out == snapshot


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_to_report(planlint: Run, repository: Path, snapshot: SnapshotAssertion, form: str) -> None:
    ran = planlint("clean.md", "--output-format", form)
    assert (ran.code, ran.err) == (0, "")
    out = re.sub(r'(?s)"rules": \[.*?\n        \],?\n', "", neutral(ran.out, repository))
    out = out if form != "sarif" else json.dumps({**json.loads(ran.out)["runs"][0], "tool": None}, indent=2)
    assert out == snapshot


@pytest.mark.parametrize("form", ["markdown", "github", "gitlab", "azure", "rdjson", "sarif", "junit"])
def test_paths_are_those_of_the_repository(planlint: Run, repository: Path, form: str) -> None:
    inside = planlint("own.md", "--select", "TEAM", "--output-format", form).out
    assert "docs/own.md" in inside
    assert str(repository) not in re.sub(r'"text": .*', "", inside)


def sarif_log(planlint: Run) -> Any:
    return json.loads(planlint(".", "--select", "ALL", "--output-format", "sarif").out)


@pytest.mark.usefixtures("repository")
def test_sarif_has_the_shape_of_its_schema(planlint: Run) -> None:
    if not SARIF_SCHEMA.exists():
        pytest.skip("the schema is not here")
    schema = json.loads(SARIF_SCHEMA.read_bytes())
    log = sarif_log(planlint)
    assert log["runs"][0]["results"]
    assert log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    Draft7Validator(schema).validate(log)


@pytest.mark.usefixtures("repository")
def test_sarif_has_what_github_asks_for(planlint: Run) -> None:
    """https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning"""
    log = sarif_log(planlint)
    assert log["$schema"]
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "planlint"
    assert [rule["id"] for rule in driver["rules"]] == [*rules(), "TEAM001"]
    for rule in driver["rules"]:
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["partialFingerprints"]["primaryLocationLineHash"]
        place = result["locations"][0]["physicalLocation"]
        assert not place["artifactLocation"]["uri"].startswith(("/", "file:"))
        region = place["region"]
        assert region["startLine"] >= 1 <= region["startColumn"]
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


@pytest.mark.usefixtures("repository")
def test_sarif_columns_count_code_points(planlint: Run) -> None:
    text = PLANS["docs/menu: <draft>, 100%.md"]
    assert isinstance(text, str)
    lines = text.split("\n")
    for result in sarif_log(planlint)["runs"][0]["results"]:
        if result["ruleId"] == "SUM001":
            region = result["locations"][0]["physicalLocation"]["region"]
            assert lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1] == "7"


@pytest.mark.usefixtures("repository")
def test_gitlab_tells_problems_apart(planlint: Run) -> None:
    entries = json.loads(planlint(".", "--select", "ALL", "--output-format", "gitlab").out)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) > 4
    for entry in entries:
        assert entry["description"]
        assert entry["check_name"]
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1
        assert not entry["location"]["path"].startswith(("/", "./"))


ANY = st.text(st.characters(exclude_categories=()), max_size=40)


def results(text: str, message: str) -> list[FileResult]:
    """One file with one problem over its whole text, and one that could not be read."""
    encodable = text.encode("utf-8", "replace").decode()
    found = Diagnostic("PRG001", "percent-mismatch", Severity.ERROR, Finding(Span(0, len(encodable)), message))
    return [FileResult("a.md", Source(encodable), [found]), FileResult("b.md", Source(""), error=message)]


@given(ANY, ANY)
def test_junit_is_xml_whatever_a_plan_holds(text: str, message: str) -> None:
    tree = ElementTree.fromstring("".join(junit.report(results(text, message), Tally(), Style())))
    assert [suite.get("name") for suite in tree] == [suite[0].get("classname") for suite in tree]
    assert [(suite.get("tests"), suite.get("failures"), suite.get("errors")) for suite in tree] == [
        ("1", "1", "0"),
        ("1", "0", "1"),
    ]


@given(ANY, ANY)
def test_github_commands_take_one_line_each(text: str, message: str) -> None:
    pieces = list(github.report(results(text, message), Tally(), Style()))
    assert len(pieces) == 2
    for piece in pieces:
        assert re.fullmatch(r"::error [^\r\n]*::[^\r\n]*\n", piece)
        properties = piece.split("::")[1].removeprefix("error ").split(",")
        assert all(re.fullmatch(r"(?:file|line|endLine|col|endColumn|title)=[^:]*", each) for each in properties)


@given(ANY, ANY)
def test_azure_commands_and_rows_of_a_page_take_one_line_each(text: str, message: str) -> None:
    for piece in azure.report(results(text, message), Tally(), Style()):
        assert re.fullmatch(r"##vso\[task\.logissue type=error;(?:\w+=[^;\]]*;)+\][^\r\n]*\n", piece)
    rows = "".join(markdown.report(results(text, message), Tally(), Style())).split("\n")
    assert len([row for row in rows if row.startswith("|")]) == 3


@given(ANY, ANY)
def test_the_others_are_json(text: str, message: str) -> None:
    for reporter in (gitlab, rdjson, sarif, json_reporter):
        json.loads("".join(reporter.report(results(text, message), Tally(), Style())))


@pytest.mark.parametrize(
    ("actions", "args", "form"),
    [
        (None, [], "text"),
        ("true", [], "github"),
        ("false", [], "text"),
        ("true", ["--output-format", "text"], "text"),
        ("true", ["--output-file", "report.txt"], "text"),
        ("true", ["--statistics"], "statistics"),
        (None, ["--output-format", "github"], "github"),
    ],
)
def test_annotations_are_for_the_log_of_github_actions(
    planlint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch, actions: str | None, args: list[str], form: str
) -> None:
    if actions:
        monkeypatch.setenv("GITHUB_ACTIONS", actions)
    out = planlint("own.md", "--select", "TEAM", *args).out
    file = repository / "docs" / "report.txt"
    out = file.read_text(encoding="utf-8") if file.exists() else out
    starts = {
        "text": "own.md:1:7: TEAM001",
        "github": "::notice file=docs/own.md,line=1,",
        "statistics": "     1  TEAM001",
    }
    assert out.startswith(starts[form])


@pytest.mark.usefixtures("repository")
def test_json_lines_are_what_json_holds(planlint: Run) -> None:
    lines = planlint(".", "--output-format", "json-lines").out.splitlines()
    entries = json.loads(planlint(".", "--output-format", "json").out)

    def flat() -> Iterator[Any]:
        for entry in entries:
            for diagnostic in entry.pop("diagnostics"):
                yield {**entry, **diagnostic}

    assert [json.loads(line) for line in lines] == list(flat())


@pytest.mark.usefixtures("repository")
def test_a_rule_of_ones_own_points_to_its_file(planlint: Run, repository: Path) -> None:
    (entry,) = json.loads(planlint("own.md", "--select", "TEAM", "--output-format", "json").out)
    (found,) = entry["diagnostics"]
    assert unquote(found["codeDescription"]["href"]) == (repository / "team.yaml").as_uri()


@pytest.mark.usefixtures("repository")
def test_sarif_links_the_other_side_from_the_message(planlint: Run) -> None:
    results = sarif_log(planlint)["runs"][0]["results"]
    (result,) = (each for each in results if each["ruleId"] == "SUM001")
    assert result["relatedLocations"][0]["id"] == 1
    assert "[an addend](1)" in result["message"]["text"]
    assert result["rank"] == round(100 * result["properties"]["confidence"])
    assert result["properties"]["applicability"] in ("safe", "unsafe")


@pytest.mark.usefixtures("repository")
def test_rdjson_columns_count_bytes(planlint: Run) -> None:
    out = planlint(".", "--select", "SUM001,PRG001", "--output-format", "rdjson").out
    (told,) = (each for each in json.loads(out)["diagnostics"] if each.get("code") == {"value": "SUM001"})
    line = "| 🥕 Soup | 2 |".encode()
    columns = [told["relatedLocations"][0]["location"]["range"][end]["column"] - 1 for end in ("start", "end")]
    assert line[slice(*columns)] == b"2"


@pytest.mark.usefixtures("repository")
def test_a_job_of_github_actions_has_a_summary(planlint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    for _ in range(2):
        assert planlint("own.md", "--select", "TEAM").code == 1
    assert page.read_text(encoding="utf-8").count("| docs/own.md | 1 | TEAM001 | ") == 2
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "page.md"))
    ran = planlint("own.md", "--select", "TEAM")
    assert ran.code == 1
    assert "no/page.md: No such file" in ran.err


@pytest.mark.parametrize("form", ["text", "concise", "grouped", "github", "azure", "markdown", "rdjson"])
@pytest.mark.usefixtures("repository")
def test_how_sure_it_is_planlint_says_when_asked(planlint: Run, form: str) -> None:
    for verbose in ([], ["--verbose"]):
        out = planlint("own.md", "--select", "TEAM", "--output-format", form, *verbose).out
        assert ("(confidence 1.00)" in out) == bool(verbose)


@pytest.mark.usefixtures("repository")
def test_the_surest_come_first(planlint: Run) -> None:
    for sort in ("place", "confidence"):
        out = planlint("menu: <draft>, 100%.md", "--sort", sort, "--output-format", "json-lines").out
        sure = [json.loads(line)["data"]["confidence"] for line in out.splitlines()]
        assert (sure == sorted(sure, reverse=True)) == (sort == "confidence")


@pytest.mark.usefixtures("repository")
def test_the_files_of_a_run(planlint: Run) -> None:
    assert planlint("--show-files", "--exclude", "binary.md").out.splitlines() == [
        "clean.md",
        "menu: <draft>, 100%.md",
        "own.md",
    ]
    assert planlint("--show-files", "missing.md").code == 2


@pytest.mark.parametrize(
    ("confidence", "hundredths"), [(0.8999, 89), (0.9, 90), (0.97, 97), (0.57, 57), (1.0, 100), (0.0, 0)]
)
def test_no_confidence_is_rounded_into_the_next_grade(confidence: float, hundredths: int) -> None:
    assert Finding(Span(0, 1), "", confidence=confidence).hundredths == hundredths


@pytest.mark.parametrize("output", BY_LINE)
def test_no_file_is_read_for_what_the_cache_can_show(
    output: str, planlint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor for its lines: the second run shows what the first one did."""
    shutil.copytree(ROOT / "fixtures", tmp_path / "docs")
    (tmp_path / "docs" / "late.md").write_text("é\n" * 40 + "Progress: 75% (4/5 tasks)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cache, "_TICK", -(10**18))
    options = ("docs", "--no-config", "--output-format", output, "--confidence", "low")
    first = planlint(*options)
    monkeypatch.setattr(runner, "read_bytes", lambda path: pytest.fail(f"{path} is read"))
    assert planlint(*options) == first
    assert "late.md" in first.out

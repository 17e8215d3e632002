"""The recipe of docs/scale.md, with processes of this machine instead of a cluster."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from test_readme import block

import planlint

pytest.importorskip("dask")

PLANS = {file.name: file.read_text(encoding="utf-8") for file in sorted(ROOT.glob("fixtures/*.md"))}
PLANS["two\u2028lines.md"] = "Progress: 60% (4/5\u2028tasks)\n"


def test_the_recipe_says_what_planlint_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    (tmp_path / "recipe.py").write_text(block("recipe", page), encoding="utf-8")
    rows = [{"path": path, "text": text} for path, text in PLANS.items()]
    lines = [json.dumps(row, ensure_ascii=False) for row in (*rows, {"path": "no text"})]
    for name, half in (("a", lines[::2]), ("b", lines[1::2])):
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in half), encoding="utf-8")
    subprocess.run([sys.executable, "recipe.py", "*.jsonl", "problems/*.jsonl"], cwd=tmp_path, timeout=300, check=True)
    written = "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("problems/*.jsonl"))
    found = [json.loads(line) for line in written.splitlines()]
    assert [each for each in found if "error" in each] == [{"path": "no text", "error": "KeyError('text')"}]
    said = sorted((each["path"], each["line"], each["code"]) for each in found if "error" not in each)
    assert said == sorted(
        (path, text.count("\n", 0, problem.finding.span.start) + 1, problem.code)
        for path, text in PLANS.items()
        for problem in planlint.lint(text)
    )
    assert len(said) > len(PLANS)

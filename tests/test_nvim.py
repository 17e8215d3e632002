"""The language server in a real editor: Neovim, without a screen, driven by tests/nvim/session.lua."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

NVIM = shutil.which("nvim")
PLAN = """\
# Relaunch

Progress: 😀 60% (4/5 tasks)

| Phase  | Hours |
|--------|------:|
| Design |    12 |
| Build  |    20 |
| Total  |    30 |

## Steps

- [x] T001 Draw
- [ ] T002 Build 😀 (depends on T001)
"""


def setup() -> str:
    """The set-up of docs/editors.md for this version, with the planlint of this very Python."""
    version = re.match(r"NVIM v0\.(\d+)", subprocess.check_output([str(NVIM), "--version"], text=True))
    name = "neovim" if version is None or int(version[1]) >= 11 else "old neovim"
    text = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    match = re.search(rf"<!-- {name} -->\n```lua\n(.*?)```\n", text, re.S)
    assert match
    command = f"'{sys.executable}', '-m', 'planlint', 'lsp'"
    assert match[1].count("'planlint', 'lsp'") == 1
    return match[1].replace("'planlint', 'lsp'", command)


@pytest.mark.skipif(not NVIM, reason="needs nvim")
def test_a_session_in_neovim(tmp_path: Path) -> None:
    plan, lua, result = tmp_path / "my plan.md", tmp_path / "setup.lua", tmp_path / "result.json"
    plan.write_text(PLAN, encoding="utf-8")
    lua.write_text(setup(), encoding="utf-8")
    home = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    subprocess.run(
        [str(NVIM), "--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", str(ROOT / "tests/nvim/session.lua")],
        cwd=tmp_path,
        env={**os.environ, **home, "PLAN": str(plan), "SETUP": str(lua), "RESULT": str(result)},
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=True,
    )
    seen: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    assert "error" not in seen, seen["error"]

    assert [(each["code"], each["text"]) for each in seen["opened"]] == [("PRG001", "60"), ("SUM001", "30")]
    assert "PRG001 percent-mismatch" in seen["hover"]
    assert seen["quick_fix"]["chosen"] == "Write 80%"
    assert seen["after_quick_fix"] == PLAN.replace("60%", "80%").splitlines()
    assert [(each["code"], each["text"]) for each in seen["moved"]] == [("SUM001", "30")]
    assert seen["ignore"]["chosen"] == "Ignore SUM001 in this table"
    assert "<!-- planlint-disable SUM001 -->" in seen["after_ignore"]
    assert seen["fix_all"]["chosen"] == "Fix all safe problems (planlint)"
    assert [each["detail"] for each in seen["outline"]] == ["1/2"]
    assert seen["written"] == PLAN.replace("60%", "80%").replace("30", "32").splitlines()
    assert seen["renamed"] == [line.replace("T001", "T009") for line in seen["written"]]

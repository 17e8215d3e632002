"""What the report tells of the past: real repositories, asked through the command line."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

Run = Callable[..., Ran]
WHO = ("-c", "user.name=Bo", "-c", "user.email=bo@example.org")


def git(*words: str, day: str = "2026-01-01") -> None:
    env = {**os.environ, "GIT_COMMITTER_DATE": f"{day}T12:00:00", "GIT_AUTHOR_DATE": f"{day}T12:00:00"}
    subprocess.run(["git", *WHO, *words], check=True, capture_output=True, env=env, timeout=60)


def commit(day: str, files: dict[str, str | None]) -> None:
    """Commit these files; None takes one away."""
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", day, day=day)


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repository").mkdir()
    monkeypatch.chdir(tmp_path / "repository")
    git("init", "-q")
    commit("2026-01-05", {"docs/plan.md": "- [ ] a\n- [ ] b\n", "other.md": "- [x] elsewhere\n"})
    commit("2026-01-13", {"docs/plan.md": "- [x] a\n- [ ] b\n", "docs/old.md": "- [x] c\n"})
    commit("2026-01-13", {"docs/node_modules/x.md": "- [ ] no plan\n", "docs/x.txt": "- [ ] no plan\n"})
    commit("2026-01-14", {"docs/plan.md": "- [x] a\n- [ ] b\n- [ ] c\n", "docs/old.md": None})
    commit("2026-02-20", {"docs/plan.md": ""})
    Path("docs/plan.md").write_text("- [x] not committed\n", encoding="utf-8")


def told(planlint: Run, *args: object, code: int = 0) -> list[tuple[str, int, int]]:
    ran = planlint("report", "--no-cache", "--format", "json", "--today", "2026-01-20", *args)
    assert ran.code == code, ran.err
    return [(each["day"][5:], *each["tasks"].values()) for each in json.loads(ran.out)["trend"]]


NOW = ("01-20", 1, 1)


@pytest.mark.parametrize(
    ("path", "since", "seen"),
    [
        ("docs", "2026-01-06", [("01-06", 0, 2), ("01-13", 2, 3), NOW]),
        ("docs", "2026-01-12", [("01-12", 0, 2), ("01-13", 2, 3), NOW]),
        ("docs", "2025-12-30", [("01-06", 0, 2), ("01-13", 2, 3), NOW]),
        ("docs/plan.md", "2026-01-15", [("01-15", 1, 3), NOW]),
        (".", "2026-01-13", [("01-13", 3, 4), ("01-20", 2, 2)]),
        ("docs/../docs", "2026-01-13", [("01-13", 2, 3), NOW]),
    ],
)
def test_tasks_of_each_week(planlint: Run, path: str, since: str, seen: list[tuple[str, int, int]]) -> None:
    assert told(planlint, "--no-config", path, "--since", since) == seen


def test_what_is_left_out_today_was_never_there(planlint: Run) -> None:
    Path(".planlint.yaml").write_text("exclude: [old.md, other.md]\n", encoding="utf-8")
    assert told(planlint, ".", "--since", "2026-01-13") == [("01-13", 1, 2), NOW]


def test_links_and_what_is_no_text_have_no_tasks(planlint: Run) -> None:
    Path("docs/link.md").symlink_to("plan.md")
    Path("docs/bytes.md").write_bytes(b"- [ ] \x00\x01\x02" * 50)
    git("add", "-A")
    git("commit", "-qm", "more", day="2026-01-15")
    assert told(planlint, "--no-config", "docs/plan.md", "docs/link.md", "--since", "2026-01-16")[0] == ("01-16", 1, 1)
    assert told(planlint, "--no-config", "docs", "--since", "2026-01-16", code=2)[0] == ("01-16", 1, 1)


def test_many_weeks_are_taken_together(planlint: Run) -> None:
    git("init", "-q", "old")
    os.chdir("old")
    commit("2001-01-01", {"docs/plan.md": "- [x] a\n"})
    days = told(planlint, "--no-config", "docs", "--since", "2001-01-02")
    assert days[0] == ("01-02", 1, 1)
    assert 50 < len(days) <= 106


def fails(planlint: Run, *args: object) -> str:
    """What is said where there is no history; the report is written all the same."""
    ran = planlint("report", "--no-config", "--format", "json", "--today", "2026-01-20", *args)
    report = json.loads(ran.out)
    assert (ran.code, report["trend"]) == (2, [])
    assert [f"planlint: {each['message']}" for each in report["failures"]] == ran.err.splitlines()[:1]
    return ran.err


def test_without_history_it_says_why(planlint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is not before 2026-01-20" in fails(planlint, ".", "--since", "2026-01-20")
    git("clone", "-q", "--depth", "1", Path.cwd().as_uri(), str(tmp_path / "shallow"))
    assert "a shallow clone" in fails(planlint, tmp_path / "shallow", "--since", "2025-12-01")
    (tmp_path / "new").mkdir()
    git("init", "-q", str(tmp_path / "new"))
    assert "git cannot tell its history (fatal: " in fails(planlint, tmp_path / "new", "--since", "2026-01-13")
    assert "no git repository holds all of it" in fails(planlint, tmp_path, "--since", "2026-01-13")
    assert "no git repository holds all of it" in fails(planlint, ".", tmp_path / "new", "--since", "2026-01-13")
    monkeypatch.setenv("PATH", str(tmp_path / "new"))
    assert "git cannot tell its history" in fails(planlint, ".", "--since", "2026-01-13")


def test_the_environment_of_a_hook_does_not_mislead(planlint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere/.git")
    assert told(planlint, "--no-config", "docs", "--since", "2026-01-13") == [("01-13", 2, 3), NOW]


def test_the_page_draws_what_was_done_and_open(planlint: Run) -> None:
    ran = planlint("report", "--no-config", "docs", "--since", "2026-01-06", "--today", "2026-01-20")
    assert '<polygon class="open" points="0,30 0,10 50,0 100,20 100,30"/>' in ran.out
    assert '<polygon class="done" points="0,30 0,30 50,10 100,20 100,30"/>' in ran.out
    assert "+1 done, −1 in all" in ran.out
    assert "burnup" not in planlint("report", "--no-config", "docs").out.partition("</style>")[2]


def test_a_history_that_begins_today_has_no_trend(planlint: Run) -> None:
    days = ("--since", "2025-12-01", "--today", "2025-12-20")
    ran = planlint("report", "--no-config", "--format", "json", "docs", *days)
    assert (ran.code, len(json.loads(ran.out)["trend"])) == (0, 1)
    assert ran.err.startswith("planlint: --since 2025-12-01: git knows no commit before today")

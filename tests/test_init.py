"""`planlint init`, the action, and the way from nothing to a hook that guards fifty old plans."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT, Ran
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

import planlint as package
from planlint.settings.config import clear_caches, find_settings
from planlint.settings.config_file import read_config

Run = Callable[..., Ran]

FILES = [".planlint.schema.json", ".planlint.yaml", ".pre-commit-config.yaml"]
WEB = "https://example.org/planlint"
BROKEN = "# Plan\n\nProgress: 60% (4/5 tasks)\n"


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


def installed_from(monkeypatch: pytest.MonkeyPatch, origin: Mapping[str, Any]) -> None:
    """As if pip had installed planlint from `origin`, what its direct_url.json holds."""
    made = SimpleNamespace(read_text=lambda _: json.dumps(origin))
    monkeypatch.setattr(metadata, "distribution", lambda _: made)


def files() -> list[str]:
    return sorted(path.name for path in Path().iterdir() if path.is_file())


def test_init_writes_what_a_repository_needs(planlint: Run) -> None:
    ran = planlint("init")
    assert (ran.code, ran.err) == (0, "")
    assert files() == FILES
    assert all(name in ran.out for name in FILES)
    first, *_ = Path(".planlint.yaml").read_text(encoding="utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=.planlint.schema.json"
    assert json.loads(planlint("schema").out) == json.loads(Path(".planlint.schema.json").read_text(encoding="utf-8"))
    (repo,) = YAML(typ="safe").load(Path(".pre-commit-config.yaml"))["repos"]
    assert [hook["id"] for hook in repo["hooks"]] == ["planlint"]


@pytest.mark.parametrize(
    ("origin", "lines"),
    [
        ({"url": WEB, "vcs_info": {"commit_id": "abc"}}, {"repo": WEB, "rev": "abc"}),
        ({"url": "file:///home/gardener/planlint", "vcs_info": {"commit_id": "abc"}}, {"repo": "local"}),
        ({"url": "file:///no/such/folder", "dir_info": {}}, {"repo": "local"}),
        ({}, {"repo": "local"}),
    ],
)
def test_the_hook_works_in_every_clone(
    planlint: Run, monkeypatch: pytest.MonkeyPatch, origin: dict[str, Any], lines: dict[str, str]
) -> None:
    installed_from(monkeypatch, origin)
    planlint("init")
    (repo,) = YAML(typ="safe").load(Path(".pre-commit-config.yaml"))["repos"]
    (hook,) = repo.pop("hooks")
    assert repo == lines
    if repo["repo"] == "local":
        assert (hook["entry"], hook["language"]) == ("planlint check", "python")
        assert hook["additional_dependencies"] == [f"planlint=={package.__version__}"]


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize(
    ("remote", "kept"),
    [
        (f"{WEB}.git", f"{WEB}.git"),
        ("https://me:secret@example.org/planlint", WEB),
        ("ssh://git@example.org/planlint.git", "ssh://git@example.org/planlint.git"),
        ("git@example.org:me/planlint.git", "git@example.org:me/planlint.git"),
        ("../elsewhere", None),
    ],
)
def test_an_installation_from_a_clone_stands_for_its_origin(
    planlint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remote: str, kept: str | None
) -> None:
    clone = tmp_path / "a clone"
    clone.mkdir()
    run = runner(clone, tmp_path)
    for command in ("init -q", f"remote add origin {remote}", "commit -q --allow-empty -m x"):
        assert run("git", *command.split()).returncode == 0
    installed_from(monkeypatch, {"url": clone.as_uri()})
    planlint("init")
    (repo,) = YAML(typ="safe").load(Path(".pre-commit-config.yaml"))["repos"]
    commit = run("git", "rev-parse", "HEAD").stdout.strip()
    assert (repo["repo"], repo.get("rev")) == ((kept, commit) if kept else ("local", None))


def test_what_init_comments_out_is_valid(planlint: Run) -> None:
    planlint("init")
    text = Path(".planlint.yaml").read_text(encoding="utf-8")
    Path("plans").mkdir()
    Path("plans/rules.yaml").write_text("[]\n", encoding="utf-8")
    setting = re.compile(r"^# ((?!yaml-)(?: +)?[\w-]+:.*)$", re.M)
    Path(".planlint.yaml").write_text(setting.sub(r"\1", text), encoding="utf-8")
    config = read_config(Path(".planlint.yaml").absolute())
    assert config
    assert {"select", "ignore", "exclude", "severity", "options", "rules", "vocabulary", "baseline"} <= set(config.data)
    clear_caches()
    assert find_settings(Path.cwd()).vocabulary["hours-per-day"] == 8
    schema = json.loads(Path(".planlint.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(config.data)


def test_init_with_a_baseline(planlint: Run) -> None:
    Path("docs").mkdir()
    Path("docs/plan.md").write_text(BROKEN, encoding="utf-8")
    ran = planlint("init", "--baseline")
    assert ran.code == 0
    *_, kept, last = ran.out.splitlines()
    assert kept == "1 problem of 1 file kept in .planlint-baseline.json"
    new = ".planlint.yaml .planlint.schema.json .pre-commit-config.yaml .planlint-baseline.json"
    assert last == f"commit what is new: git add {new}"
    assert planlint() == (0, "no problems in 1 file, 1 in the baseline\n", "")


@pytest.mark.parametrize("name", [".planlint.yaml", ".planlint.yml", "pyproject.toml", *FILES])
def test_init_overwrites_nothing(planlint: Run, name: str) -> None:
    text = "[tool.planlint]\n" if name == "pyproject.toml" else "{}\n"
    Path(name).write_text(text, encoding="utf-8")
    assert f"{name} is there already" in planlint("init").out
    for _ in range(2):
        assert planlint("init").code == 0
        assert Path(name).read_text(encoding="utf-8") == text
    assert (".planlint.yaml" in files()) == (name in FILES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("repos:\n- repo: local\n  hooks: []\n", "add this to its `repos`"),
        ("repos:\n- repo: x\n  hooks: [{id: planlint}]\n", "knows planlint already"),
    ],
)
def test_hooks_that_are_there_are_left_alone(planlint: Run, text: str, said: str) -> None:
    Path(".pre-commit-config.yaml").write_text(text, encoding="utf-8")
    ran = planlint("init")
    assert said in ran.out
    assert ("- id: planlint\n" in ran.out) == ("add this" in said)
    assert Path(".pre-commit-config.yaml").read_text(encoding="utf-8") == text


def test_init_works_from_a_folder_below(planlint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("docs").mkdir()
    monkeypatch.chdir("docs")
    assert "wrote ../.planlint.yaml" in planlint("init").out
    monkeypatch.chdir("..")
    assert files() == FILES


def old_plans(folder: Path) -> None:
    """Fifty plans, of which every other one contradicts itself in two places."""
    random = Random(7)
    folder.mkdir()
    for number in range(50):
        done, total = random.randint(0, 3), 4
        hours = [random.randint(1, 9) for _ in range(3)]
        wrong = number % 2
        rows = "".join(f"| Bed {row} | {value} |\n" for row, value in enumerate(hours, 1))
        boxes = "".join(f"- [{'x' if box < done else ' '}] Dig bed {box}\n" for box in range(total))
        (folder / f"plan-{number}.md").write_text(
            f"# Garden {number}\n\nProgress: {100 * done // total + 5 * wrong}% ({done}/{total} tasks)\n\n"
            f"| Work | Hours |\n|---|---|\n{rows}| Total | {sum(hours) + wrong} |\n\n## Tasks\n\n{boxes}",
            encoding="utf-8",
        )


def commands_of(page: str) -> list[list[str]]:
    """The three commands, the installation left out: each starts a program below .venv/bin."""
    lines = re.findall(r"^(?:    )?(?:python3 -m venv \.venv && )?(\.venv/bin/.*)$", page, re.M)
    install, *others = lines[next(n for n, line in enumerate(lines) if "pre-commit <where" in line) :][:3]
    assert install == ".venv/bin/pip install -q pre-commit <where you cloned planlint from>"
    return [line.split() for line in others]


@pytest.mark.skipif(os.name == "nt" or not shutil.which("git"), reason="needs git, and links to programs")
def test_three_commands_from_nothing_to_a_guarded_repository(tmp_path: Path) -> None:
    """Those of the README, to the letter; what the first of them installs is that of the tests."""
    pytest.importorskip("pre_commit")
    commands = commands_of((ROOT / "README.md").read_text(encoding="utf-8"))
    assert commands == commands_of((ROOT / "docs" / "adoption.md").read_text(encoding="utf-8"))
    shutil.rmtree(tmp_path / ".git")
    old_plans(tmp_path / "plans")
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("planlint", "pre-commit"):
        (programs / name).symlink_to(Path(sys.executable).parent / name)
    run = runner(tmp_path, tmp_path.parent / f"{tmp_path.name}-home")

    assert run("git", "init", "--quiet").returncode == 0
    run("git", "add", "plans")
    assert run(".venv/bin/planlint", "--no-config").returncode == 1
    kept, installed = (run(*command) for command in commands)
    assert kept.returncode == 0, kept.stderr
    assert re.search(r"^50 problems of 25 files kept in \.planlint-baseline\.json$", kept.stdout, re.M)
    assert installed.returncode == 0, installed.stderr
    use_what_is_here(tmp_path / ".pre-commit-config.yaml")

    assert run(*kept.stdout.splitlines()[-1].partition(": ")[2].split()).returncode == 0
    first = run("git", "commit", "--message", "Guard the plans")
    assert first.returncode == 0, first.stdout + first.stderr
    assert re.search(r"^planlint\.+Passed$", first.stderr, re.M)
    assert run(".venv/bin/pre-commit", "run", "--all-files").returncode == 0

    plan = tmp_path / "plans" / "plan-1.md"
    plan.write_text("A new first line.\n\n" + plan.read_text(encoding="utf-8"), encoding="utf-8")
    moved = run("git", "commit", "--all", "--message", "Write an introduction")
    assert moved.returncode == 0, moved.stderr

    plan.write_text(plan.read_text(encoding="utf-8") + "\nShovels: [████░░░░░░] 75%\n", encoding="utf-8")
    refused = run("git", "commit", "--all", "--message", "Contradict")
    assert refused.returncode == 1
    assert re.findall(r"plans/\S+ [A-Z]+\d+", refused.stderr) == ["plans/plan-1.md:21:10: PRG004"], refused.stderr
    assert "1 problem, " in refused.stderr
    assert "2 in the baseline" in refused.stderr


def use_what_is_here(hooks: Path) -> None:
    """What pre-commit would install is that of the tests, too."""
    program = "- repo: local\n  hooks:\n  - {id: planlint, name: planlint, language: system, types: [markdown], "
    hooks.write_text(f"repos:\n{program}entry: .venv/bin/planlint check}}\n", encoding="utf-8")


def runner(folder: Path, home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs commands in `folder`, for a user who has set nothing up, and whose PATH knows no planlint."""
    here = str(Path(sys.executable).parent)
    paths = [path for path in os.environ["PATH"].split(os.pathsep) if path != here]
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "SKIP"))}
    who = [f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    environment = {
        **kept,
        **dict.fromkeys(who, "gardener@example.org"),
        "PATH": os.pathsep.join(paths),
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
    }

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return run


ACTION: Mapping[str, Any] = YAML(typ="safe").load(ROOT / "action.yml")


def test_the_action_uses_what_it_declares() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    for step in ACTION["runs"]["steps"]:
        assert step.get("shell") == "bash" or "uses" in step
        assert "${{" not in step.get("run", ""), "inputs go through the environment, so that nobody can inject commands"
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert f"{name}:" in page


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(("args", "code"), [("", 1), ("--exit-zero", 0), ("--select SUM --quiet", 0)])
def test_the_action_runs_planlint(tmp_path: Path, args: str, code: int) -> None:
    """The last step, with a planlint that is installed already."""
    program = tmp_path / "temp" / "planlint" / "bin" / "planlint"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m planlint "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    for name in ("docs", "old plans"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.md").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "other.md").write_text(BROKEN, encoding="utf-8")
    given = {
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "PLANLINT_PATHS": "docs\nold plans\n",
        "PLANLINT_ARGS": args,
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
    }
    environment = {**os.environ, **given, "GITHUB_ACTIONS": "true"}
    script = ACTION["runs"]["steps"][-1]["run"]
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == code, ran.stderr
    assert ran.stdout.count("::error file=") == (0 if "SUM" in args else 2)
    assert "other.md" not in ran.stdout
    assert (tmp_path / "outputs").read_text(encoding="utf-8") == f"exit-code={code}\n"

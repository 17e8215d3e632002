"""What the files of a repository can do to who runs planlint in it: nothing but what they say they are."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Ran

from planlint.running import linter
from planlint.running.ignore import Patterns
from planlint.running.neighbours import Neighbours
from planlint.running.reading import ReadError, read_bytes
from planlint.settings.config import find_settings
from planlint.settings.config_file import ConfigError

Run = Callable[..., Ran]

SECRET = "# secret heading\n\nProgress: 75% (4/5 secrets)\n\n- [ ] secret task\n"
PLAN = "# Plan\n\nProgress: 75% (4/5 tasks)\n"
LONG = "x" * 300

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, FIFOs and devices")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository with a file beside it that is none of its business."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.md").write_text(SECRET)
    monkeypatch.chdir(root)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return root


@pytest.mark.parametrize("target", ["../out/secret.md", "/proc/self/environ", "/proc/self/status", "../out"])
@pytest.mark.parametrize(
    "args", [(".",), ("--fix", "."), ("--diff", "."), ("format", "."), ("--add-suppressions", ".")]
)
def test_links_that_leave_are_neither_read_nor_written(
    planlint: Run, repository: Path, target: str, args: tuple[str, ...]
) -> None:
    Path("plan.md").symlink_to(target)
    Path("fine.md").write_text("# Fine\n")
    ran = planlint(*args)
    assert ran.code == 0, ran
    assert "secret" not in ran.out + ran.err
    assert (repository.parent / "out" / "secret.md").read_text() == SECRET


def test_links_that_stay_are_plans(planlint: Run, repository: Path) -> None:
    (repository / "docs").mkdir()
    (repository / "docs" / "real.txt").write_text(PLAN)
    Path("plan.md").symlink_to("docs/real.txt")
    assert planlint("--fix", ".").code == 0
    assert "80%" in (repository / "docs" / "real.txt").read_text()


def test_what_is_named_may_lie_anywhere(planlint: Run, repository: Path) -> None:
    Path("plan.md").symlink_to("../out/secret.md")
    assert planlint("--fix", "--select", "PRG001", "plan.md").code == 0
    assert "80%" in (repository.parent / "out" / "secret.md").read_text()


@pytest.mark.usefixtures("repository")
def test_a_named_folder_behind_a_link_is_its_own_root(planlint: Run) -> None:
    Path("../out/link.md").symlink_to("secret.md")
    Path("../out/passwd.md").symlink_to("/etc/passwd")
    Path("named").symlink_to("../out")
    assert "named/secret.md:3" in planlint("named").out


@pytest.mark.parametrize(
    "path", ["/dev/zero", "/proc/self/environ", "/proc/self/mem", "fifo", "link", "/sys/kernel/notes"]
)
def test_what_never_ends_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")
    Path("link").symlink_to("/proc/self/status")
    with pytest.raises(ReadError):
        read_bytes(Path(path))


@pytest.mark.parametrize("target", ["/dev/zero", "fifo", "../out/ignore"])
def test_an_ignore_file_that_is_none(planlint: Run, repository: Path, target: str) -> None:
    os.mkfifo(repository / "fifo")
    Path("../out/ignore").write_text("*.md\n")
    Path(".gitignore").symlink_to(target)
    Path("plan.md").write_text(PLAN)
    assert planlint(".").code == 1


@pytest.mark.parametrize(
    "text",
    [
        "rules: [../out/secret.md]",
        "rules: [/etc/passwd]",
        "rules: [../out]",
        "rules: [/dev/zero]",
        "rules: [fifo]",
        "rules: [linked.yaml]",
        "rules: ['a\\0b']",
        "rules: [../out/missing.yaml]",
        "baseline: ../out/secret.md",
        "baseline: /dev/zero",
        "baseline: fifo",
        "baseline: linked.yaml",
        "baseline: deep.json",
        *(f"{key}: {value}" for key, value in (("rules", f"[{LONG}]"), ("baseline", LONG), ("extends", LONG))),
        "select: !!python/object/apply:os.system [x]",
        "select: !x y",
        "today: 2024-99-99",
        f"preview: {'9' * 5000}",
        f"select: {'[' * 3000}",
        "select: &a [*a]",
        "vocabulary:\n  a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"  a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)),
        "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 6)),
        f"# {'x' * 300_000}",
        f"{'k' * 100_000}: secret",
        f"select: [{'secret' * 10_000}]",
        f"select: {{{'secret' * 10_000}: 1}}",
        f"exclude: {'secret' * 10_000}",
    ],
    ids=lambda text: text[:24],
)
def test_settings(planlint: Run, repository: Path, text: str) -> None:
    os.mkfifo(repository / "fifo")
    (repository / "linked.yaml").symlink_to("../out/secret.md")
    (repository / "deep.json").write_text("[" * 100_000)
    (repository / "plan.md").write_text(PLAN)
    (repository / ".planlint.yaml").write_text(text)
    ran = planlint(".")
    assert ran.code == 2
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.startswith("planlint: ")
    assert len(ran.err) < 700
    assert "secret heading" not in ran.err
    assert "secret" * 11 not in ran.err


@pytest.mark.parametrize("name", [LONG, "a\0b"])
def test_names_that_no_system_takes(planlint: Run, repository: Path, name: str) -> None:
    regions = "".join(
        f'<!-- planlint:progress files="{each}" -->\n<!-- /planlint -->\n' for each in (name, f"{name}/*")
    )
    (repository / "plan.md").write_text(f"[a]({name}.md) [b]({name.replace(chr(0), '%00')}.md#c)\n\n{regions}")
    ran = planlint("--preview", "--fix", "--unsafe-fixes", ".")
    assert (ran.code, ran.err) == (1, "")


@pytest.mark.parametrize("args", [[], ["format"], ["config"], ["check", "--watch"], ["check", ".", "--baseline"]])
def test_arguments_that_no_system_takes(
    planlint: Run, args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan.md").write_text("# Plan\n")
    monkeypatch.chdir(tmp_path)
    ran = planlint(*args, LONG)
    assert ran.code == (0 if args == ["config"] else 2)
    assert "internal error" not in ran.err


def test_long_settings_of_the_command_line(planlint: Run, repository: Path) -> None:
    (repository / "plan.md").write_text(PLAN)
    assert planlint("--config", f"exclude=['{LONG}', '*.md']", ".").out == "0 files checked\n"


@pytest.mark.parametrize(
    "text", ["[tool.planlint]\nselect = " + "[" * 3000, "tool = 3 # planlint", "tool.planlint = 3"]
)
def test_toml(planlint: Run, text: str, repository: Path) -> None:
    (repository / "plan.md").write_text(PLAN)
    (repository / "pyproject.toml").write_text(text)
    ran = planlint(".")
    assert ran.code == (1 if "# planlint" in text else 2)
    assert ran.err.count("\n") == (ran.code == 2)


def test_a_configuration_behind_a_link(repository: Path) -> None:
    (repository.parent / "out" / "planlint.yaml").write_text("select: [PRG]\n")
    (repository / ".planlint.yaml").symlink_to("../out/planlint.yaml")
    with pytest.raises(ConfigError, match=r"leads out of .*; name it with --config"):
        find_settings(repository / "plan.md")


@pytest.mark.parametrize("args", [("--write-baseline", "."), ("init", "--baseline")])
def test_no_baseline_is_written_through_a_link(planlint: Run, repository: Path, args: tuple[str, ...]) -> None:
    (repository / "plan.md").write_text(PLAN)
    (repository / ".planlint-baseline.json").symlink_to("../out/new.json")
    ran = planlint(*args)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert not (repository.parent / "out" / "new.json").exists()
    assert planlint("--no-config", "--write-baseline", "named.json").code == 0
    assert json.loads((repository / "named.json").read_text())["files"]


def test_init_reads_nothing_that_never_ends(planlint: Run, repository: Path) -> None:
    (repository / ".pre-commit-config.yaml").symlink_to("/dev/zero")
    ran = planlint("init")
    assert (ran.code, ran.err) == (0, "")
    assert "is there already; add this" in ran.out


def test_a_baseline_is_renewed_whole_or_not_at_all(
    planlint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (repository / "plan.md").write_text(PLAN)
    assert planlint("--write-baseline", "known.json").code == 0
    before = Path("known.json").read_bytes()
    Path("plan.md").write_text("# Plan\n")
    monkeypatch.setattr(os, "fsync", full)
    ran = planlint("--write-baseline", "known.json")
    assert (ran.code, ran.err.count("\n"), Path("known.json").read_bytes()) == (2, 1, before)
    monkeypatch.undo()
    monkeypatch.chdir(repository)
    assert planlint("--write-baseline", "known.json").code == 0
    assert Path("known.json").read_bytes() != before


@pytest.mark.parametrize("is_repository", [True, False])
def test_regions_and_anchors_stop_at_the_root(tmp_path: Path, is_repository: bool) -> None:
    folder = tmp_path / "in" / "docs"
    folder.mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "s.md").write_text(SECRET)
    (folder / "link.md").symlink_to("../../out/s.md")
    (folder / "linked").symlink_to("../../out")
    (folder / "own.md").write_text("# own\n")
    around = Neighbours(tmp_path / "in" if is_repository else None, folder / "plan.md")
    for pattern in ("../../out/*.md", "../../**/s.md", "linked/*.md", "*/s.md", "link.md", "l*.md", "/../out/s.md"):
        assert around.matching(pattern) == []
    assert around.matching("*.md") == around.matching("**/*.md") == ["own.md"]
    for path in ("../../out/s.md", "link.md", "linked/s.md"):
        assert around.source(path) is None
        assert around.anchors(path) is None
    assert around.anchors("own.md") == {"own"}


def test_folders_above_the_root_are_not_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walked = []
    real = os.scandir

    def scandir(path: Path) -> object:
        walked.append(Path(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    Neighbours(tmp_path, tmp_path / "plan.md").matching("../../../../**/*.zzz")
    assert walked == []
    (tmp_path / "a" / "a").mkdir(parents=True)
    assert Neighbours(tmp_path, tmp_path / "plan.md").matching("**/**/**/**/a/a/*.md") == []
    assert len(walked) < 12


def test_a_link_out_of_the_repository_is_told_without_what_is_there(planlint: Run, repository: Path) -> None:
    (repository / "plan.md").write_text("[b](../out/secret.md#secret-headin)\n")
    ran = planlint("plan.md")
    assert "LNK005" in ran.out
    assert "LNK002" not in ran.out
    assert "secret-heading" not in ran.out


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*a" * 12 + "*b", "a" * 400, None),
        ("*a" * 12 + "*b", "a" * 400 + "b", True),
        ("**/a/" * 9 + "b", "a/" * 400 + "c", None),
        ("**/a/" * 9 + "b", "a/" * 400 + "b", True),
        ("/" + "*a*/" * 9 + "b", "aa/" * 9 + "b", True),
        ("/" + "*a*/" * 9 + "b", "a" * 200 + "/c" * 9, None),
        ("[a]*" * 20 + "b", "a" * 400, None),
        ("a*b*c", "abbcbc", True),
        ("**/a*c/**/x*y", "p/abc/q/r/xxyxy", True),
    ],
)
def test_wildcards_take_no_time(pattern: str, path: str, matches: bool | None) -> None:
    assert Patterns([pattern]).verdict(path, folder=False) is matches


def test_an_own_pattern_without_an_end_is_stopped(
    planlint: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linter, "_PATIENCE", 0.1)
    rule = "- code: TEAM001\n  name: slow\n  summary: Slow.\n  forbidden-pattern: {in: heading, pattern: '(a+)+$'}\n"
    (repository / "rules.yaml").write_text(rule)
    (repository / ".planlint.yaml").write_text("rules: [rules.yaml]\n")
    (repository / "plan.md").write_text(f"# {'a' * 60}!\n\n{PLAN}")
    ran = planlint("plan.md")
    line = "planlint: plan.md: TEAM001 slow took more than 0.1 s, and was stopped; simplify its pattern\n"
    assert (ran.code, ran.err) == (2, line)
    assert "PRG001" in ran.out

"""Finding, reading and writing files."""

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlint.running.files import discover
from planlint.running.ignore import repository
from planlint.running.reading import read, read_bytes
from planlint.running.writing import WriteError, encode, write
from planlint.settings.config import ConfigError, Settings
from planlint.text.source import Source

ROOT_ONLY_SEES = pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind root")
GIT = shutil.which("git")


def plant(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def found(folder: Path, *paths: str, **settings: object) -> list[str]:
    given = Settings(root=folder, **settings)  # type: ignore[arg-type]
    result = discover([folder / path for path in paths or ("",)], lambda _: given)
    return [Path(file).relative_to(folder).as_posix() for file in result.files]


TREE = dict.fromkeys(["b.md", "a/x.md", "a/y.markdown", "a/z.txt", "a/b/c.md", "A.MD", "a-b/x.md"], "")


@pytest.mark.parametrize(
    ("ignores", "paths", "expected"),
    [
        ({}, [], ["A.MD", "a/b/c.md", "a/x.md", "a/y.markdown", "a-b/x.md", "b.md"]),
        ({}, ["a/z.txt"], ["a/z.txt"]),  # named: whatever it is called
        (
            {},
            ["b.md", "a/../b.md", "a", "a/x.md", "."],
            ["A.MD", "a/b/c.md", "a/x.md", "a/y.markdown", "a-b/x.md", "b.md"],
        ),
        ({".gitignore": "a/\n"}, [], ["A.MD", "a-b/x.md", "b.md"]),
        ({".gitignore": "a/\n"}, ["a", "a/x.md", "a/b/c.md", "b.md"], ["b.md"]),  # holds for what is named, too
        ({".gitignore": "x.md\n", "a/.gitignore": "!x.md\n*.markdown\n"}, [], ["A.MD", "a/b/c.md", "a/x.md", "b.md"]),
        ({".gitignore": "/x.md\n# c.md\nb\n"}, ["a"], ["a/x.md", "a/y.markdown"]),
        ({".gitignore": "a/*\n!a/x.md\n"}, ["a"], ["a/x.md"]),
        ({".gitignore": "a/\n!a/x.md\n"}, ["a/x.md", "a"], []),  # nothing comes back out of an ignored folder
        ({".gitignore": "a/**/c.md\r\n"}, ["a"], ["a/x.md", "a/y.markdown"]),
        ({".gitignore": "\\b.md\n[xy].md\n"}, [], ["A.MD", "a/b/c.md", "a/y.markdown"]),
        ({"a/.gitignore": "*\n"}, [], ["A.MD", "a-b/x.md", "b.md"]),
        ({"a/.gitignore": "*\n"}, ["a/b/c.md", "a/b"], []),
        (
            {"node_modules/p/x.md": "", ".git/x.md": "", "env/x.md": "", "env/pyvenv.cfg": "", ".github/x.md": ""}
            | {"opt/lib/site-packages/p/x.md": "", ".venv/x.md": "", ".tox/x.md": "", ".nox/x.md": ""},
            [],
            [".github/x.md", "A.MD", "a/b/c.md", "a/x.md", "a/y.markdown", "a-b/x.md", "b.md"],
        ),
        ({"env/x.md": "", "env/pyvenv.cfg": "", "d.md/x.md": ""}, ["env", "d.md"], ["d.md/x.md", "env/x.md"]),
    ],
)
def test_discover(tmp_path: Path, ignores: dict[str, str], paths: list[str], expected: list[str]) -> None:
    (tmp_path / ".git").mkdir()
    plant(tmp_path, TREE | ignores)
    assert found(tmp_path, *paths) == expected


@pytest.mark.parametrize(
    ("exclude", "paths", "expected"),
    [
        ((), ["a"], ["a/b/c.md", "a/x.md", "a/y.markdown"]),
        (("a/b",), ["a"], ["a/x.md", "a/y.markdown"]),
        (("a/b/",), ["a/b/c.md", "b.md"], ["b.md"]),
        (("a/b/",), ["a/b"], []),
        (("x.md", "!/a/x.md"), [], ["A.MD", "a/b/c.md", "a/x.md", "a/y.markdown", "b.md"]),
    ],
)
def test_excludes_hold_for_named_files_too(
    tmp_path: Path, exclude: tuple[str, ...], paths: list[str], expected: list[str]
) -> None:
    plant(tmp_path, TREE)
    assert found(tmp_path, *paths, exclude=exclude) == expected


def test_includes_hold_for_what_a_folder_holds(tmp_path: Path) -> None:
    plant(tmp_path, TREE | {"p.mdx": "", "a/q.mdx": ""})
    assert found(tmp_path, include=("*.mdx",)) == ["a/q.mdx", "p.mdx"]
    assert found(tmp_path, "", "b.md", include=("/*.mdx",)) == ["b.md", "p.mdx"]


def test_named_files_that_are_kept_out_are_counted(tmp_path: Path) -> None:
    plant(tmp_path, {".gitignore": "a.md\n", "a.md": "", "b.md": "", "c.md": ""})
    (tmp_path / ".git").mkdir()
    settings = Settings(root=tmp_path, exclude=("b.md",))
    result = discover([tmp_path / "a.md", tmp_path / "b.md", tmp_path / "c.md"], lambda _: settings)
    assert (result.files, result.excluded) == ((str(tmp_path / "c.md"),), 2)


def test_ignore_files_count_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if repository(tmp_path):
        pytest.skip("the temporary folder lies in a repository")
    plant(tmp_path, {".gitignore": "a.md\n", "docs/a.md": "", "docs/b.md": "", "docs/.gitignore": "b.md\n"})
    monkeypatch.chdir(tmp_path)
    assert discover([Path("docs"), Path("docs/a.md")], lambda _: Settings()).files == ()
    monkeypatch.chdir(tmp_path.parent)
    assert discover([tmp_path], lambda _: Settings()).files == ()


def test_a_repository_inside_another_has_its_own_rules(tmp_path: Path) -> None:
    plant(tmp_path, {".gitignore": "*.md\n", ".git/HEAD": "", "inner/.git": "gitdir: elsewhere", "inner/a.md": ""})
    assert found(tmp_path) == ["inner/a.md"]


def test_paths_are_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, {"docs/a.md": "", "b.md": ""})
    monkeypatch.chdir(tmp_path)
    for path, expected in ((".", ["b.md", "docs/a.md"]), ("docs/", ["docs/a.md"]), ("./docs/a.md", ["docs/a.md"])):
        assert list(discover([Path(path)], lambda _: Settings()).files) == expected


def test_links(tmp_path: Path) -> None:
    plant(tmp_path, {"docs/z.md": "", "else/where.md": ""})
    (tmp_path / "docs/a.md").symlink_to("z.md")  # its target is here too
    (tmp_path / "docs/b.md").symlink_to("../else/where.md")
    (tmp_path / "docs/c.md").symlink_to("../else/where.md")
    (tmp_path / "docs/folder").symlink_to("../else")
    (tmp_path / "docs/folder.md").symlink_to("../else")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "named").symlink_to("docs")
    assert found(tmp_path, "docs") == ["docs/b.md", "docs/z.md"]
    assert found(tmp_path, "named") == ["named/b.md", "named/z.md"]


def test_one_wrong_path_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, {"a/x.md": "", "closed/y.md": "", "config/z.md": ""})
    scandir = os.scandir

    def forbidding(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    def settings_for(path: Path) -> Settings:
        if path.name == "config":
            raise ConfigError("config/.planlint.yaml:1: is broken")
        return Settings()

    monkeypatch.setattr(os, "scandir", forbidding)
    monkeypatch.chdir(tmp_path)
    result = discover([Path("a"), Path("missing.md"), Path()], settings_for)
    assert result.files == ("a/x.md",)
    assert sorted(message for _, message in result.errors) == [
        "closed: permission denied; change its mode, or exclude it",
        "config/.planlint.yaml:1: is broken",
        "missing.md: no such file or folder; check the path",
    ]


NAMES = st.sampled_from(["a", "b", "ab", "x.md", "y.md"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
PATTERNS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "!", "/", "!/", "**/"]),
    st.lists(
        NAMES
        | st.sampled_from(
            [
                "*",
                "**",
                "*.md",
                "?",
                "[ab]",
                "a*",
                "\\a",
                "[!a]",
                "[a-b]",
                "[[:alpha:]]",
                "[^]x].md",
                "[z-a]",
                "[x",
                "x\\",
            ]
        ),
        min_size=1,
        max_size=3,
    ).map("/".join),
    st.sampled_from(["", "", "/", "/**"]),
    st.sampled_from(["", "", " ", "\r"]),
)


@pytest.mark.skipif(not GIT, reason="needs git")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.sets(PATHS.map(lambda path: f"{path}.md"), min_size=1, max_size=8),
    ignores=st.dictionaries(
        st.sampled_from(["", "a/", "b/", "a/b/"]), st.lists(PATTERNS, min_size=1, max_size=4), max_size=3
    ),
)
def test_ignores_what_git_ignores(tmp_path: Path, files: set[str], ignores: dict[str, list[str]]) -> None:
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    plant(tmp_path, dict.fromkeys(files, ""))
    plant(tmp_path, {f"{folder}.gitignore": "\n".join(lines) for folder, lines in ignores.items()})
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    git = [str(GIT), "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True, env=env)
    listed = [*git, "ls-files", "-z", "--others", "--exclude-standard", "*.md"]
    untracked = subprocess.run(listed, check=True, env=env, capture_output=True, text=True).stdout
    expected = {name for name in untracked.split("\0") if name}
    assert set(found(tmp_path)) == expected
    assert set(found(tmp_path, *files)) == expected


@pytest.mark.parametrize(
    ("data", "text", "bom"),
    [
        (b"", "", False),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n", False),
        (b"\xef\xbb\xbfa\n", "a\n", True),
        (b"\xef\xbb\xbf", "", True),
        ("\ufeff\ufeffa\x0c\x00 ✅".encode(), "\ufeffa\x0c\x00 ✅", True),
    ],
)
def test_read(tmp_path: Path, data: bytes, text: str, bom: bool) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(data)
    source = read(file)
    assert source == Source(text, file.as_posix(), bom)
    assert encode(source) == data


@given(st.text(), st.booleans())
def test_encode_and_read_are_inverse(text: str, bom: bool) -> None:
    assert encode(Source(text, bom=bom)) == (b"\xef\xbb\xbf" if bom else b"") + text.encode()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "docs" / "plan.md"
    file.parent.mkdir()
    file.write_bytes(b"old\r\n")
    return file


def leftovers(file: Path) -> list[str]:
    return [name for name in os.listdir(file.parent) if name != file.name]  # noqa: PTH208


@pytest.mark.parametrize("source", [Source("new\r\n"), Source("new", bom=True), Source("✅ é"), Source("")])
def test_write(plan: Path, source: Source) -> None:
    plan.chmod(0o640)
    assert write(plan, b"old\r\n", source)
    assert plan.read_bytes() == encode(source)
    assert stat.S_IMODE(plan.stat().st_mode) == 0o640
    assert leftovers(plan) == []


def test_write_keeps_the_owner(plan: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(plan, 1234, 2345)
    write(plan, b"old\r\n", Source("new"))
    assert (plan.stat().st_uid, plan.stat().st_gid) == (1234, 2345)


def test_nothing_to_write(plan: Path) -> None:
    os.utime(plan, ns=(1, 1))
    plan.chmod(0o444)
    before = plan.stat()
    assert not write(plan, b"old\r\n", Source("old\r\n"))
    assert plan.stat() == before


def test_write_through_links(plan: Path, tmp_path: Path) -> None:
    link, second = tmp_path / "link.md", tmp_path / "second.md"
    link.symlink_to("docs/plan.md")
    second.symlink_to(link)
    assert write(second, b"old\r\n", Source("new"))
    assert link.is_symlink()
    assert second.is_symlink()
    assert not plan.is_symlink()
    assert plan.read_bytes() == b"new"


def test_another_planlint_was_faster(plan: Path) -> None:
    plan.write_bytes(b"new")
    assert not write(plan, b"old\r\n", Source("new"))


def test_a_file_that_changed_is_not_written(plan: Path) -> None:
    plan.write_bytes(b"edited")
    with pytest.raises(WriteError, match=r"plan\.md: was not fixed, because it changed meanwhile; run planlint again"):
        write(plan, b"old\r\n", Source("new"))
    assert (plan.read_bytes(), leftovers(plan)) == (b"edited", [])


def test_a_file_that_changes_while_the_new_text_is_written(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def edit(handle: int) -> None:
        fsync(handle)
        plan.write_bytes(b"edited")

    monkeypatch.setattr(os, "fsync", edit)
    with pytest.raises(WriteError, match="changed meanwhile"):
        write(plan, b"old\r\n", Source("new"))
    assert (plan.read_bytes(), leftovers(plan)) == (b"edited", [])


def test_a_file_that_is_gone(plan: Path) -> None:
    plan.unlink()
    with pytest.raises(WriteError, match="no such file"):
        write(plan, b"old\r\n", Source("new"))
    assert not plan.exists()


def test_a_read_only_file_is_not_written(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # the superuser may write all files
    with pytest.raises(WriteError, match=r"plan\.md: was not fixed, because it is read-only; change its mode"):
        write(plan, b"old\r\n", Source("new"))
    assert (plan.read_bytes(), leftovers(plan)) == (b"old\r\n", [])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser may")
def test_a_read_only_file_that_may_be_written_keeps_its_mode(plan: Path) -> None:
    plan.chmod(0o444)
    assert write(plan, b"old\r\n", Source("new"))
    assert (plan.read_bytes(), plan.stat().st_mode & 0o777) == (b"new", 0o444)


def test_text_that_utf8_cannot_hold(plan: Path) -> None:
    with pytest.raises(WriteError, match="UTF-8 cannot hold"):
        write(plan, b"old\r\n", Source("a\ud800"))
    assert plan.read_bytes() == b"old\r\n"


def replace_making(monkeypatch: pytest.MonkeyPatch, making: Callable[[Callable[[], int]], int]) -> None:
    """Have `making` make temporary files; it is given what really does."""
    real = os.open

    def opened(path: object, *args: int) -> int:
        make = partial(real, path, *args)  # type: ignore[arg-type]
        return making(make) if str(path).endswith(".tmp") else make()

    monkeypatch.setattr(os, "open", opened)


def forbid_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_make: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    replace_making(monkeypatch, forbidden)


@pytest.mark.parametrize("new", ["", "x", "longer than before"])
def test_in_place_where_the_folder_forbids_other_files(plan: Path, monkeypatch: pytest.MonkeyPatch, new: str) -> None:
    forbid_temporary_files(monkeypatch)
    inode = plan.stat().st_ino
    assert write(plan, b"old\r\n", Source(new))
    assert (plan.read_text(), plan.stat().st_ino) == (new, inode)


@ROOT_ONLY_SEES
def test_in_place_in_a_folder_that_is_read_only(plan: Path) -> None:
    plan.parent.chmod(0o555)
    try:
        assert write(plan, b"old\r\n", Source("new"))
    finally:
        plan.parent.chmod(0o755)
    assert plan.read_text() == "new"


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("call", ["write", "fsync", "posix_fallocate"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_full_disk(plan: Path, monkeypatch: pytest.MonkeyPatch, in_place: bool, call: str, number: int) -> None:
    if not in_place and call != "fsync":
        pytest.skip("a stream does not call it")
    if in_place:
        forbid_temporary_files(monkeypatch)
    real, calls = getattr(os, call), []

    def failing(handle: int, *args: object) -> object:
        calls.append(handle)
        if len(calls) > 1:
            return real(handle, *args)
        if call == "write":
            real(handle, b"ha")  # half of it was written
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, failing)
    with pytest.raises(WriteError, match=os.strerror(number)):
        write(plan, b"old\r\n", Source("new and longer"))
    assert (plan.read_bytes(), leftovers(plan)) == (b"old\r\n", [])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_a_stream(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(make: Callable[[], int]) -> int:
        os.close(make())
        return os.open("/dev/full", os.O_WRONLY)

    replace_making(monkeypatch, full)
    with pytest.raises(WriteError, match="No space left on device"):
        write(plan, b"old\r\n", Source("new"))
    assert (plan.read_bytes(), leftovers(plan)) == (b"old\r\n", [])


@pytest.mark.parametrize("early", [False, True])
def test_an_interrupt_leaves_nothing_behind(plan: Path, monkeypatch: pytest.MonkeyPatch, early: bool) -> None:
    def interrupted(make: int | Callable[[], int]) -> int:
        if callable(make):
            os.close(make())
        raise KeyboardInterrupt

    if early:
        replace_making(monkeypatch, interrupted)
    else:
        monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(plan, b"old\r\n", Source("new"))
    assert (plan.read_bytes(), leftovers(plan)) == (b"old\r\n", [])


WRITER = """
import sys
from pathlib import Path
from planlint.running.reading import read, read_bytes
from planlint.text.source import Source
from planlint.running.writing import write
path, texts = Path(sys.argv[1]), ["a" * 300_000, "b" * 400_000]
print("ready", flush=True)
for turn in range(10**9):
    write(path, texts[turn % 2].encode(), Source(texts[(turn + 1) % 2]))
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_process_leaves_the_old_text_or_the_new(plan: Path) -> None:
    texts = ("a" * 300_000, "b" * 400_000)
    plan.write_text(texts[0])
    for turn in range(25):
        command = [sys.executable, "-c", WRITER, str(plan)]
        if plan.read_text() == texts[1]:
            plan.write_text(texts[0])
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(turn * 0.0013)
            process.send_signal(signal.SIGKILL)
        assert plan.read_text() in texts
    assert all(name.startswith(".planlint-") and name.endswith(".tmp") for name in leftovers(plan))


def test_what_killed_runs_left_goes_with_the_next_change(plan: Path) -> None:
    old, others = (
        ".planlint-0a1b.tmp",
        [".planlint-baseline.json", ".planlint-0a1b.tmp.md", "x.tmp", ".planlint-new.tmp"],
    )
    for name in (old, *others):
        (plan.parent / name).write_text("x")
        os.utime(plan.parent / name, (1, 1))
    (plan.parent / ".planlint-link.tmp").symlink_to("x.tmp")
    (plan.parent / ".planlint-new.tmp").touch()
    write(plan, b"old\r\n", Source("new"))
    assert sorted(leftovers(plan)) == sorted([*others, ".planlint-link.tmp"])


def test_a_file_is_read_as_bytes(plan: Path) -> None:
    assert read_bytes(plan) == b"old\r\n"

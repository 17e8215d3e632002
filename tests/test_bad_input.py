"""What cannot be read or is set wrongly: one clear line each, the rest of the run goes on, exit code 2."""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from planlint.cli._main import main
from planlint.running import files
from planlint.running.reading import MAX_BYTES, ReadError, decode

GOOD = "# Plan\n\nProgress: 60% (4/5 tasks)\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" * 20


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / "user-cache"))
    Path("docs").mkdir()
    Path("docs/good.md").write_text(GOOD)


def planlint(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int | str | None, str, list[str]]:
    """Exit code, output, and the lines of errors."""
    with pytest.raises(SystemExit) as exit_:
        main(args)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return exit_.value.code, out, err.splitlines()


def no_such_file(_: Path) -> None:
    pass


def dangling_link(path: Path) -> None:
    path.symlink_to("nowhere.md")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def binary(path: Path) -> None:
    path.write_bytes(PNG)


def huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 50 * 1024 * 1024)


def name_in_another_encoding(path: Path) -> None:
    try:
        Path(os.fsdecode(b"docs/\xff.md")).write_bytes(b"\xff")
    except OSError:
        pytest.skip("the file system wants UTF-8 names")
    path.symlink_to(os.fsdecode(b"\xff.md"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (no_such_file, "docs/bad.md: no such file or folder; check the path"),
        (dangling_link, "docs/bad.md: is a link to something that does not exist; mend or remove it"),
        (loop, "docs/bad.md: is a link to something that does not exist; mend or remove it"),
        (pipe, "docs/bad.md: is no regular file; read it through standard input with -"),
        (binary, "docs/bad.md: is a binary file, not text; exclude it"),
        (huge, "docs/bad.md: is too large (50 MB, the limit is 16); split or exclude it"),
    ],
)
def test_a_bad_file(capsys: pytest.CaptureFixture[str], make: Callable[[Path], None], message: str) -> None:
    make(Path("docs/bad.md"))
    code, out, errors = planlint(capsys, "docs/bad.md", "docs/good.md")
    assert (code, errors) == (2, [f"planlint: {message}"])
    assert "docs/good.md:3:" in out
    if make is not no_such_file:
        assert planlint(capsys, "docs") == (code, out, errors)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "cp1252", "shift_jis", "koi8-r", "padded"])
@pytest.mark.parametrize("output", ["text", "json", "json-lines", "github", "gitlab", "sarif", "junit"])
def test_a_file_that_is_not_clean_is_still_a_plan(
    capsys: pytest.CaptureFixture[str], encoding: str, output: str
) -> None:
    """Its encoding is a finding like others, beside them."""
    text = GOOD.replace("Plan", {"shift_jis": "計画", "koi8-r": "План", "cp1252": "Café"}.get(encoding, "Plan"))
    data = text.encode() + bytes(500) if encoding == "padded" else text.encode(encoding)
    Path("docs/good.md").write_bytes(data)
    code, out, errors = planlint(capsys, "--output-format", output, "docs")
    assert (code, errors) == (1, [])
    assert ("ENC005" if encoding == "padded" else "ENC004") in out
    assert "PRG001" in out
    assert planlint(capsys, "--ignore", "ENC,PRG", "docs")[0] == 0
    known = str(Path("known.json").absolute())
    planlint(capsys, "--write-baseline", known, "docs")
    assert planlint(capsys, "--baseline", known, "docs")[0] == 0
    assert Path("docs/good.md").read_bytes() == data


@pytest.mark.parametrize("options", [["--fix"], ["--fix", "--unsafe-fixes"], ["--add-suppressions"], ["format"]])
@pytest.mark.parametrize(
    "data",
    [
        b"# \xedlan \xbf\n\nProgress: 60% (4/5 tasks)\n\n| a|\n|--|\n| b |\n",
        b"\xed\xa0\xbd Progress: 60% (4/5 tasks)\n",
    ],
)
def test_what_cannot_be_read_for_certain_is_never_written(
    capsys: pytest.CaptureFixture[str], options: list[str], data: bytes
) -> None:
    file = Path("docs/good.md")
    file.write_bytes(data)
    code, out, _ = planlint(capsys, *options, str(file))
    assert code != 0
    assert file.read_bytes() == data
    assert "can be fixed with" not in out
    assert ("not fixed: Write 80%: the file is " in out) == ("--fix" in options)


def test_a_name_that_is_no_utf8(capsys: pytest.CaptureFixture[str]) -> None:
    name_in_another_encoding(Path("docs/bad.md"))
    code, out, errors = planlint(capsys, "docs")
    assert (code, errors) == (1, [])
    assert r"docs/\xff.md:1:1: ENC004 the file is 8-bit text, not UTF-8: convert it" in out


def test_a_folder_named_like_a_plan(capsys: pytest.CaptureFixture[str]) -> None:
    Path("docs/folder.md").mkdir()
    Path("docs/folder.md/inner.md").write_text(GOOD)
    for paths in (["docs"], ["docs/folder.md", "docs/good.md"]):
        code, out, errors = planlint(capsys, *paths)
        assert (code, errors) == (1, [])
        assert "docs/folder.md/inner.md:3:" in out


def forbid(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the system refuse to read the file or folder of this name, even to root."""
    read_bytes, scandir, access = Path.read_bytes, os.scandir, os.access

    def guarded(function: Callable[[Path], object]) -> Callable[[Path], object]:
        def call(path: Path) -> object:
            if Path(path).name == name:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return function(path)

        return call

    monkeypatch.setattr(Path, "read_bytes", guarded(read_bytes))
    monkeypatch.setattr(files.os, "scandir", guarded(scandir))
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != name and access(path, mode))


@pytest.mark.parametrize("real", [False, True])
@pytest.mark.parametrize("is_folder", [False, True])
@pytest.mark.parametrize("named", [False, True])
def test_no_permission(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_folder: bool, real: bool, named: bool
) -> None:
    bad = Path("docs/closed" if is_folder else "docs/closed.md")
    if is_folder:
        bad.mkdir()
        (bad / "plan.md").write_text(GOOD)
    else:
        bad.write_text(GOOD)
    if not real:
        forbid(monkeypatch, bad.name)
    elif os.name != "posix" or os.geteuid() == 0:
        pytest.skip("permissions do not bind root")
    else:
        bad.chmod(0)
    try:
        code, out, errors = planlint(capsys, "docs", *([str(bad)] if named else []))
    finally:
        bad.chmod(0o700)
    message = f"planlint: {bad.as_posix()}: permission denied; change its mode, or exclude it"
    assert (code, errors) == (2, [message])
    assert "docs/good.md:3:" in out


@pytest.mark.parametrize(
    "text",
    [
        "> " * 100_000 + "deep",
        ">" * 100_000,
        "[" * 100_000,
        "]" * 100_000,
        "[" * 50_000 + "x" + "](y)" * 50_000,
        "![" * 50_000,
        "*" * 100_001 + "x",
        "*a " * 50_000,
        "`" * 100_000,
        "<" * 100_000,
        "<!--" * 25_000,
        "(" * 100_000,
        "| " * 50_000 + "\n" + "|-" * 50_000 + "|\n",
        "- " * 50_000 + "x",
        "1. " * 30_000 + "x",
        "".join(" " * depth + "- x\n" for depth in range(600)),
        "\\" * 100_000,
        "#" * 100_000,
        "~" * 100_000 + "\n" + "`" * 50_000,
        "&" * 100_000,
        "\n" * 100_000,
        "x" * 1_000_000,
        "60% " * 50_000,
        "1" * 100_000,
        "é" * 100_000,
        "\0" * 10,
        "[ ] " * 25_000,
        "![60%](" * 10_000,
        "[x]: " * 20_000,
        "a | b\n" * 20_000,
        "===" * 30_000 + "\n" + "---\n" * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.parametrize("fix", [False, True])
def test_text_that_is_made_to_hurt(capsys: pytest.CaptureFixture[str], text: str, fix: bool) -> None:
    Path("docs/bad.md").write_text(text)
    code, out, errors = planlint(capsys, "docs", *["--fix"] * fix)
    assert code in (0, 1)
    assert errors == []
    assert fix or "docs/good.md:3:" in out


CONFIG = ".planlint.yaml"


@pytest.mark.parametrize(
    ("args", "config", "message"),
    [
        (["--select", "PRG01X"], "", r"planlint: --select: 'PRG01X' selects no rule"),
        (["--ignore", "percent-mismash"], "", r"planlint: --ignore: .*did you mean 'percent-mismatch'\?"),
        (["--config", "missing.yaml"], "", r"planlint: missing\.yaml: .*"),
        ([], "select: [PRG\n", r"planlint: .*\.planlint\.yaml:\d: is no valid YAML: .*"),
        ([], "selekt: [PRG]\n", r"planlint: .*\.planlint\.yaml:1: .*"),
        ([], "select: [NOPE]\n", r"planlint: .*\.planlint\.yaml:1: .*NOPE.*"),
        ([], "ignore: 3\n", r"planlint: .*\.planlint\.yaml:1: .*"),
    ],
)
def test_wrong_settings(capsys: pytest.CaptureFixture[str], args: list[str], config: str, message: str) -> None:
    if config:
        Path(CONFIG).write_text(config)
    code, out, errors = planlint(capsys, *args, "docs")
    assert (code, len(errors)) == (2, 1), errors
    assert re.match(message, errors[0]), errors
    assert "good.md:3" not in out


def test_wrong_settings_of_one_folder(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        Path(f"docs/sub/{name}").mkdir(parents=True)
        Path(f"docs/sub/{name}/plan.md").write_text(GOOD)
    Path("docs/sub", CONFIG).write_text("selekt: [PRG]\n")
    code, out, errors = planlint(capsys, "docs", "docs/sub/a/plan.md")
    assert (code, len(errors)) == (2, 1), errors
    assert ".planlint.yaml:1:" in errors[0]
    assert "docs/good.md:3:" in out


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", ""),
        (b"a", ""),
        (b"\0", ""),
        (b"a\0", ""),
        (b"plan \0 with a \x0c few \x1b controls\n" * 3, ""),
        ("日本語の計画\n".encode(), ""),
        (b"\xef\xbb\xbfplan", ""),
        (b"\xef\xbb\xbfplan\0\0", ""),
        (b"plan" + b"\0" * 4096, ""),
        (b"\0" * 4096 + b"plan" + b"\0" * 4096 + b"plan", ""),
        (b"\0" * 100, "binary"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 4, "binary"),
        (PNG, "binary"),
    ],
)
def test_what_bytes_are(data: bytes, problem: str) -> None:
    try:
        source = decode(data, "plan.md")
        assert (source.text, source.encoding) == (data.decode("utf-8-sig"), "UTF-8")
        said = ""
    except ReadError as error:
        said = str(error)
    assert problem in said
    assert bool(problem) == bool(said)


def test_what_only_one_encoding_can_mean_is_saved_as_utf8(capsys: pytest.CaptureFixture[str]) -> None:
    file = Path("docs/good.md")
    data = ("Größe\n" + GOOD).encode("utf-16")
    file.write_bytes(data)
    assert planlint(capsys, "--fix", str(file))[0] == 1
    assert file.read_bytes() == data
    assert planlint(capsys, "--fix", "--unsafe-fixes", str(file))[0] == 0
    assert file.read_text(encoding="utf-8") == "Größe\n" + GOOD.replace("60%", "80%")


def test_what_the_cache_knows_is_saved_as_utf8_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(12):
        Path(f"docs/{number}.md").write_bytes("Größe\n".encode("cp1252"))
    for options in ([], [], ["--fix", "--unsafe-fixes"]):
        planlint(capsys, *options, "docs")
    assert {Path(f"docs/{number}.md").read_bytes() for number in range(12)} == {"Größe\n".encode()}


def test_the_limit_itself(tmp_path: Path) -> None:
    from planlint.running.reading import read_bytes

    file = tmp_path / "large.md"
    file.touch()
    os.truncate(file, MAX_BYTES)
    assert len(read_bytes(file)) == MAX_BYTES
    os.truncate(file, MAX_BYTES + 1)
    with pytest.raises(ReadError, match="17 MB, the limit is 16"):
        read_bytes(file)

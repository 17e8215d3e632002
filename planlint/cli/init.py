"""`planlint init`: a commented configuration, and the lines for pre-commit."""

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from subprocess import CalledProcessError

import click

import planlint
from planlint.running.ignore import leaves, repository
from planlint.running.reading import ReadError, read_bytes
from planlint.running.runner import RunOptions
from planlint.settings.baseline import NAME
from planlint.settings.config import YAML_NAMES, Overrides, find_config
from planlint.settings.config_schema import config_schema
from planlint.text.patterns import regex

_SCHEMA = ".planlint.schema.json"
_PRE_COMMIT = ".pre-commit-config.yaml"
_REACHED = regex(r"(?:https?|ssh)://|[\w.-]+@[\w.-]+:")
"""How a repository begins that others reach, too; the last as in `git@example.org:me/planlint.git`."""
_WITHOUT_PASSWORD = regex(r"^(https?://)[^/]*@")
_CONFIG = """\
# yaml-language-server: $schema={schema}
# What planlint looks for in this repository. All that is commented out is the default.
# `planlint config` shows what is in force, `planlint rules` the rules, `planlint explain CODE` one of them.

# The rules to run, and those not to run: by code (PRG001), family (PRG) or name (percent-mismatch).
# select: [ALL]
# ignore: []

# Rules not to run in some files, by pattern.
# per-file-ignores:
#   archive: [DAT]

# How sure planlint must be: high, medium or low.
# confidence: high

# Files and folders to leave out, as in .gitignore.
# exclude: [archive/]

# Problems that were there before planlint came, and are not reported.
# `planlint --write-baseline` writes the file, and renews it.
{baseline}

# error, warning or info, by rule.
# severity:
#   DAT003: warning

# Options of single rules; `planlint explain CODE` tells them.
# options: {{}}

# Files with rules of your own; see docs/own-rules.md of planlint.
# rules: [plans/rules.yaml]

# More words and signs than planlint knows in nine languages, and how long a day and a week are.
# vocabulary:
#   total-words: [grand total]
#   statuses:
#     done: [shipped]
#   hours-per-day: 8
#   days-per-week: 5
"""
_HOOKS = """\
  - repo: local
    hooks:
      - id: planlint
        name: planlint
        entry: planlint check
        language: python
        additional_dependencies: [planlint=={version}]
        types: [markdown]
        require_serial: true
"""
_HOOKS_OF_A_REPOSITORY = """\
  - repo: {url}
    rev: {commit}
    hooks:
      - id: planlint
"""


@click.command("init")
@click.option("--baseline", "with_baseline", is_flag=True, help="Keep today's problems in a baseline.")
def command(*, with_baseline: bool) -> int:
    """Write a commented .planlint.yaml for this repository, its schema, and the hook for pre-commit.

    Nothing that exists is overwritten.
    """
    root = repository(Path.cwd()) or Path.cwd()
    existing = find_config(root)
    if existing and existing.parent == root:
        click.echo(f"{_shown(existing)} is there already")
        if with_baseline:
            click.echo(f"set `baseline: {NAME}` in it, where it names no other")
    else:
        _write(root / _SCHEMA, json.dumps(config_schema(), indent=1, ensure_ascii=False) + "\n")
        line = f"baseline: {NAME}" if with_baseline else f"# baseline: {NAME}"
        _write(root / YAML_NAMES[0], _CONFIG.format(schema=_SCHEMA, baseline=line))
    _add_hook(root)
    code = _keep_problems(root) if with_baseline else 0
    there = [_shown(root / name) for name in (YAML_NAMES[0], _SCHEMA, _PRE_COMMIT, NAME) if (root / name).exists()]
    click.echo(f"commit what is new: git add {' '.join(there)}")
    return code


def _keep_problems(root: Path) -> int:
    """Write a baseline with all problems of today; returns the exit code."""
    from planlint.cli import _adopt

    find_config.cache_clear()
    target = root / NAME
    if leaves(target, root):
        raise click.ClickException(f"{target}: is a link that leads out of {root}; remove it")
    return _adopt.write([str(root)], RunOptions(Overrides()), str(target), quiet=False)


def _add_hook(root: Path) -> None:
    """Write pre-commit's configuration, or say what to add to one that is there."""
    file, hooks = root / _PRE_COMMIT, _hooks()
    if not file.exists():
        _write(file, f"repos:\n{hooks}")
        if "additional_dependencies" in hooks:
            click.echo(
                f"its hook asks the package index for planlint {planlint.__version__}, as others do not reach what "
                "this one was installed from; where the index has none, name a repository (README.md, In pre-commit)"
            )
        click.echo("run `pre-commit install` to check plans before each commit; so do your colleagues, in their clones")
    elif b"planlint" in _content(file):
        click.echo(f"{_shown(file)} knows planlint already")
    else:
        click.echo(f"{_shown(file)} is there already; add this to its `repos`:\n\n{hooks}")


def _content(file: Path) -> bytes:
    """What is in a file; nothing where it cannot be read."""
    try:
        return read_bytes(file)
    except ReadError:
        return b""


def _hooks() -> str:
    """The lines for pre-commit, which work in every clone: nothing in them is a path of this machine."""
    found = _installed_from()
    if found:
        return _HOOKS_OF_A_REPOSITORY.format(url=found[0], commit=found[1])
    return _HOOKS.format(version=planlint.__version__)


def _installed_from() -> tuple[str, str] | None:
    """The URL and the commit of the repository that planlint was installed from; None where none is to be reached.

    https://packaging.python.org/specifications/direct-url/
    """
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    with suppress(PackageNotFoundError, KeyError, ValueError, OSError, CalledProcessError):
        origin = json.loads(distribution("planlint").read_text("direct_url.json") or "{}")
        url, commit = origin["url"], origin.get("vcs_info", {}).get("commit_id")
        if not commit:
            folder = url2pathname(urlsplit(url).path)
            url, commit = (_git(folder, *words) for words in (("remote", "get-url", "origin"), ("rev-parse", "HEAD")))
        if _REACHED.match(url):
            return _WITHOUT_PASSWORD.sub(r"\1", url), commit
    return None


def _git(folder: str, *words: str) -> str:
    return subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True, check=True).stdout.strip()


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        click.echo(f"{_shown(file)} is there already")
    except OSError as error:
        raise click.FileError(str(file), error.strerror) from None
    else:
        click.echo(f"wrote {_shown(file)}")


def _shown(file: Path) -> str:
    return os.path.relpath(file)

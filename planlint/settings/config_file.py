"""One configuration file: its data, and the line of every key for error messages."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from planlint.running.reading import ReadError, read_bytes
from planlint.text.compiled import cached
from planlint.text.patterns import regex
from planlint.text.records import value_object
from planlint.text.visible import clip

Keys = tuple[str | int, ...]

_MOST_BYTES, _MOST_YAML = 1024 * 1024, 256 * 1024
_MOST_VALUES = 20_000
_DEEPEST = 50
_MOST_FAULTS = 5
_TOML_HEADER = regex(r"\s*\[\[?\s*([^\]]+)\]")
_TOML_KEY = regex(r"\s*((?:[\w.-]|\"[^\"]*\"|'[^']*')+)\s*=")
_TOML_PART = regex(r"[\w-]+|\"[^\"]*\"|'[^']*'")


class ConfigError(Exception):
    """The configuration or the command line is wrong; the message is one line for the user."""


@value_object
class ConfigFile:
    """A valid configuration. `data` is plain and has the shape of `config_schema()`; `lines` counts from 1."""

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[Keys, int]

    def place(self, keys: Keys) -> str:
        """The file, and the line of the key that `keys` lead to, or of the nearest one above it."""
        return place(self.path, self.lines, keys)


@cache
def read_config(path: Path) -> ConfigFile | None:
    """The configuration in `path`; None when it is a TOML file without `[tool.planlint]`. Raises `ConfigError`.

    A file that was read before is neither parsed nor validated again: the verdict is cached with its text.
    """
    text = read_text(path)
    if path.suffix == ".toml" and "planlint" not in text:
        return None
    schema = crc32(json.dumps(_schema()).encode())
    entry = cached(path, [text, schema], lambda: _read(path, text))
    if entry is None:
        return None
    return ConfigFile(path, entry["data"], {tuple(keys): line for keys, line in entry["lines"]})


def _schema() -> dict[str, Any]:
    from planlint.settings.config_schema import config_schema  # most runs have no configuration

    return config_schema()


def read_text(path: Path) -> str:
    """The text of a file that must be there. Raises `ConfigError`."""
    try:
        return read_bytes(path, _MOST_BYTES if path.suffix == ".toml" else _MOST_YAML).decode("utf-8-sig")
    except ReadError as error:
        raise ConfigError(str(error)) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8, at byte {error.start}") from None


@cache
def read_inline(line: str) -> ConfigFile:
    """A configuration of one line of TOML on the command line. Raises `ConfigError`."""
    path = Path("--config")
    entry = _read(path, f"[tool.planlint]\n{line}", toml=True)
    assert entry
    return ConfigFile(path, entry["data"], {})


def _read(path: Path, text: str, *, toml: bool = False) -> dict[str, Any] | None:
    """Data and lines as JSON holds them, after validation."""
    from planlint.settings.validation import faults

    parsed = _read_toml(path, text) if toml or path.suffix == ".toml" else read_yaml(path, text)
    if parsed is None:
        return None
    data, lines = ({} if parsed[0] is None else parsed[0]), parsed[1]
    check(path, lines, _old_form(data) or faults(data, _schema()))
    return {"data": data, "lines": [[list(keys), line] for keys, line in lines.items()]}


def check(path: Path, lines: Mapping[Keys, int], faults: Sequence[tuple[Keys, str]]) -> None:
    """Raise `ConfigError` where a file has faults: the keys that lead to each, and one line about it."""
    told = [f"{place(path, lines, keys)}: {message}" for keys, message in faults[:_MOST_FAULTS]]
    if told:
        also = [f", and line {each.removeprefix(f'{path}:')}" for each in told[1:]]
        more = f", and {len(faults) - len(told)} more" if len(faults) > len(told) else ""
        raise ConfigError("".join([told[0], *also, more]))


def _old_form(data: Any) -> list[tuple[Keys, str]]:
    """A mapping under `rules` is what belongs under `options`."""
    given = data.get("rules") if isinstance(data, dict) else None
    if isinstance(given, dict):
        return [(("rules", *list(given)[:1]), "rules: should be a list of files with rules; did you mean 'options'?")]
    return []


def read_yaml(path: Path, text: str) -> tuple[Any, dict[Keys, int]]:
    """Plain data and the lines of its keys; `path` is for errors. Raises `ConfigError`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        _refuse_odd_yaml(path, YAML(typ="rt", pure=True).parse(text))
        content = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise ConfigError(
            f"{path}{line}: is no valid YAML: {clip(error.problem or error.context or '', 160)}"
        ) from None
    except (YAMLError, ValueError) as error:  # ValueError: a day that does not exist, a number of thousands of digits
        raise ConfigError(f"{path}: is no valid YAML: {clip(' '.join(str(error).split()), 160)}") from None
    return _plain(path, content), dict(_yaml_lines(content, ()))


def _refuse_odd_yaml(path: Path, events: Iterable[Any]) -> None:
    """Raise `ConfigError` for tags, which could mean anything, and for what is nested too deeply."""
    depth = 0
    for event in events:
        line = event.start_mark.line + 1
        tag = getattr(event, "tag", None)
        if tag:
            raise ConfigError(f"{path}:{line}: tags such as {clip(str(tag))} are not allowed; leave it out")
        depth += type(event).__name__.endswith(("MappingStartEvent", "SequenceStartEvent"))
        depth -= type(event).__name__.endswith(("MappingEndEvent", "SequenceEndEvent"))
        if depth > _DEEPEST:
            raise ConfigError(f"{path}:{line}: is nested too deeply")


def _yaml_lines(node: Any, keys: Keys) -> Iterator[tuple[Keys, int]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        if key in (node.lc.data or ()):  # a merged key (<<) has no place of its own
            yield (*keys, key), node.lc.data[key][0] + 1
        yield from _yaml_lines(value, (*keys, key))


def _read_toml(path: Path, text: str) -> tuple[Any, dict[Keys, int]] | None:
    import tomllib

    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        if "[tool.planlint" not in text:
            return None  # not ours to complain about
        what = "nested too deeply" if isinstance(error, RecursionError) else clip(str(error), 160)
        raise ConfigError(f"{path}: is no valid TOML: {what}") from None
    tool = content.get("tool")
    section = tool.get("planlint") if isinstance(tool, dict) else None
    return None if section is None else (_plain(path, section), dict(_toml_lines(text)))


def _toml_lines(text: str) -> Iterator[tuple[Keys, int]]:
    """The lines of the keys below `[tool.planlint]`; tomllib does not tell them."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _TOML_HEADER.match(line):
            table = keys = _toml_keys(header[1])
        elif key := _TOML_KEY.match(line):
            keys = (*table, *_toml_keys(key[1]))
        else:
            continue
        if keys[:2] == ("tool", "planlint"):
            yield keys[2:], number


def _toml_keys(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _TOML_PART.findall(dotted))


def _plain(path: Path, node: Any) -> Any:
    """Only dicts, lists, strings, numbers, booleans and None; dates become ISO strings.

    Raises `ConfigError` for too many of them, as aliases to aliases make them out of few.
    """
    left = _MOST_VALUES

    def plain(node: Any, deeper: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0 or deeper < 0:
            raise ConfigError(f"{path}: holds too much; it may have {_MOST_VALUES} values, those of aliases counted")
        if isinstance(node, dict):
            return {str(key): plain(value, deeper - 1) for key, value in node.items()}
        if isinstance(node, list):
            return [plain(value, deeper - 1) for value in node]
        for kind in (bool, int, float, str):
            if isinstance(node, kind):
                return kind(node)
        return node if node is None else str(node)

    return plain(node, _DEEPEST)


def place(path: Path, lines: Mapping[Keys, int], keys: Keys) -> str:
    """The file, and the line of the key that `keys` lead to, or of the nearest one above it."""
    while keys and keys not in lines:
        keys = keys[:-1]
    return f"{path}:{lines[keys]}" if keys in lines else str(path)

"""Rules of the user's own: YAML files in their repository, validated, as the JSON text that the catalogue reads."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from planlint.plan.formulas import FormulaError, read_formula
from planlint.running.ignore import leaves
from planlint.settings.catalogue import KINDS, prefix_of, rules
from planlint.settings.config_file import ConfigError, Keys, check, place, read_text, read_yaml
from planlint.text.compiled import cached
from planlint.text.visible import brief, clip

_SCHEMA = Path(__file__).parent / "own-rules.schema.json"
_SUFFIXES = (".yaml", ".yml")
_PLACE_KEYS = {"column": "column", "level": "heading", "state": "task"}
"""Keys of a pattern -> the one place that they go with."""

_Fault = tuple[Keys, str]


@cache
def own_schema() -> dict[str, Any]:
    """The JSON Schema of a file of rules."""
    schema: dict[str, Any] = json.loads(_SCHEMA.read_bytes())
    return schema


def rule_files(path: Path) -> list[Path]:
    """`path` itself, or the YAML files below it where it is a folder. Raises `ConfigError` where there are none."""
    if not path.is_dir():
        return [path]
    named = (file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
    found = sorted(file for file in named if not leaves(file, path))
    if not found:
        raise ConfigError(f"{path}: there is no *.yaml file in it; name a file of rules, or a folder of them")
    return found


def read_own_rules(paths: Iterable[Path]) -> str:
    """The rules in these files and folders, as `catalogue.rules` takes them; "" for none. Raises `ConfigError`."""
    entries: list[dict[str, Any]] = []
    for file in (file for path in paths for file in rule_files(path)):
        entries += _read_file(file)
    codes: dict[str, str] = {}
    for entry in entries:
        for word in (entry["rule"]["code"], entry["rule"]["name"]):
            if word in codes:
                raise ConfigError(f"{entry['place']}: {word} is taken, by the rule at {codes[word]}")
            codes[word] = entry["place"]
    return json.dumps(entries, ensure_ascii=False) if entries else ""


def _read_file(file: Path) -> list[dict[str, Any]]:
    """As the configuration, a file is parsed and validated once."""
    text = read_text(file)
    built_in = sorted({*rules(), *(rule.name for rule in rules().values())})
    key = [str(file), text, crc32(_SCHEMA.read_bytes()), crc32(repr(built_in).encode())]
    entries: list[dict[str, Any]] = cached(file, key, lambda: _parse(file, text))
    return entries


def _parse(file: Path, text: str) -> list[dict[str, Any]]:
    from planlint.settings.validation import faults

    data, lines = read_yaml(file, text)
    data = data or []
    check(file, lines, faults(data, own_schema(), "the file") or [*_faults(data)])
    return [{"place": place(file, lines, (index,)), "rule": rule} for index, rule in enumerate(data)]


def _faults(data: list[Mapping[str, Any]]) -> Iterator[_Fault]:
    """What a JSON Schema cannot tell."""
    families = {prefix_of(code) for code in rules()}
    names = {rule.name: code for code, rule in rules().items()}
    for index, rule in enumerate(data):
        prefix = prefix_of(rule["code"])
        taken = next((each for each in families if each.startswith(prefix) or prefix.startswith(each)), None)
        if taken:
            free = "choose other letters, best four or more"
            yield (index, "code"), f"code: {rule['code']} would be taken for one of planlint's {taken} rules; {free}"
        if rule["name"] in names:
            yield (index, "name"), f"name: {rule['name']} is planlint's {names[rule['name']]}; choose another name"
        kind = next(kind for kind in KINDS if kind in rule)
        for keys, message in _kind_faults(rule[kind]):
            yield (index, kind, *keys), f"{kind}{'.' if keys else ''}{'.'.join(map(str, keys))}: {message}"


def _kind_faults(asked: Mapping[str, Any]) -> Iterator[_Fault]:
    for key in ("pattern", "under"):
        if key in asked:
            try:
                re.compile(asked[key])
            except (re.error, RecursionError, OverflowError) as error:
                yield (key,), f"{brief(asked[key])} is no regular expression: {clip(str(error))}"
    if "formula" in asked:
        try:
            read_formula(asked["formula"])
        except (FormulaError, RecursionError) as error:
            yield ("formula",), f"{brief(asked['formula'])} is no formula: {clip(str(error))}"
    if asked.get("in") == "column" and "column" not in asked:
        yield ("in",), "say which column, as `column: Owner`"
    for key, where in _PLACE_KEYS.items():
        if key in asked and asked["in"] != where:
            yield (key,), f"goes with `in: {where}` only"

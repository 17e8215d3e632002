"""The JSON Schema of the configuration: a file, and what the catalogue and the vocabulary give to it."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from planlint.settings.catalogue import Rule, rules
from planlint.text.compiled import load_folder
from planlint.words.vocabulary import FOLDER as LANGUAGES
from planlint.words.vocabulary import GLYPHS, NUMBERS

_FILE = Path(__file__).parent / "config.schema.json"
_PHRASES = {"type": "array", "items": {"type": "string", "pattern": r"\S"}}
_SEVERITY = {"enum": ["error", "warning", "info"]}
_OWN_CODE = "^[A-Z]{2,}[0-9]{3}$"
"""What a code looks like; whether there is such a rule, the configuration tells when it has read the user's own."""


@cache
def config_schema() -> dict[str, Any]:
    """The schema of `.planlint.yaml`, and of `[tool.planlint]`."""
    schema: dict[str, Any] = json.loads(_FILE.read_bytes())
    properties = schema["properties"]
    with_options = [rule for rule in rules().values() if rule.options]
    properties["severity"] |= _by_rule(lambda _: _SEVERITY, rules().values()) | {
        "patternProperties": {_OWN_CODE: _SEVERITY}
    }
    properties["options"] |= _by_rule(lambda rule: _object(rule.options), with_options)
    properties["vocabulary"] |= _object(_vocabulary())
    return schema


def _object(properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _by_rule(schema_of: Callable[[Rule], Any], rules: Iterable[Rule]) -> dict[str, Any]:
    """An object with a property for every rule, under its code and under its name."""
    return _object((key, schema_of(rule)) for rule in rules for key in (rule.code, rule.name))


def _vocabulary() -> dict[str, Any]:
    """The shape of one file of languages/: word lists, and tables of word lists by meaning. Units and series may have
    new meanings; glyphs and numbers are for the configuration alone."""
    properties: dict[str, Any] = {}
    for language in load_folder(LANGUAGES).values():
        for name, value in language.items():
            if isinstance(value, dict):
                meanings = properties.setdefault(name, _object({}))["properties"]
                meanings.update(dict.fromkeys(value, _PHRASES))
            else:
                days = {"months": 12, "weekdays": 7}.get(name.partition("-")[0])
                properties[name] = {**_PHRASES, "minItems": days, "maxItems": days} if days else _PHRASES
    for name in ("units", "series"):
        properties[name]["additionalProperties"] = _PHRASES
    glyph = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 2}}
    properties[GLYPHS] = {
        **_object(dict.fromkeys(properties["statuses"]["properties"], glyph)),
        "description": "What signs, also in boxes, say; a legend in the plan itself goes before.",
    }
    for name, most in NUMBERS.items():
        properties[name] = {
            "type": "number",
            "exclusiveMinimum": 0,
            "maximum": most,
            "description": f"{name.capitalize().replace('-', ' ')}; without it, any usual number will do.",
        }
    return properties

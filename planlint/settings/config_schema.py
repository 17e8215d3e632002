"""The JSON Schema of the configuration, derived from the catalogue and the vocabulary."""

from functools import cache
from typing import Any

from planlint.settings.catalogue import Rule, rules
from planlint.text.compiled import load_folder
from planlint.text.policy import GRADES
from planlint.words.vocabulary import FOLDER as LANGUAGES
from planlint.words.vocabulary import GLYPHS, NUMBERS

_STRINGS = {"type": "array", "items": {"type": "string"}}
_SEVERITY = {"enum": ["error", "warning", "info"]}
_OWN_CODE = "^[A-Z]{2,}[0-9]{3}$"
"""What a code looks like; whether there is such a rule, the configuration tells when it has read the user's own."""
_FORMAT = {
    "type": "object",
    "description": "What `planlint format` does besides putting the columns of tables in line.",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "max-width": {
            "type": "integer",
            "minimum": 1,
            "description": "Wider tables, in terminal cells, are not padded, but written with single spaces.",
            "default": 120,
        },
        "bar": {
            "type": "string",
            "description": "The full and the empty glyph, such as █░, that labelled progress bars are drawn in.",
        },
    },
}
_SELECTORS = "Rules by code (PRG001), prefix of codes (PRG), name (percent-mismatch) or ALL."


@cache
def config_schema() -> dict[str, Any]:
    """The schema of `.planlint.yaml`, and of `[tool.planlint]`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "planlint configuration",
        **_object({**_selection(), **_files(), **_of_rules(), "vocabulary": _vocabulary(), "format": _FORMAT}),
    }


def _selection() -> dict[str, Any]:
    return {
        "select": {**_STRINGS, "description": f"The rules to run. {_SELECTORS}", "default": ["ALL"]},
        "extend-select": {**_STRINGS, "description": f"More rules to run. {_SELECTORS}", "default": []},
        "ignore": {**_STRINGS, "description": f"Rules not to run. {_SELECTORS}", "default": []},
        "per-file-ignores": {
            "type": "object",
            "additionalProperties": _STRINGS,
            "description": f"Rules not to run in some files: patterns as in .gitignore, each with rules. {_SELECTORS}",
            "default": {},
        },
        "fixable": {**_STRINGS, "description": f"The rules whose fixes are made. {_SELECTORS}", "default": ["ALL"]},
        "unfixable": {**_STRINGS, "description": f"Rules whose fixes are only shown. {_SELECTORS}", "default": []},
        "preview": {
            "type": "boolean",
            "description": "Run the rules that still guess too often, too.",
            "default": False,
        },
        "confidence": {
            "enum": list(GRADES),
            "description": "How much to report: what is right nine times in ten, eight, or seven.",
            "default": "high",
        },
        "today": {
            "type": "string",
            "format": "date",
            "description": "The day that due dates are compared with, as YYYY-MM-DD.",
        },
    }


def _files() -> dict[str, Any]:
    return {
        "extends": {
            "type": "string",
            "description": "Another configuration, relative to this one, that this one goes before.",
        },
        "include": {
            **_STRINGS,
            "description": "Patterns, as in .gitignore, of the files to look for in folders.",
            "default": ["*.md", "*.markdown"],
        },
        "exclude": {
            **_STRINGS,
            "description": "Patterns, as in .gitignore, of files and folders to leave out.",
            "default": [],
        },
        "baseline": {
            "type": "string",
            "description": "The file, relative to this one, with the problems that are known and not reported.",
        },
        "rules": {
            **_STRINGS,
            "description": "Files with rules of your own, and folders of them, relative to this file.",
            "default": [],
        },
    }


def _of_rules() -> dict[str, Any]:
    return {
        "severity": {
            **_by_rule("The severity of single rules.", lambda _: _SEVERITY, rules().values()),
            "patternProperties": {_OWN_CODE: _SEVERITY},
        },
        "options": _by_rule(
            "The options of single rules.",
            lambda rule: _object(rule.options),
            [rule for rule in rules().values() if rule.options],
        ),
    }


def _object(properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _by_rule(description: str, schema_of: Any, rules: Any) -> dict[str, Any]:
    """An object with a property for every rule, under its code and under its name."""
    keyed: list[tuple[str, Rule]] = [(key, rule) for rule in rules for key in (rule.code, rule.name)]
    return {**_object((key, schema_of(rule)) for key, rule in keyed), "description": description, "default": {}}


def _vocabulary() -> dict[str, Any]:
    """The shape of one file of languages/: word lists, and tables of word lists by meaning. Units and series may have
    new meanings; glyphs and numbers are for the configuration alone."""
    properties: dict[str, Any] = {}
    for language in load_folder(LANGUAGES).values():
        for name, value in language.items():
            if isinstance(value, dict):
                meanings = properties.setdefault(name, _object({}))["properties"]
                meanings.update(dict.fromkeys(value, _STRINGS))
            else:
                days = {"months": 12, "weekdays": 7}.get(name.partition("-")[0])
                properties[name] = {**_STRINGS, "minItems": days, "maxItems": days} if days else _STRINGS
    for name in ("units", "series"):
        properties[name]["additionalProperties"] = _STRINGS
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
    return {
        **_object(properties),
        "description": "More words, beside those that planlint knows in several languages.",
        "default": {},
    }

"""Data against a JSON Schema, with errors that say what to write instead."""

import re
from collections.abc import Iterator
from typing import Any

from planlint.settings.catalogue import did_you_mean
from planlint.text.visible import brief, clip

Keys = tuple[str | int, ...]

_TYPES = {
    "array": "a list",
    "object": "a mapping",
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "nothing",
}


_OF_THE_WHOLE = ("required", "oneOf")
"""Faults of a mapping that what is wrong in it explains better: a misspelled key is missing, too."""


def faults(data: Any, schema: dict[str, Any], whole: str = "the configuration") -> list[tuple[Keys, str]]:
    """The keys that lead to each fault of `data`, in its own order, and one line about it.

    `whole` is what the line calls the data as a whole; the entries of a list are not counted in it, but by their keys.
    """
    from jsonschema import Draft202012Validator

    errors = list(Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(data))
    parts = [error for error in errors if error.validator not in _OF_THE_WHOLE]
    found = [told for error in parts or errors for told in _explain(error, whole)]
    return sorted(found, key=lambda each: _order(data, each[0]))


def _explain(error: Any, whole: str) -> Iterator[tuple[Keys, str]]:
    keys: Keys = tuple(error.absolute_path)
    value, wanted, told = error.instance, error.validator_value, _dotted(keys, whole)
    match error.validator:
        case "additionalProperties":
            known = error.schema.get("properties", {})
            patterns = error.schema.get("patternProperties", ())
            for extra in value:
                if extra not in known and not any(re.search(each, extra) for each in patterns):
                    told = _dotted((*keys, extra), whole)
                    yield (*keys, extra), f"{told}: there is no such setting{did_you_mean(extra, known)}"
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            yield keys, f"{told}: {brief(value)} should be {' or '.join(_TYPES[kind] for kind in kinds)}"
        case "enum":
            choices = ", ".join(map(str, wanted))
            yield keys, f"{told}: {brief(value)} should be one of {choices}{did_you_mean(str(value), wanted)}"
        case "format":
            yield keys, f"{told}: {brief(value)} is no valid {wanted}"
        case "required":
            yield keys, f"{told}: {next(key for key in wanted if key not in value)!r} is missing"
        case "oneOf":
            ways = [" and ".join(map(repr, way["required"])) for way in wanted]
            yield keys, f"{told}: has to have one, and only one, of {', '.join(ways)}"
        case _:
            yield keys, f"{told}: {brief(value)}{_rest(error)}"


def _rest(error: Any) -> str:
    """What jsonschema says behind the value that it quotes at the start."""
    quoted = repr(error.instance)
    rest = error.message.removeprefix(quoted) if error.message.startswith(quoted) else f": {error.message}"
    return clip(rest, 160)


def _dotted(keys: Keys, whole: str) -> str:
    if keys and isinstance(keys[0], int):
        keys, whole = keys[1:], "the entry"
    return ".".join(clip(str(key)) for key in keys) if keys else whole


def _order(data: Any, keys: Keys) -> tuple[int, ...]:
    """Where `keys` stand in `data`, so that the fault highest up in the file comes first."""
    order = []
    for key in keys:
        order.append(list(data).index(key) if isinstance(data, dict) else int(key))
        data = data[key]
    return tuple(order)

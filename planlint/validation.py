"""Data against a JSON Schema, with errors that say what to write instead."""

from typing import Any

from planlint.catalogue import did_you_mean

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


def first_error(data: Any, schema: dict[str, Any]) -> tuple[Keys, str] | None:
    """The keys that lead to the first fault of `data`, in its own order, and one line about it; None when valid."""
    from jsonschema import Draft202012Validator

    errors = list(Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).iter_errors(data))
    found = [_explain(error) for error in errors]
    return min(found, key=lambda pair: _order(data, pair[0])) if found else None


def _explain(error: Any) -> tuple[Keys, str]:
    keys: Keys = tuple(error.absolute_path)
    value, wanted = error.instance, error.validator_value
    match error.validator:
        case "additionalProperties":
            known = error.schema.get("properties", {})
            extra = next(key for key in value if key not in known)
            return (*keys, extra), f"{_dotted((*keys, extra))}: there is no such setting{did_you_mean(extra, known)}"
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            return keys, f"{_dotted(keys)}: {value!r} should be {' or '.join(_TYPES[kind] for kind in kinds)}"
        case "enum":
            choices = ", ".join(map(str, wanted))
            return keys, f"{_dotted(keys)}: {value!r} should be one of {choices}{did_you_mean(str(value), wanted)}"
        case "format":
            return keys, f"{_dotted(keys)}: {value!r} is no valid {wanted}"
        case _:
            return keys, f"{_dotted(keys)}: {error.message}"


def _dotted(keys: Keys) -> str:
    return ".".join(map(str, keys)) if keys else "the configuration"


def _order(data: Any, keys: Keys) -> tuple[int, ...]:
    """Where `keys` stand in `data`, so that the fault highest up in the file comes first."""
    order = []
    for key in keys:
        order.append(list(data).index(key) if isinstance(data, dict) else int(key))
        data = data[key]
    return tuple(order)

"""The JSON Schema of the report's data, made from the types in `shape`."""

import inspect
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

from planlint.output.overview.shape import Report

_SIMPLE = {int: "integer", float: "number", str: "string", NoneType: "null"}


def report_schema() -> dict[str, Any]:
    """The schema; it allows keys that it does not know, as later versions may add some."""
    definitions: dict[str, Any] = {}
    whole = _schema(Report, definitions)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole, "$defs": definitions}


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_typeddict(kind):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            hints = get_type_hints(kind)
            definitions[kind.__name__] = {
                "type": "object",
                "description": " ".join((inspect.getdoc(kind) or "").split()),
                "required": list(hints),
                "properties": {name: _schema(hint, definitions) for name, hint in hints.items()},
            }
        return {"$ref": f"#/$defs/{kind.__name__}"}
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is UnionType:
        return {"anyOf": [_schema(argument, definitions) for argument in arguments]}
    return {"type": _SIMPLE[kind]}

"""`planlint schema`: the JSON Schema of the configuration, of files with rules of one's own, or of the report."""

import json
from collections.abc import Callable
from typing import Any

import click

from planlint.output.overview.schema import report_schema
from planlint.settings.config_schema import config_schema
from planlint.settings.own_rules import own_schema

_SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "config": config_schema,
    "rules": own_schema,
    "report": report_schema,
}


@click.command("schema")
@click.argument("kind", type=click.Choice(list(_SCHEMAS)), default="config")
def command(kind: str) -> None:
    """Print the JSON Schema of the configuration, of files with rules of your own, or of the report's data."""
    click.echo(json.dumps(_SCHEMAS[kind](), indent=2, ensure_ascii=False))

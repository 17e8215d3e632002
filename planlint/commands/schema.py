"""`planlint schema`: the JSON Schema of the configuration or of rule files."""

import json

import click

from planlint.catalogue import rules_folder
from planlint.config_schema import config_schema


@click.command("schema")
@click.argument("kind", type=click.Choice(["config", "rule"]), default="config")
def command(kind: str) -> None:
    """Print the JSON Schema of the configuration, or of rule files."""
    schema = config_schema() if kind == "config" else json.loads((rules_folder() / "rule.schema.json").read_bytes())
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))

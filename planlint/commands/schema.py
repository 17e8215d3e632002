"""`planlint schema`: the JSON Schema of the configuration, or of files with rules of one's own."""

import json

import click

from planlint.config_schema import config_schema
from planlint.own_rules import own_schema


@click.command("schema")
@click.argument("kind", type=click.Choice(["config", "rules"]), default="config")
def command(kind: str) -> None:
    """Print the JSON Schema of the configuration, or of files with rules of your own."""
    click.echo(json.dumps(config_schema() if kind == "config" else own_schema(), indent=2, ensure_ascii=False))

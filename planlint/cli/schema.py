"""`planlint schema`: the JSON Schema of the configuration, of files with rules of one's own, or of the report."""

import json

import click


@click.command("schema")
@click.argument("kind", type=click.Choice(["config", "rules", "report"]), default="config")
def command(kind: str) -> None:
    """Print the JSON Schema of the configuration, of files with rules of your own, or of the report's data."""
    from planlint.output.overview.schema import report_schema
    from planlint.settings.config_schema import config_schema
    from planlint.settings.own_rules import own_schema

    schema = config_schema() if kind == "config" else own_schema() if kind == "rules" else report_schema()
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))

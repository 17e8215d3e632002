"""`planlint rules`: all rules at a glance, or the pages of docs/rules.md."""

import json
from typing import Any

import click

from planlint.catalogue import Rule, rules


@click.command("rules")
@click.option("--output-format", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
def command(output_format: str) -> None:
    """List all rules. The markdown format is the source of docs/rules.md."""
    if output_format == "json":
        click.echo(json.dumps([as_json(rule) for rule in rules().values()], indent=2, ensure_ascii=False))
    elif output_format == "markdown":
        from planlint.explain import rules_page

        click.echo(rules_page(), nl=False)
    else:
        for rule in rules().values():
            marks = " ".join(mark for mark, holds in (("fix", rule.fixable), ("preview", rule.preview)) if holds)
            click.echo(f"{rule.code}  {rule.name:<30} {rule.severity.name.lower():<8} {marks:<12} {rule.summary}")


def as_json(rule: Rule) -> dict[str, Any]:
    """What programs want to know of a rule."""
    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "summary": rule.summary,
        "severity": rule.severity.name.lower(),
        "fixable": rule.fixable,
        "preview": rule.preview,
        "since": rule.since,
        "options": dict(rule.options),
    }

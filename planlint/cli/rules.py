"""`planlint rules`: all rules at a glance, or the pages of docs/rules.md; `planlint rules test` tries one's own."""

import json
from pathlib import Path
from typing import Any

import click

from planlint.cli._options import ANY_FILE
from planlint.cli._say import say
from planlint.output.text import number
from planlint.settings.catalogue import Rule, rules
from planlint.settings.config import Overrides, find_settings
from planlint.text.visible import in_json, visible


@click.group("rules", invoke_without_command=True, subcommand_metavar="[test [PATH]]")
@click.option("--output-format", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--config", type=ANY_FILE, metavar="FILE", help="Use this configuration.")
@click.pass_context
def command(context: click.Context, output_format: str, config: Path | None) -> None:
    """List all rules, those of your own at the end. The markdown format is the source of docs/rules.md."""
    if context.invoked_subcommand:
        return
    own = find_settings(Path.cwd(), Overrides(config=config)).own
    if output_format == "json":
        say(in_json(json.dumps([as_json(rule) for rule in rules(own).values()], indent=2, ensure_ascii=False)))
    elif output_format == "markdown":
        from planlint.cli._explain import rules_page

        say(rules_page(own).removesuffix("\n"))
    else:
        for rule in rules(own).values():
            marks = " ".join(mark for mark, holds in (("fix", rule.fixable), ("preview", rule.preview)) if holds)
            line = f"{rule.code}  {rule.name:<30} {rule.severity.name.lower():<8} {marks:<12} {rule.summary}"
            say(visible(line))


@command.command("test")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=ANY_FILE)
@click.option("--config", type=ANY_FILE, metavar="FILE", help="Use this configuration.")
def test(paths: tuple[Path, ...], config: Path | None) -> int:
    """Run the examples of rules of your own.

    PATHS are files of rules, and folders of them; without any, those that the configuration names. Exit code: 0 when
    all examples hold, 1 when one does not, 2 when the rules are set wrongly.
    """
    from planlint.cli._trial import failures
    from planlint.settings.own_rules import read_own_rules

    settings = find_settings(Path.cwd(), Overrides(config=config))
    own = read_own_rules(paths) if paths else settings.own
    added = [rule for rule in rules(own).values() if rule.place]
    if not added:
        raise click.ClickException("there are no rules to test; name a file of rules, or set `rules` in .planlint.yaml")
    for rule in added:
        if not rule.examples:
            say(visible(f"{rule.place}: {rule.code} {rule.name} has no examples"), err=True)
    failed = 0
    for failure in failures(added, settings):
        failed += 1
        say(failure)
    tried = f"{number(sum(len(rule.examples) for rule in added), 'example')} of {number(len(added), 'rule')}"
    click.echo(f"{tried}, {failed} failed" if failed else f"{tried} tried, no failures")
    return int(bool(failed))


def as_json(rule: Rule) -> dict[str, Any]:
    """What programs want to know of a rule."""
    found: dict[str, Any] = {
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
    return {**found, "place": rule.place} if rule.place else found

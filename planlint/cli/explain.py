"""`planlint explain`: what a rule does, why, and what it says about its examples."""

from pathlib import Path

import click

from planlint.cli._explain import rule_page
from planlint.cli._options import complete_rules
from planlint.cli._say import say
from planlint.settings.catalogue import SelectorError, matching, rules
from planlint.settings.config import find_settings


@click.command("explain")
@click.argument("selectors", metavar="RULE...", nargs=-1, required=True, shell_complete=complete_rules)
def command(selectors: tuple[str, ...]) -> None:
    """Explain rules, by code, prefix or name; also those of your own that the configuration here names."""
    own = ""
    try:
        found = [matching(selector) for selector in selectors]
    except SelectorError:
        own = find_settings(Path.cwd()).own
        try:
            found = [matching(selector, own) for selector in selectors]
        except SelectorError as error:
            raise click.ClickException(str(error)) from None
    text = "\n".join(rule_page(rules(own)[code]) for codes in found for code in sorted(codes))
    say(text.removesuffix("\n"))

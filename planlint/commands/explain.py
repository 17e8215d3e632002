"""`planlint explain`: what a rule does, why, and what it says about its examples."""

import click

from planlint.catalogue import SelectorError, matching, rules
from planlint.explain import rule_page


@click.command("explain")
@click.argument("selectors", metavar="RULE...", nargs=-1, required=True)
def command(selectors: tuple[str, ...]) -> None:
    """Explain rules, by code, prefix or name."""
    try:
        codes = [code for selector in selectors for code in sorted(matching(selector))]
    except SelectorError as error:
        raise click.ClickException(str(error)) from None
    click.echo("\n".join(rule_page(rules()[code]) for code in codes), nl=False)

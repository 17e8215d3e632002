"""Options that several commands share."""

import os
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from planlint.settings.config import Overrides, find_settings
from planlint.text.policy import GRADES


class _Path(click.Path):
    """A path that may be anything but empty: who reads it says what else is wrong with it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse the value of a variable that is not set, which would be the current folder."""
        if value == "":
            self.fail("a path is empty; write . for the current folder", param, ctx)
        return super().convert(value, param, ctx)


ANY_PATH = _Path(readable=False)
ANY_FILE = _Path(readable=False, path_type=Path)


def complete_rules(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:  # noqa: ARG001
    """The selectors that a shell may put in for a word that is begun; of several with commas, for the last."""
    from planlint.settings.catalogue import selectors

    before, comma, last = begun.rpartition(",")
    return [before + comma + each for each in selectors() if each.startswith(last)]


def _rules_option(name: str, text: str) -> Callable[..., Any]:
    return click.option(name, multiple=True, metavar="RULES", help=text, shell_complete=complete_rules)


_SELECTORS = [
    _rules_option("--select", "Run these rules only: codes, prefixes, names, ALL."),
    _rules_option("--extend-select", "Run these rules, too."),
    _rules_option("--ignore", "Do not run these rules."),
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave these files and folders out, too."),
    click.option("--preview", is_flag=True, help="Run the rules that still guess too often, too."),
    click.option(
        "--confidence",
        type=click.Choice(list(GRADES)),
        help="How much to report: what is right nine times in ten (default), eight, or seven.",
    ),
    click.option(
        "--today",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="YYYY-MM-DD",
        help="The day that due dates are compared with.",
    ),
    click.option("--baseline", type=ANY_FILE, metavar="FILE", help="Leave out the problems in this baseline."),
    click.option(
        "--config",
        multiple=True,
        metavar="FILE|KEY=VALUE",
        help="Use this configuration; or set one value, as in TOML.  [env var: PLANLINT_CONFIG]",
    ),
    click.option("--no-config", is_flag=True, help="Use no configuration."),
]


def settings_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that change settings; the function receives them as `overrides`."""

    @wraps(function)  # keeps the options that the function has already
    def with_overrides(*, config: tuple[str, ...], no_config: bool, today: datetime | None, **given: Any) -> Any:
        inline = tuple(each for each in config if "=" in each and not os.path.exists(each))  # noqa: PTH110
        files = [Path(each) for each in config if each not in inline]
        if files and no_config:
            raise click.UsageError("--config and --no-config exclude each other")
        if len(files) > 1:
            raise click.UsageError("--config takes one file")
        taken: dict[str, Any] = {name: _words(given.pop(name)) for name in ("select", "extend_select", "ignore")}
        taken |= {name: given.pop(name) for name in ("exclude", "preview", "baseline")}
        overrides = Overrides(
            **taken,
            confidence=given.pop("confidence") or "",
            today=today.date() if today else None,
            config=files[0] if files else None,
            inline=inline,
            isolated=no_config,
        )
        overrides.check()
        if config:
            find_settings(Path.cwd(), overrides)  # wrong for one file is wrong for all
        return function(overrides=overrides, **given)

    for option in reversed(_SELECTORS):
        with_overrides = option(with_overrides)
    return with_overrides


def _words(given: tuple[str, ...]) -> tuple[str, ...]:
    """`--select PRG,SUM` is `--select PRG --select SUM`."""
    return tuple(" ".join(given).replace(",", " ").split())

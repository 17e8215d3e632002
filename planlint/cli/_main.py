"""The command line: each module here without a `_` is a command, imported when it is called; `check` is the default."""

import gc
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

import planlint
from planlint.cli._say import say, tell
from planlint.text.visible import visible

COMMANDS = Path(__file__).parent
DEFAULT = "check"
_GARBAGE = 100_000
"""How many new objects make Python look for garbage: fewer come with the modules alone, and none of these are any."""


class Commands(click.Group):
    """The commands by their file names. `planlint docs/` and `planlint --fix docs/` mean `planlint check ...`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All commands, `check` first."""
        files = os.listdir(COMMANDS)  # noqa: PTH208  (once a start, and faster)
        names = sorted(name.removesuffix(".py") for name in files if name.endswith(".py") and name[0] != "_")
        return sorted(names, key=lambda name: name != DEFAULT)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The `command` of the module of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"planlint.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in where none is named, but for a shell that completes the word."""
        first = args[0] if args else ""
        if ctx.resilient_parsing or first in ("--help", "-h", "--version", *self.list_commands(ctx)):
            return super().parse_args(ctx, args)
        if first.isalpha() and not os.path.lexists(first):
            from planlint.settings.catalogue import did_you_mean

            if hint := did_you_mean(first, self.list_commands(ctx)):
                raise click.UsageError(f"{first!r} is neither a command nor a path{hint}")
        return super().parse_args(ctx, [DEFAULT, *args])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=False)
@click.version_option(planlint.__version__, prog_name="planlint")
def cli() -> None:
    """Find the places where a Markdown plan contradicts itself, and mend what the plan proves.

    `planlint docs/` is short for `planlint check docs/`; a path that is called like a command needs the long form.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line: exit 0 clean, 1 with findings, 2 on wrong usage or configuration, or a failure.

    With `args`, `SystemExit` is raised; without, the process ends at once: to free a plan's objects one by one takes
    as long as to check a small plan.
    """
    try:
        _run(args)
    except SystemExit as leaving:
        if args is not None:
            raise
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # nobody reads it any more
                stream.flush()
        os._exit(leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None))


def _run(args: Sequence[str] | None) -> NoReturn:
    from planlint.settings.config_file import ConfigError

    gc.set_threshold(_GARBAGE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a path or a plan may hold what the terminal cannot show
    try:
        sys.exit(cli.main(args, prog_name="planlint", standalone_mode=False) or 0)
    except click.UsageError as error:
        click.UsageError(visible(error.format_message()), error.ctx).show()
    except click.ClickException as error:
        tell(error.format_message())
    except ConfigError as error:
        tell(str(error))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as error:
        import traceback

        say(traceback.format_exc().rstrip(), err=True)
        tell(f"internal error, please report it: {error}")
    sys.exit(2)

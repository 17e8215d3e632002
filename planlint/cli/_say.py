"""What commands print, but for reports: nothing in it may command the terminal or a build server."""

import os
from typing import TextIO

import click

from planlint.text.visible import line_start, visible


def say(text: str, *, err: bool = False) -> None:
    """Print `text`, which may have several lines."""
    click.echo("\n".join(map(line_start, text.split("\n"))), err=err)


def tell(line: str) -> None:
    """Say on stderr what went wrong; whatever it quotes, it stays one line."""
    click.echo(f"planlint: {visible(line)}", err=True)


def is_colorful(stream: TextIO, color: str = "auto") -> bool:
    """https://no-color.org and https://force-color.org"""
    if color != "auto" or os.environ.get("NO_COLOR"):
        return color == "always"
    return stream.isatty() or bool(os.environ.get("FORCE_COLOR"))

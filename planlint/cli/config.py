"""`planlint config`: the settings in force for a path, and where each was set."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from planlint.cli._options import ANY_FILE, settings_options
from planlint.cli._say import say
from planlint.settings.catalogue import rules
from planlint.settings.config import Overrides, Settings, find_settings
from planlint.text.diagnostics import Severity
from planlint.text.visible import visible


@click.command("config")
@click.argument("path", type=ANY_FILE, default=".")
@settings_options
def command(path: Path, overrides: Overrides) -> None:
    """Show the settings in force for PATH, as YAML, and where each was set."""
    settings = find_settings(path, overrides)
    from planlint.running.linter import active_rules

    say(f"# {len(active_rules(settings))} of {len(rules(settings.own))} rules run")
    for line in _lines(settings):
        say(visible(line))


def _lines(settings: Settings) -> Iterator[str]:
    for key in _KEYS:
        value = getattr(settings, key.replace("-", "_"))
        if isinstance(value, Mapping) and value:
            yield f"{key}:"
            for name, inner in value.items():
                told = inner.name.lower() if isinstance(inner, Severity) else inner
                yield _line(f"  {name}", told, settings.origins.get(f"{key}.{name}"))
        else:
            origins = [settings.origins[name] for name in _PARTS.get(key, (key,)) if name in settings.origins]
            yield _line(key, value, ", ".join(dict.fromkeys(origins)))


_KEYS = (
    *("select", "ignore", "per-file-ignores", "fixable", "unfixable", "preview", "include", "exclude", "confidence"),
    *("today", "severity", "rules", "options", "baseline", "vocabulary", "format"),
)
_PARTS = {"select": ("select", "extend-select")}
"""The keys that make up one setting."""


def _line(key: str, value: Any, origin: str | None) -> str:
    return f"{f'{key}: {json.dumps(value, ensure_ascii=False, default=str)}':<48}  # {origin or 'default'}"

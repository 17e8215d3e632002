"""`planlint config`: the settings in force for a path, and where each was set."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from planlint.cli._options import ANY_FILE, settings_options
from planlint.cli._say import say
from planlint.settings.catalogue import rules
from planlint.settings.config import Overrides, Settings, find_settings
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
    for key, value in _values(settings):
        if isinstance(value, dict) and value:
            yield f"{key}:"
            for name, inner in value.items():
                yield _line(f"  {name}", inner, settings.origins.get(f"{key}.{name}"))
        else:
            origins = [settings.origins[name] for name in _PARTS.get(key, (key,)) if name in settings.origins]
            yield _line(key, value, ", ".join(dict.fromkeys(origins)))


_PARTS = {"select": ("select", "extend-select")}
"""The keys that make up one setting."""


def _values(settings: Settings) -> Iterator[tuple[str, Any]]:
    yield "select", settings.select
    yield "ignore", settings.ignore
    yield "per-file-ignores", dict(settings.per_file_ignores)
    yield "fixable", settings.fixable
    yield "unfixable", settings.unfixable
    yield "preview", settings.preview
    yield "include", settings.include
    yield "exclude", settings.exclude
    yield "confidence", settings.confidence
    yield "today", settings.today and settings.today.isoformat()
    yield "severity", {code: severity.name.lower() for code, severity in settings.severity.items()}
    yield "rules", settings.rules
    yield "options", dict(settings.options)
    yield "baseline", settings.baseline and str(settings.baseline)
    yield "vocabulary", dict(settings.vocabulary)
    yield "format", dict(settings.format)


def _line(key: str, value: Any, origin: str | None) -> str:
    return f"{f'{key}: {json.dumps(value, ensure_ascii=False)}':<48}  # {origin or 'default'}"

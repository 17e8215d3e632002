"""What the editor's own settings say, for all folders or for one of several."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planlint.settings.catalogue import did_you_mean
from planlint.settings.config import ConfigError, Overrides, check_selectors
from planlint.text.visible import clip

SECTION = "planlint"
KEYS = ("select", "extendSelect", "ignore", "preview", "config")
"""The settings that the server knows; they mean what the command line's options of these names mean."""
_CLIENT = ("command", "trace")
"""Those that the editor's own side reads."""


@dataclass(frozen=True)
class Scopes:
    """The settings of each folder that is open in the editor, and those for everything else."""

    default: Overrides = field(default_factory=Overrides)
    folders: tuple[tuple[Path, Overrides], ...] = ()

    def of(self, path: Path | None) -> Overrides:
        """The settings for a file: those of the innermost folder that it lies in."""
        around = [pair for pair in self.folders if path and path.is_relative_to(pair[0])]
        return max(around, key=lambda pair: len(pair[0].parts))[1] if around else self.default


def section_of(settings: Any) -> Any:
    """The section of planlint in settings as editors send them: below its name, or by itself."""
    if not isinstance(settings, Mapping):
        return None
    ours = SECTION in settings or not settings or not settings.keys().isdisjoint(KEYS)
    return settings.get(SECTION, settings) if ours else None


def read_section(section: Any, folder: Path | None) -> Overrides:
    """The overrides that a section stands for. Raises `ConfigError`.

    `folder` is what a relative path of a configuration starts from.
    """
    if section is None:
        return Overrides()
    if not isinstance(section, Mapping):
        raise ConfigError(f"the editor's setting {SECTION!r} is {section!r}, not an object")
    for key in section:
        if key not in (*KEYS, *_CLIENT):
            raise ConfigError(f"the editor has no setting {SECTION}.{clip(str(key))}{did_you_mean(str(key), KEYS)}")
    select, extend_select, ignore = (_words(key, section.get(key)) for key in KEYS[:3])
    preview, config = section.get("preview") or False, section.get("config") or None
    if not isinstance(preview, bool):
        raise ConfigError(f"the editor's setting {SECTION}.preview is {preview!r}, not true or false")
    if not isinstance(config, str | None):
        raise ConfigError(f"the editor's setting {SECTION}.config is {config!r}, not a path")
    path = (folder or Path.cwd()) / Path(config).expanduser() if config else None
    return Overrides(select, extend_select, ignore, preview=preview, config=path)


def _words(key: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
        raise ConfigError(f"the editor's setting {SECTION}.{key} is {value!r}, not a list of rules")
    check_selectors(f"the editor's setting {SECTION}.{key}", value)
    return tuple(value)

"""Settings: found upward from a file, validated, merged with what the command line says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from planlint.catalogue import ALL, SelectorError, rules, select_rules
from planlint.config_file import ConfigError, ConfigFile, read_config
from planlint.diagnostics import Severity

__all__ = ["ConfigError", "Overrides", "Settings", "find_config", "find_settings"]

YAML_NAMES = (".planlint.yaml", ".planlint.yml")
TOML_NAME = "pyproject.toml"


@dataclass(frozen=True)
class Settings:
    """All that decides what is said about a text. `repr` is the same for equal settings, and a key for caches.

    `severity` and `options` are by rule code; `options` holds only what was set. `include` and `exclude` are patterns
    as in .gitignore, relative to `root`. `vocabulary` has the shape of one file of languages/. `origins` tells, for
    each key that is not a default, where it was set.
    """

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    preview: bool = False
    include: tuple[str, ...] = ("*.md", "*.markdown")
    exclude: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    vocabulary: Mapping[str, Any] = field(default_factory=dict)
    today: date | None = None
    root: Path | None = None
    origins: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Overrides:
    """What the command line says; None and empty leave the configuration as it is.

    `config` is the one configuration file to use, `isolated` says to use none. `select` replaces the configuration's
    whole selection; `ignore` and `extend_select` add to it.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    today: date | None = None
    config: Path | None = None
    isolated: bool = False

    def check(self) -> None:
        """Raise `ConfigError` when a selector names no rule."""
        for option, given in (
            ("--select", self.select),
            ("--extend-select", self.extend_select),
            ("--ignore", self.ignore),
        ):
            try:
                select_rules(given)
            except SelectorError as error:
                raise ConfigError(f"{option}: {error}") from None


def find_settings(path: Path, overrides: Overrides = Overrides()) -> Settings:
    """The settings for `path`, a file or a folder: from the nearest configuration at or above it.

    Raises `ConfigError` with one line for the user.
    """
    if overrides.isolated:
        file = None
    elif overrides.config:
        file = overrides.config
    else:
        path = path.absolute()
        file = find_config(path if path.is_dir() else path.parent)
    return _settings(file, overrides)


@cache
def find_config(folder: Path) -> Path | None:
    """The nearest configuration file in `folder` (absolute) or above it."""
    for name in YAML_NAMES:
        if (folder / name).is_file():
            return folder / name
    toml = folder / TOML_NAME
    if toml.is_file() and read_config(toml) is not None:
        return toml
    return find_config(folder.parent) if folder.parent != folder else None


@cache
def _settings(file: Path | None, overrides: Overrides) -> Settings:
    overrides.check()
    config = read_config(file) if file else None
    if file and not config:
        raise ConfigError(f"{file}: there is no [tool.planlint] in it")
    return _merge(_from_file(config) if config else Settings(), overrides)


def _from_file(config: ConfigFile) -> Settings:
    data = config.data
    given: dict[str, Any] = {key: tuple(data[key]) for key in ("select", "ignore", "include", "exclude") if key in data}
    given["select"] = (*given.get("select", (ALL,)), *data.get("extend-select", ()))
    given |= {key: data[key] for key in ("preview", "vocabulary") if key in data}
    if data.get("today"):
        given["today"] = date.fromisoformat(data["today"])
    given["severity"] = {_code(rule): Severity[severity.upper()] for rule, severity in data.get("severity", {}).items()}
    given["options"] = {_code(rule): options for rule, options in data.get("rules", {}).items()}
    settings = Settings(**given, root=config.path.parent.absolute(), origins=dict(_origins(config)))
    for key in ("select", "extend-select", "ignore"):
        for index, selector in enumerate(data.get(key, ())):
            try:
                select_rules((selector,))
            except SelectorError as error:
                raise ConfigError(f"{config.place((key, index))}: {key}: {error}") from None
    return settings


def _origins(config: ConfigFile) -> Iterator[tuple[str, str]]:
    for key, value in config.data.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{_code(name)}", config.place((key, name))) for name in value)
        else:
            yield key, config.place((key,))


def _code(name: str) -> str:
    """The code of the rule of this name; anything else as it is."""
    return next((rule.code for rule in rules().values() if rule.name == name), name)


def _merge(settings: Settings, overrides: Overrides) -> Settings:
    """A selection on the command line replaces the file's; without one, the rest adds to the file's."""
    origins = dict(settings.origins)
    if overrides.select:
        select, ignore = overrides.select, overrides.ignore
        origins["select"] = "--select"
        origins.pop("ignore", None)
        origins.pop("extend-select", None)
    else:
        select = settings.select
        ignore = (*(code for code in settings.ignore if code not in overrides.extend_select), *overrides.ignore)
    for option, value in (
        ("extend-select", overrides.extend_select),
        ("ignore", overrides.ignore),
        ("preview", overrides.preview),
        ("today", overrides.today),
    ):
        if value:
            origins[option] = f"--{option}"
    return replace(
        settings,
        select=(*select, *overrides.extend_select),
        ignore=ignore,
        preview=overrides.preview or settings.preview,
        today=overrides.today or settings.today,
        origins=origins,
    )


def clear_caches() -> None:
    """Forget every configuration file that was looked for or read: they may have changed since."""
    for function in (find_config, _settings, read_config):
        function.cache_clear()

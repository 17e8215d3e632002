"""Settings: found upward from a file, validated, merged with what the command line says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from planlint.running.ignore import leaves, repository
from planlint.settings.catalogue import ALL, SelectorError, did_you_mean, matching, prefix_of, rules
from planlint.settings.config_file import ConfigError, ConfigFile, Keys, read_config
from planlint.text.diagnostics import Severity
from planlint.text.visible import brief

__all__ = ["ConfigError", "Overrides", "Settings", "find_config", "find_settings"]

YAML_NAMES = (".planlint.yaml", ".planlint.yml")
TOML_NAME = "pyproject.toml"


@dataclass(frozen=True)
class Settings:
    """All that decides what is said about a text. `repr` is the same for equal settings, and a key for caches.

    `severity` and `options` are by rule code; `options` holds only what was set. `include` and `exclude` are patterns
    as in .gitignore, relative to `root`. `rules` are the files with rules of the user's own as the configuration names
    them, `own` what is in them, as `catalogue.rules` takes it. `vocabulary` has the shape of one file of languages/.
    `format` holds what was set in its section. `baseline` is a file of known problems, which a run leaves out.
    `origins` tells, for each key that is not a default, where it was set.
    """

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    preview: bool = False
    include: tuple[str, ...] = ("*.md", "*.markdown")
    exclude: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    own: str = ""
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    vocabulary: Mapping[str, Any] = field(default_factory=dict)
    format: Mapping[str, Any] = field(default_factory=dict)
    confidence: str = "high"
    today: date | None = None
    root: Path | None = None
    baseline: Path | None = field(default=None, repr=False)
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
    confidence: str = ""
    today: date | None = None
    baseline: Path | None = None
    config: Path | None = None
    isolated: bool = False

    def check(self, own: str | None = None) -> None:
        """Raise `ConfigError` when a selector names no rule; before a configuration is read, when it can name none.

        `own` are the rules of the user's own; None while they are not known.
        """
        for option, given in (
            ("--select", self.select),
            ("--extend-select", self.extend_select),
            ("--ignore", self.ignore),
        ):
            for selector in given:
                try:
                    matching(selector, own or "")
                except SelectorError as error:
                    if own is not None or not _may_be_own(selector):
                        raise ConfigError(f"{option}: {error}") from None


def _may_be_own(selector: str) -> bool:
    """Whether it does not begin as planlint's own codes do."""
    return not any(selector.upper().startswith(prefix_of(code)) for code in rules())


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
    """The nearest configuration file in `folder` (absolute) or above it. Raises `ConfigError`."""
    for name in (*YAML_NAMES, TOML_NAME):
        file = folder / name
        if not file.is_file():
            continue
        if file.is_symlink() and leaves(file, repository(folder) or folder):
            raise ConfigError(f"{file}: leads out of {repository(folder) or folder}; name it with --config to use it")
        if name != TOML_NAME or read_config(file) is not None:
            return file
    return find_config(folder.parent) if folder.parent != folder else None


@cache
def _settings(file: Path | None, overrides: Overrides) -> Settings:
    overrides.check()
    config = read_config(file) if file else None
    if file and not config:
        raise ConfigError(f"{file}: there is no [tool.planlint] in it")
    settings = _from_file(config) if config else Settings()
    overrides.check(settings.own)
    return _merge(settings, overrides)


def _from_file(config: ConfigFile) -> Settings:
    data, root = config.data, config.path.parent.absolute()
    lists = ("select", "ignore", "include", "exclude", "rules")
    given: dict[str, Any] = {key: tuple(data[key]) for key in lists if key in data}
    given["select"] = (*given.get("select", (ALL,)), *data.get("extend-select", ()))
    given |= {key: data[key] for key in ("preview", "confidence", "vocabulary", "format") if key in data}
    given["own"] = own = _own(config, root)
    if data.get("today"):
        given["today"] = date.fromisoformat(data["today"])
    if data.get("baseline"):
        given["baseline"] = _inside(config, ("baseline",), root)
    given["severity"] = {_code(rule): Severity[severity.upper()] for rule, severity in data.get("severity", {}).items()}
    given["options"] = {_code(rule): options for rule, options in data.get("options", {}).items()}
    for key in ("select", "extend-select", "ignore"):
        for index, selector in enumerate(data.get(key, ())):
            try:
                matching(selector, own)
            except SelectorError as error:
                raise ConfigError(f"{config.place((key, index))}: {key}: {error}") from None
    for code in given["severity"].keys() - rules(own).keys():
        hint = did_you_mean(code, rules(own))
        raise ConfigError(f"{config.place(('severity', code))}: severity: {brief(code)} is no rule{hint}")
    _check_format(config)
    return Settings(**given, root=root, origins=dict(_origins(config)))


def _own(config: ConfigFile, root: Path) -> str:
    """The rules that the configuration's `rules` lead to."""
    paths = [_inside(config, ("rules", index), root) for index, _ in enumerate(config.data.get("rules", ()))]
    for index, path in enumerate(paths):
        if not path.exists():
            raise ConfigError(f"{config.place(('rules', index))}: rules: {path} does not exist")
    if not paths:
        return ""
    from planlint.settings.own_rules import read_own_rules  # few have any

    return read_own_rules(paths)


def _inside(config: ConfigFile, keys: Keys, root: Path) -> Path:
    """The file or folder that a key names. Raises `ConfigError` where it lies outside the repository."""
    value: Any = config.data
    for key in keys:
        value = value[key]
    limit = repository(root) or root
    try:
        if leaves(root / value, limit):
            raise ConfigError(f"{config.place(keys)}: {keys[0]}: {brief(value)} leads out of {limit}")
    except ValueError:  # a NUL
        raise ConfigError(f"{config.place(keys)}: {keys[0]}: {brief(value)} is no path") from None
    return root / str(value)


def _check_format(config: ConfigFile) -> None:
    """Raise `ConfigError` where no bar can be drawn in the configured style."""
    style = config.data.get("format", {}).get("bar")
    if style is None:
        return
    from planlint.plan.bars import is_style  # few have any, and most runs need no facts yet

    if not is_style(style):
        hint = "should be a full and an empty glyph, such as █░, ■□, ●○ or #-"
        raise ConfigError(f"{config.place(('format', 'bar'))}: format.bar: {brief(style)} {hint}")


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
        ("confidence", overrides.confidence),
        ("today", overrides.today),
        ("baseline", overrides.baseline),
    ):
        if value:
            origins[option] = f"--{option}"
    return replace(
        settings,
        select=(*select, *overrides.extend_select),
        ignore=ignore,
        preview=overrides.preview or settings.preview,
        confidence=overrides.confidence or settings.confidence,
        today=overrides.today or settings.today,
        baseline=overrides.baseline.absolute() if overrides.baseline else settings.baseline,
        origins=origins,
    )


def clear_caches() -> None:
    """Forget every configuration file that was looked for or read: they may have changed since."""
    for function in (find_config, _settings, read_config):
        function.cache_clear()

"""Settings: found upward from a file, validated, merged with what the command line says."""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from planlint.running.ignore import leaves, repository
from planlint.settings.catalogue import ALL, SelectorError, did_you_mean, matching, prefix_of, rules
from planlint.settings.config_file import ConfigError, ConfigFile, Keys, read_config, read_inline
from planlint.text.diagnostics import Severity
from planlint.text.records import field, replace, value_object
from planlint.text.visible import brief

__all__ = ["ConfigError", "Overrides", "Settings", "find_config", "find_settings"]

YAML_NAMES = (".planlint.yaml", ".planlint.yml")
TOML_NAME = "pyproject.toml"
INCLUDED = ("*.md", "*.markdown")
"""What is a plan by its name."""


@value_object
class Settings:
    """All that decides what is said about a text. `repr` is the same for equal settings, and a key for caches.

    `severity` and `options` are by rule code; `options` holds only what was set. `include` and `exclude` are patterns
    as in .gitignore, relative to `root`. `rules` are the files with rules of the user's own as the configuration names
    them, `own` what is in them, as `catalogue.rules` takes it. `vocabulary` has the shape of one file of languages/.
    `format` holds what was set in its section. `per_file_ignores` has selectors by pattern, as in .gitignore; fixes of
    rules that `fixable` does not select, or `unfixable` does, are only shown. `baseline` is a file of known problems,
    which a run leaves out.
    `origins` tells, for each key that is not a default, where it was set.
    """

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixable: tuple[str, ...] = (ALL,)
    unfixable: tuple[str, ...] = ()
    preview: bool = False
    include: tuple[str, ...] = INCLUDED
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


@value_object
class Overrides:
    """What the command line says; None and empty leave the configuration as it is.

    `config` is the one configuration file to use, `isolated` says to use none. `select` replaces the configuration's
    whole selection; `ignore`, `extend_select` and `exclude` add to it. `inline` are lines of TOML that go before the
    configuration.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    preview: bool = False
    confidence: str = ""
    today: date | None = None
    baseline: Path | None = None
    config: Path | None = None
    inline: tuple[str, ...] = ()
    isolated: bool = False

    def check(self, own: str | None = None) -> None:
        """Raise `ConfigError` when a selector names no rule; before a configuration is read, when it can name none.

        `own` are the rules of the user's own; None while they are not known.
        """
        for option in ("select", "extend-select", "ignore"):
            check_selectors(f"--{option}", getattr(self, option.replace("-", "_")), own)


def check_selectors(setting: str, given: Iterable[str], own: str | None = None) -> None:
    """Raise `ConfigError`, which names `setting`, as `Overrides.check` does."""
    for selector in given:
        try:
            matching(selector, own or "")
        except SelectorError as error:
            if own is not None or not _may_be_own(selector):
                raise ConfigError(f"{setting}: {error}") from None


def _may_be_own(selector: str) -> bool:
    """Whether it does not begin as planlint's own codes do."""
    return not any(selector.upper().startswith(prefix_of(code)) for code in rules())


_NONE = Overrides()


def find_settings(path: Path, overrides: Overrides = _NONE) -> Settings:
    """The settings for `path`, a file or a folder: from the nearest configuration at or above it.

    Raises `ConfigError` with one line for the user.
    """
    if overrides.isolated:
        file = None
    elif overrides.config or os.environ.get("PLANLINT_CONFIG"):
        file = overrides.config or Path(os.environ["PLANLINT_CONFIG"])
    else:
        path = path.absolute()
        file = find_config(path if os.path.isdir(path) else path.parent)  # noqa: PTH112
    return _settings(file, overrides)


@cache
def find_config(folder: Path) -> Path | None:
    """The nearest configuration file in `folder` (absolute) or above it. Raises `ConfigError`."""
    for name in (*YAML_NAMES, TOML_NAME):
        if not os.path.isfile(os.path.join(folder, name)):  # noqa: PTH113, PTH118  (asked for every folder)
            continue
        file = folder / name
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
    for line in overrides.inline:
        settings = _layered(settings, read_inline(line), settings.root or Path.cwd())
    overrides.check(settings.own)
    return _merge(settings, overrides)


def _from_file(config: ConfigFile, inner: tuple[Path, ...] = ()) -> Settings:
    """What the file says, on top of what it extends; `inner` are the files that have led to it."""
    root = config.path.parent.absolute()
    base = Settings()
    if "extends" in config.data:
        path, chain = _inside(config, ("extends",), root).resolve(), (*inner, config.path.resolve())
        outer = None if path in chain else read_config(path)
        if not outer:
            what = "leads back to this file" if path in chain else "has no [tool.planlint]"
            raise ConfigError(f"{config.place(('extends',))}: extends: {brief(config.data['extends'])} {what}")
        base = _from_file(outer, chain)
    return replace(_layered(base, config, root), root=root)


def _layered(base: Settings, config: ConfigFile, root: Path) -> Settings:
    """What the configuration sets, over `base`: lists and values replace, `extend-select` and mappings add."""
    data = config.data
    lists = ("select", "ignore", "include", "exclude", "rules", "fixable", "unfixable")
    given: dict[str, Any] = {key: tuple(data[key]) for key in lists if key in data}
    given["select"] = (*given.get("select", base.select), *data.get("extend-select", ()))
    given |= {key: data[key] for key in ("preview", "confidence") if key in data}
    given |= {key: {**getattr(base, key), **data[key]} for key in ("vocabulary", "format") if key in data}
    given["own"] = own = _own(config, root) if "rules" in data else base.own
    if data.get("today"):
        given["today"] = date.fromisoformat(data["today"])
    if data.get("baseline"):
        given["baseline"] = _inside(config, ("baseline",), root)
    severity = {_code(rule): Severity[severity.upper()] for rule, severity in data.get("severity", {}).items()}
    given["severity"] = {**base.severity, **severity}
    given["options"] = {**base.options, **{_code(rule): value for rule, value in data.get("options", {}).items()}}
    ignores = {pattern: tuple(selectors) for pattern, selectors in data.get("per-file-ignores", {}).items()}
    given["per_file_ignores"] = {**base.per_file_ignores, **ignores}
    _check_selectors(config, own)
    for code in severity.keys() - rules(own).keys():
        hint = did_you_mean(code, rules(own))
        raise ConfigError(f"{config.place(('severity', code))}: severity: {brief(code)} is no rule{hint}")
    _check_format(config)
    return replace(base, **given, origins={**base.origins, **dict(_origins(config))})


def _check_selectors(config: ConfigFile, own: str) -> None:
    """Raise `ConfigError` where one names no rule."""
    lists: dict[Keys, Any] = {
        (key,): config.data.get(key, ()) for key in ("select", "extend-select", "ignore", "fixable", "unfixable")
    }
    for pattern, given in config.data.get("per-file-ignores", {}).items():
        lists["per-file-ignores", pattern] = given
    for keys, selectors in lists.items():
        for index, selector in enumerate(selectors):
            try:
                matching(selector, own)
            except SelectorError as error:
                raise ConfigError(f"{config.place((*keys, index))}: {keys[0]}: {error}") from None


def _own(config: ConfigFile, root: Path) -> str:
    """The rules that the configuration's `rules` lead to."""
    paths = [_inside(config, ("rules", index), root) for index, _ in enumerate(config.data.get("rules", ()))]
    for index, path in enumerate(paths):
        if not os.path.exists(path):  # noqa: PTH110
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
    from planlint.plan.bars import is_style  # few have any

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
    for option in ("extend-select", "ignore", "exclude", "preview", "confidence", "today", "baseline"):
        if getattr(overrides, option.replace("-", "_")):
            origins[option] = f"--{option}"
    has_patterns = overrides.exclude or settings.per_file_ignores or settings.exclude
    return replace(
        settings,
        select=(*select, *overrides.extend_select),
        ignore=ignore,
        exclude=(*settings.exclude, *overrides.exclude),
        root=settings.root or ((repository(Path.cwd()) or Path.cwd()) if has_patterns else None),
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

"""YAML data as JSON: parsed once, when the wheel is built or into the user's cache, so that start-up parses none.

A wheel carries `compiled.json` in each folder of YAML data (see hatch_build.py). In a checkout the cache is keyed by
the names, sizes and times of the YAML files. A cache that cannot be read or written is done without.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import planlint

COMPILED = "compiled.json"


def load_folder(folder: Path) -> dict[str, Any]:
    """The content of every `*.yaml` file below `folder`, by its path relative to it, without suffix, `/` between.

    Values are what JSON can hold; dates are ISO strings. Raises ruamel.yaml's `YAMLError` for a broken file.
    """
    with suppress(OSError, ValueError):
        content: dict[str, Any] = json.loads((folder / COMPILED).read_bytes())
        return content
    files = [f"{above}/{name}" for above, _, names in os.walk(folder) for name in names if name.endswith(".yaml")]
    stats = [(file, stat.st_size, stat.st_mtime_ns) for file in sorted(files) for stat in (os.stat(file),)]  # noqa: PTH116
    return dict(cached(folder, stats, lambda: read_folder(folder)))


def read_folder(folder: Path) -> dict[str, Any]:
    """As `load_folder`, always from the YAML files."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    return {
        file.relative_to(folder).with_suffix("").as_posix(): yaml.load(file.read_text(encoding="utf-8"))
        for file in sorted(folder.rglob("*.yaml"))
    }


def cached(place: Path, key: Any, make: Callable[[], Any]) -> Any:
    """What `make` returns, or returned before for the same `place`, `key` and planlint version; JSON in and out."""
    key = json.loads(json.dumps([planlint.__version__, key]))
    folder = cache_folder()
    file = folder / f"{place.stem}-{crc32(os.fsencode(place.absolute())):08x}.json" if folder else None
    if file:
        with suppress(OSError, ValueError, KeyError, TypeError):
            entry = json.loads(file.read_bytes())
            if entry["key"] == key:
                return entry["value"]
    text = json.dumps({"key": key, "value": make()}, ensure_ascii=False, default=str)
    if file:
        with suppress(OSError, UnicodeError):
            write_whole(file, text)
    return json.loads(text)["value"]


def cache_folder() -> Path | None:
    """$PLANLINT_CACHE_DIR, or `planlint` in the user's cache folder; None where the user has no home."""
    if given := os.environ.get("PLANLINT_CACHE_DIR"):
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  (never raises)
    return None if home.startswith("~") else Path(home, "planlint")


def write_whole(file: Path, text: str) -> None:
    """Write whole or not at all: another planlint may be reading. A link is replaced, not followed."""
    import tempfile

    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

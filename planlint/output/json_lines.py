"""For pipes: one JSON object a problem and line, as the `json` format has them, with the file's path beside."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from planlint.output import Style, Tally
from planlint.output.json import entry
from planlint.text.visible import in_json

if TYPE_CHECKING:
    from planlint.running.runner import FileResult


def report(results: "Iterable[FileResult]", tally: Tally, style: Style) -> "Iterator[str]":  # noqa: ARG001
    """Each line is one diagnostic of the Language Server Protocol plus `uri` and `path`."""
    for result in results:
        if result.diagnostics:
            file = entry(result)
            for diagnostic in file.pop("diagnostics"):
                yield in_json(json.dumps({**file, **diagnostic})) + "\n"

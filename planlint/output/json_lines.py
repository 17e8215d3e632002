"""For pipes: one JSON object a problem and line, as the `json` format has them, with the file's path beside."""

import json
from collections.abc import Iterator

from planlint.output import Results, Style, Tally
from planlint.output.json import entry
from planlint.text.visible import in_json


def report(results: Results, tally: Tally, style: Style) -> Iterator[str]:  # noqa: ARG001
    """Each line is one diagnostic of the Language Server Protocol plus `uri` and `path`."""
    for result in results:
        if result.diagnostics:
            file = entry(result)
            for diagnostic in file.pop("diagnostics"):
                yield in_json(json.dumps({**file, **diagnostic})) + "\n"

"""Puts the rules into the wheel, and all YAML data in compiled form beside it, so that start-up parses no YAML."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = {"rules": "planlint/rules", "planlint/words/languages": "planlint/words/languages"}
"""Folders of YAML data: where they are in the checkout, and in the wheel."""


class CompileData(BuildHookInterface[Any]):
    """An editable install needs nothing: its data is read from the checkout and compiled into the user's cache."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folders and the compiled files to what goes into the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from planlint.text.compiled import COMPILED, read_folder

        self.folder = tempfile.TemporaryDirectory()
        for number, (folder, target) in enumerate(DATA.items()):
            compiled = Path(self.folder.name, f"{number}.json")
            content = read_folder(Path(self.root, folder))
            compiled.write_text(json.dumps(content, ensure_ascii=False, default=str), encoding="utf-8")
            build_data["force_include"][str(compiled)] = f"{target}/{COMPILED}"
        build_data["force_include"][str(Path(self.root, "rules"))] = DATA["rules"]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the compiled files from the disk."""
        if version != "editable":
            self.folder.cleanup()

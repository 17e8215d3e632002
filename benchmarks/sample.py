"""Draw a random sample of diagnostics from a folder of plans, each with its surroundings, to be read and judged.

    python benchmarks/sample.py FOLDER [--number 150] [--seed 1] [--select CODES] [--context 3]

The sample is drawn evenly over all diagnostics; the same seed draws the same ones. Judge each in its document: is
what the message says true, and would a careful reader want to know?
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def lint(folder: Path, select: str | None) -> list[tuple[Path, dict[str, Any]]]:
    """All diagnostics of the plans below `folder`, in order, with default settings."""
    command = [sys.executable, "-m", "planlint", "--no-config", "--no-cache", "--output-format", "json"]
    command += ["--select", select] if select else []
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 2) or not done.stdout:
        sys.exit(done.stderr)
    return [(Path(file["path"]), found) for file in json.loads(done.stdout) for found in file["diagnostics"]]


def show(path: Path, found: dict[str, Any], context: int) -> str:
    """A diagnostic, and the lines around its place and around the places it refers to."""
    lines = path.read_text(encoding="utf-8").split("\n")
    place = found["range"]["start"]["line"]
    rows = [f"{path}:{place + 1} {found['code']} {found['message']}"]
    rows += _around(lines, place, context)
    for other in found.get("relatedInformation", []):
        line = other["location"]["range"]["start"]["line"]
        rows.append(f"  -- {other['message']}")
        if abs(line - place) > context:
            rows += _around(lines, line, min(context, 1))
    return "\n".join(rows)


def _around(lines: list[str], place: int, context: int) -> list[str]:
    first, last = max(0, place - context), min(len(lines), place + context + 1)
    return [f"  {'>' if n == place else ' '} {n + 1:5} {lines[n][:160]}" for n in range(first, last)]


def main() -> None:
    """Print the sample, and how many diagnostics of each rule there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--select")
    parser.add_argument("--context", type=int, default=3)
    options = parser.parse_args()
    found = lint(options.folder, options.select)
    sample = random.Random(options.seed).sample(found, min(options.number, len(found)))
    for number, (path, diagnostic) in enumerate(sample, 1):
        print(f"[{number}] {show(path, diagnostic, options.context)}\n")
    counts = Counter(diagnostic["code"] for _, diagnostic in found)
    print(f"{len(sample)} of {len(found)}: " + ", ".join(f"{code} {n}" for code, n in sorted(counts.items())))


if __name__ == "__main__":
    main()

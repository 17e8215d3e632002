"""What makes a diagnostic the same one after edits elsewhere: its file, its rule and the text of its line."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from planlint.text.diagnostics import Diagnostic
from planlint.text.source import Source


def fingerprints(path: str, source: Source, diagnostics: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, str]]:
    """Each diagnostic with its fingerprint, 32 hexadecimal digits.

    `path` is the file as it is to be told apart, best relative to the repository. White space does not count, nor where
    in the file the line stands; of equal lines with the same fault, the first, second ... are told apart.
    """
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        line = source.lines[source.line_of(diagnostic.finding.span.start)]
        key = "\0".join((path, diagnostic.code, " ".join(line.split())))
        seen[key] += 1
        yield diagnostic, hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()[:32]

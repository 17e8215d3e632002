"""planlint: finds the places where a Markdown plan contradicts itself, and mends what the plan proves.

As a library: `lint` and `fix`, on one text, without files around it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planlint.settings.config import Settings
    from planlint.text.diagnostics import Diagnostic

__all__ = ["__version__", "fix", "lint"]

__version__ = "0.1.0"


def lint(text: str, *, confidence: str = "high") -> "list[Diagnostic]":
    """The problems of a plan, in the order of the text; spans are offsets in code points.

    `confidence` is how sure planlint must be: "high" (right nine times in ten), "medium" or "low". Raises `ValueError`
    for any other word. What needs files around the plan, such as links to other files, is not looked at.
    """
    from planlint.running.linter import lint as run
    from planlint.text.source import Source

    return run(Source(text), _settings(confidence))


def fix(text: str, *, unsafe: bool = False, confidence: str = "high") -> str:
    """The plan with its safe fixes applied, and with `unsafe` the likely ones, too; as it is where there are none."""
    from planlint.fixing.fixer import fix as run
    from planlint.text.source import Source

    return run(Source(text), _settings(confidence), unsafe=unsafe).source.text


def _settings(confidence: str) -> "Settings":
    from planlint.settings.config import Settings
    from planlint.text.policy import GRADES

    if confidence not in GRADES:
        raise ValueError(f"confidence is {confidence!r}; it can be {', '.join(GRADES)}")
    return Settings(confidence=confidence)

"""A document with its facts: all that a check may see."""

from dataclasses import dataclass

from planlint.document import Document
from planlint.source import Source


@dataclass(frozen=True)
class Plan:
    """What the checks read. Facts are worked out when first asked for, and once."""

    document: Document

    @property
    def source(self) -> Source:
        """The text that all spans refer to."""
        return self.document.source

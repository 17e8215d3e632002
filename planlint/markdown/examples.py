"""Code fences that show something instead of planning it: an example of a document, or what a tool has printed."""

from planlint.markdown.document import CodeBlock, Document
from planlint.text.patterns import regex

_SHOWN = regex(
    r"(?i)\b(?:e\.g\.|examples?|samples?|outputs?|templates?|beispiel\w*|ausgabe|exemples?|sortie|ejemplos?|salida|exemplos?"
    r"|sa[ií]da|esempi[oi]?)\b|пример|вывод|例|输出|出力"
)
_PROMPT = regex(r"(?m)^[ \t>│|]*(?:\$|>>>|PS [A-Z]:\\[^>]*>) ?\S")


def is_example(document: Document, block: CodeBlock) -> bool:
    """Whether a fence says so: in its info string, in the line above it, or by a prompt in front of a command."""
    source = document.source
    line = source.line_of(block.span.start) - 1
    while line > 0 and not source.line_text(line).strip():
        line -= 1
    above = source.line_text(line) if line >= 0 else ""
    return bool(_SHOWN.search(above) or _SHOWN.search(block.info) or _PROMPT.search(source.text, *block.content))

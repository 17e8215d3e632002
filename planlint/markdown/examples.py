"""Code fences that show something instead of planning it: an example of a document, or what a tool has printed."""

from planlint.markdown.document import CodeBlock, Document
from planlint.text.patterns import regex

_SHOWN = regex(
    r"(?i)\b(?:e\.g\.|examples?|samples?|outputs?|templates?|beispiel\w*|ausgabe|exemples?|sortie|ejemplos?|salida|exemplos?"
    r"|sa[ií]da|esempi[oi]?|plantillas?|muster|format[os]?|like this|in (?:this|the following) form|syntax|notation"
    r"|conventions?)\b|пример|вывод|формат|例|输出|出力|格式|形式"
)
_BOX_LINE = regex(r"\[[ xX]\](?P<text>[^\r\n]*)")
_BLANK = regex(r"[\[<{][A-Za-z]?[a-z][a-z _-]{2,}[\]>}](?!\()|\.\.\.|…|\bX{2,}\b")
_PROMPT = regex(r"(?<![^\r\n])[ \t>│|]*(?:\$|>>>|PS [A-Z]:\\[^>]*>) ?\S")


def is_example(document: Document, block: CodeBlock) -> bool:
    """Whether a fence says so: in its info string, in the line above it, by a prompt in front of a command, or by boxes
    with nothing but blanks to fill in behind them."""
    source = document.source
    line = source.line_of(block.span.start) - 1
    while line > 0 and not source.lines[line].strip():
        line -= 1
    above = source.lines[line] if line >= 0 else ""
    if _SHOWN.search(above) or _SHOWN.search(block.info) or _PROMPT.search(source.text, *block.content):
        return True
    boxes = list(_BOX_LINE.finditer(source.text, *block.content))
    return bool(boxes) and all(_BLANK.search(box["text"]) for box in boxes)

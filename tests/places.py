"""Places in a text as the Language Server Protocol counts them, found the slow way: to hold the fast one by."""

from collections.abc import Iterable

from lsprotocol import types

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""Encoding -> Python's name of it, and the bytes of a code unit."""


def position(text: str, offset: int, encoding: str = "utf-16") -> types.Position:
    """The place of `offset`, which does not lie inside a line end."""
    codec, width = ENCODINGS[encoding]
    *before, line = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return types.Position(len(before), len(line.encode(codec, "surrogatepass")) // width)


def offset_of(text: str, where: types.Position, encoding: str = "utf-16") -> int:
    """The offset of a place that exists."""
    return next(
        n for n in range(len(text) + 1) if not inside_line_end(text, n) and position(text, n, encoding) == where
    )


def inside_line_end(text: str, offset: int) -> bool:
    """Whether `offset` lies between CR and LF."""
    return offset > 0 and text[offset - 1 : offset + 1] == "\r\n"


def applied(text: str, edits: Iterable[types.TextEdit], encoding: str = "utf-16") -> str:
    """`text` after `edits`, whose ranges are all about `text` itself."""
    spans = [
        (offset_of(text, edit.range.start, encoding), offset_of(text, edit.range.end, encoding), edit.new_text)
        for edit in edits
    ]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text

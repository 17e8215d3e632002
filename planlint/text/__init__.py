"""The text of one file: positions, edits, diagnostics."""

"""From fixes to files."""

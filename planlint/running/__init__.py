"""From paths to diagnostics."""

"""The language server: what the command line says about a plan, while it is being edited. Needs `planlint[lsp]`."""

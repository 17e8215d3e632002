"""`planlint lsp`: the language server, for editors."""

import click


@click.command("lsp")
@click.option("--stdio", is_flag=True, help="Speak on standard input and output; there is no other way.")
def command(stdio: bool) -> int:  # noqa: ARG001  (editors like to pass it)
    """Start the language server, on standard input and output."""
    try:
        from planlint.server.start import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol", "cattrs", "attrs"):
            raise
        raise click.ClickException(
            "the language server needs pygls, which is not installed; install planlint[lsp]"
        ) from None
    return serve()

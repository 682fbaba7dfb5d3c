"""The command `fastkontakt`."""

import sys
from typing import Annotated

import typer

from bot import cli_people, cli_service

app = typer.Typer(
    name="fastkontakt",
    help="Keeps people in touch with their fixed contact person, by Telegram or SMS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli_service.register(app)
app.add_typer(cli_people.app, name="people")

Version = Annotated[bool, typer.Option("--version", help="Print the version.")]


@app.callback(invoke_without_command=True)
def _about(context: typer.Context, *, version: Version = False) -> None:
    if version:
        from importlib.metadata import version as version_of  # noqa: PLC0415

        typer.echo(version_of("fastkontakt"))
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command that was given; never a traceback for what can be expected."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody to tell.
        sys.stderr.close()
        sys.exit(0)

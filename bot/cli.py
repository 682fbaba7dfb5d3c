"""The command `fastkontakt`."""

import sys
from collections import UserDict
from importlib import import_module, metadata
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

PLACES = {
    "init": "bot.cli_service",
    "run": "bot.cli_service",
    "demo": "bot.cli_service",
    "people": "bot.cli_people",
    "assignment": "bot.cli_assignments",
    "appointments": "bot.cli_appointments",
    "participant": "bot.cli_assignments",
    "consent": "bot.cli_consents",
    "record": "bot.cli_records",
    "reader": "bot.cli_readers",
    "request": "bot.cli_requests",
    "assign": "bot.cli_assign",
    "handover": "bot.cli_assign",
    "recovery": "bot.cli_recovery",
    "retention": "bot.cli_retention",
    "report": "bot.cli_reports",
    "access": "bot.cli_access",
    "profiles": "bot.cli_profiles",
    "backup": "bot.cli_upkeep",
    "restore": "bot.cli_upkeep",
    "doctor": "bot.cli_upkeep",
    "status": "bot.cli_upkeep",
    "dismiss": "bot.cli_upkeep",
    "texts": "bot.cli_texts",
    "rekey": "bot.cli_upkeep",
}
"""Where each command, or group of commands, is defined."""

_MADE_AS: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}


class _Commands(UserDict[str, Any]):
    """Commands whose module is loaded when one of them is asked for.

    On a reader's machine `reader open` must not need what the service needs, and no
    command should wait for the libraries of another one.
    """

    def __getitem__(self, name: str) -> Any:
        if isinstance(self.data[name], str):
            self.data |= _load(name, import_module(self.data[name]))
        return self.data[name]


def _load(name: str, module: Any) -> dict[str, Any]:
    """Return the commands of a module, made as those of `app` are."""
    parent = typer.Typer(**_MADE_AS)
    if hasattr(module, "app"):
        parent.add_typer(module.app, name=name)
    else:
        module.register(parent)
    return dict(get_group(parent).commands)


class _Group(TyperGroup):
    """The groups above, and what was added to `app` itself."""

    def __init__(self, *, commands: Any = None, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands({**PLACES, **(commands or {})})


app = typer.Typer(
    cls=_Group,
    name="fastkontakt",
    help="Keeps people in touch with their fixed contact person, by Telegram or SMS.",
    no_args_is_help=True,
    **_MADE_AS,
)

Version = Annotated[bool, typer.Option("--version", help="Print the version.")]


@app.callback(invoke_without_command=True)
def _about(context: typer.Context, *, version: Version = False) -> None:
    if version:
        typer.echo(metadata.version("fastkontakt"))
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

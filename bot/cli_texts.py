"""The texts that people are sent, and those that an organisation says otherwise."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import Config
from bot.config import Settings
from bot.errors import OperatorError, operator_errors
from casework.people import Language
from casework.wording import WORDINGS, Way
from handlers.own_texts import OwnTextsError, read_own
from handlers.texts import read

app = typer.Typer(help="The texts that people are sent.", no_args_is_help=True)


class BadTextsError(OperatorError):
    """Some texts cannot be said; each line says what is wrong with one."""


@app.command("list")
def list_texts(
    language: Annotated[Language, typer.Option(help="en, da or sv.")],
) -> None:
    """Print our texts as a catalogue, to copy from what is to be said otherwise.

    Keep the names and the places in braces; leave out what stays as it is.
    """
    ours = read(language)
    for key, wording in WORDINGS.items():
        if wording.way is Way.PART:
            continue
        typer.echo(f"#. {wording.audience}, {wording.way}")
        typer.echo(f'msgid "{key}"')
        typer.echo(f'msgstr "{_escaped(ours[key])}"\n')


@app.command("check")
def check(
    directory: Annotated[Path, typer.Argument(help="Where en.po, da.po, sv.po lie.")],
    config: Config,
) -> None:
    """Look whether your own texts can be said, as the service does when it starts."""
    with operator_errors():
        settings = Settings.read(config)
        try:
            own = read_own(directory, settings.facts)
        except OwnTextsError as error:
            raise BadTextsError(*error.faults) from None
    for language, catalogue in own.items():
        typer.echo(f"{language}: {len(catalogue)} texts of your own, all can be said")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

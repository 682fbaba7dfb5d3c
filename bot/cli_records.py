"""The record: listing cases, exporting them, verifying all of it."""

from pathlib import Path
from typing import Annotated

import typer

from bot import anchoring, record_desk, verifying
from bot.cli_options import Config, Json
from handlers.access import Asked

app = typer.Typer(help="The sealed record of the cases.", no_args_is_help=True)


@app.command("list")
def list_cases(config: Config, *, as_json: Json = False) -> None:
    """List the cases: id, client, how many entries, and who can open them now."""
    record_desk.list_all(config, as_json=as_json)


@app.command()
def export(
    case: Annotated[
        str, typer.Argument(help="A case: its id, or the client's ref; or k-intake.")
    ],
    config: Config,
    output: Annotated[Path, typer.Option("--output", "-o", help="The new bundle.")],
    *,
    reader: Annotated[
        str | None,
        typer.Option("--for", help="For whom it is: refused if they may not read it."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="Who takes it out, if somebody else: the ref."),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", help="Why it is taken out: one line.")
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
) -> None:
    """Write a case into one sealed file for its readers.

    That, by whom and why stands in the case first, for its other readers to see, and
    the person it is about is told how often. What the colleague of --for may not read
    is refused, and the try is written into the case.
    """
    asked = Asked(case, reader, by, reason)
    record_desk.export(asked, config, output, force=force)


@app.command()
def grant(
    grant_file: Annotated[
        Path, typer.Argument(help="What `fastkontakt reader grant` wrote.")
    ],
    config: Config,
    *,
    anew: Annotated[
        bool,
        typer.Option("--anew", help="Put in ways that the reader already has, too."),
    ] = False,
) -> None:
    """Let a reader open what another reader gave them."""
    record_desk.take_grant(grant_file, config, anew=anew)


@app.command()
def verify(
    config: Config,
    *,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Leave the signatures out: ten times faster."),
    ] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read the sealed attachments as well.")
    ] = False,
    anchor: Annotated[
        Path | None,
        typer.Option(
            "--anchor",
            help="Compare with the lines of `record anchor`, or with what an earlier"
            " `record verify --json` printed.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check every byte of the record without any private key.

    Exits 0 if it is sound, 1 and names the first bad row, 2 if it could not look.
    """
    verifying.verify_store(
        config, signatures=not quick, deep=deep, anchor=anchor, as_json=as_json
    )


@app.command()
def anchor(config: Config) -> None:
    """Print one line that tells how far the record is, and keep it in [anchor].

    It holds a number and a hash. The service keeps one each day.
    """
    anchoring.keep_now(config)

"""Recovery: two of three shares, for when no reader's key is left.

`open` needs no configuration and no database: what it needs is imported here, all else
where it is used.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import Config
from bot.errors import operator_errors
from bot.showing import (
    AttachmentsOption,
    BundleFile,
    DespiteOption,
    Format,
    FormatOption,
    GoalOption,
    LanguageOption,
    OutputOption,
    SignedByOption,
    SinceOption,
    UntilOption,
    Wanted,
    ZoneOption,
    chosen,
    show,
)
from storage.attachment_cipher import AttachmentError
from storage.bundle import read_bundle
from storage.bundle_lines import BundleError
from storage.key_pairs import PrivateKey
from storage.keyfiles import KeyFileError
from storage.recovery import RecoveryError, combine, read_share
from storage.wraps import RECOVERY

EXPECTED = (KeyFileError, BundleError, AttachmentError)
"""What can be wrong with shares or a bundle."""

app = typer.Typer(
    help="Two of three shares, for when no key is left.", no_args_is_help=True
)

Shares = Annotated[
    list[Path], typer.Option("--share", help="A recovery share; give two of them.")
]


@app.command()
def create(
    config: Config,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A new directory for the shares.")
    ],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the recovery key there is.")
    ] = False,
    share: Annotated[
        list[Path] | None,
        typer.Option(
            "--share",
            help="Two shares of before, so that the new ones open the past as well.",
        ),
    ] = None,
) -> None:
    """Make three new shares, and seal every case to them from now on.

    `fastkontakt init` made the first three.
    """
    from bot import recovery_desk  # noqa: PLC0415 - shares may be far from the store

    with operator_errors(*EXPECTED):
        old = _combined(share) if share else None
    recovery_desk.create(config, output, old, replace=replace)


@app.command()
def drill(
    share: Shares,
    config: Config,
    *,
    backup: Annotated[
        Path | None,
        typer.Option(
            "--backup",
            help="Restore this backup in a place that is gone afterwards, and open it.",
        ),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="Its file of shred keys, if not FILE.keys."),
    ] = None,
) -> None:
    """Prove that two shares open every live case, show nothing, and note the day."""
    from bot import recovery_desk  # noqa: PLC0415 - shares may be far from the store

    with operator_errors(*EXPECTED):
        key = _combined(share)
    recovery_desk.drill(config, key, backup, keys)


@app.command("open")
def open_case(
    bundle: BundleFile,
    share: Shares,
    *,
    form: FormatOption = Format.TEXT,
    output: OutputOption = None,
    attachments: AttachmentsOption = None,
    timezone: ZoneOption = None,
    language: LanguageOption = None,
    signed_by: SignedByOption = None,
    despite_faults: DespiteOption = False,
    since: SinceOption = None,
    until: UntilOption = None,
    goal: GoalOption = None,
) -> None:
    """Show a case in words with two shares, on a machine of your own."""
    wanted = Wanted(
        form,
        output,
        attachments,
        timezone,
        language,
        signed_by,
        despite_faults,
        chosen(since, until, goal),
    )
    with operator_errors(*EXPECTED):
        show(read_bundle(bundle), _combined(share), RECOVERY, wanted)


@app.command()
def grant(
    case: Annotated[str, typer.Argument(help="A case: its id, or the client's ref.")],
    public_key: Annotated[Path, typer.Argument(help="The KEY.pub of the reader.")],
    share: Shares,
    config: Config,
) -> None:
    """Give an enrolled reader everything of a case, from its first entry on."""
    from bot import recovery_desk  # noqa: PLC0415 - shares may be far from the store

    with operator_errors(*EXPECTED):
        key = _combined(share)
    recovery_desk.grant(case, public_key, key, config)


def _combined(shares: list[Path]) -> PrivateKey:
    try:
        one, other = shares
    except ValueError:
        raise RecoveryError(
            "two shares are needed: give --share twice, with different files"
        ) from None
    return combine(read_share(one), read_share(other))

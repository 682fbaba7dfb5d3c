"""Keeping the service well: backups, keys, and how it stands."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import Config, Json, remark, run
from bot.clock import now
from bot.config import Settings
from bot.errors import operator_errors
from bot.findings import Level
from bot.lock import is_locked
from bot.opening import EXPECTED, opened_with
from bot.status_text import lines
from storage import alarms, hand_over
from storage import backup as backups
from storage import rekey as fields
from storage import restore as restoring
from storage import status as standing
from storage.backup_files import keys_file_of
from storage.reading import reading
from storage.recovery import RecoveryError, combine, read_share
from storage.service_keys import ServiceKeys

BackupFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The backup; FILE.keys lies beside it.")
]
Shares = Annotated[
    list[Path],
    typer.Option("--share", help="A recovery share; give two of them."),
]
Output = Annotated[
    Path, typer.Option("--output", "-o", help="An empty or new directory.")
]
KeysFile = Annotated[
    Path | None,
    typer.Option("--keys", help="The file with the shred keys; if not FILE.keys."),
]


class WhichKey(StrEnum):
    """What `rekey` changes."""

    FIELDS = "fields"
    SIGNING = "signing"


WhatKey = Annotated[
    WhichKey,
    typer.Argument(
        metavar="KEY", help="fields (what the program reads) or signing (the record)."
    ),
]

AFTER_BACKUP = """\
Carry both files off this machine, and {keys} to another place than {store}.
Delete every keys file after 30 days at most: it would open what was destroyed since."""

AFTER_RESTORE = """\
What to do next:
1. See to it that the old service does not run any more: two would fight over the bot.
2. Fill in the tokens in {output}/config.toml: a backup holds none.
3. fastkontakt doctor --config {output}/config.toml
4. fastkontakt run --config {output}/config.toml
What was said after {store_at:%Y-%m-%d %H:%M} UTC is not in it: SMS of that time are
fetched from Twilio, Telegram keeps what nobody fetched for 24 hours."""


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (backup, restore, doctor, status, dismiss, rekey):
        app.command()(command)


def backup(file: BackupFile, config: Config) -> None:
    """Write FILE (the store) and FILE.keys (the shred keys), sealed to recovery.

    It works while the service runs. Both are opened again to see that they are whole.
    """
    from bot.config_copy import without_secrets  # noqa: PLC0415 - slow to load

    with operator_errors(*EXPECTED):
        settings = Settings.read(config)
        place = settings.storage
        source = backups.Source(place.path, place.keys, without_secrets(settings))
        moment = now()
        with _progress("backing up", backups.size_of(place.path)) as progress:
            written = backups.write(source, file, moment, progress)

    async def remember() -> None:
        async with opened_with(settings) as found:
            await found.store.run(backups.note, written, moment)

    run(remember())
    typer.echo(
        f"{written.store_file}: {written.entries} entries in {written.cases} cases,"
        f" {written.attachments} attachments"
    )
    typer.echo(f"{written.keys_file}: the shred keys of these cases")
    remark("Both were opened again and are whole.")
    remark(AFTER_BACKUP.format(store=file.name, keys=written.keys_file.name))
    _tell_faults(written.faults)


def restore(
    file: BackupFile, share: Shares, output: Output, keys: KeysFile = None
) -> None:
    """Make an installation of a backup, its shred keys and two recovery shares."""
    keys = keys or keys_file_of(file)
    with operator_errors(*EXPECTED):
        restoring.require_both(file, keys)
        if len(share) != 2:  # noqa: PLR2004 - as many as it takes
            raise RecoveryError("two shares are needed: give --share twice")
        key = combine(*map(read_share, share))
        size = file.stat().st_size + keys.stat().st_size
        with _progress("restoring", size) as progress:
            found = restoring.restore(file, keys, key, output, progress)
    typer.echo(
        f"{output}: {found.entries} entries in {found.cases} cases,"
        f" as they were on {found.store_at:%Y-%m-%d %H:%M} UTC"
    )
    if found.shut:
        remark(
            f"{len(found.shut)} cases stay shut, because {keys.name} has no key for"
            f" them: {', '.join(found.shut)}"
        )
    if found.keys_at < found.store_at:
        remark(
            f"{keys.name} is older than {file.name}: a case begun in between stays shut"
        )
    if found.may_go_twice:
        remark(
            f"{found.may_go_twice} messages were still to go out; some may have gone"
            " out since, so they are marked as maybe arriving twice"
        )
    remark(AFTER_RESTORE.format(output=output, store_at=found.store_at))
    _tell_faults(found.faults)


def doctor(config: Config) -> None:
    """Look at everything that can be wrong, one line each; exit 1 on a problem."""
    from bot.doctor import examine  # noqa: PLC0415 - slow to load

    encoding = sys.stdout.encoding or "ascii"
    problems = 0
    for finding in examine(config, now()):
        typer.echo(finding.line(encoding))
        problems += finding.level is Level.PROBLEM
    if problems:
        raise typer.Exit(1)


def status(config: Config, *, as_json: Json = False) -> None:
    """Say what waits, since when, and which alarms are on; nobody's data."""
    with operator_errors(*EXPECTED):
        settings = Settings.read(config)
        path = settings.storage.path
        with reading(path, ServiceKeys.load(settings.storage.keys)) as tx:
            found = standing.read(tx, now())
        running = is_locked(path)
    if as_json:
        typer.echo(json.dumps({"running": running, **found.as_dict()}, indent=1))
        return
    for line in lines(found, running=running):
        typer.echo(line)


def dismiss(
    alarm: Annotated[str, typer.Argument(help="The alarm's name, as status says it.")],
    config: Config,
) -> None:
    """End an alarm that somebody has looked after, such as a message set aside.

    What is still wrong raises its alarm again.
    """

    async def end() -> list[str] | None:
        async with opened_with(Settings.read(config)) as found:
            if await found.store.run(alarms.end, alarm, now()):
                return None
            return [each.name for each in await found.store.run(alarms.current)]

    raised = run(end())
    if raised is not None:
        names = ", ".join(raised) or "none"
        remark(f"fastkontakt: {alarm}: no such alarm is on; these are: {names}")
        raise typer.Exit(1)
    typer.echo(f"{alarm}: ended")


def rekey(config: Config, what: WhatKey = WhichKey.FIELDS) -> None:
    """Change a key while the service runs: the one of the fields, or the signing key.

    Killed in between, it goes on where it was when it is called again.
    """
    with operator_errors(*EXPECTED):
        place = Settings.read(config).storage
        if what is WhichKey.SIGNING:
            handed = hand_over.rotate(place.path, place.keys, now())
            said = f"{handed.rows} rows signed again; signing key now"
            said += f" {handed.public_key.hex()}"
        else:
            turned = fields.rotate(place.path, place.keys)
            dropped = ", ".join(map(str, turned.dropped)) or "none"
            said = f"{turned.fields} fields moved to key {turned.newest};"
            said += f" keys dropped: {dropped}"
    typer.echo(said)
    if what is WhichKey.SIGNING:
        remark("Tell the readers the new signing key, and keep an anchor elsewhere.")
    remark("Take a backup now: the older ones hold the key that was dropped.")


def _tell_faults(faults: tuple[str, ...]) -> None:
    """Name what is not well, and exit 1 if anything is."""
    for fault in faults:
        remark(f"fastkontakt: {fault}")
    if faults:
        remark("See docs/howto/when-it-is-red.md; keep the backups of before.")
        raise typer.Exit(1)


@contextmanager
def _progress(doing: str, total: int) -> Iterator[Callable[[int], None]]:
    """Yield what shows how far we are where somebody can see it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - only where somebody waits
    from rich.progress import Progress  # noqa: PLC0415 - as above

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda count: bar.update(task, advance=count)

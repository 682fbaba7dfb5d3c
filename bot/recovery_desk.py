"""What two recovery shares do beside the running service."""

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from bot.cli_options import remark, run
from bot.clock import now
from bot.config import Settings
from bot.errors import OperatorError, operator_errors
from bot.office import office_of
from bot.opening import EXPECTED, opened, opened_with
from casework.people import CaseId
from handlers import granting, reading
from handlers.granting import Granted
from handlers.office import Office
from handlers.permissions import NotPossibleError
from handlers.reading import CASES_AT_ONCE
from storage import store_facts
from storage.backup_files import DATA, KEYS, BackupError, keys_file_of
from storage.bundle import read_bundle, write_bundle
from storage.bundle_lines import BundleError
from storage.export import collect
from storage.key_pairs import PrivateKey
from storage.opening import open_bundle
from storage.reader_keys import load_public
from storage.reading import reading as looking
from storage.recovery import RecoveryError, create_recovery_files
from storage.restore import restore
from storage.service_keys import ServiceKeys, replace_recovery
from storage.times import to_ms
from storage.transaction import Transaction
from storage.wraps import RECOVERY

DRILL = "recovery_drill"
"""The fact that tells when a drill last succeeded: milliseconds since 1970, UTC."""


class NotReplacedError(OperatorError):
    """There is a recovery key. Say that it is to be replaced."""

    def __init__(self) -> None:
        super().__init__(
            "there is a recovery key already: add --replace to make another one, and"
            " two shares of before with --share, or keep all six"
        )


def create(
    config: Path, output: Path, old: PrivateKey | None, *, replace: bool
) -> None:
    """Replace the recovery key, and begin a new epoch in every case."""
    if not replace:
        with operator_errors():
            raise NotReplacedError
    count = run(_create(config, output, old), NotPossibleError)
    typer.echo(f"{count} cases are sealed to the new shares from now on")
    remark(
        f"Carry the three files in {output} to three places, then run fastkontakt"
        " recovery drill, and restart the service: it still knows the old key."
    )
    if old is None:
        remark("What was sealed before opens with the old shares only: keep them.")


def drill(
    config: Path, recovery: PrivateKey, backup: Path | None, keys_file: Path | None
) -> None:
    """Open every live case, show nothing, and remember the day."""
    with operator_errors(*EXPECTED, BundleError, OSError):
        settings = Settings.read(config)
        keys = ServiceKeys.load(settings.storage.keys)
        if recovery.public_key() != keys.recovery:
            raise RecoveryError(
                "these shares are not of the recovery key that is in use now"
            )
        with looking(settings.storage.path, keys) as tx:
            count = granting.try_recovery(tx, recovery)
        opened_entries = (
            None if backup is None else _rehearse(backup, keys_file, recovery)
        )
    run(_remember(config))
    typer.echo(f"the two shares open all {count} cases")
    if opened_entries is None:
        remark("This looked at the store here; --backup FILE proves a backup as well.")
    else:
        typer.echo(
            f"from {backup} alone they open all {len(opened_entries)} cases that are "
            f"in it, {sum(opened_entries.values())} entries; nothing of it was kept"
        )


def grant(named: str, public_key: Path, recovery: PrivateKey, config: Path) -> None:
    """Give a reader everything of a case."""
    granted = run(_grant(named, public_key, recovery, config), NotPossibleError)
    tell(granted)


def tell(granted: Granted) -> None:
    """Say what a reader can open now."""
    epochs = sorted({*granted.added, *granted.had})
    typer.echo(
        f"{granted.reader_id} opens {len(epochs)} keys of case {granted.case_id},"
        f" {len(granted.added)} of them new"
    )


def _rehearse(
    backup: Path, keys_file: Path | None, recovery: PrivateKey
) -> dict[CaseId, int]:
    """Restore in a place that is gone afterwards, and open every case that lives."""
    with TemporaryDirectory(prefix="fastkontakt-drill-") as place:
        there = Path(place) / "restored"
        restored = restore(backup, keys_file or keys_file_of(backup), recovery, there)
        if restored.faults:
            raise BackupError(restored.faults[0])
        keys = ServiceKeys.load(there / KEYS)
        with looking(there / DATA, keys) as tx:
            return {
                case: _opened(tx, case, there, recovery)
                for case in granting.live_cases(tx)
            }


def _opened(tx: Transaction, case: CaseId, there: Path, recovery: PrivateKey) -> int:
    """Return how many entries of a case open: all of them, or raise which does not."""
    bundle = there / "drill.bundle"
    write_bundle(
        bundle, collect(tx, case, there / DATA, {}, now()).export, tx.keys.signing
    )
    try:
        opening = open_bundle(read_bundle(bundle), recovery, RECOVERY)
    finally:
        bundle.unlink()
    if opening.closed:
        raise BundleError(f"case {case}: {opening.closed[0]}")
    return len(opening.entries)


async def _create(config: Path, output: Path, old: PrivateKey | None) -> int:
    settings = Settings.read(config)
    if old is not None:
        keys = ServiceKeys.load(settings.storage.keys)
        if old.public_key() != keys.recovery:
            raise RecoveryError(
                "these shares are not of the recovery key that is in use now"
            )
        with looking(settings.storage.path, keys) as tx:
            granting.try_recovery(tx, old)
    public = create_recovery_files(output)
    replace_recovery(settings.storage.keys, public)
    async with opened_with(Settings.read(config)) as found:
        live = await found.store.run(granting.live_cases)
        office = await office_of(found.settings)
        left = iter(live)
        while some := list(islice(left, CASES_AT_ONCE)):
            await found.store.run(_reseal, office, some, old)
    return len(live)


def _reseal(
    tx: Transaction, office: Office, some: list[CaseId], old: PrivateKey | None
) -> None:
    if old is not None:
        granting.rewrap_recovery(tx, some, old)
    reading.renew(tx, office, some, now())


async def _remember(config: Path) -> None:
    async with opened(config) as found:
        moment = str(to_ms(now()))
        await found.store.run(store_facts.remember, DRILL, moment)


async def _grant(
    named: str, public_key: Path, recovery: PrivateKey, config: Path
) -> Granted:
    public = load_public(public_key)
    async with opened(config) as found:
        office = await office_of(found.settings)
        case = await found.store.run(reading.find_case, named)
        return await found.store.run(
            granting.grant_by_recovery, office, case, public, recovery, now()
        )

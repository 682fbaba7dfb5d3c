"""Listing and exporting cases, and taking in grants, beside the running service."""

import json
from pathlib import Path

import typer

from bot.case_files import gathered
from bot.cli_options import remark, run
from bot.clock import now
from bot.config import Settings
from bot.errors import operator_errors
from bot.office import office_of
from bot.opening import EXPECTED, opened
from bot.people_desk import note_denied
from bot.reader_desk import columns
from bot.recovery_desk import tell
from casework.people import CaseId
from handlers import access, granting, reading
from handlers.access import Asked
from handlers.granting import Granted
from handlers.office import Office
from handlers.permissions import DeniedError, NotPossibleError
from handlers.reading import ListedCase
from storage import grants
from storage.bundle import write_bundle
from storage.export import Collected
from storage.keyfiles import KeyFileError, sync_directory
from storage.reading import reading as looking
from storage.service_keys import ServiceKeys
from storage.wraps import WrapError


def list_all(config: Path, *, as_json: bool) -> None:
    """List every case, without words."""
    with operator_errors(*EXPECTED):
        settings = Settings.read(config)
        keys = ServiceKeys.load(settings.storage.keys)
        with looking(settings.storage.path, keys) as tx:
            found = reading.list_cases(tx)
    if as_json:
        typer.echo(json.dumps([case.to_json() for case in found]))
        return
    for line in columns([_cells(case) for case in found]):
        typer.echo(line)
    if not found:
        remark("no cases yet: fastkontakt people import PEOPLE.csv")


def export(asked: Asked, config: Path, output: Path, *, force: bool) -> None:
    """Write a case into a bundle, unless it is for somebody who may not read it.

    That it is taken out stands in the case, and so in the bundle, before there is one.
    """
    with operator_errors(KeyFileError):
        if output.exists() and not force:
            raise KeyFileError(f"{output}: there already; --force writes over it")
    case = run(_take_out(asked, config), NotPossibleError)
    with operator_errors(*EXPECTED, WrapError, OSError):
        settings = Settings.read(config)
        office = run(office_of(settings))
        collected = _write(case, settings, office, output, force=force)
    written = collected.export
    remark(
        f"wrote {output}: case {written.case_id}, {written.case_head.sequence} entries"
    )
    if not asked.reason:
        remark("nobody said why: --reason does, and stands in the case")
    for name in collected.missing:
        remark(f"attachment {name} is not there any more, and is not in it")


def take_grant(path: Path, config: Path, *, anew: bool) -> None:
    """Keep what one reader gave another."""
    tell(run(_take(path, config, anew=anew), NotPossibleError))


def _write(
    case: CaseId, settings: Settings, office: Office, output: Path, *, force: bool
) -> Collected:
    with gathered(settings, office, case, now()) as (collected, keys):
        if not force:
            write_bundle(output, collected.export, keys.signing)
            return collected
        # Whole or not at all: the one that is there goes when the new one is complete.
        beside = output.with_name(f"{output.name}.new")
        beside.unlink(missing_ok=True)
        write_bundle(beside, collected.export, keys.signing)
        beside.replace(output)
        sync_directory(output.absolute().parent)
    return collected


async def _take_out(asked: Asked, config: Path) -> CaseId:
    async with opened(config) as found:
        office = await office_of(found.settings)
        try:
            return await found.store.run(access.take_out, office, asked, now())
        except DeniedError as denied:
            await note_denied(found, denied)
            raise


async def _take(path: Path, config: Path, *, anew: bool) -> Granted:
    grant = grants.read(path)
    async with opened(config) as found:
        office = await office_of(found.settings)
        try:
            return await found.store.run(
                granting.add_grant, office, grant, now(), anew=anew
            )
        except DeniedError as denied:
            await note_denied(found, denied)
            raise


def _cells(case: ListedCase) -> list[str]:
    return [
        case.id,
        case.ref or "-",
        f"{case.entries} entries",
        ", ".join(case.readers) or "no reader",
    ]

"""Listing and exporting cases, and taking in grants, beside the running service."""

import json
from pathlib import Path

import typer

from bot.cli_options import remark, run
from bot.clock import now
from bot.config import Settings
from bot.config_tables import OrganisationSettings
from bot.errors import operator_errors
from bot.office import office_of
from bot.opening import EXPECTED, opened
from bot.people_desk import note_denied
from bot.reader_desk import columns
from bot.recovery_desk import tell
from casework.people import CaseId
from handlers import granting, reading
from handlers.granting import Granted
from handlers.permissions import DeniedError, NotPossibleError
from handlers.reading import ListedCase
from storage import grants
from storage.bundle import write_bundle
from storage.export import Collected, collect
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


def export(
    named: str, config: Path, output: Path, *, reader: str | None, force: bool
) -> None:
    """Write a case into a bundle, unless it is for somebody who may not read it."""
    if reader is not None:
        run(_require_reader(named, reader, config), NotPossibleError)
    with operator_errors(*EXPECTED, NotPossibleError, WrapError, OSError):
        collected = _write(named, Settings.read(config), output, force=force)
    written = collected.export
    remark(
        f"wrote {output}: case {written.case_id}, {written.case_head.sequence} entries"
    )
    run(_note_look(CaseId(written.case_id), reader, config))
    for name in collected.missing:
        remark(f"attachment {name} is not there any more, and is not in it")


def take_grant(path: Path, config: Path, *, anew: bool) -> None:
    """Keep what one reader gave another."""
    tell(run(_take(path, config, anew=anew), NotPossibleError))


def letterhead(organisation: OrganisationSettings) -> list[str]:
    """Return what stands at the head of a printed case: who keeps it."""
    lines = (organisation.name, organisation.phone, organisation.opening_hours)
    return [line for line in lines if line]


def _write(named: str, settings: Settings, output: Path, *, force: bool) -> Collected:
    keys = ServiceKeys.load(settings.storage.keys)
    organisation = settings.organisation
    about = {
        "timezone": organisation.timezone,
        "language": str(organisation.language),
        "letterhead": letterhead(organisation),
    }
    if output.exists() and not force:
        raise KeyFileError(f"{output}: there already; --force writes over it")
    with looking(settings.storage.path, keys) as tx:
        case = reading.find_case(tx, named)
        collected = collect(tx, case, settings.storage.path, about, now())
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


async def _require_reader(named: str, ref: str, config: Path) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings)
        try:
            await found.store.run(reading.require_reader, office, named, ref, now())
        except DeniedError as denied:
            await note_denied(found, denied)
            raise


async def _note_look(case: CaseId, ref: str | None, config: Path) -> None:
    """Write down who had it taken out: whom it is about may ask for that."""
    async with opened(config) as found:
        await found.store.run(reading.note_look, case, ref, now())


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

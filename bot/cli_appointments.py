"""Meetings: taken in from the organisation's list, and shown."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import handed_list
from bot.appointments_csv import read_appointments
from bot.cli_options import Config, Json, remark, run
from bot.clock import now
from bot.handed_list import BadListError, DryRun, ListFile
from bot.office import office_of
from bot.opening import opened
from bot.trying_out import try_out
from handlers import appointment_import
from handlers.appointment_import import Taken, What
from handlers.enrolment import RefusedError
from storage import appointment_lists, people
from storage.engine import Store
from storage.transaction import Transaction

COLUMNS = ("change", "line", "key", "client", "before", "starts")
MINUTE = "%Y-%m-%d %H:%M"

app = typer.Typer(help="Meetings that people agree on.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting without a name or a place."""

    starts: str
    minutes: int
    client: str = field(repr=False)
    alias: str = field(repr=False)
    contact_person: str
    kind: str
    state: str


@app.command("import")
def import_appointments(
    file: ListFile,
    config: Config,
    *,
    dry_run: DryRun = False,
    remove_missing: Annotated[
        bool,
        typer.Option(
            "--remove-missing",
            help="Call off what an earlier list had and this one has no more.",
        ),
    ] = False,
    skip_unmatched: Annotated[
        bool,
        typer.Option("--skip-unmatched", help="Leave out whom nobody helps here."),
    ] = False,
) -> None:
    """Let meetings be as a CSV file has them, and print what that changed.

    They count as agreed on: whoever is helped is told, by day. Any bad line: nothing
    changes, and every fault is named with its line.
    """
    given = {"remove_missing": remove_missing, "skip_unmatched": skip_unmatched}
    run(_import(file, config, dry_run=dry_run, **given), OSError)


@app.command("list")
def list_appointments(config: Config, *, as_json: Json = False) -> None:
    """List what is still to come: no names, no places."""
    run(_list(config, as_json=as_json))


async def _import(
    file: Path,
    config: Path,
    *,
    dry_run: bool,
    remove_missing: bool,
    skip_unmatched: bool,
) -> None:
    text = await handed_list.read(file)
    async with opened(config) as found:
        zone = found.settings.organisation.zone
        listed = handed_list.sound(read_appointments(text, zone))
        office = await office_of(found.settings)
        take_in = try_out if dry_run else Store.run
        try:
            taken = await take_in(
                found.store,
                appointment_import.take_in,
                office,
                listed,
                now(),
                remove_missing=remove_missing,
                # A dry run shows whom it cannot match instead of stopping there.
                skip_unmatched=skip_unmatched or dry_run,
            )
        except RefusedError as error:
            raise BadListError(*_sentences(error)) from None
    _print(taken)
    words = _in_words(taken)
    remark(f"a dry run, nothing was changed: {words}" if dry_run else words)


def _sentences(error: RefusedError) -> Iterable[str]:
    yield from (f"line {each.line}: {each.sentence}" for each in error.refused)
    if any(each.sentence == appointment_import.NOBODY for each in error.refused):
        yield "with --skip-unmatched the others are taken in"
    yield "nothing was imported"


def _print(taken: Iterable[Taken]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in taken:
        if each.what is What.UNCHANGED:
            continue
        line = "" if each.line is None else each.line
        times = (_minute(each.before), _minute(each.starts))
        writer.writerow([each.what, line, each.key, each.client, *times])
    typer.echo(out.getvalue(), nl=False)


def _minute(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:{MINUTE}}"


def _in_words(taken: Iterable[Taken]) -> str:
    counted = appointment_import.count(taken)
    said = [f"{counted[what]} {what}" for what in What if counted[what]]
    missing = " (--remove-missing calls them off)" if counted[What.MISSING] else ""
    return f"{', '.join(said) or 'nothing'}{missing}"


async def _list(config: Path, *, as_json: bool) -> None:
    async with opened(config) as found:
        rows = await found.store.run(_shown)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        who = f"{row.alias:5} {row.client:20} with {row.contact_person:20}"
        typer.echo(
            f"{row.starts}  {row.minutes:4} min  {who} {row.state:10} {row.kind}"
        )
    if not rows:
        remark("nothing to come: fastkontakt appointments import MEETINGS.csv")


def _shown(tx: Transaction) -> list[Shown]:
    return [
        Shown(
            starts=_minute(each.starts),
            minutes=each.minutes,
            client=people.ref_of(tx, each.client),
            alias=people.known(tx, each.client).alias,
            contact_person=people.ref_of(tx, each.worker),
            kind=each.kind,
            state=each.state,
        )
        for each in appointment_lists.upcoming(tx, now())
    ]

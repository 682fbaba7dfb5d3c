"""How often there was contact and which reviews are due, as tables of everybody."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import Config, remark, run
from bot.clock import now
from bot.office import office_of
from bot.opening import opened
from bot.row_tables import As, Format, Row, show
from casework.follow_ups import Standing
from casework.people import Role
from handlers import cadence, follow_ups
from handlers.office import Office
from storage import assignments, people
from storage import cadence as kept
from storage.transaction import Transaction

Rows = Callable[[Transaction, Office], list[Row]]


def register(group: typer.Typer) -> None:
    """Add the commands of this module to those about assignments."""
    group.command("reviews")(reviews)
    group.command("cadence")(contacts)


def reviews(
    config: Config,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Those as well that are not due for long.")
    ] = False,
    printed: As = Format.TEXT,
) -> None:
    """List the reviews that are overdue, or due within two weeks, by their day."""
    found = [
        each
        for each in run(_read(config, _reviews))
        if every or each["standing"] != Standing.LATER
    ]
    show(found, printed)
    if not found:
        remark("no reviews are due")


def contacts(config: Config, *, printed: As = Format.TEXT) -> None:
    """List how often there was contact with everybody, beside what was planned.

    A week in which both wrote counts once, a meeting that took place each time.
    """
    show(run(_read(config, _contacts)), printed)


async def _read(config: Path, rows: Rows) -> list[Row]:
    async with opened(config) as found:
        office = await office_of(found.settings, found.store)
        return await found.store.run(rows, office)


def _reviews(tx: Transaction, office: Office) -> list[Row]:
    return [
        {
            "client": each.client.alias,
            "ref": each.ref,
            "contact_person": people.ref_of(tx, each.worker.id),
            "begun": each.begun.isoformat(),
            "last": _day(each.last),
            "due": each.due.isoformat(),
            "standing": each.standing,
        }
        for each in follow_ups.reviews(tx, office, now())
    ]


def _contacts(tx: Transaction, office: Office) -> list[Row]:
    rows: list[Row] = []
    for identity in kept.every_open(tx):
        details = assignments.details(tx, identity)
        client = people.known(tx, details.client)
        found = cadence.of_client(tx, office, client, now())
        if found is None or client.role is not Role.CLIENT:
            continue
        rows.append(
            {
                "client": client.alias,
                "ref": people.ref_of(tx, client.id),
                "contact_person": people.ref_of(tx, details.contact_person),
                "planned": str(found.planned),
                "since": found.since.isoformat(),
                "expected": found.expected,
                "contacts": found.contacts,
                "meetings": found.meetings,
                "weeks_of_messages": found.talks,
                "attempts": found.attempts,
            }
        )
    return rows


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

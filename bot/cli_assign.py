"""Who is whose contact person: assigning, and handing over."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import Config, remark, run
from bot.clock import now
from bot.errors import OperatorError
from bot.office import office_of
from bot.opening import Opened, opened
from casework.people import AssignmentState, Person
from handlers import assigning, handover
from handlers.handover import Note, Plan
from storage import people
from storage.transaction import Transaction


class Beginning(StrEnum):
    """How an assignment may stand when it begins."""

    REFERRED = "referred"
    ESTABLISHING = "establishing"
    ACTIVE = "active"


class NotAssignedError(OperatorError):
    """Nothing was changed: the line says why, and what to do instead."""


NOBODY = (
    "this ref is nobody who can be a contact person: see fastkontakt people list for"
    " those who are known"
)
WHY_NOT_ASSIGNED = {
    assigning.Refusal.NO_CLIENT: "the first ref is not a client's",
    assigning.Refusal.NOBODY: NOBODY,
    assigning.Refusal.HAS_ONE: (
        "this client has a contact person already: use fastkontakt handover"
    ),
}
WHY_NOT_HANDED_OVER = {
    handover.Refusal.NOTHING: "there is nobody to hand over",
    handover.Refusal.SAME: "both refs are the same person's",
    handover.Refusal.NOBODY: NOBODY,
}
NOTES = {
    Note.NOT_REACHED: "cannot be reached yet: fastkontakt people invite",
    Note.AWAY: "is away, and a substitute answers meanwhile",
    Note.NO_KEY: "has no key to read the record: fastkontakt reader add",
}

Client = Annotated[str, typer.Option("--client", help="Only this client: the ref.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("assign")(assign)
    app.command("handover")(hand_over)


def assign(
    client: Annotated[str, typer.Argument(help="The client's ref.")],
    worker: Annotated[str, typer.Argument(help="The contact person's ref.")],
    config: Config,
    *,
    state: Annotated[
        Beginning, typer.Option(help="Whether the help is only asked for yet.")
    ] = Beginning.ACTIVE,
) -> None:
    """Give a client who has nobody a contact person."""
    run(_assign(client, worker, config, AssignmentState(state)))


def hand_over(
    worker: Annotated[str, typer.Argument(help="Who has them now: the ref.")],
    to: Annotated[str, typer.Argument(help="Who takes over: the ref.")],
    config: Config,
    *,
    client: Client = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what would be done.")
    ] = False,
) -> None:
    """Hand a whole caseload, or one client, over to another contact person.

    It prints one line for each: ref, short name, and how much waits for an answer.
    All of it is done, or nothing. They are told, and what is without an answer travels.
    """
    run(_hand_over(worker, to, client, config, preview=preview))


async def _assign(
    client: str, worker: str, config: Path, state: AssignmentState
) -> None:
    async with opened(config) as found:
        office = await office_of(found.settings, found.store)

        def unit(tx: Transaction) -> assigning.Refusal | None:
            helped, helper = _known(tx, client), _known(tx, worker)
            return assigning.assign(
                tx, office, helped, helper, None, now(), state=state
            )

        refusal = await found.store.run(unit)
        if refusal is not None:
            raise NotAssignedError(WHY_NOT_ASSIGNED[refusal])
    remark(f"{worker} is the contact person of {client} now")


async def _hand_over(
    worker: str, to: str, client: str, config: Path, *, preview: bool
) -> None:
    async with opened(config) as found:
        lines, notes, count = await _done(found, worker, to, client, preview=preview)
    for line in lines:
        typer.echo(line)
    for note in notes:
        remark(f"{to} {NOTES[note]}")
    if preview:
        remark(f"{len(lines)} could be handed over to {to}; nothing was changed")
    else:
        remark(f"{count} handed over to {to}; they are told by the running service")


async def _done(
    found: Opened, worker: str, to: str, client: str, *, preview: bool
) -> tuple[list[str], tuple[Note, ...], int]:
    office = await office_of(found.settings, found.store)

    def unit(tx: Transaction) -> tuple[list[str], tuple[Note, ...], int]:
        moment = now()
        only = [_known(tx, client).id] if client else None
        planned = handover.plan(tx, _known(tx, worker), _known(tx, to), moment, only)
        if not isinstance(planned, Plan):
            raise NotAssignedError(WHY_NOT_HANDED_OVER[planned])
        lines = [
            f"{people.ref_of(tx, each.client.id)}  {each.client.alias}  "
            f"{each.unanswered} without an answer"
            for each in planned.going
        ]
        count = 0
        if not preview:
            count = handover.hand_over(tx, office, planned, None, moment)
        return lines, planned.notes, count

    return await found.store.run(unit)


def _known(tx: Transaction, ref: str) -> Person:
    person = people.find_by_ref(tx, ref)
    if person is None:
        raise NotAssignedError(
            "nobody has one of these refs: see fastkontakt people list"
        )
    return person

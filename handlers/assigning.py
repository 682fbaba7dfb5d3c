"""Giving somebody who has nobody a contact person."""

from datetime import datetime
from enum import StrEnum

from casework.people import AddressState, AssignmentState, Person, Role
from handlers import asking, lifecycle
from handlers.office import Office
from storage import addresses, assignments
from storage.transaction import Transaction


class Refusal(StrEnum):
    """Why it cannot be done like that."""

    NO_CLIENT = "no_client"
    NOBODY = "nobody"
    """Who should be it is no contact person, or does not work here any more."""
    HAS_ONE = "has_one"
    """Another contact person takes over by a hand-over."""


def assign(
    tx: Transaction,
    office: Office,
    client: Person,
    worker: Person,
    by: Person | None,
    now: datetime,
    *,
    state: AssignmentState = AssignmentState.ACTIVE,
) -> Refusal | None:
    """Give a client a contact person, and tell both; whoever is linked is asked.

    Nobody is asked about help that was only asked for.
    """
    if client.role is not Role.CLIENT:
        return Refusal.NO_CLIENT
    if worker.role is not Role.CONTACT_PERSON or worker.left_at is not None:
        return Refusal.NOBODY
    if assignments.current(tx, client.id) is not None:
        return Refusal.HAS_ONE
    lifecycle.begin(tx, office, client, worker, now, by=by, state=state)
    if state is AssignmentState.REFERRED:
        return None
    known = addresses.of_person(tx, client.id)
    if any(each.state is AddressState.VERIFIED for each in known):
        asking.ask(tx, office, client, worker, now)
    return None

"""Whom a contact person writes with, and what they call them."""

from collections.abc import Sequence

from casework.people import Person
from casework.safe_contact import Discreet
from handlers.notices import Choice
from handlers.relaying import Conversation
from handlers.speaking import first_name
from storage import assignments, cases, people, safe_contacts
from storage.transaction import Transaction

CHOOSE = "choose"
"""What a button with a name does: the next lines go there."""


def clients_of(tx: Transaction, worker: Person) -> list[Person]:
    """Return whom this worker answers: their own, and those they stand in for."""
    return [
        people.known(tx, client) for client in assignments.clients_of(tx, worker.id)
    ]


def conversation_with(
    tx: Transaction, worker: Person, client: Person
) -> Conversation | None:
    """Return the worker's conversation with a client who is theirs."""
    assignment = assignments.current(tx, client.id)
    case = cases.of_client(tx, client.id)
    if assignment is None or case is None or not assignment.is_answered_by(worker.id):
        return None
    safe = safe_contacts.of(tx, client.id)
    in_full, stands_for = safe.discreet is Discreet.OPEN, ""
    if worker.id != assignment.contact_person:
        whole = people.known(tx, assignment.contact_person).name
        stands_for = whole if in_full else first_name(whole)
    return Conversation(
        author=worker,
        other=client,
        client=client,
        case_id=case,
        stands_for=stands_for,
        is_unnamed=not safe.may_name_worker or safe.discreet is Discreet.DISCREET,
        in_full=in_full,
    )


def names_of(client: Person) -> set[str]:
    """Return what a contact person may call somebody: the short or the first name."""
    return {client.alias.casefold(), *client.name.casefold().split()[:1]}


def buttons_to_choose(clients: Sequence[Person]) -> list[list[Choice]]:
    """Return a button for each, which lets the next lines go there."""
    return [[Choice(each.label, CHOOSE, each.id)] for each in clients]


def aliases_of(clients: Sequence[Person]) -> str:
    """Return short names for a line of text."""
    return ", ".join(each.alias for each in clients[:8])

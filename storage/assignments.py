"""Which contact person a client has."""

from datetime import datetime

from casework.people import Assignment, PersonId
from storage.times import to_ms
from storage.transaction import Transaction

CURRENT = """
    SELECT id, client_id, contact_person_id FROM assignment
    WHERE client_id = :client AND ends_at IS NULL
"""
CLIENTS_OF = """
    SELECT client_id FROM assignment
    WHERE contact_person_id = :person AND ends_at IS NULL
    ORDER BY id
"""
OPEN = """
    INSERT INTO assignment (client_id, contact_person_id, starts_at)
    VALUES (:client, :contact_person, :now)
"""


def current(tx: Transaction, client: PersonId) -> Assignment | None:
    """Return the client's open assignment."""
    return tx.remembered(("assignment", client), _current, client)


def _current(tx: Transaction, client: PersonId) -> Assignment | None:
    row = tx.one_or_none(CURRENT, client=client)
    if row is None:
        return None
    return Assignment(
        row["id"], PersonId(row["client_id"]), PersonId(row["contact_person_id"])
    )


def clients_of(tx: Transaction, contact_person: PersonId) -> list[PersonId]:
    """Return whom a contact person is there for."""
    return [
        PersonId(row["client_id"]) for row in tx.all(CLIENTS_OF, person=contact_person)
    ]


def begin(
    tx: Transaction, client: PersonId, contact_person: PersonId, now: datetime
) -> None:
    """Assign a client who has nobody to a contact person."""
    tx.forget()
    tx.run(OPEN, client=client, contact_person=contact_person, now=to_ms(now))

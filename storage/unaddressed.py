"""Lines of a contact person that nobody was named for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import PersonId
from storage.times import to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO unaddressed (id, contact_person_id, address_id, external_id,
                             sealed_event, asked_at)
    VALUES (:id, :person, :address, :external_id, :sealed, :now)
"""
OF_PERSON = """
    SELECT id, address_id, external_id, sealed_event FROM unaddressed
    WHERE contact_person_id = :person ORDER BY id
"""
COUNT = "SELECT count(*) FROM unaddressed WHERE contact_person_id = :person"
DELETE = "DELETE FROM unaddressed WHERE id = :id"
STALE = """
    SELECT DISTINCT contact_person_id FROM unaddressed
    WHERE asked_again_at <= :before
"""
DELETE_ALL = "DELETE FROM unaddressed WHERE contact_person_id = :person"
ASKED_LONG_AGO = """
    SELECT DISTINCT contact_person_id FROM unaddressed
    WHERE asked_at <= :before AND asked_again_at IS NULL
"""
SET_ASKED_AGAIN = """
    UPDATE unaddressed SET asked_again_at = :now
    WHERE contact_person_id = :person AND asked_again_at IS NULL
"""
FIND_LINE = """
    SELECT id, sealed_event FROM unaddressed
    WHERE address_id = :address AND external_id = :external_id
"""
SET_EVENT = "UPDATE unaddressed SET sealed_event = :sealed WHERE id = :id"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that waits to be addressed."""

    id: int
    address_id: int
    external_id: str
    event: Mapping[str, Any] = field(repr=False)


def add(
    tx: Transaction,
    person: PersonId,
    address_id: int,
    external_id: str,
    event: Mapping[str, Any],
    now: datetime,
) -> int:
    """Keep the line and return how many wait now."""
    identity = tx.next_id("unaddressed")
    tx.run(
        ADD,
        id=identity,
        person=person,
        address=address_id,
        external_id=external_id,
        sealed=tx.seal("unaddressed", "sealed_event", identity, json.dumps(event)),
        now=to_ms(now),
    )
    return count(tx, person)


def count(tx: Transaction, person: PersonId) -> int:
    """Return how many lines of this person wait."""
    return int(tx.value(COUNT, person=person))


def waiting(tx: Transaction, person: PersonId) -> list[Line]:
    """Return the waiting lines in the order they were written."""
    return [
        Line(
            row["id"],
            row["address_id"],
            row["external_id"],
            json.loads(
                tx.open("unaddressed", "sealed_event", row["id"], row["sealed_event"])
            ),
        )
        for row in tx.all(OF_PERSON, person=person)
    ]


def take_all(tx: Transaction, person: PersonId) -> list[Line]:
    """Return the waiting lines in the order they were written, and forget them."""
    found = waiting(tx, person)
    tx.run(DELETE_ALL, person=person)
    return found


def forget_all(tx: Transaction, person: PersonId) -> int:
    """Forget the waiting lines unread; return how many there were."""
    return tx.run(DELETE_ALL, person=person)


def forget(tx: Transaction, line: Line) -> None:
    """Forget one line that waits."""
    tx.run(DELETE, id=line.id)


def find_line(tx: Transaction, address_id: int, external_id: str) -> Line | None:
    """Return the waiting line that stands under this id in its author's chat."""
    row = tx.one_or_none(FIND_LINE, address=address_id, external_id=external_id)
    if row is None:
        return None
    event = tx.open("unaddressed", "sealed_event", row["id"], row["sealed_event"])
    return Line(row["id"], address_id, external_id, json.loads(event))


def replace(tx: Transaction, line: Line, event: Mapping[str, Any]) -> None:
    """Put other words in its place."""
    sealed = tx.seal("unaddressed", "sealed_event", line.id, json.dumps(event))
    tx.run(SET_EVENT, id=line.id, sealed=sealed)


def asked_before(tx: Transaction, moment: datetime) -> list[PersonId]:
    """Return whose lines wait since before then and were asked about only once."""
    return [
        PersonId(row["contact_person_id"])
        for row in tx.all(ASKED_LONG_AGO, before=to_ms(moment))
    ]


def asked_again_before(tx: Transaction, moment: datetime) -> list[PersonId]:
    """Return whose lines were asked about twice, the last time before then."""
    return [
        PersonId(row["contact_person_id"])
        for row in tx.all(STALE, before=to_ms(moment))
    ]


def set_asked_again(tx: Transaction, person: PersonId, now: datetime) -> None:
    """Remember that the second question was asked, too."""
    tx.run(SET_ASKED_AGAIN, person=person, now=to_ms(now))

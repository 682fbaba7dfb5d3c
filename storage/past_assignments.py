"""What remains of an assignment that is over: who answered, and until when."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.people import PersonId
from storage.times import from_ms
from storage.transaction import Transaction

LAST = """
    SELECT assignment.id AS id, client_id, contact_person_id, aftercare_until,
           assignment.ends_at AS ends_at
    FROM assignment
    WHERE client_id = :person AND assignment.ends_at IS NOT NULL
    UNION ALL
    SELECT assignment.id, client_id, contact_person_id,
           CASE WHEN participant.ends_at = assignment.ends_at THEN aftercare_until END,
           coalesce(participant.ends_at, assignment.ends_at)
    FROM participant JOIN assignment ON assignment.id = participant.assignment_id
    WHERE participant.person_id = :person
      AND coalesce(participant.ends_at, assignment.ends_at) IS NOT NULL
    ORDER BY ends_at DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Past:
    """An assignment as it was for a client, or for somebody who took part in it."""

    id: int
    principal: PersonId
    contact_person: PersonId
    aftercare_until: date | None
    ends_at: datetime


def last_of(tx: Transaction, person: PersonId) -> Past | None:
    """Return what somebody was last in, of all that is over for them."""
    row = tx.one_or_none(LAST, person=person)
    if row is None:
        return None
    until = row["aftercare_until"]
    return Past(
        row["id"],
        PersonId(row["client_id"]),
        PersonId(row["contact_person_id"]),
        None if until is None else date.fromisoformat(until),
        from_ms(row["ends_at"]),
    )

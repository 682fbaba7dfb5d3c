"""When there was contact, and what people were told about that it was missing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casework.people import CaseId, PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_ARRIVED = """
    FROM message JOIN delivery ON delivery.message_id = message.id
    WHERE message.case_id = :case AND delivery.recipient_id = :client
      AND delivery.kind = 'relay' AND delivery.state IN ('sent', 'delivered', 'read')
"""
# What was not sent, or did not arrive, is no contact.
LAST_ANSWERED = f"""
    SELECT message.created_at {_ARRIVED} ORDER BY message.id DESC LIMIT 1
"""
ANSWERED = (
    f"SELECT message.created_at AS at {_ARRIVED} AND message.created_at >= :since"
)
HEARD = """
    SELECT created_at AS at FROM message
    WHERE case_id = :case AND author_id = :client AND created_at >= :since
"""
# A pressed button is heard as well.
LAST_HEARD = "SELECT max(last_inbound_at) FROM address WHERE person_id = :client"
MET = """
    SELECT starts_at AS at FROM appointment
    WHERE client_id = :client AND outcome IN ('met', 'late') AND starts_at >= :since
    ORDER BY starts_at
"""
TO_LOOK_AT = """
    SELECT id FROM assignment
    WHERE ends_at IS NULL AND look_at <= :now ORDER BY look_at, id LIMIT :most
"""
SET_LOOK_AT = "UPDATE assignment SET look_at = :at WHERE id = :id"
EVERY_OPEN = "SELECT id FROM assignment WHERE ends_at IS NULL ORDER BY id"
ANSWERED_BY = """
    SELECT id FROM assignment
    WHERE ends_at IS NULL
      AND (contact_person_id = :worker OR substitute_id = :worker)
    ORDER BY id
"""
TOLD = """
    SELECT about, step, told_at FROM assignment_told
    WHERE assignment_id = :id AND what = :what
"""
SET_TOLD = """
    INSERT INTO assignment_told (assignment_id, what, about, step, told_at,
                                 last_message)
    VALUES (:id, :what, :about, :step, :told_at,
            (SELECT coalesce(max(id), 0) FROM message))
    ON CONFLICT (assignment_id, what) DO UPDATE
    SET about = excluded.about, step = excluded.step, told_at = excluded.told_at,
        last_message = excluded.last_message
"""
# Every few seconds: an index leads to who is silent, and to their newest messages.
HEARD_AGAIN = """
    SELECT assignment.id FROM assignment_told
    CROSS JOIN assignment ON assignment.id = assignment_told.assignment_id
    WHERE what = 'silence' AND ends_at IS NULL AND (
        told_at < (SELECT max(last_inbound_at) FROM address
                   WHERE person_id = assignment.client_id)
        OR EXISTS (
            SELECT 1 FROM case_file
            CROSS JOIN message ON message.case_id = case_file.id
                              AND message.id > assignment_told.last_message
            CROSS JOIN delivery ON delivery.message_id = message.id
            WHERE case_file.client_id = assignment.client_id
              AND delivery.recipient_id = assignment.client_id
              AND delivery.kind = 'relay'
              AND delivery.state IN ('sent', 'delivered', 'read')))
    ORDER BY assignment.id
"""
SILENT_FOR_ALL = """
    SELECT client_id, about FROM assignment_told
    JOIN assignment ON assignment.id = assignment_told.assignment_id
    WHERE what = 'silence' AND step > 1 AND ends_at IS NULL
    ORDER BY about, assignment.id
"""
FORGET_TOLD = "DELETE FROM assignment_told WHERE assignment_id = :id AND what = :what"


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: about which day, to whom (1: contact person, 2: all), and when."""

    about: date
    step: int
    at: datetime


def last_answered(tx: Transaction, client: PersonId, case: CaseId) -> datetime | None:
    """Return when the last words of a human were sent to somebody, and left."""
    return from_ms_or_none(tx.value(LAST_ANSWERED, client=client, case=case))


def last_heard(tx: Transaction, client: PersonId) -> datetime | None:
    """Return when somebody last wrote, or pressed a button."""
    return from_ms_or_none(tx.value(LAST_HEARD, client=client))


def heard(
    tx: Transaction, client: PersonId, case: CaseId, since: datetime
) -> list[datetime]:
    """Return when somebody who is helped wrote."""
    rows = tx.all(HEARD, client=client, case=case, since=to_ms(since))
    return [from_ms(row["at"]) for row in rows]


def answered(
    tx: Transaction, client: PersonId, case: CaseId, since: datetime
) -> list[datetime]:
    """Return when somebody who is helped was written to, and it arrived."""
    rows = tx.all(ANSWERED, client=client, case=case, since=to_ms(since))
    return [from_ms(row["at"]) for row in rows]


def met(tx: Transaction, client: PersonId, since: datetime) -> list[datetime]:
    """Return when people met."""
    rows = tx.all(MET, client=client, since=to_ms(since))
    return [from_ms(row["at"]) for row in rows]


def to_look_at(tx: Transaction, now: datetime, most: int) -> list[int]:
    """Return the open assignments that are to be looked at by now."""
    rows = tx.all(TO_LOOK_AT, now=to_ms(now), most=most)
    return [row["id"] for row in rows]


def heard_again(tx: Transaction) -> list[int]:
    """Return where people were told of a silence that is over."""
    return [row["id"] for row in tx.all(HEARD_AGAIN)]


def look_at(tx: Transaction, assignment: int, at: datetime) -> None:
    """Let an assignment be looked at then."""
    tx.run(SET_LOOK_AT, id=assignment, at=to_ms(at))


def every_open(tx: Transaction) -> list[int]:
    """Return every open assignment."""
    return [row["id"] for row in tx.all(EVERY_OPEN)]


def answered_by(tx: Transaction, worker: PersonId) -> list[int]:
    """Return the open assignments that somebody has, or stands in for."""
    return [row["id"] for row in tx.all(ANSWERED_BY, worker=worker)]


def told(tx: Transaction, assignment: int, what: str) -> Told | None:
    """Return what was last told of this, if anything."""
    row: Any = tx.one_or_none(TOLD, id=assignment, what=what)
    if row is None:
        return None
    return Told(date.fromisoformat(row["about"]), row["step"], from_ms(row["told_at"]))


def silent_for_all(tx: Transaction) -> list[tuple[PersonId, date]]:
    """Return of whose silence the supervisors were told, and since when it lasts."""
    return [
        (PersonId(row["client_id"]), date.fromisoformat(row["about"]))
        for row in tx.all(SILENT_FOR_ALL)
    ]


def set_told(tx: Transaction, assignment: int, what: str, said: Told) -> None:
    """Write down what was told."""
    tx.run(
        SET_TOLD,
        id=assignment,
        what=what,
        about=said.about.isoformat(),
        step=said.step,
        told_at=to_ms(said.at),
    )


def forget_told(tx: Transaction, assignment: int, what: str) -> bool:
    """Forget it, as it is over; tell whether anything had been told."""
    return tx.run(FORGET_TOLD, id=assignment, what=what) > 0

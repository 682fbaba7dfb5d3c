"""Messages that matter for a case, until somebody wrote a note of them."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.people import CaseId, PersonId
from storage.times import to_ms
from storage.transaction import Transaction

MARK = """
    INSERT INTO owed_note (message_id, client_id, by_id, marked_at)
    VALUES (:message, :client, :by, :now) ON CONFLICT (message_id) DO NOTHING
"""
FIND = """
    SELECT message_id, client_id, by_id FROM owed_note
    WHERE message_id = :message AND noted_at IS NULL
"""
OPEN_OF = """
    SELECT message_id, client_id, by_id FROM owed_note
    WHERE client_id = :client AND noted_at IS NULL ORDER BY marked_at, message_id
"""
SETTLE = """
    UPDATE owed_note SET noted_at = :now
    WHERE message_id = :message AND noted_at IS NULL
"""
NUDGED_ON = "SELECT told_on FROM note_nudge WHERE client_id = :client"
SET_NUDGED = """
    INSERT INTO note_nudge (client_id, told_on) VALUES (:client, :today)
    ON CONFLICT (client_id) DO UPDATE SET told_on = excluded.told_on
"""
HAS_ENTRY = """
    SELECT 1 FROM contact_entry WHERE case_id = :case AND sequence = :sequence
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """A message that somebody marked, and nobody has noted."""

    message: int
    client: PersonId
    by: PersonId


def mark(
    tx: Transaction, message: int, client: PersonId, by: PersonId, now: datetime
) -> bool:
    """Let a note be owed of a message; tell whether none was before."""
    return tx.run(MARK, message=message, client=client, by=by, now=to_ms(now)) > 0


def find(tx: Transaction, message: int) -> Owed | None:
    """Return what is owed of a message, if it still is."""
    row = tx.one_or_none(FIND, message=message)
    return None if row is None else Owed(row[0], PersonId(row[1]), PersonId(row[2]))


def open_of(tx: Transaction, client: PersonId) -> list[Owed]:
    """Return of which messages of a case a note is owed."""
    return [
        Owed(row[0], PersonId(row[1]), PersonId(row[2]))
        for row in tx.all(OPEN_OF, client=client)
    ]


def settle(tx: Transaction, message: int, now: datetime) -> bool:
    """Owe it no more, and tell whether it was owed."""
    return tx.run(SETTLE, message=message, now=to_ms(now)) > 0


def nudged_on(tx: Transaction, client: PersonId) -> date | None:
    """Return when it was last said how much contact no note stands for."""
    row = tx.one_or_none(NUDGED_ON, client=client)
    return None if row is None else date.fromisoformat(row[0])


def set_nudged(tx: Transaction, client: PersonId, today: date) -> None:
    """Remember that it was said today."""
    tx.run(SET_NUDGED, client=client, today=today.isoformat())


def has_entry(tx: Transaction, case: CaseId, sequence: int) -> bool:
    """Tell whether a case has an entry of this number."""
    return tx.one_or_none(HAS_ENTRY, case=case, sequence=sequence) is not None

"""Messages that were not yet counted into a contact."""

from dataclasses import dataclass
from datetime import datetime

from casework.people import CaseId, Channel, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

QUIET = """
    SELECT case_id FROM message WHERE in_chat = 0
    GROUP BY case_id HAVING max(created_at) <= :since
"""
# A word that only we were meant to read was no contact between two people.
UNCOUNTED = """
    SELECT message.id, message.author_id, address.channel, message.created_at
    FROM message JOIN address ON address.id = message.address_id
    WHERE message.case_id = :case AND message.in_chat = 0 AND EXISTS (
        SELECT 1 FROM delivery WHERE delivery.message_id = message.id
          AND delivery.kind = 'relay' AND delivery.state <> 'skipped')
    ORDER BY message.created_at, message.id
"""
SET_COUNTED = "UPDATE message SET in_chat = 1 WHERE case_id = :case AND in_chat = 0"


@dataclass(frozen=True, slots=True)
class Line:
    """One message: who wrote it, when, and by which way."""

    author: PersonId
    channel: Channel
    at: datetime


def quiet_since(tx: Transaction, moment: datetime) -> list[CaseId]:
    """Return the cases with messages to count, where nobody wrote since then."""
    return [CaseId(row[0]) for row in tx.all(QUIET, since=to_ms(moment))]


def take_all(tx: Transaction, case: CaseId) -> list[Line]:
    """Return the messages between two people that were not counted, once."""
    lines = [
        Line(PersonId(row[1]), Channel(row[2]), from_ms(row[3]))
        for row in tx.all(UNCOUNTED, case=case)
    ]
    tx.run(SET_COUNTED, case=case)
    return lines

"""What somebody who is helped wrote and nobody has answered; not the words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.people import CaseId, PersonId
from storage.messages import Message
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

MOST = 50
"""Messages: who has written more since an answer is known to wait anyhow."""

_COLUMNS = "id, case_id, author_id, address_id, external_id, kind, entry, created_at"
# What was only meant for the program, or taken back, waits for nobody. Of an album only
# the first part has a delivery.
BY_AUTHOR = f"""
    SELECT {_COLUMNS} FROM message
    WHERE author_id = :person AND created_at >= :since AND (
        album IS NOT NULL OR EXISTS (
            SELECT 1 FROM delivery
            WHERE delivery.message_id = message.id AND delivery.kind = 'relay'
              AND coalesce(delivery.reason, '') <> 'withdrawn'
        )
    )
    ORDER BY id DESC LIMIT {MOST}
"""
# One that was taken back or never arrived is no answer. Each worker is looked up by
# the index of authors, from the first message in question on; CROSS keeps SQLite from
# reading all messages since then instead.
LAST_ANSWER = """
    SELECT max(message.id) FROM message
    CROSS JOIN person ON person.id = message.author_id
    WHERE message.case_id = :case AND message.id > :since
      AND person.role NOT IN ('client', 'guardian')
      AND NOT EXISTS (
          SELECT 1 FROM delivery
          WHERE delivery.message_id = message.id AND delivery.kind = 'relay'
            AND delivery.state IN ('skipped', 'failed')
      )
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message, and when it was written."""

    message: Message
    at: datetime


def of_person(tx: Transaction, person: PersonId) -> list[Waiting]:
    """Return what somebody wrote since they were last answered, the oldest first."""
    written = by_person(tx, person)
    if not written:
        return []
    first = written[0].message
    answered = tx.value(LAST_ANSWER, case=first.case_id, since=first.id) or 0
    return [each for each in written if each.message.id > answered]


def by_person(
    tx: Transaction, person: PersonId, since: datetime | None = None
) -> list[Waiting]:
    """Return the newest messages that somebody wrote, the oldest of them first."""
    rows = tx.all(BY_AUTHOR, person=person, since=0 if since is None else to_ms(since))
    return [_waiting(row) for row in reversed(rows)]


def _waiting(row: Any) -> Waiting:
    return Waiting(
        Message(
            row["id"],
            CaseId(row["case_id"]),
            PersonId(row["author_id"]),
            row["address_id"],
            row["external_id"],
            row["kind"],
            row["entry"],
        ),
        from_ms(row["created_at"]),
    )

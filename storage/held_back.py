"""What waits in the outbox until its recipient may safely be written to."""

from datetime import datetime

from casework.people import PersonId
from storage.outbox_rows import BEHIND, COLUMNS, Delivery, of_row
from storage.times import to_ms
from storage.transaction import Transaction

OF_SENDER = f"""
    SELECT {COLUMNS} FROM delivery
    WHERE lane = :lane AND sender_id = :sender AND kind = 'relay'
      AND state IN ('held', 'ready')
    ORDER BY id
"""
WAKE = """
    UPDATE delivery SET not_before = :now
    WHERE lane = :lane AND state IN ('ready', 'unknown') AND not_before > :now
      AND reason IN ('safe_hours', 'paused')
"""
WAIT_BEHIND = """
    UPDATE delivery SET not_before = :until, reason = :behind WHERE id = :id
"""


def of_sender(tx: Transaction, lane: str, sender: PersonId) -> list[Delivery]:
    """Return whatever of somebody's words has not left yet in a conversation."""
    return [of_row(tx, row) for row in tx.all(OF_SENDER, lane=lane, sender=sender)]


def wake(tx: Transaction, lane: str, now: datetime) -> None:
    """Look anew at what waits in a conversation: it may be the time by now."""
    if tx.run(WAKE, lane=lane, now=to_ms(now)):
        tx.touch(lane)


def wait_behind(tx: Transaction, delivery: Delivery, until: datetime) -> None:
    """Let it wait as long as what it may not overtake, and no longer than that."""
    tx.run(WAIT_BEHIND, id=delivery.id, until=to_ms(until), behind=BEHIND)

"""What waits in the outbox until its recipient may safely be written to."""

from datetime import datetime

from casework.people import PersonId
from storage.outbox_rows import COLUMNS, Delivery, of_row
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
    WHERE lane = :lane AND state = 'ready' AND not_before > :now
      AND reason IN ('safe_hours', 'paused')
"""


def of_sender(tx: Transaction, lane: str, sender: PersonId) -> list[Delivery]:
    """Return whatever of somebody's words has not left yet in a conversation."""
    return [of_row(tx, row) for row in tx.all(OF_SENDER, lane=lane, sender=sender)]


def wake(tx: Transaction, lane: str, now: datetime) -> None:
    """Look anew at what waits in a conversation: it may be the time by now."""
    if tx.run(WAKE, lane=lane, now=to_ms(now)):
        tx.touch(lane)

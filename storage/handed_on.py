"""Deliveries that go to somebody else than was decided at first."""

from datetime import datetime

from casework.people import CaseId, PersonId
from casework.reasons import Reason
from storage import outbox
from storage.outbox_rows import COLUMNS, of_row
from storage.transaction import Transaction

# The four states are those of the index of what is open; without them the whole table
# is read.
_WAITS = """
    lane = :person || '/' || :case
      AND state IN ('held', 'ready', 'claimed', 'unknown')
      AND state IN ('held', 'ready')
"""
# A copy that carries no message is of old ones, which were opened to one reader alone.
_FOR_ONE_READER = "form = 'copy' AND message_id IS NULL"
LEFT = f"SELECT {COLUMNS} FROM delivery WHERE {_WAITS} AND {_FOR_ONE_READER}"
# What works on a message in the first one's own chat stays there.
MOVE = f"""
    UPDATE delivery SET recipient_id = :to, lane = :to || '/' || :case
    WHERE {_WAITS}
      AND kind IN ('relay', 'notice')
      AND form IN ('text', 'copy', 'edit', 'edit_caption')
      AND NOT ({_FOR_ONE_READER})
    RETURNING message_id, lane
"""


def move(
    tx: Transaction, case: CaseId, person: PersonId, to: PersonId, now: datetime
) -> set[int]:
    """Let another worker get what waits about a case; return the messages in it.

    Old messages that were opened to the first one alone go to nobody any more.
    """
    for row in tx.all(LEFT, case=case, person=person):
        delivery = of_row(tx, row)
        outbox.settle(tx, delivery, "skipped", now, reason=Reason.OVER)
        tx.touch(delivery.lane)
    moved = tx.all(MOVE, case=case, person=person, to=to)
    for lane in {row["lane"] for row in moved}:
        tx.touch(lane)
    return {row["message_id"] for row in moved if row["message_id"] is not None}

"""Deliveries that go to somebody else than was decided at first."""

from casework.people import CaseId, PersonId
from storage.transaction import Transaction

# What works on a message in the first one's own chat stays there. The four states are
# those of the index of what is open; without them the whole table is read.
MOVE = """
    UPDATE delivery SET recipient_id = :to, lane = :to || '/' || :case
    WHERE lane = :person || '/' || :case
      AND state IN ('held', 'ready', 'claimed', 'unknown')
      AND state IN ('held', 'ready')
      AND kind IN ('relay', 'notice')
      AND form IN ('text', 'copy', 'edit', 'edit_caption')
    RETURNING message_id, lane
"""


def move(tx: Transaction, case: CaseId, person: PersonId, to: PersonId) -> set[int]:
    """Let another worker get what waits about a case; return the messages in it."""
    moved = tx.all(MOVE, case=case, person=person, to=to)
    for lane in {row["lane"] for row in moved}:
        tx.touch(lane)
    return {row["message_id"] for row in moved if row["message_id"] is not None}

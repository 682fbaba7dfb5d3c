"""What waits to go out to somebody, in all of their conversations."""

from collections.abc import Collection

from casework.drafts import DeliveryKind
from casework.people import PersonId
from storage.outbox_rows import COLUMNS, Delivery, of_row
from storage.transaction import Transaction

# All lanes of a person: '0' is the sign after '/'. The four states are those of the
# index of what is open; without them the whole table is read.
TO = f"""
    SELECT {COLUMNS} FROM delivery
    WHERE lane >= :person || '/' AND lane < :person || '0'
      AND state IN ('held', 'ready', 'claimed', 'unknown')
      AND state IN ('held', 'ready')
    ORDER BY id
"""


def to(
    tx: Transaction, person: PersonId, kinds: Collection[DeliveryKind]
) -> list[Delivery]:
    """Return what waits for this person and is of these kinds, nothing being tried."""
    rows = (of_row(tx, row) for row in tx.all(TO, person=person))
    return [each for each in rows if each.draft.kind in kinds]

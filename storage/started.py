"""What started from our side lately, and whether two people talk just now."""

from datetime import datetime

from casework.people import CaseId, PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

LAST_WRITTEN = """
    SELECT created_at FROM message WHERE case_id = :case ORDER BY id DESC LIMIT 1
"""
STARTED_SINCE = """
    SELECT count(*) FROM delivery
    WHERE kind = 'automatic' AND recipient_id = :person AND settled_at >= :since
      AND state IN ('sent', 'delivered', 'read')
"""
COUNT_WAITING = """
    SELECT count(*) FROM delivery
    WHERE kind = 'automatic' AND state = 'ready' AND not_before <= :now
"""

LEFT_AT = """
    SELECT settled_at FROM delivery
    WHERE id = :delivery AND state IN ('sent', 'delivered', 'read')
"""
WRITTEN_TO = """
    SELECT 1 FROM message
    WHERE case_id = :case AND author_id != :client AND created_at >= :since LIMIT 1
"""


def last_written(tx: Transaction, case: CaseId | None) -> datetime | None:
    """Return when one of the two last wrote to the other, in either direction."""
    row = tx.one_or_none(LAST_WRITTEN, case=case)
    return None if row is None else from_ms(row["created_at"])


def count_since(tx: Transaction, person: PersonId, since: datetime) -> int:
    """Return how many automatic messages reached somebody since then."""
    return int(tx.value(STARTED_SINCE, person=person, since=to_ms(since)))


def count_waiting(tx: Transaction, now: datetime) -> int:
    """Return how many automatic messages could go out now and have not."""
    return int(tx.value(COUNT_WAITING, now=to_ms(now)))


def left_at(tx: Transaction, delivery: int) -> datetime | None:
    """Return when a delivery went out, if it has."""
    moment = tx.value(LEFT_AT, delivery=delivery)
    return None if moment is None else from_ms(moment)


def was_written_to(
    tx: Transaction, case: CaseId, client: PersonId, since: datetime
) -> bool:
    """Tell whether somebody who works here wrote to a client since then."""
    found = tx.one_or_none(WRITTEN_TO, case=case, client=client, since=to_ms(since))
    return found is not None

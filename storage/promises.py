"""What two people agreed on, until it is done."""

from datetime import date, datetime
from typing import Any

from casework.people import PersonId
from casework.promises import Promise, Who
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

_COLUMNS = "id, client_id, who, sealed_words, due_on, created_at, done_at"
ADD = """
    INSERT INTO promise (id, client_id, who, sealed_words, due_on, by_id, created_at)
    VALUES (:id, :client, :who, :words, :due_on, :by, :now)
"""
FIND = f"SELECT {_COLUMNS} FROM promise WHERE id = :id"
OPEN_OF = f"""
    SELECT {_COLUMNS} FROM promise
    WHERE client_id = :client AND done_at IS NULL
    ORDER BY due_on IS NULL, due_on, id
"""
CLOSE = """
    UPDATE promise SET done_at = :now, done_by = :by
    WHERE id = :id AND done_at IS NULL
"""


def add(
    tx: Transaction,
    client: PersonId,
    who: Who,
    words: str,
    due_on: date | None,
    by: PersonId,
    now: datetime,
) -> Promise:
    """Write down what was agreed on."""
    identity = tx.next_id("promise")
    tx.run(
        ADD,
        id=identity,
        client=client,
        who=who,
        words=tx.seal("promise", "sealed_words", identity, words),
        due_on=None if due_on is None else due_on.isoformat(),
        by=by,
        now=to_ms(now),
    )
    return Promise(identity, client, who, words, due_on, from_ms(to_ms(now)))


def find(tx: Transaction, identity: int) -> Promise | None:
    """Return a promise, open or done."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _promise(tx, row)


def open_of(tx: Transaction, client: PersonId) -> list[Promise]:
    """Return what is still to be done, what is due first comes first."""
    return [_promise(tx, row) for row in tx.all(OPEN_OF, client=client)]


def close(tx: Transaction, identity: int, by: PersonId | None, now: datetime) -> bool:
    """Be done with it, and tell whether it was still open."""
    return tx.run(CLOSE, id=identity, by=by, now=to_ms(now)) > 0


def _promise(tx: Transaction, row: Any) -> Promise:
    due = row["due_on"]
    return Promise(
        id=row["id"],
        client=PersonId(row["client_id"]),
        who=Who(row["who"]),
        words=tx.open("promise", "sealed_words", row["id"], row["sealed_words"]),
        due_on=None if due is None else date.fromisoformat(due),
        created_at=from_ms(row["created_at"]),
        done_at=from_ms_or_none(row["done_at"]),
    )

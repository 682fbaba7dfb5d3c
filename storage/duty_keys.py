"""Reader keys that lie where a team gets at them while somebody is away."""

from datetime import datetime

from storage import chain
from storage.chain import sign_row, verify_row
from storage.times import to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO duty_key (reader_id, added_at, signature)
    VALUES (:reader, :now, :signature)
"""
FIND = """
    SELECT reader_id, added_at, signature FROM duty_key WHERE reader_id = :reader
"""
EVERY = "SELECT reader_id FROM duty_key ORDER BY added_at, reader_id"


def add(tx: Transaction, reader_id: str, now: datetime) -> None:
    """Let an enrolled key be one of a team, and not of whoever keeps it."""
    fields = (reader_id, to_ms(now))
    signature = sign_row(tx.keys.signing, chain.DUTY_KEY, fields)
    tx.run(ADD, reader=reader_id, now=to_ms(now), signature=signature)


def is_one(tx: Transaction, reader_id: str) -> bool:
    """Tell whether a key is a team's; a row that we did not sign makes none of it."""
    row = tx.one_or_none(FIND, reader=reader_id)
    if row is None:
        return False
    *fields, signature = row
    return verify_row(tx.verifying, chain.DUTY_KEY, tuple(fields), signature)


def every(tx: Transaction) -> list[str]:
    """Return the keys that are a team's, removed ones as well, the oldest first."""
    found = [row["reader_id"] for row in tx.all(EVERY)]
    return [each for each in found if is_one(tx, each)]

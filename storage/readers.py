"""Who may open cases: enrolled public keys, never a private one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import PersonId
from storage import chain
from storage.chain import sign_row
from storage.key_pairs import PublicKey
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO reader (id, person_id, public_key, added_at, signature)
    VALUES (:id, :person, :public_key, :now, :signature)
"""
REMOVE = """
    UPDATE reader SET removed_at = :now, signature = :signature WHERE id = :id
"""
_COLUMNS = "id, person_id, public_key, added_at, removed_at"
EVERY = f"SELECT {_COLUMNS} FROM reader ORDER BY added_at, id"
FIND = f"SELECT {_COLUMNS} FROM reader WHERE id = :id"


@dataclass(frozen=True, slots=True)
class Reader:
    """An enrolled public key and whose it is."""

    id: str
    person_id: PersonId
    public_key: PublicKey = field(repr=False)
    added_at: datetime
    removed_at: datetime | None = None


def add(
    tx: Transaction,
    reader_id: str,
    person: PersonId,
    public_key: PublicKey,
    now: datetime,
) -> Reader:
    """Enrol a public key."""
    moment = to_ms(now)
    fields = (reader_id, person, public_key.raw, moment, None)
    tx.run(
        ADD,
        id=reader_id,
        person=person,
        public_key=public_key.raw,
        now=moment,
        signature=sign_row(tx.keys.signing, chain.READER, fields),
    )
    return Reader(reader_id, person, public_key, now)


def remove(tx: Transaction, reader: Reader, now: datetime) -> None:
    """Let nothing be sealed to this reader any more."""
    fields = (
        reader.id,
        reader.person_id,
        reader.public_key.raw,
        to_ms(reader.added_at),
        to_ms(now),
    )
    tx.run(
        REMOVE,
        id=reader.id,
        now=to_ms(now),
        signature=sign_row(tx.keys.signing, chain.READER, fields),
    )


def every(tx: Transaction) -> list[Reader]:
    """Return all readers, removed ones as well, the oldest first."""
    return [_reader(row) for row in tx.all(EVERY)]


def find(tx: Transaction, reader_id: str) -> Reader | None:
    """Return the reader with this id."""
    row = tx.one_or_none(FIND, id=reader_id)
    return None if row is None else _reader(row)


def current(tx: Transaction) -> list[Reader]:
    """Return everybody who is enrolled now."""
    return [reader for reader in every(tx) if reader.removed_at is None]


def _reader(row: Any) -> Reader:
    identity, person, public, added, removed = row
    return Reader(
        identity,
        PersonId(person),
        PublicKey.from_raw(public),
        from_ms(added),
        from_ms_or_none(removed),
    )

"""Who may open cases: enrolled public keys, never a private one."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from casework.people import PersonId
from storage import chain
from storage.chain import sign_row, verify_row
from storage.key_pairs import KeyPairError, PublicKey
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.transaction import Transaction

ADD = """
    INSERT INTO reader (id, person_id, public_key, added_at, signature)
    VALUES (:id, :person, :public_key, :now, :signature)
"""
REMOVE = """
    UPDATE reader SET removed_at = :now, signature = :signature WHERE id = :id
"""
_COLUMNS = "id, person_id, public_key, added_at, removed_at, signature"
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
    is_signed: bool = True
    """Whether the row is as we wrote it: nothing is ever sealed to another."""


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
    found = [_reader(tx, row) for row in tx.all(EVERY)]
    return [reader for reader in found if reader is not None]


def of_person(tx: Transaction, person: PersonId) -> list[Reader]:
    """Return the keys of a person, removed ones as well."""
    return [reader for reader in every(tx) if reader.person_id == person]


def find(tx: Transaction, reader_id: str) -> Reader | None:
    """Return the reader with this id."""
    row = tx.one_or_none(FIND, id=reader_id)
    return None if row is None else _reader(tx, row)


def current(tx: Transaction) -> list[Reader]:
    """Return everybody who is enrolled now, and whose key nobody has exchanged."""
    return [
        reader for reader in every(tx) if reader.removed_at is None and reader.is_signed
    ]


def _reader(tx: Transaction, row: Any) -> Reader | None:
    *fields, signature = row
    identity, person, public, added, removed = fields
    try:
        key = PublicKey.from_raw(public)
    except KeyPairError:
        return None  # the row was changed; `record verify` names it
    return Reader(
        identity,
        PersonId(person),
        key,
        from_ms(added),
        from_ms_or_none(removed),
        _is_signed(tx.verifying.public_bytes_raw(), tuple(fields), signature),
    )


@lru_cache(maxsize=1024)
def _is_signed(verifying: bytes, fields: tuple[Any, ...], signature: bytes) -> bool:
    key = Ed25519PublicKey.from_public_bytes(verifying)
    return verify_row(key, chain.READER, fields, signature)

"""Giving the signature to a new key, beside the service, so that it can be interrupted.

The new key is put beside the old one in the file; one transaction makes it the one that
signs; then the old one leaves the file. Whoever works with the store sees that the key
was changed before they sign anything.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from storage import records, service_keys, store_facts
from storage.beside import beside
from storage.chain import HAND_OVER, sign_row
from storage.connection import FILE
from storage.read_only import snapshot
from storage.service_keys import ServiceKeys, SigningKey
from storage.signing_keys import (
    HAND_OVERS,
    HandOver,
    HandOverError,
    UnknownKeyError,
    hand_over_of,
    signers,
)
from storage.times import to_ms
from storage.transaction import KEY_CHECK, Transaction, key_check
from storage.verify_rows import SIGNED_TABLES, SignedTable

KEPT_KEY: Final = "signing_key"
"""The fact that holds the how manieth key signs, once the one before is gone."""

NEXT_NUMBER: Final = "SELECT coalesce(max(number), 0) + 1 FROM signing_hand_over"
ADD: Final = """
    INSERT INTO signing_hand_over (
        number, old_key, new_key, last_entry, last_hash, at, old_signature,
        new_signature)
    VALUES (
        :number, :old_key, :new_key, :last_entry, :last_hash, :at, :old_signature,
        :new_signature)
"""

Signatures = dict[tuple[Any, ...], bytes]
"""By a table and a row of it as it stands there: its signature with the new key."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The key that signs now, and how many rows it signed again."""

    public_key: bytes
    rows: int


def rotate(directory: Path, keys: Path, now: datetime) -> HandedOver:
    """Let a new key sign, or finish what an earlier call began."""
    with beside(directory, keys) as work:
        held, rows = work.run(_begin), 0
        if _is_to_come(held):
            # Signing takes time, and nobody shall wait for that.
            with snapshot(directory / FILE) as connection:
                made = _signed_anew(connection, held)
            rows = work.run(_hand_over, made, now)
            held = work.run(_held)
        kept = SigningKey(held.signing_id, held.signing)
        service_keys.keep_signing_key(keys, kept)
        # Whoever still holds the old key reads the file again.
        work.run(store_facts.remember, KEPT_KEY, str(kept.id))
    return HandedOver(_raw(held), rows)


def every_key(tx: Transaction) -> frozenset[bytes]:
    """Return the public half of every key that ever signed for this service.

    Where a hand-over does not hold, only that of now: a row that somebody put in must
    not make a key of ours out of theirs.
    """
    found = [hand_over_of(row) for row in tx.all(HAND_OVERS)]
    known = tx.verifying.public_bytes_raw()
    with suppress(HandOverError, UnknownKeyError):
        return frozenset(signers(found, known).all)
    return frozenset([known])


def _begin(tx: Transaction) -> ServiceKeys:
    """Return both keys, and make the new one unless there is one."""
    if tx.keys.other is None:
        service_keys.add_signing_key(tx.keys.directory)
        tx.check_keys(anew=True)
    return tx.keys


def _held(tx: Transaction) -> ServiceKeys:
    return tx.keys


def _is_to_come(held: ServiceKeys) -> bool:
    return held.other is not None and held.other.id > held.signing_id


def _hand_over(tx: Transaction, made: Signatures, now: datetime) -> int:
    """Let the other key sign from here on; return how many rows it signed again."""
    old, new = tx.keys, tx.keys.signing_with_other()
    assert new is not None  # noqa: S101 - `_begin` has seen to it
    unsigned = HandOver(
        tx.value(NEXT_NUMBER),
        _raw(old),
        _raw(new),
        records.head_of_store(tx),
        to_ms(now),
    )
    signed = replace(
        unsigned,
        old_signature=sign_row(old.signing, HAND_OVER, unsigned.fields()),
        new_signature=sign_row(new.signing, HAND_OVER, unsigned.fields()),
    )
    tx.run(
        ADD,
        number=signed.number,
        old_key=signed.old_key,
        new_key=signed.new_key,
        last_entry=signed.last.sequence,
        last_hash=signed.last.hash,
        at=signed.at,
        old_signature=signed.old_signature,
        new_signature=signed.new_signature,
    )
    count = sum(_sign_again(tx, table, made) for table in SIGNED_TABLES)
    store_facts.remember(tx, KEY_CHECK, key_check(new))
    tx.forget()
    tx.check_keys()
    return count


def _sign_again(tx: Transaction, table: SignedTable, made: Signatures) -> int:
    """Sign the rows of a table that the old key had signed; return how many."""
    count = 0
    for row in tx.all(table.select, limit=-1):
        signature = made.get((table.tag, *row)) or _anew(table, tuple(row), tx.keys)
        if signature is not None:
            tx.run(table.sign, signature=signature, **table.key_of(row))
            count += 1
    return count


def _signed_anew(connection: sqlite3.Connection, held: ServiceKeys) -> Signatures:
    found: Signatures = {}
    for table in SIGNED_TABLES:
        rows: Iterable[Any] = table.rows(connection)
        for row in rows:
            signature = _anew(table, row, held)
            if signature is not None:
                found[(table.tag, *row)] = signature
    return found


def _anew(table: SignedTable, row: tuple[Any, ...], held: ServiceKeys) -> bytes | None:
    """Return the row's signature with the other key.

    Nothing where the row is not as the old one signed it: it is never made sound here.
    """
    new = held.signing_with_other()
    if new is None or not table.is_signed(held.signing.public_key(), row):
        return None
    return sign_row(new.signing, table.tag, row[:-1])


def _raw(keys: ServiceKeys) -> bytes:
    return keys.signing.public_key().public_bytes_raw()

"""Words from a shared number, until a human says whose they are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import Address, PersonId
from storage.times import to_ms
from storage.transaction import Transaction

_COLUMNS = "id, sealed_event, asked_id"
ADD = """
    INSERT INTO shared_line (id, fingerprint, sealed_event, asked_id, created_at)
    VALUES (:id, :fingerprint, :sealed, :asked, :now)
"""
FIND = f"SELECT {_COLUMNS} FROM shared_line WHERE id = :id"
ASKED = f"SELECT {_COLUMNS} FROM shared_line WHERE asked_id = :asked ORDER BY id"
BEFORE = "SELECT id FROM shared_line WHERE created_at <= :before ORDER BY id"
DELETE = "DELETE FROM shared_line WHERE id = :id"


@dataclass(frozen=True, slots=True)
class SharedLine:
    """Words that somebody wrote from a number that several use."""

    id: int
    asked: PersonId
    event: Mapping[str, Any] = field(repr=False)


def add(
    tx: Transaction,
    number: Address,
    asked: PersonId,
    event: Mapping[str, Any],
    now: datetime,
) -> int:
    """Keep the words, and whom we ask; return their id."""
    identity = tx.next_id("shared_line")
    tx.run(
        ADD,
        id=identity,
        fingerprint=tx.vault.fingerprint(number.channel, number.value),
        sealed=tx.seal("shared_line", "sealed_event", identity, json.dumps(event)),
        asked=asked,
        now=to_ms(now),
    )
    return identity


def find(tx: Transaction, identity: int) -> SharedLine | None:
    """Return words that wait, by their id."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _line(tx, row)


def asked_of(tx: Transaction, worker: PersonId) -> list[SharedLine]:
    """Return the words that somebody was asked about, the oldest first."""
    return [_line(tx, row) for row in tx.all(ASKED, asked=worker)]


def before(tx: Transaction, moment: datetime) -> list[int]:
    """Return the ids of words that wait since before then."""
    return [row["id"] for row in tx.all(BEFORE, before=to_ms(moment))]


def forget(tx: Transaction, line: SharedLine) -> None:
    """Keep the words no more: somebody has them now."""
    tx.run(DELETE, id=line.id)


def _line(tx: Transaction, row: Any) -> SharedLine:
    identity, sealed, asked = row
    event = tx.open("shared_line", "sealed_event", identity, sealed)
    return SharedLine(identity, PersonId(asked), json.loads(event))

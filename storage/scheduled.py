"""Words that leave later; until then their author can change and drop them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import PersonId
from storage.times import from_ms, to_ms
from storage.transaction import Transaction

_COLUMNS = """
    id, worker_id, client_id, sealed_event, send_at, asks_first, revision, state,
    created_at
"""
ADD = """
    INSERT INTO scheduled (id, worker_id, client_id, address_id, external_id,
                           sealed_event, send_at, asks_first, state, created_at)
    VALUES (:id, :worker, :client, :address, :external_id, :sealed, :send_at,
            :asks_first, 'waiting', :now)
"""
FIND = f"SELECT {_COLUMNS} FROM scheduled WHERE id = :id"
FIND_WRITTEN = f"""
    SELECT {_COLUMNS} FROM scheduled
    WHERE address_id = :address AND external_id = :external_id
"""
OPEN_OF = f"""
    SELECT {_COLUMNS} FROM scheduled
    WHERE worker_id = :worker AND state IN ('waiting', 'asked') ORDER BY send_at, id
"""
CHANGE = """
    UPDATE scheduled SET sealed_event = :sealed, send_at = :send_at,
                         client_id = :client, state = 'waiting',
                         revision = revision + 1
    WHERE id = :id
"""
SET_STATE = """
    UPDATE scheduled SET state = :state WHERE id = :id
"""
# What has left, or was dropped, keeps no words here: they stand in the record, or not.
SETTLE = """
    UPDATE scheduled SET state = :state, sealed_event = NULL WHERE id = :id
"""
SET_ASKS = "UPDATE scheduled SET asks_first = :asks WHERE id = :id"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Words that wait for their hour: whose, to whom, and how they stand."""

    id: int
    worker: PersonId
    client: PersonId
    event: Mapping[str, Any] = field(repr=False)
    send_at: datetime
    asks_first: bool
    revision: int
    state: str
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Tell whether they still may leave."""
        return self.state in ("waiting", "asked")


def next_id(tx: Transaction) -> int:
    """Return the id of the next."""
    return tx.next_id("scheduled")


def add(
    tx: Transaction,
    words: Scheduled,
    address_id: int,
    external_id: str,
) -> None:
    """Keep the words until their hour; their id is from `next_id`."""
    tx.run(
        ADD,
        id=words.id,
        worker=words.worker,
        client=words.client,
        address=address_id,
        external_id=external_id,
        sealed=_sealed(tx, words.id, words.event),
        send_at=to_ms(words.send_at),
        asks_first=words.asks_first,
        now=to_ms(words.created_at),
    )


def find(tx: Transaction, identity: int) -> Scheduled | None:
    """Return them as they stand."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _scheduled(tx, row)


def find_written(
    tx: Transaction, address_id: int, external_id: str
) -> Scheduled | None:
    """Return the words that stand under this id in their author's chat."""
    row = tx.one_or_none(FIND_WRITTEN, address=address_id, external_id=external_id)
    return None if row is None else _scheduled(tx, row)


def open_of(tx: Transaction, worker: PersonId) -> list[Scheduled]:
    """Return what somebody still lets leave later, in that order."""
    return [_scheduled(tx, row) for row in tx.all(OPEN_OF, worker=worker)]


def change(
    tx: Transaction,
    words: Scheduled,
    client: PersonId,
    event: Mapping[str, Any],
    send_at: datetime,
) -> None:
    """Put other words, another hour or another person in their place."""
    sealed = _sealed(tx, words.id, event)
    tx.run(CHANGE, id=words.id, sealed=sealed, send_at=to_ms(send_at), client=client)


def set_asks(tx: Transaction, words: Scheduled, *, asks: bool) -> None:
    """Say whether their author is asked first where the other one wrote since then."""
    tx.run(SET_ASKS, id=words.id, asks=asks)


def set_asked(tx: Transaction, words: Scheduled) -> None:
    """Remember that their author was asked what is to become of them."""
    tx.run(SET_STATE, id=words.id, state="asked")


def settle(tx: Transaction, words: Scheduled, state: str) -> None:
    """Be done with them: `sent` or `dropped`."""
    tx.run(SETTLE, id=words.id, state=state)


def _sealed(tx: Transaction, identity: int, event: Mapping[str, Any]) -> bytes:
    return tx.seal("scheduled", "sealed_event", identity, json.dumps(dict(event)))


def _scheduled(tx: Transaction, row: Any) -> Scheduled:
    identity, sealed = row["id"], row["sealed_event"]
    opened = tx.open("scheduled", "sealed_event", identity, sealed) if sealed else "{}"
    return Scheduled(
        id=identity,
        worker=PersonId(row["worker_id"]),
        client=PersonId(row["client_id"]),
        event=json.loads(opened),
        send_at=from_ms(row["send_at"]),
        asks_first=bool(row["asks_first"]),
        revision=row["revision"],
        state=row["state"],
        created_at=from_ms(row["created_at"]),
    )

"""Lines that look private and would leave by SMS: their author has not decided yet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework.people import PersonId
from storage.times import to_ms
from storage.transaction import Transaction

_COLUMNS = "id, worker_id, client_id, sealed_event"
ADD = """
    INSERT INTO private_line (id, worker_id, client_id, address_id, external_id,
                              sealed_event, asked_at)
    VALUES (:id, :worker, :client, :address, :external_id, :sealed, :now)
"""
FIND = f"SELECT {_COLUMNS} FROM private_line WHERE id = :id"
FIND_WRITTEN = f"""
    SELECT {_COLUMNS} FROM private_line
    WHERE address_id = :address AND external_id = :external_id
"""
OLD = """
    SELECT DISTINCT worker_id, client_id FROM private_line WHERE asked_at <= :before
    ORDER BY worker_id, client_id
"""
FORGET_OLD = """
    DELETE FROM private_line
    WHERE worker_id = :worker AND client_id = :client AND asked_at <= :before
"""
SET_EVENT = "UPDATE private_line SET sealed_event = :sealed WHERE id = :id"
FORGET = "DELETE FROM private_line WHERE id = :id"


@dataclass(frozen=True, slots=True)
class PrivateLine:
    """A line that waits, whose it is, and to whom it would go."""

    id: int
    worker: PersonId
    client: PersonId
    event: Mapping[str, Any] = field(repr=False)


def add(
    tx: Transaction,
    line: PrivateLine,
    address_id: int,
    external_id: str,
    now: datetime,
) -> None:
    """Keep the line; its id is from `next_id`."""
    tx.run(
        ADD,
        id=line.id,
        worker=line.worker,
        client=line.client,
        address=address_id,
        external_id=external_id,
        sealed=_sealed(tx, line.id, line.event),
        now=to_ms(now),
    )


def next_id(tx: Transaction) -> int:
    """Return the id of the next line."""
    return tx.next_id("private_line")


def find(tx: Transaction, identity: int) -> PrivateLine | None:
    """Return a line that still waits."""
    row = tx.one_or_none(FIND, id=identity)
    return None if row is None else _line(tx, row)


def find_written(
    tx: Transaction, address_id: int, external_id: str
) -> PrivateLine | None:
    """Return the waiting line that stands under this id in its author's chat."""
    row = tx.one_or_none(FIND_WRITTEN, address=address_id, external_id=external_id)
    return None if row is None else _line(tx, row)


def asked_before(tx: Transaction, moment: datetime) -> list[tuple[PersonId, PersonId]]:
    """Return whose lines wait since before then, and to whom they would go."""
    return [
        (PersonId(row["worker_id"]), PersonId(row["client_id"]))
        for row in tx.all(OLD, before=to_ms(moment))
    ]


def forget_before(
    tx: Transaction, worker: PersonId, client: PersonId, moment: datetime
) -> int:
    """Let what one wrote to the other before then wait no more; return how many."""
    return tx.run(FORGET_OLD, worker=worker, client=client, before=to_ms(moment))


def replace(tx: Transaction, line: PrivateLine, event: Mapping[str, Any]) -> None:
    """Put other words in its place."""
    tx.run(SET_EVENT, id=line.id, sealed=_sealed(tx, line.id, event))


def forget(tx: Transaction, line: PrivateLine) -> None:
    """Let it wait no more."""
    tx.run(FORGET, id=line.id)


def _sealed(tx: Transaction, identity: int, event: Mapping[str, Any]) -> bytes:
    return tx.seal("private_line", "sealed_event", identity, json.dumps(dict(event)))


def _line(tx: Transaction, row: Any) -> PrivateLine:
    identity, worker, client, sealed = row
    event = json.loads(tx.open("private_line", "sealed_event", identity, sealed))
    return PrivateLine(identity, PersonId(worker), PersonId(client), event)

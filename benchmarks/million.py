"""A store as it is after years: a million messages, correctly chained and signed.

Every row stands where the service would have put it, but for two shortcuts: all entries
carry the same ciphertext, because sealing a million would take minutes more and nobody
opens them here; and the disk is not asked to keep each group.
"""

import os
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from benchmarks.installation import Installation
from casework.drafts import DeliveryKind, Draft
from casework.people import Channel, Person, Role
from storage import addresses, assignments, cases, inbox, messages, outbox, people
from storage import records as record
from storage.connection import FILE, connect
from storage.inbox_rows import Raw
from storage.key_pairs import OVERHEAD
from storage.records import NewEntry
from storage.sealing import SMALLEST_BYTES
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.transaction import Transaction

GROUP = 10_000
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
SEALED = b"s" * (SMALLEST_BYTES + OVERHEAD)
WORDS = "K17 Alma\nKan vi ses i morgen efter skole? Jeg er ved biblioteket til fire."


def fill(made: Installation, entries: int) -> float:
    """Add so many messages to a store that nobody has open; return the seconds."""
    begun = time.monotonic()
    directory = made.directory / "data"
    keys = ServiceKeys.load(made.directory / "keys")
    with (
        closing(connect(directory)) as connection,
        closing(ShredKeys.open(directory)) as shred,
        patch.object(record, "seal", lambda *_: SEALED),
    ):
        connection.execute("PRAGMA synchronous=OFF")
        tx = Transaction(connection, keys, shred)
        for first in range(0, entries, GROUP):
            connection.execute("BEGIN IMMEDIATE")
            tx.begin_group()
            clients = people.with_role(tx, Role.CLIENT)
            for number in range(first, min(first + GROUP, entries)):
                _relayed(tx, clients[number % len(clients)], number)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with (directory / FILE).open("rb") as written:
        os.fsync(written.fileno())  # or it would happen while something is measured
    return time.monotonic() - begun


def _relayed(tx: Transaction, client: Person, number: int) -> None:
    """Leave what one relayed message leaves in the store."""
    now = BEGAN + timedelta(minutes=number)
    assignment = assignments.current(tx, client.id)
    case = cases.of_client(tx, client.id)
    assert assignment is not None
    assert case is not None
    own = addresses.of_person(tx, client.id)[0]
    reached = addresses.of_person(tx, assignment.contact_person)[0]
    raw = Raw(Channel.TELEGRAM, str(number + 1), own.address.value, b"{}")
    inbox.take_in(tx, [raw], now)
    inbox.set_done(tx, inbox.newest(tx))
    entry = record.add(
        tx, case, NewEntry("message", now, "in", Channel.TELEGRAM, client.id, {})
    )
    message = messages.add(
        tx,
        case_id=case,
        author=client.id,
        address_id=own.id,
        external_id=f"b{number}",
        kind="text",
        entry=entry,
        album=None,
        now=now,
    )
    draft = Draft(
        assignment.contact_person,
        DeliveryKind.RELAY,
        WORDS,
        case_id=case,
        message_id=message,
        sender=client.id,
    )
    delivery = outbox.find(tx, outbox.add(tx, draft, now))
    assert delivery is not None
    outbox.settle(tx, delivery, "sent", now, provider_id=f"b{number}")
    messages.add_copy(
        tx,
        address_id=reached.id,
        external_id=f"b{number}",
        case_id=case,
        message_id=message,
        delivery_id=delivery.id,
    )

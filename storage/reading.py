"""Looking into the store with its keys, without holding the service up."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import migrations, shred
from storage.connection import FILE, refuse_exposed
from storage.read_only import snapshot
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.transaction import Transaction


@contextmanager
def reading(directory: Path, keys: ServiceKeys) -> Iterator[Transaction]:
    """Yield a transaction that sees the store at one moment and cannot change it.

    A unit that only reads may be given it. Unlike `Store.run` it takes no turn among
    the writers, so it may last.
    """
    refuse_exposed(directory)
    with (
        snapshot(directory / FILE) as store,
        snapshot(directory / shred.FILE) as beside,
    ):
        store.row_factory = beside.row_factory = sqlite3.Row
        migrations.require_current(store)
        tx = Transaction(store, keys, ShredKeys(beside))
        tx.check_keys()
        yield tx

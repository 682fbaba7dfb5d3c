"""Looking into the store beside the service, without holding it up."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.connection import connect
from storage.service_keys import ServiceKeys
from storage.shred import ShredKeys
from storage.transaction import Transaction


@contextmanager
def reading(directory: Path, keys: ServiceKeys) -> Iterator[Transaction]:
    """Yield a transaction that sees the store at one moment and cannot change it.

    A unit that only reads may be given it. Unlike `Store.run` it takes no turn among
    the writers, so it may last.
    """
    with closing(connect(directory)) as connection:
        connection.execute("PRAGMA query_only=ON")
        with closing(ShredKeys.open(directory)) as shred:
            connection.execute("BEGIN")
            tx = Transaction(connection, keys, shred)
            tx.check_keys()
            yield tx

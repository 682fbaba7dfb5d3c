"""The shred keys: destroy one, and every copy of that case is unreadable for ever.

They lie in a small database of their own, so that its backups can be kept for a short
time while those of the store are kept long.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storage.connection import empty_log, open_file
from storage.errors import StoreMissingError
from storage.vault import Place, Vault
from storage.wraps import new_shred_key

FILE = "shred.db"

SCHEMA = """
    CREATE TABLE IF NOT EXISTS shred_key (
        case_id    TEXT PRIMARY KEY,
        sealed_key BLOB NOT NULL
    ) STRICT
"""


class ShredKeys:
    """The shred keys, open; used inside the database thread only."""

    def __init__(self, connection: sqlite3.Connection, *, owner: bool = False) -> None:
        self._connection = connection
        self._owner = owner

    @classmethod
    def open(cls, directory: Path, *, owner: bool = False) -> "ShredKeys":
        """Open the keys beside the store; only its owner writes checkpoints."""
        path = directory / FILE
        if not path.exists():
            raise StoreMissingError
        return cls(open_file(path), owner=owner)

    @classmethod
    def create(cls, directory: Path) -> None:
        """Make the empty database."""
        connection = open_file(directory / FILE)
        connection.execute(SCHEMA)
        (directory / FILE).chmod(0o600)
        connection.close()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def empty_log(self) -> None:
        """Leave nothing in the log of the database, as its owner."""
        empty_log(self._connection)

    def all(self, sql: str, **values: Any) -> list[sqlite3.Row]:
        """Run a statement, and return its rows."""
        return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Make what is done here durable together, or undo it."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def find(self, vault: Vault, case_id: str) -> bytes | None:
        """Return the case's key, unless it was destroyed."""
        row = self._connection.execute(
            "SELECT sealed_key FROM shred_key WHERE case_id = :case", {"case": case_id}
        ).fetchone()
        return None if row is None else vault.open(_place(case_id), row["sealed_key"])

    def has(self, case_id: str) -> bool:
        """Tell whether the case has a key, whether or not it opens."""
        sql = "SELECT 1 FROM shred_key WHERE case_id = :case"
        return self._connection.execute(sql, {"case": case_id}).fetchone() is not None

    def find_or_make(self, vault: Vault, case_id: str) -> bytes:
        """Return the case's key; a new one is durable before the case refers to it."""
        key = self.find(vault, case_id)
        if key is None:
            key = new_shred_key()
            self._connection.execute(
                "INSERT INTO shred_key (case_id, sealed_key) VALUES (:case, :sealed)",
                {"case": case_id, "sealed": vault.seal(_place(case_id), key)},
            )
            if self._owner:
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        return key

    def destroy(self, case_id: str) -> None:
        """Destroy the case's key: durable at once, and nobody can take it back.

        Until the service next empties the log, its sealed form may still stand there.
        """
        self._connection.execute(
            "DELETE FROM shred_key WHERE case_id = :case", {"case": case_id}
        )


def _place(case_id: str) -> Place:
    return Place("shred_key", "sealed_key", case_id)

"""What is wrong with the store, and what the operator does about it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class StoreError(Exception):
    """The store cannot be used as it is."""


class StoreMissingError(StoreError):
    """There is no store here. Run `fastkontakt init DIR` or restore a backup."""

    def __init__(self) -> None:
        super().__init__(
            "no store here: run `fastkontakt init DIR` or restore a backup"
        )


class StoreTooNewError(StoreError):
    """A newer version wrote this store. Install that version or restore a backup."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"the store is at version {found}, this program knows {known}:"
            " install the newer program or restore a backup"
        )
        self.found = found
        self.known = known


class StoreExposedError(StoreError):
    """Others can read a file of the store."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            f"others can read {file_name}: run chmod 600 on it (700 on a directory)"
        )


class StoreUnwritableError(StoreError):
    """Nothing can be committed now: disk full, read-only or failing."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the store cannot be written ({reason}): see that its disk has room"
            " and is not read-only"
        )
        self.reason = reason


class StoreDamagedError(StoreError):
    """The file is no store any more. Restore a backup."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the store is damaged ({reason}): restore a backup")
        self.reason = reason


class StoreKeyError(StoreError):
    """The keys do not belong to this store."""

    def __init__(self) -> None:
        super().__init__(
            "the keys do not belong to this store:"
            " put back the keys directory that was made with it"
        )


# The codes by which SQLite says that the disk, not the statement, is at fault.
_DISK = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
    }
)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Say what the operator must do about a store that does not open.

    SQLite's own words may quote values; the name of its error does not.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _DISK:
            raise StoreUnwritableError(error.sqlite_errorname) from None
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise StoreDamagedError(error.sqlite_errorname) from None
        raise


# What SQLite says when the disk, not the statement, is at fault: the whole group
# is undone and nobody is told that anything was kept.
_DISK_WORDS = ("disk I/O error", "database or disk is full", "readonly", "malformed")


def is_of_the_disk(error: BaseException) -> bool:
    """Tell whether the disk is at fault, and nothing that was asked of the store."""
    return isinstance(error, sqlite3.DatabaseError) and any(
        sign in str(error) for sign in _DISK_WORDS
    )

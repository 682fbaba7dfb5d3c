"""The store at one moment: copied while it is in use, and looked over."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from storage import migrations, rekey, tombstones
from storage.chain import NO_HASH, Head
from storage.errors import StoreError, StoreTooNewError

GLOBAL_HEAD: Final = """
    SELECT global_sequence, hash FROM contact_entry
    ORDER BY global_sequence DESC LIMIT 1
"""
HASH_AT: Final = "SELECT hash FROM contact_entry WHERE global_sequence = :number"
ATTACHMENTS: Final = """
    SELECT id, hash, entry IS NOT NULL AS is_written, case_id FROM attachment
    ORDER BY id
"""
CASES: Final = "SELECT id FROM case_file ORDER BY id"
FACT: Final = "SELECT value FROM store_fact WHERE name = :name"
TABLES: Final = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"


class DamagedError(StoreError):
    """The store is damaged. Restore a backup; the text says what was found first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An attachment's row."""

    id: str
    hash: bytes
    """Of the sealed stream."""
    is_written: bool
    """An entry of the record points at it."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds."""

    store_id: str
    key_check: str
    head: Head
    cases: tuple[str, ...]
    destroyed: frozenset[str]
    """Cases that are gone: neither their keys nor their files belong into a copy."""
    attachments: tuple[Kept, ...]
    """Of every other case."""
    rows: dict[str, int]
    """How many rows each table has."""
    field_keys: frozenset[int]
    """Which keys of the ring its fields need."""


def take(live: sqlite3.Connection, target: Path) -> None:
    """Copy the store as it is at this moment; others go on writing."""
    mask = os.umask(0o077)
    try:
        live.execute("VACUUM INTO ?", (str(target),))
    finally:
        os.umask(mask)


def open_copy(path: Path) -> sqlite3.Connection:
    """Open a copy that nobody writes."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def look_over(path: Path) -> Contents:
    """Return what a copy holds, or raise where SQLite finds anything wrong with it."""
    with closing(open_copy(path)) as copy:
        try:
            _require_sound(copy)
        except sqlite3.DatabaseError as error:
            raise _unreadable(error) from None
    return contents(path)


def contents(path: Path) -> Contents:
    """Return what a copy holds; somebody else looks whether it is sound."""
    with closing(open_copy(path)) as copy:
        try:
            return _contents(copy)
        except sqlite3.DatabaseError as error:
            raise _unreadable(error) from None


def leads_to(live: sqlite3.Connection, head: Head) -> bool:
    """Tell whether the live store still has this link: the copy is a part of it."""
    if head.hash == NO_HASH:
        return True
    row = live.execute(HASH_AT, {"number": head.sequence}).fetchone()
    return row is not None and row["hash"] == head.hash


def _require_sound(copy: sqlite3.Connection) -> None:
    found = migrations.version_of(copy)
    newest = migrations.known()[-1].number
    if found > newest:
        raise StoreTooNewError(found, newest)
    said = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
    if said != ["ok"]:
        raise DamagedError("the store is damaged: restore a backup")
    row = copy.execute("PRAGMA foreign_key_check").fetchone()
    if row is not None:
        raise DamagedError(
            f"the store is damaged: a row of {row[0]} points at nothing; "
            "restore a backup"
        )


def _contents(copy: sqlite3.Connection) -> Contents:
    head = copy.execute(GLOBAL_HEAD).fetchone()
    destroyed = tombstones.cases(copy)
    tables = [row["name"] for row in copy.execute(TABLES)]
    return Contents(
        store_id=str(_one(copy, FACT, name="store_id")),
        key_check=str(_one(copy, FACT, name="key_check")),
        head=Head() if head is None else Head(head[0], head[1]),
        cases=tuple(row["id"] for row in copy.execute(CASES)),
        destroyed=destroyed,
        attachments=tuple(
            Kept(row["id"], row["hash"], bool(row["is_written"]))
            for row in copy.execute(ATTACHMENTS)
            if row["case_id"] not in destroyed
        ),
        rows={name: _one(copy, f"SELECT count(*) FROM {name}") for name in tables},
        field_keys=frozenset(rekey.count_by_key(copy.execute, rekey.STORE)),
    )


def _one(copy: sqlite3.Connection, sql: str, **values: str) -> Any:
    row = copy.execute(sql, values).fetchone()
    return None if row is None else row[0]


def _unreadable(error: sqlite3.Error) -> DamagedError:
    # The driver's own words may quote values; its code does not.
    code = getattr(error, "sqlite_errorname", type(error).__name__)
    return DamagedError(f"the store cannot be read ({code}): restore a backup")

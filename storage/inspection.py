"""What a look at the whole store brings to light, for `doctor` to judge."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from storage import duty_keys, readers, rekey, retention, shred, status
from storage.connection import connect
from storage.read_only import snapshot
from storage.reading import reading
from storage.service_keys import ServiceKeys
from storage.status import Status
from storage.store_copy import DamagedError
from storage.times import from_ms_or_none
from storage.transaction import Transaction
from storage.vault import VaultError
from storage.verify import verify
from storage.verify_report import Bad
from storage.wraps import RECOVERY

PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": "2",
    "secure_delete": "1",
    "foreign_keys": "1",
    "trusted_schema": "0",
}
"""What every connection must have, as SQLite tells it."""

FACTS: Final = "SELECT name, value FROM store_fact"
PEOPLE: Final = "SELECT count(*), min(created_at) FROM person"
NEWEST: Final = """
    SELECT max(moment) FROM (
        SELECT max(received_at) AS moment FROM (
            SELECT received_at FROM inbox ORDER BY id DESC LIMIT 100
        ) AS taken_in
        UNION ALL
        SELECT max(at) FROM (
            SELECT at FROM contact_entry ORDER BY global_sequence DESC LIMIT 100
        ) AS written
    ) AS newest
"""
READERS: Final = """
    SELECT case_file.id AS id, count(reader.id) AS readers,
           max(CASE WHEN wrap.reader_id = :recovery THEN 1 ELSE 0 END) AS recovery
    FROM case_file
    LEFT JOIN wrap ON wrap.case_id = case_file.id AND wrap.epoch = (
        SELECT max(epoch) FROM case_key WHERE case_key.case_id = case_file.id
    )
    LEFT JOIN reader ON reader.id = wrap.reader_id AND reader.removed_at IS NULL
    GROUP BY case_file.id
    ORDER BY case_file.id
"""


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """Who has a way into what is sealed now in a case."""

    case_id: str
    readers: int
    has_recovery: bool
    has_shred_key: bool
    """And it opens; without it nobody opens the case."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found."""

    wrong_pragmas: tuple[str, ...]
    is_damaged: bool
    """SQLite itself finds the file damaged."""
    first_bad: Bad | None
    """The first row of the record that is not as it was written."""
    people: int
    first_person_at: datetime | None
    newest_at: datetime | None
    """The latest moment that stands in a row."""
    access: tuple[CaseAccess, ...]
    duty_keys: int
    """Of a team, and not removed."""
    fields_by_key: dict[int, int]
    facts: dict[str, str]
    status: Status

    def moment(self, fact: str) -> datetime | None:
        """Return when something was done that the store keeps as a fact."""
        value = self.facts.get(fact, "")
        return from_ms_or_none(int(value) if value.isdecimal() else None)


def inspect(directory: Path, keys: ServiceKeys, now: datetime) -> Inspection:
    """Look at everything, beside the service; raise `StoreError` where that fails."""
    try:
        return _inspect(directory, keys, now)
    except sqlite3.DatabaseError:
        raise DamagedError(
            "the store is damaged and cannot be read: restore a backup"
        ) from None


def _inspect(directory: Path, keys: ServiceKeys, now: datetime) -> Inspection:
    with closing(connect(directory)) as connection:
        wrong = tuple(_wrong_pragmas(connection))
    with reading(directory, keys) as tx:
        damaged = tx.value("PRAGMA quick_check(1)") != "ok"
        report = verify(directory, keys.signing.public_key(), signatures=False)
        people, first_person = tx.all(PEOPLE)[0]
        return Inspection(
            wrong_pragmas=wrong,
            is_damaged=damaged,
            first_bad=report.bad,
            people=people,
            first_person_at=from_ms_or_none(first_person),
            newest_at=from_ms_or_none(tx.value(NEWEST)),
            access=tuple(_access(tx)),
            duty_keys=_duty_keys(tx),
            fields_by_key=_fields_by_key(tx, directory),
            facts={row["name"]: row["value"] for row in tx.all(FACTS)},
            status=status.read(tx, now),
        )


def sqlite_version() -> tuple[int, ...]:
    """Return the version of SQLite that is in use."""
    return sqlite3.sqlite_version_info


def _wrong_pragmas(connection: sqlite3.Connection) -> list[str]:
    return [
        name
        for name, wanted in PRAGMAS.items()
        if str(connection.execute(f"PRAGMA {name}").fetchone()[0]) != wanted
    ]


def _access(tx: Transaction) -> list[CaseAccess]:
    gone = retention.destroyed(tx)
    return [
        CaseAccess(
            row["id"],
            row["readers"],
            has_recovery=bool(row["recovery"]),
            has_shred_key=_has_shred_key(tx, row["id"]),
        )
        for row in tx.all(READERS, recovery=RECOVERY)
        if row["id"] not in gone
    ]


def _duty_keys(tx: Transaction) -> int:
    return sum(duty_keys.is_one(tx, reader.id) for reader in readers.current(tx))


def _has_shred_key(tx: Transaction, case_id: str) -> bool:
    try:
        return tx.shred.find(tx.vault, case_id) is not None
    except VaultError:
        return False


def _fields_by_key(tx: Transaction, directory: Path) -> dict[int, int]:
    counts = rekey.count_by_key(tx.all, rekey.STORE)
    with snapshot(directory / shred.FILE) as beside:
        for key, count in rekey.count_by_key(beside.execute, rekey.SHRED).items():
            counts[key] = counts.get(key, 0) + count
    return counts

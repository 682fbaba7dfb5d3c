"""Verifying the small tables of the record: cases, their keys, readers, wraps."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from storage import chain, migrations
from storage.chain import Fault, Head, verify_row
from storage.verify_report import Bad, Where
from storage.wraps import RECOVERY

RECORD_TABLES: Final = (
    "case_file",
    "case_key",
    "reader",
    "duty_key",
    "wrap",
    "contact_entry",
    "attachment",
    "signing_hand_over",
)

MISTYPED: Final = "a value is not of the kind that its column holds"
_SAMPLE: Final = 5
_HIGHEST_EPOCH: Final = 1_000_000

Kind = type | UnionType
CaseAt = tuple[int, bytes, int]
"""The last entry of a case: its sequence, its hash, its epoch."""


@dataclass(frozen=True, slots=True)
class SignedTable:
    """A table whose rows are signed, column by column."""

    name: str
    tag: str
    columns: tuple[tuple[str, Kind], ...]
    key: tuple[tuple[str, str], ...]
    """The columns that name a row, and what they are called in a report."""

    @property
    def select(self) -> str:
        """Return what selects the columns of each row, then its signature."""
        columns = ", ".join(column for column, _ in self.columns)
        # NOT INDEXED: an index has copies of some columns, and those may be sound.
        return f"SELECT {columns}, signature FROM {self.name} NOT INDEXED LIMIT :limit"

    @property
    def sign(self) -> str:
        """Return what gives the row with this key another signature."""
        named = " AND ".join(f"{column} = :{column}" for column, _ in self.key)
        return f"UPDATE {self.name} SET signature = :signature WHERE {named}"

    def rows(self, connection: sqlite3.Connection, limit: int = -1) -> Iterator[Any]:
        """Yield the columns of each row, then its signature."""
        yield from connection.execute(self.select, {"limit": limit})

    def key_of(self, row: Any) -> dict[str, Any]:
        """Return the columns that name the row."""
        named = {
            column: value for (column, _), value in zip(self.columns, row, strict=False)
        }
        return {column: named[column] for column, _ in self.key}

    def where(self, row: Any) -> Where:
        """Return what names the row."""
        named = self.key_of(row)
        return tuple((called, named[column]) for column, called in self.key)

    def is_mistyped(self, row: Any) -> bool:
        """Tell whether a value is not of the kind that its column holds.

        What is not UTF-8 comes as surrogates, which nobody could have written.
        """
        return not all(
            isinstance(value, kind)
            and not (isinstance(value, str) and is_broken(value))
            for (_, kind), value in zip(self.columns, row, strict=False)
        )

    def is_signed(self, key: Ed25519PublicKey, row: Any) -> bool:
        """Tell whether the row is as we signed it."""
        try:
            return verify_row(key, self.tag, row[:-1], row[-1])
        except (UnicodeError, TypeError):
            return False


CASES: Final = SignedTable(
    "case_file",
    chain.CASE,
    (
        ("id", str),
        ("client_id", str | None),
        ("record_policy", str),
        ("created_at", int),
    ),
    (("id", "case"),),
)
CASE_KEYS: Final = SignedTable(
    "case_key",
    chain.CASE_KEY,
    (
        ("case_id", str),
        ("epoch", int),
        ("suite", int),
        ("public_key", bytes),
        ("created_at", int),
    ),
    (("case_id", "case"), ("epoch", "epoch")),
)
READERS: Final = SignedTable(
    "reader",
    chain.READER,
    (
        ("id", str),
        ("person_id", str),
        ("public_key", bytes),
        ("added_at", int),
        ("removed_at", int | None),
    ),
    (("id", "reader"),),
)
DUTY_KEYS: Final = SignedTable(
    "duty_key",
    chain.DUTY_KEY,
    (("reader_id", str), ("added_at", int)),
    (("reader_id", "reader"),),
)
WRAPS: Final = SignedTable(
    "wrap",
    chain.WRAP,
    (("case_id", str), ("epoch", int), ("reader_id", str), ("sealed", bytes)),
    (("case_id", "case"), ("epoch", "epoch"), ("reader_id", "reader")),
)
SIGNED_TABLES: Final = (CASES, CASE_KEYS, READERS, DUTY_KEYS, WRAPS)


@dataclass(slots=True)
class Known:
    """What the rows looked at so far have told."""

    epochs: dict[str, set[int]] = field(default_factory=dict)
    """Of which epochs there is a key, for each case."""
    recovered: dict[str, set[int]] = field(default_factory=dict)
    """Of which epochs there is a way in for recovery, for each case."""
    readers: dict[str, int | None] = field(default_factory=dict)
    wraps: Counter[str] = field(default_factory=Counter)
    heads: dict[str, CaseAt] = field(default_factory=dict)
    head: Head = field(default_factory=Head)


def layout(connection: sqlite3.Connection) -> Iterator[Bad]:
    """Find a record table that is not made as this version makes it.

    Only in a strict table is what is read of a column what was written there.
    """
    for table, made in _pattern().items():
        if _made(connection, table) != made:
            yield Bad(table, "the table is not as this version makes it")


def any_signed(connection: sqlite3.Connection, key: Ed25519PublicKey) -> bool | None:
    """Tell whether one of the first rows was signed with this key; nothing if none."""
    seen = [
        table.is_signed(key, row)
        for table in SIGNED_TABLES
        for row in table.rows(connection, _SAMPLE)
    ]
    return any(seen) if seen else None


def signed_rows(
    connection: sqlite3.Connection, key: Ed25519PublicKey | None, known: Known
) -> Iterator[Bad]:
    """Find what is wrong with cases, case keys, readers and wraps."""
    for table in SIGNED_TABLES:
        for row in table.rows(connection):
            if table.is_mistyped(row):
                fault: str | None = MISTYPED
            else:
                fault = _fault(table, row, known)
            if fault is None and key is not None and not table.is_signed(key, row):
                fault = Fault.SIGNATURE
            if fault is not None:
                yield Bad(table.name, fault, table.where(row))
    for case, epochs in known.epochs.items():
        for epoch in range(1, max(epochs, default=1) + 1):
            place: Where = (("case", case), ("epoch", epoch))
            if epoch not in epochs:
                yield Bad(CASE_KEYS.name, "the key of this epoch is missing", place)
            if epoch not in known.recovered.get(case, ()):
                way = (*place, ("reader", RECOVERY))
                yield Bad(WRAPS.name, "the way in for recovery is missing", way)


def _fault(table: SignedTable, row: Any, known: Known) -> str | None:
    if table is CASES:
        known.epochs[row[0]] = set()
    elif table is READERS:
        known.readers[row[0]] = row[4]
    elif table is CASE_KEYS:
        return _fault_of_key(row, known)
    elif table is DUTY_KEYS:
        return None if row[0] in known.readers else "there is no such reader"
    else:
        return _fault_of_wrap(row, known)
    return None


def _fault_of_key(row: Any, known: Known) -> str | None:
    case, epoch, *_ = row
    if case not in known.epochs:
        return "there is no such case"
    if epoch in known.epochs[case] or not 1 <= epoch <= _HIGHEST_EPOCH:
        return "there cannot be such an epoch"
    known.epochs[case].add(epoch)
    return None


def _fault_of_wrap(row: Any, known: Known) -> str | None:
    case, epoch, reader, *_ = row
    if epoch not in known.epochs.get(case, ()):
        return "there is no such epoch"
    if reader == RECOVERY:
        known.recovered.setdefault(case, set()).add(epoch)
    elif reader not in known.readers:
        return "there is no such reader"
    known.wraps[case] += 1
    return None


def is_broken(text: str) -> bool:
    """Tell whether a text was not UTF-8 in the file."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


@cache
def _pattern() -> dict[str, list[Any]]:
    """Return how the migrations make the record tables."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for step in migrations.known():
            connection.executescript(step.sql)
        return {table: _made(connection, table) for table in RECORD_TABLES}


def _made(connection: sqlite3.Connection, table: str) -> list[Any]:
    about = connection.execute(
        "SELECT type, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?",
        (table,),
    ).fetchall()
    columns = connection.execute(
        'SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)', (table,)
    ).fetchall()
    return [about, columns]
